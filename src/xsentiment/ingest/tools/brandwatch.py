"""CSV or XLSX of Brandwatch (X, Reddit, news and others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_OTHERS: Final = {"Reply to": "reply_to_id", "Retweet of": "repost_of_id", "Repost of": "repost_of_id"}
_COUNTS: Final = {
    "likes": ("Likes",),
    "reposts": ("Reposts", "Retweets", "Shares"),
    "replies": ("Replies", "Reply Count", "Comments"),
    "quotes": ("Quotes",),
    "views": ("Views",),
    "followers": ("Followers",),
}
"""What columns are called behind the name of a network; those of other networks may hold 0 in the same row."""


def _counts(get: Get, network: str | None) -> Row:
    names = {"x": ("X ", "Twitter "), None: ("",)}.get(network, (f"{network} ", ""))
    columns = {target: [f"{name}{called}" for name in names for called in _COUNTS[target]] for target in _COUNTS}
    if network == "x":
        columns["views"] += ["Impressions"]
    return {target: get(" | ".join(some)) for target, some in columns.items()}


def _more(get: Get) -> Row:
    url = cells.plain_text(get("Url"))
    network = words.host(get("Original Url")) or words.host(url)
    told = _counts(get, network)
    told["verified"] = get("X Verified | Twitter Verified") if network == "x" else None
    if "/status" not in url:
        told["post_id"] = get("Resource Id") or get("Guid")
    linked = words.linked("reddit", url) if words.host(url) == "reddit" else None
    if linked and (linked[0].startswith("t1_") or cells.plain_text(get("Thread Entry Type")).lower() != "reply"):
        told["post_id"] = linked[0]  # a link to the thread is no comment's own
    for column, target in _OTHERS.items():
        if other := words.linked("x", cells.plain_text(get(f"X {column}") or get(f"Twitter {column}"))):
            told[target] = other[0]
    if cells.missing(get("Full Text")):
        told["truncated"] = not cells.missing(get("Snippet"))
    return told


LAYOUT: Final = Layout(
    signature=("Query Name", "Date", "Snippet", "Url"),
    columns={
        "text": "Full Text | Snippet",
        "created_at": "Date",
        "author_id": "X Author ID | Twitter Author ID | Bluesky Author Id | Author",
        "lang": "Language",
        "hashtags": "Hashtags",
        "kind": "Engagement Type | Thread Entry Type",
        "url": "Original Url | Url",
    },
    zone_untold=True,
    more=_more,
    no_text="Brandwatch may not export the text of posts of X (its licence): the file holds links and ids only; "
    "fetch the texts from the network itself",
)

FIELDS: Final = LAYOUT.fields() | {
    "reply_to_id": "the id in the link of `X Reply to` or `Twitter Reply to`",
    "repost_of_id": "the id in the link of `X Repost of` or `Twitter Retweet of`",
    "likes": "`X Likes`, `Facebook Likes`, … of the row's network, else `Likes`",
    "reposts": "likewise `X Reposts`, `Twitter Retweets`, `Facebook Shares`, …",
    "replies": "likewise `X Replies`, `Twitter Reply Count`, `Reddit Comments`, …",
    "quotes": "likewise `Bluesky Quotes`, …",
    "views": "likewise `Threads Views`, …; of X `Impressions`",
    "followers": "likewise `X Followers`, …",
    "verified": "of X `X Verified` or `Twitter Verified`",
}

TRAPS: Final[tuple[str, ...]] = (
    "the header comes after some rows about the query",
    "texts of X may be empty by licence: such rows are rejected and the message says so",
    "a row that has a snippet alone is marked as cut",
    "`Resource Id` is Brandwatch's own: the link tells the id on X, and on Reddit but for comments linked to a thread",
    "a row has columns of all networks, and may hold 0 in those of others: these are not read",
    "times name no zone: the one inside the id is taken for X, else the zone of `From:` and `To:` above the header",
    "where these name none, an unknown one or two, times are read as UTC, with a warning; `time_zone` sets it",
    "the tool's sentiment and emotion are left out",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
