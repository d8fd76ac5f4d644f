"""Weibo's JSON: pages of m.weibo.cn, weibo.com and its API, posts and comments taken out of them, weibo-crawler's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, weibo_number
from xsentiment.ingest.nested import as_object, dig, heads, known_id, outermost, yes_no
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.times import Times, place
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`weibo`",
    "post_id": "`bid` or `mblogid`, else `idstr`, `mid` or `id`",
    "text": "`longText.longTextContent`, else `text_raw`, else `text` (HTML), else `content`",
    "author_id": "`user.id`, else `user_id`, else `user.screen_name` or `screen_name`",
    "created_at": "`full_created_at`, else `created_at`; without a zone it is of Asia/Shanghai",
    "kind": "a repost has `retweeted_status` or `retweet`; a comment (`rootid`, `status`) is a reply",
    "reply_to_id": "`reply_comment` or `rootid` of a comment, else the `status` that it is about",
    "repost_of_id": "the id of `retweeted_status` or `retweet`, as that of a post",
    "edit_of_id": "the number of a post that is named by `bid` or `mblogid`, which is the same in base 62",
    "likes": "`attitudes_count`; `like_counts` or `like_count` of a comment",
    "reposts": "`reposts_count`",
    "replies": "`comments_count`; `total_number` of a comment",
    "followers": "`user.followers_count`",
    "verified": "`user.verified`",
    "url": "`https://weibo.com/`, the author's and the post's id",
    "hashtags": "what stands between two # in the text",
    "truncated": "a text that ends in `全文` or `展开`, without the long one",
}
TRAPS: Final = (
    "A post has a number (`id`, `mid`) and the same in base 62 (`bid`) in addresses; rows of both meet.",
    "A repost has words of its own, which are its text; the original only accompanies it.",
    "A long post is cut; its whole text is there only where it was asked for (`longText`).",
    "Emoticons are pictures in HTML: their names (`[doge]`) are kept.",
    "Times that are relative (`昨天 04:44`, `06-27`) cannot be placed and are null.",
    "Counts above 10,000 may be words (`6639万`).",
    "The accounts beside the posts are no rows; a page without posts is rejected as not posts.",
)

_TIMES: Final = Times(None, place("Asia/Shanghai"))
_COUNTS: Final = frozenset(("attitudes_count", "reposts_count"))
_NAMES: Final = frozenset(("bid", "mblogid", "mid", "idstr"))
_IDS: Final = ("bid", "mblogid", "idstr", "mid", "id")
_COMMENT: Final = frozenset(("rootid", "rootidstr", "reply_comment", "reply_original_text", "floor_number"))
_TEXTS: Final = ("text_raw", "text", "content")
_LIKES: Final = ("attitudes_count", "like_counts", "like_count")
_EMOTICON: Final = re.compile(r"<img\b[^>]*?\balt=[\"']?(\[[^\]\"'<>]{1,20}\])[^>]*>")
_CUT: Final = re.compile(r"\s*(?:\.{3}|…)?\s*(?:全文|展开)\s*\Z")
_TAG: Final = re.compile(r"#([^#\n]{1,60})#")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if next(_found(value), None) is not None:
            return "posts or comments with the names of Weibo"
        if "ok" in value and isinstance(dig(value, "data", "cards"), list):
            return "a page of Weibo without posts"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts and comments anywhere in a value; a value without any is one reject."""
    empty = True
    for found in _found(value):
        empty = False
        yield _row(found, line)
    if empty:
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")


def _found(value: Any) -> Iterator[Row]:
    """The posts and comments in a value; of a post nothing more, of a comment those that answer it."""
    return outermost(
        value,
        lambda inner: _is_comment(inner) or _is_post(inner),
        lambda inner: inner.get("comments") if _is_comment(inner) else None,
    )


def _is_post(value: Row) -> bool:
    return bool(value.keys() & _COUNTS and value.keys() & _NAMES and value.keys() & set(_TEXTS))


def _is_comment(value: Row) -> bool:
    return bool(value.keys() & _COMMENT) and "text" in value and isinstance(dig(value, "user", "screen_name"), str)


def _id(post: Row) -> str | None:
    return next((found for name in _IDS if (found := known_id(post.get(name)))), None)


def _text(post: Row) -> tuple[str | None, bool]:
    """What a post says, and whether it was cut."""
    shown = post.get("text")
    plain = from_html(_EMOTICON.sub(r"\1", shown)) if isinstance(shown, str) and "<" in shown else shown
    cut = isinstance(plain, str) and bool(_CUT.search(plain))
    whole = dig(post, "longText", "longTextContent")
    if isinstance(whole, str) and whole:
        return from_html(_EMOTICON.sub(r"\1", whole)) if "<" in whole else whole, False
    text = next((t for t in (post.get("text_raw"), plain, post.get("content")) if isinstance(t, str)), None)
    return (_CUT.sub("…", text) if text and cut else text), cut


def _row(post: Row, line: int) -> Item:
    post_id, (text, cut) = _id(post), _text(post)
    if post_id is None:
        return Reject(line, "no_id")
    if text is None:
        return Reject(line, "no_text")
    user, comment = as_object(post.get("user")), _is_comment(post)
    names = (user.get("id"), user.get("_id"), post.get("user_id"), user.get("screen_name"), post.get("screen_name"))
    author_id = next((found for name in names if (found := known_id(name))), None)
    original = as_object(post.get("retweeted_status")) or as_object(post.get("retweet"))
    return {
        "source": "weibo",
        "post_id": post_id,
        "text": clean(text).strip("\u200b \n"),
        "raw_line": line,
        "author_id": author_id,
        "created_at": _TIMES.read(post.get("full_created_at") or post.get("created_at")),
        "kind": kind_of(repost=original, reply=comment),
        "reply_to_id": _answered(post, post_id) if comment else None,
        "repost_of_id": _id(original),
        "edit_of_id": weibo_number(post_id),
        "likes": next((n for name in _LIKES if (n := count(post.get(name))) is not None), None),
        "reposts": count(post.get("reposts_count")),
        "replies": count(post.get("total_number" if comment else "comments_count")),
        "followers": count(user.get("followers_count")),
        "verified": yes_no(user.get("verified")),
        "url": f"https://weibo.com/{author_id}/{post_id}" if author_id and not comment else None,
        "hashtags": [tag.strip() for tag in _TAG.findall(text)] or None,
        "id_ok": True,
        "truncated": cut,
    }


def _answered(comment: Row, own: str) -> str | None:
    """The comment that a comment answers, else the post."""
    above = known_id(dig(comment, "reply_comment", "id")) or known_id(comment.get("rootid"))
    return above if above and above != own else _id(as_object(comment.get("status")))
