"""CSV of 4CAT, any data source (X, TikTok, Reddit, Bluesky, 4chan and others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, truthsocial, words
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row, kind_of
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html


def _more(get: Get) -> Row:
    """What tells a data source, and what it names as no other does; no text may be all of a post but on Reddit."""
    if cells.flag(get("is_ad")) or cells.flag(get("is_promoted")):
        return {"kind": "ad"}
    if get("subreddit"):
        return _reddit(get)
    empty = all(cells.missing(get(name)) for name in ("subject", "body"))
    return {"empty": empty} | _elsewhere(get)


def _elsewhere(get: Get) -> Row:
    if get("account_username") is not None:
        return _truth(get)
    if get("virality_score") is not None:
        return {"source": "imgur"}
    if get("subreddit") is None and (get("image_md5") is not None or get("country_code") is not None):
        return _imageboard(get)
    if not cells.missing(get("chat")):
        return _telegram(get)
    if cells.plain_text(get("id")).startswith("at://"):
        return _bluesky(get)
    if get("comment_url"):
        return {"kind": "reply", "reply_to_id": get("thread_id"), "conversation_id": get("post_id") or get("thread_id")}
    return {"source": "x"} if get("is_retweet") is not None and words.host(get("link")) is None else {}


def _reddit(get: Get) -> Row:
    told: Row = {"source": "reddit", "reply_to_id": get("parent")}
    return told if told["reply_to_id"] is None else told | {"kind": kind_of(reply=told["reply_to_id"])}


def _imageboard(get: Get) -> Row:
    """Posts are numbered by each board, most have no author, and a thread has the number of the post that opened it."""
    board, number, thread = (cells.known(get(name)) or "" for name in ("board", "id", "thread_id"))
    board = board.strip("/")
    told: Row = {"source": "4chan" if board in _BOARDS else None, "author_id": get("author_trip")}
    if number.isdecimal() and thread.isdecimal():
        told["kind"] = kind_of(reply=thread != number)
        told["reply_to_id"] = _placed(board, thread) if thread != number else None
    return told | {"post_id": _placed(board, number), "conversation_id": _placed(board, thread)}


def _placed(board: str, number: str) -> str:
    return f"{board}/{number}" if board and number else number


def _truth(get: Get) -> Row:
    """A thread other than the post's own is that of a post which it quotes or answers."""
    name, body = cells.plain_text(get("account_username")), cells.plain_text(get("body"))
    told = {"author_id": f"{name}@truthsocial.com" if name else None} | truthsocial.told_by_text(body)
    if told.get("kind") == "quote":
        told["conversation_id"] = None
    elif "kind" not in told and get("thread_id") != get("id") and from_html(body).startswith("@"):
        told["kind"] = "reply"
    return told | {"source": "truthsocial", "created_at": get("created_at")}


def _bluesky(get: Get) -> Row:
    kind = kind_of(reply=get("replied_to_post"), quote=get("quoted_post"))
    return {"source": "bluesky", "kind": kind, "lang": cells.plain_text(get("languages")).partition(",")[0]}


def _telegram(get: Get) -> Row:
    """Messages are numbered by each chat, in newer versions with its name before the number."""
    chat, number, answered = (cells.plain_text(get(name)) for name in ("chat", "id", "reply_to"))
    forwarded = any(not cells.missing(get(f"author_forwarded_from_{name}")) for name in ("name", "username", "id"))
    told: Row = {"source": "telegram", "post_id": f"{chat}/{number.rpartition('-')[2]}", "edited_at": get(_EDITED)}
    if not cells.missing(answered):
        told["reply_to_id"] = f"{chat}/{answered.rpartition('-')[2]}"
    return told | {"kind": kind_of(repost=forwarded, reply=told.get("reply_to_id") or cells.flag(get("is_reply")))}


_EDITED: Final = "unix_timestamp_edited"
_BOARDS: Final = frozenset((
    "3", "a", "aco", "adv", "an", "asp", "b", "bant", "biz", "c", "cgl", "ck", "cm", "co", "d", "diy", "e", "f",
    "fa", "fit", "g", "gd", "gif", "h", "hc", "his", "hm", "hr", "i", "ic", "int", "jp", "k", "lgbt", "lit", "m",
    "mlp", "mu", "n", "news", "o", "out", "p", "po", "pol", "pw", "qa", "qb", "qst", "r", "r9k", "s", "s4s", "sci",
    "soc", "sp", "t", "tg", "toy", "trash", "trv", "tv", "u", "v", "vg", "vip", "vm", "vmg", "vp", "vr", "vrpg",
    "vst", "vt", "w", "wg", "wsg", "wsr", "x", "xs", "y",
))  # fmt: skip
"""The boards of 4chan; 8chan and 8kun, whose tables have the same columns, name most of theirs otherwise."""


LAYOUT: Final = Layout(
    columns={
        "post_id": "id",
        "text": "subject + body",
        "created_at": "unix_timestamp | timestamp",
        "author_id": "author_id | author",
        "lang": "language_guess | language | lang",
        "likes": "like_count | likes | num_likes | amount_likes | reactions | favourites",
        "reposts": "retweet_count | repost_count | reblogs_count | reposts | shares | num_shares | amount_shares "
        "| forwards",
        "replies": "reply_count | replies | comments | num_comments | amount_comments | replies_count",
        "quotes": "quote_count | quotes",
        "views": "impression_count | views | plays | amount_plays",
        "followers": "author_followers | author_follower_count | account_followers",
        "verified": "verified | author_verified | author_is_verified | is_verified | account_verified",
        "hashtags": "hashtags | tags",
        "collected_at": "collected_at",
        "conversation_id": "thread_id",
        "reply_to_id": "in_reply_to_status_id",
        "repost_of_id": "retweet_id",
        "quote_of_id": "quote_tweet_id | quote_id",
        "url": "link | url | post_url | tiktok_url",
    },
    flags={"repost": "is_retweet", "quote": "is_quote_tweet | is_duet", "reply": "is_reply"},
    cut="never",
    locate=header_among(
        {"id", "thread_id", "timestamp", "body", "author"},
        {"id", "thread_id", "timestamp", "body", "account_username", "reblogs_count"},
        {"id", "subject", "body", "timestamp", "post_url", "virality_score"},
    ),
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "times are UTC and name no zone; the epoch is taken",
    "`is_reply` says that a conversation began with another post, so the later posts of a thread are replies",
    "the body of a repost is `RT @name: ` and the whole original",
    "messages of Telegram are numbered by each chat, whose name is made part of their ids",
    "what is no X is known by its link or its data source's columns",
    "a post of pictures alone has an empty text, which is kept",
    "adverts (`is_ad`, `is_promoted`) are rejected as not posts",
    "a comment on TikTok that answers another has that as its thread; its conversation is the video",
    "on Truth Social a repost and a quote are told by the text",
    "posts of 4chan are numbered by each board, which is made part of their ids; a tripcode is an author, no name",
    "tables of 4chan, 8chan and 8kun look alike, older ones without boards: a board that 4chan has tells it",
    "where no board of 4chan does, the network is unknown, with a warning; `constants` of the event file set it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
