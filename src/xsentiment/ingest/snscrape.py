"""snscrape's JSONL of X (`snscrape --jsonl twitter-…`), all versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, epoch, kind_of, language, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`id`",
    "text": "`rawContent` (from 0.5 on), else `content`; those of `retweetedTweet` for a repost",
    "truncated": "a text that ends in `…` where X cuts",
    "author_id": "`user.id`, else `user.username`",
    "created_at": "`date`, else the time in the id",
    "lang": "`lang`",
    "kind": "`retweetedTweet`, `inReplyToTweetId`, `quotedTweet`",
    "reply_to_id": "`inReplyToTweetId`",
    "repost_of_id": "`retweetedTweet.id`",
    "quote_of_id": "`quotedTweet.id`",
    "conversation_id": "`conversationId`",
    "likes": "`likeCount`",
    "reposts": "`retweetCount`",
    "replies": "`replyCount`",
    "quotes": "`quoteCount`",
    "views": "`viewCount` (from 0.5 on)",
    "followers": "`user.followersCount`",
    "verified": "whether `user.verified` or `user.blue` is true",
    "hashtags": "`hashtags`",
}

TRAPS: Final = (
    "Ids are numbers beyond 2^53, which are read exactly.",
    "`renderedContent` shows links as the site shortens them; it is not the text.",
    "`viewCount` is null where it was not collected.",
    "Users, tombstones and bare references to posts are rejected as not posts.",
)

_TYPE: Final = "snscrape.modules.twitter."
_OLD: Final = {"content", "renderedContent", "retweetCount", "id"}
_TWSCRAPE: Final = {"id_str", "conversationIdStr", "bookmarkedCount", "mediaCount"}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = list(heads(sample.values))
    if any(isinstance(value.get("user"), str) for value in found):
        return None  # a table's rows as JSON, whose objects are as Python prints them
    return next((why for value in found if (why := _recognised(value)) and not is_twscrape(value)), None)


def _recognised(value: Row) -> str | None:
    kind = value.get("_type")
    if isinstance(kind, str) and kind.startswith(_TYPE):
        return f"objects of type {kind.removeprefix(_TYPE)} from snscrape's module for X"
    return "posts with the keys of snscrape" if "_type" not in value and value.keys() >= _OLD else None


def is_twscrape(value: Row) -> bool:
    """Whether an object that calls itself snscrape's is twscrape's."""
    return bool(value.keys() & _TWSCRAPE)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one object."""
    yield _post(value, line)


def _post(tweet: Any, line: int) -> Item:
    if not isinstance(tweet, dict):
        return Reject(line, "not_a_record")
    kind = tweet.get("_type", f"{_TYPE}Tweet")
    if kind != f"{_TYPE}Tweet":
        return Reject(line, "not_posts" if str(kind).startswith("snscrape.modules.") else "not_a_record")
    original = as_object(tweet.get("retweetedTweet"))
    shown = original if _text(original) is not None else tweet
    text = _text(shown)
    reposted = bool(original) or ("retweetedTweet" not in tweet and x_post.looks_reposted(text))
    reply_to, quote_of = _id(tweet, "inReplyToTweetId"), _id(as_object(tweet.get("quotedTweet")), "id")
    created = moment(tweet.get("date")) or _epoch(tweet.get("date"))
    user = as_object(tweet.get("user"))
    post_id = _id(tweet, "id")
    edits = as_object(tweet.get("editControl"))
    return x_post.row(
        line,
        post_id or tweet.get("id"),
        text,
        created=created,
        truncated=x_post.is_cut(text or "", repost=reposted and shown is tweet),
        author_id=_id(user, "id") or known_id(user.get("username")) or known_id(tweet.get("username")),
        lang=language(tweet.get("lang")),
        kind=kind_of(repost=reposted, reply=reply_to, quote=quote_of or tweet.get("isQuoteStatus") is True),
        reply_to_id=reply_to,
        repost_of_id=_id(original, "id"),
        quote_of_id=quote_of,
        edit_of_id=x_post.first_version(edits.get("initial_tweet_id") or edits.get("edit_tweet_ids"), post_id),
        conversation_id=_id(tweet, "conversationId"),
        likes=count(tweet.get("likeCount")),
        reposts=count(tweet.get("retweetCount")),
        replies=count(tweet.get("replyCount")),
        quotes=count(tweet.get("quoteCount")),
        views=x_post.views(tweet.get("viewCount"), created, post_id),
        followers=count(user.get("followersCount")),
        verified=_verified(user),
        hashtags=_hashtags(shown),
    )


def _id(value: Row, name: str) -> str | None:
    """The text form that twscrape adds (`id_str`, `conversationIdStr`), else the number."""
    return known_id(value.get("id_str" if name == "id" else f"{name}Str")) or known_id(value.get(name))


def _text(tweet: Row) -> str | None:
    return next((text for name in ("rawContent", "content") if isinstance(text := tweet.get(name), str)), None)


def _epoch(value: Any) -> Any:
    """A time in milliseconds, as pandas writes it."""
    stamp = count(value) if isinstance(value, int) else None
    return epoch(stamp) if stamp else None


def _verified(user: Row) -> bool | None:
    known = [badge for name in ("verified", "blue") if isinstance(badge := user.get(name), bool)]
    return any(known) if known else None


def _hashtags(tweet: Row) -> list[str] | None:
    """Null stands for none."""
    if "hashtags" not in tweet:
        return None
    tags = dig(tweet, "hashtags")
    return x_post.hashtags([{"text": tag} for tag in tags] if isinstance(tags, list) else [])
