"""Reddit API: listings of submissions and comments, and threads with nested replies; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, reddit_thing
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import as_object, dig, heads
from xsentiment.ingest.sample import Sample

FIELDS: Final = reddit_thing.FIELDS
TRAPS: Final = (
    *reddit_thing.TRAPS,
    "The fields lie in the `data` of each thing, beside its `kind`.",
    "A thread is an array of two listings: the submission, and its comments with replies inside replies.",
    "`replies` is an empty text where there are none.",
    "`more` stands for comments that were not fetched: it is rejected as not posts, like subreddits and accounts.",
    "`created` is shifted by the time zone of Reddit's servers; `created_utc` is right.",
)

_POSTS: Final = ("t1", "t3")
_OTHER: Final = {"t2": "accounts", "t4": "messages", "t5": "subreddits", "t6": "awards", "more": "places of comments",
                 "UserList": "accounts", "TrophyList": "trophies", "wikipage": "wiki pages"}  # fmt: skip


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        kind = value.get("kind")
        if not isinstance(kind, str):
            if isinstance(dig(value, "json", "data", "things"), list):
                return "an answer of Reddit's API with things"
            continue
        if kind == "Listing" and isinstance(dig(value, "data", "children"), list):
            return "a listing of Reddit's API"
        if isinstance(value.get("data"), dict) and kind in (*_POSTS, *_OTHER):
            return f"{_OTHER.get(kind, 'submissions or comments')} of Reddit's API"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a listing and of the listings inside it, each comment before the replies to it."""
    waiting = [value]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, list) and thing:  # the listings of a thread, one thread a line
            waiting += reversed(thing)
            continue
        inner = _children(thing)
        if inner is None:
            yield _thing(thing, line)
            inner = _children(dig(thing, "data", "replies")) or []
        elif not inner:
            yield Reject(line, "not_posts")
        waiting += reversed(inner)


def _children(value: Any) -> list[Any] | None:
    """The things of a listing, None for anything else."""
    for path in (("data", "children"), ("json", "data", "things")):
        if dig(value, "kind") in (None, "Listing") and isinstance(found := dig(value, *path), list):
            return found
    return None


def _thing(thing: Any, line: int) -> Item:
    if not isinstance(thing, dict) or not isinstance(thing.get("kind"), str):
        return Reject(line, "not_a_record")
    if thing["kind"] not in _POSTS:
        return Reject(line, "not_posts")
    data: Row = as_object(thing.get("data"))
    return reddit_thing.row(data, line) if data else Reject(line, "not_a_record")
