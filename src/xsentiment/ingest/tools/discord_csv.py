"""CSV of DiscordChatExporter (messages of a channel of Discord)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample

_COUNT: Final = re.compile(r"\((\d+)\)")


def _more(get: Get) -> Row:
    return {"likes": sum(map(int, _COUNT.findall(cells.plain_text(get("Reactions")))))}


LAYOUT: Final = Layout(
    signature=("AuthorID", "Author", "Date", "Content", "Attachments"),
    columns={"post_id": "MessageID", "text": "Content", "created_at": "Date", "author_id": "AuthorID"},
    network="discord",
    text="plain",
    day_first=False,
    more=_more,
)

FIELDS: Final = LAYOUT.fields() | {"likes": "the sum of the counts in `Reactions` (`👍 (3)`)"}

TRAPS: Final[tuple[str, ...]] = (
    "messages have no ids (some versions add `MessageID`): they get one made of what they say and where it stands",
    "kinds are not told: answers, joins and pins look like messages; the export as JSON tells them",
    "times name no zone in older versions and are then those of the machine that exported them: `time_zone` sets it",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
