"""Zeeschuimer's NDJSON of Truth Social: one captured post a line."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, truthsocial, zeeschuimer
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject
from xsentiment.ingest.sample import Sample

PLATFORMS: Final = ("truthsocial.com",)

FIELDS: Final = truthsocial.FIELDS | {"text": "`data.content`", "collected_at": "`timestamp_collected`"}

TRAPS: Final = (
    "The extension took the HTML out of `data.content`: lines run together. Where HTML is left it is resolved.",
    "All other columns are those of Truth Social's API, with `data` in front.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from Truth Social" if zeeschuimer.captures(sample, *PLATFORMS) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(zeeschuimer.rows, post=post))


def post(status: Any, line: int, collected: datetime | None) -> Item:
    """The row of one captured post."""
    content = status.get("content") if isinstance(status, dict) else None
    if isinstance(content, str) and "</" not in content:
        status = status | {"content": html.escape(content, quote=False)}
    row = truthsocial.post(status, line)
    return row if isinstance(row, Reject) else row | {"collected_at": collected}
