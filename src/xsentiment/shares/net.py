"""Shares of one audit against each other: net sentiment, and the labels that a claim compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema, stats
from xsentiment.event import ESTIMANDS, SCOPES, Claim, Event, Reading
from xsentiment.shares.corrected import Corrected
from xsentiment.shares.families import Family, Figure, families
from xsentiment.shares.posts import Posts, posts_of
from xsentiment.shares.rows import corrected_in, row_in
from xsentiment.shares.weights import weights_of

_DIGITS: Final = 4
_SAME: Final = (
    *("event", "segment", "estimand", "scope", "label_set", "label", "among"),
    *("n_posts", "share", "level", "n_audit", "n_base", "n_waiting"),
)  # fmt: skip

Row = dict[str, Any]


def net(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """NET: net sentiment wherever SHARES has a share of sentiment, and the labels that claims compare.

    Arguments as for `aggregate`. Net sentiment is the share of positive posts less that of negative ones; with a topic
    in `among`, of the posts on it. A claim of `more_than` or `largest` has the share of its label less that of each
    rival of one label set (and topic), at a level at which the comparisons of one reading hold together. Where the
    audit carries no figure, `net`, `low` and `high` are empty, and the note says why.
    """
    posts = posts_of(frame, scores, event, labels)
    made = list(families(posts, event))
    rows = [*_sentiment(posts, event, made), *_compared(posts, event, made)]
    order = {name: place for place, name in enumerate(posts.segments)}

    def place(row: Row) -> tuple[int, ...]:
        return (order[row["segment"]], ESTIMANDS.index(row["estimand"]), SCOPES.index(row["scope"]))

    different = {tuple(row[name] for name in (*_SAME[:7], "minus", "level")): row for row in rows}
    return schema.from_rows(sorted(different.values(), key=place), schema.NET, "NET")


def _sentiment(posts: Posts, event: Event, made: list[Family]) -> Iterator[Row]:
    """Net sentiment in every segment, estimand and scope that the event asks for."""
    for family in made:
        found = {figure.label: figure for figure in family.figures if figure.label_set == "sentiment"}
        if not found:
            continue
        for segment, mask in posts.segments.items():
            for corrected, scopes, note in corrected_in(posts, event, segment, mask, family):
                for scope in scopes:
                    yield _row(corrected, scope, found["positive"], found["negative"], note)


def _compared(posts: Posts, event: Event, made: list[Family]) -> Iterator[Row]:
    """What the claims compare."""
    asked = [(claim, reading) for claim in event.claims for reading in claim.readings]
    for claim, reading in asked:
        pairs = [pair for family in made for pair in _rivals(family, claim, reading)]
        mask = posts.segments.get(reading.segment)
        if not pairs or mask is None:
            continue
        wide = replace(event, level=stats.simultaneous_level(event.level, len(pairs)))
        weight, note = weights_of(posts, mask, reading.estimand)
        for family, figure, rival in pairs:
            kept = mask & (weight > 0)
            corrected = Corrected(posts, wide, reading.segment, kept, weight, reading.estimand, family)
            yield _row(corrected, reading.scope, figure, rival, note)


def _rivals(family: Family, claim: Claim, reading: Reading) -> Iterator[tuple[Family, Figure, Figure]]:
    """The reading's figure with each that the claim compares it with, where the family has both."""
    about = (reading.label_set, reading.among)
    mine = [figure for figure in family.figures if (figure.label_set, figure.among) == about]
    for figure in (figure for figure in mine if figure.label == reading.label):
        for rival in mine:
            if rival is not figure and claim.compares(rival.label):
                yield family, figure, rival


def _row(corrected: Corrected, scope: str, figure: Figure, less: Figure, note: str | None) -> Row:
    one, other = (row_in(corrected, scope, each, note) for each in (figure, less))
    row = {name: one.get(name) for name in _SAME}
    row |= {"minus": less.label, "share_minus": other.get("share"), "note": one["note"]}
    if one.get("machine_share") is not None and other.get("machine_share") is not None:
        row["machine_net"] = round(one["machine_share"] - other["machine_share"], _DIGITS)
    if one.get("share") is None or other.get("share") is None:
        return row
    found = corrected.estimate(figure, scope, less)
    values = {"net": found.value, "low": found.low, "high": found.high}
    return row | {name: round(value, _DIGITS) for name, value in values.items()} | {"method": found.method}
