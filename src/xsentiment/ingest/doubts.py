"""What a reader is not sure of, though it reads the file: told at once, or kept for whoever reads its posts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

log = logging.getLogger("xsentiment")

_kept: ContextVar[list[Doubt] | None] = ContextVar("kept", default=None)


class Doubt(NamedTuple):
    """A file, or a member of an archive, and what is in doubt."""

    raw_file: str
    why: str


@contextmanager
def kept() -> Iterator[list[Doubt]]:
    """Within the block, doubts go to the list, each once, and are not logged."""
    found: list[Doubt] = []
    before = _kept.set(found)
    try:
        yield found
    finally:
        _kept.reset(before)


def doubt(raw_file: str, why: str) -> None:
    """Say what is in doubt about a file."""
    found = _kept.get()
    if found is None:
        log.warning("%s: %s", raw_file, why)
    elif Doubt(raw_file, why) not in found:
        found.append(Doubt(raw_file, why))
