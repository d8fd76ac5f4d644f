"""Tables with columns of any names: which column is which, by the event's map or by a guess, and rows from them."""

from __future__ import annotations

import ast
import difflib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest.items import (
    Item,
    Reject,
    Row,
    clean,
    count,
    epoch,
    identity,
    kind_of,
    language,
    moment,
    surrogate_id,
    within,
    x_time,
)
from xsentiment.text import from_html, unescape

log = logging.getLogger("xsentiment")

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "post_id": (
        "postid", "tweetid", "statusid", "idstr", "id", "tweetidstr", "messageid", "commentid", "uri", "documentid",
        "微博id", "bid", "mid",
    ),
    "text": (
        "fulltext", "text", "tweet", "tweettext", "posttext", "content", "rawcontent", "contenttext", "message", "body",
        "caption", "snippet", "tweetcontent", "status", "description", "微博正文", "正文", "comment", "selftext",
        "title",
    ),
    "created_at": (
        "createdat", "createdutc", "created", "datetime", "timestamp", "publishedat", "published", "date", "time",
        "tweetcreated", "tweetdate", "postdate", "creationdate", "发布时间", "postcreated", "unixtimestamp",
    ),
    "author_id": (
        "authorid", "userid", "useridstr", "authorusername", "username", "userscreenname", "screenname", "author",
        "user", "handle", "authorhandle", "name", "用户id", "用户昵称", "发布者",
    ),
    "lang": ("lang", "language", "tweetlang"),
    "likes": (
        "publicmetricslikecount", "likecount", "likes", "likescount", "favoritecount", "favoritescount", "favorites",
        "favouritescount", "nlikes", "点赞数",
    ),
    "reposts": (
        "publicmetricsretweetcount", "retweetcount", "retweets", "retweetscount", "repostcount", "reposts",
        "reblogscount", "nretweets", "sharecount", "shares", "转发数",
    ),
    "replies": (
        "publicmetricsreplycount", "replycount", "replies", "repliescount", "nreplies", "commentcount", "comments",
        "numcomments", "评论数",
    ),
    "quotes": ("publicmetricsquotecount", "quotecount", "quotes"),
    "views": ("publicmetricsimpressioncount", "viewcount", "views", "impressions", "impressioncount"),
    "followers": (
        "authorpublicmetricsfollowerscount", "followerscount", "followers", "userfollowers", "userfollowerscount",
    ),
    "url": ("url", "link", "permalink", "tweeturl", "tweetpermalink", "postlink", "posturl"),
    "hashtags": ("hashtags", "tags", "entitieshashtags"),
    "conversation_id": ("conversationid", "threadid"),
    "reply_to_id": (
        "referencedtweetsrepliedtoid", "inreplytostatusid", "inreplytostatusidstr", "inreplytotweetid", "inreplytoid",
    ),
    "repost_of_id": ("referencedtweetsretweetedid", "retweetedstatusid", "retweetid"),
    "quote_of_id": ("referencedtweetsquotedid", "quotedstatusid", "quotedstatusidstr", "quotetweetid", "quoteid"),
    "kind": ("kind", "posttype", "tweettype"),
    "collected_at": ("twarcretrievedat", "collectedat", "retrievedat", "timestampcollected"),
    "source": ("platform", "network", "sourceplatform"),
    "verified": ("verified", "userverified", "authorverified"),
}  # fmt: skip
"""Column names as tools write them, without case and punctuation, the best first."""

_FLAGS: Final = {
    "isretweet": "repost",
    "isrepost": "repost",
    "isreply": "reply",
    "isquote": "quote",
    "isquotetweet": "quote",
    "isreplied": "reply",
}
_X_SIGNS: Final = re.compile(r"tweet|twarc|twitter|status|favorit|screenname")
_HOSTS: Final = {
    "twitter.com": "x", "x.com": "x", "bsky.app": "bluesky", "truthsocial.com": "truthsocial", "reddit.com": "reddit",
    "facebook.com": "facebook", "weibo.com": "weibo", "weibo.cn": "weibo", "threads.net": "threads",
    "threads.com": "threads", "tiktok.com": "tiktok", "youtube.com": "youtube", "t.me": "telegram",
    "instagram.com": "instagram",
}  # fmt: skip
_NETWORKS: Final = {"twitter": "x", "twitter.com": "x", "x.com": "x", "bsky": "bluesky"}
_KINDS: Final = {
    "tweet": "post",
    "retweet": "repost",
    "retweeted": "repost",
    "share": "repost",
    "replied_to": "reply",
    "quoted": "quote",
    "comment": "reply",
}
_TRUE: Final = {"true", "yes", "1", "t"}
_FALSE: Final = {"false", "no", "0", "f"}
_REPOST: Final = re.compile(r"RT @\w+:? ")
_PARTS: Final = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*([AaPp][Mm])?\s*(UTC|GMT|Z)?"
)
_LABEL_WORDS: Final = {"positive", "negative", "neutral", "pos", "neg", "neu", "mixed", "irrelevant", "true", "false"}
SAMPLE_ROWS: Final = 500
"""Rows from which columns are guessed."""
_PROSE: Final = 20
"""Shortest mean length of a column that is taken for the text without a known name."""


@dataclass(frozen=True)
class Plan:
    """How rows of one file become posts."""

    columns: dict[str, str]
    constants: dict[str, str]
    flags: dict[str, str]
    from_x: bool
    times: Times


@dataclass(frozen=True)
class Times:
    """How times without a zone or with an ambiguous order of day and month are read in one column."""

    format: str | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    day_first: bool = False

    def read(self, value: Any) -> datetime | None:
        """A time in UTC, None where it cannot be read."""
        if isinstance(value, datetime):
            return within(value if value.tzinfo else value.replace(tzinfo=self.zone))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return epoch(value) if value == value else None  # noqa: PLR0124
        if not isinstance(value, str) or not value.strip():
            return None
        text = value.strip()
        if self.format is not None:
            try:
                found = datetime.strptime(text, self.format)  # noqa: DTZ007 - the zone is set next
            except ValueError:
                return None
            return within(found if found.tzinfo else found.replace(tzinfo=self.zone))
        if re.fullmatch(r"\d{9,16}(\.\d+)?", text):
            return epoch(float(text))
        return moment(text) or self._plain(text)

    def _plain(self, text: str) -> datetime | None:
        found = _PARTS.fullmatch(text)
        if not found:
            return None
        a, _, b, c, hour, minute, second, fraction, half, zone = found.groups()
        if len(a) == 4:
            year, month, day = int(a), int(b), int(c)
        else:
            day, month = (int(a), int(b)) if self.day_first else (int(b), int(a))
            year = int(c) + (2000 if len(c) == 2 else 0)
        hours = int(hour or 0)
        if half:
            hours = hours % 12 + (12 if half.lower() == "pm" else 0)
        try:
            when = datetime(
                year, month, day, hours, int(minute or 0), int(second or 0), tzinfo=UTC if zone else self.zone
            )
        except ValueError:
            return None
        return within(when.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0"))))


def plain(name: str) -> str:
    """A column name without case, spaces and punctuation."""
    return "".join(c for c in name.casefold() if c.isalnum())


def known_names(header: Iterable[str]) -> int:
    """How many of these names are those of known columns: a header row has several."""
    names = {plain(name) for name in header}
    return sum(bool(names & set(aliases)) for aliases in ALIASES.values())


def has_text(header: Iterable[str]) -> bool:
    """Whether one of these names is that of a text column."""
    return bool({plain(name) for name in header} & set(ALIASES["text"]))


def plan(header: list[str], sample: list[Row], name: str, mapping: Source | None) -> Plan:
    """Decide which column is which. Raises InputError for a mapped column that is not there, or if no text is found."""
    given = dict(mapping.columns) if mapping else {}
    constants = dict(mapping.constants) if mapping else {}
    for target, column in given.items():
        if column and column not in header:
            near = difflib.get_close_matches(column, header, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; its columns are {', '.join(header)}"
            raise InputError(name, f"has no column {column!r}, which the event file maps to {target}{hint}")
    columns = {target: column for target, column in given.items() if column}
    taken = set(columns.values())
    free = [column for column in header if column not in taken]
    guessed = {target: column for target, column in _guess(free, sample, set(given)).items() if target not in given}
    columns |= guessed
    if "text" not in columns:
        found = ", ".join(repr(column) for column in header[:40]) or "none"
        raise InputError(
            name,
            f'no column holds the text; its columns are {found}. Map one in the event file: columns = {{ text = "…" }}',
        )
    names = {plain(column): column for column in header}
    flags = {kind: names[flag] for flag, kind in _FLAGS.items() if flag in names}
    from_x = any(_X_SIGNS.search(plain(column)) for column in header)
    if guessed:
        block = ", ".join(f'{target} = "{column}"' for target, column in guessed.items())
        log.info('%s: columns guessed (correct them in the event file, "" for none): columns = { %s }', name, block)
    return Plan(columns, constants, flags, from_x, _times(columns, sample, name, mapping))


def _guess(header: list[str], sample: list[Row], known: set[str]) -> dict[str, str]:
    """The first known name of each of our columns that the file has and whose content fits."""
    names: dict[str, str] = {}
    for column in header:
        names.setdefault(plain(column), column)
    chosen: dict[str, str] = {}
    for target, aliases in ALIASES.items():
        for alias in aliases:
            if alias not in names or names[alias] in chosen.values():
                continue
            if _fits(target, [row.get(names[alias]) for row in sample]):
                chosen[target] = names[alias]
                break
    if "text" not in chosen and "text" not in known:
        free = [column for column in header if column and column not in chosen.values()]
        lengths = {column: _mean_length([row.get(column) for row in sample]) for column in free}
        longest = max(free, key=lambda column: lengths[column], default=None)
        if longest is not None and lengths[longest] >= _PROSE:
            chosen["text"] = longest
    return chosen


def _fits(target: str, values: list[Any]) -> bool:
    """Whether a column's content can be what its name says; an empty column can be anything but the text."""
    filled = [value for value in values if value is not None and str(value).strip()]
    if not filled:
        return target != "text" and not values
    if target == "text":
        words = [value for value in filled if isinstance(value, str) and re.search(r"[^\W\d]", value)]
        return bool(words) and not _are_labels(words)
    if target in ("likes", "reposts", "replies", "quotes", "views", "followers"):
        return any(count(value) is not None for value in filled)
    if target == "post_id":
        return len({str(value) for value in filled}) > len(filled) / 2 and not any(
            " " in str(value).strip() for value in filled
        )
    if target == "lang":
        return any(language(value) for value in filled)
    if target == "created_at":
        return any(Times().read(value) or Times(day_first=True).read(value) for value in filled)
    return True


def _are_labels(words: list[str]) -> bool:
    """Whether a column holds labels (positive, negative, …) whatever its name: a few short words again and again."""
    distinct = {word.strip().casefold() for word in words}
    return distinct <= _LABEL_WORDS or (
        len(words) >= 50 and len(distinct) <= 10 and all(len(w) <= 20 for w in distinct)
    )


def _mean_length(values: list[Any]) -> float:
    texts = [value for value in values if isinstance(value, str) and " " in value and "://" not in value[:8]]
    return sum(map(len, texts)) / len(values) if values else 0.0


def _times(columns: dict[str, str], sample: list[Row], name: str, mapping: Source | None) -> Times:
    """Day first or month first is decided for a whole column, by values that can only be one of them."""
    zone = ZoneInfo(mapping.time_zone) if mapping and mapping.time_zone else ZoneInfo("UTC")
    if mapping and mapping.time_format:
        return Times(mapping.time_format, zone)
    column = columns.get("created_at")
    found = [_PARTS.fullmatch(str(row.get(column) or "").strip()) for row in sample] if column else []
    dates = [(int(m[1]), m[2], int(m[3])) for m in found if m and len(m[1]) < 4]
    if not dates:
        return Times(None, zone)
    day_first = any(a > 12 for a, _, _ in dates)
    month_first = any(b > 12 for _, _, b in dates)
    if day_first == month_first:
        day_first = dates[0][1] != "/"
        log.warning(
            "%s: %r may be day first or month first; taken as %s first; set time_format in the event file",
            name, column, "day" if day_first else "month",
        )  # fmt: skip
    return Times(None, zone, day_first)


def rows(records: Iterable[tuple[int, Row]], how: Plan, raw_file: str) -> Iterator[Item]:
    """Posts and rejects from numbered records (column → value)."""
    for line, record in records:
        yield _row(record, line, how, raw_file)


def _row(record: Row, line: int, how: Plan, raw_file: str) -> Item:
    def get(target: str) -> Any:
        if target in how.constants:
            return how.constants[target]
        return record.get(how.columns[target]) if target in how.columns else None

    text = get("text")
    if text is None or (isinstance(text, float) and text != text):  # noqa: PLR0124
        return Reject(line, "no_text")
    text = clean(str(text))
    if not text.strip():
        return Reject(line, "no_text")
    source = _source(get("source"), get("url"), how)
    if source == "x":
        text = unescape(text)
    elif source in ("mastodon", "truthsocial") and "<" in text:
        text = from_html(text)
    found, id_ok = identity(get("post_id"))
    if found is not None and re.fullmatch(r"x\d{10,}", found):
        found = found[1:]  # rtweet writes ids so
    post_id = found or surrogate_id(source, raw_file, line, text)
    id_ok = id_ok and found is not None
    created = _created(get("created_at"), how.times, x_time(post_id) if source == "x" and id_ok else None)
    row: Row = {
        "source": source,
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": identity(get("author_id"))[0],
        "created_at": created,
        "collected_at": Times().read(get("collected_at")),
        "lang": language(get("lang")),
        "followers": count(get("followers")),
        "verified": _flag(get("verified")),
        "url": _url(get("url"), source, post_id if id_ok else None),
        "hashtags": _tags(get("hashtags")),
        "id_ok": id_ok,
    }
    for name in ("likes", "reposts", "replies", "quotes", "views"):
        row[name] = count(get(name))
    for name in ("reply_to_id", "repost_of_id", "quote_of_id", "conversation_id"):
        row[name] = identity(get(name))[0]
    row["kind"] = _kind(row, get("kind"), record, how)
    row["truncated"] = row["kind"] == "repost" and text.rstrip().endswith("…")
    return row


def _created(value: Any, times: Times, inside_id: datetime | None) -> datetime | None:
    """The time in the column; the exact one inside the id where the column names no zone, or the day alone."""
    created = times.read(value)
    if created is None or inside_id is None:
        return created or inside_id
    exact = isinstance(value, str) and moment(value.strip()) is not None
    return inside_id if not exact and abs(inside_id - created) <= timedelta(hours=36) else created


def _source(value: Any, url: Any, how: Plan) -> str:
    if isinstance(value, str) and value.strip():
        name = plain_network(value)
        return _NETWORKS.get(name, name)
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("mobile.") if isinstance(url, str) else ""
    for known, name in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return name
    return "x" if how.from_x else "unknown"


def plain_network(value: str) -> str:
    """A network's name in lower case, as tools and people write it."""
    return clean(value).strip().lower()


def _kind(row: Row, value: Any, record: Row, how: Plan) -> str | None:
    if isinstance(value, str) and value.strip():
        name = value.strip().lower()
        return _KINDS.get(name, name if name in ("post", "reply", "repost", "quote") else None)
    said = {kind: _flag(record.get(column)) for kind, column in how.flags.items()}
    linked = {name: row[f"{name}_id"] for name in ("repost_of", "reply_to", "quote_of")}
    if row["source"] == "x" and _REPOST.match(row["text"]):
        return "repost"
    if any(said.values()) or any(linked.values()):
        return kind_of(
            repost=said.get("repost") or linked["repost_of"],
            reply=said.get("reply") or linked["reply_to"],
            quote=said.get("quote") or linked["quote_of"],
        )
    known = said or {name for name in ("repost_of_id", "reply_to_id", "quote_of_id") if name in how.columns}
    return "post" if known else None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _url(value: Any, source: str, post_id: str | None) -> str | None:
    if source == "x" and post_id and post_id.isdigit():
        return f"https://x.com/i/status/{post_id}"
    return clean(value) if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def _tags(value: Any) -> list[str] | None:
    """Hashtags from a list, a list written as JSON or Python, or words parted by commas or spaces."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    if isinstance(value, str):
        if value.strip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                try:
                    value = ast.literal_eval(value)
                except (ValueError, SyntaxError, MemoryError, RecursionError):
                    return None
        else:
            value = re.split(r"[,;\s]+", value)
    if not isinstance(value, Iterable):
        return None
    tags = [item.get("tag") or item.get("text") if isinstance(item, dict) else item for item in value]
    return [clean(tag).lstrip("#") for tag in tags if isinstance(tag, str) and tag.strip("# ")] or None
