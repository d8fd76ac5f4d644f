"""Times as tables write them: ISO, epochs, day and month in either order, months as words, zones by name or offset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
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
    r"(\d{1,4})([-/.]) ?(\d{1,2})\2 ?(\d{1,4})\.?"
    r"(?:[T ,·]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?)?"
    r"\s*([AaPp]\.?\s?[Mm]\.?)?(?:\s*Uhr)?\s*"
    r"([A-Z]{1,5}(?![+-])|(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}:?\d{2})?(?:(?<=\d) [A-Z]{1,5})?"
)
_EPOCH: Final = re.compile(r"\d{9,16}(?:\.\d+)?")
_STAMP: Final = re.compile(r"(?:19|20)\d{12}")
"""Year, month, day and clock in one number, which no epoch is as large or as small as."""
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_MONTH_NAMES: Final = (
    "january januar jänner janvier enero gennaio janeiro januari ocak январь января",
    "february februar février febrero febbraio fevereiro februari şubat февраль февраля",
    "march märz mars marzo março maart mrt maret mart март марта",
    "april avril abril aprile nisan апрель апреля",
    "may mai mayo maggio maio mei mayıs май мая",
    "june juni juin junio giugno junho haziran июнь июня",
    "july juli juillet julio luglio julho temmuz июль июля",
    "august août agosto augustus agustus ağustos август августа",
    "september septembre septiembre settembre setembro eylül сентябрь сентября",
    "october oktober octobre octubre ottobre outubro ekim октябрь октября",
    "november novembre noviembre novembro kasım ноябрь ноября",
    "december dezember décembre diciembre dicembre dezembro desember aralık декабрь декабря",
)
"""In English, German, French, Spanish, Italian, Portuguese, Dutch, Indonesian, Turkish and Russian."""
_TUESDAY: Final = "mar"
"""Short for Tuesday in French, Spanish and Italian, too: beside another month it is the day."""
_CLOCK: Final = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*([AaPp]\.?\s?[Mm]\b\.?)?")
_OFFSET: Final = re.compile(r"((?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}:?\d{2})\b(?![\d-])")
_LONGEST: Final = 80
_OF_JAVA: Final = re.compile(r":\d\d ([A-Z]{1,5}) \d{4}\b")
_EASTERN: Final = re.compile(
    r"(\d{4})(?:\s*[年년]\s*|\.\s)(\d{1,2})(?:\s*[月월]\s*|\.\s)(\d{1,2})(?:\s*[日号일]|\.)(?:\s*(?:\(.\)|.요일|星期.|.曜日))?\s*"
)
"""A day in Chinese, Japanese or Korean writing: 2025年9月2日, 2025. 9. 2."""
_HALF_FIRST: Final = re.compile(r"(?:(上午|午前|오전)|下午|午後|오후)\s*(\d{1,2}:\d{2}(?::\d{2})?)")


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
    numbers have two digits the first is the year.
    """

    format: str | None = None
    zone: tzinfo = UTC
    day_first: bool = False
    swapped: bool = False
    year_first: bool = False

    def read(self, value: Any) -> datetime | None:
        """A time in UTC between 1970 and 2100, None where it cannot be read."""
        found = self.instant(value)
        return None if found is None else found.when

    def instant(self, value: Any) -> Instant | None:
        """As `read`, with whether the cell named its zone."""
        if isinstance(value, str):
            text = value.strip().replace("\u2212", "-")
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
            when = epoch(float(text))
            return Instant(when, zoned=True) if when else None
        if len(text) > _LONGEST:
            return None
        return self._worded(text) if _month_in(text) else self._numbers(text)

    def _numbers(self, text: str) -> Instant | None:
        if not text.isascii():
            text = _EASTERN.sub(r"\1-\2-\3 ", text).strip()
            text = _HALF_FIRST.sub(lambda found: f"{found[2]} {'AM' if found[1] else 'PM'}", text)
        found = _NUMBERS.fullmatch(text)
        if not found:
            return None
        a, _, b, c, hour, minute, second, fraction, half, zone = found.groups()
        if len(a) == 4 or (self.year_first and len(a) == len(c) == 2):
            year, month, day = int(a), int(b), int(c)
        else:
            day, month = (int(a), int(b)) if self.day_first else (int(b), int(a))
            year = int(c)
        return self._made((year, month, day), (hour, minute, second, fraction, half), zone)

    def _worded(self, text: str) -> Instant | None:
        text = re.sub(r"\(.*?\)", " ", text)
        month = _month_in(text)
        if month is None:
            return None
        rest, zone = f"{text[: month.start()]} {text[month.end() :]}", None
        clock = _CLOCK.search(rest)
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
        day = (int(years[0]), _MONTHS[_folded(month[0])], int(numbers[0]))
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


@lru_cache(1 << 12)
def _folded(word: str) -> str:
    """A word without case, accents and the dot of the i."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("ı", "i")


def _beginnings() -> dict[str, int]:
    """The months by their names and by what these are cut to, if that is of one month alone."""
    found: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTH_NAMES, start=1):
        for name in map(_folded, names.split()):
            for end in range(3, len(name) + 1):
                found.setdefault(name[:end], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


_MONTHS: Final = _beginnings()


def _month_in(text: str) -> re.Match[str] | None:
    """The first word of a text that is a month."""
    found = [word for word in _WORD.finditer(text) if _folded(word[0]) in _MONTHS]
    return next((word for word in found if len(found) == 1 or _folded(word[0]) != _TUESDAY), None)


def place(name: str) -> tzinfo:
    """The zone of this name; for UTC the quick one."""
    return UTC if name in ("UTC", "Etc/UTC") else ZoneInfo(name)


def zone_in(values: Iterable[Any]) -> tzinfo | None:
    """The zone that times of Java's form name (`Mon Sep 01 00:00:00 EDT 2025`); None for none, or more than one."""
    found = {zone_of(name) for value in values for name in _OF_JAVA.findall(str(value))}
    return found.pop() if len(found) == 1 else None


def are_swapped(values: Iterable[Any]) -> bool:
    """Whether a spreadsheet has read the dates of another locale as its own: 03/04 as a date, day and month swapped.

    What it could not read so it left as text: its dates lie in the first twelve days of months, all texts beyond.
    """
    cells = list(values)
    days = [value.day for value in cells if isinstance(value, date)]
    texts = [found for value in cells if isinstance(value, str) and (found := _NUMBERS.fullmatch(value.strip()))]
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
        found = _NUMBERS.fullmatch(value.strip()) if isinstance(value, str) else None
        if found and len(found[1]) < 4:
            open_ = True
            day = day or int(found[1]) > 12
            month = month or int(found[3]) > 12
    if not open_:
        return False
    return None if day == month else day
