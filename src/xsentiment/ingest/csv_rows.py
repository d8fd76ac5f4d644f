"""Rows of CSV: `,` `;` tab or `|`, any usual encoding, quotes escaped by doubling, by a backslash, or not at all."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import IO, Any, Final, NamedTuple

from xsentiment.ingest import encodings
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.names import is_list, known_names
from xsentiment.ingest.unpack import CutOff

MAX_CELL: Final = 16 << 20
DELIMITERS: Final = ",;\t|"
_NONE: Final = "\x1f"
"""In place of a delimiter where there is one column, whose cells may hold any of them."""
_PROBE: Final = 1 << 16
_PROBE_ROWS: Final = 50
_FEW: Final = 100
"""One character in so many may be NUL in a text."""

csv.field_size_limit(MAX_CELL)


class Record(NamedTuple):
    """One row: the line it begins on, its cells (None if they cannot be told apart), and its lines as they came."""

    line: int
    cells: list[Any] | None
    raw: list[str]


class Dialect(NamedTuple):
    """How a file is written. `wrapped`: the delimiter around rows that are each one quoted cell."""

    delimiter: str
    escape: str | None = None
    wrapped: str | None = None

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """A csv.reader of this dialect."""
        return csv.reader(
            lines, delimiter=self.delimiter, escapechar=self.escape, doublequote=self.escape is None, strict=strict
        )


def probe(head: bytes) -> tuple[Dialect, list[list[str]]] | None:
    """The dialect and the first rows of what begins so, None if it is no text."""
    text = head.decode(_mark(head) or _guess(head), "replace")
    if text.count("\0") * _FEW > len(text) or not text.strip():
        return None
    lines = list(StringIO(text, newline=""))
    if len(head) >= _PROBE and len(lines) > 1:
        lines.pop()
    dialect = _dialect(lines)
    rows = (record.cells for record in _records(_Lines(lines), dialect))
    return dialect, [cells for cells in islice(rows, _PROBE_ROWS) if cells]


def read(member: Member) -> Iterator[Record]:
    """The rows of a file that hold anything, in order; rows of empty cells are padding and are left out."""
    encoding, head = _encoding(member), member.head(_PROBE)
    found = probe(head)
    if found is None:
        return
    with member.open() as stream:
        lines = _Lines(_decoded(stream, encoding))
        yield from _records(lines, found[0])
        if lines.cut_off:
            yield Record(lines.number + 1, None, [])


def dialect_of(member: Member) -> Dialect:
    """The dialect of a file."""
    found = probe(member.head(_PROBE))
    return found[0] if found else Dialect(",")


def repaired(line: str, delimiter: str, width: int, text: int) -> list[str] | None:
    """The cells of a line whose text holds quotes that were not escaped; None if that is not what it is.

    All cells but the text are split from the left and from the right; what remains must begin and end with quotes, or
    be all that stands between two tabs, which texts do not hold: many tools write these without quoting.
    """
    parts = line.rstrip("\r\n").split(delimiter)
    end = len(parts) - (width - text - 1)
    if end <= text:
        return None
    inner = delimiter.join(parts[text:end]).strip()
    if len(inner) > 1 and inner[0] == inner[-1] == '"':
        inner = inner[1:-1].replace('\\"', '"').replace('""', '"')
    elif delimiter != "\t" or len(parts) != width:
        return None
    others = [_unquoted(part) for part in (*parts[:text], *parts[end:])]
    if None in others:
        return None
    cells = [part or "" for part in others]
    cells.insert(text, inner)
    return cells


def _unquoted(part: str) -> str | None:
    part = part.strip()
    if '"' not in part:
        return part
    return part[1:-1] if len(part) > 1 and part[0] == part[-1] == '"' and '"' not in part[1:-1] else None


class _Lines:
    """Lines with their number, held since the record began; a cut-off stream ends and is marked."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.number = 0
        self.held: list[str] = []
        self.cut_off = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except CutOff:
            self.cut_off = True
            raise StopIteration from None
        self.number += 1
        self.held.append(line)
        return line


def _decoded(stream: IO[bytes], encoding: str) -> Iterator[str]:
    return TextIOWrapper(stream, encoding, errors="replace", newline="")


def _records(lines: _Lines, dialect: Dialect) -> Iterator[Record]:
    outer = Dialect(dialect.wrapped) if dialect.wrapped else dialect
    reader = outer.reader(lines)
    while True:
        lines.held = []
        line = lines.number + 1
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:  # quotes that are not escaped, or are never closed
            cells = None
        if cells and dialect.wrapped and not any(map(str.strip, cells[1:])):
            cells = next(_parsed([cells[0]], dialect), None)
        if cells is None or any(map(str.strip, cells)):
            yield Record(line, cells, lines.held)


def _parsed(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Rows as far as they can be parsed, loosely."""
    with suppress(csv.Error):
        yield from dialect.reader(lines, strict=False)


def _mark(head: bytes) -> str | None:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if head.startswith(mark):
            return name
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) > 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _guess(head: bytes) -> str:
    """UTF-8 if it is, else what its letters show."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return encodings.guess(head)
    return "utf-8"


def _encoding(member: Member) -> str:
    """The encoding of the whole stream: a few broken characters do not make a file of UTF-8 another one."""
    head = member.head(_PROBE)
    if found := _mark(head):
        return found
    broken, foreign = _broken(member)
    if not broken:
        return "utf-8"
    if broken * 10 <= foreign:
        doubt(member.name, f"{broken} characters are not valid UTF-8; each reads as U+FFFD")
        return "utf-8"
    encoding = encodings.guess(_foreign(member))
    doubt(member.name, f"is not UTF-8; read as {encoding}")
    return encoding


def _foreign(member: Member) -> bytes:
    """The first lines that are not plain."""
    out = bytearray()
    with member.open() as stream, suppress(*CutOff):
        while len(out) < _PROBE and (line := stream.readline(_PROBE)):
            out += b"" if line.isascii() else line
    return bytes(out)


def _broken(member: Member) -> tuple[int, int]:
    """How many characters are not UTF-8, and how many are and lie beyond ASCII; (0, 0) where all is well."""
    strict = codecs.getincrementaldecoder("utf-8")()
    loose = codecs.getincrementaldecoder("utf-8")("replace")
    try:
        with member.open() as stream:
            while block := stream.read(1 << 20):
                strict.decode(block)
    except CutOff:
        return 0, 0
    except UnicodeDecodeError:
        pass
    else:
        return 0, 0
    broken = foreign = 0
    with member.open() as stream:
        try:
            while block := stream.read(1 << 20):
                text = loose.decode(block)
                bad = text.count("\ufffd") - block.count(b"\xef\xbf\xbd")
                broken += bad
                foreign += sum(map(text.count, set(text) - _ASCII)) - bad
        except CutOff:
            pass
    return max(broken, 0), foreign


_ASCII: Final = frozenset(map(chr, range(128)))


def _dialect(lines: list[str]) -> Dialect:
    """The delimiter of the header: text may hold all of them, names hardly ever."""
    if wrapped := _wrapped(lines):
        return wrapped
    if is_list([next(filter(str.strip, lines), "").strip('\ufeff"\r\n ')]):
        return Dialect(_NONE)
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        for row in islice(_parsed(lines, Dialect(delimiter)), _PROBE_ROWS):
            named = known_names(row) if len(row) > 1 else 0
            if named and (named, len(row)) > most:
                best, most = delimiter, (named, len(row))
    if not most[0]:
        best = _steady(lines)
    plain = Dialect(best)
    escaped = Dialect(best, "\\")
    if any('\\"' in line for line in lines) and _errors(lines, escaped) < _errors(lines, plain):
        return escaped
    return plain


def _steady(lines: list[str]) -> str:
    """Of a file without known names, the delimiter that gives the most rows of one width."""

    def rows_alike(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in islice(_parsed(lines, Dialect(delimiter)), _PROBE_ROWS))
        width, alike = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (alike if width > 1 else 0, width)

    return max(DELIMITERS, key=rows_alike)


def _errors(lines: list[str], dialect: Dialect) -> int:
    records = list(_records(_Lines(lines), dialect))
    widths = Counter(len(record.cells) for record in records if record.cells)
    return len(records) - max(widths.values(), default=0)


def _wrapped(lines: list[str]) -> Dialect | None:
    """The dialect of rows that were saved as one quoted cell each, as a spreadsheet with another delimiter does."""
    if sum(line[:1] == '"' for line in lines) * 2 < len(lines):
        return None
    for outer in ",;\t":
        rows: list[list[str]] = []
        reader = csv.reader(lines, delimiter=outer, strict=True)
        try:
            rows.extend(row for row in reader if any(row))
        except csv.Error:
            if reader.line_num < len(lines):  # else the last row goes on beyond what was looked at
                continue
        if len(rows) < 2 or any(any(map(str.strip, row[1:])) for row in rows):
            continue
        for inner in ",;\t":
            cells = [next(_parsed([row[0]], Dialect(inner)), []) for row in rows]
            if known_names(cells[0]) > 1 and sum(len(row) == len(cells[0]) for row in cells) * 2 > len(rows):
                return Dialect(inner, wrapped=outer)
    return None
