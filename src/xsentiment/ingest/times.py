"""Times as tables write them: ISO, epochs, day and month in either order, months as words, zones by name or offset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from xsentiment.ingest.items import epoch, within
from xsentiment.ingest.time_words import MONTHS, bare, folded, month_in, western

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
    r"(\d{1,4})([-/.]) ?(\d{1,2})\2 ?(\d{1,4})\.?"
    r"(?:[T ,·]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?)?"
    r"\s*([AaPp]\.?\s?[Mm]\.?)?(?:\s*Uhr)?\s*"
    r"([A-Z]{1,5}(?![+-])|(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}:?\d{2})?(?:(?<=\d) [A-Z]{1,5})?"
)
_EPOCH: Final = re.compile(r"\d{9,19}(?:[.,]\d+)?|\d\.\d{9,}[eE]\+?\d{1,2}")
_STAMP: Final = re.compile(r"(?:19|20)\d{12}")
"""Year, month, day and clock in one number, which no epoch is as large or as small as."""
_CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*([AaPp]\.?\s?[Mm]\b\.?)?")
_DOTTED: Final = re.compile(
    r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2})(?:\.(\d+))?)?(?![\d.])\s*([AaPp]\.?\s?[Mm]\b\.?)?"
)
_OFFSET: Final = re.compile(r"((?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}:?\d{2})\b(?![\d-])")
_LONGEST: Final = 80
_OF_JAVA: Final = re.compile(r":\d\d ([A-Z]{1,5}) \d{4}\b")
_LOGGED: Final = re.compile(r"(\d{1,2})[-/]?([^\W\d_]{3})[-/]?(\d{4}|\d{2}):(?=\d{2}:\d{2})")
"""A day and a clock as SAS and the logs of servers join them: 05MAR2024:13:02:46."""
_OF_NET: Final = re.compile(r"\\?/Date\((\d{9,13})(?:[+-]\d{4})?\)\\?/")
_NAMED_ZONE: Final = re.compile(r"(.*\d(?:Z|[+-]\d\d:?\d\d)?) ?\[?([A-Z]\w+/[\w/+-]+)\]?")
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 55_153
"""The days of 2000 and of 2050, as spreadsheets count them."""
_DAY: Final = 86_400
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zone


class Instant(NamedTuple):
    """A time in UTC, and whether the cell itself named the zone without doubt."""

    when: datetime
    zoned: bool


def zone_of(name: str | None) -> tzinfo | None:
    """A zone by abbreviation (`JST`) or offset (`+0900`, `GMT+9:00`, `GMT+9`), None for one that is not known."""
    if not name:
        return None
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", name)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes < 24 * 60 else None


_MONTHS_OF_A_YEAR: Final = 12
_ENOUGH: Final = 5
"""Dates and texts of one column from which on it is no chance that they lie on either side of the twelfth."""


@dataclass(frozen=True)
class Times:
    """How one column writes times: `zone` holds where a cell names none, `day_first` where the order is open.

    `swapped`: cells that are dates have the day for the month, and the month for the day. `year_first`: where all three
    numbers have two digits the first is the year. `serial`: cells are the days since the end of 1899.
    """

    format: str | None = None
    zone: tzinfo = UTC
    day_first: bool = False
    swapped: bool = False
    year_first: bool = False
    serial: bool = False

    def read(self, value: Any) -> datetime | None:
        """A time in UTC between 1970 and 2100, None where it cannot be read."""
        found = self.instant(value)
        return None if found is None else found.when

    def instant(self, value: Any) -> Instant | None:
        """As `read`, with whether the cell named its zone."""
        if self.serial:
            days = _serial(value)
            return None if days is None else self._placed(_DAY_ZERO + timedelta(seconds=round(days * _DAY)))
        if isinstance(value, str):
            text = value.strip().strip("'\"").replace("\u2212", "-")
            return self._text(text) if text else None
        if isinstance(value, date):
            cell = value if isinstance(value, datetime) else datetime.combine(value, time.min)
            turned = self.swapped and cell.day <= _MONTHS_OF_A_YEAR
            return self._placed(cell.replace(month=cell.day, day=cell.month) if turned else cell)
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
        if _STAMP.fullmatch(text):
            return self._text(f"{text[:8]}T{text[8:]}")
        if _EPOCH.fullmatch(text):
            when = epoch(int(text) if text.isdecimal() else float(text.replace(",", ".")))
            return Instant(when, zoned=True) if when else None
        return self._written(text) if len(text) <= _LONGEST else None

    def _written(self, text: str) -> Instant | None:
        """A time as people and programs write it, in words or numbers."""
        if told := _OF_NET.fullmatch(text):
            return self._text(told[1])
        if (named := _NAMED_ZONE.fullmatch(text)) and (zone := _place(named[2])):
            found = replace(self, zone=zone).instant(named[1])
            return found and found._replace(zoned=True)
        if month_in(text):
            return self._worded(_LOGGED.sub(r"\1 \2 \3 ", western(text)))
        numbers = _numbers(text)
        return self._numbers(numbers) if numbers else None

    def _numbers(self, found: re.Match[str]) -> Instant | None:
        a, _, b, c, hour, minute, second, fraction, half, zone = found.groups()
        if len(a) == 4 or (self.year_first and len(a) == len(c) == 2):
            year, month, day = int(a), int(b), int(c)
        else:
            day, month = (int(a), int(b)) if self.day_first else (int(b), int(a))
            year = int(c)
        return self._made((year, month, day), (hour, minute, second, fraction, half), zone)

    def _worded(self, text: str) -> Instant | None:
        text = re.sub(r"\(.*?\)", " ", text)
        month = month_in(text)
        if month is None:
            return None
        rest, zone = f"{text[: month.start()]} {text[month.end() :]}", None
        clock = _CLOCK.search(rest) or _DOTTED.search(rest)
        if clock:
            before, after = rest[: clock.start()], rest[clock.end() :]
            offset = _OFFSET.search(after)
            if offset:
                zone, after = offset[1], after[: offset.start()] + " " + after[offset.end() :]
            rest = f"{before} {after}"
        zone = zone or next((word for word in re.findall(r"\b[A-Z]{1,5}\b", rest) if word in _HOURS), None)
        numbers = re.findall(r"\d+", rest)
        years = [n for n in numbers if len(n) == 4] or (numbers[1:2] if len(numbers) == 2 else [])
        if not years:
            return None
        numbers.remove(years[0])
        if len(numbers) != 1 or len(numbers[0]) > 2:
            return None
        day = (int(years[0]), MONTHS[folded(month[0])], int(numbers[0]))
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


def _numbers(text: str) -> re.Match[str] | None:
    """The parts of a time that is written in numbers."""
    if len(text) > _LONGEST:
        return None
    return _NUMBERS.fullmatch(text) or _NUMBERS.fullmatch(bare(western(text)))


def _place(name: str) -> tzinfo | None:
    try:
        return place(name)
    except (KeyError, ValueError, OSError):
        return None


def place(name: str) -> tzinfo:
    """The zone of this name; for UTC the quick one."""
    return UTC if name in ("UTC", "Etc/UTC") else ZoneInfo(name)


def zone_in(values: Iterable[Any]) -> tzinfo | None:
    """The zone that times of Java's form name (`Mon Sep 01 00:00:00 EDT 2025`); None for none, or more than one."""
    found = {zone_of(name) for value in values for name in _OF_JAVA.findall(str(value))}
    return found.pop() if len(found) == 1 else None


def _serial(value: Any) -> float | None:
    """A number of days since the end of 1899, as spreadsheets keep times; None for what is no day from 2000 to 2049."""
    text = str(value).strip() if type(value) in (str, int, float) else ""
    days = float(text.replace(",", ".")) if _SERIAL.fullmatch(text) else 0.0
    return days if _FIRST_SERIAL <= days < _LAST_SERIAL else None


def are_serial(values: Iterable[Any]) -> bool:
    """Whether all of these cells are numbers of days, as a spreadsheet shows dates in cells of numbers."""
    days = [_serial(value) for value in values]
    return bool(days) and None not in days


def are_swapped(values: Iterable[Any]) -> bool:
    """Whether a spreadsheet has read the dates of another locale as its own: 03/04 as a date, day and month swapped.

    What it could not read so it left as text: its dates lie in the first twelve days of months, all texts beyond.
    """
    cells = list(values)
    days = [value.day for value in cells if isinstance(value, date)]
    texts = [found for value in cells if isinstance(value, str) and (found := _numbers(value.strip()))]
    if min(len(days), len(texts)) < _ENOUGH or max(days) > _MONTHS_OF_A_YEAR:
        return False
    return any(all(len(found[i]) == 2 and int(found[i]) > _MONTHS_OF_A_YEAR for found in texts) for i in (1, 3))


def day_first(values: Iterable[Any]) -> bool | None:
    """Whether numbers such as 03/04/2020 begin with the day, by values of the column that leave no choice.

    None where the column has such dates but none of them decides, or where they contradict each other; False where
    it has no such dates.
    """
    open_, day, month = False, False, False
    for value in values:
        found = _numbers(value.strip()) if isinstance(value, str) else None
        if found and len(found[1]) < 4:
            open_ = True
            day = day or int(found[1]) > 12
            month = month or int(found[3]) > 12
    if not open_:
        return False
    return None if day == month else day
