"""Wilson's interval for a share, with an effective sample size."""

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
    square = t * t / n_eff
    centre = (share + square / 2) / (1 + square)
    half = sqrt(share * (1 - share) * t * t / n_eff + square * square / 4) / (1 + square)
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))
