"""CSV of rtweet (`write_as_csv`, R) (X)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_IDS: Final = {
    "post_id": "status_id",
    "author_id": "user_id",
    "reply_to_id": "reply_to_status_id",
    "repost_of_id": "retweet_status_id",
    "quote_of_id": "quoted_status_id",
}


def _more(get: Get) -> Row:
    return {
        target: value.removeprefix("x")
        for target, name in _IDS.items()
        if isinstance(value := get(name), str) and value
    }


LAYOUT: Final = Layout(
    signature=("status_id", "screen_name", "text", "is_retweet", "is_quote"),
    columns={
        "text": "retweet_text | text",
        "created_at": "created_at",
        "author_id": "screen_name",
        "lang": "lang",
        "likes": "favorite_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "quotes": "quote_count",
        "followers": "followers_count",
        "verified": "verified",
        "hashtags": "hashtags",
        "url": "status_url",
    },
    network="x",
    flags={"repost": "is_retweet", "quote": "is_quote"},
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {target: f"`{name}`" for target, name in _IDS.items()}

TRAPS: Final[tuple[str, ...]] = (
    "ids are written with an x before them",
    '`NA` is a missing value; lists of tags may be written as code, `c("a", "b")`',
    "times are UTC and name no zone",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
