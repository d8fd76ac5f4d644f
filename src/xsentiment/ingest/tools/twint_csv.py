"""CSV of twint (X), its own or through pandas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row, is_less
from xsentiment.ingest.sample import Sample

_STATUS: Final = re.compile(r"/status/(\d+)")
_REPOSTED: Final = re.compile(r"RT @\w+: ")
_NONE: Final = ("0", "")
_NAMES: Final = (
    {"tweet", "username", "replies_count", "retweets_count", "likes_count"},
    {"tweet", "username", "nreplies", "nretweets", "nlikes"},
)


def _more(get: Get) -> Row:
    post, conversation, repost = get("id"), get("conversation_id"), get("retweet_id")
    quoted = _STATUS.search(str(get("quote_url") or ""))
    kind = "quote" if quoted else "post" if post and conversation else None
    if str(post) != str(conversation) if post and conversation else get("reply_to") not in (None, "", "[]"):
        kind = "reply"
    if cells.flag(get("retweet")):
        kind = "repost"
    created = {} if get("timezone") else {"created_at": get("created_at") or None}
    if not created.get("created_at", True):
        created = {}
    told = created | {
        "kind": kind,
        "quote_of_id": quoted[1] if quoted else None,
        "repost_of_id": None if repost in _NONE else repost,
    }
    return told | _of_repost(get) if kind == "repost" else told


def _of_repost(get: Get) -> Row:
    """A repost as it is: until 2020 `id`, author and time were the original's, then the text was cut."""
    named, reposter = cells.known(get("id")), cells.known(get("user_rt_id"))
    own = None if get("retweet_id") in _NONE else cells.known(get("retweet_id"))
    if named and reposter and (get("retweet_id") in _NONE or _younger(own, named)):
        told = {"post_id": own, "author_id": reposter, "repost_of_id": named, "quote_of_id": None}
        return told | dict.fromkeys(("created_at", "conversation_id", "url"))
    return _whole(cells.plain_text(get("tweet")), cells.plain_text(get("user_rt")))


def _younger(post: str | None, other: str) -> bool:
    return post is not None and is_less(other, post)


def _whole(text: str, original: str) -> Row:
    """The original's text in place of a cut one, if it begins as that does; the tool has put spaces into the latter."""
    begun = _REPOSTED.match(text)
    if begun is None or not text.endswith("…"):
        return {}
    cut = "".join(text[begun.end() : -1].split())
    if cut and "".join(original.split()).startswith(cut):
        return {"text": original, "truncated": False}
    return {"truncated": True}


LAYOUT: Final = Layout(
    columns={
        "post_id": "id",
        "text": "tweet",
        "created_at": "date + time + timezone | created_at",
        "author_id": "user_id | user_id_str | username",
        "lang": "language",
        "likes": "likes_count | nlikes",
        "reposts": "retweets_count | nretweets",
        "replies": "replies_count | nreplies",
        "hashtags": "hashtags",
        "conversation_id": "conversation_id",
        "repost_of_id": "retweet_id",
        "url": "link",
    },
    network="x",
    cut="never",
    locate=header_among(*_NAMES),
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`created_at` is local, with a zone's name, or an epoch (old versions): `date`, `time` and `timezone` are read",
    "where `timezone` is no known zone, the time inside the id is taken",
    "entities are resolved: since 2020 the tool leaves them as X's API writes them",
    "a post is a reply where its conversation began with another post; `reply_to` of old versions names its own author",
    "`retweet_id` is 0 or empty for what is no repost",
    "until 2020 a repost has its original's id, author and time: its own id is `retweet_id`, the younger, or unknown",
    "the author of such a repost is `user_rt_id`, its time is inside its id",
    "later the text of a repost is cut: `user_rt` is the whole of the original, where it begins as the cut text does",
    "pandas has other names for counts (`nlikes`), and the time beside the day",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
