"""Threads API: pages of posts and replies, single posts; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, moment
from xsentiment.ingest.nested import as_object, dig, each, hashtags, heads, known_id, objects, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`threads`",
    "post_id": "`id`",
    "text": "`text` and `text_attachment.plaintext`, a long text; for a repost those of `reposted_post`",
    "author_id": "`username`, else `owner.id`",
    "created_at": "`timestamp`",
    "kind": "a repost has `reposted_post`, a reply `is_reply` or `replied_to`, a quote `is_quote_post`",
    "reply_to_id": "`replied_to.id`",
    "repost_of_id": "`reposted_post.id`",
    "quote_of_id": "`quoted_post.id`",
    "conversation_id": "`root_post.id`",
    "likes": "`like_count`, where it was asked for",
    "reposts": "`repost_count`",
    "replies": "`reply_count`",
    "quotes": "`quote_count`",
    "views": "`view_count`",
    "verified": "`is_verified`",
    "url": "`permalink`",
    "hashtags": "`topic_tag`",
}
TRAPS: Final = (
    "A post of pictures or of a poll alone has no `text`; its empty text is kept.",
    "A repost (`media_type` `REPOST_FACADE`) without the text of `reposted_post` is rejected as a repost.",
    "Insights, accounts and containers of a publication are not posts.",
)

_MEDIA: Final = frozenset(
    ("media_type", "media_url", "poll_attachment", "gif_url", "link_attachment_url", "thumbnail_url", "text_attachment")
)
_OWN: Final = frozenset(
    ("is_quote_post", "is_reply", "replied_to", "root_post", "hide_status", "has_replies", "is_reply_owned_by_me",
     "reply_audience", "quoted_post", "reposted_post", "topic_tag", "alt_text", "link_attachment_url")
)  # fmt: skip
_SITES: Final = ("https://www.threads.net/", "https://www.threads.com/", "https://threads.net/", "https://threads.com/")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_post(item) for item in objects(_items(value))[:20]):
            return "posts of the Threads API"
    return None


def _items(value: Any) -> list[Any]:
    page = isinstance(value, dict) and isinstance(value.get("data"), list) and "id" not in value
    return list(value["data"]) if page else [value]


def _is_post(value: Row) -> bool:
    if "id" not in value:
        return False
    return (
        value.get("media_product_type") == "THREADS"
        or str(value.get("permalink")).startswith(_SITES)
        or ("timestamp" in value and "text" in value and bool(value.keys() & _OWN))
        or "option_a" in as_object(value.get("poll_attachment"))
        or "plaintext" in as_object(value.get("text_attachment"))
    )


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a page, or one post; a page without any is one reject."""
    return each(_items(value), line, _row)


def _text(post: Row) -> Any:
    """What a post says, with the long text that may be attached to it."""
    text, attached = post.get("text"), dig(post, "text_attachment", "plaintext")
    if not isinstance(attached, str) or not attached:
        return text
    return f"{text}\n{attached}" if isinstance(text, str) and text else attached


def _row(post: Row, line: int) -> Item:
    if not _is_post(post) and not {"id", "text"} <= post.keys():
        known = "values" in post or "error" in post or "id" in post
        return Reject(line, "not_posts" if known else "not_a_record")
    post_id, original = known_id(post.get("id")), as_object(post.get("reposted_post"))
    if post_id is None:
        return Reject(line, "no_id")
    reposted = bool(original) or post.get("media_type") == "REPOST_FACADE"
    text = _text(original) if original else _text(post)
    if text is None and reposted:
        return Reject(line, "repost")
    if text is None and post.keys() & _MEDIA:
        text = ""
    if not isinstance(text, str):
        return Reject(line, "no_text")
    reply_to, quote_of = known_id(dig(post, "replied_to", "id")), known_id(dig(post, "quoted_post", "id"))
    names = {"likes": "like", "reposts": "repost", "replies": "reply", "quotes": "quote", "views": "view"}
    return {
        "source": "threads",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": known_id(post.get("username")) or known_id(dig(post, "owner", "id")),
        "created_at": moment(post.get("timestamp")),
        "kind": kind_of(
            repost=reposted,
            reply=reply_to or post.get("is_reply") is True,
            quote=quote_of or post.get("is_quote_post") is True,
        ),
        "reply_to_id": reply_to,
        "repost_of_id": known_id(original.get("id")),
        "quote_of_id": quote_of,
        "conversation_id": known_id(dig(post, "root_post", "id")),
        **{ours: count(post.get(f"{theirs}_count")) for ours, theirs in names.items()},
        "verified": yes_no(post.get("is_verified")),
        "url": known_id(post.get("permalink")),
        "hashtags": hashtags([post["topic_tag"]]) if isinstance(post.get("topic_tag"), str) else None,
        "id_ok": True,
        "truncated": False,
    }
