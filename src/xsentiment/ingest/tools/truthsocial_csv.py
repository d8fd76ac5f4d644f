"""CSV of Truth Social and Mastodon posts, with HTML or plain content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables, truthsocial
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.mastodon_status import host
from xsentiment.ingest.nested import as_object
from xsentiment.ingest.sample import Sample


def _more(get: Get) -> Row:
    """A post of pictures alone is a post; servers of Mastodon number alike: addresses name posts and accounts."""
    texts = (get("content_text"), get("content"), get("text"))
    found: Row = {"text": "<p></p>"} if all(map(cells.missing, texts)) and not cells.missing(get("media")) else {}
    uri, account = get("uri"), as_object(cells.literal(get("account")))
    server = host(uri, get("url"))
    if server not in (None, _TRUTH_SOCIAL) and isinstance(uri, str) and "://" in uri:
        found["post_id"] = uri
    if server == _TRUTH_SOCIAL and isinstance(content := get("content"), str):
        found |= truthsocial.told_by_text(content)
    names = (get("account.acct"), get("account_acct"), account.get("acct"), get("account.username"))
    name = next((name for name in names if isinstance(name, str) and name), None)
    return found | ({"author_id": name if "@" in name or not server else f"{name}@{server}"} if name else {})


_TRUTH_SOCIAL: Final = "truthsocial.com"


LAYOUT: Final = Layout(
    signature=("id", "created_at", "replies_count", "reblogs_count", "favourites_count"),
    columns={
        "post_id": "id",
        "text": "content_text | content | text",
        "created_at": "created_at",
        "author_id": "account.acct | account.username | account | username",
        "lang": "language",
        "likes": "favourites_count",
        "reposts": "reblogs_count",
        "replies": "replies_count",
        "reply_to_id": "in_reply_to_id",
        "repost_of_id": "reblog.id",
        "quote_of_id": "quote_id",
        "url": "url | uri",
    },
    network="mastodon",
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "content is HTML: paragraphs become lines, entities are resolved once",
    "a post of pictures alone has an empty text",
    "each server of Mastodon numbers its posts anew: where there is an address (`uri`), it is the id",
    "on Truth Social a repost and a quote are told by the text, where no column does",
    "the network is told by the links; without any it is taken for Mastodon",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
