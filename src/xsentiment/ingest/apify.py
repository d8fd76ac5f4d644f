"""Apify's scrapers of X (apidojo, kaitoeasyapi and their like): a data set's JSON or JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, kind_of, language, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`id`, else the one in `url`",
    "text": "`fullText`, else `text`; those of `retweet` or `retweeted_tweet` for a repost",
    "truncated": "a text that ends in `…` where X cuts",
    "author_id": "`author.id`, else `author.userName`, else the handle in `url`",
    "created_at": "`createdAt`, else the time in the id",
    "lang": "`lang`",
    "kind": "`isRetweet`, `isReply`, `isQuote`, or the ids and posts that they stand for",
    "reply_to_id": "`inReplyToId`",
    "repost_of_id": "`retweetId`, else the `id` of the original",
    "quote_of_id": "`quoteId`, else the `id` of `quote` or `quoted_tweet`",
    "conversation_id": "`conversationId`",
    "likes": "`likeCount`",
    "reposts": "`retweetCount`",
    "replies": "`replyCount`",
    "quotes": "`quoteCount`",
    "views": "`viewCount`",
    "followers": "`author.followers`",
    "verified": "whether `author.isVerified` or `author.isBlueVerified` is true",
    "hashtags": "`entities.hashtags[].text`",
}

TRAPS: Final = (
    "`text` is cut for long posts; `fullText` is the text.",
    "Exports of chosen fields write inner names with dots or slashes (`author.userName`, `author/userName`).",
    "Services that these scrapers ask (twitterapi.io) list the same posts under `tweets`, Rettiwt under `list`.",
    "Rettiwt's `tweetBy`, `retweetedTweet`, `quoted`, `replyTo` are `author`, `retweet`, `quote`, `inReplyToId`.",
    "A search without results gives one object, `noResults` or a mock post, which is rejected as not a post.",
)

_COUNTS: Final = {"retweetCount", "replyCount", "likeCount", "quoteCount", "viewCount", "bookmarkCount"}
_HINTS: Final = _COUNTS | {
    "twitterUrl", "fullText", "createdAt", "isRetweet", "isReply", "isQuote", "inReplyToId", "conversationId", "author",
    "author.userName", "author/userName",
}  # fmt: skip


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads([item for page in sample.values for item in _inside(page)]):
        if _is_post(value):
            return "posts with the keys of Apify's scrapers of X"
        if _is_empty(value):
            return "a search by an Apify scraper that found nothing"
    return None


def _is_post(value: Row) -> bool:
    if "_type" in value or not value.keys() & {"fullText", "text"} or len(value.keys() & _HINTS) < 3:
        return False
    links = (value.get("url"), value.get("twitterUrl"))
    return value.get("type") == "tweet" or any(x_post.linked_status(link) for link in links)


def _is_empty(value: Row) -> bool:
    return value.get("noResults") is True or str(value.get("type")).startswith("mock_")


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one item, or of each of a page's."""
    for item in _inside(value):
        yield _post(item, line)


def _inside(value: Any) -> list[Any]:
    """The posts of a page, as the services that these scrapers ask send it, else the value itself."""
    listed = (value.get("tweets") or value.get("list")) if isinstance(value, dict) else None
    return listed if isinstance(listed, list) and listed else [value]


def _post(item: Any, line: int) -> Item:
    if not isinstance(item, dict):
        return Reject(line, "not_a_record")
    if _is_empty(item) or item.get("type") == "user":
        return Reject(line, "not_posts")
    if "tweetBy" in item:
        item = _renamed(item)
    link = item.get("url") or item.get("twitterUrl")
    post_id = item.get("id") or x_post.linked_status(link)
    original = as_object(item.get("retweet")) or as_object(item.get("retweeted_tweet"))
    quoted = as_object(item.get("quote")) or as_object(item.get("quoted_tweet"))
    shown = original if _text(original) is not None else item
    text = _text(shown)
    reposted = item.get("isRetweet") is True or original or ("isRetweet" not in item and x_post.looks_reposted(text))
    reply_to = known_id(item.get("inReplyToId"))
    quote_of = known_id(item.get("quoteId")) or known_id(quoted.get("id"))
    created = moment(item.get("createdAt"))
    return x_post.row(
        line,
        post_id,
        text,
        created=created,
        truncated=x_post.is_cut(text or "", repost=bool(reposted) and shown is item),
        author_id=_author_id(item, link),
        lang=language(item.get("lang")),
        kind=kind_of(
            repost=reposted,
            reply=reply_to or item.get("isReply") is True,
            quote=quote_of or quoted or item.get("isQuote") is True,
        ),
        reply_to_id=reply_to,
        repost_of_id=known_id(item.get("retweetId")) or known_id(original.get("id")),
        quote_of_id=quote_of,
        conversation_id=known_id(item.get("conversationId")),
        likes=count(item.get("likeCount")),
        reposts=count(item.get("retweetCount")),
        replies=count(item.get("replyCount")),
        quotes=count(item.get("quoteCount")),
        views=x_post.views(item.get("viewCount"), created, post_id),
        followers=count(_inner(item, "author", "followers")),
        verified=_verified(item),
        hashtags=x_post.hashtags(_inner(shown, "entities", "hashtags")),
    )


def _renamed(item: Row) -> Row:
    """A post as Rettiwt names its parts, by the other names."""
    author, original = as_object(item.get("tweetBy")), as_object(item.get("retweetedTweet"))
    tags = dig(item, "entities", "hashtags")
    return item | {
        "author": author | {"followers": author.get("followersCount")},
        "retweet": _renamed(original) if original else None,
        "quote": item.get("quoted"),
        "inReplyToId": item.get("replyTo"),
        "entities": {"hashtags": [{"text": tag} for tag in tags] if isinstance(tags, list) else None},
    }


def _text(item: Row) -> str | None:
    return next((text for name in ("fullText", "text") if isinstance(text := item.get(name), str)), None)


def _inner(item: Row, *path: str) -> Any:
    """A value inside, or under the name that exports of chosen fields make of its path."""
    found = dig(item, *path)
    return found if found is not None else item.get(".".join(path), item.get("/".join(path)))


def _author_id(item: Row, link: Any) -> str | None:
    values = [_inner(item, "author", name) for name in ("id", "userName")]
    if x_post.linked_status(link):
        handle = link.split("/")[3]
        values.append(handle if handle != "i" else None)
    return next((found for value in values if (found := known_id(value))), None)


def _verified(item: Row) -> bool | None:
    badges = [_inner(item, "author", name) for name in ("isVerified", "isBlueVerified")]
    known = [badge for badge in badges if isinstance(badge, bool)]
    return any(known) if known else None
