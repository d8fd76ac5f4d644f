"""Mastodon archives (`outbox.json`) and other ActivityPub: activities that create notes; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, clean, count, kind_of, language, moment
from xsentiment.ingest.mastodon_status import handle, host
from xsentiment.ingest.nested import as_object, dig, hashtags, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`mastodon`",
    "post_id": "`object.id`, the address; for a repost the `id` of the `Announce`",
    "text": "`object.summary` (the content warning) and `object.content` (HTML), else the first of `contentMap`",
    "author_id": "user@server from `object.attributedTo` (of a number from `object.url`); for a repost from `actor`",
    "created_at": "`object.published`, else the activity's `published`",
    "edited_at": "`object.updated`, else `published` of an `Update`",
    "lang": "the language of `contentMap` whose text is `content`",
    "kind": "a repost is an `Announce`, a reply has `inReplyTo`, a quote a quoted address",
    "reply_to_id": "`object.inReplyTo`",
    "repost_of_id": "`object` of an `Announce`, its address",
    "quote_of_id": "`object.quote`, `quoteUri`, `quoteUrl` or `_misskey_quote`",
    "conversation_id": "`object.conversation`, else `object.context`",
    "likes": "`object.likes.totalItems`, which most archives lack",
    "reposts": "`object.shares.totalItems`, which most archives lack",
    "url": "`object.url`, else `object.id`",
    "hashtags": "`object.tag[].name` of type `Hashtag`",
}
TRAPS: Final = (
    "Messages to followers or one person lie among the posts: only what `to` or `cc` address to the public is kept.",
    "An `Announce` holds only the address of what was reposted, so it has no text and is rejected as a repost.",
    "An `Update` holds the post as it is after an edit.",
    "A `Delete` is rejected as not posts; the post that it names is left out of the frame, in whatever file it lies.",
    "Accounts of newer Mastodon have a number as address (`/ap/users/1`): the post's `url` names it.",
    "A `Delete` of such an account names its number alone: posts that are known by the user's name are not reached.",
    "A group of Lemmy announces what its members do, which is read as if it stood alone.",
    "`actor.json`, `likes.json` and `bookmarks.json` of an archive are not posts.",
    "Metrics are not part of an archive.",
)

_POSTS: Final = ("Note", "Article", "Question", "Page", "Video", "Image", "Audio", "Event")
_WRITES: Final = ("Create", "Update")
_ACTIVITIES: Final = (*_WRITES, "Announce", "Delete", "Like", "Undo", "Follow", "Accept", "Add", "Remove", "Move")
_ACTORS: Final = ("Person", "Service", "Group", "Organization", "Application")
_COLLECTIONS: Final = ("OrderedCollection", "OrderedCollectionPage", "Collection", "CollectionPage")
_PUBLIC: Final = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_QUOTES: Final = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return next((why for value in heads(sample.values) if (why := _recognised(value))), None)


def _recognised(value: Row) -> str | None:
    kind = value.get("type")
    if kind in _COLLECTIONS and (items := _elements(value)) is not None:
        found = any(_is_activity(item) or _is_note(item) for item in objects(items)[:50])
        what = "activities" if found else _name(value)
        return f"a collection of ActivityPub ({what})"
    if _is_activity(value) or _is_note(value) or (kind == "Tombstone" and "id" in value):
        return "activities or notes of ActivityPub"
    return "an account of ActivityPub" if kind in _ACTORS and {"inbox", "outbox"} & value.keys() else None


def _elements(collection: Row) -> list[Any] | None:
    for page in (collection, as_object(collection.get("first"))):
        for key in ("orderedItems", "items"):
            if isinstance(page.get(key), list):
                return list(page[key])
    return [] if {"totalItems", "first", "@context"} & collection.keys() else None


def _name(collection: Row) -> str:
    return clean(str(collection.get("id") or "no posts")).rpartition("/")[2][:60]


def _is_activity(value: Row) -> bool:
    return value.get("type") in _ACTIVITIES and "object" in value and "actor" in value


def _is_note(value: Row) -> bool:
    return value.get("type") in _POSTS and "attributedTo" in value


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a collection, of one activity or of one note."""
    if not isinstance(value, dict):
        yield Reject(line, "not_posts" if isinstance(value, str) else "not_a_record")
    elif value.get("type") in _COLLECTIONS:
        items = _elements(value)
        if not items:
            yield Reject(line, "not_posts")
        for item in items or []:
            # an address alone is a post that was liked or bookmarked, not written
            yield _activity(item, line) if isinstance(item, dict) else Reject(line, "not_posts")
    else:
        yield _activity(value, line)


def _activity(value: Row, line: int) -> Item:
    kind, inner = value.get("type"), value.get("object")
    if kind == "Announce":
        return _announced(value, line)
    if kind in _POSTS:
        return _note(value, value, line)
    if kind in _WRITES and as_object(inner).get("type") in _POSTS:
        return _note(as_object(inner), value, line)
    if not isinstance(kind, str):
        return Reject(line, "not_a_record")
    return Reject(line, "not_posts", _deletion(value))


def _deletion(value: Row) -> Deletion | None:
    """What a `Delete`, a `Tombstone` or the `Undo` of an `Announce` says is gone: a post or the author's account."""
    kind, gone = value.get("type"), value.get("object")
    if kind == "Tombstone":
        gone = value
    elif kind != "Delete" and not (kind == "Undo" and as_object(gone).get("type") == "Announce"):
        return None
    address = known_id(_address(gone))
    at = moment(value.get("published")) or moment(as_object(gone).get("deleted"))
    if address is None:
        return None
    if kind == "Delete" and address == known_id(_address(value.get("actor"))):
        return Deletion("mastodon", author_id=handle(address), at=at)
    return Deletion("mastodon", post_id=address, at=at)


def _announced(activity: Row, line: int) -> Item:
    note = as_object(activity.get("object"))
    if _is_activity(note) and note["type"] != "Announce":
        return _activity(note, line)
    if not note:
        return Reject(line, "repost" if _is_public(activity) else "not_posts")
    row = _note(note, activity, line)
    if isinstance(row, Reject):
        return row
    own = known_id(activity.get("id"))
    return row | {
        "post_id": own or f"{row['post_id']}#announced",
        "author_id": handle(activity.get("actor")),
        "created_at": moment(activity.get("published")),
        "kind": "repost",
        "repost_of_id": row["post_id"],
        "reply_to_id": None,
        "quote_of_id": None,
    }


def _note(note: Row, activity: Row, line: int) -> Item:
    if not _is_public(note) and not (note.keys().isdisjoint({"to", "cc"}) and _is_public(activity)):
        return Reject(line, "not_posts")
    post_id, text = known_id(note.get("id")), _text(note)
    if post_id is None or text is None:
        return Reject(line, "no_id" if post_id is None else "no_text")
    reply_to = known_id(_address(note.get("inReplyTo")))
    quote_of = next((found for key in _QUOTES if (found := known_id(_address(note.get(key))))), None)
    return {
        "source": "mastodon",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": _author(note, activity),
        "created_at": moment(note.get("published")) or moment(activity.get("published")),
        "edited_at": moment(note.get("updated") or (activity.get("type") == "Update" and activity.get("published"))),
        "lang": _language(note),
        "kind": kind_of(reply=reply_to, quote=quote_of),
        "reply_to_id": reply_to,
        "quote_of_id": quote_of,
        "conversation_id": known_id(note.get("conversation")) or known_id(note.get("context")),
        "likes": count(dig(note, "likes", "totalItems")),
        "reposts": count(dig(note, "shares", "totalItems")),
        "url": known_id(_address(note.get("url"))) or post_id,
        "hashtags": hashtags([t for t in objects(note.get("tag")) if t.get("type") == "Hashtag"], "name"),
        "id_ok": True,
        "truncated": False,
    }


def _author(note: Row, activity: Row) -> str | None:
    """user@server; from the post's own page where the account's address is a number."""
    address = _address(note.get("attributedTo") or activity.get("actor"))
    found, page = handle(address), _address(note.get("url"))
    return handle(page) if found == address and "/@" in str(page) and host(page) == host(address) else found


def _is_public(value: Row) -> bool:
    for key in ("to", "cc"):
        addressed = value.get(key)
        if any(item in _PUBLIC for item in (addressed if isinstance(addressed, list) else [addressed])):
            return True
    return False


def _address(value: Any) -> Any:
    """The address of a link that may be a text, an object or a list of these."""
    if isinstance(value, list):
        return next((found for item in value if (found := _address(item))), None)
    return (value.get("id") or value.get("href")) if isinstance(value, dict) else value


def _text(note: Row) -> str | None:
    content = note.get("content")
    if not isinstance(content, str):
        content = next((text for text in as_object(note.get("contentMap")).values() if isinstance(text, str)), None)
    if content is None:
        return "" if objects(note.get("attachment")) else None
    above = note.get("name") if note.get("type") in ("Article", "Page", "Video", "Event") else note.get("summary")
    body = from_html(content)
    return clean(f"{above}\n{body}".strip() if isinstance(above, str) and above.strip() else body)


def _language(note: Row) -> str | None:
    by_tag, content = as_object(note.get("contentMap")), note.get("content")
    tags = [tag for tag, text in by_tag.items() if text == content] or list(by_tag)
    return language(tags[0]) if len(tags) == 1 else language(as_object(note).get("language"))
