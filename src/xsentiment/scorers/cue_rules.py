"""The cues as regular expressions: over whole texts, and over the tokens that they begin with or are within."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from xsentiment.phrases import alternatives
from xsentiment.scorers.cue_lists import EMOJI, FEELINGS, PHRASES

_ADVERB: Final = (
    r"(?:so|really|very|just|honestly|genuinely|truly|absolutely|deeply|more|pretty|quite|kinda|still|now|also|both|too"
    r"|feeling|getting|beyond|a bit|a little|actually|legit|low-?key|\w+ing) "
)
_OWN: Final = (
    r"\b(?:i'?m|i am|i was|i've been|we're|we are|we were|i feel|i felt"
    r"|(?:makes?|making|made|got|has|have|had|left|leaves) (?:me|us)) "
    rf"(?:{_ADVERB}){{0,3}}"
)
_HEAD: Final = rf"(?:^|[.!?:;\n] ?)(?:{_ADVERB}){{0,3}}"
_BEFORE: Final = (
    "i'?m|am|was|been|we'?re|are|feel|felt|me|us|so|really|very|just|honestly|genuinely|truly|absolutely"
    "|deeply|more|pretty|quite|kinda|still|now|also|both|too|beyond|bit|little|actually|legit|low-?key"
)
ENDING: Final = "(?:ing|[.!?:;])"
"""How the token before a feeling ends: with a last word of `_OWN` or `_ADVERB`, or as a sentence does."""
_COMMON: Final = """
    a an and are at be do for has have how i in is it just me my no not of on so take that the this to was we what you
"""
_HEAD_END: Final = r"(?= (?:to|about|that|for|by|at|of|with)\b| ?(?:[.!,\n]|$))"

_SAYING: Final = "said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted"
_QUOTATION: Final = r'["“][^"“”\n]{1,400}["”]'
_REPORTED: Final = re.compile(
    rf'\b(?:{_SAYING}|according to)\b[^.!?"“”\n]{{0,40}}{_QUOTATION}'
    rf"|(?<![^\s(]){_QUOTATION}(?=,? ?(?!(?:i|we)\b)(?:[\w'.-]+,? ){{0,4}}(?:{_SAYING})\b)"
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


ANYWHERE: Final = -1
_NEGATION: Final = re.compile(r"\n? (?:[\w']+ ){0,2}(?:(?:ton|reven|on|yldrah|gnihton|tuohtiw|ssel)\b|t'n)")
"""A "not" at most two words before a cue, read backwards from there: nothing is searched for."""


@dataclass(frozen=True)
class Expression:
    """Cues of one reaction and weight, to be searched for in `plain` text.

    `short`: those of one word, `long`: the others, None if there are none. `parts`: expressions for `Words`, of
    tokens that have a cue of one word (`short`), that are the first (`opens`) or the second (`follows`) of two words of
    a longer one that stand side by side, or alone tell that one may begin there (`holds`; of feelings, in the token or
    around it). `pairs`: expressions of the two words together, by how many of its words the cue has before them;
    `ANYWHERE` where that is not known.
    A feeling `follows` at the head of a line, too, with no word before it, and any token that ends with `ENDING` opens.
    """

    label: str
    weight: int
    pattern: re.Pattern[str]
    short: re.Pattern[str] | None
    long: re.Pattern[str] | None
    parts: Mapping[str, list[str]]
    pairs: Mapping[int, str]


def _expressions() -> Iterator[Expression]:
    for label in PHRASES:
        for weight, lines in PHRASES[label].items():
            phrases = list(alternatives("|".join(line.strip() for line in lines.strip().splitlines())))
            short, long = [p for p in phrases if " " not in p], [p for p in phrases if " " in p]
            pattern, shorts, longs = (
                re.compile(_bounded(_by_letter(some))) if some else None for some in (phrases, short, long)
            )
            if pattern:
                parts, pairs = _parts(long)
                parts["short"] = [_bounded(short)] if short else []
                yield Expression(label, weight, pattern, shorts, longs, parts, pairs)
        for weight, signs in EMOJI[label].items():
            pattern = re.compile(f"[{signs}]")
            yield Expression(label, weight, pattern, pattern, None, {"short": [pattern.pattern]}, {})
        feelings = rf"{_OWN}(?:{FEELINGS[label]})\b|{_HEAD}(?:{FEELINGS[label]}){_HEAD_END}"
        pattern = re.compile(feelings)
        yield Expression(label, 3, pattern, None, pattern, *_parts_of_feelings(FEELINGS[label]))


def _bounded(phrases: Iterable[str]) -> str:
    return rf"(?<![\w'])(?:{'|'.join(phrases)})(?![\w'])"


def _by_letter(ways: Iterable[str]) -> Iterator[str]:
    """Ways that match the same, in the same order: those that begin with a letter are tried only where it stands."""
    alike: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        if way[0].isalnum() and way[1:2] not in {*"?*+{"}:
            alike[way[0]].append(way[1:])
        else:
            yield from (f"{letter}(?:{'|'.join(rest)})" for letter, rest in alike.items())
            yield way
            alike.clear()
    yield from (f"{letter}(?:{'|'.join(rest)})" for letter, rest in alike.items())


def _parts(phrases: Iterable[str]) -> tuple[dict[str, list[str]], dict[int, str]]:
    parts: dict[str, list[str]] = {"opens": [], "follows": [], "holds": []}
    pairs: dict[int, list[str]] = defaultdict(list)
    for phrase in phrases:
        for words in (reading.split(" ") for reading in _readings(phrase)):
            told = [
                (before, pair)
                for before, pair in enumerate(pairwise(words))
                if not any(word.startswith(("\\w", ".")) for word in pair)
            ]
            if told:
                # Of what is repeated, or has any text within, only the beginning is always the same.
                sure = told[:1] if ")*" in phrase or ".{" in phrase else told
                before, (one, two) = max(sure, key=lambda place: sum(map(_letters, place[1])))
                parts["opens"].append(one)
                parts["follows"].append(two)
                pairs[before].append(f"{one} {two}")
            else:
                parts["holds"].append(words[0])
    bounded = {name: [_one_of(some)] if some else [] for name, some in parts.items()}
    return bounded, {before: _one_of(_by_letter(some)) for before, some in pairs.items()}


def _one_of(words: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(dict.fromkeys(words))})(?!\w)"


def _parts_of_feelings(feelings: str) -> tuple[dict[str, list[str]], dict[int, str]]:
    listed = list(alternatives(feelings))
    parts, pairs = _parts(feeling for feeling in listed if " " in feeling)
    words = f"(?:{'|'.join(feeling for feeling in listed if ' ' not in feeling)})"
    parts["opens"] += [_one_of([_BEFORE])]
    parts["follows"] += [_one_of([words])]
    parts["holds"] += [rf"[.!?:;]{words}(?!\w)"]
    together = rf"(?:^|(?:(?<!\w)(?:{_BEFORE})|{ENDING}) |[.!?:;\n]){words}(?!\w)"
    return parts, {ANYWHERE: "|".join([together, *pairs.values()])}


def _letters(word: str) -> int:
    """How many letters a word has at least, or nearly so, but for the most common ones: long ones are rare."""
    return min(len(way) * (way not in _COMMON.split()) for way in re.sub(r"\(\?:|[^\w|]", "", word).split("|"))


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
            for choice in (*alternatives(phrases[start + 3 : place]), *([""] if rest != after else [])):
                yield from _readings(before + choice + rest)
            return
    yield phrases


EXPRESSIONS: Final = tuple(_expressions())


def counts(expression: Expression, text: str, start: int) -> bool:
    """Whether a cue that starts there in plain text speaks: it does not under a "not", unless it mocks."""
    return expression.label == "mockery" or not _NEGATION.match(text[max(0, start - 40) : start][::-1])
