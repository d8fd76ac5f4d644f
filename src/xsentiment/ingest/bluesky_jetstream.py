"""Bluesky's Jetstream, tap and @atproto/sync: one event of the network a line; later deletions and updates obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import bluesky_post, changes
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, epoch, moment
from xsentiment.ingest.nested import as_object, heads
from xsentiment.ingest.sample import Sample

FIELDS: Final = bluesky_post.FIELDS | {
    "post_id": "`at://`, `did`, `commit.collection` and `commit.rkey`; these of `record` in tap, of the event in sync",
    "text": "`commit.record.text`, which is plain and whole",
    "author_id": "`did`",
    "created_at": "`commit.record.createdAt`, or `time_us` where that is earlier",
    "collected_at": "`time_us`",
}
TRAPS: Final = (
    "Most events are likes, follows, reposts or records of other applications: each is rejected as not posts.",
    "A post that this file or another deletes later is rejected as deleted, the event that deletes it as not posts.",
    "An update replaces the post: the older version is rejected as a duplicate.",
    "Posts of an account that leaves (`kind` `account`, `active` false) and does not come back count as deleted.",
    "There are no metrics and no handles.",
    "tap does not tell when something happened; `id` is its own number of an event.",
    "`time_us` is in microseconds.",
)

_KINDS: Final = ("commit", "identity", "account")
_TAP: Final = ("record", "user", "identity")
"""Events of tap, each with an object of that name."""
_SYNC: Final = ("create", "update", "delete", "identity", "account")
"""Events of the package @atproto/sync."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if _is_event(value):
            return "events with did, time_us and kind, as Bluesky's Jetstream sends them"
        if _of_tap(value) or is_of_sync(value):
            return "events of Bluesky's repositories, as tap or @atproto/sync write them"
    return None


def _is_event(value: Row) -> bool:
    return {"did", "time_us"} <= value.keys() and str(value["did"]).startswith("did:") and (
        value.get("kind") in _KINDS or "commit" in value
    )  # fmt: skip


def _of_tap(value: Row) -> Row:
    """What an event of tap is about; nothing for anything else."""
    kind = value.get("type")
    inner = as_object(value.get(kind)) if kind in _TAP else {}
    return inner if str(inner.get("did")).startswith("did:") else {}


def is_of_sync(value: Row) -> bool:
    """Whether an object is an event of @atproto/sync."""
    return {"event", "seq", "did"} <= value.keys() and value["event"] in _SYNC


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return changes.read(member, _events)


def _events(value: Any, line: int) -> Iterator[changes.Event]:
    value = _as_jetstream(value) if isinstance(value, dict) else value
    if not isinstance(value, dict) or not isinstance(value.get("did"), str):
        yield Reject(line, "not_a_record")
    elif isinstance(value.get("commit"), dict):
        commit, stamp = value["commit"], value.get("time_us")
        time = epoch(stamp) if isinstance(stamp, int) and not isinstance(stamp, bool) else value.get("time")
        operation = {"c": "create", "u": "update", "d": "delete"}.get(str(commit.get("type")), commit.get("operation"))
        path = f"{commit.get('collection')}/{commit.get('rkey') or ''}"
        yield event(value["did"], str(operation), path, as_object(commit.get("record")), time, line)
    else:
        yield account(value, line)


def _as_jetstream(value: Row) -> Row:
    """An event of tap or sync as Jetstream would send it, others as they are."""
    inner = _of_tap(value)
    if inner and value["type"] != "record":
        return {"did": inner["did"], "active": inner.get("isActive", inner.get("is_active"))}
    if inner:
        return {"did": inner["did"], "commit": inner | {"operation": inner.get("action")}}
    if is_of_sync(value):
        commit = value | {"operation": value["event"]} if "collection" in value else None
        return {"did": value["did"], "time": value.get("time"), "active": value.get("active"), "commit": commit}
    return value


def event(did: str, operation: str, path: str, record: Row, time: Any, line: int) -> changes.Event:
    """What one operation on a repository does to posts: `path` is collection and key."""
    if not path.startswith(f"{bluesky_post.POST}/"):
        return Reject(line, "not_posts")
    if path == f"{bluesky_post.POST}/":
        return Reject(line, "no_id")
    uri = f"at://{did}/{path}"
    seen = moment(time)
    if operation == "delete":
        return changes.Gone(line, uri, Deletion("bluesky", post_id=uri, at=seen))
    item = bluesky_post.row(uri, record, line, time)
    if isinstance(item, Reject):
        return item
    return changes.Version(uri, did, item | {"collected_at": seen}, again=operation == "update")


def account(value: Row, line: int) -> changes.Event:
    """What an event about an account or a handle does to posts."""
    active = as_object(value.get("account")).get("active", value.get("active"))
    if not isinstance(active, bool):
        return Reject(line, "not_posts")
    did, stamp = value["did"], value.get("time_us")
    at = epoch(stamp) if type(stamp) is int else moment(value.get("time"))
    change = Deletion("bluesky", author_id=did, at=at, back=active)
    if active and at is None:
        return changes.Back(line, did, None)
    return changes.Back(line, did, change) if active else changes.Gone(line, did, change)
