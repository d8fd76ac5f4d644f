"""The share among posts on the event in general, of which those collected are a sample of authors."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from xsentiment.stats.control import corrected
from xsentiment.stats.estimate import Estimate, NotEnoughData
from xsentiment.stats.sample import Floats, Ints, Sample
from xsentiment.stats.spread import deviations, reach_of_few, unseen
from xsentiment.stats.wilson import score_reach

MIN_AUTHORS = 30
"""Fewest audited authors that carry an interval for scope `event`."""


def clustered_share(
    sample: Sample,
    hit: Floats,
    base: Floats,
    author: Ints,
    *,
    level: float,
    estimand: str,
    control: Floats | None = None,
) -> Estimate:
    """Estimate Σ w·hit / Σ w·base for the population that the N posts are drawn from, author by author.

    `hit`, `base`, `control` as in `stratified_share`; `author` (N,) numbers the authors, a post without one has a
    number of its own. With ỹ_i = θ̂_c(i) + R_i (N_c/n_c)(y_i − θ̂_c(i)) and u_a = Σ_{i∈a}(ỹ_i − p̂): V = G/(G−1)
    Σ_a u_a² / N², Wilson with n_eff = p̂(1−p̂)/V and t on `effective_authors` degrees of freedom, at most n − 1
    (pseudo-outcomes: Egami et al. 2023; sandwich: Liang and Zeger 1986). In terms of `score_reach` the slope is
    V (1 − 2p̂)/n_eff / V, in which what was not seen stands too (`unseen`); the authors' own third moment hangs on one
    or two of them and is not used. Where few authors had hits, or misses, the end on their side is no nearer than these
    leave open (`reach_of_few`). For a ratio, y is the linearised residual; a control is added to θ̂_c(i). Raises
    NotEnoughData for fewer than MIN_AUTHORS audited authors.
    """
    audited_authors = int(np.count_nonzero(np.bincount(author[sample.audited])))
    if audited_authors < MIN_AUTHORS:
        told = "1 audited author is" if audited_authors == 1 else f"{audited_authors} audited authors are"
        raise NotEnoughData(f"{told} too few for scope event (at least {MIN_AUTHORS})")
    share, total, predicted, rest = corrected(sample, hit, base, control)
    n = int(sample.audited.sum())
    residual = rest - share * base
    sums = author_sums(sample, residual, predicted, author) / total
    groups = np.count_nonzero(np.bincount(author))
    variance = groups / (groups - 1) * float((sums**2).sum())
    quantile = float(stdtrit(min(n - 1.0, effective_authors(sample, author)), (1 + level) / 2))
    expansion = sample.total_weight / np.maximum(sample.audited_weight, np.finfo(float).tiny) / total
    squares = sample.sums(deviations(sample, residual) ** 2)
    spread = share * (1 - share)
    per_post = variance / spread if spread > 0 else 0.0
    ends = []
    for side in (-1, 1):
        more_squares, more_cubes = unseen(sample, squares, hit, base, side)
        second = variance + float((expansion**2 * more_squares).sum())
        third = variance * per_post * (1 - 2 * share) + float((expansion**3 * more_cubes).sum())
        slope = third / second if second > 0 else 0.0
        reach = float(score_reach(variance, slope, per_post or 1 / n, side * quantile))
        seen = sample.stands_for * (base - hit if side > 0 else hit)
        few = reach_of_few(np.bincount(author[sample.audited], weights=seen).astype(np.float64), level)
        ends.append(share + side * max(reach, few / total))
    method = "wilson, control variate, clustered by author" if predicted.any() else "wilson, clustered by author"
    return Estimate(share, max(0.0, ends[0]), min(1.0, ends[1]), level, n, method, estimand)


def effective_authors(sample: Sample, author: Ints) -> float:
    """As how many authors of like weight these tell: (Σ_a m_a)²/Σ_a m_a², m_a = (Σ_{i∈a} w_i)² + Σ_{i∈a} R_i v_i².

    w_i is the weight of a post, v_i what an audited one stands for: m_a is the square of an author's sum that is to be
    expected, whatever the labels, its first part where those of an author are alike, its second of the audit (after
    Carter, Schnepel and Steigerwald 2017). Squares that show hang on one or two authors where a label is rare, and give
    t of one or two degrees of freedom: that few have it the score interval's slope tells already.
    """
    expected = np.bincount(author, weights=sample.weight) ** 2
    expected += np.bincount(author[sample.audited], weights=sample.stands_for**2, minlength=expected.size)
    return float(expected.sum() ** 2 / (expected**2).sum())


def author_sums(sample: Sample, residual: Floats, predicted: Floats, author: Ints) -> Floats:
    """The sum of weight · predicted residual, corrected by the audit, over the posts of each author, (G,)."""
    means = sample.means(residual)
    values = (means[sample.stratum] + predicted) * sample.weight
    expansion = sample.total_weight / np.where(sample.audited_weight > 0, sample.audited_weight, 1.0)
    values[sample.audited] += expansion[sample.codes] * deviations(sample, residual)
    return np.bincount(author, weights=values).astype(np.float64)
