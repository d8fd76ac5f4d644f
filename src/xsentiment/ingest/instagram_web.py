"""Instagram's and Threads' web apps: posts and comments in captured responses and in JSON of instaloader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer_instagram, zeeschuimer_threads
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import as_object, heads, known_id, outermost
from xsentiment.ingest.sample import Sample

FIELDS: Final = {
    name: where.replace("data.", "")
    for name, where in zeeschuimer_instagram.FIELDS.items()
    if name not in ("collected_at", "source")
} | {
    "source": "`threads` if a post has `text_post_app_info`, else `instagram`",
    "text": "`caption.text`, else `edge_media_to_caption.edges[0].node.text`; `text` of a comment",
    "kind": "a comment is a reply; of Threads as Zeeschuimer's captures tell it",
    "reply_to_id": "`parent_comment_id` of a comment or the comment that holds it, else the post that it stands under",
    "conversation_id": "the post that a comment stands under",
}
TRAPS: Final = (
    "Posts and comments are found wherever they lie in a response; comments inside a post are rows, too.",
    "Pictures of a post of several, accounts and settings are no rows; a response without posts is rejected.",
    "Adverts (`product_type` `ad`) are rejected as not posts.",
)

_CODES: Final = {"code", "shortcode"}
_TIMES: Final = {"taken_at", "taken_at_timestamp"}
_CAPTIONS: Final = {"caption", "edge_media_to_caption"}
_OF_COMMENT: Final = {
    "comment_like_count", "edge_liked_by", "likes_count", "child_comment_count", "edge_threaded_comments", "answers",
    "parent_comment_id",
}  # fmt: skip
"""What a caption lacks, which else looks like a comment."""
_OTHERS: Final = {"source_platform", "__import_meta"}
"""Names of captures that are wrapped for other readers."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        first = next(outermost(value, _is_known), None)
        if first is not None and not first.keys() & _OTHERS:
            return "posts or comments as Instagram's web app has them"
    return None


def _is_known(value: Row) -> bool:
    return _is_media(value) or _is_comment(value) or bool(value.keys() & _OTHERS)


def _is_media(value: Row) -> bool:
    return all(value.keys() & names for names in ({"pk", "id"}, _CODES, _TIMES, _CAPTIONS))


def _is_comment(value: Row) -> bool:
    known = bool(value.keys() & _OF_COMMENT) and value.keys() >= {"text", "created_at"}
    return known and bool(as_object(value.get("user") or value.get("owner")).keys() & {"username", "pk"})


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts and comments anywhere in a value; a value without any is one reject."""
    empty = True
    for found in outermost(value, lambda inner: _is_media(inner) or _is_comment(inner)):
        empty = False
        if _is_comment(found):
            yield from _comments(found, None, None, line)
            continue
        yield (zeeschuimer_threads if "text_post_app_info" in found else zeeschuimer_instagram).post(found, line, None)
        post_id = zeeschuimer_instagram.identity(found)[0]
        for comment in outermost(list(found.values()), _is_comment):
            yield from _comments(comment, post_id, post_id, line)
    if empty:
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")


def _comments(comment: Row, above: str | None, post: str | None, line: int) -> Iterator[Item]:
    """A comment, and those that answer it."""
    post = known_id(comment.get("media_id")) or post
    own = known_id(comment.get("pk")) or known_id(comment.get("id"))
    answered = known_id(comment.get("parent_comment_id")) or above or post
    yield zeeschuimer_instagram.comment(comment, own, answered, post, line)
    for answer in outermost([inner for name, inner in comment.items() if name not in ("user", "owner")], _is_comment):
        yield from _comments(answer, own, post, line)
