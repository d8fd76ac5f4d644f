"""What so many labels would buy: the width of the interval for each claim in each reading, before they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from xsentiment.audit.draw import STRATA, allocate
from xsentiment.event import Claim, Event, Reading
from xsentiment.stats import NotEnoughData, expected_interval

SIZES: Final = (50, 100, 200, 400, 800, 1600)
"""Audits that are compared unless others are asked for; the event's own size and all posts are added."""

Counts = dict[str, dict[str, int]]
"""How many posts of each segment lie in each design stratum."""


@dataclass(frozen=True)
class Known:
    """What is known of a reading beforehand: its share, the part of the posts it is among, and from whom.

    `narrower` is the half-width that today's audit gave over the one expected of it: below 1 where the machine's
    labels help.
    """

    share: float
    base: float
    source: str
    narrower: float


def plan(event: Event, shares: pa.Table, counts: Counts, sizes: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Return one dict for each claim, reading and size of audit: what interval to expect.

    `shares` are the figures as they stand, by machine or audited. Keys: claim, reading, segment, label_set, label,
    among, size (labels in all), labels (of these in the segment), assumed (share), assumed_by ("audit", "machine" or
    "nothing"), low, high, half_width, half_width_most (were the share one half), decides (whether the interval would
    lie within or outside what was claimed; None where no number was), note.
    """
    rows = {_key(row): row for row in shares.to_pylist()}
    total = sum(counts["all"].values())
    wanted = sorted({min(size, total) for size in (*(sizes or (*SIZES, event.audit.size)), total)})
    return [
        {
            "claim": claim.id,
            "reading": number,
            **{name: getattr(reading, name) for name in ("segment", "label_set", "label", "among")},
            **_expected(event, claim, reading, size, counts, known_of(event, reading, rows, counts)),
        }
        for claim in event.claims
        for number, reading in enumerate(claim.readings, start=1)
        for size in wanted
    ]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("segment", "estimand", "scope", "label_set", "label", "among"))


def known_of(event: Event, reading: Reading, rows: dict[tuple[Any, ...], dict[str, Any]], counts: Counts) -> Known:
    """What the figures as they stand say of a reading; a half where they say nothing."""
    place = (reading.segment, reading.estimand, reading.scope)
    row = rows.get((*place, reading.label_set, reading.label, reading.among), {})
    topic = rows.get((*place, "topic", reading.among, None), {})
    name = "share" if row.get("share") is not None else "machine_share"
    base = 1.0 if reading.among is None else topic.get(name) or 1.0
    if row.get(name) is None:
        return Known(0.5, base, "nothing", 1.0)
    narrower = 1.0
    if name == "share" and row["high"] > row["low"]:
        size = size_for(reading.segment, row["n_audit"], counts, event)
        labels = labels_in(reading.segment, size, counts, event)
        low, high = _interval(row["share"], counts[reading.segment], labels, base, event.level)
        narrower = (row["high"] - row["low"]) / (high - low) if high > low else 1.0
    return Known(row[name], base, "audit" if name == "share" else "machine", narrower)


def _interval(
    share: float, posts: dict[str, int], labels: dict[str, float], base: float, level: float
) -> tuple[float, float]:
    return expected_interval(
        share, [posts[name] for name in STRATA], [labels[name] for name in STRATA], base=base, level=level
    )


def labels_in(segment: str, size: int, counts: Counts, event: Event) -> dict[str, float]:
    """How many of `size` labels are expected to fall in each design stratum of a segment."""
    quota = allocate(counts["all"], size, event.audit.trending)
    return {
        name: quota[name] * counts[segment][name] / counts["all"][name] if counts["all"][name] else 0.0
        for name in STRATA
    }


def size_for(segment: str, labels: float, counts: Counts, event: Event) -> int:
    """The least size of the whole audit that is expected to bring so many labels into a segment."""
    total = sum(counts["all"].values())
    low, high = 1, total
    while low < high:
        middle = (low + high) // 2
        if sum(labels_in(segment, middle, counts, event).values()) >= labels - 1e-9:
            high = middle
        else:
            low = middle + 1
    return low


def _expected(event: Event, claim: Claim, reading: Reading, size: int, counts: Counts, known: Known) -> dict[str, Any]:
    posts = counts.get(reading.segment, dict.fromkeys(STRATA, 0))
    row: dict[str, Any] = {"size": size, "labels": 0, "assumed": known.share, "assumed_by": known.source}
    row |= dict.fromkeys(("low", "high", "half_width", "half_width_most", "decides", "note"))
    if not any(posts.values()):
        return row | {"note": "no posts"}
    labels = labels_in(reading.segment, size, counts, event)
    row["labels"] = round(sum(labels.values()))
    if reading.estimand == "engagement" and size < sum(counts["all"].values()):
        return row | {"note": "engagement-weighted shares need an audit drawn by weight"}
    try:
        low, high = _interval(known.share, posts, labels, known.base, event.level)
        least, most = _interval(0.5, posts, labels, known.base, event.level)
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
        "note": None if known.source == "audit" else _wider(reading),
    }


def _decides(claim: Claim, low: float, high: float) -> bool | None:
    if claim.bounds is None:
        return None
    least, most = claim.bounds
    return (least <= low and high <= most) or high < least or most < low


def _wider(reading: Reading) -> str | None:
    """What the formula leaves out until an audit shows it."""
    if reading.scope == "event":
        return "for posts on the event in general the interval is wider"
    return None if reading.estimand == "posts" else f"counted by {reading.estimand} the interval is wider"
