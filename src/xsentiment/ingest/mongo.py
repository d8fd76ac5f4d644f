"""Values of MongoDB's types as it exports them to JSON, `{"$numberLong": "5"}`: the plain values they stand for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from xsentiment.ingest.items import epoch

_DEEPEST: Final = 64
"""How far inside a value is looked: deeper ones are no posts."""


def _number(value: Any) -> Any:
    with suppress(TypeError, ValueError):
        return int(value) if str(value).lstrip("-").isdecimal() else float(value)
    return value


def _time(value: Any) -> Any:
    """A time in ISO 8601, also where it is written as milliseconds."""
    found = epoch(value) if type(value) is int else None
    return found.isoformat() if found else value


_TYPES: Final[dict[str, Callable[[Any], Any]]] = {
    "$numberInt": _number, "$numberLong": _number, "$numberDouble": _number, "$numberDecimal": _number, "$date": _time,
    "$oid": str,
}  # fmt: skip
_MARKS: Final = [f'"{name}"' for name in _TYPES]
_MARKS_IN_BYTES: Final = [mark.encode() for mark in _MARKS]


def is_typed(data: bytes | str, start: int = 0, end: int | None = None) -> bool:
    """Whether JSON, from one place to another, holds values of MongoDB's types."""
    if isinstance(data, str):
        return data.find("$", start, end) >= 0 and any(data.find(mark, start, end) >= 0 for mark in _MARKS)
    return data.find(b"$", start, end) >= 0 and any(data.find(mark, start, end) >= 0 for mark in _MARKS_IN_BYTES)


def plain(value: Any, data: bytes | str, start: int = 0, end: int | None = None) -> Any:
    """A value read from a part of JSON, with MongoDB's types in it as plain ones: numbers, texts, times in ISO 8601."""
    return _plain(value, _DEEPEST) if is_typed(data, start, end) else value


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, list) and depth:
        return [_plain(inner, depth - 1) for inner in value]
    if not isinstance(value, dict) or not depth:
        return value
    found = {key: _plain(inner, depth - 1) for key, inner in value.items()}
    name = next(iter(found)) if len(found) == 1 else ""
    return _TYPES[name](found[name]) if name in _TYPES else found
