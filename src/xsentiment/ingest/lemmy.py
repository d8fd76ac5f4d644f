"""Lemmy: posts and comments of its API, versions 3 and 4: lists, searches and single ones; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, local_moment
from xsentiment.ingest.nested import as_object, below, dig, each, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`lemmy`",
    "post_id": "`ap_id`, which is one on all servers, of `post` or `comment`; else its `id`",
    "text": "`name` and below it `body` of a post, `content` of a comment; Markdown as it is",
    "author_id": "`creator.actor_id` or `creator.ap_id`, else `creator_id`",
    "created_at": "`published` or `published_at`, in UTC where it names no zone",
    "edited_at": "`updated` or `updated_at`",
    "kind": "a comment is a reply",
    "reply_to_id": "of a comment the one above it by `path`, where the page holds it, or the post",
    "conversation_id": "the post's `ap_id`",
    "likes": "`counts.upvotes`; version 4 has counts beside the text",
    "replies": "`counts.comments` of a post, `counts.child_count` of a comment: all that is below it",
    "url": "`ap_id`",
}
TRAPS: Final = (
    "`id` counts on each server by itself and differs for one post; `ap_id` does not.",
    "`url` leads to what a post is about.",
    "What was `removed` or `deleted` has no text any more and is rejected as deleted.",
    "Communities, people and sites in answers are not posts.",
)

_LISTS: Final = ("posts", "comments", "post_view", "comment_view")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = (view for value in heads(sample.values) for view in _views(value)[:5])
    return "posts or comments of Lemmy's API" if any(map(_is_view, found)) else None


def _views(value: Row) -> list[Any]:
    """The views in an answer, else the value itself."""
    found = [value[name] for name in _LISTS if name in value and "creator" not in value]
    return [view for inner in found for view in (inner if isinstance(inner, list) else [inner])] if found else [value]


def _is_view(view: Any) -> bool:
    what = as_object(dig(view, "comment")) or as_object(dig(view, "post"))
    dated = "published" in what or "published_at" in what
    return dated and {"id", "creator_id", "ap_id"} <= what.keys() and "creator" in view


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts and comments of one answer."""
    views = _views(value) if isinstance(value, dict) else [value]
    names = {known_id(dig(view, "comment", "id")): known_id(dig(view, "comment", "ap_id")) for view in objects(views)}
    return each(views, line, lambda view, line: _row(view, line, names))


def _row(view: Row, line: int, names: dict[str | None, str | None]) -> Item:
    if not _is_view(view):
        return Reject(line, "not_posts")
    comment, post = as_object(view.get("comment")), as_object(view.get("post"))
    what = comment or post
    counts, creator = as_object(view.get("counts")) or what, as_object(view.get("creator"))
    if what.get("deleted") is True or what.get("removed") is True:
        return Reject(line, "deleted")
    post_id = known_id(what.get("ap_id")) or known_id(what.get("id"))
    text = below(what, *(("content",) if comment else ("name", "body")))
    if post_id is None or not text:
        return Reject(line, "no_id" if post_id is None else "no_text")
    thread = known_id(post.get("ap_id")) or known_id(what.get("post_id"))
    above = str(what.get("path")).split(".")[-2] if comment and "." in str(what.get("path")) else None
    return {
        "source": "lemmy",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": known_id(creator.get("actor_id"))
        or known_id(creator.get("ap_id"))
        or known_id(what.get("creator_id")),
        "created_at": local_moment(what.get("published") or what.get("published_at"), UTC),
        "edited_at": local_moment(what.get("updated") or what.get("updated_at"), UTC),
        "kind": "reply" if comment else "post",
        "reply_to_id": (thread if above in (None, "0") else names.get(above)) if comment else None,
        "conversation_id": thread if comment else post_id,
        "likes": count(counts.get("upvotes")),
        "replies": count(counts.get("child_count" if comment else "comments")),
        "url": post_id if post_id.startswith("http") else None,
        "id_ok": True,
        "truncated": False,
    }
