"""Drawing the audit from an event's frame and taking its labels back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import schema, shares, store, wording
from xsentiment.errors import InputError
from xsentiment.event import WEIGHTS, Event, Weight, weight_of
from xsentiment.pipeline.paths import Paths
from xsentiment.pipeline.run import run
from xsentiment.pipeline.tables import engagement_by_segment, read_frame, read_shares

_SHEETS: Final = (".csv", ".xlsx", ".json")
"""What people fill in; tasks of Label Studio come back as another file."""

_DISAGREEMENTS: Final = "disagreements.csv"


class Drawn(NamedTuple):
    """What people label in, how many posts are in it, how many posts were asked for, drawn before, and are drawn now.

    More than asked for are drawn where posts came later: the audit goes on at the rate at which it was drawn. `topics`
    is the sheet of labelled posts that wait for topics alone, and how many there are; None without any.
    """

    sheet: Path
    pending: int
    asked: int
    before: int
    listed: int
    topics: tuple[Path, int] | None


def draw_audit(event: Event, paths: Paths, *, size: int | None = None, form: str = "csv") -> Drawn:
    """Draw (or top up) the audit and write what people label in, in the `form` of `audit.FORMATS`.

    Raises InputError for an earlier sheet with labels that the audit does not hold, and leaves it as it is.
    """
    run(event, paths, until="select")
    with store.lock(paths.processed):
        frame = read_frame(paths)
        known = auditing.read_audit(event.audit_path, event)
        rows = auditing.draw(frame, event, known, size=size)
        folder = paths.processed / "audit"
        refuse_loss([folder / auditing.FORMATS[form], folder / auditing.LATER_SHEETS[form]], rows, event)
        folder.mkdir(parents=True, exist_ok=True)
        sheet, pending = auditing.write_sheet(folder, frame, rows, event, form)
        later, n_later = auditing.write_later(folder, frame, rows, event, form)
        store.write_atomic(event.audit_path, auditing.write_audit(rows))
    taken = auditing.sampled(frame, rows, event, event.audit.weight)
    listed = 0 if taken is None else int(taken.listed.sum())
    before = 0 if known is None else auditing.n_drawn(known, event.audit.weight)
    topics = (later, n_later) if later else None
    return Drawn(sheet, pending, size or event.audit.size, before, listed, topics)


def refuse_loss(sheets: Iterable[Path], audit: pa.Table, event: Event) -> None:
    """Raise InputError if people's labels would be lost with these sheets: the first with some not imported."""
    for sheet in sheets:
        if sheet.suffix not in _SHEETS or sheet.name == auditing.FORMATS["label-studio"] or not sheet.exists():
            continue
        if missing := auditing.not_imported(sheet, audit, event):
            posts = f"{wording.n_posts(missing)} that {'is' if missing == 1 else 'are'} not in the audit"
            why = f"holds labels of {posts}; `xsentiment audit import` it, or delete it"
            raise InputError(str(sheet), why)


class Imported(NamedTuple):
    """What an import brought.

    What each of the sheets brought, posts still to label, how far labellers agree and which are too much alike (as
    `audit.agreement` and `audit.twins` have it), and the sheet of disagreements to settle, None without any.
    """

    sheets: list[auditing.Taken]
    pending: int
    agreement: dict[str, dict[str, Any] | None]
    twins: list[tuple[str, str, int]]
    apart: Path | None


def import_audit(event: Event, sheets: list[Path], paths: Paths, *, labeller: str | None = None) -> Imported:
    """Take filled-in sheets into the event's audit file, all or none of them.

    Raises InputError for a sheet that cannot be taken, and for a half-settled sheet of disagreements, which would be
    written anew; LockedError while a run or another import works on the event, whose labels could be lost.
    """
    with store.lock(paths.processed):
        rows = auditing.read_audit(event.audit_path, event)
        if rows is None:
            raise InputError(str(event.audit_path), "is not there yet; run `xsentiment audit draw EVENT.toml` first")
        taken = []
        for sheet in sheets:
            taken.append(auditing.import_labels(sheet, rows, event, labeller=labeller))
            rows = taken[-1].audit
        refuse_loss([paths.processed / "audit" / _DISAGREEMENTS], rows, event)
        store.write_atomic(event.audit_path, auditing.write_audit(rows))
        apart = _disagreements(rows, paths)
    agreement, twins = auditing.agreement(rows, event), auditing.twins(rows)
    return Imported(taken, auditing.progress(rows)[1], agreement, twins, apart)


def _disagreements(rows: pa.Table, paths: Paths) -> Path | None:
    path = paths.processed / "audit" / _DISAGREEMENTS
    there = (paths.processed / "frame").exists()
    sheet, count = auditing.disagreements(rows, read_frame(paths) if there else schema.FRAME.empty_table())
    if count == 0:
        path.unlink(missing_ok=True)
        return None
    store.write_atomic(path, sheet)
    return path


def plan_audit(event: Event, paths: Paths, *, sizes: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """What interval so many labels are expected to give each claim in each reading; rows as `audit.plan` has them."""
    run(event, paths, until="aggregate")
    return auditing.plan(event, read_shares(paths)[0], _draw(read_frame(paths), event, event.audit.weight), sizes)


def audit_status(event: Event, paths: Paths) -> dict[str, Any]:
    """Where the audit stands, and for each claim in each reading how many more labels would decide it.

    Keys: audit (the counts of `audit.join`, None without one), claims (claim, reading, primary, segment, verdict,
    labels_needed in the segment, n_waiting of them for posts that are drawn, the note, and `size`: what to draw in all
    to get them, by the kind of draw that carries it; None where posts wait, or where as many are drawn already).
    """
    state = run(event, paths, until="aggregate")
    frame = read_frame(paths)
    draws = {weight: _draw(frame, event, weight) for weight in WEIGHTS}
    audit = auditing.read_audit(event.audit_path, event)
    named = ("claim", "reading", "primary", "segment", "verdict", "labels_needed", "n_waiting", "note")
    rows = []
    for row in read_shares(paths)[1].to_pylist():
        wanted: int | None = None
        if row["labels_needed"] is not None and not row["n_waiting"]:
            weight = weight_of(row["estimand"])
            wanted = draws[weight].size_for(row["segment"], row["n_audit"] + row["labels_needed"])
            if audit is not None and wanted <= auditing.n_drawn(audit, weight) and auditing.progress(audit)[1]:
                wanted = None
        rows.append({name: row[name] for name in named} | {"size": wanted})
    return {"event": event.slug, "audit": state.manifest["aggregate"]["audit"], "claims": rows}


def _draw(frame: pa.Table, event: Event, weight: Weight) -> auditing.EqualDraw | auditing.EngagementDraw:
    """What there is to draw from, by segment."""
    if weight == "engagement":
        return auditing.EngagementDraw(engagement_by_segment(frame), event.level)
    strata = auditing.design_strata(frame)
    counts = {
        segment: {name: int(np.count_nonzero(mask & (strata == name))) for name in auditing.STRATA}
        for segment, mask in shares.segments_of(frame, strata == "trending")
    }
    return auditing.EqualDraw(counts, event.audit.trending, event.level)
