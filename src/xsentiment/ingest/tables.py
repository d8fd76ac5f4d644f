"""Tables of any origin (CSV, XLSX, Parquet, flat JSON): the header found, the layout chosen, rows turned into posts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, Final

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns, csv_rows, words, xlsx_rows
from xsentiment.ingest.columns import Layout
from xsentiment.ingest.csv_rows import Record
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject
from xsentiment.ingest.names import has_text, known_names
from xsentiment.ingest.rows import Rows

log = logging.getLogger("xsentiment")

PREAMBLE_ROWS: Final = 30
"""Rows in which the header is looked for."""
First = Sequence[Sequence[Any]]
Found = tuple[list[str], int]
"""A header, and the number of the first row of data."""


def first_rows(member: Member, head: bytes) -> list[list[list[Any]]]:
    """The first rows of each table in a file: one of CSV, one a sheet of a workbook, none of anything else."""
    if xlsx_rows.is_workbook(head):
        with xlsx_rows.sheets(member) as sheets:
            return [[list(r.cells or ()) for r in islice(xlsx_rows.rows(sheet), PREAMBLE_ROWS)] for sheet in sheets]
    if head.startswith(b"PAR1") or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return []
    found = csv_rows.probe(head)
    return [found[1][:PREAMBLE_ROWS]] if found and found[1] else []


def sniff(tables: list[list[list[Any]]], layout: Layout) -> str | None:
    """Say why one of these tables has this layout, or None."""
    for rows in tables:
        if found := layout.found(rows):
            return f"the columns {', '.join(layout.signature or found[0][:6])}"
    return None


def header(rows: First, mapping: Source | None = None) -> Found | None:
    """The header of a table of an unknown tool: the first row with three known names, else the one with the most."""
    if mapping and any(mapping.columns.values()):
        wanted = {part for column in mapping.columns.values() for part in (column, *column.split(" | "))}
        for i, row in enumerate(rows):
            if wanted & set(columns.header_of(row)):
                return columns.header_of(row), i + 1
        return None
    scores = [known_names(row) for row in rows]
    best = next((i for i, score in enumerate(scores) if score > 2), None)
    if best is None and max(scores, default=0) > 1:
        best = scores.index(max(scores))
    if best is None and rows and has_text(rows[0]):
        best = 0
    return None if best is None else (columns.header_of(rows[best]), best + 1)


def read(member: Member, mapping: Source | None, layout: Layout | None = None) -> Iterator[Item]:
    """Posts and rejects of a file of tables with this layout; without one, columns are guessed.

    Raises InputError where no table has a header, a mapped column is not there, or no column holds text.
    """
    if not xlsx_rows.is_workbook(member.head(4)):
        dialect = csv_rows.dialect_of(member)
        yield from _table(lambda: csv_rows.read(member), member.name, mapping, layout, dialect.delimiter)
        return
    with xlsx_rows.sheets(member) as sheets:
        before, failure, read_one = 0, None, False
        for sheet in sheets:
            try:
                yield from _table(lambda s=sheet, b=before: xlsx_rows.rows(s, b), member.name, mapping, layout)  # type: ignore[misc]
                read_one = True
            except NoTableError as error:
                failure = error
                log.info("%s: sheet %r holds no posts", member.name, sheet.name)
                yield Reject(before + 1, "not_posts")
            before += (sheet.start or (0, 0))[0] + sheet.height
        if failure is not None and not read_one:
            raise failure


class NoTableError(InputError):
    """A table without a header of known names, or without a text."""


def _table(
    again: Callable[[], Iterator[Record]],
    name: str,
    mapping: Source | None,
    layout: Layout | None,
    delimiter: str = ",",
) -> Iterator[Item]:
    rows = again()
    head = list(islice(rows, PREAMBLE_ROWS))
    first = [list(record.cells or ()) for record in head]
    found = (layout.found(first) if layout else None) or header(first, mapping) or (first and _bare(first, mapping))
    if not found:
        shown = ", ".join(map(str, next(filter(None, first), [])[:12]))
        raise NoTableError(name, f"no header row with known column names; its first row is {shown!r}")
    names, start = found
    columns.check_mapping(names, mapping, name)
    width = len(names)
    needed = max((i + 1 for i, column in enumerate(names) if column), default=0)
    at = columns.of_lists(names)
    data = chain(head[start:], rows)
    sample = list(islice(data, columns.SAMPLE_ROWS))
    good = [r.cells for r in sample if r.cells and len(r.cells) >= needed]
    how = plan(layout if layout and layout.found(first) else None, names, good, at, mapping, name)
    if how.network in (None, "unknown"):
        links = (words.host(cell) for row in first[: start - 1] for cell in row)
        how = replace(how, network=next(filter(None, links), how.network))
    table = columns.Table(names, at)
    place = names.index(text[0]) if (text := table.columns_of(how.columns.get("text", ""))) else 0

    def whole() -> Iterator[Any]:
        return (r.cells for r in islice(again(), start, None) if r.cells and len(r.cells) >= needed)

    item = Rows(how, table, columns.times_of(how, table, good, whole, name), good, name).item
    for record in chain(sample, data):
        line, row, raw = record
        if row is not None and (
            len(row) == width or (len(row) >= needed and not any(map(str.strip, map(str, row[width:]))))
        ):
            yield item(line, row)
            continue
        for i, one in enumerate(raw or [""]):
            mended = csv_rows.repaired(one, delimiter, width, place) if one else None
            yield Reject(line + i, "broken_record") if mended is None else item(line + i, mended)


def _bare(first: First, mapping: Source | None) -> Found | None:
    """The first row as a header of unknown names, where the rows below are as wide."""
    if mapping and any(mapping.columns.values()):
        return columns.header_of(first[0]), 1
    wide = [row for row in first if len(row) == len(first[0]) > 1]
    names = columns.header_of(first[0])
    distinct = len(set(names)) == len(names) and not any(name.replace(".", "").isdigit() for name in names)
    return (names, 1) if len(wide) * 2 > len(first) > 1 and distinct else None


def plan(
    layout: Layout | None,
    names: Sequence[str],
    sample: Sequence[Any],
    at: Callable[[str], columns.Getter],
    mapping: Source | None,
    name: str,
) -> Layout:
    """The layout to read with: a known one or a guess, with the event file's map over it."""
    if layout is not None:
        return columns.mapped(layout, mapping)
    given = set(mapping.columns) | set(mapping.constants) if mapping else set()
    found = columns.guessed(names, sample, at, given)
    if found.columns:
        log.info(
            '%s: columns guessed (correct them in the event file, "" for none): %s', name, columns.block(found.columns)
        )
    how = columns.mapped(found, mapping)
    if "text" not in how.columns:
        listed = ", ".join(repr(column) for column in names[:40]) or "none"
        why = (
            f'no column holds the text; its columns are {listed}. Map one in the event file: columns = {{ text = "…" }}'
        )
        raise NoTableError(name, why)
    return how
