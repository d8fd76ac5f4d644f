"""Telethon and other programs that write Telegram's own API: messages with `peer_id`; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of
from xsentiment.ingest.nested import as_object, dig, each, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import Clock, asked, hashtags, link, numbered, reactions

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "the number in `peer_id` (`to_id` until 2020), `/` and `id`",
    "text": "`message`, else `media.poll.question`",
    "author_id": "`from_id` with `user` or `channel` before it, else the channel in `peer_id`",
    "created_at": "`date`",
    "edited_at": "`edit_date`, unless `edit_hide`",
    "kind": "a repost has `fwd_from`, a reply `reply_to`",
    "reply_to_id": "`reply_to.reply_to_msg_id` (until 2020 `reply_to_msg_id`), in `reply_to.reply_to_peer_id` if given",
    "repost_of_id": "the channel in `fwd_from.from_id`, `/` and `fwd_from.channel_post`",
    "conversation_id": "the number in `peer_id`",
    "likes": "the sum of `reactions.results[].count`",
    "reposts": "`forwards`",
    "replies": "`replies.replies`",
    "views": "`views`",
    "url": "`https://t.me/`, the chat's `username` (`_chat`, as 4CAT adds it) and `id`",
    "hashtags": "`entities[]` of type `MessageEntityHashtag`",
}
TRAPS: Final = (
    "Messages are numbered by each chat, so the chat's number is part of theirs.",
    "Service messages (`MessageService`) and empty ones are rejected as not posts, as is what was said to one person.",
    "In a forum `reply_to` of each message names its topic, which is no answer.",
    "Messages of pictures or other files alone have an empty text, which is kept; the text of a poll is its question.",
    "The likes are reactions of any kind, angry ones too.",
    "A file of 4CAT has `_type` in place of `_`, and seconds since 1970 as times.",
)

_NUMBERS: Final = {"channel_id": "channel", "user_id": "user", "chat_id": "chat"}
"""What a peer is numbered by, and what it is."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_message(message) for message in [value, *objects(value.get("messages"))[:50]]):
            return "messages with peer_id, as Telegram's API sends them"
    return None


def _is_message(value: Row) -> bool:
    return "id" in value and _peer(value) is not None and ("message" in value or "action" in value or "_" in value)


def _peer(message: Row) -> tuple[str, str] | None:
    """What a message was written in, and its number; until 2020 under another name."""
    return _numbered(message.get("peer_id")) or _numbered(message.get("to_id"))


def _numbered(peer: Any) -> tuple[str, str] | None:
    found = ((kind, known_id(dig(peer, name))) for name, kind in _NUMBERS.items())
    return next(((kind, number) for kind, number in found if number), None)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; `mapping.time_zone` holds for times that name no zone."""
    return records.read(member, partial(_rows, Clock(member.name, mapping)))


def _rows(clock: Clock, value: Any, line: int) -> Iterator[Item]:
    """The messages of a page, or one message; a page without any is one reject."""
    listed = value.get("messages") if isinstance(value, dict) and not _is_message(value) else None
    return each(listed if isinstance(listed, list) else [value], line, partial(_item, clock))


def _item(clock: Clock, message: Row, line: int) -> Item:
    peer, number = _peer(message), known_id(message.get("id"))
    kind = str(message.get("_", message.get("_type"))).lower()
    if kind in ("messageservice", "messageempty") or "action" in message or (peer and peer[0] == "user"):
        return Reject(line, "not_posts")
    if peer is None and "message" not in message:
        return Reject(line, "not_a_record")
    text = asked(dig(message, "media", "poll")) or message.get("message")
    if number is None or not isinstance(text, str):
        return Reject(line, "no_id" if number is None else "no_text")
    chat = peer[1] if peer else None
    reply_to, forwarded = _answered(message, chat), as_object(message.get("fwd_from"))
    return {
        "source": "telegram",
        "post_id": numbered(chat, number),
        "text": clean(text),
        "raw_line": line,
        "author_id": _author(message, peer),
        "created_at": clock.read(message.get("date")),
        "edited_at": None if message.get("edit_hide") is True else clock.read(message.get("edit_date")),
        "kind": kind_of(repost=forwarded, reply=reply_to),
        "reply_to_id": reply_to,
        "repost_of_id": _original(forwarded),
        "conversation_id": chat,
        "likes": reactions(dig(message, "reactions", "results")),
        "reposts": count(message.get("forwards")),
        "replies": count(dig(message, "replies", "replies")),
        "views": count(message.get("views")),
        "url": link(message.get("_chat"), number),
        "hashtags": hashtags(text, message.get("entities"), "_", "_type"),
        "id_ok": True,
        "truncated": False,
    }


def _author(message: Row, peer: tuple[str, str] | None) -> str | None:
    sender = message.get("from_id")
    if found := _numbered(sender):
        return "".join(found)
    if number := known_id(sender):  # until 2020 a bare number
        return f"user{number}"
    return "".join(peer) if peer and peer[0] == "channel" else None


def _answered(message: Row, chat: str | None) -> str | None:
    answer = as_object(message.get("reply_to"))
    if answer.get("forum_topic") is True and not answer.get("reply_to_top_id"):
        return None
    number = known_id(answer.get("reply_to_msg_id")) or known_id(message.get("reply_to_msg_id"))
    other = _numbered(answer.get("reply_to_peer_id"))
    return numbered(other[1] if other else chat, number) if number else None


def _original(forwarded: Row) -> str | None:
    origin, number = (
        _numbered(forwarded.get("from_id")) or _numbered(forwarded),
        known_id(forwarded.get("channel_post")),
    )
    return numbered(origin[1], number) if origin and number else None
