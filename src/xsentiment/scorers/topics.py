"""Topics by phrases: each topic of the event file becomes one regular expression over the text as its reader saw it.

Most texts are settled by their tokens: a phrase of one word occurs where a token has it, and a longer one only where
its first word and its second stand in tokens side by side. The expression is searched for where that leaves a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment.phrases import (
    ANYWHERE,
    BEYOND_ASCII,
    Words,
    any_of,
    having,
    one_of,
    pairs_of,
    replaced,
    searchable,
    words_of,
)
from xsentiment.scorers.tokens import OfTokens, Remembered, Texts, Vocabulary, blocks, tokenise

if TYPE_CHECKING:
    from xsentiment.event import Event, Topic

_NEVER: Final = "(?!)"
_IS, _OPENS, _FOLLOWS, _HOLDS = 1, 2, 4, 8
"""What a token is for some phrases: one of them, the first word of one, the second, or so long that it may hold one."""


def score(texts: Sequence[str], event: Event) -> pa.Table:
    """For each text `topic_<id>`, 1.0 where the topic's phrases occur, 0.0 elsewhere; `topics`, the ids found."""
    found = hits(texts, event.topics)
    columns: dict[str, Any] = {
        f"topic_{topic.id}": found[:, i].astype(np.float64) for i, topic in enumerate(event.topics)
    }
    return pa.table(columns | {"topics": listed(found, event.topic_ids)})


def listed(found: NDArray[np.bool_], topics: Sequence[str]) -> pa.ListArray:
    """For each text the topics found in it; `found` is (N, T)."""
    ends = np.append(0, np.cumsum(found.sum(axis=1)))
    names = pa.array(topics, pa.string()).take(pa.array(np.nonzero(found)[1]))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), names)


def hits(texts: Sequence[str], topics: Sequence[Topic]) -> NDArray[np.bool_]:
    """Whether the phrases of each topic occur in each text; bool (N, T)."""
    return np.concatenate([np.zeros((0, len(topics)), bool), *(_hits(block, tuple(topics)) for block in blocks(texts))])


def _hits(texts: Texts, topics: tuple[Topic, ...]) -> NDArray[np.bool_]:
    tokens = texts.once(tokenise)
    said, may_be_said = _said(tokens, topics)
    empty = np.diff(tokens.offsets) == 0
    found = np.zeros((len(texts), len(topics)), bool)
    for i, topic in enumerate(topics):
        denied = said[:, len(topics) + i] | may_be_said[:, len(topics) + i]
        if not topic.all:
            found[:, i] = said[:, i] & ~denied
        expression = pattern(topic)
        for row in np.flatnonzero((said[:, i] | may_be_said[:, i] | empty) & ~found[:, i]).tolist():
            found[row, i] = expression.search(searchable(texts[row])) is not None
    return found


def _said(tokens: Remembered, topics: tuple[Topic, ...]) -> NDArray[np.bool_]:
    """For each topic, then for its `none`: whether a phrase is said for sure, and whether one may be; (2, N, 2T)."""
    marks, rows = tokens.each(_marks(topics)), tokens.rows
    kinds = tokens.each(_kinds(topics))[tokens.ids]
    said = np.zeros((2, len(tokens), 2 * len(topics)), bool)
    for sure, kind in enumerate((_IS, _HOLDS)):
        places = np.flatnonzero(kinds & kind)
        at, of = _where(marks[tokens.ids[places]] & kind)
        said[sure, rows[places[at]], of] = True
    places = np.flatnonzero((kinds[:-1] << 1) & kinds[1:] & _FOLLOWS)
    places = places[rows[places] == rows[places + 1]]
    at, of = _where((marks[tokens.ids[places]] << 1) & marks[tokens.ids[places + 1]] & _FOLLOWS)
    one, two = (tokens.each(_forms)[tokens.ids[places[at] + step]].tolist() for step in (0, 1))
    expressions = _pairs(topics)
    pairs = np.array([_pair(*expressions[i], *both) for i, *both in zip(of.tolist(), one, two, strict=True)], np.int64)
    for sure, kind in enumerate((_IS, _OPENS)):
        said[sure, rows[places[at[pairs == kind]]], of[pairs == kind]] = True
    return said


def _where(table: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`np.nonzero` of a table with few columns, in less time."""
    rows, columns = np.divmod(np.flatnonzero(table), table.shape[1] or 1)
    return rows, columns


def _lists(topics: tuple[Topic, ...]) -> list[tuple[str, ...]]:
    """For each topic the phrases of which one must occur, then for each those that must not."""
    return [topic.any or topic.all[:1] for topic in topics] + [topic.none for topic in topics]


@lru_cache(maxsize=8)
def _pairs(topics: tuple[Topic, ...]) -> list[list[str]]:
    """For each list, expressions for its phrases of two words, and for the first two words of any."""
    some = [[list(pairs_of(phrases, whole=whole)) for whole in (True, False)] for phrases in _lists(topics)]
    return [[any_of(pairs) if pairs else _NEVER for pairs in both] for both in some]


@lru_cache(maxsize=1 << 16)
def _pair(phrase: str, beginning: str, one: str, two: str) -> int:
    """What two tokens side by side are: `_IS` a phrase, for sure; `_OPENS`, they may begin one; or neither."""
    pair = f"{one} {two}"
    if pair.count(" ") == 1 and re.search(phrase, pair):
        return _IS
    return _OPENS if re.search(beginning, pair) else 0


@lru_cache(maxsize=8)
def _marks(topics: tuple[Topic, ...]) -> OfTokens:
    """What each token is for the phrases of each topic, then for those of its `none`; uint8 (V, 2T)."""
    expressions = [
        (word, i, kind)
        for i, phrases in enumerate(_lists(topics))
        for words in words_of(phrases)
        for kind, word in zip((_IS,) if len(words) == 1 else (_OPENS, _FOLLOWS), words, strict=False)
    ]
    words = Words(expressions, 2 * len(topics), np.uint8)
    whole = [any_of(word for word, of, kind in expressions if of == i and kind == _IS) for i in range(2 * len(topics))]

    def marks(vocabulary: Vocabulary) -> NDArray[np.uint8]:
        forms = vocabulary.once(searchable_of)
        strings = pa.array(forms, pa.string())
        found: NDArray[np.uint8] = words.may_be_in(strings)
        for place, i in zip(*_where(found & _IS), strict=True):
            if not re.search(whole[i], forms[place]):
                found[place, i] ^= _IS
        for place in np.flatnonzero(pc.match_substring(strings, " ")).tolist():
            if len(forms[place].split()) > 1:
                for i in np.flatnonzero(found[place] & _OPENS).tolist():
                    if re.search(_pairs(topics)[i][1], forms[place]):
                        found[place, i] |= _HOLDS
                found[place] |= _FOLLOWS
        return found

    return marks


@lru_cache(maxsize=8)
def _kinds(topics: tuple[Topic, ...]) -> OfTokens:
    """What each token is for any of the phrases; uint8 (V,)."""

    def kinds(vocabulary: Vocabulary) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = np.bitwise_or.reduce(vocabulary.once(_marks(topics)), axis=1)
        return found

    return kinds


def _forms(vocabulary: Vocabulary) -> NDArray[np.object_]:
    return np.array(vocabulary.once(searchable_of), object)


def searchable_of(vocabulary: Vocabulary) -> list[str]:
    """`searchable` of each token: that of a text is no more than these and white space, in another order."""
    tokens = vocabulary.tokens
    forms: list[Any] = pc.utf8_lower(replaced(tokens, b"/", (_LINK, " "))).to_pylist()
    odd = having(tokens, BEYOND_ASCII)
    tags = np.flatnonzero(having(tokens, b"#"))
    odd[tags] |= np.asarray(pc.match_substring_regex(tokens.take(pa.array(tags)), _SEVERAL), bool)
    for place in np.flatnonzero(odd).tolist():
        forms[place] = searchable(tokens[place].as_py())
    return forms


_LINK: Final = r"(?i)https?://\S+"
_SEVERAL: Final = r"#.*(?:_|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Za-z][0-9]|[0-9][A-Za-z])"
"""Matches tokens with a hashtag that may be of several words: they are left to `searchable` itself."""


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
