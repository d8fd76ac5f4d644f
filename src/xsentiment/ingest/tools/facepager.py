"""CSV of Facepager: nodes of Facebook, X, YouTube and others, with the columns that were chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    """What a node is: by its type, and by what was asked for (`Facebook:<post>/comments`)."""
    asked, kind = cells.plain_text(get("query_type")).lower(), get("object_type")
    place, _, path = asked.partition(":")
    found: Row = {"source": words.network(place.split(" ")[0])} if path else {}
    if kind not in ("data", None, ""):
        return found | {"kind": "node"}
    return found | ({"kind": "reply"} if path.rstrip("/").endswith(("comments", "replies", "commentthreads")) else {})


LAYOUT: Final = Layout(
    signature=("level", "id", "parent_id", "object_id", "object_type", "query_status", "query_time"),
    columns={
        "post_id": "object_id",
        "text": "message | full_text | text | snippet.topLevelComment.snippet.textOriginal | snippet.textOriginal | "
        "snippet.topLevelComment.snippet.textDisplay | snippet.textDisplay | body | caption | content | story",
        "created_at": "created_time | created_at | snippet.topLevelComment.snippet.publishedAt | snippet.publishedAt | "
        "timestamp | created_utc",
        "author_id": "from.id | from.name | author_id | user.id_str | user.screen_name | username | author.id | "
        "snippet.topLevelComment.snippet.authorChannelId.value | snippet.authorChannelId.value | author",
        "collected_at": "query_time",
        "lang": "lang",
        "likes": "likes.summary.total_count | reactions.summary.total_count | like_count | favorite_count | "
        "public_metrics.like_count | snippet.topLevelComment.snippet.likeCount | snippet.likeCount",
        "reposts": "shares.count | retweet_count | public_metrics.retweet_count",
        "replies": "comments.summary.total_count | comment_count | public_metrics.reply_count | "
        "snippet.totalReplyCount",
        "url": "permalink_url | permalink | link",
    },
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "source": "the word before `:` in `query_type`",
    "kind": "a reply if `query_type` ends in `/comments`",
}

TRAPS: Final[tuple[str, ...]] = (
    "columns are those that were chosen in Facepager, under the names of the network's API; `id` is a row number",
    "nodes of any type but `data` (seeds, offcuts, empty ones) are rejected as not posts",
    "what was asked for tells comments from posts, where `query_type` was exported",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
