"""The posts of a frame as arrays: what the machine and what people said of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment.errors import SchemaError
from xsentiment.event import Event, Weight
from xsentiment.shares.chances import reaction_chances, sentiment_chances, topic_chances
from xsentiment.stats import folds

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Posts:
    """The columns that figures are made of, as arrays over the posts of a frame; `human` is None without an audit.

    `chances` (N, K) are the machine's probabilities of a label set, None where it gives none; `fold` is that of
    `stats.control_variate`.
    """

    segments: dict[str, Bools]
    design: NDArray[np.object_]
    author: Ints
    has_author: Bools
    copies: Ints
    engagement: Floats
    machine: dict[str, NDArray[np.object_]]
    machine_topics: dict[str, Bools]
    chances: dict[str, Floats | None]
    topic_chances: dict[str, Floats]
    fold: Ints
    human: Human | None


@dataclass(frozen=True)
class Draw:
    """One way in which posts were drawn for people: which it took, with what chance, and the notes on it."""

    drawn: Bools
    chance: Floats
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Human:
    """What people said: over all posts of the frame, None or False where they were not asked."""

    labelled: Bools
    on_event: Bools
    labels: dict[str, NDArray[np.object_]]
    topics: NDArray[np.object_]
    draws: dict[Weight, Draw]

    @cached_property
    def judged_topics(self) -> Bools:
        """Where topics were judged at all."""
        return np.array([topics is not None for topics in self.topics], dtype=bool)

    def has_topic(self, topic: str) -> Bools:
        """Where people found the topic."""
        return np.array([topics is not None and topic in topics for topics in self.topics], dtype=bool)


def posts_of(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> Posts:
    """A FRAME, its SCORES and the audit's Labels (or None) as arrays; raises SchemaError for scores of other posts."""
    scores = _aligned(frame, scores)
    author, has_author = author_numbers(frame)
    engagement = frame["engagement"].to_pandas().to_numpy(dtype=np.float64, na_value=np.nan)
    of_topics = {topic: topic_chances(scores, topic) for topic in event.topic_ids}
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return Posts(
        segments=dict(segments_of(frame, trending)),
        design=np.where(trending, "trending", "other").astype(object),
        author=author,
        has_author=has_author,
        copies=np.unique(frame["text_cluster"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)[1],
        engagement=engagement,
        machine={name: np.array(scores[name].to_pylist(), dtype=object) for name in ("sentiment", "reaction")},
        machine_topics={topic: chance >= 0.5 for topic, chance in of_topics.items()},
        chances={"sentiment": sentiment_chances(scores), "reaction": reaction_chances(scores)},
        topic_chances=of_topics,
        fold=folds(frame["source"].to_pylist(), frame["post_id"].to_pylist()),
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


def author_numbers(frame: pa.Table) -> tuple[Ints, Bools]:
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


def segments_of(frame: pa.Table, trending: Bools) -> Iterator[tuple[str, Bools]]:
    """The segments of a FRAME by name, each with where its posts are: all, trending, day=, lang=, source=."""
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
        draws={
            weight: Draw(taken.drawn, taken.chance, labels.notes[weight])
            for weight, taken in labels.draws.items()
            if taken is not None
        },
    )


def nobody(size: int) -> Human:
    """What people said where nobody was asked."""
    nothing = np.zeros(size, dtype=bool)
    empty = np.full(size, None, dtype=object)
    return Human(nothing, nothing, {"sentiment": empty, "reaction": empty}, empty, {})


def known(values: NDArray[np.object_]) -> Bools:
    """Where an array of objects has a value; bool (N,)."""
    return np.array([value is not None for value in values], dtype=bool)
