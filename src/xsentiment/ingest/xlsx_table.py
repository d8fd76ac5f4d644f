"""Excel workbooks (XLSX) with any column names, by the event's column map or by a guess: every visible sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment import workbooks
from xsentiment.event import Source
from xsentiment.ingest import csv_table, tables
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = csv_table.FIELDS

TRAPS: Final[tuple[str, ...]] = (
    "formulas are never run: the value that was last saved is read",
    "ids kept as numbers lost their last digits: `id_ok` is false",
    "times in cells name no zone; the event file can name one",
    "hidden sheets are not read; a sheet without a table of posts is one reject",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    if not workbooks.is_zip(sample.head):
        return None
    for rows in sample.tables:
        if found := tables.header(rows):
            return f"a workbook with a header row with the columns {', '.join(found[0][:6])}"
    return "a workbook"


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a workbook."""
    return tables.read(member, mapping)
