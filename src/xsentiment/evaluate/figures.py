"""Labels of people and of a scorer, as arrays → figures with intervals, and a reliability table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment.stats.hashing import generator
from xsentiment.stats.wilson import wilson

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

REPLICATES: Final = 1_000
BINS: Final = 10
LEVEL: Final = 0.95
_QUANTILE: Final = 1.959964
"""Of the normal distribution at that level."""


@dataclass(frozen=True)
class Figure:
    """A figure with its interval at level .95: that of the percentile bootstrap, or wider where few errors were seen.

    Of few errors resamples show too little doubt. So accuracy has at least its score interval (Wilson 1927), and macro
    figures reach as far as those of the labels' recalls, put together by their squares (MOVER: Zou and Donner 2008).
    Where all posts are right, or all are wrong, every resample is as well, and the interval would have no width. There
    its other end is the figure if as many of n posts were otherwise as might go unseen: the part p = 1 − (α/2)^(1/n) of
    them, the bound of Clopper and Pearson (1934), taken from the labels where it moves the figure most.

    Resamples draw texts, each with all its copies. The other intervals take for n the posts that would tell as much if
    none was a copy: (Σm)² / Σm² over the texts, m being the copies of one (Kish 1965).
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Posts whose likeliest label has a probability in (low, high]: how many, mean probability, share right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Counts:
    """Posts by their labels, the copies of a text together.

    `kinds`, int64 (P, K, K): the confusions that single texts make; `times`, int64 (P,): how many texts make each.
    """

    kinds: Integers
    times: Integers

    @classmethod
    def of(cls, people: Integers, machine: Integers, texts: Integers, k: int) -> Counts:
        """From the place of each post's labels among K, and the number of its text; all (N,)."""
        cells = texts * k * k + people * k + machine
        by_text = np.bincount(cells, minlength=(int(texts.max()) + 1) * k * k).reshape(-1, k * k)
        kinds, times = np.unique(by_text[:, ::-1], axis=0, return_counts=True)
        return cls(kinds[::-1, ::-1].reshape(-1, k, k), times[::-1])

    @property
    def confusion(self) -> Integers:
        """(K, K): rows the people's label, columns the machine's."""
        total: Integers = np.tensordot(self.times, self.kinds, 1)
        return total

    @property
    def n_eff(self) -> float:
        """So many posts without copies would tell as much: see `Figure`."""
        return float(_effective(self.times, self.kinds.sum(axis=(1, 2))))

    @property
    def rows_eff(self) -> Floats:
        """Likewise of the posts of each label; (K,)."""
        return _effective(self.times, self.kinds.sum(axis=2))

    def resampled(self, name: str) -> Integers:
        """(REPLICATES, K, K): the confusions of as many texts, drawn anew."""
        n = int(self.times.sum())
        draws = generator("evaluate", name, n).multinomial(n, self.times / n, size=REPLICATES)
        drawn: Integers = np.tensordot(draws, self.kinds, 1)
        return drawn


def _effective(times: Integers, copies: Integers) -> Floats:
    total: Floats = np.maximum(times @ copies**2, 1)
    return (times @ copies) ** 2 / total


def macro_recall(confusion: Integers) -> Floats:
    """The mean over the labels that occur of the share found; of one (K, K) or a stack of them."""
    rows = confusion.sum(axis=-1)
    return _mean_where(np.diagonal(confusion, axis1=-2, axis2=-1) / np.maximum(rows, 1), rows > 0)


def macro_f1(confusion: Integers) -> Floats:
    """The mean over the labels that people gave of 2·hits / (people's + machine's).

    scikit-learn's default takes the mean over labels that the machine alone gave, too, whose F1 is 0.
    """
    rows, columns = confusion.sum(axis=-1), confusion.sum(axis=-2)
    f1 = 2 * np.diagonal(confusion, axis1=-2, axis2=-1) / np.maximum(rows + columns, 1)
    return _mean_where(f1, rows > 0)


def accuracy(confusion: Integers) -> Floats:
    """The share of posts on which people and machine agree."""
    share: Floats = np.trace(confusion, axis1=-2, axis2=-1) / confusion.sum(axis=(-2, -1))
    return share


def reliability(confidence: Floats, right: Floats) -> tuple[Bin, ...]:
    """Ten bins of equal width; empty ones are left out."""
    place = _bins(confidence)
    return tuple(
        Bin(
            b / BINS,
            (b + 1) / BINS,
            int(inside.sum()),
            float(confidence[inside].mean()),
            float(right[inside].mean()),
        )
        for b in range(BINS)
        if (inside := place == b).any()
    )


def calibration_error(confidence: Floats, right: Floats, times: Floats | Integers | None = None) -> float:
    """Expected calibration error: Σ over bins of n_bin / n · |mean confidence - share right| (Guo et al. 2017).

    `times`: how often each post counts; left out, once.
    """
    each = np.ones(len(confidence)) if times is None else times
    gaps = np.bincount(_bins(confidence), weights=each * (confidence - right), minlength=BINS)
    return float(np.abs(gaps).sum() / each.sum())


def _bins(confidence: Floats) -> Integers:
    place: Integers = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    return place


def _mean_where(values: Floats, present: NDArray[np.bool_]) -> Floats:
    mean: Floats = np.where(present, values, 0).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1)
    return mean


def figures_of(counts: Counts, name: str) -> dict[str, Figure]:
    """macro_recall, macro_f1 and accuracy of the scorer of this name, which seeds the resamples."""
    confusion, n = counts.confusion, counts.n_eff
    stack = counts.resampled(name)
    kinds = {"macro_recall": macro_recall, "macro_f1": macro_f1, "accuracy": accuracy}
    figures = {key: _figure(float(kind(confusion)), kind(stack)) for key, kind in kinds.items()}
    if 0 < np.trace(confusion) < confusion.sum():
        ends = {key: _by_recalls(confusion, counts.rows_eff, kind) for key, kind in kinds.items()}
        ends["accuracy"] = wilson(float(accuracy(confusion)), n, _QUANTILE)
        figures = {key: _reaching(_reaching(figure, ends[key][0]), ends[key][1]) for key, figure in figures.items()}
    for otherwise in _otherwise(confusion, _unseen(n)):
        figures = {key: _reaching(figure, float(kinds[key](otherwise))) for key, figure in figures.items()}
    return figures


def row_shares(counts: Counts) -> tuple[tuple[Figure, ...] | None, ...]:
    """Of the posts of each label of the people's, the share with each of the scorer's; None where nobody gave it.

    By the score interval (Wilson 1927).
    """
    rows = counts.confusion.sum(axis=1)
    return tuple(
        tuple(_share(count / n, n_eff) for count in row) if n else None
        for row, n, n_eff in zip(counts.confusion.tolist(), rows.tolist(), counts.rows_eff.tolist(), strict=True)
    )


def _share(share: float, n_eff: float) -> Figure:
    return Figure(*(round(number, 4) for number in (share, *wilson(share, n_eff, _QUANTILE))))


def _by_recalls(confusion: Integers, sizes: Floats, kind: Callable[[Any], Floats]) -> tuple[float, float]:
    """How low and how high a macro figure may be, by the score interval of each label's recall: see `Figure`."""
    value = float(kind(confusion))
    falls, rises = [], []
    for k, row in enumerate(confusion):
        if n := int(row.sum()):
            low, high = wilson(row[k] / n, sizes[k], _QUANTILE)
            falls.append(value - float(kind(_with_recall(confusion, k, low))))
            rises.append(float(kind(_with_recall(confusion, k, high))) - value)
    return max(value - float(np.hypot.reduce(falls)), 0.0), min(value + float(np.hypot.reduce(rises)), 1.0)


def _with_recall(confusion: Integers, k: int, recall: float) -> Floats:
    """The counts if so many posts of label k were found; others of it are shared out as its errors are, or evenly."""
    counts = confusion.astype(float)
    n, errors = counts[k].sum(), np.delete(counts[k], k)
    among = errors / errors.sum() if errors.any() else np.full(errors.size, 1 / errors.size)
    counts[k] = np.insert((1 - recall) * n * among, k, recall * n)
    return counts


def _unseen(n: float) -> float:
    """The largest part of posts that leaves a sample of n without any of them likely enough: see `Figure`."""
    return float(1 - ((1 - LEVEL) / 2) ** (1 / n))


def _otherwise(confusion: Integers, unseen: float) -> Iterator[Any]:
    """(K, K) counts with this part of errors, or hits, in the rarest labels; none where both were seen."""
    rows, hits = confusion.sum(axis=1), int(np.trace(confusion))
    n = int(rows.sum())
    if 0 < hits < n:
        return
    for said in range(len(rows)):
        counts, left = confusion.astype(float), unseen * n
        for k in np.argsort(rows, kind="stable")[np.sort(rows) > 0]:
            moved = min(left, float(rows[k]))
            left -= moved
            counts[k] *= 1 - moved / rows[k]
            counts[k, k if hits == 0 else said if said != k else said - 1] += moved
        yield counts


def _reaching(figure: Figure, end: float) -> Figure:
    return replace(figure, low=round(min(figure.low, end), 4), high=round(max(figure.high, end), 4))


def calibration_of(confidence: Floats, right: Floats, texts: Integers, name: str) -> Figure:
    """The calibration error with its interval; `texts`: the number of each post's text, int (N,)."""
    copies = np.bincount(texts)
    draw = generator("evaluate", "calibration", name, len(copies))
    replicates = []
    for _ in range(REPLICATES // 5):
        times = np.bincount(draw.integers(0, len(copies), len(copies)), minlength=len(copies))
        replicates.append(calibration_error(confidence, right, times[texts]))
    figure = _figure(calibration_error(confidence, right), np.array(replicates))
    if 0 < right.mean() < 1:
        return figure
    unseen = _unseen(float(_effective(np.ones_like(copies), copies)))
    return _reaching(_reaching(figure, max(figure.value - unseen, 0)), min(figure.value + unseen, 1))


def _figure(value: float, replicates: Floats) -> Figure:
    low, high = np.quantile(replicates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(round(value, 4), round(min(float(low), value), 4), round(max(float(high), value), 4))
