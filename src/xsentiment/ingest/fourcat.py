"""4CAT's NDJSON of Zeeschuimer's captures (X, TikTok, Instagram, Gab and others): the post, `__import_meta`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import (
    records,
    x_web_graphql,
    zeeschuimer,
    zeeschuimer_gab,
    zeeschuimer_instagram,
    zeeschuimer_threads,
    zeeschuimer_tiktok,
    zeeschuimer_truthsocial,
    zeeschuimer_x,
)
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject
from xsentiment.ingest.nested import as_object, heads
from xsentiment.ingest.sample import Sample

FIELDS: Final = {
    "collected_at": "`__import_meta.timestamp_collected`",
    "post_id": "all other columns as in Zeeschuimer's NDJSON of the network, without `data` in front",
}

TRAPS: Final = (
    "Each network's traps are those of Zeeschuimer's NDJSON.",
    "The network is told by `__import_meta.source_platform`; captures from networks without a reader are rejected.",
)

_POSTS: Final[dict[str, zeeschuimer.Post]] = {
    **dict.fromkeys(zeeschuimer_x.PLATFORMS, x_web_graphql.post),
    **dict.fromkeys(zeeschuimer_tiktok.PLATFORMS, zeeschuimer_tiktok.post),
    **dict.fromkeys(zeeschuimer_tiktok.DOUYIN, zeeschuimer_tiktok.douyin),
    **dict.fromkeys(zeeschuimer_gab.PLATFORMS, zeeschuimer_gab.post),
    **dict.fromkeys(zeeschuimer_instagram.PLATFORMS, zeeschuimer_instagram.post),
    **dict.fromkeys(zeeschuimer_threads.PLATFORMS, zeeschuimer_threads.post),
    **dict.fromkeys(zeeschuimer_truthsocial.PLATFORMS, zeeschuimer_truthsocial.post),
}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return next(
        (f"captures from {name} imported into 4CAT" for value in heads(sample.values) if (name := _network(value))),
        None,
    )


def _network(value: Any) -> str | None:
    name = zeeschuimer.platform(as_object(as_object(value).get("__import_meta")))
    return name if name in _POSTS else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one capture, or a reject."""
    name = _network(value)
    if name is None:
        yield Reject(line, "not_a_record")
    else:
        yield _POSTS[name](value, line, zeeschuimer.collected(value["__import_meta"]))
