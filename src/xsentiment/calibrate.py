"""Probabilities that are right on sets unseen: a stretch of the logits, and the weights of extremes and cues."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xsentiment.scorers.linear import Floats, Linear, softmax

_LOG = logging.getLogger(__name__)


def calibrated(
    model: Linear,
    texts: Sequence[str],
    label: NDArray[np.int64],
    of_set: NDArray[np.str_],
    outside: Floats,
    extremes: Floats | None,
    *,
    with_cues: bool,
) -> Linear:
    """Stretch the logits by `calibration`, so that the probabilities of unseen sets are right, or by `fit_extremes`.

    `outside`: (N, K), the logits of each text by a model that saw nothing of its set; `extremes`: (N, 3), those that it
    gives, None for a model that does without; texts with nan are left out. The log tells what the cues add on each of
    those sets.
    """
    known: NDArray[np.bool_] = np.asarray(np.isfinite(outside).all(axis=1), dtype=bool)
    outside, label, of_set = outside[known], label[known], of_set[known]
    if extremes is None:
        stretch, _ = calibration(outside, label, of_set, shifts=False)
        model = _stretched(model, stretch)
    else:
        stretch, weights, shift = fit_extremes(outside, extremes[known], label, of_set)
        model = _with_extremes(_stretched(model, stretch), weights, shift, stretch)
    _LOG.info("calibration: stretch %.4f, extremes %s", stretch, model.of_extremes.tolist())
    if not with_cues:
        return model
    unseen = [text for text, keep in zip(texts, known.tolist(), strict=True) if keep]
    cues = dataclasses.replace(model, cue_bonus=1.0).cue_logits(unseen)
    bonus = cue_bonus(outside * stretch, cues, label, of_set)
    _LOG.info("cue bonus: %.2f", bonus)
    for name in np.unique(of_set).tolist():
        inside = of_set == name
        f1 = (_macro_f1(label[inside], logits[inside]) for logits in (outside, outside * stretch + bonus * cues))
        _LOG.info("without %s: macro F1 on it %.3f, with the cues %.3f", name, *f1)
    return dataclasses.replace(model, cue_bonus=bonus)


def _stretched(model: Linear, stretch: float) -> Linear:
    return dataclasses.replace(
        model,
        scale=model.scale * stretch,
        bias=model.bias * stretch,
        figure_scale=model.figure_scale * stretch,
    )


def _with_extremes(model: Linear, weights: Floats, shift: Floats, stretch: float) -> Linear:
    """What a word says has become `stretch` times as much by the model's scale, the length is as it was."""
    of_extremes = weights / np.array([[stretch], [stretch], [1.0]])
    return dataclasses.replace(model, bias=model.bias + shift, of_extremes=of_extremes)


def fit_extremes(
    logits: Floats, extremes: Floats, label: NDArray[np.int64], of_set: NDArray[np.str_]
) -> tuple[float, Floats, Floats]:
    """The stretch t, the weights B (3, K) of `Linear.extremes` and the shift (K,) that takes their mean back.

    Minimised is the mean log loss of softmax(t·logits + (extremes - their mean)·B + c of the set), weighted as in
    `calibration`. c, what each set calls neutral, is dropped: a set unseen has its own.
    """
    from scipy.optimize import minimize

    weight = equal_weights(label, of_set)
    sets, number = np.unique(of_set, return_inverse=True)
    mean = weight @ extremes
    columns = np.column_stack([extremes - mean, np.eye(len(sets))[number]])
    shape = (columns.shape[1], logits.shape[1])
    truth = np.eye(shape[1])[label]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        moved = parameters[0] * logits + columns @ parameters[1:].reshape(shape)
        slope = weight[:, None] * (softmax(moved) - truth)
        return _loss(moved, label, weight), np.append((slope * logits).sum(), columns.T @ slope)

    best = minimize(loss, np.append(1.0, np.zeros(shape)), method="L-BFGS-B", jac=True, tol=1e-10)
    weights = np.round(best.x[1:].reshape(shape)[: extremes.shape[1]], 3)
    return round(float(best.x[0]), 3), weights, np.round(-mean @ weights, 5)


def _macro_f1(label: NDArray[np.int64], logits: Floats) -> float:
    """Over the labels that occur."""
    from sklearn.metrics import f1_score

    return float(f1_score(label, logits.argmax(axis=1), labels=np.unique(label), average="macro"))


def cue_bonus(logits: Floats, cues: Floats, label: NDArray[np.int64], of_set: NDArray[np.str_]) -> float:
    """The b ≥ 0 that minimises the mean log loss of softmax(logits + b·cues), weighted as in `calibration`."""
    from scipy.optimize import minimize_scalar

    weight = equal_weights(label, of_set)
    best = minimize_scalar(lambda b: _loss(logits + b * cues, label, weight), bounds=(0, 5), method="bounded")
    return round(float(best.x), 2)


def equal_weights(label: NDArray[np.int64], of_set: NDArray[np.str_]) -> Floats:
    """Weights that add up to 1: every label of every set has the same total."""
    _, number = np.unique(of_set, return_inverse=True)
    _, group, counts = np.unique(number * (label.max() + 1) + label, return_inverse=True, return_counts=True)
    weights: Floats = 1 / counts[group] / len(counts)
    return weights


def _loss(logits: Floats, label: NDArray[np.int64], weight: Floats) -> float:
    top = logits.max(axis=1)
    log_total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return float(weight @ (log_total - logits[np.arange(len(label)), label]))


def calibration(
    logits: Floats, label: NDArray[np.int64], of_set: NDArray[np.str_], *, shifts: bool = True
) -> tuple[float, Floats]:
    """The stretch t and shift c that minimise the mean log loss of softmax(t·logits + c); c = 0 without `shifts`.

    Sets weigh the same, and so do the labels within a set: the shares of the labels differ from set to set (negative is
    16 % of one and 63 % of another), and nothing in a post tells of them, so the probabilities are those of a stream in
    which each label is as frequent as any other. A shift makes the mean probabilities of these sets right; on a set
    unseen it moves the lines between the labels by what the labellers of others did.
    """
    from scipy.optimize import minimize

    k = logits.shape[1]
    weight = equal_weights(label, of_set)

    def loss(parameters: Floats) -> float:
        return _loss(parameters[0] * logits + np.append(0.0, parameters[1:]), label, weight)

    bounds = [(0.05, 5.0), *[(-3.0, 3.0) if shifts else (0.0, 0.0)] * (k - 1)]
    best = minimize(loss, np.append(1.0, np.zeros(k - 1)), method="L-BFGS-B", tol=1e-10, bounds=bounds)
    shift = np.append(0.0, best.x[1:])
    return round(float(best.x[0]), 3), np.round(shift - shift.mean(), 3)


def balanced_accuracy(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> float:
    """The mean over the labels that occur of the share of their examples found."""
    return float(np.mean([(guess[truth == label] == label).mean() for label in np.unique(truth)]))
