"""The filter before the expressions: it leaves out no text that an expression matches."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xsentiment.phrases import Words, may_match, one_of, searchable, words_of
from xsentiment.scorers import cue_rules, cues

MANY = [""] * 1_000
"""With so many more, texts are tried by RE2."""
PHRASES = [
    "axis of *",
    "trump",
    "x-axis",
    "#neworder",
    "u.s. president",
    "轴心",
    "ось",
    "mísseis",
    "white  house",
    "'s",
]
PIECES = [
    "axis",
    "of",
    "evil",
    "Trump",
    "trump's",
    "É",
    "ось",
    "轴心",
    " ",
    "\u2003",
    "\x1c",
    "\n",
    "white",
    "house",
    "'",
]
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))


@given(st.lists(TEXTS, max_size=5))
def test_what_matches_may_match(texts):
    """Wherever Python finds a phrase, the filter lets the text through, among few texts and among many."""
    forms = [searchable(text) for text in texts]
    for phrase in PHRASES:
        pattern = one_of([phrase])
        found = [re.search(pattern, form) is not None for form in forms]
        assert may_match(pattern, forms).tolist() == found
        assert all(may or not hit for may, hit in zip(may_match(pattern, forms + MANY), found, strict=False))


def test_what_cannot_match_is_left_out():
    """The filter is of use: other texts do not pass, nor longer words."""
    pattern = one_of(["axis", "trump"])
    texts = ["the axis", "axisymmetric", "no", "trump!", "\ud800 trump"]
    for some in (texts, texts + MANY):
        assert may_match(pattern, some)[:5].tolist() == [True, False, False, True, True]


def test_a_pattern_too_large_may_match_anywhere():
    """What RE2 refuses is left to Python."""
    assert may_match("(?:a{1000}){1000}", MANY).all()


@pytest.mark.parametrize(
    "text",
    [
        "I'm so excited",
        "they are mad. mad about it",
        "tell me you're in awe, without telling",
        "WAS \u2003 incredible",
        "lol😂",
    ],
)
def test_cues_pass_the_filter(text):
    """Each expression of the cues matches only where a cue of one word may, or the first words of a longer one."""
    plain = cue_rules.plain(text)
    found = [expression for expression in cue_rules.EXPRESSIONS if expression.pattern.search(plain)]
    assert found
    for expression in found:
        parts = [*expression.parts.get("short", []), *expression.parts.get("holds", []), *expression.pairs.values()]
        assert any(may_match(part, [plain]).all() for part in parts)


PATTERNS = [pattern for e in cue_rules.EXPRESSIONS for patterns in e.parts.values() for pattern in patterns] + [
    *(
        pattern
        for words in words_of(["the axis", "Ünion*", "no-go", "new order", "美国", "sanction*"])
        for pattern in words
    )
]
WORDS = Words([(pattern, i, 1) for i, pattern in enumerate(PATTERNS)], len(PATTERNS), np.uint8)
LETTERS = st.sampled_from(
    [*re.findall(r"[a-z']+", "".join(PATTERNS)), *"!?.,'#@-_\"”…é美😂9", "ünion", "美国", "no-go", "axis", "haha"]
)


@given(st.lists(st.lists(LETTERS, min_size=1, max_size=4), min_size=1, max_size=8))
@example([["nobody:"], ["yeah,"], ["8/10"]])
def test_no_word_is_missed(tokens):
    """Where an expression matches in a token its bit is set, whether its words can be listed or not."""
    tokens = ["".join(pieces) for pieces in tokens]
    found = WORDS.may_be_in(pa.array(tokens, pa.string()))
    for token, row in zip(tokens, found, strict=True):
        missed = [pattern for pattern, bit in zip(PATTERNS, row, strict=True) if not bit and re.search(pattern, token)]
        assert not missed, (token, missed)


def test_words_of_few_spellings_are_listed():
    """So an expression is tried for none of the others."""
    words = Words([(r"(?<!\w)(?:lov(?:e|ed)|colou?r[sz]|go+)(?!\w)", 0, 1)], 1, np.uint8)
    tokens = ["love", "#loved!", "glove", "loveddd", "colorz", "color", "gooo", "good"]
    assert words.may_be_in(pa.array(tokens))[:, 0].tolist() == [1, 1, 0, 0, 1, 0, 1, 0]


@given(
    st.lists(st.one_of(TEXTS, st.sampled_from(["what a joke lol", "so worried 😢", "shame on you", "wow"])), max_size=5)
)
def test_the_cues_of_many_texts_are_those_of_each(texts):
    """Filtered together or searched alone: the same reactions."""
    assert cues.reactions(texts) == [cues.reaction(text) for text in texts]
