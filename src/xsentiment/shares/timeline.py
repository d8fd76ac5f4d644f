"""Shares in time: by hour, day or week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from xsentiment import schema, stats
from xsentiment.event import Event, Shares
from xsentiment.periods import calendar, period_of
from xsentiment.shares.corrected import MIN_AUDITED
from xsentiment.shares.families import Family, families
from xsentiment.shares.posts import Bools, Posts, posts_of
from xsentiment.shares.rows import rows_of

_SINGLE: Final = ("on_event", "sentiment", "reaction", "topic")
_DIGITS: Final = 4
_MINUTE: Final = 60_000_000
"""In μs. No zone's hours, days or weeks begin within a minute."""

Row = dict[str, Any]


def timeline(shares: pa.Table, frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """TIMELINE: single labels among all posts by the event's grain (estimand posts, scope collected), in order of time.

    The rows by day are those of SHARES; hours and weeks are estimated as these are, from the posts that fall on them.
    Each row also has the test of its label over all periods with a share and ten audited posts: `p_change`
    (`stats.no_change`), `changes` whether that is beyond chance at the event's level, and both with all labels taken
    together (`stats.adjusted`); null where fewer than two periods have them. A day of which all three posts are
    labelled has an exact share, but no day of three posts tells of a change.
    """
    if event.timeline.grain == "day":
        rows = [row for row in shares.to_pylist() if row["segment"].startswith("day=") and _is_plain(row)]
    else:
        rows = list(_by_period(frame, scores, event, labels))
    tests = _changes(rows, event)
    told = [
        {name: row[name] for name in schema.TIMELINE.names if name in row}
        | {"period": row["segment"].partition("=")[2]}
        | tests.get(_label(row), {})
        for row in rows
    ]
    return schema.from_rows(told, schema.TIMELINE, "TIMELINE")


def _changes(rows: list[Row], event: Event) -> dict[tuple[str, str], Row]:
    """Of each label, whether its share changes over the periods at all."""
    shares: dict[tuple[str, str], list[stats.Estimate]] = {}
    for row in rows:
        if row["share"] is not None and row["n_audit"] >= MIN_AUDITED:
            shares.setdefault(_label(row), []).append(estimate_of(row))
    p_values = {label: stats.no_change(mine) for label, mine in shares.items() if len(mine) > 1}
    together = stats.adjusted(list(p_values.values()))
    found = {}
    for (label, p_value), at_once in zip(p_values.items(), together, strict=True):
        row = {"p_change": round(p_value, _DIGITS), "p_change_all": round(at_once, _DIGITS)}
        found[label] = row | {"changes": _verdict(p_value, event), "changes_all": _verdict(at_once, event)}
    return found


def _verdict(p_value: float, event: Event) -> str:
    return "yes" if p_value < 1 - event.level else "no"


def _label(row: Row) -> tuple[str, str]:
    return row["label_set"], row["label"]


def estimate_of(row: Row) -> stats.Estimate:
    """The figure of a row of SHARES that has a share."""
    return stats.Estimate(*(row[name] for name in ("share", "low", "high", "level", "n_audit", "method", "estimand")))


def _is_plain(row: Row) -> bool:
    where = (row["estimand"], row["scope"], row["among"])
    return where == ("posts", "collected", None) and row["label_set"] in _SINGLE


def _by_period(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> Iterator[Row]:
    posts = posts_of(frame, scores, event, labels)
    single = list(single_labels(posts, event))
    for name, mask in segments_in_time(frame, event):
        for family in single:
            yield from plain_rows(posts, event, f"{event.timeline.grain}={name}", mask, family)


def segments_in_time(frame: pa.Table, event: Event) -> Iterator[tuple[str, Bools]]:
    """The event's periods that have posts, in order of time: the name of each, and which posts are of it."""
    grain, zone = event.timeline.grain, ZoneInfo(event.timezone)
    minutes, minute = np.unique(frame["created_at"].cast(pa.int64()).to_numpy() // _MINUTE, return_inverse=True)
    period = [period_of(datetime.fromtimestamp(60 * at, UTC), grain, zone) for at in minutes.tolist()]
    for name in calendar(set(period), grain, zone):
        mask = np.array([at == name for at in period], bool)[minute]
        if mask.any():
            yield name, mask


def plain_rows(posts: Posts, event: Event, segment: str, mask: Bools, family: Family) -> list[Row]:
    """The family's rows for posts and collected alone, whatever else the event asks of shares.csv."""
    plain = replace(event, shares=Shares(), claims=())
    return [dict.fromkeys(schema.SHARES.names) | row for row in rows_of(posts, plain, segment, mask, family)]


def single_labels(posts: Posts, event: Event) -> Iterator[Family]:
    """The families whose figures are single labels among all posts."""
    return (family for family in families(posts, event) if family.figures[0].label_set in _SINGLE)
