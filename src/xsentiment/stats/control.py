"""A control variate: what the machine's scores tell beyond its classes, used as far as the audit bears them out."""

from __future__ import annotations

from typing import Final

import numpy as np

from xsentiment.stats.estimate import NotEnoughData
from xsentiment.stats.sample import Floats, Ints, Sample

MIN_SEEN: Final = 10
"""A label that fewer audited posts have, or lack, cannot tell how far its scores are to be trusted (Kish's number)."""

_ROUNDING: Final = 1e-12
"""Scores that vary less than this part of their squares are one number in each stratum."""


def control_variate(sample: Sample, outcome: Floats, score: Floats, fold: Ints) -> Floats:
    """Return λ̂_i (z_i − z̄) for each post and label, (N, K): a prediction that shares one λ̂ among the labels of a set.

    outcome  (n, K) 0 or 1: people's labels of the audited posts, in the order of the population
    score    (N, K) the machine's probabilities or any other numbers, known of every post; z̄ is their weighted mean
    fold     (N,) int, 0, 1, …: decided by the post's name (`folds`)

    λ̂_i comes from the audited posts outside the fold of i, within strata, with the weights of the variance:
    λ̂ = Σ_c a_c Σ_k Σ_j (1 − π_j) w_j² dy_jk dz_jk / Σ_c a_c Σ_k Σ_j (1 − π_j) w_j² dz_jk², clipped to [0, 1], where d
    is the deviation from the stratum's mean, w_j the design weight, π_j the chance (`Sample`), and a_c = (W_c/w_c)²
    n_c/(n_c − 1), W_c the weight of all its posts and w_c the design weight of the audited ones. A label that fewer
    than MIN_SEEN audited posts have, or lack, is not predicted: its score goes in equal parts to the others. Posts are
    counted by what they stand for, v_j = W_c w_j/w_c (`Sample.stands_for`), as (Σv)²/Σv². Scores that tell nothing get
    a λ̂ near 0; scores that sum to 1 leave the shares of a set summing to 1 (PPI++, Angelopoulos et al. 2023;
    cross-fitted as in Zrnic and Candès 2024; the combined regression estimator of Cochran 1977, ch. 7.10).
    """
    told = np.minimum(_seen(sample, outcome), _seen(sample, 1 - outcome)) >= MIN_SEEN
    if not told.any():
        return np.zeros_like(score)
    centred = score - np.average(score, axis=0, weights=sample.weight)
    centred = np.where(told, centred + centred[:, ~told].sum(axis=1, keepdims=True) / told.sum(), 0.0)
    trust = np.array([_trust(sample, outcome, centred, fold != number) for number in range(int(fold.max()) + 1)])
    return np.asarray(trust[fold][:, None] * centred)


def _seen(sample: Sample, outcome: Floats) -> Floats:
    """How many audited posts have each label, as (Σv)²/Σv², v what each stands for (Kish 1965), (K,)."""
    one, two = sample.stands_for @ outcome, sample.stands_for**2 @ outcome
    return np.asarray(np.divide(one**2, two, out=np.zeros_like(one), where=two > 0))


def corrected(sample: Sample, hit: Floats, base: Floats, control: Floats | None) -> tuple[float, float, Floats, Floats]:
    """Return the share Σ w·hit / Σ w·base, the total of the base, the predictions (N,), and hit − prediction (n,).

    The share is that of the predictions of all posts, plus what the audited posts say that they miss. Raises
    NotEnoughData where no audited post is in the base.
    """
    total = sample.total(base)
    if total <= 0:
        raise NotEnoughData("no audited post in the base")
    predicted = _prediction(sample, hit, base, control)
    rest = hit - predicted[sample.audited]
    share = (float((sample.weight * predicted).sum()) + sample.total(rest)) / total
    return min(1.0, max(0.0, share)), total, predicted, rest


def _prediction(sample: Sample, hit: Floats, base: Floats, control: Floats | None) -> Floats:
    """The control (N,) if there is one and it can help: some audited post of the base is a hit and some is not; else 0.

    A share that shows no variance has none to save, and its interval rests on the number of labels alone.
    """
    if control is None or sample.complete or not 0 < hit.sum() < base.sum():
        return np.zeros(sample.weight.size)
    return control


def _trust(sample: Sample, outcome: Floats, score: Floats, usable: np.ndarray) -> float:
    """λ̂ from the audited posts that are `usable` (N,) bool."""
    inside = usable[sample.audited]
    codes, weight, left = sample.codes[inside], sample.design_weight[inside], sample.left[inside]
    y, z = outcome[inside], score[sample.audited][inside]
    strata = sample.n_posts.size
    mass = np.bincount(codes, weights=weight, minlength=strata)
    known = np.maximum(mass, np.finfo(float).tiny)

    def deviation(values: Floats) -> Floats:
        sums = np.stack([np.bincount(codes, weights=weight * column, minlength=strata) for column in values.T], axis=1)
        return np.asarray((values - (sums / known[:, None])[codes]) * weight[:, None])

    n = sample.n_audited
    factor = np.where(n > 1, (sample.total_weight / np.maximum(sample.audited_weight, np.finfo(float).tiny)) ** 2, 0.0)
    factor *= n / np.maximum(n - 1, 1)
    each = factor[codes] * left
    dy, dz = deviation(y), deviation(z)
    spread = float((each @ dz**2).sum())
    if spread <= _ROUNDING * float((each @ (weight[:, None] * z) ** 2).sum()):
        return 0.0
    return min(1.0, max(0.0, float((each @ (dy * dz)).sum()) / spread))
