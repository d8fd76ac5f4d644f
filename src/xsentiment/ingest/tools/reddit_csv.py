"""CSV or flat JSON of Reddit posts and comments with the API's names, or snscrape's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_NAMES: Final = (
    {"title", "selftext", "created_utc"},
    {"title", "score", "body", "created"},
    {"body", "link_id", "created_utc"},
    {"body", "subreddit", "created_utc"},
    {"title", "selftext", "subreddit", "date"},
    {"body", "subreddit", "date", "parentId"},
)
_AUTHORS: Final = ("author", "author.name", "author_name")
_GONE: Final = ("[deleted]", "[removed]")


def _more(get: Get) -> Row:
    named = get("title") == "Comment" and get("url") == "" and not cells.missing(get("body"))
    comment = named or cells.missing(get("title"))
    identity = cells.plain_text(get("name") or get("id"))
    author = next((found for name in _AUTHORS if (found := cells.plain_text(get(name)))), "")
    if identity and not identity.startswith(("t1_", "t3_")):
        identity = f"{'t1' if comment else 't3'}_{identity}"
    link, shown = cells.plain_text(get("permalink")), cells.plain_text(get("url"))
    link = link or (shown if "/comments/" in shown else "")
    told: Row = {"text": get("body")} if named else {}
    told |= {"replies": None} if comment else {}  # PRAW gives a comment its post's
    return told | {
        "post_id": identity or None,
        "author_id": None if author in _GONE else author,
        "kind": "reply" if comment else "post",
        "url": f"https://www.reddit.com{link}" if link.startswith("/") else link,
        "reply_to_id": (get("parent_id") or get("parentId")) if comment else None,
    }


LAYOUT: Final = Layout(
    columns={
        "text": "title + selftext + body",
        "created_at": "created_utc | created | date",
        "author_id": "author | author.name",
        "replies": "num_comments | comms_num",
        "conversation_id": "link_id",
        "reply_to_id": "parent_id",
    },
    network="reddit",
    day_first=False,
    locate=header_among(*_NAMES),
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the text of a post is its title and what stands below it",
    "`[deleted]` and `[removed]` are no text",
    "some tables have `Comment` as the title of a comment, and no link: it is no part of the text",
    "a score is not a number of likes and is left out",
    "ids get the prefix of their kind (`t1_`, `t3_`), as Reddit writes them",
    "times are epochs, at times written as floats; URS writes them with the month first",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
