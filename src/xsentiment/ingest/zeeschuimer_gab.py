"""Zeeschuimer's NDJSON of Gab: one captured post a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, zeeschuimer
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, language, moment
from xsentiment.ingest.mastodon_status import PUBLIC
from xsentiment.ingest.nested import as_object, exact_identity, known_id
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

PLATFORMS: Final = ("gab.com",)

FIELDS: Final = {
    "source": "`gab`",
    "post_id": "`data.i`, else `data.id`",
    "text": "`data.c`, else `data.content` (HTML)",
    "author_id": "`data.ai`, else `data.account.id`",
    "created_at": "`data.ca`, else `data.created_at`",
    "collected_at": "`timestamp_collected`",
    "lang": "`data.l`",
    "likes": "`data.fc`, else `data.reaction_count`",
    "reposts": "`data.rbc`, else `data.reposts_count`",
    "replies": "`data.rc`, else `data.replies_count`",
    "quotes": "`data.qc`",
    "url": "`data.ul`, else `data.url`",
}

TRAPS: Final = (
    "Captures have short names (`i`, `ca`, `c`), older ones long ones; neither says what a post answers or shares.",
    "Groups and accounts (`type`), and posts that are not public (`v`), are rejected as not posts.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "captures of Zeeschuimer from Gab" if zeeschuimer.captures(sample, *PLATFORMS) else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(zeeschuimer.rows, post=post))


def post(status: Any, line: int, collected: datetime | None) -> Item:
    """The row of one captured post."""
    if not isinstance(status, dict):
        return Reject(line, "not_a_record")
    if status.get("type", "post") != "post" or status.get("v", status.get("visibility")) not in PUBLIC:
        return Reject(line, "not_posts")
    post_id, id_ok = exact_identity(_first(status, "i", "id"))
    if post_id is None or not id_ok:
        return Reject(line, "no_id")
    text = status.get("c") if "c" in status else _from_html(status.get("content"))
    if not isinstance(text, str):
        return Reject(line, "no_text")
    return {
        "source": "gab",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": known_id(status.get("ai")) or known_id(as_object(status.get("account")).get("id")),
        "created_at": moment(_first(status, "ca", "created_at")),
        "collected_at": collected,
        "lang": language(status.get("l")),
        "likes": count(_first(status, "fc", "reaction_count")),
        "reposts": count(_first(status, "rbc", "reposts_count")),
        "replies": count(_first(status, "rc", "replies_count")),
        "quotes": count(status.get("qc")),
        "url": known_id(_first(status, "ul", "url")),
        "id_ok": True,
        "truncated": False,
    }


def _first(status: Row, *names: str) -> Any:
    return next((status[name] for name in names if status.get(name) is not None), None)


def _from_html(content: Any) -> Any:
    return from_html(content) if isinstance(content, str) else content
