"""Figures that share strata: one family a label set, never one joint grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from xsentiment.event import Event, labels_of
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
    `n_categories`, in which hits and bases are told, and `rests_on` names the labels it is made of, topics one by one.
    `chances` (N, K) is what the machine's scores say of the first K categories, None if it gives labels alone.
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
    chances: Floats | None = None


def families(posts: Posts, event: Event) -> Iterator[Family]:
    """The families of every label set of the event, in the order of the rows."""
    human = posts.human or nobody(posts.author.size)
    yield _on_event_family(human)
    for label_set in ("sentiment", "reaction"):
        yield _plain_family(posts, human, event, label_set)
    for topic in event.topic_ids:
        yield _topic_family(posts, human, event, topic)
        for label_set in ("reaction", "sentiment"):
            yield _pair_family(posts, human, event, topic, label_set)


def _on_event_family(human: Human) -> Family:
    """Whether a post is about the event is judged by people alone, so the design strata are the only strata."""
    figure = Figure("on_event", "on_event", None, None, None, (1,), (0, 1))
    cell = np.zeros(human.labelled.size, dtype=np.int64)
    category = human.on_event.astype(np.int64)
    waits = human.waits["on_event"]
    return Family(
        "on_event", cell, ("",), np.zeros((1, 1)), human.labelled, waits, category, 2, (figure,), ("on_event",)
    )


def _plain_family(posts: Posts, human: Human, event: Event, label_set: str) -> Family:
    """Sentiment or reaction: strata are the machine's classes; neighbours on the scale of sentiment merge first."""
    names = labels_of(event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored = machine < len(names)
    cells = (*names, _UNSCORED)
    off = len(names)
    category = np.where(human.on_event, np.maximum(said, 0), off)
    figures = tuple(
        Figure(label_set, label, None, machine == number, scored, (number,), tuple(range(off)))
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
        chances=posts.chances[label_set],
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
        waits=human.waits["topics"],
        category=np.where(human.on_event, np.where(has_topic, 0, 1), 2),
        n_categories=3,
        figures=(figure,),
        rests_on=("on_event", f"topic {topic}"),
        chances=topic_alone(posts.topic_chances[topic]),
    )


def _pair_family(posts: Posts, human: Human, event: Event, topic: str, label_set: str) -> Family:
    """The shares of t ∧ label and of label among t: categories t ∧ each label, not t, off event."""
    names = labels_of(event, label_set)
    machine, said = posts.machine[label_set], human.labels[label_set]
    scored, machine_on = machine < len(names), posts.machine_topics[topic]
    outside, off = len(names), len(names) + 1
    inside = np.where(human.has_topic(topic), np.maximum(said, 0), outside)
    on_topic, on_event = tuple(range(outside)), tuple(range(off))
    pairs = [
        Figure(f"topic*{label_set}", f"{topic}*{label}", None, machine_on & (machine == i), scored, (i,), on_event)
        for i, label in enumerate(names)
    ]
    among = [
        Figure(label_set, label, topic, machine_on & (machine == i), machine_on & scored, (i,), on_topic)
        for i, label in enumerate(names)
    ]
    return Family(
        f"topic {topic}*{label_set}",
        *_topic_cells(posts, event, topic, label_set),
        usable=human.labelled & (~human.on_event | (human.judged_topics & (said >= 0))),
        waits=human.waits["topics"] | human.waits[label_set],
        category=np.where(human.on_event, inside, off),
        n_categories=len(names) + 2,
        figures=(*pairs, *among),
        rests_on=("on_event", f"topic {topic}", label_set),
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
