"""What all formats of X have in common: the row of a post, cut texts, views, edits, addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from xsentiment.ingest.items import Item, Reject, Row, clean, count, language, surrogate_id, x_time
from xsentiment.ingest.nested import as_object, dig, exact_identity, known_id
from xsentiment.text import unescape

FIELDS: Final = {
    "source": "`x`",
    "text": "its entities (`&amp;`) resolved once",
    "url": "`https://x.com/i/status/` and the post's id",
    "id_ok": "false if a spreadsheet or a float destroyed the id",
}
"""Where the columns come from that all formats of X fill alike."""

SHORTEST_CUT: Final = 260
"""Texts that X cuts at 280 end at least this far in, by X's own weights of characters."""
SHORTEST_CUT_REPOST: Final = 130
_VIEWS_COUNTED_SINCE: Final = datetime(2022, 12, 15, tzinfo=UTC)
_CUT: Final = re.compile(r"…(?:\s*https?://t\.co/\w*)?\s*$")
_JOINER: Final = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_ODD: Final = re.compile("[^\0-\u10ff\u2000-\u200c\u200e-\u206f]")
"""Characters that do not weigh one."""
_OLD_REPOST: Final = re.compile(r"RT @\w{1,20}:? ")
_STATUS: Final = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/[^/?#]+/status(?:es)?/(\d+)(?:[?#].*)?/?")


def row(
    line: int, post_id: Any, text: Any, *, created: datetime | None, truncated: bool = False, **columns: Any
) -> Item:
    """A POSTS row with these columns, or a reject if the id or the text is missing.

    The time falls back on the one inside the id. A destroyed id is replaced by one made of the row's content.
    """
    found = told(line, post_id, text, created=created, author_id=columns.get("author_id"))
    if isinstance(found, Reject):
        return found
    key, plain, when, id_ok = found
    columns.update(
        source="x",
        post_id=key,
        text=plain,
        raw_line=line,
        created_at=when,
        url=address(key),
        id_ok=id_ok,
        truncated=truncated,
    )
    return columns


def told(
    line: int, post_id: Any, text: Any, *, created: datetime | None, author_id: str | None
) -> tuple[str, str, datetime | None, bool] | Reject:
    """A post's id, its text without entities, its time, and whether the id is its own; as for `row`."""
    known, id_ok = exact_identity(post_id)
    if known is None and id_ok:
        return Reject(line, "no_id")
    if not isinstance(text, str):
        return Reject(line, "no_text")
    plain = clean(unescape(text))
    return known or surrogate_id("x", created, author_id, plain), plain, created or x_time(known), id_ok


def address(post_id: str) -> str | None:
    """The address of a post of X, None where its id is not X's."""
    return f"https://x.com/i/status/{post_id}" if post_id.isdigit() else None


def is_cut(text: str, *, repost: bool = False) -> bool:
    """Whether X cut a text: it ends in `…`, perhaps with a short link, at the length where X cuts."""
    limit = SHORTEST_CUT_REPOST if repost else SHORTEST_CUT
    return "…" in text and 2 * len(text) >= limit and bool(_CUT.search(text)) and _weight(unescape(text)) >= limit


def _weight(text: str) -> int:
    """The length of a text by X's weights: two for characters beyond the Latin-like ones, none for joiners."""
    return len(text) + sum(-1 if _JOINER.match(char) else 1 for char in _ODD.findall(text))


def looks_reposted(text: Any) -> bool:
    """Whether a text begins as X begins reposts; for formats that say in no other way what is one."""
    return isinstance(text, str) and _OLD_REPOST.match(text) is not None


def views(value: Any, created: datetime | None, post_id: Any) -> int | None:
    """Views as counted. X counts them since December 2022; a 0 from before means that nobody counted.

    The time of a post without one is that in its id.
    """
    number = None if value is None else count(value)
    if number != 0:
        return number
    created = created or x_time(known_id(post_id))
    return None if created is None or created < _VIEWS_COUNTED_SINCE else number


def first_version(versions: Any, post_id: Any) -> str | None:
    """The id of an edited post's first version, from the ids of its versions; None for a first version."""
    if versions is None:
        return None
    first = known_id(versions[0]) if isinstance(versions, list) and versions else known_id(versions)
    return None if first == known_id(post_id) else first


def linked_status(url: Any) -> str | None:
    """The id of the post that an address leads to."""
    found = _STATUS.fullmatch(url) if isinstance(url, str) else None
    return found[1] if found else None


def hashtags(values: Any, name: str = "text") -> list[str] | None:
    """The hashtags of a list of entities, None if there is no such list."""
    if not isinstance(values, list):
        return None
    return [clean(text) for tag in values if isinstance(tag, dict) and isinstance(text := tag.get(name), str) and text]


V11_STATUS: Final[dict[str, Any]] = {
    **dict.fromkeys(("id", "id_str", "text", "full_text", "truncated", "created_at", "timestamp_ms", "lang"), Any),
    **dict.fromkeys(("user_id", "user_id_str", "in_reply_to_status_id", "in_reply_to_status_id_str"), Any),
    **dict.fromkeys(("quoted_status_id", "quoted_status_id_str", "is_quote_status"), Any),
    **dict.fromkeys(("conversation_id", "conversation_id_str"), Any),
    **dict.fromkeys(("favorite_count", "retweet_count", "reply_count", "quote_count"), Any),
    **dict.fromkeys(("tweet_created_at", "views_count"), Any),
    "user": dict.fromkeys(("id", "id_str", "screen_name", "followers_count", "verified"), Any),
    "entities": {"hashtags": [{"text": Any}]},
    "extended_tweet": {"full_text": Any, "entities": {"hashtags": [{"text": Any}]}},
}
"""What is used of a status of API v1.1 (for `records.only`), but the status that it reposts."""


def v11_columns(status: Row) -> Row:
    """The columns that API v1.1, the archive and the web's `legacy` objects name alike."""
    return {
        "lang": language(status.get("lang")),
        "reply_to_id": v11_id(status, "in_reply_to_status_id"),
        "quote_of_id": v11_id(status, "quoted_status_id"),
        "conversation_id": v11_id(status, "conversation_id"),
        "likes": count(status.get("favorite_count")),
        "reposts": count(status.get("retweet_count")),
        "replies": count(status.get("reply_count")),
        "quotes": count(status.get("quote_count")),
    }


_AS_TEXT: Final = {
    name: f"{name}_str"
    for name in (
        "id", "user_id", "screen_name", "in_reply_to_status_id", "quoted_status_id", "conversation_id",
        "retweeted_status_id",
    )
}  # fmt: skip
"""The keys of ids, each with that of its text form: made once."""


def v11_id(status: Row, name: str) -> str | None:
    """An id of API v1.1: the text form, else the number."""
    text = status.get(_AS_TEXT[name])
    if type(text) is str and text.isdecimal() and text.isascii():
        return text  # the common case, at once
    if text is None and status.get(name) is None:
        return None
    return (None if text is None else known_id(text)) or known_id(status.get(name))


def v11_text(status: Row) -> tuple[str | None, bool]:
    """The fullest text of a status by itself, and whether it is cut all the same."""
    full = dig(status, "extended_tweet", "full_text") if "extended_tweet" in status else None
    full = full if isinstance(full, str) else status.get("full_text")
    if isinstance(full, str):
        return full, is_cut(full)
    text = status.get("text")
    return (text, status.get("truncated") is True or is_cut(text)) if isinstance(text, str) else (None, False)


def v11_hashtags(status: Row) -> list[str] | None:
    """The hashtags of a status, of the extended text if there is one."""
    extended = dig(status, "extended_tweet", "entities") if "extended_tweet" in status else None
    entities = as_object(extended or status.get("entities"))
    return hashtags(entities.get("hashtags", [] if "entities" in status else None))
