"""TDLib, Telegram's own library: messages and updates as it sends them (`@type`); JSON and JSONL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count as count_on
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, clean, count, epoch, kind_of
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import asked, chat_number, hashtags, numbered, reactions

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "`chat_id` without `-100`, `/` and `id` divided by 2^20, the number that all other programs know",
    "text": "`content.text.text`, else `content.caption.text`, else `content.poll.question`; `content.emoji`",
    "author_id": "`user` and `sender_id.user_id`, else `channel` and `sender_id.chat_id`; until 1.6 `sender_user_id`",
    "created_at": "`date`",
    "edited_at": "`edit_date`, if it is not 0, or that of a later `updateMessageEdited`",
    "kind": "a repost has `forward_info`, a reply `reply_to`",
    "reply_to_id": "`reply_to.message_id` in `reply_to.chat_id`, else `reply_to_message_id`",
    "repost_of_id": "`forward_info.origin.message_id` in `forward_info.origin.chat_id`",
    "conversation_id": "`chat_id` without `-100`",
    "likes": "the sum of `interaction_info.reactions.reactions[].total_count`",
    "reposts": "`interaction_info.forward_count`",
    "replies": "`interaction_info.reply_info.reply_count`",
    "views": "`interaction_info.view_count`; until 1.6 `views`, where 0 is none counted",
    "hashtags": "`entities[]` of type `textEntityTypeHashtag`",
}
TRAPS: Final = (
    "An id is the message's number times 2^20; one that is no multiple was never sent and is rejected as not posts.",
    "Messages to one person (`chat_id` is a user's), in secret chats, and service messages are rejected as not posts.",
    "Messages of pictures or other files alone have an empty text, which is kept; the text of a poll is its question.",
    "Places, contacts, dice and games are rejected as not posts.",
    "What `updateDeleteMessages` deletes for good (`is_permanent`) is left out, each message of it a reject.",
    "A message has the content that a later `updateMessageContent` of the same file gives it.",
    "`sender_user_id` 0, until 1.6, is no user: the author is the channel, if `is_channel_post` says so.",
)

_SHIFT: Final = 20
_FILES: Final = {"messageSticker", "messageVideoNote"}
"""Files that have no caption."""
_UPDATES: Final = {"updateDeleteMessages", "updateMessageContent", "updateMessageEdited"}
_CHAT: Final = re.compile(r"-\d{1,15}")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(map(_is_message, _messages(value)[:50])):
            return "messages of TDLib, with @type"
        if str(value.get("@type")) in _UPDATES and "chat_id" in value:
            return "updates of TDLib, with @type"
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
    """Posts and rejects of a stream, which is read twice: messages have what later updates say of them."""
    edits = _Edits()
    for _ in records.read(member, edits.noting()):
        pass
    yield from records.read(member, edits.making())


def rows(value: Any, line: int) -> Iterator[Item]:
    """The messages of a page or an update; a page without any is one reject."""
    return _items(value, line, lambda message: message)


def _items(value: Any, line: int, edited: Callable[[Row], Row]) -> Iterator[Item]:
    found = _messages(value)
    if not found:
        yield Reject(line, "not_posts")
    for message in found:
        if _is_message(message):
            yield _row(edited(message), line)
        elif as_object(message).get("@type") == "updateDeleteMessages":
            yield from _gone(message, line)
        else:
            yield Reject(line, "not_posts" if "@type" in as_object(message) else "not_a_record")


def _gone(update: Row, line: int) -> Iterator[Item]:
    """A reject for each message that an update deletes, and not only from the program's memory."""
    chat, listed = known_id(update.get("chat_id")), update.get("message_ids")
    place = chat_number(chat) if chat and chat.startswith("-") and update.get("is_permanent") is True else None
    numbers = [_number(value) for value in listed] if isinstance(listed, list) else []
    for number in numbers or [None]:
        post_id = numbered(place, number) if place and number else None
        yield Reject(line, "not_posts", Deletion("telegram", post_id=post_id) if post_id else None)


class _Edits:
    """What updates of a file say of its messages: the last content and time of each, and where in the file."""

    def __init__(self) -> None:
        self._last: dict[tuple[Any, ...], tuple[int, Any]] = {}

    def noting(self) -> records.Rows:
        places = count_on()

        def note(value: Any, _line: int) -> Iterator[Item]:
            place, update = next(places), as_object(value)
            for kind, name in (("updateMessageContent", "new_content"), ("updateMessageEdited", "edit_date")):
                if update.get("@type") == kind and name in update:
                    self._last[_key(update, "message_id", name)] = place, update[name]
            return iter(())

        return note

    def making(self) -> records.Rows:
        places = count_on()

        def make(value: Any, line: int) -> Iterator[Item]:
            place = next(places)
            return _items(value, line, lambda message: self._edited(message, place))

        return make

    def _edited(self, message: Row, place: int) -> Row:
        for name, said in (("content", "new_content"), ("edit_date", "edit_date")):
            at, value = self._last.get(_key(message, "id", said), (0, None))
            if at > place and (name != "content" or "@type" in as_object(value)):
                message = message | {name: value}
        return message


def _key(value: Row, name: str, said: str) -> tuple[Any, ...]:
    return known_id(value.get("chat_id")), known_id(value.get(name)), said


def _row(message: Row, line: int) -> Item:
    content, number, chat = message["content"], _number(message.get("id")), known_id(message.get("chat_id"))
    said = as_object(content.get("text")) or as_object(content.get("caption"))
    text = asked(content.get("poll")) or said.get("text", _unsaid(content))
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
        "views": count(told.get("view_count")) if told else count(message.get("views")) or None,
        "hashtags": _tags(text, said.get("entities")),
        "id_ok": True,
        "truncated": False,
    }


def _unsaid(content: Row) -> Any:
    """The text of a message without one: of files alone it is empty, a large emoji is a text."""
    kind = str(content["@type"])
    if kind == "messageAnimatedEmoji":
        return content.get("emoji")
    return "" if "caption" in content or kind in _FILES else None


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
    user = known_id(sender.get("user_id")) or known_id(message.get("sender_user_id"))
    if user and user != "0":
        return f"user{user}"
    posted = message.get("chat_id") if message.get("is_channel_post") is True else None
    chat = chat_number(sender.get("chat_id")) or chat_number(posted)
    return f"channel{chat}" if chat else None


def _tags(text: str, entities: Any) -> list[str] | None:
    flat = [item | {"type": dig(item, "type", "@type")} for item in objects(entities)]
    return hashtags(text, flat, "type") if isinstance(entities, list) else None
