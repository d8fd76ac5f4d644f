"""The order of the stages, and paths: raw exports → POSTS → FRAME → SCORES → SHARES → reports."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import claims as claiming
from xsentiment import engine as engines
from xsentiment import ingest as ingestion
from xsentiment import privacy, report, schema, scorers, shares, store
from xsentiment import select as selecting
from xsentiment.errors import InputError, NoPostsError
from xsentiment.event import Event, Source

log = logging.getLogger("xsentiment")

PACKAGES: Final = ("numpy", "pandas", "pyarrow", "scipy", "scikit-learn", "vaderSentiment")
_IGNORED = (".gitkeep", "README.md", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class Paths:
    """The three folders of an event: exports as they came, tables, reports."""

    raw: Path
    processed: Path
    reports: Path

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        raw: str | Path | None = None,
        processed: str | Path | None = None,
        reports: str | Path | None = None,
    ) -> Paths:
        """The folders given, else data/raw/<event>, data/processed/<event>, reports/<event> of the working folder."""
        return cls(
            Path(raw or Path("data/raw") / event.slug),
            Path(processed or Path("data/processed") / event.slug),
            Path(reports or Path("reports") / event.slug),
        )

    @property
    def key(self) -> Path:
        """The key of the pseudonyms lies outside the tables, so that deleting them does not change who is who."""
        return self.processed.parent / ".xsentiment-key"


@dataclass
class Run:
    """What a run did: results for the terminal, warnings for a scheduled job, durations for run.json."""

    event: Event
    paths: Paths
    engine: str = "serial"
    workers: int | None = None
    done: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    durations: dict[str, float] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def nothing_new(self) -> bool:
        """Whether every stage was up to date."""
        return not self.done

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Log and time a stage that has work to do."""
        begun = time.perf_counter()
        log.info("%s: …", name)
        yield
        self.durations[name] = round(time.perf_counter() - begun, 3)
        self.done.append(name)
        log.info("%s: done in %.1f s", name, self.durations[name])


def run(
    event: Event, paths: Paths, *, engine: str = "serial", workers: int | None = None, until: str = "report"
) -> Run:
    """Bring an event up to date: every stage up to `until` whose inputs changed since it was last made.

    Raises LockedError if another run works on the event, InputError for a file that cannot be used, NoPostsError if
    nothing is left to count. Until the report is whole, the last one stays.
    """
    with store.lock(paths.processed):
        state = Run(event, paths, engine, workers, manifest=store.read_manifest(paths.processed))
        for name, stage in STAGES.items():
            stage(state)
            store.write_manifest(paths.processed, state.manifest)
            if name == until:
                break
        return state


def check(event: Event, paths: Paths) -> dict[str, Any]:
    """What a run would read, without any work: the inputs with the format seen in each, and the state of the audit.

    Raises InputError for a folder or file that is missing or of no known format.
    """
    files = []
    for raw_file, source in raw_files(event, paths.raw):
        path = paths.raw / raw_file
        seen = ingestion.detect(path)
        name, reason = (
            (source.format, "named in the event file") if source and source.format else (seen.format, seen.reason)
        )
        files.append({"raw_file": raw_file, "bytes": path.stat().st_size, "format": name, "reason": reason})
    rows = auditing.read_audit(event.audit_path, event)
    audit = "none yet; `xsentiment audit draw` makes one"
    if rows is not None:
        labelled = {(row["source"], row["post_id"]) for row in rows.to_pylist() if row["outcome"] is not None}
        drawn = {(row["source"], row["post_id"]) for row in rows.to_pylist()}
        audit = f"{len(labelled)} of {len(drawn)} posts drawn are labelled"
    return {"event": event.slug, "files": files, "audit": audit}


# --- stages --------------------------------------------------------------------------------------------------------


def ingest(state: Run) -> None:
    """Raw exports → posts/part=NN/<fingerprint>.parquet, append-only: a new file adds pieces and rewrites none."""
    event, paths = state.event, state.paths
    key = privacy.load_key(paths.key)
    known: dict[str, Any] = state.manifest.get("inputs", {})
    if known and state.manifest.get("key") != privacy.fingerprint(key):
        raise InputError(
            str(paths.processed), "its authors were named with another key; restore XSENTIMENT_KEY or delete the folder"
        )
    files = raw_files(event, paths.raw)
    inputs: dict[str, Any] = {}
    new = []
    for raw_file, source in files:
        facts = _input_facts(event, paths.raw / raw_file, source, known.get(raw_file, {}))
        before = known.get(raw_file, {})
        if before.get("fingerprint") == facts["fingerprint"]:
            inputs[raw_file] = before | facts
        else:
            inputs[raw_file] = facts
            new.append((raw_file, source))
    gone = sorted(set(known) - set(inputs))
    if new or gone:
        with state.stage("ingest"):
            call = partial(_ingest_file, event=event, paths=paths, key=key)
            with engines.executor(state.engine, state.workers) as pool:
                jobs = [(raw_file, source, inputs[raw_file]["fingerprint"]) for raw_file, source in new]
                for (raw_file, _), counts in zip(new, engines.in_order(pool, call, jobs), strict=True):
                    inputs[raw_file] |= counts
                    log.info(
                        "%s: %s, %d rows read, %d posts, %d rejected",
                        raw_file, counts["format"], counts["rows_read"], counts["posts"], counts["rejected"],
                    )  # fmt: skip
            _drop_pieces(paths.processed, {facts["fingerprint"] for facts in inputs.values()})
    for raw_file, facts in inputs.items():
        if facts["posts"] == 0:
            state.warnings.append(f"{raw_file}: holds no posts ({', '.join(facts['reasons'])})")
    state.manifest |= {"event": event.slug, "key": privacy.fingerprint(key), "inputs": inputs, "parts": event.parts}


def raw_files(event: Event, folder: Path) -> list[tuple[str, Source | None]]:
    """The exports of an event, as paths relative to its raw folder, each with what the event file says of it.

    With [[sources]] the files they name, each a glob; without, every file of the folder. Sorted by name.
    Raises InputError if the folder or a named file is missing.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "no such folder; put the event's exports there or name it with --raw")
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _IGNORED and not path.name.startswith(".")
    )
    if not event.sources:
        chosen: list[tuple[str, Source | None]] = [(name, None) for name in names]
    else:
        for source in event.sources:
            if not any(fnmatch(name, source.path) for name in names):
                raise InputError(str(folder / source.path), "named in [[sources]], but no such file")
        pairs = [(name, next((s for s in event.sources if fnmatch(name, s.path)), None)) for name in names]
        chosen = [(name, source) for name, source in pairs if source is not None]
    if not chosen:
        raise InputError(str(folder), "holds no exports")
    return chosen


def _input_facts(event: Event, path: Path, source: Source | None, before: dict[str, Any]) -> dict[str, Any]:
    """What identifies an input: its content and how it is read.

    A file whose size and time are as before is not hashed again.
    """
    stat = path.stat()
    stamp = [stat.st_size, stat.st_mtime_ns]
    sha = before["sha256"] if before.get("stamp") == stamp else store.content_hash(path)
    made_of = (sha, path.name, repr(source), version("xsentiment"), schema.VERSION, event.parts)
    return {"sha256": sha, "stamp": stamp, "bytes": stat.st_size, "fingerprint": store.fingerprint(*made_of)}


def _ingest_file(job: tuple[str, Source | None, str], *, event: Event, paths: Paths, key: bytes) -> dict[str, Any]:
    """Read one export into its pieces, a table for each part, and count what was read."""
    raw_file, source, fingerprint = job
    rejects, pieces, formats = [], [], Counter[str]()
    rows_read = 0
    batches = ingestion.read_file(
        paths.raw / raw_file,
        raw_file,
        pseudonym=privacy.pseudonym(key),
        mapping=source,
        format=source.format if source else None,
    )
    for batch in batches:
        rows_read += batch.rows_read
        formats[batch.format] += batch.rows_read
        rejects.append(batch.rejects)
        pieces.append(batch.posts)
    posts = pa.concat_tables(pieces or [schema.POSTS.empty_table()])
    rejected = pa.concat_tables(rejects or [schema.REJECTS.empty_table()])
    keys = zip(posts["source"].to_pylist(), posts["post_id"].to_pylist(), strict=True)
    part = pa.array([store.part_of(*post, event.parts) for post in keys], pa.int64())
    for number in sorted(set(part.to_pylist())):
        chosen = posts.filter(pa.compute.equal(part, number))
        store.write_table(paths.processed / "posts" / f"part={number:02d}" / f"{fingerprint}.parquet", chosen)
    store.write_table(paths.processed / "rejects" / f"{fingerprint}.parquet", rejected)
    return {
        "format": " + ".join(sorted(formats)),
        "rows_read": rows_read,
        "posts": posts.num_rows,
        "rejected": rejected.num_rows,
        "reasons": dict(sorted(Counter(rejected["reason"].to_pylist()).items())),
    }


def _drop_pieces(folder: Path, fingerprints: set[str]) -> None:
    """Delete pieces of inputs that are no longer there or are read in another way."""
    for path in [*folder.glob("posts/part=*/*.parquet"), *folder.glob("rejects/*.parquet")]:
        if path.stem not in fingerprints:
            path.unlink()


def select(state: Run) -> None:
    """POSTS → frame.parquet and select_rejects.parquet. Raises NoPostsError if nothing is left."""
    event, folder = state.event, state.paths.processed
    made_of = store.fingerprint(
        _pieces(state), event.start, event.end, event.timezone, repr(event.select), version("xsentiment")
    )
    if _is_made(state, "select", made_of, "frame.parquet", "select_rejects.parquet"):
        return
    with state.stage("select"):
        paths = sorted(folder.glob("posts/part=*/*.parquet"))
        posts = store.read_tables(paths, schema.POSTS, "POSTS")
        selection = selecting.select(posts, event)
        if selection.frame.num_rows == 0:
            raise NoPostsError(event.slug, selection.reasons or _ingest_reasons(state))
        store.write_table(folder / "frame.parquet", selection.frame)
        store.write_table(folder / "select_rejects.parquet", selection.rejects)
        state.manifest["select"] = {
            "fingerprint": made_of,
            "rows_in": posts.num_rows,
            "rows_out": selection.frame.num_rows,
            "rejected": selection.reasons,
            "table": store.table_hash(selection.frame),
        }


def score(state: Run) -> None:
    """FRAME → scores.parquet, part by part on the engine."""
    event, folder = state.event, state.paths.processed
    made_of = store.fingerprint(
        state.manifest["select"]["table"], repr(event.topics), repr(event.scorers), version("xsentiment"),
        version("vaderSentiment"),
    )  # fmt: skip
    if _is_made(state, "score", made_of, "scores.parquet"):
        return
    with state.stage("score"):
        frame = read_frame(state.paths)
        step = max(1, -(-frame.num_rows // event.parts))
        slices = [frame.slice(start, step) for start in range(0, frame.num_rows, step)]
        with engines.executor(state.engine, state.workers) as pool:
            scores = pa.concat_tables(engines.in_order(pool, partial(scorers.score, event=event), slices))
        store.write_table(folder / "scores.parquet", scores)
        state.manifest["score"] = {"fingerprint": made_of, "rows": scores.num_rows, "table": store.table_hash(scores)}


def aggregate(state: Run) -> None:
    """FRAME ⨝ SCORES ⨝ AUDIT → shares.parquet and claims.parquet."""
    event, folder = state.event, state.paths.processed
    audit_sha = store.content_hash(event.audit_path) if event.audit_path.exists() else None
    made_of = store.fingerprint(
        state.manifest["select"]["table"], state.manifest["score"]["table"], audit_sha, repr(event.shares),
        repr(event.claims), event.level, event.seed, event.sample, version("xsentiment"), version("numpy"),
        version("scipy"),
    )  # fmt: skip
    if not _is_made(state, "aggregate", made_of, "shares.parquet", "claims.parquet"):
        with state.stage("aggregate"):
            frame = read_frame(state.paths)
            scores = read_scores(event, state.paths)
            labels = _labels(frame, event)
            table = shares.aggregate(frame, scores, event, labels)
            store.write_table(folder / "shares.parquet", table)
            store.write_table(folder / "claims.parquet", claiming.claims(table, event))
            state.manifest["aggregate"] = {
                "fingerprint": made_of,
                "rows": table.num_rows,
                "audit_sha256": audit_sha,
                "audit": labels.counts if labels else None,
                "table": store.table_hash(table),
            }
    counts = state.manifest["aggregate"]["audit"]
    if counts is None:
        state.warnings.append(f"no audit: machine shares only ({event.audit_path} is absent)")
    elif counts["pending"]:
        state.warnings.append(f"{counts['pending']} posts drawn for the audit are not labelled yet")


def make_report(state: Run) -> None:
    """SHARES → reports/<event>: replaced whole or not at all."""
    event, paths = state.event, state.paths
    made_of = store.fingerprint(
        state.manifest["aggregate"], state.manifest["score"], state.manifest["select"],
        [(name, facts["fingerprint"]) for name, facts in state.manifest["inputs"].items()],
        store.content_hash(event.path), version("xsentiment"),
    )  # fmt: skip
    if state.manifest.get("report", {}).get("fingerprint") == made_of and (paths.reports / "report.html").exists():
        return
    with state.stage("report"):
        frame, scores = read_frame(paths), read_scores(event, paths)
        table = store.read_tables([paths.processed / "shares.parquet"], schema.SHARES, "SHARES")
        facts = _facts(state, frame, scores)

        def fill(folder: Path) -> None:
            report.write(
                folder,
                event,
                shares=table,
                claims=store.read_tables([paths.processed / "claims.parquet"], schema.CLAIMS, "CLAIMS"),
                timeline=shares.timeline(table),
                rejects=read_rejects(paths),
                facts=facts,
                run=_run_facts(state),
                examples=_examples(frame, scores) if event.quotes else None,
            )

        store.replace_folder(paths.reports, fill)
        state.manifest["report"] = {"fingerprint": made_of}


STAGES: Final = {
    "ingest": ingest,
    "select": select,
    "score": score,
    "aggregate": aggregate,
    "report": make_report,
}


def _is_made(state: Run, stage: str, made_of: str, *files: str) -> bool:
    same = state.manifest.get(stage, {}).get("fingerprint") == made_of
    return same and all((state.paths.processed / name).exists() for name in files)


def _pieces(state: Run) -> list[str]:
    return sorted(facts["fingerprint"] for facts in state.manifest["inputs"].values())


def _ingest_reasons(state: Run) -> dict[str, int]:
    total = Counter[str]()
    for facts in state.manifest["inputs"].values():
        total.update(facts["reasons"])
    return dict(total)


def _labels(frame: pa.Table, event: Event) -> auditing.Labels | None:
    rows = auditing.read_audit(event.audit_path, event)
    return None if rows is None else auditing.join(frame, rows, event)


# --- what the report is told ---------------------------------------------------------------------------------------


def _facts(state: Run, frame: pa.Table, scores: pa.Table) -> report.Facts:
    event, manifest = state.event, state.manifest
    inputs, chosen = manifest["inputs"], manifest["select"]
    fields = ("format", "rows_read", "posts", "rejected")
    return report.Facts(
        files=[{"raw_file": name, **{key: facts[key] for key in fields}} for name, facts in inputs.items()],
        stages=[
            {
                "stage": "ingest",
                "rows_in": sum(facts["rows_read"] for facts in inputs.values()),
                "rows_out": sum(facts["posts"] for facts in inputs.values()),
                "rejected": dict(sorted(_ingest_reasons(state).items())),
            },
            {"stage": "select"} | {key: chosen[key] for key in ("rows_in", "rows_out", "rejected")},
        ],
        n_frame=frame.num_rows,
        n_unscored={name: scores[name].null_count for name in ("sentiment", "reaction")},
        languages=_tally(frame, "lang"),
        networks=_tally(frame, "source"),
        **shares.concentration(frame),
        audit=manifest["aggregate"]["audit"],
        scorers=scorers.describe(event),
        version=version("xsentiment"),
        packages={name: version(name) for name in PACKAGES},
    )


def _tally(frame: pa.Table, column: str) -> dict[str, int]:
    counts = Counter(value or "unknown" for value in frame[column].to_pylist())
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _run_facts(state: Run) -> dict[str, Any]:
    event, manifest = state.event, state.manifest
    return {
        "event": event.slug,
        "event_sha256": store.content_hash(event.path),
        "audit_sha256": manifest["aggregate"]["audit_sha256"],
        "seed": event.seed,
        "level": event.level,
        "engine": state.engine,
        "versions": {"xsentiment": version("xsentiment"), "python": sys.version.split()[0]}
        | {name: version(name) for name in PACKAGES},
        "inputs": {
            name: {
                key: facts[key] for key in ("sha256", "bytes", "format", "rows_read", "posts", "rejected", "reasons")
            }
            for name, facts in manifest["inputs"].items()
        },
        "stages": {
            "ingest": {
                "rows_in": sum(facts["rows_read"] for facts in manifest["inputs"].values()),
                "rows_out": sum(facts["posts"] for facts in manifest["inputs"].values()),
            },
            "select": {key: manifest["select"][key] for key in ("rows_in", "rows_out", "rejected")},
            "score": {"rows_in": manifest["select"]["rows_out"], "rows_out": manifest["score"]["rows"]},
            "aggregate": {"rows_in": manifest["score"]["rows"], "rows_out": manifest["aggregate"]["rows"]},
        },
        "audit": manifest["aggregate"]["audit"],
        "tables": {name: manifest[name]["table"] for name in ("select", "score", "aggregate")},
        "warnings": state.warnings,
        "started": state.started.isoformat(timespec="seconds"),
        "seconds": state.durations,
    }


def _examples(frame: pa.Table, scores: pa.Table) -> pa.Table:
    """Up to 12 posts of the frame with the most engagement, with the machine's labels."""
    columns = ("source", "post_id", "url", "text")
    order = pa.compute.sort_indices(
        frame, sort_keys=[("engagement", "descending"), ("source", "ascending"), ("post_id", "ascending")]
    ).slice(0, 12)
    labels = {name: scores[name].take(order) for name in ("reaction", "sentiment", "topics")}
    return pa.table({name: frame[name].take(order) for name in columns} | labels)


# --- tables and the audit ------------------------------------------------------------------------------------------


def read_frame(paths: Paths) -> pa.Table:
    """The FRAME of the last run; raises InputError if there is none."""
    path = paths.processed / "frame.parquet"
    if not path.exists():
        raise InputError(str(path), "is not there yet; run `xsentiment ingest EVENT.toml` first")
    return store.read_tables([path], schema.FRAME, "FRAME")


def read_scores(event: Event, paths: Paths) -> pa.Table:
    """The SCORES of the last run, in the order of the frame."""
    return store.read_tables([paths.processed / "scores.parquet"], schema.scores(event.topic_ids), "SCORES")


def read_rejects(paths: Paths) -> pa.Table:
    """REJECTS of all stages, ordered by file, line and stage."""
    found = [*sorted(paths.processed.glob("rejects/*.parquet")), paths.processed / "select_rejects.parquet"]
    table = store.read_tables([path for path in found if path.exists()], schema.REJECTS, "REJECTS")
    return table.sort_by([(name, "ascending") for name in ("raw_file", "raw_line", "stage", "reason")])


def draw_audit(event: Event, paths: Paths, *, size: int | None = None) -> tuple[Path, int]:
    """Draw (or top up) the audit; returns the sheet that people label in and how many posts wait in it."""
    run(event, paths, until="select")
    with store.lock(paths.processed):
        frame = read_frame(paths)
        rows = auditing.draw(frame, event, auditing.read_audit(event.audit_path, event), size=size)
        sheet = paths.processed / "audit" / "label.csv"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        pending = auditing.write_sheet(sheet, frame, rows)
        store.write_atomic(event.audit_path, auditing.write_audit(rows))
    return sheet, pending


def import_audit(event: Event, sheets: list[Path], *, labeller: str | None = None) -> tuple[int, int]:
    """Take filled-in sheets into the event's audit file; returns (posts labelled in them, posts still to label)."""
    rows = auditing.read_audit(event.audit_path, event)
    if rows is None:
        raise InputError(str(event.audit_path), "is not there yet; run `xsentiment audit draw EVENT.toml` first")
    taken = 0
    for sheet in sheets:
        rows, count = auditing.import_labels(sheet, rows, event, labeller=labeller)
        taken += count
    store.write_atomic(event.audit_path, auditing.write_audit(rows))
    done = {(row["source"], row["post_id"]) for row in rows.to_pylist() if row["outcome"] is not None}
    drawn = {(row["source"], row["post_id"]) for row in rows.to_pylist()}
    return taken, len(drawn - done)
