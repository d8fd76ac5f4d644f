"""Several intervals that are to hold the truth together."""

from __future__ import annotations


def simultaneous_level(level: float, n: int) -> float:
    """The level of each of `n` intervals, all of which then hold the truth with probability `level` at least.

    1 − (1 − level)/n (Bonferroni's inequality: Dunn 1961), whatever ties the intervals together: shares of one
    question do, since they sum to 1. Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"at least one interval, not {n}")
    return 1 - (1 - level) / n
