"""XLSX or CSV of Meltwater, Explore and classic (X, Reddit, news and others)."""

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

_MILLISECONDS: Final = re.compile(r"\"?(\d{13})_")


def _more(get: Get) -> Row:
    texts = [cells.paragraphs([get(name)]) for name in ("Hit Sentence", "Opening Text")]
    identity = cells.plain_text(get("Document ID") or "")
    exact = _MILLISECONDS.match(identity)
    day, clock = get("Date"), get("Time")
    alone = ":" in str(day) and not cells.is_day(day)
    on_x = "/status" in cells.plain_text(get("URL"))
    text = max(texts, key=len)
    return ({"kind": "quote"} if on_x and text.startswith("QT @") else {}) | {
        "text": text,
        "created_at": int(exact[1]) if exact else day if alone else cells.joined((day, clock)),
        "post_id": get("Tweet Id") or (None if on_x else identity or None),
    }


LAYOUT: Final = Layout(
    signature=("URL", "Opening Text", "Hit Sentence"),
    columns={
        "text": "Hit Sentence | Opening Text",
        "lang": "Language",
        "author_id": "Author Handle | Twitter Screen Name | Influencer | Author Name",
        "likes": "Likes",
        "reposts": "Reposts | Shares | Retweets",
        "replies": "Replies | Comments",
        "quotes": "Quotes",
        "views": "Views",
        "followers": "Twitter Followers",
        "hashtags": "Hashtags",
        "kind": "Content Type",
        "url": "URL",
    },
    text="auto",
    zone_untold=True,
    more=_more,
    no_text="Meltwater may not export the text of posts of X and Reddit (their licence): the file holds links and ids "
    "only; fetch the texts from the network itself",
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "texts of X and Reddit are empty by licence: such rows are rejected and the message says so",
    "`Document ID` begins with the time in milliseconds; `Date` and `Time` are in the account's zone, left untold",
    "where they are all there is, times are read as UTC, with a warning; the event's `time_zone` sets it",
    "ids are written within quotes",
    "the tool's sentiment is left out",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
