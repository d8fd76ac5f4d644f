"""CSV or flat JSON of youtube-comment-downloader (comments on YouTube)."""

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
    above, dot, _ = cells.plain_text(get("cid")).partition(".")
    return {"reply_to_id": above if dot else None}


LAYOUT: Final = Layout(
    signature=("cid", "text", "time", "author", "channel", "votes"),
    columns={
        "post_id": "cid",
        "text": "text",
        "created_at": "time_parsed",
        "author_id": "channel | author",
        "likes": "votes",
        "replies": "replies",
    },
    constants={"kind": "reply"},
    network="youtube",
    text="plain",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {"reply_to_id": "what stands before the point in `cid`"}

TRAPS: Final[tuple[str, ...]] = (
    "`time` is relative (`2 years ago`); `time_parsed`, which later versions add, was reckoned from it",
    "votes may be words (`1.2K`)",
    "the video is not named: it stands in the file's name at best",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
