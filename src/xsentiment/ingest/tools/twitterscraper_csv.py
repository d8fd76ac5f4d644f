"""CSV of twitterscraper (X)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_GLUED: Final = re.compile(r"(?<=[^\s(\"'“‘\[])(?=https?://|pic\.twitter\.com/)")
_TAG: Final = re.compile(r"(?<![\w&/])#(\w*[^\W\d]\w*)")


def _more(get: Get) -> Row:
    text = _GLUED.sub(" ", cells.plain_text(get("text"))).replace("\xa0…", "")
    return {"text": text, "hashtags": _TAG.findall(text) or None}


LAYOUT: Final = Layout(
    signature=("screen_name", "tweet_id", "timestamp", "timestamp_epochs", "text_html"),
    columns={
        "post_id": "tweet_id",
        "text": "text",
        "created_at": "timestamp_epochs | timestamp",
        "author_id": "user_id | screen_name",
        "likes": "likes",
        "reposts": "retweets",
        "replies": "replies",
        "reply_to_id": "parent_tweet_id",
    },
    network="x",
    flags={"reply": "is_reply_to"},
    cut="never",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`is_replied` says that a post was answered; `is_reply_to` that it is an answer",
    "links are glued to the word before and end in ` …`: both are mended",
    "hashtags are read from the text, as the tool's run on into links",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
