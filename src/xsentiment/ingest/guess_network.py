"""Which network a table is of that names none: by names of columns, ids that hold their time, marks in texts, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from xsentiment.ingest import cells, words
from xsentiment.ingest.guess import NETWORKS
from xsentiment.ingest.guess_time import Column
from xsentiment.ingest.items import x_time
from xsentiment.ingest.names import ALIASES, plain
from xsentiment.ingest.times import Times


def network(header: Sequence[str], column: Column, chosen: dict[str, str]) -> str:
    """The network of a table that names none; "unknown" where nothing tells it."""
    names = [plain(name) for name in header]
    told = _by_capture(column, chosen) or _by_names(names) or _by_type(header, column) or _by_ids(names, column, chosen)
    return told or _by_texts(column, chosen) or _by_links(header, column) or "unknown"


def _by_capture(column: Column, chosen: dict[str, str]) -> str | None:
    """By what Zeeschuimer says of all its captures."""
    name = chosen.get("source", "")
    captured = column(name) if plain(name).endswith("sourceplatform") else []
    found = {words.network(value) for value in captured if not cells.missing(value)}
    return found.pop() if len(found) == 1 else None


def _by_names(names: list[str]) -> str | None:
    joined = " ".join(names)
    if "微博" in joined or "weibo" in joined or {"点赞数", "转发数"} <= set(names):
        return "weibo"
    if {"subreddit", "selftext"} & set(names):
        return "reddit"
    return next((network for marks, network in _MARKS if marks <= set(names)), None)


def _by_type(header: Sequence[str], column: Column) -> str | None:
    """By the ids of videos, and by what snscrape says of a row."""
    videos = [column(name) for name in header if plain(name) == "videoid"]
    if any(all(_VIDEO.fullmatch(str(value)) and not str(value).isdecimal() for value in ids) for ids in videos if ids):
        return "youtube"
    types = column("_type") if "_type" in header else []
    told = next((found[1] for value in types if (found := _SNSCRAPE.match(str(value)))), None)
    return words.network(told) if words.network(told) in NETWORKS else None


def _by_ids(names: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    ids = column(chosen["post_id"]) if "post_id" in chosen else []
    if any(isinstance(value, str) and value.startswith("at://") for value in ids):
        return "bluesky"
    if ids and all(_COMMENT.match(str(value)) for value in ids):
        return "youtube"
    if joined := _joined([str(value) for value in ids if not cells.missing(value)]):
        return joined
    parents = column(chosen["reply_to_id"]) if "reply_to_id" in chosen else []
    if any(isinstance(value, str) and _OF_REDDIT.match(value) for value in (*ids, *parents)):
        return "reddit"
    return "x" if any(map(_X_NAME.search, names)) or _ids_of_x(ids, column, chosen) else None


def _joined(ids: list[str]) -> str | None:
    return next((network for network, form in _JOINED.items() if ids and all(map(form.fullmatch, ids))), None)


def _by_texts(column: Column, chosen: dict[str, str]) -> str | None:
    texts = [value for value in (column(chosen["text"]) if "text" in chosen else []) if isinstance(value, str)]
    return "x" if texts and sum(bool(_X_TEXT.search(text)) for text in texts) * 10 >= len(texts) else None


def _by_links(header: Sequence[str], column: Column) -> str | None:
    links = [column(name) for name in header if plain(name) in ALIASES["url"] or _PROFILE.search(plain(name))]
    links += [column(name) for name in header if name and _LINK_NAME.search(plain(name)) and plain(name) != "mclurl"]
    hosts = [{words.host(value) for value in values if not cells.missing(value)} for values in links]
    return next((host for found in hosts if len(found) == 1 and (host := found.pop())), None)


_X_NAME: Final = re.compile(r"tweet|twarc|twitter|screenname|statusid")
_X_TEXT: Final = re.compile(r"https?://t\.co/\w+|^RT @\w+:")
_PROFILE: Final = re.compile(r"主页|(?:user|author|profile|channel)(?:link|ur[il]|page)")
_VIDEO: Final = re.compile(r"[\w-]{11}")
"""An id of a video on YouTube."""
_COMMENT: Final = re.compile(r"Ug[\w-]{18,}(?:\.|$)")
"""An id of a comment on YouTube."""
_JOINED: Final = {
    "facebook": re.compile(r"\d{5,17}_\d{12,19}|\d{15,17}_\d{5,19}"),
    "instagram": re.compile(r"\d{18,19}_\d{1,11}"),
}
"""Ids of a page and its post, of a post and its comment; ids of a post and its author."""
_SNSCRAPE: Final = re.compile(r"snscrape\.modules\.(\w+)\.")
_LINK_NAME: Final = re.compile(r"ur[il]$|link$")
_OF_REDDIT: Final = re.compile(r"t[13]_[0-9a-z]{3,}$")
_MARKS: Final = (
    ({"fulltext", "favoritecount"}, "x"),
    ({"attitudescount", "repostscount"}, "weibo"),
    ({"cid", "votes", "heart"}, "youtube"),
    ({"authorisuploader", "parent"}, "youtube"),
    ({"postownerid", "statisticsreactioncount"}, "facebook"),
    ({"mclurl", "statisticssharecount"}, "facebook"),
    ({"mclurl", "statisticsreactioncount"}, "facebook"),
    ({"mclurl", "surfaceid"}, "facebook"),
    ({"pubkey", "sig", "content"}, "nostr"),
    ({"hash", "fid"}, "farcaster"),
    ({"hash", "authorfid"}, "farcaster"),
    ({"videoid", "textdisplay"}, "youtube"),
    ({"commentid", "authorchannelid"}, "youtube"),
    ({"peeridchannelid", "message"}, "telegram"),
    ({"views", "forwards"}, "telegram"),
    ({"channelusername", "message"}, "telegram"),
    ({"attitudes", "reposts"}, "weibo"),
    ({"upvotes", "upvoteratio"}, "reddit"),
    ({"videodescription", "hashtagnames"}, "tiktok"),
    ({"videodiggcount"}, "tiktok"),
    ({"diggcount", "playcount"}, "tiktok"),
    ({"shortcode", "caption"}, "instagram"),
    ({"channelid", "tts", "pinned"}, "discord"),
    ({"createdtime", "fromname"}, "facebook"),
    ({"ownerid", "fromid", "repostscount"}, "vk"),
    ({"ownerid", "fromid", "copyhistory"}, "vk"),
    ({"ownerid", "fromid", "parentsstack"}, "vk"),
)
"""Names of columns that together only one network has."""


def _ids_of_x(ids: list[Any], column: Column, chosen: dict[str, str]) -> bool:
    if not ids or "created_at" not in chosen or " + " in chosen["created_at"]:
        return False
    ways = (Times(), Times(day_first=True))
    pairs = [
        (inside, written)
        for value, cell in zip(ids, column(chosen["created_at"]), strict=True)
        if (inside := x_time(cells.known(value))) and (written := [when for way in ways if (when := way.read(cell))])
    ]
    near = sum(min(abs(inside - when) for when in written) < timedelta(hours=36) for inside, written in pairs)
    return len(pairs) * 2 > len(ids) and near * 10 >= len(pairs) * 9
