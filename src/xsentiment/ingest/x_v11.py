"""Twitter API v1.1: arrays, search results, premium pages, streams; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, identity, kind_of, language, moment, x_time
from xsentiment.ingest.nested import as_object
from xsentiment.ingest.sample import Sample
from xsentiment.text import unescape

_WRAPPERS: Final = ("statuses", "results")
_NOTICES: Final = {
    "delete",
    "limit",
    "scrub_geo",
    "warning",
    "disconnect",
    "status_withheld",
    "user_withheld",
    "friends",
}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        for item in _unwrapped(value)[:20]:
            if isinstance(item, dict) and _is_post(item):
                return "posts with the keys of Twitter API v1.1"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of one object or page."""
    for item in _unwrapped(value):
        yield _row(item, line)


def _unwrapped(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for name in _WRAPPERS:
            if isinstance(value.get(name), list):
                return list(value[name])
    return [value]


def _is_post(item: Row) -> bool:
    return (
        "id" in item
        and ("text" in item or "full_text" in item)
        and isinstance(item.get("user"), dict)
        and ("id_str" in item or "retweet_count" in item)
        and not str(item.get("_type", "")).startswith("snscrape")
    )


def _row(item: Any, line: int) -> Item:
    if not isinstance(item, dict):
        return Reject(line, "not_a_record")
    if item.keys() & _NOTICES and "text" not in item:
        return Reject(line, "not_posts")
    post_id, id_ok = identity(item.get("id_str") or item.get("id"))
    if post_id is None:
        return Reject(line, "no_id" if "text" in item or "full_text" in item else "not_a_record")
    text, truncated = _text(item)
    if text is None:
        return Reject(line, "no_text")
    original = item.get("retweeted_status")
    user: Row = item["user"] if isinstance(item.get("user"), dict) else {}
    reply_to = _id(item, "in_reply_to_status_id")
    quote_of = _id(item, "quoted_status_id")
    is_quote = quote_of or item.get("is_quote_status") is True
    entities = as_object(as_object(item.get("extended_tweet")).get("entities")) or as_object(item.get("entities"))
    hashtags = entities.get("hashtags")
    stamp = count(item.get("timestamp_ms"))
    return {
        "source": "x",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": identity(user.get("id_str") or user.get("id"))[0] or identity(user.get("screen_name"))[0],
        "created_at": moment(item.get("created_at")) or (epoch(stamp) if stamp else None) or x_time(post_id),
        "lang": language(item.get("lang")),
        "kind": kind_of(repost=original, reply=reply_to, quote=is_quote),
        "reply_to_id": reply_to,
        "repost_of_id": _id(original, "id") if isinstance(original, dict) else None,
        "quote_of_id": quote_of,
        "likes": count(item.get("favorite_count")),
        "reposts": count(item.get("retweet_count")),
        "replies": count(item.get("reply_count")),
        "quotes": count(item.get("quote_count")),
        "followers": count(user.get("followers_count")),
        "verified": user.get("verified") if isinstance(user.get("verified"), bool) else None,
        "url": f"https://x.com/i/status/{post_id}",
        "hashtags": [str(tag["text"]) for tag in hashtags if isinstance(tag, dict) and tag.get("text")]
        if isinstance(hashtags, list)
        else None,
        "id_ok": id_ok,
        "truncated": truncated,
    }


def _id(item: Row, name: str) -> str | None:
    return identity(item.get(f"{name}_str") or item.get(name))[0]


def _text(item: Row) -> tuple[str | None, bool]:
    """The full text and whether it is cut: the original's for a repost, the extended one for a long post."""
    original = item.get("retweeted_status")
    if isinstance(original, dict):
        full, cut = _text(original)
        if full is not None:
            return full, cut
    for text in (as_object(item.get("extended_tweet")).get("full_text"), item.get("full_text")):
        if isinstance(text, str):
            return clean(unescape(text)), False
    text = item.get("text")
    if not isinstance(text, str):
        return None, False
    cut = item.get("truncated") is True or (text.startswith("RT @") and text.endswith("…"))
    return clean(unescape(text)), cut
