"""Wilson's score interval for a share: of a plain sample, and of an estimate with a skew of its own."""

from __future__ import annotations

from math import sqrt


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
    low, high = (score_end(share, variance, slope, 1 / n_eff, side * t) for side in (-1, 1))
    return low, high


def score_end(share: float, variance: float, slope: float, bend: float, t: float) -> float:
    """One end of a score interval: the share π, above p = `share` if t > 0 and below if t < 0, that p just bears.

    It solves (π − p)² = t² V(π), where the variance changes with the share that is supposed to be true:
    V(π) = variance + slope · (π − p) − bend · (π − p)². For n plain observations V(π) is π(1 − π)/n, so the slope is
    (1 − 2p)/n, the bend 1/n, and this is Wilson's (1927). In general the slope is the third central moment of p over
    its variance: what it is where a share moves as its likelihood lets it, each stratum by its own variance (the same
    correction for skewness as in Hall 1992). Bounded by 0, 1 and p.
    """
    scale, centre = 1 + t * t * bend, t * t * slope / 2
    root = sqrt(centre * centre + scale * t * t * variance)
    end = share + (centre + (root if t > 0 else -root)) / scale
    return min(1.0, max(share, end)) if t > 0 else max(0.0, min(share, end))
