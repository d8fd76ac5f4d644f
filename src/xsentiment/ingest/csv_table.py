"""CSV with any column names, by the event's column map or by a guess: `,` `;` tab or `|`, any usual encoding."""

from __future__ import annotations

import codecs
import csv
import logging
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain, islice
from typing import IO, Any, Final

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns
from xsentiment.ingest.files import CutOff, Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.sample import Sample

log = logging.getLogger("xsentiment")

PREAMBLE_ROWS: Final = 30
MAX_CELL: Final = 16 << 20
_SENTIMENT140: Final = {
    6: ["polarity", "id", "date", "query", "user", "text"],
    2: ["polarity", "text"],
}
_PROBE: Final = 1 << 16

csv.field_size_limit(MAX_CELL)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return None if sample.values or sample.head.startswith(b"PAR1") else _looks_like_csv(sample.head)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a CSV file: `,` `;` tab or `|`, quoted or not, in any usual encoding."""
    encoding = _encoding(member)
    with member.open() as stream:
        lines = _Lines(stream, encoding)
        delimiter = _delimiter(member, encoding)
        reader = csv.reader(lines, delimiter=delimiter, strict=False)
        header, first = _header(reader, member.name, mapping)
        table = _records(reader, header, first, lines)
        sample = list(islice(table, columns.SAMPLE_ROWS))
        good = [record for _, record in sample if isinstance(record, dict)]
        how = columns.plan([name for name in header if name], good, member.name, mapping)
        for line, record in chain(sample, table):
            if isinstance(record, Reject):
                yield record
            else:
                yield from columns.rows([(line, record)], how, member.name)


def _looks_like_csv(head: bytes) -> str | None:
    """Say why these first bytes are a table of text, or None."""
    encoding = _bom(head) or "utf-8"
    text = head.decode(encoding, "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or "\0" in text or text.lstrip()[:1] in ("{", "["):
        return None
    for delimiter in ",;\t|":
        found = list(islice(csv.reader(lines, delimiter=delimiter), PREAMBLE_ROWS))
        header = next((row for row in found if columns.known_names(row) > 1 or columns.has_text(row)), None)
        if header is not None and (len(header) > 1 or columns.has_text(header)):
            return f"a header row with the columns {', '.join(header[:6])}"
        if found and _headless(found[0]):
            return "rows of Sentiment140, without a header"
    widths = [line.count(max(",;\t|", key=lines[0].count)) for line in lines[:20]]
    return "rows with delimiters" if min(widths) > 0 and len(lines) > 1 else None


def _headless(row: list[str]) -> list[str] | None:
    return _SENTIMENT140.get(len(row)) if row and row[0] in ("0", "2", "4") else None


def _bom(head: bytes) -> str | None:
    for bom, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(bom):
            return name
    return None


def _encoding(member: Member) -> str:
    """The encoding of the whole stream.

    By its mark, else UTF-8 if all of it is, else GB18030 if that gives Chinese, else Windows-1252.
    """
    head = member.head(_PROBE)
    if found := _bom(head):
        return found
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken, foreign = 0, 0
    with member.open() as stream:
        try:
            while block := stream.read(1 << 20):
                text = decoder.decode(block)
                if not text.isascii():
                    broken += text.count("�") - block.count("�".encode())
                    foreign += sum(c > "\x7f" for c in text)
        except CutOff:
            pass
    if broken <= 0 or broken * 10 <= foreign - broken:
        if broken > 0:
            log.warning("%s: %d characters are not valid UTF-8; each reads as U+FFFD", member.name, broken)
        return "utf-8"
    letters = [c for c in head.decode("gb18030", "replace") if c.isalpha() or c == "�"]
    chinese, failed = sum("一" <= c <= "鿿" for c in letters), letters.count("�")
    encoding = "gb18030" if chinese * 10 > len(letters) and chinese > 10 * failed else "cp1252"
    log.warning("%s: is not UTF-8; read as %s", member.name, encoding)
    return encoding


def _delimiter(member: Member, encoding: str) -> str:
    """The delimiter of the header line: text may hold all of them, names hardly ever."""
    lines = member.head(_PROBE).decode(encoding, "replace").splitlines()[:PREAMBLE_ROWS]
    best, score = ",", (-1, -1)
    for delimiter in ",;\t|":
        for row in csv.reader(lines, delimiter=delimiter):
            found = (columns.known_names(row), len(row))
            if found > score and len(row) > 1:
                best, score = delimiter, found
            break
    for delimiter in ",;\t|":
        if score[0] < 1:
            for row in csv.reader(lines, delimiter=delimiter):
                if columns.known_names(row) > max(1, score[0]):
                    best, score = delimiter, (columns.known_names(row), len(row))
    return best


class _Lines:
    """Decoded lines with a count, so that a record knows where it began; a cut-off stream ends and is marked."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._text = TextIOWrapper(stream, encoding, errors="replace", newline="")
        self.cut_off = False
        self.quotes = 0  # since the last record began

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline()
        except CutOff:
            self.cut_off = True
            line = ""
        if not line:
            raise StopIteration
        self.quotes += line.count('"')
        return line


def _header(reader: Any, name: str, mapping: Source | None) -> tuple[list[str], list[str] | None]:
    """The header row, past any preamble, and a first row of data if there is no header."""
    wanted = set(mapping.columns.values()) if mapping else set()
    seen: list[list[str]] = []
    for row in islice(reader, PREAMBLE_ROWS):
        seen.append(row)
        cells = [cell.strip() for cell in row]
        if wanted:
            if wanted & set(cells):
                return cells, None
        elif len(seen) == 1 and (fixed := _headless(row)):
            return fixed, row
        elif columns.known_names(cells) > 1 or (columns.has_text(cells) and len(seen) == 1):
            return cells, None
    if not seen:
        raise InputError(name, "holds no rows")
    first = next((row for row in seen if any(cell.strip() for cell in row)), seen[0])
    if not wanted and seen.index(first) + 1 < len(seen):
        raise InputError(name, f"no header row with known column names; its first row is {', '.join(first[:12])!r}")
    return [cell.strip() for cell in first], None


def _records(
    reader: Any, header: list[str], first: list[str] | None, lines: _Lines
) -> Iterator[tuple[int, Row | Reject]]:
    """Numbered records by column; rows of the wrong width are rejected, rows of empty cells are padding.

    A last record whose quotes are not closed is cut off.
    """
    width = len(header)
    while header and not header[width - 1]:
        width -= 1  # trailing unnamed columns
    before = 0 if first is not None else reader.line_num
    lines.quotes = 0
    for line, row in _numbered(chain([first] if first is not None else [], reader), reader, before, lines):
        if row is None or len(row) < width or any(cell.strip() for cell in row[len(header) :]):
            yield line, Reject(line, "broken_record")
        else:
            yield line, {name: cell for name, cell in zip(header, row, strict=False) if name}


def _numbered(
    rows: Iterator[list[str]], reader: Any, before: int, lines: _Lines
) -> Iterator[tuple[int, list[str] | None]]:
    """Rows with the line that each begins on, None for one that is broken.

    A row is held back until it is known whether the file ends inside its quotes.
    """
    held: tuple[int, list[str]] | None = None
    odd = False
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            row, broken = [], True
        else:
            broken = False
        if row is None or any(cell.strip() for cell in row) or broken:
            if held is not None:
                yield held[0], None if row is None and odd else held[1]
                held = None
            if row is None:
                break
            if broken:
                yield before + 1, None
            else:
                held, odd = (before + 1, row), lines.quotes % 2 == 1
        before, lines.quotes = max(reader.line_num, before + 1), 0
    if lines.cut_off:
        yield before + 1, None
