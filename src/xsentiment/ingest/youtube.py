"""YouTube Data API: pages of comment threads and of comments, with replies; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, moment
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`youtube`",
    "post_id": "`id` of the comment (`snippet.topLevelComment.id` of a thread)",
    "text": "`snippet.textOriginal`, else `snippet.textDisplay` (HTML)",
    "author_id": "`snippet.authorChannelId.value`, else `snippet.authorChannelUrl`, else `snippet.authorDisplayName`",
    "created_at": "`snippet.publishedAt`",
    "edited_at": "`snippet.updatedAt`, if it is not `publishedAt`",
    "kind": "`reply`: every comment answers a video or another comment",
    "reply_to_id": "`snippet.parentId`, else `snippet.videoId`",
    "conversation_id": "`snippet.videoId`",
    "likes": "`snippet.likeCount`",
    "replies": "`snippet.totalReplyCount` of a thread",
    "url": "the comment on the page of its video",
}
TRAPS: Final = (
    "`textOriginal` comes only to those who may edit a comment; `textDisplay` is HTML with links and breaks.",
    "A thread holds at most five of its replies; each is a row, `totalReplyCount` says how many there are.",
    "Pages of videos, channels, searches or captions are not comments and are rejected as not posts.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        kind = str(value.get("kind"))
        if kind.startswith("youtube#"):
            holds = any(word in kind for word in ("commentThread", "youtube#comment"))
            return f"{'comments' if holds else 'no comments but ' + kind[8:60]} of YouTube's API"
        if any(_comment(item) for item in [value, *objects(value.get("items"))[:20]]):
            return "comments of YouTube's API"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The comments of a page, a thread or a comment, each thread's first before its replies."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
        return
    items = value.get("items")
    if not isinstance(items, list):
        yield from _thread(value, line)
        return
    if not items:
        yield Reject(line, "not_posts")
    for item in items:
        yield from _thread(item, line)


def _thread(item: Any, line: int) -> Iterator[Item]:
    comment = _comment(item)
    if comment is None:
        known = str(dig(item, "kind")).startswith("youtube#") or isinstance(dig(item, "error", "errors"), list)
        yield Reject(line, "not_posts" if known else "not_a_record")
        return
    thread = as_object(item.get("snippet"))
    yield _row(comment, thread, line)
    replies = dig(item, "replies", "comments")
    for reply in replies if isinstance(replies, list) else []:
        inner = _comment(reply)
        # of the thread it takes the video alone, which a reply at times does not name
        yield _row(inner, {"videoId": thread.get("videoId")}, line) if inner else Reject(line, "not_a_record")


def _comment(item: Any) -> Row | None:
    """The comment that an item is, or that begins the thread that it is; None for anything else."""
    top = dig(item, "snippet", "topLevelComment")
    if isinstance(top, dict):
        return top
    snippet = dig(item, "snippet")
    known = isinstance(snippet, dict) and bool(snippet.keys() & {"textDisplay", "textOriginal"})
    return item if known or str(dig(item, "kind")) == "youtube#comment" else None


def _row(comment: Row, thread: Row, line: int) -> Item:
    post_id, snippet = known_id(comment.get("id")), as_object(comment.get("snippet"))
    if post_id is None:
        return Reject(line, "no_id")
    original, shown = snippet.get("textOriginal"), snippet.get("textDisplay")
    text = original if isinstance(original, str) else from_html(shown) if isinstance(shown, str) else None
    if text is None:
        return Reject(line, "no_text")
    video = known_id(snippet.get("videoId")) or known_id(thread.get("videoId"))
    created, edited = moment(snippet.get("publishedAt")), moment(snippet.get("updatedAt"))
    names = (
        dig(snippet, "authorChannelId", "value"),
        snippet.get("authorChannelUrl"),
        snippet.get("authorDisplayName"),
    )
    return {
        "source": "youtube",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": next((found for name in names if (found := known_id(name))), None),
        "created_at": created,
        "edited_at": edited if edited != created else None,
        "kind": "reply",
        "reply_to_id": known_id(snippet.get("parentId")) or video,
        "conversation_id": video,
        "likes": count(snippet.get("likeCount")),
        "replies": count(thread.get("totalReplyCount")),
        "url": f"https://www.youtube.com/watch?v={video}&lc={post_id}" if video else None,
        "id_ok": True,
        "truncated": False,
    }
