"""Stack Exchange: questions, answers and comments of its API; JSON and JSONL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, count, epoch, kind_of
from xsentiment.ingest.nested import below, dig, each, hashtags, heads, known_id, objects, tree
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`stackexchange`",
    "post_id": "the site, `/` and `question_id`, `answer_id` or, with `comments/`, `comment_id`",
    "text": "`title` of a question and below it `body`, from HTML",
    "author_id": "the site and `owner.user_id`",
    "created_at": "`creation_date`, seconds since 1970",
    "edited_at": "`last_edit_date`",
    "kind": "answers and comments are replies",
    "reply_to_id": "`question_id` of an answer, `post_id` of a comment, with the site",
    "conversation_id": "`question_id`, with the site",
    "likes": "`up_vote_count`; `score` of a comment, which nobody can vote down",
    "replies": "`answer_count` of a question",
    "views": "`view_count`",
    "url": "`link`",
    "hashtags": "`tags`",
}
TRAPS: Final = (
    "Without a filter that asks for `body` the API leaves it out: questions have titles alone, answers no text.",
    "`score` is votes for less votes against, and no number of likes.",
    "Ids count by site, which links name (`link`, `owner.link`); where none does they stand alone.",
    "Answers and comments inside a question are rows of their own.",
)

_SITE: Final = re.compile(r"https?://([\w.-]+)")
_IDS: Final = ("comment_id", "answer_id", "question_id")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if any(map(_is_post, [value, *objects(value.get("items"))[:5]])):
            return "posts of Stack Exchange's API"
        if "quota_remaining" in value and "items" in value:
            return "an answer of Stack Exchange's API without posts"
    return None


def _is_post(value: Row) -> bool:
    owned = "owner" in value or "content_license" in value
    return owned and {"creation_date", "score"} <= value.keys() and any(name in value for name in _IDS)


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, rows)


def rows(value: Any, line: int) -> Iterator[Item]:
    """The posts of a page, each before the answers and comments inside it."""
    items = value.get("items") if isinstance(value, dict) else None
    return each(tree(items if isinstance(items, list) else [value], "answers", "comments"), line, _row)


def _row(post: Row, line: int) -> Item:
    if not _is_post(post):
        return Reject(line, "not_posts")
    kind = next(name for name in _IDS if name in post)
    comment, question = kind == "comment_id", known_id(post.get("question_id"))
    above = known_id(post.get("post_id")) if comment else question if kind == "answer_id" else None
    number, author = known_id(post[kind]), known_id(dig(post, "owner", "user_id"))
    text = below(post, *(("title",) if kind == "question_id" else ()), "body", treat=from_html)
    if number is None or not text:
        return Reject(line, "no_id" if number is None else "no_text")
    site = _site(post.get("link")) or _site(dig(post, "owner", "link"))
    return {
        "source": "stackexchange",
        "post_id": _placed(f"comments/{number}" if comment else number, site),
        "text": text,
        "raw_line": line,
        "author_id": _placed(author, site) if author else None,
        "created_at": epoch(count(post.get("creation_date")) or 0),
        "edited_at": epoch(count(post.get("last_edit_date")) or 0),
        "kind": kind_of(reply=kind != "question_id"),
        "reply_to_id": _placed(above, site) if above else None,
        "conversation_id": _placed(question, site) if question else None,
        "likes": count(post.get("score" if comment else "up_vote_count")),
        "replies": count(post.get("answer_count")),
        "views": count(post.get("view_count")),
        "url": known_id(post.get("link")),
        "hashtags": hashtags(post.get("tags")),
        "id_ok": True,
        "truncated": False,
    }


def _site(link: Any) -> str | None:
    found = _SITE.match(link) if isinstance(link, str) else None
    return found[1] if found else None


def _placed(number: str, site: str | None) -> str:
    return f"{site}/{number}" if site else number
