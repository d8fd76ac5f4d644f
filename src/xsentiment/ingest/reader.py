"""What a reader is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from xsentiment.event import Source
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample


class Reader(Protocol):
    """One export format: a module with these names; its docstring's first line says what it reads."""

    @property
    def FIELDS(self) -> Mapping[str, str]:  # noqa: N802 - a constant of a module
        """Where each column of POSTS comes from; what is not named is null."""

    @property
    def TRAPS(self) -> tuple[str, ...]:  # noqa: N802
        """What is known to go wrong with the format, and what the reader does about it."""

    def sniff(self, sample: Sample) -> str | None:
        """Say why a file with this beginning is of this format, or None."""

    def read(self, member: Member, mapping: Source | None) -> Iterator[Item]:
        """Yield a row (a dict of POSTS columns) or a Reject for every record; nothing is left out."""
