"""XLSX or CSV of ExportComments.com (comments on Facebook, Instagram, YouTube and others)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, words
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_NAME: Final = "Name (click to view profile)"
_ON_YOUTUBE: Final = re.compile(r"[?&]v=([\w-]{11})&(?:[^#]*&)?lc=(([\w-]+)(?:\.[\w-]+)?)")
"""A link to a comment: the video, the comment, and the comment above it, whose id is the first half of an answer's."""


def _more(get: Get) -> Row:
    link = cells.plain_text(get("Comment URL") or get("Link"))
    author = get(_NAME) if get("Profile ID") is None else get("Profile ID")
    told: Row = {"author_id": cells.plain_text(author).removeprefix("ID:").strip() or None}
    if network := words.host(link) or words.host(cells.plain_text(get("Profile URL"))):
        told["source"] = network
    if not cells.missing(get("Comment ID")):
        return told | {"url": link}
    return told | _by_link(link) if network == "youtube" else told


def _by_link(link: str) -> Row:
    """What a link to a comment on YouTube tells, where no column names the comment."""
    if (found := _ON_YOUTUBE.search(link)) is None:
        return {}
    video, comment, above = found.groups()
    return {
        "post_id": comment,
        "reply_to_id": above if above != comment else video,
        "conversation_id": video,
        "url": link,
    }


LAYOUT: Final = Layout(
    columns={
        "post_id": "Comment ID",
        "text": "Comment",
        "created_at": "Date",
        "likes": "Likes",
        "verified": "User Verified",
    },
    constants={"kind": "reply"},
    zone_untold=True,
    locate=header_among({"Profile ID", "Date", "Likes", "Comment"}, {_NAME, "Date", "Likes", "Comment"}),
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "author_id": "`Profile ID`, in files without it the name",
    "url": "`Comment URL` or `Link`, where there is a `Comment ID` or the link leads to a comment on YouTube",
}

TRAPS: Final[tuple[str, ...]] = (
    "the header comes after some rows, whose link names the network; in newer files links to comments or profiles do",
    "older files have no ids of comments: that in a link to a comment on YouTube (`lc`) is taken, or a surrogate",
    "times name no zone and are read as UTC, with a warning; the event's `time_zone` sets it",
    "`Profile ID` is written as `ID: 123`",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
