"""snscrape's JSONL of Telegram, Mastodon, Reddit, Instagram, Facebook, Weibo and VK, by the `_type` of its objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import mastodon_status, records, reddit_thing, weibo, words
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import (
    Item,
    Reject,
    Row,
    clean,
    count,
    epoch,
    instagram_number,
    kind_of,
    moment,
    surrogate_id,
)
from xsentiment.ingest.nested import as_object, dig, hashtags, heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "by the module in `_type`",
    "post_id": "the address `url` on Mastodon, the post's part of `url` or `cleanUrl` elsewhere, `id` on Reddit",
    "text": "`content` or `text`; `spoilerText` below it, which is what the warning hides; `toot` of a boost; "
    "`title` and `selftext`, or `body`, on Reddit",
    "author_id": "`user.account` with its server, `user.uid` of Weibo, `author` or `username`; the name in `cleanUrl`",
    "created_at": "`date` or `createdAt`",
    "kind": "a `Boost`, and what has `repostedPost` or, without own words, `quotedPost`, is a repost; "
    "comments are replies",
    "reply_to_id": "`parentId` on Reddit",
    "repost_of_id": "the address of `toot`, that of `repostedPost`, of `quotedPost` of a post without own words",
    "quote_of_id": "that of `quotedPost` of a post with words of its own",
    "edit_of_id": "the number of a post of Instagram or Weibo whose id is the code in its address",
    "conversation_id": "the thread of a post of Reddit",
    "likes": "`likes` of Instagram, `likesCount` of Weibo",
    "reposts": "`repostsCount` of Weibo",
    "replies": "`comments` of Instagram, `commentsCount` of Weibo",
    "followers": "`user.followersCount` of Weibo",
    "verified": "`user.verified` of Weibo",
    "url": "`url` or `cleanUrl`",
    "hashtags": "`hashtags` of Mastodon",
    "id_ok": "false for a boost, which has neither id nor address, and where an address leads to no post",
}
TRAPS: Final = (
    "A post of pictures alone (`content` null) has an empty text, which is kept.",
    "snscrape does not tell when a boost was made: its time is null.",
    "Whether a message of Telegram was forwarded, or a post of Mastodon is a reply, is not told: the kind is null.",
    "Users, channels and other objects are rejected as not posts.",
)

_TYPE: Final = re.compile(r"snscrape\.modules\.(\w+\.\w+)")
_THREAD: Final = re.compile(r"/comments/(\w+)")
_TEXTS: Final = {"content", "text", "body", "title", "toot"}
_LINKS: Final = {"url", "cleanUrl", "toot"}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if _type(value) in _ROWS and value.keys() & _LINKS and _says(value):
            return f"objects of type {_type(value)} from snscrape"
    return None


def _type(value: Row) -> str | None:
    found = _TYPE.fullmatch(kind) if isinstance(kind := value.get("_type"), str) else None
    return found[1] if found else None


def _says(value: Row) -> bool:
    return ("text" in value) if _type(value) == "mastodon.Toot" else bool(value.keys() & _TEXTS)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one object."""
    kind = _type(value) if isinstance(value, dict) else None
    if kind in _ROWS:
        yield from _ROWS[kind](value, line)
    else:
        yield Reject(line, "not_posts" if kind else "not_a_record")


def _row(source: str, post: Row, line: int, url: Any, **more: Any) -> Row:
    """A row with what all networks have in common; an address that leads to no post gives an id made of the content."""
    linked, author = words.linked(source, url) or (None, None)
    text, created = post.get("content"), _time(post.get("date"))
    return {
        "source": source,
        "post_id": linked or surrogate_id(source, url, created, text),
        "text": clean(text) if isinstance(text, str) else "",
        "raw_line": line,
        "author_id": author,
        "created_at": created,
        "url": known_id(url),
        "id_ok": linked is not None,
        "truncated": False,
    } | more


def _time(value: Any) -> datetime | None:
    """A time as snscrape writes it, or in milliseconds, as pandas does."""
    return epoch(value) if type(value) is int else moment(value)


def _telegram(post: Row, line: int) -> Iterator[Item]:
    yield _row("telegram", post, line, post.get("url"))


def _instagram(post: Row, line: int) -> Iterator[Item]:
    row = _row("instagram", post, line, post.get("url"))
    yield row | {
        "author_id": known_id(post.get("username")) or row["author_id"],
        "edit_of_id": instagram_number(row["post_id"]) if row["id_ok"] else None,
        "likes": count(post.get("likes")),
        "replies": count(post.get("comments")),
    }


def _facebook(post: Row, line: int) -> Iterator[Item]:
    yield _row("facebook", post, line, post.get("cleanUrl"))


def _vk(post: Row, line: int) -> Iterator[Item]:
    original, said = as_object(post.get("quotedPost")), post.get("content")
    other = (words.linked("vk", original.get("url")) or (None, None))[0]
    row = _row(
        "vk", post if said or not original else post | {"content": original.get("content")}, line, post.get("url")
    )
    yield row | {
        "kind": kind_of(repost=original and not said, quote=original),
        "repost_of_id": None if said else other,
        "quote_of_id": other if said else None,
    }


def _toot(toot: Row, line: int) -> Iterator[Item]:
    text, hidden, url = toot.get("text"), toot.get("spoilerText"), known_id(toot.get("url"))
    post_id = url or known_id(toot.get("id"))
    if post_id is None or not isinstance(text, str):
        yield Reject(line, "no_id" if post_id is None else "no_text")
        return
    yield _row("mastodon", toot, line, url) | {
        "post_id": post_id,
        "id_ok": True,
        "text": clean("\n".join(part for part in (text, hidden) if isinstance(part, str) and part)),
        "author_id": _account(toot.get("user")),
        "hashtags": hashtags(toot.get("hashtags") or []),
    }


def _boost(boost: Row, line: int) -> Iterator[Item]:
    author = _account(boost.get("user"))
    for item in _toot(as_object(boost.get("toot")), line):
        if isinstance(item, Reject):
            yield item
            continue
        told = {"kind": "repost", "repost_of_id": item["post_id"], "author_id": author, "created_at": None, "url": None}
        yield item | told | {"post_id": surrogate_id("mastodon", author, item["post_id"]), "id_ok": False}


def _account(user: Any) -> str | None:
    """user@server; the oldest servers do not name themselves in it."""
    name = known_id(as_object(user).get("account"))
    name = name.removeprefix("@") if name else None
    return name if name and "@" in name else mastodon_status.handle(dig(user, "url")) or name


def _reddit(thing: Row, line: int) -> Iterator[Item]:
    thread = _THREAD.search(str(thing.get("url")))
    named = {"parent_id": thing.get("parentId"), "permalink": thing.get("url"), "link_id": thread and thread[1]}
    yield reddit_thing.row(thing | named, line, _time(thing.get("date")))


def _weibo(post: Row, line: int) -> Iterator[Item]:
    yield from weibo.rows(_as_weibo(post), line)


def _as_weibo(post: Row) -> Row:
    """A post with the names that Weibo gives what snscrape took from it."""
    user, original = as_object(post.get("user")), as_object(post.get("repostedPost"))
    return {
        "bid": (words.linked("weibo", post.get("url")) or (None, None))[0],
        "mid": post.get("id"),
        "text": post.get("text"),
        "text_raw": post.get("text"),
        "created_at": post.get("createdAt"),
        "attitudes_count": post.get("likesCount"),
        "reposts_count": post.get("repostsCount"),
        "comments_count": post.get("commentsCount"),
        "retweeted_status": _as_weibo(original) if original else None,
        "user": {
            "id": user.get("uid"),
            "screen_name": user.get("screenname"),
            "followers_count": user.get("followersCount"),
            "verified": user.get("verified"),
        },
    }


_ROWS: Final[dict[Any, Callable[[Row, int], Iterator[Item]]]] = {
    "telegram.TelegramPost": _telegram,
    "mastodon.Toot": _toot,
    "mastodon.Boost": _boost,
    "reddit.Submission": _reddit,
    "reddit.Comment": _reddit,
    "instagram.InstagramPost": _instagram,
    "facebook.FacebookPost": _facebook,
    "weibo.Post": _weibo,
    "vkontakte.VKontaktePost": _vk,
}
