"""Texts as additive features: forms, negation, reported feelings, and a key that depends on the text alone."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment.scorers.features import features, ngrams


def test_forms_even_out_what_carries_no_tone():
    """Case, digits, links, mentions and the spelling of apostrophes and emoji are evened out."""
    found = features(["GREAT 2025 https://x.example/a?b=1 @someone: don’t ❤️"])
    assert found.tokens.vocabulary.to_pylist() == ["great", "0000", "\x01", "@:", "don't", "❤"]


def test_one_word_has_one_key_with_any_punctuation_and_length():
    """`Great!!!`, `great` and `"great` are one word; `soooo` and `sooooooo` too; other words are others."""
    found = features(['Great!!! great "great soooo sooooooo grate'])
    keys = found.words
    assert len(set(keys[:3].tolist())) == 1
    assert keys[3] == keys[4]
    assert len(set(keys.tolist())) == 3


def test_pairs_stay_within_a_text():
    """The last word of a text and the first of the next are no pair."""
    found = features(["a b", "c d", "", "e"])
    assert found.pairs[0].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not good at all", ["good", "at", "all"]),
        ("don't like it, good", ["like", "it,"]),
        ("good. not", []),
        ("nothing", []),
        ("never one two three four five", ["one", "two", "three", "four"]),
    ],
)
def test_a_negation_reaches_four_words_within_its_clause(text, expected):
    """Words after a negation are marked up to the next punctuation."""
    found = features([text])
    tokens = text.split()
    assert [tokens[place] for place in found.negated[0]] == expected


def test_negation_ends_with_its_text():
    """A negation at the end of one text does not reach into the next."""
    assert features(["it is not", "good"]).negated[0].tolist() == []


@pytest.mark.parametrize(
    "text", ["Trump is furious", "analysts are worried", "Allies seem nervous", "He is reportedly very angry"]
)
def test_feelings_of_others_are_reported(text):
    """A feeling that the text ascribes to somebody else is marked."""
    assert features([text]).reported.tolist()[-1]


@pytest.mark.parametrize("text", ["I'm furious", "I am so worried", "we are all nervous", "furious", "so angry"])
def test_own_feelings_are_not_reported(text):
    """A feeling in the first person, or nobody's by name, is the post's own."""
    assert not features([text]).reported.any()


def test_keys_do_not_depend_on_the_block():
    """A token's word and n-grams have the same keys alone and among others."""
    alone, among = features(["wow!"]), features(["x y", "oh wow! z"])
    place = among.tokens.vocabulary.index("wow!").as_py()
    assert alone.words[0] == among.words[place]
    for (_, mine), (token, theirs) in zip(
        ngrams(alone.tokens.vocabulary), ngrams(among.tokens.vocabulary), strict=False
    ):
        assert np.array_equal(mine, theirs[token == place])


@pytest.mark.parametrize("texts", [[], [""], [" ", "\n"], ["a"], ["😂" * 25_000], ["x" * 100_000]])
def test_empty_and_long_texts_have_features(texts):
    """No text, empty texts and very long tokens go through."""
    found = features(texts)
    assert len(found.words) == len(found.tokens.vocabulary)
    assert len(found.pairs[0]) == len(found.negated[0]) == 0
    assert all(len(token) == len(keys) for token, keys in ngrams(found.tokens.vocabulary))


def test_a_form_that_vanishes_takes_nothing_from_the_next():
    """A lone variation selector, whose form is empty, leaves the n-grams of the word after it as they are."""
    alone, among = features(["glad"]), features(["x \ufe0f glad"])
    mine = [keys.tolist() for _, keys in ngrams(alone.tokens.vocabulary)]
    assert [keys[place == 2].tolist() for place, keys in ngrams(among.tokens.vocabulary)] == mine
