"""Private messages, which are not posts: the keys and columns by which those of each network are told for sure."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from xsentiment.ingest.files import UnknownFormatError
from xsentiment.ingest.items import Row
from xsentiment.ingest.names import OF_POSTS, plain
from xsentiment.ingest.nested import as_object, dig, objects, outermost
from xsentiment.ingest.sample import Sample

_KEYS: Final = (
    ({"dm_conversation_id", "event_type"}, "X"),
    ({"message_data", "conversation_id"}, "X"),
    ({"message_data", "sender_id"}, "X"),
    ({"conversation_timeline"}, "X"),
    ({"inbox_initial_state"}, "X"),
    ({"inbox_timeline"}, "X"),
    ({"sender", "recipient", "id_str", "text"}, "X"),
    ({"sender", "sentAt", "rev"}, "Bluesky"),
    ({"creator_id", "recipient_id", "content"}, "Lemmy"),
    ({"fromUserId", "toUserId", "text"}, "Misskey"),
    ({"fromUserId", "toRoomId", "text"}, "Misskey"),
    ({"peer_id", "random_id", "conversation_message_id"}, "VK"),
    ({"read_state", "out", "body"}, "VK"),
    ({"sender_name", "timestamp_ms"}, "Facebook or Instagram"),
    ({"senderName", "isUnsent"}, "Facebook or Instagram"),
    ({"CONVERSATION ID", "SENDER PROFILE URL", "CONTENT"}, "LinkedIn"),
)
"""Keys or columns that together only a private message has."""
_ONE_OF: Final = frozenset((
    "event_type", "message_data", "message_create", "conversation_timeline", "inbox_initial_state", "inbox_timeline",
    "sentAt", "$type", "recipient", "recipient_id", "private_message", "fromUserId", "random_id", "read_state",
    "item_type", "timestamp_ms", "isUnsent", "CONVERSATION ID", "Contents", "ts", "messages", "created_time",
    "updated_time", "snippet", "senders", "participants", "message_count",
))  # fmt: skip
"""Every private message has one of these keys, and few posts do: others need no look at more."""
_PACKAGE: Final = {"ID", "Timestamp", "Contents", "Attachments"}
"""All there is of a message in the data that Discord sends to an account's owner, whatever channel it is from."""
_EVENTS: Final = ("MessageCreate", "ParticipantsJoin", "ParticipantsLeave")
_MICROSECONDS: Final = re.compile(r"\d{16}")
_SLACK_TIME: Final = re.compile(r"\d{10}\.\d{6}")


def refuse_private(sample: Sample, name: str) -> None:
    """Raise UnknownFormatError for a file that begins with private messages and no posts among them."""
    if network := holds_private(sample.values) or _of_tables(sample.tables):
        _refuse(name, network)


def refuse_columns(names: list[str], name: str) -> None:
    """Raise UnknownFormatError for a table whose columns are those of private messages."""
    if network := _by_names(set(names)):
        _refuse(name, network)


def _refuse(name: str, network: str) -> NoReturn:
    what = f"holds messages of {network} that are private, or are not told from private ones"
    raise UnknownFormatError(name, f"{what}, and are no posts; it is not read")


def holds_private(values: list[Any]) -> str | None:
    """The network whose private messages are all that speaks in these values, None where there is any other text."""
    found = {network_of(value) for value in outermost(values, lambda value: bool(network_of(value)) or _speaks(value))}
    return found.pop() if len(found) == 1 else None


def _of_tables(tables: list[list[list[Any]]]) -> str | None:
    return next((network for rows in tables for row in rows if (network := _by_names({*map(str, row)}))), None)


def _speaks(value: Row) -> bool:
    """Whether an object has a text of its own, as a post has."""
    return any(isinstance(said, str) and plain(name) in OF_POSTS for name, said in value.items())


def network_of(value: Row) -> str | None:
    """The network whose private message or conversation an object is, None if it is none for sure."""
    if value.keys().isdisjoint(_ONE_OF):
        return None
    return _by_names(value.keys()) or next((network for is_its, network in _TESTS if is_its(value)), None)


def _by_names(names: Any) -> str | None:
    if names == _PACKAGE:
        return "Discord"
    return next((network for keys, network in _KEYS if keys <= names), None)


def is_metas(value: Row) -> bool:
    """A message or conversation of the Graph API: posts and comments have numbers for ids, `m_…` and `aW…` are none."""
    told = str(value.get("id"))
    if any("created_time" in message for message in objects(dig(value, "messages", "data"))):
        return True
    if told.startswith("t_"):
        return bool(value.keys() & {"snippet", "senders", "participants", "message_count"})
    addressed = bool(objects(dig(value, "to", "data"))) and told[:1].isalpha()
    return "created_time" in value and (addressed or told.startswith("m_"))


def _is_direct(value: Row) -> bool:
    """An item of a thread of Instagram's web app: its time is in microseconds, as that of no table with such names."""
    named = {"item_id", "item_type", "user_id", "timestamp"} <= value.keys()
    return named and bool(_MICROSECONDS.fullmatch(str(value["timestamp"])))


_TESTS: Final = (
    (_is_direct, "Instagram"),
    (is_metas, "Facebook or Instagram"),
    (lambda value: value.get("event_type") in _EVENTS and "id" in value, "X"),
    (lambda value: "message_data" in as_object(value.get("message_create")), "X"),
    (lambda value: str(value.get("$type")).startswith("chat.bsky.convo."), "Bluesky"),
    (lambda value: "recipient_id" in as_object(value.get("private_message")), "Lemmy"),
    (lambda value: value.get("type") == "message" and bool(_SLACK_TIME.fullmatch(str(value.get("ts")))), "Slack"),
)
"""What tells a message by more than its keys."""
