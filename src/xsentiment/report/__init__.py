"""SHARES → what people open: CSV files, run.json and one HTML page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from xsentiment import store
from xsentiment.event import Event
from xsentiment.report.facts import Facts
from xsentiment.report.page import render
from xsentiment.report.results import Results
from xsentiment.report.tables import to_csv

__all__ = ["FILES", "MADE_OF", "Facts", "Results", "made_of", "to_csv", "write"]

_TABLES: Final = (
    "shares",
    "net",
    "claims",
    "sensitivity",
    "timeline",
    "differences",
    "phrases",
    "examples",
    "rejects",
)
MADE_OF: Final = "fingerprint"
"""The key of run.json that names what the reports were made of."""
FILES: Final = (*(f"{name}.csv" for name in _TABLES), "run.json", "report.html")


def write(folder: Path, event: Event, results: Results, run: dict[str, Any]) -> list[Path]:
    """Write all reports into an existing folder and return their paths.

    The CSV files and the page depend on `results` alone: equal inputs, equal bytes. Clock times and durations are in
    `run`, which becomes run.json.
    """
    data = {f"{name}.csv": to_csv(getattr(results, name)) for name in _TABLES}
    data["run.json"] = (json.dumps(run, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    data["report.html"] = render(event, results).encode("utf-8")
    for name, content in data.items():
        with store.writing(folder / name):
            (folder / name).write_bytes(content)
    return [folder / name for name in data]


def made_of(folder: Path) -> str | None:
    """What the reports of a folder were made of, by their own run.json; None unless all of them are there."""
    if not all((folder / name).exists() for name in FILES):
        return None
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except ValueError:
        return None
    return run.get(MADE_OF) if isinstance(run, dict) else None
