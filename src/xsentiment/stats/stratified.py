"""The share of a stratified audited sample: Wilson's interval on the effective sample size."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from xsentiment.stats.control import prediction
from xsentiment.stats.estimate import Estimate, NotEnoughData
from xsentiment.stats.sample import Floats, Sample
from xsentiment.stats.wilson import wilson


def stratified_share(
    sample: Sample, hit: Floats, base: Floats, *, level: float, estimand: str, control: Floats | None = None
) -> Estimate:
    """Estimate Σ w·hit / Σ w·base over the population from the audited posts (only labelling is uncertain).

    `hit` and `base` (n,) are 0 or 1 for each audited post, in the order of the population, hit <= base; with base
    all 1 and equal weights this is the stratified share p̂ = Σ_c (N_c/N) n_ck/n_c with
    V = Σ_c (N_c/N)² (1 − n_c/N_c) θ̂_c(1 − θ̂_c)/(n_c − 1), n_eff = p̂(1 − p̂)/V and Wilson's interval with t on
    n − C degrees of freedom (Cochran 1977, ch. 5; Korn and Graubard 1998). Otherwise V is that of the residuals of
    the ratio, linearised (Cochran 1977, ch. 6). V = 0 with posts left unaudited: n_eff = n. All audited: exact.
    `control` (N,) predicts the hits of all posts (`control_variate`): their total is then that of the predictions plus
    that of hit − control, which varies less. Raises NotEnoughData where no audited post is in the base.
    """
    total = sample.total(base)
    if total <= 0:
        raise NotEnoughData("no audited post in the base")
    n = int(sample.audited.sum())
    predicted = prediction(sample, hit, base, control)
    rest = hit - predicted[sample.audited]
    share = min(1.0, max(0.0, (float((sample.weight * predicted).sum()) + sample.total(rest)) / total))
    if sample.complete:
        return Estimate(share, share, share, level, n, "census", estimand)
    variance = _variance(sample, rest - share * base) / total**2
    n_eff = share * (1 - share) / variance if variance > 0 and 0 < share < 1 else float(base.sum())
    quantile = float(stdtrit(sample.degrees_of_freedom, (1 + level) / 2))
    low, high = wilson(share, n_eff, quantile)
    method = "wilson, control variate" if predicted.any() else "wilson"
    return Estimate(share, low, high, level, n, method, estimand)


def _variance(sample: Sample, residual: Floats) -> float:
    """The variance of the estimated total of weight · residual under the design."""
    codes = sample.stratum[sample.audited]
    centred = sample.weight[sample.audited] * (residual - sample.means(residual)[codes])
    squares = np.bincount(codes, weights=centred**2, minlength=sample.n_posts.size)
    n, size = sample.n_audited, sample.n_posts
    usable = (n > 1) & (n < size)
    expansion = sample.total_weight[usable] / sample.audited_weight[usable] * n[usable]
    spread = squares[usable] / (n[usable] - 1) / n[usable]
    return float((expansion**2 * (1 - n[usable] / size[usable]) * spread).sum())
