"""Mastodon API and its forks: statuses alone, in arrays, searches and contexts; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import mastodon_status, records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import heads, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = mastodon_status.FIELDS
TRAPS: Final = (
    "`content` is HTML: paragraphs and breaks become lines, entities are resolved once.",
    "The line `RE:` and an address before a quote is the server's and is left out.",
    "A repost (`reblog`) has no content of its own; the original's is taken.",
    "Each server numbers statuses and accounts anew, so the address is the id, and user@server the author.",
    "Statuses for followers, lists or one person (`visibility`) are rejected as not posts.",
    "Lines may hold U+2028, which ends no line of JSONL.",
    "Accounts, notifications, conversations, trends, errors and the history of a post's edits are not posts.",
)

_EDIT: Final = {"content", "spoiler_text", "sensitive", "created_at", "account"}
"""Keys of one version in the history of a status, which has no id."""
_LISTS: Final = ("ancestors", "statuses", "descendants")
_PAGES: Final = ({"accounts", "statuses", "hashtags"}, {"ancestors", "descendants"})


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return next((why for value in heads(sample.values) if (why := _recognised(value))), None)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a status, a search or a context, or one reject for what holds none."""
    return statuses(value, line, mastodon_status.row)


def statuses(value: Any, line: int, row: Callable[[Any, int], Item]) -> Iterator[Item]:
    """What `row` makes of a status or of each one in a page; a page without any is one reject."""
    lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)] if isinstance(value, dict) else []
    if lists and "content" not in value:
        if not any(lists):
            yield Reject(line, "not_posts")
        for found in lists:
            for item in found:
                yield row(item, line)
    else:
        yield Reject(line, "not_posts") if isinstance(value, dict) and _other(value) else row(value, line)


def _recognised(value: Row) -> str | None:
    found = [value, *(item for name in _LISTS for item in objects(value.get(name))[:20])]
    for item in found:
        if mastodon_status.is_status(item):
            what = "statuses with content and account, as Mastodon servers send them"
            return None if mastodon_status.is_truth(item) else what
    if value.keys() in _PAGES and all(isinstance(part, list) for part in value.values()):
        return "a page of Mastodon's API without statuses"
    other = _other(value)
    return f"{other} of Mastodon's API" if other else None


def _other(value: Row) -> str | None:
    """What objects that are no statuses are, by their keys."""
    if value.keys() >= _EDIT and not value.keys() & {"id", "uri", "url"}:
        return "edits"
    if value.keys() & {"content", "text"}:
        return None
    if "acct" in value and value.keys() & {"followers_count", "display_name", "url"}:
        return "accounts"
    if {"type", "account", "created_at"} <= value.keys() and not value.keys() & {"url", "title"}:
        return "notifications"
    if {"unread", "accounts"} <= value.keys():
        return "conversations"
    if {"name", "url", "history"} <= value.keys():
        return "trends"
    return "errors" if value.keys() == {"error"} and isinstance(value["error"], str) else None
