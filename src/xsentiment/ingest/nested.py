"""Values deep inside JSON of unknown shape: what is not there, or is of another type, is None or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xsentiment.ingest.items import Row, identity


def dig(value: Any, *keys: str) -> Any:
    """The value under a path of keys, or None where the path ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def as_object(value: Any) -> Row:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Row]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def known_id(value: Any) -> str | None:
    """The id of another post or of an author, if it can be read exactly."""
    return identity(value)[0]


def yes_no(value: Any) -> bool | None:
    """A truth value, None for anything else."""
    return value if isinstance(value, bool) else None


def heads(values: list[Any]) -> Iterator[Row]:
    """The objects among the first values of a file, and among the first elements of its arrays."""
    for value in values:
        yield from objects(value[:50] if isinstance(value, list) else [value])
