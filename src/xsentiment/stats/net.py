"""The difference of two shares of one audit, whose estimates go together."""

from __future__ import annotations

from math import sqrt
from typing import Final, NamedTuple

import numpy as np

from xsentiment.stats.clustered import author_sums
from xsentiment.stats.control import corrected
from xsentiment.stats.difference import difference
from xsentiment.stats.estimate import Estimate
from xsentiment.stats.sample import Floats, Ints, Sample
from xsentiment.stats.spread import PRIOR, deviations, found

_ROUNDING: Final = 1e-12


class Linearised(NamedTuple):
    """An estimated share, and what each audited post (n,), or each author (G,), moves it by.

    The squares of `moves` sum to its variance as it shows, but for a factor. `hits` of `base` audited posts were seen.
    `at_found`: whether low, and high, stop at what was found (`found`).
    """

    share: Estimate
    moves: Floats
    hits: float
    base: float
    at_found: tuple[bool, bool]


def linearised(
    share: Estimate,
    sample: Sample,
    hit: Floats,
    base: Floats,
    *,
    author: Ints | None = None,
    control: Floats | None = None,
) -> Linearised:
    """Linearise the `share` Σ w·hit / Σ w·base (Cochran 1977, ch. 6), estimated with arguments as for it.

    With `author` for scope `event`, as in `clustered_share`. Raises NotEnoughData where no audited post is in the base.
    """
    value, total, predicted, rest = corrected(sample, hit, base, control)
    residual = rest - value * base
    at_found = False, False
    if author is not None:
        moves = author_sums(sample, residual, predicted, author) / total
    else:
        known = np.maximum(sample.audited_weight, np.finfo(float).tiny)
        factor = sample.total_weight / known / total * np.sqrt(sample.unbias)
        moves = factor[sample.codes] * np.sqrt(sample.left) * deviations(sample, residual)
        least, most = found(sample, hit, base)
        at_found = share.low <= least + _ROUNDING, share.high >= most - _ROUNDING
    return Linearised(share, moves, float((hit * base).sum()), float(base.sum()), at_found)


def difference_of_shares(less: Linearised, more: Linearised) -> Estimate:
    """Estimate more − less, two shares of the same audited posts or authors; their strata may differ.

    As `difference` with r the correlation of both estimates, Σ of the products of their moves over the root of the
    product of both sums of squares. Not above 0: shares that both go up where one does (two topics that go together)
    may differ by posts that no label shows. Where one shows no variance r is that of two categories of a plain sample,
    −√(p q / ((1 − p)(1 − q))), p and q = (hits + ½)/(base + 1), or −1 where these are more than all. At an end of the
    difference that rests on one which stops at what was found r is −1: the truth often lies in that corner. Raises
    ValueError for two audits.
    """
    if less.moves.shape != more.moves.shape:
        raise ValueError(f"two audits: of {less.moves.size} and of {more.moves.size}")
    r = _correlation(less, more)
    low = -1.0 if more.at_found[0] or less.at_found[1] else r
    high = -1.0 if more.at_found[1] or less.at_found[0] else r
    return difference(less.share, more.share, (low, high))


def _correlation(one: Linearised, other: Linearised) -> float:
    spread = sqrt(float(one.moves @ one.moves) * float(other.moves @ other.moves))
    if spread > _ROUNDING:
        return min(0.0, max(-1.0, float(one.moves @ other.moves) / spread))
    p, q = ((seen.hits + PRIOR) / (seen.base + 2 * PRIOR) for seen in (one, other))
    return -min(1.0, sqrt(p * q / ((1 - p) * (1 - q))))
