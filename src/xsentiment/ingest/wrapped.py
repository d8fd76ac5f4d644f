"""Pages of posts inside objects of a script's own: under names, accounts or ids, or as text in a response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import (
    apify,
    bluesky,
    bluesky_jetstream,
    crowdtangle,
    discord,
    facebook_graph,
    fourcat,
    fourchan,
    gnip,
    hackernews,
    instagram_graph,
    instagram_web,
    json_table,
    lemmy,
    mastodon,
    mastodon_archive,
    misskey,
    private,
    records,
    reddit_dump,
    reddit_listing,
    snscrape,
    stackexchange,
    telegram_bot,
    telegram_desktop,
    telegram_history_dump,
    telegram_tdlib,
    telegram_telethon,
    threads_api,
    tiktok_research,
    tiktok_web,
    truthsocial,
    twarc2_flat,
    twscrape,
    weibo,
    x_api_v2,
    x_v11,
    x_web_adaptive,
    x_web_graphql,
    youtube,
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
from xsentiment.ingest.reader import Reader
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "as the reader of the inner page says, like all other columns",
}
TRAPS: Final = (
    "Objects beside a page (headers, settings) are no rows; among posts by id they are rejected as not posts.",
    "Captures of Zeeschuimer are of the network that they name: what lies in one is not taken for another's post.",
    "What an object with a text of its own holds is never looked for: it may be another's post.",
)

READERS: Final[tuple[Reader, ...]] = (
    zeeschuimer_x,
    zeeschuimer_tiktok,
    zeeschuimer_instagram,
    zeeschuimer_threads,
    zeeschuimer_truthsocial,
    zeeschuimer_gab,
    fourcat,
    x_web_graphql,
    x_web_adaptive,
    x_v11,
    x_api_v2,
    twarc2_flat,
    gnip,
    apify,
    twscrape,
    snscrape,
    bluesky,
    bluesky_jetstream,
    truthsocial,
    mastodon,
    mastodon_archive,
    reddit_listing,
    reddit_dump,
    youtube,
    weibo,
    misskey,
    telegram_desktop,
    telegram_telethon,
    telegram_tdlib,
    telegram_bot,
    telegram_history_dump,
    tiktok_web,
    tiktok_research,
    instagram_web,
    threads_api,
    instagram_graph,
    facebook_graph,
    crowdtangle,
    hackernews,
    stackexchange,
    lemmy,
    fourchan,
    discord,
)
"""Whose posts are looked for inside other files, in this order."""
_DEPTH: Final = 5
_SNIFFED: Final = 10
"""Values, and parts of each, by which a file is told."""
_SHORTEST: Final = 100
"""A text that begins as JSON does is a body from this length on."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values[:_SNIFFED]:
        for reader, _ in _pages(value, _DEPTH, _SNIFFED):
            if reader is not None:
                return f"pages of another format ({reader.__name__.rpartition('.')[2]}) inside objects"  # type: ignore[attr-defined]
    return None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(_rows, member.path, mapping))


def _rows(path: Path, mapping: Source | None, value: Any, line: int) -> Iterator[Item]:
    found = list(_pages(value, _DEPTH))
    if not found:
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")
        return
    for reader, page in found:
        if reader is None:
            yield Reject(line, "not_posts")
            continue
        for item in reader.read(_as_file(page, path), mapping):
            yield item._replace(line=line) if isinstance(item, Reject) else item | {"raw_line": line}


def _pages(value: Any, depth: int, most: int | None = None) -> Iterator[tuple[Reader | None, Any]]:
    """The outermost values inside one that a reader knows; with None what else there is among more of them.

    Of each object and array the first `most` parts are looked at.
    """
    found: list[list[tuple[Reader | None, Any]]] = []
    for inner in islice(_inside(value), most):
        reader = reader_of(inner)
        if reader is not None:
            found.append([(reader, inner)])
        else:
            found.append(list(_pages(inner, depth - 1, most)) if depth else [])
    mostly = 2 * sum(map(bool, found)) > len(found)
    for pages in found:
        yield from pages or ([(None, None)] if mostly else [])


def _inside(value: Any) -> Iterator[Any]:
    """The objects and arrays in a value, written as text, too; none in a post, a private message or a capture."""
    if isinstance(value, dict):
        if private.network_of(value) or zeeschuimer.is_capture(value):
            return
        if json_table.says_something({name: text for name, text in value.items() if not _is_json(text)}):
            return
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        found = records.unquoted(inner) if isinstance(inner, str) and _is_json(inner) else inner
        if isinstance(found, dict | list) and found:
            yield found


def _is_json(value: Any) -> bool:
    """Whether a value is an object or an array, or the text of one that was sent."""
    sent = isinstance(value, str) and len(value) >= _SHORTEST and value.lstrip()[:1] in ("{", "[")
    return sent or isinstance(value, dict | list)


def reader_of(value: Any) -> Reader | None:
    """The reader that knows a value, as a file of its own; None for none."""
    sample = Sample.of(value)
    return next((reader for reader in READERS if reader.sniff(sample)), None)


def _as_file(value: Any, path: Path) -> Member:
    data = json.dumps(value).encode()
    return Member("inside", path, lambda: BytesIO(data))
