"""How far the estimates of two shares of one audit go together."""

from __future__ import annotations

from math import sqrt
from typing import Final, NamedTuple

import numpy as np

from xsentiment.stats.clustered import author_sums
from xsentiment.stats.control import corrected
from xsentiment.stats.sample import Floats, Ints, Sample
from xsentiment.stats.spread import PRIOR, deviations

_ROUNDING: Final = 1e-12


class Linearised(NamedTuple):
    """An estimated share as a sum: what each audited post (n,), or each author (G,), moves it by.

    The squares sum to its variance, but for a factor (G/(G − 1) of authors). `hits` of `base` audited posts were seen.
    """

    moves: Floats
    hits: float
    base: float


def linearised(
    sample: Sample, hit: Floats, base: Floats, *, author: Ints | None = None, control: Floats | None = None
) -> Linearised:
    """Linearise the share Σ w·hit / Σ w·base (Cochran 1977, ch. 6); the arguments are those of `stratified_share`.

    With `author` for scope `event`, as in `clustered_share`. Raises NotEnoughData where no audited post is in the base.
    """
    share, total, predicted, rest = corrected(sample, hit, base, control)
    residual = rest - share * base
    if author is not None:
        moves = author_sums(sample, residual, predicted, author) / total
    else:
        known = np.maximum(sample.audited_weight, np.finfo(float).tiny)
        factor = sample.total_weight / known / total * np.sqrt(sample.unbias)
        moves = factor[sample.codes] * np.sqrt(sample.left) * deviations(sample, residual)
    return Linearised(moves, float((hit * base).sum()), float(base.sum()))


def correlation_of_shares(one: Linearised, other: Linearised) -> float:
    """Return the correlation of two estimated shares of the same audited posts or authors, in [−1, 1].

    Their strata may differ. Where one shows no variance it is that of two categories of a plain sample, −√(p q / ((1 −
    p)(1 − q))), p and q = (hits + ½)/(base + 1), or −1 where these are more than all. Raises ValueError for two audits.
    """
    if one.moves.shape != other.moves.shape:
        raise ValueError(f"two audits: of {one.moves.size} and of {other.moves.size}")
    spread = sqrt(float(one.moves @ one.moves) * float(other.moves @ other.moves))
    if spread > _ROUNDING:
        return min(1.0, max(-1.0, float(one.moves @ other.moves) / spread))
    p, q = ((seen.hits + PRIOR) / (seen.base + 2 * PRIOR) for seen in (one, other))
    return -min(1.0, sqrt(p * q / ((1 - p) * (1 - q))))
