"""One status of Mastodon's API, or of a fork's, as a row."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, language, mastodon_time, moment
from xsentiment.ingest.nested import as_object, dig, exact_identity, hashtags, known_id, yes_no
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`mastodon`",
    "post_id": "`uri`, else `url`, else `id`",
    "text": "`spoiler_text` and `content` (HTML) of the status, or of `reblog`",
    "author_id": "`account.acct` with its server, from `account.url` where it has none",
    "created_at": "`created_at`, else the time in the id",
    "edited_at": "`edited_at`",
    "lang": "`language`",
    "kind": "a repost has `reblog`, a reply `in_reply_to_id`, a quote one of the keys of `quote_of_id`",
    "reply_to_id": "`in_reply_to_id`, which the server numbers",
    "repost_of_id": "`reblog.uri`",
    "quote_of_id": "the address of `quote.quoted_status`, `quote` or `pleroma.quote`, else `quote_id`, `quote_url`",
    "likes": "`favourites_count`",
    "reposts": "`reblogs_count`",
    "replies": "`replies_count`",
    "quotes": "`quotes_count`",
    "followers": "`account.followers_count`",
    "verified": "`account.verified`, of Truth Social alone",
    "url": "`url`",
    "hashtags": "`tags[].name`",
}

PUBLIC: Final = ("public", "unlisted", "group", "local", "public_unlisted", None, "")
"""Values of `visibility` that anyone may read; others are for followers, lists or one person."""

_OWN: Final = frozenset(
    ("account", "reblogs_count", "favourites_count", "replies_count", "visibility", "spoiler_text", "in_reply_to_id")
)
_USER: Final = re.compile(r"/(?:@|users?/|u/|accounts/|c/|author/)([^/@?#]+)/?")
_NUMBERED: Final = re.compile(r"/ap/users/\d+/?\Z")
"""An account without its name, as newer versions of Mastodon address it."""
_TRUTH_SOCIAL: Final = "truthsocial.com"


def is_status(value: Row) -> bool:
    """Whether an object has the keys of a status."""
    return bool(value.keys() & {"content", "reblog"}) and len(value.keys() & _OWN) >= 3


def is_truth(value: Row) -> bool:
    """Whether a status is Truth Social's, by its address."""
    return host(value.get("url"), value.get("uri"), dig(value, "account", "url")) == _TRUTH_SOCIAL


def host(*addresses: Any) -> str | None:
    """The server of the first of some addresses that names one."""
    for address in addresses:
        try:
            found = urlsplit(address).hostname if isinstance(address, str) else None
        except ValueError:
            continue
        if found:
            return clean(found.removeprefix("www."))
    return None


def handle(address: Any) -> str | None:
    """user@server from the address of an account, the address itself where it has another shape."""
    if not isinstance(address, str):
        return None
    found, server = None if _NUMBERED.search(address) else _USER.search(address), host(address)
    return f"{clean(found[1])}@{server}" if found and server else known_id(address)


def row(item: Any, line: int) -> Item:
    """The row of a status of Mastodon or a fork; a status that is not public is rejected as not_posts."""
    if not isinstance(item, dict) or not ("content" in item or isinstance(item.get("reblog"), dict)):
        return Reject(line, "not_a_record")
    original = as_object(item.get("reblog"))
    shown = original or item
    if item.get("visibility") not in PUBLIC or shown.get("visibility") not in PUBLIC:
        return Reject(line, "not_posts")
    local_id, id_ok = exact_identity(item.get("id"))
    post_id = _address(item)
    if post_id is None:
        return Reject(line, "no_id")
    text = _text(shown)
    if text is None:
        return Reject(line, "no_text")
    reply_to, quote_of = known_id(item.get("in_reply_to_id")), _quoted(shown)
    return {
        "source": "mastodon",
        "post_id": post_id,
        "text": text,
        "raw_line": line,
        "author_id": _author(as_object(item.get("account")), item.get("uri")),
        "created_at": moment(item.get("created_at")) or mastodon_time(local_id),
        "edited_at": moment(shown.get("edited_at")),
        "lang": language(shown.get("language")),
        "kind": kind_of(repost=original, reply=reply_to, quote=quote_of),
        "reply_to_id": reply_to,
        "repost_of_id": _address(original),
        "quote_of_id": None if original else quote_of,
        "likes": count(item.get("favourites_count")),
        "reposts": count(item.get("reblogs_count")),
        "replies": count(item.get("replies_count")),
        "quotes": count(item.get("quotes_count")),
        "followers": count(dig(item, "account", "followers_count")),
        "verified": yes_no(dig(item, "account", "verified")),
        "url": known_id(item.get("url")),
        "hashtags": hashtags(shown.get("tags"), "name"),
        "id_ok": id_ok or isinstance(item.get("uri"), str),
        "truncated": False,
    }


def _author(account: Row, status_uri: Any) -> str | None:
    name = account.get("acct") or account.get("username")
    if not isinstance(name, str):
        return handle(account.get("url")) or known_id(account.get("id"))
    server = None if "@" in name else host(account.get("url"), account.get("uri"), status_uri)
    return clean(f"{name}@{server}" if server else name)


def _text(status: Row) -> str | None:
    content, warning = status.get("content"), status.get("spoiler_text")
    if content is None and status.get("media_attachments"):
        content = ""  # pictures alone, as some forks send them
    if not isinstance(content, str):
        return None
    body = from_html(content)
    return clean(f"{warning}\n{body}".strip() if isinstance(warning, str) and warning.strip() else body)


def _address(status: Row) -> str | None:
    """What names a status everywhere: ids are numbered by each server."""
    return next((found for key in ("uri", "url", "id") if (found := known_id(status.get(key)))), None)


def _quoted(status: Row) -> str | None:
    """The quoted status: since Mastodon 4.4 in `quote.quoted_status`, in forks as `quote` or an address or id alone."""
    quote = as_object(status.get("quote")) or as_object(dig(status, "pleroma", "quote"))
    found = _address(as_object(quote.get("quoted_status"))) or known_id(quote.get("quoted_status_id"))
    others = (status.get("quote_id"), dig(status, "pleroma", "quote_id"), status.get("quote_url"))
    addresses = (dig(status, "pleroma", "quote_url"), status.get("quote"))
    return found or _address(quote) or next((known_id(v) for v in (*others, *addresses) if known_id(v)), None)
