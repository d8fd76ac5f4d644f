"""Bytes out of packed files, within bounds."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections import Counter
from io import SEEK_CUR, SEEK_SET, BufferedReader, RawIOBase
from typing import IO, Any, Final

import zstandard

from xsentiment.errors import InputError

MAX_UNPACKED: Final = 64 << 30
"""Most bytes that a packed file may unpack to."""
MAX_RATIO: Final = 500
"""Most bytes unpacked for each byte packed, once more than FREE_BYTES are out."""
FREE_BYTES: Final = 256 << 20
BUFFER: Final = 1 << 20
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
CutOff: Final = (
    EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, gzip.BadGzipFile, zipfile.BadZipFile,
)  # fmt: skip
"""What the unpackers raise where the packed data ends too soon or is damaged."""


def packing(magic: bytes) -> str | None:
    """How a file that begins so is packed, None if it is not."""
    return next((kind for start, kind in _MAGIC.items() if magic.startswith(start)), None)


def unpacked(stream: IO[bytes], kind: str) -> Any:
    """What comes out of a stream that is packed so, but for archives."""
    if kind == "gz":
        return gzip.GzipFile(fileobj=stream)
    if kind == "bz2":
        return bz2.BZ2File(stream)
    if kind == "xz":
        return lzma.LZMAFile(stream)
    return _Zst(stream)


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


class Budget:
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

    def __init__(self, inner: IO[bytes], budget: Budget, name: str) -> None:
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


class Unpacked(BufferedReader):
    """An unpacked stream, and the file that it comes out of."""

    def __init__(self, inner: IO[bytes], file: IO[bytes], budget: Budget, name: str) -> None:
        super().__init__(_Bounded(inner, budget, name), BUFFER)
        self._inner, self.file = inner, file

    def close(self) -> None:
        """Close the file, too."""
        if not self.closed:
            self._inner.close()
            self.file.close()
        super().close()


class Part(RawIOBase):
    """A stretch of a file that the file may end too soon for, which raises EOFError."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self._at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Move to a place within the stretch."""
        self._at = offset + (0 if whence == SEEK_SET else self._at if whence == SEEK_CUR else self._size)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the stretch goes."""
        wanted = max(min(len(buffer), self._size - self._at), 0)
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted)
        if wanted and not data:
            raise EOFError("the file is cut off")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
