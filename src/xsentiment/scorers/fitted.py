"""Topics, reactions and sentiments by the model that `xsentiment fit` made for the event.

The model is one model for each fold of texts. **Every text, audited or not, is labelled by the model of its own fold,
which saw no audit label of that fold.** So no label that a person gave to a text takes part in the machine's label of
that text or of its copies, and audited posts are labelled in the same way as the posts that they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import VECTORS
from xsentiment.scorers import event_model
from xsentiment.scorers.event_features import OWN, Columns, directions_of, features, named_codes
from xsentiment.scorers.event_model import UNIT, EventModel
from xsentiment.scorers.tokens import Texts, blocks
from xsentiment.scorers.topics import listed
from xsentiment.scorers.vectors import LENGTH
from xsentiment.text import normalised

if TYPE_CHECKING:
    from xsentiment.event import Event


def fold_of(text: str, folds: int) -> int:
    """The fold of a text: a hash of its normalised form, so that copies share it."""
    digest = blake2b(normalised(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % folds


def score_topics(texts: Sequence[str], event: Event) -> pa.Table:
    """`topic_<id>`, probabilities rounded to six decimals, and `topics`, those from .5.

    A text that the vectors cannot read has the topics whose phrases occur.
    """
    return _by_block(_topics, texts, event)


def score_reaction(texts: Sequence[str], event: Event) -> pa.Table:
    """The probability of each reaction, rounded to six decimals, and `reaction`, the likeliest.

    A text that the vectors cannot read has what the event's own scorer of reactions says of it.
    """
    return _by_block(partial(_likeliest, target="reaction", column=schema.reaction_probability), texts, event)


def score_sentiment(texts: Sequence[str], event: Event) -> pa.Table:
    """The probability of each sentiment, rounded to six decimals, and `sentiment`, the likeliest.

    A text that the vectors cannot read has what the event's own scorer of sentiment says of it.
    """
    return _by_block(partial(_likeliest, target="sentiment", column="p_{}".format), texts, event)


def _by_block(labelled: Callable[[_Scored, EventModel], pa.Table], texts: Sequence[str], event: Event) -> pa.Table:
    model = of(event)
    some = [*blocks(texts)] or [Texts([])]
    return pa.concat_tables([labelled(block.once(_Scored, event, model), model) for block in some])


def _topics(scores: _Scored, model: EventModel) -> pa.Table:
    chances = _rounded(1 / (1 + np.exp(-scores.logits[:, : len(model.topics)])))
    chances = np.where(scores.features.known[:, None], chances, scores.features.hits)
    columns = {f"topic_{topic}": pa.array(chances[:, i], pa.float64()) for i, topic in enumerate(model.topics)}
    return pa.table(columns | {"topics": listed(chances >= 0.5, model.topics)})


def _likeliest(scores: _Scored, model: EventModel, target: str, column: Callable[[str], str]) -> pa.Table:
    labels, places = model.of(target)
    logits = scores.logits[:, places]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=0.0))
    chances = _rounded(powers / powers.sum(axis=1, keepdims=True))
    columns: dict[str, Any] = {column(name): pa.array(chances[:, i], pa.float64()) for i, name in enumerate(labels)}
    columns[target] = pa.array(labels, pa.string()).take(pa.array(logits.argmax(axis=1)))
    known, before = pa.array(scores.features.known), scores.before[target]
    return pa.table(
        {
            name: pc.if_else(known, ours, before[name] if name in before.column_names else pa.scalar(None, ours.type))
            for name, ours in columns.items()
        }
    )


def of(event: Event) -> EventModel:
    """The event's model; raises InputError if it was fitted for other topics or features."""
    model = event_model.load(event.model_path)
    if model.topics != event.topic_ids:
        raise InputError(str(event.model_path), f"was fitted for other topics; run `xsentiment fit {event.path}` again")
    if (model.encoder.rpartition(" ")[0] or VECTORS) != event.fit.features:
        raise InputError(str(event.model_path), f"was fitted on other vectors; run `xsentiment fit {event.path}` again")
    return model


class _Scored:
    """Features of texts, what the model makes of them, and what the event's own scorers do, by target."""

    def __init__(self, texts: Texts, event: Event, model: EventModel) -> None:
        from xsentiment.scorers import named

        self.before = {target: named(event, target).score(texts, event) for target in OWN}
        self.features = features(texts, event, model.ngrams, self.before)
        if sum(self.features.widths.values()) != model.weights.shape[1]:
            raise InputError(
                str(event.model_path), f"was fitted on other features; run `xsentiment fit {event.path}` again"
            )
        folds = model.folds
        self.logits = logits(self.features.columns, [fold_of(text, folds) for text in texts], model)


def explain(text: str, event: Event) -> list[tuple[str, str, NDArray[np.float64]]]:
    """What adds up to the log-odds of the topics and the scores of the rest: (what, rule, its part of each; (O,)).

    Rules: "bias"; "phrase", a topic whose phrases occur; "reaction" and "sentiment", what the event's own scorer gives
    to one; "word", by its vector and as an n-gram, "pair" of words; "encoder", the whole text. They add up but for the
    rounding of the text's direction, below 1e-3. None where the vectors cannot read the text, which the model is not
    asked then.
    """
    model = of(event)
    scores = _Scored(Texts([text]), event, model)
    if not scores.features.known[0]:
        return []
    row, fold = scores.features.matrix[0], fold_of(text, model.folds)
    weights = model.weights[fold].astype(np.float64) / (LENGTH * UNIT)
    blocks = np.split(np.arange(len(row)), np.cumsum([*scores.features.widths.values()])[:-1])
    columns = dict(zip(scores.features.widths, blocks, strict=True))
    parts = [("bias", "bias", model.offsets[fold] / (LENGTH * UNIT))]
    for names, rule, kind in (
        (model.topics, "phrase", "phrases"),
        (schema.REACTIONS, "reaction", "reaction"),
        (schema.SENTIMENTS, "sentiment", "sentiment"),
    ):
        parts += [
            (name, rule, row[column] * weights[column])
            for name, column in zip(names, columns[kind], strict=True)
            if row[column]
        ]
    of_words: dict[tuple[str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(weights.shape[1]))
    if model.encoder:
        of_words["the whole text", "encoder"] += row[columns["vectors"]] @ weights[columns["vectors"]]
    else:
        for word, direction in directions_of(text):
            of_words[word, "word"] += direction @ weights[columns["vectors"]]
    spelt = named_codes(text)
    for code, column in zip(model.ngrams.tolist(), columns["ngrams"], strict=True):
        if row[column]:
            of_words[spelt[code], "pair" if " " in spelt[code] else "word"] += row[column] * weights[column]
    return parts + [(what, rule, effect) for (what, rule), effect in of_words.items() if effect.any()]


def logits(matrix: NDArray[np.float64] | Columns, folds: Sequence[int], model: EventModel) -> NDArray[np.float64]:
    """What the model of each row's fold says of it: log-odds of topics, scores of reactions and of sentiments; (N, O).

    Sums of whole numbers below 2**53 are exact, so that their order does not matter.
    """
    sums = np.zeros((len(folds), model.weights.shape[2]))
    of_texts = np.asarray(folds)
    with _threads().limit(limits=1, user_api="blas"):  # more of them cost more on matrices so small
        for fold in set(folds):
            rows = np.flatnonzero(of_texts == fold)
            sums[rows] = matrix[rows] @ model.weights[fold].astype(np.float64) + model.offsets[fold]
    return sums / (LENGTH * UNIT)


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _rounded(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(chances, 6)
