"""Truth Social: statuses as its API sends them, and archives with some of their fields; JSON and JSONL."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import mastodon, mastodon_status, records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, kind_of
from xsentiment.ingest.nested import as_object, dig, exact_identity, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final = mastodon_status.FIELDS | {
    "source": "`truthsocial`",
    "post_id": "`id`",
    "text": "`content` (HTML), else `content_text`, else `text`; of `reblog` for a repost",
    "author_id": "`account.acct`, else the name in `url`, at truthsocial.com",
    "reply_to_id": "`in_reply_to_id`",
    "repost_of_id": "`reblog.id`",
    "quote_of_id": "`quote_id`, else `quote.id`, else the id in the quote's `RT:` line",
}
TRAPS: Final = (
    "The line `RT:` and an address before a quote is the server's and is left out.",
    "In archives without `reblog` a repost is told by its text, which begins `RT @`.",
    "Posts of pictures or videos alone have an empty text, which is kept.",
    "`upvotes_count` repeats `favourites_count`.",
    "Posts in groups are public.",
)

_QUOTE_LINE: Final = re.compile(r"\s*RT:?\s*https://truthsocial\.com/\S*?/(\d{15,20})\s*")
_QUOTE_MARKUP: Final = re.compile(
    r"quote-inline[^<>]*>(?:\s|<[^<>]*>){0,5}RT:?\s{0,5}(?:<[^<>]*>)?https://truthsocial\.com/[^\s<>]{0,80}?/(\d{15,20})"
)
_REPOSTED: Final = re.compile(r"\s*RT\s*@\w")
_AUTHOR: Final = re.compile(r"truthsocial\.com/(?:users/|@)(\w+)")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if "__import_meta" in value:
            continue
        for item in [value, *(v for key in ("statuses", "ancestors", "descendants") for v in objects(value.get(key)))]:
            if item.keys() & {"content", "content_text"} and "id" in item and mastodon_status.is_truth(item):
                return "statuses with addresses of truthsocial.com"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a status, an archive's record, a search or a context."""
    return mastodon.statuses(value, line, post)


def post(item: Any, line: int) -> Item:
    """The row of one status, or a reject."""
    if not isinstance(item, dict):
        return Reject(line, "not_a_record")
    original = as_object(item.get("reblog"))
    row = mastodon_status.row(_filled(item) | ({"reblog": _filled(original)} if original else {}), line)
    if isinstance(row, Reject):
        return row
    post_id, row["id_ok"] = exact_identity(item.get("id"))
    if post_id is None:
        return Reject(line, "no_id")
    line_before = None if original else _QUOTE_LINE.match(row["text"])
    if line_before:
        row["text"] = row["text"][line_before.end() :]
    quoted = known_id(item.get("quote_id")) or known_id(dig(item, "quote", "id")) or _in_quote_line(item, line_before)
    reposted = bool(original) or ("reblog" not in item and bool(_REPOSTED.match(row["text"])))
    return row | {
        "source": "truthsocial",
        "post_id": post_id,
        "author_id": row["author_id"] or _author(item),
        "kind": kind_of(repost=reposted, reply=row["reply_to_id"], quote=quoted),
        "repost_of_id": known_id(original.get("id")),
        "quote_of_id": None if reposted else quoted,
    }


def _filled(item: Row) -> Row:
    """A status with its text under `content`, where an archive has it under another name."""
    text = item.get("content")
    if text is None:
        text = item.get("content_text", item.get("text"))
        text = html.escape(text, quote=False) if isinstance(text, str) else text
    return item if text is None else item | {"content": text}


def told_by_text(content: str) -> Row:
    """What the text of a post tells of another, where nothing else does: HTML or plain → columns of POSTS."""
    if _REPOSTED.match(from_html(content)):
        return {"kind": "repost"}
    if line := _QUOTE_LINE.match(content):
        return {"kind": "quote", "quote_of_id": line[1], "text": content[line.end() :], "empty": True}
    found = _QUOTE_MARKUP.search(content)
    return {"kind": "quote", "quote_of_id": found[1]} if found else {}


def _in_quote_line(item: Row, plain: re.Match[str] | None) -> str | None:
    content = item.get("content")
    found = plain or (_QUOTE_MARKUP.search(content) if isinstance(content, str) else None)
    return found[1] if found else None


def _author(item: Row) -> str | None:
    found = _AUTHOR.search(str(item.get("url") or item.get("uri") or ""))
    return f"{found[1]}@truthsocial.com" if found else None
