"""CSV or XLSX of Apify's tweet scrapers, keys parted by `/` or `.` (X)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    tags = [tag for i in range(10) if not cells.missing(tag := get(f"entities/hashtags/{i}/text"))]
    original = next((text for name in _ORIGINAL if not cells.missing(text := get(name))), None)
    text = {"text": original} if original and cells.flag(get("isRetweet")) else {}
    return text | {"hashtags": tags or None}


_ORIGINAL: Final = ("retweet/fullText", "retweet/text", "retweetedTweet/fullText", "retweetedTweet/text")
_POST: Final = ("author/userName", "createdAt")


LAYOUT: Final = Layout(
    columns={
        "post_id": "id",
        "text": "fullText | text",
        "created_at": "createdAt",
        "author_id": "author/id | author/userName",
        "lang": "lang",
        "likes": "likeCount",
        "reposts": "retweetCount",
        "replies": "replyCount",
        "quotes": "quoteCount",
        "views": "viewCount",
        "followers": "author/followers",
        "verified": "author/isBlueVerified | author/isVerified",
        "conversation_id": "conversationId",
        "reply_to_id": "inReplyToId",
        "repost_of_id": "retweet/id",
        "quote_of_id": "quoteId",
        "url": "url | twitterUrl",
    },
    network="x",
    locate=header_among(
        (*_POST, "likeCount", "retweetCount"),
        (*_POST, "fullText", "isRetweet"),
        (*_POST, "fullText", "entities/hashtags/0/text"),
    ),
    flags={"repost": "isRetweet", "quote": "isQuote", "reply": "isReply"},
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`text` is cut where `fullText` is there",
    "fields may be chosen: without counts the table is told by `fullText` beside `isRetweet` or hashtags",
    "hashtags are spread over columns, one each",
    "a repost takes the text of the original where the export has it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
