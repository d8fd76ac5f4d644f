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
from xsentiment.scorers.tokens import Texts, blocks

LENGTH: Final = 1 << 12
"""Length of every text's vector: a fixed-point 1."""

EMOJI: Final = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD: Final = re.compile(rf"[^\W_]+(?:'[^\W_]+)*|[{EMOJI}]")
_PIECE: Final = 3
"""The least number of letters that a piece of an unknown word has."""


def words(text: str) -> list[str]:
    """The words and emoji of a text in its `searchable` form, possessives without their 's."""
    form = searchable(text)
    found: list[str] = _WORD.findall(form)
    return [word.removesuffix("'s") for word in found] if "'s" in form else found


def words_of(texts: Texts) -> list[list[str]]:
    """`words` of each text."""
    return [words(text) for text in texts]


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

    def sums(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The sum of the vectors of each text's words; int64 (N, d)."""
        from scipy.sparse import csr_array

        sums = np.zeros((len(texts), self.table.shape[1]), np.int64)
        known: dict[str, list[int]] = {}
        done = 0
        for block in blocks(texts):
            listed = block.once(words_of)
            words_in_order = list(chain.from_iterable(listed))
            known |= {word: self.rows(word) for word in {*words_in_order} - known.keys()}
            found = list(map(known.__getitem__, words_in_order))
            rows = np.fromiter(chain.from_iterable(found), np.int64)
            before = np.append(0, np.cumsum(np.fromiter(map(len, found), np.int64)))
            ends = before[np.append(0, np.cumsum([*map(len, listed)], dtype=np.int64))]
            counts = csr_array((np.ones(len(rows), np.int64), rows, ends), (len(block), len(self.table)))
            added: Any = counts @ self._whole
            sums[done : done + len(block)] = added
            done += len(block)
        return sums

    @cached_property
    def _whole(self) -> NDArray[np.int64]:
        return self.table.astype(np.int64)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The direction of each text: whole numbers, of length `LENGTH` but for rounding; (N, d).

        A text without a known word has a vector of zeros.
        """
        return directions(self.sums(texts))


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
