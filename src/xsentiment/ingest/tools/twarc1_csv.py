"""CSV that twarc 1 and Social Feed Manager make of posts of Twitter API v1.1."""

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
    kind, other = cells.plain_text(get("tweet_type")), get("retweet_or_quote_id")
    return {
        "repost_of_id": other if kind == "retweet" else None,
        "quote_of_id": get("quote_id") or (other if kind == "quote" else None),
    }


LAYOUT: Final = Layout(
    signature=("id", "tweet_url", "parsed_created_at", "tweet_type", "user_screen_name", "text"),
    columns={
        "post_id": "id",
        "text": "text",
        "created_at": "parsed_created_at | created_at",
        "author_id": "user_id | user_screen_name",
        "lang": "lang",
        "kind": "tweet_type",
        "reply_to_id": "in_reply_to_status_id",
        "likes": "favorite_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "followers": "user_followers_count",
        "verified": "user_verified",
        "hashtags": "hashtags",
    },
    network="x",
    text="entities",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "repost_of_id": "`retweet_or_quote_id` of a retweet",
    "quote_of_id": "`quote_id`, else `retweet_or_quote_id` of a quote",
}

TRAPS: Final[tuple[str, ...]] = ("a repost's text may be cut, and its original's is not there",)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
