"""Parquet files with any column names, by the event's column map or by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns, tables, tools
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.rows import Rows
from xsentiment.ingest.sample import Sample

BATCH_ROWS: Final = 10_000


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "Parquet's mark PAR1" if sample.head.startswith(b"PAR1") else None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a Parquet file, read group by group."""
    try:
        file = pq.ParquetFile(member.path if member.path.name == member.name.rsplit("/", 1)[-1] else _whole(member))
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(member.name, f"is a Parquet file that is cut off or damaged ({error})") from None
    with file:
        names = file.schema_arrow.names
        columns.check_mapping(names, mapping, member.name)
        batches = file.iter_batches(BATCH_ROWS)
        first = _rows(next(batches, None))
        at = columns.of_lists(names)
        sample = first[: columns.SAMPLE_ROWS]
        how = tables.plan(tools.known(names), names, sample, at, mapping, member.name)
        table = columns.Table(names, at)
        times = columns.times_of(
            how, table, sample, lambda: chain.from_iterable(map(_rows, file.iter_batches())), member.name
        )
        item = Rows(how, table, times, sample, member.name).item
        rows = chain(first, chain.from_iterable(map(_rows, batches)))
        for line, row in enumerate(rows, start=1):
            yield item(line, row)


def _rows(batch: pa.RecordBatch | None) -> list[Any]:
    return [] if batch is None else list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _whole(member: Member) -> pa.BufferReader:
    with member.open() as stream:
        return pa.BufferReader(stream.read())
