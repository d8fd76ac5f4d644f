"""Before the labels: the interval that so many of them are expected to give, and how many more would narrow it."""

from __future__ import annotations

from bisect import bisect_left
from math import ceil

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from xsentiment.stats.estimate import NotEnoughData
from xsentiment.stats.sample import Floats
from xsentiment.stats.sequential import chances, expected_limit
from xsentiment.stats.wilson import wilson


def expected_interval(
    share: float, posts: ArrayLike, labels: ArrayLike, *, base: float = 1.0, level: float = 0.95
) -> tuple[float, float]:
    """Return (low, high) to expect for a share that comes out as `share` among a part `base` in (0, 1] of the posts.

    `posts` (D,) counts the posts N_d of each design stratum, `labels` (D,) the labels n_d <= N_d planned there. With
    W_d = N_d/N, n_eff = base / Σ_d W_d² (1 − n_d/N_d)/n_d, and Wilson's interval with t on Σ n_d − D degrees of
    freedom (Cochran 1977, ch. 4 and 5, for a machine that explains nothing of what people say). All labelled: no
    width. Raises NotEnoughData where a stratum with posts gets no label.
    """
    sizes, planned = np.asarray(posts, dtype=np.float64), np.asarray(labels, dtype=np.float64)
    inside = sizes > 0
    sizes, planned = sizes[inside], np.minimum(planned[inside], sizes[inside])
    if sizes.size == 0:
        raise NotEnoughData("no posts")
    if (planned <= 0).any():
        raise NotEnoughData("a stratum gets no labels")
    weight = sizes / sizes.sum()
    spread = float((weight**2 * (1 - planned / sizes) / planned).sum())
    return _interval(share, spread / base, float((planned - 1)[planned < sizes].sum()), level)


def expected_interval_by_chance(
    share: float, weight: ArrayLike, chance: ArrayLike, *, base: float = 1.0, level: float = 0.95
) -> tuple[float, float]:
    """`expected_interval` for posts that count `weight` w_i > 0 and are drawn with `chance` π_i > 0 each; (N,) both.

    n_eff = base / Σ (w_i/W)² (1 − π_i)/π_i, which is the above where chances are equal in a stratum (Poisson sampling:
    Hájek 1964), and t on Σ π_i − 1 degrees of freedom over the posts that are not certain.
    """
    w, pi = np.asarray(weight, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    if w.size == 0:
        raise NotEnoughData("no posts")
    return _interval(share, _spread(w, pi) / base, float(pi[pi < 1].sum()) - 1, level)


def _spread(weight: Floats, chance: Floats) -> float:
    return float(((weight / weight.sum()) ** 2 * (1 - chance) / chance).sum())


def _interval(share: float, spread: float, freedom: float, level: float) -> tuple[float, float]:
    """Wilson's interval for n_eff = 1/spread; no width where there is no spread."""
    if spread == 0:
        return share, share
    return wilson(share, 1 / spread, float(stdtrit(max(1.0, freedom), (1 + level) / 2)))


def labels_to_narrow(n_labels: int, n_posts: int | None, factor: float) -> int:
    """How many more labels narrow an interval to `factor` in [0, 1] of its width, among `n_posts` posts in all.

    The width goes with √(1/n − 1/N), so n' = 1/(factor² (1/n − 1/N) + 1/N) (Cochran 1977, ch. 4), never more than the
    posts there are. `n_posts` None is N without end: n' = n/factor², for a factor above 0.
    """
    if n_labels <= 0 or (n_posts is not None and n_labels > n_posts):
        raise ValueError(f"labels must be 1 to {n_posts}, not {n_labels}")
    part = 0.0 if n_posts is None else 1 / n_posts
    wanted = ceil(1 / (factor**2 * (1 / n_labels - part) + part) - 1e-9)
    return (wanted if n_posts is None else min(n_posts, wanted)) - n_labels


def labels_to_narrow_by_chance(n_labels: int, weight: ArrayLike, factor: float) -> int:
    """`labels_to_narrow` for posts that count `weight` w_i > 0, (N,), and are drawn with chances in proportion to it.

    The width goes with √Σ w_i² (1 − π_i)/π_i, π_i = min(1, t w_i) with t such that Σ π_i is the number of labels
    (`expected_limit`): the more labels, the more posts are certain and leave nothing open. Found by bisection.
    """
    w = np.asarray(weight, dtype=np.float64)
    if not 0 < n_labels <= w.size:
        raise ValueError(f"labels must be 1 to {w.size}, not {n_labels}")

    def spread(n: int) -> float:
        return _spread(w, chances(w, expected_limit(w, n)))

    most = factor**2 * spread(n_labels)
    return bisect_left(range(n_labels, w.size), -most, key=lambda n: -spread(n))
