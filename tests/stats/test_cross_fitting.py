"""No machine label may come from a model that saw that post's audit label: what happens if one does."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment import stats

N, N_AUDIT, SHARE, AUDITS = 2_000, 200, 0.3, 200


def _coverage(machine_of, seed: int) -> float:
    """How often the interval of a share of .3 holds the truth, strata being the machine's two classes."""
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(AUDITS):
        truth = rng.random(N) < SHARE
        audited = np.zeros(N, dtype=bool)
        audited[rng.permutation(N)[:N_AUDIT]] = True
        machine = machine_of(rng, truth, audited)
        cells = [int((audited & (machine == c)).sum()) for c in (0, 1)]
        merged = stats.merge_strata(cells, np.bincount(machine, minlength=2), 1 - np.eye(2))
        sample = stats.Sample(merged[machine], np.ones(N), audited)
        hit = truth[audited].astype(float)
        estimate = stats.stratified_share(sample, hit, np.ones(N_AUDIT), level=0.95, estimand="posts")
        held += estimate.low <= truth.mean() <= estimate.high
    return held / AUDITS


def _memorised(rng, truth, audited):
    """A model trained on the audit: it knows those labels by heart and guesses the others."""
    return np.where(audited, truth, rng.random(N) < 0.5).astype(np.int64)


def _cross_fitted(rng, truth, audited):
    """The same model, each post labelled by a fold that never saw it: for all posts alike a guess."""
    del truth, audited
    return (rng.random(N) < 0.5).astype(np.int64)


def test_a_model_that_saw_the_audit_ruins_the_interval():
    """In-sample labels agree with the audit perfectly, so the interval is narrow and around the wrong number."""
    assert _coverage(_memorised, 1) < 0.05


def test_cross_fitted_labels_keep_it():
    """A label from a fold that did not see the post keeps the coverage, however bad the model (binomial 99.9 % band)."""
    assert _coverage(_cross_fitted, 2) >= 0.90


@pytest.mark.parametrize("accuracy", [0.34, 0.7, 1.0])
def test_no_machine_is_too_bad(accuracy):
    """Any machine that did not see the audit gives honest intervals; a perfect one gives the truth itself."""

    def machine_of(rng, truth, audited):
        del audited
        return np.where(rng.random(N) < accuracy, truth, ~truth).astype(np.int64)

    assert _coverage(machine_of, 3) >= 0.90


def test_a_perfect_machine_is_the_truth():
    """Where the machine is right about every audited post, the point is its count."""
    rng = np.random.default_rng(4)
    truth = rng.random(N) < SHARE
    audited = np.arange(N) < N_AUDIT
    sample = stats.Sample(truth.astype(np.int64), np.ones(N), audited)
    estimate = stats.stratified_share(
        sample, truth[audited].astype(float), np.ones(N_AUDIT), level=0.95, estimand="posts"
    )
    assert estimate.value == pytest.approx(truth.mean())
    assert estimate.low < estimate.value < estimate.high  # no error seen in 200 is not no error at all


def test_a_machine_with_one_class_is_the_audit_alone():
    """With one stratum the figure is the plain share of the audit, with Wilson's interval for a finite population."""
    rng = np.random.default_rng(5)
    truth = rng.random(N) < SHARE
    audited = np.arange(N) < N_AUDIT
    sample = stats.Sample(np.zeros(N, dtype=np.int64), np.ones(N), audited)
    hit = truth[audited].astype(float)
    estimate = stats.stratified_share(sample, hit, np.ones(N_AUDIT), level=0.95, estimand="posts")
    p = hit.mean()
    variance = (1 - N_AUDIT / N) * p * (1 - p) / (N_AUDIT - 1)
    from scipy.stats import t

    low, high = stats.wilson(p, p * (1 - p) / variance, float(t.ppf(0.975, N_AUDIT - 1)))
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((p, low, high))
