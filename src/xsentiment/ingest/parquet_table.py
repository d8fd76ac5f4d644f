"""Parquet files with any column names, by the event's column map or by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import columns
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item
from xsentiment.ingest.sample import Sample

BATCH_ROWS: Final = 10_000


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return "Parquet's mark PAR1" if sample.head.startswith(b"PAR1") else None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a Parquet file, read group by group."""
    try:
        file = pq.ParquetFile(_whole(member) if member.packed else member.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(member.name, f"is a Parquet file that is cut off or damaged ({error})") from None
    with file:
        names, line, how = file.schema_arrow.names, 0, None
        for batch in file.iter_batches(BATCH_ROWS):
            table = batch.to_pylist()
            how = how or columns.plan(names, table[: columns.SAMPLE_ROWS], member.name, mapping)
            yield from columns.rows(enumerate(table, start=line + 1), how, member.name)
            line += len(table)


def _whole(member: Member) -> pa.BufferReader:
    with member.open() as stream:
        return pa.BufferReader(stream.read())
