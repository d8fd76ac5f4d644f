"""SHARES → verdicts: each claim of the event file in each of its readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import sqrt
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
    claimed,
    counted,
    did,
    interval,
    is_exact,
    n_posts,
    percent,
    points,
    scored,
    spread,
    title_of,
    unclear,
    unreliable,
    what_decides,
)

LEAST_MORE: Final = 10
"""Of fewer labels more, none is known to decide anything: their chance moves the figure as far."""

FEW_POSTS: Final = 30
"""A figure of fewer posts says how many they are."""

MANY_UNCLEAR: Final = 0.1
"""Where more of the posts are unclear, a claim is held against what they might be too."""

Row = dict[str, Any]
Floats: TypeAlias = NDArray[np.float64]
Ends: TypeAlias = tuple[float, float, float]
"""A figure, and the low and the high end of its interval."""

Doubt: TypeAlias = tuple[float, float]
"""The share of posts that people could not tell, and the high end of it."""


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
    both; `labels_needed` tells how many more, or that posts drawn wait for theirs; or so many posts are unclear that
    they might decide), no number claimed, no posts (the
    segment is empty), unaudited (people labelled no post for it), not estimable (they did, but the audit cannot carry
    the figure; `note` says why).
    """
    index = {tuple(row[name] for name in schema.FIGURE): row for row in shares.to_pylist()}
    apart = {tuple(row[name] for name in (*schema.FIGURE, "minus", "level")): row for row in net.to_pylist()}
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
    others = _rival_keys(claim, reading, index)
    level = stats.simultaneous_level(event.level, max(1, len(others)))
    rivals = [
        _with_lead(share, index[key], apart, level) | {"doubt": _in_doubt(reading, (reading.label, key[4]), index)}
        for key in others
    ]
    weight = engagement.get(reading.segment) if reading.estimand == "engagement" else None
    in_hand = index.get(_key(replace(reading, scope="collected"), reading.label), share)
    verdict, needed = _verdict(claim, share, in_hand, rivals, _in_doubt(reading, (reading.label,), index), weight)
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
        **{
            name: share.get(name)
            for name in ("machine_share", "share", "low", "high", "n_audit", "n_base", "n_waiting")
        },
        "verdict": verdict,
        "labels_needed": needed,
        **_nearest(rivals),
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


def _with_lead(share: Row, rival: Row, apart: dict[tuple[Any, ...], Row], level: float) -> Row:
    """A rival's row with what the figure is more than it, where both have a share."""
    if not share or share["share"] is None or rival["share"] is None:
        return rival
    row = apart[*(share[name] for name in schema.FIGURE), rival["label"], level]
    of_labels = apart[
        *(share[name] if name != "scope" else "collected" for name in schema.FIGURE), rival["label"], level
    ]
    return rival | {"lead": _ends(row, "net"), "lead_of_labels": _ends(of_labels, "net")}


def _ends(row: Row, name: str) -> Ends:
    """A figure and its interval."""
    return row[name], row["low"], row["high"]


def _nearest(rivals: list[Row]) -> Row:
    """The rival that the figure exceeds by least, or that exceeds it by most, as columns of CLAIMS."""
    led = [rival for rival in rivals if "lead" in rival]
    if not led:
        return {}
    rival = min(led, key=lambda row: row["lead"])
    return {"rival": rival["label"]} | dict(zip(("net", "net_low", "net_high"), rival["lead"], strict=True))


def _in_doubt(reading: Reading, labels: tuple[str, ...], index: dict[tuple[Any, ...], Row]) -> Doubt:
    """The share of posts that may be one of these labels or not, since people could not tell, where it is large.

    Those whose label of the set is unclear (of a topic, for pairs), and for pairs and shares among a topic those whose
    topics are. (0, 0) up to MANY_UNCLEAR.
    """
    sets = {(reading.label_set, "".join(label.rpartition("*")[:2]) + schema.UNCLEAR, reading.among) for label in labels}
    if reading.among is not None or "*" in reading.label_set:
        sets.add(("topic", schema.UNCLEAR, None))
    place = (reading.segment, reading.estimand, reading.scope)
    rows = [index.get((*place, *of), {}) for of in sets]
    share, high = (sum(row.get(name) or 0.0 for row in rows) for name in ("share", "high"))
    return (share, high) if share > MANY_UNCLEAR else (0.0, 0.0)


def _verdict(
    claim: Claim, share: Row, in_hand: Row, rivals: list[Row], doubt: Doubt, weight: Floats | None
) -> tuple[str, int | None]:
    """The verdict, and the labels needed; `in_hand`: the row of scope collected, where labelling alone is open."""
    if not share or not share["n_posts"]:
        return "no posts", None
    if share["share"] is None:
        return _without_figure(share), None
    if claim.kind in ("more_than", "largest"):
        verdict, factor = _against_rivals(share, rivals)
    elif claim.bounds is None:
        verdict, factor = "no number claimed", None
    else:
        verdict, factor = _against_bounds(claim.bounds, _ends(share, "share"), _ends(in_hand, "share"), doubt)
    return verdict, _labels_needed(share, factor, weight) if verdict == "undecided" else None


def _against_bounds(
    bounds: tuple[float, float], figure: Ends, of_labels: Ends, doubt: Doubt
) -> tuple[str, float | None]:
    """A verdict that stands were all posts in doubt the label, and to what part labelling's uncertainty must shrink.

    None where no narrower interval around the figure as it is would decide.
    """
    least, most = bounds
    value, low, high = figure
    unclear, at_most_unclear = doubt
    if least <= low and high + at_most_unclear <= most:
        return "supported", None
    if high + at_most_unclear < least or most < low:
        return "contradicted", None
    down, up = (partial(_factor, figure=figure, of_labels=of_labels, side=side, doubt=doubt) for side in (1, 2))
    if value + unclear < least:
        return "undecided", up(least - value - unclear)
    if most < value:
        return "undecided", down(value - most)
    if least <= value and value + unclear <= most:
        return "undecided", min(down(value - least), up(most - value - unclear))
    return "undecided", None


def _against_rivals(share: Row, rivals: list[Row]) -> tuple[str, float | None]:
    """Supported where the figure is beyond all rivals, contradicted where one is beyond it, or equal for certain.

    Either stands whatever the posts in doubt are; the factor is as in `_against_bounds`.
    """
    if not rivals:
        return "not estimable", None
    if lacking := [rival for rival in rivals if rival["share"] is None]:
        return _without_figure(lacking[0]), None
    told = [(rival["lead"], rival["lead_of_labels"], rival["doubt"]) for rival in rivals]
    if all(low > doubt[1] for (_, low, _), _, doubt in told):
        return "supported", None
    tied = share["n_audit"] >= share["n_posts"] and any(
        low == high == doubt[0] == 0 for (_, low, high), _, doubt in told
    )
    if tied or any(high + doubt[1] < 0 for (*_, high), _, doubt in told):
        return "contradicted", None
    behind = [
        _factor(-lead[0] - doubt[0], lead, of_labels, 2, doubt)
        for lead, of_labels, doubt in told
        if lead[0] + doubt[0] < 0
    ]
    if behind:
        return "undecided", max(behind)
    if any(lead[0] <= doubt[0] for lead, _, doubt in told):
        return "undecided", None
    return "undecided", min(_factor(lead[0] - doubt[0], lead, of_labels, 1, doubt) for lead, of_labels, doubt in told)


def _factor(distance: float, figure: Ends, of_labels: Ends, side: int, doubt: Doubt) -> float:
    """To what part of itself the uncertainty of labelling must shrink for an end to come within `distance`.

    `side` 1 is the low end, 2 the high one. In scope `event` an interval has another part, of authors, that no label
    narrows: the squares of both parts add up. 0 where that part alone reaches as far, 1 where the end is there already.
    """
    reach, labelling = (abs(ends[side] - ends[0]) for ends in (figure, of_labels))
    rest = max(0.0, reach**2 - labelling**2)
    of_doubt = doubt[1] - doubt[0]
    left = distance**2 - rest
    if left <= 0:
        return 0.0
    return min(1.0, sqrt(left) / (labelling + of_doubt)) if labelling + of_doubt else 1.0


def _without_figure(share: Row) -> str:
    return "not estimable" if share["n_audit"] else "unaudited"


def _labels_needed(share: Row, factor: float | None, weight: Floats | None) -> int | None:
    """How many more labels in the segment narrow what labelling leaves open to `factor` of it, LEAST_MORE at least.

    Where posts that were drawn wait for a label it is these, since the interval hangs on them. None where all posts are
    labelled, where no factor would do, and in scope event where labels alone cannot. `weight`: what chances go with
    where posts differ.
    """
    labelled, posts = share["n_audit"], share["n_posts"]
    if labelled >= posts:
        return None
    if share["n_waiting"]:
        return int(share["n_waiting"])
    if factor is None or (factor == 0 and share["scope"] == "event"):
        return None
    if weight is None:
        needed = stats.labels_to_narrow(labelled, posts, factor)
    else:
        needed = stats.labels_to_narrow_by_chance(labelled, weight, factor)
    return max(needed, min(LEAST_MORE, int(posts - labelled)))


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
    what = describe(reading, on_event if share.get("share") is not None else None, event)
    if 0 < share.get("n_posts", 0) < FEW_POSTS:
        what += f" ({n_posts(share['n_posts'])} collected)"
    moves = f"; {spread(share)}" if share["spread_over"] else ""
    if share.get("share") is not None:
        labelled = f"; {n_posts(share['n_base'])} labelled there" if share["among"] is not None else ""
        sure = "exact, all labelled by people" if is_exact(share) else f"{interval(share)}{labelled}"
        found = f"{percent(share['share'])} ({sure}{moves}) {what}"
    elif share.get("machine_share") is not None:
        cannot = f"alone, since the audit cannot carry a figure ({share['note']})"
        by = cannot if share["n_audit"] else f"that nobody checked{scored(share)}"
        found = f"{percent(share['machine_share'])} {what}, by machine labels {by}{moves}"
    else:
        found = f"There is no figure for how many {what}"
        if share.get("n_posts") == 0:
            found += f", since {share['note'].rpartition('; ')[2]}"
    more = f", {what_decides(needed, share['n_waiting'])}" if verdict == "undecided" else ""
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
        "share": _with_tolerance(claim) if claim.value is not None else "the claim named no number",
        "at_least": f"the claim was at least {_number(claim)}",
        "at_most": f"the claim was at most {_number(claim)}",
        "more_than": f"the claim was more than {than}",
        "largest": largest,
    }[claim.kind]


def _with_tolerance(claim: Claim) -> str:
    return f"the claim was {_number(claim)} ± {round(100 * claim.tolerance, 6):g} points"


def _number(claim: Claim) -> str:
    return "" if claim.value is None else claimed(claim.value)


def _share_of(row: Row) -> float | None:
    share: float | None = row["machine_share"] if row["share"] is None else row["share"]
    return share


def _named(label: str, reading: Reading, event: Event) -> str:
    if reading.label_set == "topic":
        return title_of(label, event)
    topic, star, other = label.rpartition("*")
    return f"{title_of(topic, event)} and {other}" if star else other.replace("_", " ")


def _told(row: Row) -> str:
    """A figure with its interval, and by how much the claim's own differs from it; or by whom it is."""
    if row["share"] is None:
        return "no figure" if row["machine_share"] is None else f"{percent(row['machine_share'])} by machine labels"
    told = ", ".join((percent(row["share"]), interval(row)))
    if "lead" not in row:
        return told
    lead, low, high = row["lead"]
    return f"{told}; difference {points(lead, low, high, ' points')}"
