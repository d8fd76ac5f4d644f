"""Raw files → POSTS: every format's reader, told apart by content, every row accounted for."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import x_api_v2
from xsentiment.ingest.detection import Detection, detect, detect_member, guessed_columns
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member, UnknownFormatError, members
from xsentiment.ingest.items import Deletion, Item, Reject, Row
from xsentiment.ingest.readers import READERS
from xsentiment.ingest.tools import TOOLS
from xsentiment.ingest.unpack import CutOff

__all__ = [
    "BATCH_ROWS",
    "FAILURES",
    "READERS",
    "UNKNOWN",
    "Batch",
    "Detection",
    "Progress",
    "Pseudonym",
    "companion",
    "detect",
    "guessed_columns",
    "read_file",
]

log = logging.getLogger("xsentiment")

BATCH_ROWS: Final = 20_000
UNKNOWN: Final = "unknown"
FAILURES: Final = ("broken_record", "not_a_record", "no_id", "no_text", "bad_value")

_BEGINNING: Final = 64
_AUTHORS_HELD: Final = 1 << 16
_NO_METRICS: Final = dict.fromkeys(schema.METRICS)

Progress = Callable[[int, int], None]
"""Told how many bytes of a file, and how many posts, were read so far."""

Pseudonym = Callable[[str, str], str | None]
"""(network, author's id or handle) → the key that stands for the author in the tables, or None for no author."""


def companion(path: Path) -> Path | None:
    """A file beside an export that its posts are read with; None for most exports."""
    return x_api_v2.companion(path)


@dataclass(frozen=True)
class Batch:
    """A piece of a file: rows_read = posts + rejects; `deletions` is what the rejected rows say is gone."""

    format: str
    posts: pa.Table
    rejects: pa.Table
    rows_read: int
    deletions: pa.Table


def read_file(
    path: Path,
    raw_file: str,
    *,
    pseudonym: Pseudonym,
    mapping: Source | None = None,
    format: str | None = None,  # noqa: A002
    progress: Progress | None = None,
    alone: bool = True,
) -> Iterator[Batch]:
    """Read one export in batches; a zip's files one after the other.

    `progress` is told after each batch how many bytes of the file are behind it, which rise to the file's size, and how
    many posts were in them. A file of no known format that is not `alone`, but found beside others, is one reject.
    Raises InputError for a file of no or several formats, a missing column, or (after the last batch) one of which
    over half the rows failed. A file without posts gives one reject at line 0 that says what it is.
    """
    if format is not None and format not in READERS:
        raise InputError(raw_file, f"unknown format {format!r}; known: {', '.join(READERS)}")
    pseudonym = lru_cache(_AUTHORS_HELD)(pseudonym)
    found, behind, posts = list(members(path, raw_file)), 0, 0
    for member in found:
        try:
            for batch in _read_member(member, pseudonym, mapping, format):
                posts += batch.posts.num_rows
                if progress:
                    progress(behind + member.place, posts)
                yield batch
        except UnknownFormatError as error:
            if alone and len(found) == 1:
                raise
            log.warning("%s", error)  # a notice or a picture that lies beside the posts
            yield _batch(UNKNOWN, member.name, [Reject(0, "not_posts")], pseudonym)
        behind += member.size
    if progress:
        progress(path.stat().st_size, posts)


def _read_member(member: Member, pseudonym: Pseudonym, mapping: Source | None, format_: str | None) -> Iterator[Batch]:
    name = detect_member(member).format if format_ is None or not member.head(1) else format_
    if name == "empty":
        log.warning("%s: is empty", member.name)
        yield _batch(name, member.name, [Reject(0, "empty_file")], pseudonym)
        return
    reasons, rows = Counter[str](), 0
    with closing(_until_cut_off(READERS[name].read(member, mapping), member)) as items:
        while batch := _next_batch(items, name, member.name, pseudonym):
            rows += batch.rows_read
            reasons.update(batch.rejects["reason"].to_pylist())
            yield batch
    if rows == 0 or reasons["not_posts"] == rows:
        log.warning("%s: holds no posts (%s)", member.name, detect_member(member).reason if format_ is None else name)
    if rows == 0:
        yield _batch(name, member.name, [Reject(0, "not_posts")], pseudonym)
    _refuse_failures(member.name, name, rows, reasons)


def _next_batch(items: Iterator[Item], name: str, raw_file: str, pseudonym: Pseudonym) -> Batch | None:
    """The next rows of a file. Values of JSON make no cycles, so collecting them waits: it took a fifth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        batch = _batch(name, raw_file, islice(items, BATCH_ROWS), pseudonym)
        return batch if batch.rows_read else None
    finally:
        if collects:
            gc.enable()


def _until_cut_off(items: Iterator[Item], member: Member) -> Generator[Item]:
    """Items up to where packed data is cut off, then one broken record: what came before is kept.

    That packed data or an array ends so is told: one broken record may stand for most of the posts.
    """
    item: Item = Reject(0, "")
    try:
        for item in items:
            yield item
    except CutOff:
        line = item.line if isinstance(item, Reject) else item["raw_line"]
        item = Reject(line + 1, "broken_record")
        yield item
    is_one = member.packed or member.head(_BEGINNING).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"["
    if is_one and isinstance(item, Reject) and item.reason == "broken_record":
        why = f"ends within a record, at row {item.line}: it may be cut off, and what came after is not there"
        doubt(member.name, why)


def _refuse_failures(raw_file: str, name: str, rows: int, reasons: Counter[str]) -> None:
    failed = sum(reasons[reason] for reason in FAILURES)
    if failed * 2 <= rows:
        return
    worst = max(FAILURES, key=lambda reason: reasons[reason])
    cause = {
        "broken_record": "a wrong encoding, a cut-off file, or another delimiter",
        "not_a_record": "another format, or several in one file",
        "no_id": "records without ids",
        "no_text": "an export without texts (ids only?), or a wrong text column",
        "bad_value": "a wrong column map",
    }[worst]
    layout = TOOLS[name].LAYOUT if name in TOOLS else None
    if worst == "no_text" and layout is not None and layout.no_text:
        cause = f"cause: {layout.no_text}"
    counts = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    raise InputError(raw_file, f"{failed} of {rows} rows read as {name} failed ({counts}); likely {cause}")


def _batch(name: str, raw_file: str, items: Iterable[Item], pseudonym: Pseudonym) -> Batch:
    rejects: list[Row] = []
    deletions: list[Row] = []

    def rows() -> Iterator[Row]:
        for item in items:
            if isinstance(item, Reject):
                rejects.append({"raw_file": raw_file, "raw_line": item.line, "stage": "ingest", "reason": item.reason})
                if item.deletion:
                    deletions.append(_deletion(item.deletion, pseudonym))
                continue
            if item.get("kind") == "repost":  # networks give a repost the original's counts
                item.update(_NO_METRICS)
            author = item.get("author_id")
            item["author_id"] = pseudonym(item["source"], author) if author else None
            yield item

    posts = schema.from_rows(rows(), schema.POSTS, "POSTS", {"format": name, "raw_file": raw_file})
    return Batch(
        name,
        posts,
        schema.from_rows(rejects, schema.REJECTS, "REJECTS"),
        posts.num_rows + len(rejects),
        schema.from_rows(deletions, schema.DELETIONS, "DELETIONS"),
    )


def _deletion(found: Deletion, pseudonym: Pseudonym) -> Row:
    author = found.author_id and pseudonym(found.source, found.author_id)
    return found._asdict() | {"author_id": author}
