"""The document on coverage against the data, where the data is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO.parent / "shared" / "labelled"
ROWS = (REPO / "docs" / "validity.md").read_text("utf-8").splitlines()

sys.path.insert(0, str(REPO / "benchmarks"))

import coverage_of_intervals  # noqa: E402


def rows(**wanted):
    """The rows of the table whose cells are these."""
    names = ("posts", "scorer", "labels", "way", "coverage", "width", "rmse")
    cells = [
        dict(zip(names, (cell.strip() for cell in line.split("|")[1:-1]), strict=True))
        for line in ROWS
        if line[:1] == "|"
    ]
    return [row for row in cells if all(row[name] == cell for name, cell in wanted.items())]


def test_every_trial_is_in_the_table():
    """Each set and scorer at each size, by every way."""
    for name, scorer in coverage_of_intervals.TRIALS:
        for size in coverage_of_intervals.SIZES:
            assert len(rows(posts=name, scorer=scorer, labels=str(size))) == 6


def test_the_intervals_keep_their_promise():
    """No coverage that the program's own rows print is below 94 of 100, and none is wider than without a machine."""
    own = [row for row in rows() if row["way"].startswith("xsentiment")]
    assert len(own) == len(coverage_of_intervals.TRIALS) * len(coverage_of_intervals.SIZES)
    for row in own:
        assert min(float(share) for share in row["coverage"].split(", ")) >= 94.0
        assert float(row["width"]) <= 1.0


def test_the_least_width_is_what_the_data_give():
    """The last row of the block of the debate under VADER, made anew."""
    if not (FOLDER / "gop_debate.parquet").exists():
        pytest.skip("needs gop_debate.parquet in a folder ../shared/labelled beside the repository")
    posts = coverage_of_intervals.population(FOLDER, "gop_debate", "vader")
    (row,) = rows(posts="gop_debate", scorer="vader", labels="any")
    assert row["width"] == f"{coverage_of_intervals.explained(posts):.2f}"
