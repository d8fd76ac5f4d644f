"""An audited sample of a finite population, as the estimators take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xsentiment.stats.estimate import NotEnoughData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """A population of N posts in strata, of which some are audited at random, with equal chances in each stratum.

    stratum  (N,) int, 0 … C−1
    weight   (N,) float > 0: what a post counts in the estimand
    audited  (N,) bool

    Raises NotEnoughData where a stratum with posts has none audited, or one alone of several.
    """

    stratum: Ints
    weight: Floats
    audited: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if not self.stratum.shape == self.weight.shape == self.audited.shape:
            raise ValueError("stratum, weight and audited must have one length")
        if not (self.weight > 0).all():
            raise ValueError("weights must be positive")
        if self.stratum.size == 0:
            raise NotEnoughData("no posts")
        if (self.n_posts > 0)[self.n_audited == 0].any():
            raise NotEnoughData("a stratum has no audited posts")
        if ((self.n_audited == 1) & (self.n_posts > 1)).any():
            raise NotEnoughData("a stratum has a single audited post")

    @cached_property
    def n_posts(self) -> Floats:
        """N_c, (C,)."""
        return np.bincount(self.stratum).astype(np.float64)

    @cached_property
    def n_audited(self) -> Floats:
        """n_c, (C,)."""
        counts = np.bincount(self.stratum[self.audited], minlength=self.n_posts.size)
        return counts.astype(np.float64)

    @cached_property
    def total_weight(self) -> Floats:
        """W_c, the sum of weights in each stratum, (C,)."""
        return np.bincount(self.stratum, weights=self.weight).astype(np.float64)

    @cached_property
    def audited_weight(self) -> Floats:
        """The sum of weights of the audited posts in each stratum, (C,)."""
        weights, codes = self.weight[self.audited], self.stratum[self.audited]
        return np.bincount(codes, weights=weights, minlength=self.n_posts.size).astype(np.float64)

    @cached_property
    def complete(self) -> bool:
        """Whether every post was audited, so that the figure is exact."""
        return bool(self.audited.all())

    @property
    def degrees_of_freedom(self) -> float:
        """N − C over the strata that were not audited whole (those add no uncertainty); at least 1."""
        open_strata = (self.n_audited < self.n_posts) & (self.n_posts > 0)
        return max(1.0, float((self.n_audited - 1)[open_strata].sum()))

    def means(self, values: Floats) -> Floats:
        """The weighted mean of `values` (one for each audited post) in each stratum, (C,); 0 in an empty stratum."""
        codes = self.stratum[self.audited]
        sums = np.bincount(codes, weights=values * self.weight[self.audited], minlength=self.n_posts.size)
        return np.divide(sums, self.audited_weight, out=np.zeros_like(sums), where=self.audited_weight > 0)

    def total(self, values: Floats) -> float:
        """The estimated population total of weight · value: Σ_c W_c · mean_c."""
        return float((self.total_weight * self.means(values)).sum())
