"""Sequential Poisson sampling: posts drawn with chances in proportion to a size, by permanent random numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xsentiment.stats.sample import Floats


def orders(numbers: ArrayLike, size: ArrayLike) -> Floats:
    """The rank of each post in the draw: ξ_i = u_i / x_i, infinite where x_i is 0; the smallest are drawn (N,).

    `numbers` (N,) are permanent random numbers u_i in [0, 1), `size` (N,) what chances are proportional to, x_i >= 0.
    With equal sizes the order is that of u_i (Ohlsson 1998).
    """
    u, x = np.asarray(numbers, dtype=np.float64), np.asarray(size, dtype=np.float64)
    ranks: Floats = np.divide(u, x, out=np.full(x.shape, np.inf), where=x > 0)
    return ranks


def chances(size: ArrayLike, limit: ArrayLike) -> Floats:
    """π_i = min(1, t x_i), the chance that ξ_i lies below the limit t, one for all or (N,); (N,). 0 without size."""
    x = np.asarray(size, dtype=np.float64)
    return np.minimum(np.multiply(x, limit, out=np.zeros(x.shape), where=x > 0), 1.0)


def expected_limit(size: ArrayLike, n: float) -> float:
    """The limit t below which n posts are expected: Σ min(1, t x_i) = n; infinite if no more than n have a size.

    Posts whose t x_i reaches 1 are certain, and the rest of n is spread over the others.
    """
    x = np.sort(np.asarray(size, dtype=np.float64))
    x = x[x > 0]
    if n >= x.size:
        return np.inf
    below = np.cumsum(x)  # of the k smallest
    certain = x.size - np.arange(1, x.size + 1)
    limits = (n - certain) / below
    k = int(np.flatnonzero((n > certain) & (limits * x < 1))[-1])
    return float(limits[k])
