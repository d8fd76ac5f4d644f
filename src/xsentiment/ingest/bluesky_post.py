"""One post of the app.bsky lexicon as a row, whether the API, a repository or a stream holds it."""

from __future__ import annotations

from typing import Any, Final

from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, language, moment
from xsentiment.ingest.nested import as_object, dig, hashtags, known_id, objects

POST: Final = "app.bsky.feed.post"

FIELDS: Final[dict[str, str]] = {
    "source": "`bluesky`",
    "post_id": "the post's `at://` address",
    "text": "`text` of the record, which is plain and whole",
    "author_id": "the `did:` in the address",
    "created_at": "`createdAt` of the record, or the server's time where that is earlier",
    "lang": "the first of `langs` that is a language",
    "kind": "a reply has `reply`, a quote an `embed` with a post's address",
    "reply_to_id": "`reply.parent.uri`",
    "quote_of_id": "`embed.record.uri`, else `embed.record.record.uri`, where it is a post",
    "conversation_id": "`reply.root.uri`, else the post's own address",
    "url": "the post's page on bsky.app, by the `did:`",
    "hashtags": "`tags` and the tags among `facets`",
}


def row(uri: Any, record: Row, line: int, server_time: Any = None) -> Item:
    """The row of a post's record at an address; metrics and what else the API tells come from elsewhere."""
    if type_of(record, POST) != POST:
        return Reject(line, "not_posts")
    if not isinstance(uri, str) or not uri.startswith("at://"):
        return Reject(line, "no_id")
    text = record.get("text")
    if not isinstance(text, str):
        return Reject(line, "no_text")
    uri = clean(uri)
    did = uri.removeprefix("at://").partition("/")[0]
    reply_to, quote_of = known_id(dig(record, "reply", "parent", "uri")), _quoted(as_object(record.get("embed")))
    langs = record.get("langs")
    # the first is the client's clock, which may run ahead
    written = record.get("createdAt") or record.get("created_at")
    times = [time for time in (moment(written), moment(server_time)) if time]
    return {
        "source": "bluesky",
        "post_id": uri,
        "text": clean(text),
        "raw_line": line,
        "author_id": did or None,
        "created_at": min(times, default=None),
        "lang": next((tag for tag in map(language, langs if isinstance(langs, list) else []) if tag), None),
        "kind": kind_of(reply=reply_to, quote=quote_of),
        "reply_to_id": reply_to,
        "quote_of_id": quote_of,
        "conversation_id": known_id(dig(record, "reply", "root", "uri")) or uri,
        "url": f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}" if f"/{POST}/" in uri else None,
        "hashtags": _hashtags(record),
        "id_ok": True,
        "truncated": False,
    }


def type_of(value: Row, default: str = "") -> str:
    """The type of an object of the lexicon, which Python's `atproto` calls `py_type`."""
    return str(value.get("$type") or value.get("py_type") or default)


def metrics(view: Row) -> Row:
    """The counts that the API gives beside a record."""
    names = {"likes": "like", "reposts": "repost", "replies": "reply", "quotes": "quote"}
    return {ours: count(view.get(f"{theirs}Count", view.get(f"{theirs}_count"))) for ours, theirs in names.items()}


def _quoted(embed: Row) -> str | None:
    """The post inside an embed: app.bsky.embed.record, or the record of recordWithMedia."""
    for uri in (dig(embed, "record", "uri"), dig(embed, "record", "record", "uri")):
        if isinstance(uri, str) and f"/{POST}/" in uri:
            return clean(uri)
    return None


def _hashtags(record: Row) -> list[str] | None:
    features = [f for facet in objects(record.get("facets")) for f in objects(facet.get("features"))]
    tags = record.get("tags")
    return hashtags([*(tags if isinstance(tags, list) else []), *(f for f in features if "tag" in f)], "tag")
