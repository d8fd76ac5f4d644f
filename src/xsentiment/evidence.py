"""FRAME ⨝ SCORES → what lies behind the figures: phrases that mark each topic and reaction, and posts with each label.

A phrase is a word or two words next to each other; each text, with its near-copies, counts once. How far a phrase marks
a label is its log-odds ratio against all other posts under an informative Dirichlet prior, and the z-score of that
(Monroe, Colaresi & Quinn 2008, Fightin' Words, Political Analysis 16(4), equations 15, 16, 20 to 22). Words that are
common everywhere fall out by themselves, since the prior is what all posts say.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.text import normalised

if TYPE_CHECKING:
    from xsentiment.event import Event

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOP: Final = 20
"""Phrases of a label at most."""
LEAST_Z: Final = 1.96
LEAST_TEXTS: Final = 3
LEAST_AUTHORS: Final = 3
"""A phrase that fewer authors wrote would quote them."""
PRIOR: Final = 0.1
"""The prior counts of a phrase are this part of its counts in the whole frame."""

EXAMPLES: Final = 5
"""Posts of a label and role at most."""

_LONGEST: Final = 40
_SIGNS: Final = r"\u3040-\u30ff\u3400-\u9fff"
_MARKS: Final = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c)[0] == "M")
_LETTER: Final = rf"[^\W_{_SIGNS}]"
_WORD: Final = re.compile(
    rf"@[\w.\-]+(?:@[\w.\-]+)?|\bu/[\w\-]+|([{_SIGNS}]|"
    r"[\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff]|[\U0001f1e6-\U0001f1ff]{2}|"
    rf"#?{_LETTER}(?:(?:['\-]|(?<=\d)[.,](?=\d))?{_LETTER}|[{_MARKS}])*)"
)
"""What is passed over: mentions. What is taken: a character of Chinese or Japanese, an emoji, a flag, or a word."""


def words(text: str) -> list[str]:
    """The words, hashtags and emoji of a text in order, case-folded; without mentions, links and punctuation."""
    return [word for word in _WORD.findall(normalised(text).replace("’", "'")) if 0 < len(word) <= _LONGEST]


def log_odds(label: Counts, rest: Counts, prior: Floats) -> tuple[Floats, Floats]:
    """The log-odds ratio of each phrase between two groups of posts, and its z-score.

    With y the counts of the phrases in a group, n their sum, α the prior counts (all above 0) and α₀ their sum:
    δ = ln[(y₁ + α)/(n₁ + α₀ - y₁ - α)] - ln[(y₂ + α)/(n₂ + α₀ - y₂ - α)], z = δ/√(1/(y₁ + α) + 1/(y₂ + α)).
    Above 0 the phrase marks `label`, below 0 `rest`. Three arrays of one length, at least two.
    """
    first, second = label + prior, rest + prior
    ratio = np.log(first / (first.sum() - first)) - np.log(second / (second.sum() - second))
    return ratio, ratio / np.sqrt(1 / first + 1 / second)


def phrases(frame: pa.Table, scores: pa.Table, event: Event) -> pa.Table:
    """PHRASES: for each topic and reaction the TOP phrases with z of at least LEAST_Z, those that mark it most first.

    `scores`: SCORES of the frame, in its order. Labels are the machine's; posts without one are on neither side. Of
    near-copies the first by source and post id stands for all. Only phrases of LEAST_TEXTS texts by LEAST_AUTHORS
    authors are told, and the vocabulary is made of them; an unknown author is none.
    """
    firsts = _first_of_each_text(frame)
    frame, scores = frame.take(firsts), scores.take(firsts)
    said = _said(frame)
    rows: list[dict[str, Any]] = []
    if len(said.names) > 1:
        prior: Floats = PRIOR * said.counts(np.ones(frame.num_rows, bool)).astype(np.float64)
        for label_set, label, has, known in _labels(scores, event):
            if has.any() and (known & ~has).any():
                named = {"event": event.slug, "label_set": label_set, "label": label}
                rows += [named | row for row in _marking(said, has, known & ~has, prior)]
    return schema.from_rows(rows, schema.PHRASES, "PHRASES")


def _marking(said: _Said, has: Flags, rest: Flags, prior: Floats) -> list[dict[str, Any]]:
    mine, others = said.counts(has), said.counts(rest)
    ratio, z = log_odds(mine, others, prior)
    marking = np.flatnonzero(z >= LEAST_Z).tolist()
    top = sorted(marking, key=lambda i: (-round(float(z[i]), 4), said.names[i]))[:TOP]
    return [
        {"phrase": said.names[i], "posts_with": mine[i], "posts_rest": others[i], "log_odds": ratio[i], "z": z[i]}
        for i in top
    ]


def _first_of_each_text(frame: pa.Table) -> pa.Array[Any]:
    """Which rows stand for their text cluster: the first by source and post id."""
    keys = [(name, "ascending") for name in ("text_cluster", "source", "post_id")]
    order = pc.sort_indices(frame, sort_keys=keys)
    clusters = frame["text_cluster"].combine_chunks().dictionary_encode().indices.to_numpy()
    ordered = clusters[order.to_numpy()]
    return order.filter(pa.array(np.diff(ordered, prepend=-1) != 0))


def _labels(scores: pa.Table, event: Event) -> Iterator[tuple[str, str, Flags, Flags]]:
    """Each topic and reaction: which posts have the label, and which posts have or have not been given it."""
    topics: list[Any] = scores["topics"].to_pylist()
    known = np.array([found is not None for found in topics], bool)
    for topic in event.topic_ids:
        yield "topic", topic, np.array([topic in (found or ()) for found in topics], bool), known
    reactions = np.array(scores["reaction"].to_pylist(), object)
    for reaction in schema.REACTIONS:
        yield "reaction", reaction, reactions == reaction, reactions != None  # noqa: E711


def examples(frame: pa.Table, scores: pa.Table, event: Event) -> pa.Table:
    """EXAMPLES: for each topic, reaction and sentiment up to EXAMPLES typical and as many borderline posts.

    Typical are the posts with the label and its highest probability; borderline, of all others, those nearest to the
    decision on either side of it: .5 for a topic, elsewhere the probability of the likeliest other label. Probabilities
    that are equal to 4 decimals go by source and post id. Near-copies are one. A post without a probability (another
    language, a scorer that gives none) is no example. One of 0 or 1 is a phrase that was found or not, with no doubt
    to measure: it is never borderline, and typical only after the others; nor is any where a label has two values
    alone. Text is given only where the event allows quotes, the address only of posts that were not composed.
    `explain.with_reasons` fills in the reasons.
    """
    firsts = _first_of_each_text(frame)
    posts = frame.take(firsts).select(["source", "post_id", "url", "text"]).to_pylist()
    shown = {"text": event.quotes, "url": not event.sample}
    hidden = {name: None for name, show in shown.items() if not show}
    rows: list[dict[str, Any]] = []
    for label_set, label, has, chance, lead in _chances(scores.take(firsts), event):
        typical = _first(posts, np.where(chance < 1, -chance, 0), has & ~np.isnan(chance))
        unsure = (chance > 0) & (chance < 1)
        unsure[typical] = False
        unsure &= len(np.unique(chance[~np.isnan(chance)])) > 2
        for role, places in (("typical", typical), ("borderline", _first(posts, np.abs(lead), unsure))):
            named = {"event": event.slug, "label_set": label_set, "label": label, "role": role}
            rows += [named | posts[i] | hidden | {"probability": float(chance[i]), "reasons": None} for i in places]
    return schema.from_rows(rows, schema.EXAMPLES, "EXAMPLES")


def _first(posts: list[dict[str, Any]], by: Floats, among: Flags) -> list[int]:
    """Where the EXAMPLES smallest of `by` are, in order, equal ones by source and post id."""
    places, keys = np.flatnonzero(among), by[among].round(4)
    if len(places) > EXAMPLES:
        near = keys <= np.partition(keys, EXAMPLES - 1)[EXAMPLES - 1]
        places, keys = places[near], keys[near]
    tied = (
        (key, posts[i]["source"], posts[i]["post_id"], i) for key, i in zip(keys.tolist(), places.tolist(), strict=True)
    )
    return [key[-1] for key in nsmallest(EXAMPLES, tied)]


def _chances(scores: pa.Table, event: Event) -> Iterator[tuple[str, str, Flags, Floats, Floats]]:
    """Each label: which posts have it, its probability, and by how much that is above what decides; NaN if unknown."""
    topics: list[Any] = scores["topics"].to_pylist()
    for topic in event.topic_ids:
        chance = _floats(scores[f"topic_{topic}"])
        yield "topic", topic, np.array([topic in (found or ()) for found in topics], bool), chance, chance - 0.5
    columns = {
        "reaction": {label: schema.reaction_probability(label) for label in schema.REACTIONS},
        "sentiment": {label: f"p_{label}" for label in schema.SENTIMENTS},
    }
    for label_set, names in columns.items():
        chances = {label: _floats(scores[name]) for label, name in names.items()}
        given = np.array(scores[label_set].to_pylist(), object)
        for label, chance in chances.items():
            others = np.stack([other for name, other in chances.items() if name != label])
            yield label_set, label, given == label, chance, chance - others.max(axis=0)


def _floats(column: pa.ChunkedArray[Any]) -> Floats:
    values: Floats = column.to_numpy().astype(np.float64)
    return values


@dataclass(frozen=True)
class _Said:
    """Which posts say which phrases: `occurs` has a row for each post, a column for each name, 1 where it is said."""

    names: list[str]
    occurs: Any

    def counts(self, posts: Flags) -> Counts:
        """How many of these posts say each phrase."""
        counts: Counts = posts.astype(np.int64) @ self.occurs
        return counts


def _said(frame: pa.Table) -> _Said:
    """The phrases of a frame that enough texts and authors share."""
    from scipy.sparse import csr_array

    vocabulary: dict[str, int] = {}
    words_said, lengths = array("Q"), array("Q")
    for text in frame["text"].to_pylist():
        found = words(str(text))
        words_said.extend(vocabulary.setdefault(word, len(vocabulary) + 1) for word in found)
        lengths.append(len(found))
    distinct, post, phrase = _once_a_post(np.array(words_said, np.uint64), np.array(lengths, np.int64))
    shared = np.bincount(phrase, minlength=len(distinct)) >= LEAST_TEXTS
    shared &= _authors(frame, post, phrase, len(distinct)) >= LEAST_AUTHORS
    keep = shared[phrase]
    place = np.cumsum(shared) - 1
    shape = (frame.num_rows, int(shared.sum()))
    spelt = list(vocabulary)
    names = [
        " ".join(spelt[int(i) - 1] for i in (code >> 32, code & 0xFFFFFFFF) if i) for code in distinct[shared].tolist()
    ]
    occurs = csr_array((np.ones(int(keep.sum()), np.int64), (post[keep], place[phrase[keep]])), shape)
    return _Said(names, occurs)


def _once_a_post(said: NDArray[np.uint64], lengths: Counts) -> tuple[NDArray[np.uint64], Counts, Counts]:
    """The distinct phrases, and which post says which of them, each once.

    `said` has the numbers of the words of all posts, `lengths` how many each has; a phrase is a word's number << 32
    with that of the next word or 0.
    """
    post = np.repeat(np.arange(len(lengths)), lengths)
    first, within = said << np.uint64(32), post[:-1] == post[1:]
    codes = np.concatenate([first, (first[:-1] | said[1:])[within]])
    distinct, phrase = np.unique(codes, return_inverse=True)
    pairs = np.sort(np.concatenate([post, post[:-1][within]]) * len(distinct) + phrase)
    posts, phrases = np.divmod(pairs[np.diff(pairs, prepend=-1) != 0], max(1, len(distinct)))
    return distinct, posts, phrases


def _authors(frame: pa.Table, post: Counts, phrase: Counts, n: int) -> Counts:
    """How many known authors wrote each of the n phrases; `post` says `phrase`, pair by pair."""
    joined = pc.binary_join_element_wise(frame["source"], frame["author_id"], "\n")
    writers = joined.combine_chunks().dictionary_encode()
    author = writers.indices.fill_null(-1).to_numpy()[post].astype(np.int64)
    size = max(1, len(writers.dictionary))
    known = author >= 0
    pairs = np.sort(phrase[known] * size + author[known])  # np.unique hashes, which is slower here
    return np.bincount(pairs[np.diff(pairs, prepend=-1) != 0] // size, minlength=n)
