"""How the times of a table are read: the order of day, month and year is decided for the whole column."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import Any

from xsentiment.ingest import day_order
from xsentiment.ingest.cells import missing
from xsentiment.ingest.columns import Getter, Layout, Table
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.times import Times, are_serial, are_swapped, day_first

log = logging.getLogger("xsentiment")

Rows = Callable[[], Iterable[Any]]


def times_of(
    layout: Layout, table: Table, sample: Iterable[Any], all_rows: Rows, name: str, *, by_semicolons: bool = False
) -> Times:
    """How the table's times are read, given some of its rows and a way to all of them.

    `by_semicolons`: a spreadsheet writes them where numbers have decimal commas, and there the day comes first.
    """
    zone = layout.zone or UTC
    column = layout.columns.get("created_at", "")
    get = table.getter(column)
    if layout.time_format:
        return _as_formatted(Times(layout.time_format, zone), column, map(get, sample) if get else (), name)
    if get is None:
        return Times(None, zone)
    if are_serial(value for value in map(get, sample) if not missing(value)):
        doubt(name, f"{column!r} holds numbers of days, as spreadsheets keep times; they are counted from 1900 on")
        return Times(None, zone, serial=True)
    year_first = day_order.year_first(_dated(layout, table, get, sample))
    if year_first is None:
        doubt(name, f"{column!r} seems to begin with the year; set time_format in the event file")
    if year_first is not False:
        return Times(None, zone, year_first=True)
    first = _day_first(layout, table, get, sample, all_rows, name)
    if first is None:
        dates = (value for value in map(get, all_rows()) if isinstance(value, str) and value.strip())
        first = by_semicolons or "/" not in next(dates, "/")
        taken = f"taken as {'day' if first else 'month'} first"
        doubt(name, f"{column!r} may be day first or month first; {taken}; set time_format in the event file")
    if swapped := are_swapped(map(get, sample)):
        doubt(name, "a spreadsheet has swapped day and month in part of its dates; they are swapped back")
    return Times(None, zone, first, swapped)


def _as_formatted(times: Times, column: str, sample: Iterable[Any], name: str) -> Times:
    """These times; a format that reads no cell of the sample is told of."""
    written = [value for value in sample if isinstance(value, str) and not missing(value)]
    if written and not any(map(times.read, written)):
        doubt(name, f"time_format {times.format!r} fits none of the first {len(written)} cells of {column!r}")
    return times


def _day_first(
    layout: Layout, table: Table, get: Getter, sample: Iterable[Any], all_rows: Rows, name: str
) -> bool | None:
    """Whether the day comes first by the numbers, by what the rows say besides, or by the tool; None for open."""
    first = day_first(map(get, sample))
    if first is None:
        first = day_first(map(get, all_rows()))
    if first is None:
        first = day_order.day_first(day_order.readings(_dated(layout, table, get, all_rows())))
        if first is not None:
            log.info("%s: times are read as %s first, by ids or by order", name, "day" if first else "month")
    return layout.day_first if first is None else first


def _dated(layout: Layout, table: Table, get: Getter, rows: Iterable[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """The time, the id and the link of rows from the beginning."""
    post_id, url = (table.getter(layout.columns.get(column, "")) for column in ("post_id", "url"))
    return ((get(row), post_id and post_id(row), url and url(row)) for row in islice(rows, day_order.ROWS))
