"""The share of a stratified audited sample: Wilson's score interval, carried over to strata."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from xsentiment.stats.control import corrected
from xsentiment.stats.estimate import Estimate
from xsentiment.stats.sample import Floats, Sample
from xsentiment.stats.spread import deviations, unseen
from xsentiment.stats.wilson import score_end


def stratified_share(
    sample: Sample, hit: Floats, base: Floats, *, level: float, estimand: str, control: Floats | None = None
) -> Estimate:
    """Estimate Σ w·hit / Σ w·base over the population from the audited posts (only labelling is uncertain).

    `hit` and `base` (n,) are 0 or 1 for each audited post, in the order of the population, hit <= base; with base
    all 1 and equal weights this is the stratified share p̂ = Σ_c W_c θ̂_c, W_c = N_c/N, θ̂_c = n_ck/n_c, with a_c =
    W_c² (1 − n_c/N_c)/(n_c − 1), v_c = θ̂_c(1 − θ̂_c), V = Σ_c a_c v_c (Cochran 1977, ch. 5). Each end solves (π −
    p̂)² = t² V(π), see `score_end`, with t on (Σ_c a_c v_c)² / Σ_c (a_c v_c)²/(n_c − 1) degrees of freedom
    (Satterthwaite 1946; Cochran 5.16), the slope Σ_c a_c² v_c(1 − 2θ̂_c)/W_c / Σ_c a_c v_c and the bend Σ_c a_c v_c
    (1 − n_c/N_c) / Σ_c a_c v_c / (n − C), in all of which what was not seen stands too (`unseen`, without the
    factor 1 − n_c/N_c). One stratum: Wilson's interval, as for n_eff of Korn and Graubard (1998). Otherwise the
    moments are those of the residuals of the ratio, linearised (Cochran 1977, ch. 6). All audited: exact. For
    chances that differ within a stratum (`Sample.rate`) θ̂_c is Hájek's mean, and 1 − n_c/N_c is each post's own 1
    − π_i, inside the sum of squares (Rosén 1997; Ohlsson 1998: order sampling).
    `control` (N,) predicts the hits of all posts (`control_variate`): their total is then that of the predictions
    plus that of hit − control, which varies less. Raises NotEnoughData where no audited post is in the base.
    """
    share, total, predicted, rest = corrected(sample, hit, base, control)
    n = int(sample.audited.sum())
    if sample.complete:
        return Estimate(share, share, share, level, n, "census", estimand)
    low, high = _ends(sample, rest - share * base, hit, base, (share, total, level))
    method = "wilson, control variate" if predicted.any() else "wilson"
    return Estimate(share, low, high, level, n, method, estimand)


def _ends(
    sample: Sample, residual: Floats, hit: Floats, base: Floats, point: tuple[float, float, float]
) -> tuple[float, float]:
    """Both ends of the interval; `point` is the share, the total of the base, and the level."""
    share, total, level = point
    n, known = sample.n_audited, np.maximum(sample.audited_weight, np.finfo(float).tiny)
    left, unfinished = sample.sums(sample.left) / np.maximum(n, 1), n < sample.n_posts
    factor = n / np.maximum(n - 1, 1)
    expansion = sample.total_weight / known / total
    apart = deviations(sample, residual)
    squares, open_squares = sample.sums(apart**2), sample.sums(sample.left * apart**2)
    open_cubes = sample.sums(sample.left**2 * apart**3)
    variance = float((expansion**2 * factor * open_squares).sum())
    ends = []
    for side in (-1, 1):
        more_squares, more_cubes = unseen(sample, squares, hit, base, side)
        second, third = open_squares + unfinished * more_squares, open_cubes + unfinished * more_cubes
        slopes = expansion * factor * np.divide(third, second, out=np.zeros_like(third), where=second > 0)
        part = expansion**2 * factor * second
        part /= max(float(part.sum()), np.finfo(float).tiny)
        slope, bend = float(part @ slopes), float(part @ left) / sample.degrees_of_freedom
        rough = float((part**2 / np.maximum(n - 1, 1)).sum())
        t = float(stdtrit(1 / rough if rough > 0 else sample.degrees_of_freedom, (1 + level) / 2))
        wider = variance + t**2 * float(part @ (slopes - slope) ** 2) / 4
        ends.append(score_end(share, wider, slope, bend, side * t))
    return ends[0], ends[1]
