"""Checksums of runs of bytes joined are those that zlib gives to the whole."""

from __future__ import annotations

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.scorers.checksums import joined

SECOND = st.one_of(st.binary(max_size=40), st.sampled_from([15, 16, 17, 255, 256, 4096, 70_000]).map(bytes))


@given(st.lists(st.tuples(st.binary(max_size=40), SECOND), max_size=8))
def test_joined_is_the_checksum_of_the_whole(pairs):
    """Of many pairs at once, whatever their lengths: none, a digit, many digits."""
    first, second = (np.array([zlib.crc32(pair[side]) for pair in pairs], np.uint32) for side in (0, 1))
    lengths = np.array([len(behind) for _, behind in pairs], np.int64)
    whole = joined(first, second, lengths)
    assert whole.dtype == np.uint32
    assert whole.tolist() == [zlib.crc32(before + behind) for before, behind in pairs]
