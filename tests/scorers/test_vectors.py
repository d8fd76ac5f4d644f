"""The table of static word vectors, and texts as sums of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment.scorers.vectors import LENGTH, Vectors, shipped, words

SMALL = Vectors(("goose", "bumps", "missile", "😂"), np.array([[1, 0], [0, 2], [3, 3], [-5, 1]], np.int8))
TEXTS = st.lists(st.sampled_from(["goosebumps", "Missile!", "😂", "unknown", "#GooseBumps", "", "missile's", "…"]))


def cosine(one: str, other: str) -> float:
    """How near two texts are, by the shipped table."""
    a, b = shipped().embed([one, other])
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def test_a_text_is_the_sum_of_its_words():
    """Rows add up as integers, case and punctuation aside, a repeated word each time."""
    assert SMALL.sums(["Missile, missile 😂!", "goose"]).tolist() == [[1, 7], [1, 0]]


def test_an_unknown_word_is_read_in_known_pieces():
    """A compound that the table lacks counts as its longest known pieces; what is left counts for nothing."""
    assert SMALL.sums(["goosebumps", "xgoose", "zz", "gooseb"]).tolist() == [[1, 2], [1, 0], [0, 0], [1, 0]]


@pytest.mark.parametrize("times", [1, 200, 256, 257, 70_000])
def test_sums_of_long_texts_are_exact(times):
    """However often a word occurs, beside texts with few words: small integers are used only where they hold the sum."""
    least = Vectors(("low", "high"), np.array([[-128], [127]], np.int8))
    assert least.sums(["low " * times, "high " * times, "low"]).tolist() == [[-128 * times], [127 * times], [-128]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xi's don't 20 hours", ["xi", "don't", "20", "hours"]),
        ("so😂😂", ["so", "😂", "😂"]),
        ("well-known", ["well", "known"]),
    ],
)
def test_words_are_runs_of_letters_and_single_emoji(text, expected):
    """Possessives lose their 's, hyphens part words, each emoji is a word."""
    assert list(words(text)) == expected


@given(texts=st.lists(TEXTS.map(" ".join), max_size=5))
def test_a_vector_depends_on_its_own_text_alone(texts):
    """Alone, in a batch, in another order: the same bits."""
    batch = SMALL.embed(texts)
    assert batch.tolist() == [SMALL.embed([text])[0].tolist() for text in texts]
    assert SMALL.embed(texts[::-1]).tolist() == batch[::-1].tolist()


@settings(max_examples=30)
@given(text=st.text(max_size=80))
def test_any_text_has_a_direction_of_one_length(text):
    """A vector has length LENGTH but for rounding, or is zero."""
    (vector,) = shipped().embed([text])
    assert np.array_equal(vector, np.rint(vector))
    assert not vector.any() or abs(np.sqrt(vector @ vector) - LENGTH) <= len(vector) ** 0.5


def test_a_hostile_word_does_not_stall():
    """A word of many letters is read in time that grows with its length alone."""
    assert shipped().embed(["a" * 20_000]).shape == (1, shipped().table.shape[1])


def test_the_shipped_table_is_whole():
    """A row for each word, no word twice, none that the reader of words would cut apart."""
    table = shipped()
    assert table.table.dtype == np.int8
    assert len(table.vocabulary) == len(table.places) == len(table.table)
    assert all(list(words(word)) == [word] for word in table.vocabulary)


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("the missiles rolled past", "tanks and rockets on show", "cheaper bread at the bakery"),
        ("i am afraid of what comes next", "this is scary and worrying", "a lovely sunny afternoon"),
        ("😂", "that is hilarious", "minister signs treaty"),
    ],
)
def test_texts_that_say_the_same_are_near(one, near, far):
    """Other words for the same thing are nearer than words for another thing."""
    assert cosine(one, near) > cosine(one, far) + 0.1
