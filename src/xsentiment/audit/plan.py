"""What so many labels would buy: the width of the interval for each claim in each reading, before they are made."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema, wording
from xsentiment.audit.draw import STRATA, allocate
from xsentiment.event import Claim, Event, Reading, weight_of
from xsentiment.stats import NotEnoughData, chances, expected_interval, expected_interval_by_chance, expected_limit

SIZES: Final = (50, 100, 200, 400, 800, 1600)
"""Audits that are compared unless others are asked for; the event's own size and all posts are added."""

Counts = dict[str, dict[str, int]]
"""How many posts of each segment lie in each design stratum."""


@dataclass(frozen=True)
class Known:
    """What is known of a reading beforehand: its share, the part of the posts it is among, and from whom.

    `narrower` is the half-width that today's audit gave over the one expected of it: below 1 where the machine's
    labels help. `counts`: whether any post is counted.
    """

    share: float
    base: float
    source: str
    narrower: float
    counts: bool = True


@dataclass(frozen=True)
class EqualDraw:
    """Draws with equal chances in each design stratum; `trending` is that stratum's part of the labels."""

    counts: Counts
    trending: float | None
    level: float

    @property
    def total(self) -> int:
        """How many posts can be drawn."""
        return sum(self.counts["all"].values())

    def posts(self, segment: str) -> int:
        """How many of them lie in a segment."""
        return sum(self.counts.get(segment, {}).values())

    def labels(self, segment: str, size: int) -> float:
        """How many of `size` labels are expected to fall in a segment."""
        return sum(self._by_stratum(segment, size))

    def interval(self, segment: str, size: int, share: float, base: float) -> tuple[float, float]:
        """The interval to expect of a share that comes out as `share`, among a part `base` of a segment's posts."""
        posts = [self.counts[segment][name] for name in STRATA]
        return expected_interval(share, posts, self._by_stratum(segment, size), base=base, level=self.level)

    def size_for(self, segment: str, labels: float) -> int:
        """The least size of the whole audit that is expected to bring so many labels into a segment."""
        low, high = 1, self.total
        while low < high:
            middle = (low + high) // 2
            if self.labels(segment, middle) >= labels - 1e-9:
                high = middle
            else:
                low = middle + 1
        return low

    def _by_stratum(self, segment: str, size: int) -> list[float]:
        everything = self.counts["all"]
        quota = allocate(everything, size, self.trending)
        return [
            quota[name] * self.counts[segment][name] / everything[name] if everything[name] else 0.0 for name in STRATA
        ]


@dataclass(frozen=True)
class EngagementDraw:
    """Draws in proportion to engagement: `engagement` has that of the posts of each segment, all above 0."""

    engagement: dict[str, NDArray[np.float64]]
    level: float

    @property
    def total(self) -> int:
        """How many posts can be drawn."""
        return self.engagement["all"].size

    def posts(self, segment: str) -> int:
        """How many of them lie in a segment."""
        return self.engagement[segment].size if segment in self.engagement else 0

    def labels(self, segment: str, size: int) -> float:
        """How many of `size` labels are expected to fall in a segment."""
        return float(self._chances(segment, size).sum())

    def interval(self, segment: str, size: int, share: float, base: float) -> tuple[float, float]:
        """The interval to expect of a share that comes out as `share`, among a part `base` of a segment's posts."""
        chances, weight = self._chances(segment, size), self.engagement[segment]
        return expected_interval_by_chance(share, weight, chances, base=base, level=self.level)

    def size_for(self, segment: str, labels: float) -> int:
        """The size of the whole audit that is expected to bring so many labels into a segment."""
        limit = expected_limit(self.engagement[segment], labels)
        return min(self.total, ceil(float(chances(self.engagement["all"], limit).sum()) - 1e-9))

    def _chances(self, segment: str, size: int) -> NDArray[np.float64]:
        return chances(self.engagement[segment], expected_limit(self.engagement["all"], size))


Draw: TypeAlias = EqualDraw | EngagementDraw


def plan(event: Event, shares: pa.Table, draw: Draw, sizes: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Return one dict for each claim, reading and size of audit: what interval to expect.

    `draw` is of the kind that the event's `weight` names; a reading that the other kind would carry gets a note.
    `shares` are the figures as they stand, by machine or audited. Keys: claim, reading, segment, label_set, label,
    among, size (labels in all), labels (of these in the segment), assumed (share), assumed_by ("audit", "machine" or
    "nothing"), low, high, half_width, half_width_most (were the share one half), decides (whether the interval would
    lie within or outside what was claimed; None where no number was), note.
    """
    rows = {_key(row): row for row in shares.to_pylist()}
    wanted = sorted({min(size, draw.total) for size in (*(sizes or (*SIZES, event.audit.size)), draw.total)})
    return [
        {
            "claim": claim.id,
            "reading": number,
            **{name: getattr(reading, name) for name in ("segment", "label_set", "label", "among")},
            **_expected(claim, reading, size, draw, known_of(reading, rows, draw)),
        }
        for claim in event.claims
        for number, reading in enumerate(claim.readings, start=1)
        for size in wanted
    ]


def carries(draw: Draw, estimand: str) -> bool:
    """Whether the chances of a draw carry an estimand: those by engagement carry that alone, equal ones the others."""
    return isinstance(draw, EngagementDraw) == (weight_of(estimand) == "engagement")


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in schema.FIGURE)


def known_of(reading: Reading, rows: dict[tuple[Any, ...], dict[str, Any]], draw: Draw) -> Known:
    """What the figures as they stand say of a reading; a half where they say nothing."""
    place = (reading.segment, reading.estimand, reading.scope)
    row = rows.get((*place, reading.label_set, reading.label, reading.among), {})
    topic = rows.get((*place, "topic", reading.among, None), {})
    name = "share" if row.get("share") is not None else "machine_share"
    base = 1.0 if reading.among is None else topic.get(name) or 1.0
    if row.get(name) is None:
        return Known(0.5, base, "nothing", 1.0, counts=row.get("n_posts") != 0)
    narrower = 1.0
    if name == "share" and row["high"] > row["low"] and not row["n_waiting"] and carries(draw, reading.estimand):
        size = draw.size_for(reading.segment, row["n_audit"])
        low, high = draw.interval(reading.segment, size, row["share"], base)
        narrower = (row["high"] - row["low"]) / (high - low) if high > low else 1.0
    return Known(row[name], base, "audit" if name == "share" else "machine", narrower)


def _expected(claim: Claim, reading: Reading, size: int, draw: Draw, known: Known) -> dict[str, Any]:
    row: dict[str, Any] = {"size": size, "labels": 0, "assumed": known.share, "assumed_by": known.source}
    row |= dict.fromkeys(("low", "high", "half_width", "half_width_most", "decides", "note"))
    if not (draw.posts(reading.segment) and known.counts):
        return row | {"note": "no posts"}
    row["labels"] = round(draw.labels(reading.segment, size))
    everything = isinstance(draw, EqualDraw) and size >= draw.total
    if not (everything or carries(draw, reading.estimand)):
        return row | {"note": wording.needs_draw(reading.estimand)}
    try:
        low, high = draw.interval(reading.segment, size, known.share, known.base)
        least, most = draw.interval(reading.segment, size, 0.5, known.base)
    except NotEnoughData as why:
        return row | {"note": str(why)}
    low = max(0.0, known.share - (known.share - low) * known.narrower)
    high = min(1.0, known.share + (high - known.share) * known.narrower)
    return row | {
        "low": round(low, 4),
        "high": round(high, 4),
        "half_width": round((high - low) / 2, 4),
        "half_width_most": round((most - least) / 2 * known.narrower, 4),
        "decides": _decides(claim, low, high),
        "note": None if known.source == "audit" else _left_out(reading, everything=everything),
    }


def _decides(claim: Claim, low: float, high: float) -> bool | None:
    if claim.bounds is None:
        return None
    least, most = claim.bounds
    return (least <= low and high <= most) or high < least or most < low


def _left_out(reading: Reading, *, everything: bool) -> str | None:
    """What the formula leaves out until an audit shows it; nothing of the posts in hand where all are labelled."""
    if reading.scope == "event":
        return "chance in which posts came to be is left out"
    if everything or reading.estimand in ("posts", "engagement"):
        return None
    return f"that {reading.estimand} have unequal numbers of posts is left out"
