"""Phrases find topics: a table of traps, then the rules of any, all and none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment.event import Topic
from xsentiment.phrases import searchable
from xsentiment.scorers.topics import hits, pattern


def has(text: str, *any_: str, all_: tuple[str, ...] = (), none: tuple[str, ...] = ()) -> bool:
    """Whether a topic with these phrases is found in the text."""
    return pattern(Topic("t", "T", any=any_, all=all_, none=none)).search(searchable(text)) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("axis", "The AXIS of upheaval"),
        ("axis", "#Axis"),
        ("axis", "Axis's optics"),
        ("axis", "Axis’s optics"),
        ("axis", "(axis)"),
        ("axis", "#AxisOfUpheaval"),
        ("axis", "#the_axis_powers"),
        ("axis", "＃Ａｘｉｓ"),
        ("axis of upheaval", "#AxisOfUpheaval is trending"),
        ("axis of upheaval", "#axisofupheaval"),
        ("axis of upheaval", "axis  of\nupheaval"),
        ("axis of *", "an axis of autocrats"),
        ("axis of *", "#AxisOfEvil"),
        ("sanction*", "sanctioned again"),
        ("sanction*", "sanction"),
        ("goose step*", "goose stepping past"),
        ("military* parade*", "Military parades"),
        ("xi's", "Xi’s speech"),
        ("xi’s", "Xi's speech"),
        ("shoulder-to-shoulder", "shoulder-to-shoulder"),
        ("df-61", "the DF-61."),
        ("vj day 80", "#VJDay80"),
        ("nato", "#NATOSummit"),
        ("習近平", "今日習近平とプーチンが"),
        ("习近平", "#习近平"),
        ("북중러", "오늘북중러정상이"),
        ("ось", "Новая ОСЬ зла"),
        ("парад*", "парадом"),
        ("straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("u.s. president", "the U.S. president"),
        ("#maga", "so #MAGA"),
        ("xi & putin", "Xi & Putin"),
    ],
)
def test_phrase_is_found(phrase, text):
    """Case, hashtags, apostrophes, spacing, width and script do not hide a phrase."""
    assert has(text, phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("axis", "a truck axisless, taxis"),
        ("axis", "#taxistrike"),
        ("kim", "Kimchi"),
        ("trump", "trumpets"),
        ("axis", "read https://example.org/axis-of-evil now"),
        ("axis of evil", "the axis #OfEvil"),
        ("ось", "лось"),
        ("df.61", "df-61"),
        ("goose* step", "goose stepping"),
        ("#maga", "maga"),
        ("новый порядок", "#Axis порядок новый"),
        ("two words", "#one #TwoThree words"),
    ],
)
def test_phrase_is_not_found(phrase, text):
    """Parts of other words, links, and words of two different hashtags are no match; signs mean themselves."""
    assert not has(text, phrase)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xi met Putin", True),
        ("Putin met Xi", True),
        ("Xi met Modi", False),
        ("Xi met Putin, says a rumour", False),
        ("rumour: Xi met Putin", False),
    ],
)
def test_all_and_none(text, expected):
    """All of `all` in any order and none of `none`, wherever they stand, also over several lines."""
    for written in (text, text.replace(" ", "\n")):
        assert has(written, all_=("xi", "putin"), none=("rumour",)) is expected


def test_any_with_all():
    """With both lists a post needs one of `any` and all of `all`, in any order."""
    assert has("tanks in Beijing", "tank*", "jet*", all_=("beijing",))
    assert has("Beijing: jets", "tank*", "jet*", all_=("beijing",))
    assert not has("Beijing", "tank*", "jet*", all_=("beijing",))
    assert not has("jets", "tank*", "jet*", all_=("beijing",))


def test_no_text_is_slow():
    """Long hostile texts are searched in time that grows with their length, not its square."""
    topic = Topic("t", "T", any=("*xis of *", "goose* step*", "a*b*"), all=("kim* jong*",), none=("x* y*", "军*"))
    started = time.process_time()
    for text in ("a" * 20_000, "goose " * 4_000, "kim \n" * 4_000, "x" + " " * 20_000, "#Ab" * 7_000, "军" * 20_000):
        pattern(topic).search(searchable(text))
    assert time.process_time() - started < 2


WORDS = st.sampled_from(
    [
        "new",
        "order",
        "#NewOrder",
        "axis",
        "trump",
        "card",
        "Cards",
        "军事",
        "合作",
        "x-",
        "-axis",
        "\u200b",
        ",",
        "ju",
        "ae",
    ]
)


@settings(max_examples=100)
@given(texts=st.lists(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "\n", "\xa0"])), max_size=7), max_size=6))
def test_tokens_tell_what_the_expression_finds(texts):
    """The topics settled by tokens are those of the expression searched for in the whole text."""
    topics = (
        Topic(
            "one", "T", any=("axis", "new order", "军事合作", "trump card game", "ju*"), none=("trump cards", "x-axis")
        ),
        Topic("two", "T", any=("new*", "ord*"), all=("trump", "new order"), none=()),
        Topic("all", "T", any=("*",), none=("x-axis",)),
        Topic("three", "T", any=(), all=("card*", "ju ae"), none=("new order",)),
    )
    texts = ["".join(word + space for word, space in text) for text in texts]
    expected = [[pattern(topic).search(searchable(text)) is not None for topic in topics] for text in texts]
    assert hits(texts, topics).tolist() == expected
