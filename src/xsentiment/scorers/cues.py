"""Reaction by cue phrases and emoji: a first simple scorer, deterministic, open to reading, untrained.

Every cue speaks for one reaction with a weight of 1 to 3, and the weights of a reaction's distinct cues are added. A
reaction that reaches `ENOUGH` is spoken, the one that the post ends on counts one more, and the heaviest is the label;
between equals, the one whose last cue stands later. Where none is spoken the post is neutral.

Only the post's own attitude counts. Words of feeling ("furious", "worried") are cues in the first person or at the head
of a sentence alone, so "Trump is furious" and "analysts are worried" say nothing; quotations behind or before a
verb of saying are not read; a cue under a "not" is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.scorers.cue_rules import EXPRESSIONS, counts, plain
from xsentiment.scorers.cue_scan import NUMBER_BITS, scan
from xsentiment.scorers.tokens import Texts, blocks

if TYPE_CHECKING:
    from xsentiment.event import Event

ENOUGH: Final = 2
"""The least weight that speaks a reaction: a cue of weight 1 needs company."""
_SPOKEN: Final = [label for label in schema.REACTIONS if label != "neutral"]
_LABELS: Final = np.array([_SPOKEN.index(expression.label) for expression in EXPRESSIONS])
_WEIGHTS: Final = np.array([expression.weight for expression in EXPRESSIONS])


def score(texts: Sequence[str], _event: Event) -> pa.Table:
    """The reaction of each text."""
    return pa.table({"reaction": pa.array(reactions(texts), pa.string())})


def reactions(texts: Sequence[str]) -> list[str]:
    """`reaction` of each text."""
    said: list[str] = np.array(schema.REACTIONS, object)[places(texts)].tolist()
    return said


def places(texts: Sequence[str]) -> NDArray[np.int64]:
    """(N,): `reaction` of each text, as its place in schema.REACTIONS."""
    return np.concatenate([np.zeros(0, np.int64), *map(_places, blocks(texts))])


def _places(texts: Texts) -> NDArray[np.int64]:
    found, left = scan(texts)
    said = _loudest_of(found, len(texts))
    for text in left.tolist():
        said[text] = schema.REACTIONS.index(reaction(texts[text]))
    return said


def _loudest_of(found: NDArray[Any], n: int) -> NDArray[np.int64]:
    """`_loudest` of each of n texts, given all their cues."""
    cues = found["text"] << NUMBER_BITS | found["number"]
    order = np.argsort(cues)
    cues = cues[order]
    first = np.flatnonzero(np.diff(cues, prepend=-1))
    ends = np.maximum.reduceat((found["end"] * len(EXPRESSIONS) + found["expression"])[order], first)
    end, expression = np.divmod(ends, len(EXPRESSIONS))
    at = (cues[first] >> NUMBER_BITS) * len(_SPOKEN) + _LABELS[expression]
    shape = (n, len(_SPOKEN))
    weights = np.bincount(at, _WEIGHTS[expression], n * len(_SPOKEN)).astype(np.int64).reshape(shape)
    last = np.full(shape, -1)
    np.maximum.at(last.reshape(-1), at, end)
    spoken = weights >= ENOUGH
    texts = np.flatnonzero(spoken.any(axis=1))
    weights, last, spoken = weights[texts], last[texts], spoken[texts]
    last[~spoken] = -1
    weights[np.arange(len(texts)), last.argmax(axis=1)] += 1
    loudness = np.where(spoken, weights * (last.max(initial=0) + 1) + last, 0)
    said = np.full(n, schema.REACTIONS.index("neutral"))
    said[texts] = loudness.argmax(axis=1)
    return said


def reaction(text: str) -> str:
    """The reaction that the cues of one text speak for, "neutral" if they say too little."""
    return _loudest(cues(text))


def cues(text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """The cues of a text: (reaction, cue as written) → (weight, where its last occurrence ends)."""
    form = plain(text)
    matches = [
        (expression.label, expression.weight, *match.span())
        for expression in EXPRESSIONS
        for match in expression.pattern.finditer(form)
        if counts(expression, form, match.start())
    ]
    return {(label, form[start:end]): (weight, end) for label, weight, start, end in sorted(matches, key=itemgetter(3))}


def _loudest(found: dict[tuple[str, str], tuple[int, int]]) -> str:
    weights: dict[str, int] = {}
    last: dict[str, int] = {}
    for (label, _cue), (weight, end) in found.items():
        weights[label] = weights.get(label, 0) + weight
        last[label] = max(last.get(label, 0), end)
    spoken = [label for label in schema.REACTIONS if weights.get(label, 0) >= ENOUGH]
    if len(spoken) < 2:
        return spoken[0] if spoken else "neutral"
    closing = max(spoken, key=last.__getitem__)
    return max(spoken, key=lambda label: (weights[label] + (label == closing), last[label]))
