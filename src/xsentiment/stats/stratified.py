"""The share of a stratified audited sample: Wilson's score interval, carried over to strata."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from xsentiment.stats.control import corrected
from xsentiment.stats.estimate import Estimate
from xsentiment.stats.sample import Floats, Ints, Sample
from xsentiment.stats.spread import deviations, found, reach_of_few, room_for_unseen, shortfall, unseen
from xsentiment.stats.wilson import score_reach


def stratified_share(
    sample: Sample, hit: Floats, base: Floats, *, level: float, estimand: str, control: Floats | None = None
) -> Estimate:
    """Estimate Σ w·hit / Σ w·base over the population from the audited posts (only labelling is uncertain).

    `hit` and `base` (n,) are 0 or 1 for each audited post, in the order of the population, hit <= base; with base
    all 1 and equal weights this is the stratified share p̂ = Σ_c W_c θ̂_c, W_c = N_c/N, θ̂_c = n_ck/n_c. Strata are of
    two kinds g, those in which hits are rare (at most half) and those in which misses are. What is known of one kind
    says nothing of the other, so each has reaches of its own, and the ends are p̂ − √Σ_g L_g² and p̂ + √Σ_g U_g²
    (square-and-add: Newcombe 1998; Zou and Donner 2008). With f_c = 1 − n_c/N_c, a_c = W_c² f_c/(n_c − 1), v_c = θ̂_c(1
    − θ̂_c) and sums over the strata of the kind, L_g and U_g are those of the score interval (`score_reach`) of variance
    Σ_c a_c v_c, slope Σ_c a_c² v_c(1 − 2θ̂_c)/W_c / Σ_c a_c v_c and bend Σ_c a_c v_c f_c / Σ_c a_c v_c / Σ_c(n_c − 1);
    in the latter two what was not seen stands too (`unseen`; there f_c is `room_for_unseen`). t has (Σ_c a_c v_c)² /
    Σ_c (a_c v_c)²/(n_c − 1) degrees of freedom, over both kinds (Satterthwaite 1946; Cochran 1977, 5.16); what was not
    seen stands in the numerator, and not below, since it is no estimate. Where few hits were seen L_g is no less than
    they leave open, nor U_g where few misses were (`_reach_of_few`). One stratum: Wilson's interval, as for n_eff of
    Korn and Graubard (1998), and for few hits the modified one. Not all in the base: the moments are those of the
    residuals of the ratio, linearised (Cochran 1977, ch. 6), and n_c − 1 counts for its part in the base, in the bend
    and in t (`_labels`), so that a domain of one stratum has Wilson's interval of its own labels. Unequal weights: in
    place of n_c/(n_c − 1) stands `Sample.unbias`, and the squares are those that labels would show which do not go with
    the weights, if these are more (`shortfall`). All audited: exact. For chances that differ within a stratum
    (`Sample.rate`) θ̂_c is Hájek's mean, and 1 − n_c/N_c is each post's own 1 − π_i, inside the sum of squares (Rosén
    1997; Ohlsson 1998: order sampling). No end leaves out what was found: low is at least the audited hits among all
    posts, high at most 1 less the audited misses.
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
    factor = sample.unbias
    expansion = sample.total_weight / known / total
    apart = deviations(sample, residual)
    more = shortfall(sample, apart, expansion**2 * left)
    squares, open_squares = more * sample.sums(apart**2), more * sample.sums(sample.left * apart**2)
    open_cubes = more * sample.sums(sample.left**2 * apart**3)
    room = room_for_unseen(left)
    kind = (sample.sums(base - hit) < sample.sums(hit)).astype(np.int64)
    variance, labels = expansion**2 * factor * open_squares, _labels(sample, base, left, kind)
    ends = []
    for side in (-1, 1):
        more_squares, more_cubes = unseen(sample, squares, hit, base, side)
        second, third = open_squares + room * more_squares, open_cubes + room**2 * more_cubes
        slope = expansion * factor * np.divide(third, second, out=np.zeros_like(third), where=second > 0)
        part = expansion**2 * factor * second
        whole = max(float(part.sum()), np.finfo(float).tiny)
        part /= whole
        rough = float(((variance / whole) ** 2 / np.maximum(labels, 1)).sum())
        t = float(stdtrit(1 / rough if rough > 0 else sample.degrees_of_freedom, (1 + level) / 2))
        variance_of, part_of, labels_of, slope_of, left_of = (
            np.bincount(kind, weights=values, minlength=2)
            for values in (variance, part, labels, part * slope, part * left)
        )
        part_of = np.maximum(part_of, np.finfo(float).tiny)
        bend_of = left_of / part_of / np.maximum(labels_of, 1)
        few = _reach_of_few(sample, base - hit if side > 0 else hit, kind, level) / total
        reach = np.maximum(score_reach(variance_of, slope_of / part_of, bend_of, side * t), few)
        ends.append(share + side * float(np.sqrt((reach**2).sum())))
    least, most = found(sample, hit, base)
    return min(share, max(least, ends[0])), max(share, min(most, ends[1]))


def _labels(sample: Sample, base: Floats, left: Floats, kind: Ints) -> Floats:
    """n_c − 1 of each stratum that is not audited whole, times the part of its labels in the base; (C,).

    In full in strata of a `kind` of which no label is in the base.
    """
    n, inside = sample.n_audited, sample.sums(base)
    none = (np.bincount(kind, weights=inside, minlength=2) == 0)[kind]
    return np.where(left > 0, (n - 1) * np.where(none, 1.0, inside / np.maximum(n, 1)), 0.0)


def _reach_of_few(sample: Sample, seen: Floats, kind: Ints, level: float) -> Floats:
    """By how much posts `seen` (n,) may weigh less than estimated in each kind of stratum if they are few; (2,).

    Those seen are there: what they stand for besides themselves is all that can be missing.
    """
    stands = sample.stands_for * seen
    kinds = [(sample.left > 0) & (kind[sample.codes] == number) for number in (0, 1)]
    return np.array([min(reach_of_few(stands[of], level), float((stands * sample.left)[of].sum())) for of in kinds])
