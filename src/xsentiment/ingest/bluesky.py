"""Bluesky API: search results, feeds (reposts too), threads, bookmarks, listed records; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import bluesky_post, records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = bluesky_post.FIELDS | {
    "text": "`record.text` (`value.text` in listed records), which is plain and whole",
    "created_at": "`record.createdAt`, or `indexedAt` where that is earlier; for a repost `reason.indexedAt`",
    "author_id": "the `did:` in the address; for a repost `reason.by.did`",
    "kind": "a repost has a `reason` of that type; a reply has `record.reply`, a quote `record.embed` with a post",
    "repost_of_id": "`post.uri` of a repost, whose own id is `reason.uri`, else a hash of who reposted what",
    "likes": "`likeCount`",
    "reposts": "`repostCount`",
    "replies": "`replyCount`",
    "quotes": "`quoteCount`",
    "verified": "`author.verification.verifiedStatus` is `valid`",
}
TRAPS: Final = (
    "`createdAt` is the client's clock, which may lie in the future or in 1970; it never counts after `indexedAt`.",
    "Text is plain: nothing is unescaped.",
    "A feed's `reply.parent` and `reply.root` and a post's quoted record only accompany it and are no rows.",
    "A repost in a feed is a row of its own, by the reposter; pinned posts are the author's own.",
    "Deleted and blocked posts of a thread, and pages of profiles, likes, lists or notifications, are not posts.",
)

_LISTS: Final = ("posts", "feed", "bookmarks", "records", "thread")
_OTHER: Final = {
    "actors": "profiles", "profiles": "profiles", "followers": "profiles", "follows": "profiles",
    "repostedBy": "profiles", "blocks": "profiles", "mutes": "profiles", "suggestions": "profiles",
    "likes": "likes", "lists": "lists", "items": "lists", "feeds": "feed generators", "starterPacks": "starter packs",
    "notifications": "notifications", "trends": "trends",
}  # fmt: skip
_EMPTY: Final = frozenset(("posts", "feed", "bookmarks", "cursor", "hitsTotal", "uri", "cid"))


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return next((why for value in heads(sample.values) if (why := _recognised(value))), None)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a page, feed or thread, a post alone, or one reject for what holds none."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
        return
    if isinstance(value.get("thread"), dict):
        yield from _thread(value["thread"], line)
        return
    name = next((name for name in _LISTS if isinstance(value.get(name), list)), None)
    if name is None:
        yield Reject(line, "not_posts") if _other(value) else _item(value, line)
        return
    if not value[name]:
        yield Reject(line, "not_posts")
    for entry in value[name]:
        yield _item(entry, line)


def _recognised(value: Row) -> str | None:
    if _is_view(value) or _is_view(value.get("post")):
        return "posts with at:// addresses and records, as the Bluesky API sends them"
    if isinstance(value.get("thread"), dict) and ("post" in value["thread"] or _unseen(value["thread"])):
        return "a thread of the Bluesky API"
    for name in _LISTS:
        for entry in objects(value.get(name))[:20]:
            post, record = _parts(entry)
            if _is_view(post) and bluesky_post.type_of(record, bluesky_post.POST) == bluesky_post.POST:
                return f"pages of the Bluesky API with posts ({name})"
            if _is_view(post):
                return f"records of the Bluesky API that are no posts ({str(record.get('$type'))[:60]})"
            if _unseen(post):
                return f"pages of the Bluesky API with posts ({name})"
    if (value.get("posts") == [] or value.get("feed") == []) and value.keys() <= _EMPTY:
        return "an empty page of the Bluesky API"
    other = _other(value)
    return f"{other} of the Bluesky API" if other else None


def _is_view(value: Any) -> bool:
    """Whether an object has an address and a record, and is no notification and no event of @atproto/sync."""
    uri = dig(value, "uri")
    return isinstance(uri, str) and uri.startswith("at://") and bool(value.keys() & {"record", "value"}) and not (
        "isRead" in value or "reasonSubject" in value or _is_event(value)
    )  # fmt: skip


def _is_event(value: Row) -> bool:
    return {"event", "seq", "did"} <= value.keys()


def _unseen(value: Any) -> bool:
    """A post of a thread or list that is deleted, blocked or hidden."""
    kind = bluesky_post.type_of(as_object(value))
    return kind.startswith("app.bsky.") and kind.endswith(
        ("#notFoundPost", "#blockedPost", "#threadItemNotFound", "#threadItemBlocked", "#threadItemNoUnauthenticated")
    )


def _other(value: Row) -> str | None:
    for name, what in _OTHER.items():
        for item in objects(value.get(name))[:5]:
            addresses = (item.get("did"), item.get("uri"), *(dig(item, key, "did") for key in ("actor", "subject")))
            if any(str(address).startswith(("did:", "at://")) for address in addresses):
                return what
    if str(value.get("did")).startswith("did:") and "handle" in value and not _is_event(value):
        return "profiles"
    if str(value.get("uri")).startswith("at://") and ("isRead" in value or "reasonSubject" in value):
        return "notifications"
    return "errors" if value.keys() == {"error", "message"} and isinstance(value["error"], str) else None


def _thread(thread: Row, line: int) -> Iterator[Item]:
    """The posts of getPostThread: parents, the post, replies of all depths."""
    above: list[Row] = []
    node = thread.get("parent")
    while isinstance(node, dict):
        above.append(node)
        node = node.get("parent")
    waiting = [thread, *above]
    while waiting:
        node = waiting.pop()
        yield _item(node, line)
        waiting += reversed(objects(node.get("replies")))


def _parts(entry: Row) -> tuple[Row, Row]:
    """The post's view inside an entry of a feed, a thread or a list of bookmarks, and its record."""
    for path in (("post",), ("value", "post"), ("item",)):
        if isinstance(inner := dig(entry, *path), dict):
            entry = inner
            break
    else:
        if "uri" in entry and str(dig(entry, "value", "$type")).startswith("app.bsky.unspecced"):
            entry = as_object(entry["value"])
    record = entry.get("record")
    return entry, record if isinstance(record, dict) else as_object(entry.get("value"))


def _item(entry: Any, line: int) -> Item:
    if not isinstance(entry, dict):
        return Reject(line, "not_a_record")
    view, record = _parts(entry)
    if _unseen(view):
        return Reject(line, "not_posts")
    if not record:
        return Reject(line, "not_a_record")
    item = bluesky_post.row(view.get("uri"), record, line, view.get("indexedAt") or view.get("indexed_at"))
    if isinstance(item, Reject):
        return item
    status = dig(view, "author", "verification", "verifiedStatus")
    item |= bluesky_post.metrics(view) | {"verified": status == "valid" if isinstance(status, str) else None}
    reason = as_object(entry.get("reason"))
    return _repost(item, reason) if bluesky_post.type_of(reason).endswith("#reasonRepost") else item


def _repost(post: Row, reason: Row) -> Row:
    """The repost of a post: by whom and when the feed says; older feeds give it no id of its own."""
    by, uri = known_id(dig(reason, "by", "did")) or known_id(dig(reason, "by", "handle")), post["post_id"]
    own = known_id(reason.get("uri")) or f"repost-{blake2b(f'{by} {uri}'.encode(), digest_size=12).hexdigest()}"
    return post | {
        "post_id": own,
        "author_id": by,
        "created_at": moment(reason.get("indexedAt") or reason.get("indexed_at")) or post["created_at"],
        "kind": "repost",
        "repost_of_id": uri,
        "reply_to_id": None,
        "quote_of_id": None,
        "verified": None,
    }
