"""One submission or comment of Reddit as a row, with the names that Reddit's API gives its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from xsentiment.ingest.items import Deletion, Item, Reject, Row, clean, count, epoch, kind_of, surrogate_id
from xsentiment.ingest.nested import dig, known_id
from xsentiment.text import unescape

FIELDS: Final[dict[str, str]] = {
    "source": "`reddit`",
    "post_id": "`name`, else `id` with the prefix of its kind: `t3_` for a submission, `t1_` for a comment",
    "text": "`title`, an empty line and `selftext` of a submission; `body` of a comment",
    "author_id": "`author`",
    "created_at": "`created_utc`, seconds since 1970 as a number or as text",
    "edited_at": "`edited`",
    "collected_at": "the last of `retrieved_on`, `retrieved_utc`, `updated_on` and `_meta.retrieved_2nd_on`",
    "kind": "a comment is a reply, a crosspost (`crosspost_parent`) a quote",
    "reply_to_id": "`parent_id` of a comment",
    "quote_of_id": "`crosspost_parent`",
    "conversation_id": "`link_id` of a comment, else the submission's own id",
    "replies": "`num_comments` of a submission",
    "url": "`permalink`",
    "truncated": "a submission of which only the title is left",
}

TRAPS: Final = (
    "`[deleted]` and `[removed]` are no text: such a comment is rejected as not posts, a submission is its title.",
    "`score` is votes for less votes against, not a number of likes: likes are null.",
    "Older dumps write `&amp;`, newer ones `&`: text that shows no bare `&`, `<` or `>` is unescaped.",
    "A submission and a comment may share a number: ids carry the prefix of their kind.",
    "`likes` is the vote of whoever asked, not a count.",
)

_GONE: Final = re.compile(r"\s*\[ ?(?:deleted|removed)(?: by (?:user|reddit|moderator))? ?\]\s*", re.IGNORECASE)
_BARE: Final = re.compile(r"[<>]|&(?!#?\w{1,8};)")
"""Characters that escaped text does not hold."""
_TIMES: Final = ("retrieved_on", "retrieved_utc", "updated_on")
_NAMES: Final = (
    "id", "name", "title", "selftext", "selftext_html", "body", "body_html", "author", "created_utc", "edited",
    "parent_id", "link_id", "crosspost_parent", "num_comments", "permalink", "promoted", *_TIMES,
)  # fmt: skip
SHAPE: Final[dict[str, Any]] = dict.fromkeys(_NAMES, Any) | {"_meta": {"retrieved_2nd_on": Any}}
"""What is used of a submission or a comment (for `records.only`)."""


def is_thing(value: Row) -> bool:
    """Whether an object has the keys of a submission or of a comment."""
    if "title" in value:
        return len(value.keys() & {"selftext", "is_self", "num_comments", "over_18", "subreddit", "permalink"}) >= 3
    return ("body" in value and bool(value.keys() & {"link_id", "parent_id"}) and "subreddit_id" in value) or (
        {"body", "link_id", "parent_id"} <= value.keys()
    )  # fmt: skip


def row(item: Row, line: int, created: datetime | None = None, *, escaped: bool = True) -> Item:
    """The row of a submission or a comment.

    `created` is its time, where `created_utc` is not what Reddit writes there; `escaped` is whether `&` may stand as
    `&amp;`.
    """
    if item.get("promoted") is True:
        return Reject(line, "not_posts")
    comment = "title" not in item
    text, cut = _text(item, ("body",) if comment else ("title", "selftext"), escaped=escaped)
    if text is None:
        return Reject(line, "no_text")
    post_id = _full_name(item.get("name") or item.get("id"), "t1" if comment else "t3")
    if post_id is None:
        return Reject(line, "no_id")
    collected = max(_collected(item), default=None)
    if not text and cut:
        return Reject(line, "not_posts", Deletion("reddit", post_id=post_id, at=collected))
    parent = _full_name(item.get("parent_id"), "t1") if comment else None
    crossposted = None if comment else _full_name(item.get("crosspost_parent"), "t3")
    return {
        "source": "reddit",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": _author(item.get("author")),
        "created_at": created or seconds(item.get("created_utc")),
        "collected_at": collected,
        "edited_at": seconds(item.get("edited")),
        "kind": kind_of(reply=comment, quote=crossposted),
        "reply_to_id": parent,
        "quote_of_id": crossposted,
        "conversation_id": _full_name(item.get("link_id"), "t3") if comment else post_id,
        "replies": None if comment else count(item.get("num_comments")),
        "url": _url(item, post_id),
        "id_ok": True,
        "truncated": cut,
    }


def surrogate(item: Row) -> str:
    """An id for a comment that came without one: its parent, its author, its time and its text say which it is."""
    return surrogate_id(*(item.get(key) for key in ("parent_id", "author", "created_utc", "body", "title")))


def seconds(value: Any) -> datetime | None:
    """A time from seconds since 1970: a number, or a number as text."""
    if isinstance(value, str) and re.fullmatch(r"\d{9,10}(?:\.\d+)?", value):
        value = float(value)
    return epoch(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(item: Row, names: Iterable[str], *, escaped: bool) -> tuple[str | None, bool]:
    """The text of these fields, None where the first has none, and whether any of it was deleted or removed."""
    parts: list[str] = []
    cut = False
    for name in names:
        part = item.get(name)
        if not isinstance(part, str):
            if not parts and not cut:
                return None, False
            continue
        if _GONE.fullmatch(part):
            cut = True
        elif part.strip():
            parts.append(clean(_plain(item, part) if escaped else part).strip())
    return "\n\n".join(parts), cut


def _plain(item: Row, text: str) -> str:
    rendered = item.get("body_html") or item.get("selftext_html")
    if isinstance(rendered, str) and "<" in rendered:
        return text
    return text if _BARE.search(text) else unescape(text)


def _full_name(value: Any, prefix: str) -> str | None:
    """An id with the prefix of its kind; old dumps write numbers of base 36 that look like numbers."""
    found = known_id(value)
    return found if found is None or re.match(r"t\d_", found) or found.startswith("row-") else f"{prefix}_{found}"


def _author(value: Any) -> str | None:
    name = known_id(value)
    return None if name is None or _GONE.fullmatch(name) else name.removeprefix("u/")


def _collected(item: Row) -> list[datetime]:
    times = [*(item.get(name) for name in _TIMES), dig(item, "_meta", "retrieved_2nd_on")]
    return [found for value in times if (found := seconds(value))]


def _url(item: Row, post_id: str) -> str | None:
    link = known_id(item.get("permalink"))
    if link and link.startswith("/"):
        return f"https://www.reddit.com{link.partition('?')[0]}"
    if link and link.startswith(("https://www.reddit.com/", "https://old.reddit.com/")):
        return link
    thread = known_id(item.get("link_id"))
    if "title" in item:
        return f"https://www.reddit.com/comments/{post_id[3:]}/" if post_id.startswith("t3_") else None
    known = thread and thread.startswith("t3_") and post_id.startswith("t1_")
    return f"https://www.reddit.com/comments/{str(thread)[3:]}/_/{post_id[3:]}/" if known else None
