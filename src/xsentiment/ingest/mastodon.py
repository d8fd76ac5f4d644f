"""Mastodon statuses and those of its forks (Truth Social, Akkoma): one, an array, search results; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, identity, kind_of, language, mastodon_time, moment
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

_HIDDEN = ("private", "direct")


FIELDS: Final[dict[str, str]] = {
    "post_id": "`uri`, else `url`, else `id`; on Truth Social `id`",
    "text": "`content` as plain text, of the original for a repost; `spoiler_text` before it",
    "author_id": "`account.url`, else `account.acct`, else `account.id`",
    "created_at": "`created_at`, else the time inside `id`",
    "lang": "`language`",
    "kind": "`reblog` (repost), `in_reply_to_id` (reply), `quote` or `quote_id` (quote)",
    "reply_to_id": "`in_reply_to_id`",
    "repost_of_id": "`reblog.uri`",
    "quote_of_id": "`quote_id`, else `quote`",
    "likes": "`favourites_count`",
    "reposts": "`reblogs_count`",
    "replies": "`replies_count`",
    "quotes": "`quotes_count`",
    "followers": "`account.followers_count`",
    "url": "`url`",
    "hashtags": "`tags[].name`",
}

TRAPS: Final[tuple[str, ...]] = (
    "`id` is numbered by each server, so the address is what tells posts apart",
    "private and direct posts are rejected as `not_posts`",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        for item in _unwrapped(value)[:20]:
            if isinstance(item, dict) and {"id", "content", "account", "created_at"} <= item.keys():
                return "statuses with content and account, as Mastodon servers send them"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of one status, array or search result."""
    for item in _unwrapped(value):
        yield _row(item, line)


def _unwrapped(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("statuses"), list):
        return list(value["statuses"])
    return value if isinstance(value, list) else [value]


def _row(item: Any, line: int) -> Item:
    if not isinstance(item, dict) or not isinstance(item.get("account"), dict):
        return Reject(line, "not_a_record")
    if item.get("visibility") in _HIDDEN:
        return Reject(line, "not_posts")
    local_id, id_ok = identity(item.get("id"))
    address = item.get("uri") or item.get("url")
    if local_id is None and not isinstance(address, str):
        return Reject(line, "no_id")
    original = item.get("reblog") if isinstance(item.get("reblog"), dict) else None
    text = _text(original or item)
    if text is None:
        return Reject(line, "no_text")
    source = _network(item)
    quote_of = identity(item.get("quote_id"))[0] or _address(item.get("quote"))
    reply_to = identity(item.get("in_reply_to_id"))[0]
    account, tags = item["account"], item.get("tags")
    return {
        "source": source,
        # ids are numbered by each server, so only the address is one in all of the network
        "post_id": local_id if source == "truthsocial" and local_id else clean(str(address or local_id)),
        "text": text,
        "raw_line": line,
        "author_id": _author(account),
        "created_at": moment(item.get("created_at")) or mastodon_time(local_id),
        "lang": language((original or item).get("language")),
        "kind": kind_of(repost=original, reply=reply_to, quote=quote_of),
        "reply_to_id": reply_to,
        "repost_of_id": _address(original),
        "quote_of_id": quote_of,
        "likes": count(item.get("favourites_count")),
        "reposts": count(item.get("reblogs_count")),
        "replies": count(item.get("replies_count")),
        "quotes": count(item.get("quotes_count")),
        "followers": count(account.get("followers_count")),
        "url": clean(item["url"]) if isinstance(item.get("url"), str) else None,
        "hashtags": [clean(t["name"]) for t in tags if isinstance(t, dict) and isinstance(t.get("name"), str)]
        if isinstance(tags, list)
        else None,
        "id_ok": id_ok,
        "truncated": False,
    }


def _author(account: Row) -> str | None:
    found = account.get("url") or account.get("acct") or identity(account.get("id"))[0]
    return str(found) if found else None


def _text(item: Row) -> str | None:
    content, warning = item.get("content"), item.get("spoiler_text")
    if not isinstance(content, str):
        return None
    text = from_html(content)
    return clean(f"{warning}\n{text}" if isinstance(warning, str) and warning.strip() else text)


def _address(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    found = item.get("uri") or item.get("url") or item.get("id")
    return clean(str(found)) if found else None


def _network(item: Row) -> str:
    try:
        host = urlsplit(str(item.get("url") or item.get("uri") or "")).hostname or ""
    except ValueError:
        host = ""
    return "truthsocial" if host.endswith("truthsocial.com") else "mastodon"
