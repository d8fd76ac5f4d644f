"""CSV of twint (X)."""

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

_STATUS: Final = re.compile(r"/status/(\d+)")


def _more(get: Get) -> Row:
    post, conversation, repost = get("id"), get("conversation_id"), get("retweet_id")
    quoted = _STATUS.search(str(get("quote_url") or ""))
    kind = "quote" if quoted else "post" if post and conversation else None
    if str(post) != str(conversation) if post and conversation else get("reply_to") not in (None, "", "[]"):
        kind = "reply"
    if cells.flag(get("retweet")):
        kind = "repost"
    created = {} if get("timezone") else {"created_at": get("created_at") or None}
    if not created.get("created_at", True):
        created = {}
    return created | {
        "kind": kind,
        "quote_of_id": quoted[1] if quoted else None,
        "repost_of_id": None if repost in ("0", "") else repost,
    }


LAYOUT: Final = Layout(
    signature=("tweet", "username", "replies_count", "retweets_count", "likes_count"),
    columns={
        "post_id": "id",
        "text": "tweet",
        "created_at": "date + time + timezone | created_at",
        "author_id": "user_id | username",
        "lang": "language",
        "likes": "likes_count",
        "reposts": "retweets_count",
        "replies": "replies_count",
        "hashtags": "hashtags",
        "conversation_id": "conversation_id",
        "repost_of_id": "retweet_id",
        "url": "link",
    },
    network="x",
    text="plain",
    cut="never",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`created_at` is local, with a zone's name, or an epoch (old versions): `date`, `time` and `timezone` are read",
    "where `timezone` is no known zone, the time inside the id is taken",
    "entities were resolved by the tool",
    "a post is a reply where its conversation began with another post; `reply_to` of old versions names its own author",
    "`retweet_id` is 0 or empty for what is no repost",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
