"""Wilson's score interval for a share: of a plain sample, and of an estimate with a skew of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def wilson(share: float, n_eff: float, t: float) -> tuple[float, float]:
    """Return (low, high) for an observed `share` in [0, 1] of `n_eff` > 0 observations; `t` is the quantile.

    centre = (p + t²/2n) / (1 + t²/n), half-width = t/(1 + t²/n) · √(p(1 − p)/n + t²/4n²)
    (Wilson 1927; with n_eff for complex designs: Korn and Graubard 1998). Contains `share` always.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie in [0, 1], not {share}")
    if not n_eff > 0:
        raise ValueError(f"n_eff must be positive, not {n_eff}")
    variance, slope = share * (1 - share) / n_eff, (1 - 2 * share) / n_eff
    low, high = (share + side * float(score_reach(variance, slope, 1 / n_eff, side * t)) for side in (-1, 1))
    return max(0.0, low), min(1.0, high)


def score_reach(variance: ArrayLike, slope: ArrayLike, bend: ArrayLike, t: ArrayLike) -> NDArray[np.float64]:
    """How far the share π that an observed p just bears lies above it if t > 0, below if t < 0; never negative.

    It solves (π − p)² = t² V(π), where the variance changes with the share that is supposed to be true:
    V(π) = variance + slope · (π − p) − bend · (π − p)². For n plain observations V(π) is π(1 − π)/n, so the slope is
    (1 − 2p)/n, the bend 1/n, and this is Wilson's (1927). In general the slope is the third central moment of p over
    its variance: what it is where a share moves as its likelihood lets it (the same correction for skewness as in Hall
    1992).
    """
    quantile = np.asarray(t)
    scale, centre = 1 + quantile**2 * np.asarray(bend), quantile**2 * np.asarray(slope) / 2
    root = np.sqrt(centre**2 + scale * quantile**2 * np.asarray(variance))
    return np.asarray(np.maximum((root + np.sign(quantile) * centre) / scale, 0.0))
