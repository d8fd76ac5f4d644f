"""Topics by phrases: each topic of the event file becomes one regular expression over the text as its reader saw it.

Most texts are settled by their tokens: a phrase of one word occurs where a token has it, and a longer one only where
its first word and its second stand in tokens side by side. The expression is searched for where that leaves a doubt.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment.phrases import ANYWHERE, any_of, may_match, one_of, searchable, words_of
from xsentiment.scorers.tokens import OfTokens, Texts, Tokens, Vocabulary, blocks, tokenise

if TYPE_CHECKING:
    from xsentiment.event import Event, Topic

_IS, _OPENS, _FOLLOWS, _HOLDS = 1, 2, 4, 8
"""What a token is for some phrases: one of them, the first word of one, the second, or so long that it may hold one."""


def score(texts: Sequence[str], event: Event) -> pa.Table:
    """For each text `topic_<id>`, 1.0 where the topic's phrases occur, 0.0 elsewhere; `topics`, the ids found."""
    found = hits(texts, event.topics)
    columns: dict[str, Any] = {
        f"topic_{topic.id}": found[:, i].astype(np.float64) for i, topic in enumerate(event.topics)
    }
    ends = np.append(0, np.cumsum(found.sum(axis=1)))
    names = pa.array(event.topic_ids, pa.string()).take(pa.array(np.nonzero(found)[1]))
    return pa.table(columns | {"topics": pa.ListArray.from_arrays(pa.array(ends, pa.int32()), names)})


def hits(texts: Sequence[str], topics: Sequence[Topic]) -> NDArray[np.bool_]:
    """Whether the phrases of each topic occur in each text; bool (N, T)."""
    return np.concatenate([np.zeros((0, len(topics)), bool), *(_hits(block, tuple(topics)) for block in blocks(texts))])


def _hits(texts: Texts, topics: tuple[Topic, ...]) -> NDArray[np.bool_]:
    tokens = texts.once(tokenise)
    marks = tokens.each(_marks(topics))
    marked: NDArray[np.bool_] = np.logical_or.reduce(marks != 0, axis=1)
    places = np.flatnonzero(marked[tokens.ids])
    marks = marks[tokens.ids[places]]
    rows = np.searchsorted(tokens.offsets, places, side="right") - 1
    beside = (np.diff(places, append=-1) == 1) & (np.diff(rows, append=-1) == 0)
    empty = np.diff(tokens.offsets) == 0
    found = np.zeros((len(texts), len(topics)), bool)
    for i, topic in enumerate(topics):
        is_said, may_be_said = _said(marks[:, i], beside, rows, tokens)
        denied = _said(marks[:, len(topics) + i], beside, rows, tokens)
        if not topic.all:
            found[:, i] = is_said & ~denied.any(axis=0)
        for row in np.flatnonzero((is_said | may_be_said | empty) & ~found[:, i]).tolist():
            found[row, i] = pattern(topic).search(searchable(texts[row])) is not None
    return found


def _said(
    marks: NDArray[np.uint8], beside: NDArray[np.bool_], rows: NDArray[np.int64], tokens: Tokens
) -> NDArray[np.bool_]:
    """Whether one of some phrases is said for sure, and whether one may be; (2, N)."""
    opens = (marks & _OPENS != 0) & beside & (np.append(marks[1:], 0) & _FOLLOWS != 0)
    said = np.zeros((2, len(tokens)), bool)
    said[0, rows[marks & _IS != 0]] = True
    said[1, rows[opens | (marks & _HOLDS != 0)]] = True
    return said


@lru_cache(maxsize=8)
def _marks(topics: tuple[Topic, ...]) -> OfTokens:
    """What each token is for the phrases of each topic, then for those of its `none`; uint8 (V, 2T)."""
    expressions: dict[tuple[int, int], list[str]] = defaultdict(list)
    for i, phrases in enumerate([topic.any or topic.all[:1] for topic in topics] + [topic.none for topic in topics]):
        for words in words_of(phrases):
            for kind, word in zip((_IS,) if len(words) == 1 else (_OPENS, _FOLLOWS), words, strict=False):
                expressions[i, kind].append(word)
    of_topic: dict[int, dict[int, str]] = defaultdict(dict)
    for (i, kind), some in expressions.items():
        of_topic[i][kind] = any_of(some)
    of_any = {i: any_of(word for kind in kinds for word in expressions[i, kind]) for i, kinds in of_topic.items()}

    def marks(vocabulary: Vocabulary) -> NDArray[np.uint8]:
        forms = vocabulary.once(searchable_of)
        found = np.zeros((len(forms), 2 * len(topics)), np.uint8)
        spaced = np.array([" " in form and len(form.split()) > 1 for form in forms], bool)
        strings = pa.array(forms, pa.string())
        for i, kinds in of_topic.items():
            places = np.flatnonzero(may_match(of_any[i], strings))
            some = strings.take(pa.array(places))
            for kind, expression in kinds.items():
                may = may_match(expression, some)
                if kind == _IS:
                    words: list[str] = some.filter(pa.array(may)).to_pylist()
                    may[may] = [re.search(expression, word) is not None for word in words]
                found[places[may], i] |= np.uint8(kind)
                if kind == _OPENS:
                    found[places[may & spaced[places]], i] |= np.uint8(_HOLDS)
        found[spaced] |= np.uint8(_FOLLOWS)
        return found

    return marks


def searchable_of(vocabulary: Vocabulary) -> list[str]:
    """`searchable` of each token: that of a text is no more than these and white space, in another order."""
    tokens: list[Any] = vocabulary.tokens.to_pylist()
    forms = [*map(str.lower, tokens)]
    for place in np.flatnonzero(pc.match_substring_regex(vocabulary.tokens, _DRESSED)).tolist():
        forms[place] = searchable(tokens[place])
    return forms


_DRESSED: Final = r"[^\x00-\x7f]|#|://"
"""What `searchable` changes in a token, beyond capitals."""


@cache
def pattern(topic: Topic) -> re.Pattern[str]:
    """A topic as one expression, to be searched in `searchable` text: any of `any`, all of `all`, none of `none`."""
    parts = [f"(?={ANYWHERE}{one_of([phrase])})" for phrase in topic.all]
    if topic.none:
        parts.insert(0, f"(?!{ANYWHERE}{one_of(topic.none)})")
    if not parts:
        return re.compile(one_of(topic.any))
    if topic.any:
        parts.append(f"{ANYWHERE}{one_of(topic.any)}")
    return re.compile(r"\A" + "".join(parts))
