"""Files as they lie on disk: unpacked by content, within bounds."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, Final

import zstandard

from xsentiment.errors import InputError
from xsentiment.ingest.items import clean

MAX_UNPACKED: Final = 64 << 30
"""Most bytes that a packed file may unpack to."""
MAX_RATIO: Final = 500
"""Most bytes unpacked for each byte packed, once more than FREE_BYTES are out."""
FREE_BYTES: Final = 256 << 20
_BUFFER: Final = 1 << 20
"""Bytes read at a time: long lines are put together of pieces of this size."""
_ZST_BLOCK: Final = 1 << 11
"""Bytes of Zstandard unpacked at a time: 64 MiB at most come out of so many."""

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
    b"version https://git-lfs.github.com/spec/": "a pointer of Git LFS, not the file; `git lfs pull` fetches it",
}

CutOff: Final = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile, zipfile.BadZipFile)
"""What the unpackers raise where the packed data ends too soon or is damaged."""

BadZip: Final = (struct.error, ValueError, OverflowError, EOFError, OSError)
"""What zipfile raises besides for directories that make no sense."""


class UnknownFormatError(InputError):
    """No reader knows the content; in an archive it is passed over."""


class Member:
    """One stream of posts: a file, or a file inside an archive. `open` may be called again and again.

    `packed` is false where the file at `path` is itself the stream; the stream takes up `size` bytes of it, from
    `start` on.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        opener: Callable[[], IO[bytes]],
        *,
        packed: bool = True,
        start: int = 0,
        size: int = 0,
    ) -> None:
        self.name, self.path, self.packed, self.size = name, path, packed, size
        self._opener, self._start = opener, start
        self._stream: IO[bytes] | None = None

    @property
    def place(self) -> int:
        """How many of the bytes on disk were read for the stream opened last; all of them once it is closed."""
        if self._stream is None or self._stream.closed:
            return self.size
        file = getattr(self._stream, "file", self._stream)
        return int(min(max(file.tell() - self._start, 0), self.size))

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes from the beginning, unpacked. Raises InputError for packed data that cannot be opened."""
        with self._opener() as stream:
            self._stream = stream
            yield stream

    def head(self, size: int) -> bytes:
        """The first bytes, as many as can be unpacked."""
        out = bytearray()
        with self.open() as stream:
            try:
                while len(out) < size and (block := stream.read1(size - len(out))):  # type: ignore[attr-defined]
                    out += block
            except CutOff:
                if not out:
                    raise InputError(self.name, "is packed data that is cut off or damaged from the start") from None
        return bytes(out)

    def after(self, count: int) -> Member:
        """The same stream without its first bytes."""

        def opener() -> IO[bytes]:
            stream = self._opener()
            stream.read(count)
            return stream

        return Member(self.name, self.path, opener, start=self._start, size=self.size)


def members(path: Path, raw_file: str) -> Iterator[Member]:
    """The streams of a file: itself, unpacked, or each file of a zip. Raises InputError for what is no export."""
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise InputError(raw_file, error.strerror or "cannot be read") from None
    packed = _packing(magic)
    size = path.stat().st_size
    if packed == "zip":
        yield from _zip_members(path, raw_file)
    elif packed:
        budget = _Budget(raw_file, size)
        yield Member(raw_file, path, lambda: _open_packed(path, packed, budget), size=size)
    else:
        yield Member(raw_file, path, lambda: path.open("rb", buffering=_BUFFER), packed=False, size=size)


def refuse_other(head: bytes, name: str) -> None:
    """Raise UnknownFormatError, naming it, for content that is certainly no export of posts."""
    for magic, what in _OTHER.items():
        if head.startswith(magic):
            raise UnknownFormatError(name, f"is {what}")
    if head[257:262] == b"ustar":
        raise UnknownFormatError(name, "is a tar archive; unpack it first")
    if b'onload="CheckLocation();"' in head[:4096]:
        why = "is Telegram Desktop's export as HTML, which does not tell public chats from private ones"
        raise UnknownFormatError(name, f"{why}; export the channel as machine-readable JSON")
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
    return _Zst(stream)


def _zip_members(path: Path, raw_file: str) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [item for item in archive.infolist() if not item.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, *BadZip):
        raise InputError(raw_file, "is a zip archive that is cut off or damaged") from None
    if _is_office([item.filename for item in found], raw_file):
        yield Member(raw_file, path, lambda: path.open("rb"), size=path.stat().st_size)
        return
    budget = _Budget(raw_file, path.stat().st_size)
    budget.check(sum(item.file_size for item in found))
    for item in sorted(found, key=lambda item: (item.filename, item.header_offset)):
        if not item.filename.startswith("__MACOSX/") and not item.filename.rsplit("/", 1)[-1].startswith("."):
            name = f"{raw_file}/{_shown(item.filename)}"
            opener = partial(_open_in_zip, path, item, name, budget)
            yield Member(name, path, opener, start=item.header_offset, size=item.compress_size)


def _is_office(names: list[str], raw_file: str) -> bool:
    """Whether an archive of these files is a workbook. Raises InputError for other documents of Office."""
    if "[Content_Types].xml" not in names:
        return False
    if not any(name.startswith("xl/") for name in names):
        raise InputError(raw_file, "is an Office document that is no workbook")
    return True


def _shown(name: str) -> str:
    """A name out of an archive, fit for tables and terminals."""
    return "".join(char if char.isprintable() else "\ufffd" for char in clean(name))


def _open_packed(path: Path, kind: str, budget: _Budget) -> IO[bytes]:
    file = path.open("rb")
    return _Unpacked(_unpacked(file, kind), file, budget, "")


def _open_in_zip(path: Path, item: zipfile.ZipInfo, name: str, budget: _Budget) -> IO[bytes]:
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        try:
            archive = zipfile.ZipFile(file)
            with archive.open(item) as stream:
                packed = _packing(stream.read(16))
                if packed == "zip" and not _is_office(zipfile.ZipFile(stream).namelist(), name):
                    raise InputError(name, "is an archive inside an archive; unpack it first")
            stream = archive.open(item)
        except NotImplementedError as error:
            raise InputError(name, f"is packed in a way that is not supported ({error}); unpack it first") from None
        except RuntimeError:
            raise InputError(name, "is encrypted") from None
        except (*CutOff, *BadZip):
            raise InputError(name, "is packed data that is cut off or damaged from the start") from None
        stack.pop_all()
        return _Unpacked(_unpacked(stream, packed) if packed not in (None, "zip") else stream, file, budget, name)


class _Zst:
    """Unpacks frames of Zstandard one after the other; unlike the package's own reader it tells one that is cut off."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting = memoryview(b"")
        self._next_frame()

    def _next_frame(self) -> None:
        self._frame = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
        self._begun = False

    def read1(self, size: int) -> memoryview:
        while not self._waiting:
            packed = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._next_frame()
            packed = packed or self._file.read(_ZST_BLOCK)
            if not packed:
                if self._begun:
                    raise EOFError("a frame is cut off")
                break
            self._waiting, self._begun = memoryview(self._frame.decompress(packed)), True
        out, self._waiting = self._waiting[:size], self._waiting[size:]
        return out

    def close(self) -> None:
        self._waiting = memoryview(b"")


class _Budget:
    """How much may come out of a packed file, over all streams in it."""

    def __init__(self, raw_file: str, packed: int) -> None:
        self._raw_file, self._packed = raw_file, packed
        self._out = Counter[str]()

    def note(self, stream: str, out: int) -> None:
        """So many bytes came out of a stream since it was opened; a stream that is read again counts once."""
        if out > self._out[stream]:
            self._out[stream] = out
            self.check(self._out.total())

    def check(self, out: int) -> None:
        """Raise InputError if that is what a decompression bomb unpacks to."""
        if out > MAX_UNPACKED or (out > FREE_BYTES and out > MAX_RATIO * self._packed):
            raise InputError(self._raw_file, f"unpacks to more than {out:,} bytes: refused as a decompression bomb")


class _Bounded(RawIOBase):
    """What comes out of an unpacker, within a budget."""

    def __init__(self, inner: IO[bytes], budget: _Budget, name: str) -> None:
        self._inner, self._budget, self._name = inner, budget, name
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read1(len(buffer))  # type: ignore[attr-defined]  # `read` loses what lies before damage
        buffer[: len(data)] = data
        self._out += len(data)
        self._budget.note(self._name, self._out)
        return len(data)


class _Unpacked(BufferedReader):
    """An unpacked stream, and the file that it comes out of."""

    def __init__(self, inner: IO[bytes], file: IO[bytes], budget: _Budget, name: str) -> None:
        super().__init__(_Bounded(inner, budget, name), _BUFFER)
        self._inner, self.file = inner, file

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self.file.close()
        super().close()
