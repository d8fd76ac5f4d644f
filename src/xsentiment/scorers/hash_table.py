"""A hash table of short byte strings, held in arrays: many look-ups in a few calls of numpy."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 16
"""A key is as many bytes: shorter strings are filled up with NUL, of longer ones only the beginning is the key."""
ABSENT: Final = 0

_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)  # odd, bits well mixed
_FIRST: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""`_FIRST[n]` keeps the first n bytes of a little-endian number of eight."""

Halves = tuple[NDArray[np.uint64], NDArray[np.uint64]]
"""The first and the second eight bytes of keys, as little-endian numbers."""
Places = NDArray[np.int64]


class HashTable:
    """Keys, numbered from 1 as they come. Those that fall into one of the 2^bits slots are chained."""

    def __init__(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._head = np.zeros(1 << bits, np.int32)
        self._next = np.zeros(1, np.int32)
        self._halves: Halves = (np.zeros(1, np.uint64), np.zeros(1, np.uint64))

    def __len__(self) -> int:
        """One more than the last number that is taken."""
        return len(self._next)

    def find(self, keys: Halves) -> NDArray[np.int32]:
        """The number of each key, `ABSENT` where it has none."""
        entries = self._head.take(self._slots(keys))
        found = entries.copy()
        places = np.flatnonzero((entries != ABSENT) & ~self._same(entries, keys))
        entries = entries[places]
        while places.size:
            entries = self._next[entries]
            found[places] = entries
            more = np.flatnonzero((entries != ABSENT) & ~self._same(entries, (keys[0][places], keys[1][places])))
            places, entries = places[more], entries[more]
        return found

    def add(self, keys: Halves) -> None:
        """Give the next numbers to keys that have none yet, each of them once."""
        slots, first = self._slots(keys), len(self)
        order = np.argsort(slots, kind="stable")
        entries, slots = (order + first).astype(np.int32), slots[order]
        new = np.diff(slots, prepend=-1) != 0
        before = np.where(new, self._head[slots], np.roll(entries, 1))
        self.skip(len(order), keys)
        self._next[entries] = before
        self._head[slots] = entries  # of equal slots, numpy keeps the last

    def skip(self, numbers: int, keys: Halves | None = None) -> None:
        """Take so many numbers for strings that are no keys."""
        halves = keys or (np.zeros(numbers, np.uint64), np.zeros(numbers, np.uint64))
        self._next = np.concatenate([self._next, np.zeros(numbers, np.int32)])
        self._halves = (np.concatenate([self._halves[0], halves[0]]), np.concatenate([self._halves[1], halves[1]]))

    def _same(self, entries: NDArray[np.int32], keys: Halves) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self._halves[0].take(entries) == keys[0]
        same &= self._halves[1].take(entries) == keys[1]
        return same

    def _slots(self, keys: Halves) -> NDArray[np.int64]:
        slots: Places = ((keys[0] * _FACTORS[0] + keys[1] * _FACTORS[1]) >> self._shift).view(np.int64)
        return slots


def keys_of(data: bytes, start: Places, length: Places) -> Halves:
    """The key of each run of bytes; `WIDTH` bytes and more must follow the start of the last."""
    eights: NDArray[Any] = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    head = eights[start] & _FIRST.take(length, mode="clip")
    tail = np.zeros_like(head)
    long = np.flatnonzero(length > 8)
    tail[long] = eights[start[long] + 8] & _FIRST.take(length[long] - 8, mode="clip")
    return head, tail
