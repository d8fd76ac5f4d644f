"""The hash table finds what a dictionary finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment.scorers.hash_table import ABSENT, LONGER, WIDTH, HashTable

KEY = st.binary(min_size=1, max_size=20).filter(lambda key: b"\0" not in key)


def halves(keys: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Keys as the table is asked for them: cut or filled up to the width, in two numbers."""
    numbers = np.frombuffer(b"".join(key[:WIDTH].ljust(WIDTH, b"\0") for key in keys), "<u8").reshape(-1, 2)
    return numbers[:, 0], numbers[:, 1]


@settings(deadline=None)
@given(st.dictionaries(KEY, st.integers(1, 99), max_size=20), st.lists(KEY, max_size=10))
def test_values_are_those_of_a_dictionary(values, others):
    """Each key has its value, one longer than the width is told by its beginning, and all others are absent."""
    asked = [*values, *others]
    short = {key: value for key, value in values.items() if len(key) <= WIDTH}
    beginnings = {key[:WIDTH] for key in values if len(key) > WIDTH}
    for key, found in zip(asked, HashTable(values).find(halves(asked)).tolist(), strict=True):
        begins = key[:WIDTH]
        if begins in beginnings:
            assert found in (LONGER, short.get(begins, LONGER))
        else:
            assert found == short.get(begins, ABSENT)


def test_keys_that_share_a_slot_are_told_apart():
    """So many keys that chains are sure: each has its own value, and others none."""
    values = {str(i).encode(): i for i in range(1, 30_000)}
    table = HashTable(values)
    assert table.find(halves(list(values))).tolist() == list(values.values())
    assert not table.find(halves([f"{i}x".encode() for i in range(30_000)])).any()
