"""X's web app: captured GraphQL responses (search, timelines, single posts), or the posts taken out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, kind_of, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`rest_id`, else `legacy.id_str`",
    "text": "`note_tweet.note_tweet_results.result.text`, else `legacy.full_text`; the original's for a repost",
    "truncated": "a text that ends in `…` where X cuts, without `note_tweet` or the original",
    "author_id": "`core.user_results.result.rest_id`, else `legacy.user_id_str`",
    "created_at": "`legacy.created_at`, else the time in the id",
    "lang": "`legacy.lang`",
    "kind": "`legacy.retweeted_status_result`, `legacy.in_reply_to_status_id_str`, `legacy.quoted_status_id_str`",
    "reply_to_id": "`legacy.in_reply_to_status_id_str`",
    "repost_of_id": "`legacy.retweeted_status_result.result.rest_id`",
    "quote_of_id": "`legacy.quoted_status_id_str`, else `quoted_status_result.result.rest_id`",
    "edit_of_id": "`edit_control.initial_tweet_id`, else `edit_control.edit_tweet_ids[0]`",
    "conversation_id": "`legacy.conversation_id_str`",
    "likes": "`legacy.favorite_count`",
    "reposts": "`legacy.retweet_count`",
    "replies": "`legacy.reply_count`",
    "quotes": "`legacy.quote_count`",
    "views": "`views.count`",
    "followers": "the user's `relationship_counts.followers`, else `legacy.followers_count`",
    "verified": "whether the user's `verification.verified`, `legacy.verified` or `is_blue_verified` is true",
    "hashtags": "`entities.hashtags[].text` of the text that is taken",
}

TRAPS: Final = (
    "A response holds a post in many places (timeline, original, quoted); it is one row for each response.",
    "Adverts (`promotedMetadata`) and posts that are gone (tombstones) are rejected as not posts.",
    "Posts with limited visibility lie one level deeper, in `tweet`.",
    "A repost's own text is cut at 140 characters; the original's full text is taken.",
    "The text of a long post lies in `note_tweet`; `legacy.full_text` is cut.",
    "`views.count` is text and absent where views are not shown.",
    "Since 2025 names and counts of a user lie in `core` and `relationship_counts`, no longer in `legacy`.",
)

_TRACES: Final = re.compile(rb'"(?:rest_id"|Timeline|Tweet)')
"""What every response of X's GraphQL holds; spares other files the search for posts."""
_CAPTURED: Final = {"source_platform", "__import_meta"}
"""What Zeeschuimer and 4CAT put around a capture, which their readers read."""
_OF_SCRAPERS: Final = {"text", "fullText"}
"""Where services that sell posts of X have the text; objects of X's own may lie in such a post."""
Collected = datetime | None


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    if not _TRACES.search(sample.head.replace(b"\0", b"")):  # as in UTF-16
        return None
    for value in heads(sample.values):
        if any(found is not None for found, _ in _places(value)):
            return "posts as X's web app receives them"
        if not value.keys() & _CAPTURED and _is_response(value):
            return "responses to X's web app without posts"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """Each post of a response once, wherever it lies; one reject for each advert and each post that is gone."""
    seen: set[str] = set()
    empty = True
    for found, advert in _places(value):
        empty = False
        post_id = _id(found or {})
        if found is None or advert:
            yield Reject(line, "not_posts")
        elif post_id is None or post_id not in seen:
            seen.add(post_id or "")
            yield post(found, line, None)
    if empty:
        yield Reject(line, "not_posts" if isinstance(value, dict) and _is_response(value) else "not_a_record")


def _places(value: Any) -> Iterator[tuple[Row | None, bool]]:
    """The posts of a response, in its order: the post, None for one that is gone; whether it is an advert."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
            continue
        if not isinstance(item, dict) or item.keys() & _CAPTURED:
            continue
        if "tweet_results" in item:
            shown = unwrapped(dig(item, "tweet_results", "result"))
            if shown is None or item.get("promotedMetadata"):
                yield shown, shown is not None
                continue
        elif _is_post(item):
            yield item, item.get("promoted") is True
        stack.extend(reversed(item.values()))


def _is_post(value: Row) -> bool:
    return "rest_id" in value and isinstance(dig(value, "legacy", "full_text"), str)


def _is_response(value: Row) -> bool:
    """Whether an object is a response of X's GraphQL: a timeline's instruction, a user, a post without content."""
    stack: list[Any] = [value.get("data")]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict) and not item.keys() & (_CAPTURED | _OF_SCRAPERS):
            kinds = [item.get(name) for name in ("type", "__typename", "entryType")]
            if "rest_id" in item or any(str(kind).startswith(("Timeline", "Tweet")) for kind in kinds):
                return True
            stack.extend(item.values())
    return False


def unwrapped(result: Any) -> Row | None:
    """The post inside a result, whatever wraps it; None for a tombstone and anything else that holds none."""
    inner = dig(result, "tweet")
    found = inner if isinstance(inner, dict) else result
    return found if isinstance(dig(found, "legacy", "full_text"), str) else None


def _id(result: Row) -> str | None:
    return known_id(result.get("rest_id")) or known_id(dig(result, "legacy", "id_str"))


def post(result: Any, line: int, collected: Collected) -> Item:
    """The row of one post as the web app knows it (or as it knew it until 2023, when users lay beside it)."""
    found = unwrapped(result)
    if found is None:
        return Reject(line, "not_posts" if "__typename" in as_object(result) else "not_a_record")
    if found.get("promoted") is True or as_object(result).get("promoted") is True:
        return Reject(line, "not_posts")
    legacy = found["legacy"]
    reposted = dig(legacy, "retweeted_status_result", "result") or legacy.get("retweeted_status_id_str")
    original = unwrapped(reposted)
    text, cut = _text(original or found)
    columns = x_post.v11_columns(legacy)
    columns["quote_of_id"] = columns["quote_of_id"] or _result_id(found.get("quoted_status_result"))
    created = moment(legacy.get("created_at"))
    post_id = _id(found)
    edits = as_object(found.get("edit_control"))
    return x_post.row(
        line,
        post_id,
        text,
        created=created,
        truncated=cut or (original is None and bool(reposted) and x_post.is_cut(text, repost=True)),
        collected_at=collected,
        kind=kind_of(
            repost=reposted,
            reply=columns["reply_to_id"],
            quote=columns["quote_of_id"] or legacy.get("is_quote_status") is True,
        ),
        repost_of_id=_id(original) if original else _result_id({"result": reposted}) or known_id(reposted),
        edit_of_id=x_post.first_version(edits.get("initial_tweet_id") or edits.get("edit_tweet_ids"), post_id),
        views=x_post.views(dig(found, "views", "count") or dig(legacy, "ext_views", "count"), created, post_id),
        hashtags=_hashtags(original or found),
        **columns,
        **_author(found),
    )


def _result_id(holder: Any) -> str | None:
    """The id of a post in a result, also where only its id is there."""
    result = dig(holder, "result")
    return known_id(dig(result, "rest_id")) or known_id(dig(result, "tweet", "rest_id"))


def _text(found: Row) -> tuple[str, bool]:
    note = dig(found, "note_tweet", "note_tweet_results", "result", "text")
    if isinstance(note, str):
        return note, False
    text: str = found["legacy"]["full_text"]
    return text, x_post.is_cut(text) or found["legacy"].get("truncated") is True


def _hashtags(found: Row) -> list[str] | None:
    """An empty list of entities may be left out."""
    note = dig(found, "note_tweet", "note_tweet_results", "result", "entity_set")
    entities = note if isinstance(note, dict) else found["legacy"].get("entities")
    return x_post.hashtags(entities.get("hashtags", [])) if isinstance(entities, dict) else None


def _author(found: Row) -> Row:
    user = as_object(dig(found, "core", "user_results", "result")) or as_object(found.get("user"))
    profile = as_object(user.get("legacy")) or user
    badges = [dig(user, "verification", "verified"), profile.get("verified"), user.get("is_blue_verified")]
    known = [badge for badge in badges if isinstance(badge, bool)]
    followers = [dig(user, "relationship_counts", "followers"), profile.get("followers_count")]
    ids = [user.get("rest_id"), found["legacy"].get("user_id_str"), user.get("id_str")]
    handles = [dig(user, "core", "screen_name"), profile.get("screen_name")]
    return {
        "author_id": next((author for value in [*ids, *handles] if (author := known_id(value))), None),
        "followers": next((number for value in followers if (number := count(value)) is not None), None),
        "verified": any(known) if known else None,
    }
