"""XLSX or CSV of ExportComments.com (comments on Facebook, Instagram, YouTube and others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    return {"author_id": cells.plain_text(get("Profile ID")).removeprefix("ID:").strip() or None}


LAYOUT: Final = Layout(
    signature=("Profile ID", "Date", "Likes", "Comment"),
    columns={
        "post_id": "Comment ID",
        "text": "Comment",
        "created_at": "Date",
        "likes": "Likes",
    },
    constants={"kind": "reply"},
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the header comes after some rows, whose link names the network",
    "no ids of comments: a surrogate is made",
    "times name no zone and are read as UTC",
    "`Profile ID` is written as `ID: 123`",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
