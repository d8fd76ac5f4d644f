"""URS (Universal Reddit Scraper): JSON of subreddits, redditors, comments and livestreams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from functools import partial
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from xsentiment.event import Source
from xsentiment.ingest import records, reddit_thing
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, local_moment
from xsentiment.ingest.nested import heads, known_id
from xsentiment.ingest.sample import Sample

FIELDS: Final = reddit_thing.FIELDS | {
    "post_id": "`name`, else `id` with the prefix of its kind; in older files a submission's is in its `permalink`",
    "text": reddit_thing.FIELDS["text"] + "; `text` (`Text`, `Body`) in files before March 2021",
    "author_id": "`author` without `u/`",
    "created_at": "`created_utc` (`date_created`, `Date Created`): month, day and year, in the scraper's local time",
    "replies": "`num_comments` (`comment_count`, `Comment Count`) of a submission",
    "url": "`permalink`, else `url`",
}  # fmt: skip
TRAPS: Final = (
    *(trap for trap in reddit_thing.TRAPS if "&amp;" not in trap),
    "`created_utc` is the local time of the machine that ran URS; the file does not say where that was.",
    "The event's `time_zone` for the file says it; without it the time is read as UTC, with a warning.",
    "Text is already unescaped.",
    "Posts may lie in a list or an object of a script's own, without the settings: their times say what they are.",
    "Files before March 2021 have other names; a redditor's comments there have no ids and get one from what they say.",
    "A comment's `submission` and a submission's `subreddit` only accompany it and are no rows.",
    "A redditor's file repeats a post under `hot`, `new`, `top` and so on; copies are told by their ids.",
    "`FORBIDDEN` stands for what the scraper may not see and is rejected as not posts.",
)

_FORM: Final = "%m-%d-%Y %H:%M:%S"
_TIME: Final = re.compile(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d")
_NAMES: Final = {
    "date_created": "created_utc", "comment_count": "num_comments", "comment_id": "id", "url": "permalink",
    "is_spoiler": "spoiler", "upvotes": "score",
}  # fmt: skip
_ASIDE: Final = (
    "scrape_settings", "livestream_settings", "livestream_metadata", "information", "submission", "subreddit",
    "subreddit_rules", "trophies", "multireddits",
)  # fmt: skip
_SETTINGS: Final = ("scrape_settings", "livestream_settings")
_DATED: Final = (b'"created_utc"', b'"date_created"', b'"Date Created"')
_SNIFFED: Final = 50
_IN_LINK: Final = re.compile(r"/comments/(\w+)/")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    if any(value.keys() & set(_SETTINGS) and "data" in value for value in heads(sample.values)):
        return "settings and data of URS"
    if not any(name in sample.head for name in _DATED):
        return None
    posts = [found for found in islice(_found(sample.values), _SNIFFED) if isinstance(found, dict)]
    dated = all(local_moment(post["created_utc"], UTC, _FORM) for post in posts)
    return "posts with times of URS" if posts and dated else None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; `mapping.time_zone` says where the scraper ran."""
    zone: tzinfo = UTC
    if mapping is not None and mapping.time_zone:
        zone = ZoneInfo(mapping.time_zone)
    else:
        doubt(member.name, "times are local times of an unknown zone, read as UTC; time_zone sets it")
    return records.read(member, partial(rows, zone=zone))


def rows(value: Any, line: int, zone: tzinfo = UTC) -> Iterator[Item]:
    """The posts anywhere in a file; a file without any is one reject."""
    empty = True
    for found in _found(value):
        empty = False
        yield _row(found, line, zone) if isinstance(found, dict) else Reject(line, "not_posts")
    if empty:
        yield Reject(line, "not_posts" if isinstance(value, dict) else "not_a_record")


def _found(value: Any) -> Iterator[Row | str]:
    """The posts inside a value, each before those inside it, with the names of Reddit's API; FORBIDDEN as it is."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, list):
            waiting += reversed(inner)
        elif inner == "FORBIDDEN":
            yield "FORBIDDEN"
        elif isinstance(inner, dict):
            post = _renamed(inner)
            if _is_post(post):
                yield post
                waiting.append(inner.get("replies"))
            else:
                waiting += reversed([part for name, part in inner.items() if name not in _ASIDE])


def _renamed(value: Row) -> Row:
    names = [str(name).lower().rstrip("?").replace(" ", "_") for name in value]
    out = {_NAMES.get(name, name): inner for name, inner in zip(names, value.values(), strict=True)}
    if "permalink" in names:
        out["permalink"] = value["permalink"]
    for name in ("text", "body"):
        if name in out and "title" in out and "selftext" not in out:
            out["selftext"] = out.pop(name)
    if "text" in out and "title" not in out and "body" not in out:
        out["body"] = out["text"]
    return out


def _is_post(value: Row) -> bool:
    has_time = isinstance(value.get("created_utc"), str) and _TIME.fullmatch(value["created_utc"])
    return bool(has_time) and ("title" in value or ("body" in value and "parent_id" in value))


def _row(post: Row, line: int, zone: tzinfo) -> Item:
    if known_id(post.get("id")) is None:
        link = _IN_LINK.search(str(post.get("permalink")))
        post = post | {"id": link[1] if link and "title" in post else reddit_thing.surrogate(post)}
    return reddit_thing.row(post, line, local_moment(post["created_utc"], zone, _FORM), escaped=False)
