"""Data frames as pandas writes them to JSON: by column, which is what it does unless told otherwise, or split."""

from __future__ import annotations

from typing import Any

from xsentiment.ingest.items import Row


def may_be_frame(value: Row) -> bool:
    """Whether the first value of an object is a column by row, of which a shape may have left nothing."""
    first = next(iter(value.values()), None)
    return isinstance(first, dict) and next(iter(first), "0").isdecimal()


def is_frame(value: Row) -> bool:
    """Whether an object is a data frame as pandas writes it: its columns, each an object by row; or `split`."""
    first = next(iter(value.values()), None)
    if isinstance(first, list):
        return value.keys() >= {"columns", "data"} and isinstance(value["data"], list)
    if not isinstance(first, dict) or not first or not may_be_frame(value) or len(value) < 2:
        return False
    columns = value.values()
    if not all(isinstance(column, dict) and column.keys() == first.keys() for column in columns):
        return False
    return any(not isinstance(next(iter(column.values())), dict | list) for column in columns)


def rows_of_frame(value: Any) -> list[Any]:
    """The rows of a data frame, objects by column; of any other value itself alone."""
    if not isinstance(value, dict) or not is_frame(value):
        return [value]
    if isinstance(value.get("data"), list):
        names = value["columns"]
        return [dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in value["data"]]
    return [dict(zip(value, cells, strict=True)) for cells in zip(*(c.values() for c in value.values()), strict=True)]
