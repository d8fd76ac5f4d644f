"""How far the estimates of two shares of one audit go together."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np

from xsentiment.stats.clustered import author_sums
from xsentiment.stats.control import corrected
from xsentiment.stats.sample import Floats, Ints, Sample
from xsentiment.stats.spread import PRIOR, deviations

_ROUNDING: Final = 1e-12


def correlation_of_shares(
    sample: Sample,
    hits: tuple[Floats, Floats],
    base: Floats,
    *,
    author: Ints | None = None,
    controls: tuple[Floats | None, Floats | None] = (None, None),
) -> float:
    """Return the correlation of the estimates of two shares Σ w·hit / Σ w·base of one audit, in [−1, 1].

    `hits` are two of (n,), 0 or 1, of labels of which a post has one at most; `base`, `author` (for scope `event`) and
    `controls` as in `stratified_share` and `clustered_share`. The covariance is the variance there with the product of
    both shares' linearised residuals in place of their square (Cochran 1977, ch. 6). Where one of them shows no
    variance it is that of two categories of a plain sample, −√(p q / ((1 − p)(1 − q))), of the m posts in the base,
    p = (m · share + ½)/(m + 1). Raises NotEnoughData where no audited post is in the base.
    """
    one, other = (_moves(sample, hit, base, control, author) for hit, control in zip(hits, controls, strict=True))
    spread = sqrt(float(one @ one) * float(other @ other))
    if spread > _ROUNDING:
        return min(1.0, max(-1.0, float(one @ other) / spread))
    few = [(float((hit * base).sum()) + PRIOR) / (float(base.sum()) + 2 * PRIOR) for hit in hits]
    return -min(1.0, sqrt(few[0] * few[1] / ((1 - few[0]) * (1 - few[1]))))


def _moves(sample: Sample, hit: Floats, base: Floats, control: Floats | None, author: Ints | None) -> Floats:
    """What each audited post (n,), or author (G,), moves a share by; up to a factor its variance is Σ of squares."""
    share, total, predicted, rest = corrected(sample, hit, base, control)
    residual = rest - share * base
    if author is not None:
        return author_sums(sample, residual, predicted, author) / total
    known = np.maximum(sample.audited_weight, np.finfo(float).tiny)
    factor = sample.total_weight / known / total * np.sqrt(sample.unbias)
    return np.asarray(factor[sample.codes] * np.sqrt(sample.left) * deviations(sample, residual))
