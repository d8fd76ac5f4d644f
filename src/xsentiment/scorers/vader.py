"""Sentiment by VADER: the figures of the package vaderSentiment, to the last bit, in a small part of its time.

The package is the definition: its lexicon and tables are loaded from it, and `figures` equals its `polarity_scores` on
any text. Its rules run on arrays over blocks of texts (`vader_scan`, then `vader_rules`), in time that grows with the
length of the texts and no faster. Where an event gives valences of its own, the figures are those of the package with
these in its lexicon, and the scorer is called `vader+event`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from xsentiment.scorers.tokens import OfTokens, Texts, Vocabulary, blocks, tokenise
from xsentiment.scorers.vader_rules import Floats, Valences, valences
from xsentiment.scorers.vader_scan import Places, Scan, scan
from xsentiment.scorers.vader_words import Words, words

if TYPE_CHECKING:
    from xsentiment.event import Event

FIGURES: Final = ("neg", "neu", "pos", "compound")
THRESHOLD: Final = 0.05
"""The package's authors call a compound score positive from here, negative from its opposite, neutral between."""

_WORD: Final = np.dtype([("code", np.int32), ("kinds", np.uint8), ("exclamations", np.int32), ("questions", np.int32)])
_CAPITALS, _SEVERAL, _MARKED = (np.uint8(1 << bit) for bit in range(3))
_EXCLAMATIONS: Final = np.array([SentimentIntensityAnalyzer._amplify_ep("!" * n) for n in range(5)])  # noqa: SLF001
_QUESTIONS: Final = np.array([SentimentIntensityAnalyzer._amplify_qm("?" * n) for n in range(5)])  # noqa: SLF001
"""What so many marks add to the emphasis of a text; more than four count as four."""

_COMPENSATES: Final = sum([1e16, 1.0, 1.0]) != 1e16
"""Whether Python's `sum` makes up for what rounding takes away."""


def score(texts: Sequence[str], event: Event) -> pa.Table:
    """VADER's figures and the sentiment of each text."""
    table = figures(texts, event.lexicon)
    compounds = table["compound"].combine_chunks().dictionary_encode()
    labels = pa.array([label(compound) for compound in compounds.dictionary.to_pylist()], pa.string())
    return table.append_column("sentiment", labels.take(compounds.indices))


def figures(texts: Iterable[str], lexicon: Mapping[str, float] | None = None) -> pa.Table:
    """VADER's neg, neu, pos and compound of each text: float64 columns, one row a text, in the same order.

    `lexicon` gives valences (-4 to 4) to words and emoji beyond the package's lexicon or in place of it, as an event
    does. Without it the figures are equal to the package's. Of `Texts`, what other scorers share with this is read.
    Raises TypeError for a text that is not a string.
    """
    _keep_freed_memory()
    own = tuple((lexicon or {}).items())
    if isinstance(texts, Texts):
        found = [_by_tokens(texts, own)]
    else:
        vader = words(lexicon)
        listed = texts if isinstance(texts, Sequence) else [*texts]
        found = [_score_valence(scan(_encoded(block), vader), vader) for block in blocks(listed)]
    return pa.table({name: np.concatenate([np.empty(0), *(block[name] for block in found)]) for name in FIGURES})


def label(compound: float) -> str:
    """The sentiment that a compound score stands for."""
    if compound >= THRESHOLD:
        return "positive"
    return "negative" if compound <= -THRESHOLD else "neutral"


@cache
def _keep_freed_memory() -> None:
    """Let the C library keep memory that is freed after one block for the next, which halves the time.

    glibc returns freed memory to the system above a limit that follows the largest array freed so far, up to 32 MiB
    (mallopt(3), M_MMAP_THRESHOLD). This array is never written to, so it takes up none. Elsewhere it has no effect.
    """
    np.empty((1 << 25) - (1 << 16), np.uint8)


def _encoded(texts: Iterable[str]) -> list[bytes]:
    try:
        return [*map(str.encode, texts)]
    except UnicodeEncodeError:
        return [text.encode("utf-8", "surrogatepass") for text in texts]


def _by_tokens(texts: Texts, own: tuple[tuple[str, float], ...]) -> dict[str, Floats]:
    """The figures of a block by its tokens; of texts with a token that is not one word, by all their characters."""
    tokens = texts.once(tokenise)
    facts = tokens.each(_of_tokens(own))
    codes, kinds = (np.ascontiguousarray(facts[name])[tokens.ids] for name in ("code", "kinds"))
    marked = np.flatnonzero(kinds & _MARKED)
    of_marked = facts[tokens.ids[marked]]
    marks = (
        np.bincount(tokens.rows[marked], of_marked[name], len(tokens)).astype(np.int64)
        for name in ("exclamations", "questions")
    )
    vader = words(dict(own))
    figures = _score_valence(Scan(codes, kinds & _CAPITALS != 0, tokens.offsets, *marks), vader)
    others = np.unique(tokens.rows[np.flatnonzero(kinds & _SEVERAL)]).tolist()
    if others:
        theirs = _score_valence(scan(_encoded([texts[text] for text in others]), vader), vader)
        for name, values in theirs.items():
            figures[name][others] = values
    return figures


@lru_cache(maxsize=4)
def _of_tokens(own: tuple[tuple[str, float], ...]) -> OfTokens:
    """Of each token: the code of its word; whether that is in capitals, it is not one word, has marks; how many."""
    vader = words(dict(own))

    def of_tokens(vocabulary: Vocabulary) -> NDArray[Any]:
        found = scan(vocabulary.tokens.cast(pa.binary()).to_pylist(), vader)
        facts = np.zeros(len(vocabulary.tokens), _WORD)
        one = found.lengths == 1
        words_of = found.offsets[:-1][one]
        facts["code"][one], facts["kinds"][one] = found.codes[words_of], found.capitals[words_of] * _CAPITALS
        facts["exclamations"], facts["questions"] = found.exclamations, found.questions
        facts["kinds"] |= ~one * _SEVERAL | (found.exclamations + found.questions != 0) * _MARKED
        return facts

    return of_tokens


def _score_valence(read: Scan, vader: Words) -> dict[str, Floats]:
    """As the package does it, for a block of texts."""
    n = len(read.lengths)
    found = valences(read, vader)
    emphasis = _EXCLAMATIONS[np.minimum(read.exclamations, 4)] + _QUESTIONS[np.minimum(read.questions, 4)]
    total = _sums(found, n)
    total += np.sign(total) * emphasis
    compound = np.clip(total / np.sqrt(total * total + 15), -1, 1)

    above, below = found.values > 0, found.values < 0
    positive = _added(found.texts[above], found.values[above] + 1, n)
    negative = np.abs(_added(found.texts[below], found.values[below] - 1, n))
    neutral = read.lengths - np.bincount(found.texts, minlength=n)
    more_positive, more_negative = positive > negative, negative > positive
    positive += more_positive * emphasis
    negative += more_negative * emphasis
    whole = positive + negative + neutral
    whole[read.lengths == 0] = 1  # no words: the shares are 0
    shares = {"neg": negative / whole, "neu": neutral / whole, "pos": positive / whole}
    return {name: _rounded(share, 3) for name, share in shares.items()} | {"compound": _rounded(compound, 4)}


def _added(texts: Places, values: Floats, n: int) -> Floats:
    """The values of each text added up from left to right."""
    return np.bincount(texts, values, n).astype(np.float64)


def _sums(found: Valences, n: int) -> Floats:
    """Each text's sum of valences as Python's `sum` gives it: left to right and, from Python 3.12 on, compensated.

    The two differ only from three terms on; there `sum` itself is asked, if it compensates.
    """
    sums = _added(found.texts, found.values, n)
    if not _COMPENSATES:
        return sums
    ends = np.searchsorted(found.texts, np.arange(n + 1))
    many = np.flatnonzero(np.diff(ends) > 2)
    values = found.values.tolist()
    runs = zip(ends[many].tolist(), ends[many + 1].tolist(), strict=True)
    sums[many] = [sum(values[begin:end]) for begin, end in runs]
    return sums


def _rounded(values: Floats, digits: int) -> Floats:
    """Python's `round`, which is exact where numpy's is not: it is asked where a tie is near."""
    scaled = values * 10**digits
    rounded: Floats = np.rint(scaled) / 10**digits
    ties = np.flatnonzero(np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6)
    rounded[ties] = [round(value, digits) for value in values[ties].tolist()]
    return rounded
