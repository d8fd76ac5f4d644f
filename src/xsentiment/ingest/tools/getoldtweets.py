"""CSV of GetOldTweets (Java, Python, GetOldTweets3) (X)."""

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
_BROKEN: Final = re.compile(r"(https?://(?:www\.)?) (\S+)(?: (\S+))? …")


def _more(get: Get) -> Row:
    text = cells.plain_text(get("text"))
    if "pic.twitter" in text or "http" in text:
        text = _BROKEN.sub(lambda found: found[1] + found[2] + (found[3] or ""), text)
        text = _GLUED.sub(" ", text)
    return {"text": text, "kind": "reply" if get("to") else None}


LAYOUT: Final = Layout(
    signature=("date", "retweets", "favorites", "text", "geo", "mentions", "hashtags", "id", "permalink"),
    columns={
        "post_id": "id",
        "text": "text",
        "created_at": "date",
        "author_id": "username",
        "likes": "favorites",
        "reposts": "retweets",
        "replies": "replies",
        "hashtags": "hashtags",
        "url": "permalink",
    },
    network="x",
    cut="never",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "quotes inside a quoted text are not escaped: such rows are split from the left and from the right",
    "links are broken by spaces and `pic.twitter.com` is glued to the word before: both are mended",
    "times are local or UTC and name no zone: the time inside the id is taken",
    "without a username the handle in the permalink is the author",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
