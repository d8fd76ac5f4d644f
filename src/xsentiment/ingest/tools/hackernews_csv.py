"""CSV or flat JSON of Hacker News: rows of BigQuery's public table, and Kaggle's table of its posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.hackernews import plain
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html


def _more(get: Get) -> Row:
    title, body = from_html(cells.plain_text(get("title"))), plain(cells.plain_text(get("text")))
    parent, identity = cells.known(get("parent")), cells.known(get("id"))
    told: Row = {
        "text": cells.paragraphs((title, body)),
        "kind": "user" if cells.known(get("type")) == "user" else "reply" if parent else "post",
        "conversation_id": None if parent else identity,
        "url": f"https://news.ycombinator.com/item?id={identity}",
    }
    return told | ({"likes": None, "replies": None} if parent else {})


LAYOUT: Final = Layout(
    columns={
        "post_id": "id",
        "text": "title + text",
        "created_at": "timestamp | time | created_at",
        "author_id": "by | author",
        "reply_to_id": "parent",
        "likes": "score | num_points",
        "replies": "descendants | num_comments",
    },
    network="hackernews",
    text="plain",
    day_first=False,
    locate=header_among(
        {"by", "type", "parent", "descendants"},
        {"by", "type", "parent", "timestamp"},
        {"title", "num_points", "num_comments"},
    ),
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "text": "`title` and below it `text`, from HTML",
    "kind": "what has a `parent` is a reply",
    "url": "the address of the item on news.ycombinator.com",
}

TRAPS: Final[tuple[str, ...]] = (
    "`url` leads to what a story is about",
    "deleted items are rejected as deleted",
    "Kaggle's table has times of the eastern United States with the month first and names no zone: `time_zone` sets it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
