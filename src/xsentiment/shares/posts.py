"""The posts of a frame as arrays: what the machine and what people said of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.errors import SchemaError
from xsentiment.event import Event, Weight, labels_of
from xsentiment.shares.chances import reaction_chances, sentiment_chances, topic_chances
from xsentiment.stats import folds

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Posts:
    """The columns that figures are made of, as arrays over the posts of a frame; `human` is None without an audit.

    `design` says where the posts of each design stratum are; `machine` has the number of the machine's label, how many
    labels there are where it gave none. `chances` (N, K) are the machine's probabilities of a label set, None where it
    gives none; `fold` is that of `stats.control_variate`.
    """

    segments: dict[str, Bools]
    design: dict[str, Bools]
    author: Ints
    has_author: Bools
    copies: Ints
    engagement: Floats
    machine: dict[str, Ints]
    machine_topics: dict[str, Bools]
    chances: dict[str, Floats | None]
    topic_chances: dict[str, Floats]
    fold: Ints
    human: Human | None


@dataclass(frozen=True)
class Draw:
    """One way in which posts were drawn for people: which it took, and with what chance."""

    drawn: Bools
    chance: Floats


@dataclass(frozen=True)
class Human:
    """What people said: over all posts of the frame; False, None or -1 where they were not asked.

    `labels` has the number of the label, for unclear ones how many there are; `waits`, `notes`, `weak` and `unasked` as
    in `audit.Labels`.
    """

    labelled: Bools
    on_event: Bools
    labels: dict[str, Ints]
    topics: NDArray[np.object_]
    waits: dict[str, Bools]
    draws: dict[Weight, Draw]
    notes: tuple[str, ...] = ()
    weak: dict[str, str] = field(default_factory=dict)
    unasked: dict[str, Bools] = field(default_factory=dict)

    @cached_property
    def judged_topics(self) -> Bools:
        """Where topics were judged at all."""
        return np.asarray(self.topics != None, dtype=bool)  # noqa: E711 - one by one

    def lacks(self, topic: str) -> Bools:
        """Where topics were judged before this one was among them."""
        return self.unasked.get(topic, np.zeros_like(self.labelled))

    def has_topic(self, topic: str) -> Bools:
        """Where people found the topic."""
        found = self.judged_topics.copy()
        found[found] = [topic in topics for topics in self.topics[found]]
        return found


def posts_of(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> Posts:
    """A FRAME, its SCORES and the audit's Labels (or None) as arrays; raises SchemaError for scores of other posts."""
    author, has_author = author_numbers(frame)
    engagement = frame["engagement"].to_pandas().to_numpy(dtype=np.float64, na_value=np.nan)
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return Posts(
        segments=dict(segments_of(frame, trending)),
        design={"other": ~trending, "trending": trending},
        author=author,
        has_author=has_author,
        copies=frame["text_cluster"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64),
        engagement=engagement,
        fold=folds(frame["source"].to_pylist(), frame["post_id"].to_pylist()),
        human=None if labels is None else _human(labels, event),
        **_machine(frame, scores, event),
    )


def rescored(posts: Posts, frame: pa.Table, scores: pa.Table, event: Event) -> Posts:
    """The same posts with other SCORES; raises SchemaError as `posts_of` does."""
    return replace(posts, **_machine(frame, scores, event))


def _machine(frame: pa.Table, scores: pa.Table, event: Event) -> dict[str, Any]:
    """What the software says of posts, as `Posts` has it."""
    scores = _aligned(frame, scores)
    of_topics = {topic: topic_chances(scores, topic) for topic in event.topic_ids}
    return {
        "machine": {
            name: numbered(
                scores[name].to_numpy(zero_copy_only=False), labels_of(event, name), len(labels_of(event, name))
            )
            for name in ("sentiment", "reaction")
        },
        "machine_topics": {topic: chance >= 0.5 for topic, chance in of_topics.items()},
        "chances": {"sentiment": sentiment_chances(scores), "reaction": reaction_chances(scores)},
        "topic_chances": of_topics,
    }


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


def _human(labels: Any, event: Event) -> Human:
    table = labels.table
    return Human(
        labelled=table["labelled"].to_numpy(dtype=bool),
        on_event=(table["on_event"] == True).to_numpy(dtype=bool),  # noqa: E712 - an object column with None
        labels={
            name: numbered(table[name].to_numpy(dtype=object), (*labels_of(event, name), schema.UNCLEAR), -1)
            for name in ("sentiment", "reaction")
        },
        topics=table["topics"].to_numpy(dtype=object),
        waits=labels.waits,
        draws={weight: Draw(taken.drawn, taken.chance) for weight, taken in labels.draws.items() if taken is not None},
        notes=labels.notes,
        weak=labels.weak,
        unasked=labels.unasked,
    )


def nobody(size: int) -> Human:
    """What people said where nobody was asked."""
    nothing = np.zeros(size, dtype=bool)
    unasked = np.full(size, -1)
    labels = {"sentiment": unasked, "reaction": unasked}
    waits = dict.fromkeys(("on_event", "topics", *labels), nothing)
    return Human(nothing, nothing, labels, np.full(size, None, dtype=object), waits, {})


def numbered(values: NDArray[np.object_], names: tuple[str, ...], none: int) -> Ints:
    """The number of each value among these names, `none` for any other; int (N,)."""
    numbers = np.full(values.size, none)
    for number, name in enumerate(names):
        numbers[values == name] = number
    return numbers
