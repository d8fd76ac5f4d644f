"""Gnip's activity streams (PowerTrack, historical and search) of X, one activity a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post, x_v11
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, count, kind_of, language, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`id`, after the last colon",
    "text": "`long_object.body`, else `body`; those of `object` for a repost",
    "truncated": "a `body` that ends in `…` where X cuts, without `long_object` or the original",
    "author_id": "`actor.id`, after the last colon, else `actor.preferredUsername`",
    "created_at": "`postedTime`, else the time in the id",
    "lang": "`twitter_lang`, else `gnip.language.value`",
    "kind": "`verb` `share` is a repost; `inReplyTo`; `twitter_quoted_status`",
    "reply_to_id": "the id in `inReplyTo.link`",
    "repost_of_id": "`object.id` of a repost, after the last colon",
    "quote_of_id": "`twitter_quoted_status.id`, after the last colon",
    "likes": "`favoritesCount`",
    "reposts": "`retweetCount`",
    "followers": "`actor.followersCount`",
    "verified": "`actor.verified`",
    "hashtags": "`twitter_entities.hashtags[].text`, of `long_object` if there is one",
}

TRAPS: Final = (
    "Ids stand at the end of a tag, as `tag:search.twitter.com,2005:` and the number.",
    "A repost's own `body` is cut at 140 characters; the original lies in `object`.",
    "The text of a post of over 140 characters lies in `long_object`; `body` is cut.",
    "Deletions (`verb` `delete`, or X's own notices) and the stream's messages are rejected as not posts.",
    "What deletions name is left out.",
)

_MESSAGES: Final = {"info", "error", "warn"}
_TEXTS: Final = {"text", "full_text"}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = any(_is_activity(item) for value in sample.values for item in heads([_unwrapped(value)]))
    return "activities of Gnip with posts of X" if found else None


def _unwrapped(value: Any) -> Any:
    results = dig(value, "results")
    return results if isinstance(results, list) else value


def _is_activity(value: Row) -> bool:
    told = {"verb", "objectType"} <= value.keys() and ("actor" in value or value["verb"] == "delete")
    return told and "twitter.com" in str(value.get("id"))


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of one activity or page."""
    items = _unwrapped(value)
    for item in items if isinstance(items, list) else [items]:
        yield _post(item, line)


def _post(activity: Any, line: int) -> Item:
    if not isinstance(activity, dict):
        return Reject(line, "not_a_record")
    verb = activity.get("verb")
    if verb not in ("post", "share"):
        return _other(activity, line)
    reposted = verb == "share"
    original = as_object(activity.get("object")) if reposted else {}
    shown = original if _text(original) is not None else activity
    text = _text(shown)
    cut = "long_object" not in shown and shown is activity and x_post.is_cut(text or "", repost=True)
    actor, reply = as_object(activity.get("actor")), activity.get("inReplyTo")
    quote = tagged(dig(activity, "twitter_quoted_status", "id"))
    return x_post.row(
        line,
        tagged(activity.get("id")),
        text,
        created=moment(activity.get("postedTime")),
        truncated=cut,
        author_id=tagged(actor.get("id")) or known_id(actor.get("preferredUsername")),
        lang=language(activity.get("twitter_lang")) or language(dig(activity, "gnip", "language", "value")),
        kind=kind_of(repost=reposted, reply=reply, quote=quote),
        reply_to_id=x_post.linked_status(dig(reply, "link")),
        repost_of_id=tagged(original.get("id")),
        quote_of_id=quote,
        likes=count(activity.get("favoritesCount")),
        reposts=count(activity.get("retweetCount")),
        followers=count(actor.get("followersCount")),
        verified=yes_no(actor.get("verified")),
        hashtags=_hashtags(shown),
    )


def _other(activity: Row, line: int) -> Item:
    """The reject of what is no post, with what it deletes; notices are those of API v1.1."""
    verb = activity.get("verb")
    if verb == "delete":
        post_id = tagged(dig(activity, "object", "id")) or tagged(activity.get("id"))
        gone = Deletion("x", post_id=post_id, at=moment(activity.get("timestampMs"))) if post_id else None
        return Reject(line, "not_posts", gone)
    if verb or activity.keys() & _MESSAGES:
        return Reject(line, "not_posts")
    return Reject(line, "not_a_record") if activity.keys() & _TEXTS else x_v11.post(activity, line)


def tagged(value: Any) -> str | None:
    """The id at the end of a tag."""
    return known_id(value.rpartition(":")[2]) if isinstance(value, str) else None


def _text(activity: Row) -> str | None:
    texts = (dig(activity, "long_object", "body"), activity.get("body"))
    return next((text for text in texts if isinstance(text, str)), None)


def _hashtags(activity: Row) -> list[str] | None:
    entities = dig(activity, "long_object", "twitter_entities") or activity.get("twitter_entities")
    return x_post.hashtags(dig(entities, "hashtags"))
