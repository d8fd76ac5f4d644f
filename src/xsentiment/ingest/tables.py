"""Tables of any origin (CSV, XLSX, Parquet, flat JSON): the header found, the layout chosen, rows turned into posts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain, islice
from typing import Any, Final

from xsentiment import workbooks
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns, csv_rows, guess, words, xlsx_rows
from xsentiment.ingest.column_times import times_of
from xsentiment.ingest.columns import Layout
from xsentiment.ingest.csv_rows import Record
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject
from xsentiment.ingest.names import has_text, is_list, known_names
from xsentiment.ingest.rows import Rows
from xsentiment.ingest.sections import Section, names_columns
from xsentiment.ingest.times import Times, zone_in

log = logging.getLogger("xsentiment")

PREAMBLE_ROWS: Final = 30
"""Rows in which the header is looked for."""
First = Sequence[Sequence[Any]]
Found = tuple[list[str], int]
"""A header, and the number of the first row of data."""
Plans = dict[frozenset[str], tuple[Layout, Times]]
"""The names of columns, in whatever order → how a table with them was read."""


def first_rows(member: Member, head: bytes) -> list[list[list[Any]]]:
    """The first rows of each table in a file: one of CSV, one a sheet of a workbook, none of anything else."""
    if workbooks.is_zip(head):
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
    if best is None and rows and (has_text(rows[0]) or is_list(rows[0])):
        best = 0
    return None if best is None else (columns.header_of(rows[best]), best + 1)


def read(member: Member, mapping: Source | None, layout: Layout | None = None) -> Iterator[Item]:
    """Posts and rejects of a file of tables with this layout; without one, columns are guessed.

    Raises InputError where no table has a header, a mapped column is not there, or no column holds text.
    """
    with _sheets(member) as sheets:
        failures, tables = list[InputError](), 0
        for again, before in sheets:
            plans: Plans = {}
            section: Section | None = Section(again)
            while section:
                tables += 1
                try:
                    yield from _Table(member, section, mapping, layout, plans).items()
                except InputError as error:
                    if not (section.line or isinstance(error, NoTableError)):
                        raise
                    failures.append(error.with_traceback(None))  # which would keep the table's stream open
                    section = section.afresh()
                    yield from _unread(member.name, section, before, error)
                section = section.following()
        if failures and len(failures) == tables:
            raise failures[0]


def _unread(name: str, section: Section, before: int, error: InputError) -> Iterator[Reject]:
    """The rows of a table without posts; where nothing follows on the first one of a sheet, they are one reject."""
    head = section.first(PREAMBLE_ROWS)
    start = next((i + 1 for i, cells in enumerate(head) if names_columns(cells)), 0)
    lines = [record.line for record in section.rows(start, None)]
    if section.line:
        doubt(name, f"row {section.line} names other columns, and those below are not read: {error.why}")
        lines.insert(0, section.line)
    elif section.following() is None:
        log.info("%s: the sheet after row %d holds no posts", name, before)
        lines = [before + 1]
    yield from (Reject(line, "not_posts") for line in lines)


def guessed(member: Member) -> dict[str, str]:
    """Our column → the file's, as guessed for the first table of posts; {} where there is none."""
    with _sheets(member) as sheets:
        for again, _ in sheets:
            try:
                return dict(_Table(member, Section(again), None, None, {}).how.columns)
            except NoTableError:
                continue
    return {}


class NoTableError(InputError):
    """A table without a header of known names, or without a text."""


@contextmanager
def _sheets(member: Member) -> Iterator[Sequence[tuple[Callable[[], Iterator[Record]], int]]]:
    """The tables of a file: how to read each from its beginning, and the rows of the tables before it."""
    if not workbooks.is_zip(member.head(4)):
        yield [(lambda: csv_rows.read(member), 0)]
        return
    with xlsx_rows.sheets(member) as sheets:
        out, before = [], 0
        for sheet in sheets:
            out.append((partial(xlsx_rows.rows, sheet, before), before))
            before += (sheet.start or (0, 0))[0] + sheet.height
        yield out


class _Table:
    """One table: its header, its layout, and its rows in turn. `plans`: how tables of these names were read before."""

    def __init__(
        self,
        member: Member,
        section: Section,
        mapping: Source | None,
        layout: Layout | None,
        plans: Plans,
    ) -> None:
        self._member, self._section, self._mapping, self._plans = member, section, mapping, plans
        first = section.first(PREAMBLE_ROWS)
        known = layout.found(first) if layout else None
        found = known or header(first, mapping) or _bare(first, mapping)
        if not found:
            shown = ", ".join(map(str, next(filter(None, first), [])[:12]))
            why = f"no header row with known column names; its first row is {shown!r}. If it has none, write one"
            raise NoTableError(member.name, why)
        self._names, self._start = found
        self._header = columns.header_of(first[self._start - 1]) if self._start else None
        columns.check_mapping(self._names, mapping, member.name)
        self._needed = max((i + 1 for i, name in enumerate(self._names) if name), default=0)
        self._rows = section.rows(self._start, self._header)
        self._sample = list(islice(self._rows, columns.SAMPLE_ROWS))
        self._good = [record.cells for record in self._sample if self._whole(record)]
        if not self._sample:
            self.how = Layout()
            return
        self._names = columns.once(self._names, self._good)
        self._columns, at = (
            (self._names, columns.of_lists(self._names)) if known else columns.opened(self._names, self._good)
        )
        self._table = columns.Table(self._columns, at)
        self._key = frozenset(self._names)
        self._known_times: Times | None = None
        if self._key in plans:
            self.how, self._known_times = plans[self._key]
            return
        self.how = plan(layout if known else None, self._columns, self._good, at, mapping, member.name)
        above = [cell for row in first[: max(self._start - 1, 0)] for cell in row]
        if self.how.network in (None, "unknown"):
            self.how = replace(self.how, network=next(filter(None, map(words.host, above)), self.how.network))
        if self.how.zone_untold and self.how.zone is None:
            self.how = replace(self.how, zone=zone_in(above))

    def _is_header(self, record: Record) -> bool:
        """Whether a row is the header once more, as in files that were put one after the other."""
        own, cells = self._header, record.cells
        if own is None or cells is None:
            return False
        return columns.header_of(cells[:1]) == own[:1] and columns.header_of(cells) == own

    def _whole(self, record: Record) -> bool:
        """Whether a row has every named column and nothing beyond, and is not the header once more."""
        cells = record.cells
        if cells is None or len(cells) < self._needed or self._is_header(record):
            return False
        width = len(self._names)
        return len(cells) <= width or not any(map(str.strip, map(str, cells[width:])))

    def items(self) -> Iterator[Item]:
        """Posts and rejects; a quoted text with quotes that were not escaped is put together again."""
        if line := self._section.line:
            yield Reject(line, "not_posts")
            if self._sample and self._known_times is None:
                shown = ", ".join(filter(None, self._names[:8]))
                doubt(self._member.name, f"row {line} names other columns ({shown}); those below are read by them")
        if not self._sample:
            return
        table, name = self._table, self._member.name
        semicolons = self._delimiter == ";"
        times = self._known_times or times_of(
            self.how, table, self._good, self._whole_rows, name, by_semicolons=semicolons
        )
        self._plans[self._key] = self.how, times
        item = Rows(self.how, table, times, self._good, name, self._mapping).item
        text = table.columns_of(self.how.columns.get("text", ""))
        place = self._names.index(text[0]) if text and text[0] in self._names else 0
        for record in chain(self._sample, self._rows):
            if self._whole(record):
                yield item(record.line, record.cells)
                continue
            if self._is_header(record):
                yield Reject(record.line, "not_posts")
                continue
            if not record.raw:
                yield Reject(record.line, "broken_record")
            for line, raw in enumerate(record.raw, start=record.line):
                mended = csv_rows.repaired(raw, self._delimiter, len(self._names), place)
                yield Reject(line, "broken_record") if mended is None else item(line, mended)

    @cached_property
    def _delimiter(self) -> str:
        """Of a file with delimiters; a workbook has none, and is taken for one of commas."""
        return "," if workbooks.is_zip(self._member.head(4)) else csv_rows.dialect_of(self._member).delimiter

    def _whole_rows(self) -> Iterator[Any]:
        rows = self._section.rows_again(self._start, self._header)
        return (record.cells for record in rows if self._whole(record))


def _bare(first: First, mapping: Source | None) -> Found | None:
    """The first row as a header of unknown names, where the rows below are as wide."""
    if not first:
        return None
    if mapping and any(mapping.columns.values()):
        return columns.header_of(first[0]), 1
    wide = [row for row in first if len(row) == len(first[0]) > 1]
    names = columns.header_of(first[0])
    distinct = len(set(names)) == len(names) and not any(name.replace(".", "").isdigit() for name in names)
    prose = any(len(name) > _LONG_NAME and name.count(" ") >= _WORDS for name in names)
    return (names, 1) if len(wide) * 2 > len(first) > 1 and distinct and not prose else None


_LONG_NAME: Final = 40
_WORDS: Final = 4
"""A cell that is longer, with so many spaces, is a text and no column's name."""


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
    given = {**dict.fromkeys(mapping.constants, ""), **mapping.columns} if mapping else {}
    found = columns.guessed(names, sample, at, given)
    if found.columns:
        log.info(
            '%s: columns guessed (correct them in the event file, "" for none): %s', name, columns.block(found.columns)
        )
    how = columns.mapped(found, mapping)
    if "text" not in given and guess.are_accounts(found.columns, names):
        why = "lists accounts, with what they say of themselves, and no posts; where these are, map the text's column"
        raise NoTableError(name, why)
    if "text" not in how.columns:
        listed = ", ".join(repr(column) for column in names[:40]) or "none"
        why = (
            f'no column holds the text; its columns are {listed}. Map one in the event file: columns = {{ text = "…" }}'
        )
        raise NoTableError(name, why)
    return how
