"""The figures of docs/validity.md on a sentiment scorer fitted to the event: complete, narrower, held, repeated."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from xsentiment.stats.hashing import generator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import coverage_study as study
import fitted_sentiment as fitted
import many_audits
from audits import Population

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "labelled"
ROWS = json.loads(fitted.FIGURES.read_text("utf-8"))


def test_every_set_that_linear_did_not_learn_from_was_measured():
    """At every size and allocation, with both scorers, on as many audits as the page says."""
    sets = [name for name, (_, scorer, _) in study.SETS.items() if scorer in ("linear", study.LEFT_OUT)]
    wanted = {(name, *audit, way) for name in sets for audit in fitted.AUDITS for way in fitted.WAYS}
    assert {(row["set"], row["size"], row["part"], row["scorer"]) for row in ROWS} == wanted
    assert {row["samples"] for row in ROWS} == {fitted.SAMPLES}


@pytest.mark.parametrize(("size", "gain"), [(100, 0.005), (200, 0.012), (500, 0.02)])
def test_what_was_learnt_narrows_on_average(size, gain):
    """Over the sets, and on none is it wider by more than .02 (100 labels) or .01: few labels hardly harm."""
    widths = {way: fitted.mean(ROWS, size, None, way, "ratio") for way in fitted.WAYS}
    assert widths["linear"] - widths["fitted"] > gain
    by = {(row["set"], row["scorer"]): row["ratio"] for row in ROWS if (row["size"], row["part"]) == (size, None)}
    assert max(by[name, "fitted"] - by[name, "linear"] for name, _ in by) < (0.02 if size == 100 else 0.01)


@pytest.mark.parametrize(("size", "part"), fitted.AUDITS)
def test_coverage_is_as_promised(size, part):
    """Over all sets and labels, and not below that of the shipped scorer but by chance."""
    held = {way: fitted.mean(ROWS, size, part, way, "coverage") for way in fitted.WAYS}
    assert held["fitted"] == pytest.approx(0.95, abs=0.012)
    assert held["fitted"] > held["linear"] - 0.01


def test_figures_repeat_from_their_names():
    """The audits of the debate at the smallest size, drawn again, give the stored coverage of the shipped scorer."""
    if not (FOLDER / "gop_debate.parquet").exists():
        pytest.skip("needs gop_debate.parquet in a folder ../shared/labelled beside the repository")
    posts, size = study.population(FOLDER, study.JOINT), fitted.AUDITS[0][0]
    rng = generator("fitted sentiment", study.JOINT, size)
    drawn = np.concatenate(list(many_audits.draws(posts, size, fitted.SAMPLES, rng)))
    (row,) = (row for row in ROWS if (row["set"], row["size"], row["scorer"]) == (study.JOINT, size, "linear"))
    assert many_audits.estimate(posts, drawn).held(study.truth(posts)).round(4).tolist() == row["coverage"]


def test_the_study_lets_no_label_reach_its_own_text():
    """Turning over the labels of a fold changes the probabilities of posts of other folds alone."""
    texts = [f"{word} number {i}" for i, word in enumerate(["tanks", "bread", "a wonderful day", "rain"] * 20)]
    label = np.arange(len(texts)) % 3
    nothing = np.zeros(len(texts), np.int64)
    posts = Population(nothing, nothing, np.zeros((3, 3)), label, 3, chances=np.full((len(texts), 3), 1 / 3))
    seen, audited = fitted.examples(posts, texts), np.arange(len(texts))
    of_fold = seen.folds == seen.folds[0]
    turned = replace(seen, sentiments=np.where(of_fold, "positive", seen.sentiments))
    before, after = fitted.learnt(seen, audited), fitted.learnt(turned, audited)
    assert np.array_equal(before[of_fold], after[of_fold])
    assert not np.isclose(before[~of_fold], after[~of_fold]).all()
