"""Texts as tokens: each distinct token once, each text as a run of token ids.

Most of what a scorer of words has to do depends on the token alone (is it in the vocabulary, what does it weigh), so it
is done once for each distinct token of a block of texts; what is left for each occurrence is to look up and to add:

    tokens = tokenise(texts)
    weights = weights_of(tokens.vocabulary)     # one row for each distinct token
    sums = tokens.sums(weights)                 # one row for each text

A token is what Python's `str.split()` gives: a run of characters without white space, punctuation and case untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Tokens:
    """The tokens of N texts.

    `vocabulary`: the distinct tokens, in the order in which they first occur; none is empty.
    `ids`: every token of every text, in order, as its place in `vocabulary`; int32.
    `offsets`: text i is `ids[offsets[i]:offsets[i + 1]]`; int64, N + 1 of them; a text without tokens is an empty run.
    """

    vocabulary: pa.StringArray
    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[NDArray[np.int32]]:
        """The ids of each text in turn."""
        return (self.ids[start:end] for start, end in zip(self.offsets[:-1], self.offsets[1:], strict=True))

    def sums(self, weights: NDArray[Any]) -> NDArray[Any]:
        """Add up the weights of each text's tokens, a repeated token each time it occurs.

        `weights` has one row for each token of the vocabulary: shape (V,) gives (N,), shape (V, k) gives (N, k), of the
        same dtype. The terms of a text are added one by one in the order of its tokens, so that a text gets the same
        bits alone and in any block; integers (fixed point) are exact unless they overflow their dtype. A text without
        tokens gets 0. Raises ValueError if the number of rows is not that of the vocabulary.
        """
        from scipy.sparse import csr_array

        shape = (len(self), len(self.vocabulary))
        occurrences = csr_array((np.ones(len(self.ids), weights.dtype), self.ids, self.offsets), shape)
        sums: NDArray[Any] = occurrences @ weights
        return sums


def tokenise(texts: Sequence[str] | pa.StringArray) -> Tokens:
    """Split each text at white space, as `str.split()` does.

    Memory is some three times that of the texts, so give many texts in blocks (16,000 posts is a good block), 2 GiB of
    text at most. Lone surrogates, which no UTF-8 can hold, count as U+FFFD. Raises TypeError for a text that is missing
    or no string.
    """
    if not isinstance(texts, pa.StringArray):
        texts = _string_array(texts)
    if texts.null_count:
        raise TypeError("a text must be a string, not missing")
    # Arrow looks one character past white space at the end of the last text, into memory that is not its own.
    guarded = pa.concat_arrays([texts, pa.array(["."], pa.string())])
    runs = pc.utf8_split_whitespace(guarded)[:-1]
    encoded = runs.flatten().dictionary_encode()
    ids = encoded.indices.to_numpy()
    offsets = runs.offsets.to_numpy().astype(np.int64)
    return _without_empty(encoded.dictionary, ids, offsets - offsets[0])


def only_strings(texts: Sequence[str]) -> None:
    """Raise TypeError, naming the type, if one of the texts is not a string."""
    for kind in set(map(type, texts)):
        if not issubclass(kind, str):
            raise TypeError(f"a text must be a string, not {kind.__name__}")


def _string_array(texts: Sequence[str]) -> pa.StringArray:
    only_strings(texts)
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([_SURROGATE.sub("\ufffd", text) for text in texts], pa.string())


def _without_empty(vocabulary: pa.StringArray, ids: NDArray[np.int32], offsets: NDArray[np.int64]) -> Tokens:
    """Arrow gives an empty token before white space at the head of a text, after that at its end, and for no text."""
    empty = pc.index(vocabulary, "").as_py()
    if empty < 0:
        return Tokens(vocabulary, ids, offsets)
    kept = ids != empty
    ids = ids[kept]
    ids -= ids > empty
    before = np.concatenate([[0], np.cumsum(kept)])
    return Tokens(pa.concat_arrays([vocabulary[:empty], vocabulary[empty + 1 :]]), ids, before[offsets])
