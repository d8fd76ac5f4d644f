"""Shares in time: by hour, day or week, and before against after a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from xsentiment import schema, stats
from xsentiment.event import Event, Shares
from xsentiment.periods import calendar, period_of
from xsentiment.shares.families import Family, families
from xsentiment.shares.posts import Bools, Posts, posts_of
from xsentiment.shares.rows import rows_of

_SINGLE: Final = ("on_event", "sentiment", "reaction", "topic")
_DIGITS: Final = 4

Row = dict[str, Any]


def timeline(shares: pa.Table, frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """TIMELINE: single labels among all posts by the event's grain (estimand posts, scope collected), in order of time.

    The rows by day are those of SHARES; hours and weeks are estimated as these are, from the posts that fall on them.
    """
    if event.timeline.grain == "day":
        rows = [row for row in shares.to_pylist() if row["segment"].startswith("day=") and _is_plain(row)]
    else:
        rows = list(_by_period(frame, scores, event, labels))
    kept = [name for name in schema.TIMELINE.names if name != "period"]
    told = [{name: row[name] for name in kept} | {"period": row["segment"].partition("=")[2]} for row in rows]
    return schema.from_rows(told, schema.TIMELINE, "TIMELINE")


def _is_plain(row: Row) -> bool:
    where = (row["estimand"], row["scope"], row["among"])
    return where == ("posts", "collected", None) and row["label_set"] in _SINGLE


def _by_period(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> Iterator[Row]:
    grain, zone = event.timeline.grain, ZoneInfo(event.timezone)
    posts = posts_of(frame, scores, event, labels)
    single = list(_single(posts, event))
    period = np.array([period_of(moment, grain, zone) for moment in frame["created_at"].to_pylist()], dtype=object)
    for name in calendar(set(period), grain, zone):
        mask = period == name
        if mask.any():
            for family in single:
                yield from _rows(posts, event, f"{grain}={name}", mask, family)


def _rows(posts: Posts, event: Event, segment: str, mask: Bools, family: Family) -> Iterator[Row]:
    """The family's rows for posts and collected alone, whatever else the event asks of shares.csv."""
    for row in rows_of(posts, replace(event, shares=Shares()), segment, mask, family):
        yield dict.fromkeys(schema.SHARES.names) | row


def _single(posts: Posts, event: Event) -> Iterator[Family]:
    return (family for family in families(posts, event) if family.figures[0].label_set in _SINGLE)


def differences(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """DIFFERENCES: each single label's share before and after each of the event's moments, and after minus before.

    A post of the moment itself is after. Both sides are disjoint domains, so their audits are independent. The
    difference is empty, with a note, where the audit of a side carries no share.
    """
    if not event.timeline.moments:
        return schema.from_rows([], schema.DIFFERENCES, "DIFFERENCES")
    posts = posts_of(frame, scores, event, labels)
    created = np.array([moment.timestamp() for moment in frame["created_at"].to_pylist()])
    rows = []
    for moment in event.timeline.moments:
        local = moment.astimezone(ZoneInfo(event.timezone)).isoformat()
        is_after = created >= moment.timestamp()
        for family in _single(posts, event):
            before = _rows(posts, event, f"before={local}", ~is_after, family)
            after = _rows(posts, event, f"after={local}", is_after, family)
            rows += [{"moment": local} | _difference(*sides) for sides in zip(before, after, strict=True)]
    return schema.from_rows(rows, schema.DIFFERENCES, "DIFFERENCES")


def _difference(before: Row, after: Row) -> Row:
    row = {name: before[name] for name in ("event", "label_set", "label", "level")}
    for side, figures in zip(schema.SIDES, (before, after), strict=True):
        for name in ("n_posts", "n_audit", "machine_share", "share", "low", "high"):
            row[f"{name}_{side}"] = figures[name]
    row["note"] = _notes(before["note"], after["note"])
    if before["share"] is None or after["share"] is None:
        return row
    found = stats.independent_difference(_estimate(before), _estimate(after))
    value, low, high = (round(figure, _DIGITS) for figure in (found.value, found.low, found.high))
    return row | {"difference": value, "low": low, "high": high, "differs": "yes" if low > 0 or high < 0 else "no"}


def _estimate(row: Row) -> stats.Estimate:
    figures = (row[name] for name in ("share", "low", "high", "level", "n_audit", "method", "estimand"))
    return stats.Estimate(*figures)


def _notes(before: str | None, after: str | None) -> str | None:
    """What both notes say once, and then what one of them says, with its side."""
    sides = [note.split("; ") if note else [] for note in (before, after)]
    both = [part for part in sides[0] if part in sides[1]]
    own = [
        f"{side}: {part}" for side, parts in zip(schema.SIDES, sides, strict=True) for part in parts if part not in both
    ]
    return "; ".join([*both, *own]) or None
