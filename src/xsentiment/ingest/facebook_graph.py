"""Facebook Graph API: pages of posts or comments, posts by id; JSON and JSONL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, moment
from xsentiment.ingest.nested import dig, each, hashtags, heads, known_id, objects
from xsentiment.ingest.private import is_metas
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "`facebook`",
    "post_id": "`id`, the page's and the post's numbers; of a comment without it the numbers in `permalink_url`",
    "text": "`message`, else `story`",
    "author_id": "`from.id`, else for a post the page's number in `id`",
    "created_at": "`created_time`",
    "kind": "a comment is a reply, a post with `parent_id` a quote, or a repost if it says nothing itself",
    "reply_to_id": "of a comment `parent.id`, the comment it is inside, the one in `permalink_url`, `object.id`, "
    "or what is before `_` in `id`",
    "repost_of_id": "`parent_id` of a post without `message`",
    "quote_of_id": "`parent_id` of a post with `message`",
    "likes": "`likes.summary.total_count`, else `like.summary.total_count`, else `reactions.summary.total_count`; "
    "`like_count` or `likes` of a comment",
    "reposts": "`shares.count`",
    "replies": "`comments.summary.total_count`, else `comments.count`, else `comment_count`",
    "url": "`permalink_url`",
    "hashtags": "`message_tags[]` that are hashtags",
}
TRAPS: Final = (
    "`message` may be absent: `story` is then what readers see (somebody shared a link).",
    "A post of pictures alone has neither; its empty text is kept.",
    "Several posts asked for by id come as one object with their ids as keys.",
    "Comments inside a post are the few that were fetched with it and only accompany it; files of comments are read.",
    "Replies inside a comment (`comments.data`) are rows of their own, which answer it.",
    "Comments without further fields are told by their senders, whom posts do not name unasked.",
    "Counts are there only where they were asked for; a list without `summary` is no count.",
    "Pages, accounts, albums, insights (Instagram's and Threads', too) and private messages are not posts.",
)

_TEXTS: Final = ("message", "story")
_POST: Final = frozenset(
    ("permalink_url", "status_type", "shares", "story", "updated_time", "full_picture", "attachments", "is_published")
)
_NAMED: Final = frozenset(
    ("id", "name", "category", "category_list", "access_token", "tasks", "created_time", "picture")
)
_COMMENT: Final = frozenset(("can_remove", "can_comment", "comment_count", "like_count", "user_likes", "can_hide"))
_BARE: Final = frozenset(("id", "created_time", "from", "message"))
_COMMENT_LINK: Final = re.compile(r"/([^/?]+)/?\?comment_id=(\d+)(?:&reply_comment_id=(\d+))?")
_EDGES: Final = ("posts", "feed", "comments", "tagged", "published_posts", "visitor_posts")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(_is_node(item) for item in _nodes(value)[:20]):
            return "posts or comments with created_time, as Facebook's Graph API sends them"
        if isinstance(dig(value, "error", "fbtrace_id"), str):
            return "errors of Facebook's Graph API"
        data = objects(value.get("data"))
        if any(map(_is_insight, (value, *data[:1]))):
            return "insights of the Graph API"
        if data and "paging" in value and all({"name", "id"} <= item.keys() <= _NAMED for item in data):
            return "pages, people or albums of Facebook's Graph API"
    return None


def _is_insight(value: Row) -> bool:
    """A count over time, or of a whole life, of a page, an account or a post: of Instagram and Threads, too."""
    return {"name", "period"} <= value.keys() and bool(value.keys() & {"values", "total_value"})


def _is_node(value: Any) -> bool:
    """A post or comment: an id, a time as Facebook writes it, and what belongs to one."""
    if not isinstance(value, dict) or not isinstance(value.get("created_time"), str) or is_metas(value):
        return False
    if ("id" not in value and _linked(value) is None) or {"object_id", "query_status"} <= value.keys():
        return False  # the second are rows of Facepager, whose `id` is its own
    return value["created_time"][10:11] == "T" and bool(value.keys() & {*_TEXTS, *_POST, *_COMMENT})


def _linked(node: Row) -> str | None:
    """The id of a comment in its address: the post's number and the comment's."""
    found = _COMMENT_LINK.search(str(node.get("permalink_url")))
    return f"{found[1]}_{found[3] or found[2]}" if found else None


def _above(node: Row) -> str | None:
    """The comment that a comment answers, from its address."""
    found = _COMMENT_LINK.search(str(node.get("permalink_url")))
    return f"{found[1]}_{found[2]}" if found and found[3] else None


def _nodes(value: Any) -> list[Any]:
    """The posts of a page, of an edge that was expanded, of several ids, or the one post itself."""
    if not isinstance(value, dict) or _is_node(value):
        return [value]
    if isinstance(value.get("data"), list):
        return list(value["data"])
    for edge in _EDGES:
        if isinstance(found := dig(value, edge, "data"), list):
            return list(found)
    by_id = [inner for key, inner in value.items() if isinstance(inner, dict) and str(inner.get("id")) == key]
    return by_id or [value]


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts or comments of a page, comments with their replies; a page without any is one reject."""
    nodes = _nodes(value)
    bare = _are_bare_comments(objects(nodes))
    return each(_with_replies(nodes, bare=bare), line, partial(_row, bare=bare))


def _with_replies(nodes: list[Any], *, bare: bool) -> list[Any]:
    """Nodes, each comment before the replies inside it, at any depth; what is inside a post only accompanies it."""
    waiting, out = nodes[::-1], []
    while waiting:
        node = waiting.pop()
        out.append(node)
        if isinstance(node, dict) and (bare or _is_comment(node)):
            waiting += [_answering(reply, node) for reply in reversed(_inside(node))]
    return out


def _inside(node: Row) -> list[Any]:
    found = dig(node, "comments", "data")
    return found if isinstance(found, list) else []


def _answering(reply: Any, comment: Row) -> Any:
    """A reply with the comment that it answers, which it may not name itself."""
    if not isinstance(reply, dict) or dig(reply, "parent", "id") is not None:
        return reply
    return reply | {"parent": {"id": _above(reply) or comment.get("id") or _linked(comment)}}


def _is_comment(node: Row) -> bool:
    """Whether a node is a comment by its address, its parent, its fields, or the ids of the replies inside it."""
    if _linked(node) is not None or dig(node, "parent", "id") is not None:
        return True
    thread = str(node.get("id")).rpartition("_")[0]
    if thread and any(str(reply.get("id")).rpartition("_")[0] == thread for reply in objects(_inside(node))):
        return True
    return bool(node.keys() & _COMMENT) and not node.keys() & _POST


def _are_bare_comments(nodes: list[Row]) -> bool:
    """Whether these are comments with the fields that come unasked: those of posts name no sender.

    Posts for which just these were asked are the page's own, whose number begins their ids.
    """
    senders = [(str(node.get("id")), known_id(dig(node, "from", "id"))) for node in nodes]
    named = [(post_id, sender) for post_id, sender in senders if sender]
    alone = all(node.keys() <= _BARE for node in nodes)
    return alone and bool(named) and not any(post_id.startswith(f"{sender}_") for post_id, sender in named)


def _row(node: Row, line: int, *, bare: bool = False) -> Item:
    if is_metas(node) or _is_insight(node):
        return Reject(line, "not_posts")
    if "created_time" not in node and not node.keys() & set(_TEXTS):
        known = "error" in node or {"id", "name"} <= node.keys()
        return Reject(line, "not_posts" if known else "not_a_record")
    linked, above = _linked(node), _above(node)
    post_id = known_id(node.get("id")) or linked
    if post_id is None:
        return Reject(line, "no_id")
    said = node.get("message")
    text = said if isinstance(said, str) else node.get("story")
    if text is None and node.keys() & (_POST | {"attachment"}):
        text = ""
    if not isinstance(text, str):
        return Reject(line, "no_text")
    comment = bare or _is_comment(node)
    shared = known_id(node.get("parent_id"))
    page = post_id.partition("_")[0]
    answered = known_id(dig(node, "parent", "id")) or above or known_id(dig(node, "object", "id")) or page
    reply_to = answered if comment else None
    return {
        "source": "facebook",
        "post_id": post_id,
        "text": clean(text),
        "raw_line": line,
        "author_id": known_id(dig(node, "from", "id")) or (page if "_" in post_id and not comment else None),
        "created_at": moment(node.get("created_time")),
        "kind": kind_of(repost=shared and not said, reply=reply_to, quote=shared),
        "reply_to_id": reply_to,
        "repost_of_id": None if said else shared,
        "quote_of_id": shared if said else None,
        "likes": _total(node, "likes", "like", "reactions", "like_count"),
        "reposts": count(dig(node, "shares", "count")),
        "replies": _total(node, "comments", "comment_count"),
        "url": known_id(node.get("permalink_url")),
        "hashtags": _hashtags(node),
        "id_ok": True,
        "truncated": False,
    }


def _total(node: Row, *names: str) -> int | None:
    """The first count there is: of a summary, of an object, or a number itself."""
    for name in names:
        value = node.get(name)
        plain = count(value) if not isinstance(value, dict | list) else None
        for found in (count(dig(value, "summary", "total_count")), count(dig(value, "count")), plain):
            if found is not None:
                return found
    return None


def _hashtags(node: Row) -> list[str] | None:
    tags = [str(tag.get("name")) for tag in objects(node.get("message_tags"))]
    return hashtags([tag for tag in tags if tag.startswith("#")]) if "message_tags" in node else None
