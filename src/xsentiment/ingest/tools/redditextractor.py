"""CSV or flat JSON of comments on Reddit from RedditExtractoR, a package of R, in its versions 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_NAMES: Final = (
    {"url", "author", "timestamp", "golds", "comment", "comment_id"},
    {"structure", "comm_date", "post_date", "user", "comment"},
)


def _more(get: Get) -> Row:
    link = cells.plain_text(get("url"))
    linked = words.linked("reddit", link)
    thread = linked[0] if linked else None
    is_nested = "_" in cells.plain_text(get("comment_id") or get("structure"))
    return {"conversation_id": thread, "reply_to_id": None if is_nested else thread, "url": link}


LAYOUT: Final = Layout(
    columns={
        "text": "comment",
        "created_at": "timestamp | comm_date",
        "author_id": "user | author",
        "conversation_id": "url",
        "reply_to_id": "comment_id | structure",
    },
    constants={"kind": "reply"},
    network="reddit",
    day_first=True,
    locate=header_among(*_NAMES),
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "conversation_id": "the post in `url`",
    "reply_to_id": "the post in `url`, for comments that answer it itself",
    "url": "`url`, which is the post's",
}

TRAPS: Final[tuple[str, ...]] = (
    "`comment_id` and `structure` (`1_2_1`) are a comment's place below its post and no ids: they begin anew in each",
    "until version 2 each row repeats the post, its author and its text, which are not the comment's; times are days",
    "the table of posts (`threads`) is read as any CSV",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
