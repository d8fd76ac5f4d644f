"""Several intervals that are to hold the truth together, several tests that are to be right together."""

from __future__ import annotations

from collections.abc import Sequence


def simultaneous_level(level: float, n: int) -> float:
    """The level of each of `n` intervals, all of which then hold the truth with probability `level` at least.

    1 − (1 − level)/n (Bonferroni's inequality: Dunn 1961), whatever ties the intervals together: shares of one
    question do, since they sum to 1. Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"at least one interval, not {n}")
    return 1 - (1 - level) / n


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The p-value of each of several tests with all taken together, in their order, whatever ties them together.

    The k-th smallest of m is multiplied by m − k + 1, and is no less than those before it, nor above 1 (Holm 1979).
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    found, least = [0.0] * len(p_values), 0.0
    for k, place in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - k) * p_values[place]))
        found[place] = least
    return found
