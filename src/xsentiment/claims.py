"""SHARES → verdicts: each claim of the event file in each of its readings."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema
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
    return {
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
        "sentence": _sentence(claim, reading, share, verdict, needed),
    }


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


def describe(reading: Reading) -> str:
    """A reading in words: what is counted, among what."""
    what = {
        "topic": f"posts on {reading.label}",
        "topic*reaction": "posts on {} with {}".format(*[*reading.label.split("*"), ""][:2]),
        "topic*sentiment": "posts on {} with {} tone".format(*[*reading.label.split("*"), ""][:2]),
        "reaction": f"posts with {reading.label}",
        "sentiment": f"posts with {reading.label} tone",
        "on_event": "posts on the event",
    }[reading.label_set]
    base = "all posts" if reading.segment == "all" else f"{reading.segment} posts"
    among = f"{base} on {reading.among}" if reading.among else base
    by = {"posts": "", "authors": ", one vote an author", "texts": ", each text once", "engagement": ", by engagement"}
    scope = " (posts on the event in general)" if reading.scope == "event" else ""
    return f"{what} among {among}{by[reading.estimand]}{scope}"


def _sentence(claim: Claim, reading: Reading, share: Row, verdict: str, needed: int | None) -> str:
    percent: Callable[[float], str] = "{:.0%}".format
    claimed = {
        "share": f"claimed: {percent(claim.value)}" if claim.value is not None else "claimed without a number",
        "at_least": f"claimed: at least {percent(claim.value or 0)}",
        "at_most": f"claimed: at most {percent(claim.value or 0)}",
        "more_than": f"claimed: more than {claim.than}",
        "largest": "claimed: the largest",
    }[claim.kind]
    if share.get("share") is None:
        machine = share.get("machine_share")
        found = "no audited figure" if machine is None else f"machine labels, unaudited: {percent(machine)}"
    else:
        sure = (
            f"{percent(share['low'])} to {percent(share['high'])}"
            if share["low"] < share["high"]
            else "exact, all labelled"
        )
        found = f"{percent(share['share'])} ({sure})"
    more = f", about {needed} more labels would decide" if needed else ""
    return f"{describe(reading)[:1].upper()}{describe(reading)[1:]}: {found}; {claimed}: {verdict}{more}."
