"""The parts of a draw: which have too few labels, and the strata of the estimate within each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from xsentiment import stats
from xsentiment.shares.families import Family
from xsentiment.shares.posts import Bools, Draw, Floats, Ints, Posts

_FEWEST: Final = 2
"""Fewest audited posts of each part of a draw, unless it has no more posts."""

_MOST_OPEN: Final = 0.2
"""How much of what is counted may lie in a part with fewer labels, of which the interval then leaves all open."""

_TOGETHER: Final = "too few labels to correct each class of the machine alone, taken together"
_NAMES: Final = {
    "trending": "trending posts",
    "other": "other posts",
    "by chance": "posts drawn by chance",
    "certain": "posts drawn for certain",
}


@dataclass(frozen=True)
class Parts:
    """The parts of a draw among M posts.

    inside   where the posts of each part are, by its name; (M,) bool
    audited  (M,) bool
    weight   (M,) float > 0: what a post counts
    rate     (M,) float > 0: what chances of being drawn are proportional to within a part; None: all alike
    """

    inside: dict[str, Bools]
    audited: Bools
    weight: Floats
    rate: Floats | None

    @cached_property
    def _thin(self) -> dict[str, tuple[int, int]]:
        """The parts with too few labels to show how their posts differ: how many of how many posts these are."""
        counts = {name: (int((mine & self.audited).sum()), int(mine.sum())) for name, mine in self.inside.items()}
        return {name: (labelled, posts) for name, (labelled, posts) in counts.items() if labelled < min(posts, _FEWEST)}

    @cached_property
    def thin(self) -> Bools:
        """Where the posts of these parts are, (M,)."""
        return np.asarray(np.any([np.zeros_like(self.audited), *(self.inside[name] for name in self._thin)], axis=0))

    @cached_property
    def left_open(self) -> bool:
        """Whether some parts are thin, and small enough for an interval that holds whatever their posts are."""
        return bool(self._thin) and float(self.weight[self.thin].sum()) <= _MOST_OPEN * float(self.weight.sum())

    @property
    def few(self) -> str:
        """What is thin, in words."""
        return f"{', '.join(map(self._labelled, self._thin))} labelled, too few"

    def refuse_thin(self) -> None:
        """Raise NotEnoughData where a part is thin."""
        if self._thin:
            name, (_, posts) = next(iter(self._thin.items()))
            raise stats.NotEnoughData(f"{self._labelled(name)} labelled: too few (at least {min(posts, _FEWEST)})")

    def _labelled(self, name: str) -> str:
        labelled, posts = self._thin[name]
        return f"{labelled} of {posts} {_NAMES[name]}"

    def strata(self, cell: Ints, family: Family, *, controlled: bool) -> tuple[Ints, str | None]:
        """The estimation strata (M,), in each part the machine's cells, merged by `stats.merge_strata`; the note."""
        cells = family.cells
        stratum = np.zeros(cell.size, dtype=np.int64)
        used, merges = 0, []
        for name, inside in self.inside.items():
            present = np.flatnonzero(np.bincount(cell[inside], minlength=len(cells)))
            if present.size == 0:
                continue
            if self.audited[inside].all():
                merged = np.zeros(present.size, dtype=np.int64)
            else:
                audited = np.bincount(cell[inside & self.audited], minlength=len(cells))[present]
                rate = None if self.rate is None else self.rate[inside]
                size = np.bincount(cell[inside], weights=rate, minlength=len(cells))[present]
                distance = family.distance[np.ix_(present, present)]
                merged = stats.merge_strata(audited, size, distance, controlled=controlled)
                merges.extend(_merged_names(name, [cells[c] for c in present], merged))
            number = np.zeros(len(cells), dtype=np.int64)
            number[present] = used + merged
            stratum[inside] = number[cell[inside]]
            used += int(merged.max()) + 1
        return stratum, f"{_TOGETHER}: {', '.join(merges)}" if merges else None


def parts_of(posts: Posts, draw: Draw | None, estimand: str, kept: Bools, audited: Bools, weight: Floats) -> Parts:
    """The parts of a draw among the posts kept (N,), of which these are `audited`, with their `weight`; (M,).

    Of a draw with equal chances the design strata; of one by engagement what it had to take, and the rest.
    """
    if estimand != "engagement":
        return Parts({name: inside[kept] for name, inside in posts.design.items()}, audited, weight, None)
    certain = (draw.chance if draw else np.ones(kept.size))[kept] >= 1
    return Parts({"by chance": ~certain, "certain": certain}, audited, weight, np.where(certain, 1.0, weight))


def _merged_names(design: str, cells: list[str], merged: Ints) -> list[str]:
    groups: dict[int, list[str]] = {}
    for cell, number in zip(cells, merged, strict=True):
        groups.setdefault(int(number), []).append(cell.strip() or "all")
    of = f"of the {_NAMES[design]}"
    return [f"{' + '.join(group)} {of}" for group in groups.values() if len(group) > 1]
