"""Shares compared in time: each period with the one before it, and after a moment with before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from xsentiment import schema, stats
from xsentiment.event import Event
from xsentiment.shares.posts import Bools, Posts, posts_of
from xsentiment.shares.timeline import Row, estimate_of, plain_rows, segments_in_time, single_labels

_DIGITS: Final = 4
_TOLD: Final = ("n_posts", "n_audit", "machine_share", "share", "low", "high")


@dataclass(frozen=True)
class _Comparison:
    """Two disjoint segments, (name of the segment, its posts) each, and what they are called."""

    kind: str
    names: tuple[str, str]
    segments: tuple[tuple[str, Bools], tuple[str, Bools]]


def differences(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """DIFFERENCES: each single label's share in two segments that follow each other in time, and later minus earlier.

    Compared are every period of the event's grain with the last one before it that has posts, and, for each of the
    event's moments, the posts from it on with those before. The segments are disjoint domains, so their audits are
    independent. `low` and `high` hold the difference at the event's level each for itself, `low_all` and `high_all` at
    `stats.simultaneous_level`, so that all m differences of one kind, of all labels, hold at once. A difference is
    empty, with a note, where the audit of a side carries no share.
    """
    posts = posts_of(frame, scores, event, labels)
    compared = (
        _compared(posts, event, comparisons) for comparisons in (_of_periods(frame, event), _of_moments(frame, event))
    )
    return schema.from_rows([row for rows in compared for row in rows], schema.DIFFERENCES, "DIFFERENCES")


def _of_periods(frame: pa.Table, event: Event) -> list[_Comparison]:
    grain = event.timeline.grain
    periods = list(segments_in_time(frame, event))
    return [
        _Comparison(grain, (early[0], late[0]), ((f"{grain}={early[0]}", early[1]), (f"{grain}={late[0]}", late[1])))
        for early, late in pairwise(periods)
    ]


def _of_moments(frame: pa.Table, event: Event) -> list[_Comparison]:
    """A post of the moment itself is after it."""
    created = frame["created_at"].to_numpy()
    found = []
    for moment in event.timeline.moments:
        local = moment.astimezone(ZoneInfo(event.timezone)).isoformat()
        after = created >= np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
        segments = (f"before={local}", ~after), (f"after={local}", after)
        found.append(_Comparison("moment", (f"before {local}", f"from {local}"), segments))
    return found


def _compared(posts: Posts, event: Event, comparisons: list[_Comparison]) -> list[Row]:
    """The rows of all comparisons of one kind, label by label."""
    pairs = list(_pairs(posts, event, comparisons))
    count = sum(_have_shares(*pair) for pair in pairs)
    level = stats.simultaneous_level(event.level, max(1, count))
    wide = _pairs(posts, replace(event, level=level), comparisons) if count > 1 else pairs
    labels = len(pairs) // max(1, len(comparisons))
    return [
        _difference(comparison, *mine, *at_once) | {"comparisons": count}
        for comparison, mine, at_once in zip(comparisons * labels, pairs, wide, strict=True)
    ]


def _pairs(posts: Posts, event: Event, comparisons: list[_Comparison]) -> Iterator[tuple[Row, Row]]:
    """The rows of SHARES of both sides: for each label every comparison in turn."""
    segments = dict(segment for comparison in comparisons for segment in comparison.segments)
    for family in single_labels(posts, event) if comparisons else ():
        rows = {name: plain_rows(posts, event, name, mask, family) for name, mask in segments.items()}
        for i in range(len(family.figures)):
            for (before, _), (after, _) in (comparison.segments for comparison in comparisons):
                yield rows[before][i], rows[after][i]


def _have_shares(before: Row, after: Row) -> bool:
    return before["share"] is not None and after["share"] is not None


def _difference(comparison: _Comparison, before: Row, after: Row, wide_before: Row, wide_after: Row) -> Row:
    row = {name: before[name] for name in ("event", "label_set", "label", "level")}
    row |= {"comparison": comparison.kind, "before": comparison.names[0], "after": comparison.names[1]}
    for side, figures in zip(schema.SIDES, (before, after), strict=True):
        row |= {f"{name}_{side}": figures[name] for name in _TOLD}
    row["note"] = _notes(before["note"], after["note"])
    if not _have_shares(before, after):
        return row
    found = stats.difference(estimate_of(before), estimate_of(after))
    at_once = stats.difference(estimate_of(wide_before), estimate_of(wide_after))
    row["difference"] = round(found.value, _DIGITS)
    for ending, estimate in (("", found), ("_all", at_once)):
        low, high = round(estimate.low, _DIGITS), round(estimate.high, _DIGITS)
        row |= {f"low{ending}": low, f"high{ending}": high, f"differs{ending}": "yes" if low > 0 or high < 0 else "no"}
    return row


def _notes(before: str | None, after: str | None) -> str | None:
    """What both notes say once, and then what one of them says, with its side."""
    sides = [note.split("; ") if note else [] for note in (before, after)]
    both = [part for part in sides[0] if part in sides[1]]
    own = [
        f"{side}: {part}" for side, parts in zip(schema.SIDES, sides, strict=True) for part in parts if part not in both
    ]
    return "; ".join([*both, *own]) or None
