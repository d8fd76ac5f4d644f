"""gallery-dl's JSON (`-j`, `--write-metadata`) of X, Bluesky, Instagram, Reddit, TikTok and Mastodon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import bluesky_post, mastodon_status, records, reddit_thing, x_post, zeeschuimer_tiktok
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, is_less, kind_of, language, local_moment
from xsentiment.ingest.nested import as_object, hashtags, known_id, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "by `category`",
    "post_id": "`tweet_id` on X, `uri` on Bluesky, `post_id` on Instagram; as the network's API names it elsewhere",
    "text": "`content` on X without its `RT @name:`, `text` on Bluesky, `description` on Instagram, "
    "`title` and `selftext` on Reddit",
    "author_id": "`author.id` on X, the `did:` on Bluesky, `owner_id` on Instagram",
    "created_at": "`date`, which is UTC",
    "lang": "`lang` on X, the first of `langs` on Bluesky",
    "followers": "`author.followers_count` on X",
    "verified": "`author.verified` on X",
    "kind": "`retweet_id`, `reply_id` and `quoted_id` on X, where 0 is none",
    "reply_to_id": "`reply_id` on X",
    "repost_of_id": "`retweet_id` on X",
    "quote_of_id": "`quoted_id` on X, else `quote_id` where it is the older post",
    "conversation_id": "`conversation_id` on X",
    "likes": "`favorite_count` on X, `likes` on Instagram, `likeCount` on Bluesky",
    "reposts": "`retweet_count` on X, `repostCount` on Bluesky",
    "replies": "`reply_count` on X, `replyCount` on Bluesky",
    "quotes": "`quote_count` on X, `quoteCount` on Bluesky",
    "views": "`view_count` on X, where 0 is unknown",
    "url": "as the readers of the networks make it",
    "hashtags": "`hashtags`, else `tags`",
}
TRAPS: Final = (
    "With `-j` a post is told of again with each of its files: these lines are rejected as not posts.",
    "Messages may be the elements of one list or one a line (`output.jsonl`).",
    "Beside downloads each file has a copy of its post's metadata; a post that several hold is one.",
    "`content` of a repost is the original's, and so is `author`; who reposted it is `user`.",
    "Outside an account's pages `user` is the original's author, too: who reposted it is not known.",
    "`quote_id` on X is mostly the post that quotes this one; such versions do not tell what a post quotes.",
    "Sites without posts of people (galleries, art) are rejected as not posts.",
)

_ALIKE: Final = ("reddit", "mastodon", "mastodon.social")
"""Sites whose metadata alone is what their API sends, which another reader knows."""
_OF_ACCOUNTS: Final = ("timeline", "tweets", "media", "replies", "with-replies", "with_replies", "highlights")
"""Kinds of pages of X that are one account's, who is `user` throughout."""
_REPOSTED: Final = re.compile(r"\ART @\w+: ")
_IDS: Final = ("tweet_id", "uri", "post_id", "id")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        for item in [value, *(value if isinstance(value, list) else [])][:50]:
            found = _metadata(item)
            site = _site(as_object(found))
            if site and not (found is item and site in _ALIKE):
                return f"metadata of gallery-dl from {site}"
    return None


def _metadata(value: Any) -> Any:
    """What a message of gallery-dl says of a post, else the value itself."""
    return value[-1] if _is_message(value) else value


def _is_message(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and type(value[0]) is int


def _site(item: Row) -> str | None:
    name = item.get("category") if "subcategory" in item else None
    return name if isinstance(name, str) and name in _POSTS else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, _Downloads().rows, _parse)


def _parse(data: bytes | str) -> Any:
    """A line's value; a message as a tuple, which is one record where a list is many."""
    value = records.loads(data)
    return tuple(value) if _is_message(value) else value


class _Downloads:
    """The messages of one run: a post's own, where there is one, and one for each of its files."""

    def __init__(self) -> None:
        self._last: tuple[Any, ...] = ()

    def rows(self, value: Any, line: int) -> Iterator[Item]:
        """The row of a post, where a message is the first that tells of it, else a reject."""
        item = _metadata(value)
        if not isinstance(item, dict):
            yield Reject(line, "not_a_record")
            return
        site, this = _site(item), tuple(known_id(item.get(name)) for name in _IDS)
        if site is None or (_is_message(value) and any(this) and this == self._last):
            yield Reject(line, "not_posts")
            return
        self._last = this
        yield _POSTS[site](item, line)


def _of_x(post: Row, line: int) -> Item:
    ids = {name: _link(post, name) for name in ("reply_id", "retweet_id", "conversation_id")}
    author = _reposter(post) if ids["retweet_id"] else as_object(post.get("author"))
    created, post_id, quoted = local_moment(post.get("date"), UTC), post.get("tweet_id"), _quoted(post)
    text, cut = _text(post, reposted=ids["retweet_id"] is not None)
    return x_post.row(
        line,
        post_id,
        text,
        created=created,
        truncated=cut,
        author_id=known_id(author.get("id")) or known_id(author.get("name")),
        lang=language(post.get("lang")),
        kind=kind_of(repost=ids["retweet_id"], reply=ids["reply_id"], quote=quoted),
        reply_to_id=ids["reply_id"],
        repost_of_id=ids["retweet_id"],
        quote_of_id=quoted,
        conversation_id=ids["conversation_id"],
        likes=count(post.get("favorite_count")),
        reposts=count(post.get("retweet_count")),
        replies=count(post.get("reply_count")),
        quotes=count(post.get("quote_count")),
        views=count(post.get("view_count")) or None,
        followers=count(author.get("followers_count")),
        verified=yes_no(author.get("verified")),
        hashtags=hashtags(post.get("hashtags", [])),
    )


def _link(post: Row, name: str) -> str | None:
    found = known_id(post.get(name))
    return None if found == "0" else found


def _quoted(post: Row) -> str | None:
    """What a post quotes: younger versions have `quoted_id`; in others `quote_id` may be what quotes it, a later id."""
    if "quoted_id" in post:
        return _link(post, "quoted_id")
    own, other = known_id(post.get("tweet_id")), _link(post, "quote_id")
    return other if own and other and is_less(other, own) else None


def _reposter(post: Row) -> Row:
    """Who reposted a post: the account whose page it is from; elsewhere `user` is the original's author."""
    user, author = as_object(post.get("user")), as_object(post.get("author"))
    return {} if user == author and post.get("subcategory") not in _OF_ACCOUNTS else user


def _text(post: Row, *, reposted: bool) -> tuple[Any, bool]:
    """A post's text without the mark of a repost, and whether X cut it, as older versions have it."""
    text = post.get("content")
    if not reposted or not isinstance(text, str):
        return text, False
    cut = "date_original" not in post and x_post.is_cut(text, repost=True)
    return _REPOSTED.sub("", text), cut


def _of_bluesky(post: Row, line: int) -> Item:
    item = bluesky_post.row(post.get("uri"), post, line, post.get("indexedAt"))
    return item if isinstance(item, Reject) else item | bluesky_post.metrics(post)


def _of_instagram(post: Row, line: int) -> Item:
    post_id, text = known_id(post.get("post_id")), post.get("description")
    if post_id is None:
        return Reject(line, "no_id")
    return {
        "source": "instagram",
        "post_id": post_id,
        "text": clean(text) if isinstance(text, str) else "",
        "raw_line": line,
        "author_id": known_id(post.get("owner_id")) or known_id(post.get("username")),
        "created_at": local_moment(post.get("post_date") or post.get("date"), UTC),
        "kind": "post",
        "likes": count(post.get("likes")),
        "url": known_id(post.get("post_url")),
        "hashtags": hashtags(post.get("tags", [])),
        "id_ok": True,
        "truncated": False,
    }


def _of_tiktok(post: Row, line: int) -> Item:
    return zeeschuimer_tiktok.post(post, line, None)


_POSTS: Final[dict[Any, Callable[[Row, int], Item]]] = {
    "twitter": _of_x,
    "bluesky": _of_bluesky,
    "instagram": _of_instagram,
    "reddit": reddit_thing.row,
    "tiktok": _of_tiktok,
    "mastodon": mastodon_status.row,
    "mastodon.social": mastodon_status.row,
}
