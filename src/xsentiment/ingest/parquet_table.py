"""Parquet files with any column names, by the event's column map or by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns, csv_table, private, tables, tools
from xsentiment.ingest.column_times import times_of
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.rows import Rows
from xsentiment.ingest.sample import Sample

BATCH_ROWS: Final = 10_000


FIELDS: Final[dict[str, str]] = csv_table.FIELDS

TRAPS: Final[tuple[str, ...]] = (
    "ids kept as floats lost their last digits: `id_ok` is false",
    "columns inside of others are named `outer.inner`; values about other posts are not taken for the post's own",
    "a table of a known tool's columns is read with that tool's layout",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "Parquet's mark PAR1" if sample.head.startswith(b"PAR1") else None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a Parquet file, read group by group."""
    with _opened(member) as file:
        names = _names(file)
        private.refuse_columns(names, member.name)
        columns.check_mapping(names, mapping, member.name)
        first = _first(file)
        at = columns.of_lists(names)
        how = tables.plan(tools.known(names), names, first, at, mapping, member.name)
        table = columns.Table(names, at)
        times = times_of(how, table, first, lambda: _rows(file), member.name)
        item = Rows(how, table, times, first, member.name, mapping).item
        for line, row in enumerate(_rows(file), start=1):
            yield item(line, row)


def guessed(member: Member) -> dict[str, str]:
    """Our column → the file's, as guessed."""
    with _opened(member) as file:
        names = _names(file)
        return dict(tables.plan(None, names, _first(file), columns.of_lists(names), None, member.name).columns)


def _opened(member: Member) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(_whole(member) if member.packed else member.path)
        _ = file.schema_arrow.names  # which are decoded when asked for
    except (ValueError, OSError, pa.ArrowException) as error:
        raise InputError(member.name, f"is a Parquet file that is cut off or damaged ({error})") from None
    return file


def _names(file: pq.ParquetFile) -> list[str]:
    return list(_flat(file.schema_arrow.empty_table()).schema.names)


def _flat(table: pa.Table) -> pa.Table:
    """The table with the columns inside of others beside them, as `outer.inner`."""
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    return table


def _rows(file: pq.ParquetFile) -> Iterator[tuple[Any, ...]]:
    try:
        for batch in file.iter_batches(BATCH_ROWS):
            for part in _flat(pa.Table.from_batches([batch])).to_batches():
                yield from zip(*map(_cells, part.columns), strict=True)
    except (ValueError, OSError, pa.ArrowException) as error:
        raise EOFError(str(error)) from None  # as other packed data that is damaged; the rows before it are kept


def _cells(column: pa.Array) -> list[Any]:
    """The values of a column; characters of texts that are not UTF-8 read as U+FFFD."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        if not pa.types.is_string(column.type):
            raise
        return [
            cell if cell is None else cell.decode("utf-8", "replace") for cell in column.view(pa.binary()).to_pylist()
        ]


def _first(file: pq.ParquetFile) -> list[tuple[Any, ...]]:
    return list(islice(_rows(file), columns.SAMPLE_ROWS))


def _whole(member: Member) -> pa.BufferReader:
    with member.open() as stream:
        return pa.BufferReader(stream.read())
