"""docs/peers.md against its figures, and the figures against the data, where the data is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO.parent / "shared" / "labelled"

sys.path.insert(0, str(REPO / "benchmarks"))

import peers  # noqa: E402

ROWS = json.loads(peers.FIGURES.read_text("utf-8"))


def test_the_page_is_what_the_figures_say():
    """Written by the program, word for word."""
    assert peers.PAGE.read_text("utf-8") == peers.page(ROWS)


def test_every_set_and_size_was_measured():
    """The program and the audit alone for every set and size; peers at one size."""
    wanted = {
        (name, size, method) for name in peers.SETS for size in peers.SIZES for method in ("xsentiment", "audit alone")
    }
    assert wanted <= {(row["set"], row["size"], row["method"]) for row in ROWS}
    assert {row["audits"] for row in ROWS if row["method"] == "xsentiment"} == {peers.AUDITS}


def test_the_published_coverage_is_within_chance():
    """No label of the program's rows is held less often than chance allows (99.9 % over all cells)."""
    held = [share for row in ROWS if row["method"] == "xsentiment" for share in row["coverage"]]
    assert min(held) > 0.936
    assert sum(held) / len(held) == pytest.approx(0.95, abs=0.005)


def test_figures_repeat_from_their_names():
    """The debate at the smallest size, measured again, gives the stored figures to the last digit."""
    name, size = "debate", peers.SIZES[0]
    if not (FOLDER / "gop_debate.parquet").exists():
        pytest.skip("needs gop_debate.parquet in a folder ../shared/labelled beside the repository")
    posts = peers.population(FOLDER, name)
    for method, shares in peers.audited(name, posts, size).items():
        (row,) = (row for row in ROWS if (row["set"], row["size"], row["method"]) == (name, size, method))
        assert row["coverage"] == shares.held(peers.truth(posts)).round(4).tolist()
        assert row["width"] == round(float(shares.width.mean()), 4)
