"""All JSON formats of the networks other than X: told apart, documented, and steady whatever their fields hold."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import ingest, schema
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Reject
from xsentiment.ingest.sample import Sample

from networks import EXAMPLES

JUNK: tuple[Any, ...] = (None, True, 0, -1, 1.5, 1 << 70, "", "x", "\ud800", [], {}, [None], [{}], {"a": 1}, "at://x")


def member(*values: Any) -> Member:
    """A stream with these values, one a line."""
    data = b"\n".join(json.dumps(value).encode() for value in values)
    return Member("export", Path("export"), lambda: BytesIO(data))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_format_is_claimed_by_its_reader_alone(name: str) -> None:
    """No other reader with a name of its own claims a page, whether alone, in an array, or written twice."""
    for values in ([EXAMPLES[name]], [[EXAMPLES[name]]], [EXAMPLES[name]] * 2):
        claims = {reader for reader, module in ingest.READERS.items() if module.sniff(Sample(member(*values)))}
        assert claims - {"csv", "xlsx", "jsonl", "parquet", "wrapped"} == {name}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_format_is_documented(name: str) -> None:
    """FIELDS names columns of POSTS, required ones among them, and there is a sentence on each trap."""
    module: Any = ingest.READERS[name]
    assert module.FIELDS.keys() <= set(schema.POSTS.names)
    assert {"source", "post_id", "text"} <= module.FIELDS.keys()
    assert all(trap.endswith(".") for trap in module.TRAPS)
    assert (module.__doc__ or "").splitlines()[0]


@pytest.mark.parametrize("name", EXAMPLES)
def test_columns_that_are_not_documented_stay_empty(name: str) -> None:
    """A row has no value in a column that FIELDS does not name, beside the bookkeeping."""
    module: Any = ingest.READERS[name]
    documented = {*module.FIELDS, "raw_line", "id_ok", "truncated"}
    for item in module.read(member(EXAMPLES[name]), None):
        if not isinstance(item, Reject):
            assert {column for column, value in item.items() if value is not None} <= documented


@settings(max_examples=50)
@given(data=st.data())
def test_fields_of_any_type_are_never_an_exception(data: st.DataObject) -> None:
    """Any field may be missing or hold anything, in a reader's own files and in any other's: rows or rejects."""
    broken = _broken(
        EXAMPLES[data.draw(st.sampled_from(sorted(EXAMPLES)))], data.draw(st.randoms(use_true_random=False))
    )
    for name in EXAMPLES:
        module = ingest.READERS[name]
        stream = member(broken)
        module.sniff(Sample(stream))
        items = list(module.read(stream, None))
        assert items
        posts = [item | {"format": name, "raw_file": "f"} for item in items if not isinstance(item, Reject)]
        schema.from_rows(posts, schema.POSTS, "POSTS")
        assert {item.reason for item in items if isinstance(item, Reject)} <= schema.REASONS.keys()


def _broken(value: Any, chance: Any, depth: int = 0) -> Any:
    """The value with some of its parts left out or replaced, never the whole."""
    if depth and chance.random() < 0.04:
        return chance.choice(JUNK)
    if isinstance(value, list):
        return [_broken(part, chance, depth + 1) for part in value]
    if isinstance(value, dict):
        return {key: _broken(part, chance, depth + 1) for key, part in value.items() if chance.random() > 0.04}
    return value
