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
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.scorers.cue_rules import EXPRESSIONS, Expression, plain, that_occur
from xsentiment.scorers.cue_scan import ENOUGH, of_tokens, plain_tokens, scan
from xsentiment.scorers.tokens import Texts, blocks, tokenise

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
    tokens = texts.once(tokenise)
    forms, facts = tokens.each(plain_tokens), tokens.each(of_tokens)
    for place, short, long in zip(found.open.tolist(), found.short.tolist(), found.long.tolist(), strict=True):
        text = texts[place]
        if _NOT_A_LINE.isdisjoint(text):
            ids = tokens.ids[tokens.offsets[place] : tokens.offsets[place + 1]]
            said = _of_line(forms[ids].tolist(), facts["short"][ids].tolist(), short & long, long)
        else:
            said = _cues(plain(text), that_occur(short, long))
        found.said[place] = schema.REACTIONS.index(_loudest(said))
    return found.said


_NOT_A_LINE: Final = frozenset('\n"“')
"""A text with none of these has the plain forms of its tokens one after the other for its plain text."""


def _of_line(
    forms: Sequence[str], short: Sequence[int], both: int, long: int
) -> dict[tuple[str, str], tuple[int, int]]:
    """`_cues` of a line, by the plain forms of its tokens and the expressions of which these have cues of one word.

    Those of which longer ones may occur are searched for, together with those of one word where both do.
    """
    text = " ".join(filter(None, forms))
    matches = []
    begins = accumulate((len(form) + bool(form) for form in forms), initial=0)
    for form, begin, bits in zip(forms, begins, short, strict=False):
        for label, weight, start, end in _single(form, bits & ~both) if bits else ():
            if label == "mockery" or not _negated(text, begin + start):
                matches.append((label, weight, begin + start, begin + end))
    return _by_cue(text, [*matches, *_matches(text, that_occur(both, long))])


@lru_cache(maxsize=1 << 14)
def _single(form: str, bits: int) -> list[tuple[str, int, int, int]]:
    """The cues of one word in a token: (reaction, weight, where it starts, where it ends)."""
    return [(e.label, e.weight, *match.span()) for e in that_occur(bits, 0) for match in e.pattern.finditer(form)]


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
    if len(spoken) < 2:
        return spoken[0] if spoken else "neutral"
    closing = max(spoken, key=last.__getitem__)
    return max(spoken, key=lambda label: (weights[label] + (label == closing), last[label]))


def _cues(text: str, expressions: Iterable[Expression]) -> dict[tuple[str, str], tuple[int, int]]:
    return _by_cue(text, _matches(text, expressions))


def _by_cue(text: str, matches: Iterable[tuple[str, int, int, int]]) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for label, weight, start, end in sorted(matches, key=itemgetter(3)):
        found[label, text[start:end]] = (weight, end)
    return found


def _matches(text: str, expressions: Iterable[Expression]) -> Iterator[tuple[str, int, int, int]]:
    for expression in expressions:
        label = expression.label
        for match in expression.pattern.finditer(text):
            if label == "mockery" or not _negated(text, match.start()):
                yield label, expression.weight, *match.span()


def _negated(text: str, start: int) -> bool:
    return _NEGATION.match(text[max(0, start - 40) : start][::-1]) is not None
