"""CSV of zeeschuimer-decoder (X)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

LAYOUT: Final = Layout(
    signature=("id", "url", "tweet", "is_retweet", "author", "heart_count", "search_url"),
    columns={
        "post_id": "id",
        "text": "tweet",
        "likes": "heart_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "views": "view_count",
        "followers": "author_followers",
        "url": "url",
    },
    network="x",
    flags={"repost": "is_retweet"},
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`author` is a display name: the handle in the link is the author",
    "no times: the one inside the id is taken",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
