"""Times as tables write them: ISO, epochs, day and month in either order, months as words, zones by name or offset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from xsentiment.ingest.items import epoch, within

_HOURS: Final = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "TRT": 3, "SAST": 2, "WAT": 1, "CAT": 2, "EAT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "WIB": 7,
    "ICT": 7, "SGT": 8, "HKT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3, "ART": -3, "CLT": -4, "AST": -4, "ADT": -3, "NST": -3.5,
    "NDT": -2.5, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Zones by abbreviation; CST, IST and BST are taken as the American, the Indian and the British one."""
_OPEN: Final = ("CST", "IST", "BST", "AST", "GST")
"""Abbreviations that several zones share: a time that is known better wins over them."""

_NUMBERS: Final = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?"
    r"(?:[T ,·]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*([A-Z]{1,5}(?![+-])|(?:UTC|GMT)?[+-]\d{1,2}:?\d{2})?"
)
_EPOCH: Final = re.compile(r"\d{9,16}(?:\.\d+)?")
_MONTH: Final = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*([AaPp]\.?[Mm]\b\.?)?")
_OFFSET: Final = re.compile(r"([+-]\d{1,2}:?\d{2})\b(?![\d-])")
_LONGEST: Final = 80
_CHINESE: Final = str.maketrans({"年": "-", "月": "-", "日": " ", "号": " "})


class Instant(NamedTuple):
    """A time in UTC, and whether the cell itself named the zone without doubt."""

    when: datetime
    zoned: bool


def zone_of(name: str | None) -> tzinfo | None:
    """A zone by abbreviation (`JST`) or offset (`+0900`, `GMT+9:00`), None for one that is not known."""
    if not name:
        return None
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})", name)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 24 * 60 else None


@dataclass(frozen=True)
class Times:
    """How one column writes times: `zone` holds where a cell names none, `day_first` where the order is open."""

    format: str | None = None
    zone: tzinfo = UTC
    day_first: bool = False

    def read(self, value: Any) -> datetime | None:
        """A time in UTC between 1970 and 2100, None where it cannot be read."""
        found = self.instant(value)
        return None if found is None else found.when

    def instant(self, value: Any) -> Instant | None:
        """As `read`, with whether the cell named its zone."""
        if isinstance(value, str):
            text = value.strip()
            return self._text(text) if text else None
        if isinstance(value, datetime):
            return self._placed(value)
        if isinstance(value, date):
            return self._placed(datetime(value.year, value.month, value.day))  # noqa: DTZ001 - placed in the zone
        if isinstance(value, int | float) and not isinstance(value, bool):
            when = epoch(value) if value == value else None  # noqa: PLR0124
            return Instant(when, zoned=True) if when else None
        return None

    def _placed(self, found: datetime) -> Instant | None:
        zoned = found.tzinfo is not None
        when = within(found if zoned else found.replace(tzinfo=self.zone))
        return Instant(when, zoned) if when else None

    def _text(self, text: str) -> Instant | None:
        if self.format is not None:
            try:
                return self._placed(datetime.strptime(text, self.format))  # noqa: DTZ007 - placed in the zone
            except ValueError:
                return None
        try:
            if len(text) == 19 and self.zone is UTC and "1970" < text[:4] < "2100":  # the common case, quickly
                return Instant(datetime.fromisoformat(f"{text}+00:00"), zoned=False)
            return self._placed(datetime.fromisoformat(text))
        except ValueError:
            pass
        if _EPOCH.fullmatch(text):
            when = epoch(float(text))
            return Instant(when, zoned=True) if when else None
        if len(text) > _LONGEST:
            return None
        return self._worded(text) if _MONTH.search(text) else self._numbers(text)

    def _numbers(self, text: str) -> Instant | None:
        if "年" in text:
            text = text.translate(_CHINESE).strip()
        found = _NUMBERS.fullmatch(text)
        if not found:
            return None
        a, _, b, c, hour, minute, second, fraction, half, zone = found.groups()
        if len(a) == 4:
            year, month, day = int(a), int(b), int(c)
        else:
            day, month = (int(a), int(b)) if self.day_first else (int(b), int(a))
            year = int(c)
        return self._made((year, month, day), (hour, minute, second, fraction, half), zone)

    def _worded(self, text: str) -> Instant | None:
        text = re.sub(r"\(.*?\)", " ", text)
        month = _MONTH.search(text)
        if month is None:
            return None
        clock = _CLOCK.search(text)
        rest, zone = text[: month.start()] + " " + text[month.end() :], None
        if clock:
            before, after = text[: clock.start()], text[clock.end() :]
            offset = _OFFSET.search(after)
            if offset:
                zone, after = offset[1], after[: offset.start()] + " " + after[offset.end() :]
            rest = _MONTH.sub(" ", f"{before} {after}", count=1)
        zone = zone or next((word for word in re.findall(r"\b[A-Z]{1,5}\b", rest) if word in _HOURS), None)
        numbers = re.findall(r"\d+", rest)
        years = [n for n in numbers if len(n) == 4] or (numbers[1:2] if len(numbers) == 2 else [])
        if not years:
            return None
        numbers.remove(years[0])
        if len(numbers) != 1 or len(numbers[0]) > 2:
            return None
        day = (int(years[0]), _MONTHS.index(month[1].lower()) + 1, int(numbers[0]))
        return self._made(day, clock.groups() if clock else (None,) * 5, zone)

    def _made(self, day: tuple[int, int, int], clock: tuple[str | None, ...], zone: str | None) -> Instant | None:
        hour, minute, second, fraction, half = clock
        hours = int(hour or 0)
        if half:
            hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
        place = zone_of(zone) if zone else self.zone
        if place is None:
            return None
        year = day[0] + 2000 if day[0] < 100 else day[0]
        micros = int((fraction or "0")[:6].ljust(6, "0"))
        try:
            found = datetime(year, *day[1:], hours, int(minute or 0), int(second or 0), micros, tzinfo=place)
        except (ValueError, OverflowError):
            return None
        when = within(found)
        return Instant(when, zoned=bool(zone) and zone not in _OPEN) if when else None


def place(name: str | None) -> tzinfo:
    """The zone of this name; UTC, the quick one, where none is given."""
    return UTC if name in (None, "UTC", "Etc/UTC") else ZoneInfo(str(name))


def day_first(values: Iterable[Any]) -> bool | None:
    """Whether numbers such as 03/04/2020 begin with the day, by values of the column that leave no choice.

    None where the column has such dates but none of them decides, or where they contradict each other; False where
    it has no such dates.
    """
    open_, day, month = False, False, False
    for value in values:
        found = _NUMBERS.fullmatch(value.strip()) if isinstance(value, str) else None
        if found and len(found[1]) < 4:
            open_ = True
            day = day or int(found[1]) > 12
            month = month or int(found[3]) > 12
    if not open_:
        return False
    return None if day == month else day
