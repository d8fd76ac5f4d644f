"""Bluesky API: search results, feeds and timelines (reposts too), threads' posts; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, identity, kind_of, language, moment
from xsentiment.ingest.nested import as_object
from xsentiment.ingest.sample import Sample

_COLLECTION = "/app.bsky.feed.post/"


FIELDS: Final[dict[str, str]] = {
    "post_id": "`uri`; of a repost in a feed, that and who reposted",
    "text": "`record.text`",
    "author_id": "`author.did`, else `author.handle`",
    "created_at": "the earlier of `record.createdAt` and `indexedAt`; of a repost `reason.indexedAt`",
    "lang": "the first language of `record.langs`",
    "kind": "`reason` (repost), `record.reply` (reply), `record.embed` with a post (quote)",
    "reply_to_id": "`record.reply.parent.uri`",
    "repost_of_id": "`uri` of what a feed shows as reposted",
    "quote_of_id": "`record.embed.record.uri`, or the one inside it",
    "conversation_id": "`record.reply.root.uri`",
    "likes": "`likeCount`",
    "reposts": "`repostCount`",
    "replies": "`replyCount`",
    "quotes": "`quoteCount`",
    "url": "from `uri`",
    "hashtags": "`record.tags` and tags of `record.facets`",
}

TRAPS: Final[tuple[str, ...]] = ("the clock of a client may be wrong, so a time after the server's is not used",)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        for entry in _entries(value)[:20]:
            post = entry.get("post", entry) if isinstance(entry, dict) else None
            if isinstance(post, dict) and str(post.get("uri", "")).startswith("at://") and "record" in post:
                return "posts with at:// addresses and records, as the Bluesky API sends them"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of one page, or one post."""
    for entry in _entries(value):
        yield _row(entry, line)


def _entries(value: Any) -> list[Any]:
    if isinstance(value, dict):
        for name in ("posts", "feed"):
            if isinstance(value.get(name), list):
                return list(value[name])
    return value if isinstance(value, list) else [value]


def _row(entry: Any, line: int) -> Item:
    if not isinstance(entry, dict):
        return Reject(line, "not_a_record")
    post = entry.get("post", entry)
    if not isinstance(post, dict) or not isinstance(post.get("record"), dict):
        return Reject(line, "not_a_record")
    uri, record = post.get("uri"), post["record"]
    if not isinstance(uri, str) or not uri.startswith("at://"):
        return Reject(line, "no_id")
    text = record.get("text")
    if not isinstance(text, str):
        return Reject(line, "no_text")
    uri, reason = clean(uri), as_object(entry.get("reason"))
    reposted = str(reason.get("$type", "")).endswith("#reasonRepost")
    reply_to = _uri(as_object(record.get("reply")).get("parent"))
    quote_of = _quoted(as_object(record.get("embed")))
    author = as_object(post.get("author"))
    langs = record.get("langs")
    created = [found for found in (moment(record.get("createdAt")), moment(post.get("indexedAt"))) if found]
    row: Row = {
        "source": "bluesky",
        "post_id": uri,
        "text": clean(text),
        "raw_line": line,
        "author_id": identity(author.get("did"))[0] or identity(author.get("handle"))[0],
        "created_at": min(created, default=None),  # the first is the client's clock, which may run ahead
        "lang": next((tag for tag in map(language, langs if isinstance(langs, list) else []) if tag), None),
        "kind": kind_of(repost=reposted, reply=reply_to, quote=quote_of),
        "reply_to_id": reply_to,
        "quote_of_id": quote_of,
        "conversation_id": _uri(as_object(record.get("reply")).get("root")),
        "likes": count(post.get("likeCount")),
        "reposts": count(post.get("repostCount")),
        "replies": count(post.get("replyCount")),
        "quotes": count(post.get("quoteCount")),
        "url": _url(uri),
        "hashtags": _hashtags(record),
        "id_ok": True,
        "truncated": False,
    }
    if reposted:
        by = str(as_object(reason.get("by")).get("did") or "unknown")
        when = moment(reason.get("indexedAt")) or row["created_at"]
        row |= {"post_id": f"{uri}#reposted-by-{by}", "repost_of_id": uri, "author_id": by, "created_at": when}
    return row


def _uri(value: Any) -> str | None:
    found = as_object(value).get("uri")
    return clean(found) if isinstance(found, str) else None


def _quoted(embed: Row) -> str | None:
    """The post inside an embed: app.bsky.embed.record, or the record of recordWithMedia."""
    inner = as_object(embed.get("record"))
    uri = _uri(inner) or _uri(inner.get("record"))
    return uri if uri and _COLLECTION in uri else None


def _url(uri: str) -> str | None:
    did, found, key = uri.removeprefix("at://").partition(_COLLECTION)
    return f"https://bsky.app/profile/{did}/post/{key}" if found else None


def _hashtags(record: Row) -> list[str]:
    tags, facets = record.get("tags"), record.get("facets")
    found = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    for facet in facets if isinstance(facets, list) else []:
        features = as_object(facet).get("features")
        found += [f["tag"] for f in features or [] if isinstance(f, dict) and isinstance(f.get("tag"), str)]
    return [clean(tag) for tag in dict.fromkeys(found)]
