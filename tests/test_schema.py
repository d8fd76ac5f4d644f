"""The one gate in and the one door out."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from xsentiment import data_frames, schema
from xsentiment.errors import SchemaError

from builders import posts


def test_conform_orders_and_fills():
    """Columns come in any order; nullable ones that are absent are null."""
    table = posts(2).select(["text", "source", "post_id", "format", "raw_file", "raw_line", "id_ok", "truncated"])
    full = schema.conform(table, schema.POSTS, "POSTS")
    assert full.schema.equals(schema.POSTS)
    assert full["likes"].null_count == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"extra": pa.array([1])}, "POSTS.extra: unknown column"),
        ({"likes": pa.array(["many"])}, "POSTS.likes: cannot be read as int64"),
        ({"text": pa.array([None], pa.string())}, "POSTS.text: 1 values are missing"),
        ({"text": None}, "POSTS.text: required column is missing"),
    ],
)
def test_conform_refuses(change, said):
    """What does not fit is named by table and column."""
    table = posts(1)
    for name, column in change.items():
        table = table.drop_columns([name]) if name in table.column_names else table
        table = table.append_column(name, column) if column is not None else table
    with pytest.raises(SchemaError) as error:
        schema.conform(table, schema.POSTS, "POSTS")
    assert str(error.value).startswith(said)


def test_from_rows_refuses():
    """Rows with an unknown key, or a value that does not fit, are a fault of the caller."""
    row = posts(1).to_pylist()[0]
    with pytest.raises(SchemaError, match="zzz: unknown column"):
        schema.from_rows([row | {"zzz": 1}], schema.POSTS, "POSTS")
    with pytest.raises(SchemaError, match="likes: cannot be read"):
        schema.from_rows([row | {"likes": "many"}], schema.POSTS, "POSTS")


def test_from_rows_of_any_keys():
    """Each row may have keys of its own, in an order of its own, or none; what it lacks is null."""
    rows = [{"source": "x", "post_id": "1"}, {"post_id": "2", "source": "bluesky", "back": True}, {"back": False}]
    nullable = schema.DELETIONS.set(0, pa.field("source", pa.string())).set(4, pa.field("back", pa.bool_()))
    table = schema.from_rows([*rows, {}], nullable, "DELETIONS")
    assert table.to_pylist() == [dict.fromkeys(nullable.names) | row for row in [*rows, {}]]


def test_pandas_and_back():
    """Nullable counts stay integers in pandas, and the way back changes nothing."""
    table = posts(3, likes=[1, None, 3])
    frame = data_frames.to_pandas(table)
    assert frame["likes"].dtype == pd.ArrowDtype(pa.int64())
    assert data_frames.from_pandas(frame, schema.POSTS, "POSTS").equals(table)


def test_reasons_are_words_and_explained():
    """Each reason of the closed list is a plain word with a sentence."""
    assert all(name.isidentifier() and " " in text for name, text in schema.REASONS.items())
