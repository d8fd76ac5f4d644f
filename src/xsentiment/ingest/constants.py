"""What an event file gives as one value for all posts of a file, held against how its cells are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import cells, words
from xsentiment.ingest.times import Times
from xsentiment.schema import KINDS, METRICS

_UNKNOWN: Final = ("und", "unknown")
_TIMES: Final = ("created_at", "collected_at", "edited_at")
_READ: Final[dict[str, tuple[Callable[[str], Any], str]]] = {
    "lang": (lambda value: value in _UNKNOWN or words.language_of(value), "no code of a language, such as 'en'"),
    "kind": (words.word_of_kind, f"none of {', '.join(KINDS)}"),
    **dict.fromkeys((*METRICS, "followers"), (lambda value: cells.count(value) is not None, "no count, such as '12'")),
    **dict.fromkeys(("verified", "truncated"), (lambda value: cells.flag(value) is not None, "neither true nor false")),
}
"""How a column reads a cell (nothing where it cannot), and what a value is that it cannot read."""


def unreadable(source: Source) -> tuple[str, str] | None:
    """The first of the constants that its column cannot hold, and why; an empty one is none."""
    for column, value in source.constants.items():
        if cells.missing(value):
            continue
        if column in _TIMES:
            times = Times(source.time_format if column == "created_at" else None)
            is_read, what = times.read(value), "no time that can be read, such as '2025-09-03T10:00:00Z'"
        else:
            read, what = _READ.get(column, (bool, ""))
            is_read = read(value)
        if not is_read:
            return column, f"{value!r} is {what}"
    return None
