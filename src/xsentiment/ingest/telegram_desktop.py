"""Telegram Desktop: `result.json` of one chat or of a whole account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, epoch, kind_of
from xsentiment.ingest.nested import as_object, dig, hashtags, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import Clock, asked, numbered, reactions

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "the chat's `id` (in a bare list of messages the channel's in `from_id`), `/` and the message's `id`",
    "text": "`text`, a text or a list of texts and objects with a `text`; else `text_entities[].text`; `poll.question`",
    "author_id": "`from_id`, else `from`",
    "created_at": "`date_unixtime`, else `date`",
    "edited_at": "`edited_unixtime`, else `edited`",
    "kind": "a repost has `forwarded_from`, a reply `reply_to_message_id`",
    "reply_to_id": "the chat's `id`, or the number in `reply_to_peer_id`, `/` and `reply_to_message_id`",
    "conversation_id": "the chat's `id`",
    "likes": "the sum of `reactions[].count`",
    "hashtags": "`text_entities[]` of type `hashtag`",
}
TRAPS: Final = (
    "Messages are numbered by each chat, so the chat's id is part of theirs.",
    "Service messages (joins, pins, calls) are rejected as not posts.",
    "Private conversations, bots and saved messages are not posts; of a whole account only public chats are read.",
    "`date` is local time without a zone, used only where `date_unixtime` is missing, as before 2022.",
    "The event's `time_zone` for the file says its zone; without it the time is read as UTC, with a warning.",
    "Exports as HTML are refused: they do not tell a channel from a private conversation.",
    "Messages of pictures or other files alone have an empty text, which is kept; the text of a poll is its question.",
    "The likes are reactions of any kind, angry ones too.",
)

_PRIVATE: Final = ("personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes")
_PUBLIC: Final = ("public_channel", "public_supergroup")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_message(message) for message in objects(value.get("messages"))[:50]):
            return "a chat with messages, as Telegram Desktop exports it"
        chats = [chat for key in ("chats", "left_chats") for chat in objects(dig(value, key, "list"))]
        if any("messages" in chat for chat in chats):
            return "an account with chats, as Telegram Desktop exports it"
        if value.get("messages") == [] and {"name", "type", "id"} <= value.keys():
            return "an empty chat, as Telegram Desktop exports it"
        if _is_message(value):
            return "messages, as Telegram Desktop exports them"
        if {"about", "personal_information"} <= value.keys():
            return "an account without chats, as Telegram Desktop exports it"
    return None


def _is_message(value: Row) -> bool:
    return value.get("type") in ("message", "service") and "id" in value and (
        "date_unixtime" in value or ("date" in value and bool(value.keys() & {"from", "actor", "from_id"}))
    )  # fmt: skip


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; `mapping.time_zone` holds for times that name no zone."""
    return records.read(member, partial(_rows, Clock(member.name, mapping)))


def _rows(clock: Clock, value: Any, line: int) -> Iterator[Item]:
    """The messages of an account, of a chat, or one message; a file without any is one reject."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
        return
    if _is_message(value):
        yield _item(value, None, clock, line)
        return
    chats = [chat for key in ("chats", "left_chats") for chat in objects(dig(value, key, "list"))]
    whole = bool(chats)
    empty = True
    for chat in chats or [value]:
        messages = chat.get("messages")
        for message in messages if isinstance(messages, list) else []:
            empty = False
            hidden = chat.get("type") in _PRIVATE or (whole and chat.get("type") not in _PUBLIC)
            yield Reject(line, "not_posts") if hidden else _item(message, chat, clock, line)
    if empty:
        known = whole or "messages" in value or "personal_information" in value
        yield Reject(line, "not_posts" if known else "not_a_record")


def _item(message: Any, chat: Row | None, clock: Clock, line: int) -> Item:
    if not isinstance(message, dict):
        return Reject(line, "not_a_record")
    if message.get("type") != "message":
        return Reject(line, "not_posts" if "type" in message else "not_a_record")
    chat_id = known_id((chat or {}).get("id")) or _channel(message)
    number = known_id(message.get("id"))
    if number is None:
        return Reject(line, "no_id")
    text = asked(message.get("poll")) or _text(message)
    if text is None:
        return Reject(line, "no_text")
    reply_to = known_id(message.get("reply_to_message_id"))
    forwarded = "forwarded_from" in message or "forwarded_from_id" in message
    created, edited = _time(message, "date", clock), _time(message, "edited", clock)
    if edited and created and edited < created:  # exports of before 2022 give 1970 to messages never edited
        edited = None
    return {
        "source": "telegram",
        "post_id": numbered(chat_id, number),
        "text": text,
        "raw_line": line,
        "author_id": known_id(message.get("from_id")) or known_id(message.get("from")),
        "created_at": created,
        "edited_at": edited,
        "kind": kind_of(repost=forwarded, reply=reply_to),
        "reply_to_id": numbered(_peer(message) or chat_id, reply_to) if reply_to else None,
        "conversation_id": chat_id,
        "likes": reactions(message.get("reactions")),
        "hashtags": _hashtags(message),
        "id_ok": True,
        "truncated": False,
    }


def _time(message: Row, name: str, clock: Clock) -> datetime | None:
    stamp = known_id(message.get(f"{name}_unixtime"))
    return epoch(int(stamp[:12])) if stamp and stamp.isdecimal() else clock.read(message.get(name))


def _peer(message: Row) -> str | None:
    """The number of another chat whose message is answered: `channel77` is chat 77."""
    peer = known_id(message.get("reply_to_peer_id"))
    return re.sub(r"\A\D+", "", peer) or None if peer else None


def _channel(message: Row) -> str | None:
    """The channel that wrote a message of a bare list."""
    sender = known_id(message.get("from_id")) or ""
    return sender.removeprefix("channel") if sender.startswith("channel") else None


def _text(message: Row) -> str | None:
    """The text of a message, which is whole, in pieces, or in pieces under another name."""
    text = message.get("text", message.get("text_entities"))
    if isinstance(text, str):
        return clean(text)
    if not isinstance(text, list):
        return None
    pieces = [piece if isinstance(piece, str) else as_object(piece).get("text") for piece in text]
    return clean("".join(piece for piece in pieces if isinstance(piece, str)))


def _hashtags(message: Row) -> list[str] | None:
    entities = message.get("text_entities", message.get("text"))
    return hashtags([item for item in objects(entities) if item.get("type") == "hashtag"], "text")
