"""Any export → one tidy table of posts: Parquet, CSV or JSONL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment import api, report, store
from xsentiment.errors import InputError


def convert(
    files: list[Path],
    out: Path,
    *,
    format: str | None = None,  # noqa: A002
    rejects: Path | None = None,
    authors: str = "hash",
) -> dict[str, dict[str, Any]]:
    """Read exports and write their posts to `out` (.parquet, .csv or .jsonl), whole or not at all.

    Returns for each file its format, rows_read, posts and the reasons of its rejects. Raises InputError for a file
    that cannot be used or an ending that is not known.
    """
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise InputError(str(out), f"unknown ending; use {', '.join(_WRITERS)}")
    posts, rejected, counts = [], [], {}
    for path, (kept, lost) in zip(files, api.read_files(files, format=format, authors=authors), strict=True):
        reasons = Counter(lost["reason"].to_pylist())
        formats = sorted(set(kept["format"].to_pylist()))
        counts[str(path)] = {
            "format": " + ".join(formats) or "no posts",
            "rows_read": kept.num_rows + lost.num_rows,
            "posts": kept.num_rows,
            "reasons": dict(sorted(reasons.items())),
        }
        posts.append(kept)
        rejected.append(lost)
    store.write_atomic(out, write(pa.concat_tables(posts)))
    if rejects is not None:
        store.write_atomic(rejects, report.to_csv(pa.concat_tables(rejected)))
    return counts


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def _jsonl(table: pa.Table) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z) for row in table.to_pylist())


_WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    ".parquet": _parquet,
    ".csv": report.to_csv,
    ".jsonl": _jsonl,
}
