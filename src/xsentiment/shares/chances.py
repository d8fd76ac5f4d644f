"""What the machine's scores say beyond its labels: numbers by post and label that a control variate can use."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema

Floats = NDArray[np.float64]


def sentiment_chances(scores: pa.Table) -> Floats | None:
    """(N, 3): the probabilities of negative, neutral, positive; of VADER (−c, 1 − |c|, c), each at least 0.

    VADER's compound c is no probability; the control variate finds out how far it can be trusted. None if no post has
    either.
    """
    chances = _columns(scores, [f"p_{name}" for name in schema.SENTIMENTS])
    if chances is not None:
        return chances
    compound = _columns(scores, ["compound"])
    if compound is None:
        return None
    return np.concatenate([np.maximum(-compound, 0), 1 - np.abs(compound), np.maximum(compound, 0)], axis=1)


def reaction_chances(scores: pa.Table) -> Floats | None:
    """(N, 5): the probabilities of the reactions; None where the scorer gives labels alone."""
    return _columns(scores, [schema.reaction_probability(name) for name in schema.REACTIONS])


def topic_chances(scores: pa.Table, topic: str) -> Floats:
    """(N,): the probability of a topic, 0 where there is none."""
    return np.nan_to_num(_values(scores, f"topic_{topic}"))


def topic_alone(topic: Floats) -> Floats | None:
    """(N, 1): the probability of a topic; None where it is 0 or 1 for every post, which strata tell already."""
    return None if np.isin(topic, (0, 1)).all() else topic[:, None]


def pair_chances(topic: Floats, labels: Floats | None) -> Floats | None:
    """(N, K): the probabilities of topic ∧ each label; None where neither is more than a label."""
    return None if labels is None else topic[:, None] * labels


def _columns(scores: pa.Table, names: list[str]) -> Floats | None:
    """The columns side by side, (N, K); a post without scores gets the mean of the others. None if no post has any."""
    values = np.stack([_values(scores, name) for name in names], axis=1)
    known = np.asarray(np.isfinite(values).all(axis=1))
    return np.where(known[:, None], values, values[known].mean(axis=0)) if known.any() else None


def _values(scores: pa.Table, name: str) -> Floats:
    values: Floats = scores[name].to_pandas().to_numpy(dtype=np.float64, na_value=np.nan)
    return values
