"""Misskey and its forks: notes as their API sends them, pages of them, and exported notes; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, moment
from xsentiment.ingest.nested import as_object, hashtags, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`mastodon`, as all of the Fediverse",
    "post_id": "`uri` of a note from another server, else `id`",
    "text": "`cw` (the content warning) and `text`; those of `renote` for a repost",
    "author_id": "`user.username` at `user.host`; without a host, which is the server's own, `user.id` or `userId`",
    "created_at": "`createdAt`",
    "edited_at": "`updatedAt`",
    "kind": "a renote without a text of its own is a repost, with one a quote; a reply has `replyId`",
    "reply_to_id": "`reply.uri`, else `replyId`",
    "repost_of_id": "`renote.uri`, else `renoteId`, of a repost",
    "quote_of_id": "the same of a quote",
    "likes": "the sum of `reactions`",
    "reposts": "`renoteCount`",
    "replies": "`repliesCount`",
    "url": "`url`, else `uri`",
    "hashtags": "`tags`",
}
TRAPS: Final = (
    "A server's own notes name neither it nor an address: their ids and authors are those of that server alone.",
    "Notes for followers or one person (`visibility`) are rejected as not posts; an export of notes holds them, too.",
    "A renote whose original is not in the file has no text and is rejected as a repost.",
    "Text is plain, with Misskey's own marks (`$[x2 …]`, `:emoji:`), which stay.",
    "A note of pictures or a poll alone has an empty text, which is kept.",
)

_OWN: Final = {"renoteId", "replyId", "renoteCount", "reactionAcceptance", "reactions", "fileIds"}
_PUBLIC: Final = ("public", "home", None)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "notes of Misskey" if any(map(_is_note, heads(sample.values))) else None


def _is_note(value: Row) -> bool:
    return {"id", "createdAt", "text"} <= value.keys() and len(value.keys() & _OWN) > 2 and "visibility" in value


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The row of one note, or a reject."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
    else:
        yield _row(value, line) if _is_note(value) else Reject(line, "not_posts" if "id" in value else "not_a_record")


def _row(note: Row, line: int) -> Item:
    if note.get("visibility") not in _PUBLIC:
        return Reject(line, "not_posts")
    post_id, shared = _id(note), _id(as_object(note.get("renote"))) or known_id(note.get("renoteId"))
    reposted = shared is not None and not _text(note) and not note.get("fileIds")
    text = _text(as_object(note.get("renote"))) if reposted else _text(note) or ""
    if post_id is None or text is None:
        return Reject(line, "no_id" if post_id is None else "repost")
    reply_to = _id(as_object(note.get("reply"))) or known_id(note.get("replyId"))
    link = known_id(note.get("url")) or known_id(note.get("uri"))
    given = [found for value in as_object(note.get("reactions")).values() if (found := count(value)) is not None]
    return {
        "source": "mastodon",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": _author(note),
        "created_at": moment(note.get("createdAt")),
        "edited_at": moment(note.get("updatedAt")),
        "kind": kind_of(repost=reposted, reply=reply_to, quote=shared),
        "reply_to_id": reply_to,
        "repost_of_id": shared if reposted else None,
        "quote_of_id": None if reposted else shared,
        "likes": sum(given) if isinstance(note.get("reactions"), dict) else None,
        "reposts": count(note.get("renoteCount")),
        "replies": count(note.get("repliesCount")),
        "url": link,
        "hashtags": hashtags(note.get("tags", [])),
        "id_ok": True,
        "truncated": False,
    }


def _id(note: Row) -> str | None:
    return known_id(note.get("uri")) or known_id(note.get("id"))


def _text(note: Row) -> str | None:
    """The warning and the text of a note; "" where files or a poll are all of it, None where nothing is."""
    said = [part for part in (note.get("cw"), note.get("text")) if isinstance(part, str) and part]
    if not said and (objects(note.get("files")) or note.get("poll")):
        return ""
    return "\n".join(said) if said else None


def _author(note: Row) -> str | None:
    user = as_object(note.get("user"))
    name, host = known_id(user.get("username")), known_id(user.get("host"))
    return f"{name}@{host}" if name and host else known_id(user.get("id")) or known_id(note.get("userId"))
