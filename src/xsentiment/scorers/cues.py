"""Reaction by cue phrases and emoji: a first simple scorer, deterministic, open to reading, untrained.

Every cue speaks for one reaction with a weight of 1 to 3, and the weights of a reaction's distinct cues are added. A
reaction that reaches `ENOUGH` is spoken, the one that the post ends on counts one more, and the heaviest is the label;
between equals, the one whose last cue stands later. Where none is spoken the post is neutral.

Only the post's own attitude counts. Words of feeling ("furious", "worried") are cues in the first person or at the head
of a sentence alone, so "Trump is furious" and "analysts are worried" say nothing; quotations that follow a verb of
saying are not read; a cue under a "not" is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.phrases import may_match
from xsentiment.scorers.cue_lists import EMOJI, FEELINGS, PHRASES
from xsentiment.scorers.tokens import Texts, Tokens, Vocabulary, blocks, tokenise

if TYPE_CHECKING:
    from xsentiment.event import Event

ENOUGH: Final = 2
"""The least weight that speaks a reaction: a cue of weight 1 needs company."""

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

_NEGATION: Final = re.compile(r"(?:\bnot|n't|\bnever|\bno|\bhardly|\bnothing|\bwithout|\bless)(?: [\w']+){0,2} $")
_BLURS: Final = r"(?<!\w)(?:not|never|no|hardly|nothing|without|less)$|n't$|[\"“]"
"""Matches tokens without which neither `_NEGATION` nor `_REPORTED` finds anything."""
_DRESSED: Final = r"[^\x00-\x7f]|[@#]|://"
"""What `_plain` looks for in a token, beyond capitals."""
_REPORTED: Final = re.compile(
    r"\b(?:said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted|according to)\b"
    r'[^.!?"“”\n]{0,40}["“][^"“”\n]{1,400}["”]'
)
_LINK_OR_NAME: Final = re.compile(r"https?://\S+|@\w+(?:[.@-]\w+)*", re.IGNORECASE)
_INVISIBLE: Final = re.compile("[\ufe0e\ufe0f\u200b\U0001f3fb-\U0001f3ff]")


def score(texts: Sequence[str], _event: Event) -> pa.Table:
    """The reaction of each text."""
    return pa.table({"reaction": pa.array(reactions(texts), pa.string())})


def reactions(texts: Sequence[str]) -> list[str]:
    """`reaction` of each text. Most are settled by their tokens; the expressions are tried on the rest alone."""
    return [said for block in blocks(texts) for said in _reactions(block)]


def _reactions(texts: Texts) -> list[str]:
    tokens = texts.once(tokenise)
    rows = tokens.each(_of_tokens)
    places = np.flatnonzero(rows["tells"][tokens.ids])
    row, found = np.searchsorted(tokens.offsets, places, side="right") - 1, rows[tokens.ids[places]]
    weights = np.array([np.bincount(row, found["weights"][:, k], len(texts)) for k in range(len(_LABELS))])
    enough: NDArray[np.bool_] = np.logical_or.reduce(weights >= ENOUGH)
    blurred = np.bincount(row, found["blurs"], len(texts)) > 0
    plain = _plain_texts(tokens)
    longer = may_match(_LONGER, plain)
    unsure = np.flatnonzero(longer | (enough & blurred))
    occurs = np.zeros(len(texts), np.uint32)
    np.bitwise_or.at(occurs, row, found["occurs"])
    bits = zip(occurs[unsure].tolist(), _longer(plain.take(pa.array(unsure))).tolist(), strict=True)
    said = np.full(len(texts), "neutral", object)
    said[unsure] = [
        _loudest(_cues(_plain(texts[i]), _that_occur(*both))) for i, both in zip(unsure.tolist(), bits, strict=True)
    ]
    enough[unsure] = False
    chosen = (found["occurs"] != 0) & enough[row]
    ids = tokens.ids[places[chosen]]
    words = zip(
        row[chosen].tolist(),
        tokens.vocabulary.take(pa.array(ids)).to_pylist(),
        rows["occurs"][ids].tolist(),
        strict=True,
    )
    for text, some in groupby(words, key=itemgetter(0)):
        said[text] = _loudest(_of_words((word, bits) for _, word, bits in some))
    result: list[str] = said.tolist()
    return result


def _longer(plain: pa.StringArray) -> NDArray[np.uint32]:
    """The expressions of which cues of several words may occur in each text, a bit for each."""
    found = np.zeros(len(plain), np.uint32)
    for bit, expression in enumerate(_EXPRESSIONS):
        if expression.longer:
            found |= may_match(_bounded_longer(expression.longer), plain).astype(np.uint32) << np.uint32(bit)
    return found


@lru_cache(maxsize=1 << 12)
def _that_occur(short: int, longer: int) -> tuple[_Expression, ...]:
    """The expressions whose cues of one word and of several may occur, cut to those that may; a bit for each."""
    found = []
    for bit, expression in enumerate(_EXPRESSIONS):
        which = (short >> bit & 1, longer >> bit & 1)
        pattern = {(1, 1): expression.pattern, (1, 0): expression.short, (0, 1): expression.long}.get(which)
        if pattern:
            found.append(replace(expression, pattern=pattern))
    return tuple(found)


def _of_words(words: Iterable[tuple[str, int]]) -> dict[tuple[str, str], tuple[int, int]]:
    """`cues` of a text that has no cue but in single tokens, given these and the expressions that occur in each."""
    return {
        (label, cue): (weight, place << 32 | end)
        for place, (word, bits) in enumerate(words)
        for label, weight, cue, end in _single(word, bits)
    }


@lru_cache(maxsize=1 << 14)
def _single(token: str, bits: int) -> list[tuple[str, int, str, int]]:
    """The cues of one word in a token: (reaction, weight, cue, where it ends), in the order in which they end."""
    plain = _plain(token)
    matches = ((e, match) for e in _that_occur(bits, 0) for match in e.pattern.finditer(plain))
    return sorted(((e.label, e.weight, match[0], match.end()) for e, match in matches), key=itemgetter(3))


def _plain_texts(tokens: Tokens) -> pa.StringArray:
    """The texts without their line ends, quotations kept: where a cue is in a text, it is here too."""
    forms = tokens.each(_plain_tokens)
    kept = (forms != "")[tokens.ids]
    ends = np.concatenate([[0], np.cumsum(kept)])[tokens.offsets]
    words = pa.array(forms, pa.string()).take(pa.array(tokens.ids[kept]))
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), words)
    return pc.binary_join(lists, " ")


def _plain_tokens(vocabulary: Vocabulary) -> NDArray[np.object_]:
    tokens: list[str] = vocabulary.tokens.to_pylist()
    plain = np.array([*map(str.lower, tokens)], object)
    for place in np.flatnonzero(pc.match_substring_regex(vocabulary.tokens, _DRESSED)).tolist():
        plain[place] = _plain(tokens[place])
    return plain


def _of_tokens(vocabulary: Vocabulary) -> NDArray[Any]:
    """For each token: the expressions of which cues of one word occur, their weights by reaction, and what else tells.

    `blurs`: whether the token negates or quotes, so that other tokens may be no cues.
    """
    forms: list[str] = vocabulary.once(_plain_tokens).tolist()
    rows = np.zeros(
        len(forms), [("tells", bool), ("blurs", bool), ("occurs", np.uint32), ("weights", np.int32, (len(_LABELS),))]
    )
    places = np.flatnonzero(may_match(_SHORT, forms))
    some = [forms[place] for place in places.tolist()]
    for bit, expression in enumerate(_EXPRESSIONS):
        if expression.short:
            for at in np.flatnonzero(may_match(expression.short.pattern, some)).tolist():
                row = rows[places[at]]
                row["weights"][_LABELS.index(expression.label)] += expression.weight * len(
                    set(expression.short.findall(some[at]))
                )
                row["occurs"] |= np.uint32(1 << bit)
    rows["blurs"] = may_match(_BLURS, forms)
    rows["tells"] = rows["blurs"] | (rows["occurs"] != 0)
    return rows


def reaction(text: str) -> str:
    """The reaction that the cues of one text speak for, "neutral" if they say too little."""
    return _loudest(cues(text))


def cues(text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The cues of a text: (reaction, cue as written) → (weight, where its last occurrence ends)."""
    return _cues(_plain(text), _EXPRESSIONS)


def _loudest(found: dict[tuple[str, str], tuple[int, int]]) -> str:
    weights: dict[str, int] = {}
    last: dict[str, int] = {}
    for (label, _cue), (weight, end) in found.items():
        weights[label] = weights.get(label, 0) + weight
        last[label] = max(last.get(label, 0), end)
    spoken = [label for label in schema.REACTIONS if weights.get(label, 0) >= ENOUGH]
    if not spoken:
        return "neutral"
    closing = max(spoken, key=last.__getitem__)
    return max(spoken, key=lambda label: (weights[label] + (label == closing), last[label]))


def _cues(plain: str, expressions: Iterable[_Expression]) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for label, weight, start, end in sorted(_matches(plain, expressions), key=lambda match: match[3]):
        found[label, plain[start:end]] = (weight, end)
    return found


def _matches(text: str, expressions: Iterable[_Expression]) -> Iterator[tuple[str, int, int, int]]:
    for expression in expressions:
        label = expression.label
        for match in expression.pattern.finditer(text):
            negated = label != "mockery" and _NEGATION.search(text[max(0, match.start() - 40) : match.start()])
            if not negated:
                yield label, expression.weight, match.start(), match.end()


def _plain(text: str) -> str:
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
class _Expression:
    """Cues of one reaction and weight.

    `short`: those of one word, `long`: the others, None if there are none; `longer`: `long`, or the words it needs, not
    bounded, for `may_match`.
    """

    label: str
    weight: int
    pattern: re.Pattern[str]
    short: re.Pattern[str] | None = None
    long: re.Pattern[str] | None = None
    longer: str = ""


def _expressions() -> Iterator[_Expression]:
    for label in PHRASES:
        for weight, lines in PHRASES[label].items():
            phrases = list(_alternatives("|".join(line.strip() for line in lines.strip().splitlines())))
            short, longer = [p for p in phrases if " " not in p], [p for p in phrases if " " in p]
            pattern, shorts, longs = (re.compile(_bounded(some)) if some else None for some in (phrases, short, longer))
            if pattern:
                yield _Expression(label, weight, pattern, shorts, longs, "|".join(longer))
        for weight, signs in EMOJI[label].items():
            pattern = re.compile(f"[{signs}]")
            yield _Expression(label, weight, pattern, short=pattern)
        feelings = rf"{_OWN}(?:{FEELINGS[label]})\b|{_HEAD}(?:{FEELINGS[label]}){_HEAD_END}"
        pattern = re.compile(feelings)
        yield _Expression(label, 3, pattern, long=pattern, longer=FEELINGS[label])


def _bounded(phrases: Iterable[str]) -> str:
    return rf"(?<![\w'])(?:{'|'.join(phrases)})(?![\w'])"


def _bounded_longer(phrases: str) -> str:
    return rf"(?<!\w)(?:{phrases})(?!\w)"


def _alternatives(expression: str) -> Iterator[str]:
    """The expression cut at each `|` outside brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(expression):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            yield expression[start:place]
            start = place + 1
    yield expression[start:]


_EXPRESSIONS: Final = tuple(_expressions())
_LABELS: Final = tuple(PHRASES)
_LONGER: Final = _bounded_longer("|".join(expression.longer for expression in _EXPRESSIONS if expression.longer))
_SHORT: Final = "|".join(expression.short.pattern for expression in _EXPRESSIONS if expression.short)
