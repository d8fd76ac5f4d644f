"""SHARES → verdicts: each claim of the event file in each of its readings."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema, wording
from xsentiment.event import Claim, Event, Reading

DEMONSTRATION: Final = "demonstration: composed posts say nothing about the article"

Row = dict[str, Any]


def claims(shares: pa.Table, event: Event) -> pa.Table:
    """Return CLAIMS: one row for each reading of each claim, with the figure it is about and a verdict.

    Verdicts: supported (the interval lies within what was claimed), contradicted (outside), undecided (it overlaps
    both; `labels_needed` tells how many more), unaudited, no number claimed, no posts (the segment is empty).
    """
    index = {
        (row["segment"], row["estimand"], row["scope"], row["label_set"], row["label"], row["among"]): row
        for row in shares.to_pylist()
    }
    rows = [
        _row(claim, reading, number, index, event)
        for claim in event.claims
        for number, reading in enumerate(claim.readings, start=1)
    ]
    return schema.from_rows(rows, schema.CLAIMS, "CLAIMS")


def _row(claim: Claim, reading: Reading, number: int, index: dict[tuple[Any, ...], Row], event: Event) -> Row:
    share = index.get(_key(reading, reading.label), {})
    rivals = [index[key] for key in _rival_keys(claim, reading, index) if key in index]
    verdict, needed = _verdict(claim, share, rivals)
    if event.sample:
        verdict = f"{DEMONSTRATION}; {verdict}"
    row = {
        "event": event.slug,
        "claim": claim.id,
        "quote": claim.quote,
        "reading": number,
        "primary": number == 1,
        "kind": claim.kind,
        "value": claim.value,
        "tolerance": claim.tolerance if claim.kind == "share" else None,
        "segment": reading.segment,
        "estimand": reading.estimand,
        "scope": reading.scope,
        "label_set": reading.label_set,
        "label": reading.label,
        "among": reading.among,
        **{name: share.get(name) for name in ("machine_share", "share", "low", "high")},
        "verdict": verdict,
        "labels_needed": needed,
    }
    return row | {"sentence": _sentence(row, claim, share, event)}


def _key(reading: Reading, label: str) -> tuple[Any, ...]:
    return (reading.segment, reading.estimand, reading.scope, reading.label_set, label, reading.among)


def _rival_keys(claim: Claim, reading: Reading, index: dict[tuple[Any, ...], Row]) -> list[tuple[Any, ...]]:
    """The rows that a claim compares with: the label named by `than`, or all others of the same set for `largest`."""
    if claim.kind == "more_than" and claim.than is not None:
        return [_key(reading, claim.than)]
    if claim.kind == "largest":
        own = _key(reading, reading.label)
        return [key for key in index if key != own and key[:4] == own[:4] and key[5] == own[5]]
    return []


def _verdict(claim: Claim, share: Row, rivals: list[Row]) -> tuple[str, int | None]:
    if not share:
        return "no posts", None
    if share["share"] is None:
        return "unaudited", None
    low, high = share["low"], share["high"]
    if claim.kind in ("more_than", "largest"):
        return _against_rivals(low, high, rivals), None
    if claim.value is None:
        return "no number claimed", None
    bounds = {
        "share": (claim.value - claim.tolerance, claim.value + claim.tolerance),
        "at_least": (claim.value, 1.0),
        "at_most": (0.0, claim.value),
    }[claim.kind]
    if bounds[0] <= low and high <= bounds[1]:
        return "supported", None
    if high < bounds[0] or bounds[1] < low:
        return "contradicted", None
    return "undecided", _labels_needed(share, bounds)


def _against_rivals(low: float, high: float, rivals: list[Row]) -> str:
    """Compare by intervals that do not overlap: a cautious test, since both figures come from one audit."""
    if not rivals or any(rival["share"] is None for rival in rivals):
        return "unaudited"
    if all(low > rival["high"] for rival in rivals):
        return "supported"
    if any(high < rival["low"] for rival in rivals):
        return "contradicted"
    return "undecided"


def _labels_needed(share: Row, bounds: tuple[float, float]) -> int | None:
    """About n·((h/d)² − 1) more labels: h the half-width, d the distance from the figure to the nearest bound."""
    half = (share["high"] - share["low"]) / 2
    inner = [bound for bound in bounds if 0 < bound < 1]
    distance = min((abs(share["share"] - bound) for bound in inner), default=0.0)
    if distance == 0:
        return None
    more: float = share["n_audit"] * ((half / distance) ** 2 - 1)
    return max(1, ceil(more))


def _sentence(row: Row, claim: Claim, share: Row, event: Event) -> str:
    """One plain sentence: what was found of whom, and what was claimed."""
    whom, said = wording.statement(row, event)
    claimed = {
        "share": "no number claimed" if claim.value is None else f"claimed were {wording.percent(claim.value)}",
        "at_least": f"claimed were at least {wording.percent(claim.value)}",
        "at_most": f"claimed were at most {wording.percent(claim.value)}",
        "more_than": f"claimed was more than for {claim.than}",
        "largest": "claimed was the largest share",
    }[claim.kind]
    more = f"; about {row['labels_needed']} more labels would decide" if row["labels_needed"] else ""
    if not share:
        found = f"There are no posts to say how many of {whom} {said}"
    elif share["share"] is not None:
        found = f"{wording.percent(share['share'])} ({wording.interval(share)}) of {whom} {said}"
    elif share["machine_share"] is not None:
        found = f"By machine labels, unaudited, {wording.percent(share['machine_share'])} of {whom} {said}"
    else:
        found = f"No figure for how many of {whom} {said}"
    return f"{found}; {claimed}{more}."
