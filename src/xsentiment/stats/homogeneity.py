"""Whether independent shares are all one: a test over many periods at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import chdtrc, ndtri

from xsentiment.stats.estimate import Estimate

_EXACT: Final = 1e-9
"""The standard error of a share that is known exactly."""


def no_change(shares: Sequence[Estimate]) -> float:
    """The p-value of T >= 2 independent shares p_t, at one level, under the hypothesis that all are one share π.

    Q = min over π of Σ_t (p_t − π)²/s_t(π)², held against chi squared on T − 1 degrees of freedom (Cochran 1954). s_t
    is recovered from the interval on the side that matters: (high_t − p_t)/z for π above p_t, (p_t − low_t)/z below, z
    the normal quantile of the level (as in `difference`). Raises ValueError for fewer shares or two levels.
    """
    if len(shares) < 2 or len({one.level for one in shares}) > 1:
        raise ValueError("two shares at least, at one level")
    value, low, high = np.array([(one.value, one.low, one.high) for one in shares]).T
    z = float(ndtri((1 + shares[0].level) / 2))
    below, above = (np.maximum(reach / z, _EXACT) for reach in (value - low, high - value))
    ends = np.unique(value)
    least = np.inf
    for left, right in zip(ends, np.append(ends[1:], ends[-1]), strict=True):
        spread = np.where(value <= left, above, below)
        common = np.clip(np.average(value, weights=spread**-2), left, right)
        least = min(least, float((((value - common) / spread) ** 2).sum()))
    return float(chdtrc(len(shares) - 1, least))
