"""Zeeschuimer's NDJSON of TikTok and Douyin: one captured video or comment a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, epoch, kind_of, language, surrogate_id
from xsentiment.ingest.nested import as_object, dig, exact_identity, known_id, objects, yes_no
from xsentiment.ingest.sample import Sample

PLATFORMS: Final = ("tiktok.com", "tiktok-comments")
DOUYIN: Final = ("douyin.com",)
_MOBILE: Final = {"digg_count": "diggCount", "share_count": "shareCount", "comment_count": "commentCount",
                  "play_count": "playCount"}  # fmt: skip

FIELDS: Final = {
    "source": "`tiktok`; `douyin` of captures from there",
    "post_id": "`data.id`; `data.cid` of a comment",
    "text": "`data.desc`; `data.text` of a comment",
    "author_id": "`data.author.id`, else `data.authorId`, else the handle; `data.user.uid` of a comment",
    "created_at": "`data.createTime`; `data.create_time` of a comment",
    "collected_at": "`timestamp_collected`",
    "lang": "`data.textLanguage`; `data.comment_language` of a comment",
    "kind": "a quote where `data.duetInfo.duetFromId` names a video; a comment is a reply",
    "reply_to_id": "`data.reply_id` of a comment, the comment above it, else `data.aweme_id`, the video",
    "conversation_id": "`data.aweme_id` of a comment",
    "quote_of_id": "`data.duetInfo.duetFromId`",
    "likes": "`diggCount` of `data.stats`, else of `data.statsV2`",
    "reposts": "`shareCount` of the same",
    "replies": "`commentCount` of the same",
    "views": "`playCount` of the same",
    "followers": "`data.authorStats.followerCount`",
    "verified": "`data.author.verified`",
    "url": "`https://www.tiktok.com/@_/video/` and the id, which names no author; on Douyin "
    "`https://www.douyin.com/video/` and the id",
    "hashtags": "`data.challenges[].title`, else `data.textExtra[].hashtagName`",
}

TRAPS: Final = (
    "`data.author` may be an object or a handle alone.",
    "The `id` of a line is a row number; `data.id` is the video's.",
    "Adverts (`isAd`) and live streams are rejected as not posts.",
    "Douyin's names are those of the mobile app (`aweme_id`, `create_time`, `statistics.digg_count`).",
    "A video without a description has an empty text, which is kept.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from TikTok" if zeeschuimer.captures(sample, *PLATFORMS, *DOUYIN) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one capture, or a reject."""
    chinese = zeeschuimer.platform(as_object(value)) in DOUYIN
    return zeeschuimer.rows(value, line, douyin if chinese else post)


def douyin(video: Any, line: int, collected: datetime | None) -> Item:
    """The row of one video of Douyin, TikTok's network in China."""
    if isinstance(video, dict) and video.keys() & {"cell_room", "cellRoom"}:
        return Reject(line, "not_posts")
    item = post(as_web(video) if isinstance(video, dict) else video, line, collected)
    if isinstance(item, Reject):
        return item
    address = f"https://www.douyin.com/video/{item['post_id']}" if item["id_ok"] else None
    return item | {"source": "douyin", "url": address}


def post(video: Any, line: int, collected: datetime | None) -> Item:
    """The row of one video as TikTok's web app knows it."""
    if not isinstance(video, dict):
        return Reject(line, "not_a_record")
    if "cid" in video and "aweme_id" in video:
        return _comment(video, line, collected)
    if video.get("isAd") is True or "liveRoomInfo" in video:
        return Reject(line, "not_posts")
    post_id, id_ok = exact_identity(video.get("id"))
    if post_id is None and id_ok:
        return Reject(line, "no_id")
    text = video.get("desc")
    if not isinstance(text, str):
        return Reject(line, "no_text")
    key = post_id or surrogate_id("tiktok", video.get("createTime"), text)
    author = as_object(video.get("author"))
    created = count(video.get("createTime"))
    duet = known_id(dig(video, "duetInfo", "duetFromId"))
    duet = None if duet == "0" else duet
    return {
        "source": "tiktok",
        "post_id": key,
        "text": clean(text),
        "raw_line": line,
        "author_id": _author_id(video, author),
        "created_at": epoch(created) if created else None,
        "collected_at": collected,
        "lang": language(video.get("textLanguage")),
        "kind": kind_of(quote=duet),
        "quote_of_id": duet,
        **_metrics(video),
        "followers": count(dig(video, "authorStats", "followerCount")),
        "verified": yes_no(author.get("verified")),
        "url": f"https://www.tiktok.com/@_/video/{key}" if id_ok else None,
        "hashtags": _hashtags(video),
        "id_ok": id_ok,
        "truncated": False,
    }


def _comment(comment: Row, line: int, collected: datetime | None) -> Item:
    comment_id, video = known_id(comment.get("cid")), known_id(comment.get("aweme_id"))
    if comment_id is None:
        return Reject(line, "no_id")
    if not isinstance(comment.get("text"), str):
        return Reject(line, "no_text")
    user, above, created = as_object(comment.get("user")), known_id(comment.get("reply_id")), comment.get("create_time")
    return {
        "source": "tiktok",
        "post_id": comment_id,
        "text": clean(comment["text"]),
        "raw_line": line,
        "author_id": known_id(user.get("uid")) or known_id(user.get("unique_id")),
        "created_at": epoch(count(created) or 0),
        "collected_at": collected,
        "lang": language(comment.get("comment_language")),
        "kind": "reply",
        "reply_to_id": video if above in (None, "0") else above,
        "conversation_id": video,
        "likes": count(comment.get("digg_count")),
        "replies": count(comment.get("reply_comment_total")),
        "id_ok": True,
        "truncated": False,
    }


def _author_id(video: Row, author: Row) -> str | None:
    values = (author.get("id"), video.get("authorId"), author.get("uniqueId"), video.get("author"))
    return next((found for value in values if (found := known_id(value))), None)


def _metrics(video: Row) -> Row:
    stats = as_object(video.get("stats")) or as_object(video.get("statsV2"))
    names = {"likes": "diggCount", "reposts": "shareCount", "replies": "commentCount", "views": "playCount"}
    return {ours: count(stats.get(theirs)) for ours, theirs in names.items()}


def _hashtags(video: Row) -> list[str]:
    """Lists without elements are left out."""
    tags = [tag.get("title") for tag in objects(video.get("challenges"))]
    tags = tags or [tag.get("hashtagName") for tag in objects(video.get("textExtra"))]
    return [clean(tag) for tag in tags if isinstance(tag, str) and tag]


def as_web(video: Row) -> Row:
    """A video under the names of the web app; a comment as it is."""
    if "cid" in video:
        return {"aweme_id": None, **video}
    if "awemeId" in video:  # as Douyin's pages have them
        author = as_object(video.get("authorInfo"))
        return video | {"id": video["awemeId"], "author": {"id": author.get("uid")}}
    if "aweme_id" not in video:
        return video
    author, counts = as_object(video.get("author")), as_object(video.get("statistics"))
    return {
        "id": video["aweme_id"],
        "desc": video.get("desc"),
        "createTime": video.get("create_time"),
        "textLanguage": video.get("desc_language"),
        "author": {"id": author.get("uid"), "uniqueId": author.get("unique_id")},
        "isAd": video.get("is_ads") is True,
        "stats": {ours: counts.get(theirs) for theirs, ours in _MOBILE.items()},
        "textExtra": [{"hashtagName": tag.get("hashtag_name")} for tag in objects(video.get("text_extra"))],
    }
