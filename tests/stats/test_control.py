"""The control variate: what the machine's scores add to the strata."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import stats
from xsentiment.stats.hashing import generator


def audited(n, size, seed=0, strata=2):
    """A population of n posts in strata of alternate posts, `size` of them audited."""
    rng = generator("control", seed)
    mask = np.zeros(n, dtype=bool)
    mask[rng.choice(n, size, replace=False)] = True
    return stats.Sample(np.arange(n) % strata, np.ones(n), mask), rng


def share(sample, hit, control=None):
    """The share of hits among all."""
    return stats.stratified_share(sample, hit, np.ones(hit.size), level=0.95, estimand="posts", control=control)


def test_scores_that_are_the_truth_give_the_truth():
    """λ̂ is 1, nothing is left to vary, and the share is that of the whole population."""
    sample, rng = audited(400, 100)
    truth = (rng.random(400) < 0.3).astype(float)
    hit = truth[sample.audited]
    control = stats.control_variate(sample, hit[:, None], truth[:, None], np.arange(400) % 5)[:, 0]
    found = share(sample, hit, control)
    assert found.value == pytest.approx(truth.mean())
    assert control == pytest.approx(truth - truth.mean())


def test_scores_that_say_the_contrary_are_not_used():
    """λ̂ is clipped at 0, and the figure is that without a control."""
    sample, rng = audited(400, 100)
    truth = (rng.random(400) < 0.3).astype(float)
    hit = truth[sample.audited]
    control = stats.control_variate(sample, hit[:, None], (1 - truth)[:, None], np.arange(400) % 5)[:, 0]
    assert not control.any()
    assert share(sample, hit, control) == share(sample, hit)


def test_an_audit_of_everything_is_exact():
    """Whatever the scores say, width 0."""
    sample, rng = audited(60, 60)
    hit = (rng.random(60) < 0.5).astype(float)
    found = share(sample, hit, rng.random(60))
    assert (found.low, found.value, found.high) == (hit.mean(),) * 3


def test_no_trust_comes_from_a_post_of_its_own_fold():
    """The control of a fold stays the same, to the bit, whatever the labels of that fold are."""
    sample, rng = audited(300, 120)
    fold = np.arange(300) % 5
    truth, score = (rng.random(300) < 0.4).astype(float), rng.random(300)
    other = np.where(fold == 2, 1 - truth, truth)
    score = score + truth
    first, second = (
        stats.control_variate(sample, labels[sample.audited][:, None], score[:, None], fold)[:, 0]
        for labels in (truth, other)
    )
    assert (first[fold == 2] == second[fold == 2]).all()
    assert (first[fold != 2] != second[fold != 2]).any()


@settings(max_examples=50)
@given(seed=st.integers(0, 10_000), size=st.integers(50, 200), classes=st.integers(2, 5))
def test_shares_of_a_set_sum_to_one_and_stay_in_bounds(seed, size, classes):
    """Probabilities that sum to 1 leave the shares summing to 1, unless one of them has no hit or is clipped."""
    sample, rng = audited(250, size, seed)
    chances = rng.dirichlet(np.ones(classes), 250)
    truth = np.array([rng.choice(classes, p=row) for row in chances])
    outcome = (truth[sample.audited][:, None] == np.arange(classes)).astype(float)
    control = stats.control_variate(sample, outcome, chances, np.arange(250) % 5)
    assert control.mean(axis=0) == pytest.approx(np.zeros(classes), abs=0.05)
    found = [share(sample, outcome[:, k], control[:, k]) for k in range(classes)]
    assert all(0 <= one.low <= one.value <= one.high <= 1 for one in found)
    if all(0 < hits < size for hits in outcome.sum(axis=0)) and all(0 < one.value < 1 for one in found):
        assert sum(one.value for one in found) == pytest.approx(1)


def test_it_varies_less_where_scores_tell_more():
    """Over 300 audits the spread is that without a control or less, by far where the scores are good."""
    rng = generator("control", "spread")
    chance = rng.beta(0.4, 0.6, 2000)
    truth = (rng.random(2000) < chance).astype(float)
    values = {"alone": [], "controlled": []}
    for seed in range(300):
        sample, _ = audited(2000, 150, seed)
        hit = truth[sample.audited]
        control = stats.control_variate(sample, hit[:, None], chance[:, None], np.arange(2000) % 5)[:, 0]
        values["alone"].append(share(sample, hit).value)
        values["controlled"].append(share(sample, hit, control).value)
    spread = {name: np.std(found) for name, found in values.items()}
    assert spread["controlled"] < 0.8 * spread["alone"]
    assert abs(np.mean(values["controlled"]) - truth.mean()) < 3 * spread["controlled"] / np.sqrt(300)


def test_scores_that_only_repeat_the_strata_change_nothing():
    """What does not vary within a stratum is known already, whatever rounding makes of it."""
    rng = generator("control", "repeat")
    stratum = np.repeat([0, 1], [500, 400])
    mask = np.zeros(900, dtype=bool)
    mask[:70] = mask[500:550] = True
    sample = stats.Sample(stratum, np.ones(900), mask)
    outcome = np.eye(3)[rng.integers(0, 3, 120)]
    scores = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])[stratum]
    assert not stats.control_variate(sample, outcome, scores, np.arange(900) % 5).any()


def test_agrees_with_ppi_python_where_both_apply():
    """One λ, one stratum, many posts, a common label: its point to the last digit, its ends to a thousandth."""
    ppi_py = pytest.importorskip("ppi_py", reason="ppi-python lives in an environment of its own")
    sample, rng = audited(40_000, 800, strata=1)
    chance = rng.beta(2, 3, 40_000)
    truth = (rng.random(40_000) < chance).astype(float)
    hit, trust = truth[sample.audited], 0.7
    found = share(sample, hit, trust * (chance - chance.mean()))
    given = hit[:, None], chance[sample.audited][:, None], chance[:, None]
    assert found.value == pytest.approx(float(ppi_py.ppi_mean_pointestimate(*given, lam=trust)[0]), abs=1e-12)
    low, high = (float(end[0]) for end in ppi_py.ppi_mean_ci(*given, alpha=0.05, lam=trust))
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))


def test_labels_that_stand_for_few_posts_say_little_of_the_rest():
    """11 of 14 hits lie in the tenth that has half of the labels: as many as 4.5 of like weight, too few for a control."""
    stratum = np.repeat([0, 1], [100, 900])
    audited, hit = np.zeros(1000, dtype=bool), np.zeros(150)
    audited[:75] = audited[100:175] = True
    hit[:11] = hit[75:78] = 1.0
    sample = stats.Sample(stratum, np.ones(1000), audited)
    score = np.zeros(1000)
    score[audited] = hit
    fold = np.arange(1000) % 5
    assert not stats.control_variate(sample, hit[:, None], score[:, None], fold).any()
    hit[75:86] = 1.0
    score[audited] = hit
    assert stats.control_variate(sample, hit[:, None], score[:, None], fold).any()
