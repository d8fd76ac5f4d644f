"""Files as they lie on disk: unpacked by content, within bounds."""

from __future__ import annotations

import logging
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final

from xsentiment.errors import InputError
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.items import clean
from xsentiment.ingest.unpack import BUFFER, Budget, CutOff, Part, Unpacked, packing, unpacked

log = logging.getLogger("xsentiment")

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
    b"ARROW1": "an Arrow (Feather) file; save it as Parquet",
    b"FEA1\0": "a Feather file; save it as Parquet",
    b"X\n\0\0\0": "data of R (saveRDS); write it with write.csv or arrow::write_parquet",
    b"A\n2\n": "data of R (saveRDS); write it with write.csv or arrow::write_parquet",
    b"A\n3\n": "data of R (saveRDS); write it with write.csv or arrow::write_parquet",
    b"RDX2\n": "data of R (save); write the table with write.csv or arrow::write_parquet",
    b"RDX3\n": "data of R (save); write the table with write.csv or arrow::write_parquet",
    b"$FL2@(#)": "data of SPSS; save it as CSV with encoding UTF-8",
    b"$FL3@(#)": "data of SPSS; save it as CSV with encoding UTF-8",
    b"<stata_dta>": "data of Stata; write it with export delimited",
    b"\x73\x02\x01\0": "data of Stata; write it with export delimited",
    b"\x72\x02\x01\0": "data of Stata; write it with export delimited",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "data of SAS; write it with PROC EXPORT as CSV",
    b"HEADER RECORD*******LIBRARY": "a transport file of SAS; write it with PROC EXPORT as CSV",
    b"\x89HDF\r\n": "HDF5; write the table with pandas as Parquet or CSV",
    b"\x93NUMPY": "an array of NumPy; write it with pandas as Parquet or CSV",
    b"Obj\x01": "Avro; save it as Parquet or JSON Lines",
    b"bplist00": "a property list or web archive of Apple",
    b"{\\rtf": "a document in RTF; save the table as CSV UTF-8",
    b"version https://git-lfs.github.com/spec/": "a pointer of Git LFS, not the file; `git lfs pull` fetches it",
}

_BAD_ZIP: Final = (struct.error, ValueError, OverflowError, EOFError, OSError)
"""What zipfile raises besides for directories that make no sense."""


_BAD_TAR: Final = (tarfile.TarError, MemoryError, RecursionError, *_BAD_ZIP)
_TAR_BLOCK: Final = 512


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


def members(path: Path, raw_file: str) -> Iterator[Member]:
    """The streams of a file: itself, unpacked, or each file of an archive. Raises InputError for what is no export."""
    try:
        with path.open("rb") as begun:
            magic = begun.read(_TAR_BLOCK)
    except OSError as error:
        raise InputError(raw_file, error.strerror or "cannot be read") from None
    packed = packing(magic)
    size = path.stat().st_size
    if packed == "zip":
        yield from _zip_members(path, raw_file)
    elif packed:
        budget = Budget(raw_file, size)
        member = Member(raw_file, path, lambda: _open_packed(path, packed, budget), size=size)
        if _is_tar(member.head(_TAR_BLOCK)):
            file = _to_disk(member)  # held as long as one of its files is
            yield from _tar_members(lambda: Path(file.name).open("rb"), path, raw_file, budget)  # noqa: SIM115
        else:
            yield member
    elif _is_tar(magic):
        yield from _tar_members(lambda: path.open("rb"), path, raw_file, Budget(raw_file, size), packed=False)
    else:
        yield Member(raw_file, path, lambda: path.open("rb", buffering=BUFFER), packed=False, size=size)


def refuse_other(head: bytes, name: str) -> None:
    """Raise UnknownFormatError, naming it, for content that is certainly no export of posts."""
    for magic, what in _OTHER.items():
        if head.startswith(magic):
            raise UnknownFormatError(name, f"is {what}")
    if head[8:12] == b"DUCK":
        raise UnknownFormatError(name, "is a DuckDB database; write the table with COPY … TO 'posts.parquet'")
    if _is_tar(head):
        raise UnknownFormatError(name, "is an archive inside an archive; unpack it first")
    if b'onload="CheckLocation();"' in head[:4096]:
        why = "is Telegram Desktop's export as HTML, which does not tell public chats from private ones"
        raise UnknownFormatError(name, f"{why}; export the channel as machine-readable JSON")
    if head[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise UnknownFormatError(name, "is an HTML page, not an export (a log-in or error page saved in its place?)")


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _zip_members(path: Path, raw_file: str) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [item for item in archive.infolist() if not item.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, *_BAD_ZIP):
        raise InputError(raw_file, "is a zip archive that is cut off or damaged") from None
    if _is_office([item.filename for item in found], raw_file):
        yield Member(raw_file, path, lambda: path.open("rb"), size=path.stat().st_size)
        return
    budget = Budget(raw_file, path.stat().st_size)
    budget.check(sum(item.file_size for item in found))
    for item in sorted(found, key=lambda item: (item.filename, item.header_offset)):
        if not _is_hidden(item.filename):
            name = f"{raw_file}/{_shown(item.filename)}"
            opener = partial(_open_in_zip, path, item, name, budget)
            yield Member(name, path, opener, start=item.header_offset, size=item.compress_size)


def _is_hidden(name: str) -> bool:
    """Whether a file in an archive is a system's own."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _to_disk(member: Member) -> IO[bytes]:
    """What comes out of a packed archive, in a file that is gone with the last reference to it."""
    file = tempfile.NamedTemporaryFile()  # noqa: SIM115 - read as long as its files are
    with member.open() as stream:
        try:
            while block := stream.read1(BUFFER):  # type: ignore[attr-defined]
                file.write(block)
        except CutOff:
            log.debug("%s: is cut off", member.name)  # as the archive's last header or file will tell
    file.flush()
    return file


def _tar_members(
    archive: Callable[[], IO[bytes]], path: Path, raw_file: str, budget: Budget, *, packed: bool = True
) -> Iterator[Member]:
    """The files of a tar archive. Raises InputError where there are none, warns where it is cut off after some."""
    with archive() as file:
        found, whole = _tar_files(file)
    if not whole:
        if not found:
            raise InputError(raw_file, "is a tar archive that is cut off or damaged")
        doubt(raw_file, f"the archive is cut off or damaged after {len(found)} files")
    budget.check(sum(item.size for item in found))
    for item in sorted(found, key=lambda item: (item.name, item.offset)):
        if item.isreg() and not _is_hidden(item.name):
            name = f"{raw_file}/{_shown(item.name.removeprefix('./'))}"
            opener = partial(_open_in_tar, archive, item, name, budget)
            yield Member(name, path, opener, start=item.offset_data, size=0 if packed else item.size)


def _tar_files(file: IO[bytes]) -> tuple[list[tarfile.TarInfo], bool]:
    """The files of a tar archive, and whether it goes on to its end; a header that leads back ends it."""
    found: list[tarfile.TarInfo] = []
    try:
        archive = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 - the file is the caller's
        for item in archive:
            if item.size < 0 or (found and item.offset <= found[-1].offset):
                return found, False
            found.append(item)
        file.seek(archive.offset)
        return found, not file.read(_TAR_BLOCK).strip(b"\0")
    except _BAD_TAR:
        return found, False


def _open_in_tar(archive: Callable[[], IO[bytes]], item: tarfile.TarInfo, name: str, budget: Budget) -> IO[bytes]:
    if item.issparse():
        raise InputError(name, "is packed as a sparse file, which is not supported; unpack it first")
    with ExitStack() as stack:
        file = stack.enter_context(archive())
        try:
            stream = _inside(lambda: BufferedReader(Part(file, item.offset_data, item.size)), name)
        except (*CutOff, *_BAD_ZIP):
            raise InputError(name, "is packed data that is cut off or damaged from the start") from None
        stack.pop_all()
        return Unpacked(stream, file, budget, name)


def _is_office(names: list[str], raw_file: str) -> bool:
    """Whether an archive of these files is a workbook. Raises InputError for other documents of Office."""
    if {"mimetype", "content.xml"} <= set(names):
        raise InputError(raw_file, "is an OpenDocument; save it as CSV UTF-8 or XLSX")
    if "[Content_Types].xml" not in names:
        return False
    if not any(name.startswith("xl/") for name in names):
        raise InputError(raw_file, "is an Office document that is no workbook")
    return True


def _shown(name: str) -> str:
    """A name out of an archive, fit for tables and terminals."""
    return "".join(char if char.isprintable() else "\ufffd" for char in clean(name))


def _open_packed(path: Path, kind: str, budget: Budget) -> IO[bytes]:
    file = path.open("rb")
    return Unpacked(unpacked(file, kind), file, budget, "")


def _open_in_zip(path: Path, item: zipfile.ZipInfo, name: str, budget: Budget) -> IO[bytes]:
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        try:
            archive = zipfile.ZipFile(file)
            stream = _inside(lambda: archive.open(item), name)
        except NotImplementedError as error:
            raise InputError(name, f"is packed in a way that is not supported ({error}); unpack it first") from None
        except RuntimeError:
            raise InputError(name, "is encrypted") from None
        except (*CutOff, *_BAD_ZIP):
            raise InputError(name, "is packed data that is cut off or damaged from the start") from None
        stack.pop_all()
        return Unpacked(stream, file, budget, name)


def _inside(opener: Callable[[], IO[bytes]], name: str) -> Any:
    """A file in an archive, unpacked if it is packed itself. Raises InputError for an archive."""
    with opener() as stream:
        packed = packing(stream.read(16))
        if packed == "zip" and not _is_office(zipfile.ZipFile(stream).namelist(), name):
            raise InputError(name, "is an archive inside an archive; unpack it first")
    stream = opener()
    return unpacked(stream, packed) if packed not in (None, "zip") else stream
