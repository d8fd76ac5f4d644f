"""Posts → SCORES: each post's labels under the event's scorers, a pure function of its (text, kind, language)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import schema
from xsentiment.event import CLASSIFIER, SHIPPED_SCORERS, VECTORS
from xsentiment.scorers import event_model, transformer, vectors
from xsentiment.scorers.tokens import Texts, blocks
from xsentiment.text import scorable

if TYPE_CHECKING:
    from xsentiment.event import Event

ScoreFunction = Callable[[Sequence[str], "Event"], pa.Table]
"""Distinct texts in, one row of SCORES columns for each out, in the same order."""


@dataclass(frozen=True)
class Scorer:
    """What can label posts. `function` is "module:function", a ScoreFunction that is imported when first used.

    `languages` are the ISO 639-1 codes that the scorer was made for; none means that it serves every language.
    `otherwise`: the scorer of posts in languages that it does not serve, if there is one.
    """

    name: str
    version: str
    target: str
    languages: tuple[str, ...]
    description: str
    function: str
    otherwise: Scorer | None = None

    def __str__(self) -> str:
        return f"{self.target} ({', '.join(self.languages) or 'all languages'}): {self.description}"

    def score(self, texts: Sequence[str], event: Event) -> pa.Table:
        """Label each text: the columns of SCORES that this scorer fills."""
        function: ScoreFunction = resolve_name(self.function)
        return function(texts, event)

    def serves(self, lang: str | None) -> bool:
        """Whether it was made for posts in this language; of unknown language, it was."""
        if not self.languages or lang is None or _UNKNOWN_LANGUAGE.fullmatch(lang):
            return True
        return _SUBTAG.split(lang, maxsplit=1)[0].lower() in self.languages

    def serving(self, lang: str | None) -> Scorer | None:
        """What labels a post in this language: the scorer itself, the one that it has otherwise, or none."""
        if self.serves(lang):
            return self
        return self.otherwise.serving(lang) if self.otherwise else None


_SUBTAG: Final = re.compile(r"[-_]")
_UNKNOWN_LANGUAGE: Final = re.compile(r"|und|zxx|q[a-t][a-z]")
"""Codes that name no language: undetermined, without words, and the local codes networks give to tags or links."""

FITTED_TOPICS: Final = "fitted-topics"
FITTED_REACTION: Final = "fitted-reaction"
FITTED_SENTIMENT: Final = "fitted-sentiment"

SCORERS: Final[dict[str, Scorer]] = {
    scorer.name: scorer
    for scorer in (
        Scorer(
            "vader",
            "3.3.2",
            "sentiment",
            ("en",),
            "VADER's compound score as the package gives it; positive from .05, negative from -.05",
            "xsentiment.scorers.vader:score",
        ),
        Scorer(
            "linear",
            "4",
            "sentiment",
            ("en",),
            "words, word pairs and n-grams with VADER's figures, fitted on posts that people labelled; calibrated",
            "xsentiment.scorers.linear:sentiment",
        ),
        Scorer(
            "cues",
            "2",
            "reaction",
            ("en",),
            "weighted cue phrases and emoji; a first simple scorer",
            "xsentiment.scorers.cues:score",
        ),
        Scorer(
            "linear-reaction",
            "1",
            "reaction",
            ("en",),
            "words, word pairs and n-grams, fitted on posts that people labelled and posts with clear cues",
            "xsentiment.scorers.linear:reaction",
        ),
        Scorer(
            "cued-reaction",
            "2",
            "reaction",
            ("en",),
            "linear-reaction and the cues together: the best of the three",
            "xsentiment.scorers.linear:cued_reaction",
        ),
        Scorer(
            "phrases",
            "1",
            "topics",
            (),
            "the event's phrases for each topic: any, all, none",
            "xsentiment.scorers.topics:score",
        ),
        Scorer(
            FITTED_TOPICS,
            "1",
            "topics",
            ("en",),
            "the event's own model, from `xsentiment fit`; used where the event has one",
            "xsentiment.scorers.fitted:score_topics",
        ),
        Scorer(
            FITTED_REACTION,
            "1",
            "reaction",
            ("en",),
            "the event's own model, from `xsentiment fit`; used where the event has one",
            "xsentiment.scorers.fitted:score_reaction",
        ),
        Scorer(
            FITTED_SENTIMENT,
            "1",
            "sentiment",
            ("en",),
            "the event's own model on top of its scorer, from `xsentiment fit`; used where the event has one",
            "xsentiment.scorers.fitted:score_sentiment",
        ),
    )
}


def chosen(event: Event) -> tuple[Scorer, ...]:
    """The scorers of this event: of sentiment, of reaction, of topics.

    Where the event has a model, it gives the topics, reactions and sentiments that it was fitted for; the
    last only while the event names the scorer that they build on. Posts in languages that its features were not made
    for have what they had without it. Its scorers have the start of the hash of the file as their version. Raises
    InputError for a model that cannot be used.
    """
    sentiment, reaction, topics = named(event, "sentiment"), named(event, "reaction"), SCORERS["phrases"]
    if version := event_model.content(event.model_path):
        model = event_model.load(event.model_path)
        version = " on ".join([version[:12], *([model.encoder] if model.encoder else [])])
        if model.topics:
            topics = fitted_by(FITTED_TOPICS, event, version)
        if model.reactions:
            reaction = fitted_by(FITTED_REACTION, event, version)
        if model.sentiments and model.facts["sentiment"] == f"{sentiment.name} {sentiment.version}":
            sentiment = fitted_by(FITTED_SENTIMENT, event, version)
    return sentiment, reaction, topics


def fitted_by(name: str, event: Event, version: str) -> Scorer:
    """The scorer of the event's model, for languages that its features and the event's own scorer are made for.

    Posts in others have the event's own scorer, and so have all if none is left.
    """
    target = SCORERS[name].target
    own = SCORERS["phrases"] if target == "topics" else named(event, target)
    read = vectors.LANGUAGES if event.fit.features == VECTORS else event.fit.languages
    both = tuple(language for language in read if language in own.languages) if own.languages else read
    if read and not both:
        return own
    return replace(SCORERS[name], version=version, languages=both if read else own.languages, otherwise=own)


def named(event: Event, target: str) -> Scorer:
    """The scorer of sentiment or reaction that the event file names; a classifier's version is its revision."""
    name: str = getattr(event.scorers, target)
    if not name.startswith(CLASSIFIER):
        return SCORERS[name]
    version = transformer.revision(name.removeprefix(CLASSIFIER))
    function = f"xsentiment.scorers.transformer:{target}"
    return Scorer(name, version, target, (), "a sequence classifier of Hugging Face", function)


def describe(event: Event) -> dict[str, str]:
    """What labelled the posts of this event, by target, for reports: `{"sentiment": "vader 3.3.2", …}`.

    A scorer that the event gave valences of its own is called `vader+event`; one that leaves other languages to
    another names both: `fitted-topics 1a2b… for en and phrases 1 for others`.
    """
    return {scorer.target: _described(scorer, event) for scorer in chosen(event)}


def _described(scorer: Scorer, event: Event) -> str:
    described = f"{called(scorer, event)} {scorer.version}"
    if scorer.otherwise is None or scorer.otherwise.languages == scorer.languages:
        return described
    return f"{described} for {', '.join(scorer.languages)} and {_described(scorer.otherwise, event)} for others"


def rivals(event: Event, target: str) -> dict[str, Event]:
    """The event under each other shipped scorer of `target` (sentiment or reaction), by the scorer's name."""
    own, others = describe(event)[target], {}
    for name in SHIPPED_SCORERS[target]:
        other = replace(event, scorers=event.scorers.naming(target, name))
        if describe(other)[target] != own:
            others[name] = other
    return others


def called(scorer: Scorer, event: Event) -> str:
    """The name of a scorer of this event: `vader+event` where the event gave it valences of its own."""
    return f"{scorer.name}+event" if scorer.name == "vader" and event.lexicon else scorer.name


def score(posts: pa.Table, event: Event) -> pa.Table:
    """Label POSTS or FRAME under the event's scorers: SCORES with one row a post, in the same order.

    A post whose language a scorer was not made for gets null from it. Each distinct text is scored once.
    """
    pairs: Iterable[tuple[Any, Any]] = zip(posts["text"].to_pylist(), posts["kind"].to_pylist(), strict=True)
    encoded = pa.array([scorable(text, kind) for text, kind in pairs], pa.string()).dictionary_encode()
    distinct, of_post = list(blocks(encoded.dictionary.to_pylist())), encoded.indices
    langs = posts["lang"].combine_chunks()
    table = posts.select(["source", "post_id"])
    for scorer in chosen(event):
        for name, column in _labels(scorer, distinct, of_post, langs, event).items():
            table = table.append_column(name, column)
    return schema.conform(table, schema.scores(event.topic_ids), "SCORES")


def _labels(
    scorer: Scorer, distinct: list[Texts], wanted: pa.Array[Any], langs: pa.Array[Any], event: Event
) -> dict[str, pa.ChunkedArray]:
    """The columns of the scorer and, where it does not serve the post's language, of the one that it has otherwise."""
    served = _served(scorer, langs)
    table = _score_served(scorer, distinct, pc.if_else(served, wanted, None), event)
    columns = dict(zip(table.column_names, table.columns, strict=True))
    if scorer.otherwise and not pc.all(served).as_py():
        others = _labels(scorer.otherwise, distinct, pc.if_else(served, None, wanted), langs, event)
        columns |= {
            name: pc.coalesce(columns[name], other) if name in columns else other for name, other in others.items()
        }
    return columns


def _served(scorer: Scorer, langs: pa.Array[Any]) -> pa.Array[Any]:
    known = [lang for lang in pc.unique(langs).to_pylist() if scorer.serves(lang)]
    return pc.is_in(langs, value_set=pa.array(known, langs.type))


def _score_served(scorer: Scorer, distinct: list[Texts], wanted: pa.Array[Any], event: Event) -> pa.Table:
    """The labels of each wanted text, by its number in the blocks of distinct texts; null where none is wanted."""
    asked = np.zeros(sum(map(len, distinct)), bool)
    asked[wanted.drop_null().to_numpy()] = True
    starts = np.cumsum([0, *map(len, distinct)])
    parts = []
    for texts, start in zip(distinct, starts, strict=False):
        rows = asked[start : start + len(texts)]
        parts.append(scorer.score(texts if rows.all() else Texts(compress(texts, rows)), event))
    labels = pa.concat_tables(parts) if parts else scorer.score([], event)
    return labels.take(pa.array(np.cumsum(asked) - 1, pa.int64()).take(wanted))
