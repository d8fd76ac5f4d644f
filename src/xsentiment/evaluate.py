"""How good a scorer is on posts that people labelled: figures with bootstrap intervals, and a reliability table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import judged, schema
from xsentiment.errors import InputError
from xsentiment.event import NO_EVENT
from xsentiment.scorers import FITTED_REACTION, FITTED_SENTIMENT, SCORERS, Scorer
from xsentiment.stats.hashing import generator
from xsentiment.stats.wilson import wilson
from xsentiment.text import normalised, scorable

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

LABELS: Final = {"sentiment": schema.SENTIMENTS, "reaction": schema.REACTIONS}
REPLICATES: Final = 1_000
BINS: Final = 10
LEVEL: Final = 0.95
_QUANTILE: Final = 1.959964
"""Of the normal distribution at that level."""
_FEW: Final = 0.05
"""A part of copies from which they are told."""
_SHOWN, _LONGEST = 8, 40
"""So many labels that are not known are shown, and so much of each."""


@dataclass(frozen=True)
class Figure:
    """A figure with its interval at level .95: that of the percentile bootstrap, or wider where few errors were seen.

    Of few errors resamples show too little doubt. So accuracy has at least its score interval (Wilson 1927), and macro
    figures reach as far as those of the labels' recalls, put together by their squares (MOVER: Zou and Donner 2008).
    Where all posts are right, or all are wrong, every resample is as well, and the interval would have no width. There
    its other end is the figure if as many of n posts were otherwise as might go unseen: the part p = 1 − (α/2)^(1/n) of
    them, the bound of Clopper and Pearson (1934), taken from the labels where it moves the figure most.
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
class Evaluation:
    """`confusion`: int64 (K, K), rows the people's label, columns the scorer's, in the order of `labels`.

    `figures`: macro_recall, macro_f1, accuracy and, for scorers with probabilities, calibration_error. `left_out`: rows
    with a label that is none of `labels`, by label; `no_text`: rows with one of them and no text; `copies`: posts whose
    text another before them has. `reliability`: empty without probabilities.
    """

    scorer: str
    labels: tuple[str, ...]
    n: int
    figures: dict[str, Figure]
    confusion: Integers
    reliability: tuple[Bin, ...]
    left_out: dict[str, int]
    no_text: int = 0
    copies: int = 0


def evaluate_file(
    path: Path, text: str, label: str, target: str = "sentiment", scorer: str | None = None
) -> Evaluation:
    """Evaluate a registered scorer (by default the target's default one) on a file that `judged` reads.

    `text`, `label`: names of the columns; labels are taken whatever their case. Raises InputError if the file cannot be
    read, lacks a column or has it twice, or has no row with a text and one of the target's labels; or if the scorer is
    not known or has another target.
    """
    from xsentiment.event import Scorers

    name = scorer or str(getattr(Scorers(), target))
    fitted = (FITTED_REACTION, FITTED_SENTIMENT)
    known = [item.name for item in SCORERS.values() if item.target == target and item.name not in fitted]
    if name in fitted:
        why = f"{name!r} is an event's own, which `xsentiment fit` measures; known: {', '.join(known)}"
        raise InputError(str(path), why)
    if name not in known:
        raise InputError(str(path), f"{name!r} is no scorer of {target}; known: {', '.join(known)}")
    texts, written = judged.columns(path, text, label)
    labels = [(value or "").strip().casefold() for value in written]
    is_known = [value in LABELS[target] for value in labels]
    has_text = [bool(post and not post.isspace()) for post in texts]
    used = [i for i, both in enumerate(zip(is_known, has_text, strict=True)) if all(both)]
    if not used:
        raise InputError(str(path), _why_none(text, label, target, written, is_known))
    left_out = Counter(value or "" for value, known_here in zip(written, is_known, strict=True) if not known_here)
    posts = [scorable(texts[i] or "", None) for i in used]
    result = evaluate(SCORERS[name], posts, [labels[i] for i in used], dict(left_out))
    copies = len(posts) - len({normalised(post) for post in posts})
    return replace(result, no_text=sum(is_known) - len(used), copies=copies)


def _why_none(text: str, label: str, target: str, written: Sequence[str | None], is_known: Sequence[bool]) -> str:
    if any(is_known):
        return f"none of the {sum(is_known)} rows with a label has a text in {text!r}"
    found = ", ".join(sorted({_short(value or "") for value in written})[:_SHOWN]) or "nothing"
    return f"no row has one of the labels {', '.join(LABELS[target])}; {label!r} holds {found}"


def _short(label: str) -> str:
    return repr(label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…")


def evaluate(scorer: Scorer, texts: Sequence[str], truth: Sequence[str], left_out: dict[str, int]) -> Evaluation:
    """Score the texts and compare with the people's labels; deterministic."""
    labels = LABELS[scorer.target]
    number = {name: k for k, name in enumerate(labels)}
    table = scorer.score(texts, NO_EVENT)
    said: list[Any] = table[scorer.target].to_pylist()
    people, machine = np.array([number[name] for name in truth]), np.array([number[name] for name in said])
    confusion = confusions(people, machine, len(labels))
    figures = _of_confusion(confusion, scorer.name)
    probabilities = _probabilities(table, scorer.target)
    bins: tuple[Bin, ...] = ()
    if probabilities is not None:
        best = probabilities.max(axis=1)
        right = (probabilities.argmax(axis=1) == people).astype(float)
        figures["calibration_error"] = _with_interval(best, right, scorer.name)
        bins = reliability(best, right)
    return Evaluation(str(scorer.name), labels, len(people), figures, confusion, bins, left_out)


def as_dict(result: Evaluation) -> dict[str, Any]:
    """For programs: plain values all through."""
    return asdict(result) | {"confusion": result.confusion.tolist()}


def table(result: Evaluation) -> str:
    """For people: the figures with their intervals, the confusion matrix, the reliability table."""
    lines = [f"{result.scorer} on {result.n} post{'s' if result.n > 1 else ''}"]
    given = (result.confusion.sum(axis=1) > 0).tolist()
    if not all(given):
        lacking, over = (
            ", ".join(name for name, has in zip(result.labels, given, strict=True) if has == wanted)
            for wanted in (False, True)
        )
        lines.append(f"  nobody labelled a post {lacking}: macro figures are over {over} alone")
    if result.copies > _FEW * result.n:
        lines.append(f"  {result.copies} of them are copies of others: intervals take each for a post of its own")
    lines += [f"  {name:<18} {f.value:.4f}  ({f.low:.4f} to {f.high:.4f})" for name, f in result.figures.items()]
    width = max(map(len, result.labels)) + 2
    lines += ["", "people \\ scorer".ljust(width + 4) + "".join(label.rjust(width) for label in result.labels)]
    for label, row in zip(result.labels, result.confusion.tolist(), strict=True):
        lines.append(label.ljust(width + 4) + "".join(str(count).rjust(width) for count in row))
    if result.reliability:
        lines += ["", "probability        posts    mean   right"]
        lines += [
            f"{b.low:.1f} to {b.high:.1f}  {b.n:>12}   {b.confidence:.3f}   {b.accuracy:.3f}"
            for b in result.reliability
        ]
    if left_out := _left_out(result):
        lines += ["", f"left out: {', '.join(left_out)}"]
    return "\n".join(lines)


def _left_out(result: Evaluation) -> list[str]:
    """What was left out, the commonest labels first."""
    counts = sorted(result.left_out.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{n} {_short(label)}" if label else f"{n} without a label" for label, n in counts[:_SHOWN]]
    told += [f"{sum(n for _, n in rest)} with other labels" for rest in [counts[_SHOWN:]] if rest]
    return told + ([f"{result.no_text} without a text"] if result.no_text else [])


def confusions(people: Integers, machine: Integers, k: int) -> Integers:
    """(K, K) counts: rows the people's label, columns the machine's."""
    counts: Integers = np.bincount(people * k + machine, minlength=k * k).reshape(k, k)
    return counts


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


def calibration_error(confidence: Floats, right: Floats) -> float:
    """Expected calibration error: Σ over bins of n_bin / n · |mean confidence - share right| (Guo et al. 2017)."""
    gaps = np.bincount(_bins(confidence), weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def _bins(confidence: Floats) -> Integers:
    place: Integers = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    return place


def _mean_where(values: Floats, present: NDArray[np.bool_]) -> Floats:
    mean: Floats = np.where(present, values, 0).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1)
    return mean


def _of_confusion(confusion: Integers, name: str) -> dict[str, Figure]:
    n = int(confusion.sum())
    draws = generator("evaluate", name, n).multinomial(n, confusion.ravel() / n, size=REPLICATES)
    stack = draws.reshape(REPLICATES, *confusion.shape)
    kinds = {"macro_recall": macro_recall, "macro_f1": macro_f1, "accuracy": accuracy}
    figures = {key: _figure(float(kind(confusion)), kind(stack)) for key, kind in kinds.items()}
    if 0 < np.trace(confusion) < n:
        ends = {key: _by_recalls(confusion, kind) for key, kind in kinds.items()}
        ends["accuracy"] = wilson(float(accuracy(confusion)), n, _QUANTILE)
        figures = {key: _reaching(_reaching(figure, ends[key][0]), ends[key][1]) for key, figure in figures.items()}
    for otherwise in _otherwise(confusion):
        figures = {key: _reaching(figure, float(kinds[key](otherwise))) for key, figure in figures.items()}
    return figures


def _by_recalls(confusion: Integers, kind: Callable[[Any], Floats]) -> tuple[float, float]:
    """How low and how high a macro figure may be, by the score interval of each label's recall: see `Figure`."""
    value = float(kind(confusion))
    falls, rises = [], []
    for k, row in enumerate(confusion):
        if n := int(row.sum()):
            low, high = wilson(row[k] / n, n, _QUANTILE)
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


def _unseen(n: int) -> float:
    """The largest part of posts that leaves a sample of n without any of them likely enough: see `Figure`."""
    return float(1 - ((1 - LEVEL) / 2) ** (1 / n))


def _otherwise(confusion: Integers) -> Iterator[Any]:
    """(K, K) counts with as many errors, or hits, as may go unseen, in the rarest labels; none where both were seen."""
    rows, hits = confusion.sum(axis=1), int(np.trace(confusion))
    n = int(rows.sum())
    if 0 < hits < n:
        return
    for said in range(len(rows)):
        counts, left = confusion.astype(float), _unseen(n) * n
        for k in np.argsort(rows, kind="stable")[np.sort(rows) > 0]:
            moved = min(left, float(rows[k]))
            left -= moved
            counts[k] *= 1 - moved / rows[k]
            counts[k, k if hits == 0 else said if said != k else said - 1] += moved
        yield counts


def _reaching(figure: Figure, end: float) -> Figure:
    return replace(figure, low=round(min(figure.low, end), 4), high=round(max(figure.high, end), 4))


def _with_interval(confidence: Floats, right: Floats, name: str) -> Figure:
    n = len(confidence)
    draw = generator("evaluate", "calibration", name, n)
    replicates = []
    for _ in range(REPLICATES // 5):
        chosen = draw.integers(0, n, n)
        replicates.append(calibration_error(confidence[chosen], right[chosen]))
    figure = _figure(calibration_error(confidence, right), np.array(replicates))
    if 0 < right.mean() < 1:
        return figure
    return _reaching(_reaching(figure, max(figure.value - _unseen(n), 0)), min(figure.value + _unseen(n), 1))


def _figure(value: float, replicates: Floats) -> Figure:
    low, high = np.quantile(replicates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(round(value, 4), round(min(float(low), value), 4), round(max(float(high), value), 4))


def _probabilities(table: pa.Table, target: str) -> Floats | None:
    name = schema.reaction_probability if target == "reaction" else "p_{}".format
    columns = [name(label) for label in LABELS[target]]
    if not set(columns) <= set(table.column_names):
        return None
    return np.column_stack([table[column].to_numpy() for column in columns])
