"""Raw exports without what is to be forgotten: rewritten where all else still reads as before, named where not."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from xsentiment import ingest, privacy, store
from xsentiment.errors import InputError
from xsentiment.event import Event, Source
from xsentiment.ingest.redaction import Gone, write_without
from xsentiment.pipeline import tombstones
from xsentiment.pipeline.paths import Paths, is_named, raw_files

log = logging.getLogger("xsentiment")

_Read = Callable[[Path], Iterator[ingest.Batch]]


class Rewritten(NamedTuple):
    """Files of the raw folder: those rewritten, those that still hold such posts, those with posts that quote them."""

    done: tuple[str, ...]
    holding: tuple[str, ...]
    quoting: tuple[str, ...]


class _Content(NamedTuple):
    """What an export holds: the posts to forget, whether others quote such, and a hash of all else that reads."""

    gone: Gone
    quoted: bool
    rest: str


def rewrite(event: Event, paths: Paths, key: bytes, told: tombstones.Tombstones) -> Rewritten:
    """Rewrite the event's exports without what was forgotten.

    A file is replaced only if every other post, and every deletion that it tells of, reads as before. Raises InputError
    for one that cannot be read.
    """
    done, holding, quoting = list[str](), list[str](), list[str]()
    for raw_file, source in raw_files(event, paths.raw):
        read = partial(_batches, raw_file=raw_file, source=source, key=key)
        content = _content(read(paths.raw / raw_file), told, key)
        if content.gone.ids:
            same = partial(_same, read=read, rest=content.rest, told=told, key=key)
            (done if _replaced(paths.raw / raw_file, raw_file, content.gone, same) else holding).append(raw_file)
        if content.quoted:
            quoting.append(raw_file)
    return Rewritten(tuple(done), tuple(holding), tuple(quoting))


def _batches(path: Path, *, raw_file: str, source: Source | None, key: bytes) -> Iterator[ingest.Batch]:
    return ingest.read_file(
        path,
        raw_file,
        pseudonym=privacy.pseudonym(key),
        mapping=source,
        format=source.format if source else None,
        alone=is_named(raw_file, source),
    )


def _replaced(path: Path, raw_file: str, gone: Gone, same: Callable[[Path], bool]) -> bool:
    out = path.with_name(f".{path.name}.rewritten")
    try:
        if not (write_without(path, raw_file, gone, out) and same(out)):
            return False
        shutil.copymode(path, out)
        with store.replacing(path) as temporary:
            out.replace(temporary)
    except OSError as error:
        log.warning("%s: cannot be rewritten (%s)", raw_file, error.strerror)
        return False
    else:
        return True
    finally:
        out.unlink(missing_ok=True)


def _same(path: Path, *, read: _Read, rest: str, told: tombstones.Tombstones, key: bytes) -> bool:
    """Whether a rewritten file holds nothing that is to be forgotten, and all that it held besides."""
    try:
        content = _content(read(path), told, key)
    except InputError:
        return False
    return not content.gone.ids and content.rest == rest


def _content(batches: Iterator[ingest.Batch], told: tombstones.Tombstones, key: bytes) -> _Content:
    ids, gone_lines, lines, quotes = set[str](), set[int](), set[int](), set[str | None]()
    rest, hashed = blake2b(digest_size=16), tombstones.hasher(key)
    for batch in batches:
        forgotten = tombstones.forgotten(batch.posts, told, key)
        out, kept = batch.posts.filter(pa.array(forgotten)), batch.posts.filter(pa.array(~forgotten))
        ids.update(out["post_id"].to_pylist())
        gone_lines.update(out["raw_line"].to_pylist())
        lines.update(kept["raw_line"].to_pylist())
        quotes.update(kept["quote_of_id"].to_pylist())
        for row in kept.drop_columns(["raw_line"]).to_pylist() + batch.deletions.to_pylist():
            rest.update(repr(row).encode("utf-8", "surrogatepass"))
    gone = Gone(frozenset(ids), frozenset(gone_lines - lines), frozenset(gone_lines & lines))
    quoted = any(quote and (quote in ids or hashed(quote) in told.posts) for quote in quotes)
    return _Content(gone, quoted, rest.hexdigest())
