"""Where an event's tables lie: atomic writes, the manifest of what was made from what, the lock."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b, sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.errors import InputError, LockedError

_CHUNK = 1 << 20
_GROUP_ROWS = 8192


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the event's lock; raises LockedError at once if another run has it. Freed when the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    held = FileLock(path)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise LockedError(str(path)) from None
    try:
        yield
    finally:
        held.release()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What fails for want of room while a block writes names the file: neither Python nor Arrow tell it."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, whose file takes the place of `path` if the block ends well, and is removed otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old content or the new, never a part."""
    with replacing(path) as temporary, writing(path):
        temporary.write_bytes(data)


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file atomically."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    write_atomic(path, sink.getvalue().to_pybytes())


class PartWriter:
    """Writes rows to one Parquet file a part as they come, so that memory does not grow with the input.

    Files are named `<folder>/part=NN/<name>.parquet`; they appear when the block ends well, and not at all otherwise.
    """

    def __init__(self, folder: Path, name: str, table_schema: pa.Schema) -> None:
        self._folder, self._name, self._schema = folder, name, table_schema
        self._waiting: dict[int, list[pa.Table]] = {}
        self._writers: dict[int, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def write(self, table: pa.Table, part: NDArray[np.int64]) -> None:
        """Add rows, each to the part of its number; `part` has one number a row."""
        for number in np.unique(part).tolist():
            waiting = self._waiting.setdefault(number, [])
            waiting.append(table.filter(pa.array(part == number)))
            if sum(piece.num_rows for piece in waiting) >= _GROUP_ROWS:
                self._flush(number)

    def _flush(self, number: int) -> None:
        table = pa.concat_tables(self._waiting.pop(number))
        with writing(self._path(number)):
            if number not in self._writers:
                path = self._path(number, ".tmp")
                path.parent.mkdir(parents=True, exist_ok=True)
                self._writers[number] = pq.ParquetWriter(path, self._schema, compression="zstd")
            self._writers[number].write_table(table)

    def _path(self, number: int, ending: str = "") -> Path:
        return self._folder / f"part={number:02d}" / f"{self._name}.parquet{ending}"

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        try:
            if failed is None:
                self._finish()
        finally:
            for number, writer in self._writers.items():
                with suppress(OSError):
                    writer.close()
                writer.is_open = False  # else it tries again when memory is tidied up, and says so
                self._path(number, ".tmp").unlink(missing_ok=True)

    def _finish(self) -> None:
        for number in sorted(self._waiting):
            self._flush(number)
        for number, writer in self._writers.items():
            with writing(self._path(number)):
                writer.close()
        for number in self._writers:
            self._path(number, ".tmp").replace(self._path(number))


def read_tables(paths: list[Path], table_schema: pa.Schema, name: str) -> pa.Table:
    """Read and join Parquet files of one schema, in the order given; raises InputError for a damaged file."""
    tables = []
    for path in paths:
        try:
            tables.append(schema.conform(pq.read_table(path, partitioning=None), table_schema, name))
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(str(path), f"is damaged ({error}); delete the folder to rebuild it from raw") from None
    return pa.concat_tables(tables) if tables else table_schema.empty_table()


def part_of(source: str, post_id: str, parts: int) -> int:
    """The part a post lives in: all copies of a post meet there."""
    data = f"{source}\x1f{post_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") % parts


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


def fingerprint(*facts: Any) -> str:
    """A short name for what a table was made from: equal facts, equal name."""
    data = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16).hexdigest()


@cache
def program_hash() -> str:
    """A hash of the program's own files: what another program made is made again, also between two versions."""
    package = files("xsentiment")
    digest = blake2b(digest_size=16)
    for path in sorted(Path(str(package)).rglob("*")):
        if path.suffix in (".py", ".html", ".css"):
            digest.update(path.relative_to(str(package)).as_posix().encode("utf-8") + b"\0" + path.read_bytes())
    return digest.hexdigest()


def table_hash(table: pa.Table) -> str:
    """A hash of a table's content, whatever its chunks, slices and file encoding."""
    digest = blake2b(repr(table.schema).encode("utf-8"), digest_size=16)
    for column in table.columns:
        _hash_array(digest, column.combine_chunks())
    return digest.hexdigest()


def _hash_array(digest: Any, array: pa.Array) -> None:
    """Add the values of an array and where it is null, both without what lies in its buffers unused."""
    digest.update(np.packbits(array.is_valid().to_numpy(zero_copy_only=False)).tobytes())
    present = array.drop_null()
    if pa.types.is_list(array.type):
        digest.update(pa.compute.list_value_length(present).to_numpy().tobytes())
        _hash_array(digest, present.flatten())
    elif pa.types.is_string(array.type):
        digest.update(pa.compute.binary_length(present).to_numpy().tobytes())
        digest.update("".join(present.to_pylist()).encode("utf-8"))
    else:
        digest.update(np.ascontiguousarray(present.to_numpy(zero_copy_only=False)).tobytes())


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the last runs left behind, {} at first or if it was made by another version of the tables."""
    path = folder / "manifest.json"
    if not path.exists():
        return {}
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(str(path), "is damaged; delete the folder to rebuild it from raw") from None
    return manifest if manifest.get("schema_version") == schema.VERSION else {}


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest last, so that a run cut off before is done again."""
    data = json.dumps(manifest | {"schema_version": schema.VERSION}, indent=1, sort_keys=True, ensure_ascii=False)
    write_atomic(folder / "manifest.json", data.encode("utf-8"))


def replace_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder and put it in the place of `folder`: whole or not at all. What else lay in it stays.

    What an interrupted swap left behind is put right first.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    if old.exists() and not folder.exists():
        old.rename(folder)
    _bring_along(old, folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        fill(new)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        _bring_along(old, folder)
        shutil.rmtree(new, ignore_errors=True)


def _bring_along(old: Path, folder: Path) -> None:
    """Move what `folder` does not have from the old one, if there is one, and delete the rest of that."""
    for path in old.iterdir() if old.exists() else ():
        if not (folder / path.name).exists():
            path.rename(folder / path.name)
    shutil.rmtree(old, ignore_errors=True)
