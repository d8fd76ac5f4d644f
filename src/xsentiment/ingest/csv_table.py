"""CSV with any column names, by the event's column map or by a guess: `,` `;` tab or `|`, any usual encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xsentiment import workbooks
from xsentiment.event import Source
from xsentiment.ingest import tables
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "post_id": "a column of that name whose values are mostly distinct, else the link, else a surrogate",
    "text": "the best known name whose content is no label, else the column with the longest texts, else `text` or the "
    "like that hardly any of the first rows fill",
    "created_at": "the best known name whose content can be read; `day + clock` where they are apart",
}

TRAPS: Final[tuple[str, ...]] = (
    "ids that a spreadsheet damaged (`1.34E+18`, zeros from the 16th digit on) are not used: `id_ok` is false",
    "times without a zone are read as UTC; `time_zone` sets it; a warning tells of them, as of damaged ids",
    "dates in a workbook whose day and month a spreadsheet has swapped, leaving others as text, are swapped back",
    "what is not UTF-8 is read by its letters, as Western where they show nothing else; a warning names the encoding",
    "columns of times that hold a spreadsheet's numbers of days (`45903.58`) are read as such; a warning says so",
    "day first or month first is decided for a whole column by values above 12, by ids or by the order of the rows",
    "where none decides, the day is first in files with semicolons or dots, else the month, and a warning says so",
    "rows of another width are rejected; a quoted text with quotes that were not escaped is put together again",
    "what a column `visibility` says is for followers or one person is rejected as not posts",
    "what a column `deleted` or `isDeleted` says is gone is rejected as deleted, and left out of other files, too",
    "what a spreadsheet could not work out (`#NAME?`, `#VALUE!`, `#WERT!`) is missing: of a text, the row is rejected",
    "names of columns are known in some sixteen languages, by the words that they are made of",
    "characters that R could not write, `<U+1F602>`, are resolved",
    "rows before the header are passed over, rows of empty cells are padding",
    "the header once more, as in files that were put one after the other, is rejected as not posts",
    "a header of other columns, or of the same in another order, amid a table: the rows below are read by it",
    "what was guessed is logged as a `columns = { … }` that can be put into the event file",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    if not sample.tables or workbooks.is_zip(sample.head):
        return None
    found = tables.header(sample.tables[0])
    if found:
        return f"a header row with the columns {', '.join(found[0][:6])}"
    widths = {len(row) for row in sample.tables[0][:20]}
    return "rows with delimiters" if min(widths) > 1 and len(sample.tables[0]) > 1 else None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a CSV file."""
    return tables.read(member, mapping)
