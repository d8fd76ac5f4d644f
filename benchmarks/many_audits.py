"""Thousands of audits of a population at once: `audits.Audit.linear` on arrays with one row an audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, stdtrit

from xsentiment.shares import MIN_CONTROLLED
from xsentiment.stats import control, spread
from xsentiment.stats.wilson import score_reach

from audits import Floats, Ints, Population

BLOCK = 500
"""Audits worked on at a time."""


@dataclass(frozen=True)
class Shares:
    """Estimates of each category's share, (audits, K) each."""

    value: Floats
    low: Floats
    high: Floats

    def held(self, truth: Floats) -> Floats:
        """How often each interval holds the truth (K,)."""
        return np.asarray(((self.low <= truth) & (truth <= self.high)).mean(axis=0))

    @property
    def width(self) -> Floats:
        """Mean widths, (K,)."""
        return np.asarray((self.high - self.low).mean(axis=0))

    def rmse(self, truth: Floats) -> Floats:
        """Root mean squared errors of the values, (K,)."""
        return np.asarray(np.sqrt(((self.value - truth) ** 2).mean(axis=0)))


def draws(
    population: Population, size: int, audits: int, rng: np.random.Generator, part: float | None = None
) -> Iterator[Ints]:
    """Posts of `audits` audits, blocks of (≤ BLOCK, size): by chance in each of the design strata 0 and 1.

    Stratum 1 gets the `part` of the labels, its part of the posts by default.
    """
    trending = population.design == 1
    first = round(size * (float(trending.mean()) if part is None else part))
    strata = [(np.flatnonzero(trending), first), (np.flatnonzero(~trending), size - first)]
    for start in range(0, audits, BLOCK):
        rows = [
            np.concatenate([members[rng.choice(members.size, quota, replace=False)] for members, quota in strata])
            for _ in range(min(BLOCK, audits - start))
        ]
        yield np.array(rows)


def shares(
    population: Population, size: int, audits: int, rng: np.random.Generator, part: float | None = None
) -> Shares:
    """The share of each of the first K categories among all, as the program estimates it, in every audit."""
    blocks = [estimate(population, drawn) for drawn in draws(population, size, audits, rng, part)]
    return Shares(*(np.concatenate([getattr(block, name) for block in blocks]) for name in ("value", "low", "high")))


def estimate(population: Population, drawn: Ints, base: tuple[int, ...] | None = None, level: float = 0.95) -> Shares:
    """Estimates from the audits `drawn` (a, n), among the categories `base`: all, unless given."""
    labels = population.n_categories if base is None else len(base)
    a, n = drawn.shape
    cells = population.sizes.size
    joint = population.joint[drawn]
    row = np.arange(a)[:, None]
    counts = np.bincount((row * cells + joint).ravel(), minlength=a * cells).reshape(a, cells)
    kinds, kind = np.unique(counts, axis=0, return_inverse=True)
    numbers = np.array([population.merged(one) for one in kinds])[kind.ravel()]  # (a, cells)
    strata = int(numbers.max()) + 1
    stratum = (row * strata + np.take_along_axis(numbers, joint, axis=1)).ravel()

    def summed(values: Floats, by: Ints = stratum, to: tuple[int, ...] = (a, strata)) -> Floats:
        return np.bincount(by, weights=values.ravel(), minlength=int(np.prod(to))).reshape(to)

    n_posts = summed(np.broadcast_to(population.sizes.ravel(), (a, cells)), (row * strata + numbers).ravel())
    n_audited = summed(np.ones(stratum.size))
    weight = np.divide(n_posts**2 * (1 - n_audited / np.maximum(n_posts, 1)), n_audited * (n_audited - 1),
                       out=np.zeros_like(n_posts), where=n_audited > 1)  # fmt: skip
    category = population.category[drawn]
    hits = [(category == k).astype(np.float64) for k in range(labels)]
    bases = np.ones((a, n)) if base is None else np.isin(category, base).astype(np.float64)
    total = (n_posts * summed(bases) / np.maximum(n_audited, 1)).sum(axis=1)
    stands_for = (n_posts / np.maximum(n_audited, 1)).ravel()[stratum].reshape(drawn.shape)
    predictions = _control(population, drawn, hits, stratum, weight, n_audited, stands_for)
    values, lows, highs = [], [], []
    for k, hit in enumerate(hits):
        useful = (hit.sum(axis=1) > 0) & (hit.sum(axis=1) < bases.sum(axis=1))
        predicted, over_all = predictions(k)
        rest = hit - predicted * useful[:, None]
        estimated = over_all * useful + (n_posts * summed(rest) / np.maximum(n_audited, 1)).sum(axis=1)
        share = np.clip(estimated / total, 0, 1)
        residual = rest - share[:, None] * bases
        low, high = _ends(summed, residual, hit, bases, (share, total, level), n_posts, n_audited)
        values.append(share), lows.append(low), highs.append(high)
    return Shares(*(np.stack(each, axis=1) for each in (values, lows, highs)))


def _ends(
    summed: Callable[[Floats], Floats],
    residual: Floats,
    hit: Floats,
    base: Floats,
    point: tuple[Floats, Floats, float],
    n_posts: Floats,
    n_audited: Floats,
) -> tuple[Floats, Floats]:
    """Both ends of the intervals (a,), as `stats.stratified_share` has them for equal weights."""
    share, total, level = point
    n = np.maximum(n_audited, 1)
    left = np.where(n_posts > 0, 1 - n_audited / np.maximum(n_posts, 1), 0.0)
    room = spread.room_for_unseen(left)
    factor, expansion = n / np.maximum(n - 1, 1), n_posts / n / total[:, None]
    first, second, third = (summed(residual**power) for power in (1, 2, 3))
    squares = np.maximum(second - first**2 / n, 0)
    cubes = third - 3 * first * second / n + 2 * first**3 / n**2
    chance = spread.PRIOR / (n_audited + 2 * spread.PRIOR)
    least = n_audited * chance * (1 - chance)
    hits, misses = summed(hit), summed(base - hit)
    variance, bases = expansion**2 * factor * left * squares, summed(base)
    none = np.zeros_like(left, dtype=bool)
    for kind in (hits <= misses, misses < hits):
        none |= kind & ((bases * kind).sum(axis=1, keepdims=True) == 0)
    open_labels = (left > 0) * (n - 1) * np.where(none, 1, bases / n)

    def by_kind(values: Floats) -> Floats:
        return np.stack([(values * (hits <= misses)).sum(axis=1), (values * (misses < hits)).sum(axis=1)], axis=1)

    ends = []
    freedom = np.maximum(((left > 0) * (n - 1)).sum(axis=1), 1)
    for side, rarer in ((-1, misses <= hits), (1, hits <= misses)):
        more = rarer * np.maximum(least - squares, 0)
        second = left * squares + room * more
        third = left**2 * cubes + room**2 * side * more * (1 - 2 * chance)
        slope = expansion * factor * np.divide(third, second, out=np.zeros_like(second), where=second > 0)
        part = expansion**2 * factor * second
        whole = np.maximum(part.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        part /= whole
        rough = ((variance / whole) ** 2 / np.maximum(open_labels, 1)).sum(axis=1)
        t = stdtrit(np.divide(1, rough, out=freedom.copy(), where=rough > 0), (1 + level) / 2)
        variance_of, part_of, labels_of, slope_of, left_of = (
            by_kind(values) for values in (variance, part, open_labels, part * slope, part * left)
        )
        share_of = np.maximum(part_of, np.finfo(float).tiny)
        bend_of = left_of / share_of / np.maximum(labels_of, 1)
        reach = score_reach(variance_of, slope_of / share_of, bend_of, side * t[:, None])
        few = _reach_of_few(by_kind, (left > 0) * (hits if side < 0 else misses), n_posts / n, left, level)
        reach = np.maximum(reach, few / total[:, None])
        ends.append(share + side * np.sqrt((reach**2).sum(axis=1)))
    room = n_posts.sum(axis=1) - (1 - base).sum(axis=1)
    least, most = hit.sum(axis=1) / room, 1 - (base - hit).sum(axis=1) / room
    return np.minimum(share, np.maximum(least, ends[0])), np.maximum(share, np.minimum(most, ends[1]))


def _reach_of_few(
    by_kind: Callable[[Floats], Floats], seen: Floats, stands_for: Floats, left: Floats, level: float
) -> Floats:
    """`spread.reach_of_few` for many audits, (a, 2); `seen` counts such posts of each stratum, (a, strata)."""
    weight, squares, others = (by_kind(stands_for**power * seen * room) for power, room in ((1, 1), (2, 1), (1, left)))
    some = weight > 0
    count = np.divide(weight**2, squares, out=np.ones_like(weight), where=some)
    least = weight / count * gammaincinv(count, 1 - level)
    return np.where(some & (count < spread.FEW), np.minimum(weight - least, others), 0.0)


def _control(  # noqa: ANN202
    population: Population,
    drawn: Ints,
    hits: list[Floats],
    stratum: Ints,
    weight: Floats,
    n: Floats,
    stands_for: Floats,
):
    """A function of the label's number: the control of the drawn posts (a, n), and its total over all posts (a,)."""
    a = len(drawn)
    nothing = np.zeros(drawn.shape), np.zeros(a)
    chances, fold = population.chances, population.fold
    if chances is None or fold is None or drawn.shape[1] < MIN_CONTROLLED:
        return lambda _: nothing
    folds = int(fold.max()) + 1
    centred = chances - chances.mean(axis=0)
    by = stratum * folds + fold[drawn].ravel()
    shape = (a, n.shape[1], folds)

    def without(values: Floats) -> Floats:
        sums = np.bincount(by, weights=values.ravel(), minlength=int(np.prod(shape))).reshape(shape)
        return np.asarray(sums.sum(axis=2, keepdims=True) - sums)

    left = np.maximum(without(np.ones(drawn.shape)), 1)
    # the factor of `stats.control_variate` has n_c²/(n_c − 1) where this weight has 1/(n_c (n_c − 1)): N_c² is common
    both, own, squares = np.zeros((a, folds)), np.zeros((a, folds)), np.zeros((a, folds))
    told = np.stack([_told(hit, stands_for) for hit in hits[: chances.shape[1]]], axis=1)  # (a, K)
    shared = ~told / np.maximum(told.sum(axis=1, keepdims=True), 1)
    rest = np.einsum("ak,ank->an", shared, centred[drawn])

    def scores(k: int) -> Floats:
        return np.asarray((centred[drawn, k] + rest) * told[:, k, None])

    for k in range(chances.shape[1]):
        y, z = hits[k], scores(k)
        sums_z = without(z)
        both += (weight[:, :, None] * (without(y * z) - without(y) * sums_z / left)).sum(axis=1)
        own += (weight[:, :, None] * (without(z * z) - sums_z**2 / left)).sum(axis=1)
        squares += (weight[:, :, None] * without(z * z)).sum(axis=1)
    trust = np.clip(np.divide(both, own, out=np.zeros_like(both), where=own > 1e-12 * squares), 0, 1)
    of_drawn = np.take_along_axis(trust, fold[drawn], axis=1)
    sums = np.stack([np.bincount(fold, weights=column, minlength=folds) for column in centred.T])

    def of(k: int) -> tuple[Floats, Floats]:
        if k >= len(sums):
            return nothing
        over_all = (sums[k] + shared @ sums) * told[:, k, None]
        return of_drawn * scores(k), (trust * over_all).sum(axis=1)

    return of


def _told(hit: Floats, stands_for: Floats) -> Floats:
    """In which audits (a,) enough posts have a label, and lack it, to weigh its scores; by Kish's number of them."""

    def seen(mine: Floats) -> Floats:
        one, two = (mine * stands_for).sum(axis=1), (mine * stands_for**2).sum(axis=1)
        return np.asarray(np.divide(one**2, two, out=np.zeros_like(one), where=two > 0))

    return np.minimum(seen(hit), seen(1 - hit)) >= control.MIN_SEEN


def wilson(share: Floats, n_eff: Floats, t: Floats) -> tuple[Floats, Floats]:
    """`stats.wilson` for many shares."""
    square = t * t / n_eff
    centre = (share + square / 2) / (1 + square)
    half = np.sqrt(share * (1 - share) * square + square * square / 4) / (1 + square)
    return np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)
