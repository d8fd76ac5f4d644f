"""Copies of one text, word for word or nearly: spam, copy-paste campaigns, one joke told by many.

A text is the sequence of its words, without links, mentions and punctuation. Two texts of at least LEAST_WORDS words
are near-copies if their sets of word pairs have a Jaccard similarity of at least LIKENESS (Broder 1997); candidates are
found by MinHash in bands (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3), and each is then compared
exactly. Near-copies of near-copies are one cluster. `shingled` works on one part of the posts; what it gives for all
parts goes to `clusters`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from xsentiment.text import normalised

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

LEAST_WORDS: Final = 6
"""Shorter texts are alike by chance: they are copies only word for word."""
LIKENESS: Final = 0.7
BANDS: Final = 16
ROWS: Final = 3
"""Two texts of likeness s are candidates with probability 1 - (1 - s**ROWS)**BANDS: .998 at .7, .12 at .2."""

_PAIRS_AT_A_TIME: Final = 100_000
_WORD: Final = re.compile(
    r"(?:@[\w.]+|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|"
    r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+)"
)
"""A mention, a character of a script that writes words without spaces, or a run of letters and digits."""
_SEED: Final = 20250903
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio: multiplying by it spreads numbers over 64 bits."""
_Number = TypeVar("_Number", np.uint64, np.int64)


@dataclass(frozen=True)
class Shingled:
    """Texts that may have near-copies: `hashes` of them, and `sets`, (which text << 32 | pair of words) ascending."""

    hashes: Hashes
    sets: Hashes


def words(text: str) -> list[str]:
    """The words by which copies are told."""
    return [word for word in _WORD.findall(normalised(text)) if word[0] != "@"]


def identity(text: str) -> int:
    """A 64-bit number that copies of a text, word for word, share; a text without words is its normalised form."""
    return _identity(text, words(text))


def _identity(text: str, found: list[str]) -> int:
    data = (" ".join(found) or normalised(text)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def shingled(texts: Iterable[str]) -> tuple[list[int], Shingled]:
    """The identity of each text, and what `clusters` needs to know of the long ones."""
    identities: list[int] = []
    long: dict[int, int] = {}  # identity → how many words
    hashes = array("Q")
    hash_of = _WordHashes()
    for text in texts:
        found = words(text)
        identity = _identity(text, found)
        identities.append(identity)
        if len(found) >= LEAST_WORDS and identity not in long:
            long[identity] = len(found)
            hashes.extend(map(hash_of.__getitem__, found))
    sets = _word_pairs(np.array(hashes, np.uint64), np.array(list(long.values()), np.int64))
    return identities, Shingled(np.array(list(long), np.uint64), sets)


class _WordHashes(dict[str, int]):
    """A hash of each word, worked out once."""

    def __missing__(self, word: str) -> int:
        data = word.encode("utf-8", "surrogatepass")
        return self.setdefault(word, int.from_bytes(blake2b(data, digest_size=8).digest(), "big"))


def _word_pairs(words: Hashes, lengths: Places) -> Hashes:
    """The pairs of words that stand together in a text (which text << 32 | hash of the pair), each once, ascending."""
    text = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    pair = (words[:-1] * _SPREAD) ^ words[1:]
    pair = (pair ^ pair >> np.uint64(29)) * _SPREAD >> np.uint64(32)
    return _distinct((text[:-1] << np.uint64(32) | pair)[text[:-1] == text[1:]])


def _distinct(values: NDArray[_Number]) -> NDArray[_Number]:
    """The values once each, ascending; np.unique does the same by hashing, fifty times as slowly."""
    ordered = np.sort(values)
    found: NDArray[_Number] = ordered[np.diff(ordered, prepend=~ordered[:1]) != 0]
    return found


def clusters(parts: Sequence[Shingled]) -> dict[int, int]:
    """Identity → identity that stands for its cluster (the smallest in it), for texts of clusters of two and more."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    hashes, sets = _together(parts)
    if len(hashes) == 0:
        return {}
    first, second = _alike(sets, _candidates(sets, len(hashes)))
    graph = coo_array((np.ones(len(first), bool), (first, second)), shape=(len(hashes), len(hashes)))
    _, component = connected_components(graph, directed=False)
    order = np.argsort(component, kind="stable")  # within a component, ascending: the smallest hash is first
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    smallest = hashes[order[starts]]
    several = np.flatnonzero(np.bincount(component)[component] > 1)
    return dict(zip(hashes[several].tolist(), smallest[component[several]].tolist(), strict=True))


def _together(parts: Sequence[Shingled]) -> tuple[Hashes, Hashes]:
    """All texts once, numbered in the order of their hashes, so that the order of parts plays no role."""
    hashes = _distinct(np.concatenate([part.hashes for part in parts] or [np.zeros(0, np.uint64)]))
    sets = [
        np.searchsorted(hashes, part.hashes)[part.sets >> np.uint64(32)].astype(np.uint64) << np.uint64(32)
        | part.sets & np.uint64(0xFFFFFFFF)
        for part in parts
        if len(part.hashes)
    ]
    return hashes, _distinct(np.concatenate(sets or [np.zeros(0, np.uint64)]))


def _candidates(sets: Hashes, n: int) -> tuple[Places, Places]:
    """Pairs of texts that agree in a band: each with the one before it, and with the first, of those that do."""
    starts = np.searchsorted(sets, np.arange(n, dtype=np.uint64) << np.uint64(32))
    shingles = sets & np.uint64(0xFFFFFFFF)
    found = [np.zeros(0, np.int64)]
    for band in _bands(shingles, starts):
        order = np.argsort(band, kind="stable")
        again = np.flatnonzero(band[order[1:]] == band[order[:-1]]) + 1
        begins = np.flatnonzero(np.diff(band[order], prepend=~band[order[:1]]))
        heads = begins[np.searchsorted(begins, again, side="right") - 1]
        pairs = (order[other] * n + order[again] for other in (again - 1, heads))
        found = [_distinct(np.concatenate([*found, *pairs]))]
    return found[0] // n, found[0] % n


def _bands(shingles: Hashes, starts: Places) -> Iterator[Hashes]:
    """For each band a number for each text: ROWS minima of random functions of its shingles, as one."""
    chance = np.random.default_rng(_SEED)
    for _ in range(BANDS):
        band = np.zeros(len(starts), np.uint64)
        for _ in range(ROWS):
            a, b = chance.integers(1, 1 << 63, 2, dtype=np.uint64)
            least = np.minimum.reduceat((shingles * (a * np.uint64(2) + np.uint64(1)) + b) >> np.uint64(32), starts)
            band = (band ^ least) * _SPREAD
            band ^= band >> np.uint64(29)
        yield band


def _alike(sets: Hashes, pairs: tuple[Places, Places]) -> tuple[Places, Places]:
    """The pairs whose sets of word pairs have a Jaccard similarity of at least LIKENESS."""
    kept = [np.zeros(0, bool)]
    for start in range(0, len(pairs[0]), _PAIRS_AT_A_TIME):
        chunk = [side[start : start + _PAIRS_AT_A_TIME] for side in pairs]
        number, members = zip(*(_members(sets, side) for side in chunk), strict=True)
        joint = np.sort(np.concatenate(number).astype(np.uint64) << np.uint64(32) | np.concatenate(members))
        shared = joint[1:][joint[1:] == joint[:-1]] >> np.uint64(32)
        both = np.bincount(shared.astype(np.int64), minlength=len(chunk[0]))
        total = sum(np.bincount(side, minlength=len(chunk[0])) for side in number)
        kept.append(both >= LIKENESS * (total - both))
    keep = np.concatenate(kept)
    return pairs[0][keep], pairs[1][keep]


def _members(sets: Hashes, texts: Places) -> tuple[Places, Hashes]:
    """For each of these texts its shingles: the text's place in the list, repeated, and the shingles."""
    bounds = [np.searchsorted(sets, (texts + step).astype(np.uint64) << np.uint64(32)) for step in (0, 1)]
    lengths = bounds[1] - bounds[0]
    inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    shingles = sets[np.repeat(bounds[0], lengths) + inside] & np.uint64(0xFFFFFFFF)
    return np.repeat(np.arange(len(texts)), lengths), shingles
