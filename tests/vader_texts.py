"""Texts made of what VADER's rules look at, so that each of them meets the others: for tests against the package."""

from __future__ import annotations

import string
from collections.abc import Iterator

import numpy as np
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

PACKAGE = SentimentIntensityAnalyzer()

LADEN = [word for word in PACKAGE.lexicon if word.isalpha()]
EMOTICONS = [word for word in PACKAGE.lexicon if not word.isalnum()]
EMOJI = [emoji for emoji in PACKAGE.emojis if len(emoji) == 1]
SEQUENCES = [emoji for emoji in PACKAGE.emojis if len(emoji) > 1]
NAMED = [
    "no",
    "or",
    "nor",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "least",
    "at",
    "very",
    "kind",
    "of",
    "but",
    "not",
]
PHRASES = [
    *SPECIAL_CASES,
    *("kind of", "sort of", "just enough", "never so", "never this", "without doubt", "without a doubt", "so so"),
    *("at least", "very least", "the least", "no good", "no great or bad", "no nor good", "not very good", "but but"),
    *("the bomb", "yeah right", "to die for", "bad ass", "kiss of death", "isn't so great", "no no no"),
]
OTHERS = [
    *("the", "a", "it", "and", "I", "RT", "@user", "#hashtag", "https://t.co/AbC123", "2025", "3.5", "x" * 17, "W" * 30),
    *("don't", "DIDN'T", "xn'ty", "n't", "K", "ſo", "ßad", "Éclair", "ÉTÉ", "naïve", "Ǆ", "ª", "İ", "ΟΔΟΣ", "плохо", "好", "…"),
    *("good…", "“good”", "it’s", "can’t", "woman’s", "<b>good</b>", "good-bad", "good/bad", "f*ck", "*good*", "___", "'", "''"),
    *("unprofessionalisms", "misunderstandings", "uncomfortableness", "\ud83d", "\udc00good", "\x00", "go\x00od", "\x01", "\x7f"),
]  # fmt: skip
SPACES = [
    " ",
    "  ",
    "\n",
    "\t",
    "\x0b",
    "\x1c",
    "\x1f",
    "\x85",
    "\xa0",
    "\u2003",
    "\u2028",
    "\u3000",
    "\u200b",
    "\ufeff",
    "",
]
EDGES = [
    "",
    "!",
    "!!",
    "?",
    "??",
    "???",
    "?!",
    ".",
    ",",
    "...",
    "(",
    ")",
    '"',
    "'",
    "*",
    "#",
    "!" * 12,
    "?" * 9,
    "-",
    "~~",
]


def texts(n: int, seed: int) -> Iterator[str]:
    """N random texts of 0 to 13 such tokens, the same for a seed."""
    rng = np.random.default_rng(seed)
    pool = _pool(rng)
    lengths = rng.integers(0, 14, n)
    tokens = iter(rng.integers(0, len(pool), lengths.sum()).tolist())
    odd = iter(np.where(rng.random(lengths.sum()) < 0.15, rng.integers(0, len(SPACES), lengths.sum()), 0).tolist())
    for length in lengths.tolist():
        yield "".join([pool[next(tokens)] + SPACES[next(odd)] for _ in range(length)])


def _pool(rng: np.random.Generator, size: int = 40_000) -> list[str]:
    """Tokens in some spelling: each kind as often as the next, plain, in capitals, between marks."""
    kinds = [LADEN, LADEN, [*BOOSTER_DICT], NEGATE, NAMED, PHRASES, OTHERS, EMOTICONS, EMOJI, SEQUENCES]
    return [_spelt(kinds[rng.integers(len(kinds))], rng) for _ in range(size)]


def _spelt(kind: list[str], rng: np.random.Generator) -> str:
    token = kind[rng.integers(len(kind))]
    token = (token, token, token, token.upper(), token.title(), token.swapcase())[rng.integers(6)]
    if rng.random() < 0.2:
        token = EDGES[rng.integers(len(EDGES))] + token + EDGES[rng.integers(len(EDGES))]
    return token + string.punctuation[rng.integers(len(string.punctuation))] if rng.random() < 0.05 else token
