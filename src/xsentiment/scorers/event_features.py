"""What a fitted model sees of a text: phrase hits, the event's own scorers' word, its direction, words and pairs.

All features are whole numbers, `LENGTH` standing for 1, so that sums of them are exact in any order.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.event import ENCODER, VECTORS
from xsentiment.phrases import JOINT
from xsentiment.scorers import topics, transformer
from xsentiment.scorers.checksums import joined
from xsentiment.scorers.tokens import Places, Texts, Vocabulary, blocks, tokenise
from xsentiment.scorers.topics import searchable_of
from xsentiment.scorers.vectors import LENGTH, shipped, words, words_in, words_of

if TYPE_CHECKING:
    import pyarrow as pa

    from xsentiment.event import Event

OWN: Final = ("reaction", "sentiment")
"""The targets of the event's own scorers, which a fitted model builds on."""
LEAST_CHANCE: Final = 1e-4
"""A probability below is read as this: classifiers round theirs to four decimals."""
LEAST_KNOWN: Final = 2 / 3
"""The part of a text's words that the table of vectors must know: nearly all of English ones pass, others hardly."""

_WORD: Final = np.dtype(
    [("code", np.uint32), ("opens", np.uint32), ("bytes", np.int32), ("known", bool), ("behind", bool)]
)
"""A word in a text: its CRC-32, alone and with a space behind it, its length, whether the vectors know it, and whether
it is one of a hashtag spelt out, which stands behind the text."""


@dataclass(frozen=True)
class Features:
    """Features of N texts.

    `columns`: F columns of whole numbers: hits of T topics, reactions, vector, n-grams, sentiments; `widths`: how many
    of them each has. `known`: bool (N,), whether the vectors can read the text. `hits`: bool (N, T).
    """

    columns: Columns
    widths: dict[str, int]
    known: NDArray[np.bool_]
    hits: NDArray[np.bool_]

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """All columns in an array; float64 (N, F)."""
        parts = self.columns[:].parts
        return np.hstack([part @ np.eye(part.shape[1]) for part in parts])


@dataclass(frozen=True)
class Columns:
    """Matrices of N rows side by side, each held as it takes least: rows can be taken, and weights of columns summed.

    `parts`: arrays, sparse arrays or `Directions`.
    """

    parts: Sequence[Any]

    @property
    def widths(self) -> list[int]:
        """How many columns each has."""
        return [part.shape[1] for part in self.parts]

    def __getitem__(self, rows: Any) -> Columns:
        """The same of some rows."""
        return Columns([part[rows] for part in self.parts])

    def __matmul__(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The product with (F, O) weights; (N, O)."""
        of_parts = np.split(weights, np.cumsum(self.widths)[:-1])
        sums: NDArray[np.float64] = sum(part @ some for part, some in zip(self.parts, of_parts, strict=True))
        return sums


def features(
    texts: Sequence[str], event: Event, ngrams: NDArray[np.uint32], before: Mapping[str, pa.Table]
) -> Features:
    """The features of a block of texts; `before`: what the event's own scorers of `OWN` say of them, by target."""
    block = texts if isinstance(texts, Texts) else Texts(texts)
    hits = topics.hits(block, event.topics)
    parts = {
        "phrases": hits * float(LENGTH),
        "reaction": reactions(before["reaction"]),
        "vectors": _vectors(block, event),
        "ngrams": presence(block, ngrams),
        "sentiment": sentiments(before["sentiment"]),
    }
    columns = Columns([*parts.values()])
    return Features(columns, dict(zip(parts, columns.widths, strict=True)), known(block, event), hits)


def _vectors(texts: Texts, event: Event) -> Any:
    """The direction of each text, by the shipped vectors or the event's sentence encoder; (N, d)."""
    if event.fit.features == VECTORS:
        return shipped().of_block(texts)
    return transformer.embed(texts, event.fit.features.removeprefix(ENCODER))


def reactions(scored: pa.Table) -> NDArray[np.float64]:
    """A reaction scorer's probabilities or, if it gives none, its label; whole numbers (N, 5)."""
    names = [schema.reaction_probability(label) for label in schema.REACTIONS]
    if set(names) <= set(scored.column_names):
        shares = np.column_stack([scored[name].to_numpy() for name in names])
        rounded: NDArray[np.float64] = np.rint(np.nan_to_num(shares) * LENGTH)
        return rounded
    labels: list[Any] = scored["reaction"].to_pylist()
    return np.array([[LENGTH * (label == name) for name in schema.REACTIONS] for label in labels], float).reshape(-1, 5)


def sentiments(scored: pa.Table) -> NDArray[np.float64]:
    """A sentiment scorer's log probabilities, with mean 0, or, if it gives none, its label; whole numbers (N, 3)."""
    names = [f"p_{label}" for label in schema.SENTIMENTS]
    if not set(names) <= set(scored.column_names):
        labels: list[Any] = scored["sentiment"].to_pylist()
        said = [[LENGTH * (label == name) for name in schema.SENTIMENTS] for label in labels]
        return np.array(said, float).reshape(-1, 3)
    logs = np.log(np.maximum(np.column_stack([scored[name].to_numpy() for name in names]), LEAST_CHANCE))
    centred: NDArray[np.float64] = np.rint((logs - logs.mean(axis=1, keepdims=True)) * LENGTH)
    return centred


def presence(texts: Texts, ngrams: NDArray[np.uint32]) -> Any:
    """Which of `ngrams`, ascending, occur in each text, each row at length `LENGTH`; sparse (N, G)."""
    from scipy.sparse import csr_array

    listed, rows = texts.once(_words)
    pairs = np.flatnonzero(rows[1:] == rows[:-1])
    second = listed[pairs + 1]
    codes = np.concatenate([listed["code"], joined(listed["opens"][pairs], second["code"], second["bytes"])])
    places, columns = _found(codes, ngrams)
    width = max(1, len(ngrams))
    found = np.sort(np.concatenate([rows, rows[pairs]])[places] * width + columns)
    once = found[np.diff(found, prepend=-1) != 0]
    of_text = np.bincount(once // width, minlength=len(texts))
    values = np.repeat(np.rint(LENGTH / np.sqrt(np.maximum(of_text, 1))), of_text)
    return csr_array((values, once % width, np.append(0, np.cumsum(of_text))), (len(texts), len(ngrams)))


def _found(codes: NDArray[np.uint32], ngrams: NDArray[np.uint32]) -> tuple[Places, Places]:
    """Where the codes are that are among the n-grams, and which they are. Most are told by their first half."""
    halves = np.zeros(1 << 16, bool)
    halves[ngrams >> 16] = True
    likely = np.flatnonzero(halves[codes >> 16])
    columns = np.searchsorted(ngrams, codes[likely])
    same = np.append(ngrams, 0)[columns] == codes[likely]
    return likely[same], columns[same]


def _words(texts: Texts) -> tuple[NDArray[Any], Places]:
    """The words of all texts, one text after the other, each with the number of its text."""
    listed, begins = texts.once(tokenise).lists(_of_tokens)
    rows = np.repeat(np.arange(len(texts)), np.diff(begins))
    return listed[np.argsort(2 * rows + listed["behind"], kind="stable")], rows


def _of_tokens(vocabulary: Vocabulary) -> tuple[NDArray[Any], Places]:
    """The words of each token, those last that stand behind the text."""
    listed = vocabulary.once(words_of)
    counts = np.fromiter(map(len, listed), np.int64, len(listed))
    here = counts.copy()
    for place, form in enumerate(vocabulary.once(searchable_of)):
        if JOINT in form:
            here[place] = len(words_in(form.partition(JOINT)[0]))
    spelt = [*chain.from_iterable(listed)]
    written = [*map(str.encode, spelt)]
    found = np.zeros(len(spelt), _WORD)
    found["code"] = [*map(zlib.crc32, written)]
    found["opens"] = [zlib.crc32(b" ", code) for code in found["code"].tolist()]
    found["bytes"] = [*map(len, written)]
    found["known"] = [*map(shipped().places.__contains__, spelt)]
    found["behind"] = np.arange(len(spelt)) >= np.repeat(np.cumsum(counts) - counts + here, counts)
    return found, counts


def codes(text: str) -> set[int]:
    """The CRC-32 of the words and word pairs of a text."""
    return set(_crc32(_runs(words(text))))


def named_codes(text: str) -> dict[int, str]:
    """The words and word pairs of a text by their CRC-32."""
    runs = _runs(words(text))
    return dict(zip(_crc32(runs), runs, strict=True))


def _runs(listed: list[str]) -> list[str]:
    return [*listed, *map(" ".join, pairwise(listed))]


def _crc32(runs: list[str]) -> list[int]:
    try:
        return list(map(zlib.crc32, map(str.encode, runs)))
    except UnicodeEncodeError:
        return [zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs]


def directions_of(text: str) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Each word of a text and its part of the text's direction by the shipped vectors, before rounding."""
    table = shipped()
    listed = [(word, table.table[table.rows(word)].sum(axis=0, dtype=np.float64)) for word in words(text)]
    length = sqrt(float((sum(vector for _, vector in listed) ** 2).sum())) if listed else 0.0
    yield from ((word, vector * LENGTH / (length or 1.0)) for word, vector in listed)


def common_codes(texts: Sequence[str], least: int) -> NDArray[np.uint32]:
    """The words and pairs that occur in at least `least` of the texts, ascending."""
    counts = Counter(code for text in texts for code in codes(text))
    return np.array(sorted(code for code, n in counts.items() if n >= least), np.uint32)


def known(texts: Sequence[str], event: Event) -> NDArray[np.bool_]:
    """Whether each text has words, and the table of vectors, where it is used, enough of them; bool (N,)."""
    return np.concatenate([np.zeros(0, bool), *(_known(block, event) for block in blocks(texts))])


def _known(texts: Texts, event: Event) -> NDArray[np.bool_]:
    listed, rows = texts.once(_words)
    of_text, known_of_text = (np.bincount(some, minlength=len(texts)) for some in (rows, rows[listed["known"]]))
    read = event.fit.features != VECTORS or known_of_text >= LEAST_KNOWN * of_text
    return (of_text > 0) & read
