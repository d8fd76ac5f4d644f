"""4chan: threads, pages and catalogues of a board as its JSON API sends them; JSON and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, epoch, kind_of
from xsentiment.ingest.nested import below, each, heads, known_id, objects
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`4chan`",
    "post_id": "`no`, with `board` and `/` before it where the file says it",
    "text": "`sub` (the subject) and below it `com`, from HTML",
    "author_id": "`trip`, else `id` within its thread: most posts have no author",
    "created_at": "`time`, seconds since 1970",
    "kind": "what has a `resto` that is not 0 is a reply",
    "reply_to_id": "`resto`, the post that opened the thread",
    "conversation_id": "`resto`, else `no`",
    "replies": "`replies` of the post that opened a thread",
}
TRAPS: Final = (
    "Posts are numbered by board, which the API's files do not name: read each board's files as a source of their own.",
    "`now` is the time in New York, without a zone; `time` is exact.",
    "Posts of a picture alone have an empty text, which is kept.",
    "A catalogue repeats the last replies to a thread (`last_replies`): they are rows of their own.",
    "Lists of threads (`threads.json`) hold numbers alone and are rejected as not posts.",
)

_LISTED: Final = {"no", "last_modified", "replies"}
"""What a list of threads says of each."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(map(_is_post, objects(_posts(value))[:5])):
            return "posts of 4chan"
        if any(thread.keys() == _LISTED for thread in objects(value.get("threads"))[:5]):
            return "a list of threads of 4chan"
    return None


def _is_post(value: Row) -> bool:
    return {"no", "time", "resto"} <= value.keys()


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a thread, a page or a catalogue."""
    return each(_posts(value), line, _row)


def _posts(value: Any) -> list[Any]:
    listed = value.get("threads") if isinstance(value, dict) else None
    return [post for thread in (listed if isinstance(listed, list) else [value]) for post in _of_thread(thread)]


def _of_thread(thread: Any) -> list[Any]:
    if not isinstance(thread, dict):
        return [thread]
    posts, last = thread.get("posts"), thread.get("last_replies")
    return posts if isinstance(posts, list) else [thread, *(last if isinstance(last, list) else [])]


def _row(post: Row, line: int) -> Item:
    number, opened = known_id(post.get("no")), known_id(post.get("resto"))
    if number is None or not _is_post(post):
        return Reject(line, "no_id" if "com" in post else "not_posts")
    above = opened if opened not in (None, "0") else None
    thread, owner = above or number, known_id(post.get("id"))
    return {
        "source": "4chan",
        "post_id": _placed(post, number),
        "text": below(post, "sub", "com", treat=from_html),
        "raw_line": line,
        "author_id": known_id(post.get("trip")) or (f"{thread}/{owner}" if owner else None),
        "created_at": epoch(count(post.get("time")) or 0),
        "kind": kind_of(reply=above),
        "reply_to_id": _placed(post, above) if above else None,
        "conversation_id": _placed(post, thread),
        "replies": None if above else count(post.get("replies")),
        "id_ok": True,
        "truncated": False,
    }


def _placed(post: Row, number: str) -> str:
    board = post.get("board")
    return f"{board.strip('/')}/{number}" if isinstance(board, str) and board else number
