"""Rows of a table to posts and rejects, by the table's layout; what can be settled once a table is settled before."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import cells, words
from xsentiment.ingest.columns import Getter, Layout, Table
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.guess import LINKED
from xsentiment.ingest.items import (
    Deletion,
    Item,
    Reject,
    Row,
    clean,
    instagram_number,
    kind_of,
    surrogate_id,
    tiktok_time,
    weibo_number,
    x_time,
)
from xsentiment.ingest.times import Times
from xsentiment.schema import METRICS
from xsentiment.text import from_html, from_r, unescape

log = logging.getLogger("xsentiment")

_REPOST: Final = re.compile(r"RT @\w+:? ")
_CUT: Final = re.compile(r"…(?:\s*https://t\.co/\w+)?\s*\Z")
_FOLDED: Final = re.compile(r"(?:\.\.\.|…)\s*(?:全文|展开)\w?\s*\Z")
"""The link to the rest of a long post of Weibo."""
_PROFILE: Final = re.compile(r"://(?:\w+\.)*(?:twitter|x)\.com/@?(\w+)/?\Z")
_NEAR: Final = timedelta(hours=36)
_TREATMENTS: Final[dict[str, Callable[[str], str]]] = {"entities": unescape, "html": from_html, "plain": str}
_TIME_INSIDE: Final = {"x": x_time, "tiktok": tiktok_time}
"""Networks whose ids hold the time of the post."""
_NUMBERS: Final = {"weibo": weibo_number, "instagram": instagram_number, "threads": instagram_number}
"""Networks that write the number of a post in another way in its address."""
_BARE: Final = re.compile(r"[0-9a-z]{5,8}")
"""An id of Reddit without the prefix of its kind."""
_RECORD: Final = re.compile(r"at://(did:\w+:[^/]+)/")
"""The account in an id of Bluesky."""
_LINKS: Final = {"reply_to_id": "reply", "repost_of_id": "repost", "quote_of_id": "quote"}
"""What a post is whose link to another is there, even where that one's id was damaged."""
_URN: Final = re.compile(r"urn:li:(?:activity|share|ugcPost):(\d{15,})")
"""An id of a post on LinkedIn."""
_WITH_AUTHOR: Final = re.compile(r"(\d{18,19})_\d{1,11}")
"""An id of a post on Instagram with that of its author."""
_LONG_ID: Final = 15
_ENOUGH: Final = 5
"""Ids from which on it is no chance that most of them look rounded: one in five of 17 digits does."""
_ROUNDED: Final = "so a post that lies in two files counts twice; export ids as text, and open no CSV in a spreadsheet"
_NOT_FOR_ALL: Final = {"private", "direct", "followers", "specified", "limited", "mutuals", "friends"}
"""What networks write as `visibility` of what is not for anyone to read."""
_NO_POSTS: Final = {"community", "user", "node", "ad"}
"""What tools write as the kind of rows about accounts, groups and requests, and a reader as that of adverts."""
_NOBODY: Final = ("[deleted]", "[removed]")
"""What stands for an account that is gone."""
_NO_POST: Final = {"root", "0", "-1"}
"""What tools write in place of another post's id."""


_LOOKED_AT: Final = 50
"""Rows in which formulas are looked for."""


class Rows:
    """The rows of one table. `sample`: some of them, by which a column of ids is judged."""

    def __init__(
        self,
        layout: Layout,
        table: Table,
        times: Times,
        sample: Sequence[Any],
        raw_file: str,
        mapping: Source | None = None,
    ) -> None:
        self._layout, self._times, self._raw_file = layout, times, raw_file
        self._other_times = Times(day_first=times.day_first, swapped=times.swapped)
        self._zone_untold = layout.zone_untold and layout.zone is None
        self._overruled = [name for name in ("time_zone", "time_format") if mapping and getattr(mapping, name)]
        self._given = {*mapping.columns, *mapping.constants} if mapping else set()
        texts = table.columns_of(layout.columns.get("text", ""))
        self._getter = cache(partial(_filled, table, texts))
        self._getters: list[tuple[str, Getter]] = []
        for target, column in layout.columns.items():
            join = cells.paragraphs if target == "text" else cells.joined
            get = table.getter(column, join, _is_unknown if target == "author_id" else cells.missing)
            if get is not None and target not in layout.constants:
                if any(cells.linking(get(record)) for record in sample[:_LOOKED_AT]):
                    get = partial(_linked, get, target)
                self._getters.append((target, get))
        self._audience = table.getter("visibility")
        self._gone = table.getter("isDeleted | deleted")
        if layout.within is not None and (get := table.getter(layout.within)):
            self._getters.append(("within", get))
        self._flags = [(kind, get) for kind, column in layout.flags.items() if (get := table.getter(column))]
        there = {target for target, _ in self._getters} | set(layout.constants)
        self._knows_kind = bool(self._flags or there & set(LINKED))
        self._counts = [name for name in (*METRICS, "followers") if name in there or layout.more]
        self._treat = _TREATMENTS.get(layout.text)
        told = "source" in there or layout.more is not None
        self._source = None if told else words.network(layout.constants.get("source"))
        self._comments = layout.constants.get("kind") == "reply"  # whose links are those of what they are about
        self._told_of_damage = self._told_of_no_network = False
        self._is_damaged = _damage(dict(self._getters).get("post_id"), sample)
        self._links_differ = _differ(dict(self._getters).get("url"), sample)

    def item(self, line: int, record: Any) -> Item:
        """The post of a row, or why there is none."""
        if self._audience and str(self._audience(record)).lower() in _NOT_FOR_ALL:
            return Reject(line, "not_posts")
        gone = self._gone is not None and cells.flag(self._gone(record)) is True
        raw = {target: get(record) for target, get in self._getters}
        raw.update(self._layout.constants)
        if self._layout.more is not None:
            more = self._layout.more(lambda name: get(record) if (get := self._getter(name)) else None)
            raw.update({name: value for name, value in more.items() if name not in self._given})
        if isinstance(kind := raw.get("kind"), str) and kind in _NO_POSTS:
            return Reject(line, "not_posts")
        text = raw.get("text")
        text = clean(cells.decoded(text) if isinstance(text, str) else cells.plain_text(text))
        if not text or text.isspace() or text.strip() in cells.NO_TEXT:
            if gone or not raw.get("empty"):
                return Reject(line, "deleted" if gone else "no_text")
            text = ""
        network = self._layout.network
        source = self._source or words.network(raw.get("source")) or words.host(raw.get("url")) or network
        source = source or self._no_network(raw)
        text = from_r(self._treat(text) if self._treat else _by_network(text, source))
        row: Row = {"source": source, "text": text, "raw_line": line}
        self._identify(row, raw)
        self._describe(row, raw)
        row["url"] = row["url"] or _below_video(row)
        flags = {kind: cells.flag(cell) for kind, get in self._flags if not cells.missing(cell := get(record))}
        said = [kind for kind, yes in flags.items() if yes]
        said += [kind for name, kind in _LINKS.items() if name in raw and cells.post_id(raw[name]) == (None, False)]
        row["kind"] = self._kind(row, raw.get("kind"), said, is_told=None not in flags.values())
        row["truncated"] = cells.flag(raw["truncated"]) is True if "truncated" in raw else self._is_cut(row)
        return _deleted(row) if gone else row

    def _no_network(self, raw: Mapping[str, Any]) -> str:
        """What stands for a network that nothing tells, which is a doubt where the tool's reader looked for it."""
        if "source" in raw and not self._told_of_no_network:
            doubt(self._raw_file, "the network of posts is not told; constants = { source = … } sets it")
            self._told_of_no_network = True
        return "unknown"

    def _identify(self, row: Row, raw: Mapping[str, Any]) -> None:
        """The post's id, its author, its link and its time, which on X tell of each other."""
        on_x, url = row["source"] == "x", raw.get("url")
        post_id, id_ok = cells.post_id(raw.get("post_id"))
        if post_id is not None and self._is_damaged and self._is_damaged(post_id):
            post_id, id_ok = None, False
        author = cells.known(raw.get("author_id"))
        author = None if author in _NOBODY else author
        if on_x and author:
            linked = _PROFILE.search(author)
            author = linked[1] if linked else author.removeprefix("@")
        elif author and row["source"] != "youtube":  # whose handles have it
            author = author.removeprefix("u/" if row["source"] == "reddit" else "@")
        foreign = on_x and (post_id is None or not post_id.isdecimal() or _is_the_tools(post_id, url))
        unknown = foreign if on_x else post_id is None and self._links_differ
        if (unknown or author is None) and (found := words.linked(row["source"], url)):
            if unknown:
                post_id, id_ok = found[0], True
            author = author or (None if self._comments else found[1])
        if author is None and post_id is not None and (owner := _RECORD.match(post_id)):
            author = owner[1]
        if post_id is not None and row["source"] == "reddit" and _BARE.fullmatch(post_id):
            post_id = _named_on_reddit(post_id, raw)
        if post_id is not None:
            post_id = _placed(post_id, raw, row["source"])
        if post_id is None:
            post_id, id_ok = self._surrogate(row, rounded=not id_ok), False
        row["post_id"], row["id_ok"], row["author_id"] = post_id, id_ok, author
        row["url"] = f"https://x.com/i/status/{post_id}" if on_x and post_id.isdecimal() else _link(url, row["source"])
        inside = _TIME_INSIDE.get(row["source"]) if id_ok else None
        row["created_at"] = self._created(raw.get("created_at"), inside(post_id) if inside else None)

    def _surrogate(self, row: Row, *, rounded: bool) -> str:
        """An id by the post's place in the file."""
        if rounded and not self._told_of_damage:
            doubt(self._raw_file, f"ids that were rounded are not used, {_ROUNDED}")
            self._told_of_damage = True
        return surrogate_id(row["source"], self._raw_file, row["raw_line"], row["text"])

    def _describe(self, row: Row, raw: Mapping[str, Any]) -> None:
        """What else is told of the post; what is not stays away, which is null."""
        row["lang"] = words.language_of(raw.get("lang"))
        row["hashtags"] = cells.tags(raw.get("hashtags"))
        for name in self._counts:
            row[name] = cells.count(raw.get(name))
        if row["id_ok"] and (number := _NUMBERS.get(row["source"])):
            row["edit_of_id"] = number(row["post_id"])
        for name in (*LINKED, "edit_of_id", "conversation_id"):
            if name in raw:
                other = cells.known(raw[name])
                lost = other in _NO_POST or (other and self._is_damaged and self._is_damaged(other))
                row[name] = None if lost else other
        if row["source"] == "reddit" and _BARE.fullmatch(row.get("conversation_id") or ""):
            row["conversation_id"] = f"t3_{row['conversation_id']}"
        if row.get("reply_to_id"):
            row["reply_to_id"] = _placed(row["reply_to_id"], raw, row["source"])
        for name in ("collected_at", "edited_at"):
            if name in raw:
                row[name] = self._other_times.read(raw[name])
        if "verified" in raw:
            row["verified"] = cells.flag(raw["verified"])

    def _created(self, value: Any, inside_id: datetime | None) -> datetime | None:
        """The time in the column; the exact one inside the id where the column names no zone, or the day alone."""
        written = self._times.instant(value)
        if written is None:
            return inside_id
        if inside_id is not None and not written.zoned and abs(inside_id - written.when) <= _NEAR:
            if self._overruled:
                settings = " and ".join(self._overruled)
                log.info(
                    "%s: times are those inside the ids, which are exact; %s changed none", self._raw_file, settings
                )
                self._overruled = []
            return inside_id
        if self._zone_untold and not written.zoned:
            doubt(self._raw_file, "times name no zone and are read as UTC; time_zone sets it")
            self._zone_untold = False
        return written.when

    def _is_cut(self, row: Row) -> bool:
        cut = self._layout.cut
        if row["source"] == "weibo":
            return _FOLDED.search(row["text"]) is not None
        if cut == "never" or row["source"] != "x" or (cut == "reposts" and row["kind"] != "repost"):
            return False
        return "…" in row["text"][-40:] and _CUT.search(row["text"]) is not None

    def _kind(self, row: Row, word: Any, said: list[str], *, is_told: bool) -> str | None:
        """The kind by a word for it, by what is said to be so and by links; unknown where a yes or no is unreadable."""
        if word is not None and (named := words.word_of_kind(word)):
            return named
        if row["source"] == "x" and row["text"][:4] == "RT @" and _REPOST.match(row["text"]):
            return "repost"
        reply, repost, quote = map(row.get, LINKED)
        reply = reply or (row["source"] == "reddit" and row["post_id"].startswith("t1_"))
        if not (self._knows_kind and is_told) and not (said or reply or repost or quote):
            return None
        return kind_of(
            repost="repost" in said or repost, reply="reply" in said or reply, quote="quote" in said or quote
        )


def _is_unknown(author: Any) -> bool:
    """Whether a cell names no author: empty, or a number that was rounded."""
    return cells.known(author) is None


def _linked(get: Getter, target: str, record: Any) -> Any:
    """What a cell shows that is a formula for a link; of a column of links where it leads."""
    value = get(record)
    found = cells.linking(value)
    return value if found is None else found[0 if target == "url" else 1]


def _filled(table: Table, texts: Sequence[str], name: str) -> Getter | None:
    """How a layout's `more` takes a cell of this column, None if the table lacks it: see `Get`."""
    get = table.getter(name)
    if get is None or table.named(name) in texts:
        return get
    return lambda record: "" if cells.missing(value := get(record)) else value


def _deleted(row: Row) -> Reject:
    """What a row that says it was deleted is, and that the post is gone in other files, too."""
    gone = Deletion(row["source"], post_id=row["post_id"]) if row["id_ok"] else None
    return Reject(row["raw_line"], "deleted", gone)


def _by_network(text: str, source: str) -> str:
    if source in ("x", "reddit"):
        return unescape(text)
    return from_html(text) if source in ("mastodon", "truthsocial") and "<" in text else text


def _damage(get: Getter | None, sample: Sequence[Any]) -> Callable[[str], bool] | None:
    """How the damaged ids of this column are told, None where most of its long ones are whole.

    A spreadsheet leaves zeros beyond the 15th digit, a program that kept ids as floats those of the rounded number.
    """
    ids = [identity for row in sample if get and (identity := cells.known(get(row))) and len(identity) > _LONG_ID]
    found = [identity for identity in ids if len(identity) > _LONG_ID + 1]
    if found and sum(map(cells.is_cut_number, found)) * 2 > len(found):
        return cells.is_cut_number
    if len(ids) >= _ENOUGH and all(map(cells.is_cut_number, ids)):  # one digit was lost, as of ids of Weibo
        return cells.is_cut_number
    rounded = sum(map(cells.is_rounded_number, found))
    return cells.is_rounded_number if len(found) >= _ENOUGH and rounded * 5 > len(found) * 4 else None


def _differ(get: Getter | None, sample: Sequence[Any]) -> bool:
    """Whether each link leads to a post of its own; comments at times have that of what they are about."""
    found = [link for row in sample if isinstance(link := get(row), str)] if get else []
    return bool(found) and len(set(found)) * 10 >= len(found) * 9


def _is_the_tools(number: str, url: Any) -> bool:
    """Whether a number is a tool's own and no id of X: it is short where that in the link to the post is long."""
    linked = words.linked("x", url) if len(number) < _LONG_ID else None
    return linked is not None and len(linked[0]) >= _LONG_ID


def _named_on_reddit(post_id: str, raw: Mapping[str, Any]) -> str:
    """The id with the prefix of its kind, which its link tells, or else that it answers."""
    linked = words.linked("reddit", raw.get("url"))
    if linked and linked[0][3:] == post_id:
        return linked[0]
    if post_id.isdecimal():  # a tool's own number, but for one of Reddit's ids in two thousand
        return post_id
    answers = raw.get("kind") == "reply" or not cells.missing(raw.get("reply_to_id"))
    return f"{'t1' if answers else 't3'}_{post_id}"


def _placed(post_id: str, raw: Mapping[str, Any], source: str) -> str:
    """The id with the channel within which it counts, by its column or its link; joined as in links.

    Of LinkedIn's and Instagram's it is the number alone, which links and other tools have.
    """
    if numbered := _URN.fullmatch(post_id):
        return numbered[1]
    if source == "instagram" and (joined := _WITH_AUTHOR.fullmatch(post_id)):
        return joined[1]
    if place := cells.known(raw.get("within")):
        return f"{place}{'_' if source == 'vk' else '/'}{post_id}"
    linked = words.linked(source, raw.get("url")) if source in ("telegram", "vk") else None
    return linked[0] if linked and linked[0].endswith((f"/{post_id}", f"_{post_id}")) else post_id


def _below_video(row: Row) -> str | None:
    """The link to a comment on YouTube, by the video that it is about."""
    video = row.get("conversation_id") if row["source"] == "youtube" and row["id_ok"] else None
    return f"https://www.youtube.com/watch?v={video}&lc={row['post_id']}" if video else None


def _link(value: Any, source: str) -> str | None:
    if not isinstance(value, str):
        return None
    if source == "reddit" and value.startswith("/r/"):  # as its API writes a permalink
        value = f"https://www.reddit.com{value}"
    return clean(value) if value.startswith(("http://", "https://")) else None
