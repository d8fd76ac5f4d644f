"""CSV of Truth Social and Mastodon posts, with HTML or plain content."""

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
    """A post of pictures alone is a post."""
    texts = (get("content_text"), get("content"), get("text"))
    return {"text": "<p></p>"} if all(map(cells.missing, texts)) and not cells.missing(get("media")) else {}


LAYOUT: Final = Layout(
    signature=("id", "created_at", "replies_count", "reblogs_count", "favourites_count"),
    columns={
        "post_id": "id",
        "text": "content_text | content | text",
        "created_at": "created_at",
        "author_id": "account.acct | account.username | account | username",
        "lang": "language",
        "likes": "favourites_count",
        "reposts": "reblogs_count",
        "replies": "replies_count",
        "reply_to_id": "in_reply_to_id",
        "repost_of_id": "reblog.id",
        "quote_of_id": "quote_id",
        "url": "url | uri",
    },
    network="mastodon",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "content is HTML: paragraphs become lines, entities are resolved once",
    "a post of pictures alone has an empty text",
    "the network is told by the links; without any it is taken for Mastodon",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
