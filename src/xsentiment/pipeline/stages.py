"""What each stage does: from the tables before it to its own, part by part where it can."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import audit as auditing
from xsentiment import claims as claiming
from xsentiment import copies, evidence, explain, privacy, progress, report, schema, scorers, shares, store
from xsentiment import engine as engines
from xsentiment import ingest as ingestion
from xsentiment import select as selecting
from xsentiment.errors import InputError, NoPostsError
from xsentiment.event import Event, Source
from xsentiment.ingest import doubts
from xsentiment.pipeline import facts, fits, tables, tombstones
from xsentiment.pipeline.paths import EMBEDDINGS, Paths, is_named, raw_files, refuse_unknown, unread_files, with_cure
from xsentiment.pipeline.run import Run
from xsentiment.scorers import kept

log = logging.getLogger("xsentiment")


# --- ingest --------------------------------------------------------------------------------------------------------


def ingest(state: Run) -> None:
    """Raw exports → posts/part=NN/<fingerprint>.parquet, append-only: a new file adds pieces and rewrites none."""
    event, paths = state.event, state.paths
    key = privacy.load_key(paths.key)
    known: dict[str, Any] = state.manifest.get("inputs", {})
    if known and state.manifest.get("key") != privacy.fingerprint(key):
        raise InputError(
            str(paths.processed), "its authors were named with another key; restore XSENTIMENT_KEY or delete the folder"
        )
    told = tombstones.read(event, paths, key)
    inputs: dict[str, Any] = {}
    jobs = []
    for raw_file, source in raw_files(event, paths.raw):
        before = known.get(raw_file, {})
        seen = _input_facts(event, paths.raw, told, raw_file, source, before)
        same = before.get("fingerprint") == seen["fingerprint"] and _rejects_file(paths, seen["fingerprint"]).exists()
        inputs[raw_file] = before | seen if same else seen
        if not same:
            jobs.append((raw_file, source, seen["fingerprint"]))
    if jobs or set(known) - set(inputs):
        with state.stage("ingest"):
            call = partial(_ingest_file, event=event, paths=paths, key=key, told=told)
            for (raw_file, *_), counts in zip(jobs, engines.in_order(state.pool, call, jobs), strict=True):
                inputs[raw_file] |= counts
                _tell(raw_file, counts)
    refuse_unknown(paths.raw, {raw_file: seen["format"] for raw_file, seen in inputs.items()})
    state.manifest |= {"event": event.slug, "key": privacy.fingerprint(key), "inputs": inputs, "parts": event.parts}
    store.write_manifest(paths.processed, state.manifest)
    _drop_pieces(paths.processed, {seen["fingerprint"] for seen in inputs.values()})
    state.warnings += facts.input_concerns(inputs)
    state.warnings += unread_files(event, paths.raw)


def _input_facts(
    event: Event,
    folder: Path,
    told: tombstones.Tombstones,
    raw_file: str,
    source: Source | None,
    before: dict[str, Any],
) -> dict[str, Any]:
    """What identifies an input: its place, its content and how it is read.

    A file whose size and time are as before is not hashed again.
    """
    path = folder / raw_file
    stat = path.stat()
    stamp = [stat.st_size, stat.st_mtime_ns]
    sha = before["sha256"] if before.get("stamp") == stamp else store.content_hash(path)
    beside = ingestion.companion(path)
    made_of = [sha, raw_file, repr(source), store.program_hash(), event.parts]
    made_of.append(store.content_hash(beside) if beside else None)
    made_of.extend(sorted(names) for names in told)
    return {"sha256": sha, "stamp": stamp, "bytes": stat.st_size, "fingerprint": store.fingerprint(*made_of)}


def _ingest_file(
    job: tuple[str, Source | None, str], *, event: Event, paths: Paths, key: bytes, told: tombstones.Tombstones
) -> dict[str, Any]:
    """Read one export into its pieces, a table for each part, and count what was read."""
    raw_file, source, fingerprint = job
    rejects, formats = [schema.REJECTS.empty_table()], Counter[str]()
    deletions = [schema.DELETIONS.empty_table()]
    n_posts = 0
    path = paths.raw / raw_file
    with (
        with_cure(),
        doubts.kept() as in_doubt,
        progress.bar(raw_file, path.stat().st_size) as tell,
        store.PartWriter(paths.processed / "posts", fingerprint, schema.POSTS) as writer,
    ):
        batches = ingestion.read_file(
            path,
            raw_file,
            pseudonym=privacy.pseudonym(key),
            mapping=source,
            format=source.format if source else None,
            progress=tell,
            alone=is_named(raw_file, source),
        )
        for batch in (tombstones.obey(batch, told, key) for batch in batches):
            firsts = selecting.first_version(batch.posts).to_pylist()  # all versions of a post meet in one part
            posts = zip(batch.posts["source"].to_pylist(), firsts, strict=True)
            writer.write(batch.posts, np.array([store.part_of(*post, event.parts) for post in posts], dtype=np.int64))
            rejects.append(batch.rejects)
            deletions.append(batch.deletions)
            formats[batch.format] += batch.rows_read
            n_posts += batch.posts.num_rows
    rejected = pa.concat_tables(rejects)
    store.write_table(paths.processed / "deletions" / f"{fingerprint}.parquet", pa.concat_tables(deletions))
    store.write_table(_rejects_file(paths, fingerprint), rejected)
    return {
        "format": " + ".join(sorted(formats)),
        "rows_read": sum(formats.values()),
        "posts": n_posts,
        "rejected": rejected.num_rows,
        "reasons": dict(sorted(Counter(rejected["reason"].to_pylist()).items())),
        "doubts": in_doubt,
    }


def _tell(raw_file: str, counts: dict[str, Any]) -> None:
    """Log a file's accounting in one line."""
    why = f" ({', '.join(f'{n} {reason}' for reason, n in counts['reasons'].items())})" if counts["reasons"] else ""
    log.info(
        "%s: %s, %d rows read = %d posts + %d rejected%s",
        raw_file,
        *(counts[name] for name in ("format", "rows_read", "posts", "rejected")),
        why,
    )


def _rejects_file(paths: Paths, fingerprint: str) -> Path:
    return paths.processed / "rejects" / "ingest" / f"{fingerprint}.parquet"


def _drop_pieces(folder: Path, fingerprints: set[str]) -> None:
    """Delete pieces of inputs that are no longer there or are read in another way, and what a killed run left."""
    pieces = ("posts/part=*/*.parquet*", "rejects/ingest/*.parquet", "deletions/*.parquet")
    for path in (path for pattern in pieces for path in folder.glob(pattern)):
        if path.name.removesuffix(".parquet") not in fingerprints:
            path.unlink()


# --- select --------------------------------------------------------------------------------------------------------


def select(state: Run) -> None:
    """POSTS → frame/ and rejects/select/, part by part. Raises NoPostsError if nothing is left."""
    event = state.event
    pieces = sorted(seen["fingerprint"] for seen in state.manifest["inputs"].values())
    made_of = store.fingerprint(
        pieces, event.start, event.end, event.timezone, repr(event.select), store.program_hash()
    )
    if not _is_made(state, "select", made_of, "frame"):
        _select_anew(state, made_of)
    state.warnings += facts.frame_concerns(event, state.manifest)


def _select_anew(state: Run, made_of: str) -> None:
    event, folder = state.event, state.paths.processed
    with state.stage("select"):
        for stage in ("frame", "rejects/select"):
            shutil.rmtree(folder / stage, ignore_errors=True)
        parts = tables.part_numbers(folder)
        kept = engines.in_order(state.pool, partial(_keep_part, event=event, folder=folder), parts)
        rows_in, rows_out = sum(part.rows_in for part in kept), sum(part.rows_out for part in kept)
        reasons = sum((part.reasons for part in kept), Counter[str]())
        _refuse_missing(folder, sum(seen["posts"] for seen in state.manifest["inputs"].values()), rows_in)
        if rows_out == 0:
            inputs = state.manifest["inputs"]
            raise NoPostsError(event.slug, reasons or facts.ingest_reasons(inputs), tuple(facts.in_doubt(inputs)))
        least = selecting.thresholds(sum((part.tally for part in kept), selecting.Tally()))
        near = copies.clusters([part.texts for part in kept])
        hashes = engines.in_order(state.pool, partial(_mark_part, least=least, near=near, folder=folder), parts)
        state.manifest["select"] = {
            "fingerprint": made_of,
            "rows_in": rows_in,
            "rows_out": rows_out,
            "rejected": dict(sorted(reasons.items())),
            **{
                name: dict(sorted(sum((getattr(part, name) for part in kept), Counter[str]()).items()))
                for name in ("undated", "outside")
            },
            "table": store.fingerprint(hashes),
        }


def _refuse_missing(folder: Path, read: int, held: int) -> None:
    if read != held:
        why = f"{read} posts were read, but the tables hold {held}; delete the folder to rebuild it from raw"
        raise InputError(str(folder), why)


class _Kept(NamedTuple):
    """What crosses parts."""

    rows_in: int
    rows_out: int
    reasons: Counter[str]
    undated: Counter[str]
    outside: Counter[str]
    tally: selecting.Tally
    texts: copies.Shingled


def _keep_part(part: int, *, event: Event, folder: Path) -> _Kept:
    posts = tables.posts_of(folder, part)
    selection = selecting.keep(posts, event, tables.deletions_of(folder))
    store.write_table(tables.part_file(folder, "frame", part), selection.frame)
    store.write_table(tables.part_file(folder, "rejects/select", part), selection.rejects)
    frame, reasons = selection.frame, Counter(selection.reasons)
    undated, outside = (
        Counter(selection.rejects.filter(pc.is_in(selection.rejects["reason"], pa.array(why)))["raw_file"].to_pylist())
        for why in (["no_time"], ["before_window", "after_window"])
    )
    return _Kept(posts.num_rows, frame.num_rows, reasons, undated, outside, selecting.tally(frame), selection.texts)


def _mark_part(part: int, *, least: dict[tuple[str, str], int], near: dict[int, int], folder: Path) -> str:
    path = tables.part_file(folder, "frame", part)
    frame = selecting.mark(store.read_tables([path], schema.FRAME, "FRAME"), least, near)
    store.write_table(path, frame)
    return store.table_hash(frame)


# --- score ---------------------------------------------------------------------------------------------------------


def score(state: Run) -> None:
    """FRAME → scores/, part by part on the engine."""
    event, folder = state.event, state.paths.processed
    made_of = store.fingerprint(
        state.manifest["select"]["table"],
        repr(event.topics),
        repr(event.lexicon),
        scorers.describe(event),
        store.program_hash(),
    )
    if _is_made(state, "score", made_of, "scores"):
        return
    with state.stage("score"):
        shutil.rmtree(folder / "scores", ignore_errors=True)
        scored = engines.in_order(
            state.pool, partial(_score_part, event=event, folder=folder), tables.part_numbers(folder)
        )
        state.manifest["score"] = {
            "fingerprint": made_of,
            "rows": sum(rows for rows, _ in scored),
            "table": store.fingerprint([name for _, name in scored]),
        }


def _score_part(part: int, *, event: Event, folder: Path) -> tuple[int, str]:
    frame = store.read_tables([tables.part_file(folder, "frame", part)], schema.FRAME, "FRAME")
    with kept.under(folder / EMBEDDINGS):
        scores = scorers.score(frame, event)
    store.write_table(tables.part_file(folder, "scores", part), scores)
    return scores.num_rows, store.table_hash(scores)


# --- aggregate and report ------------------------------------------------------------------------------------------


def aggregate(state: Run) -> None:
    """FRAME ⨝ SCORES ⨝ AUDIT → shares/shares.parquet and shares/claims.parquet."""
    event, folder = state.event, state.paths.processed / "shares"
    audit_sha = store.content_hash(event.audit_path) if event.audit_path.exists() else None
    made_of = store.fingerprint(
        state.manifest["select"], state.manifest["score"], audit_sha, repr(event.shares),
        repr(event.claims), repr(event.topics), repr(event.timeline), event.timezone,
        event.level, event.seed, event.sample, store.program_hash(), version("numpy"), version("scipy"),
    )  # fmt: skip
    if not _is_made(state, "aggregate", made_of, *(f"shares/{name}.parquet" for name in tables.AGGREGATED)):
        with state.stage("aggregate"):
            frame = tables.read_frame(state.paths)
            rows = auditing.read_audit(event.audit_path, event)
            labels = None if rows is None else auditing.join(frame, rows, event)
            scores = tables.read_scores(event, state.paths)
            table = shares.aggregate(frame, scores, event, labels)
            apart = shares.net(frame, scores, event, labels)
            other = shares.sensitivity(frame, scores, event, labels, _choices(state, frame))
            checked = claiming.claims(table, apart, event, other, tables.engagement_by_segment(frame))
            store.write_table(folder / "sensitivity.parquet", other)
            store.write_table(folder / "timeline.parquet", shares.timeline(table, frame, scores, event, labels))
            store.write_table(folder / "differences.parquet", shares.differences(frame, scores, event, labels))
            store.write_table(folder / "shares.parquet", table)
            store.write_table(folder / "net.parquet", apart)
            store.write_table(folder / "claims.parquet", checked)
            state.manifest["aggregate"] = {
                "fingerprint": made_of,
                "rows": table.num_rows,
                "audit_sha256": audit_sha,
                "audit": labels.counts | {"unnamed": shares.never_named(frame, scores, event, labels)}
                if labels
                else None,
                "table": store.table_hash(table),
            }
    counts = state.manifest["aggregate"]["audit"]
    if counts is None:
        state.warnings.append(f"no audit: machine shares only ({event.audit_path} is absent)")
    else:
        state.warnings += auditing.concerns(counts)
    if changed := fits.outdated(event, auditing.read_audit(event.audit_path, event)):
        why = f"{', '.join(changed)} changed since it was fitted; run `xsentiment fit {event.path}`"
        state.warnings.append(f"{event.model_path}: {why}")


def _choices(state: Run, frame: pa.Table) -> shares.Choices:
    """What the claims' figures could have been made of instead; nothing is worked out that no claim asks about."""
    event, folder = state.event, state.paths.processed
    sets = {part for claim in event.claims for part in claim.readings[0].label_set.split("*")}
    parts = tables.part_numbers(folder)
    scores = {}
    counted = engines.in_order(state.pool, partial(_reposted_part, event=event, folder=folder), parts if sets else [])
    for target in sorted(sets & {"sentiment", "reaction"}):
        for name, other in scorers.rivals(event, target).items():
            pieces = engines.in_order(state.pool, partial(_rescored_part, event=other, folder=folder), parts)
            scores[target, name] = pa.concat_tables(pieces)
    return shares.Choices(
        trending=selecting.other_trending(frame) if sets else {},
        reposted=sum(counted, Counter[tuple[str, str | None]]()),
        scores=scores,
    )


def _reposted_part(part: int, *, event: Event, folder: Path) -> Counter[tuple[str, str | None]]:
    return selecting.reposted(tables.posts_of(folder, part), event, tables.deletions_of(folder))


def _rescored_part(part: int, *, event: Event, folder: Path) -> pa.Table:
    frame = store.read_tables([tables.part_file(folder, "frame", part)], schema.FRAME, "FRAME")
    with kept.under(folder / EMBEDDINGS):
        return scorers.score(frame, event)


def make_report(state: Run) -> None:
    """SHARES → reports/<event>: replaced whole or not at all."""
    event, paths = state.event, state.paths
    made_of = store.fingerprint(
        state.manifest["aggregate"], state.manifest["score"], state.manifest["select"],
        [(name, seen["fingerprint"]) for name, seen in state.manifest["inputs"].items()],
        store.content_hash(event.path), store.program_hash(),
    )  # fmt: skip
    if state.manifest.get("report", {}).get("fingerprint") == made_of == report.made_of(paths.reports):
        return
    with state.stage("report"), kept.under(paths.processed / EMBEDDINGS):
        frame, scores = tables.read_frame(paths), tables.read_scores(event, paths)
        results = report.Results(
            **{name: tables.read_aggregated(paths, name) for name in tables.AGGREGATED},
            phrases=evidence.phrases(frame, scores, event),
            examples=explain.with_reasons(evidence.examples(frame, scores, event), frame, event),
            rejects=tables.read_rejects(paths),
            facts=facts.of_report(event, state.manifest, frame, scores),
            engaging=facts.engaging(frame, scores) if event.quotes else None,
        )

        def fill(folder: Path) -> None:
            report.write(folder, event, results, facts.of_run(state) | {report.MADE_OF: made_of})

        store.replace_folder(paths.reports, fill)
        state.manifest["report"] = {"fingerprint": made_of}


def _is_made(state: Run, stage: str, made_of: str, *files: str) -> bool:
    same = state.manifest.get(stage, {}).get("fingerprint") == made_of
    return same and all((state.paths.processed / name).exists() for name in files)


STAGES: Final[dict[str, Callable[[Run], None]]] = {
    "ingest": ingest,
    "select": select,
    "score": score,
    "aggregate": aggregate,
    "report": make_report,
}
