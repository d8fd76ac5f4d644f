"""Excel workbooks (XLSX) within bounds: checked before anything that reads cells takes them into memory."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from typing import IO, Final

from xsentiment.errors import InputError

MAX_XML: Final = 2 << 30
"""Most bytes of XML in a workbook."""
MAX_CELLS: Final = 200_000_000
"""Most cells of the rectangle that a sheet spans: the reader holds it in memory."""

_NEEDED: Final = re.compile(r"\[Content_Types\]\.xml|_rels/.*|xl/(?:workbook|sharedStrings|styles)\.xml|"
                            r"xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml", re.IGNORECASE)  # fmt: skip
_PLACE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, NotImplementedError, RuntimeError),
)


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip archive, as workbooks are."""
    return head.startswith(b"PK\x03\x04")


def copy(packed: IO[bytes], plain: IO[bytes], name: str) -> None:
    """Copy the parts that hold cells, unpacked, so that no other unpacker runs on what came from outside.

    Raises InputError with `name` for what is no workbook, is damaged, or is beyond the bounds.
    """
    try:
        with zipfile.ZipFile(packed) as archive, zipfile.ZipFile(plain, "w") as out:
            names = [item for item in archive.infolist() if _NEEDED.fullmatch(item.filename)]
            if sum(item.file_size for item in names) > MAX_XML:
                raise InputError(name, f"is a workbook of more than {MAX_XML >> 30} GiB: save it as CSV")
            for item in names:
                data = archive.read(item)
                if "worksheets/" in item.filename:
                    _check_span(data, name)
                out.writestr(item.filename, data)
    except _DAMAGED as error:
        raise InputError(name, f"is a workbook that is cut off or damaged ({error})") from None
    plain.seek(0)


def _check_span(xml: bytes, name: str) -> None:
    width, height = 1, 1
    for letters, digits in set(_PLACE.findall(xml)):
        height = max(height, int(digits))
        if letters:
            column = 0
            for letter in letters.upper():
                column = column * 26 + letter - 64
            width = max(width, column)
    if width * height > MAX_CELLS:
        raise InputError(name, f"has a sheet that spans {height:,} rows and {width:,} columns; save its cells as CSV")
