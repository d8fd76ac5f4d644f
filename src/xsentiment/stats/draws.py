"""Ratios by simulation: draws of the unaudited posts' labels, given the audited ones."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, stdtrit

from xsentiment.stats.estimate import Estimate, NotEnoughData
from xsentiment.stats.sample import Floats, Ints, Sample

N_DRAWS = 4000


def category_draws(sample: Sample, category: Ints, n_categories: int, rng: np.random.Generator) -> Floats:
    """Draw the population's totals by category; (N_DRAWS, K), each row sums to N. For equal weights and chances.

    `category` (n,) is the human label of each audited post, 0 … K−1. In every stratum
    θ_c ~ Dirichlet(n_c· + 1/K) and T_c ~ Multinomial(N_c − n_c, θ_c): the posterior of a finite population under a
    weak prior (Ericson 1969; Ghosh and Meeden 1997). What was audited is known, so all audited means no spread.
    """
    if sample.rate is not None or not np.all(sample.weight == sample.weight[0]):
        raise ValueError("draws are for equal weights and chances")
    codes = sample.codes
    totals = np.zeros((N_DRAWS, n_categories))
    for stratum in range(sample.n_posts.size):
        counts = np.bincount(category[codes == stratum], minlength=n_categories)
        totals += counts
        unseen = int(sample.n_posts[stratum] - sample.n_audited[stratum])
        if unseen:
            shares = rng.dirichlet(counts + 1 / n_categories, size=N_DRAWS)
            totals += rng.multinomial(unseen, shares)
    return totals


def ratio_from_draws(
    sample: Sample, hit: Floats, base: Floats, draws: tuple[Floats, Floats], *, level: float, estimand: str
) -> Estimate:
    """Estimate Σ hit / Σ base with the quantiles of drawn totals of hit and base, `draws` = two arrays (N_DRAWS,).

    The value is the stratified ratio. The quantiles are those that lie as far out as Student's t, with one degree of
    freedom less than posts audited in the base: posteriors of shares are as narrow as if their strata's variances were
    known. Low and high are widened to contain the value where rounding would leave it out.
    Raises NotEnoughData where no audited post is in the base.
    """
    total = sample.total(base)
    if total <= 0:
        raise NotEnoughData("no audited post in the base")
    value = min(1.0, sample.total(hit) / total)
    n = int(sample.audited.sum())
    if sample.complete:
        return Estimate(value, value, value, level, n, "census", estimand)
    hits, bases = draws
    ratios = hits[bases > 0] / bases[bases > 0]
    tail = float(ndtr(stdtrit(max(1.0, float(base.sum()) - 1), (1 - level) / 2)))
    low, high = np.quantile(ratios, [tail, 1 - tail])
    return Estimate(value, min(float(low), value), max(float(high), value), level, n, "draws", estimand)
