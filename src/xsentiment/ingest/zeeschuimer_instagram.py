"""Zeeschuimer's NDJSON of Instagram: one captured post, reel or comment a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, surrogate_id
from xsentiment.ingest.nested import as_object, dig, exact_identity, known_id, objects, yes_no
from xsentiment.ingest.sample import Sample

PLATFORMS: Final = ("instagram.com", "instagram-comments")

OF_POSTS: Final = {
    "source": "`instagram`",
    "post_id": "`data.pk`, else the part of `data.id` before `_`, after which the author's id follows",
    "text": "`data.caption.text`, else `data.edge_media_to_caption.edges[0].node.text`",
    "author_id": "`data.user.pk`, else `data.user.id`, else the handle; `data.owner` in older captures",
    "created_at": "`data.taken_at`, else `data.taken_at_timestamp`",
    "collected_at": "`timestamp_collected`",
    "kind": "`post`",
    "likes": "`data.like_count`, else the `count` of `data.edge_media_preview_like` or `data.edge_liked_by`; null "
    "where the author hides it",
    "replies": "`data.comment_count`, else `data.edge_media_to_comment.count`",
    "views": "`data.play_count`, else `data.ig_play_count`, else `data.view_count`, else `data.video_view_count`",
    "followers": "`data.user.follower_count`",
    "verified": "`data.user.is_verified`",
    "url": "`https://www.instagram.com/p/` and `data.code`",
}
FIELDS: Final = OF_POSTS | {
    "text": f"{OF_POSTS['text']}; `data.text` of a comment",
    "created_at": f"{OF_POSTS['created_at']}; `data.created_at` of a comment",
    "kind": "`post`; a comment is a reply",
    "reply_to_id": "`data.parent_comment_id` of a comment, else `data.post_id`",
    "conversation_id": "`data.post_id` of a comment",
}

TRAPS: Final = (
    "A post without a caption (null) has an empty text; a reel captured in part, without `caption`, is rejected.",
    "Likes that the author hides (`like_and_view_counts_disabled`) are null.",
    "Adverts (`product_type` `ad`) are rejected as not posts.",
)


_LIKES: Final = (("like_count",), ("edge_media_preview_like", "count"), ("edge_liked_by", "count"))


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from Instagram" if zeeschuimer.captures(sample, *PLATFORMS) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(zeeschuimer.rows, post=post))


def post(media: Any, line: int, collected: datetime | None) -> Item:
    """The row of one post as Instagram's web app knows it."""
    if not isinstance(media, dict):
        return Reject(line, "not_a_record")
    if {"comment_id", "post_id", "text"} <= media.keys():
        return _captured_comment(media, line, collected)
    if media.get("product_type") == "ad":
        return Reject(line, "not_posts")
    post_id, id_ok = identity(media)
    if post_id is None and id_ok:
        return Reject(line, "no_id")
    text = _text(media)
    if text is None:
        return Reject(line, "no_text")
    stamp = _first_count(media, ("taken_at",), ("taken_at_timestamp",))
    key = post_id or surrogate_id("instagram", stamp, text)
    user = as_object(media.get("user")) or as_object(media.get("owner"))
    code = known_id(media.get("code")) or known_id(media.get("shortcode"))
    author = next((found for name in ("pk", "id", "username") if (found := known_id(user.get(name)))), None)
    hidden = media.get("like_and_view_counts_disabled") is True
    return {
        "source": "instagram",
        "post_id": key,
        "text": clean(text),
        "raw_line": line,
        "author_id": author,
        "created_at": epoch(stamp) if stamp else None,
        "collected_at": collected,
        "kind": "post",
        "likes": None if hidden else _first_count(media, *_LIKES),
        "replies": _first_count(media, ("comment_count",), ("edge_media_to_comment", "count")),
        "views": _first_count(media, ("play_count",), ("ig_play_count",), ("view_count",), ("video_view_count",)),
        "followers": count(user.get("follower_count")),
        "verified": yes_no(user.get("is_verified")),
        "url": f"https://www.instagram.com/p/{code}/" if code else None,
        "id_ok": id_ok,
        "truncated": False,
    }


def _captured_comment(found: Row, line: int, collected: datetime | None) -> Item:
    post_id = (known_id(found.get("post_id")) or "").partition("_")[0] or None
    own = known_id(found.get("pk")) or known_id(found.get("comment_id"))
    item = comment(found, own, known_id(found.get("parent_comment_id")) or post_id, post_id, line)
    return item if isinstance(item, Reject) else item | {"collected_at": collected}


def comment(found: Row, own: str | None, above: str | None, post: str | None, line: int) -> Item:
    """The row of one comment with this id, on what is above it, in the thread of a post."""
    text, stamp = found.get("text"), count(found.get("created_at"))
    if own is None or not isinstance(text, str):
        return Reject(line, "no_id" if own is None else "no_text")
    user = as_object(found.get("user")) or as_object(found.get("owner"))
    likes = (("comment_like_count",), ("likes_count",), ("edge_liked_by", "count"))
    return {
        "source": "instagram",
        "post_id": own,
        "text": clean(text),
        "raw_line": line,
        "author_id": next((who for name in ("pk", "id", "username") if (who := known_id(user.get(name)))), None),
        "created_at": epoch(stamp) if stamp else None,
        "kind": "reply",
        "reply_to_id": above,
        "conversation_id": post,
        "likes": _first_count(found, *likes),
        "replies": count(found.get("child_comment_count")),
        "id_ok": True,
        "truncated": False,
    }


def identity(media: Row) -> tuple[str | None, bool]:
    """The number of a post, and whether it can be trusted."""
    for name in ("pk", "id"):
        post_id, id_ok = exact_identity(media.get(name))
        if post_id is not None or not id_ok:
            return (post_id.partition("_")[0] if post_id else None), id_ok
    return None, True


def _text(media: Row) -> str | None:
    caption = media.get("caption")
    if "caption" in media and not caption:
        return ""
    if isinstance(caption, str):
        return caption
    text = dig(caption, "text")
    if isinstance(text, str):
        return text
    edges = dig(media, "edge_media_to_caption", "edges")
    if not isinstance(edges, list):
        return None
    text = next((dig(edge, "node", "text") for edge in objects(edges)), "")
    return text if isinstance(text, str) else None


def _first_count(media: Row, *paths: tuple[str, ...]) -> int | None:
    return next((number for path in paths if (number := count(dig(media, *path))) is not None), None)
