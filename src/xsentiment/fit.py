"""Train an event's topics, reaction and sentiment: FRAME and audit labels → the model that scores the event's posts.

One model for each fold of texts, trained on the labels of all other folds alone: its weights, the strength of its
regularisation and where it draws the line between yes and no. So no label of a text reaches the model that labels it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import audit as auditing
from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.scorers import FITTED_REACTION, FITTED_SENTIMENT, FITTED_TOPICS, fitted_by, named
from xsentiment.scorers.event_features import OWN, common_codes, features
from xsentiment.scorers.event_model import UNIT, EventModel
from xsentiment.scorers.fitted import fold_of, logits
from xsentiment.scorers.linear import softmax
from xsentiment.scorers.vectors import LENGTH
from xsentiment.staleness import made_of
from xsentiment.stats.f1 import f1, macro_f1
from xsentiment.text import scorable

if TYPE_CHECKING:
    from xsentiment.event import Event

FOLDS: Final = 10
INNER: Final = 5
STRENGTHS: Final = (3.0, 10.0, 30.0)
"""The inverse strengths of regularisation that inner cross-validation chooses from."""
LEAST: Final = 5
"""A topic that fewer labelled posts have stays with its phrases; a reaction that fewer have is never given."""
ENOUGH: Final = 50
"""The reaction is fitted from so many labelled posts."""
WEAK: Final = 500
"""How many posts teach by their phrases where there are no labels."""
DOUBT: Final = 0.1
"""By how much the F1 of a topic's phrases must be the better for them to stand alone: less may be chance."""
OFTEN: Final = 2
"""In how many of the labelled posts a word or pair occurs to be a feature."""
NEVER: Final = -30.0
"""The score of a reaction that is never given."""
SCALES: Final = {"phrases": 0.5, "reaction": 0.5, "vectors": 1.0, "ngrams": 0.7, "sentiment": 0.0}
"""How freely each block of features may be used for topics and reaction: its unit of length for the regularisation."""
TILT: Final = 0.7
"""How freely the vectors, of length 1, may move the sentiment from what the event's own scorer says (docs/adr/0019)."""
SHIFT: Final = 0.3
"""How freely a shift of each sentiment may: less, since a shift that others' labels made goes against a fold's own."""


@dataclass(frozen=True)
class Examples:
    """N distinct texts to learn from: those that people labelled or, without any, some that phrases label.

    `matrix`, `hits`, `known`, `widths`: as in `Features`; `folds`: int (N,); `topics`: bool (N, T); `judged`: bool
    (N, T), whether people judged them; `reactions`, `sentiments`: object (N,), None where people did not.
    """

    matrix: NDArray[np.float64]
    hits: NDArray[np.bool_]
    known: NDArray[np.bool_]
    folds: NDArray[np.int64]
    topics: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    reactions: NDArray[Any]
    sentiments: NDArray[Any]
    widths: dict[str, int]

    @property
    def labelled(self) -> int:
        """How many of the texts people labelled."""
        said = np.column_stack([self.reactions, self.sentiments]) != None  # noqa: E711
        return int((self.judged.any(axis=1) | said.any(axis=1)).sum())


def fit(event: Event, frame: pa.Table, audit: pa.Table | None, *, date: str) -> EventModel:
    """Train the event's model on a FRAME and its AUDIT, None if there is none yet.

    `date` is written into the model. Without labels topics learn from their phrases alone and nothing else
    is fitted. Posts in languages that the features are not made for teach nothing, those that the event's own scorer
    of reaction or sentiment is not made for nothing of these. Raises InputError for an event without posts to learn
    from, or without topics and labels enough for anything else.
    """
    from threadpoolctl import threadpool_limits

    if not frame.num_rows:
        raise InputError(event.slug, "no posts to fit on")
    labels = None if audit is None else auditing.join(frame, audit, event)
    examples, ngrams = gather(event, frame, labels)
    reactions = schema.REACTIONS if _learnable(examples) else ()
    sentiments = schema.SENTIMENTS if (examples.sentiments != None).sum() >= ENOUGH else ()  # noqa: E711
    if not (event.topics or reactions or sentiments):
        why = f"has no [[topics]] to fit; reaction and sentiment are fitted from {ENOUGH} labelled posts on"
        raise InputError(str(event.path), why)
    with threadpool_limits(1):  # small matrices: more threads are slower, and round in their own way
        trainer = _Trainer(examples)
        folds = [trainer.fold(fold, reactions, sentiments) for fold in range(FOLDS)]
    model = EventModel(
        event.topic_ids,
        reactions,
        sentiments,
        np.stack([weights for weights, _ in folds]),
        np.stack([offsets for _, offsets in folds]),
        ngrams,
    )
    unread = 0 if labels is None else int((labels.table["labelled"] & ~_read(event, frame)).sum())
    facts = made_of(event, audit) | {"date": date, "labelled": examples.labelled, "labelled_in_other_languages": unread}
    figures, over = measured(examples, model)
    return replace(model, facts=facts | {"measured": figures, "measured_over": over})


# --- what is learned from ------------------------------------------------------------------------------------------


def gather(event: Event, frame: pa.Table, labels: auditing.Labels | None) -> tuple[Examples, NDArray[np.uint32]]:
    """What there is to learn from in a frame, and the n-grams that are features.

    Without labels each text teaches twice, with its phrases hidden, so that other words learn to stand for them, and
    in sight, so that they keep their weight. Raises InputError if no post is in a language that the features are for.
    """
    texts = [scorable(*pair) for pair in zip(frame["text"].to_pylist(), frame["kind"].to_pylist(), strict=True)]
    read = _read(event, frame)
    if not read.any():
        languages = ", ".join(fitted_by(FITTED_TOPICS, event, "").languages)
        why = f"no post is in a language that the model would read ({languages})"
        raise InputError(str(event.path), f"{why}; [fit] can name an encoder that reads others (docs/topics.md)")
    said = _said(texts, event, frame, labels)
    weak = sorted({*compress(texts, read)}, key=lambda text: blake2b(_bytes(text), digest_size=8).digest())[:WEAK]
    rows = list(said) or 2 * weak
    ngrams = common_codes(list(said) or weak, OFTEN)
    seen = features(rows, event, ngrams, {target: named(event, target).score(rows, event) for target in OWN})
    topics, judged = seen.hits.copy(), np.zeros_like(seen.hits)
    reactions, sentiments = np.full((2, len(rows)), None, object)
    if not said:
        seen.matrix[: len(weak), : len(event.topics)] = 0
    for row, (on, lacking, reaction, sentiment) in enumerate(said.values()):
        reactions[row], sentiments[row] = reaction, sentiment
        if on is not None:
            topics[row] = [topic in on for topic in event.topic_ids]
            judged[row] = [topic not in lacking for topic in event.topic_ids]
    told = (np.array([fold_of(text, FOLDS) for text in rows]), topics, judged, reactions, sentiments)
    return Examples(seen.matrix, seen.hits, seen.known, *told, seen.widths), ngrams


def _read(event: Event, frame: pa.Table, name: str = FITTED_TOPICS) -> NDArray[np.bool_]:
    """The posts that this scorer of the event's model would label, by their languages; (N,)."""
    model = fitted_by(name, event, "")
    return np.array([model.serves(lang) for lang in frame["lang"].to_pylist()], bool)


def _said(
    texts: list[str], event: Event, frame: pa.Table, labels: auditing.Labels | None
) -> dict[str, tuple[frozenset[str] | None, set[str], Any, Any]]:
    """Text → (topics, those not asked for, reaction, sentiment) as people labelled it; of copies, the frame's first.

    What was unclear teaches nothing, nor does what no run would label.
    """
    if labels is None:
        return {}
    rows = labels.table
    reactions = rows["reaction"].where(_read(event, frame, FITTED_REACTION), None)
    sentiments = rows["sentiment"].where(_read(event, frame, FITTED_SENTIMENT), None)
    columns = zip(texts, rows["labelled"] & _read(event, frame), rows["topics"], reactions, sentiments, strict=True)
    said: dict[str, tuple[frozenset[str] | None, set[str], Any, Any]] = {}
    for place, (text, labelled, topics, *others) in enumerate(columns):
        if labelled:
            clear = None if topics is None or schema.UNCLEAR in topics else topics
            reaction, sentiment = (None if label == schema.UNCLEAR else label for label in others)
            lacking = {topic for topic, posts in labels.unasked.items() if posts[place]}
            said.setdefault(text, (clear, lacking, reaction, sentiment))
    return said


def _learnable(examples: Examples) -> bool:
    """Whether reactions can be fitted: enough posts, and enough of two reactions in whatever fold is left out."""
    said = [label for label in examples.reactions if label is not None]
    common = [label for label in set(said) if said.count(label) >= 2 * LEAST]
    return len(said) >= ENOUGH and len(common) > 1


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _scales(widths: dict[str, int]) -> NDArray[np.float64]:
    return np.repeat([SCALES[name] for name in widths], list(widths.values()))


# --- one fold ------------------------------------------------------------------------------------------------------


class _Trainer:
    """Trains fold models on examples whose features are scaled and turned into the space that the rows span.

    Weights under a ridge penalty lie in that space, so nothing is lost and hundreds of posts are quick to learn from,
    however many features they have. `axes`: (F, r), `x`: (N, r), their product the scaled features.
    """

    def __init__(self, examples: Examples) -> None:
        self.examples = examples
        self.scales = _scales(examples.widths)
        used = self.scales > 0
        scaled = (examples.matrix / LENGTH * self.scales)[:, used]
        left, sizes, right = np.linalg.svd(scaled, full_matrices=False)
        kept = sizes > sizes[0] * 1e-9
        self.x, self.axes = left[:, kept] * sizes[kept], np.zeros((used.size, kept.sum()))
        self.axes[used] = right[kept].T

    def fold(
        self, fold: int, reactions: Sequence[str], sentiments: Sequence[str]
    ) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
        """The model for the texts of one fold, of the others' labels: fixed-point weights (F, O) and offsets (O,)."""
        others = self.examples.folds != fold
        learn = self.topic if self.examples.judged.any() else self.topic_of_phrases
        plans = [learn(topic, np.flatnonzero(others & rows)) for topic, rows in enumerate(self.examples.judged.T)]
        if reactions:
            judged = np.flatnonzero(others & (self.examples.reactions != None))  # noqa: E711
            plans += self.reactions(judged, reactions)
        plans = [(weights * self.scales, offset) for weights, offset in plans]
        if sentiments:
            judged = np.flatnonzero(others & (self.examples.sentiments != None))  # noqa: E711
            plans += tilted(self.examples, judged, sentiments)
        weights = np.column_stack([w for w, _ in plans])
        limit = np.iinfo(np.int16).max
        fixed = np.clip(np.rint(weights * UNIT), -limit, limit).astype(np.int16)
        return fixed, np.rint(np.array([b for _, b in plans]) * UNIT * LENGTH).astype(np.int64)

    def topic_of_phrases(self, topic: int, _: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        """Weights and offset of one topic that no person labelled: the phrases are the labels, in every fold."""
        y = self.examples.topics[:, topic]
        return self.binary(y, np.arange(y.size), STRENGTHS[0]) if 0 < y.sum() < y.size else self.phrases(topic)

    def topic(self, topic: int, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        """Weights and offset of one topic: its phrases alone where labels are too few or the phrases do better.

        The line is drawn where as many labelled posts are above it as have the topic, by scores of models that did not
        see them.
        """
        y = self.examples.topics[:, topic]
        if min(y[rows].sum(), (~y[rows]).sum()) < LEAST:
            return self.phrases(topic)
        tried = []
        for strength in STRENGTHS:
            scores = np.zeros(rows.size)
            for train, test in self.inner(rows):
                weights, offset = self.binary(y, rows[train], strength)
                scores[test] = self.x[rows[test]] @ (weights @ self.axes) + offset
            loss = float(np.logaddexp(0, np.where(y[rows], -scores, scores)).mean())
            tried.append((loss, strength, scores))
        _, strength, scores = min(tried, key=lambda one: one[0])
        line = _line(scores, int(y[rows].sum()))
        if f1(y[rows], scores >= line) < f1(y[rows], self.examples.hits[rows, topic]) - DOUBT:
            return self.phrases(topic)
        weights, offset = self.binary(y, rows, strength)
        return weights, offset - line

    def phrases(self, topic: int) -> tuple[NDArray[np.float64], float]:
        """Weights and offset of a topic that is its phrases and nothing else: log-odds of 1 or -1."""
        weights = np.zeros(self.axes.shape[0])
        weights[topic] = 2.0 / self.scales[topic]
        return weights, -1.0

    def inner(self, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """Split rows into those to train on and those to test on, by folds of texts."""
        part = self.examples.folds[rows] % INNER
        return ((part != test, part == test) for test in np.unique(part))

    def binary(
        self, y: NDArray[np.bool_], rows: NDArray[np.int64], strength: float
    ) -> tuple[NDArray[np.float64], float]:
        """Logistic regression on rows: weights of the scaled features and offset."""
        model = _regression(strength).fit(self.x[rows], y[rows])
        return self.axes @ model.coef_[0], float(model.intercept_[0])

    def reactions(self, rows: NDArray[np.int64], names: Sequence[str]) -> list[tuple[NDArray[np.float64], float]]:
        """Weights and offset of each reaction, their regularisation chosen by inner cross-validation."""
        said = self.examples.reactions[rows].astype(str)
        found, counts = np.unique(said, return_counts=True)
        enough = np.isin(said, found[counts >= LEAST])
        rows, said = rows[enough], said[enough]
        losses = []
        for strength in STRENGTHS:
            chances = np.ones(rows.size)
            for train, test in self.inner(rows):
                model = _regression(strength).fit(self.x[rows[train]], said[train])
                places = np.searchsorted(model.classes_, said[test])
                chances[test] = model.predict_proba(self.x[rows[test]])[np.arange(test.sum()), places]
            losses.append(-np.log(np.maximum(chances, 1e-9)).mean())
        model = _regression(STRENGTHS[int(np.argmin(losses))]).fit(self.x[rows], said)
        weights, offsets = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn gives the second against the first
            weights, offsets = np.vstack([-weights, weights]) / 2, np.append(-offsets, offsets) / 2
        given = {name: (self.axes @ w, float(b)) for name, w, b in zip(model.classes_, weights, offsets, strict=True)}
        return [given.get(name, (np.zeros(self.axes.shape[0]), NEVER)) for name in names]


def tilted(
    examples: Examples, rows: NDArray[np.int64], names: Sequence[str]
) -> list[tuple[NDArray[np.float64], float]]:
    """Weights of the features and offset of each sentiment, learnt from rows on top of the event's own scorer.

    The scorer's logits, plus logits linear in the text's vector under a ridge penalty: the posterior mode of
    multinomial logistic regression whose prior is that the scorer is right. Few labels move it little.
    """
    from scipy.optimize import minimize

    blocks = _blocks(examples.widths)
    x = np.column_stack([examples.matrix[rows, blocks["vectors"]] / LENGTH * TILT, np.full(rows.size, SHIFT)])
    own = examples.matrix[rows, blocks["sentiment"]] / LENGTH
    said = examples.sentiments[rows, None] == np.array(names, object)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = own + x @ flat.reshape(-1, len(names))
        chances = softmax(logits)
        slope: NDArray[np.float64] = (x.T @ (chances - said)).ravel() + flat
        return float(flat @ flat / 2 - np.log(chances[said]).sum()), slope

    best = minimize(loss, np.zeros(x.shape[1] * len(names)), jac=True, method="L-BFGS-B", options={"ftol": 1e-10})
    learnt = best.x.reshape(-1, len(names))
    weights = np.zeros((examples.matrix.shape[1], len(names)))
    weights[blocks["vectors"]], weights[blocks["sentiment"]] = learnt[:-1] * TILT, np.eye(len(names))
    return list(zip(weights.T, (learnt[-1] * SHIFT).tolist(), strict=True))


def _blocks(widths: dict[str, int]) -> dict[str, slice]:
    """The columns of each block of features."""
    ends = np.cumsum(list(widths.values())).tolist()
    return {name: slice(end - width, end) for (name, width), end in zip(widths.items(), ends, strict=True)}


def _line(scores: NDArray[np.float64], positives: int) -> float:
    """The score that as many are above as there are positives: midway between two neighbours."""
    ordered = np.sort(scores)[::-1]
    return float(ordered[positives - 1 : positives + 1].mean())


def _regression(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, tol=1e-3, max_iter=1000)


# --- how good ------------------------------------------------------------------------------------------------------


def measured(examples: Examples, model: EventModel) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    """Macro F1 on the labelled texts, each labelled as in a run by the model that did not see it, and without it.

    It is over the topics or labels that labelled texts have; of each target so many, of how many there are.
    """
    scores = logits(examples.matrix, examples.folds.tolist(), model)
    found: dict[str, float | None] = {}
    over: dict[str, tuple[int, int]] = {}
    if examples.judged.any():
        fitted = np.where(examples.known[:, None], scores[:, : len(model.topics)] >= 0, examples.hits)
        for name, on in (("phrases alone", examples.hits), ("fitted", fitted)):
            columns = zip(examples.judged.T, examples.topics.T, on.T, strict=True)
            found[f"topics, {name}"], n = macro_f1((truth[rows], given[rows]) for rows, truth, given in columns)
            over["topics"] = n, len(model.topics)
    for target, said in ("reaction", examples.reactions), ("sentiment", examples.sentiments):
        names, places = model.of(target)
        if not names:
            continue
        rows = said != None  # noqa: E711
        own = examples.matrix[:, _blocks(examples.widths)[target]]
        fitted = np.where(examples.known[:, None], scores[:, places], own)
        for name, odds in (("before", own), ("fitted", fitted)):
            label = np.array(names, object)[odds[rows].argmax(axis=1)]
            found[f"{target}, {name}"], n = macro_f1((said[rows] == one, label == one) for one in names)
            over[target] = n, len(names)
    return {name: round(value, 4) for name, value in found.items() if value is not None}, over
