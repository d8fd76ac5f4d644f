"""Why VADER gave a text its compound score: every word with what each rule made of it, by the package's own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from vaderSentiment import vaderSentiment

from xsentiment.scorers.tokens import only_strings
from xsentiment.scorers.vader import FIGURES, figures
from xsentiment.scorers.vader_rules import contrasted
from xsentiment.scorers.vader_words import phrases, words

_IDIOMS: Final = [" ".join(phrase) for phrase in phrases(vaderSentiment.SPECIAL_CASES)]
_INTENSIFIERS: Final = [" ".join(phrase) for phrase in phrases(vaderSentiment.BOOSTER_DICT)]


@dataclass(frozen=True)
class Effect:
    """A rule that changed the valence of a word: its name, the words that brought it about, by how much.

    Rules: `no`, `capitals`, `intensifier`, `negation`, `idiom`, `least`, `kind of`, `but`.
    """

    rule: str
    by: str
    change: float


@dataclass(frozen=True)
class Word:
    """A word of the text as VADER reads it.

    `valence`: in the lexicon, -4 to 4; None for a word that is not there, or that is an intensifier. `contribution`:
    what the word adds to the sum; the valence and the changes of the effects add up to it.
    """

    word: str
    valence: float | None
    effects: tuple[Effect, ...]
    contribution: float


@dataclass(frozen=True)
class Explanation:
    """The words of a text, and what they come to.

    `total`: the contributions and `punctuation`, what exclamation and question marks add, summed up. `compound` is
    total / √(total² + 15); `neg`, `neu`, `pos` are the parts of the words, and all four are rounded as VADER does.
    """

    words: tuple[Word, ...]
    punctuation: float
    total: float
    neg: float
    neu: float
    pos: float
    compound: float


def explain(text: str, lexicon: Mapping[str, float] | None = None) -> Explanation:
    """Explain VADER's figures of a text, under the valences of an event if given. Raises TypeError for no string."""
    only_strings([text])
    vader = words(lexicon)
    plain = vader.spell_out(text)
    read = vaderSentiment.SentiText(plain)
    recorder = _Recorder(vader.lexicon)
    found = _after_but([recorder.read(read, i) for i in range(len(read.words_and_emoticons))])
    summed = float(sum(word.contribution for word in found))
    emphasis = recorder._punctuation_emphasis(plain)  # noqa: SLF001
    total = summed + emphasis if summed > 0 else summed - emphasis if summed < 0 else summed
    (row,) = figures([text], lexicon).select(list(FIGURES)).to_pylist()
    return Explanation(tuple(found), total - summed, total, **row)


def _after_but(found: list[Word]) -> list[Word]:
    """Let the first "but" of the text have its effect."""
    but = next((i for i, word in enumerate(found) if word.word.lower() == "but"), None)
    places = [i for i, word in enumerate(found) if word.contribution != 0]
    if but is None:
        return found
    after = contrasted([found[i].contribution for i in places], places, but)
    changed = list(found)
    for i, contribution in zip(places, after, strict=True):
        word = found[i]
        effects = (*word.effects, *_effect("but", found[but].word, word.contribution, contribution))
        changed[i] = Word(word.word, word.valence, effects, contribution)
    return changed


def _among(known: Sequence[str], near: Sequence[str]) -> list[str]:
    text = f" {' '.join(near).lower()} "
    return [phrase for phrase in known if f" {phrase} " in text]


def _effect(rule: str, by: str, before: float, after: float) -> list[Effect]:
    return [Effect(rule, by, after - before)] if after != before else []


class _Recorder(vaderSentiment.SentimentIntensityAnalyzer):  # type: ignore[misc]
    """The package's analyser under a lexicon, which notes the valence of a word before and after each of its rules."""

    def __init__(self, lexicon: Mapping[str, float]) -> None:
        self.lexicon = lexicon
        self._valence = 0.0
        self._effects: list[Effect] = []

    def read(self, text: Any, place: int) -> Word:
        """The word at a place of a SentiText, as the package reads it in view of three words before and two after."""
        first = max(place - 3, 0)
        near, i = text.words_and_emoticons[first : place + 3], place - first
        word, lower = near[i], [each.lower() for each in near]
        valence = self.lexicon.get(lower[i])
        if valence is None or lower[i] in vaderSentiment.BOOSTER_DICT:
            return Word(word, None, (), 0.0)
        if lower[i : i + 2] == ["kind", "of"]:
            return Word(word, valence, tuple(_effect("kind of", " ".join(near[i : i + 2]), valence, 0.0)), 0.0)
        self._valence, self._effects = valence, []
        self._note("no", "no", self._after_no(lower, i, valence))
        self._note("capitals", word, self._after_capitals(word, mixed=text.is_cap_diff))
        window = SimpleNamespace(words_and_emoticons=near, is_cap_diff=text.is_cap_diff)
        (contribution,) = self.sentiment_valence(0, window, word, i, [])
        return Word(word, valence, tuple(self._effects), float(contribution))

    def _note(self, rule: str, by: str, after: float) -> None:
        self._effects += _effect(rule, by, self._valence, after)
        self._valence = after

    def _after_no(self, lower: Sequence[str], i: int, valence: float) -> float:
        before = [lower[i - step] if i >= step else "" for step in (1, 2, 3)]
        if "no" in before[:2] or (before[2] == "no" and before[0] in ("or", "nor")):
            valence *= vaderSentiment.N_SCALAR
        elif lower[i] == "no" and i + 1 < len(lower) and lower[i + 1] in self.lexicon:
            valence = 0.0
        return valence

    def _after_capitals(self, word: str, *, mixed: bool) -> float:
        step: float = vaderSentiment.C_INCR if self._valence > 0 else -vaderSentiment.C_INCR
        return self._valence + step if mixed and word.isupper() else self._valence

    def _negation_check(self, valence: float, near: Sequence[str], start_i: int, i: int) -> float:
        before = i - start_i - 1
        self._note("intensifier", near[before], valence)
        self._note("negation", " ".join(near[before:i]), super()._negation_check(valence, near, start_i, i))
        return self._valence

    def _special_idioms_check(self, valence: float, near: Sequence[str], i: int) -> float:
        found = [*_among(_IDIOMS, near), *_among(_INTENSIFIERS, near[:i])]
        self._note("idiom", ", ".join(found), super()._special_idioms_check(valence, near, i))
        return self._valence

    def _least_check(self, valence: float, near: Sequence[str], i: int) -> float:
        self._note("least", "least", super()._least_check(valence, near, i))
        return self._valence
