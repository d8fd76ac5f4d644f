"""What an event was told to forget, as keyed hashes: ingest obeys it, whatever export brings it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import privacy, store
from xsentiment.errors import InputError
from xsentiment.event import Event
from xsentiment.ingest import Batch
from xsentiment.ingest.words import NETWORKS
from xsentiment.pipeline.paths import Paths
from xsentiment.schema import REJECTS, from_rows

_KINDS: Final = ("key", "post", "author")
_NAMES_POSTS: Final = ("post_id", "edit_of_id", "repost_of_id")
"""A repost has the text of its original, and a version that of its first."""


class Tombstones(NamedTuple):
    """Keyed hashes of post ids, and keys of authors as the tables have them."""

    posts: frozenset[str]
    authors: frozenset[str]


def path_of(event: Event, paths: Paths) -> Path:
    """Where the event's tombstones lie: beside the key, so that deleting the tables does not lose them."""
    return paths.key.parent / f".xsentiment-forgotten-{event.slug}"


def read(event: Event, paths: Paths, key: bytes) -> Tombstones:
    """The tombstones of an event, none at first. Raises InputError for a damaged file, or one of another key."""
    path = path_of(event, paths)
    if not path.exists():
        return Tombstones(frozenset(), frozenset())
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    if any(len(row) != 2 or row[0] not in _KINDS for row in rows):
        raise InputError(str(path), f"is damaged; its lines are a hash after {', '.join(_KINDS)}")
    by_kind = {kind: frozenset(name for told, name in rows if told == kind) for kind in _KINDS}
    if by_kind["key"] != {privacy.fingerprint(key)}:
        raise InputError(str(path), "was written with another key; restore it, or name again what is to be forgotten")
    return Tombstones(by_kind["post"], by_kind["author"])


def add(event: Event, paths: Paths, key: bytes, posts: Iterable[str], authors: Iterable[str]) -> Tombstones:
    """Add ids of posts, and keys of authors as `author_keys` makes them; the file is readable to its owner alone."""
    old = read(event, paths, key)
    new = Tombstones(old.posts.union(map(hasher(key), posts)), old.authors.union(authors))
    lines = [f"key {privacy.fingerprint(key)}"]
    lines += [f"post {name}" for name in sorted(new.posts)] + [f"author {name}" for name in sorted(new.authors)]
    path = path_of(event, paths)
    store.write_atomic(path, "".join(f"{line}\n" for line in lines).encode("ascii"))
    path.chmod(0o600)
    return new


def author_keys(key: bytes, names: Iterable[str]) -> set[str]:
    """The keys that stand for authors of these ids or handles in the tables, on any network."""
    named = privacy.pseudonym(key)
    return {named(network, name) for name in names for network in {*NETWORKS.values(), "unknown"}}


def obey(batch: Batch, tombstones: Tombstones, key: bytes) -> Batch:
    """The batch without what is to be forgotten: such rows are rejects."""
    if not tombstones.posts and not tombstones.authors:
        return batch
    gone = forgotten(batch.posts, tombstones, key)
    lines = batch.posts.select(["raw_file", "raw_line"]).filter(pa.array(gone)).to_pylist()
    rejects = from_rows([line | {"stage": "ingest", "reason": "forgotten"} for line in lines], REJECTS, "REJECTS")
    kept = batch.posts.filter(pa.array(~gone))
    return replace(batch, posts=kept, rejects=pa.concat_tables([batch.rejects, rejects]))


def forgotten(posts: pa.Table, tombstones: Tombstones, key: bytes) -> np.ndarray:
    """Which rows of POSTS are to be forgotten: bool (N,)."""
    authors = pa.array(sorted(tombstones.authors), pa.string())
    gone = np.asarray(pc.is_in(posts["author_id"], value_set=authors).to_numpy(zero_copy_only=False), dtype=bool)
    if tombstones.posts:
        hashed = hasher(key)
        for name in _NAMES_POSTS:
            gone |= np.array([bool(v) and hashed(v) in tombstones.posts for v in posts[name].to_pylist()], dtype=bool)
    return gone


def hasher(key: bytes) -> Callable[[str], str]:
    """How a post's id is hashed, whatever its network."""
    named = privacy.pseudonym(key)
    return lambda post_id: named("post", post_id)
