"""Zeeschuimer's NDJSON of Threads: one captured post a line, in the shape of Instagram's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer, zeeschuimer_instagram
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, clean, count, kind_of
from xsentiment.ingest.nested import as_object, dig, known_id
from xsentiment.ingest.sample import Sample

PLATFORMS: Final = ("threads.net", "threads.com")

FIELDS: Final = zeeschuimer_instagram.OF_POSTS | {
    "source": "`threads`",
    "kind": "by `data.text_post_app_info`: a repost and a quote have `share_info`, a reply has `is_reply`",
    "repost_of_id": "`data.text_post_app_info.share_info.reposted_post.pk`",
    "quote_of_id": "`data.text_post_app_info.share_info.quoted_post.pk`, else `quoted_attachment_post.pk`",
    "reposts": "`data.text_post_app_info.repost_count`",
    "replies": "`data.text_post_app_info.direct_reply_count`",
    "quotes": "`data.text_post_app_info.quote_count`",
    "url": "`https://www.threads.net/@`, `data.user.username`, `/post/` and `data.code`",
}

TRAPS: Final = (
    "A repost has no caption of its own: its text is the original's.",
    "A post of pictures alone (`caption` null) has an empty text.",
    "A quote by a pasted link stands in `quoted_attachment_post`.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from Threads" if zeeschuimer.captures(sample, *PLATFORMS) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(zeeschuimer.rows, post=post))


def post(media: Any, line: int, collected: datetime | None) -> Item:
    """The row of one post as Threads' web app knows it."""
    row = zeeschuimer_instagram.post(media, line, collected)
    if isinstance(row, Reject):
        return row
    info = as_object(media.get("text_post_app_info"))
    shared = as_object(info.get("share_info"))
    original = as_object(shared.get("reposted_post"))
    repost_of = known_id(original.get("pk"))
    quote_of = known_id(dig(shared, "quoted_post", "pk")) or known_id(dig(shared, "quoted_attachment_post", "pk"))
    said = dig(original, "caption", "text")
    name, code = known_id(dig(media, "user", "username")), known_id(media.get("code"))
    return row | {
        "source": "threads",
        "text": clean(said) if original and isinstance(said, str) else row["text"],
        "kind": kind_of(repost=original, reply=info.get("is_reply") is True, quote=quote_of),
        "repost_of_id": repost_of,
        "quote_of_id": quote_of,
        "reposts": count(info.get("repost_count")),
        "replies": count(info.get("direct_reply_count")),
        "quotes": count(info.get("quote_count")),
        "url": f"https://www.threads.net/@{name}/post/{code}" if name and code else None,
    }
