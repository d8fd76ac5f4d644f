"""Rows of SHARES: a figure in a segment, estimand and scope, by the machine and corrected by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment import stats
from xsentiment.event import ESTIMANDS, SCOPES, Event
from xsentiment.shares.corrected import Corrected
from xsentiment.shares.families import Family, Figure
from xsentiment.shares.posts import Bools, Floats, Posts
from xsentiment.shares.weights import weights_of

_DIGITS: Final = 4


def rows_of(posts: Posts, event: Event, segment: str, mask: Bools, family: Family) -> Iterator[dict[str, Any]]:
    """The rows of a family in a segment: in every estimand and scope that the event asks for."""
    for corrected, scopes, note in corrected_in(posts, event, segment, mask, family):
        for scope in scopes:
            for figure in family.figures:
                yield row_in(corrected, scope, figure, note)


def corrected_in(
    posts: Posts, event: Event, segment: str, mask: Bools, family: Family
) -> Iterator[tuple[Corrected, list[str], str | None]]:
    """A family in a segment in every estimand asked for: with the scopes, and a note on what is out."""
    claimed = {reading.segment for claim in event.claims for reading in claim.readings if not reading.is_plain}
    everything = segment in ("all", "trending", *event.shares.segments, *claimed)
    estimands = ESTIMANDS if everything else ("posts", *event.shares.estimands)
    scopes = list(dict.fromkeys(SCOPES if everything else ("collected", *event.shares.scopes)))
    for estimand in dict.fromkeys(estimands):
        weight, note = weights_of(posts, mask, estimand)
        yield Corrected(posts, event, segment, mask & (weight > 0), weight, estimand, family), scopes, note


def row_of(
    posts: Posts, event: Event, segment: str, weight: Floats, place: tuple[str, str], family: Family, figure: Figure
) -> dict[str, Any]:
    """One row of SHARES with a weight (N,) for each post, 0 where it is out; `place` is (estimand, scope)."""
    estimand, scope = place
    corrected = Corrected(posts, event, segment, weight > 0, weight, estimand, family)
    return row_in(corrected, scope, figure, None)


def row_in(corrected: Corrected, scope: str, figure: Figure, note: str | None) -> dict[str, Any]:
    """The row of one figure; `note` comes first in its note."""
    kept, weight, event = corrected.kept, corrected.weight, corrected.event
    row: dict[str, Any] = {
        "event": event.slug,
        "segment": corrected.segment,
        "estimand": corrected.estimand,
        "scope": scope,
        "label_set": figure.label_set,
        "label": figure.label,
        "among": figure.among,
        "n_posts": corrected.n_posts,
        "n_authors": corrected.n_authors,
        "level": event.level,
        "n_audit": corrected.n_audit,
        "n_base": corrected.n_base(figure),
        "n_waiting": corrected.n_waiting,
    }
    scored = None
    if figure.machine_hit is not None and figure.machine_base is not None:
        row["machine_count"] = int((figure.machine_hit & kept).sum())
        row["machine_base"] = int((figure.machine_base & kept).sum())
        if figure.among is None and row["machine_base"] < row["n_posts"]:
            scored = f"{row['machine_base']} of {row['n_posts']} posts scored"
        base = float(weight[figure.machine_base & kept].sum())
        if base > 0:
            row["machine_share"] = round(float(weight[figure.machine_hit & kept].sum()) / base, _DIGITS)
    notes = [note, *corrected.notes]
    try:
        estimate = corrected.estimate(figure, scope)
    except stats.NotEnoughData as why:
        notes = [note, str(why)]
    else:
        values = {"share": estimate.value, "low": estimate.low, "high": estimate.high}
        row |= {name: round(value, _DIGITS) for name, value in values.items()} | {"method": estimate.method}
    row["note"] = "; ".join(part for part in (*notes, scored) if part) or None
    return row
