"""TikTok's web and mobile apps: videos and comments in captured responses and in the JSON of tools that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer_tiktok
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import heads, objects, outermost
from xsentiment.ingest.sample import Sample

FIELDS: Final = {
    name: where.replace("data.", "") for name, where in zeeschuimer_tiktok.FIELDS.items() if name != "collected_at"
}
TRAPS: Final = (
    "Videos and comments are found wherever they lie in a response; a response without any is rejected as not posts.",
    "The mobile app's names (`aweme_id`, `create_time`, `statistics.digg_count`) are read as the web app's.",
    "Replies inside a comment (`reply_comment`) are rows, too.",
    "Adverts (`isAd`) and live streams are rejected as not posts.",
)

_STATS: Final = {"stats", "statsV2", "statistics"}
_OTHERS: Final = {"source_platform", "__import_meta", "subcategory"}
"""Names of captures and downloads that are wrapped for other readers."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        first = next(outermost(value, lambda inner: _is_known(inner) or bool(inner.keys() & _OTHERS)), None)
        if first is not None and not first.keys() & _OTHERS:
            return "videos or comments as TikTok's apps have them"
    return None


def _is_known(value: Row) -> bool:
    if {"cid", "text", "create_time"} <= value.keys():
        return bool(value.keys() & {"aweme_id", "digg_count", "reply_comment_total"})
    timed = {"id", "createTime"} <= value.keys() or {"aweme_id", "create_time"} <= value.keys()
    return timed and "desc" in value and bool(value.keys() & _STATS)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The videos and comments anywhere in a value; a value without any is one reject."""
    empty = True
    for found in outermost(value, _is_known):
        empty = False
        yield zeeschuimer_tiktok.post(zeeschuimer_tiktok.as_web(found), line, None)
        for answer in objects(found.get("reply_comment")):
            yield zeeschuimer_tiktok.post({"aweme_id": found.get("aweme_id"), **answer}, line, None)
    if empty:
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")
