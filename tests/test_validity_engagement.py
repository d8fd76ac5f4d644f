"""The figures of docs/validity.md on shares of engagement: complete, within chance, and made as the program makes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from xsentiment import audit, shares, stats
from xsentiment.stats.hashing import generator

from builders import event, frame, label, scores

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import engagement

ROWS = json.loads(engagement.FIGURES.read_text("utf-8"))
IN_HAND = [row for row in ROWS if "posts" in row]
IN_GENERAL = [row for row in ROWS if "posts" not in row]


def test_every_set_and_size_was_measured():
    """Simulated posts of each tail and the debate, in hand and in general, on as many audits as the page says."""
    tails = [f"σ {tail:g}" for tail in engagement.TAILS]
    wanted = {(name, size) for name in (*tails, engagement.DEBATE) for size in engagement.SIZES}
    assert {(row["set"], row["size"]) for row in IN_HAND} == wanted
    assert len(IN_GENERAL) == len(tails) * len(engagement.SIZES)
    assert {row["samples"] for row in IN_HAND} == {engagement.SAMPLES} >= {1000}
    assert {row["samples"] for row in IN_GENERAL} == {engagement.EVENTS}


def test_coverage_is_within_chance():
    """No label is held less often than chance allows (99.9 % over all cells of a kind); the mean is as promised."""
    held = [share for row in IN_HAND for share in row["coverage"]]
    assert min(held) >= 0.92
    assert sum(held) / len(held) == pytest.approx(0.95, abs=0.008)
    assert min(share for row in IN_GENERAL for share in row["coverage"]) >= 0.893


def test_equal_chances_would_not_do():
    """Why they give no share of engagement: some label of each set is held in fewer than 92 of 100, and errors are larger.

    Of the debate, whose ten loudest posts hold less, with 100 labels.
    """
    for row in IN_HAND:
        if row["set"] != engagement.DEBATE or row["size"] == min(engagement.SIZES):
            assert min(row["equal_coverage"]) < 0.92
        assert np.mean(row["equal_rmse"]) > 1.5 * np.mean(row["rmse"])


def test_figures_repeat_from_their_names():
    """One line measured again gives the stored figures to the last digit; the truth in general is that of its posts."""
    tail, size = engagement.TAILS[0], engagement.SIZES[0]
    (row,) = (row for row in IN_GENERAL if (row["set"], row["size"]) == (f"σ {tail:g}, in general", size))
    assert engagement.in_general(tail, size, engagement.EVENTS) == row
    rng = generator("engagement", "many")
    many = [engagement.simulated(tail, rng) for _ in range(60)]
    pooled = np.average([one.truth for one in many], axis=0, weights=[one.weight.sum() for one in many])
    assert pooled == pytest.approx(engagement.expected(tail), abs=0.006)


def test_they_are_estimated_as_the_program_does(tmp_path):
    """An audit of simulated posts gives what `aggregate` publishes, to the last published digit."""
    engaged = engagement.simulated(2.0, generator("engagement", "program"))
    names, kept = ("negative", "neutral", "positive"), 700
    said = np.array(names)[engaged.posts.category[:kept] % 3].tolist()
    machine = np.array(names)[engaged.posts.cell[:kept] % 3].tolist()
    weight = engaged.weight[:kept]
    table = frame(kept, likes=weight.astype(int).tolist())
    loaded = event(tmp_path, '[audit]\nsize = 120\nweight = "engagement"\n')
    labels = {str(1000 + i): {"sentiment": said[i]} for i in range(kept)}
    joined = audit.join(table, label(audit.draw(table, loaded), labels), loaded)
    published = shares.aggregate(table, scores(table, sentiment=machine, axis=[False] * kept), loaded, joined)
    same = engagement.Engaged(
        engagement.Population(
            design=np.zeros(kept, dtype=np.int64),
            cell=engaged.posts.cell[:kept] % 3,
            distance=np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0))),
            category=engaged.posts.category[:kept] % 3,
            n_categories=3,
            chances=np.zeros((kept, 3)),
            fold=np.zeros(kept, dtype=np.int64),
        ),
        weight,
        np.arange(kept),
    )
    numbers = stats.uniforms(loaded.seed, table["source"].to_pylist(), table["post_id"].to_pylist())
    sample = engagement.Audit(same, numbers, 120).sample()
    for scope in ("collected", "event"):
        wanted = ("sentiment", None, "engagement", scope, "all")
        rows = [
            tuple(row[name] for name in ("share", "low", "high", "n_audit"))
            for row in published.to_pylist()
            if tuple(row[name] for name in ("label_set", "among", "estimand", "scope", "segment")) == wanted
        ]
        found = engagement.estimates(sample, same, scope)
        assert rows == [(round(one.value, 4), round(one.low, 4), round(one.high, 4), 120) for one in found]
