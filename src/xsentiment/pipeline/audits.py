"""Drawing the audit from an event's frame and taking its labels back."""

from __future__ import annotations

from pathlib import Path

from xsentiment import audit as auditing
from xsentiment import store
from xsentiment.errors import InputError
from xsentiment.event import Event
from xsentiment.pipeline.paths import Paths
from xsentiment.pipeline.run import run
from xsentiment.pipeline.tables import read_frame


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
    return taken, auditing.progress(rows)[1]
