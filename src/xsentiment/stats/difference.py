"""The difference of two shares: of independent audits, or of one audit."""

from __future__ import annotations

from math import sqrt

from xsentiment.stats.estimate import Estimate


def difference(before: Estimate, after: Estimate, correlation: tuple[float, float] | None = None) -> Estimate:
    """Estimate after − before, two shares at one level.

    `correlation` None: from samples that are independent, as disjoint domains of one sample are, given their sizes
    (Cochran 1977, ch. 2.12). Else that of the two estimates, in [−1, 1], both from one audit, for the low end and for
    the high one (`difference_of_shares`). Variances add, each recovered from its own interval on the side that matters
    (square and add: Newcombe 1998, method 10; with correlation Zou 2007). With r the correlation:

        low  = d − √(a² − 2 r a b + b²),   a = after.value − after.low,   b = before.high − before.value
        high = d + √(a² − 2 r a b + b²),   a = after.high − after.value,  b = before.value − before.low

    Raises ValueError for two levels, or a correlation that is none.
    """
    if before.level != after.level:
        raise ValueError(f"two levels: {before.level}, {after.level}")
    r_low, r_high = correlation or (0.0, 0.0)
    if not (-1 <= r_low <= 1 and -1 <= r_high <= 1):
        raise ValueError(f"not a correlation: {correlation}")
    value = after.value - before.value
    return Estimate(
        value=value,
        low=max(-1.0, value - _reach(after.value - after.low, before.high - before.value, r_low)),
        high=min(1.0, value + _reach(after.high - after.value, before.value - before.low, r_high)),
        level=after.level,
        n=before.n + after.n if correlation is None else after.n,
        method="census" if before.method == after.method == "census" else "square and add",
        estimand=after.estimand,
        bounds=(-1.0, 1.0),
    )


def _reach(one: float, other: float, correlation: float) -> float:
    return sqrt((one - other) ** 2 + 2 * (1 - correlation) * one * other)
