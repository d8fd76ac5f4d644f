"""CSV of Sentiment140, mostly without a header: labels, then texts (X)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Layout, header_of
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.names import plain
from xsentiment.ingest.sample import Sample

_NAMES: Final = {6: ["polarity", "id", "date", "query", "user", "text"], 2: ["polarity", "text"]}

_OTHER: Final = {
    "ids": "id",
    "tweetid": "id",
    "flag": "query",
    "username": "user",
    "tweet": "text",
    "timestamp": "date",
}
"""Names that copies with a header have, and ours."""


def _locate(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
    names = _NAMES.get(len(rows[0])) if rows else None
    labels = {str(row[0]).strip() for row in rows if row}
    if names and labels <= {"0", "2", "4"}:
        return names, 0
    return _under_a_header(rows)


def _under_a_header(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
    """A copy with a header, whose names differ, is told by the marks of its queries and by ids of X."""
    names = [_OTHER.get(plain(name), name) for name in header_of(rows[0])] if rows else []
    if not {"id", "date", "query", "user", "text"} <= set(names) or len(rows) < 2:
        return None
    query, identity = names.index("query"), names.index("id")
    full = [row for row in rows[1:] if len(row) == len(names)]
    queries = {str(row[query]).strip() for row in full}
    numbers = all(str(row[identity]).strip().isdecimal() for row in full)
    return (names, 1) if full and numbers and "NO_QUERY" in queries else None


LAYOUT: Final = Layout(
    columns={"post_id": "id", "text": "text", "created_at": "date", "author_id": "user"},
    network="x",
    locate=_locate,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the file has no header, six columns in full and two in cut copies; some copies write one",
    "the polarity is a label and is never read as content",
    "ids are older than the scheme that holds a time",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
