"""What a fitted model sees of a text: phrase hits, the event's own scorers' word, its direction, words and pairs.

All features are whole numbers, `LENGTH` standing for 1, so that sums of them are exact in any order.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.event import ENCODER, VECTORS
from xsentiment.scorers import topics, transformer
from xsentiment.scorers.tokens import blocks
from xsentiment.scorers.vectors import LENGTH, shipped, words, words_of

if TYPE_CHECKING:
    import pyarrow as pa

    from xsentiment.event import Event

OWN: Final = ("reaction", "sentiment")
"""The targets of the event's own scorers, which a fitted model builds on."""
LEAST_CHANCE: Final = 1e-4
"""A probability below is read as this: classifiers round theirs to four decimals."""
NOT_WORDS: Final = 2
"""A text whose known words are fewer than one in so many is one that the vectors cannot read."""


@dataclass(frozen=True)
class Features:
    """Features of N texts.

    `matrix`: float64 (N, F) of whole numbers: hits of T topics, reactions, vector, n-grams, sentiments. `known`: bool
    (N,), whether the vectors can read the text. `hits`: bool (N, T). `widths`: how many columns each block has.
    """

    matrix: NDArray[np.float64]
    known: NDArray[np.bool_]
    hits: NDArray[np.bool_]
    widths: dict[str, int]


def features(
    texts: Sequence[str], event: Event, ngrams: NDArray[np.uint32], before: Mapping[str, pa.Table]
) -> Features:
    """The features of each text; `before`: what the event's own scorers of `OWN` say of the same texts, by target."""
    hits = phrase_hits(texts, event)
    parts = {
        "phrases": hits * float(LENGTH),
        "reaction": reactions(before["reaction"]),
        "vectors": vectors(texts, event),
        "ngrams": presence(texts, ngrams),
        "sentiment": sentiments(before["sentiment"]),
    }
    widths = {name: part.shape[1] for name, part in parts.items()}
    return Features(np.hstack(list(parts.values())), known(texts, event), hits, widths)


def vectors(texts: Sequence[str], event: Event) -> NDArray[np.float64]:
    """The direction of each text, by the shipped vectors or the event's sentence encoder; (N, d)."""
    if event.fit.features == VECTORS:
        return shipped().embed(texts)
    return transformer.embed(texts, event.fit.features.removeprefix(ENCODER))


def phrase_hits(texts: Sequence[str], event: Event) -> NDArray[np.bool_]:
    """Whether the phrases of each topic occur in each text; bool (N, T)."""
    return topics.hits(texts, event.topics)


def reactions(scored: pa.Table) -> NDArray[np.float64]:
    """A reaction scorer's probabilities or, if it gives none, its label; whole numbers (N, 5)."""
    names = [schema.reaction_probability(label) for label in schema.REACTIONS]
    if set(names) <= set(scored.column_names):
        shares = np.column_stack([scored[name].to_numpy() for name in names])
        rounded: NDArray[np.float64] = np.rint(np.nan_to_num(shares) * LENGTH)
        return rounded
    labels: list[Any] = scored["reaction"].to_pylist()
    return np.array([[LENGTH * (label == name) for name in schema.REACTIONS] for label in labels], float).reshape(-1, 5)


def sentiments(scored: pa.Table) -> NDArray[np.float64]:
    """A sentiment scorer's log probabilities, with mean 0, or, if it gives none, its label; whole numbers (N, 3)."""
    names = [f"p_{label}" for label in schema.SENTIMENTS]
    if not set(names) <= set(scored.column_names):
        labels: list[Any] = scored["sentiment"].to_pylist()
        said = [[LENGTH * (label == name) for name in schema.SENTIMENTS] for label in labels]
        return np.array(said, float).reshape(-1, 3)
    logs = np.log(np.maximum(np.column_stack([scored[name].to_numpy() for name in names]), LEAST_CHANCE))
    centred: NDArray[np.float64] = np.rint((logs - logs.mean(axis=1, keepdims=True)) * LENGTH)
    return centred


def presence(texts: Sequence[str], ngrams: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Which of `ngrams` occur in each text, each row at length `LENGTH`; (N, G)."""
    places = {int(code): place for place, code in enumerate(ngrams)}
    matrix = np.zeros((len(texts), len(ngrams)))
    listed = (listed for block in blocks(texts) for listed in block.once(words_of))
    for row, words_in_order in enumerate(listed):
        found = [places[code] for code in places.keys() & set(_crc32(_runs(words_in_order)))]
        if found:
            matrix[row, found] = round(LENGTH / sqrt(len(found)))
    return matrix


def codes(text: str) -> set[int]:
    """The CRC-32 of the words and word pairs of a text."""
    return set(_crc32(_runs(words(text))))


def named_codes(text: str) -> dict[int, str]:
    """The words and word pairs of a text by their CRC-32."""
    runs = _runs(words(text))
    return dict(zip(_crc32(runs), runs, strict=True))


def _runs(listed: list[str]) -> list[str]:
    return [*listed, *map(" ".join, pairwise(listed))]


def _crc32(runs: list[str]) -> list[int]:
    try:
        return list(map(zlib.crc32, map(str.encode, runs)))
    except UnicodeEncodeError:
        return [zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs]


def directions_of(text: str) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Each word of a text and its part of the text's direction by the shipped vectors, before rounding."""
    table = shipped()
    listed = [(word, table.table[table.rows(word)].sum(axis=0, dtype=np.float64)) for word in words(text)]
    length = sqrt(float((sum(vector for _, vector in listed) ** 2).sum())) if listed else 0.0
    yield from ((word, vector * LENGTH / (length or 1.0)) for word, vector in listed)


def common_codes(texts: Sequence[str], least: int) -> NDArray[np.uint32]:
    """The words and pairs that occur in at least `least` of the texts, ascending."""
    counts = Counter(code for text in texts for code in codes(text))
    return np.array(sorted(code for code, n in counts.items() if n >= least), np.uint32)


def known(texts: Sequence[str], event: Event) -> NDArray[np.bool_]:
    """Whether each text has words, and the table of vectors, where it is used, enough of them; bool (N,)."""
    places = shipped().places
    result = np.zeros(len(texts), bool)
    for row, listed in enumerate(listed for block in blocks(texts) for listed in block.once(words_of)):
        read = event.fit.features != VECTORS or NOT_WORDS * sum(map(places.__contains__, listed)) >= len(listed)
        result[row] = bool(listed) and read
    return result
