"""Why a post got its labels: for each scorer, the words and rules that moved the score."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from heapq import nlargest
from typing import Any, Final

import pyarrow as pa

from xsentiment import language, schema
from xsentiment.event import NO_EVENT, Event
from xsentiment.phrases import one_of, searchable
from xsentiment.scorers import FITTED_REACTION, FITTED_SENTIMENT, FITTED_TOPICS, SCORERS, Scorer, chosen, named
from xsentiment.text import scorable

REASONS: Final = 5
"""So many reasons are given for an example."""
_SHOWN: Final = 5
"""Of a reason that moved more labels, so many are printed."""

_LINES: Final = 60
"""Of a scorer's reasons so many are listed, the strongest."""
_LEAST: Final = 0.05
"""Reasons that moved no label so far are counted, not listed."""


@dataclass(frozen=True)
class Reason:
    """A piece of the text and what it did. `effect`: by how much it moved what (a label, or VADER's sum).

    `rule`: the rule of the scorer that fired, such as "lexicon", "negation", "cue", "feature".
    """

    what: str
    rule: str
    effect: Mapping[str, float]


@dataclass(frozen=True)
class Explanation:
    """What one scorer made of a text. `scores`: its columns of SCORES, the label among them; all None if not served.

    `reasons` is None where the scorer does not tell its reasons, and empty where nothing in the text moved it.
    """

    scorer: str
    version: str
    target: str
    scores: Mapping[str, Any]
    reasons: tuple[Reason, ...] | None

    @property
    def label(self) -> Any:
        """The sentiment, the reaction, or the list of topics; None where the language is not served."""
        return self.scores[self.target]


def explain(
    text: str,
    event: Event | None = None,
    scorers: tuple[Scorer, ...] | None = None,
    *,
    kind: str | None = None,
    lang: str | None = None,
) -> tuple[Explanation, ...]:
    """Explain the labels of a post by the scorers given, else by the event's, else by all that need no event.

    `kind` and `lang` are those of POSTS: the mentions that head a reply are not read, and in a language that a scorer
    was not made for (without `lang` it is told from the text) the one that it has otherwise labels, or none. The
    figures are those that a run gives.
    """
    read = scorable(text, kind)
    if lang is None:
        (lang,) = language.detected([text])
    if scorers is None:
        scorers = chosen(event) if event else shipped()
    return tuple(_by(scorer, read, event or NO_EVENT, lang) for scorer in scorers)


def shipped() -> tuple[Scorer, ...]:
    """The scorers of sentiment and reaction that need nothing from an event."""
    return tuple(
        scorer
        for name, scorer in SCORERS.items()
        if name in _REASONS and scorer.target != "topics" and name not in (FITTED_REACTION, FITTED_SENTIMENT)
    )


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """For programs: plain values all through."""
    return asdict(explanation) | {"label": explanation.label}


def printable(text: str) -> str:
    """A post for a terminal: characters that could steer it (control characters, escapes) as U+FFFD, lines kept."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)


def table(explanation: Explanation) -> str:
    """For people: the label and figures in one line, then a line for each reason that matters, strongest first."""
    said = explanation.label
    label = "language not served" if said is None else ", ".join(said) or "none" if isinstance(said, list) else said
    figures = [f"{name} {value:.4g}" for name, value in explanation.scores.items() if isinstance(value, float)]
    head = f"{explanation.target} by {explanation.scorer} {explanation.version}: {label}"
    lines = [f"{head}  ({', '.join(figures)})" if figures else head]
    if explanation.reasons is None:
        return "\n".join([*lines, "  (this scorer does not tell its reasons)"])
    if said is not None and not explanation.reasons:
        lines.append("  nothing in the text moved it")
    reasons = sorted(_together(explanation.reasons), key=lambda pair: _strength(pair[0]), reverse=True)
    told = [pair for pair in reasons if _strength(pair[0]) >= _LEAST]
    for reason, times in told[:_LINES]:
        effects = ", ".join(f"{name} {value:+.2f}" for name, value in _strongest(reason.effect))
        lines.append(f"  {reason.what!r:<30}  {reason.rule:<12}  {effects}{f'  ({times} times)' if times > 1 else ''}")
    if len(told) > _LINES:
        lines.append(f"  ({len(told) - _LINES} more moved it less than these)")
    if untold := len(reasons) - len(told):
        lines.append(f"  ({untold} more moved it by less than {_LEAST} each)")
    return "\n".join(lines)


def _together(reasons: Iterable[Reason]) -> list[tuple[Reason, int]]:
    """What occurs several times once, with all that it did, and how often it occurs."""
    effects: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    times = Counter((reason.what, reason.rule) for reason in reasons)
    for reason in reasons:
        for name, value in reason.effect.items():
            effects[reason.what, reason.rule][name] += value
    return [(Reason(what, rule, effects[what, rule]), n) for (what, rule), n in times.items()]


def _strength(reason: Reason) -> float:
    return max(map(abs, reason.effect.values()), default=0.0)


def _strongest(effect: Mapping[str, float]) -> list[tuple[str, float]]:
    kept = nlargest(_SHOWN, effect, key=lambda name: abs(effect[name]))
    return [(name, value) for name, value in effect.items() if name in kept]


def _by(scorer: Scorer, text: str, event: Event, lang: str | None) -> Explanation:
    serving = scorer.serving(lang)
    by = serving or scorer
    (scores,) = by.score([text], event).to_pylist()
    told = _REASONS.get(by.name)
    reasons = None if told is None else tuple(told(text, event)) if serving else ()
    return Explanation(by.name, by.version, by.target, scores if serving else dict.fromkeys(scores), reasons)


def _vader(text: str, event: Event) -> Iterator[Reason]:
    from xsentiment.scorers import vader_explain

    found = vader_explain.explain(text, event.lexicon)
    for word in found.words:
        if word.valence is not None:
            yield Reason(word.word, "lexicon", {"sum": word.valence})
        for effect in word.effects:
            yield Reason(f"{effect.by} → {word.word}", effect.rule, {"sum": effect.change})
    if found.punctuation:
        yield Reason("! and ?", "punctuation", {"sum": found.punctuation})


def _linear(name: str) -> Callable[[str, Event], Iterator[Reason]]:
    def reasons(text: str, _event: Event) -> Iterator[Reason]:
        from xsentiment.scorers import linear

        model = linear.shipped(name)
        for what, rule, logits in model.explain(text):
            yield Reason(what, rule, dict(zip(model.labels, logits.tolist(), strict=True)))

    return reasons


def _cues(text: str, _event: Event) -> Iterator[Reason]:
    from xsentiment.scorers import cues

    for (label, cue), (weight, _) in cues.cues(text).items():
        yield Reason(cue, "cue", {label: float(weight)})


def _cued(text: str, event: Event) -> Iterator[Reason]:
    from xsentiment.scorers import cues, linear

    yield from _linear("reaction")(text, event)
    spoken = cues.reaction(text)
    if spoken != "neutral":
        matched = ", ".join(cue for label, cue in cues.cues(text) if label == spoken)
        yield Reason(matched, "cues", {spoken: linear.shipped("reaction").cue_bonus})


def _phrases(text: str, event: Event) -> Iterator[Reason]:
    form = searchable(text)
    for topic in event.topics:
        for rule, phrases, effect in (("any", topic.any, 1.0), ("all", topic.all, 1.0), ("none", topic.none, -1.0)):
            for phrase in phrases:
                if re.search(one_of([phrase]), form):
                    yield Reason(phrase, rule, {topic.id: effect})


def _fitted(target: str) -> Callable[[str, Event], Iterator[Reason]]:
    def reasons(text: str, event: Event) -> Iterator[Reason]:
        from xsentiment.scorers import fitted

        model, parts = fitted.of(event), fitted.explain(text, event)
        if not parts:
            yield from _phrases(text, event) if target == "topics" else _told(named(event, target), text, event)
        labels, places = model.of(target)
        for what, rule, effect in parts:
            moved = effect[places]
            if moved.any():
                yield Reason(what, rule, dict(zip(labels, moved.tolist(), strict=True)))

    return reasons


def _told(scorer: Scorer, text: str, event: Event) -> Iterator[Reason]:
    told = _REASONS.get(scorer.name)
    yield from told(text, event) if told else ()


def with_reasons(examples: pa.Table, frame: pa.Table, event: Event) -> pa.Table:
    """EXAMPLES with `reasons`: the REASONS words and rules that spoke most for the label of each, strongest first.

    They are words of the post, so they are given only where its text is.
    """
    by_target = {"topic" if scorer.target == "topics" else scorer.target: scorer for scorer in chosen(event)}
    keys = zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)
    places = {key: place for place, key in enumerate(keys)}
    told = []
    for row in examples.to_pylist():
        post = frame.slice(places[row["source"], row["post_id"]], 1).select(["text", "kind", "lang"]).to_pylist()[0]
        by, reasons = by_target[row["label_set"]].serving(post["lang"]), None
        if row["text"] is not None and by is not None and by.name in _REASONS:
            reasons = _for(row["label"], _told(by, scorable(post["text"], post["kind"]), event))
        told.append(reasons)
    return examples.set_column(
        examples.column_names.index("reasons"), schema.EXAMPLES.field("reasons"), pa.array(told, pa.string())
    )


def _for(label: str, reasons: Iterable[Reason]) -> str:
    speaking: dict[str, float] = defaultdict(float)
    for reason in reasons:
        if reason.rule != "bias":
            speaking[reason.what] += reason.effect.get(label, 0.0)
    strongest = sorted((effect, what) for what, effect in speaking.items() if effect > 0)[::-1][:REASONS]
    return "; ".join(f"{what} {effect:+.2f}" for effect, what in strongest)


_REASONS: Final[dict[str, Callable[[str, Event], Iterator[Reason]]]] = {
    "vader": _vader,
    "linear": _linear("sentiment"),
    "cues": _cues,
    "linear-reaction": _linear("reaction"),
    "cued-reaction": _cued,
    "phrases": _phrases,
    FITTED_TOPICS: _fitted("topics"),
    FITTED_REACTION: _fitted("reaction"),
    FITTED_SENTIMENT: _fitted("sentiment"),
}
