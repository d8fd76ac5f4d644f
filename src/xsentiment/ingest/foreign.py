"""JSON with texts that are no posts and that many have: articles, descriptions of packages, captions of pictures."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from xsentiment.ingest.items import Row
from xsentiment.ingest.nested import objects

_CHANGES: Final = ({"rcid", "revid", "old_revid"}, {"$schema", "wiki", "namespace", "title"})
_ARTICLE: Final = {"id", "url", "title", "text"}
_ONE_OF: Final = {"rcid", "wiki", "extract", "version", "annotations", "pubkey"}
"""All these objects but articles have one of these keys: others need no look at more."""
_NEEDED: Final = {"dependencies", "devDependencies", "peerDependencies", "scripts"}


_NOTES: Final = (1, 20, 21, 22, 1111, 30023)
"""Kinds of Nostr's events that are posts: notes, pictures, videos, comments, articles."""


def kind_of(value: Any) -> str | None:
    """What an object is that is known to be no post, in the plural; None for any other."""
    if not isinstance(value, dict) or (value.keys().isdisjoint(_ONE_OF) and value.keys() != _ARTICLE):
        return None
    return next((what for is_one, what in _KINDS if is_one(value)), None)


def _is_change(value: Row) -> bool:
    return any(keys <= value.keys() for keys in _CHANGES)


def _is_article(value: Row) -> bool:
    if {"title", "extract"} <= value.keys():
        return bool(value.keys() & {"pageid", "content_urls"})
    return value.keys() == _ARTICLE and _host(value["url"]).endswith(".wikipedia.org")


def _host(address: Any) -> str:
    try:
        return (urlsplit(address).hostname or "") if isinstance(address, str) else ""
    except ValueError:
        return ""


def _is_package(value: Row) -> bool:
    needed = any(isinstance(value.get(name), dict) for name in _NEEDED)
    return {"name", "version"} <= value.keys() and needed


def _is_of_pictures(value: Row) -> bool:
    listed = bool(objects(value.get("images")))
    return listed and any({"id", "image_id"} <= item.keys() for item in objects(value.get("annotations"))[:1])


def _is_no_note(value: Row) -> bool:
    """Whether an event of Nostr is another than a post: a profile, a reaction, a repost, a private message."""
    return {"pubkey", "kind", "content", "sig"} <= value.keys() and value["kind"] not in _NOTES


_KINDS: Final = (
    (_is_change, "changes of a wiki"),
    (_is_article, "articles of Wikipedia"),
    (_is_package, "descriptions of packages for JavaScript"),
    (_is_of_pictures, "annotations of pictures"),
    (_is_no_note, "events of Nostr that are no notes"),
)
