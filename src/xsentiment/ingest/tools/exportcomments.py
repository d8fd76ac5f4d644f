"""XLSX or CSV of ExportComments.com (comments on Facebook, Instagram, YouTube and others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    link = cells.plain_text(get("Comment URL") or get("Link"))
    told: Row = {"author_id": cells.plain_text(get("Profile ID")).removeprefix("ID:").strip() or None}
    if network := words.host(link) or words.host(cells.plain_text(get("Profile URL"))):
        told["source"] = network
    return told if cells.missing(get("Comment ID")) else told | {"url": link}


LAYOUT: Final = Layout(
    signature=("Profile ID", "Date", "Likes", "Comment"),
    columns={
        "post_id": "Comment ID",
        "text": "Comment",
        "created_at": "Date",
        "likes": "Likes",
        "verified": "User Verified",
    },
    constants={"kind": "reply"},
    zone_untold=True,
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "author_id": "`Profile ID`",
    "url": "`Comment URL` or `Link`, where there is a `Comment ID`",
}

TRAPS: Final[tuple[str, ...]] = (
    "the header comes after some rows, whose link names the network; in newer files links to comments or profiles do",
    "older files have no ids of comments: a surrogate is made",
    "times name no zone and are read as UTC, with a warning; the event's `time_zone` sets it",
    "`Profile ID` is written as `ID: 123`",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
