"""VADER's rules on arrays: from the words of many texts to the valences that the package sums up.

Functions with the name of one of the package's methods do what it does, for many words at once. A rule multiplies and
adds in the package's own order, so that the results are the same to the last bit. Numbers that have no name here have
none in the package either.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Final

import numpy as np
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import C_INCR, N_SCALAR

from xsentiment.scorers.vader_scan import Flags, Places, Scan
from xsentiment.scorers.vader_words import BOOSTERS, IDIOMS, OTHER, PAIR, PART, RULED, Words

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
"""Spreads the numbers of texts over 64 bits."""


@dataclass(frozen=True)
class Valences:
    """The words that carry a valence other than 0, in order: their places in the scan, their texts, the valences."""

    places: Places
    texts: Places
    values: Floats


@dataclass(frozen=True)
class _Neighbourhood:
    """Words with those round them: their places, and where their texts begin and end.

    `mixed`: the text has words in capitals, and others.
    """

    scan: Scan
    places: Places
    first: Places
    last: Places
    mixed: Flags

    def code(self, step: int) -> Codes:
        """The word so many steps after (before, if negative); `OTHER` beyond either end of the text."""
        inside, places = self._at(step)
        return np.where(inside, self.scan.codes.take(places), np.int32(OTHER))

    def loud(self, step: int) -> Flags:
        """Whether that word is in capitals, and not all of the text is."""
        inside, places = self._at(step)
        return self.scan.capitals.take(places) & inside & self.mixed

    def only(self, chosen: Places) -> _Neighbourhood:
        """The same of some of the words."""
        ends = self.first[chosen], self.last[chosen]
        return _Neighbourhood(self.scan, self.places[chosen], *ends, self.mixed[chosen])

    def _at(self, step: int) -> tuple[Flags, Places]:
        places = self.places + step
        inside = (places >= self.first) & (places < self.last)
        return inside, np.where(inside, places, 0)


def valences(scan: Scan, words: Words) -> Valences:
    """The valence of each word of the lexicon under the words round it."""
    scored, capitals, buts = (
        np.flatnonzero(flags)
        for flags in (words.scored.take(scan.codes), scan.capitals, scan.codes == words.codes["but"])
    )
    in_capitals = np.bincount(scan.texts(capitals), minlength=len(scan.lengths))
    mixed = (in_capitals > 0) & (in_capitals < scan.lengths)
    texts = scan.texts(scored)
    near = _Neighbourhood(scan, scored, scan.offsets[texts], scan.offsets[texts + 1], mixed[texts])
    values = words.valence.take(scan.codes[scored])
    rules = np.array([words.rules.take(near.code(step)) for step in range(-3, 2)])
    ruled = rules[:-1] & RULED | rules[:-1] & rules[1:] & PART
    changed = np.flatnonzero(ruled.any(axis=0) | near.loud(0))
    values[changed] = _sentiment_valence(words, near.only(changed))
    kept = np.flatnonzero(values != 0)
    return _but_check(Valences(scored[kept], texts[kept], values[kept]), buts, scan)


def _sentiment_valence(words: Words, near: _Neighbourhood) -> Floats:
    named = words.codes
    item, one, two, three, after = (near.code(step) for step in (0, -1, -2, -3, 1))
    values: Floats = words.valence.take(item)
    no = named["no"]
    denied = (one == no) | (two == no) | ((three == no) & ((one == named["or"]) | (one == named["nor"])))
    values = np.where(denied, values * N_SCALAR, np.where((item == no) & words.laden[after], 0.0, values))
    values = np.where(near.loud(0), _louder(values, values), values)

    for step, damping, factor in zip((-1, -2, -3), (1.0, 0.95, 0.9), _negations(words, one, two, three), strict=True):
        before = near.code(step)
        applies = ~words.laden[before] & (near.places + step >= near.first)
        boost = _scalar_inc_dec(words.boost[before], values, near.loud(step))
        values = np.where(applies, (values + boost * damping) * factor, values)

    third = np.flatnonzero(applies)
    values[third] = _special_idioms_check(words, near.only(third), values[third])
    values = np.where(_least_check(words, one, two), values * N_SCALAR, values)
    values[(item == named["kind"]) & (after == named["of"])] = 0.0
    return values


def _louder(values: Floats, valence: Floats) -> Floats:
    """Capitals add to what is positive and take from all else."""
    louder: Floats = np.where(valence > 0, values + C_INCR, values - C_INCR)
    return louder


def _scalar_inc_dec(boost: Floats, values: Floats, loud: Flags) -> Floats:
    """What the intensifier before a word adds to its valence."""
    signed = np.where(values < 0, -boost, boost)
    return np.where(loud & (boost != 0), _louder(signed, values), signed)


def _negations(words: Words, one: Codes, two: Codes, three: Codes) -> tuple[Floats, Floats, Floats]:
    """`_negation_check`: by what the words one, two and three places before a word multiply its valence."""
    never, so, this, without, doubt = (words.codes[word] for word in ("never", "so", "this", "without", "doubt"))
    so_one, so_two = ((word == so) | (word == this) for word in (one, two))
    by_one, by_two, by_three = (np.where(words.denies[word], N_SCALAR, 1.0) for word in (one, two, three))
    return (
        by_one,
        np.select([(two == never) & so_one, (two == without) & (one == doubt)], [1.25, 1.0], by_two),
        np.select(
            [((three == never) & so_two) | so_one, (three == without) & ((two == doubt) | (one == doubt))],
            [1.25, 1.0],
            by_three,
        ),
    )


def _special_idioms_check(words: Words, near: _Neighbourhood, values: Floats) -> Floats:
    parts = np.array([words.part.take(near.code(step)) for step in range(-3, 3)])
    pairs = (parts[:-1] > 0) & (parts[1:] > 0)
    likely = np.flatnonzero(pairs[:4].any(axis=0))
    three, two, one, item, after, second = parts[:, likely]
    pair = np.full_like(item, PAIR)
    idiom = np.full(len(likely), np.nan)
    for phrase in (
        *((pair, three, two), (three, two, one), (pair, two, one), (two, one, item), (pair, one, item)),
        *((pair, item, after), (item, after, second)),
    ):  # the later overrides the earlier
        valence = IDIOMS[phrase]
        idiom = np.where(np.isnan(valence), idiom, valence)
    changed = np.where(np.isnan(idiom), values[likely], idiom)
    for phrase in ((three, two, one), (pair, three, two), (pair, two, one)):
        changed = changed + BOOSTERS[phrase]
    values = values.copy()
    values[likely] = changed
    return values


def _least_check(words: Words, one: Codes, two: Codes) -> Flags:
    """Whether "least" stands before the word and makes it a negation: "at least" and "very least" do not."""
    least, at, very = (words.codes[word] for word in ("least", "at", "very"))
    denies: Flags = (one == least) & (not words.laden[least]) & (two != at) & (two != very)
    return denies


def _but_check(found: Valences, buts: Places, scan: Scan) -> Valences:
    """In texts with a "but", what stands before the first of them counts half, what follows one and a half times."""
    first_but = np.full(len(scan.lengths), -1)
    first_but[scan.texts(buts)[::-1]] = buts[::-1]
    changed = np.flatnonzero(first_but[found.texts] >= 0)
    at, texts, old = found.places[changed], found.texts[changed], found.values[changed]
    but = first_but[texts]
    new = old * np.select([at < but, at > but], [0.5, 1.5], 1.0)
    # Where a changed value meets its like in the same text, the package does not do what it set out to do.
    salt = texts.view(np.uint64) * _ODD
    alike = np.isin(new.view(np.uint64) ^ salt, old.view(np.uint64) ^ salt)
    for text in np.unique(texts[alike]).tolist():
        run = slice(*np.searchsorted(texts, [text, text + 1]).tolist())
        new[run] = contrasted(old[run].tolist(), at[run].tolist(), first_but[text])
    values = found.values.copy()
    values[changed] = new
    return Valences(found.places, found.texts, values)


def contrasted(values: list[float], places: list[int], but: int) -> list[float]:
    """`_but_check` of one text as the package does it, in time n log n: the values, none 0, at places in order.

    The package takes each value in turn, looks for the first place in its list where an equal one stands by then, and
    halves that before the "but", or makes it one and a half times as much after it. So of values that occur twice, or
    that are half of another, one may be changed twice and another not at all.
    """
    now = list(values)
    standing: dict[float, list[int]] = {}
    for i, value in enumerate(values):
        equal = standing.setdefault(value, [])
        j = heappushpop(equal, i)
        if places[j] == but:
            heappush(equal, j)
        else:
            now[j] = value * (0.5 if places[j] < but else 1.5)
            heappush(standing.setdefault(now[j], []), j)
    return now
