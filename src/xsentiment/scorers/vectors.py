"""Static word vectors: a text as the sum of its words' vectors, near in direction to texts that say the same.

The table was distilled from a sentence encoder (benchmarks/distil_vectors.py, docs/topics.md). Its rows are small
integers and are added as integers, so a text has the same vector alone, in any batch and order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment.phrases import searchable
from xsentiment.scorers.tokens import Places, Texts, Vocabulary, blocks, tokenise
from xsentiment.scorers.topics import searchable_of

LENGTH: Final = 1 << 12
"""Length of every text's vector: a fixed-point 1."""
LANGUAGES: Final = ("en",)
"""The languages of the table's words, by their ISO 639-1 codes."""

EMOJI: Final = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD: Final = re.compile(rf"[^\W_]+(?:'[^\W_]+)*|[{EMOJI}]")
_PIECE: Final = 3
"""The least number of letters that a piece of an unknown word has."""


def words(text: str) -> list[str]:
    """The words and emoji of a text in its `searchable` form, possessives without their 's."""
    return words_in(searchable(text))


def words_in(form: str) -> list[str]:
    """`words` of a text that has this `searchable` form."""
    found: list[str] = _WORD.findall(form)
    return [word.removesuffix("'s") for word in found] if "'s" in form else found


def words_of(vocabulary: Vocabulary) -> list[list[str]]:
    """`words` of each token: those of a text, but that what hashtags spell out stands at its end there."""
    return [*map(words_in, vocabulary.once(searchable_of))]


@dataclass(frozen=True)
class Vectors:
    """A table of V words: `vocabulary`, in the order of the rows of `table`, int8 (V, d)."""

    vocabulary: tuple[str, ...]
    table: NDArray[np.int8]

    @cached_property
    def places(self) -> dict[str, int]:
        """Word → row."""
        return {word: row for row, word in enumerate(self.vocabulary)}

    def rows(self, word: str) -> list[int]:
        """The row of a known word; of another the rows of its pieces, each the longest known one from the left."""
        if (known := self.places.get(word)) is not None:
            return [known]
        found, start = [], 0
        while start <= len(word) - _PIECE:
            ends = range(min(len(word), start + _LONGEST), start + _PIECE - 1, -1)
            end = next((end for end in ends if word[start:end] in self.places), 0)
            if end:
                found.append(self.places[word[start:end]])
            start = end or start + 1
        return found

    def of_tokens(self, vocabulary: Vocabulary) -> tuple[NDArray[np.int32], Places]:
        """`rows` of the words of each token."""
        listed = [[*chain.from_iterable(map(self.rows, found))] for found in vocabulary.once(words_of)]
        rows = np.fromiter(chain.from_iterable(listed), np.int32)
        return rows, np.fromiter(map(len, listed), np.int64, len(listed))

    def sums(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The sum of the vectors of each text's words; int64 (N, d)."""
        none = np.zeros((0, self.table.shape[1]), np.int64)
        return np.concatenate([none, *(self.of_block(block).sums(slice(None)) for block in blocks(texts))])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The direction of each text: whole numbers, of length `LENGTH` but for rounding; (N, d).

        A text without a known word has a vector of zeros.
        """
        none = np.zeros((0, self.table.shape[1]))
        return np.concatenate([none, *(self.of_block(block)[:] for block in blocks(texts))])

    def of_block(self, texts: Texts) -> Directions:
        """What `embed` gives for a block of texts, of which some may be asked for."""
        from scipy.sparse import csr_array

        rows, begins = texts.once(tokenise).lists(self.of_tokens)
        table = self._table(np.min_scalar_type(np.iinfo(np.int8).min * int(np.diff(begins).max(initial=1))))
        ones = np.ones(len(rows), table.dtype)
        return Directions(csr_array((ones, rows, begins), (len(texts), len(table))), table)

    def _table(self, kind: np.dtype[Any]) -> NDArray[Any]:
        if kind not in self._tables:
            self._tables[kind] = self.table.astype(kind)
        return self._tables[kind]

    @cached_property
    def _tables(self) -> dict[np.dtype[Any], NDArray[Any]]:
        return {}


@dataclass(frozen=True)
class Directions:
    """The directions of N texts, worked out for the rows asked for: the whole is large and soon used.

    `counts`: how often each text has each row of `table`, sparse (N, V); the table, (V, d). Both are of the smallest
    integers that hold the sums: a third of the time.
    """

    counts: Any
    table: NDArray[Any]

    @property
    def shape(self) -> tuple[int, int]:
        """(N, d)."""
        return self.counts.shape[0], self.table.shape[1]

    def sums(self, rows: Any) -> NDArray[Any]:
        """The sums of the vectors of the texts in these rows; (n, d)."""
        sums: NDArray[Any] = self.counts[rows] @ self.table
        return sums

    def __getitem__(self, rows: Any) -> NDArray[np.float64]:
        """The directions of the texts in these rows; (n, d)."""
        return directions(self.sums(rows))


_LONGEST: Final = 24
"""No word of the table is longer; bounds the work on a hostile word of thousands of letters."""


def directions(sums: NDArray[Any]) -> NDArray[np.float64]:
    """Each row at length `LENGTH`, rounded to whole numbers; a row of zeros stays. float64, exact in any sum."""
    sums = sums.astype(np.float64)
    lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    rounded: NDArray[np.float64] = np.rint(sums / np.where(lengths, lengths, 1.0) * LENGTH)
    return rounded


@lru_cache(maxsize=1)
def shipped() -> Vectors:
    """The table that comes with the program."""
    with (files("xsentiment") / "models" / "vectors.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        listed = data["words"].tobytes().decode("utf-8").split("\n")
        return Vectors(tuple(listed), data["table"])
