"""The difference of two shares that were estimated from independent audits."""

from __future__ import annotations

from math import hypot

from xsentiment.stats.estimate import Estimate


def independent_difference(before: Estimate, after: Estimate) -> Estimate:
    """Estimate after − before, two shares at one level, from samples that are independent.

    Disjoint domains of one sample are, given their sizes (Cochran 1977, ch. 2.12). Variances add, each recovered from
    its own interval on the side that matters (square and add: Newcombe 1998, method 10; Zou and Donner 2008):

        low  = d − √((after.value − after.low)² + (before.high − before.value)²)
        high = d + √((after.high − after.value)² + (before.value − before.low)²)

    Raises ValueError for two levels.
    """
    if before.level != after.level:
        raise ValueError(f"two levels: {before.level}, {after.level}")
    value = after.value - before.value
    return Estimate(
        value=value,
        low=value - hypot(after.value - after.low, before.high - before.value),
        high=value + hypot(after.high - after.value, before.value - before.low),
        level=after.level,
        n=before.n + after.n,
        method="square and add",
        estimand=after.estimand,
        bounds=(-1.0, 1.0),
    )
