"""CSV of CrowdTangle's historical data (Facebook, Instagram)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_of
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.names import plain
from xsentiment.ingest.sample import Sample

_FACEBOOK: Final = re.compile(
    r"facebook\.com/(?:groups/)?(?P<page>[\w.-]+)/(?:posts|permalink|videos|photos)/(?:[^/?]*/)*?(?P<post>\d+)(?:[/?]|$)"
)
_SHORT: Final = re.compile(r"instagram\.com/(?:p|reel|tv)/([\w-]+)")
_SEEN: Final = re.compile(r"video|reel|igtv|live", re.IGNORECASE)
"""Kinds of posts whose views are counted; others have 0."""
_WEIGHED: Final = ("totalinteractions", "overperformingscore", "interactionrate")


def _locate(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
    """The header: of an old download, `Created`; the weights of reactions stand in its last names."""
    for i, row in enumerate(rows):
        names = [plain(cell) for cell in row]
        dated = "postcreated" in names or ("created" in names and any(name.endswith("atposting") for name in names))
        if dated and {"url", "likes"} <= set(names) and any(name.startswith(_WEIGHED) for name in names):
            return header_of(row), i + 1
    return None


def _more(get: Get) -> Row:
    url, kind, told = cells.plain_text(get("URL")), cells.plain_text(get("Type")), Row()
    if found := _FACEBOOK.search(url):
        page = found["page"] if found["page"].isdecimal() else cells.known(get("Facebook Id"))
        told["post_id"] = f"{page}_{found['post']}" if page else found["post"]
    elif found := _SHORT.search(url):
        told |= {"post_id": found[1], "source": "instagram"}
    if kind and not _SEEN.search(kind):
        told["views"] = None
    return told


LAYOUT: Final = Layout(
    columns={
        "text": "Message | Description",
        "created_at": "Post Created | Created",
        "author_id": "Facebook Id | User Name | Account | Page Name | Group Name",
        "likes": "Likes",
        "reposts": "Shares",
        "replies": "Comments",
        "views": "Post Views | Total Views | Views",
        "followers": "Followers at Posting | Page Followers | Likes at Posting",
        "url": "URL",
    },
    network="facebook",
    locate=_locate,
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "times name their zone by abbreviation (`EST`)",
    "counts have commas, and views are counted of videos alone",
    "the id is the page's and the post's, read from the link, as the API writes it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
