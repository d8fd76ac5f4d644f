"""Forgetting posts and authors everywhere: on request, or because the network says that they are gone."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import audit as auditing
from xsentiment import ingest, privacy, report, store
from xsentiment.errors import InputError, NoPostsError
from xsentiment.event import Event
from xsentiment.pipeline import tables, tombstones
from xsentiment.pipeline.audits import refuse_loss
from xsentiment.pipeline.exports import Rewritten, rewrite
from xsentiment.pipeline.paths import EMBEDDINGS, Paths
from xsentiment.pipeline.run import run

_WITH_POSTS: Final = ("posts", "frame", "scores", "shares", "rejects", "deletions", "audit", EMBEDDINGS)

_ID: Final = ["source", "post_id"]


class Forgotten(NamedTuple):
    """What was forgotten: rows of the tables and of the audit.

    `raw_files`: the raw exports that still hold such posts; `rewritten`: those that do no longer; `quoting`: those with
    posts that quote or answer such posts, and may hold their text, as far as that was looked for.
    """

    posts: int
    audit: int
    raw_files: tuple[str, ...]
    rewritten: tuple[str, ...] = ()
    quoting: tuple[str, ...] = ()


def forget(
    event: Event, paths: Paths, *, posts: Path | None = None, authors: Path | None = None, exports: bool = False
) -> Forgotten:
    """Forget posts or authors: files with an id or handle a line.

    They leave the tables, the audit, the sheets and the reports, and later runs do not bring them back; the raw exports
    are changed only if `exports` says so. Raises InputError for a file that cannot be read or names nothing, or a sheet
    with labels that the audit does not hold, and then nothing is forgotten; LockedError while a run works.
    """
    key = privacy.load_key(paths.key)
    names = [] if authors is None else _lines(authors)
    keys = tombstones.author_keys(key, [form for name in names for form in (name, name.removeprefix("@"))])
    return _forget(event, paths, key, [] if posts is None else _lines(posts), keys, exports=exports)


def comply(event: Event, paths: Paths, results: list[Path], *, exports: bool = False) -> Forgotten:
    """Forget what files of deletions name: results of X's compliance jobs, notices of streams, archives' deletions.

    `exports` as in `forget`. Raises InputError for a file without any deletion, besides what `forget` raises.
    """
    key = privacy.load_key(paths.key)
    found = []
    for path in results:
        batches = list(ingest.read_file(path, path.name, pseudonym=privacy.pseudonym(key)))
        deletions = pa.concat_tables([batch.deletions for batch in batches])
        if deletions.num_rows == 0:
            raise InputError(str(path), "names no deletions")
        found.append(deletions.filter(pc.invert(deletions["back"])))
    gone = pa.concat_tables(found)
    names = (gone[name].drop_null().to_pylist() for name in ("post_id", "author_id"))
    return _forget(event, paths, key, *names, exports=exports)


def _lines(path: Path) -> list[str]:
    try:
        found = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read ({error})") from None
    if not any(found):
        raise InputError(str(path), "names nothing")
    return [line for line in found if line]


def _forget(
    event: Event, paths: Paths, key: bytes, posts: list[str], authors: list[str] | set[str], *, exports: bool
) -> Forgotten:
    if not tables.part_numbers(paths.processed):  # they alone know whose the posts of the audit are
        with suppress(InputError):
            run(event, paths, until="ingest")
    with store.lock(paths.processed):
        audit, folder = auditing.read_audit(event.audit_path, event), paths.processed / "audit"
        if audit is not None and folder.exists():
            refuse_loss(sorted(folder.iterdir()), audit, event)
        told = tombstones.add(event, paths, key, posts, authors)
        held = [tables.posts_of(paths.processed, part) for part in tables.part_numbers(paths.processed)]
        gone = [table.filter(pa.array(tombstones.forgotten(table, told, key))) for table in held]
        ids = {(row["source"], row["post_id"]) for table in gone for row in table.select(_ID).to_pylist()}
        audited = _drop_audited(event, ids, told, key)
        for name in _WITH_POSTS:
            shutil.rmtree(paths.processed / name, ignore_errors=True)
        store.write_manifest(paths.processed, {})
        for name in report.FILES:
            (paths.reports / name).unlink(missing_ok=True)
        files = sorted({name for table in gone for name in table["raw_file"].to_pylist()})
        done = rewrite(event, paths, key, told) if exports else Rewritten((), tuple(files), ())
    with suppress(NoPostsError):  # nothing is left to report
        run(event, paths)
    return Forgotten(sum(table.num_rows for table in gone), audited, done.holding, done.done, done.quoting)


def _drop_audited(event: Event, ids: set[tuple[str, str]], told: tombstones.Tombstones, key: bytes) -> int:
    """Take these posts out of the event's audit file; how many rows there were."""
    rows = auditing.read_audit(event.audit_path, event)
    if rows is None:
        return 0
    named = tombstones.hasher(key)
    keys = zip(*(rows[name].to_pylist() for name in _ID), strict=True)
    kept = [(source, post_id) not in ids and named(post_id) not in told.posts for source, post_id in keys]
    if all(kept):
        return 0
    store.write_atomic(event.audit_path, auditing.write_audit(rows.filter(pa.array(kept))))
    return kept.count(False)
