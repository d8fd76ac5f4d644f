"""VADER's figures are the package's, to the last bit, whatever the text."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE

from xsentiment import vader
from xsentiment.scorers import tokens
from xsentiment.scorers import vader as module
from xsentiment.scorers.vader import FIGURES, figures, label
from xsentiment.scorers.vader_explain import explain
from xsentiment.scorers.vader_rules import contrasted
from xsentiment.scorers.vader_words import words

from vader_texts import EDGES, EMOJI, EMOTICONS, LADEN, NAMED, OTHERS, PACKAGE, PHRASES, SPACES, texts

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "labelled"

TOKEN = st.one_of(
    *(st.sampled_from(kind) for kind in (LADEN, [*BOOSTER_DICT], NEGATE, NAMED, PHRASES, OTHERS, EMOTICONS, EMOJI)),
    st.text(max_size=8),
).flatmap(lambda token: st.sampled_from([token, token, token.upper(), token.title()]))
TEXT = st.lists(
    st.tuples(st.sampled_from(EDGES), TOKEN, st.sampled_from(EDGES), st.sampled_from(SPACES)).map("".join), max_size=14
).map("".join)


def bits(rows: list) -> np.ndarray:
    """Figures as integers, so that equal means equal to the last bit, the sign of 0 included."""
    return np.array(rows, np.float64).reshape(-1, 4).view(np.int64)


def ours(some: list[str]) -> np.ndarray:
    """The bits of our figures, the same by characters and by tokens."""
    by_characters, by_tokens = (
        bits(list(zip(*(table[name].to_pylist() for name in FIGURES), strict=True)))
        for table in (figures(some), figures(tokens.Texts(some)))
    )
    assert (by_characters == by_tokens).all()
    return by_characters


def of_the_package(some: list[str]) -> np.ndarray:
    """The bits of the package's figures."""
    return bits([[PACKAGE.polarity_scores(text)[name] for name in FIGURES] for text in some])


def in_linear_time(text: str) -> np.ndarray:
    """The bits of the package's figures, by its own rules on the few words that they look at, for long texts."""
    spelt = words().spell_out(text)
    scores = PACKAGE.score_valence([word.contribution for word in explain(text).words], spelt)
    return bits([scores[name] for name in FIGURES])


def differing(some: list[str]) -> list[str]:
    """The texts with a figure that differs from the package's."""
    return [some[i] for i in np.flatnonzero((ours(some) != of_the_package(some)).any(axis=1))]


@settings(max_examples=80)
@given(st.lists(TEXT, max_size=4))
@example(["NO good", "no no good", "least good", "kind", "of good", "but", "good but good but good", ""])
def test_figures_equal_the_package(some):
    """Each of the four figures is equal to the package's, bit for bit, in the order of the texts."""
    assert differing(some) == []


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=60))
def test_any_characters_will_do(text):
    """Text of any characters at all, half surrogate pairs and NUL among them, has the package's figures."""
    assert differing([text]) == []


def test_random_texts_equal_the_package():
    """Three thousand texts made of what the rules look at have the package's figures."""
    assert differing(list(texts(3000, seed=1))) == []


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(10))
def test_a_million_random_texts_equal_the_package(tenth):
    """A million such texts, a tenth at a time, have the package's figures."""
    seeds = range(100 + 5 * tenth, 105 + 5 * tenth)
    assert [text for seed in seeds for text in differing(list(texts(20_000, seed)))] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(LABELLED.glob("*.parquet")) or [None], ids=lambda path: path and path.stem)
def test_real_posts_equal_the_package(path):
    """Every post of the labelled sets has the package's figures."""
    if path is None:
        pytest.skip("the labelled posts are not here")
    assert differing(pq.read_table(path, columns=["text"])["text"].to_pylist()) == []


def test_each_character_alone_and_in_a_word_equals_the_package():
    """White space, case and emoji are read as the package reads them in every character there is, one by one."""
    characters = [character for character in map(chr, range(sys.maxunicode + 1)) if character != "\0"]
    told = [c for c in characters if c.isspace() or c.lower() != c or c.upper() != c or c in PACKAGE.emojis]
    rest = characters[:: len(characters) // 2000]
    some = {*told, *rest}
    assert differing([f"good{c}bad {c}sad {c.upper()} so" for c in some] + [f"GREAT {c}" for c in some]) == []


HOSTILE = {
    "emoji": "😂" * 4000,
    "emoji and emoticons": "😂" * 3000 + ":) " * 1000,
    "emoji apart": "🔥 " * 4000,
    "one token": "a" * 100_000,
    "one token in capitals": "A" * 100_000,
    "punctuation": "!" * 50_000 + "good" + "?" * 50_000,
    "words": "so good but not great, " * 5000,
    "equal and halved values around but": "good 'bad' awful love " * 3000 + "but " + "good bad love " * 3000,
    "beyond ASCII": "é😂É…" * 5000,
    "spaces": "\u3000 \n" * 30_000 + "good",
    "NUL": "good\0 \0" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_posts_are_exact(name):
    """Long posts, over which the package sits for seconds to hours, have the figures that its rules give."""
    assert (ours([HOSTILE[name]]) == in_linear_time(HOSTILE[name])).all()


@pytest.mark.parametrize("unit", ["😂", "so good but not great, ", "é😂É… ", "A!? "])
def test_work_grows_with_the_length_alone(unit):
    """Eight times the length is at most eight times the calls, of Python and of C."""

    def calls(text: str) -> int:
        seen = []
        sys.setprofile(lambda _, kind, __: seen.append(kind) if kind in ("call", "c_call") else None)
        try:
            figures([text])
        finally:
            sys.setprofile(None)
        return len(seen)

    figures([unit])
    assert calls(unit * 8000) <= 8 * calls(unit * 1000)


@settings(max_examples=60)
@given(st.lists(TEXT, max_size=6))
def test_the_linear_oracle_is_the_package(some):
    """What long posts are tested against equals the package on short ones."""
    for text in some:
        assert (in_linear_time(text) == of_the_package([text])).all()


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 4.0, 0.5, 1.5, 3.0, -1.0, -2.0, 2.25]), max_size=12), st.data())
def test_contrast_goes_astray_as_in_the_package(sentiments, data):
    """Values that occur twice, or are half or one and a half of another, are changed as often as the package does."""
    but = data.draw(st.integers(0, len(sentiments)))
    sentiments.insert(but, data.draw(st.sampled_from([0.0, 2.0])))
    heard = ["but" if i == but else "word" for i in range(len(sentiments))]
    places = [i for i, value in enumerate(sentiments) if value]
    expected = PACKAGE._but_check(heard, list(sentiments))
    assert contrasted([sentiments[i] for i in places], places, but) == [expected[i] for i in places]


@given(st.integers(1, 4), st.lists(st.one_of(st.floats(-1, 1), st.integers(-160, 160).map(lambda n: n / 160))))
def test_rounding_is_that_of_python(digits, values):
    """Ties and what lies close to them are rounded as Python rounds them."""
    rounded = module._rounded(np.array(values, np.float64), digits)
    assert rounded.tolist() == [round(value, digits) for value in values]


def test_blocks_change_nothing(monkeypatch):
    """Texts cut into blocks by number and by length have the figures of one block."""
    some = [*texts(500, seed=2), "good " * 500, "", "bad"]
    whole = ours(some)
    monkeypatch.setattr(tokens, "BLOCK", 64)
    monkeypatch.setattr(tokens, "_CHARACTERS", 700)
    assert (ours(some) == whole).all()


def test_figures_are_plain_floats():
    """The frame has four float64 columns in the package's order, one row a text, and may be empty."""
    frame = vader(["so good!", ""])
    assert list(frame.columns) == ["neg", "neu", "pos", "compound"]
    assert (frame.dtypes == np.float64).all()
    assert frame.iloc[1].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert vader([]).shape == (0, 4)


def test_known_quirks_stay_visible():
    """The flaws of the definition are passed on: a heart as phones send it is 0, fire is negative."""
    assert vader(["❤️", "❤", "🔥"])["compound"].tolist() == [0.0, 0.6369, -0.34]


def test_any_iterable_of_texts():
    """A generator is as good as a list."""
    assert vader(text for text in ["so good!"]).equals(vader(["so good!"]))


@pytest.mark.parametrize(
    ("some", "message"),
    [("so good!", "several strings"), (["ok", None], "not NoneType"), ([1.5], "not float"), ([b"ok"], "not bytes")],
)
def test_what_is_no_list_of_texts_is_refused(some, message):
    """One string in place of several, or a missing text, is an error and not a score."""
    with pytest.raises(TypeError, match=message):
        vader(some)


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
