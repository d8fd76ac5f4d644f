"""Any exports → one tidy table of posts: Parquet, CSV or JSONL, written as it is read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xsentiment import deletions, ingest, privacy, progress, report, schema, store
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

    An input is a file, a folder (all files in it) or "-" (standard input). What one of them says is deleted is left out
    of all, so posts are set aside, beside `out`, until the last was read. Yields, file by file, its name and its
    format, rows_read, posts and the reasons of its rejects; `out` and `rejects` (CSV) are there after the last. Memory
    does not grow with the inputs but for what is deleted. Raises InputError for a file that cannot be used or an ending
    that is not known; one of no known format that lies in a folder beside others is a warning and a reject.
    """
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise InputError(str(out), f"unknown ending; use {', '.join(_WRITERS)}")
    with ExitStack() as stack:
        write = stack.enter_context(writer(out, schema.POSTS))
        reject = stack.enter_context(_csv(rejects, schema.REJECTS)) if rejects else _pass_over
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=out.parent, prefix=".")))
        named = privacy.naming("hash" if authors == "drop" else authors)  # deletions of all of an author's name one
        read: list[_File] = []
        for path, name, alone in stack.enter_context(_files(inputs)):
            with progress.bar(name, path.stat().st_size) as tell:
                batches = ingest.read_file(path, name, pseudonym=named, format=format, progress=tell, alone=alone)
                read.append(_read(name, batches, folder / str(len(read)), reject))
        if read and not any(file.is_known for file in read):
            ingest.detect(path)  # raises what it is
        gone = _gone(read)
        for file in read:
            for piece in _pieces(file.aside):
                posts, deleted = deletions.obeyed(piece, gone)
                write(schema.nulled(posts, "author_id") if authors == "drop" else posts)
                reject(deleted)
                file.reasons["deleted"] += deleted.num_rows
            yield file.name, file.facts()


def _pass_over(_table: pa.Table) -> None:
    pass


class _File(NamedTuple):
    """A file that was read: what is in it, and where its posts are set aside until the last file was read."""

    name: str
    aside: Path
    is_known: bool
    rows: int
    formats: set[str]
    reasons: Counter[str]
    gone: pa.Table

    def facts(self) -> dict[str, Any]:
        reasons = {reason: n for reason, n in sorted(self.reasons.items()) if n}
        return {
            "format": " + ".join(sorted(self.formats)) or "no posts",
            "rows_read": self.rows,
            "posts": self.rows - sum(reasons.values()),
            "reasons": reasons,
        }


def _read(name: str, batches: Iterator[ingest.Batch], aside: Path, reject: Write) -> _File:
    formats, reasons, rows, gone = set(), Counter[str](), 0, [schema.DELETIONS.empty_table()]
    is_known = False
    with store.writing(aside), pq.ParquetWriter(aside, schema.POSTS, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch.posts)
            reject(batch.rejects)
            reasons.update(batch.rejects["reason"].to_pylist())
            rows += batch.rows_read
            is_known = is_known or batch.format != ingest.UNKNOWN
            formats |= {batch.format} if batch.posts.num_rows else set()
            gone += [batch.deletions] if batch.deletions.num_rows else []
    return _File(name, aside, is_known, rows, formats, reasons, pa.concat_tables(gone))


def _gone(read: list[_File]) -> pa.Table:
    """What any of the files says is gone."""
    gone = pa.concat_tables([file.gone for file in read] or [schema.DELETIONS.empty_table()])
    if gone.num_rows == 0:
        return gone
    edited = pc.field("edit_of_id").is_valid()
    found = (pq.read_table(file.aside, columns=deletions.VERSIONS, filters=edited) for file in read)
    return deletions.of_all_versions(gone, pa.concat_tables(found))


def _pieces(aside: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(aside) as file:
        for batch in file.iter_batches(ingest.BATCH_ROWS):
            yield pa.Table.from_batches([batch], schema.POSTS)


@contextmanager
def _files(inputs: list[Path]) -> Iterator[Iterator[tuple[Path, str, bool]]]:
    """Each file with its name, and whether it was named itself and not its folder.

    Standard input is kept on disk meanwhile, as readers look twice.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield (found for path in inputs for found in _found(path, Path(folder)))


def _found(path: Path, folder: Path) -> Iterator[tuple[Path, str, bool]]:
    if str(path) == STANDARD_INPUT:
        kept = folder / "input"
        with store.writing(kept), kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield kept, "standard input", True
    elif path.is_dir():
        inside = sorted((file.relative_to(path), file) for file in path.rglob("*") if file.is_file())
        seen = [
            (file, name.as_posix(), False) for name, file in inside if not any(part[0] == "." for part in name.parts)
        ]
        if not seen:
            raise InputError(str(path), "holds no files")
        yield from seen
    else:
        yield path, path.name, True


@contextmanager
def _parquet(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with (
        store.replacing(path) as temporary,
        store.writing(path),
        pq.ParquetWriter(temporary, columns, compression="zstd") as writer,
    ):
        yield writer.write_table


@contextmanager
def _csv(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with store.replacing(path) as temporary, store.writing(path), temporary.open("wb") as file:
        file.write(report.to_csv(columns.empty_table()))
        yield lambda table: file.writelines([report.to_csv(table, header=False)])


@contextmanager
def _jsonl(path: Path, _columns: pa.Schema) -> Iterator[Write]:
    with store.replacing(path) as temporary, store.writing(path), temporary.open("wb") as file:
        yield lambda table: file.writelines(msgspec.json.encode(row) + b"\n" for row in table.to_pylist())


_WRITERS: dict[str, Callable[[Path, pa.Schema], Any]] = {".parquet": _parquet, ".csv": _csv, ".jsonl": _jsonl}
