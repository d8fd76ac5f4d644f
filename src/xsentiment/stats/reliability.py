"""How far labellers agree beyond chance: Krippendorff's alpha with an interval."""

from __future__ import annotations

from typing import Final

import numpy as np

from xsentiment.stats.estimate import Estimate, NotEnoughData
from xsentiment.stats.sample import Floats, Ints

N_RESAMPLES: Final = 2000
MIN_POSTS: Final = 10
"""Fewest posts judged twice that carry an interval narrower than all that alpha can be."""


def krippendorff_alpha(counts: Ints, rng: np.random.Generator, *, level: float) -> Estimate:
    """Alpha of nominal labels; `counts` (U, K): how many labellers gave post u the value k. Bounds (−1, 1).

    Posts with fewer than two labels tell nothing and are left out. With m_u = Σ_k n_uk, n_k = Σ_u n_uk, n = Σ_k n_k:
    D_o = Σ_u Σ_k n_uk(m_u − n_uk)/(m_u − 1), D_e = Σ_k n_k(n − n_k)/(n − 1), alpha = 1 − D_o/D_e (Krippendorff 2011).

    Interval: percentiles of alpha over resamples of posts (Efron and Tibshirani 1993; Zapf et al. 2016 for alpha);
    resamples in which one value alone occurs have no alpha and are left out. Posts without any disagreement resample
    to alpha = 1 for ever: there low = 1 − p·n/D_e, p = 1 − ((1 − level)/2)^(1/U) the largest part of posts in
    disagreement that leaves such a sample likely enough (Clopper and Pearson 1934). Under MIN_POSTS posts: (−1, 1).
    Raises NotEnoughData where no two labels of a post are there, or only one value occurs.
    """
    judged = counts[counts.sum(axis=1) > 1].astype(np.float64)
    if np.count_nonzero(judged.sum(axis=0)) < 2:
        raise NotEnoughData("no post judged twice, or only one value occurs")
    u = len(judged)
    observed, expected = (float(part[0]) for part in _disagreement(judged, np.ones((1, u))))
    value = 1 - observed / expected
    if u < MIN_POSTS:
        low, high = -1.0, 1.0
    elif observed == 0:
        unseen = 1 - ((1 - level) / 2) ** (1 / u)
        low, high = max(-1.0, 1 - unseen * float(judged.sum()) / expected), 1.0
    else:
        resampled, by_chance = _disagreement(judged, rng.multinomial(u, np.full(u, 1 / u), size=N_RESAMPLES))
        some = by_chance > 0
        alphas = 1 - resampled[some] / by_chance[some]
        low, high = (float(q) for q in np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2]))
    return Estimate(value, min(low, value), max(high, value), level, u, "bootstrap", "alpha", (-1.0, 1.0))


def _disagreement(judged: Floats, times: Floats | Ints) -> tuple[Floats, Floats]:
    """Observed and expected disagreement with each post counted so many `times` (B, U); two arrays (B,)."""
    labels = judged.sum(axis=1, keepdims=True)
    observed = times @ (judged * (labels - judged) / (labels - 1)).sum(axis=1)
    values = times @ judged
    n = values.sum(axis=1, keepdims=True)
    return observed, (values * (n - values)).sum(axis=1) / (n[:, 0] - 1)
