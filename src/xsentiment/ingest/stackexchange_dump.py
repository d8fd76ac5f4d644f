"""Stack Exchange: questions and answers (Posts.xml) and comments (Comments.xml) of its data dump, one row a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from html import unescape
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, clean, count, kind_of, local_moment
from xsentiment.ingest.json_text import MAX_VALUE
from xsentiment.ingest.sample import Sample
from xsentiment.text import from_html

FIELDS: Final[dict[str, str]] = {
    "source": "`stackexchange`",
    "post_id": "`Id`; of a comment `comments/` and `Id`",
    "text": "`Title` and below it `Body`, from HTML; `Text` of a comment",
    "author_id": "`OwnerUserId`; `UserId` of a comment",
    "created_at": "`CreationDate`, in UTC",
    "edited_at": "`LastEditDate`",
    "kind": "answers and comments are replies",
    "reply_to_id": "`ParentId` of an answer, `PostId` of a comment",
    "conversation_id": "`Id` of a question, `ParentId` of an answer",
    "likes": "`Score` of a comment, which nobody can vote down",
    "replies": "`AnswerCount` of a question",
    "views": "`ViewCount`",
    "hashtags": "`Tags`",
}
TRAPS: Final = (
    "The file does not name the site, so ids have none before them, unlike those of the API.",
    "It is read line by line as the dump writes it, without an XML parser: no entity is declared, none is expanded.",
    "Wikis of tags, nominations and the like (`PostTypeId` above 2) are rejected as not posts.",
    "Other files of the dump (users, votes, history) are of no known format.",
)

_ROW: Final = re.compile(rb"<row(?:\s+\w+=\"[^\"]*\")+\s*/>")
_VALUE: Final = re.compile(r'(\w+)="([^"]*)"')
_FRAME: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*(?:</?(?:posts|comments)>)?\s*")
_TAG: Final = re.compile(r"[^<>|\s]+")


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    begun = re.search(rb"<(posts|comments)>\s*<row\s", sample.head[:1024])
    return f"rows of {begun[1].decode()} of Stack Exchange's dump" if begun else None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    with member.open() as stream:
        number = 0
        while line := stream.readline(MAX_VALUE):
            number += 1
            if found := _ROW.fullmatch(line.strip()):
                yield _item(found[0], number)
            elif not _FRAME.fullmatch(line):
                yield Reject(number, "broken_record")


def _item(data: bytes, line: int) -> Item:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Reject(line, "broken_record")
    return _row({name: unescape(value) for name, value in _VALUE.findall(text)}, line)


def _row(told: dict[str, str], line: int) -> Item:
    comment, number = "PostId" in told, told.get("Id")
    if not comment and told.get("PostTypeId") not in ("1", "2"):
        return Reject(line, "not_posts" if "PostTypeId" in told else "not_a_record")
    said = [told["Text"]] if "Text" in told else [told.get("Title", ""), from_html(told.get("Body", ""))]
    if not number or not any(said):
        return Reject(line, "no_text" if number else "no_id")
    above = told.get("PostId") if comment else told.get("ParentId")
    row: Row = {
        "source": "stackexchange",
        "post_id": f"comments/{number}" if comment else number,
        "text": clean("\n\n".join(filter(None, said))),
        "raw_line": line,
        "author_id": told.get("UserId" if comment else "OwnerUserId"),
        "created_at": local_moment(told.get("CreationDate"), UTC),
        "edited_at": local_moment(told.get("LastEditDate"), UTC),
        "kind": kind_of(reply=above),
        "reply_to_id": above,
        "conversation_id": None if comment else above or number,
        "likes": count(told.get("Score")) if comment else None,
        "replies": count(told.get("AnswerCount")),
        "views": count(told.get("ViewCount")),
        "hashtags": _TAG.findall(told["Tags"]) if "Tags" in told else None,
        "id_ok": True,
        "truncated": False,
    }
    return row
