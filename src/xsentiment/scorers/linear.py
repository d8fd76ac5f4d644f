"""Linear scorers of additive features: a table of small integers, looked up and added up to logits.

    logit_k = bias_k + (Σ weights of the text's features)_k · scale / √(number of tokens) + Σ_j figure_j · of_figure_jk

and the probabilities are the softmax of the logits. Weights are integers (sign(q)·q² of a stored 8-bit q), summed in
64 bits, so a text has the same bits alone, in any block and in any order.

A feature's place in the table is the head of its key; a check byte from the key's next bits tells it from others that
fall there, so features never seen in training weigh nothing (but for one in 256 of those that meet a taken place).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.scorers import cues
from xsentiment.scorers.features import Features, Keys, Places, facts_of, forms_of, ngrams_of, read
from xsentiment.scorers.tokens import Texts, Vocabulary, blocks, tokenise

if TYPE_CHECKING:
    from xsentiment.event import Event

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Beside = list[tuple[Places, NDArray[np.int16]]]
"""Places in `Features.tokens.ids`, each once, and rows of weights as `Linear._look_up` gives them."""

FIGURE_UNIT: Final = 10_000
"""VADER's figures have at most four decimals: in this unit they are whole."""
FIGURES: Final = ("neg", "neu", "pos", "compound", "|compound|", "positive", "negative", "compound>.3", "compound<-.3")
LONGEST: Final = 64
"""Few texts learnt from are longer: more tokens count as so many."""
_LOG_LENGTHS: Final = np.log1p(np.arange(LONGEST + 1))


@dataclass(frozen=True)
class Linear:
    """A fitted model.

    `table`: uint8 (2^bits, 1 + K): the check byte, then q for each label. `scale`: what a weight of 1 adds to a logit.
    `bias`: (K,). `of_figures`: int64 (9, K), in `figure_scale`; all zero in a model that does without VADER.
    `of_extremes`: (3, K), what each of `extremes` adds to the logits; all zero in a model that does without.
    `skips_reported`: whether feelings ascribed to others (`Features.reported`) are left out. `cue_bonus`: what is added
    to the logit of the reaction that the hand-written cues speak for, where they are asked.
    """

    labels: tuple[str, ...]
    table: NDArray[np.uint8]
    scale: float
    bias: Floats
    of_figures: Integers
    figure_scale: float
    of_extremes: Floats
    skips_reported: bool
    cue_bonus: float = 0.0

    @property
    def bits(self) -> int:
        """The table has 2^bits places."""
        return len(self.table).bit_length() - 1

    def weights(self, keys: Keys) -> tuple[Places, NDArray[np.int16]]:
        """Which of these features the model knows, and their integer weights; (known, K)."""
        known, weights = self._look_up(keys)
        return known, weights[:, 1 : 1 + len(self.labels)]

    def _look_up(self, keys: Keys) -> tuple[Places, NDArray[np.int16]]:
        """The same, with a column before and others behind that mean nothing: all bytes of a row at once."""
        rows = self._packed.take(places(keys, self.bits))
        known = np.flatnonzero(rows.astype(np.uint8) == checks(keys, self.bits))
        q = rows.take(known)[:, None].view(np.int8).astype(np.int16)
        return known, q * np.abs(q)

    @cached_property
    def _packed(self) -> NDArray[np.unsignedinteger[Any]]:
        """Each row of the table as one number, its check byte the lowest: one look-up a feature."""
        width = 4 if self.table.shape[1] <= 4 else 8
        bytes_of = np.zeros((len(self.table), width), np.uint8)
        bytes_of[:, : self.table.shape[1]] = self.table
        packed: NDArray[np.unsignedinteger[Any]] = bytes_of.view(f"<u{width}")[:, 0]
        return packed

    def logits(self, texts: Sequence[str]) -> Floats:
        """(N, K), a block at a time."""
        parts = [self._logits(block) for block in blocks(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.labels)))

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """(N, K), each row adding up to 1."""
        return softmax(self.logits(texts))

    def extremes(self, texts: Sequence[str]) -> Floats:
        """(N, 3): the most that a word of each text says for the last label over the first, the least, and the length.

        The length is the logarithm of one more than the number of tokens. A word says what it adds to the logits of a
        text of one word, with the pair that it ends and what negates it; the most is at least 0, the least at most 0.
        """
        parts = [self._extremes(*self._found(block)) for block in blocks(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, 3))

    def _logits(self, texts: Texts) -> Floats:
        found, of_tokens, beside = self._found(texts)
        sums = found.tokens.sums(of_tokens)
        where = np.flatnonzero(self._quiet(found))
        np.subtract.at(sums, found.rows[where], of_tokens[found.tokens.ids[where]])
        for where, weights in beside:
            _add(sums, found.rows[where], weights)
        logits: Floats = self.bias + sums * (self.scale / root_length(found))[:, None]
        if self.of_figures.any():
            logits = logits + (texts.once(figures) @ self.of_figures) * self.figure_scale
        if self.of_extremes.any():
            for value, weights in zip(self._extremes(found, of_tokens, beside).T, self.of_extremes, strict=True):
                logits = logits + value[:, None] * weights
        return logits

    def _found(self, texts: Texts) -> tuple[Features, Integers, Beside]:
        """The features of the texts, the weights of their tokens, and those of their pairs and negated words."""
        found = texts.once(read)
        quiet, beside = self._quiet(found), []
        for where, keys in (found.pairs, found.negated):
            known, weights = self._look_up(keys)
            weights[quiet[where[known]]] = 0
            beside.append((where[known], weights))
        return found, texts.once(tokenise).each(self.of_tokens), beside

    def _quiet(self, found: Features) -> NDArray[np.bool_]:
        """For each token of the texts, whether it counts for nothing."""
        return found.reported if self.skips_reported else np.zeros(len(found.tokens.ids), bool)

    def _extremes(self, found: Features, of_tokens: Integers, beside: Beside) -> Floats:
        said = self._said(found, of_tokens, beside)
        lengths = np.diff(found.tokens.offsets)
        full = np.flatnonzero(lengths)
        extremes = np.zeros((len(lengths), 3))
        if len(full):
            for column, furthest in enumerate((np.maximum, np.minimum)):
                most = furthest.reduceat(said, found.tokens.offsets[full])
                extremes[full, column] = furthest(most, 0) * self.scale
        extremes[:, 2] = _LOG_LENGTHS[np.minimum(lengths, LONGEST)]
        return extremes

    def _said(self, found: Features, of_tokens: Integers, beside: Beside) -> Integers:
        """What each token of the texts says for the last label over the first, in table units."""
        said: Integers = (of_tokens[:, -1] - of_tokens[:, 0])[found.tokens.ids]
        said[self._quiet(found)] = 0
        for where, weights in beside:
            said[where] += weights[:, len(self.labels)] - weights[:, 1]
        return said

    def of_tokens(self, vocabulary: Vocabulary) -> Integers:
        """(V, K): the weight of each token, that of its word and of its n-grams."""
        forms = vocabulary.once(forms_of)
        total = np.zeros((len(forms.dictionary), len(self.labels)), np.int64)
        for token, keys in vocabulary.once(ngrams_of):
            known, weights = self._look_up(keys)
            _add(total, token[known], weights)
        weights_of_tokens: Integers = total[forms.indices.to_numpy()]
        known, weights = self.weights(vocabulary.once(facts_of)["word"])
        weights_of_tokens[known] += weights
        return weights_of_tokens

    def cue_logits(self, texts: Sequence[str]) -> Floats:
        """(N, K): the bonus of the reaction that the cues of each text speak for; 0 where they are silent."""
        said = np.array([self.labels.index(label) for label in schema.REACTIONS])[cues.places(texts)]
        spoken = said != self.labels.index("neutral")
        bonus: Floats = np.eye(len(self.labels))[said] * (self.cue_bonus * spoken)[:, None]
        return bonus

    def explain(self, text: str) -> list[tuple[str, str, Floats]]:
        """What adds up to the logits of a text: (what, rule, its part of each label's logit), in order of the text.

        Rules: "bias", with what the length adds; "feature", each token as written, "a + b" for a pair, "not … a" for a
        negated word; "vader", its figures; "most", the words of `extremes`.
        """
        found, of_tokens, beside = self._found(Texts([text]))
        tokens, quiet = text.split(), self._quiet(found)
        unit = self.scale / root_length(found)[0]
        extremes = self._extremes(found, of_tokens, beside)[0][:, None] * self.of_extremes
        parts = [("bias", "bias", self.bias + extremes[2])]
        rows = of_tokens[found.tokens.ids]
        named = [(place, token, rows[place]) for place, token in enumerate(tokens)]
        for (where, weights), name in zip(beside, ("{before} + {token}", "not … {token}"), strict=True):
            for place, weight in zip(where.tolist(), weights[:, 1 : 1 + len(self.labels)], strict=True):
                label = name.format(before=tokens[place - 1] if place else "", token=tokens[place])
                named.append((place, label, weight))
        named.sort(key=lambda part: part[0])
        parts += [
            (name, "feature", weight * unit) for place, name, weight in named if weight.any() and not quiet[place]
        ]
        if self.of_figures.any():
            values = figures([text])[0]
            parts += [
                (name, "vader", value * row * self.figure_scale)
                for name, value, row in zip(FIGURES, values, self.of_figures, strict=True)
                if value
            ]
        said = self._said(found, of_tokens, beside)
        for furthest, row in ((np.argmax, extremes[0]), (np.argmin, extremes[1])):
            if row.any():
                parts.append((tokens[furthest(said)], "most", row))
        return parts

    def save(self, file: IO[bytes]) -> None:
        """Write the model as a compressed .npz of plain arrays."""
        np.savez_compressed(
            file,
            labels=np.array(self.labels),
            table=self.table.T,
            scale=np.float64(self.scale),
            bias=self.bias,
            of_figures=self.of_figures,
            figure_scale=np.float64(self.figure_scale),
            of_extremes=self.of_extremes,
            skips_reported=np.bool_(self.skips_reported),
            cue_bonus=np.float64(self.cue_bonus),
        )


def load(file: IO[bytes]) -> Linear:
    """Read what `Linear.save` wrote; holds no code."""
    with np.load(file, allow_pickle=False) as held:
        return Linear(
            labels=tuple(held["labels"].tolist()),
            table=np.ascontiguousarray(held["table"].T),
            scale=float(held["scale"]),
            bias=held["bias"],
            of_figures=held["of_figures"],
            figure_scale=float(held["figure_scale"]),
            of_extremes=held["of_extremes"],
            skips_reported=bool(held["skips_reported"]),
            cue_bonus=float(held["cue_bonus"]),
        )


@cache
def shipped(name: str) -> Linear:
    """The model that the package ships under this name: "sentiment" or "reaction"."""
    with (files("xsentiment") / "models" / f"{name}.npz").open("rb") as file:
        return load(file)


def sentiment(texts: Sequence[str], _event: Event) -> pa.Table:
    """The probabilities of the sentiments and the likeliest."""
    model = shipped("sentiment")
    return _labelled(model, model.logits(texts), {label: f"p_{label}" for label in model.labels}, "sentiment")


def reaction(texts: Sequence[str], _event: Event) -> pa.Table:
    """The probabilities of the reactions and the likeliest, by the model alone: the fast one."""
    return _reactions(shipped("reaction").logits(texts))


def cued_reaction(texts: Sequence[str], _event: Event) -> pa.Table:
    """The probabilities of the reactions and the likeliest, by the model and the hand-written cues."""
    model = shipped("reaction")
    return _reactions(model.logits(texts) + model.cue_logits(texts))


def _reactions(logits: Floats) -> pa.Table:
    columns = {label: schema.reaction_probability(label) for label in schema.REACTIONS}
    return _labelled(shipped("reaction"), logits, columns, "reaction")


def _labelled(model: Linear, logits: Floats, columns: dict[str, str], target: str) -> pa.Table:
    probabilities = softmax(logits)
    best = pa.DictionaryArray.from_arrays(probabilities.argmax(axis=1), list(model.labels)).cast(pa.string())
    table = {columns[label]: pa.array(probabilities[:, k]) for k, label in enumerate(model.labels)}
    return pa.table(table | {target: best})


def _add(total: Integers, rows: Places, weights: NDArray[Any]) -> None:
    """Add weights, as looked up, to rows of `total`, of which each may be named many times, in ascending order."""
    from scipy.sparse import csr_array

    ends = np.append(0, np.cumsum(np.bincount(rows, minlength=len(total))))
    summands = csr_array((np.ones(len(rows), np.int64), np.arange(len(rows)), ends), (len(total), len(rows)))
    total += (summands @ weights)[:, 1 : 1 + total.shape[1]]


def places(keys: Keys, bits: int) -> Places:
    """Where in a table of 2^bits places a feature lies."""
    return (keys >> np.uint64(64 - bits)).view(np.int64)


def checks(keys: Keys, bits: int) -> NDArray[np.uint8]:
    """The check byte of a feature."""
    return (keys >> np.uint64(56 - bits)).astype(np.uint8)


def root_length(found: Features) -> Floats:
    """√(number of tokens) of each text, at least 1."""
    root: Floats = np.sqrt(np.maximum(np.diff(found.tokens.offsets), 1))
    return root


def figures(texts: Sequence[str]) -> Integers:
    """(N, 9): VADER's figures and simple functions of them (`FIGURES`), in units of 1 / FIGURE_UNIT.

    A text without words, of which VADER says nothing at all, is wholly neutral.
    """
    from xsentiment.scorers.vader import figures as vader_figures

    table: Any = vader_figures(texts)
    neg, neu, pos, compound = (
        np.rint(table[name].to_numpy() * FIGURE_UNIT).astype(np.int64) for name in ("neg", "neu", "pos", "compound")
    )
    neu = np.where(neg + neu + pos, neu, FIGURE_UNIT)
    strong = 3 * FIGURE_UNIT // 10
    return np.column_stack(
        [
            *(neg, neu, pos, compound, np.abs(compound)),
            FIGURE_UNIT * (compound >= FIGURE_UNIT // 20),
            FIGURE_UNIT * (compound <= -FIGURE_UNIT // 20),
            np.maximum(compound - strong, 0),
            np.maximum(-compound - strong, 0),
        ]
    )


def softmax(logits: Floats) -> Floats:
    """Row by row, safe for large logits."""
    by_label = np.ascontiguousarray(logits.T)
    powers = np.exp(by_label - by_label.max(axis=0))
    return np.ascontiguousarray((powers / powers.sum(axis=0)).T)
