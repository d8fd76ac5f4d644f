"""Hacker News: pages and threads of Algolia's API, items of its own (Firebase), rows of BigQuery; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, epoch, kind_of, moment
from xsentiment.ingest.nested import below, each, heads, known_id, objects, tree
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`hackernews`",
    "post_id": "`objectID` of a search, else `id`",
    "text": "`title`, and below it `story_text`, `comment_text` or `text`, from HTML",
    "author_id": "`author` or `by`",
    "created_at": "`created_at_i` or `time`, else `created_at`",
    "kind": "what has a `parent_id` or `parent` is a reply",
    "reply_to_id": "`parent_id` or `parent`",
    "conversation_id": "`story_id`; a story's own id",
    "likes": "`points` or `score` of a story",
    "replies": "`num_comments` or `descendants` of a story: all comments below it",
    "url": "the address of the item on news.ycombinator.com",
}
TRAPS: Final = (
    "Paragraphs begin with `<p>`, which is never closed.",
    "`url` leads to what a story is about; the post's own address is made of its id.",
    "Comments inside an item (`children`) are rows of their own; in a search these are ids alone.",
    "Deleted items, which have neither author nor text in a thread of Algolia's, are rejected as deleted.",
    "Points of comments are not published; `null` of them in a search is no count.",
    "Users and lists of ids are not posts.",
)

_USER: Final = {"id", "karma", "created", "about", "submitted", "delay"}
_TYPES: Final = ("story", "comment", "job", "poll", "pollopt")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_hit(item) or _is_item(item) for item in (value, *objects(value.get("hits"))[:5])):
            return "hits or items of Hacker News"
        if {"id", "karma"} <= value.keys() <= _USER:
            return "users of Hacker News"
    return None


def _is_hit(value: Row) -> bool:
    return {"objectID", "created_at_i", "author"} <= value.keys() and isinstance(value.get("_tags"), list)


def _is_item(value: Row) -> bool:
    timed = "children" in value if "created_at_i" in value else isinstance(value.get("time"), int)
    return timed and "id" in value and value.get("type") in _TYPES


def _is_gone(value: Row) -> bool:
    """Whether an item of Algolia's is a comment that was deleted: who wrote it, and what, is null."""
    empty = {"author", "text"} <= value.keys() and value["author"] is None and value["text"] is None
    return empty and value.get("type") == "comment" and _is_item(value)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a page of a search, or of an item and of the comments inside it."""
    hits = value.get("hits") if isinstance(value, dict) else None
    return each(tree(hits if isinstance(hits, list) else [value], "children"), line, _row)


def _row(item: Row, line: int) -> Item:
    post_id = known_id(item.get("objectID")) or known_id(item.get("id"))
    if item.get("deleted") in (True, "true") or _is_gone(item):
        return Reject(line, "deleted")
    if not _is_hit(item) and not _is_item(item):
        return Reject(line, "not_posts" if post_id else "not_a_record")
    text = below(item, "title", "story_text", "comment_text", "text", treat=plain)
    if post_id is None or not text:
        return Reject(line, "no_id" if post_id is None else "no_text")
    stamp, parent = item.get("created_at_i", item.get("time")), known_id(item.get("parent_id", item.get("parent")))
    return {
        "source": "hackernews",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": known_id(item.get("author")) or known_id(item.get("by")),
        "created_at": epoch(count(stamp) or 0) or moment(item.get("created_at")),
        "kind": kind_of(reply=parent),
        "reply_to_id": parent,
        "conversation_id": known_id(item.get("story_id")) or (None if parent else post_id),
        "likes": None if parent else count(item.get("points", item.get("score"))),
        "replies": None if parent else count(item.get("num_comments", item.get("descendants"))),
        "url": f"https://news.ycombinator.com/item?id={post_id}",
        "id_ok": True,
        "truncated": False,
    }


def plain(text: str) -> str:
    """The text of an item, whose paragraphs begin with a `<p>` that is never closed."""
    return from_html(text.replace("<p>", "<br><br>"))
