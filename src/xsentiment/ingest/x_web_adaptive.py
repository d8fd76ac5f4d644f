"""X's web app before GraphQL: captured responses with `globalObjects` (adaptive.json, timelines); JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post, x_v11
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_v11.FIELDS | {
    "text": "`full_text`; for a repost that of the post that `retweeted_status_id_str` names",
    "author_id": "`user_id_str`",
    "kind": "`retweeted_status_id_str`, `in_reply_to_status_id_str`, `quoted_status_id_str` or `is_quote_status`",
    "repost_of_id": "`retweeted_status_id_str`",
    "conversation_id": "`conversation_id_str`",
    "replies": "`reply_count`",
    "quotes": "`quote_count`",
    "views": "`ext_views.count`",
    "followers": "`followers_count` of the user in `globalObjects.users`",
    "verified": "whether that user's `verified` or `ext_is_blue_verified` is true",
}

TRAPS: Final = (
    "A response lists each post once, with those that others repost or quote; each is a row.",
    "Adverts are named in `timeline` alone (`promotedMetadata`); they are rejected as not posts.",
    "Users lie beside the posts and are no rows.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = any("tweets" in as_object(value.get("globalObjects")) for value in heads(sample.values))
    return "posts in globalObjects, as X's web app received them before GraphQL" if found else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a response; one without any is one reject."""
    shared = as_object(dig(value, "globalObjects"))
    posts, users = as_object(shared.get("tweets")), as_object(shared.get("users"))
    if not posts:
        yield Reject(line, "not_posts" if shared else "not_a_record")
    adverts = set(_adverts(as_object(value).get("timeline")))
    for key, status in posts.items():
        if key in adverts:
            yield Reject(line, "not_posts")
        else:
            yield _row(status, posts, users, line) if isinstance(status, dict) else Reject(line, "not_a_record")


def _adverts(timeline: Any) -> Iterator[str]:
    for instruction in objects(dig(timeline, "instructions")):
        for entry in objects(dig(instruction, "addEntries", "entries")):
            shown = as_object(dig(entry, "content", "item", "content", "tweet"))
            if shown.get("promotedMetadata") and (post_id := known_id(shown.get("id"))):
                yield post_id


def _row(status: Row, posts: Row, users: Row, line: int) -> Item:
    """The row of a status of API v1.1, put together with its author and original."""
    user = as_object(users.get(str(status.get("user_id_str"))))
    badges = [known for name in ("verified", "ext_is_blue_verified") if isinstance(known := user.get(name), bool)]
    whole = status | {"user": user | ({"verified": any(badges)} if badges else {})}
    if original := x_post.v11_id(status, "retweeted_status_id"):
        whole["retweeted_status"] = as_object(posts.get(original)) or {"id_str": original}
    item = x_v11.post(whole, line)
    if not isinstance(item, Reject):
        item["views"] = x_post.views(dig(status, "ext_views", "count"), item["created_at"], item["post_id"])
    return item
