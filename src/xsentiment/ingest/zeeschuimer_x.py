"""Zeeschuimer's NDJSON of X: one captured post a line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_web_graphql, zeeschuimer
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

PLATFORMS: Final = ("twitter.com", "x.com", "twitter-comments")

FIELDS: Final = x_web_graphql.FIELDS | {"collected_at": "`timestamp_collected`, beside `data`, in which all else lies"}

TRAPS: Final = (
    *x_web_graphql.TRAPS[2:],
    "The `id` of a line is a row number, and the `id` in `data` may be rounded; `rest_id` is the post's.",
    "Adverts (`promoted`) are rejected as not posts.",
    "Captures from before 2023 have the post in `legacy` and the user in `user`.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from X" if zeeschuimer.captures(sample, *PLATFORMS) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(zeeschuimer.rows, post=x_web_graphql.post))
