"""CSV of an account's own comments on YouTube, as Google Takeout exports them."""

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
    """The text, which is written as JSON: a piece an object, one after the other."""
    text = cells.plain_text(get("Comment Text"))
    pieces = cells.literal(f"[{text}]") if text.startswith("{") else None
    if isinstance(pieces, list) and all(isinstance(piece, dict) for piece in pieces):
        text = "".join(cells.plain_text(piece.get("text")) for piece in pieces)
    return {"text": text}


LAYOUT: Final = Layout(
    signature=("Comment ID", "Comment Create Timestamp", "Comment Text", "Video ID"),
    columns={
        "post_id": "Comment ID",
        "text": "Comment Text",
        "created_at": "Comment Create Timestamp",
        "author_id": "Channel ID",
        "reply_to_id": "Parent Comment ID | Video ID",
        "conversation_id": "Video ID | Post ID",
    },
    constants={"kind": "reply"},
    network="youtube",
    text="plain",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {"text": "the pieces of `Comment Text`, which are written as JSON"}

TRAPS: Final[tuple[str, ...]] = ("older exports have the text as it is",)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
