"""Mastodon's streaming API: one event a line, with a status as its payload, or as it is sent (`event:`, `data:`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import changes, mastodon_status, records, sse
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, mastodon_time
from xsentiment.ingest.mastodon_status import is_status
from xsentiment.ingest.nested import as_object, heads, known_id
from xsentiment.ingest.sample import HEAD_BYTES, Sample

FIELDS: Final = mastodon_status.FIELDS
TRAPS: Final = (
    "`payload` is JSON inside a string (or the object itself).",
    "A status that this file deletes later is rejected as deleted, the event that deletes it as not posts.",
    "A deletion names the number on the stream's server: in other files it reaches the statuses of that server alone.",
    "`status.update` replaces the status: the older version is rejected as a duplicate.",
    "Of a recording of `data:` lines alone, what is not a status, or a number that was one, is not a post.",
    "Notifications, conversations and other events are not posts.",
)

_VERSIONS: Final = {"update": False, "status.update": True}
_EVENTS: Final = (*_VERSIONS, "delete", "notification", "conversation", "filters_changed", "announcement")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if value.get("event") in _EVENTS and "payload" in value:
            return "events with payloads, as Mastodon's streaming API sends them"
    told = [] if sample.values else sse.events(sample.head)
    if any(name in (None, *_VERSIONS) and is_status(as_object(payload)) for name, payload in told):
        return "server-sent events of Mastodon's streaming API"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    recorded = sse.events(member.head(HEAD_BYTES))
    return changes.read(sse.as_lines(member, _named) if recorded else member, _events)


def _named(name: str | None, payload: Any) -> str:
    """The name of an event; of one that was recorded without it what its payload is."""
    if name is not None:
        return name
    if is_status(as_object(payload)):
        return "status.update" if as_object(payload).get("edited_at") else "update"
    return "delete" if mastodon_time(known_id(payload)) else "notification"


def _events(value: Any, line: int) -> Iterator[changes.Event]:
    if not isinstance(value, dict) or "event" not in value:
        yield Reject(line, "not_a_record")
        return
    event, payload = value["event"], value.get("payload")
    if event == "delete" and (key := known_id(payload)):
        yield changes.Gone(line, key, Deletion("mastodon", post_id=key))
    elif isinstance(event, str) and event in _VERSIONS:
        yield _version(payload, line, again=_VERSIONS[event])
    else:
        yield Reject(line, "not_posts")


def _version(payload: Any, line: int, *, again: bool) -> changes.Event:
    status = _parsed(payload)
    if status is None:
        return Reject(line, "broken_record")
    item = mastodon_status.row(status, line)
    if isinstance(item, Reject):
        return item
    return changes.Version(known_id(status.get("id")) or item["post_id"], None, item, again)


def _parsed(payload: Any) -> Row | None:
    if isinstance(payload, str):
        try:
            payload = records.loads(payload)
        except ValueError:
            return None
    return payload if isinstance(payload, dict) else None
