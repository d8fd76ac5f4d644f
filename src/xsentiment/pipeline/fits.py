"""Fitting an event's topics and reaction on its frame and audit."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import fit as fitting
from xsentiment import staleness, store
from xsentiment.event import Event
from xsentiment.pipeline.paths import EMBEDDINGS, Paths
from xsentiment.pipeline.run import run
from xsentiment.pipeline.tables import read_frame
from xsentiment.scorers import event_model, kept
from xsentiment.scorers.event_model import EventModel


def fit(event: Event, paths: Paths) -> EventModel:
    """Train the event's model on what was collected and labelled, and write it beside the event file.

    Raises InputError for an event with neither topics nor labels enough, NoPostsError if its frame is empty.
    """
    run(event, paths, until="select")
    with store.lock(paths.processed), kept.under(paths.processed / EMBEDDINGS):
        audit = auditing.read_audit(event.audit_path, event)
        model = fitting.fit(event, read_frame(paths), audit, date=datetime.now(UTC).date().isoformat())
        store.write_atomic(event.model_path, model.to_bytes())
    return model


def outdated(event: Event, audit: pa.Table | None) -> tuple[str, ...]:
    """What has changed since the event's model was fitted, in words; empty if nothing has or there is no model."""
    if not event.model_path.exists():
        return ()
    return staleness.stale(event, event_model.load(event.model_path), audit)
