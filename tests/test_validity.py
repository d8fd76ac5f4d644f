"""docs/validity.md against its figures, and the figures against the data, where the data is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from scipy.stats import norm

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO.parent / "shared" / "labelled"

sys.path.insert(0, str(REPO / "benchmarks"))

from xsentiment import train  # noqa: E402

import coverage_study as study  # noqa: E402

ROWS = json.loads(study.FIGURES.read_text("utf-8"))
SIMULATED = json.loads(study.authors.FIGURES.read_text("utf-8"))
OWN = [row for row in ROWS if row["method"] == "xsentiment"]


def test_the_page_is_what_the_figures_say():
    """Written by the program, word for word."""
    assert study.PAGE.read_text("utf-8") == study.page(ROWS, SIMULATED)


def test_every_set_and_size_was_measured():
    """The program at every set, size and allocation, on as many audits as the page says; peers on most sets."""
    wanted = {(name, size, part) for name in study.SETS for size in study.SIZES for part in (None, study.HALF)}
    assert {(row["set"], row["size"], row["part"]) for row in OWN} == wanted
    assert {row["audits"] for row in OWN} == {study.AUDITS}
    for method in study.PEERS:
        assert len([row for row in ROWS if row["method"] == method]) >= 7


def test_the_published_coverage_is_within_chance():
    """None is held less often than chance allows (99.9 % over all cells), rare ones not either."""
    held = [share for row in OWN for share in row["coverage"]]
    band = 0.95 + norm.ppf(0.001 / len(held)) * (0.95 * 0.05 / study.AUDITS) ** 0.5
    assert min(held) > band - 5e-4
    of_tone = [share for row in OWN if row["set"] not in study.TOPICS for share in row["coverage"]]
    assert sum(of_tone) / len(of_tone) == pytest.approx(0.95, abs=0.005)


def test_what_fell_low_was_measured_again():
    """A row below what chance allows one label stands again with the coverage of other audits, which is nominal."""
    for row in OWN:
        assert bool(row["again"]) == (min(row["coverage"]) < study.BELOW)
        assert min(row["again"] or [1]) > 0.94


def test_the_machine_costs_no_width():
    """Beside the audit alone, intervals are narrower, or a little wider where it explains nothing or labels are few."""
    for row in OWN:
        if row["part"] is None:
            few = row["size"] == study.SIZES[0]
            most = 1.04 if row["set"] in study.TOPICS else 1.02
            assert row["ratio"] <= 1.0 or (row["ratio"] < most and (few or row["limit"] > 0.98))


def test_our_own_scorer_narrows_on_sets_left_out():
    """On every set that it did not learn from, at every size, and nearly as far as its scores allow."""
    ours = [row for row in OWN if study.SETS[row["set"]][1] in ("linear", study.LEFT_OUT) and row["part"] is None]
    assert len({row["set"] for row in ours}) == 1 + len(train.RECIPES["sentiment"].sets)
    assert max(row["ratio"] for row in ours) < 0.96
    over = {row["ratio"] - row["limit"]: row["size"] for row in ours}
    assert max(over) < 0.045
    assert all(size == study.SIZES[0] for more, size in over.items() if more > 0.0205)
    ratios = study.own_ratios(ROWS)
    assert ratios[100] < 0.89
    assert max(ratios[200], ratios[500]) < 0.88


@pytest.mark.parametrize("name", ["debate", study.JOINT])
def test_figures_repeat_from_their_names(name):
    """The debate at the smallest size, measured again, gives the stored figures to the last digit."""
    size = study.SIZES[0]
    if not (FOLDER / "gop_debate.parquet").exists():
        pytest.skip("needs gop_debate.parquet in a folder ../shared/labelled beside the repository")
    posts = study.population(FOLDER, name)
    shares = study.audited(name, posts, size)
    (row,) = (row for row in OWN if (row["set"], row["size"], row["part"]) == (name, size, None))
    assert row["coverage"] == shares.held(study.truth(posts)).round(4).tolist()
    assert row["width"] == round(float(shares.width.mean()), 4)
    assert row["limit"] == round(float(study.limit(posts).mean()), 3)


def test_busy_authors_leave_the_interval_its_promise():
    """In both scopes, with the control variate and without, no label is held less often than chance allows."""
    assert {row["samples"] for row in SIMULATED} == {study.authors.SAMPLES}
    assert min(share for row in SIMULATED for share in row["coverage"]) > 0.9
