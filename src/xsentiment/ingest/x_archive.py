"""X's account archive: `tweets.js` and its parts, with or without the script around the JSON; older `tweet.js`, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, x_post, x_v11
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, kind_of, moment
from xsentiment.ingest.json_text import decoded
from xsentiment.ingest.nested import as_object, dig, heads, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`tweet.id_str`",
    "text": "`tweet.full_text`, else `tweet.text`",
    "truncated": "a text that ends in `…` where X cuts: reposts above all",
    "created_at": "`tweet.created_at`, else the time in the id",
    "lang": "`tweet.lang`",
    "kind": "a repost by its text, which begins `RT @`; `in_reply_to_status_id_str`; a link to a post at the end",
    "reply_to_id": "`tweet.in_reply_to_status_id_str`",
    "quote_of_id": "the id in the last of `tweet.entities.urls[].expanded_url`, if it leads to a post",
    "edit_of_id": "`tweet.edit_info.edit.initialTweetId`",
    "likes": "`tweet.favorite_count`",
    "reposts": "`tweet.retweet_count`",
    "hashtags": "`tweet.entities.hashtags[].text`",
}

TRAPS: Final = (
    "The file is a script, not JSON: what stands before the bracket of each part is left out.",
    "All numbers are text.",
    "No author is named; the owner stands in `account.js`, which is not read.",
    "A repost's text is cut at 140 characters and its original is not in the archive.",
    "Full texts of long posts lie in `note-tweet.js` without the ids of the posts, which are marked as truncated.",
    "Deleted posts, message threads, likes, headers and account data are named for what they are and not read.",
)

_SCRIPT: Final = re.compile(r"\s*(?:window\.YTD\.(\w+)\.part\d+|Grailbird\.data\.(tweets)_\w+)\s*=\s*")
_BEGINNING: Final = 400
"""Bytes in which the name of a script stands."""
_POSTS: Final = ("tweet", "tweets")
_OTHER: Final = {
    "deleted_tweets": "deleted posts", "deleted_tweet_headers": "headers of deleted posts",
    "tweet_headers": "headers of posts, without texts", "direct_messages": "private messages",
    "direct_messages_group": "private messages", "direct_message_headers": "headers of private messages",
    "note_tweet": "texts of long posts, without the ids of the posts", "account": "account data",
    "like": "likes of others' posts", "community_tweet": "posts to communities",
}  # fmt: skip
_OTHER_ITEMS: Final = {
    "dmConversation": "direct_messages", "noteTweet": "note_tweet", "account": "account", "like": "like",
}  # fmt: skip


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    if name := _scripted(sample.head):
        return "posts of an X account archive" if name in _POSTS else f"{_what(name)} of an X account archive"
    for value in heads(sample.values):
        if _is_post(value):
            return "posts of an X account archive, without the script"
        if "tweet_id" in as_object(value.get("tweet")):
            return f"{_OTHER['tweet_headers']} of an X account archive"
        if (
            len(value) == 1
            and (name := _OTHER_ITEMS.get(next(iter(value)), ""))
            and isinstance(value[next(iter(value))], dict)
        ):
            return f"{_OTHER[name]} of an X account archive"
    return None


def _scripted(head: bytes) -> str | None:
    """The name of what a script with this beginning holds, None for what is no script of an archive."""
    script = _SCRIPT.match(decoded(head[:_BEGINNING]))
    return script and (script[1] or script[2])


def _what(name: str) -> str:
    return _OTHER.get(name, name.replace("_", " "))


def _is_post(value: Row) -> bool:
    """A status of API v1.1 without its user, its numbers as text."""
    status = as_object(value.get("tweet")) or value
    return (
        isinstance(status.get("id_str"), str)
        and "user" not in status
        and bool(status.keys() & {"full_text", "text"})
        and (status is not value or isinstance(status.get("favorite_count"), str))
    )


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; nothing of a file that holds no posts, whose content is not looked at."""
    if _scripted(member.head(_BEGINNING)) in (None, *_POSTS):
        yield from records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The post of one entry."""
    status = as_object(dig(value, "tweet")) or value
    if not isinstance(status, dict):
        yield Reject(line, "not_a_record")
    elif "user" in status:
        yield x_v11.post(_with_time(status), line)
    elif status.keys() & {"id_str", "id"}:
        yield _post(_with_time(status), line)
    else:
        yield Reject(line, "not_posts" if status.keys() & {"tweet_id", *_OTHER_ITEMS} else "not_a_record")


def _with_time(status: Row) -> Row:
    """The archive of before 2018 writes a space before the zone."""
    created = status.get("created_at")
    return status | {"created_at": re.sub(r" (?=[+-]\d{4}$)", "", created)} if isinstance(created, str) else status


def _post(status: Row, line: int) -> Item:
    text, cut = x_post.v11_text(status)
    columns = x_post.v11_columns(status)
    reposted = x_post.looks_reposted(text)
    columns["quote_of_id"] = None if reposted else columns["quote_of_id"] or _quoted(status)
    edits = as_object(status.get("edit_info"))
    versions = dig(edits, "edit", "initialTweetId") or dig(edits, "initial", "editTweetIds")
    post_id = x_post.v11_id(status, "id")
    created: datetime | None = moment(status.get("created_at"))
    return x_post.row(
        line,
        post_id or status.get("id"),
        text,
        created=created,
        truncated=cut or (reposted and x_post.is_cut(text or "", repost=True)),
        kind=kind_of(repost=reposted, reply=columns["reply_to_id"], quote=columns["quote_of_id"]),
        edit_of_id=x_post.first_version(versions, post_id),
        hashtags=x_post.v11_hashtags(status),
        **columns,
    )


def _quoted(status: Row) -> str | None:
    """The id of the post that the text's last link leads to: so the archive keeps a quote."""
    links = objects(dig(status, "entities", "urls"))
    if not links:
        return None
    text, url = str(status.get("full_text") or status.get("text")), links[-1].get("url")
    ends = isinstance(url, str) and bool(url) and text.rstrip().endswith(url)
    return x_post.linked_status(links[-1].get("expanded_url")) if ends else None
