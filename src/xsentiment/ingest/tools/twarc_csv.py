"""CSV of twarc-csv (`twarc2 csv`), any version (X API v2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row, kind_of
from xsentiment.ingest.nested import objects
from xsentiment.ingest.sample import Sample

_NEW: Final = {"id", "text", "author_id", "referenced_tweets.replied_to.id", "conversation_id"}
_OLD: Final = {"id", "text", "author_id", "author.id", "author.username", "referenced_tweets", "conversation_id"}
_REFERENCES: Final = {"retweeted": "repost_of_id", "replied_to": "reply_to_id", "quoted": "quote_of_id"}


def _more(get: Get) -> Row:
    told: Row = {}
    text = get("text")
    if get("author.id") is not None and (references := get("referenced_tweets")) is not None:
        told |= _referring(references)
        text = _unquoted(text)
        told["text"] = text
    elif isinstance(text, str) and "\\" in text:
        told["text"] = text.replace("\\r", "\r").replace("\\n", "\n")
    if str(get("public_metrics.impression_count")) in ("0", "0.0") and str(get("created_at")) < "2022-12-15":
        told["views"] = None
    return told


def _unquoted(text: Any) -> Any:
    """A text that was written as JSON, as it was."""
    if not isinstance(text, str) or text[:1] != '"':
        return text
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return text


def _referring(cell: Any) -> Row:
    """Kind and ids of the posts referred to, from a list written in one cell."""
    references = {str(item.get("type")): str(item.get("id")) for item in objects(cells.literal(cell))}
    told: Row = {ours: references.get(theirs) for theirs, ours in _REFERENCES.items()}
    kind = kind_of(repost=told["repost_of_id"], reply=told["reply_to_id"], quote=told["quote_of_id"])
    return told | {"kind": kind}


LAYOUT: Final = Layout(
    columns={
        "post_id": "id",
        "text": "text",
        "created_at": "created_at",
        "author_id": "author_id | author.id | author.username",
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
    locate=header_among(_NEW, _OLD),
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the first versions wrote texts as JSON and the posts referred to as a list in one cell",
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
