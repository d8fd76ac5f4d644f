"""The share of a stratified audited sample: Wilson's score interval, carried over to strata."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from xsentiment.stats.control import corrected
from xsentiment.stats.estimate import Estimate
from xsentiment.stats.sample import Floats, Sample
from xsentiment.stats.spread import deviations, room_for_unseen, unseen
from xsentiment.stats.wilson import score_reach


def stratified_share(
    sample: Sample, hit: Floats, base: Floats, *, level: float, estimand: str, control: Floats | None = None
) -> Estimate:
    """Estimate Σ w·hit / Σ w·base over the population from the audited posts (only labelling is uncertain).

    `hit` and `base` (n,) are 0 or 1 for each audited post, in the order of the population, hit <= base; with base
    all 1 and equal weights this is the stratified share p̂ = Σ_c W_c θ̂_c, W_c = N_c/N, θ̂_c = n_ck/n_c. Each stratum
    has a score interval [l_c, u_c] of its own (`score_reach`; for one stratum Wilson's), of variance v_c = f_c θ̂_c(1 −
    θ̂_c)/(n_c − 1), slope f_c(1 − 2θ̂_c)/(n_c − 1) and bend f_c/(n_c − 1), f_c = 1 − n_c/N_c, in which what was not seen
    stands too (`unseen`; there f_c is `room_for_unseen`). The ends are p̂ − √Σ_c W_c²(θ̂_c − l_c)² and p̂ + √Σ_c
    W_c²(u_c − θ̂_c)² (square-and-add: Newcombe 1998, Zou and Donner 2008; for strata Yan and Su 2010), with t on (Σ_c
    W_c² v_c)² / Σ_c (W_c² v_c)²/(n_c − 1) degrees of freedom (Satterthwaite 1946; Cochran 1977, 5.16). So a stratum in
    which no error was seen reaches as far as its labels leave open, whatever others show. Not all in the base: the
    moments are those of the residuals of the ratio, linearised (Cochran 1977, ch. 6). All audited: exact. For chances
    that differ within a stratum (`Sample.rate`) θ̂_c is Hájek's mean, and 1 − n_c/N_c is each post's own 1 − π_i, inside
    the sum of squares (Rosén 1997; Ohlsson 1998: order sampling).
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
    left = sample.sums(sample.left) / np.maximum(n, 1)
    factor = n / np.maximum(n - 1, 1)
    expansion = sample.total_weight / known / total
    apart = deviations(sample, residual)
    squares, open_squares = sample.sums(apart**2), sample.sums(sample.left * apart**2)
    open_cubes = sample.sums(sample.left**2 * apart**3)
    room = room_for_unseen(left)
    variance, bend = expansion**2 * factor * open_squares, left / np.maximum(n - 1, 1)
    ends = []
    for side in (-1, 1):
        more_squares, more_cubes = unseen(sample, squares, hit, base, side)
        second, third = open_squares + room * more_squares, open_cubes + room**2 * more_cubes
        slope = expansion * factor * np.divide(third, second, out=np.zeros_like(third), where=second > 0)
        part = expansion**2 * factor * second
        part /= max(float(part.sum()), np.finfo(float).tiny)
        rough = float((part**2 / np.maximum(n - 1, 1)).sum())
        t = float(stdtrit(1 / rough if rough > 0 else sample.degrees_of_freedom, (1 + level) / 2))
        reach = score_reach(variance, slope, bend, side * t)
        ends.append(share + side * float(np.sqrt((reach**2).sum())))
    return max(0.0, min(share, ends[0])), min(1.0, max(share, ends[1]))
