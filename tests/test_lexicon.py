"""The event file's own valences: what is taken, in which form, and what is refused."""

from __future__ import annotations

import pytest

from xsentiment.errors import ConfigError

from builders import event


def test_words_are_taken_in_the_form_that_is_looked_up(tmp_path):
    """Lower case; an emoji without its variation selector; whole numbers become floats; none by default."""
    own = event(tmp_path, '[scorers]\nsentiment = "vader"\n[lexicon]\nFire = 3\n"❤️" = 2.5\n":)" = -1.5\n"ПЛОХО" = -4\n')
    assert own.lexicon == {"fire": 3.0, "❤": 2.5, ":)": -1.5, "плохо": -4.0}
    assert event(tmp_path).lexicon == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fire = 4.5", "'fire' must have a valence from -4 to 4, not 4.5"),
        ("fire = nan", "not nan"),
        ("fire = true", "not True"),
        ("fire = '3'", "not '3'"),
        ('"so good" = 1', "'so good' must be a single word or emoji"),
        ('"" = 1', "must be a single word"),
        ('"\ufe0f" = 1', "must be a single word"),
        ('"a\\u0001b" = 1', "must be a single word"),
        ('"#axis" = 1', "write 'axis'"),
        ("very = 1", "'very' is one of VADER's intensifiers"),
        ("fire = 1\nFIRE = 2", "'FIRE' is there twice"),
        ('"❤️" = 1\n"❤" = 2', "is there twice"),
    ],
)
def test_mistakes_are_named(tmp_path, line, said):
    """Each mistake is an error of the key `lexicon` that names the word."""
    with pytest.raises(ConfigError, match="lexicon") as caught:
        event(tmp_path, f"[lexicon]\n{line}\n")
    assert said in str(caught.value)


def test_valences_need_vader(tmp_path):
    """Another scorer would not heed them, so they are refused."""
    with pytest.raises(ConfigError, match='goes with sentiment = "vader"'):
        event(tmp_path, "[lexicon]\nfire = 3\n")


def test_the_lexicon_is_a_table(tmp_path):
    """A list in its place is an error."""
    with pytest.raises(ConfigError, match="must be a table of valences by word"):
        event(tmp_path, head="lexicon = ['fire']\n")
