"""CSV of X Analytics (one's own posts), old and new, in any language (X)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Layout, header_of
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

_OLD: Final = (
    "Tweet id", "Tweet permalink", "Tweet text", "time", "impressions", "engagements", "engagement rate", "retweets",
    "replies", "likes",
)  # fmt: skip
_NEW: Final = (
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares",
    "New follows", "Replies", "Reposts",
)  # fmt: skip
_WIDTHS: Final = {40: (_OLD, 1), 17: (_NEW, 3)}


def _locate(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
    """The English header, or one of the same width over ids and links to posts in the same places."""
    names = header_of(rows[0]) if rows else []
    if set(_OLD[:4]) <= set(names) or set(_NEW[:6]) <= set(names):
        return names, 1
    known, link = _WIDTHS.get(len(names), ((), 0))
    if not known or len(rows) < 2 or len(rows[1]) <= link:
        return None
    if str(rows[1][0]).strip("'\"").isdecimal() and "/status/" in str(rows[1][link]):
        return [*known, *names[len(known) :]], 1
    return None


LAYOUT: Final = Layout(
    columns={
        "post_id": "Tweet id | Post id",
        "text": "Tweet text | Post text",
        "created_at": "time | Date",
        "likes": "likes | favorites | Likes",
        "reposts": "retweets | Reposts",
        "replies": "replies | Replies",
        "views": "impressions | Impressions",
        "url": "Tweet permalink | Post Link",
    },
    network="x",
    locate=_locate,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "headers in other languages are read by position",
    "new exports give the day alone: the time inside the id is taken",
    "`-` is a missing value; counts are written as floats",
    "the author is the handle in the permalink",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
