"""The cues as regular expressions: over whole texts, and over the tokens that they begin with or are within."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from xsentiment.scorers.cue_lists import EMOJI, FEELINGS, PHRASES

_ADVERB: Final = (
    r"(?:so|really|very|just|honestly|genuinely|truly|absolutely|deeply|more|pretty|quite|kinda|still|now|also|both|too"
    r"|feeling|getting|beyond|a bit|a little|actually|legit|low-?key|\w+ing) "
)
_OWN: Final = (
    r"\b(?:i'?m|i am|i was|i've been|we'?re|we are|i feel|i felt"
    r"|(?:makes?|making|made|got|has|have|had|left|leaves) (?:me|us)) "
    rf"(?:{_ADVERB}){{0,3}}"
)
_HEAD: Final = rf"(?:^|[.!?:;\n] ?)(?:{_ADVERB}){{0,3}}"
_HEAD_END: Final = r"(?= (?:to|about|that|for|by|at|of|with)\b| ?(?:[.!,\n]|$))"

_REPORTED: Final = re.compile(
    r"\b(?:said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted|according to)\b"
    r'[^.!?"“”\n]{0,40}["“][^"“”\n]{1,400}["”]'
)
_LINK_OR_NAME: Final = re.compile(r"https?://\S+|@\w+(?:[.@-]\w+)*", re.IGNORECASE)
_INVISIBLE: Final = re.compile("[\ufe0e\ufe0f\u200b\U0001f3fb-\U0001f3ff]")


def plain(text: str) -> str:
    """The form in which cues are looked for: case-folded, no links, names and reported quotations, lines apart."""
    if "@" in text or "://" in text:
        text = _LINK_OR_NAME.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _INVISIBLE.sub("", text.casefold()).replace("’", "'").replace("‘", "'")
    text = text.casefold().replace("#", "")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    text = "\n".join(line for line in lines if line)
    if '"' in text or "“" in text:
        text = _REPORTED.sub(" ", text)
    return text.strip()


@dataclass(frozen=True)
class Expression:
    """Cues of one reaction and weight, to be searched for in `plain` text.

    `short`: those of one word, `long`: the others, None if there are none. `parts`: expressions for `may_match`, of
    tokens that have a cue of one word (`short`), that are the first (`opens`) or the second (`follows`) of two words of
    a longer one that stand side by side, or may hold one or part of one (`holds`); `pair`: of the two words together.
    """

    label: str
    weight: int
    pattern: re.Pattern[str]
    short: re.Pattern[str] | None
    long: re.Pattern[str] | None
    parts: Mapping[str, str]


def _expressions() -> Iterator[Expression]:
    for label in PHRASES:
        for weight, lines in PHRASES[label].items():
            phrases = list(_alternatives("|".join(line.strip() for line in lines.strip().splitlines())))
            short, long = [p for p in phrases if " " not in p], [p for p in phrases if " " in p]
            pattern, shorts, longs = (re.compile(_bounded(some)) if some else None for some in (phrases, short, long))
            if pattern:
                parts = _parts(long) | ({"short": shorts.pattern} if shorts else {})
                yield Expression(label, weight, pattern, shorts, longs, parts)
        for weight, signs in EMOJI[label].items():
            pattern = re.compile(f"[{signs}]")
            yield Expression(label, weight, pattern, pattern, None, {"short": pattern.pattern})
        feelings = rf"{_OWN}(?:{FEELINGS[label]})\b|{_HEAD}(?:{FEELINGS[label]}){_HEAD_END}"
        pattern = re.compile(feelings)
        yield Expression(label, 3, pattern, None, pattern, _parts(_alternatives(FEELINGS[label])))


def _bounded(phrases: Iterable[str]) -> str:
    return rf"(?<![\w'])(?:{'|'.join(phrases)})(?![\w'])"


def _parts(phrases: Iterable[str]) -> dict[str, str]:
    parts: dict[str, dict[str, None]] = {"opens": {}, "follows": {}, "pair": {}, "holds": {}}
    for phrase in phrases:
        for words in (reading.split(" ") for reading in _readings(phrase)):
            told = [pair for pair in pairwise(words) if not any(word.startswith(("\\w", ".")) for word in pair)]
            if told:
                # What is repeated, or any text between, may part all words but the first two.
                one, two = (
                    told[0]
                    if ")*" in phrase or ".{" in phrase
                    else max(told, key=lambda pair: sum(map(_letters, pair)))
                )
                chosen = {"opens": one, "follows": two, "pair": f"{one} {two}"}
            else:
                chosen = {"holds": words[0]}
            for name, part in chosen.items():
                parts[name][part] = None
    return {name: rf"(?<!\w)(?:{'|'.join(some)})(?!\w)" for name, some in parts.items() if some}


def _letters(word: str) -> int:
    """How many letters a word has at least, or nearly so: long ones are rare."""
    return min(map(len, re.sub(r"\(\?:|[^\w|]", "", word).split("|")))


def _readings(phrases: str) -> Iterator[str]:
    """The phrases one by one, each bracket or option with a space in it resolved, of repetitions the first alone."""
    phrases = phrases.replace("[- ]?", "(?:-| |)").replace(" ?", "(?: |)")
    depth = start = 0
    for place, sign in enumerate(phrases):
        depth += (sign == "(") - (sign == ")")
        if sign == "(" and depth == 1:
            start = place
        elif sign == ")" and not depth and " " in phrases[start:place]:
            before, after = phrases[:start], phrases[place + 1 :]
            rest = after.lstrip("?*")
            for choice in (*_alternatives(phrases[start + 3 : place]), *([""] if rest != after else [])):
                yield from _readings(before + choice + rest)
            return
    yield phrases


def _alternatives(expression: str) -> Iterator[str]:
    """The expression cut at each `|` outside brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(expression):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            yield expression[start:place]
            start = place + 1
    yield expression[start:]


EXPRESSIONS: Final = tuple(_expressions())


@lru_cache(maxsize=1 << 12)
def that_occur(short: int, long: int) -> tuple[Expression, ...]:
    """The expressions whose cues of one word and of several may occur, cut to those that may; a bit for each."""
    found = []
    for bit, expression in enumerate(EXPRESSIONS):
        which = (short >> bit & 1, long >> bit & 1)
        pattern = {(1, 1): expression.pattern, (1, 0): expression.short, (0, 1): expression.long}.get(which)
        if pattern:
            found.append(replace(expression, pattern=pattern))
    return tuple(found)
