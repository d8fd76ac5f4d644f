"""XLSX or CSV of Talkwalker (X, Facebook, Instagram and others)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_STATUS: Final = re.compile(r"/status(?:es)?/(\d+)")
_ARTICLE, _SOURCE = "article_extended_attributes", "source_extended_attributes"
_METRICS: Final = {
    "x": ("twitter_likes", "twitter_retweets", "twitter_impressions", "twitter_followers"),
    "facebook": ("facebook_likes", "facebook_shares", None, "facebook_followers"),
    "instagram": ("instagram_likes", None, None, "instagram_followers"),
    "youtube": ("youtube_likes", None, "youtube_views", None),
}


def _more(get: Get) -> Row:
    network, tags = words.host(get("url")), cells.plain_text(get("tags_internal"))
    likes, reposts, views, followers = _METRICS.get(network or "", (None,) * 4)
    author = get("extra_author_attributes.id") or get("extra_author_attributes.short_name")
    parent = _STATUS.search(cells.plain_text(get("parent_url")))
    kind = "repost" if "isRepost" in tags else "reply" if "isComment" in tags else "post"
    told: Row = {
        "kind": kind,
        "author_id": cells.plain_text(author).partition(":")[2] or author,
        "likes": get(f"{_ARTICLE}.{likes}"),
        "reposts": get(f"{_ARTICLE}.{reposts}"),
        "views": get(f"{_ARTICLE}.{views}"),
        "followers": get(f"{_SOURCE}.{followers}"),
    }
    if parent and kind != "post":
        told["repost_of_id" if kind == "repost" else "reply_to_id"] = parent[1]
    return told


LAYOUT: Final = Layout(
    signature=("url", "published", "content", "post_type", "tags_internal"),
    columns={
        "text": "content",
        "created_at": "published",
        "lang": "lang",
        "replies": "article_extended_attributes.num_comments",
        "url": "url",
    },
    text="plain",
    day_first=True,
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the id and, of X, the time are read from the link",
    "times begin with the day and name no zone",
    "reposts and comments are marked in `tags_internal`; the text of a repost is cut",
    "entities were resolved by the tool",
    "the tool's sentiment is left out",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
