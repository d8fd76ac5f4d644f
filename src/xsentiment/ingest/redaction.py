"""A raw export without some of its posts: lines that hold nothing else are emptied, records are cut out.

Whether all else reads as before is for the caller to find out, who has the result beside the export.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from xsentiment.ingest import csv_rows
from xsentiment.ingest.files import Member, members
from xsentiment.ingest.json_text import decoded
from xsentiment.ingest.records import values
from xsentiment.ingest.unpack import CutOff, packing

LARGEST: Final = 1 << 29
"""A JSON document of more bytes is not held in memory."""
_ID: Final = re.compile(
    r"_?id|id_?str|platform_?id|uri|pk|name|code|shortcode|rest_id|(?:post|tweet|status|message|comment|video|item|note|media|aweme)_?id",
    re.IGNORECASE,
)
"""What a record calls its own id."""
_OTHERS: Final = re.compile(r"repl|quot|retweet|reblog|repost|parent|root|referenc|convers|thread", re.IGNORECASE)
"""What a record calls another post that it holds."""
_DEPTH: Final = 6
_SCRIPT: Final = re.compile(r"\s*window\.[\w.]+\s*=\s*(?=[\[{])")
"""What stands before the JSON of X's archive."""
_INDENT: Final = re.compile(r"\s*[\[{]\r?\n([ \t]+)")


@dataclass(frozen=True)
class Gone:
    """Posts to leave out: their ids, the lines (`raw_line`) that hold no others, and those that hold others too."""

    ids: frozenset[str]
    alone: frozenset[int]
    among_others: frozenset[int]


def write_without(path: Path, raw_file: str, gone: Gone, out: Path) -> bool:
    """Write the export to `out` without these posts, packed as it is; False if that cannot be done.

    It is of lines, JSON or Parquet, and neither cut off nor damaged. A line is emptied, not taken out, so that all
    others keep their numbers. Raises InputError as `read_file` does.
    """
    found = list(members(path, raw_file))
    with path.open("rb") as file:
        packed = packing(file.read(16))
    if packed == "zip" or [member.name for member in found] != [raw_file]:
        return False
    (member,) = found
    parts = gone.ids | {post_id.rpartition("/")[2] for post_id in gone.ids}  # of a chat's message, the message
    written = False
    try:
        with _packed(out, packed) as file:
            for line in _lines(member, replace(gone, ids=parts)):
                file.write(line)
                written = True
    except (*CutOff, ValueError):
        return False
    return written


def _lines(member: Member, gone: Gone) -> Iterator[bytes]:
    """What the export is to be, in pieces; nothing if it is of no kind that can be changed."""
    start = member.head(1 << 10).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:4] == b"PAR1":
        return _of_parquet(member, gone.alone)
    if start[:1] not in (b"{", b"[") and not _SCRIPT.match(decoded(start)):
        return _emptied(member, _of_records(member, gone.alone))
    first_line = next((line for line, _ in values(member)), 0)
    return _edited(member, gone) if first_line else iter(_document(member, gone))


def _of_records(member: Member, begun: Collection[int]) -> set[int]:
    """All lines of the rows of a table that begin on these."""
    rows = (row for row in csv_rows.read(member) if row.line in begun)
    return {line for row in rows for line in range(row.line, row.line + len(row.raw))}


def _emptied(member: Member, lines: Collection[int]) -> Iterator[bytes]:
    with member.open() as stream:
        # as readers of tables do, for which a carriage return alone ends a line, too
        found = (line for piece in stream for line in piece.splitlines(keepends=True))
        for number, line in enumerate(found, start=1):
            yield _end(line) if number in lines else line


def _of_parquet(member: Member, rows: Collection[int]) -> Iterator[bytes]:
    """The same columns, groups and compression, without these rows."""
    with member.open() as stream:
        file = pq.ParquetFile(pa.BufferReader(stream.read()))
    out, behind = pa.BufferOutputStream(), 0
    codec = file.metadata.row_group(0).column(0).compression if file.num_row_groups else "UNCOMPRESSED"
    codec = "NONE" if codec == "UNCOMPRESSED" else codec
    with pq.ParquetWriter(out, file.schema_arrow, compression=codec) as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            kept = [row for row in range(table.num_rows) if behind + row + 1 not in rows]
            writer.write_table(table.take(pa.array(kept, pa.int64())))
            behind += table.num_rows
    yield out.getvalue().to_pybytes()


def _end(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]


def _edited(member: Member, gone: Gone) -> Iterator[bytes]:
    """JSON of a value a line."""
    with member.open() as stream:
        for number, line in enumerate(stream, start=1):
            if number in gone.alone:
                yield _end(line)
            elif number in gone.among_others:
                yield _written(_without(json.loads(line), gone.ids), decoded(line), None) + _end(line)
            else:
                yield line


def _document(member: Member, gone: Gone) -> Iterable[bytes]:
    """JSON of one value on many lines, or of one line."""
    with member.open() as stream:
        data = stream.read(LARGEST)
        if stream.read(1):
            return ()
    text = decoded(data)
    script = _SCRIPT.match(text)
    begun = script.end() if script else 0
    try:
        value = json.loads(text[begun:])
    except ValueError:
        return ()
    indent = _INDENT.match(text, begun)
    written = _written(_without(value, gone.ids), text, indent[1] if indent else None)
    return text[:begun].encode(), written, _end(data)


def _written(value: Any, before: str, indent: str | None) -> bytes:
    separators = (",", ": " if indent else ":") if '":"' in before or indent else None
    return json.dumps(value, ensure_ascii=before.isascii(), indent=indent, separators=separators).encode()


def _without(value: Any, ids: frozenset[str]) -> Any:
    """The value without the posts of these ids, which are elements of lists, or objects by their ids."""
    if isinstance(value, list):
        return [_without(element, ids) for element in value if not _is(element, ids)]
    if isinstance(value, dict):
        named = ids & value.keys()
        return {key: _without(inner, ids) for key, inner in value.items() if key not in named}
    return value


def _is(element: Any, ids: Collection[str], depth: int = _DEPTH) -> bool:
    """Whether an element of a list is one of the posts, by its own id or by that of what it wraps."""
    if not isinstance(element, dict):
        return False
    if any(_ID.fullmatch(key) and str(inner) in ids for key, inner in element.items()):
        return True
    inside = (inner for key, inner in element.items() if not _OTHERS.search(key))
    return depth > 0 and any(_is(inner, ids, depth - 1) for inner in inside)


def _packed(path: Path, kind: str | None) -> IO[bytes] | Any:
    if kind == "gz":
        return gzip.open(path, "wb")
    if kind == "bz2":
        return bz2.open(path, "wb")
    if kind == "xz":
        return lzma.open(path, "wb")
    return zstandard.open(path, "wb") if kind == "zst" else path.open("wb")
