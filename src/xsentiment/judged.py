"""Columns of a file of posts that people labelled: Parquet, CSV, JSON Lines or a workbook, packed or not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
from pyarrow import parquet

from xsentiment import workbooks
from xsentiment.errors import InputError
from xsentiment.ingest import csv_rows, files, xlsx_rows
from xsentiment.ingest.csv_rows import Record
from xsentiment.ingest.files import Member
from xsentiment.ingest.unpack import CutOff

TAKEN: Final = "Parquet, CSV (with commas, semicolons or tabs), JSON Lines and workbooks (XLSX) are read"

_SHOWN, _LONGEST = 30, 60
"""So many names of columns are told, and so much of each."""
_BLOCK: Final = 1 << 20
_NOT_BLANK: Final = re.compile(r"\S")

Columns = list[list[str | None]]


def columns(path: Path, text: str, *others: str) -> Columns:
    """The texts of a file's rows, and their labels and the like, None where a cell has nothing.

    Raises InputError for a file that cannot be read, that lacks one of the columns or has it twice, or whose texts are
    none.
    """
    member = _member(path)
    names = (text, *others)
    head = member.head(1 << 10)
    files.refuse_other(head, member.name)
    if head.startswith(b"PAR1"):
        return _of_parquet(member, names)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _of_objects(member, names)
    if workbooks.is_zip(head):
        return _of_workbook(member, names)
    _check_whole(member)
    delimiter = csv_rows.dialect_of(member).delimiter
    return _of_records(csv_rows.read(member), member.name, names, delimiter)


def _member(path: Path) -> Member:
    if not path.exists():
        raise InputError(str(path), "is not there")
    first, *others = files.members(path, str(path))
    if others:
        raise InputError(str(path), f"holds several files; name one: {TAKEN}")
    return first


def _content(member: Member) -> bytes:
    return b"".join(_blocks(member))


def _check_whole(member: Member) -> None:
    """Raise InputError for packed data that is cut off: it may end within a row, which would be blamed for it."""
    if member.packed:
        for _ in _blocks(member):
            pass


def _blocks(member: Member) -> Iterator[bytes]:
    try:
        with member.open() as stream:
            while block := stream.read(_BLOCK):
                yield block
    except CutOff:
        raise InputError(member.name, "is packed data that is cut off or damaged") from None


def _of_parquet(member: Member, names: tuple[str, ...]) -> Columns:
    try:
        with parquet.ParquetFile(pa.BufferReader(_content(member))) as file:
            _check_columns(file.schema_arrow.names, names, member.name)
            table = file.read(list(dict.fromkeys(names)), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise InputError(member.name, f"is Parquet that cannot be read: {error}") from None
    text, *others = map(table.column, names)
    for name, column in zip(names[1:], others, strict=True):
        _check_plain(name, nested=pa.types.is_nested(column.type), file=member.name)
    kind = text.type.value_type if pa.types.is_dictionary(text.type) else text.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        raise InputError(member.name, f"column {names[0]!r} holds {kind}, no texts; write it as strings")
    return [text.to_pylist(), *([_plain(cell) for cell in column.to_pylist()] for column in others)]


def _of_objects(member: Member, names: tuple[str, ...]) -> Columns:
    data = _content(member).removeprefix(b"\xef\xbb\xbf").strip()
    try:
        rows = _values(data)
    except json.JSONDecodeError as error:
        raise InputError(member.name, f"line {error.lineno} holds no JSON as it should; {TAKEN}") from None
    except (UnicodeError, RecursionError):
        raise InputError(member.name, f"is no JSON Lines, nor a list of objects; {TAKEN}") from None
    if not all(isinstance(row, dict) for row in rows):
        raise InputError(member.name, f"holds values that are no objects; {TAKEN}")
    _check_columns([*dict.fromkeys(key for row in rows for key in row)], names, member.name)
    for name in names:
        _check_plain(name, nested=any(isinstance(row.get(name), dict | list) for row in rows), file=member.name)
    return [[_plain(row.get(name)) for row in rows] for name in names]


def _values(data: bytes) -> list[Any]:
    """The values one after the other, or those of a list; lone surrogates and NaN, as Python writes them, too."""
    is_list = data[:1] == b"["
    try:
        return msgspec.json.decode(data) if is_list else msgspec.json.Decoder().decode_lines(data)
    except (msgspec.DecodeError, UnicodeError):
        text = data.decode("utf-8", "surrogatepass")
        return json.loads(text) if is_list else [*_one_by_one(text)]


def _one_by_one(text: str) -> Iterator[Any]:
    parse, end = json.JSONDecoder().raw_decode, 0
    while begin := _NOT_BLANK.search(text, end):
        value, end = parse(text, begin.start())
        yield value


def _of_workbook(member: Member, names: tuple[str, ...]) -> Columns:
    """Of the one sheet that has the columns, whatever other sheets there are."""
    with xlsx_rows.sheets(member) as sheets:
        tables = [[*xlsx_rows.rows(sheet)] for sheet in sheets]
    fitting = [table for table in tables if table and set(names) <= set(_header(table[0]))]
    if len(fitting) > 1:
        why = f"has {len(fitting)} sheets with columns {' and '.join(map(repr, names))}; keep one of them"
        raise InputError(member.name, why)
    return _of_records(iter(next(iter(fitting or tables), [])), member.name, names)


def _of_records(records: Iterator[Record], name: str, names: tuple[str, ...], delimiter: str = ",") -> Columns:
    """Of a table whose first row is its header; a text with quotes that were not escaped is put together again."""
    head = next(records, None)
    if head is None or head.cells is None:
        raise InputError(name, f"holds no table; {TAKEN}")
    header = _header(head)
    _check_columns(header, names, name)
    places = [header.index(name) for name in names]
    out: Columns = [[] for _ in names]
    for record in records:
        rows = [record.cells] if _fits(record.cells, header) else _mended(record, delimiter, len(header), places[0])
        if not rows or None in rows:
            found = "cells that cannot be told apart" if record.cells is None else f"{len(record.cells)} cells"
            raise InputError(name, f"line {record.line} has {found}, where the header has {len(header)}")
        for cells in filter(None, rows):
            for column, place in zip(out, places, strict=True):
                column.append(_plain(cells[place]))
    return out


def _fits(cells: list[Any] | None, header: list[str]) -> bool:
    return cells is not None and len(cells) == len(header)


def _mended(record: Record, delimiter: str, width: int, text: int) -> list[list[str] | None]:
    """The rows that the lines of a broken one are, None for each that cannot be told."""
    return [csv_rows.repaired(line, delimiter, width, text) for line in record.raw if line.strip()]


def _header(head: Record) -> list[str]:
    return [str(cell).strip() for cell in head.cells or ()]


def _plain(cell: Any) -> str | None:
    """A cell as it would be written, whole numbers without a point; NaN is none."""
    if isinstance(cell, float):
        return None if math.isnan(cell) else str(int(cell)) if cell.is_integer() else str(cell)
    return None if cell is None else str(cell)


def _check_plain(name: str, *, nested: bool, file: str) -> None:
    if nested:
        raise InputError(file, f"column {name!r} holds lists or objects; write one text or label a row")


def _listed(header: Sequence[str]) -> str:
    """The first names of columns, without characters that would steer a terminal."""
    names = [repr(name[:_LONGEST])[1:-1] for name in header[:_SHOWN]]
    return ", ".join([*(names or ["none"]), *([f"{len(header) - _SHOWN} more"] if len(header) > _SHOWN else [])])


def _check_columns(header: Sequence[str], names: Sequence[str], file: str) -> None:
    """Raise InputError for a column that is not there, or there twice."""
    for name in names:
        if name not in header:
            raise InputError(file, f"has no column {name!r}; it has {_listed(header)}")
        if header.count(name) > 1:
            raise InputError(file, f"has {header.count(name)} columns {name!r}; rename all but one")
