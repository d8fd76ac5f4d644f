"""Merging estimation strata that hold too few audited posts to be trusted on their own."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

MIN_EXPECTED: Final = 5
"""Fewest audited posts that a stratum that stands alone was bound to get, on average."""

MIN_AUDITED: Final = 2
"""Fewest audited posts that it did get."""

POSTS_PER_STRATUM: Final = 20
"""At most one stratum for each so many audited posts."""


def merge_strata(
    audited: ArrayLike, size: ArrayLike, distance: ArrayLike, *, controlled: bool = False
) -> NDArray[np.int64]:
    """Merge the cells of one design stratum; return for each cell the number of its merged stratum, 0, 1, ….

    `audited` (k,) counts the audited posts in each cell, `size` (k,) all its posts (or sums their rates, where chances
    differ), `distance` (k, k) says which cells are alike. While a stratum was bound to get fewer than MIN_EXPECTED of
    the audited posts, got fewer than MIN_AUDITED, or there are more than one for each POSTS_PER_STRATUM, the smallest
    joins the nearest (of equally near ones the smallest, then the first). Half as many if `controlled`, but two where
    there may be two: a control variate tells besides what the machine foretells, and each stratum costs a label. What
    was expected decides, since a cell that merges when it got few posts and stands alone when it got many counts for
    less than its share: its own kind is missing from every merged stratum, and the estimate leans away from it.
    """
    counts, sizes = np.asarray(audited, dtype=np.int64), np.asarray(size, dtype=np.float64)
    apart = np.asarray(distance, dtype=np.float64)
    if apart.shape != (counts.size, counts.size) or sizes.shape != counts.shape:
        raise ValueError(f"{counts.size} cells need as many sizes and a square of distances")
    expected = counts.sum() * sizes / sizes.sum()
    groups = [[cell] for cell in range(counts.size)]
    most = max(1, int(counts.sum()) // POSTS_PER_STRATUM)
    if controlled:
        most = max(min(most, 2), most // 2)

    def rank(group: list[int]) -> tuple[bool, float, int]:
        return bool(counts[group].sum() >= MIN_AUDITED), float(expected[group].sum()), group[0]

    def stands(group: list[int]) -> bool:
        enough, due, _ = rank(group)
        return enough and due >= MIN_EXPECTED

    while len(groups) > 1 and (len(groups) > most or not all(map(stands, groups))):
        small = min(groups, key=rank)
        others = [group for group in groups if group is not small]
        near = min(others, key=lambda group: (apart[np.ix_(small, group)].min(), *rank(group)[1:]))
        near.extend(small)
        near.sort()
        groups.remove(small)
    merged = np.empty(counts.size, dtype=np.int64)
    for number, group in enumerate(sorted(groups)):
        merged[group] = number
    return merged
