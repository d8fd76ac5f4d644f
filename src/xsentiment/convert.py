"""Any exports → one tidy table of posts: Parquet, CSV or JSONL, written as it is read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment import ingest, privacy, progress, report, schema, store
from xsentiment.errors import InputError

STANDARD_INPUT: Final = "-"

Write = Callable[[pa.Table], None]


def convert(
    inputs: list[Path],
    out: Path,
    *,
    format: str | None = None,  # noqa: A002
    rejects: Path | None = None,
    authors: str = "hash",
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read exports and write their posts to `out` (.parquet, .csv or .jsonl), whole or not at all.

    An input is a file, a folder (all files in it) or "-" (standard input). Yields, file by file, its name and its
    format, rows_read, posts and the reasons of its rejects; `out` and `rejects` (CSV) are there after the last. Memory
    does not grow with the inputs. Raises InputError for a file that cannot be used or an ending that is not known.
    """
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise InputError(str(out), f"unknown ending; use {', '.join(_WRITERS)}")
    named = privacy.naming(authors)
    with ExitStack() as stack:
        write = stack.enter_context(writer(out, schema.POSTS))
        reject = stack.enter_context(_csv(rejects, schema.REJECTS)) if rejects else None
        for path, name in stack.enter_context(_files(inputs)):
            formats, reasons, posts = set(), Counter[str](), 0
            with progress.bar(name, path.stat().st_size) as tell:
                for batch in ingest.read_file(path, name, pseudonym=named, format=format, progress=tell):
                    write(batch.posts)
                    if reject:
                        reject(batch.rejects)
                    posts += batch.posts.num_rows
                    reasons.update(batch.rejects["reason"].to_pylist())
                    formats |= {batch.format} if batch.posts.num_rows else set()
            yield (
                name,
                {
                    "format": " + ".join(sorted(formats)) or "no posts",
                    "rows_read": posts + reasons.total(),
                    "posts": posts,
                    "reasons": dict(sorted(reasons.items())),
                },
            )


@contextmanager
def _files(inputs: list[Path]) -> Iterator[Iterator[tuple[Path, str]]]:
    """Each file with its name; standard input is kept on disk meanwhile, as readers look twice."""
    with tempfile.TemporaryDirectory() as folder:
        yield (found for path in inputs for found in _found(path, Path(folder)))


def _found(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    if str(path) == STANDARD_INPUT:
        kept = folder / "input"
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield kept, "standard input"
    elif path.is_dir():
        inside = sorted((file.relative_to(path), file) for file in path.rglob("*") if file.is_file())
        seen = [(file, name.as_posix()) for name, file in inside if not any(part[0] == "." for part in name.parts)]
        if not seen:
            raise InputError(str(path), "holds no files")
        yield from seen
    else:
        yield path, path.name


@contextmanager
def _parquet(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with store.replacing(path) as temporary, pq.ParquetWriter(temporary, columns, compression="zstd") as writer:
        yield writer.write_table


@contextmanager
def _csv(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with store.replacing(path) as temporary, temporary.open("wb") as file:
        file.write(report.to_csv(columns.empty_table()))
        yield lambda table: file.writelines([report.to_csv(table, header=False)])


@contextmanager
def _jsonl(path: Path, _columns: pa.Schema) -> Iterator[Write]:
    with store.replacing(path) as temporary, temporary.open("wb") as file:
        yield lambda table: file.writelines(msgspec.json.encode(row) + b"\n" for row in table.to_pylist())


_WRITERS: dict[str, Callable[[Path, pa.Schema], Any]] = {".parquet": _parquet, ".csv": _csv, ".jsonl": _jsonl}
