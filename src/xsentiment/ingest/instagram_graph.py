"""Instagram Graph API: pages of media or comments, media by hashtag or account; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, instagram_number, kind_of, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.words import linked

FIELDS: Final[dict[str, str]] = {
    "source": "`instagram`",
    "post_id": "`id`, which is the API's own, not that of the app",
    "text": "`caption`; `text` of a comment",
    "author_id": "`username`, else `from.username`, else `owner.id`, `from.id` or `user.id`",
    "created_at": "`timestamp`",
    "kind": "a comment is a reply",
    "reply_to_id": "`parent_id` of a comment, else the comment around it, else `media.id`",
    "edit_of_id": "the app's number of the post, which `permalink` holds in base 64",
    "conversation_id": "`media.id` of a comment",
    "likes": "`like_count`, which is absent where the author hides it",
    "replies": "`comments_count`",
    "views": "`view_count`",
    "url": "`permalink`",
}
TRAPS: Final = (
    "Media without a caption have none; their empty text is kept.",
    "Answers inside a comment (`replies.data`) are rows; comments inside media only accompany them.",
    "Comments of which `id`, `text` and `timestamp` alone were asked for look like posts of Threads: name the format.",
    "Accounts, hashtags, insights and errors are not posts.",
)

_TYPES: Final = ("IMAGE", "VIDEO", "CAROUSEL_ALBUM")
_MEDIA: Final = frozenset(("caption", "comments_count", "like_count", "permalink", "media_url", "shortcode", "ig_id"))
_COMMENT: Final = frozenset(("from", "replies", "parent_id", "media", "hidden", "user", "like_count"))
_THREADS: Final = "threads."


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        items = objects(_nodes(value))[:20]
        if any(map(_is_media, items)):
            return "media as Instagram's Graph API sends them"
        if items and items[0] is not value and all(map(_is_comment, items)):
            return "comments as Instagram's Graph API sends them"
    return None


def _is_media(value: Row) -> bool:
    theirs = value.get("media_product_type") == "THREADS" or _THREADS in str(value.get("permalink"))
    kind, known = value.get("media_type"), "id" in value and "text" not in value and bool(value.keys() & _MEDIA)
    return kind in _TYPES and known and not theirs


def _is_comment(value: Row) -> bool:
    return {"id", "text", "timestamp"} <= value.keys() <= _COMMENT | {"id", "text", "timestamp", "username"} and bool(
        value.keys() & _COMMENT
    )


def _nodes(value: Any) -> list[Any]:
    """What a page lists, also the page of media inside an account, else the value itself."""
    if not isinstance(value, dict):
        return [value]
    for page in (value, value.get("media"), dig(value, "business_discovery", "media")):
        if isinstance(found := dig(page, "data"), list):
            return found
    return [value]


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The media or comments of a page, with the answers inside comments; a page without any is one reject."""
    nodes = _nodes(value)
    if not nodes:
        yield Reject(line, "not_posts")
    for node in nodes:
        if not isinstance(node, dict):
            yield Reject(line, "not_a_record")
            continue
        yield _row(node, None, line)
        for answer in objects(dig(node, "replies", "data")):
            yield _row(answer, known_id(node.get("id")), line)


def _row(node: Row, above: str | None, line: int) -> Item:
    media, post_id = "media_type" in node or "caption" in node, known_id(node.get("id"))
    if not media and "text" not in node:
        return Reject(line, "not_posts" if node.keys() & {"id", "error", "values"} else "not_a_record")
    text = node.get("caption", "") if media else node["text"]
    if post_id is None or not isinstance(text, str):
        return Reject(line, "no_id" if post_id is None else "no_text")
    about, page = known_id(dig(node, "media", "id")), linked("instagram", node.get("permalink"))
    reply_to = None if media else known_id(node.get("parent_id")) or above or about
    sender, paths = as_object(node.get("from")), (("owner", "id"), ("from", "id"), ("user", "id"))
    names = (node.get("username"), sender.get("username"), *(dig(node, *path) for path in paths))
    return {
        "source": "instagram",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": next((found for name in names if (found := known_id(name))), None),
        "created_at": moment(node.get("timestamp")),
        "kind": kind_of(reply=not media),
        "reply_to_id": reply_to,
        "edit_of_id": instagram_number(page[0]) if media and page else None,
        "conversation_id": None if media else about,
        "likes": count(node.get("like_count")),
        "replies": count(node.get("comments_count")),
        "views": count(node.get("view_count")),
        "url": known_id(node.get("permalink")),
        "id_ok": True,
        "truncated": False,
    }
