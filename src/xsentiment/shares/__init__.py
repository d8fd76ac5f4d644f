"""FRAME ⨝ SCORES (⨝ AUDIT) → SHARES: every published figure, machine and corrected."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from xsentiment import schema
from xsentiment.event import ESTIMANDS, SCOPES, Event
from xsentiment.shares.corrected import MIN_AUDITED, MIN_CONTROLLED, UNAUDITED
from xsentiment.shares.differences import differences
from xsentiment.shares.families import families
from xsentiment.shares.net import net
from xsentiment.shares.posts import posts_of, segments_of
from xsentiment.shares.rows import rows_of
from xsentiment.shares.sensitivity import Choices, sensitivity
from xsentiment.shares.timeline import timeline
from xsentiment.shares.views import concentration, largest_copied, never_named

__all__ = [
    "MIN_AUDITED",
    "MIN_CONTROLLED",
    "UNAUDITED",
    "Choices",
    "aggregate",
    "concentration",
    "differences",
    "largest_copied",
    "net",
    "never_named",
    "segments_of",
    "sensitivity",
    "timeline",
]


def aggregate(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """Return SHARES for a FRAME, its SCORES (same posts, any order) and the audit's Labels (`audit.join`) or None.

    Rows: estimand posts and scope collected for every segment (all, trending, day=, lang=, source=); the other
    estimands and scopes for all and trending, and for what the event's [shares] or a claim names.
    """
    posts = posts_of(frame, scores, event, labels)
    rows: list[dict[str, Any]] = []
    for family in families(posts, event):
        for segment, mask in posts.segments.items():
            rows.extend(rows_of(posts, event, segment, mask, family))
    order = {name: i for i, name in enumerate(posts.segments)}
    sets = {name: i for i, name in enumerate(("on_event", "sentiment", "reaction", "topic", "topic*reaction"))}

    def key(row: dict[str, Any]) -> tuple[int, ...]:
        return (
            order[row["segment"]],
            ESTIMANDS.index(row["estimand"]),
            SCOPES.index(row["scope"]),
            sets.get(row["label_set"], len(sets)),
            row["among"] is not None,
        )

    rows.sort(key=key)
    return schema.from_rows(rows, schema.SHARES, "SHARES")
