"""An event's own valences: words and emoji that VADER is to read in another way than its lexicon does, or at all."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, Final

VARIATION: Final = "\ufe0f"
"""Follows an emoji that is to be shown in colour: phones send it, lexicons leave it out."""
STRONGEST: Final = 4.0
"""The scale of VADER's lexicon is -4 to 4."""


def checked(values: Mapping[str, Any]) -> dict[str, float]:
    """The valences, by the form of the word that is looked up. Raises ValueError that says what is wrong with which."""
    lexicon: dict[str, float] = {}
    for word, valence in values.items():
        if isinstance(valence, bool) or not isinstance(valence, int | float) or not abs(valence) <= STRONGEST:
            raise ValueError(f"{word!r} must have a valence from -4 to 4, not {valence!r}")
        _check_word(word)
        known = looked_up(word)
        if known in lexicon:
            raise ValueError(f"{word!r} is there twice: upper and lower case are one")
        lexicon[known] = float(valence)
    return lexicon


def looked_up(word: str) -> str:
    """The form that is looked up: lower case, and an emoji without its variation selector."""
    return word.replace(VARIATION, "") if is_symbol(word) else word.lower()


def is_symbol(word: str) -> bool:
    """Whether a word is found wherever it stands, as emoji are: it holds neither letters nor ASCII."""
    return not any(character.isascii() or character.isalpha() for character in word)


def _check_word(word: str) -> None:
    from vaderSentiment.vaderSentiment import BOOSTER_DICT

    if not looked_up(word) or word.split() != [word] or any(ord(character) < 32 for character in word):
        raise ValueError(f"{word!r} must be a single word or emoji: VADER looks up nothing longer")
    inner = word.strip(string.punctuation)
    if len(inner) > 2 and inner != word:
        raise ValueError(f"{word!r} is never met, since VADER takes the punctuation off words; write {inner!r}")
    if looked_up(word) in BOOSTER_DICT:
        raise ValueError(f"{word!r} is one of VADER's intensifiers, which have no valence of their own")
