"""The hash table finds what a dictionary finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.scorers.hash_table import WIDTH, HashTable, keys_of

KEYS = st.lists(st.binary(min_size=1, max_size=WIDTH).filter(lambda key: b"\0" not in key), max_size=10, unique=True)


def halves(keys: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Keys as the table is asked for them."""
    lengths = np.array([*map(len, keys)], np.int64)
    return keys_of(b"".join([*keys, bytes(WIDTH)]), np.cumsum(lengths) - lengths, lengths)


@given(st.lists(KEYS, max_size=4), KEYS, st.integers(1, 3))
def test_numbers_are_those_of_a_dictionary(batches, others, bits):
    """Keys are numbered as they come, in tables with slots for a few of them too; all others are absent."""
    table, numbers = HashTable(bits), {}
    for batch in batches:
        new = [key for key in batch if key not in numbers]
        numbers |= {key: len(numbers) + 1 + i for i, key in enumerate(new)}
        table.add(halves(new))
    asked = [*numbers, *others]
    assert table.find(halves(asked)).tolist() == [numbers.get(key, 0) for key in asked]


def test_skipped_numbers_are_nobodys():
    """Numbers taken for others stay free of keys, the empty key among them."""
    table = HashTable(2)
    table.skip(3)
    table.add(halves([b"a"]))
    assert table.find(halves([b"", b"a"])).tolist() == [0, 4]


def test_keys_that_share_a_slot_are_told_apart():
    """So many keys that chains are sure: each has its own number, and others none."""
    keys = [str(i).encode() for i in range(1, 30_000)]
    table = HashTable(10)
    table.add(halves(keys))
    assert table.find(halves(keys)).tolist() == [*range(1, 30_000)]
    assert not table.find(halves([f"{i}x".encode() for i in range(30_000)])).any()
