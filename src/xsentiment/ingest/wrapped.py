"""Pages of posts inside objects of a script's own: under names, accounts or ids, or as text in a response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import (
    apify,
    bluesky,
    crowdtangle,
    facebook_graph,
    instagram_graph,
    instagram_web,
    mastodon,
    misskey,
    records,
    reddit_dump,
    reddit_listing,
    snscrape,
    telegram_bot,
    telegram_tdlib,
    telegram_telethon,
    threads_api,
    tiktok_research,
    tiktok_web,
    truthsocial,
    twscrape,
    weibo,
    x_api_v2,
    x_v11,
    x_web_adaptive,
    x_web_graphql,
    youtube,
)
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject
from xsentiment.ingest.names import plain
from xsentiment.ingest.reader import Reader
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "as the reader of the inner page says, like all other columns",
}
TRAPS: Final = (
    "Objects beside the pages (headers, settings) are rejected as not posts, one row each.",
    "What an object with a text of its own holds is never looked for: it may be another's post.",
)

READERS: Final[tuple[Reader, ...]] = (
    x_web_graphql,
    x_web_adaptive,
    x_v11,
    x_api_v2,
    apify,
    twscrape,
    snscrape,
    bluesky,
    truthsocial,
    mastodon,
    reddit_listing,
    reddit_dump,
    youtube,
    weibo,
    misskey,
    telegram_telethon,
    telegram_tdlib,
    telegram_bot,
    tiktok_web,
    tiktok_research,
    instagram_web,
    threads_api,
    instagram_graph,
    facebook_graph,
    crowdtangle,
)
"""Whose posts are looked for inside other files, in this order."""
_TEXTS: Final = {"text", "fulltext", "content", "body", "tweet", "caption", "message", "rawcontent", "selftext"}
_DEPTH: Final = 5
_SNIFFED: Final = 5
_SHORTEST: Final = 100
"""A text that begins as JSON does is a body from this length on."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values[:_SNIFFED]:
        for reader, _ in _pages(value, _DEPTH):
            if reader is not None:
                return f"pages of another format ({reader.__name__.rpartition('.')[2]}) inside objects"  # type: ignore[attr-defined]
    return None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(_rows, member.path, mapping))


def _rows(path: Path, mapping: Source | None, value: Any, line: int) -> Iterator[Item]:
    found = list(_pages(value, _DEPTH))
    if all(reader is None for reader, _ in found):
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")
        return
    for reader, page in found:
        if reader is None:
            yield Reject(line, "not_posts")
            continue
        for item in reader.read(_as_file(page, path), mapping):
            yield item._replace(line=line) if isinstance(item, Reject) else item | {"raw_line": line}


def _pages(value: Any, depth: int) -> Iterator[tuple[Reader | None, Any]]:
    """The outermost values inside one that a reader knows, and, with None, the others beside them."""
    for inner in _inside(value):
        reader = reader_of(inner)
        if reader is not None:
            yield reader, inner
            continue
        deeper = list(_pages(inner, depth - 1)) if depth else []
        if any(found is not None for found, _ in deeper):
            yield from deeper
        elif isinstance(inner, dict):
            yield None, inner


def _inside(value: Any) -> Iterator[Any]:
    """The objects and arrays in a value, written as text, too; none in a post."""
    if isinstance(value, dict):
        if any(
            plain(name) in _TEXTS and isinstance(text, str) and text[:1] not in "{[" for name, text in value.items()
        ):
            return
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        found = _parsed(inner) if isinstance(inner, str) else inner
        if isinstance(found, dict | list) and found:
            yield found


def _parsed(text: str) -> Any:
    if len(text) < _SHORTEST or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return records.loads(text)
    except ValueError:
        return None


def reader_of(value: Any) -> Reader | None:
    """The reader that knows a value, as a file of its own; None for none."""
    sample = Sample.of(value)
    return next((reader for reader in READERS if reader.sniff(sample)), None)


def _as_file(value: Any, path: Path) -> Member:
    data = json.dumps(value).encode()
    return Member("inside", path, lambda: BytesIO(data))
