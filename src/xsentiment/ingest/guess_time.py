"""Which column of a table of an unknown tool tells when a post was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from xsentiment.ingest import cells
from xsentiment.ingest.names import plain
from xsentiment.ingest.times import Times, are_serial

Column = Callable[[str], list[Any]]
"""A column's name → its cells in the sample."""

_NOT_THE_POST: Final = re.compile(
    r"user|author|account|profile|join|updat|edit|retriev|collect|scrap|crawl|birth|fetch|import|download|modif|index"
)
_TIME_NAME: Final = re.compile(r"date|time|creat|post|publi|upload|fecha|datum|data|tanggal|tarih|时间|日期")
_NAMES_A_TIME: Final = re.compile(
    r"date|time|creat|stamp|epoch|fecha|datum|data|tanggal|tarih|дата|日時|날짜|时间|時間|日期"
)
"""Names of which numbers can be times that might be ids or counts."""
_LONG: Final = re.compile(r"\d{17,}")
_NAMES_AN_ID: Final = re.compile(r"\Aid|id\Z|identi")
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_CLOCK: Final = re.compile(r"\d{1,2}[:h]\d{2}(:\d{2})?( ?[AaPp]\.? ?[Mm]\.?)?")
_ORDERS: Final = (Times(), Times(day_first=True))
_SAMPLE: Final = 50
_SAME_DAY: Final = timedelta(hours=38)
"""A day's beginning and a time of that day, of whatever zones."""


def dated(header: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    """A column whose name speaks of time, not of the account's or the collection's, or that holds stamps alone."""
    for name in header:
        short = plain(name)
        if name in chosen.values() or not _TIME_NAME.search(short) or _NOT_THE_POST.search(short):
            continue
        filled = [value for value in column(name) if not cells.missing(value)]
        numbers = _NAMES_AN_ID.search(short) and all(str(value).isdecimal() for value in filled)
        if not _NAMES_A_TIME.search(short):
            numbers = numbers or all(_LONG.fullmatch(str(value)) for value in filled)
        elif are_serial(filled):
            return name
        if filled and not numbers and sum(map(is_time, filled)) >= 0.9 * len(filled):
            return name
    for name in header:  # whatever it is called
        filled = [value for value in column(name) if not cells.missing(value)]
        stamped = filled and all(isinstance(value, str) and _STAMP.match(value.strip()) for value in filled)
        if name not in chosen.values() and not _NOT_THE_POST.search(plain(name)) and stamped:
            return name
    return None


def exact(days: str, others: Iterable[str], column: Column) -> str:
    """The column found, or where it holds days alone another one that tells the time on the same days."""
    if not _are_days(column(days)):
        return days
    for name in others:
        both = [(a, b) for a, b in zip(column(days), column(name), strict=True) if not cells.missing(a)][:_SAMPLE]
        if not _are_days([time for _, time in both]) and all(_on_one_day(*pair) for pair in both):
            return name
    return days


def _on_one_day(day: Any, time: Any) -> bool:
    readings = [(order.read(day), order.read(time)) for order in _ORDERS]
    return any(a and b and abs(b - a) <= _SAME_DAY for a, b in readings)


def _are_days(values: list[Any]) -> bool:
    """Whether cells are dates without a time of day."""
    days = [value for value in values if not cells.missing(value)][:_SAMPLE]
    return not are_serial(days) and not any(
        (":" in str(day) and not cells.is_day(day)) or (str(day).isdecimal() and len(str(day)) > 8) for day in days
    )


def clock_of(header: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    """The column of the time of day, where that of the day has none."""
    if not _are_days(column(chosen["created_at"])):
        return None
    for name in header:
        filled = [value for value in column(name) if not cells.missing(value)][:50]
        clocks = filled and all(isinstance(value, str) and _CLOCK.fullmatch(value.strip()) for value in filled)
        if clocks and name not in chosen.values():
            return name
    return None


def are_times(filled: list[Any]) -> bool:
    """Whether some of these cells can be read as times, or all as a spreadsheet's numbers of days."""
    return any(map(is_time, filled)) or are_serial(filled)


def is_time(value: Any) -> bool:
    """Whether a cell can be read as a time."""
    return bool(Times().read(value) or Times(day_first=True).read(value))
