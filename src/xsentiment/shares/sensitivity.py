"""Whether a claim's figure hangs on a choice: the primary figure under every other reasonable definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from xsentiment import schema, wording
from xsentiment.event import Claim, Event, Reading
from xsentiment.shares.families import Family, Figure, families
from xsentiment.shares.posts import Bools, Floats, Posts, posts_of, rescored
from xsentiment.shares.rows import row_of
from xsentiment.shares.weights import draw_for, weights_of
from xsentiment.stats import uniform

AS_DEFINED: Final = "as defined"
AUTHOR_CAP: Final = 3
"""Most posts of one author in the variant that caps authors."""


@dataclass(frozen=True)
class Choices:
    """What a figure could have been made of instead.

    trending  other definitions of the segment: bool (N,) over the frame by what the definition is
    reposted  how often each post was reposted in the window, by (network, post id); id None: the original not named
    scores    SCORES of the same posts under other scorers, by (target, scorer's name)
    """

    trending: Mapping[str, Bools]
    reposted: Mapping[tuple[str, str | None], int]
    scores: Mapping[tuple[str, str], pa.Table]


@dataclass(frozen=True)
class _Variant:
    choice: str
    definition: str
    posts: Posts
    weight: Floats
    estimand: str
    family: Family
    note: str | None = None


def sensitivity(frame: pa.Table, scores: pa.Table, event: Event, labels: Any, choices: Choices) -> pa.Table:
    """Return SENSITIVITY: for each claim its primary figure as defined, then under each other definition.

    Arguments as for `aggregate`. Each variant is estimated as the figure itself is, by its own strata; where the
    audit cannot carry one, the row has the machine's share alone, and the note says why. A definition under which
    every post counts as before (no post is known to be a reply, no author has written more than one) is no other
    definition here: the first row's note names it.
    """
    posts = posts_of(frame, scores, event, labels)
    others = {key: rescored(posts, frame, table, event) for key, table in choices.scores.items()}
    rows = [
        _row(claim, variant, event)
        for claim in event.claims
        if claim.readings[0].segment in posts.segments
        for variant in _telling(list(_variants(frame, posts, others, event, claim.readings[0], choices)))
    ]
    return schema.from_rows(rows, schema.SENSITIVITY, "SENSITIVITY")


def _row(claim: Claim, variant: _Variant, event: Event) -> dict[str, Any]:
    reading = claim.readings[0]
    place = (variant.estimand, reading.scope)
    figure = _figure(variant.family, reading)
    row = row_of(variant.posts, event, reading.segment, variant.weight, place, variant.family, figure)
    notes = [variant.note, row["note"]] if variant.weight.any() else ["no posts"]
    known = {name: row.get(name) for name in schema.SENSITIVITY.names if name in row}
    note = "; ".join(note for note in notes if note) or None
    return known | {"claim": claim.id, "choice": variant.choice, "definition": variant.definition, "note": note}


def _telling(variants: list[_Variant]) -> list[_Variant]:
    """Those under which some post counts otherwise than as defined; the first one's note names the others."""
    first, *others = variants
    same = [
        variant
        for variant in others
        if variant.choice in ("posts", "trending", "weight") and np.array_equal(variant.weight, first.weight)
    ]
    unchanged = f"no post counts otherwise: {', '.join(variant.definition for variant in same)}" if same else None
    note = "; ".join(part for part in (first.note, unchanged) if part) or None
    return [replace(first, note=note), *(variant for variant in others if variant not in same)]


def _variants(
    frame: pa.Table,
    posts: Posts,
    rescored: Mapping[tuple[str, str], Posts],
    event: Event,
    reading: Reading,
    choices: Choices,
) -> Iterator[_Variant]:
    mask = posts.segments[reading.segment]
    family = _family(posts, event, reading)
    weight, note = weights_of(posts, mask, reading.estimand)

    def masked(choice: str, definition: str, inside: Bools) -> _Variant:
        weight, note = weights_of(posts, inside, reading.estimand)
        return _Variant(choice, definition, posts, weight, reading.estimand, family, note)

    yield _Variant(AS_DEFINED, AS_DEFINED, posts, weight, reading.estimand, family, note)
    if reading.segment == "trending":
        for definition, inside in choices.trending.items():
            yield masked("trending", definition, inside)
    kinds = np.array(frame["kind"].to_pylist(), dtype=object)
    yield masked("posts", "without replies", mask & (kinds != "reply"))
    if event.select.reposts == "count":
        yield masked("posts", "without reposts", mask & (kinds != "repost"))
    elif reading.estimand == "posts":
        times, left_out = _reposts(frame, choices.reposted)
        yield _Variant("weight", "with reposts", posts, weight * (1 + times), "posts", family, left_out)
    yield masked("posts", f"at most {AUTHOR_CAP} posts an author", mask & _capped(frame, posts, mask, event))
    for estimand, definition in (("texts", "each text once"), ("authors", "each author once")):
        if estimand != reading.estimand:
            other, out = weights_of(posts, mask, estimand)
            yield _Variant("weight", definition, posts, other, estimand, family, out)
    for (target, scorer), under in rescored.items():
        if target in reading.label_set.split("*"):
            yield _Variant(
                "scorer", f"{target} by {scorer}", under, weight, reading.estimand, _family(under, event, reading), note
            )
    yield from _without_unclear(posts, weight, family, reading, note)
    yield from _bounds(posts, weight, family, reading, note)


def _family(posts: Posts, event: Event, reading: Reading) -> Family:
    """The family that has the reading's figure."""
    return next(family for family in families(posts, event) if any(_is(figure, reading) for figure in family.figures))


def _figure(family: Family, reading: Reading) -> Figure:
    return next(figure for figure in family.figures if _is(figure, reading))


def _is(figure: Figure, reading: Reading) -> bool:
    mine = (figure.label_set, figure.label, figure.among)
    return mine == (reading.label_set, reading.label, reading.among)


def _reposts(frame: pa.Table, reposted: Mapping[tuple[str, str | None], int]) -> tuple[Floats, str | None]:
    """How often each post was reposted; and a note on the reposts of posts that are not in the frame."""
    keys = zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)
    times = np.array([reposted.get(key, 0) for key in keys], dtype=np.float64)
    out = sum(reposted.values()) - int(times.sum())
    return times, f"{wording.n_of(out, 'repost')} of posts not in the frame left out" if out else None


def _capped(frame: pa.Table, posts: Posts, mask: Bools, event: Event) -> Bools:
    """At most AUTHOR_CAP posts of each author in the segment, by chance of a seed other than the audit's."""
    inside = np.flatnonzero(mask)
    keys = frame.select(["source", "post_id"]).take(pa.array(inside)).to_pydict()
    chance = [uniform("author cap", event.seed, *key) for key in zip(*keys.values(), strict=True)]
    order = np.lexsort((np.array(chance), posts.author[inside]))
    author = posts.author[inside[order]]
    first = np.flatnonzero(np.diff(author, prepend=-1))
    turn = np.arange(author.size) - np.repeat(first, np.diff(first, append=author.size))
    kept = np.zeros(mask.size, dtype=bool)
    kept[inside[order[turn < AUTHOR_CAP]]] = True
    return kept


def _without_unclear(
    posts: Posts, weight: Floats, family: Family, reading: Reading, note: str | None
) -> Iterator[_Variant]:
    """Posts whose label people could not tell left out, as if they were like the others, and all of them counted."""
    n = int((family.unclear & family.usable & (weight > 0)).sum())
    if n == 0:
        return
    told_of = "post" if n == 1 else "posts"
    unclear, told = family.unclear, replace(family, unclear=np.zeros_like(family.unclear))
    clear = replace(told, usable=family.usable & ~unclear)
    filled = replace(told, category=np.where(unclear, _figure(family, reading).hit[0], family.category))
    yield _Variant("labels", f"without the {n} unclear {told_of}", posts, weight, reading.estimand, clear, note)
    yield _Variant(
        schema.BOUND, f"all of the {n} unclear {told_of} counted in", posts, weight, reading.estimand, filled, note
    )


def _bounds(posts: Posts, weight: Floats, family: Family, reading: Reading, note: str | None) -> Iterator[_Variant]:
    """Posts drawn for the audit that have no label for this: were all of them hits, or none."""
    draw = draw_for(posts, reading.estimand)
    if draw is None:
        return
    missing = draw.drawn & ~family.usable
    n = int((missing & (weight > 0)).sum())
    if n == 0:
        return
    figure = _figure(family, reading)
    other = next(code for code in figure.base if code not in figure.hit)
    for word, code in (("all", figure.hit[0]), ("none", other)):
        filled = replace(family, usable=family.usable | missing, category=np.where(missing, code, family.category))
        definition = f"{word} of the {wording.n_of(n, 'unlabelled audit post')} counted in"
        yield _Variant(schema.BOUND, definition, posts, weight, reading.estimand, filled, note)
