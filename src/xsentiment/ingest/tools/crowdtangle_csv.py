"""CSV of CrowdTangle's historical data (Facebook, Instagram)."""

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

_POST: Final = re.compile(r"facebook\.com/(?:groups/)?(\d+)/(?:posts|permalink|videos)/(?:[^/]*/)?(\d+)")
_SHORT: Final = re.compile(r"instagram\.com/(?:p|reel)/([\w-]+)")


def _more(get: Get) -> Row:
    url = cells.plain_text(get("URL"))
    if found := _POST.search(url):
        return {"post_id": f"{found[1]}_{found[2]}"}
    return {"post_id": found[1]} if (found := _SHORT.search(url)) else {}


LAYOUT: Final = Layout(
    signature=("Post Created", "Total Interactions", "URL"),
    columns={
        "text": "Message | Description",
        "created_at": "Post Created",
        "author_id": "Facebook Id | User Name | Account | Page Name | Group Name",
        "likes": "Likes",
        "reposts": "Shares",
        "replies": "Comments",
        "views": "Post Views | Total Views | Views",
        "followers": "Followers at Posting | Page Followers | Likes at Posting",
        "url": "URL",
    },
    network="facebook",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "times name their zone by abbreviation (`EST`)",
    "counts have commas",
    "the id is the page's and the post's, read from the link, as the API writes it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
