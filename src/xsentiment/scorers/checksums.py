"""The CRC-32 of two runs of bytes one after the other, from those of either, for many at once (zlib's crc32_combine).

Bytes that follow change a CRC-32 in two ways that do not touch: it is shifted by their number, and theirs is xored to
it. A shift is linear, so it is looked up for each byte of the CRC-32, a hexadecimal digit of the number at a time.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Checksums = NDArray[np.uint32]


def joined(first: Checksums, second: Checksums, lengths: NDArray[np.int64]) -> Checksums:
    """The CRC-32 of each first run with the second behind it, which has so many bytes."""
    first, digit = first.copy(), 0
    while (some := np.flatnonzero(lengths >> 4 * digit)).size:
        first[some] = _shifted(first[some], lengths[some] >> 4 * digit & 15, _shifts(digit))
        digit += 1
    return first ^ second


def _shifted(checksums: Checksums, numbers: Any, shifts: Checksums) -> Checksums:
    found = np.zeros_like(checksums)
    for byte in range(4):
        values = (checksums >> np.uint32(8 * byte) & np.uint32(255)).astype(np.intp)
        found ^= shifts.take(values + 1024 * numbers + 256 * byte)
    return found


@cache
def _shifts(digit: int) -> Checksums:
    """By n, byte and its value: what a byte of a CRC-32, the lowest first, becomes by n·16^digit bytes that follow."""
    values: Checksums = (np.arange(256, dtype=np.uint32) << np.array([[0], [8], [16], [24]], np.uint32)).ravel()
    if digit:
        before = _shifts(digit - 1)
        one = _shifted(_shifted(values, 15, before), 1, before)
    else:
        one = np.array([zlib.crc32(b"\0", value) ^ zlib.crc32(b"\0") for value in values.tolist()], np.uint32)
    shifts = np.concatenate([values, one])
    for _ in range(14):
        shifts = np.concatenate([shifts, _shifted(shifts[-len(values) :], 1, shifts)])
    return shifts
