"""X API v2: pages, single posts and streams as the API sends them, and twarc2's JSONL, one page a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, identity, kind_of, language, moment, x_time
from xsentiment.ingest.nested import as_object, dig, objects
from xsentiment.ingest.sample import Sample
from xsentiment.text import unescape

_VIEWS_KNOWN_SINCE: Final = datetime(2022, 12, 15, tzinfo=UTC)
_POST_KEYS: Final = {"author_id", "edit_history_tweet_ids", "public_metrics", "conversation_id", "entities", "lang"}
_NOT_POSTS: Final = {
    "users": {"username"},
    "count buckets": {"tweet_count"},
    "compliance events": {"redacted_at"},
    "compliance actions": {"action"},
    "lists": {"owner_id"},
}
_INCLUDED: Final = {"users", "tweets", "places", "media", "polls", "topics", "errors"}
_REFERENCES: Final = {"retweeted": "repost_of_id", "replied_to": "reply_to_id", "quoted": "quote_of_id"}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in _objects(sample):
        if is_post(value) and "user" not in value and not is_flat(value):
            return "posts with the keys of X API v2"
        data = value.get("data")
        first = data[0] if isinstance(data, list) and data else data
        if isinstance(first, dict) and (is_post(first) or _other(first)):
            return f"pages of X API v2 with {_other(first) or 'posts'}"
        if _other(value):
            return f"{_other(value)} of X API v2"
        if _is_message(value) or _is_included(value):
            return "messages or included objects of X API v2"
    return None


def sniff_flat(sample: Sample) -> str | None:
    """Say why a file with this beginning holds twarc2's flattened posts, or None."""
    found = any(is_post(value) and is_flat(value) for value in _objects(sample))
    return "posts flattened by twarc2, with their author inside" if found else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of one page, stream object or bare post."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
        return
    data = value.get("data")
    if data is None and is_post(value):
        data, value = [value], {}
    if data is None:
        if not _is_empty_page(value):
            known = _other(value) or _is_message(value) or _is_included(value)
            yield Reject(line, "not_posts" if known else "not_a_record")
        return
    posts = data if isinstance(data, list) else [data]
    if posts and isinstance(posts[0], dict) and _other(posts[0]):
        yield Reject(line, "not_posts")
        return
    page = _Page(value)
    for post in posts:
        yield page.row(post, line)


class _Page:
    """What a page says beside its posts: users, posts referred to, when it was collected."""

    def __init__(self, value: Row) -> None:
        included = as_object(value.get("includes"))
        self.users = {_key(user): user for user in objects(included.get("users"))}
        self.posts = {_key(post): post for post in objects(included.get("tweets"))}
        self.collected = moment(as_object(value.get("__twarc")).get("retrieved_at"))

    def row(self, post: Any, line: int) -> Item:
        if not isinstance(post, dict):
            return Reject(line, "not_a_record")
        post_id, id_ok = identity(post.get("id"))
        if post_id is None:
            return Reject(line, "no_id")
        text, truncated = self.text(post)
        if text is None:
            return Reject(line, "no_text")
        references = {str(item.get("type")): _key(item) for item in objects(post.get("referenced_tweets"))}
        tags = dig(post, "entities", "hashtags")
        author = as_object(post.get("author")) or self.users.get(identity(post.get("author_id"))[0]) or {}
        verified = author.get("verified")
        return {
            "source": "x",
            "post_id": post_id,
            "text": text,
            "raw_line": line,
            "author_id": identity(post.get("author_id") or author.get("id"))[0] or identity(author.get("username"))[0],
            "created_at": moment(post.get("created_at")) or x_time(post_id),
            "collected_at": moment(as_object(post.get("__twarc")).get("retrieved_at")) or self.collected,
            "lang": language(post.get("lang")),
            "kind": kind_of(
                repost=references.get("retweeted"), reply=references.get("replied_to"), quote=references.get("quoted")
            ),
            **{ours: references.get(theirs) for theirs, ours in _REFERENCES.items()},
            "conversation_id": identity(post.get("conversation_id"))[0],
            **_metrics(post, post_id),
            "followers": count(as_object(author.get("public_metrics")).get("followers_count")),
            "verified": verified if isinstance(verified, bool) else None,
            "url": f"https://x.com/i/status/{post_id}",
            "hashtags": [str(tag["tag"]) for tag in objects(tags) if tag.get("tag")],
            "id_ok": id_ok,
            "truncated": truncated,
        }

    def text(self, post: Row) -> tuple[str | None, bool]:
        """The full text (of a long post, of the original of a repost), and whether it is cut all the same."""
        own = as_object(post.get("note_tweet")).get("text") or post.get("text")
        if not isinstance(own, str):
            return None, False
        own = clean(unescape(own))
        for item in objects(post.get("referenced_tweets")):
            if item.get("type") == "retweeted":
                original = item if "text" in item else self.posts.get(_key(item))
                full, cut = self.text(original) if original is not None else (None, False)
                return (full, cut) if full is not None else (own, own.rstrip().endswith("…"))
        return own, False


def _metrics(post: Row, post_id: str) -> Row:
    metrics = as_object(post.get("public_metrics"))
    created = moment(post.get("created_at")) or x_time(post_id)
    views = count(metrics.get("impression_count"))
    if views == 0 and (created is None or created < _VIEWS_KNOWN_SINCE):
        views = None  # the API wrote 0 before views were counted
    names = {"likes": "like", "reposts": "retweet", "replies": "reply", "quotes": "quote"}
    return {ours: count(metrics.get(f"{theirs}_count")) for ours, theirs in names.items()} | {"views": views}


def _objects(sample: Sample) -> Iterator[Row]:
    for value in sample.values:
        yield from objects(value[:20] if isinstance(value, list) else [value])


def _key(item: Row) -> str | None:
    return identity(item.get("id"))[0]


def is_post(value: Row) -> bool:
    """Whether an object has the keys of a post of X API v2."""
    if not ("id" in value and "text" in value) or "createdAt" in value or "type" in value:
        return False
    return bool(_POST_KEYS & value.keys() or value.keys() == {"id", "text"})


def is_flat(value: Row) -> bool:
    """Whether a post has its author or the posts it refers to inside, as twarc2 flattens them."""
    return "username" in as_object(value.get("author")) or any(
        "text" in i for i in objects(value.get("referenced_tweets"))
    )


def _other(value: Row) -> str | None:
    """What records without text are, by their keys."""
    if "text" in value:
        return None
    return next((name for name, keys in _NOT_POSTS.items() if keys <= value.keys()), None)


def _is_message(value: Row) -> bool:
    """A refused request, errors alone, or an empty page."""
    return "data" not in value and ("errors" in value or {"title", "status"} <= value.keys() or _is_empty_page(value))


def _is_included(value: Row) -> bool:
    """The objects that accompany posts, saved on their own: users, places, posts referred to."""
    return bool(value) and value.keys() <= _INCLUDED and all(isinstance(part, list) for part in value.values())


def _is_empty_page(value: Row) -> bool:
    return as_object(value.get("meta")).get("result_count") == 0 and "data" not in value
