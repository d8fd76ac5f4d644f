"""Figures that share strata: one family a label set, never one joint grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from xsentiment.event import Event, labels_of
from xsentiment.schema import UNCLEAR
from xsentiment.shares.chances import pair_chances, topic_alone
from xsentiment.shares.posts import Bools, Floats, Human, Ints, Posts, nobody

_UNSCORED: Final = "unscored"
_NOT: Final = "not "


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

    `cell` (N,) is the number of the machine's class among `cells`; `usable` (N,) marks posts that people judged for
    this label set, `waits` (N,) those that they can still judge; `category` (N,) is the human label as a number below
    `n_categories`, in which hits and bases are told, and `rests_on` names the labels it is made of, topics one by one;
    `unclear` (N,) marks posts on the event of which people found that one of these cannot be told. `chances` (N, K)
    is what the machine's scores say of the first K categories, None if it gives labels alone; `controlled` tells
    whether every figure that they speak to uses them.
    """

    name: str
    cell: Ints
    cells: tuple[str, ...]
    distance: Floats
    usable: Bools
    waits: Bools
    category: Ints
    n_categories: int
    figures: tuple[Figure, ...]
    rests_on: tuple[str, ...]
    unclear: Bools
    chances: Floats | None = None
    controlled: bool = False


def families(posts: Posts, event: Event) -> Iterator[Family]:
    """The families of every label set of the event, in the order of the rows."""
    human = posts.human or nobody(posts.author.size)
    yield _on_event_family(human)
    for label_set in ("sentiment", "reaction"):
        yield _plain_family(posts, human, event, label_set)
    if human.has_topic(UNCLEAR).any():
        yield _unclear_topics_family(human)
    for topic in event.topic_ids:
        yield _topic_family(posts, human, event, topic)
        for label_set in ("reaction", "sentiment"):
            yield _pair_family(posts, human, event, topic, label_set)


def _on_event_family(human: Human) -> Family:
    """Whether a post is about the event is judged by people alone, so the design strata are the only strata."""
    figure = Figure("on_event", "on_event", None, None, None, (1,), (0, 1))
    cell = np.zeros(human.labelled.size, dtype=np.int64)
    category = human.on_event.astype(np.int64)
    waits, told = human.waits["on_event"], np.zeros_like(human.labelled)
    return Family(
        "on_event", cell, ("",), np.zeros((1, 1)), human.labelled, waits, category, 2, (figure,), ("on_event",), told
    )


def _unclear_topics_family(human: Human) -> Family:
    """Of how many posts people could not tell the topics, or not all; the design strata are the only strata."""
    unclear = human.has_topic(UNCLEAR)
    return replace(
        _on_event_family(human),
        name="topics unclear",
        usable=human.labelled & (~human.on_event | human.judged_topics),
        waits=human.waits["topics"],
        category=np.where(human.on_event, np.where(unclear, 0, 1), 2),
        n_categories=3,
        figures=(Figure("topic", UNCLEAR, None, None, None, (0,), (0, 1)),),
    )


def _labels_said(human: Human, event: Event, label_set: str) -> tuple[str, ...]:
    """The labels of a set, and `unclear` if people found it so of any post."""
    names = labels_of(event, label_set)
    return (*names, UNCLEAR) if (human.labels[label_set] == len(names)).any() else names


def _by_machine(label: str, hit: Bools, base: Bools) -> tuple[Bools | None, Bools | None]:
    """Where the machine gives a label, and where it could; it finds nothing unclear."""
    return (None, None) if label == UNCLEAR else (hit, base)


def _plain_family(posts: Posts, human: Human, event: Event, label_set: str) -> Family:
    """Sentiment or reaction: strata are the machine's classes; neighbours on the scale of sentiment merge first."""
    known, names = labels_of(event, label_set), _labels_said(human, event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored = machine < len(known)
    cells = (*known, _UNSCORED)
    off = len(names)
    category = np.where(human.on_event, np.maximum(said, 0), off)
    figures = tuple(
        Figure(label_set, label, None, *_by_machine(label, machine == number, scored), (number,), tuple(range(off)))
        for number, label in enumerate(names)
    )
    return Family(
        label_set,
        cell=machine,
        cells=cells,
        distance=_scale(len(cells)) if label_set == "sentiment" else _alike(len(cells)),
        usable=human.labelled & (~human.on_event | (said >= 0)),
        waits=human.waits[label_set],
        category=category,
        n_categories=len(names) + 1,
        figures=figures,
        rests_on=("on_event", label_set),
        unclear=human.on_event & (said == len(known)),
        chances=posts.chances[label_set],
        controlled=posts.chances[label_set] is not None,
    )


def _topic_family(posts: Posts, human: Human, event: Event, topic: str) -> Family:
    """The share of one topic: strata {t ∧ the machine's reaction, not t}; categories t, not t, off event."""
    has_topic = human.has_topic(topic)
    everyone = np.ones(has_topic.size, dtype=bool)
    figure = Figure("topic", topic, None, posts.machine_topics[topic], everyone, (0,), (0, 1))
    return Family(
        f"topic {topic}",
        *_topic_cells(posts, event, topic, "reaction"),
        usable=human.labelled & (~human.on_event | (human.judged_topics & ~human.lacks(topic))),
        waits=human.waits["topics"] | human.lacks(topic),
        category=np.where(human.on_event, np.where(has_topic, 0, 1), 2),
        n_categories=3,
        figures=(figure,),
        rests_on=("on_event", f"topic {topic}"),
        unclear=human.on_event & ~has_topic & human.has_topic(UNCLEAR),
        chances=topic_alone(posts.topic_chances[topic]),
    )


def _pair_family(posts: Posts, human: Human, event: Event, topic: str, label_set: str) -> Family:
    """The shares of t ∧ label and of label among t: categories t ∧ each label, not t, off event."""
    known, names = labels_of(event, label_set), _labels_said(human, event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored, machine_on, has_topic = machine < len(known), posts.machine_topics[topic], human.has_topic(topic)
    outside, off = len(names), len(names) + 1
    inside = np.where(has_topic, np.maximum(said, 0), outside)
    hits = [machine_on & (machine == i) for i in range(outside)]
    on_topic, on_event = tuple(range(outside)), tuple(range(off))
    pairs = [
        Figure(f"topic*{label_set}", f"{topic}*{label}", None, *_by_machine(label, hits[i], scored), (i,), on_event)
        for i, label in enumerate(names)
    ]
    among = [
        Figure(label_set, label, topic, *_by_machine(label, hits[i], machine_on & scored), (i,), on_topic)
        for i, label in enumerate(names)
    ]
    return Family(
        f"topic {topic}*{label_set}",
        *_topic_cells(posts, event, topic, label_set),
        usable=human.labelled & (~human.on_event | (human.judged_topics & ~human.lacks(topic) & (said >= 0))),
        waits=human.waits["topics"] | human.waits[label_set] | human.lacks(topic),
        category=np.where(human.on_event, inside, off),
        n_categories=len(names) + 2,
        figures=(*pairs, *among),
        rests_on=("on_event", f"topic {topic}", label_set),
        unclear=human.on_event & np.where(has_topic, said == len(known), human.has_topic(UNCLEAR)),
        chances=pair_chances(posts.topic_chances[topic], posts.chances[label_set]),
    )


def _topic_cells(posts: Posts, event: Event, topic: str, label_set: str) -> tuple[Ints, tuple[str, ...], Floats]:
    """The machine's cells {t ∧ label, not t}; cells of t merge among themselves first, then into "not t"."""
    cells = (*labels_of(event, label_set), _UNSCORED, _NOT + topic)
    distance = _alike(len(cells))
    distance[-1, :-1] = distance[:-1, -1] = 2.0
    return np.where(posts.machine_topics[topic], posts.machine[label_set], len(cells) - 1), cells, distance


def _scale(size: int) -> Floats:
    """Distances on an ordered scale whose last cell (unscored) is equally far from all."""
    places = np.arange(size, dtype=np.float64)
    distance = np.abs(places[:, None] - places[None, :])
    distance[-1, :-1] = distance[:-1, -1] = size
    return distance


def _alike(size: int) -> Floats:
    return 1.0 - np.eye(size)
