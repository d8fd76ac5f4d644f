"""Telegram's Bot API, and messages as Pyrogram prints them: messages with `chat`; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of
from xsentiment.ingest.nested import as_object, dig, each, heads, known_id
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import Clock, asked, chat_number, hashtags, link, numbered, reactions

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "`chat.id` without `-100`, `/` and `message_id` (`id` in Pyrogram 2)",
    "text": "`text`, else `caption`, else `poll.question`",
    "author_id": "`from_user.id` or `from.id` with `user` before it, else `sender_chat.id` or `chat.id` with `channel`",
    "created_at": "`date`",
    "edited_at": "`edit_date`",
    "kind": "a repost has a key that begins with `forward_`, a reply `reply_to_message`",
    "reply_to_id": "`chat.id`, `/` and `reply_to_message_id`, else `reply_to_message.message_id`",
    "repost_of_id": "`forward_from_chat.id`, `/` and `forward_from_message_id`; since 2023 both in `forward_origin`",
    "conversation_id": "`chat.id` without `-100`",
    "likes": "the sum of `reactions.reactions[].count`",
    "reposts": "`forwards`",
    "views": "`views`",
    "url": "`https://t.me/`, `chat.username` and the message's number",
    "hashtags": "`entities[]` or `caption_entities[]` of type `hashtag`",
}
TRAPS: Final = (
    "Messages are numbered by each chat, so the chat's number is part of theirs, as Telegram Desktop writes it.",
    "Service messages and empty ones are rejected as not posts, as are private conversations.",
    "Pyrogram prints local times; the event's `time_zone` says where, else they are read as UTC, with a warning.",
    "Messages of pictures or other files alone have an empty text, which is kept; the text of a poll is its question.",
    "The likes are reactions of any kind, angry ones too.",
)

_UPDATES: Final = ("message", "channel_post", "edited_message", "edited_channel_post")
_MEDIA: Final = frozenset(
    ("media", "photo", "video", "document", "audio", "voice", "animation", "sticker", "video_note", "poll", "location",
     "venue", "contact", "web_page", "media_group_id")
)  # fmt: skip
_FORWARDS: Final = ("forward_date", "forward_from", "forward_from_chat", "forward_sender_name", "forward_origin")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_message(message) for message in _messages(value)[:50]):
            return "messages with chat, as Telegram's Bot API and Pyrogram write them"
    return None


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "type"} <= as_object(value.get("chat")).keys() and (
        "message_id" in value or ("id" in value and value.get("_") == "Message")
    )  # fmt: skip


def _messages(value: Any) -> list[Any]:
    """The messages of a page, of its updates or of one update, else the value itself."""
    if not isinstance(value, dict) or _is_message(value):
        return [value]
    listed = next((value[name] for name in ("result", "messages") if isinstance(value.get(name), list)), [value])
    return [message for inner in listed for message in _updated(inner)]


def _updated(value: Any) -> list[Any]:
    if isinstance(value, dict) and "update_id" in value:
        return [value[name] for name in _UPDATES if name in value]
    return [value]


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; `mapping.time_zone` holds for times that name no zone."""
    return records.read(member, partial(_rows, Clock(member.name, mapping)))


def _rows(clock: Clock, value: Any, line: int) -> Iterator[Item]:
    """The messages of a page or update, or one message; what holds none is one reject."""
    return each(_messages(value), line, partial(_item, clock))


def _item(clock: Clock, message: Row, line: int) -> Item:
    chat, number = as_object(message.get("chat")), known_id(message.get("message_id")) or known_id(message.get("id"))
    if not chat and number is None:
        return Reject(line, "not_a_record")
    if _word(chat.get("type")) in ("private", "bot") or message.get("empty") is True or message.get("service"):
        return Reject(line, "not_posts")
    text = message.get("caption") if message.get("text") is None else message["text"]
    text = asked(message.get("poll")) or text
    if text is None:
        if not message.keys() & _MEDIA:
            return Reject(line, "not_posts")
        text = ""
    if number is None or not isinstance(text, str):
        return Reject(line, "no_id" if number is None else "no_text")
    place, above = chat_number(chat.get("id")), as_object(message.get("reply_to_message"))
    answered = next((found for value in (message.get("reply_to_message_id"), above.get("message_id"), above.get("id"))
                     if (found := known_id(value))), None)  # fmt: skip
    entities, given = message.get("entities") or message.get("caption_entities"), message.get("reactions")
    return {
        "source": "telegram",
        "post_id": numbered(place, number),
        "text": clean(text),
        "raw_line": line,
        "author_id": _author(message, chat),
        "created_at": clock.read(message.get("date")),
        "edited_at": clock.read(message.get("edit_date")),
        "kind": kind_of(repost=any(message.get(name) for name in _FORWARDS), reply=answered),
        "reply_to_id": numbered(place, answered) if answered else None,
        "repost_of_id": _original(message),
        "conversation_id": place,
        "likes": reactions(dig(given, "reactions") or given),
        "reposts": count(message.get("forwards")),
        "views": count(message.get("views")),
        "url": link(chat, number),
        "hashtags": hashtags(text, entities, "type"),
        "id_ok": True,
        "truncated": False,
    }


def _word(value: Any) -> str:
    """A value of an enumeration, which Pyrogram 2 prints with its class before it: ChatType.CHANNEL."""
    return str(value).rpartition(".")[2].lower()


def _author(message: Row, chat: Row) -> str | None:
    user = next((found for name in ("from_user", "from") if (found := known_id(dig(message, name, "id")))), None)
    if user:
        return f"user{user}"
    sender = as_object(message.get("sender_chat")) or (chat if _word(chat.get("type")) == "channel" else {})
    number = chat_number(sender.get("id"))
    return f"channel{number}" if number else None


def _original(message: Row) -> str | None:
    origin = as_object(message.get("forward_origin"))
    chat = as_object(message.get("forward_from_chat")) or as_object(origin.get("chat"))
    number = known_id(message.get("forward_from_message_id")) or known_id(origin.get("message_id"))
    place = chat_number(chat.get("id"))
    return numbered(place, number) if place and number else None
