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
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.scorers.cue_rules import EXPRESSIONS, Expression, plain, that_occur
from xsentiment.scorers.cue_scan import ENOUGH, scan
from xsentiment.scorers.tokens import Texts, blocks

if TYPE_CHECKING:
    from xsentiment.event import Event

_NEGATION: Final = re.compile(r"\n? (?:[\w']+ ){0,2}(?:(?:ton|reven|on|yldrah|gnihton|tuohtiw|ssel)\b|t'n)")
"""A "not" at most two words before a cue, read backwards from there: nothing is searched for."""


def score(texts: Sequence[str], _event: Event) -> pa.Table:
    """The reaction of each text."""
    return pa.table({"reaction": pa.array(reactions(texts), pa.string())})


def reactions(texts: Sequence[str]) -> list[str]:
    """`reaction` of each text."""
    said: list[str] = np.array(schema.REACTIONS, object)[places(texts)].tolist()
    return said


def places(texts: Sequence[str]) -> NDArray[np.int64]:
    """(N,): `reaction` of each text, as its place in schema.REACTIONS.

    Most are settled by their tokens; the expressions are tried on the rest alone.
    """
    return np.concatenate([np.zeros(0, np.int64), *map(_places, blocks(texts))])


def _places(texts: Texts) -> NDArray[np.int64]:
    found = scan(texts)
    found.said[found.open] = [
        schema.REACTIONS.index(_loudest(_cues(plain(texts[text]), that_occur(short, long))))
        for text, short, long in zip(found.open.tolist(), found.short.tolist(), found.long.tolist(), strict=True)
    ]
    return found.said


def reaction(text: str) -> str:
    """The reaction that the cues of one text speak for, "neutral" if they say too little."""
    return _loudest(cues(text))


def cues(text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The cues of a text: (reaction, cue as written) → (weight, where its last occurrence ends)."""
    return _cues(plain(text), EXPRESSIONS)


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


def _cues(text: str, expressions: Iterable[Expression]) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for label, weight, start, end in sorted(_matches(text, expressions), key=lambda match: match[3]):
        found[label, text[start:end]] = (weight, end)
    return found


def _matches(text: str, expressions: Iterable[Expression]) -> Iterator[tuple[str, int, int, int]]:
    for expression in expressions:
        label = expression.label
        for match in expression.pattern.finditer(text):
            start, end = match.span()
            if label == "mockery" or not _NEGATION.match(text[max(0, start - 40) : start][::-1]):
                yield label, expression.weight, start, end
