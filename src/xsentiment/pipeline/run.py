"""One run: every stage whose inputs changed since it was last made, in order, under the event's lock."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isinf
from typing import Any

from xsentiment import engine as engines
from xsentiment import store
from xsentiment.event import UNFILLED, Event
from xsentiment.pipeline.paths import Paths, raw_files

log = logging.getLogger("xsentiment")


@dataclass
class Run:
    """What a run did: results for the terminal, warnings for a scheduled job, durations for run.json."""

    event: Event
    paths: Paths
    engine: str
    pool: Executor
    done: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def nothing_new(self) -> bool:
        """Whether every stage was up to date."""
        return not self.done

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Log and time a stage that has work to do; until it is whole again, the manifest does not vouch for it."""
        begun = time.perf_counter()
        if self.manifest.pop(name, None):
            store.write_manifest(self.paths.processed, self.manifest)
        log.info("%s: …", name)
        yield
        seconds = round(time.perf_counter() - begun, 3)
        self.manifest.setdefault("seconds", {})[name] = seconds
        self.done.append(name)
        log.info("%s: done in %.1f s", name, seconds)


def unfilled(event: Event) -> list[str]:
    """What [collection] of a new event file still lacks, in words."""
    return [
        f"{event.path}: collection.{key} is not filled in, and stands beside every headline"
        for key, said in vars(event.collection).items()
        if said.startswith(UNFILLED)
    ]


def too_tolerant(event: Event) -> list[str]:
    """Claims of a share whose tolerance is as large as the share, or as its rest, in words."""
    found = []
    for claim in event.claims:
        if claim.kind != "share" or claim.value in (None, 0, 1) or claim.bounds is None:
            continue
        ends = [end for end, bound in zip((0, 100), claim.bounds, strict=True) if isinf(bound)]
        if ends:
            near = f"value {claim.value:g} with tolerance {claim.tolerance:g} would be supported by {ends[0]} % too"
            found.append(f"{event.path}: claim {claim.id!r}: {near}; give it a smaller tolerance")
    return found


def run(
    event: Event, paths: Paths, *, engine: str = "serial", workers: int | None = None, until: str = "report"
) -> Run:
    """Bring an event up to date: every stage up to `until` whose inputs changed since it was last made.

    Raises LockedError if another run works on the event, InputError for a file that cannot be used, NoPostsError if
    nothing is left to count. Until the report is whole, the last one stays.
    """
    from xsentiment.pipeline.stages import STAGES

    raw_files(event, paths.raw)  # nothing is made where there is nothing to read
    with store.lock(paths.processed), engines.executor(engine, workers) as pool:
        state = Run(event, paths, engine, pool, manifest=store.read_manifest(paths.processed))
        state.warnings += [*unfilled(event), *too_tolerant(event)]
        for name, stage in STAGES.items():
            stage(state)
            store.write_manifest(paths.processed, state.manifest)
            if name == until:
                break
        return state
