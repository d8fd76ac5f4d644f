"""FRAME ⨝ SCORES (⨝ AUDIT) → SHARES: every published figure, machine and corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema, stats
from xsentiment.errors import SchemaError
from xsentiment.event import ESTIMANDS, SCOPES, Event, labels_of
from xsentiment.stats.hashing import generator
from xsentiment.text import normalised

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNAUDITED: Final = "machine labels, unaudited"
MIN_AUDITED: Final = 10
"""Fewest audited posts of a segment that carry an interval, unless all of it is audited."""

_DIGITS: Final = 4
_UNSCORED: Final = "unscored"
_NOT: Final = "not "


@dataclass(frozen=True)
class Posts:
    """The columns that figures are made of, as arrays over the posts of a frame; `human` is None without an audit."""

    segments: dict[str, Bools]
    design: NDArray[np.object_]
    author: Ints
    has_author: Bools
    copies: Ints
    engagement: Floats
    machine: dict[str, NDArray[np.object_]]
    machine_topics: dict[str, Bools]
    human: Human | None


@dataclass(frozen=True)
class Human:
    """What people said: over all posts of the frame, None or False where they were not asked."""

    labelled: Bools
    on_event: Bools
    labels: dict[str, NDArray[np.object_]]
    topics: NDArray[np.object_]
    notes: tuple[str, ...]

    @cached_property
    def judged_topics(self) -> Bools:
        """Where topics were judged at all."""
        return np.array([topics is not None for topics in self.topics], dtype=bool)

    def has_topic(self, topic: str) -> Bools:
        """Where people found the topic."""
        return np.array([topics is not None and topic in topics for topics in self.topics], dtype=bool)


@dataclass(frozen=True)
class Figure:
    """One row to publish: who is counted (`hit`) among whom (`base`), by the machine and in human categories."""

    label_set: str
    label: str
    among: str | None
    machine_hit: Bools | None
    machine_base: Bools | None
    hit: tuple[int, ...]
    base: tuple[int, ...]


@dataclass(frozen=True)
class Family:
    """Figures that share one set of estimation strata: the machine's classes of one label set.

    `cell` (N,) is the machine's class; `usable` (N,) marks posts that people judged for this label set;
    `category` (N,) is the human label as a number below `n_categories`, in which hits and bases are told.
    """

    name: str
    cell: NDArray[np.object_]
    cells: tuple[str, ...]
    distance: Floats
    usable: Bools
    category: Ints
    n_categories: int
    figures: tuple[Figure, ...]


def aggregate(frame: pa.Table, scores: pa.Table, event: Event, labels: Any = None) -> pa.Table:
    """Return SHARES for a FRAME, its SCORES (same posts, any order) and the audit's Labels (`audit.join`) or None.

    Rows: estimand posts and scope collected for every segment (all, trending, day=, lang=, source=); the other
    estimands and scopes for all and trending, and for what the event's [shares] names.
    """
    posts = _posts(frame, scores, event, labels)
    rows: list[dict[str, Any]] = []
    for segment, mask in posts.segments.items():
        for family in _families(posts, event):
            rows.extend(_rows(posts, event, segment, mask, family))
    order = {name: i for i, name in enumerate(posts.segments)}
    sets = {name: i for i, name in enumerate(("on_event", "sentiment", "reaction", "topic", "topic*reaction"))}

    def key(row: dict[str, Any]) -> tuple[int, ...]:
        return (
            order[row["segment"]],
            ESTIMANDS.index(row["estimand"]),
            SCOPES.index(row["scope"]),
            sets.get(row["label_set"], len(sets)),
            row["among"] is not None,
        )

    rows.sort(key=key)
    return schema.from_rows(rows, schema.SHARES, "SHARES")


# --- arrays --------------------------------------------------------------------------------------------------------


def _posts(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> Posts:
    scores = _aligned(frame, scores)
    author, has_author = _author_numbers(frame)
    texts = [normalised(text) for text in frame["text"].to_pylist()]
    numbers: dict[str, int] = {}
    engagement = frame["engagement"].to_pandas().to_numpy(dtype=np.float64, na_value=np.nan)
    machine_topics = {
        topic: np.array([value is not None and value >= 0.5 for value in scores[f"topic_{topic}"].to_pylist()], bool)
        for topic in event.topic_ids
    }
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return Posts(
        segments=dict(_segments(frame, trending)),
        design=np.where(trending, "trending", "other").astype(object),
        author=author,
        has_author=has_author,
        copies=np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64),
        engagement=engagement,
        machine={name: np.array(scores[name].to_pylist(), dtype=object) for name in ("sentiment", "reaction")},
        machine_topics=machine_topics,
        human=None if labels is None else _human(labels),
    )


def _aligned(frame: pa.Table, scores: pa.Table) -> pa.Table:
    """The scores in the frame's order; raises SchemaError if they are not the scores of these posts."""
    keys = list(zip(scores["source"].to_pylist(), scores["post_id"].to_pylist(), strict=True))
    place = {key: i for i, key in enumerate(keys)}
    wanted = list(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    missing = [key for key in wanted if key not in place]
    if missing:
        raise SchemaError("SCORES", "post_id", f"{len(missing)} posts have no scores, the first {missing[0]!r}")
    return scores.take(pa.array([place[key] for key in wanted], pa.int64()))


def _author_numbers(frame: pa.Table) -> tuple[Ints, Bools]:
    """Authors as numbers in order of appearance (so that no figure depends on the pseudonyms' key).

    A post without an author has a number of its own.
    """
    numbers: dict[tuple[str, str], int] = {}
    codes = []
    pairs = zip(frame["source"].to_pylist(), frame["author_id"].to_pylist(), strict=True)
    for i, (source, author) in enumerate(pairs):
        key = ("", str(i)) if author is None else (source, author)
        codes.append(numbers.setdefault(key, len(numbers)))
    return np.array(codes, dtype=np.int64), frame["author_id"].is_valid().to_numpy(zero_copy_only=False).astype(bool)


def _segments(frame: pa.Table, trending: Bools) -> Iterator[tuple[str, Bools]]:
    yield "all", np.ones(frame.num_rows, dtype=bool)
    yield "trending", trending
    for column in ("day", "lang", "source"):
        values = np.array([value or "unknown" for value in frame[column].to_pylist()], dtype=object)
        for value in sorted(set(values)):
            yield f"{column}={value}", values == value


def _human(labels: Any) -> Human:
    table = labels.table
    return Human(
        labelled=table["labelled"].to_numpy(dtype=bool),
        on_event=(table["on_event"] == True).to_numpy(dtype=bool),  # noqa: E712 - an object column with None
        labels={name: table[name].to_numpy(dtype=object) for name in ("sentiment", "reaction")},
        topics=table["topics"].to_numpy(dtype=object),
        notes=labels.notes,
    )


# --- families ------------------------------------------------------------------------------------------------------


def _families(posts: Posts, event: Event) -> Iterator[Family]:
    human = posts.human or _nobody(posts.author.size)
    yield _on_event_family(human)
    for label_set in ("sentiment", "reaction"):
        yield _plain_family(posts, human, event, label_set)
    for topic in event.topic_ids:
        yield _topic_family(posts, human, event, topic)
        for label_set in ("reaction", "sentiment"):
            yield _pair_family(posts, human, event, topic, label_set)


def _nobody(size: int) -> Human:
    nothing = np.zeros(size, dtype=bool)
    empty = np.full(size, None, dtype=object)
    return Human(nothing, nothing, {"sentiment": empty, "reaction": empty}, empty, ())


def _on_event_family(human: Human) -> Family:
    """Whether a post is about the event is judged by people alone, so the design strata are the only strata."""
    figure = Figure("on_event", "on_event", None, None, None, (1,), (0, 1))
    cell = np.full(human.labelled.size, "", dtype=object)
    category = human.on_event.astype(np.int64)
    return Family("on_event", cell, ("",), np.zeros((1, 1)), human.labelled, category, 2, (figure,))


def _plain_family(posts: Posts, human: Human, event: Event, label_set: str) -> Family:
    """Sentiment or reaction: strata are the machine's classes; neighbours on the scale of sentiment merge first."""
    names = labels_of(event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored = _known(machine)
    cells = (*names, _UNSCORED)
    off = len(names)
    category = np.where(human.on_event, _codes(said, names), off)
    figures = tuple(
        Figure(label_set, label, None, machine == label, scored, (number,), tuple(range(off)))
        for number, label in enumerate(names)
    )
    return Family(
        label_set,
        cell=np.where(scored, machine, _UNSCORED).astype(object),
        cells=cells,
        distance=_scale(len(cells)) if label_set == "sentiment" else _alike(len(cells)),
        usable=human.labelled & (~human.on_event | _known(said)),
        category=category,
        n_categories=len(names) + 1,
        figures=figures,
    )


def _topic_family(posts: Posts, human: Human, event: Event, topic: str) -> Family:
    """The share of one topic: strata {t ∧ the machine's reaction, not t}; categories t, not t, off event."""
    has_topic = human.has_topic(topic)
    everyone = np.ones(has_topic.size, dtype=bool)
    figure = Figure("topic", topic, None, posts.machine_topics[topic], everyone, (0,), (0, 1))
    return Family(
        f"topic {topic}",
        *_topic_cells(posts, event, topic, "reaction"),
        usable=human.labelled & (~human.on_event | human.judged_topics),
        category=np.where(human.on_event, np.where(has_topic, 0, 1), 2),
        n_categories=3,
        figures=(figure,),
    )


def _pair_family(posts: Posts, human: Human, event: Event, topic: str, label_set: str) -> Family:
    """The shares of t ∧ label and of label among t: categories t ∧ each label, not t, off event."""
    names = labels_of(event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored, machine_on = _known(machine), posts.machine_topics[topic]
    outside, off = len(names), len(names) + 1
    inside = np.where(human.has_topic(topic), _codes(said, names), outside)
    on_topic, on_event = tuple(range(outside)), tuple(range(off))
    pairs = [
        Figure(f"topic*{label_set}", f"{topic}*{label}", None, machine_on & (machine == label), scored, (i,), on_event)
        for i, label in enumerate(names)
    ]
    among = [
        Figure(label_set, label, topic, machine_on & (machine == label), machine_on & scored, (i,), on_topic)
        for i, label in enumerate(names)
    ]
    return Family(
        f"topic {topic}*{label_set}",
        *_topic_cells(posts, event, topic, label_set),
        usable=human.labelled & (~human.on_event | (human.judged_topics & _known(said))),
        category=np.where(human.on_event, inside, off),
        n_categories=len(names) + 2,
        figures=(*pairs, *among),
    )


def _topic_cells(
    posts: Posts, event: Event, topic: str, label_set: str
) -> tuple[NDArray[np.object_], tuple[str, ...], Floats]:
    """The machine's cells {t ∧ label, not t}; cells of t merge among themselves first, then into "not t"."""
    machine = posts.machine[label_set]
    cells = (*labels_of(event, label_set), _UNSCORED, _NOT + topic)
    distance = _alike(len(cells))
    distance[-1, :-1] = distance[:-1, -1] = 2.0
    named = np.where(_known(machine), machine, _UNSCORED)
    return np.where(posts.machine_topics[topic], named, cells[-1]).astype(object), cells, distance


def _codes(said: NDArray[np.object_], names: tuple[str, ...]) -> Ints:
    """The number of each human label; 0 where nobody judged (those posts are not usable)."""
    places = {name: i for i, name in enumerate(names)}
    return np.array([places.get(label, 0) for label in said], dtype=np.int64)


def _known(values: NDArray[np.object_]) -> Bools:
    return np.array([value is not None for value in values], dtype=bool)


def _scale(size: int) -> Floats:
    """Distances on an ordered scale whose last cell (unscored) is equally far from all."""
    places = np.arange(size, dtype=np.float64)
    distance = np.abs(places[:, None] - places[None, :])
    distance[-1, :-1] = distance[:-1, -1] = size
    return distance


def _alike(size: int) -> Floats:
    return 1.0 - np.eye(size)


# --- rows ----------------------------------------------------------------------------------------------------------


def _rows(posts: Posts, event: Event, segment: str, mask: Bools, family: Family) -> Iterator[dict[str, Any]]:
    everything = segment in ("all", "trending", *event.shares.segments)
    estimands = ESTIMANDS if everything else ("posts", *event.shares.estimands)
    scopes = SCOPES if everything else ("collected", *event.shares.scopes)
    for estimand in dict.fromkeys(estimands):
        weight, note = _weights(posts, mask, estimand)
        kept = mask & (weight > 0)
        for scope in dict.fromkeys(scopes):
            corrected = _Corrected(posts, event, segment, kept, weight, estimand, scope, family)
            for figure in family.figures:
                yield _row(event, segment, corrected, figure, note)


def _weights(posts: Posts, mask: Bools, estimand: str) -> tuple[Floats, str | None]:
    """The weight of each post in the estimand (0: not in it), with a note on what is out."""
    inside = mask.astype(np.float64)
    if estimand == "posts":
        return inside, None
    if estimand == "authors":
        known = mask & posts.has_author
        counts = np.bincount(posts.author[known], minlength=int(posts.author.max(initial=0)) + 1)
        out = int(mask.sum() - known.sum())
        weight = np.divide(known, np.maximum(counts[posts.author], 1))
        return weight, f"{out} posts without an author left out" if out else None
    if estimand == "texts":
        counts = np.bincount(posts.copies[mask], minlength=int(posts.copies.max(initial=0)) + 1)
        return np.divide(inside, np.maximum(counts[posts.copies], 1)), None
    out = int(np.isnan(posts.engagement[mask]).sum())
    return np.where(
        mask, np.nan_to_num(posts.engagement), 0.0
    ), f"{out} posts without metrics left out" if out else None


def _row(event: Event, segment: str, corrected: _Corrected, figure: Figure, note: str | None) -> dict[str, Any]:
    posts, kept, weight = corrected.posts, corrected.kept, corrected.weight
    row: dict[str, Any] = {
        "event": event.slug,
        "segment": segment,
        "estimand": corrected.estimand,
        "scope": corrected.scope,
        "label_set": figure.label_set,
        "label": figure.label,
        "among": figure.among,
        "n_posts": int(kept.sum()),
        "n_authors": int(np.unique(posts.author[kept & posts.has_author]).size),
        "level": event.level,
        "n_audit": corrected.n_audit,
    }
    if figure.machine_hit is not None and figure.machine_base is not None:
        row["machine_count"] = int((figure.machine_hit & kept).sum())
        base = float(weight[figure.machine_base & kept].sum())
        if base > 0:
            row["machine_share"] = round(float(weight[figure.machine_hit & kept].sum()) / base, _DIGITS)
    notes = [note, *corrected.notes]
    try:
        estimate = corrected.estimate(figure)
    except stats.NotEnoughData as why:
        notes = [note, str(why)]
    else:
        values = {"share": estimate.value, "low": estimate.low, "high": estimate.high}
        row |= {name: round(value, _DIGITS) for name, value in values.items()} | {"method": estimate.method}
    row["note"] = "; ".join(part for part in notes if part) or None
    return row


class _Corrected:
    """The corrected figures of one family in one segment, estimand and scope: sample and draws are made once."""

    def __init__(
        self,
        posts: Posts,
        event: Event,
        segment: str,
        kept: Bools,
        weight: Floats,
        estimand: str,
        scope: str,
        family: Family,
    ) -> None:
        self.posts, self.event, self.segment, self.kept = posts, event, segment, kept
        self.weight, self.estimand, self.scope, self.family = weight, estimand, scope, family
        self.audited = (family.usable & kept)[kept]
        self.n_audit = int(self.audited.sum())

    @property
    def notes(self) -> tuple[str, ...]:
        human = self.posts.human
        merged = self._strata[1] if human is not None and self.n_audit else None
        return (*(human.notes if human else ()), *((merged,) if merged else ()))

    def estimate(self, figure: Figure) -> stats.Estimate:
        """Raises NotEnoughData, with the note to publish, where the audit cannot carry the figure."""
        sample = self._sample
        category = self.family.category[self.kept][self.audited]
        hit = np.isin(category, figure.hit).astype(np.float64)
        base = np.isin(category, figure.base).astype(np.float64)
        level, estimand = self.event.level, self.estimand
        if self.scope == "event":
            author = np.unique(self.posts.author[self.kept], return_inverse=True)[1]
            return stats.clustered_share(sample, hit, base, author, level=level, estimand=estimand)
        if estimand != "posts" or base.all():
            return stats.stratified_share(sample, hit, base, level=level, estimand=estimand)
        drawn = (self._draws[:, figure.hit].sum(axis=1), self._draws[:, figure.base].sum(axis=1))
        return stats.ratio_from_draws(sample, hit, base, drawn, level=level, estimand=estimand)

    @cached_property
    def _sample(self) -> stats.Sample:
        if self.posts.human is None:
            raise stats.NotEnoughData(UNAUDITED)
        if not self.kept.any():
            raise stats.NotEnoughData("no posts")
        if self.n_audit == 0:
            raise stats.NotEnoughData(f"{UNAUDITED}: no post of this segment was labelled for this")
        complete = bool(self.audited.all())
        if self.estimand == "engagement" and not complete:
            raise stats.NotEnoughData("engagement-weighted shares need an audit drawn by weight")
        if self.n_audit < MIN_AUDITED and not complete:
            raise stats.NotEnoughData(f"{self.n_audit} audited posts are too few (at least {MIN_AUDITED})")
        return stats.Sample(self._strata[0], self.weight[self.kept], self.audited)

    @cached_property
    def _strata(self) -> tuple[Ints, str | None]:
        """Estimation strata: within each design stratum the machine's cells, the small ones merged; and the note."""
        design, cell = self.posts.design[self.kept], self.family.cell[self.kept]
        stratum = np.zeros(design.size, dtype=np.int64)
        used, merges = 0, []
        for name in sorted(set(design)):
            inside = design == name
            present = [c for c in self.family.cells if (cell[inside] == c).any()]
            place = [self.family.cells.index(c) for c in present]
            audited = [int((self.audited & inside & (cell == c)).sum()) for c in present]
            if self.audited[inside].all():
                merged = np.zeros(len(present), dtype=np.int64)
            else:
                merged = stats.merge_strata(audited, self.family.distance[np.ix_(place, place)])
                merges.extend(_merged_names(name, present, merged))
            for c, number in zip(present, merged, strict=True):
                stratum[inside & (cell == c)] = used + number
            used += int(merged.max()) + 1
        return stratum, f"strata merged: {', '.join(merges)}" if merges else None

    @cached_property
    def _draws(self) -> Floats:
        """Totals by human category, drawn once for all figures of the family, from a seed that is its name."""
        rng = generator(self.event.seed, self.event.slug, self.segment, self.estimand, self.family.name)
        category = self.family.category[self.kept][self.audited]
        return stats.category_draws(self._sample, category, self.family.n_categories, rng)


def _merged_names(design: str, cells: list[str], merged: Ints) -> list[str]:
    groups: dict[int, list[str]] = {}
    for cell, number in zip(cells, merged, strict=True):
        groups.setdefault(int(number), []).append(cell.strip() or "all")
    return [f"{design}: {' + '.join(group)}" for group in groups.values() if len(group) > 1]


# --- views and facts -----------------------------------------------------------------------------------------------


def timeline(shares: pa.Table) -> pa.Table:
    """The rows of SHARES by day (estimand posts, scope collected) as TIMELINE: single labels among all posts."""
    rows = [
        {name: row[name] for name in schema.TIMELINE.names if name != "day"}
        | {"day": row["segment"].removeprefix("day=")}
        for row in shares.to_pylist()
        if row["segment"].startswith("day=")
        and (row["estimand"], row["scope"], row["among"]) == ("posts", "collected", None)
        and row["label_set"] in ("on_event", "sentiment", "reaction", "topic")
    ]
    return schema.from_rows(rows, schema.TIMELINE, "TIMELINE")


def concentration(frame: pa.Table) -> dict[str, Any]:
    """How few voices the posts come from: `n_authors`, `top10_author_share` of posts, `copied_share` of posts.

    A post is a copy if another post of the frame has the same normalised text.
    """
    author, has_author = _author_numbers(frame)
    sizes = np.sort(np.bincount(author[has_author])) if has_author.any() else np.zeros(0, dtype=np.int64)
    texts = Counter(normalised(text) for text in frame["text"].to_pylist())
    copied = sum(count for count in texts.values() if count > 1)
    return {
        "n_authors": int((sizes > 0).sum()),
        "top10_author_share": round(float(sizes[-10:].sum()) / frame.num_rows, _DIGITS) if has_author.any() else None,
        "copied_share": round(copied / frame.num_rows, _DIGITS),
    }
