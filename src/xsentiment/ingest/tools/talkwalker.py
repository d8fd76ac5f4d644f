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
    "likes": "likes",
    "reposts": "retweets shares",
    "replies": "replies",
    "quotes": "quote_tweets",
    "views": "impressions views",
}
"""What the columns of a network are called behind its name."""


def _more(get: Get) -> Row:
    tags = cells.plain_text(get("tags_internal"))
    network = {"x": "twitter"}.get(found := words.host(get("url")) or "", found)
    author = get("extra_author_attributes.id") or get("extra_author_attributes.short_name")
    parent = _STATUS.search(cells.plain_text(get("parent_url")))
    kind = "repost" if "isRepost" in tags else "reply" if "isComment" in tags else "post"
    told: Row = {
        "kind": kind,
        "author_id": cells.plain_text(author).partition(":")[2] or author,
        "followers": get(f"{_SOURCE}.{network}_followers"),
    }
    for target, names in _METRICS.items():
        told[target] = get(" | ".join(f"{_ARTICLE}.{network}_{name}" for name in names.split()))
    told["replies"] = told["replies"] or get(f"{_ARTICLE}.num_comments")
    if parent and kind != "post":
        told["repost_of_id" if kind == "repost" else "reply_to_id"] = parent[1]
    return told


LAYOUT: Final = Layout(
    signature=("url", "published", "content", "post_type", "tags_internal"),
    columns={
        "text": "content",
        "created_at": "published",
        "lang": "lang",
        "url": "url",
    },
    text="plain",
    day_first=True,
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "likes": "`article_extended_attributes.<network>_likes`",
    "reposts": "`….<network>_retweets`, else `….<network>_shares`",
    "replies": "`….<network>_replies`, else `article_extended_attributes.num_comments`",
    "quotes": "`….<network>_quote_tweets`",
    "views": "`….<network>_impressions`, else `….<network>_views`",
    "followers": "`source_extended_attributes.<network>_followers`",
}

TRAPS: Final[tuple[str, ...]] = (
    "the id and, of X, the time are read from the link",
    "times name no zone and begin with the day, or with a year of two digits, as ids or the rows tell",
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
