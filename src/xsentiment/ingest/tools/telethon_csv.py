"""CSV of messages as Telethon has them (`pandas.DataFrame` of `to_dict`), inner objects written by Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row, kind_of
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.telegram import numbered

_NUMBER: Final = re.compile(
    r"\b(channel_id|user_id|chat_id|channel_post|reply_to_msg_id|replies|count)'?\s?[:=]\s?(\d+)"
)
"""A number inside an object, as a dict or as a call: `'channel_id': 42`, `channel_id=42`."""


def _inside(cell: Any) -> dict[str, list[str]]:
    """The numbers inside an object, by name."""
    out: dict[str, list[str]] = {}
    for name, number in _NUMBER.findall(cells.plain_text(cell)):
        out.setdefault(name, []).append(number)
    return out


def _peer(cell: Any) -> tuple[str, str] | None:
    found = _inside(cell)
    return next(((kind, found[f"{kind}_id"][0]) for kind in ("channel", "user", "chat") if f"{kind}_id" in found), None)


def _more(get: Get) -> Row:
    peer, number = _peer(get("peer_id")), cells.known(get("id"))
    chat, forwarded = peer[1] if peer else None, _inside(get("fwd_from"))
    author = _peer(get("from_id")) or (peer if peer and peer[0] == "channel" else None)
    answered, posts = _inside(get("reply_to")).get("reply_to_msg_id"), forwarded.get("channel_post")
    origin, counts = _peer(get("fwd_from")), _inside(get("reactions")).get("count")
    reply_to = numbered(chat, answered[0]) if answered else None
    return {
        "post_id": numbered(chat, number) if number else None,
        "text": None if peer and peer[0] == "user" else get("message"),
        "author_id": "".join(author) if author else None,
        "conversation_id": chat,
        "kind": kind_of(repost=not cells.missing(get("fwd_from")), reply=reply_to),
        "reply_to_id": reply_to,
        "repost_of_id": numbered(origin[1], posts[0]) if origin and posts else None,
        "likes": sum(map(int, counts)) if counts else None,
        "replies": next(iter(_inside(get("replies")).get("replies", [])), None),
    }


LAYOUT: Final = Layout(
    signature=("id", "peer_id", "date", "message", "fwd_from"),
    columns={
        "text": "message",
        "created_at": "date",
        "edited_at": "edit_date",
        "reposts": "forwards",
        "views": "views",
    },
    constants={"source": "telegram"},
    network="telegram",
    text="plain",
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {
    "post_id": "the number in `peer_id`, `/` and `id`",
    "text": "`message`",
    "author_id": "the number in `from_id` with `user` or `channel` before it, else the channel in `peer_id`",
    "kind": "a repost has `fwd_from`, a reply `reply_to`",
    "reply_to_id": "`reply_to_msg_id` inside `reply_to`, in the same chat",
    "repost_of_id": "`channel_id` and `channel_post` inside `fwd_from`",
    "conversation_id": "the number in `peer_id`",
    "likes": "the sum of each `count` inside `reactions`",
    "replies": "`replies` inside `replies`",
}

TRAPS: Final[tuple[str, ...]] = (
    "inner objects are written as Python prints them; only numbers by name are taken out of them, nothing is evaluated",
    "messages to one person, service messages and pictures alone have no text here and are rejected",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
