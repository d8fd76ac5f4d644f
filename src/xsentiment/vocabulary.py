"""The features that a model is fitted on: which of a text's are learnt, how freely, and the matrix of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment.scorers import linear
from xsentiment.scorers.features import Features, Keys, Places, ngrams
from xsentiment.scorers.linear import Floats

STRENGTHS: Final = {"word": 0.28, "negated": 0.28, "pair": 0.18, "ngram": 0.07}
"""The scale of each kind of feature: the larger, the less the penalty holds its weights down."""
LEAST_COUNTS: Final = {"word": 2, "negated": 2, "pair": 2, "ngram": 3}


@dataclass(frozen=True)
class Vocabulary:
    """The features that a model knows: `keys` ascending, `kinds` the strength of each."""

    keys: Keys
    kinds: NDArray[np.float64]

    def matrix(self, found: Features, scale: Floats, *, skips_reported: bool) -> Any:
        """(N, features) sparse float64: how often each occurs in each text, scaled, over √(number of tokens)."""
        from scipy.sparse import csr_array

        n, width = len(found.tokens), len(self.keys)
        loud = ~found.reported if skips_reported else np.ones(len(found.tokens.ids), bool)
        where = np.flatnonzero(loud)
        occurrences = csr_array(
            (np.ones(len(where), np.float32), (found.rows[where], found.tokens.ids[where])),
            (n, len(found.tokens.vocabulary)),
        )
        token_level: Any = csr_array((len(found.tokens.vocabulary), width), dtype=np.float32)
        for token, keys in _token_features(found):
            token_level = token_level + self._counts(token, keys, len(found.tokens.vocabulary))
        total: Any = occurrences @ token_level
        for place, keys in (found.pairs, found.negated):
            total = total + self._counts(found.rows[place[loud[place]]], keys[loud[place]], n)
        total = csr_array(total)
        per_row = np.repeat(1 / linear.root_length(found), np.diff(total.indptr))
        total.data = total.data * (scale[total.indices] * per_row)
        total.indices, total.indptr = total.indices.astype(np.int32), total.indptr.astype(np.int32)
        return total

    def _counts(self, rows: Places, keys: Keys, n: int) -> Any:
        from scipy.sparse import csr_array

        column = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[column] == keys
        counts = csr_array((np.ones(int(known.sum()), np.float32), (rows[known], column[known])), (n, len(self.keys)))
        counts.sum_duplicates()
        return counts


def _token_features(found: Features) -> Iterable[tuple[Places, Keys]]:
    yield np.arange(len(found.words)), found.words
    yield from ngrams(found.tokens.vocabulary)


def vocabulary_of(found: Features, bits: int) -> tuple[Vocabulary, NDArray[np.int64]]:
    """The features frequent enough to be learnt; of those that share a place in the table, the most frequent one."""
    often = np.bincount(found.tokens.ids, minlength=len(found.tokens.vocabulary))
    kinds: list[tuple[str, list[tuple[Keys, Any]]]]
    of_tokens = [(keys, often[token]) for token, keys in ngrams(found.tokens.vocabulary)]
    kinds = [("word", [(found.words, often)]), ("ngram", of_tokens)]
    kinds += [(name, [(keys, None)]) for name, (_, keys) in (("pair", found.pairs), ("negated", found.negated))]
    parts = [(kind, *_frequent(keys, weight, LEAST_COUNTS[kind])) for kind, item in kinds for keys, weight in item]
    keys = np.concatenate([part[1] for part in parts])
    counts = np.concatenate([part[2] for part in parts])
    strength = np.concatenate([np.full(len(part[1]), STRENGTHS[part[0]]) for part in parts])
    kept = first_at_place(keys, counts * strength, bits)
    kept = kept[np.argsort(keys[kept])]
    return Vocabulary(keys[kept], strength[kept]), counts[kept]


def _frequent(keys: Keys, weight: Any, least: int) -> tuple[Keys, NDArray[np.int64]]:
    unique, number = np.unique(keys, return_inverse=True)
    counts = np.bincount(number, weights=weight, minlength=len(unique)).astype(np.int64)
    return unique[counts >= least], counts[counts >= least]


def first_at_place(keys: Keys, rank: Floats, bits: int) -> NDArray[np.int64]:
    """Of the keys that share a place in the table, the one of the highest rank (of equal rank, the smallest key)."""
    place = linear.places(keys, bits)
    order = np.lexsort((keys, -rank, place))
    first = np.concatenate([[True], place[order][1:] != place[order][:-1]])
    kept: NDArray[np.int64] = order[first]
    return kept


def rarity_of(counts: NDArray[np.int64], n: int, strength: Floats) -> Floats:
    """Inverse document frequency times the strength of the kind."""
    return np.maximum(np.log((n + 1) / (counts + 1)), 0.1) * strength
