"""The language of posts whose network names none."""

from __future__ import annotations

import pytest

from xsentiment import language
from xsentiment.scorers import score
from xsentiment.select import select

from builders import event, posts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The parade in Beijing was the largest show of force that I have seen for years", "en"),
        (
            "El desfile militar de Pekín fue una demostración de fuerza que nadie en el mundo esperaba ver, y todos hablan de ello",
            "es",
        ),
        ("Парад в Пекине был самым большим за последние годы, все говорят об этом", "ru"),
        ("北京的阅兵式非常壮观，大家都在谈论这件事情", "zh"),
        ("베이징 열병식은 정말 대단했다고 모두가 이야기하고 있다", "ko"),
    ],
)
def test_a_sentence_tells_its_language(text, expected):
    """Whatever links, mentions and signs of tags stand in it."""
    assert language.detected([text, f"@someone {text} https://example.org/the/english/words"]) == [expected, expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("すごい", "ja"),
        ("最高の日", "ja"),
        ("대박", "ko"),
        ("Τι ντροπή", "el"),
        ("Ужас!", "und-Cyrl"),
        ("太棒了 😂", "und-Hani"),
        ("رائع جدا", "und-Arab"),
        ("बहुत अच्छा", "und-Deva"),
        ("OMG すごい wow", None),
        ("𝐠𝐨𝐨𝐝 𝐝𝐚𝐲", None),
        ("café", None),
        ("π", "el"),
        ("¯\\_(ツ)_/¯", None),
        ("(´・ω・`)", None),
        ("ヽ(´ー`)ノ", None),
        ("すごい (´・ω・`)", "ja"),
        ("٣٤٥", None),
    ],
)
def test_a_short_text_tells_its_script(text, expected):
    """What is written in other letters is no English, and in some scripts one language alone."""
    assert language.detected([text]) == [expected]


def test_posts_in_other_letters_have_no_english_label(tmp_path):
    """They were neutral; a choice of languages takes them as it takes all of unknown language."""
    table = posts(3, text=["Ужас!", "すごい", "what a wonderful day"], lang=[None, None, None])
    loaded = event(tmp_path, '[select]\nlanguages = ["en"]\n')
    selection = select(table, loaded)
    assert selection.frame["lang"].to_pylist() == ["und-Cyrl", None]
    assert selection.reasons == {"language": 1}
    assert score(selection.frame, loaded)["sentiment"].to_pylist() == [None, "positive"]


def test_what_tells_too_little_is_unknown():
    """Nothing, a word, emoji, links alone, two languages at once, and what is no text."""
    mixed = "omg das ist so funny lol ja nein maybe"
    texts = ["", "wow", "🔥" * 30, "https://example.org/" + "a" * 80, "@a @b @c", mixed, "\ud800" * 30, "0" * 100_000]
    assert language.detected(texts) == [None] * len(texts)


def test_the_network_is_believed_and_gaps_are_filled(tmp_path):
    """A language that is named stays, also a wrong one; a filled one takes part in the choice of languages."""
    spanish = "El desfile militar de Pekín fue una demostración de fuerza que nadie en el mundo esperaba ver, y todos hablan de ello"
    english = "The parade in Beijing was the largest show of force that I have seen for years"
    table = posts(4, text=[spanish, spanish, english, "wow"], lang=["en", None, None, None])
    loaded = event(tmp_path, '[select]\nlanguages = ["en"]\n')
    selection = select(table, loaded)
    assert selection.frame["lang"].to_pylist() == ["en", "en", None]
    assert selection.reasons == {"language": 1}
