"""Shares of one audit against each other: net sentiment, and the labels that a claim compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema, stats
from xsentiment.event import ESTIMANDS, SCOPES, Event, Reading
from xsentiment.shares.corrected import Corrected
from xsentiment.shares.families import Family, Figure, families
from xsentiment.shares.posts import Posts, posts_of
from xsentiment.shares.rows import corrected_in, row_in
from xsentiment.shares.weights import weights_of

_DIGITS: Final = 4
_SAME: Final = (*schema.FIGURE, "event", "n_posts", "share", "level", "n_audit", "n_base", "n_waiting")

Row = dict[str, Any]


def net(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """NET: net sentiment wherever SHARES has a share of sentiment, and the labels that claims compare.

    Arguments as for `aggregate`. Net sentiment is the share of positive posts less that of negative ones; with a topic
    in `among`, of the posts on it. A claim of `more_than` or `largest` has the share of its label less that of each
    rival, at a level at which the comparisons of one reading hold together. Where the audit carries no figure, `net`,
    `low` and `high` are empty, and the note says why.
    """
    posts = posts_of(frame, scores, event, labels)
    made = list(families(posts, event))
    rows = [*_sentiment(posts, event, made), *_compared(posts, event, made)]
    order = {name: place for place, name in enumerate(posts.segments)}

    def place(row: Row) -> tuple[int, ...]:
        return (order[row["segment"]], ESTIMANDS.index(row["estimand"]), SCOPES.index(row["scope"]))

    different = {tuple(row[name] for name in (*schema.FIGURE, "minus", "level")): row for row in rows}
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
                    yield _row(corrected, found["positive"], scope, note, (corrected, found["negative"]))


def _compared(posts: Posts, event: Event, made: list[Family]) -> Iterator[Row]:
    """What the claims compare."""
    asked = [(claim, reading) for claim in event.claims for reading in claim.readings]
    for claim, reading in asked:
        figures = _figures(made, reading)
        mine = [one for one in figures if one[1].label == reading.label]
        rivals = [one for one in figures if one[1].label != reading.label and claim.compares(one[1].label)]
        mask = posts.segments.get(reading.segment)
        if mask is None or not mine or not rivals:
            continue
        [(family, figure)] = mine
        wide = replace(event, level=stats.simultaneous_level(event.level, len(rivals)))
        weight, note = weights_of(posts, mask, reading.estimand)
        place = posts, wide, reading.segment, mask & (weight > 0), weight, reading.estimand
        corrected = Corrected(*place, family)
        for other, rival in rivals:
            less = corrected if other is family else Corrected(*place, other)
            for scope in dict.fromkeys(("collected", reading.scope)):
                yield _row(corrected, figure, scope, note, (less, rival))


def _figures(made: list[Family], reading: Reading) -> list[tuple[Family, Figure]]:
    """All figures of the label set (and topic) that a reading is about, each with its family."""
    about = (reading.label_set, reading.among)
    figures = ((family, figure) for family in made for figure in family.figures)
    return [(family, figure) for family, figure in figures if (figure.label_set, figure.among) == about]


def _row(one: Corrected, figure: Figure, scope: str, note: str | None, other: tuple[Corrected, Figure]) -> Row:
    """The row of a figure less another one, each in the place of its family."""
    less, rival = other
    mine, theirs = row_in(one, scope, figure, note), row_in(less, scope, rival, note)
    row = {name: mine.get(name) for name in _SAME}
    row |= {"minus": rival.label, "share_minus": theirs.get("share"), "note": _both(mine["note"], theirs["note"])}
    if mine.get("machine_share") is not None and theirs.get("machine_share") is not None:
        row["machine_net"] = round(mine["machine_share"] - theirs["machine_share"], _DIGITS)
    if mine.get("share") is None or theirs.get("share") is None:
        return row
    found = one.estimate(figure, scope, rival) if less is one else _apart(one, figure, less, rival, scope)
    values = {"net": found.value, "low": found.low, "high": found.high}
    return row | {name: round(value, _DIGITS) for name, value in values.items()} | {"method": found.method}


def _apart(one: Corrected, figure: Figure, less: Corrected, rival: Figure, scope: str) -> stats.Estimate:
    """The difference of figures with strata of their own; as wide as both intervals where they leave posts open."""
    if one.leaves_open or less.leaves_open:
        return stats.difference(less.estimate(rival, scope), one.estimate(figure, scope), (-1.0, -1.0))
    return stats.difference_of_shares(less.linearised(rival, scope), one.linearised(figure, scope))


def _both(one: str | None, other: str | None) -> str | None:
    """What both notes say, each thing once."""
    parts = dict.fromkeys(part for note in (one, other) if note for part in note.split("; "))
    return "; ".join(parts) or None
