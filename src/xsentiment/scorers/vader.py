"""Sentiment by VADER (Hutto and Gilbert 2014), computed by the package itself."""

from __future__ import annotations

from functools import cache
from typing import Final

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

FIGURES: Final = ("neg", "neu", "pos", "compound")
THRESHOLD: Final = 0.05
"""The package's authors' cut: compound ≥ .05 is positive, ≤ −.05 negative."""


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def figures(text: str) -> tuple[float, float, float, float]:
    """neg, neu and pos in [0, 1] and compound in [−1, 1] of one text."""
    found = _analyzer().polarity_scores(text)
    return found["neg"], found["neu"], found["pos"], found["compound"]


def label(compound: float) -> str:
    """The sentiment of a compound figure; a text without any emotional word (0) is neutral."""
    return "positive" if compound >= THRESHOLD else "negative" if compound <= -THRESHOLD else "neutral"
