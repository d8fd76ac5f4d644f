"""CSV of all fields of snscrape's posts, as pandas writes them (X)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_ID: Final = re.compile(r"""['"]id['"]: ['"]?(\d+)""")
_NAME: Final = re.compile(r"""['"]username['"]: ['"](\w+)['"]""")
_FOLLOWERS: Final = re.compile(r"""['"]followersCount['"]: (\d+)""")
_VERIFIED: Final = re.compile(r"""['"]verified['"]: (\w+)""")
_TEXT: Final = re.compile(r"""'(?:rawContent|content)': ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


def _more(get: Get) -> Row:
    user, repost, quote = (cells.plain_text(get(name)) for name in ("user", "retweetedTweet", "quotedTweet"))
    told: Row = {"kind": "post", "author_id": _first(_ID, user) or _first(_NAME, user)}
    told |= {"followers": _first(_FOLLOWERS, user), "verified": _first(_VERIFIED, user)}
    if quote[:1] == "{":
        told |= {"kind": "quote", "quote_of_id": _first(_ID, quote)}
    if not cells.missing(get("inReplyToTweetId")):
        told["kind"] = "reply"
    if repost[:1] == "{":
        told |= {"kind": "repost", "repost_of_id": _first(_ID, repost)}
        with suppress(ValueError, SyntaxError):
            told["text"] = ast.literal_eval(_first(_TEXT, repost) or "")
    return told


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


LAYOUT: Final = Layout(
    signature=("renderedContent", "replyCount", "likeCount", "user", "date"),
    columns={
        "post_id": "id",
        "text": "rawContent | content",
        "created_at": "date",
        "lang": "lang",
        "likes": "likeCount",
        "reposts": "retweetCount",
        "replies": "replyCount",
        "quotes": "quoteCount",
        "views": "viewCount",
        "hashtags": "hashtags",
        "conversation_id": "conversationId",
        "reply_to_id": "inReplyToTweetId",
        "url": "url",
    },
    network="x",
    cut="never",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "objects in cells are written as Python: what is needed is read by pattern, nothing is evaluated",
    "ids in columns with gaps became floats: a reply is known as one, its original's id is not",
    "a repost takes the text of the original",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
