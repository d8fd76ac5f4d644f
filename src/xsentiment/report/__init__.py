"""SHARES → what people open: CSV files, run.json and one HTML page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from xsentiment.event import Event
from xsentiment.report.facts import Facts
from xsentiment.report.page import render
from xsentiment.report.tables import to_csv

__all__ = ["Facts", "to_csv", "write"]


def write(
    folder: Path,
    event: Event,
    *,
    shares: pa.Table,
    claims: pa.Table,
    sensitivity: pa.Table,
    timeline: pa.Table,
    phrases: pa.Table,
    examples: pa.Table,
    rejects: pa.Table,
    facts: Facts,
    run: dict[str, Any],
    engaging: pa.Table | None = None,
    differences: pa.Table | None = None,
) -> list[Path]:
    """Write all reports into an existing folder and return their paths.

    The CSV files and the page depend on the tables and `facts` alone: equal inputs, equal bytes. Clock times and
    durations are in `run`, which becomes run.json. `engaging` (posts with text) is given only where the event allows
    quotes; `differences` where it names moments.
    """
    page = render(event, shares, claims, sensitivity, timeline, phrases, examples, facts, engaging)
    data = {
        "shares.csv": to_csv(shares),
        "claims.csv": to_csv(claims),
        "sensitivity.csv": to_csv(sensitivity),
        "timeline.csv": to_csv(timeline),
        "phrases.csv": to_csv(phrases),
        "examples.csv": to_csv(examples),
        "rejects.csv": to_csv(rejects),
        "run.json": (json.dumps(run, indent=1, ensure_ascii=False) + "\n").encode("utf-8"),
        "report.html": page.encode("utf-8"),
    }
    if differences is not None:
        data["differences.csv"] = to_csv(differences)
    for name, content in data.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in data]
