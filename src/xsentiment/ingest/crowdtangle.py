"""CrowdTangle API: pages of posts of Facebook, Instagram and Reddit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, language, local_moment
from xsentiment.ingest.nested import as_object, dig, each, heads, known_id, objects, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`platform`, in lower case",
    "post_id": "`platformId`",
    "text": "`message`, else `description`, else `title`",
    "author_id": "`account.platformId`, else `account.handle`, else `account.id`",
    "created_at": "`date`, which is UTC",
    "collected_at": "`updated`, when CrowdTangle last counted, which is UTC",
    "lang": "`languageCode`",
    "kind": "`post`",
    "likes": "`statistics.actual.likeCount`, else `favoriteCount`",
    "reposts": "`statistics.actual.shareCount`",
    "replies": "`statistics.actual.commentCount`",
    "views": "`statistics.actual.viewCount`",
    "followers": "`subscriberCount`, as of the post, else `account.subscriberCount`",
    "verified": "`account.verified`",
    "url": "`postUrl`",
}
TRAPS: Final = (
    "`date` names no zone and is UTC.",
    "`message` may be absent: `description` (of an Instagram post its caption) or `title` is then what readers see.",
    "A post without any text (pictures alone) has an empty text, which is kept.",
    "`statistics.expected` is CrowdTangle's forecast, never a count; love, anger and so on are not likes.",
    "Lists, accounts and leaderboards are not posts.",
)

_PLATFORMS: Final = {"facebook": "facebook", "instagram": "instagram", "reddit": "reddit", "twitter": "x"}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_post(item) for item in objects(_items(value))[:20]):
            return "posts of CrowdTangle's API"
        if "status" in value and as_object(value.get("result")).keys() & {
            "posts",
            "lists",
            "accounts",
            "accountStatistics",
        }:
            return "a page of CrowdTangle's API without posts"
    return None


def _items(value: Any) -> list[Any]:
    for holder in (dig(value, "result"), value):
        for name in ("posts", "post"):
            found = dig(holder, name)
            if isinstance(found, list | dict):
                return found if isinstance(found, list) else [found]
    return [value]


def _is_post(value: Row) -> bool:
    return (
        "platformId" in value and "date" in value and bool(value.keys() & {"statistics", "subscriberCount", "postUrl"})
    )


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a page, or one post; a page without any is one reject."""
    return each(_items(value), line, _row)


def _row(post: Row, line: int) -> Item:
    if not _is_post(post):
        return Reject(line, "not_posts" if "result" in post or "status" in post else "not_a_record")
    post_id = known_id(post.get("platformId"))
    if post_id is None:
        return Reject(line, "no_id")
    said = [post.get(name) for name in ("message", "description", "title")]
    account, counts = as_object(post.get("account")), as_object(dig(post, "statistics", "actual"))
    names = (account.get("platformId"), account.get("handle"), account.get("id"))
    followers = count(post.get("subscriberCount"))
    return {
        "source": _PLATFORMS.get(str(post.get("platform")).lower(), "facebook"),
        "post_id": post_id,
        "text": clean(next((text for text in said if isinstance(text, str) and text.strip()), "")),
        "raw_line": line,
        "author_id": next((found for name in names if (found := known_id(name))), None),
        "created_at": local_moment(post.get("date"), UTC),
        "collected_at": local_moment(post.get("updated"), UTC),
        "lang": language(post.get("languageCode")),
        "kind": "post",
        "likes": count(counts.get("likeCount", counts.get("favoriteCount"))),
        "reposts": count(counts.get("shareCount")),
        "replies": count(counts.get("commentCount")),
        "views": count(counts.get("viewCount")),
        "followers": followers if followers is not None else count(account.get("subscriberCount")),
        "verified": yes_no(account.get("verified")),
        "url": known_id(post.get("postUrl")),
        "id_ok": True,
        "truncated": False,
    }
