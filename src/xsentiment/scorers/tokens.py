"""Texts as tokens: each distinct token once, each text as a run of token ids.

Most of what a scorer of words has to do depends on the token alone (is it in the vocabulary, what does it weigh), so it
is done once for each distinct token of a block of texts; what is left for each occurrence is to look up and to add:

    tokens = tokenise(texts)
    weights = tokens.each(weights_of)           # one row for each distinct token
    sums = tokens.sums(weights)                 # one row for each text

What `each` works out of a token is kept for the texts to come. A token is what Python's `str.split()` gives: a run of
characters without white space, punctuation and case untouched.

Several scorers read the same texts: as `Texts`, whatever one has worked out serves the others (`Texts.once`).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from threading import Lock
from typing import Any, Final, Self, TypeVar, TypeVarTuple, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

BLOCK: Final = 16_384
"""So many texts are worked on at a time: this bounds the memory."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_KEPT: Final = 1 << 18
_KEPT_BYTES: Final = 1 << 24
"""When more tokens are remembered, or longer ones in all, they are forgotten and the memory begins anew."""
_KEPT_FUNCTIONS: Final = 24

Rows = NDArray[Any]
Worked = TypeVar("Worked")
Given = TypeVarTuple("Given")


class Once:
    """Remembers what functions made of it."""

    def __init__(self) -> None:
        self._worked: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def once(self, function: Callable[[Self, *Given], Worked], *given: *Given) -> Worked:
        """What the function makes of this, and of the very objects `given`: worked out when first asked for."""
        key = (function, *map(id, given))
        if key not in self._worked:
            self._worked[key] = (function(self, *given), given)
        worked: Worked = self._worked[key][0]
        return worked


class Vocabulary(Once):
    """Distinct tokens."""

    def __init__(self, tokens: pa.StringArray) -> None:
        super().__init__()
        self.tokens = tokens


OfTokens = Callable[[Vocabulary], Rows]
"""A pure function of each token alone: V tokens in, an array of V rows out."""


class Texts(Once, Sequence[str]):
    """A block of texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__()
        self._texts = list(texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._texts[place]

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)


def blocks(texts: Sequence[str]) -> Iterator[Texts]:
    """The texts in blocks of at most `BLOCK`; what is one block already is given as it is."""
    if isinstance(texts, Texts) and len(texts) <= BLOCK:
        yield texts
    else:
        yield from (Texts(texts[start : start + BLOCK]) for start in range(0, len(texts), BLOCK))


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

    def each(self, function: OfTokens) -> Rows:
        """The row that the function gives to each token of the vocabulary; (V, ...).

        A token that was met before, in any texts, is not worked out again: the function must be the same object.
        """
        memory, numbers = self._remembered
        return memory.rows(function)[numbers]

    @cached_property
    def _remembered(self) -> tuple[_Memory, NDArray[np.int64]]:
        memory = _memory()
        return memory, memory.numbers(self.vocabulary)

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


class _Memory:
    """The rows that functions gave to tokens. Tokens are numbered as they come; their number is their row."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._bytes = 0
        self._latest = _NONE
        self._chunks: list[pa.StringArray] = []
        self._rows: OrderedDict[OfTokens, tuple[int, Rows]] = OrderedDict()
        self._lock = Lock()

    @property
    def full(self) -> bool:
        return len(self._numbers) > _KEPT or self._bytes > _KEPT_BYTES

    def numbers(self, vocabulary: pa.StringArray) -> NDArray[np.int64]:
        """The number of each token, new ones remembered."""
        with self._lock:
            known, tokens = self._numbers, vocabulary.to_pylist()
            found = np.array(list(map(known.get, tokens, repeat(-1))), np.int64)
            new = np.flatnonzero(found < 0)
            if new.size:
                found[new] = np.arange(len(known), len(known) + new.size)
                known.update(zip([tokens[place] for place in new.tolist()], found[new].tolist(), strict=True))
                self._latest = Vocabulary(vocabulary.take(pa.array(new)))
                self._chunks.append(self._latest.tokens)
                self._bytes += self._latest.tokens.nbytes
            return found

    def rows(self, function: OfTokens) -> Rows:
        """The rows of all tokens so far; those of the latest texts share what is worked out of them."""
        with self._lock:
            done, rows = self._rows.pop(function, (0, function(_NONE)))
            if done < len(self._chunks):
                older = [function(Vocabulary(chunk)) for chunk in self._chunks[done:-1]]
                rows = np.concatenate([rows, *older, self._latest.once(function)])
            self._rows[function] = (len(self._chunks), rows)
            if len(self._rows) > _KEPT_FUNCTIONS:
                self._rows.popitem(last=False)
            return rows


_NONE: Final = Vocabulary(pa.array([], pa.string()))
_remembering: list[_Memory] = [_Memory()]


def _memory() -> _Memory:
    if _remembering[0].full:
        _remembering[0] = _Memory()
    return _remembering[0]


def tokenise(texts: Sequence[str] | pa.StringArray) -> Tokens:
    """Split each text at white space, as `str.split()` does.

    Memory is some three times that of the texts, so give many texts in blocks (16,000 posts is a good block), 2 GiB of
    text at most. Lone surrogates, which no UTF-8 can hold, count as U+FFFD. Raises TypeError for a text that is missing
    or no string.
    """
    if not isinstance(texts, pa.StringArray):
        texts = _string_array(list(texts) if isinstance(texts, Texts) else texts)
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
