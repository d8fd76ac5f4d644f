"""Texts as additive features, for linear scorers: words, word pairs, negated words, byte n-grams within tokens.

A feature is a 64-bit key. Those of a token alone (its word, its n-grams) are made once for each distinct token of a
block; those of a place in a text (pairs, negation) once for each occurrence. Everything is arithmetic on whole arrays,
and a text's features depend on that text alone.

The form of a token: lower case, digits as 0, a link as one sign, a mention as "@", straight apostrophes, no emoji
variation selectors, runs of one byte cut to three. Its word is the form without punctuation around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment.scorers.tokens import Tokens, tokenise

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

NGRAMS: Final = range(2, 7)
"""Lengths in bytes; a token has a space at both ends."""
NEGATION_REACH: Final = 4
"""A negation reaches so many words, as far as the next punctuation."""
FEELING_REACH: Final = 4
"""A feeling is somebody's if the person and the verb stand within so many words before it."""

_PUNCTUATION: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”‘’…–—«»"
_NEGATIONS: Final = """
    not no never none nobody nothing neither nor nowhere hardly barely without cannot cant dont doesnt didnt
    isnt wasnt arent werent wont wouldnt couldnt shouldnt aint havent hasnt hadnt
"""
_OWN: Final = """
    i i'm im i've ive i'd we we're we've me us my our
"""
_LINKING: Final = """
    is are was were be been being 's seems seem looks look feels feel sounds remains remain grows grew gets
    got appears reportedly said says say isn't aren't he's she's they're who's trump's putin's everyone's
"""
_FEELINGS: Final = """
    furious angry mad livid outraged enraged seething fuming raging disgusted appalled upset irate incensed
    worried concerned scared afraid terrified frightened nervous anxious uneasy alarmed sad saddened fearful
    pessimistic disturbed shaken troubled wary worries fears concerns fear worry anger fury outrage excited
    thrilled proud happy delighted hopeful optimistic pleased glad impressed jubilant ecstatic
"""
_C1, _C2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_BYTE: Final = np.uint64(0x100000001B3)
_SALT: Final = {
    name: np.uint64(salt) for salt, name in enumerate(("word", "negated", "pair", "reported", "ngram"), start=0xA1)
}


def mixed(keys: Keys) -> Keys:
    """Spread the bits of 64-bit numbers, one to one (Steele, Lea & Flood 2014, SplitMix)."""
    keys = (keys ^ (keys >> np.uint64(31))) * _C1
    keys = (keys ^ (keys >> np.uint64(29))) * _C2
    return keys ^ (keys >> np.uint64(32))


@dataclass(frozen=True)
class Features:
    """The features of N texts. `tokens` are their forms: its vocabulary holds each distinct form once.

    Features come as two arrays, (where, key): for words and n-grams `where` is a place in the vocabulary, for pairs and
    negation a place in `tokens.ids`.
    """

    tokens: Tokens

    @cached_property
    def rows(self) -> Places:
        """For each token of the texts, the number of its text."""
        return np.repeat(np.arange(len(self.tokens)), np.diff(self.tokens.offsets))

    @cached_property
    def words(self) -> Keys:
        """The key of each distinct form's word."""
        return mixed(_whole(*_bytes(self._words)) + _SALT["word"])

    @cached_property
    def _words(self) -> pa.StringArray:
        forms = self.tokens.vocabulary
        word = pc.utf8_trim(forms, _PUNCTUATION)
        return pc.if_else(pc.equal(word, ""), forms, word)

    def ngrams(self) -> Iterator[tuple[Places, Keys]]:
        """For each length: the place of the form, ascending, and the key of every n-gram."""
        text, offsets = _bytes(self.tokens.vocabulary)
        lengths = np.diff(offsets)
        token = np.repeat(np.arange(len(lengths)), lengths)
        room = np.repeat(offsets[1:], lengths) - np.arange(len(text))
        values = text.astype(np.uint64) + np.uint64(1)
        rolling = np.zeros(len(text), np.uint64)
        for n in range(1, min(NGRAMS.stop - 1, len(text)) + 1):
            end = len(text) - n + 1
            rolling = rolling[:end] * _BYTE + values[n - 1 :]
            if n in NGRAMS:
                inside = np.flatnonzero(room[:end] >= n)
                yield token[inside], mixed(rolling[inside] + (_SALT["ngram"] << np.uint64(n)))

    def pairs(self) -> tuple[Places, Keys]:
        """The place of each token that follows another of its text, and the key of the two words."""
        second = np.flatnonzero(self.rows[1:] == self.rows[:-1]) + 1
        words = self.words[self.tokens.ids]
        return second, mixed(words[second - 1] * np.uint64(3) + words[second] + _SALT["pair"])

    def negated(self) -> tuple[Places, Keys]:
        """The places that a negation reaches, and keys of their words under negation."""
        bare = pc.replace_substring(self._words, "'", "")
        negates = self._flag(pc.or_(pc.is_in(bare, _listed(_NEGATIONS)), pc.ends_with(self._words, "n't")))
        places = np.flatnonzero(self._within(self._last(negates), NEGATION_REACH))
        return places, mixed(self.words[self.tokens.ids[places]] ^ _SALT["negated"])

    def reported(self) -> NDArray[np.bool_]:
        """For each token of the texts, whether it is a feeling that the text ascribes to somebody else.

        That is a word of feeling with a linking verb ("is", "seems", "said") shortly before it in its clause and no
        first person there. "Worried analysts" is not found: the verb is what tells.
        """
        feeling = self._flag(pc.is_in(self._words, _listed(_FEELINGS)))
        links = self._within(self._last(self._flag(pc.is_in(self._words, _listed(_LINKING)))), FEELING_REACH)
        own = self._within(self._last(self._flag(pc.is_in(self._words, _listed(_OWN)))), FEELING_REACH + 2)
        return feeling & links & ~own

    def _flag(self, of_vocabulary: Any) -> NDArray[np.bool_]:
        flags: NDArray[np.bool_] = np.asarray(of_vocabulary, dtype=bool)
        return flags[self.tokens.ids]

    def _last(self, flags: NDArray[np.bool_]) -> Places:
        """For each place, the nearest flagged place before it; -1 if there is none."""
        places = np.where(flags, np.arange(len(flags)), -1)
        return np.concatenate([[-1], np.maximum.accumulate(places)[:-1]])[: len(flags)]

    def _within(self, last: Places, reach: int) -> NDArray[np.bool_]:
        """Whether `last` lies in the same text and clause, at most `reach` places back."""
        near: NDArray[np.bool_] = (last >= self._clauses) & (np.arange(len(last)) - last <= reach)
        return near

    @cached_property
    def _clauses(self) -> Places:
        """For each place, the first place of its text that no closing punctuation parts from it."""
        closes = self._flag(pc.match_substring_regex(self.tokens.vocabulary, r"[.,:;!?…][\"”’)\]]*$"))
        starts: Places = np.maximum(self.tokens.offsets[:-1][self.rows], self._last(closes) + 1)
        return starts


def _listed(words: str) -> pa.StringArray:
    return pa.array(words.split(), pa.string())


def features(texts: Sequence[str] | pa.StringArray) -> Features:
    """Split the texts into tokens and bring these to their forms."""
    tokens = tokenise(texts)
    forms = _forms(tokens.vocabulary).dictionary_encode()
    return Features(Tokens(forms.dictionary, forms.indices.to_numpy()[tokens.ids], tokens.offsets))


def _forms(tokens: pa.StringArray) -> pa.StringArray:
    form = pc.replace_substring(pc.utf8_lower(tokens), "’", "'")
    form = pc.replace_substring(form, "\ufe0f", "")
    for pattern, sign in ((r"(https?://|www\.)\S*", "\x01"), (r"^(\W*)@\w+", r"\1@"), (r"[0-9]", "0")):
        form = pc.replace_substring_regex(form, pattern, sign)
    return form


def _bytes(strings: pa.StringArray) -> tuple[NDArray[np.uint8], Places]:
    """All strings as bytes, each with a space at both ends, runs of one byte cut to three; with N + 1 offsets."""
    if not len(strings):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    spaced = pc.binary_join_element_wise(" ", strings, " ", "")
    offsets = np.frombuffer(spaced.buffers()[1], np.int32)[: len(spaced) + 1].astype(np.int64)
    text = np.frombuffer(spaced.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    kept = np.ones(len(text), bool)
    kept[3:] = (text[3:] != text[2:-1]) | (text[3:] != text[1:-2]) | (text[3:] != text[:-3])
    before = np.concatenate([[0], np.cumsum(kept)])
    return text[kept], before[offsets - offsets[0]]


def _whole(text: NDArray[np.uint8], offsets: Places) -> Keys:
    """One hash for each string: the wrapping sum over its bytes of a hash of (byte, place)."""
    lengths = np.diff(offsets)
    place = (np.arange(len(text)) - np.repeat(offsets[:-1], lengths)).astype(np.uint64)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(mixed((place << np.uint64(8)) + text + np.uint64(1)))])
    hashes: Keys = sums[offsets[1:]] - sums[offsets[:-1]]
    return hashes
