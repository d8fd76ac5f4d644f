"""CSV of CrowdTangle's link checker (who shared a link; holds no texts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.columns import Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

LAYOUT: Final = Layout(
    signature=("Source", "Followers", "Date", "Interactions", "Post Type", "Link"),
    columns={"created_at": "Date", "followers": "Followers", "url": "Link"},
    network="facebook",
    no_text="CrowdTangle's link checker exports who shared a link, not what they wrote; export the posts instead",
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "the header comes after four rows about the link",
    "there are no texts: every row is rejected and the message says so",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
