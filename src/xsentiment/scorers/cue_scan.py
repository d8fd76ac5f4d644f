"""The cues of many posts at once, found by their tokens.

What a token is for the expressions is worked out once for each distinct token: the cues of one word in it, and whether
a longer one may begin or be within. Longer ones are searched for only where two of their words stand side by side, and
a "not" is looked for only near tokens that may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment.phrases import BEYOND_ASCII, Words, having, may_match, replaced
from xsentiment.scorers.cue_rules import ANYWHERE, ENDING, EXPRESSIONS, counts, plain
from xsentiment.scorers.tokens import Places, Texts, Vocabulary, listed, tokenise

Flags = NDArray[np.bool_]

_N: Final = len(EXPRESSIONS)
_PARTS: Final = ("opens", "follows", "holds", "short")
_REPORTING: Final = (
    r"(?<!\w)(?:said|says?|saying|calls?|called|tells?|told|warns?|warned|claims?|claimed|wrote|posted|according)(?!\w)"
)
_WORDS: Final = Words(
    [
        *(
            (pattern, column, 1 << bit)
            for bit, expression in enumerate(EXPRESSIONS)
            for column, name in enumerate(_PARTS)
            for pattern in expression.parts.get(name, [])
        ),
        (_REPORTING, len(_PARTS), 1),
    ],
    len(_PARTS) + 1,
    np.uint32,
)
_LONG: Final = [e.long or e.pattern for e in EXPRESSIONS]
_SHORT: Final = [(bit, e.short) for bit, e in enumerate(EXPRESSIONS) if e.short]
_PAIRS: Final = [[(before, re.compile(pair)) for before, pair in e.pairs.items()] for e in EXPRESSIONS]
_FEELINGS: Final = np.uint32(sum(1 << bit for bit, e in enumerate(EXPRESSIONS) if ANYWHERE in e.pairs))
"""The expressions of feelings."""
_ALL: Final = np.uint32((1 << _N) - 1)

_OPENS, _FOLLOWS, _HOLDS, _FEELS, _CUED, _NEGATES, _QUOTES, _REPORTS, _EMPTY, _SPACED = (
    np.uint16(1 << bit) for bit in range(10)
)
_TELLING: Final = {
    _NEGATES: r"(?:not|n't|never|no|hardly|nothing|without|less)$",
    _QUOTES: r"[\"“]",
}
"""Tokens without which, and without one of `_REPORTING`, no cue is negated or reported."""
_REACH: Final = 3
"""A negation reaches the third word at most."""
_LINK_OR_NAME: Final = r"(?i)https?://\S+|@\w+(?:[.@-]\w+)*"
_QUOTATION: Final = r"\".*\""
_MAY_START: Final = re.compile(r"(?<![\w'])")
_FACTS: Final = np.dtype([("kinds", np.uint16), ("size", np.int32), *((name, np.uint32) for name in _PARTS[:3])])
CUE: Final = np.dtype([(name, np.int64) for name in ("text", "expression", "start", "end", "number")])
"""A cue in plain text: where it is, the place of its expression in `EXPRESSIONS`, a number for its reaction and it."""
NUMBER_BITS: Final = 48
"""So many bits has such a number: beside that of a text in its block, it is one of 64."""
BEGUN: Final = np.dtype([(name, np.int64) for name in ("cue", "token", "start", "near")])
"""Where a cue of several words may begin: `text * _N + expression`, the first token, where that begins in plain text,
or `ANYWHERE`, and whether a token that may negate the cue is near."""


def scan(texts: Texts) -> tuple[NDArray[Any], Places]:
    """The cues of the texts, each time that one occurs, of the type `CUE` and in any order.

    The texts of which a quotation is left out are not read but named: they are for the expressions alone.
    """
    read = _Read(texts)
    begun, (found, near) = read.long(), read.short()
    cued = read.have(_CUED | _FEELS)
    cued[begun["cue"] // _N] = True
    likely = np.flatnonzero(read.have(_QUOTES) & read.have(_REPORTS) & cued)
    joined = read.joined(np.unique(np.concatenate([likely, begun["cue"] // _N, found["text"][near]])))
    forms = {text: plain(texts[text]) if "\n" in texts[text] else form for text, form in joined.items()}
    left = [text for text in likely.tolist() if plain(texts[text]).replace("\n", " ") != joined[text]]
    longer, whole = _longer([*_matches(forms, begun, read.forms(begun["token"]))], forms, found)
    kept = ~np.isin(found["text"] * _N + found["expression"], whole)
    for place in np.flatnonzero(near & kept).tolist():
        text, bit, start, *_ = found[place].item()
        kept[place] = counts(EXPRESSIONS[bit], forms[text], start)
    cues = np.concatenate([found[kept], longer])
    return cues[~np.isin(cues["text"], left)], np.array(left, np.int64)


def _longer(
    matches: list[tuple[int, re.Match[str], int]], forms: dict[int, str], short: NDArray[Any]
) -> tuple[NDArray[Any], list[int]]:
    """The cues of several words that match, given the plain texts and the cues of one word.

    Where an expression has both, all its cues are searched for, since of these none overlap, and `text * _N + bit` says
    where.
    """
    found = np.array([cue for cue, _, _ in matches], np.int64)
    mixed = {*found[np.isin(found, short["text"] * _N + short["expression"], kind="table")].tolist()}
    matches = [match for match in matches if match[0] not in mixed]
    for cue in mixed:
        matches += [(cue, match, True) for match in EXPRESSIONS[cue % _N].pattern.finditer(forms[cue // _N])]
    cues = [
        (cue // _N, cue % _N, *match.span(), _number(EXPRESSIONS[cue % _N].label, match[0]))
        for cue, match, near in matches
        if not near or counts(EXPRESSIONS[cue % _N], forms[cue // _N], match.start())
    ]
    return np.array(cues, np.int64).reshape(-1, 5).view(CUE)[:, 0], [*mixed]


def _matches(forms: dict[int, str], begun: NDArray[Any], tokens: list[str]) -> Iterator[tuple[int, re.Match[str], int]]:
    """Matches that begin there, in these tokens, each with `text * _N + bit`, and if a "not" is near.

    Those of one expression in one text do not overlap.
    """
    last, end = -1, 0
    places = zip(*(begun[name].tolist() for name in ("cue", "start", "near")), tokens, strict=True)
    for cue, start, near, token in places:
        if cue != last:
            last, end = cue, 0
        pattern, form = _LONG[cue % _N], forms[cue // _N]
        if start == ANYWHERE:
            yield from ((cue, match, True) for match in pattern.finditer(form))
            continue
        for at in (start,) if token.isalnum() else (start + place.start() for place in _MAY_START.finditer(token)):
            if at >= end and (match := pattern.match(form, at)):
                yield cue, match, near
                end = match.end()


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

    def are(self, kind: np.uint16) -> Places:
        """The tokens of this kind."""
        return np.flatnonzero(self.kinds & kind)

    def have(self, kind: np.uint16) -> Flags:
        """(N,): the texts with a token of this kind."""
        return np.asarray(self._of_texts & kind, bool)

    @cached_property
    def _of_texts(self) -> NDArray[np.uint16]:
        """(N,): the kinds of each text's tokens together."""
        together = np.bitwise_or.reduceat(np.append(self.kinds, np.uint16(0)), self.begins[:-1])
        return np.where(np.diff(self.begins) > 0, together, np.uint16(0))

    def joined(self, texts: Places) -> dict[int, str]:
        """The tokens of these texts: `plain` of each that has one line and no quotation to be left out."""
        begins, ends = self.begins[texts], self.begins[texts + 1]
        after = np.cumsum(ends - begins)
        forms = self.forms(np.repeat(ends - after, ends - begins) + np.arange(after[-1] if len(after) else 0))
        bounds = pairwise([0, *after.tolist()])
        return {text: " ".join(forms[a:b]) for text, (a, b) in zip(texts.tolist(), bounds, strict=True)}

    def forms(self, tokens: Places) -> list[str]:
        """The plain forms of some tokens."""
        forms: list[str] = self.tokens.each(plain_tokens)[self.ids[tokens]].tolist()
        return forms

    @cached_property
    def _places(self) -> Places:
        """(M,): where each token begins, if all were one plain text."""
        sizes = np.ascontiguousarray(self.facts["size"])[self.ids] + 1
        places: Places = np.cumsum(sizes) - sizes
        return places

    def short(self) -> tuple[NDArray[Any], Flags]:
        """The cues of one word, and whether each stands near a token that may negate it."""
        cued = self.are(_CUED)
        cues, many = self.tokens.memory.lists(cues_of, self.ids[cued])
        cues["text"] = np.repeat(self.rows[cued], many)
        starts = np.repeat(self._starts(cued), many)
        for edge in ("start", "end"):
            cues[edge] += starts
        return cues, np.repeat(self._near(cued), many)

    def _starts(self, tokens: Places) -> Places:
        """Where each of these tokens begins in the plain text."""
        starts: Places = self._places[tokens] - self._places[self.begins[self.rows[tokens]]]
        return starts

    def _near(self, tokens: Places) -> Flags:
        """Whether a token that may negate a cue stands shortly before each of these in the text."""
        before = tokens[:, None] - np.arange(1, _REACH + 1)
        inside = before >= self.begins[self.rows[tokens]][:, None]
        negates = self.kinds.take(before, mode="clip") & _NEGATES != 0
        return np.asarray((negates & inside).any(axis=1))

    def long(self) -> NDArray[Any]:
        """Where cues of several words may begin, of the type `BEGUN`, in order."""
        token, bit, before = np.hstack([self._beside(), self._held(), self._heads()])
        text = self.rows[token]
        loose = (before == ANYWHERE) | self.have(_SPACED)[text]
        anywhere = np.zeros(len(self.texts) * _N, bool)
        anywhere[(text * _N + bit)[loose]] = True
        sure = ~loose & (token - before >= self.begins[text])
        token, cue = (token - before)[sure], (text * _N + bit)[sure]
        searched = np.flatnonzero(anywhere)
        begun = np.zeros(len(token) + len(searched), BEGUN)
        begun["cue"], begun["start"] = np.append(cue, searched), ANYWHERE
        begun["token"][: len(token)], begun["start"][: len(token)] = token, self._starts(token)
        begun["near"][: len(token)] = self._near(token)
        return begun[np.lexsort((begun["token"], begun["cue"]))]

    def _held(self) -> tuple[Places, Places, Places]:
        """As `_beside`, of tokens that may hold a cue or are known alone to begin one."""
        token, bit = self._bits(self.are(_HOLDS), "holds")
        return token, bit, np.where(_FEELINGS >> bit.astype(np.uint32) & 1, ANYWHERE, 0)

    def _heads(self) -> tuple[Places, Places, Places]:
        """As `_beside`, of feelings at the head of a line."""
        tokens = self.are(_FEELS)
        texts = self.rows[tokens]
        lines = np.array(["\n" in self.texts[text] for text in texts.tolist()], bool)
        token, bit = self._bits(tokens[lines | (tokens == self.begins[texts])], "follows", _FEELINGS)
        return token, bit, np.full(len(token), ANYWHERE)

    def _bits(self, tokens: Places, part: str, some: np.uint32 = _ALL) -> tuple[Places, Places]:
        """The tokens, each as often as it is this part of one of some expressions, and their places."""
        bits = self.facts[part][self.ids[tokens]] & some
        place, bit = np.nonzero(bits[:, None] >> np.arange(_N, dtype=np.uint32) & 1)
        return tokens[place], bit

    def _beside(self) -> tuple[Places, Places, Places]:
        """Tokens that with the next may be of a cue, its expression, how many words it has before them; (C,) each."""
        one, two = self.kinds[:-1], self.kinds[1:]
        beside = np.flatnonzero(((one << np.uint16(1)) & two & _FOLLOWS) | (two & _FEELS))
        beside = beside[self.rows[beside] == self.rows[beside + 1]]
        bits = self.facts["opens"][self.ids[beside]] & self.facts["follows"][self.ids[beside + 1]]
        beside, bits = beside[bits != 0], bits[bits != 0]
        pairs = self.ids[beside].astype(np.int64) << 32 | self.ids[beside + 1]
        _, first, pair = np.unique(pairs, return_index=True, return_inverse=True)
        some = beside[first]
        begun = [*map(_begun, bits[first].tolist(), self.forms(some), self.forms(some + 1))]
        told = np.array([*chain.from_iterable(begun)], np.int64).reshape(-1, 2)
        told, many = listed(told, np.array([*map(len, begun)], np.int64), pair)
        return np.repeat(beside, many), told[:, 0], told[:, 1]


@lru_cache(maxsize=1 << 16)
def _begun(bits: int, one: str, two: str) -> tuple[tuple[int, int], ...]:
    """Of these expressions, those that two words side by side may be of: (its place, how many words stand before)."""
    return tuple(_begun_within(f"{one} {two}", bits))


def _begun_within(words: str, bits: int = ~0) -> Iterator[tuple[int, int]]:
    return (
        (bit, before)
        for bit, pairs in enumerate(_PAIRS)
        if bits >> bit & 1
        for before, pair in pairs
        if pair.search(words)
    )


@lru_cache(maxsize=1 << 14)
def _number(label: str, cue: str) -> int:
    return int.from_bytes(
        blake2b(f"{label} {cue}".encode("utf-8", "surrogatepass"), digest_size=NUMBER_BITS // 8).digest()
    )


def plain_tokens(vocabulary: Vocabulary) -> NDArray[np.object_]:
    """`plain` of each token: where a cue is in a text, it is in these one after the other too, spaces between."""
    tokens = vocabulary.tokens
    bare = pc.utf8_lower(replaced(tokens, b"/@", (_LINK_OR_NAME, " ")))
    bare = pc.utf8_trim_whitespace(pc.replace_substring(bare, "#", ""))
    forms = np.array(bare.to_pylist(), object)
    odd = having(tokens, BEYOND_ASCII) | having(bare, b" ")
    quotes = np.flatnonzero(having(tokens, b'"'))
    odd[quotes] |= np.asarray(pc.match_substring_regex(tokens.take(pa.array(quotes)), _QUOTATION), bool)
    for place in np.flatnonzero(odd).tolist():
        forms[place] = plain(tokens[place].as_py())
    return forms


def of_tokens(vocabulary: Vocabulary) -> NDArray[Any]:
    """What each token is for cues: `kinds`, its size, the expressions for which it is what `Expression.parts` names."""
    forms = vocabulary.once(plain_tokens)
    strings = vocabulary.once(_strings)
    facts = np.zeros(len(forms), _FACTS)
    facts["size"] = pc.utf8_length(strings)
    for name, bits in zip(_PARTS[:3], vocabulary.once(_parts_in).T, strict=False):
        facts[name] = bits
    facts["opens"] |= _FEELINGS * may_match(f"{ENDING}$", strings)
    for place in np.flatnonzero(pc.match_substring(strings, " ")).tolist():
        facts["holds"][place] |= sum({1 << bit for bit, _ in _begun_within(forms[place])})
        facts["kinds"][place] |= _NEGATES | _SPACED
    for kind, name, some in (
        (_OPENS, "opens", ~_FEELINGS),
        (_FOLLOWS, "follows", ~_FEELINGS),
        (_FEELS, "follows", _FEELINGS),
        (_HOLDS, "holds", _ALL),
    ):
        facts["kinds"] |= kind * (facts[name] & some != 0)
    for kind, pattern in _TELLING.items():
        facts["kinds"] |= kind * may_match(pattern, strings)
    facts["kinds"] |= _REPORTS * (vocabulary.once(_parts_in)[:, -1] != 0)
    _, many = vocabulary.once(cues_of)
    facts["kinds"] |= _CUED * (many != 0) + _EMPTY * (forms == "")
    return facts


def cues_of(vocabulary: Vocabulary) -> tuple[NDArray[Any], Places]:
    """The cues of one word in each token."""
    forms = vocabulary.once(plain_tokens)
    bits = vocabulary.once(_parts_in)[:, _PARTS.index("short")]
    many = np.zeros(len(forms), np.int64)
    cues = []
    for place in np.flatnonzero(bits).tolist():
        form, some = forms[place], int(bits[place])
        found = [
            (0, bit, *match.span(), _number(EXPRESSIONS[bit].label, match[0]))
            for bit, short in _SHORT
            if some >> bit & 1
            for match in short.finditer(form)
        ]
        many[place] = len(found)
        cues += found
    return np.array(cues, CUE), many


def _strings(vocabulary: Vocabulary) -> pa.StringArray:
    return pa.array(vocabulary.once(plain_tokens), pa.string())


def _parts_in(vocabulary: Vocabulary) -> NDArray[np.uint32]:
    """(V, 5): for each of `_PARTS` the expressions with such a part that may be in each token; if it may report."""
    return _WORDS.may_be_in(vocabulary.once(_strings))
