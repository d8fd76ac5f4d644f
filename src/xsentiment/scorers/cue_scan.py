"""The cues of many posts at once, found by their tokens.

What a token is for the expressions is worked out once for each distinct token: the cues of one word in it, and whether
a longer one may begin or be within. Longer ones are searched for only where two of their words stand side by side, and
a "not" is looked for only near tokens that may be one.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment.phrases import may_match
from xsentiment.scorers.cue_rules import EXPRESSIONS, counts, plain
from xsentiment.scorers.tokens import Places, Texts, Vocabulary, tokenise

Bits = NDArray[np.uint32]
"""A bit for each of the expressions."""
Flags = NDArray[np.bool_]

_N: Final = len(EXPRESSIONS)
_PARTS: Final = {
    name: [expression.parts.get(name, "") for expression in EXPRESSIONS]
    for name in ("short", "opens", "follows", "holds")
}
_PAIRS: Final = [re.compile(e.parts["pair"]) if "pair" in e.parts else None for e in EXPRESSIONS]
_HEADED: Final = np.uint32(sum(1 << bit for bit, part in enumerate(_PARTS["follows"]) if part.startswith("^")))
"""The expressions of feelings."""

_OPENS, _FOLLOWS, _HOLDS, _CUED, _NEGATES, _QUOTES, _REPORTS, _EMPTY = (1 << bit for bit in range(8))
_KINDS: Final = {_OPENS: "opens", _FOLLOWS: "follows", _HOLDS: "holds"}
_TELLING: Final = {
    _NEGATES: r"(?:not|n't|never|no|hardly|nothing|without|less)$",
    _QUOTES: r"[\"“]",
    _REPORTS: r"(?<!\w)(?:said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted"
    r"|according)(?!\w)",
}
"""Tokens without which no cue is negated or reported."""
_REACH: Final = 3
"""A negation reaches the third word at most."""
_LINK_OR_NAME: Final = r"(?i)https?://\S+|@\w+(?:[.@-]\w+)*"
_ODD: Final = r"[^\x00-\x7f]|[\"]"
"""Matches tokens that are left to `plain` itself."""
_FACTS: Final = np.dtype([("kinds", np.uint8), ("size", np.int64), *((name, np.uint32) for name in _KINDS.values())])
CUE: Final = np.dtype([(name, np.int64) for name in ("text", "expression", "start", "end", "number")])
"""A cue in plain text: where it is, the place of its expression in `EXPRESSIONS`, a number for its reaction and it."""


def scan(texts: Texts) -> tuple[NDArray[Any], Places]:
    """The cues of the texts, each time that one occurs, of the type `CUE` and in any order.

    The texts of which a quotation is left out are not read but named: they are for the expressions alone.
    """
    read = _Read(texts)
    bits, (found, near) = read.long(), read.short()
    likely = read.have(_QUOTES) & read.have(_REPORTS) & (read.have(_CUED) | (bits != 0))
    left = np.array([text for text in np.flatnonzero(likely).tolist() if read.is_cut(text)], np.int64)
    bits[left] = 0
    kept = ~np.isin(found["text"], left)
    longer, whole = _longer(read, bits, found)
    kept &= ~np.isin(found["text"] * _N + found["expression"], whole)
    for place in np.flatnonzero(near & kept).tolist():
        text, bit, start, *_ = found[place].item()
        kept[place] = counts(EXPRESSIONS[bit], read.plain(text), start)
    return np.concatenate([found[kept], longer]), left


def _longer(read: _Read, bits: Bits, found: NDArray[Any]) -> tuple[NDArray[Any], list[int]]:
    """The cues of several words in texts that may have some, given those of one word.

    Where an expression has both, all its cues are searched for, since of these none overlap, and `text * _N + bit` says
    where.
    """
    cues: list[tuple[int, ...]] = []
    whole = []
    for bit, expression in enumerate(EXPRESSIONS):
        texts = np.flatnonzero(bits >> np.uint32(bit) & 1)
        mixed = np.isin(texts, found["text"][found["expression"] == bit]) if texts.size else texts
        for text, both in zip(texts.tolist(), mixed.tolist(), strict=True):
            form = read.plain(text)
            matches = [*expression.long.finditer(form)] if expression.long else []
            if matches and both:
                matches = [*expression.pattern.finditer(form)]
                whole.append(text * _N + bit)
            cues += [
                (text, bit, *match.span(), _number(expression.label, match[0]))
                for match in matches
                if counts(expression, form, match.start())
            ]
    return np.array(cues, CUE), whole


class _Read:
    """The tokens of N texts as cues see them, without those of which nothing is left: M in all.

    `ids`, `kinds`, `rows`: (M,), the token, what it is, the number of its text. `begins`: (N + 1,), where texts begin.
    """

    def __init__(self, texts: Texts) -> None:
        self.texts, self.tokens = texts, texts.once(tokenise)
        self.facts = self.tokens.each(of_tokens)
        kinds = np.ascontiguousarray(self.facts["kinds"])[self.tokens.ids]
        left = np.flatnonzero(kinds & _EMPTY == 0)
        self.ids, self.kinds, self.rows = self.tokens.ids[left], kinds[left], self.tokens.rows[left]
        self.begins = np.searchsorted(left, self.tokens.offsets)

    def are(self, kind: int) -> Places:
        """The tokens of this kind."""
        return np.flatnonzero(self.kinds & np.uint8(kind))

    def have(self, kind: int) -> Flags:
        """(N,): the texts with a token of this kind."""
        flags = np.zeros(len(self.texts), bool)
        flags[self.rows[self.are(kind)]] = True
        return flags

    def plain(self, text: int) -> str:
        """`plain` of a text with no quotation to be left out."""
        if self._lines[text]:
            return plain(self.texts[text])
        return " ".join(self._forms[self._begins[text] : self._begins[text + 1]])

    def is_cut(self, text: int) -> bool:
        """Whether a quotation is left out of the plain text."""
        forms = self._forms[self._begins[text] : self._begins[text + 1]]
        return plain(self.texts[text]).replace("\n", " ") != " ".join(forms)

    @cached_property
    def _lines(self) -> list[bool]:
        """Whether each text has several lines."""
        return ["\n" in text for text in self.texts]

    @cached_property
    def _forms(self) -> list[str]:
        forms: list[str] = self.tokens.each(plain_tokens)[self.ids].tolist()
        return forms

    @cached_property
    def _begins(self) -> list[int]:
        begins: list[int] = self.begins.tolist()
        return begins

    def short(self) -> tuple[NDArray[Any], Flags]:
        """The cues of one word, and whether each stands near a token that may negate it."""
        cued, negating = self.are(_CUED), self.are(_NEGATES)
        under = np.full(len(self.ids) + _REACH, -1)
        for step in range(_REACH, 0, -1):
            under[negating + step] = self.rows[negating]
        cues, many = self.tokens.memory.lists(cues_of, self.ids[cued])
        token = np.repeat(cued, many)
        ends = np.append(0, np.cumsum(np.ascontiguousarray(self.facts["size"])[self.ids] + 1))
        cues["text"] = self.rows[token]
        for edge in ("start", "end"):
            cues[edge] += ends[token] - ends[self.begins[cues["text"]]]
        return cues, under[token] == cues["text"]

    def long(self) -> Bits:
        """(N,): the expressions of which cues of several words may occur."""
        bits = np.zeros(len(self.texts), np.uint32)
        holding = self.are(_HOLDS)
        np.bitwise_or.at(bits, self.rows[holding], self.facts["holds"][self.ids[holding]])
        beside = np.flatnonzero((self.kinds[:-1] << _OPENS) & self.kinds[1:] & _FOLLOWS)
        beside = beside[self.rows[beside] == self.rows[beside + 1]]
        one, two = self.ids[beside], self.ids[beside + 1]
        begun = self.facts["opens"][one] & self.facts["follows"][two]
        some = np.flatnonzero(begun)
        forms = self.tokens.each(plain_tokens)
        words = (forms[ids[some]].tolist() for ids in (one, two))
        begun = np.array([*map(_begun, begun[some].tolist(), *words)], np.uint32)
        np.bitwise_or.at(bits, self.rows[beside[some]], begun)
        heads = np.flatnonzero((self.kinds & _FOLLOWS != 0) & self._may_begin_a_line())
        np.bitwise_or.at(bits, self.rows[heads], self.facts["follows"][self.ids[heads]] & _HEADED)
        return bits

    def _may_begin_a_line(self) -> Flags:
        lines = np.array(self._lines, bool)[self.rows]
        lines[self.begins[:-1][np.diff(self.begins) > 0]] = True
        return lines


@lru_cache(maxsize=1 << 16)
def _begun(bits: int, one: str, two: str) -> int:
    """The bits of the expressions that two words side by side may begin a cue of."""
    return bits & _begun_within(f"{one} {two}")


def _begun_within(words: str) -> int:
    return sum(1 << bit for bit, pair in enumerate(_PAIRS) if pair and pair.search(words))


@lru_cache(maxsize=1 << 14)
def _number(label: str, cue: str) -> int:
    return int.from_bytes(blake2b(f"{label} {cue}".encode("utf-8", "surrogatepass"), digest_size=7).digest())


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
    """What each token is for cues: `kinds`, its size, the expressions for which it is what `Expression.parts` names."""
    forms = vocabulary.once(plain_tokens)
    strings = pa.array(forms, pa.string())
    facts = np.zeros(len(forms), _FACTS)
    facts["size"] = [*map(len, forms)]
    for name in _KINDS.values():
        facts[name] = _parts_in(strings, name)
    for place, form in enumerate(forms):
        if " " in form:
            facts["holds"][place] |= _begun_within(form)
            facts["kinds"][place] |= _NEGATES
    for kind, name in _KINDS.items():
        facts["kinds"] |= np.uint8(kind) * (facts[name] != 0)
    for kind, pattern in _TELLING.items():
        facts["kinds"] |= np.uint8(kind) * may_match(pattern, strings)
    _, many = vocabulary.once(cues_of)
    facts["kinds"] |= np.uint8(_CUED) * (many != 0) + np.uint8(_EMPTY) * (forms == "")
    return facts


def cues_of(vocabulary: Vocabulary) -> tuple[NDArray[Any], Places]:
    """The cues of one word in each token."""
    forms = vocabulary.once(plain_tokens)
    bits = _parts_in(pa.array(forms, pa.string()), "short")
    many = np.zeros(len(forms), np.int64)
    cues = []
    for place in np.flatnonzero(bits).tolist():
        found = [
            (0, bit, *match.span(), _number(e.label, match[0]))
            for bit, e in enumerate(EXPRESSIONS)
            if e.short and bits[place] >> bit & 1
            for match in e.short.finditer(forms[place])
        ]
        many[place] = len(found)
        cues += found
    return np.array(cues, CUE), many


def _parts_in(strings: pa.StringArray, name: str) -> Bits:
    """The expressions with such a part that may be in each string."""
    bits = np.zeros(len(strings), np.uint32)
    likely = np.flatnonzero(may_match("|".join(filter(None, _PARTS[name])), strings))
    some = strings.take(pa.array(likely))
    for bit, part in enumerate(_PARTS[name]):
        if part:
            bits[likely[may_match(part, some)]] |= np.uint32(1 << bit)
    return bits
