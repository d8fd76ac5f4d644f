"""Files as they lie on disk: unpacked by content, within bounds."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, Final

import zstandard

from xsentiment.errors import InputError

MAX_UNPACKED: Final = 64 << 30
"""Most bytes that a packed file may unpack to."""
MAX_RATIO: Final = 500
"""Most bytes unpacked for each byte packed, once more than FREE_BYTES are out."""
FREE_BYTES: Final = 256 << 20

_MAGIC: Final = {
    b"\x1f\x8b": "gz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_OTHER: Final = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Office document; save it as CSV UTF-8",
    b"SQLite format 3": "an SQLite database",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"\x80\x04\x95": "a Python pickle, which is never loaded",
    b"ARROW1": "an Arrow file; save it as Parquet",
}

CutOff: Final = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile, zipfile.BadZipFile)
"""What the unpackers raise where the packed data ends too soon or is damaged."""


class UnknownFormatError(InputError):
    """No reader knows the content; in an archive it is passed over."""


class Member:
    """One stream of posts: a file, or a file inside an archive. `open` may be called again and again.

    `packed` is false where the file at `path` is itself the stream.
    """

    def __init__(self, name: str, path: Path, opener: Callable[[], IO[bytes]], *, packed: bool = True) -> None:
        self.name, self.path, self.packed, self._opener = name, path, packed, opener

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes from the beginning, unpacked."""
        stream = self._opener()
        try:
            yield stream
        finally:
            stream.close()

    def head(self, size: int) -> bytes:
        """The first bytes, as many as can be unpacked."""
        with self.open() as stream:
            out = bytearray()
            try:
                while len(out) < size and (block := stream.read(size - len(out))):
                    out += block
            except CutOff:
                if not out:
                    raise InputError(self.name, "is packed data that is cut off or damaged from the start") from None
            return bytes(out)


def members(path: Path, raw_file: str) -> Iterator[Member]:
    """The streams of a file: itself, unpacked, or each file of a zip. Raises InputError for what is no export."""
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise InputError(raw_file, error.strerror or "cannot be read") from None
    packed = _packing(magic)
    if packed == "zip":
        yield from _zip_members(path, raw_file)
    elif packed:
        yield Member(raw_file, path, lambda: _open_packed(path, packed, raw_file))
    else:
        yield Member(raw_file, path, lambda: path.open("rb"), packed=False)


def refuse_other(head: bytes, name: str) -> None:
    """Raise UnknownFormatError, naming it, for content that is certainly no export of posts."""
    for magic, what in _OTHER.items():
        if head.startswith(magic):
            raise UnknownFormatError(name, f"is {what}")
    if head[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise UnknownFormatError(name, "is an HTML page, not an export (a log-in or error page saved in its place?)")


def _packing(magic: bytes) -> str | None:
    return next((kind for start, kind in _MAGIC.items() if magic.startswith(start)), None)


def _unpacked(stream: IO[bytes], kind: str) -> Any:
    if kind == "gz":
        return gzip.GzipFile(fileobj=stream)
    if kind == "bz2":
        return bz2.BZ2File(stream)
    if kind == "xz":
        return lzma.LZMAFile(stream)
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    return unpacker.stream_reader(stream, read_across_frames=True)


def _zip_members(path: Path, raw_file: str) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [item.filename for item in archive.infolist() if not item.is_dir()]
    except zipfile.BadZipFile:
        raise InputError(raw_file, "is a zip archive that is cut off or damaged") from None
    if "[Content_Types].xml" in names:
        if not any(name.startswith("xl/") for name in names):
            raise InputError(raw_file, "is an Office document that is no workbook")
        yield Member(raw_file, path, lambda: path.open("rb"))
        return
    for name in sorted(names):
        if name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("."):
            continue
        yield Member(f"{raw_file}/{name}", path, lambda name=name: _open_in_zip(path, name, raw_file))  # type: ignore[misc]


def _open_packed(path: Path, kind: str, raw_file: str) -> IO[bytes]:
    stream = path.open("rb")
    return _bounded(_unpacked(stream, kind), path, raw_file, closes=stream)


def _open_in_zip(path: Path, name: str, raw_file: str) -> IO[bytes]:
    archive = zipfile.ZipFile(path)
    try:
        stream: IO[bytes] = archive.open(name)
    except RuntimeError:
        archive.close()
        raise InputError(f"{raw_file}/{name}", "is encrypted") from None
    magic = stream.read(16)
    packed = _packing(magic)
    stream.seek(0)
    if packed == "zip":
        raise InputError(f"{raw_file}/{name}", "is an archive inside an archive; unpack it first")
    inner = _unpacked(stream, packed) if packed else stream
    return _bounded(inner, path, raw_file, closes=archive)


class _Bounded(RawIOBase):
    """Counts what comes out of an unpacker and stops a decompression bomb."""

    def __init__(self, inner: IO[bytes], packed: int, name: str, closes: Any) -> None:
        self._inner, self._packed, self._name, self._closes = inner, packed, name, closes
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._out += len(data)
        if self._out > MAX_UNPACKED or (self._out > FREE_BYTES and self._out > MAX_RATIO * self._packed):
            raise InputError(self._name, f"unpacks to more than {self._out:,} bytes: refused as a decompression bomb")
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._closes.close()
        super().close()


def _bounded(inner: IO[bytes], path: Path, name: str, *, closes: Any) -> IO[bytes]:
    return BufferedReader(_Bounded(inner, path.stat().st_size, name, closes), 1 << 18)
