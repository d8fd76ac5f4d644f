"""Twitter API v1.1: arrays, search results, premium pages, streams; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post, x_v11_typed
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, count, epoch, kind_of, moment
from xsentiment.ingest.nested import as_object, heads, objects, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`id_str`, else `id`",
    "text": "`extended_tweet.full_text`, else `full_text`, else `text`; those of `retweeted_status` for a repost",
    "truncated": "`truncated` without `extended_tweet`, or a text that ends in `…` where X cuts",
    "author_id": "`user.id_str`, else `user.id`, else `user.screen_name`",
    "created_at": "`created_at`, else `tweet_created_at`, else `timestamp_ms`, else the time in the id",
    "lang": "`lang`",
    "kind": "`retweeted_status`, `in_reply_to_status_id_str`, `quoted_status_id_str` or `is_quote_status`",
    "reply_to_id": "`in_reply_to_status_id_str`",
    "repost_of_id": "`retweeted_status.id_str`",
    "quote_of_id": "`quoted_status_id_str`",
    "likes": "`favorite_count`",
    "reposts": "`retweet_count`",
    "replies": "`reply_count` (streams and premium search)",
    "quotes": "`quote_count` (streams and premium search)",
    "views": "`views_count`, which services that sell posts add",
    "followers": "`user.followers_count`",
    "verified": "`user.verified`",
    "hashtags": "`extended_tweet.entities.hashtags[].text`, else `entities.hashtags[].text`",
}

TRAPS: Final = (
    "A repost's own text is cut at 140 characters; the original's full text is taken.",
    "`id` is a number that many programs round; `id_str` is exact.",
    "`in_reply_to_user_id` alone is a post that begins with a mention, not a reply.",
    "Users, ids, counts and empty pages are rejected as not posts; a user's last post is not taken.",
    "So are the errors that stand in the place of posts that are gone, where ids were looked up.",
    "Notices in a stream (deletions, limits, withheld posts) are rejected as not posts; what they delete is left out.",
)

_ACCOUNT: Final = frozenset(("screen_name", "followers_count", "statuses_count"))
_NO_ACCOUNT: Final = frozenset(("text", "full_text", "tweet", "rawContent", "content", "body", "user", "_type"))
_WRAPPERS: Final = ("statuses", "results", "tweets")
_LEFT: Final = ("user_delete", "user_suspend", "user_protect")
_RETURNED: Final = ("user_undelete", "user_unsuspend", "user_unprotect")
_NOTICES: Final = {
    "delete", "limit", "scrub_geo", "warning", "disconnect", "status_withheld", "user_withheld", "friends",
    "friends_str", "event", "direct_message", "control", "errors", "undelete", "status_undelete",
    *_LEFT, *_RETURNED,
}  # fmt: skip

_STATUS: Final = x_post.V11_STATUS | {"retweeted_status": x_post.V11_STATUS}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    values = [item for value in sample.values for item in heads([_unwrapped(value)])]
    if any(map(_is_post, values)):
        return "posts with the keys of Twitter API v1.1"
    if any(map(_is_notice, values)) and not any({"verb", "objectType"} <= value.keys() for value in values):  # Gnip's
        return "notices of a stream of Twitter API v1.1"
    return next((f"{what} of Twitter API v1.1" for value in heads(sample.values) if (what := _other(value))), None)


def _has_text(item: Row) -> bool:
    return "text" in item or "full_text" in item


def _only_posts(value: Row) -> bool:
    """Whether an object, parsed in part, is a post or a page of posts alone."""
    if _tells_all(value):
        return True
    items = _unwrapped(value)
    return items is not value and bool(items) and all(map(_tells_all, items))


def _tells_all(item: Row | None) -> bool:
    """Whether an object, parsed in part, is a post, and what it reposts is more than there."""
    return item is not None and _has_text(item) and item.get("retweeted_status") != {}


_parse: Final = x_v11_typed.parsing(records.only(_STATUS | {name: [_STATUS] for name in _WRAPPERS}, _only_posts))


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows, _parse)


def rows(value: Any, line: int) -> Iterable[Item]:
    """The posts of one object or page."""
    if type(value) is x_v11_typed.Status:
        return (x_v11_typed.row(value, line),)
    if isinstance(value, dict) and _has_text(value):
        return [post(value, line)]
    if _other(value):
        return [Reject(line, "not_posts")]
    items = _unwrapped(value)
    return (post(item, line) for item in (items if isinstance(items, list) else [items]))


def _unwrapped(value: Any) -> Any:
    """The list of posts in a page, or of an object with their ids as keys, else the value itself."""
    if isinstance(value, dict):
        for name in _WRAPPERS:
            if isinstance(value.get(name), list):
                return value[name]
        if value and all(map(str.isdecimal, value)):
            return list(value.values())
    return value


def _other(value: Any) -> str | None:
    """What an object without posts is; None for anything else."""
    if not isinstance(value, dict) or "text" in value or "full_text" in value or "data" in value:
        return None
    if value.get("statuses") == [] and "search_metadata" in value:
        return "an empty page"
    if "next_cursor" in value and isinstance(value.get("ids"), list):
        return "ids of users"
    if any("timePeriod" in item for item in objects(value.get("results"))):
        return "counts"
    users = objects(value.get("users")) if "next_cursor" in value else [value]
    found = any(user.keys() >= _ACCOUNT and not user.keys() & _NO_ACCOUNT for user in users[:20])
    return "users" if found else None


def _is_notice(item: Row) -> bool:
    return len(item.keys() - {"timestamp_ms"}) == 1 and (
        _deletion(item) is not None or "track" in as_object(item.get("limit"))
    )


def _is_post(item: Row) -> bool:
    """Told from other formats by the user inside, and by names with underscores."""
    return (
        ("text" in item or "full_text" in item)
        and isinstance(item.get("user"), dict)
        and ("id_str" in item or {"id", "retweet_count"} <= item.keys())
        and not item.keys() & {"_type", "data", "legacy", "is_retweet"}
    )


def post(item: Any, line: int) -> Item:
    """The row of one status, or a reject."""
    if not isinstance(item, dict):
        return Reject(line, "not_a_record")
    if "text" not in item and "full_text" not in item:
        if item.keys() & _NOTICES:
            return Reject(line, "not_posts", _deletion(item))
        return Reject(line, "no_text" if "id_str" in item else "not_a_record")
    original = item.get("retweeted_status")
    reposted = as_object(original)
    shown = item
    text, cut = x_post.v11_text(reposted) if reposted else (None, False)
    if text is None:
        text, cut = x_post.v11_text(item)
    else:
        shown = reposted
    columns, post_id = x_post.v11_columns(item), x_post.v11_id(item, "id")
    user = as_object(item.get("user"))
    author = x_post.v11_id(user, "id") or x_post.v11_id(item, "user_id") or x_post.v11_id(user, "screen_name")
    created = moment(item.get("created_at") or item.get("tweet_created_at"))
    created = created or epoch(count(item.get("timestamp_ms")) or 0)
    found = x_post.told(line, post_id or item.get("id"), text, created=created, author_id=author)
    if isinstance(found, Reject):
        return found
    key, plain, when, id_ok = found
    return {  # made at once: posts of this format come by the million
        "source": "x",
        "post_id": key,
        "text": plain,
        "raw_line": line,
        "author_id": author,
        "created_at": when,
        "url": x_post.address(key),
        "id_ok": id_ok,
        "views": x_post.views(item.get("views_count"), created, post_id),
        "truncated": cut or (bool(original) and shown is item and x_post.is_cut(text or "", repost=True)),
        "kind": kind_of(
            repost=original,
            reply=columns["reply_to_id"],
            quote=columns["quote_of_id"] or item.get("is_quote_status") is True,
        ),
        "repost_of_id": x_post.v11_id(reposted, "id") if reposted else None,
        "followers": count(user.get("followers_count")),
        "verified": yes_no(user.get("verified")),
        "hashtags": x_post.v11_hashtags(shown),
        **columns,
    }


def _deletion(notice: Row) -> Deletion | None:
    """What a notice of a stream says is gone: one post, or all posts of a user who left or closed the account."""
    name = next((name for name in ("delete", *_LEFT, *_RETURNED) if isinstance(notice.get(name), dict)), None)
    if name is None:
        return None
    inner = notice[name]
    stamp = count(inner.get("timestamp_ms")) or count(notice.get("timestamp_ms"))
    at = epoch(stamp) if stamp else None
    if name == "delete":
        post_id = x_post.v11_id(as_object(inner.get("status")), "id")
        return Deletion("x", post_id=post_id, at=at) if post_id else None
    author = x_post.v11_id(inner, "id")
    return Deletion("x", author_id=author, at=at, back=name in _RETURNED) if author else None
