"""telegram-history-dump (tg-cli): one message of a chat a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, kind_of
from xsentiment.ingest.nested import as_object, dig, heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`telegram`",
    "post_id": "`to.peer_id` (the chat), `/` and `id`",
    "text": "`text`, else `media.caption`",
    "author_id": "`from.peer_id`, with `user` or `channel` before it",
    "created_at": "`date`, seconds since 1970",
    "kind": "a repost has `fwd_from`, a reply `reply_id`",
    "reply_to_id": "`to.peer_id`, `/` and `reply_id`",
    "conversation_id": "`to.peer_id`",
    "views": "`views`",
}
TRAPS: Final = (
    "Messages are numbered by chat or by account, so the chat's id is part of theirs.",
    "Service messages are rejected as not posts, as are private conversations (`to.peer_type` `user`).",
    "Messages of pictures or other files alone have an empty text, which is kept.",
    "Files hold telephone numbers, which are never read.",
)

_PRIVATE: Final = ("user", "encr_chat")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if value.get("event") in ("message", "service") and {"id", "from", "to", "date"} <= value.keys():
            return "messages with event, from and to, as telegram-history-dump writes them"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one message."""
    yield _row(value, line) if isinstance(value, dict) else Reject(line, "not_a_record")


def _row(message: Row, line: int) -> Item:
    if "event" not in message:
        return Reject(line, "not_a_record")
    receiver, sender = as_object(message.get("to")), as_object(message.get("from"))
    if message["event"] != "message" or message.get("service") is True or receiver.get("peer_type") in _PRIVATE:
        return Reject(line, "not_posts")
    number = known_id(message.get("id"))
    if number is None:
        return Reject(line, "no_id")
    text = message.get("text", dig(message, "media", "caption"))
    if text is None and isinstance(message.get("media"), dict):
        text = ""
    if not isinstance(text, str):
        return Reject(line, "no_text")
    chat, stamp, reply_to = _peer(receiver), message.get("date"), known_id(message.get("reply_id"))
    author = known_id(sender.get("peer_id"))
    return {
        "source": "telegram",
        "post_id": f"{chat}/{number}" if chat else number,
        "text": clean(text),
        "raw_line": line,
        "author_id": f"{known_id(sender.get('peer_type')) or 'user'}{author}" if author else _peer(sender),
        "created_at": epoch(stamp) if isinstance(stamp, int | float) and not isinstance(stamp, bool) else None,
        "kind": kind_of(repost="fwd_from" in message, reply=reply_to),
        "reply_to_id": (f"{chat}/{reply_to}" if chat else reply_to) if reply_to else None,
        "conversation_id": chat,
        "views": count(message.get("views")),
        "id_ok": True,
        "truncated": False,
    }


def _peer(peer: Row) -> str | None:
    return next((found for key in ("peer_id", "id", "print_name") if (found := known_id(peer.get(key)))), None)
