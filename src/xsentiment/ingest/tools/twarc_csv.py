"""CSV of twarc-csv (`twarc2 csv`), any version (X API v2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    told: Row = {}
    text = get("text")
    if isinstance(text, str) and "\\" in text:
        told["text"] = text.replace("\\r", "\r").replace("\\n", "\n")
    if str(get("public_metrics.impression_count")) in ("0", "0.0") and str(get("created_at")) < "2022-12-15":
        told["views"] = None
    return told


LAYOUT: Final = Layout(
    signature=("id", "text", "author_id", "referenced_tweets.replied_to.id", "conversation_id"),
    columns={
        "post_id": "id",
        "text": "text",
        "created_at": "created_at",
        "author_id": "author_id | author.id",
        "lang": "lang",
        "likes": "public_metrics.like_count",
        "reposts": "public_metrics.retweet_count",
        "replies": "public_metrics.reply_count",
        "quotes": "public_metrics.quote_count",
        "views": "public_metrics.impression_count",
        "followers": "author.public_metrics.followers_count",
        "verified": "author.verified",
        "hashtags": "entities.hashtags",
        "conversation_id": "conversation_id",
        "reply_to_id": "referenced_tweets.replied_to.id",
        "repost_of_id": "referenced_tweets.retweeted.id",
        "quote_of_id": "referenced_tweets.quoted.id",
        "collected_at": "__twarc.retrieved_at",
    },
    network="x",
    cut="reposts",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "rows include posts that others refer to, without a mark",
    "the text of a repost is already the original's, in full",
    "lists in cells are JSON; line breaks of texts are written as `\\n`",
    "posts before December 2022 have 0 views, which means unknown",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
