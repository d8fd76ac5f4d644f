"""Sentiment by VADER: the package vaderSentiment is the definition, its four figures are passed on unchanged."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

if TYPE_CHECKING:
    from xsentiment.event import Event

FIGURES: Final = ("neg", "neu", "pos", "compound")
THRESHOLD: Final = 0.05
"""The package's authors call a compound score positive from here, negative from its opposite, neutral between."""


def score(texts: Sequence[str], _event: Event) -> pa.Table:
    """VADER's figures and the sentiment of each text."""
    table = figures(texts)
    compounds: list[Any] = table["compound"].to_pylist()
    return table.append_column("sentiment", pa.array([label(compound) for compound in compounds], pa.string()))


def figures(texts: Iterable[str]) -> pa.Table:
    """The package's neg, neu, pos and compound of each text, each distinct text examined once."""
    analyse = _analyzer().polarity_scores
    known: dict[str, dict[str, float]] = {}
    rows = []
    for text in texts:
        if text not in known:
            if not isinstance(text, str):
                raise TypeError(f"a text must be a string, not {type(text).__name__}")
            known[text] = analyse(text)
        rows.append(known[text])
    return pa.table({name: pa.array([row[name] for row in rows], pa.float64()) for name in FIGURES})


def label(compound: float) -> str:
    """The sentiment that a compound score stands for."""
    if compound >= THRESHOLD:
        return "positive"
    return "negative" if compound <= -THRESHOLD else "neutral"


@cache
def _analyzer() -> Any:
    with warnings.catch_warnings():
        # The package opens its files by codecs.open, deprecated from Python 3.14.
        warnings.simplefilter("ignore", DeprecationWarning)
        return resolve_name("vaderSentiment.vaderSentiment:SentimentIntensityAnalyzer")()
