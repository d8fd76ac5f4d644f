"""Dumps of Reddit (Pushshift, Arctic Shift): one submission or comment a line; pages of Pushshift's API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, reddit_thing
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import heads, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = reddit_thing.FIELDS
TRAPS: Final = (
    *reddit_thing.TRAPS,
    "Fields and types change by year, within one file too: `created_utc` is a number, a float or text.",
    "Submissions and comments may be mixed in one file.",
    "Comments inside a submission (`comments`, `replies`, as bdfr writes them) are rows of their own.",
    "Adverts (`promoted`), subreddits and accounts are not posts.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if _is_post(value):
            return "submissions or comments with the names of Reddit's API"
        data = objects(value.get("data"))
        if "scrape_settings" not in value and any(_is_post(item) for item in data[:20]):
            return "a page of Pushshift's API with submissions or comments"
        if _is_other(value):
            return "subreddits or accounts of Reddit"
    return None


def _is_post(value: Row) -> bool:
    has_time = isinstance(value.get("created_utc"), int | float) or str(value.get("created_utc")).isdigit()
    return has_time and "id" in value and "__import_meta" not in value and reddit_thing.is_thing(value)


def _is_other(value: Row) -> bool:
    return {"created_utc", "id"} <= value.keys() and bool(
        {"display_name", "subscribers"} <= value.keys() or {"comment_karma", "link_karma"} <= value.keys()
    )


_OTHER: Final = ("display_name", "subscribers", "comment_karma", "link_karma")
_INSIDE: Final = ("comments", "replies")
_parse: Final = records.only(
    reddit_thing.SHAPE | dict.fromkeys((*_OTHER, *_INSIDE), Any), lambda value: "body" in value or "title" in value
)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows, _parse)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one record, or those of a page of the API."""
    page = isinstance(value, dict) and isinstance(value.get("data"), list) and "id" not in value
    items = value["data"] if page else [value]
    if not items:
        yield Reject(line, "not_posts")
    for item in items:
        if not isinstance(item, dict):
            yield Reject(line, "not_a_record")
        elif _is_other(item):
            yield Reject(line, "not_posts")
        else:
            yield from _thread(item, line)


def _thread(item: Row, line: int) -> Iterator[Item]:
    """A submission or comment, and the comments that bdfr writes inside it, each before the replies to it."""
    waiting = [item]
    while waiting:
        thing = waiting.pop()
        yield reddit_thing.row(thing, line)
        for name in _INSIDE:
            waiting += reversed([{"link_id": inner.get("submission"), **inner} for inner in objects(thing.get(name))])
