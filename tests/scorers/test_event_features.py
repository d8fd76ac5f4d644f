"""What a fitted model sees of many texts is what it sees of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.event_file import load_event
from xsentiment.scorers.event_features import codes, known, named_codes, presence
from xsentiment.scorers.tokens import Texts
from xsentiment.scorers.vectors import LENGTH, shipped, words

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "labelled"
PARADE = load_event(Path(__file__).parents[2] / "events" / "beijing-parade-2025.toml")
TOKENS = st.sampled_from(
    [
        "one",
        "Two's",
        "#NewOrder",
        "#new_order_2!",
        "well-known",
        "so😂😂",
        "ﬁne",
        "naïve",
        "¨¶¨",
        "\ud83d",
        "https://a.b/c",
        "…",
    ]
)
TEXTS = st.lists(st.one_of(st.lists(TOKENS, max_size=8).map(" ".join), st.text(max_size=30)), max_size=6)
SEEN = np.array(sorted(codes("one two one #NewOrder well-known so 😂😂 fine naïve")), np.uint32)


@given(TEXTS)
def test_presence_is_that_of_the_words_and_pairs_of_each_text(texts):
    """The n-grams of a text are those that its words in order give, those of hashtags spelt out behind the others."""
    expected = np.zeros((len(texts), len(SEEN)))
    for row, text in enumerate(texts):
        found = [code in codes(text) for code in SEEN.tolist()]
        expected[row, found] = round(LENGTH / max(1, sum(found)) ** 0.5)
    assert presence(Texts(texts), SEEN).toarray().tolist() == expected.tolist()


def test_a_hashtag_is_spelt_out_behind_the_text():
    """No pair is made of what is spelt out and the word that follows the hashtag."""
    assert {"neworder today", "today new", "new order"} <= {*named_codes("#NewOrder today").values()}
    ngrams = np.array(sorted(codes("#NewOrder today")), np.uint32)
    (row,) = presence(Texts(["new order today"]), ngrams).toarray()
    assert {name for code, name in named_codes("#NewOrder today").items() if row[ngrams == code]} == {
        *("new", "order", "today", "new order")
    }


def test_a_model_without_ngrams_sees_none():
    """The array has no columns then."""
    assert presence(Texts(["one two"]), SEEN[:0]).shape == (1, 0)


@given(TEXTS)
def test_a_text_is_known_if_the_vectors_know_two_thirds_of_its_words(texts):
    """And if it has words at all."""
    for text, found in zip(texts, known(texts, PARADE).tolist(), strict=True):
        listed = [word in shipped().places for word in words(text)]
        assert found == (bool(listed) and 3 * sum(listed) >= 2 * len(listed))


@pytest.mark.skipif(not LABELLED.exists(), reason="no labelled posts here")
@pytest.mark.parametrize("path", sorted(LABELLED.glob("*.parquet")), ids=lambda path: path.stem)
def test_posts_in_english_are_known(path):
    """98 of 100 and more of every set, as docs/topics.md says."""
    texts = [text for text in pq.read_table(path, columns=["text"])["text"].to_pylist()[::10] if words(text)]
    assert known(texts, PARADE).mean() > 0.975


@pytest.mark.parametrize(
    "text",
    [
        "Die Bahn kommt wieder zu spät",
        "El perro duerme en el sofá",
        "Mi gato está enfermo y no come",
        "Ik ga vandaag met mijn moeder naar de film",
    ],
)
def test_half_of_the_words_are_not_enough(text):
    """Short words that languages share are in the table: half of these are."""
    assert not known([text], PARADE).any()
