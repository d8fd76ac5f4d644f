"""Texts as tokens: each distinct token once, each text as a run of token ids.

Most of what a scorer of words has to do depends on the token alone (is it in the vocabulary, what does it weigh), so it
is done once for each distinct token of a block of texts; what is left for each occurrence is to look up and to add:

    tokens = tokenise(texts)
    weights = tokens.each(weights_of)           # one row for each distinct token
    sums = tokens.sums(weights)                 # one row for each text

Tokens are numbered as they come, and what `each` works out of one is kept for the texts to come. A token is what
Python's `str.split()` gives: a run of characters without white space, punctuation and case untouched.

Several scorers read the same texts: as `Texts`, whatever one has worked out serves the others (`Texts.once`).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Final, Self, TypeVar, TypeVarTuple, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment.scorers.hash_table import ABSENT, WIDTH, HashTable, keys_of

BLOCK: Final = 16_384
_CHARACTERS: Final = 1 << 22
"""So many texts, of so many characters unless it is a single one, are worked on at a time: this bounds the memory."""

_SPACES: Final = [chr(code) for code in range(0x10000) if chr(code).isspace()]
_INSIDE: Final = bytes(byte >= 0x80 or chr(byte) not in _SPACES for byte in range(256))
"""1 for a byte that is not white space by itself."""
_WIDE: Final = {
    width: [int.from_bytes(code, "big") for code in map(str.encode, _SPACES) if len(code) == width] for width in (2, 3)
}
"""White space beyond ASCII, by the number of its bytes."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_KEPT: Final = 1 << 18
_KEPT_BYTES: Final = 1 << 24
"""When more tokens are remembered, or longer ones in all, they are forgotten and the memory begins anew."""
_KEPT_FUNCTIONS: Final = 24
_SLOTS: Final = 19

Rows = NDArray[Any]
Places = NDArray[np.int64]
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
ListsOfTokens = Callable[[Vocabulary], tuple[Rows, Places]]
"""The same with a list for each token: what all of them hold, one after the other, and how many each; (V,)."""
_ArraysOfTokens = Callable[[Vocabulary], Rows | tuple[Rows, ...]]


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
    """The texts in blocks of bounded number and length; what is one block already is given as it is.

    Raises TypeError for what is no string.
    """
    if isinstance(texts, Texts) and len(texts) <= BLOCK:
        yield texts
    else:
        for start in range(0, len(texts), BLOCK):
            yield from _bounded(texts[start : start + BLOCK])


def _bounded(texts: Sequence[str]) -> Iterator[Texts]:
    only_strings(texts)
    if len(texts) == 1 or sum(map(len, texts)) <= _CHARACTERS:
        yield Texts(texts)
    else:
        half = len(texts) // 2
        yield from _bounded(texts[:half])
        yield from _bounded(texts[half:])


@dataclass(frozen=True)
class Tokens:
    """The tokens of N texts.

    `vocabulary`: V distinct tokens, these texts' among them.
    `ids`: every token of every text, in order, as its place in `vocabulary`; int32.
    `offsets`: text i is `ids[offsets[i]:offsets[i + 1]]`; int64, N + 1 of them; a text without tokens is an empty run.
    """

    vocabulary: pa.StringArray | pa.ChunkedArray
    ids: NDArray[np.int32]
    offsets: Places

    def __len__(self) -> int:
        """The number of texts."""
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[NDArray[np.int32]]:
        """The ids of each text in turn."""
        return (self.ids[start:end] for start, end in zip(self.offsets[:-1], self.offsets[1:], strict=True))

    @cached_property
    def rows(self) -> Places:
        """For each token of the texts, the number of its text."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

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


@dataclass(frozen=True)
class Remembered(Tokens):
    """Tokens whose vocabulary is all that is remembered."""

    memory: Memory

    def each(self, function: OfTokens) -> Rows:
        """The row that the function gives to each token of the vocabulary; (V, ...).

        A token that was met before, in any texts, is not worked out again: the function must be the same object.
        """
        return self.memory.rows(function)[0][: len(self.vocabulary)]

    def lists(self, function: ListsOfTokens) -> tuple[Rows, Places]:
        """What the function lists for every token of the texts, in order, and where each text begins; (N + 1,).

        As `each` it works out only what is new.
        """
        values, many = self.memory.lists(function, self.ids)
        return values, np.append(0, np.cumsum(many))[self.offsets]


class Memory:
    """Tokens, numbered from 1 as they come, and the rows that functions gave to them."""

    def __init__(self) -> None:
        self._short = HashTable(_SLOTS)
        self._long: dict[bytes, int] = {}
        self._bytes = 0
        self._latest = Vocabulary(pa.array([""], pa.string()))
        self._chunks: list[pa.StringArray] = [self._latest.tokens]
        self._rows: OrderedDict[_ArraysOfTokens, tuple[int, tuple[Rows, ...]]] = OrderedDict()
        self._lock = Lock()

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._short) > _KEPT or self._bytes > _KEPT_BYTES

    def tokens(self, data: bytes, start: Places, length: Places, offsets: Places) -> Remembered:
        """The tokens of texts that lie one after the other in `data`; as many bytes more as a key has must follow."""
        with self._lock:
            ids = self._numbers(data, start, length)
            return Remembered(pa.chunked_array(self._chunks), ids, np.searchsorted(start, offsets), self)

    def _numbers(self, data: bytes, start: Places, length: Places) -> NDArray[np.int32]:
        """The number of each token: up to `WIDTH` bytes without a NUL it is its key; others are looked up singly."""
        keys = keys_of(data, start, length)
        numbers = self._short.find(keys)
        is_long = length > WIDTH
        if b"\0" in data:
            is_long |= [b"\0" in token for token in _cut(data, start, length)]
        absent, long = np.flatnonzero((numbers == ABSENT) & ~is_long), np.flatnonzero(is_long)
        new = absent[_distinct(keys[0][absent], keys[1][absent])]
        self._short.add((keys[0][new], keys[1][new]))
        numbers[absent] = self._short.find((keys[0][absent], keys[1][absent]))

        tokens = _cut(data, start[long], length[long])
        others = [token for token in dict.fromkeys(tokens) if token not in self._long]
        self._long.update(zip(others, range(len(self._short), len(self._short) + len(others)), strict=True))
        self._short.skip(len(others))
        numbers[long] = [self._long[token] for token in tokens]
        self._remember(_cut(data, start[new], length[new]) + others)
        return numbers

    def _remember(self, tokens: list[bytes]) -> None:
        if tokens:
            self._latest = Vocabulary(pa.array(tokens, pa.string()))
            self._chunks.append(self._latest.tokens)
            self._bytes += self._latest.tokens.nbytes

    def rows(self, function: _ArraysOfTokens) -> tuple[Rows, ...]:
        """The arrays that the function gives for all tokens so far; those of the latest texts share what is worked out.

        Each of the arrays is longer by what the new tokens add to it.
        """
        with self._lock:
            done, rows = self._rows.pop(function) if function in self._rows else (0, _arrays(function(_NONE)))
            if done < len(self._chunks):
                older = [_arrays(function(Vocabulary(chunk))) for chunk in self._chunks[done:-1]]
                parts = [rows, *older, _arrays(self._latest.once(function))]
                rows = tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))
            self._rows[function] = (len(self._chunks), rows)
            if len(self._rows) > _KEPT_FUNCTIONS:
                self._rows.popitem(last=False)
            return rows

    def lists(self, function: ListsOfTokens, ids: NDArray[np.int32]) -> tuple[Rows, Places]:
        """What the function lists for these tokens, one after the other, and how many each."""
        values, counts = self.rows(function)
        return listed(values, counts, ids)


def listed(values: Rows, counts: Places, which: NDArray[Any]) -> tuple[Rows, Places]:
    """Of lists one after the other, which have so many values each, some one after the other, and how many each has."""
    many = counts[which]
    ends = np.cumsum(many)
    return values[np.repeat(np.cumsum(counts)[which] - ends, many) + np.arange(many.sum())], many


def _arrays(found: Rows | tuple[Rows, ...]) -> tuple[Rows, ...]:
    return found if isinstance(found, tuple) else (found,)


_NONE: Final = Vocabulary(pa.array([], pa.string()))
_remembering: list[Memory] = [Memory()]


def _memory() -> Memory:
    if _remembering[0].full:
        _remembering[0] = Memory()
    return _remembering[0]


def _cut(data: bytes, start: Places, length: Places) -> list[bytes]:
    return [data[begin:end] for begin, end in zip(start.tolist(), (start + length).tolist(), strict=True)]


def _distinct(*columns: NDArray[Any]) -> Places:
    """The places, ascending, at which each distinct row first occurs."""
    order = np.lexsort(columns)
    new = np.logical_or.reduce([np.diff(column[order]) != 0 for column in columns])
    return np.sort(order[np.append(np.ones(min(1, len(order)), bool), new)])


def tokenise(texts: Sequence[str] | pa.StringArray) -> Remembered:
    """Split each text at white space, as `str.split()` does.

    Memory is some ten times that of the texts, so give many texts in blocks (16,000 posts is a good block). Lone
    surrogates, which no UTF-8 can hold, count as U+FFFD. Raises TypeError for a text that is missing or no string.
    """
    encoded = _encoded(texts.to_pylist() if isinstance(texts, pa.StringArray) else [*texts])
    data = b"\n".join([b"", *encoded, b"\n" * WIDTH])
    offsets = np.cumsum([1, *map(len, encoded)]) + np.arange(len(encoded) + 1)
    return _memory().tokens(data, *_runs(data), offsets)


def _encoded(texts: Sequence[str]) -> list[bytes]:
    only_strings(texts)
    try:
        return [*map(str.encode, texts)]
    except UnicodeEncodeError:
        return [_SURROGATE.sub("\ufffd", text).encode() for text in texts]


def _runs(data: bytes) -> tuple[Places, Places]:
    """Where the tokens start in bytes that begin and end with white space, and their lengths."""
    inside = np.frombuffer(data.translate(_INSIDE), bool).copy()
    letters = np.frombuffer(data, np.uint8)
    wide = np.flatnonzero(letters >= 0xC2)
    three = sum(letters[wide + step].astype(np.int64) << (16 - 8 * step) for step in range(3))
    for width, codes in _WIDE.items():
        spaces = wide[np.isin(three >> (24 - 8 * width), codes)]
        for step in range(width):
            inside[spaces + step] = False
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start = edges[::2].copy()
    return start, edges[1::2] - start


def only_strings(texts: Sequence[str]) -> None:
    """Raise TypeError, naming the type, if one of the texts is not a string."""
    for kind in set(map(type, texts)):
        if not issubclass(kind, str):
            raise TypeError(f"a text must be a string, not {kind.__name__}")
