"""CSV of academictwitteR (`bind_tweets(output_format = "tidy")`, X API v2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.words import word_of_kind

_REFERS: Final = {"repost": "repost_of_id", "quote": "quote_of_id", "reply": "reply_to_id"}


def _more(get: Get) -> Row:
    kind, original = word_of_kind(get("sourcetweet_type")), get("sourcetweet_text")
    if kind is None:
        return {"kind": "post" if cells.missing(get("in_reply_to_user_id")) else None}
    told: Row = {"kind": kind, _REFERS[kind]: get("sourcetweet_id")}
    return told | ({"text": original} if kind == "repost" and not cells.missing(original) else {})


LAYOUT: Final = Layout(
    signature=("tweet_id", "user_username", "text", "author_id", "sourcetweet_type", "sourcetweet_id"),
    columns={
        "post_id": "tweet_id",
        "text": "text",
        "created_at": "created_at",
        "author_id": "author_id | user_username",
        "lang": "lang",
        "likes": "like_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "quotes": "quote_count",
        "followers": "user_followers_count",
        "verified": "user_verified",
        "conversation_id": "conversation_id",
    },
    network="x",
    cut="reposts",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "text": "`text`; `sourcetweet_text` for a repost",
    "kind": "`sourcetweet_type`; without it a post, unless an account is answered, which is then not known",
    "reply_to_id": "`sourcetweet_id` of a reply",
    "repost_of_id": "`sourcetweet_id` of a repost",
    "quote_of_id": "`sourcetweet_id` of a quote",
}

TRAPS: Final[tuple[str, ...]] = (
    "of the posts that one refers to the table names a single one, and none that it answers in most versions",
    "a repost's own text is cut; the original's is taken",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
