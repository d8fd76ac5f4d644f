"""The table of posts that `xsentiment convert` writes, as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample
from xsentiment.schema import POSTS


def _more(get: Get) -> Row:
    text = get("text") or ""
    damaged = {"post_id": None} if cells.flag(get("id_ok")) is False else {}
    return damaged | {"text": text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text, "kind": get("kind")}


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


LAYOUT: Final = Layout(
    signature=("source", "post_id", "text", "format", "raw_file", "raw_line"),
    columns={
        name: name for name in POSTS.names if name not in ("text", "format", "raw_file", "raw_line", "id_ok", "kind")
    },
    text="plain",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "a text that begins as a formula was written with an apostrophe before it, which is taken away",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
