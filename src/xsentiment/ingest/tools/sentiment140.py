"""CSV of Sentiment140, without a header: labels, then texts (X)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

_NAMES: Final = {6: ["polarity", "id", "date", "query", "user", "text"], 2: ["polarity", "text"]}


def _locate(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
    names = _NAMES.get(len(rows[0])) if rows else None
    labels = {str(row[0]).strip() for row in rows if row}
    return (names, 0) if names and labels <= {"0", "2", "4"} else None


LAYOUT: Final = Layout(
    columns={"post_id": "id", "text": "text", "created_at": "date", "author_id": "user"},
    network="x",
    locate=_locate,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the file has no header, six columns in full and two in cut copies",
    "the polarity is a label and is never read as content",
    "ids are older than the scheme that holds a time",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
