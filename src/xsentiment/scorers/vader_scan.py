"""From texts to the codes of their words: the part of VADER that touches every character, on bytes.

A block of texts is one run of UTF-8 bytes, a token is a run of bytes that are not white space, and the word in it is
looked up by its first 16 bytes in lower case. What bytes cannot tell is left to Python's own methods of strings: tokens
with letters beyond ASCII, and long ones that may be a known word or in capitals.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xsentiment.scorers.hash_table import WIDTH, keys_of
from xsentiment.scorers.vader_words import DENYING, LONGER, OTHER, Words

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

_SPACE, _LOWER, _UPPER, _PUNCTUATION, _REST = 0, 1, 2, 4, 8
_ROUNDS: Final = 8
"""So many marks of punctuation are taken from each end of a token here; if more are left, Python takes them."""


def _class_of(byte: int) -> int:
    character = chr(byte)
    if byte >= 0x80:
        return _REST
    if character.isspace() or not byte:
        return _SPACE
    if character in string.punctuation:
        return _PUNCTUATION
    return _LOWER if character.islower() else _UPPER if character.isupper() else _REST


_CLASSES: Final = bytes(map(_class_of, range(256)))
_LOWER_CASE: Final = bytes(range(256)).lower()
_EACH: Final = np.uint64(0x0101010101010101)


@dataclass(frozen=True)
class Scan:
    """The words of N texts, M in all.

    `codes` and `capitals` have M elements, `offsets` has N + 1: the words of text i are `offsets[i]:offsets[i + 1]`.
    `exclamations` and `questions` count the marks in each text.
    """

    codes: NDArray[np.int32]
    capitals: Flags
    offsets: Places
    exclamations: Places
    questions: Places

    @property
    def lengths(self) -> Places:
        """The number of words of each text."""
        return np.diff(self.offsets)

    def texts(self, places: Places) -> Places:
        """The texts that the words at these places stand in."""
        return np.searchsorted(self.offsets, places, side="right") - 1


def scan(texts: Sequence[bytes], words: Words) -> Scan:
    """Look up every word of every text, given in UTF-8 (lone surrogates passed through)."""
    # A NUL before and after each text, and more at the end, so that eight bytes can be read wherever a word may start.
    raw = _spelled_out(b"\0".join([b"", *texts, b"\0" * WIDTH]), words)
    lower, kinds = raw.translate(_LOWER_CASE), raw.translate(_CLASSES)
    letters, classes = np.frombuffer(lower, np.uint8), np.frombuffer(kinds, np.uint8)
    bounds = np.flatnonzero(letters == 0)[:-WIDTH]
    if len(bounds) != len(texts) + 1:  # a text holds a NUL, which no rule tells from U+0001
        return scan([text.replace(b"\0", b"\1") for text in texts], words)

    # NUL counts as white space, so the bytes begin and end with it, and every run of others has both its ends.
    inside = classes != _SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    first, last = edges[::2] + 1, edges[1::2]
    start, length, unsure = _without_punctuation(classes, first, last)
    codes, capitals, unknown = _look_up(lower, kinds, start, length, words)
    denying = np.searchsorted(first, _not(letters), side="right") - 1
    codes[denying[codes[denying] == OTHER]] = DENYING

    unsure |= unknown
    foreign = np.flatnonzero(letters >= 0x80)
    told = foreign[words.may_be_told[_beginnings(letters, foreign)]]
    unsure[np.searchsorted(first, told, side="right") - 1] = True
    _ask_python(raw, first, last, np.flatnonzero(unsure), words, codes, capitals)
    marks = (_count(letters, mark, bounds) for mark in "!?")
    return Scan(codes, capitals, np.searchsorted(first, bounds), *marks)


def _spelled_out(raw: bytes, words: Words) -> bytes:
    """The texts with each symbol as words; each distinct run of bytes beyond ASCII that may hold one is read once."""
    read = np.frombuffer(raw, np.uint8)
    foreign = np.flatnonzero(read >= 0x80)
    if not foreign.size:
        return raw
    starts = np.flatnonzero(np.diff(foreign, prepend=-1) > 1)
    runs = np.logical_or.reduceat(words.may_be_symbol[_beginnings(read, foreign)], starts)
    begins, ends = foreign[starts], np.append(foreign[starts[1:] - 1], foreign[-1]) + 1
    known: dict[bytes, bytes] = {}
    pieces: list[bytes] = []
    done = 0
    for begin, end in zip(begins[runs].tolist(), ends[runs].tolist(), strict=True):
        run = raw[begin:end]
        if run not in known:
            known[run] = words.spell_out(run.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
        if known[run] != run:
            pieces += raw[done:begin], known[run]
            done = end
    return b"".join([*pieces, raw[done:]])


def _beginnings(read: Bytes, places: Places) -> Places:
    """The two bytes from each of these places on, as a number."""
    beginnings: Places = read[places].astype(np.int64) << 8 | read[places + 1]
    return beginnings


def _without_punctuation(classes: Bytes, first: Places, last: Places) -> tuple[Places, Places, Flags]:
    """Where each token's word starts, its length, and where these are not sure. Of two bytes or fewer, all are kept."""
    start, length, unsure = first.copy(), last - first + 1, np.zeros(len(first), bool)
    dressed = np.flatnonzero(((classes.take(first) | classes.take(last)) & _PUNCTUATION) != 0)
    head, tail = first[dressed], last[dressed]
    for ends, step in ((head, 1), (tail, -1)):
        moving = np.flatnonzero(classes[ends] == _PUNCTUATION)
        for _ in range(_ROUNDS):
            ends[moving] += step
            moving = moving[classes[ends[moving]] == _PUNCTUATION]
        unsure[dressed[moving]] = True
    kept = np.flatnonzero(tail - head >= 2)
    start[dressed[kept]], length[dressed[kept]] = head[kept], tail[kept] - head[kept] + 1
    return start, length, unsure


def _look_up(
    lower: bytes, kinds: bytes, start: Places, length: Places, words: Words
) -> tuple[NDArray[np.int32], Flags, Flags]:
    """The code of each word, whether it is in capitals, and whether either is not sure."""
    table, code_of = words.table
    codes = code_of[table.find(keys_of(lower, start, length))]
    unsure = (codes == LONGER) | ((length > WIDTH) & (codes != OTHER))

    capitals = np.zeros(len(start), bool)
    raised = np.flatnonzero(np.frombuffer(kinds, np.uint8).take(start) != _LOWER)
    head, tail = keys_of(kinds, start[raised], length[raised])
    seen = head | tail
    lowered = seen & (_EACH * np.uint64(_LOWER)) != 0
    capitals[raised] = ~lowered & (seen & (_EACH * np.uint64(_UPPER)) != 0)
    unsure[raised] |= ~lowered & (length[raised] > WIDTH)
    return codes, capitals, unsure


def _not(letters: Bytes) -> Places:
    """The places of the apostrophe of each "n't"."""
    places = np.flatnonzero(letters == ord("'"))
    denying: Places = places[(letters[places - 1] == ord("n")) & (letters[places + 1] == ord("t"))]
    return denying


def _ask_python(
    raw: bytes,
    first: Places,
    last: Places,
    asked: Places,
    words: Words,
    codes: NDArray[np.int32],
    capitals: Flags,
) -> None:
    """Set the code and the capitals of the tokens asked for, each distinct one looked up once."""
    known: dict[bytes, tuple[int, bool]] = {}
    for i, begin, end in zip(asked.tolist(), first[asked].tolist(), last[asked].tolist(), strict=True):
        token = raw[begin : end + 1]
        if token not in known:
            known[token] = words.look_up(token.decode("utf-8", "surrogatepass"))
        codes[i], capitals[i] = known[token]


def _count(letters: Bytes, mark: str, bounds: Places) -> Places:
    """How often a mark occurs in each text."""
    marks = np.flatnonzero(letters == ord(mark))
    return np.bincount(np.searchsorted(bounds, marks) - 1, minlength=len(bounds) - 1)
