"""An explanation adds up to the figures, and names the rules that fired."""

from __future__ import annotations

import math

import pytest

from xsentiment.scorers.vader import figures
from xsentiment.scorers.vader_explain import explain

from vader_texts import PACKAGE, texts


def test_all_adds_up_to_the_compound():
    """Valence and rules make a word's contribution; these and punctuation the total; that the package's compound."""
    for text in texts(500, seed=3):
        said = explain(text)
        assert math.isclose(sum(word.contribution for word in said.words) + said.punctuation, said.total, abs_tol=1e-9)
        compound = PACKAGE.polarity_scores(text)["compound"]
        assert round(said.total / math.sqrt(said.total**2 + 15), 4) == said.compound == compound, text
        for word in said.words:
            summed = (word.valence or 0.0) + sum(effect.change for effect in word.effects)
            assert math.isclose(summed, word.contribution, abs_tol=1e-9), (text, word)
            assert all(effect.change for effect in word.effects)


@pytest.mark.parametrize(
    ("text", "word", "rules"),
    [
        ("a good day", "good", []),
        ("a very good day", "good", [("intensifier", "very")]),
        ("a GOOD day", "GOOD", [("capitals", "GOOD")]),
        ("it is not good", "good", [("negation", "not")]),
        ("it is not very good", "good", [("intensifier", "very"), ("negation", "not very")]),
        ("never so good", "good", [("intensifier", "so"), ("negation", "never so")]),
        ("no good", "no", [("no", "no")]),
        ("no good", "good", [("no", "no")]),
        ("that was the bomb", "bomb", [("idiom", "the bomb")]),
        ("this is kind of good", "good", [("idiom", "kind of")]),
        ("kind of you", "kind", [("kind of", "kind of")]),
        ("the least good of all", "good", [("least", "least")]),
        ("bad but good", "bad", [("but", "but")]),
        ("bad but good", "good", [("but", "but")]),
    ],
)
def test_rules_are_named(text, word, rules):
    """Each rule that fired for a word, in the package's order, with the words that brought it about."""
    (found,) = [each for each in explain(text).words if each.word == word]
    assert [(effect.rule, effect.by) for effect in found.effects] == rules


def test_the_figures_are_those_of_the_scorer():
    """The four figures are the scorer's, emoji are words, and marks add what they add."""
    said = explain("so good 😂!!")
    assert [word.word for word in said.words] == ["so", "good", "face", "with", "tears", "of", "joy"]
    assert said.punctuation == pytest.approx(0.584)
    assert figures(["so good 😂!!"]).to_pylist() == [
        {name: getattr(said, name) for name in ("neg", "neu", "pos", "compound")}
    ]


def test_an_event_explains_its_own_valences():
    """A word that the event gave a valence is explained with it."""
    said = explain("fire 🔥", {"fire": 2.0, "🔥": 3.0})
    assert [(word.word, word.valence) for word in said.words] == [("fire", 2.0), ("🔥", 3.0)]
    assert said.total == 5.0


def test_a_text_without_words():
    """No words: nothing to explain, and all figures are 0."""
    said = explain("")
    assert said.words == ()
    assert (said.total, said.neg, said.neu, said.pos, said.compound) == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_only_strings_are_explained():
    """None is refused."""
    with pytest.raises(TypeError, match="not NoneType"):
        explain(None)
