"""Merging estimation strata that hold too few audited posts to be trusted on their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MIN_AUDITED = 10
"""Fewest audited posts of a stratum that stands alone."""

POSTS_PER_STRATUM = 20
"""At most one stratum for each so many audited posts."""


def merge_strata(audited: ArrayLike, distance: ArrayLike) -> NDArray[np.int64]:
    """Merge the cells of one design stratum; return for each cell the number of its merged stratum, 0, 1, ….

    `audited` (k,) counts the audited posts in each cell, `distance` (k, k) says which cells are alike.
    While a stratum has fewer than MIN_AUDITED posts, or there are more than one for each POSTS_PER_STRATUM,
    the smallest joins the nearest (of equally near ones the smallest, then the first). Only counts of *audited*
    posts decide, never their labels, so merging does not bias an estimate.
    """
    counts = np.asarray(audited, dtype=np.int64)
    apart = np.asarray(distance, dtype=np.float64)
    if apart.shape != (counts.size, counts.size):
        raise ValueError(f"distance must be {counts.size} × {counts.size}, not {apart.shape}")
    groups = [[cell] for cell in range(counts.size)]
    most = max(1, int(counts.sum()) // POSTS_PER_STRATUM)

    def size(group: list[int]) -> int:
        return int(counts[group].sum())

    while len(groups) > 1 and (len(groups) > most or min(map(size, groups)) < MIN_AUDITED):
        small = min(groups, key=lambda group: (size(group), group[0]))
        others = [group for group in groups if group is not small]
        near = min(others, key=lambda group: (apart[np.ix_(small, group)].min(), size(group), group[0]))
        near.extend(small)
        near.sort()
        groups.remove(small)
    merged = np.empty(counts.size, dtype=np.int64)
    for number, group in enumerate(sorted(groups)):
        merged[group] = number
    return merged
