"""Statuses of Twitter API v1.1 just as X gives them, decoded straight into their types: the quick way of `x_v11`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from xsentiment.ingest import x_post
from xsentiment.ingest.items import Row, clean, count, epoch, kind_of, language, moment, x_time
from xsentiment.ingest.records import Parse
from xsentiment.text import unescape

_Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None


class _Tag(msgspec.Struct, gc=False):
    text: str


class _Entities(msgspec.Struct, gc=False):
    hashtags: list[_Tag]


class _Extended(msgspec.Struct, gc=False):
    full_text: str
    entities: _Entities


class _User(msgspec.Struct, gc=False):
    id_str: str
    followers_count: _Count = None
    verified: bool | None = None


class Status(msgspec.Struct, gc=False):
    """What is used of a status; a key of type None is one that only others than X fill in."""

    id_str: str
    created_at: str
    user: _User
    entities: _Entities
    text: str | None = None
    full_text: str | None = None
    truncated: bool | None = None
    extended_tweet: _Extended | None = None
    timestamp_ms: str | None = None
    lang: str | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: int | None = None
    quoted_status_id_str: str | None = None
    quoted_status_id: int | None = None
    is_quote_status: bool | None = None
    favorite_count: _Count = None
    retweet_count: _Count = None
    reply_count: _Count = None
    quote_count: _Count = None
    retweeted_status: Status | None = None
    conversation_id_str: None = None
    conversation_id: None = None
    tweet_created_at: None = None
    views_count: None = None


def parsing(otherwise: Parse) -> Parse:
    """Parse a status to a `Status`; what is not of its types, or has odd ids or no text, is left to `otherwise`."""
    decode = msgspec.json.Decoder(Status).decode

    def parse(data: bytes | str) -> Any:
        try:
            status = decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return otherwise(data)
        original = status.retweeted_status
        plain = _is_plain(status) and (original is None or _is_plain(original))
        return status if plain else otherwise(data)

    return parse


def _is_plain(status: Status) -> bool:
    """Whether a status has a text, and its ids are digits in text."""
    post_id, author = status.id_str, status.user.id_str
    reply, quote = status.in_reply_to_status_id_str, status.quoted_status_id_str
    return (
        (status.full_text is not None or status.text is not None)
        and (post_id.isdecimal() and post_id.isascii())
        and (author.isdecimal() and author.isascii())
        and (status.in_reply_to_status_id is None if reply is None else reply.isdecimal() and reply.isascii())
        and (status.quoted_status_id is None if quote is None else quote.isdecimal() and quote.isascii())
    )


def row(status: Status, line: int) -> Row:
    """The row of a status, equal to what `x_v11.post` makes of the same one."""
    original = status.retweeted_status
    shown = original or status
    extended = shown.extended_tweet
    full = extended.full_text if extended else shown.full_text
    text = full if full is not None else shown.text or ""
    post_id, reply, quote = status.id_str, status.in_reply_to_status_id_str, status.quoted_status_id_str
    return {
        "source": "x",
        "post_id": post_id,
        "text": clean(unescape(text)),
        "raw_line": line,
        "author_id": status.user.id_str,
        "created_at": moment(status.created_at) or epoch(count(status.timestamp_ms) or 0) or x_time(post_id),
        "url": x_post.address(post_id),
        "id_ok": True,
        "views": None,
        "truncated": x_post.is_cut(text) or (full is None and shown.truncated is True),
        "kind": kind_of(repost=original, reply=reply, quote=quote or status.is_quote_status),
        "repost_of_id": original.id_str if original else None,
        "followers": status.user.followers_count,
        "verified": status.user.verified,
        "hashtags": [clean(tag.text) for tag in (extended or shown).entities.hashtags if tag.text],
        "lang": language(status.lang),
        "reply_to_id": reply,
        "quote_of_id": quote,
        "conversation_id": None,
        "likes": status.favorite_count,
        "reposts": status.retweet_count,
        "replies": status.reply_count,
        "quotes": status.quote_count,
    }
