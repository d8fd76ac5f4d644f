"""CSV of 4CAT, any data source (X, TikTok, Reddit, Bluesky, 4chan and others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import tables, words
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    if get("subreddit"):
        return {"source": "reddit"}
    if get("board"):
        return {"source": "4chan"}
    return {"source": "x"} if get("is_retweet") is not None and words.host(get("link")) is None else {}


LAYOUT: Final = Layout(
    signature=("id", "thread_id", "timestamp", "body", "author"),
    columns={
        "post_id": "id",
        "text": "subject + body",
        "created_at": "unix_timestamp | timestamp",
        "author_id": "author_id | author",
        "lang": "language_guess | language | lang",
        "likes": "like_count | likes | num_likes",
        "reposts": "retweet_count | repost_count | shares | num_shares | forwards",
        "replies": "reply_count | comments | num_comments",
        "quotes": "quote_count",
        "views": "impression_count | views | plays",
        "followers": "author_followers",
        "verified": "verified | author_verified | is_verified",
        "hashtags": "hashtags",
        "conversation_id": "thread_id",
        "quote_of_id": "quote_tweet_id | quote_id",
        "url": "link | url | post_url | tiktok_url",
    },
    flags={"repost": "is_retweet", "quote": "is_quote_tweet", "reply": "is_reply"},
    cut="never",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "times are UTC and name no zone; the epoch is taken",
    "`is_reply` says that a conversation began with another post, so the later posts of a thread are replies",
    "the body of a repost is `RT @name: ` and the whole original",
    "what is no X is known by its link or its data source's columns",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
