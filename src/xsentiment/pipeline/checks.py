"""What a run would do, told without any work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import ingest as ingestion
from xsentiment import privacy
from xsentiment.event import Event, Source
from xsentiment.ingest import doubts
from xsentiment.ingest.files import UnknownFormatError
from xsentiment.pipeline import facts, fits
from xsentiment.pipeline.paths import Paths, is_named, raw_files, refuse_unknown, unread_files, with_cure
from xsentiment.pipeline.run import too_tolerant, unfilled
from xsentiment.scorers import event_model


def check(event: Event, paths: Paths) -> dict[str, Any]:
    """What a run would read: each input with the format seen in it, the state of audit and model, and warnings.

    Raises InputError for a folder or file that is missing or of no known format, or whose first rows no run could read.
    """
    files: list[dict[str, Any]] = []
    in_doubt: list[doubts.Doubt] = []
    for raw_file, source in raw_files(event, paths.raw):
        path = paths.raw / raw_file
        with with_cure():
            name, reason = _format(path, raw_file, source)
            if name != ingestion.UNKNOWN:
                in_doubt += _read_a_little(path, raw_file, source)
        files.append({"raw_file": raw_file, "bytes": path.stat().st_size, "format": name, "reason": reason})
    refuse_unknown(paths.raw, {file["raw_file"]: file["format"] for file in files})
    rows = auditing.read_audit(event.audit_path, event)
    audit = "none yet; `xsentiment audit draw` makes one"
    if rows is not None:
        drawn, pending = auditing.progress(rows)
        audit = f"{drawn - pending} of {drawn} posts drawn are labelled"
    told = {"event": event.slug, "files": files, "audit": audit, "model": _model(event, rows)}
    unknown = (f"{file['raw_file']}: {file['reason']}" for file in files if file["format"] == ingestion.UNKNOWN)
    warnings = [
        *unfilled(event),
        *too_tolerant(event),
        *unread_files(event, paths.raw),
        *unknown,
        *facts.doubtful(in_doubt),
    ]
    return told | {"warnings": warnings}


def _format(path: Path, raw_file: str, source: Source | None) -> tuple[str, str]:
    """The format of a file, and why it is that, or why it is none that is known."""
    if source and source.format:
        return source.format, "named in the event file"
    try:
        return ingestion.detect(path)
    except UnknownFormatError as error:
        if is_named(raw_file, source):
            raise
        return ingestion.UNKNOWN, error.why


def _read_a_little(path: Path, raw_file: str, source: Source | None) -> list[doubts.Doubt]:
    """What is in doubt about the first rows of a file, read as a run would: a column that it lacks is an error here."""
    nobody, format_named = privacy.naming("drop"), source.format if source else None
    with doubts.kept() as in_doubt:
        next(ingestion.read_file(path, raw_file, pseudonym=nobody, mapping=source, format=format_named), None)
    return in_doubt


def _model(event: Event, audit: pa.Table | None) -> str:
    if not event.model_path.exists():
        topics = "topics are found by their phrases; " if event.topics else ""
        return f"none; {topics}`xsentiment fit` makes one"
    model = event_model.load(event.model_path)
    changed = fits.outdated(event, audit)
    fitted = f"fitted on {model.facts['date']} to {model.facts['labelled']} different labelled texts"
    return f"{fitted}; stale: {', '.join(changed)} changed since" if changed else f"{fitted}; up to date"
