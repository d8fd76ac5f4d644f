"""TDLib, Telegram's own library: messages and updates as it sends them (`@type`); JSON and JSONL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, kind_of
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import asked, chat_number, hashtags, numbered, reactions

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "`chat_id` without `-100`, `/` and `id` divided by 2^20, the number that all other programs know",
    "text": "`content.text.text`, else `content.caption.text`, else `content.poll.question`",
    "author_id": "`user` and `sender_id.user_id`, else `channel` and `sender_id.chat_id`",
    "created_at": "`date`",
    "edited_at": "`edit_date`, if it is not 0",
    "kind": "a repost has `forward_info`, a reply `reply_to`",
    "reply_to_id": "`reply_to.message_id` in `reply_to.chat_id`, else `reply_to_message_id`",
    "repost_of_id": "`forward_info.origin.message_id` in `forward_info.origin.chat_id`",
    "conversation_id": "`chat_id` without `-100`",
    "likes": "the sum of `interaction_info.reactions.reactions[].total_count`",
    "reposts": "`interaction_info.forward_count`",
    "replies": "`interaction_info.reply_info.reply_count`",
    "views": "`interaction_info.view_count`",
    "hashtags": "`entities[]` of type `textEntityTypeHashtag`",
}
TRAPS: Final = (
    "An id is the message's number times 2^20; one that is no multiple was never sent and is rejected as not posts.",
    "Messages to one person (`chat_id` is a user's), in secret chats, and service messages are rejected as not posts.",
    "Messages of pictures or other files alone have an empty text, which is kept; the text of a poll is its question.",
)

_SHIFT: Final = 20
_CHAT: Final = re.compile(r"-\d{1,15}")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(map(_is_message, _messages(value)[:50])):
            return "messages of TDLib, with @type"
    return None


def _is_message(value: Any) -> bool:
    return {"id", "chat_id", "content"} <= as_object(value).keys() and "@type" in as_object(value["content"])


def _messages(value: Any) -> list[Any]:
    """The messages of a page, the one of an update, else the value itself."""
    if not isinstance(value, dict) or _is_message(value):
        return [value]
    listed = value.get("messages")
    return listed if isinstance(listed, list) else [value["message"]] if _is_message(value.get("message")) else [value]


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The messages of a page or an update; a page without any is one reject."""
    found = _messages(value)
    if not found:
        yield Reject(line, "not_posts")
    for message in found:
        if _is_message(message):
            yield _row(message, line)
        else:
            yield Reject(line, "not_posts" if "@type" in as_object(message) else "not_a_record")


def _row(message: Row, line: int) -> Item:
    content, number, chat = message["content"], _number(message.get("id")), known_id(message.get("chat_id"))
    said = as_object(content.get("text")) or as_object(content.get("caption"))
    text = asked(content.get("poll")) or said.get(
        "text", "" if content.keys() - {"@type"} and "caption" in content else None
    )
    if not number or not chat or not chat.startswith("-") or _is_secret(chat) or not isinstance(text, str):
        return Reject(line, "not_posts")  # which service messages are, too
    place, forwarded, told = (
        chat_number(chat),
        as_object(message.get("forward_info")),
        as_object(message.get("interaction_info")),
    )
    reply_to = _place(as_object(message.get("reply_to")), place) or _place(
        {"message_id": message.get("reply_to_message_id")}, place
    )
    given = [{"count": item.get("total_count")} for item in objects(dig(told, "reactions", "reactions"))]
    edited = count(message.get("edit_date"))
    return {
        "source": "telegram",
        "post_id": numbered(place, number),
        "text": clean(text),
        "raw_line": line,
        "author_id": _author(as_object(message.get("sender_id")), message),
        "created_at": epoch(count(message.get("date")) or 0),
        "edited_at": epoch(edited) if edited else None,
        "kind": kind_of(repost=forwarded, reply=reply_to),
        "reply_to_id": reply_to,
        "repost_of_id": _place(as_object(forwarded.get("origin")), None),
        "conversation_id": place,
        "likes": reactions(given),
        "reposts": count(told.get("forward_count")),
        "replies": count(dig(told, "reply_info", "reply_count")),
        "views": count(told.get("view_count")),
        "hashtags": _tags(text, said.get("entities")),
        "id_ok": True,
        "truncated": False,
    }


def _is_secret(chat: str) -> bool:
    """Whether a chat is one between two people, end to end: TDLib numbers them by 32 bits around its own zero."""
    number = int(chat) if _CHAT.fullmatch(chat) else 0
    return -(1 << 31) <= number + 2 * 10**12 < 1 << 31


def _number(value: Any) -> str | None:
    """A message's number: TDLib's id is it times 2^20."""
    found = count(value)
    return str(found >> _SHIFT) if found and not found % (1 << _SHIFT) else None


def _place(origin: Row, here: str | None) -> str | None:
    number, chat = _number(origin.get("message_id")), chat_number(origin.get("chat_id")) or here
    return numbered(chat, number) if number and chat and chat != "0" else None


def _author(sender: Row, message: Row) -> str | None:
    if user := known_id(sender.get("user_id")) or known_id(message.get("sender_user_id")):
        return f"user{user}"
    chat = chat_number(sender.get("chat_id"))
    return f"channel{chat}" if chat else None


def _tags(text: str, entities: Any) -> list[str] | None:
    flat = [item | {"type": dig(item, "type", "@type")} for item in objects(entities)]
    return hashtags(text, flat, "type") if isinstance(entities, list) else None
