"""DiscordChatExporter: the messages of a channel of Discord; JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, moment
from xsentiment.ingest.nested import as_object, below, dig, each, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`discord`",
    "post_id": "`id`",
    "text": "`content`; of a forwarded message `forwardedMessage.content`",
    "author_id": "`author.id`",
    "created_at": "`timestamp`",
    "edited_at": "`timestampEdited`",
    "kind": "a message with `forwardedMessage` is a repost, another with `reference.messageId` a reply",
    "reply_to_id": "`reference.messageId` of a reply",
    "repost_of_id": "the same of a repost",
    "conversation_id": "`channel.id`",
    "likes": "the sum of the counts of `reactions`",
    "url": "made of the ids of guild, channel and message",
}
TRAPS: Final = (
    "Direct messages and private threads (`channel.type`) are rejected as not posts, as are joins and calls (`type`).",
    "Messages of files or embedded links alone have an empty text, which is kept.",
    "Times have the zone of the machine that exported them, which they name.",
)

_SAID: Final = ("Default", "Reply", "0", "19")
_PRIVATE: Final = ("DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread", "DirectMessage", "GroupDirectMessage")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if isinstance(value.get("messages"), list) and {"guild", "channel"} <= value.keys():
            return "a guild, a channel and messages, as DiscordChatExporter writes them"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The messages of a channel."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")
        return
    channel, guild = as_object(value.get("channel")), known_id(dig(value, "guild", "id"))
    yield from each(value["messages"], line, lambda message, line: _row(message, line, channel, guild))


def _row(message: Row, line: int, channel: Row, guild: str | None) -> Item:
    if channel.get("type") in _PRIVATE or ("type" in message and str(message["type"]) not in _SAID):
        return Reject(line, "not_posts")
    post_id, other = known_id(message.get("id")), known_id(dig(message, "reference", "messageId"))
    text, forwarded = message.get("content"), as_object(message.get("forwardedMessage"))
    if post_id is None or not isinstance(text, str):
        return Reject(line, "no_id" if post_id is None else "no_text")
    place = known_id(channel.get("id"))
    given = [found for item in objects(message.get("reactions")) if (found := count(item.get("count"))) is not None]
    return {
        "source": "discord",
        "post_id": post_id,
        "text": clean(text) or below(forwarded, "content"),
        "raw_line": line,
        "author_id": known_id(dig(message, "author", "id")),
        "created_at": moment(message.get("timestamp")),
        "edited_at": moment(message.get("timestampEdited")),
        "kind": kind_of(repost=forwarded, reply=other),
        "reply_to_id": None if forwarded else other,
        "repost_of_id": other if forwarded else None,
        "conversation_id": place,
        "likes": sum(given) if isinstance(message.get("reactions"), list) else None,
        "url": f"https://discord.com/channels/{guild}/{place}/{post_id}" if guild and place else None,
        "id_ok": True,
        "truncated": False,
    }
