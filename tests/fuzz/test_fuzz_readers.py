"""A slice of the fuzz run, and values of any shape through every reader."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import ingest, schema
from xsentiment.errors import InputError
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Reject

from fixtures import FIXTURES
from fuzz.fuzz_readers import case, fuzz

KEYS = sorted({key for data in FIXTURES.values() if data[:1] == b"{" for key in records.first_values(data)[0]})
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(["1", "RT @a"])
)
shapes = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner),
    max_leaves=12,
)


def test_damaged_files_are_read_or_refused():
    """No case of the slice ends in another error, hangs, or loses a row."""
    lines: list[str] = []
    assert fuzz(range(400), seed=7, say=lines.append) == []
    assert lines[-1].startswith("400 of 400 cases")


def test_a_case_can_be_repeated():
    """Seed and number alone make a case."""
    assert case(7, 123) == case(7, 123) != case(8, 123)


@settings(max_examples=50)
@given(found=st.lists(shapes, max_size=3))
def test_values_of_any_shape_are_rows_or_rejects(found):
    """What no tool writes is no other error of any reader either, and the rows fit the table of posts."""
    data = "\n".join(json.dumps(value) for value in found).encode()
    for name, reader in ingest.READERS.items():
        try:
            items = list(reader.read(Member("export", Path("export"), lambda: BytesIO(data)), None))
        except InputError:
            continue
        posts = [item | {"format": name, "raw_file": "f"} for item in items if not isinstance(item, Reject)]
        schema.from_rows(posts, schema.POSTS, name)
        assert {item.reason for item in items if isinstance(item, Reject)} <= schema.REASONS.keys(), name
