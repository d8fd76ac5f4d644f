"""Values deep inside JSON of unknown shape: what is not there, or is of another type, is None or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xsentiment.ingest.items import Row, clean, identity


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


def exact_identity(value: Any) -> tuple[str | None, bool]:
    """An id as text, and whether it can be trusted.

    In JSON, digits in quotes and whole numbers are exact, also those that end in zeros, as every 3,000th id of X before
    2016 does; anything else is judged as `items.identity` judges the cells of a spreadsheet.
    """
    if (isinstance(value, str) and value.isascii() and value.isdigit()) or type(value) is int:
        return str(value), True
    return identity(value)


def known_id(value: Any) -> str | None:
    """The id of another post or of an author, if it can be read exactly."""
    if value is None or (type(value) is str and value.isdecimal() and value.isascii()):
        return value  # the common cases, at once
    return exact_identity(value)[0]


def yes_no(value: Any) -> bool | None:
    """A truth value, None for anything else."""
    return value if isinstance(value, bool) else None


def heads(values: list[Any]) -> Iterator[Row]:
    """The objects among the first values of a file, and among the first elements of its arrays."""
    for value in values:
        yield from objects(value[:50] if isinstance(value, list) else [value])


def texts(values: Any) -> list[str]:
    """The texts of a list that are not empty, each once and clean; nothing for anything else."""
    found = [value for value in values if isinstance(value, str) and value] if isinstance(values, list) else []
    return list(dict.fromkeys(map(clean, found)))


def hashtags(values: Any, *names: str) -> list[str] | None:
    """The tags of a list, as texts or under one of these keys of its objects, without `#`; None for no list."""
    if not isinstance(values, list):
        return None
    found = [next((v[n] for n in names if n in v), None) if isinstance(v, dict) else v for v in values]
    return [tag for tag in dict.fromkeys(text.lstrip("#＃") for text in texts(found)) if tag]
