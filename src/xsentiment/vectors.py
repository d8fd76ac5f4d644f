"""Word vectors for training, by the keys of words: the shipped ones, or some learnt from counts.

Those from counts are alike for words that stand among the same words: co-occurrence within five words, weighted by
1 / distance; positive pointwise mutual information with context counts to the power .75; its leading singular vectors,
scaled by the root of their values (Levy, Goldberg & Dagan 2015, TACL 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment.scorers.features import Features, Keys, features
from xsentiment.scorers.vectors import shipped

WINDOW: Final = 5
LEAST_COUNT: Final = 5
CONTEXT_POWER: Final = 0.75
RARITY: Final = 1e-3
"""A word's vector is weighted by RARITY / (RARITY + its share of all words) (Arora, Liang & Ma 2017)."""


@dataclass(frozen=True)
class Vectors:
    """`keys`: of the words, ascending; `values`: float64 (words, size), each times the weight of its word."""

    keys: Keys
    values: NDArray[np.float64]


def shipped_by_word() -> Vectors:
    """The table that comes with the program; of entries with one key, the first."""
    table = shipped()
    found = features(table.vocabulary)
    keys, first = np.unique(found.words[found.tokens.ids], return_index=True)
    return Vectors(keys, table.table[found.rows[first]].astype(np.float64))


def learn(found: Features, size: int = 200) -> Vectors:
    """Vectors of the words that occur at least LEAST_COUNT times in these texts."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import svds

    keys, word, counts = np.unique(found.words[found.tokens.ids], return_inverse=True, return_counts=True)
    frequent = np.flatnonzero(counts >= LEAST_COUNT)
    number = np.full(len(keys), -1)
    number[frequent] = np.arange(len(frequent))
    word = number[word]
    shape = (len(frequent), len(frequent))
    size = min(size, len(frequent) - 2)
    if size < 1:
        return Vectors(keys[:0], np.zeros((0, 0), np.float64))
    together: Any = csr_array(shape, dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        first, second = word[:-distance], word[distance:]
        near = (found.rows[:-distance] == found.rows[distance:]) & (first >= 0) & (second >= 0)
        weight = np.full(int(near.sum()), 1 / distance, np.float64)
        together = together + csr_array((weight, (first[near], second[near])), shape)
    both = (together + together.T).tocoo()
    total = np.asarray(both.sum(axis=0)).ravel()
    context = total**CONTEXT_POWER
    information = np.log(both.data * context.sum() / (total[both.row] * context[both.col]))
    positive = information > 0
    shifted = csr_array((information[positive], (both.row[positive], both.col[positive])), shape)
    left, singular, _ = svds(shifted, k=size, v0=np.ones(shape[0], np.float64))
    values = left * np.sqrt(singular)
    values /= np.linalg.norm(values, axis=1, keepdims=True) + 1e-9
    share = counts[frequent] / counts[frequent].sum()
    weighted = values * (RARITY / (RARITY + share))[:, None]
    return Vectors(keys[frequent], weighted)
