"""POSTS → SCORES: what labels a post's sentiment, reaction and topics."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema
from xsentiment.event import Event
from xsentiment.text import scorable


@dataclass(frozen=True)
class Scorer:
    """What a scorer labels, in which languages (empty: in any), and which distribution its version is that of."""

    target: str
    about: str
    package: str
    languages: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The installed version of the package that the scorer is part of."""
        return version(self.package)

    def __str__(self) -> str:
        spoken = ", ".join(self.languages) or "any language"
        return f"{self.target}: {self.about} ({self.package} {self.version}; {spoken})"

    def reads(self, lang: str | None) -> bool:
        """Whether a post in this language is scored; an unknown language is."""
        return lang is None or not self.languages or lang in self.languages


SCORERS: Final[dict[str, Scorer]] = {
    "vader": Scorer(
        "sentiment", "VADER's lexicon and rules, as the package has them; labels at ±.05", "vaderSentiment", ("en",)
    ),
    "cues": Scorer("reaction", "cue words and emoji of a short list: a first simple scorer", "xsentiment", ("en",)),
    "phrases": Scorer("topics", "the event's phrases", "xsentiment"),
}


def score(posts: pa.Table, event: Event) -> pa.Table:
    """Label POSTS (or a FRAME): SCORES in the same order.

    A score depends on the post's text, kind and language alone: the same by itself, in any batch, in any order. A
    post in a language that a scorer is not made for has null labels, never neutral.
    """
    from xsentiment.scorers import cues, topics, vader

    texts = [scorable(*pair) for pair in zip(posts["text"].to_pylist(), posts["kind"].to_pylist(), strict=True)]
    langs = posts["lang"].to_pylist()
    columns: dict[str, Any] = {"source": posts["source"], "post_id": posts["post_id"]}
    figures = _each(vader.figures, texts, langs, SCORERS[event.scorers.sentiment])
    for i, name in enumerate(vader.FIGURES):
        columns[name] = pa.array([None if row is None else row[i] for row in figures], pa.float64())
    sentiment = [None if row is None else vader.label(row[-1]) for row in figures]
    columns["sentiment"] = pa.array(sentiment, pa.string())
    columns["reaction"] = pa.array(_each(cues.reaction, texts, langs, SCORERS[event.scorers.reaction]), pa.string())
    found = _each(topics.matcher(event.topics), texts, langs, SCORERS["phrases"])
    for topic in event.topic_ids:
        columns[f"topic_{topic}"] = pa.array([float(topic in names) for names in found], pa.float64())
    columns["topics"] = pa.array([list(names) for names in found], pa.list_(pa.string()))
    return schema.conform(pa.table(columns), schema.scores(event.topic_ids), "SCORES")


def _each(call: Any, texts: list[str], langs: list[str | None], scorer: Scorer) -> list[Any]:
    """The scorer's result for each post, worked out once for each distinct text; None where it is not made for it."""
    known: dict[str, Any] = {}
    out: list[Any] = []
    for text, lang in zip(texts, langs, strict=True):
        if not scorer.reads(lang):
            out.append(None)
            continue
        if text not in known:
            known[text] = call(text)
        out.append(known[text])
    return out


def describe(event: Event) -> dict[str, dict[str, str]]:
    """Which scorer gives each label of this event, and its version."""
    names = {"sentiment": event.scorers.sentiment, "reaction": event.scorers.reaction, "topics": "phrases"}
    return {target: {"name": name, "version": SCORERS[name].version} for target, name in names.items()}
