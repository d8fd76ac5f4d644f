"""SHARES → verdicts: each claim of the event file in each of its readings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema, stats
from xsentiment.event import Claim, Event, Reading
from xsentiment.wording import (
    DEMONSTRATION,
    SAMPLE_REMARK,
    SPACE,
    base_of,
    counted,
    did,
    interval,
    percent,
    points,
    scored,
    spread,
    title_of,
    unclear,
    unreliable,
    what_decides,
)

_FIGURE: Final = ("segment", "estimand", "scope", "label_set", "label", "among")

Row = dict[str, Any]
Floats: TypeAlias = NDArray[np.float64]


def claims(
    shares: pa.Table,
    net: pa.Table,
    event: Event,
    sensitivity: pa.Table,
    engagement: Mapping[str, Floats] = MappingProxyType({}),
) -> pa.Table:
    """Return CLAIMS: one row for each reading of each claim, with the figure it is about and a verdict.

    SHARES has the figures, NET what they are more than those of rivals. The primary reading also has the spread of its
    figure over the other definitions of SENSITIVITY. `engagement` has that of the posts of each segment that have any,
    above 0: what their chances in a draw by engagement go with.

    Verdicts: supported (the interval lies within what was claimed), contradicted (outside), undecided (it overlaps
    both; `labels_needed` tells how many more, or that posts drawn wait for theirs), no number claimed, no posts (the
    segment is empty), unaudited (people labelled no post for it), not estimable (they did, but the audit cannot carry
    the figure; `note` says why).
    """
    index = {tuple(row[name] for name in _FIGURE): row for row in shares.to_pylist()}
    widest_last = sorted(net.to_pylist(), key=lambda row: row["level"])
    apart = {(*(row[name] for name in _FIGURE), row["minus"]): row for row in widest_last}
    tried = sensitivity.to_pylist()
    moved = {claim.id: _spread([row for row in tried if row["claim"] == claim.id]) for claim in event.claims}
    rows = [
        _row(claim, reading, number, index, apart, moved[claim.id] if number == 1 else {}, event, engagement)
        for claim in event.claims
        for number, reading in enumerate(claim.readings, start=1)
    ]
    return schema.from_rows(rows, schema.CLAIMS, "CLAIMS")


def _spread(rows: list[Row]) -> Row:
    """The least and the greatest figure under other definitions, and how many of these have one; bounds are none.

    The figures are shares where the audit carries one as defined, else the machine's.
    """
    name = "share" if rows and rows[0]["share"] is not None else "machine_share"
    figures = [row[name] for row in rows[1:] if row[name] is not None and row["choice"] != schema.BOUND]
    if not figures:
        return {}
    return {"spread_low": min(figures), "spread_high": max(figures), "spread_over": len(figures)}


def _row(
    claim: Claim,
    reading: Reading,
    number: int,
    index: dict[tuple[Any, ...], Row],
    apart: dict[tuple[Any, ...], Row],
    moved: Row,
    event: Event,
    engagement: Mapping[str, Floats],
) -> Row:
    share = index.get(_key(reading, reading.label), {})
    rivals = [_with_lead(share, index[key], apart) for key in _rival_keys(claim, reading, index)]
    weight = engagement.get(reading.segment) if reading.estimand == "engagement" else None
    verdict, needed = _verdict(claim, share, rivals, weight)
    on_event = index.get((*_key(reading, "on_event")[:3], "on_event", "on_event", None), {}).get("share")
    figure = share | {"spread_over": None} | moved
    sentence = _sentence(claim, reading, figure, rivals, on_event, verdict, needed, event)
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
        **{name: share.get(name) for name in ("machine_share", "share", "low", "high", "n_audit", "n_waiting")},
        "verdict": verdict,
        "labels_needed": needed,
        **moved,
        "note": share.get("note"),
        "sentence": sentence,
    }


def _key(reading: Reading, label: str) -> tuple[Any, ...]:
    return (reading.segment, reading.estimand, reading.scope, reading.label_set, label, reading.among)


def _rival_keys(claim: Claim, reading: Reading, index: dict[tuple[Any, ...], Row]) -> list[tuple[Any, ...]]:
    """The rows that a claim compares with."""
    own = _key(reading, reading.label)
    rivals = [key for key in index if key != own and key[:4] == own[:4] and key[5] == own[5]]
    return [key for key in rivals if claim.compares(key[4])]


def _with_lead(share: Row, rival: Row, apart: dict[tuple[Any, ...], Row]) -> Row:
    """A rival's row with what the figure is more than it, where both have a share."""
    if not share or share["share"] is None or rival["share"] is None:
        return rival
    row = apart[*(share[name] for name in _FIGURE), rival["label"]]
    return rival | {"lead": (row["net"], row["low"], row["high"])}


def _verdict(claim: Claim, share: Row, rivals: list[Row], weight: Floats | None) -> tuple[str, int | None]:
    if not share or not share["n_posts"]:
        return "no posts", None
    if share["share"] is None:
        return _without_figure(share), None
    low, high = share["low"], share["high"]
    if claim.kind in ("more_than", "largest"):
        return _against_rivals(share, rivals, weight)
    if claim.bounds is None:
        return "no number claimed", None
    least, most = claim.bounds
    if least <= low and high <= most:
        return "supported", None
    if high < least or most < low:
        return "contradicted", None
    distance = min((abs(share["share"] - bound) for bound in (least, most) if 0 < bound < 1), default=0.0)
    return "undecided", _labels_needed(share, (high - low) / 2, distance, weight)


def _against_rivals(share: Row, rivals: list[Row], weight: Floats | None) -> tuple[str, int | None]:
    """Supported where the figure is beyond all rivals, contradicted where one is beyond it."""
    if not rivals:
        return "not estimable", None
    if lacking := [rival for rival in rivals if rival["share"] is None]:
        return _without_figure(lacking[0]), None
    leads = [rival["lead"] for rival in rivals]
    if all(low > 0 for _, low, _ in leads):
        return "supported", None
    if any(high < 0 for *_, high in leads):
        return "contradicted", None
    least, low, high = min(leads)
    return "undecided", _labels_needed(share, (high - low) / 2, abs(least), weight)


def _without_figure(share: Row) -> str:
    return "not estimable" if share["n_audit"] else "unaudited"


def _labels_needed(share: Row, half: float, distance: float, weight: Floats | None) -> int | None:
    """How many more labels in the segment bring the half-width down to the distance.

    Where posts that were drawn wait for a label it is these, since the interval hangs on them. None where all posts are
    labelled, and in scope event where more labels than posts would be needed: what is not known of posts beyond those
    collected, no label of these tells. `weight`: what chances go with where posts differ in them.
    """
    labelled, posts = share["n_audit"], share["n_posts"]
    if labelled >= posts:
        return None
    if share["n_waiting"]:
        return int(share["n_waiting"])
    factor = min(1.0, distance / half)
    if share["scope"] == "collected" and weight is not None:
        return stats.labels_to_narrow_by_chance(labelled, weight, factor) or 1
    if share["scope"] == "collected":
        return stats.labels_to_narrow(labelled, posts, factor) or 1
    needed = stats.labels_to_narrow(labelled, None, factor) if factor else posts
    return needed if needed <= posts - labelled else None


def describe(reading: Reading, on_event: float | None, event: Event) -> str:
    """A reading in words: "of the trending posts on the event showed excitement", after a percentage."""
    base = base_of(reading.segment, reading.among, on_event, event)
    remark = counted(reading.estimand, reading.scope)
    return f"of the {base} {did(reading.label_set, reading.label, event)}{remark}"


def _sentence(
    claim: Claim,
    reading: Reading,
    share: Row,
    rivals: list[Row],
    on_event: float | None,
    verdict: str,
    needed: int | None,
    event: Event,
) -> str:
    """One plain sentence: the figure, its interval, what was claimed, with the other figure, and the verdict."""
    what = describe(reading, on_event, event)
    moves = f"; {spread(share)}" if share["spread_over"] else ""
    if share.get("share") is not None:
        exact = share["low"] == share["high"]
        sure = "exact, all labelled by people" if exact else interval(share)
        found = f"{percent(share['share'])} ({sure}{moves}) {what}"
    elif share.get("machine_share") is not None:
        cannot = f"alone, since the audit cannot carry a figure ({share['note']})"
        by = cannot if share["n_audit"] else f"that nobody checked{scored(share)}"
        found = f"{percent(share['machine_share'])} {what}, by machine labels {by}{moves}"
    else:
        found = f"There is no figure for how many {what}"
        if share.get("n_posts") == 0:
            found += f", since {share['note'].rpartition('; ')[2]}"
    more = f", {what_decides(needed, share['n_waiting'])}" if needed else ""
    doubts = "".join(f"; {told}" for told in (unclear(share.get("note")), unreliable(share.get("note"))) if told)
    sentence = f"{found}; {_claimed(claim, reading, rivals, event)}: {verdict}{more}{doubts}."
    return sentence.replace(SPACE, " ") + (SAMPLE_REMARK if event.sample else "")


def _claimed(claim: Claim, reading: Reading, rivals: list[Row], event: Event) -> str:
    than, largest = _named(claim.than or "", reading, event), "the claim was the largest share"
    if rivals:
        rival = max(rivals, key=lambda row: _share_of(row) or 0.0)
        than += f" ({_told(rival)})"
        largest += f" ({_named(rival['label'], reading, event)}, the largest other: {_told(rival)})"
    return {
        "share": f"the claim was {percent(claim.value)}" if claim.value is not None else "the claim named no number",
        "at_least": f"the claim was at least {percent(claim.value)}",
        "at_most": f"the claim was at most {percent(claim.value)}",
        "more_than": f"the claim was more than {than}",
        "largest": largest,
    }[claim.kind]


def _share_of(row: Row) -> float | None:
    share: float | None = row["machine_share"] if row["share"] is None else row["share"]
    return share


def _named(label: str, reading: Reading, event: Event) -> str:
    return title_of(label, event) if reading.label_set == "topic" else label.replace("*", " and ").replace("_", " ")


def _told(row: Row) -> str:
    """A figure with its interval, and by how much the claim's own differs from it; or by whom it is."""
    if row["share"] is None:
        return f"{percent(row['machine_share'])} by machine labels"
    told = ", ".join((percent(row["share"]), interval(row)))
    if "lead" not in row:
        return told
    lead, low, high = row["lead"]
    return f"{told}; difference {points(lead, low, high, ' points')}"
