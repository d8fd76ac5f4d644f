"""How the audited posts of each stratum spread, and what they cannot have shown."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import gammaincinv

from xsentiment.stats.sample import Floats, Sample

PRIOR: Final = 0.5
"""How many posts of the kind that was not seen are taken for seen (Jeffreys' prior of a share)."""

FEW: Final = 4.0
"""Of fewer posts than these the near end of a score interval claims too much (Brown, Cai and DasGupta 2001)."""

_ROUNDING: Final = 1e-9


def deviations(sample: Sample, residual: Floats) -> Floats:
    """Design weight · (residual − its stratum's mean) of each audited post, (n,)."""
    means = sample.means(residual)[sample.codes]
    return np.asarray(sample.design_weight * (residual - means))


def shortfall(sample: Sample, apart: Floats, share: Floats) -> float:
    """By what factor the squares of the strata fall short, at least 1.

    Σ_c share_c σ_c² Σw² / Σ_c share_c unbias_c Σw² r², r the deviation of a post, w its design weight, σ² = Σr² / (n −
    2 + n/n_k), n_k Kish's size: what the squares would be if labels did not go with the weights, over what they are. A
    few heavy posts decide the latter, and where chance drew none of the rarer kind among them they show too little. 1
    where the weights of each stratum are equal. `apart` (n,) is w r (`deviations`), `share` (C,) what the squares of a
    stratum count for in the variance.
    """
    squares, plain = sample.sums(apart**2), sample.sums((apart / sample.design_weight) ** 2)
    n, kish = np.maximum(sample.n_audited, 1), np.maximum(sample.effective_size, 1)
    even = sample.powers[1] * plain / np.maximum(n - 2 + n / kish, 1)
    shown = float((share * sample.unbias * squares).sum())
    ratio = float((share * even).sum()) / shown if shown > 0 else 1.0
    return ratio if ratio > 1 + _ROUNDING else 1.0


def unseen(sample: Sample, squares: Floats, hit: Floats, base: Floats, side: int) -> tuple[Floats, Floats]:
    """What posts of a kind that hardly showed may add to `squares` and to the cubes of each stratum; (C,) each.

    A stratum whose n_c audited posts hold no hit shows no variance, yet may hold hits. It is filled up to the variance
    of a share of θ = ½/(n_c + 1): squares up to Σw² θ(1 − θ), and the cubes by what was added · (1 − 2θ) Σw³/Σw². So
    for the upper end (`side` 1) where hits are the rarer kind, since there cannot be fewer than none; for the lower
    end (−1) where misses are, posts of the base that are no hits. Deviations so small come of unanimous posts, of a
    control that foretold them all, or of light posts; else nothing is added. w are design weights; if they differ, n_c
    is Kish's (Σw)²/Σw².
    """
    one, two, three = sample.powers
    known = np.maximum(two, np.finfo(float).tiny)
    chance = PRIOR / (one**2 / known + 2 * PRIOR)
    hits, misses = sample.sums(hit), sample.sums(base - hit)
    rarer = hits <= misses if side > 0 else misses <= hits
    added: Floats = np.where(rarer, np.maximum(two * chance * (1 - chance) - squares, 0.0), 0.0)
    return added, side * added * (1 - 2 * chance) * three / known


def room_for_unseen(left: Floats) -> Floats:
    """What is left of the reach of the unseen where `left` = 1 − n/N of a stratum was not audited; in [0, 1].

    Without a hit among n of N posts, K hits have the chance (1 − n/N)^K at most, so that K reaches as far as
    log(tail)/log(1 − n/N), which is (n/N)/−log(1 − n/N) of what it reaches where n is small beside N.
    """
    inside = (left > 0) & (left < 1)
    some = np.where(inside, left, 0.5)
    return np.where(inside, (1 - some) / -np.log(some), left)


def reach_of_few(stands: Floats, level: float) -> float:
    """By how much the posts of a kind may weigh less than estimated of those that were seen, where these are few.

    `stands` (m,) >= 0 is what each of them stands for (`Sample.stands_for`), y their sum, x = y²/Σ stands² their number
    by Kish's count. At least they weigh y/x times the mean of a Poisson variable that comes to x or more with a chance
    of 1 − level, a quantile of the gamma distribution of shape x: so Brown, Cai and DasGupta (2001, 4.1.1) modify
    Wilson's near end for three or fewer, and so Fay and Feuer (1997) weigh. 0 for none of them, or FEW and more.
    """
    weight, squares = float(stands.sum()), float((stands**2).sum())
    count = weight**2 / squares if squares > 0 else FEW
    return weight * (1 - float(gammaincinv(count, 1 - level)) / count) if count < FEW else 0.0


def found(sample: Sample, hit: Floats, base: Floats) -> tuple[float, float]:
    """The least and the greatest share that the audited posts leave open: they are what they were found to be."""
    weight = sample.weight[sample.audited]
    room = float(sample.weight.sum() - (weight * (1 - base)).sum())
    return float((weight * hit).sum()) / room, 1 - float((weight * (base - hit)).sum()) / room
