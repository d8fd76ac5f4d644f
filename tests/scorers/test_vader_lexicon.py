"""An event's own valences: the figures are those of the package with these in its lexicon."""

from __future__ import annotations

import numpy as np
import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from xsentiment import scorers
from xsentiment.scorers.vader import FIGURES, figures

from builders import event, posts
from vader_texts import texts

OWN = {
    "axis": -1.5,
    "good": -2.0,
    "sick": 2.5,
    "the": 0.5,
    "but": 1.0,
    "least": 0.25,
    "not": -0.5,
    "bomb": 0.0,
    "плохо": -3.0,
    "好": 2.0,
    "🔥": 2.0,
    "❤️": 3.0,
    "…": -0.5,
    "tremendousparades": 1.0,
    ":x": -1.0,
}


def adapted() -> SentimentIntensityAnalyzer:
    """The package with these valences, an emoji among them being described by itself."""
    package = SentimentIntensityAnalyzer()
    for word, valence in OWN.items():
        symbol = word.removesuffix("\ufe0f")
        package.lexicon[symbol] = valence
        if symbol in "🔥❤…":
            package.emojis[symbol] = f"{symbol} "
    return package


def test_figures_equal_an_adapted_package():
    """Own words and emoji count as if they had been in the package's lexicon and list of emoji."""
    package = adapted()
    some = [f"{text} {word}{text}" for text, word in zip(texts(3000, seed=5), [*OWN] * 250, strict=False)]
    for text, row in zip(some, figures(some, OWN).to_pylist(), strict=True):
        bare = text
        for symbol in "🔥❤…":
            bare = bare.replace(f"{symbol}\ufe0f", symbol)
        assert row == package.polarity_scores(bare), text


@pytest.mark.parametrize("own", ["❤️", "❤"])
@pytest.mark.parametrize("text", ["❤", "❤️", "so❤️so", "❤️❤️❤️", "(❤️)", "❤❤️"])
def test_emoji_count_with_and_without_the_variation_selector(own, text):
    """A heart is found wherever it stands, as phones send it and as lexicons write it, whichever the event writes."""
    assert figures([text], {own: 3.0})["pos"][0].as_py() > 0


def test_emoji_of_several_characters_come_first():
    """A flag or a family is one symbol, not the symbols that it is made of."""
    own = {"👨‍👩‍👧": 3.0, "👨": -3.0, "🏳️‍🌈": 2.0, "🇺🇦": 1.0}
    compounds = np.array(figures(["👨‍👩‍👧", "👨", "x👨👨‍👩‍👧", "🏳️‍🌈", "🏳‍🌈", "🇺🇦🇺🇦"], own)["compound"])
    assert compounds.tolist() == [0.6124, -0.6124, 0.0, 0.4588, 0.4588, 0.4588]


def test_other_events_are_not_touched():
    """A lexicon holds for its own event alone."""
    before = figures(["fire 🔥 good"]).to_pylist()
    assert figures(["fire 🔥 good"], {"fire": 4.0, "🔥": 4.0}).to_pylist() != before
    assert figures(["fire 🔥 good"]).to_pylist() == before
    assert figures([""], {"fire": 4.0}).to_pylist() == [dict.fromkeys(FIGURES, 0.0)]


def test_an_event_scores_with_its_lexicon(tmp_path):
    """The scorer uses the event's valences, and says so in its name."""
    vader = '[scorers]\nsentiment = "vader"\n'
    plain = event(tmp_path, vader)
    own = event(tmp_path, vader + '[lexicon]\nfire = 3\n"🔥" = 2.5\n', name="own")
    table = posts(1, text=["that was 🔥 FIRE"])
    assert scorers.score(table, plain)["sentiment"].to_pylist() == ["negative"]
    assert scorers.score(table, own)["sentiment"].to_pylist() == ["positive"]
    assert scorers.describe(plain)["sentiment"] == "vader 3.3.2"
    assert scorers.describe(own)["sentiment"] == "vader+event 3.3.2"
