"""Raw exports without what is to be forgotten: rewritten where all else still reads as before, named where not."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from xsentiment import ingest, privacy
from xsentiment.errors import InputError
from xsentiment.event import Event, Source
from xsentiment.ingest.redaction import Gone, write_without
from xsentiment.pipeline import tombstones
from xsentiment.pipeline.paths import Paths, is_named, raw_files

log = logging.getLogger("xsentiment")

_REFERS: Final = ("quote_of_id", "reply_to_id")

_Read = Callable[[Path], Iterator[ingest.Batch]]


class Rewritten(NamedTuple):
    """Files of the raw folder: those rewritten, those that still hold such posts, those with posts that refer to them.

    These are quotes of such posts and replies to them, of which many exports bring the text along.
    """

    done: tuple[str, ...]
    holding: tuple[str, ...]
    quoting: tuple[str, ...]


class _Content(NamedTuple):
    """What an export holds: the posts to forget, those that its others quote or answer, and a hash of these others."""

    gone: Gone
    named: frozenset[str]
    rest: str


def rewrite(event: Event, paths: Paths, key: bytes, told: tombstones.Tombstones) -> Rewritten:
    """Rewrite the event's exports without what was forgotten; of a link what it leads to.

    A file is replaced only if every other post, and every deletion that it tells of, reads as before. Raises InputError
    for one that cannot be read.
    """
    done, holding, named, ids = list[str](), list[str](), dict[str, frozenset[str]](), set[str]()
    for raw_file, source in raw_files(event, paths.raw):
        path = paths.raw / raw_file
        with suppress(OSError):
            _draft(path.resolve()).unlink(missing_ok=True)  # of a call that was cut off
        read = partial(_batches, raw_file=raw_file, source=source, key=key)
        content = _content(read(path), told, key)
        if content.gone.ids:
            same = partial(_same, read=read, rest=content.rest, told=told, key=key)
            (done if _replaced(path.resolve(), raw_file, content.gone, same) else holding).append(raw_file)
        named[raw_file] = content.named
        ids |= content.gone.ids
    hashed = tombstones.hasher(key)
    gone = {post for posts in named.values() for post in posts if post in ids or hashed(post) in told.posts}
    return Rewritten(tuple(done), tuple(holding), tuple(name for name, posts in named.items() if posts & gone))


def _batches(path: Path, *, raw_file: str, source: Source | None, key: bytes) -> Iterator[ingest.Batch]:
    return ingest.read_file(
        path,
        raw_file,
        pseudonym=privacy.pseudonym(key),
        mapping=source,
        format=source.format if source else None,
        alone=is_named(raw_file, source),
    )


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.rewritten")


def _replaced(path: Path, raw_file: str, gone: Gone, same: Callable[[Path], bool]) -> bool:
    out = _draft(path)
    try:
        if not (write_without(path, raw_file, gone, out) and same(out)):
            return False
        shutil.copymode(path, out)
        with out.open("rb") as file:
            os.fsync(file.fileno())
        out.replace(path)
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
    ids, gone_lines, lines, named = set[str](), set[int](), set[int](), set[str]()
    posts, deletions = blake2b(digest_size=16), blake2b(digest_size=16)
    for batch in batches:
        forgotten = tombstones.forgotten(batch.posts, told, key)
        out, kept = batch.posts.filter(pa.array(forgotten)), batch.posts.filter(pa.array(~forgotten))
        ids.update(out["post_id"].to_pylist())
        gone_lines.update(out["raw_line"].to_pylist())
        lines.update(kept["raw_line"].to_pylist())
        for name in _REFERS:
            named.update(kept[name].drop_null().to_pylist())
        for hashed, table in ((posts, kept.drop_columns(["raw_line"])), (deletions, batch.deletions)):
            for row in table.to_pylist():
                hashed.update(repr(row).encode("utf-8", "surrogatepass"))
    gone = Gone(frozenset(ids), frozenset(gone_lines - lines), frozenset(gone_lines & lines))
    return _Content(gone, frozenset(named), posts.hexdigest() + deletions.hexdigest())
