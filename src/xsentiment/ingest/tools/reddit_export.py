"""CSV of an account's own posts and comments, as Reddit exports them on request."""

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
    thread, above = words.linked("reddit", get("link")), cells.known(get("parent"))
    return {
        "kind": "reply" if thread else "post",
        "conversation_id": thread[0] if thread else None,
        "reply_to_id": f"t1_{above}" if above else thread[0] if thread else None,
    }


LAYOUT: Final = Layout(
    signature=("id", "permalink", "date", "ip", "subreddit", "gildings"),
    columns={"post_id": "id", "text": "title + body", "created_at": "date", "url": "permalink"},
    network="reddit",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "kind": "reply if `link` leads to a thread",
    "reply_to_id": "`parent`, else the post in `link`",
    "conversation_id": "the post in `link`",
}

TRAPS: Final[tuple[str, ...]] = (
    "ids get the prefix of their kind (`t1_`, `t3_`), as Reddit writes them",
    "the author is the account's owner and not named",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
