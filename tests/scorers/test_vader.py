"""VADER's figures are the package's, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from xsentiment import vader
from xsentiment.scorers.vader import label

PACKAGE = SentimentIntensityAnalyzer()
WORDS = [
    *("good", "bad", "GREAT", "horrible", "love!", "hate??", "shit", "bomb", "fun,", "(sad)", "uber-cool", "furious"),
    *(
        "not",
        "never",
        "no",
        "isn't",
        "without",
        "doubt",
        "least",
        "at",
        "very",
        "so",
        "this",
        "kind",
        "of",
        "but",
        "BUT",
    ),
    *("the", "to", "die", "for", "yeah", "right", "VADER", ":)", ":(", "🔥", "❤️", "😂😂", "…", "!!!!", "???"),
]
TEXT = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT, max_size=5))
def test_figures_equal_the_package(texts):
    """Each of the four figures is equal to the package's, bit for bit, in the order of the texts."""
    expected = [PACKAGE.polarity_scores(text) for text in texts]
    assert vader(texts).to_dict("records") == expected


def test_figures_are_plain_floats():
    """The frame has four float64 columns in the package's order, one row a text, and may be empty."""
    figures = vader(["so good!", ""])
    assert list(figures.columns) == ["neg", "neu", "pos", "compound"]
    assert (figures.dtypes == np.float64).all()
    assert figures.iloc[1].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert vader([]).shape == (0, 4)


def test_known_quirks_stay_visible():
    """The flaws of the definition are passed on: a heart as phones send it is 0, fire is negative."""
    assert vader(["❤️", "❤", "🔥"])["compound"].tolist() == [0.0, 0.6369, -0.34]


def test_any_iterable_of_texts():
    """A generator is as good as a list."""
    assert vader(text for text in ["so good!"]).equals(vader(["so good!"]))


@pytest.mark.parametrize(("texts", "message"), [("so good!", "several strings"), (["ok", None], "not NoneType")])
def test_what_is_no_list_of_texts_is_refused(texts, message):
    """One string in place of several, or a missing text, is an error and not a score."""
    with pytest.raises(TypeError, match=message):
        vader(texts)


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        (0.05, "positive"),
        (0.0499, "neutral"),
        (0.0, "neutral"),
        (-0.0, "neutral"),
        (-0.0499, "neutral"),
        (-0.05, "negative"),
    ],
)
def test_labels_at_the_thresholds(compound, expected):
    """From .05 positive, from -.05 negative, both ends included."""
    assert label(compound) == expected
