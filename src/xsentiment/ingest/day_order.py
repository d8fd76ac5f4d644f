"""What is the day of 03/04/2020, or the year of 24/09/08: by times in ids, by order, by what varies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from xsentiment.ingest import cells, words
from xsentiment.ingest.items import mastodon_time, tiktok_time, x_time
from xsentiment.ingest.times import Times

ROWS: Final = 20_000
"""Rows from the beginning by which it is decided."""
_FEW: Final = 3
_STEPS: Final = 8
_NEAR: Final = timedelta(hours=36)
"""A time inside an id is the post's, but for the zone that the column does not name."""
_SORTED: Final = 0.02
_UNSORTED: Final = 0.1


_SHORT: Final = re.compile(r"\s*(\d\d)([-/.])(\d\d)\2(\d\d)(?!\d)")
_EARLIEST: Final = 6
_LATE: Final = 15
"""Posts are hardly older than 2006, and mostly younger than 2014."""


class Readings(NamedTuple):
    """A time read with the month first and with the day first, and what may be the time inside the post's id."""

    month_first: datetime
    day_first: datetime
    inside: tuple[datetime, ...]


def readings(cells_of: Iterable[tuple[Any, Any, Any]]) -> list[Readings]:
    """Both readings of each (time, id, link) whose time has two that differ."""
    month, day = Times(day_first=False).read, Times(day_first=True).read
    both = ((month(time), day(time), _inside(post_id, url)) for time, post_id, url in cells_of)
    return [Readings(a, b, inside) for a, b, inside in both if a and b and a != b]


def day_first(found: Sequence[Readings]) -> bool | None:
    """Whether the day comes first; None where nothing speaks for either, or not enough."""
    ways = (_by_ids(found), _by_order(found), _by_change(found))
    return next((way for way in ways if way is not None), None)


def year_first(cells_of: Iterable[tuple[Any, Any, Any]]) -> bool | None:
    """Whether dates of three numbers of two digits begin with the year, given as (time, id, link); None for perhaps.

    One time inside an id is enough, since the readings are years apart. Else the year is what hardly varies, and where
    neither does, perhaps the greater number: 24/09/08 is rather of 2024 than of 2008.
    """
    rows = [(time, found, _inside(post_id, url)) for time, post_id, url in cells_of if (found := _short(time))]
    for time, _, inside in rows:
        for times in (Times(year_first=True), Times(day_first=True), Times()):
            if (when := times.read(time)) and _is_near(when, inside):
                return times.year_first
    first, last = ({int(found[group]) for _, found, _ in rows} for group in (1, 4))
    if not rows or min(first) < _EARLIEST or max(first) - min(first) > 1:
        return False
    if len(last) > len(first) and len(last) >= _FEW:
        return True
    return None if min(first) >= _LATE > max(last) else False


def _short(time: Any) -> re.Match[str] | None:
    return _SHORT.match(time) if isinstance(time, str) else None


def _inside(post_id: Any, url: Any) -> tuple[datetime, ...]:
    linked = words.linked(host, url) if (host := words.host(url)) else None
    ids = (cells.known(post_id), linked and linked[0])
    return tuple(when for identity in ids for time in (x_time, tiktok_time, mastodon_time) if (when := time(identity)))


def _by_ids(found: Sequence[Readings]) -> bool | None:
    """Which reading is near the times inside the ids."""
    near = [(_is_near(row.month_first, row.inside), _is_near(row.day_first, row.inside)) for row in found]
    month, day = near.count((True, False)), near.count((False, True))
    return None if max(month, day) < _FEW or min(month, day) * 10 > max(month, day) else day > month


def _is_near(when: datetime, inside: tuple[datetime, ...]) -> bool:
    return any(abs(when - other) <= _NEAR for other in inside)


def _by_order(found: Sequence[Readings]) -> bool | None:
    """Which reading leaves the rows in the order of their times, where the other does not."""
    month, day = _disorder([row.month_first for row in found]), _disorder([row.day_first for row in found])
    if min(month, day) > _SORTED or max(month, day) < _UNSORTED:
        return None
    return day < month


def _disorder(times: list[datetime]) -> float:
    """The part of the steps that go against most of the others; .5 where there are few."""
    steps = [b > a for a, b in pairwise(times) if a.date() != b.date()]
    rising = sum(steps)
    return min(rising, len(steps) - rising) / len(steps) if len(steps) >= _STEPS else 0.5


def _by_change(found: Sequence[Readings]) -> bool | None:
    """Which number varies where the other is always the same: posts of a few days lie in one month."""
    first = {row.day_first.day for row in found}
    second = {row.month_first.day for row in found}
    if min(len(first), len(second)) > 1 or max(len(first), len(second)) < _FEW:
        return None
    return len(first) > len(second)
