"""X API v2: pages, single posts and streams as the API sends them, twarc2's JSONL, academictwitteR's JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from xsentiment.event import Source
from xsentiment.ingest import records, x_post
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row, count, kind_of, language, moment, x_time
from xsentiment.ingest.nested import as_object, dig, heads, known_id, objects, yes_no
from xsentiment.ingest.sample import Sample

FIELDS: Final = x_post.FIELDS | {
    "post_id": "`id`",
    "text": "the original's for a repost (`includes.tweets[]`); `note_tweet.text`, else `text`",
    "truncated": "a text that ends in `…` where X cuts, without `note_tweet` or the original",
    "author_id": "`author_id`",
    "created_at": "`created_at`, else the time in the id",
    "collected_at": "`__twarc.retrieved_at`",
    "lang": "`lang`",
    "kind": "`referenced_tweets[].type`; null where only id and text were asked for",
    "reply_to_id": "`referenced_tweets[].id` of type `replied_to`",
    "repost_of_id": "`referenced_tweets[].id` of type `retweeted`",
    "quote_of_id": "`referenced_tweets[].id` of type `quoted`",
    "edit_of_id": "`edit_history_tweet_ids[0]`",
    "conversation_id": "`conversation_id`",
    "likes": "`public_metrics.like_count`",
    "reposts": "`public_metrics.retweet_count`",
    "replies": "`public_metrics.reply_count`",
    "quotes": "`public_metrics.quote_count`",
    "views": "`public_metrics.impression_count`",
    "followers": "`includes.users[].public_metrics.followers_count`, or that of `users_<id>.json`",
    "verified": "`includes.users[].verified`",
    "hashtags": "`note_tweet.entities.hashtags[].tag`, else `entities.hashtags[].tag`",
}

TRAPS: Final = (
    "A repost's own text is cut at 140 characters; the original's is taken from `includes`, where it came along.",
    "`impression_count` 0 before December 2022 means that nobody counted.",
    "academictwitteR's authors and originals are taken from `users_<id>.json` beside `data_<id>.json`.",
    "Posts in `includes` only accompany the page's own and are not rows.",
    "Versions of an edited post have ids of their own and one `edit_history_tweet_ids`.",
    "`errors` beside `data` tells of posts referred to that are gone; alone it is a page without posts.",
    "Without `referenced_tweets` a reply is told by its `conversation_id`, a repost by `RT @` and such counts.",
    "Where a page has such reposts the references were not asked for: the kind of its other posts is not known.",
    "Files of users, counts, lists, compliance events or `includes` alone are rejected as not posts.",
    "What compliance events delete (posts, or all posts of a user) is left out in any file, unless undone.",
)

_ACADEMIC: Final = re.compile(r"data_(\w+)\.json")
_OWN: Final = frozenset((
    "author_id", "conversation_id", "referenced_tweets", "public_metrics", "edit_history_tweet_ids", "edit_controls",
    "possibly_sensitive", "context_annotations", "reply_settings", "in_reply_to_user_id", "note_tweet",
))  # fmt: skip
"""Keys of a post that, two at a time, no other format has."""
_KNOWN: Final = _OWN | {
    "id", "text", "created_at", "lang", "non_public_metrics", "organic_metrics", "promoted_metrics", "entities",
    "attachments", "geo", "source", "withheld", "article", "scopes", "card_uri", "community_id", "display_text_range",
    "media_metadata", "suggested_source_links", "suggested_source_links_with_counts", "author", "in_reply_to_user",
    "matching_rules", "__twarc",
}  # fmt: skip
_PAGE: Final = frozenset(("data", "includes", "meta", "errors", "matching_rules", "__twarc"))
_ERRORS: Final = {"errors"}
_BEFORE_DATA: Final = _PAGE - {"data"}
_INCLUDED: Final = frozenset(("users", "tweets", "places", "media", "polls", "topics", "errors"))
_BARE: Final = frozenset(("id", "text", "edit_history_tweet_ids"))


_TAGS: Final = {"hashtags": [{"tag": Any}]}
_TEXT: Final = {"id": Any, "text": Any, "entities": _TAGS, "note_tweet": {"text": Any, "entities": _TAGS}}
_COUNTS: Final = ("like_count", "retweet_count", "reply_count", "quote_count", "impression_count")
_USER: Final = {"id": Any, "username": Any, "verified": Any, "public_metrics": {"followers_count": Any}}
_TWARC: Final = {"retrieved_at": Any}
_POST: Final = {
    **dict.fromkeys(_KNOWN, msgspec.Raw),
    **_TEXT,
    **dict.fromkeys(
        ("author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "lang", "event_type"), Any
    ),
    "author": _USER,
    "public_metrics": dict.fromkeys(_COUNTS, Any),
    "referenced_tweets": [_TEXT | {"type": Any}],
    "__twarc": _TWARC,
}
"""What is used of a post; of some keys only whether they are there."""
_COMPANY: Final = dict.fromkeys(_INCLUDED, msgspec.Raw) | {"users": [_USER], "tweets": [_TEXT]}
_PAGE_OF_POSTS: Final = {"data": (_POST, [_POST]), "includes": _COMPANY, "__twarc": _TWARC}


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = list(heads(sample.values))
    if not sample.is_last and len(found) == 1 and found[0].keys() <= _BEFORE_DATA:
        return None  # a page of any network may begin so: its posts are yet to come
    found = [value for value in found if value.keys() != _ERRORS] or found  # which stand among posts of any API of X
    return next((why for value in found if (why := _recognised(value))), None)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream; with what academictwitteR put into another file beside it."""
    return records.read(member, partial(rows, company=_company(member)), _parse)


def _only_posts(value: Row) -> bool:
    """Whether an object is a post or a page of posts alone."""
    data = _data(value) if "data" in value else [value]
    return bool(data) and all(post is not None and "text" in post for post in data)


_parse: Final = records.only(_POST | _PAGE_OF_POSTS, _only_posts)


def companion(path: Path) -> Path | None:
    """The file of authors and originals that academictwitteR writes beside a file of posts, if it is there."""
    number = _ACADEMIC.fullmatch(path.name)
    beside = path.with_name(f"users_{number[1]}.json") if number else None
    return beside if beside and beside.is_file() else None


class _Company(NamedTuple):
    """Users and posts that accompany a page, by id."""

    users: dict[str | None, Row]
    posts: dict[str | None, Row]


_ALONE: Final = _Company({}, {})


def _company(member: Member) -> _Company:
    beside = None if member.packed else companion(member.path)
    if beside is None:
        return _ALONE
    try:
        return _accompanying(as_object(records.loads(beside.read_bytes())))
    except ValueError:
        doubt(member.name, f"{beside.name} is damaged; its authors are not known")
        return _ALONE


def _accompanying(included: Row) -> _Company:
    users, posts = (objects(included.get(name)) for name in ("users", "tweets"))
    return _Company(*({known_id(item.get("id")): item for item in items} for items in (users, posts)))


def rows(value: Any, line: int, company: _Company = _ALONE) -> Iterator[Item]:
    """The posts of one page, stream object or bare post; a page without any is one reject."""
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
        return
    data = [value] if "data" not in value and "text" in value else _data(value)
    if deletions := [found for item in data or [value] if (found := _deletion(item))]:
        yield from (Reject(line, "not_posts", found) for found in deletions)
        return
    if not data or all(_other(item) for item in data):
        yield Reject(line, "not_posts" if _recognised(value) or value.get("data") == [] else "not_a_record")
        return
    page = _Page(value, data, company)
    for post in data:
        yield page.item(post, line)


def _data(page: Row) -> list[Any]:
    data = page.get("data")
    return data if isinstance(data, list) else [data] if data else []


class _Page:
    """What a page says beside its posts: users, posts referred to, when it was collected."""

    def __init__(self, value: Row, data: list[Any], company: _Company) -> None:
        included = as_object(value.get("includes"))
        self.users, self.posts = _accompanying(included) if included else company
        self.collected = moment(dig(value, "__twarc", "retrieved_at"))
        posts = list(objects(data))
        self.tells_references = any("referenced_tweets" in post for post in posts)
        self.hides_references = not self.tells_references and any(map(_looks_reposted, posts))

    def item(self, post: Any, line: int) -> Item:
        if not isinstance(post, dict):
            return Reject(line, "not_a_record")
        if "event_type" in post or ("text" not in post and _other(post)):  # events are those of direct messages
            return Reject(line, "not_posts", _deletion(post))
        get = post.get
        references = _references(get("referenced_tweets"))
        original = self._original(references.get("retweeted"))
        shown = original or post
        text, cut = _text(shown)
        reposted = "retweeted" in references or (self.hides_references and _looks_reposted(post))
        author_id = known_id(get("author_id"))
        author = as_object(get("author")) or self.users.get(author_id) or {}
        created = moment(get("created_at"))
        metric = as_object(get("public_metrics")).get
        return x_post.row(
            line,
            get("id"),
            text,
            created=created,
            truncated=cut or (reposted and original is None and x_post.is_cut(text or "", repost=True)),
            author_id=author_id or known_id(author.get("id")) or known_id(author.get("username")),
            collected_at=moment(dig(post, "__twarc", "retrieved_at")) or self.collected,
            lang=language(get("lang")),
            kind="repost" if reposted else self._kind(post, references),
            reply_to_id=_id_of(references.get("replied_to")),
            repost_of_id=_id_of(references.get("retweeted")),
            quote_of_id=_id_of(references.get("quoted")),
            edit_of_id=x_post.first_version(get("edit_history_tweet_ids"), get("id")),
            conversation_id=known_id(get("conversation_id")),
            likes=count(metric("like_count")),
            reposts=count(metric("retweet_count")),
            replies=count(metric("reply_count")),
            quotes=count(metric("quote_count")),
            views=x_post.views(metric("impression_count"), created, get("id")),
            followers=count(as_object(author.get("public_metrics")).get("followers_count")),
            verified=yes_no(author.get("verified")),
            hashtags=None if post.keys() <= _BARE else _hashtags(shown),
        )

    def _kind(self, post: Row, references: dict[str, Row]) -> str | None:
        """The kind of what is no repost; where the page tells no references, as far as its conversation does."""
        if references:
            return kind_of(reply="replied_to" in references, quote="quoted" in references)
        if not self.tells_references and post.get("conversation_id") not in (None, post.get("id")):
            return "reply"
        return None if self.hides_references or post.keys() <= _BARE else "post"

    def _original(self, reference: Row | None) -> Row | None:
        """The reposted post: expanded in place as twarc2 flattens it, or among those that came along."""
        if reference is None:
            return None
        found = reference if "text" in reference else self.posts.get(known_id(reference.get("id")), {})
        return found if isinstance(found.get("text"), str) else None


def _references(value: Any) -> dict[str, Row]:
    """The posts that a post refers to, by type."""
    return {str(item.get("type")): item for item in objects(value)} if value else {}


def _id_of(reference: Row | None) -> str | None:
    return known_id(reference.get("id")) if reference else None


def _text(post: Row) -> tuple[str | None, bool]:
    note = dig(post, "note_tweet", "text") if "note_tweet" in post else None
    if isinstance(note, str):
        return note, False
    text = post.get("text")
    return (text, x_post.is_cut(text)) if isinstance(text, str) else (None, False)


def _looks_reposted(post: Row) -> bool:
    """Whether a post reads as a repost. X gives it the reposts of its original, one at least, and no likes."""
    metric = as_object(post.get("public_metrics")).get
    return x_post.looks_reposted(post.get("text")) and not metric("like_count") and metric("retweet_count") != 0


def _hashtags(post: Row) -> list[str]:
    """The tags of the long text if it has any, else of the short one; a post without any entity has no `entities`."""
    note = as_object(dig(post, "note_tweet", "entities")) if "note_tweet" in post else {}
    tags = note.get("hashtags") or as_object(post.get("entities")).get("hashtags")
    return x_post.hashtags(tags, "tag") or []


def is_post(value: Row) -> bool:
    """Whether an object is a post of X API v2: an id of digits as text, a text, and keys that no other format has."""
    post_id = value.get("id")
    if "text" not in value or "id_str" in value or not isinstance(post_id, str) or not post_id.isdecimal():
        return False
    if any("." in key for key in value):  # a table's rows as JSON
        return False
    own = len(value.keys() & _OWN)
    return own >= 2 or (own == 1 and value.keys() <= _KNOWN)


def is_flat(value: Row) -> bool:
    """Whether a post has its author or the posts it refers to inside, as twarc2 flattens them."""
    return "username" in as_object(value.get("author")) or any(
        "text" in reference for reference in objects(value.get("referenced_tweets"))
    )


def _recognised(value: Row) -> str | None:
    """What an object of X API v2 is, in words; None for anything else."""
    if is_post(value):
        return None if is_flat(value) else "posts with the keys of X API v2"
    if other := _other(value):
        return f"{other} of X API v2"
    if "data" in value:
        return _recognised_page(value)
    if value.keys() <= _PAGE and {"errors", "meta"} & value.keys():
        return "errors or an empty page of X API v2"
    if "errors" in value and {"title", "detail", "connection_issue"} & value.keys():
        return "errors of X API v2"
    if value.keys() <= _INCLUDED and any(_other(item) == "users" or is_post(item) for item in _included(value)):
        return "users and posts that accompany a page of X API v2, without the page"
    return None


def _included(value: Row) -> list[Row]:
    return [item for name in ("users", "tweets") for item in objects(value.get(name))[:20]]


def _recognised_page(page: Row) -> str | None:
    found = objects(_data(page)[:20])
    if any(map(is_post, found)):
        return "pages of X API v2 with posts"
    if not page.keys() <= _PAGE:
        return None
    if "errors" in page and not page["data"]:
        return "errors of X API v2"
    if other := next(filter(None, map(_other, found)), None):
        return f"pages of X API v2 with {other}"
    if any("text" in item and str(item.get("id")).isdecimal() and item.keys() <= _KNOWN for item in found):
        return "pages of X API v2 with posts"
    return "an empty page of X API v2" if page["data"] == [] and "result_count" in as_object(page.get("meta")) else None


_SAME_TIME: Final = timedelta(minutes=1)
_OF_POSTS: Final = {"delete": False, "drop": False, "undrop": True, "post_delete": False, "tweet_delete": False}
_OF_USERS: Final = {
    **dict.fromkeys(("user_delete", "user_suspend", "user_protect", "user_deactivate"), False),
    **dict.fromkeys(("user_undelete", "user_unsuspend", "user_unprotect", "user_reactivate"), True),
}
"""Events of the compliance streams, and whether the post or the user is there again."""


def _streamed(value: Row) -> tuple[str, Row] | None:
    """The name of an event of a compliance stream, and what it says; None for anything else."""
    for name, said in value.items() if len(value) == 1 else ():
        if isinstance(said, dict) and "event_at" in said:
            return name, said
    return None


def _deletion_streamed(name: str, said: Row) -> Deletion | None:
    """What an event of a compliance stream says is gone, or is there again; None for withheld and edited posts."""
    at = moment(said["event_at"])
    if name in _OF_POSTS and (post_id := known_id(dig(said, "tweet", "id") or dig(said, "post", "id"))):
        return Deletion("x", post_id=post_id, at=at, back=_OF_POSTS[name])
    if name in _OF_USERS and (author := known_id(dig(said, "user", "id") or said.get("user_id"))):
        return Deletion("x", author_id=author, at=at, back=_OF_USERS[name])
    return None


def _deletion(value: Any) -> Deletion | None:
    """What a compliance event says is gone; None for anything else.

    A job's results name posts and users alike; a post was created at the time in its id, a user was not.
    """
    if not isinstance(value, dict) or "text" in value:
        return None
    if event := _streamed(value):
        return _deletion_streamed(*event)
    named = known_id(value.get("id"))
    if named is None or value.get("action") not in ("delete", "tweet_deletion"):
        return None
    at, created, written = moment(value.get("redacted_at")), moment(value.get("created_at")), x_time(named)
    if created and written and abs(created - written) < _SAME_TIME:
        return Deletion("x", post_id=named, at=at)
    return Deletion("x", post_id=named if written is None else None, author_id=named, at=at)


def _other(value: Any) -> str | None:
    """What an object of X API v2 without a text is; None for a post and for anything else."""
    if not isinstance(value, dict) or "text" in value:
        return None
    if {"start", "end", "tweet_count"} <= value.keys():
        return "counts"
    if {"id", "username", "name"} <= value.keys() and isinstance(value["id"], str) and "tweet" not in value:
        return "users"
    if "redacted_at" in value or {"id", "action", "created_at"} <= value.keys() or _streamed(value) or _deletion(value):
        return "compliance events"
    if {"id", "name"} <= value.keys() and {"owner_id", "member_count", "follower_count", "private"} & value.keys():
        return "lists"
    if {"trend_name", "tweet_count"} <= value.keys():
        return "trends"
    if {"title", "type"} <= value.keys() and {"detail", "status"} & value.keys():
        return "errors"
    return None
