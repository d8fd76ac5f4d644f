"""TikTok Research API: pages of videos and of comments; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, surrogate_id, tiktok_time
from xsentiment.ingest.nested import as_object, dig, each, exact_identity, hashtags, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`tiktok`",
    "post_id": "`id`, else `video_id` of a video",
    "text": "`video_description` of a video, `text` of a comment",
    "author_id": "`username` of a video; comments come without authors",
    "created_at": "`create_time`, seconds since 1970, else the time in the id of a video",
    "kind": "a comment is a reply",
    "reply_to_id": "`parent_comment_id` of a comment, else its `video_id`",
    "conversation_id": "`video_id` of a comment",
    "likes": "`like_count`",
    "reposts": "`share_count` of a video",
    "replies": "`comment_count` of a video, `reply_count` of a comment",
    "views": "`view_count` of a video",
    "url": "`https://www.tiktok.com/@_/video/` and a video's id, which names no author",
    "hashtags": "`hashtag_names`",
}
TRAPS: Final = (
    "Ids are numbers beyond 2^53, read exactly; one that a spreadsheet or a float has rounded is replaced by a row id.",
    "A page may hold a video twice; copies are told by their ids.",
    "`parent_comment_id` of a comment on the video itself is the video's id, 0 or absent.",
    "`region_code` is where the account was registered, not a language.",
    "Pages of accounts, followers or errors are not posts.",
)

_LISTS: Final = (
    "videos", "comments", "user_liked_videos", "user_pinned_videos", "user_reposted_videos", "reposted_videos",
)  # fmt: skip


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_video(item) or _is_comment(item) for item in objects(_items(value))[:20]):
            return "videos or comments of the TikTok Research API"
        if "log_id" in as_object(value.get("error")):
            return "a page of the TikTok Research API without posts"
    return None


def _items(value: Any) -> list[Any]:
    """The videos or comments of a page, or the value itself."""
    for holder in (dig(value, "data"), value):
        for name in _LISTS:
            if isinstance(found := dig(holder, name), list):
                return found
    if isinstance(dig(value, "data"), list) and "id" not in value:
        return list(value["data"])
    return [value]


def _is_video(value: Row) -> bool:
    """By the fields that were asked for, which may be few."""
    if {"id", "video_description"} <= value.keys():
        return True
    return "create_time" in value and bool(value.keys() & {"video_description", "region_code"}) and bool(
        value.keys() & {"id", "video_id"}
    )  # fmt: skip


def _is_comment(value: Row) -> bool:
    return {"text", "create_time", "id"} <= value.keys() and bool(value.keys() & {"video_id", "parent_comment_id"})


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The videos or comments of a page, or one of them; a page without any is one reject."""
    return each(_items(value), line, _row)


def _row(item: Row, line: int) -> Item:
    comment = _is_comment(item)
    if not comment and not _is_video(item):
        return Reject(line, "not_posts" if "error" in item or "data" in item else "not_a_record")
    post_id, id_ok = exact_identity(item["id"] if "id" in item else item.get("video_id"))
    if post_id is None and id_ok:
        return Reject(line, "no_id")
    text = item.get("text" if comment else "video_description")
    if text is None and not comment and "video_description" in item:
        text = ""
    if not isinstance(text, str):
        return Reject(line, "no_text")
    stamp, video = item.get("create_time"), known_id(item.get("video_id"))
    parent = known_id(item.get("parent_comment_id"))
    return {
        "source": "tiktok",
        "post_id": post_id or surrogate_id(item.get("username"), stamp, text),
        "text": clean(text),
        "raw_line": line,
        "author_id": known_id(item.get("username")),
        "created_at": _time(stamp) or tiktok_time(None if comment else post_id),
        "kind": "reply" if comment else "post",
        "reply_to_id": (parent if parent not in (None, "0") else video) if comment else None,
        "conversation_id": video if comment else post_id,
        "likes": count(item.get("like_count")),
        "reposts": count(item.get("share_count")),
        "replies": count(item.get("reply_count" if comment else "comment_count")),
        "views": count(item.get("view_count")),
        "url": None if comment or not post_id else f"https://www.tiktok.com/@_/video/{post_id}",
        "hashtags": hashtags(item.get("hashtag_names")),
        "id_ok": id_ok,
        "truncated": False,
    }


def _time(value: Any) -> Any:
    if isinstance(value, str) and value.isdecimal():
        value = int(value[:12])
    return epoch(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
