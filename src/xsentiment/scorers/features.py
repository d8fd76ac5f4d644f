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

from xsentiment.phrases import replaced
from xsentiment.scorers.tokens import Texts, Tokens, Vocabulary, tokenise

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
    """The features of N texts. `facts`: for each token of the vocabulary, what `facts_of` says of it.

    Features come as two arrays, (where, key): for words and n-grams `where` is a place in the vocabulary, for pairs and
    negation a place in `tokens.ids`.
    """

    tokens: Tokens
    facts: NDArray[Any]

    @property
    def rows(self) -> Places:
        """For each token of the texts, the number of its text."""
        return self.tokens.rows

    @cached_property
    def words(self) -> Keys:
        """The key of each token's word."""
        return np.ascontiguousarray(self.facts["word"])

    @cached_property
    def pairs(self) -> tuple[Places, Keys]:
        """The place of each token that follows another of its text, and the key of the two words."""
        follows = np.ones(len(self.tokens.ids) + 1, bool)
        follows[self.tokens.offsets] = False
        second = np.flatnonzero(follows[:-1])
        words = self.words[self.tokens.ids]
        return second, mixed((words[:-1] * np.uint64(3) + words[1:])[second - 1] + _SALT["pair"])

    @cached_property
    def negated(self) -> tuple[Places, Keys]:
        """The places that a negation reaches, and keys of their words under negation."""
        after, same = self._beside(np.flatnonzero(self._kinds & _NEGATES), range(1, NEGATION_REACH + 1))
        reached = np.zeros(len(self.tokens.ids), bool)
        reached[after[same]] = True
        places = np.flatnonzero(reached)
        return places, mixed(self.words[self.tokens.ids[places]] ^ _SALT["negated"])

    @cached_property
    def reported(self) -> NDArray[np.bool_]:
        """For each token of the texts, whether it is a feeling that the text ascribes to somebody else.

        That is a word of feeling with a linking verb ("is", "seems", "said") shortly before it in its clause and no
        first person there. "Worried analysts" is not found: the verb is what tells.
        """
        feelings = np.flatnonzero(self._kinds & _FEELS)
        before, same = self._beside(feelings, range(-1, -FEELING_REACH - 3, -1))
        kinds = self._kinds[before] * same
        linked = (kinds[:, :FEELING_REACH] & _LINKS).any(axis=1) & ~(kinds & _OWNS).any(axis=1)
        reported = np.zeros(len(self.tokens.ids), bool)
        reported[feelings[linked]] = True
        return reported

    def _beside(self, tokens: Places, steps: range) -> tuple[Places, NDArray[np.bool_]]:
        """The places so many steps from each of these tokens, and which of them are in the same text and clause."""
        at = tokens[:, None] + np.array(steps)
        inside = (at >= 0) & (at < len(self.tokens.ids))
        at *= inside
        return at, inside & (self._clauses[at] == self._clauses[tokens][:, None])

    @cached_property
    def _kinds(self) -> NDArray[np.uint8]:
        return np.ascontiguousarray(self.facts["kinds"])[self.tokens.ids]

    @cached_property
    def _clauses(self) -> Places:
        """For each token of the texts, the number of its clause: closing punctuation and texts end one."""
        begins = np.zeros(len(self.tokens.ids) + 1, bool)
        begins[1:] = self._kinds & _CLOSES
        begins[self.tokens.offsets] = True
        return np.cumsum(begins[:-1])


def features(texts: Sequence[str] | pa.StringArray) -> Features:
    """Split the texts into tokens and bring these to their forms, each distinct form once."""
    split = tokenise(texts)
    used, first, ids = np.unique(split.ids, return_index=True, return_inverse=True)
    in_order = np.argsort(first)
    forms = forms_of(Vocabulary(split.vocabulary.take(pa.array(used[in_order])).combine_chunks()))
    tokens = Tokens(forms.dictionary, forms.indices.to_numpy()[np.argsort(in_order)][ids], split.offsets)
    return Features(tokens, _facts(forms.dictionary))


def read(texts: Texts) -> Features:
    """The same for scoring: the vocabulary is that of the tokens, of which `Tokens.each` remembers what they are."""
    tokens = texts.once(tokenise)
    return Features(tokens, tokens.each(facts_of))


def facts_of(vocabulary: Vocabulary) -> NDArray[Any]:
    """Of each token: `word`, the key of its word; `kinds`, which of the words and signs it is that the rules know."""
    forms = vocabulary.once(forms_of)
    facts: NDArray[Any] = _facts(forms.dictionary)[forms.indices.to_numpy()]
    return facts


_NEGATES, _FEELS, _LINKS, _OWNS, _CLOSES = (np.uint8(1 << bit) for bit in range(5))
_CLOSING: Final = r"[.,:;!?…][\"”’)\]]*$"


def _facts(forms: pa.StringArray) -> NDArray[Any]:
    words = pc.utf8_trim(forms, _PUNCTUATION)
    words = pc.if_else(pc.equal(words, ""), forms, words)
    bare = pc.replace_substring(words, "'", "")
    kinds = {
        _NEGATES: pc.or_(pc.is_in(bare, _listed(_NEGATIONS)), pc.ends_with(words, "n't")),
        _FEELS: pc.is_in(words, _listed(_FEELINGS)),
        _LINKS: pc.is_in(words, _listed(_LINKING)),
        _OWNS: pc.is_in(words, _listed(_OWN)),
        _CLOSES: pc.match_substring_regex(forms, _CLOSING),
    }
    facts = np.zeros(len(forms), [("word", np.uint64), ("kinds", np.uint8)])
    facts["word"] = mixed(_whole(*_bytes(words)) + _SALT["word"])
    for kind, flags in kinds.items():
        facts["kinds"] |= np.asarray(flags, dtype=bool).astype(np.uint8) * kind
    return facts


def ngrams_of(vocabulary: Vocabulary) -> list[tuple[Places, Keys]]:
    """`ngrams` of the forms of tokens."""
    return list(ngrams(vocabulary.once(forms_of).dictionary))


def ngrams(forms: pa.StringArray) -> Iterator[tuple[Places, Keys]]:
    """For each length: the place of the form, ascending, and the key of every n-gram."""
    text, offsets = _bytes(forms)
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


def _listed(words: str) -> pa.StringArray:
    return pa.array(words.split(), pa.string())


_EVENED_OUT: Final = ((r"(https?://|www\.)\S*", "\x01"), (r"^(\W*)@\w+", r"\1@"), (r"[0-9]", "0"))


def forms_of(vocabulary: Vocabulary) -> Any:
    """The form of each token, dictionary-encoded."""
    form = pc.replace_substring(pc.utf8_lower(vocabulary.tokens), "’", "'")
    form = pc.replace_substring(form, "\ufe0f", "")
    return replaced(form, b"/.@0123456789", *_EVENED_OUT).dictionary_encode()


def _bytes(strings: pa.StringArray) -> tuple[NDArray[np.uint8], Places]:
    """All strings as bytes, each with a space at both ends, runs of one byte cut to three; with N + 1 offsets."""
    if not len(strings):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    spaced = pc.binary_join_element_wise(" ", strings, " ", "")
    offsets = np.frombuffer(spaced.buffers()[1], np.int32)[: len(spaced) + 1].astype(np.int64)
    text = np.frombuffer(spaced.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    kept = np.ones(len(text), bool)
    kept[3:] = (text[3:] != text[2:-1]) | (text[3:] != text[1:-2]) | (text[3:] != text[:-3])
    for place in range(3):  # a run begins anew with each string
        kept[np.minimum(offsets[:-1] - offsets[0] + place, len(text) - 1)] = True
    before = np.concatenate([[0], np.cumsum(kept)])
    return text[kept], before[offsets - offsets[0]]


def _whole(text: NDArray[np.uint8], offsets: Places) -> Keys:
    """One hash for each string: the wrapping sum over its bytes of a hash of (byte, place)."""
    lengths = np.diff(offsets)
    place = (np.arange(len(text)) - np.repeat(offsets[:-1], lengths)).astype(np.uint64)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(mixed((place << np.uint64(8)) + text + np.uint64(1)))])
    hashes: Keys = sums[offsets[1:]] - sums[offsets[:-1]]
    return hashes
