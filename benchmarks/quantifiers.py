"""Shares of classes from a classifier's posteriors, and how far estimated shares are from true ones.

Shares are arrays (K,) that add up to 1, posteriors (N, K) with rows that do. The measures are those of SemEval-2016 and
2017 task 4, subtasks D and E (Nakov et al. 2016, section 5; Rosenthal, Farra & Nakov 2017), each of one topic.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar, nnls

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS: Final = 1_000
CLOSE: Final = 1e-8
TILT: Final = 10.0
"""The odds of two neighbours change by at most e to this power."""
FIRM: Final = 1e3
"""The weight of Σp = 1 in the least squares of `adjusted`."""


def smoothed(shares: Floats, n: int) -> Floats:
    """(p + ε) / (Σp + εK) with ε = 1/(2n), n the posts of the topic: no class has share 0."""
    epsilon = 1 / (2 * n)
    return (shares + epsilon) / (shares.sum() + epsilon * shares.size)


def kld(true: Floats, found: Floats, n: int) -> float:
    """Kullback–Leibler divergence Σ p ln(p/p̂), both smoothed."""
    p, q = smoothed(true, n), smoothed(found, n)
    return float((p * np.log(p / q)).sum())


def absolute_error(true: Floats, found: Floats) -> float:
    """Mean over the classes of |p̂ − p|."""
    return float(np.abs(found - true).mean())


def relative_absolute_error(true: Floats, found: Floats, n: int) -> float:
    """Mean over the classes of |p̂ − p| / p, both smoothed."""
    p, q = smoothed(true, n), smoothed(found, n)
    return float((np.abs(q - p) / p).mean())


def earth_movers_distance(true: Floats, found: Floats) -> float:
    """Of ordered classes one step apart: Σ_{j<K} |Σ_{i≤j} p̂_i − Σ_{i≤j} p_i|."""
    return float(np.abs(np.cumsum(found - true)[:-1]).sum())


def counts(label: Ints, k: int) -> Floats:
    """The share of each of k classes among labels."""
    return np.bincount(label, minlength=k) / label.size


def adjusted(counted: Floats, rates: Floats) -> Floats:
    """Shares p that best explain what was counted, counted ≈ rates @ p, by least squares on the simplex.

    `rates[i, j]`: of posts of class j the share counted as i, of classes (adjusted count: Forman 2008) or as the mean
    posterior (probabilistic adjusted count: Bella et al. 2010).
    """
    k = counted.size
    shares, _ = nnls(np.vstack([rates, np.full((1, k), FIRM)]), np.append(counted, FIRM))
    return np.asarray(shares / shares.sum())


def at_shares(posterior: Floats, before: Floats, after: Floats) -> Floats:
    """The posteriors, right where the classes have shares `before`, as they are where these are `after` (Bayes)."""
    weighted = posterior * (after / before)
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))


def maximum_likelihood(posterior: Floats, before: Floats) -> Floats:
    """The shares under which the posts are likeliest, by EM from `before` (Saerens, Latinne & Decaestecker 2002).

    It takes for granted that posts of one class are alike wherever they come from, so that only the shares differ.
    """
    shares = before
    for _ in range(ROUNDS):
        last, shares = shares, at_shares(posterior, before, shares).mean(axis=0)
        if np.abs(shares - last).max() < CLOSE:
            break
    return np.asarray(shares)


def likeliest_tilt(posterior: Floats, before: Floats) -> Floats:
    """As `maximum_likelihood`, of ordered classes, among the shares that are `before` tilted: p_k ∝ before_k eᵏᵗ.

    Of two classes that is all shares. Of more, one number is asked of the posts and not K − 1, so that rare classes,
    whose posteriors are the least right, cannot run off on their own.
    """
    steps = np.arange(before.size)

    def shares(t: float) -> Floats:
        tilted = before * np.exp(t * steps)
        return np.asarray(tilted / tilted.sum())

    def loss(t: float) -> float:
        return -float(np.log(posterior @ (shares(t) / before)).mean())

    return shares(minimize_scalar(loss, bounds=(-TILT, TILT), method="bounded", options={"xatol": CLOSE}).x)
