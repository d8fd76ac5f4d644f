"""Fit the shipped scorers on public labelled posts: deterministic, one command.

    python -m xsentiment.train FOLDER [--out src/xsentiment/models] [--target sentiment|reaction]

A multinomial logistic regression on additive features (`scorers/features.py`) and word vectors (`vectors.py`): for
sentiment the shipped ones, for reaction some learnt from counts. They are linear in the words, so they end in the
words' weights. What the sets differ in by habit of labelling is taken up by an intercept of each set, which is then
dropped. The probabilities are calibrated on sets that the model has not seen: for each set, a model of the others.

The solver works in double precision, so that sums taken in another order (memory alignment is enough) leave the 8-bit
weights as they are; the few other numbers are rounded.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import labelled, schema, vectors
from xsentiment.calibrate import balanced_accuracy, calibrated
from xsentiment.errors import InputError
from xsentiment.scorers import linear
from xsentiment.scorers.features import Features, Keys, features
from xsentiment.scorers.linear import Floats, Linear
from xsentiment.vocabulary import first_at_place, rarity_of, vocabulary_of

_LOG = logging.getLogger(__name__)

SAMPLE: Final = 6_000
"""The models that are only there to calibrate learn from so many examples of each set."""
LARGEST_WEIGHT: Final = 127**2


@dataclass(frozen=True)
class Recipe:
    """How a target is learnt. `sets`: the weight of an example of each set. `penalty`: scikit-learn's C.

    `agreement`: whether features weigh by how far the sets agree on them.
    `extremes`: whether the strongest words and the length of a text count beside the sum.
    `shipped_vectors`: whether the word vectors are those that are shipped, else learnt from all texts of the folder.
    `vector_strength`: their scale, as `vocabulary.STRENGTHS` are those of the other features.
    `most`: at most so many examples of each set, the same for every run. `held_out`: the sets that calibrate.
    """

    target: str
    labels: tuple[str, ...]
    sets: dict[str, float]
    penalty: float
    with_figures: bool
    skips_reported: bool
    set_intercepts: bool
    shipped_vectors: bool
    vector_strength: float
    agreement: bool = False
    extremes: bool = False
    bits: int = 20
    most: int | None = None
    held_out: tuple[str, ...] = field(default=())


RECIPES: Final = {
    "sentiment": Recipe(
        "sentiment",
        schema.SENTIMENTS,
        {
            "semeval2017_A": 1.0,
            "goemotions": 0.3,
            "semeval2018_Ec": 0.5,
            "airline": 0.3,
            "dong2014": 0.5,
            "newsmtsc": 0.5,
        },
        penalty=0.05,
        with_figures=True,
        skips_reported=False,
        set_intercepts=True,
        shipped_vectors=True,
        vector_strength=0.05,
        agreement=True,
        extremes=True,
        held_out=("semeval2017_A", "goemotions", "semeval2018_Ec", "airline", "dong2014", "newsmtsc"),
    ),
    "reaction": Recipe(
        "reaction",
        schema.REACTIONS,
        {
            "semeval2017_A": 0.3,
            "goemotions": 1.0,
            "semeval2018_Ec": 1.0,
            "airline": 0.2,
            "newsmtsc": 0.3,
            "tweeteval_emotion": 1.0,
            "tweeteval_irony": 1.0,
            labelled.CUES: 1.0,
        },
        penalty=0.12,
        with_figures=False,
        skips_reported=True,
        set_intercepts=False,
        shipped_vectors=False,
        vector_strength=0.1,
        bits=19,
        most=12_000,
        held_out=("goemotions", "semeval2018_Ec"),
    ),
}


@dataclass(frozen=True)
class Examples:
    """Labelled texts as arrays: `label` is the place in the recipe's labels, `of_set` the set's name."""

    texts: list[str]
    label: NDArray[np.int64]
    of_set: NDArray[np.str_]

    @classmethod
    def of(cls, table: pa.Table, labels: Sequence[str]) -> Examples:
        """From a table with text, label and set."""
        number = {label: k for k, label in enumerate(labels)}
        names: list[Any] = table["label"].to_pylist()
        sets: list[Any] = table["set"].to_pylist()
        return cls(table["text"].to_pylist(), np.array([number[name] for name in names]), np.array(sets, dtype=str))

    def where(self, chosen: NDArray[np.bool_]) -> Examples:
        """The examples chosen."""
        texts = [text for text, keep in zip(self.texts, chosen.tolist(), strict=True) if keep]
        return Examples(texts, self.label[chosen], self.of_set[chosen])


def train(folder: Path, target: str) -> tuple[Linear, Examples, Floats]:
    """Fit and calibrate the model of a target: the model, the examples, and each example's out-of-set logits."""
    recipe = RECIPES[target]
    examples = Examples.of(labelled.read(folder, target, tuple(recipe.sets)), recipe.labels)
    if recipe.most:
        examples = sampled(examples, recipe.most)
    model, outside = fit_calibrated(folder, examples, recipe)
    return model, examples, outside


def fit_calibrated(folder: Path, examples: Examples, recipe: Recipe) -> tuple[Linear, Floats]:
    """Fit and calibrate a model on these examples: the model, and each example's out-of-set logits (N, K)."""
    _LOG.info("%s: %d examples", recipe.target, len(examples.texts))
    outside, extremes = out_of_set(folder, examples, recipe)
    model = fit(examples, recipe, word_vectors(folder, recipe))
    model = calibrated(
        model,
        *(examples.texts, examples.label, examples.of_set, outside),
        extremes if recipe.extremes else None,
        with_cues=recipe.target == "reaction",
    )
    return model, outside


def out_of_set(folder: Path, examples: Examples, recipe: Recipe) -> tuple[Floats, Floats]:
    """(N, K) and (N, 3): each example's logits and extremes by a model that saw nothing of its set.

    nan for sets that are never held out.
    """
    logits = np.full((len(examples.texts), len(recipe.labels)), np.nan)
    extremes = np.full((len(examples.texts), 3), np.nan)
    for name in recipe.held_out:
        inside = examples.of_set == name
        if inside.any() and not inside.all():
            model = fit(sampled(examples.where(~inside), SAMPLE), recipe, word_vectors(folder, recipe, without=(name,)))
            texts = examples.where(inside).texts
            logits[inside], extremes[inside] = model.logits(texts), model.extremes(texts)
            recall = balanced_accuracy(examples.label[inside], logits[inside].argmax(axis=1))
            _LOG.info("%s, without %s: macro recall on it %.4f", recipe.target, name, recall)
    return logits, extremes


def word_vectors(folder: Path, recipe: Recipe, without: tuple[str, ...] = ()) -> vectors.Vectors:
    """The vectors that a recipe goes by; those learnt here see no text of the sets in `without`."""
    if recipe.shipped_vectors:
        return vectors.shipped_by_word()
    return vectors.learn(features(labelled.corpus(folder, without)))


def fit(examples: Examples, recipe: Recipe, learnt: vectors.Vectors) -> Linear:
    """Fit one model, not calibrated, on labelled examples and vectors of words."""
    from scipy.sparse import csr_array, hstack
    from sklearn.linear_model import LogisticRegression

    found = features(examples.texts)
    vocabulary, counts = vocabulary_of(found, recipe.bits)
    rarity = rarity_of(counts, len(examples.texts), vocabulary.kinds)
    skips = recipe.skips_reported
    if recipe.agreement:
        plain = vocabulary.matrix(found, np.ones_like(rarity), skips_reported=skips)
        rarity = rarity * _agreement(plain, examples, recipe)
    matrix = vocabulary.matrix(found, rarity, skips_reported=skips)
    dense, stretch = _vector_features(found, learnt, recipe)
    blocks: list[Any] = [matrix, csr_array(dense)]
    if recipe.with_figures:
        blocks.append(csr_array(linear.figures(examples.texts) / linear.FIGURE_UNIT))
    width = sum(block.shape[1] for block in blocks)
    if recipe.set_intercepts:
        # The first set's intercept is the general one.
        others = [name for name in recipe.sets if name != next(iter(recipe.sets))]
        blocks.append(csr_array(np.column_stack([examples.of_set == name for name in others]).astype(np.float64)))
    regression = LogisticRegression(C=recipe.penalty, max_iter=60, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the solver stops after a fixed number of rounds, by design
        regression.fit(hstack(blocks, format="csr"), examples.label, sample_weight=_sample_weights(examples, recipe))
    weights = _all_labels(regression.coef_, regression.classes_, len(recipe.labels))
    bias = _all_labels(regression.intercept_[:, None], regression.classes_, len(recipe.labels))[0]
    sparse = weights[: matrix.shape[1]] * rarity[:, None]
    of_vectors = (learnt.values @ weights[matrix.shape[1] : matrix.shape[1] + dense.shape[1]]) * stretch
    of_figures = weights[width - len(linear.FIGURES) : width] if recipe.with_figures else None
    keys = np.concatenate([vocabulary.keys, learnt.keys])
    unique, number = np.unique(keys, return_inverse=True)
    total = np.zeros((len(unique), len(recipe.labels)))
    np.add.at(total, number, np.concatenate([sparse, of_vectors]))
    return _quantised(unique, total, bias, of_figures, recipe)


def sampled(examples: Examples, most: int) -> Examples:
    """At most so many examples of each set: those whose texts hash lowest."""
    from hashlib import blake2b

    rank = np.array([blake2b(text.encode(errors="replace"), digest_size=8).hexdigest() for text in examples.texts])
    chosen = np.zeros(len(rank), bool)
    for name in np.unique(examples.of_set):
        inside = np.flatnonzero(examples.of_set == name)
        chosen[inside[np.argsort(rank[inside], kind="stable")[:most]]] = True
    return examples.where(chosen)


def _agreement(matrix: Any, examples: Examples, recipe: Recipe) -> Floats:
    """How far the sets agree on what each feature (F,) tells, (½ + a)² with root mean square 1.

    a = |Σ z| / (Σ |z| + 1) over the sets, z being how much oftener posts with the last label hold the feature than
    those with the first, in standard errors: what is so in one set alone is the habit of that set.
    """
    first, last = examples.label == 0, examples.label == len(recipe.labels) - 1
    held = matrix.astype(bool).astype(np.float64)
    total, absolute = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    for name in np.unique(examples.of_set):
        counts, sizes = [], []
        for of_label in (first, last):
            inside = of_label & (examples.of_set == name)
            counts.append(inside.astype(np.float64) @ held)
            sizes.append(max(1, int(inside.sum())))
        pooled = sum(counts) / sum(sizes)
        error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * (1 / sizes[0] + 1 / sizes[1]))
        z = np.where(pooled > 0, (counts[1] / sizes[1] - counts[0] / sizes[0]) / error, 0.0)
        total, absolute = total + z, absolute + np.abs(z)
    scale = (0.5 + np.abs(total) / (absolute + 1)) ** 2
    return np.asarray(scale / np.sqrt((scale**2).mean()))


def _vector_features(found: Features, learnt: vectors.Vectors, recipe: Recipe) -> tuple[Floats, float]:
    from scipy.sparse import csr_array

    words = found.words[found.tokens.ids]
    column = np.minimum(np.searchsorted(learnt.keys, words), max(len(learnt.keys) - 1, 0))
    known = learnt.keys[column] == words if len(learnt.keys) else np.zeros(len(words), bool)
    if recipe.skips_reported:
        known &= ~found.reported
    counts = csr_array(
        (np.ones(int(known.sum()), np.float32), (found.rows[known], column[known])),
        (len(found.tokens), len(learnt.keys)),
    )
    dense = (counts @ learnt.values) / linear.root_length(found)[:, None]
    spread = float(dense.std(axis=0).mean()) if dense.size else 0.0
    stretch = recipe.vector_strength / spread if spread else 0.0
    return dense * stretch, stretch


def _sample_weights(examples: Examples, recipe: Recipe) -> Floats:
    """The weight of the example's set; then equal totals for the labels, within each set that has an intercept."""
    weight: Floats = np.array([recipe.sets[name] for name in examples.of_set.tolist()])
    groups = np.unique(examples.of_set) if recipe.set_intercepts else np.array([""])
    for group in groups:
        inside = (examples.of_set == group) | (group == "")
        total, present = weight[inside].sum(), np.unique(examples.label[inside])
        for label in present:
            chosen = inside & (examples.label == label)
            weight[chosen] *= total / len(present) / weight[chosen].sum()
    weight /= weight.mean()
    return weight


def _all_labels(rows: Floats, classes: NDArray[np.int64], k: int) -> Floats:
    """(features, K) from scikit-learn's (classes, features); two classes come as one row."""
    if len(classes) == 2 and len(rows) == 1:
        rows = np.concatenate([-rows, rows]) / 2
    full = np.zeros((rows.shape[1], k))
    full[:, classes] = rows.T
    return full


def _quantised(keys: Keys, weights: Floats, bias: Floats, of_figures: Any, recipe: Recipe) -> Linear:
    kept = first_at_place(keys, np.abs(weights).max(axis=1), recipe.bits)
    keys, weights = keys[kept], weights[kept]
    scale = float(f"{np.abs(weights).max() / LARGEST_WEIGHT:.5e}")
    q = np.clip(np.rint(np.sign(weights) * np.sqrt(np.abs(weights) / scale)), -127, 127).astype(np.int8)
    kept = np.flatnonzero(q.any(axis=1))
    table = np.zeros((1 << recipe.bits, 1 + len(recipe.labels)), np.uint8)
    place = linear.places(keys[kept], recipe.bits)
    table[place, 0] = linear.checks(keys[kept], recipe.bits)
    table[place, 1:] = q[kept].view(np.uint8)
    whole = np.zeros((len(linear.FIGURES), len(recipe.labels)), np.int64)
    figure_scale = 1e-8
    if of_figures is not None:
        whole = np.rint(of_figures / linear.FIGURE_UNIT / figure_scale).astype(np.int64)
    no_extremes = np.zeros((3, len(recipe.labels)))
    return Linear(
        recipe.labels, table, scale, np.round(bias, 5), whole, figure_scale, no_extremes, recipe.skips_reported
    )


def main(folder: Path, out: Path, target: str | None = None) -> None:
    """Fit the models of one target or both and write them as `<target>.npz`.

    Raises InputError, before any work, if the folder lacks a set.
    """
    targets = [target] if target else list(RECIPES)
    labelled.check(folder, [name for one in targets for name in RECIPES[one].sets])
    out.mkdir(parents=True, exist_ok=True)
    for name in targets:
        model, _, _ = train(folder, name)
        with (out / f"{name}.npz").open("wb") as file:
            model.save(file)
        _LOG.info("%s: %d bytes", out / f"{name}.npz", (out / f"{name}.npz").stat().st_size)


def command(arguments: Sequence[str] | None = None) -> None:
    """The command line; an error that a user can cause is one line."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m xsentiment.train", description="Fit the shipped scorers.")
    parser.add_argument("folder", type=Path, help="the folder with the labelled sets, as Parquet files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "models")
    parser.add_argument("--target", choices=list(RECIPES))
    given = parser.parse_args(arguments)
    try:
        main(given.folder, given.out, given.target)
    except (InputError, OSError) as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    command()
