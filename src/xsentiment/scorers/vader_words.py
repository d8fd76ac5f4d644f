"""What VADER knows of single words: its lexicon, intensifiers, negations and idioms, loaded from the package.

Every word that a rule of VADER asks for has a code, a small integer; all others share the code `OTHER`, or `DENYING` if
they hold an "n't". A word is what the package looks up: a token without its punctuation, in lower case.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, filterfalse
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from vaderSentiment import vaderSentiment

from xsentiment.lexicon import VARIATION, is_symbol, looked_up
from xsentiment.scorers.hash_table import WIDTH, HashTable, keys_of

OTHER: Final = 0
DENYING: Final = 1
LONGER: Final = -1
_FIRST: Final = 2
_SLOTS: Final = 16

_NAMED: Final = (
    *("no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "kind", "of", "but"),
)
"""Words that rules name in the package's code."""
_TELLING: Final = ("no", "never", "so", "this", "without", "least", "kind")
"""Those of them without which the others change nothing."""


def phrases(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    """Those of several words; the package looks for no others round a word."""
    return {tuple(phrase.split(" ")): value for phrase, value in values.items() if " " in phrase}


_IDIOMS: Final = phrases(vaderSentiment.SPECIAL_CASES)
_BOOSTERS: Final = phrases(vaderSentiment.BOOSTER_DICT)
_PARTS: Final = {word: i for i, word in enumerate(dict.fromkeys(w for p in (*_IDIOMS, *_BOOSTERS) for w in p), 1)}
PAIR: Final = len(_PARTS) + 1
RULED, PART = np.uint8(1), np.uint8(2)


def _by_parts(values: Mapping[tuple[str, ...], float], other: float) -> NDArray[np.float64]:
    array = np.full((len(_PARTS) + 2,) * 3, other)
    for phrase, value in values.items():
        parts = [_PARTS[word] for word in phrase]
        array[tuple([PAIR] * (3 - len(parts)) + parts)] = value
    return array


IDIOMS: Final = _by_parts(_IDIOMS, np.nan)
"""`IDIOMS[a, b, c]`: the valence of the idiom of the parts a, b, c; NaN if none; a = `PAIR` for two words."""
BOOSTERS: Final = _by_parts(_BOOSTERS, 0.0)
"""`BOOSTERS[a, b, c]`: what the intensifier of these parts adds; 0 if none; a = `PAIR` for two words."""


@dataclass(frozen=True)
class Words:
    """VADER's words: a lexicon, word → valence from -4 to 4, and the words that are read for symbols, symbol → words.

    Symbols hold no ASCII and are found wherever they stand. Those of the event, in `own`, may be longer than a
    character, and take in variation selectors.
    """

    lexicon: Mapping[str, float]
    symbols: Mapping[str, str]
    own: tuple[str, ...] = ()

    def spell_out(self, text: str) -> str:
        """The text with each symbol as words.

        The package puts a space before an emoji's words only where none is; how many there are is of no account.
        """
        if not self.own and self.symbols.keys().isdisjoint(text):
            return text
        pieces = self._own_or_one.findall(text) if self.own else text
        return "".join([self.symbols.get(piece.replace(VARIATION, ""), piece) for piece in pieces])

    @cached_property
    def _own_or_one(self) -> re.Pattern[str]:
        longest_first = sorted(self.own, key=len, reverse=True)
        own = ("".join(f"{re.escape(character)}{VARIATION}?" for character in symbol) for symbol in longest_first)
        return re.compile("|".join([*own, "."]), re.DOTALL)

    @cached_property
    def may_be_symbol(self) -> NDArray[np.bool_]:
        """By the first two bytes in UTF-8: whether some character that begins so is a symbol or part of one."""
        return _by_beginning("".join(self.symbols))

    @cached_property
    def may_be_told(self) -> NDArray[np.bool_]:
        """By the first two bytes in UTF-8: whether some character that begins so has case or is in a known word."""
        told: NDArray[np.bool_] = _cased() | _by_beginning(filterfalse(str.isascii, "".join(self.codes)))
        return told

    def look_up(self, token: str) -> tuple[int, bool]:
        """The code of a token's word, and whether it is in capitals."""
        word = bare(token)
        lower = word.lower()
        return self.codes.get(lower, DENYING if "n't" in lower else OTHER), word.isupper()

    @cached_property
    def table(self) -> tuple[HashTable, NDArray[np.int32]]:
        """Numbers of the words by their UTF-8 bytes, and by number their codes.

        `LONGER` stands for the code where only a word longer than a key begins so.
        """
        words = {word.encode(): code for word, code in self.codes.items()}
        codes = {word[:WIDTH]: code if len(word) <= WIDTH else LONGER for word, code in words.items()}
        data = b"".join([*codes, bytes(WIDTH)])
        lengths = np.array([*map(len, codes)])
        table = HashTable(_SLOTS)
        table.add(keys_of(data, np.cumsum(lengths) - lengths, lengths))
        return table, np.array([OTHER, *codes.values()], np.int32)

    @cached_property
    def codes(self) -> dict[str, int]:
        """The code of each word that a rule asks for."""
        named = (*vaderSentiment.BOOSTER_DICT, *vaderSentiment.NEGATE, *_NAMED, *_PARTS)
        return {word: code for code, word in enumerate(dict.fromkeys((*self.lexicon, *named)), _FIRST)}

    @cached_property
    def valence(self) -> NDArray[np.float64]:
        """By code: the valence in the lexicon; 0 for other words."""
        return self._by_code(self.lexicon, 0.0)

    @cached_property
    def laden(self) -> NDArray[np.bool_]:
        """By code: whether the word is in the lexicon."""
        return self._by_code(dict.fromkeys(self.lexicon, True), other=False)

    @cached_property
    def boost(self) -> NDArray[np.float64]:
        """By code: what an intensifier adds ("very") or takes ("hardly"); 0 for other words."""
        return self._by_code(vaderSentiment.BOOSTER_DICT, 0.0)

    @cached_property
    def denies(self) -> NDArray[np.bool_]:
        """By code: whether the word is a negation."""
        denies = self._by_code({word: vaderSentiment.negated([word]) for word in self.codes}, other=False)
        denies[DENYING] = True
        return denies

    @cached_property
    def part(self) -> NDArray[np.int64]:
        """By code: which word of `IDIOMS` and `BOOSTERS` it is; 0 for other words."""
        return self._by_code(_PARTS, 0)

    @cached_property
    def scored(self) -> NDArray[np.bool_]:
        """By code: whether the word gets a valence of its own: intensifiers do not, even if the lexicon has them."""
        scored: NDArray[np.bool_] = self.laden & (self.boost == 0)
        return scored

    @cached_property
    def rules(self) -> NDArray[np.uint8]:
        """By code: `RULED` if for this word a rule may change the valence of one near it; `PART` of those in idioms."""
        telling = self._by_code(dict.fromkeys(_TELLING, True), other=False)
        rules: NDArray[np.uint8] = RULED * ((self.boost != 0) | self.denies | telling) + PART * (self.part != 0)
        return rules

    def _by_code(self, values: Mapping[str, Any], other: Any) -> NDArray[Any]:
        return np.array([other] * _FIRST + [values.get(word, other) for word in self.codes])


def _by_beginning(characters: Iterable[str]) -> NDArray[np.bool_]:
    flags = np.zeros(1 << 16, bool)
    flags[[int.from_bytes(character.encode("utf-8", "surrogatepass")[:2]) for character in characters]] = True
    return flags


@cache
def _cased() -> NDArray[np.bool_]:
    """By the first two bytes in UTF-8: whether some character that begins so is upper, lower or title case."""
    every = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    blocks = (every[first : first + 64] for first in range(0x80, len(every), 64))
    cased = (block for block in blocks if not (f"a{block}".islower() and f"A{block}".isupper()))
    return _by_beginning(chain.from_iterable(cased))


def words(own: Mapping[str, float] | None = None) -> Words:
    """VADER's words, with the valences that an event gives to words and emoji of its own choice (`event.lexicon`).

    A word of its own is looked up as any word of the lexicon is; a symbol (`is_symbol`) is a word wherever it stands.
    """
    return _words(tuple((own or {}).items()))


@lru_cache(maxsize=4)
def _words(own: tuple[tuple[str, float], ...]) -> Words:
    valences = {looked_up(word): valence for word, valence in own}
    own_symbols = tuple(filter(is_symbol, valences))
    symbols = {character: " " for character in map(chr, range(0x80, 0x10000)) if character.isspace()}
    symbols |= {emoji: f" {described}" for emoji, described in analyser().emojis.items() if len(emoji) == 1}
    symbols |= {symbol: f" {symbol} " for symbol in own_symbols}
    return Words(analyser().lexicon | valences, symbols, own_symbols)


def bare(token: str) -> str:
    """The token without the punctuation round it, unless that leaves two characters or fewer: an emoticon."""
    word: str = vaderSentiment.SentiText._strip_punc_if_word(token)  # noqa: SLF001
    return word


@cache
def analyser() -> Any:
    """The package's own analyser: the definition of every figure."""
    with warnings.catch_warnings():
        # The package opens its files by codecs.open, deprecated from Python 3.14.
        warnings.simplefilter("ignore", DeprecationWarning)
        return vaderSentiment.SentimentIntensityAnalyzer()
