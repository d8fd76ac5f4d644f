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
    """A population of N posts in strata, of which some are audited at random.

    stratum  (N,) int, 0 … C−1
    weight   (N,) float > 0: what a post counts in the estimand
    audited  (N,) bool
    rate     (N,) float > 0: what chances of being audited are proportional to within a stratum; None: all alike

    Raises NotEnoughData where a stratum with posts has none audited, or one alone of several.
    """

    stratum: Ints
    weight: Floats
    audited: NDArray[np.bool_]
    rate: Floats | None = None

    def __post_init__(self) -> None:
        if not self.stratum.shape == self.weight.shape == self.audited.shape:
            raise ValueError("stratum, weight and audited must have one length")
        if not (self.weight > 0).all():
            raise ValueError("weights must be positive")
        if self.rate is not None and not (self.rate.shape == self.weight.shape and (self.rate > 0).all()):
            raise ValueError("rates must be positive, one for each post")
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
        counts = np.bincount(self.codes, minlength=self.n_posts.size)
        return counts.astype(np.float64)

    @cached_property
    def total_weight(self) -> Floats:
        """W_c, the sum of weights in each stratum, (C,)."""
        return np.bincount(self.stratum, weights=self.weight).astype(np.float64)

    @cached_property
    def _rates(self) -> Floats:
        """`rate`, but alike in a stratum that was audited whole: nothing is left to chance there; (N,)."""
        whole = (self.n_audited == self.n_posts)[self.stratum]
        return np.where(whole, 1.0, 1.0 if self.rate is None else self.rate)

    @cached_property
    def design_weight(self) -> Floats:
        """What each audited post counts for its stratum, up to a factor: weight / rate, (n,)."""
        return np.asarray(self.weight[self.audited] / self._rates[self.audited])

    @cached_property
    def left(self) -> Floats:
        """1 − π_i of each audited post, π_i = min(1, n_c r_i / Σ_c r) its chance given how many were audited; (n,)."""
        rates = self._rates
        expected = self.n_audited / np.maximum(np.bincount(self.stratum, weights=rates), np.finfo(float).tiny)
        return np.maximum(1 - (expected[self.stratum] * rates)[self.audited], 0.0)

    @cached_property
    def audited_weight(self) -> Floats:
        """The sum of the audited posts' design weights in each stratum, (C,)."""
        return self.sums(self.design_weight)

    @cached_property
    def stands_for(self) -> Floats:
        """What each audited post stands for: the weight of all of its stratum by its part of the audited; (n,)."""
        known = np.maximum(self.audited_weight, np.finfo(float).tiny)
        return np.asarray((self.total_weight / known)[self.codes] * self.design_weight)

    @cached_property
    def powers(self) -> tuple[Floats, Floats, Floats]:
        """The sums of the audited posts' design weights, of their squares and of their cubes in each stratum, (C,)."""
        return self.audited_weight, self.sums(self.design_weight**2), self.sums(self.design_weight**3)

    @cached_property
    def effective_size(self) -> Floats:
        """Kish's (Σw)²/Σw² over the audited posts of each stratum, which is n_c where their weights are equal, (C,)."""
        one, two, _ = self.powers
        return np.divide(one**2, two, out=np.zeros_like(one), where=two > 0)

    @cached_property
    def unbias(self) -> Floats:
        """What the sum of squares Σ w² (y − ȳ)² of each stratum, ȳ its weighted mean, is to be multiplied with, (C,).

        1 / (1 − 2 Σw³/(Σw Σw²) + Σw²/(Σw)²) over the audited posts: its mean is then Σw² σ² where y spreads alike
        whatever the weight; n/(n − 1) for equal ones (a bias-reduced linearisation: Bell and McCaffrey 2002). At most
        2, as for two posts.
        """
        one, two, three = self.powers
        known, apart = one > 0, np.ones_like(one)
        apart[known] = 1 - 2 * three[known] / (one * two)[known] + two[known] / one[known] ** 2
        return np.asarray(1 / np.maximum(apart, 0.5))

    @cached_property
    def complete(self) -> bool:
        """Whether every post was audited, so that the figure is exact."""
        return bool(self.audited.all())

    @property
    def degrees_of_freedom(self) -> float:
        """N − C over the strata that were not audited whole (those add no uncertainty); at least 1."""
        open_strata = (self.n_audited < self.n_posts) & (self.n_posts > 0)
        return max(1.0, float((self.n_audited - 1)[open_strata].sum()))

    @cached_property
    def codes(self) -> Ints:
        """The stratum of each audited post, (n,)."""
        return self.stratum[self.audited]

    def sums(self, values: Floats) -> Floats:
        """The sum of `values` (one for each audited post) in each stratum, (C,)."""
        return np.bincount(self.codes, weights=values, minlength=self.n_posts.size).astype(np.float64)

    def means(self, values: Floats) -> Floats:
        """The mean of `values` (one for each audited post) in each stratum by design weights (Hájek 1971), (C,).

        0 in an empty stratum.
        """
        sums = self.sums(values * self.design_weight)
        return np.divide(sums, self.audited_weight, out=np.zeros_like(sums), where=self.audited_weight > 0)

    def total(self, values: Floats) -> float:
        """The estimated population total of weight · value: Σ_c W_c · mean_c."""
        return float((self.total_weight * self.means(values)).sum())
