"""A hash table from short byte strings to small integers, held in arrays: many look-ups in a few calls of numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 16
"""A key is as many bytes: shorter strings are filled up with NUL, of longer ones only the beginning is the key."""
ABSENT: Final = 0
LONGER: Final = -1
"""Stands for the value of a string longer than a key: whoever looks it up must compare the rest."""

_SLOTS: Final = 1 << 16
_SHIFT: Final = np.uint64(48)
_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)  # odd, bits well mixed

Halves = tuple[NDArray[np.uint64], NDArray[np.uint64]]
"""The first and the second eight bytes of keys, as little-endian numbers."""


class HashTable:
    """Values, above 0, of byte strings without NUL. Strings that fall into one slot are chained."""

    def __init__(self, values: Mapping[bytes, int]) -> None:
        keys = {b"": ABSENT} | {key[:WIDTH]: value if len(key) <= WIDTH else LONGER for key, value in values.items()}
        bytes_of_keys = b"".join(key.ljust(WIDTH, b"\0") for key in keys)
        halves = np.frombuffer(bytes_of_keys, "<u8").reshape(-1, 2)
        self._halves: Halves = (halves[:, 0].copy(), halves[:, 1].copy())
        self._values = np.array([*keys.values()], np.int32)
        self._head = np.zeros(_SLOTS, np.int32)
        self._next = np.zeros(len(keys), np.int32)
        for entry, slot in enumerate(_slots(self._halves).tolist()):
            self._next[entry], self._head[slot] = self._head[slot], entry

    def find(self, keys: Halves) -> NDArray[np.int32]:
        """The value of each key: `ABSENT` where there is none, `LONGER` where only a longer string begins so."""
        values = np.full(len(keys[0]), ABSENT, np.int32)
        entries = self._head.take(_slots(keys))
        places = np.flatnonzero(entries != 0)
        entries = entries[places]
        while places.size:
            same = np.ones(places.size, bool)
            for ours, theirs in zip(self._halves, keys, strict=True):
                same &= ours[entries] == theirs[places]
            values[places[same]] = self._values[entries[same]]
            entries = self._next[entries]
            more = np.flatnonzero(~same & (entries > 0))
            places, entries = places[more], entries[more]
        return values


def _slots(keys: Halves) -> NDArray[np.int64]:
    slots: NDArray[np.int64] = ((keys[0] * _FACTORS[0] + keys[1] * _FACTORS[1]) >> _SHIFT).view(np.int64)
    return slots
