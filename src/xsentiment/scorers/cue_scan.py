"""What the tokens of many posts tell of their cues: of most posts all that there is to say.

What a token is for the expressions is worked out once for each distinct token. Cues of one word are counted on arrays;
cues of several are tried where a first word and a second stand side by side. Left open is what tokens cannot tell: cues
that may be negated or reported, several in one token, longer ones of more than one reaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.phrases import may_match
from xsentiment.scorers.cue_rules import EXPRESSIONS, plain, that_occur
from xsentiment.scorers.tokens import Texts, Vocabulary, tokenise

Bits = NDArray[np.uint32]
"""A bit for each of the expressions."""
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

ENOUGH: Final = 2
"""The least weight that speaks a reaction: a cue of weight 1 needs company."""

_REACTIONS: Final = [label for label in schema.REACTIONS if label != "neutral"]
_OF_REACTION, _ENOUGH_OF = np.array(
    [
        [
            sum((e.label == label and e.weight >= least) << bit for bit, e in enumerate(EXPRESSIONS))
            for label in _REACTIONS
        ]
        for least in (0, ENOUGH)
    ],
    np.uint32,
)
"""(L,): the expressions of each reaction, and those of which one cue is enough."""
_PARTS: Final = {
    name: [expression.parts.get(name, "") for expression in EXPRESSIONS]
    for name in ("short", "opens", "follows", "holds")
}
_PAIRS: Final = [re.compile(e.parts["pair"]) if "pair" in e.parts else None for e in EXPRESSIONS]
_LONG: Final = [e.long.pattern.replace("(?=", "(?:") if e.long else "" for e in EXPRESSIONS]

_ALL: Final = {name: sum(bool(part) << bit for bit, part in enumerate(parts)) for name, parts in _PARTS.items()}

_ANY_LONG: Final = sum(bool(pattern) << bit for bit, pattern in enumerate(_LONG))

_CUED, _OPENS, _FOLLOWS, _HOLDS, _NEGATES, _QUOTES, _REPORTS, _EMPTY = (1 << bit for bit in range(8))
_KINDS: Final = {_CUED: "short", _OPENS: "opens", _FOLLOWS: "follows", _HOLDS: "holds"}
_BLURS: Final = {
    _NEGATES: r"(?:not|n't|never|no|hardly|nothing|without|less)$",
    _QUOTES: r"[\"“]",
    _REPORTS: r"(?<!\w)(?:said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted"
    r"|according)(?!\w)",
}
"""Tokens without which no cue is negated or reported."""
_NEAR, _FAR = 3, 12
"""A negation reaches the third word at most; no word by which a longer cue is known is the tenth or later."""
_LINK_OR_NAME: Final = r"(?i)https?://\S+|@\w+(?:[.@-]\w+)*"
_ODD: Final = r"[^\x00-\x7f]|[\"]"
"""Matches tokens that are left to `plain` itself."""
_FACTS: Final = np.dtype(
    [("kinds", np.uint8), ("several", bool), ("cues", np.uint64), ("weights", np.int64, (len(_REACTIONS),))]
    + [(name, np.uint32) for name in ("short", "opens", "follows", "holds")]
)


@dataclass(frozen=True)
class Scan:
    """`said`: (N,) the reaction of each text, as its place in schema.REACTIONS.

    `open`: the texts of which that is not sure; `short`, `long`: the expressions that may occur in each of these,
    in cues of one word and of several.
    """

    said: Places
    open: Places
    short: Bits
    long: Bits


def scan(texts: Texts) -> Scan:
    """Read the tokens of the texts."""
    marks = _Marks(texts)
    short, weights, last, enough, several = marks.short()
    long, sure = marks.long()
    of_reaction = long[:, None] & _OF_REACTION
    spoken = (weights >= ENOUGH) | (of_reaction != 0)
    # A cue as written has the weight of its last occurrence: a feeling at the head of the text may be one of one word.
    first = marks.order == marks.starts[marks.rows]
    alike = marks.have(np.flatnonzero(first & (marks.kinds & (_HOLDS | _CUED) == _HOLDS | _CUED)))
    enough |= (sure & ~alike)[:, None] & (of_reaction != 0) & (of_reaction == long[:, None] & _ENOUGH_OF)
    alone = (spoken.sum(axis=1) == 1) & (spoken & enough).any(axis=1)
    unsure = spoken.any(axis=1) & (several | marks.blurred(long) | ((long != 0) & ~alone))

    last = np.where(spoken, last, -1)
    weights[np.arange(len(texts)), last.argmax(axis=1)] += 1
    loudness = np.where(spoken, weights * (last.max(initial=0) + 1) + last, 0)
    said = np.where(spoken.any(axis=1), loudness.argmax(axis=1), len(_REACTIONS))
    left = np.flatnonzero(unsure)
    return Scan(said, left, short[left], long[left])


class _Marks:
    """The tokens of N texts that are something for cues: M in all, as if those were gone of which nothing is left."""

    def __init__(self, texts: Texts) -> None:
        self.texts, self.tokens = texts, texts.once(tokenise)
        self.facts = self.tokens.each(of_tokens)
        kinds = np.ascontiguousarray(self.facts["kinds"])[self.tokens.ids]
        places = np.flatnonzero(kinds)
        left = kinds[places] & _EMPTY == 0
        self.places, self.order = places[left], (places - np.cumsum(~left))[left]
        self.starts = self.tokens.offsets - np.searchsorted(places[~left], self.tokens.offsets)
        self.rows = self.tokens.rows[self.places]
        self.ids, self.kinds = self.tokens.ids[self.places], kinds[self.places]
        self.cued = self.are(_CUED)
        self.opening, self.opened = self._pairs()

    def are(self, kind: int) -> Places:
        """The marks of this kind."""
        return np.flatnonzero(self.kinds & np.uint8(kind))

    def have(self, marks: Places) -> Flags:
        """(N,): the texts with one of these marks."""
        return np.bincount(self.rows[marks], minlength=len(self.texts)) > 0

    def short(self) -> tuple[Bits, NDArray[np.int64], Places, Flags, Flags]:
        """Of cues of one word: expressions, weights, last, enough, several.

        (N,): the expressions; (N, L): the weights of distinct cues by reaction, the last mark of each, whether one
        token has enough; (N,): whether a token has several, of which another may have some.
        """
        rows, facts = self.rows[self.cued], self.facts[self.ids[self.cued]]
        order = np.lexsort((facts["cues"], rows))
        same = (np.diff(rows[order], prepend=-1) == 0) & (np.diff(facts["cues"][order], prepend=np.uint64(0)) == 0)
        distinct = order[~same]
        shape = (len(self.texts), len(_REACTIONS))
        weights, last, enough = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, bool)
        np.add.at(weights, rows[distinct], facts["weights"][distinct])
        np.maximum.at(last, rows, np.where(facts["weights"] != 0, self.cued[:, None], 0))
        np.logical_or.at(enough, rows, facts["weights"] >= ENOUGH)
        return self._bits(rows, facts["short"]), weights, last, enough, self.have(self.cued[facts["several"]])

    def long(self) -> tuple[Bits, Flags]:
        """(N,): the expressions of which cues of several words may occur, and whether it is sure that they do."""
        holding = self.are(_HOLDS)
        found = self._bits(self.rows[holding], self.facts["holds"][self.ids[holding]])
        np.bitwise_or.at(found, self.rows[self.opening], self.opened)
        some = np.flatnonzero(found)
        some = some[np.array(["\n" not in self.texts[text] for text in some.tolist()], bool)]
        forms = self._plain(some)
        found[some] = _confirmed(found[some], _LONG, forms)
        sure = np.zeros(len(self.texts), bool)
        sure[some] = np.asarray(pc.string_is_ascii(forms), dtype=bool)
        return found, sure

    def blurred(self, long: Bits) -> Flags:
        """(N,): whether a cue may be negated or reported, given the expressions of longer ones."""
        quoted = self.have(self.are(_QUOTES)) & self.have(self.are(_REPORTS))
        negating, size = self.are(_NEGATES), len(self.tokens.ids) + _FAR + 1
        negated, by = np.full(size, -1), np.zeros(size, np.int64)
        for step in range(_FAR, 0, -1):
            places = self.order[negating] + step
            negated[places], by[places] = self.rows[negating], step
        under = negated[self.order] == self.rows
        longer = np.concatenate([self.opening, self.are(_HOLDS)])
        near = self.cued[under[self.cued] & (by[self.order[self.cued]] <= _NEAR)]
        far = longer[under[longer] & (long[self.rows[longer]] != 0)]
        return quoted | self.have(near) | self.have(far)

    def _pairs(self) -> tuple[Places, Bits]:
        """The marks that may begin a cue of several words with the mark that follows, and of which expressions."""
        first, second = self.kinds[:-1] & _OPENS != 0, self.kinds[1:] & _FOLLOWS != 0
        beside = (np.diff(self.order) == 1) & (np.diff(self.rows) == 0)
        marks = np.flatnonzero(first & second & beside)
        one, two = self.ids[marks], self.ids[marks + 1]
        bits = self.facts["opens"][one] & self.facts["follows"][two]
        marks, one, two, bits = (column[bits != 0] for column in (marks, one, two, bits))
        forms = self.tokens.each(plain_tokens)
        begun = np.array([*map(_begun, bits.tolist(), forms[one].tolist(), forms[two].tolist())], np.uint32)
        return marks[begun != 0], begun[begun != 0]

    def _forms(self, ids: NDArray[Any]) -> pa.StringArray:
        return pa.array(self.tokens.each(plain_tokens)[ids], pa.string())

    def _plain(self, some: Places) -> pa.StringArray:
        """The plain text of some of the texts, line ends as spaces, quotations kept."""
        offsets = self.tokens.offsets
        ids = np.concatenate(
            [self.tokens.ids[:0], *(self.tokens.ids[offsets[i] : offsets[i + 1]] for i in some.tolist())]
        )
        left = self.facts["kinds"][ids] & _EMPTY == 0
        ends = np.append(0, np.cumsum(left))[np.append(0, np.cumsum(np.diff(offsets)[some]))]
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), self._forms(ids[left])), " ")

    def _bits(self, rows: Places, bits: Bits) -> Bits:
        of_texts = np.zeros(len(self.texts), np.uint32)
        np.bitwise_or.at(of_texts, rows, bits)
        return of_texts


@lru_cache(maxsize=1 << 16)
def _begun(bits: int, one: str, two: str) -> int:
    """The bits of the expressions that two words side by side may begin a cue of."""
    words = f"{one} {two}"
    return sum(1 << bit for bit, part in enumerate(_PAIRS) if part and bits >> bit & 1 and part.search(words))


def _confirmed(bits: Bits, patterns: list[str], strings: pa.StringArray) -> Bits:
    """The bits without those of expressions whose pattern cannot match the string."""
    for bit, pattern in enumerate(patterns):
        places = np.flatnonzero(bits & np.uint32(1 << bit))
        if places.size:
            bits[places[~may_match(pattern, strings.take(pa.array(places)))]] &= ~np.uint32(1 << bit)
    return bits


def plain_tokens(vocabulary: Vocabulary) -> NDArray[np.object_]:
    """`plain` of each token: where a cue is in a text, it is in these one after the other too, spaces between."""
    bare = pc.utf8_lower(pc.replace_substring_regex(vocabulary.tokens, _LINK_OR_NAME, " "))
    bare = pc.utf8_trim_whitespace(pc.replace_substring(bare, "#", ""))
    forms = np.array(bare.to_pylist(), object)
    odd = pc.or_(pc.match_substring_regex(vocabulary.tokens, _ODD), pc.match_substring(bare, " "))
    for place in np.flatnonzero(odd).tolist():
        forms[place] = plain(vocabulary.tokens[place].as_py())
    return forms


def of_tokens(vocabulary: Vocabulary) -> NDArray[Any]:
    """What each token is for cues.

    `kinds`; the expressions for which it is what `Expression.parts` names; of its cues of one word the weights by
    reaction, a number for all of them (`cues`), and whether they are `several`.
    """
    forms = vocabulary.once(plain_tokens)
    strings = pa.array(forms, pa.string())
    facts = np.zeros(len(forms), _FACTS)
    for name in _KINDS.values():
        bits = facts[name]
        bits[may_match("|".join(filter(None, _PARTS[name])), strings)] = _ALL[name]
        facts[name] = _confirmed(bits, _PARTS[name], strings)
    for place in np.flatnonzero(facts["short"]).tolist():
        _count(facts[place], forms[place])
    spaced = np.array([" " in form for form in forms], bool)
    facts["holds"][spaced] = _ANY_LONG
    facts["kinds"][spaced] = _NEGATES | _QUOTES | _REPORTS
    for kind, name in _KINDS.items():
        facts["kinds"] |= np.uint8(kind) * (facts[name] != 0)
    for kind, pattern in _BLURS.items():
        facts["kinds"] |= np.uint8(kind) * may_match(pattern, strings)
    facts["kinds"] |= np.uint8(_EMPTY) * (forms == "")
    return facts


def _count(row: Any, form: str) -> None:
    found = {(e.label, e.weight, cue) for e in that_occur(int(row["short"]), 0) for cue in e.pattern.findall(form)}
    for label, weight, _ in found:
        row["weights"][_REACTIONS.index(label)] += weight
    row["several"] = len(found) > 1
    row["cues"] = int.from_bytes(blake2b(repr(sorted(found)).encode(), digest_size=8).digest(), "little")
