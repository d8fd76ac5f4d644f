"""Many audits of the same posts: drawn, stratified and estimated with the functions of `xsentiment.stats`.

`shares.aggregate` makes every figure of an event; here one figure is made thousands of times, on plain arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xsentiment import stats
from xsentiment.shares import MIN_CONTROLLED

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """N posts of which people labelled all: one label set with the machine's classes.

    design    (N,) number of the design stratum
    cell      (N,) number of the machine's class, 0 … k−1
    distance  (k, k) which classes are alike, as `stats.merge_strata` takes it
    category  (N,) number of the people's label, 0 … n_categories−1
    chances   (N, K) what the machine's scores say of the first K categories, or None
    """

    design: Ints
    cell: Ints
    distance: Floats
    category: Ints
    n_categories: int
    chances: Floats | None = None
    fold: Ints | None = None

    @cached_property
    def weight(self) -> Floats:
        """Each post counts once, (N,)."""
        return np.ones(self.design.size)

    @cached_property
    def joint(self) -> Ints:
        """Design stratum and class in one number, (N,)."""
        return self.design * len(self.distance) + self.cell

    @cached_property
    def sizes(self) -> Ints:
        """Posts in each design stratum and class, (design strata, k)."""
        k, n_designs = len(self.distance), int(self.design.max()) + 1
        return np.bincount(self.joint, minlength=k * n_designs).reshape(n_designs, k)

    def truth(self, hit: tuple[int, ...], base: tuple[int, ...]) -> float:
        """The share of categories `hit` among categories `base` by all labels."""
        return float(np.isin(self.category, hit).sum() / np.isin(self.category, base).sum())

    def unaided(self) -> Population:
        """The same posts without the machine: what the audit alone would say."""
        return replace(self, cell=np.zeros_like(self.cell), distance=np.zeros((1, 1)), chances=None)

    def merged(self, counts: Ints) -> Ints:
        """The number of the stratum of each design stratum and class, (cells,), where `counts` of each were audited."""
        sizes = self.sizes
        controlled = self.chances is not None and counts.sum() >= MIN_CONTROLLED
        numbers, used = np.zeros(sizes.shape, dtype=np.int64), 0
        for design, present in enumerate(sizes > 0):
            if not present.any():
                continue
            audited = counts.reshape(sizes.shape)[design, present]
            distance = self.distance[np.ix_(present, present)]
            merged = stats.merge_strata(audited, sizes[design, present], distance, controlled=controlled)
            numbers[design, present] = used + merged
            used += int(merged.max()) + 1
        return numbers.ravel()


def draw(design: Ints, numbers: Floats, size: int, part: float | None = None) -> Bools:
    """Which posts an audit of `size` draws: in each of the design strata 0 and 1 those with the smallest numbers.

    Stratum 1 gets the `part` of the labels, its part of the posts by default; (N,) bool.
    """
    first = round(size * (float((design == 1).mean()) if part is None else part))
    drawn = np.zeros(design.size, dtype=bool)
    for stratum, quota in ((0, size - first), (1, first)):
        members = np.flatnonzero(design == stratum)
        if quota:
            drawn[members[np.argpartition(numbers[members], quota - 1)[:quota]]] = True
    return drawn


@dataclass(frozen=True)
class Audit:
    """One audit of a population: `audited` (N,) bool. Its estimation strata are made once."""

    population: Population
    audited: Bools

    @cached_property
    def sample(self) -> stats.Sample:
        """The machine's classes within each design stratum, merged as the program merges them."""
        population = self.population
        counts = np.bincount(population.joint[self.audited], minlength=population.sizes.size)
        return stats.Sample(population.merged(counts)[population.joint], population.weight, self.audited)

    @cached_property
    def control(self) -> Floats | None:
        """What the machine's scores predict beyond the strata, (N, K); None where there are too few labels for it."""
        population = self.population
        if population.chances is None or population.fold is None or self.audited.sum() < MIN_CONTROLLED:
            return None
        outcome = (self.category[:, None] == np.arange(population.chances.shape[1])).astype(np.float64)
        return stats.control_variate(self.sample, outcome, population.chances, population.fold)

    @cached_property
    def category(self) -> Ints:
        """What people said of the audited posts, (n,)."""
        return self.population.category[self.audited]

    def share(self, hit: tuple[int, ...], *, level: float = 0.95) -> stats.Estimate:
        """The share of categories `hit` among all posts."""
        return self.linear(hit, tuple(range(self.population.n_categories)), level=level)

    def linear(self, hit: tuple[int, ...], base: tuple[int, ...], *, level: float = 0.95) -> stats.Estimate:
        """The share of categories `hit` among categories `base` by the linearised ratio, with the control."""
        hits, bases = (np.isin(self.category, which).astype(np.float64) for which in (hit, base))
        control = None if self.control is None else self.control[:, list(hit)].sum(axis=1)
        return stats.stratified_share(self.sample, hits, bases, level=level, estimand="posts", control=control)

    def net(self, hit: int, less: int, base: tuple[int, ...], *, level: float = 0.95) -> stats.Estimate:
        """What the share of category `hit` is more than that of `less` among categories `base`."""
        control = self.control
        bases = np.isin(self.category, base).astype(np.float64)
        more, other = (
            stats.linearised(
                self.linear((which,), base, level=level),
                self.sample,
                (self.category == which).astype(np.float64),
                bases,
                control=None if control is None else control[:, which],
            )
            for which in (hit, less)
        )
        return stats.difference_of_shares(other, more)


@dataclass
class Tally:
    """How often intervals held the truth, and how wide they were."""

    truth: float
    n: int = 0
    held: int = 0
    width: float = 0.0

    def add(self, estimate: stats.Estimate) -> None:
        """Count one interval."""
        self.n += 1
        self.held += estimate.low <= self.truth <= estimate.high
        self.width += estimate.high - estimate.low

    @property
    def coverage(self) -> float:
        """The share of intervals that held the truth."""
        return self.held / self.n

    @property
    def mean_width(self) -> float:
        """Mean width of the intervals."""
        return self.width / self.n
