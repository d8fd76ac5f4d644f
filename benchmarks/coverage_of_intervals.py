"""How often intervals hold the truth, and how wide they are, beside other ways.

python benchmarks/coverage_of_intervals.py FOLDER, which holds the labelled sets (`docs/models.md`). Each is audited
AUDITS times at each size; what is printed is the table of docs/validity.md. No scorer was trained on the set that it
is tried on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq
from scipy.special import stdtrit

from xsentiment import schema, stats
from xsentiment.scorers import linear, vader
from xsentiment.stats.hashing import generator

from audits import Floats, Population
from many_audits import Shares, draws, shares

AUDITS: Final = 5000
SIZES: Final = (100, 200, 500)
MOST: Final = 8000
TRIALS: Final = (
    ("gop_debate", "linear"),
    ("gop_debate", "vader"),
    ("airline", "vader"),
    ("newsmtsc", "vader"),
    ("semeval2017_A_train", "vader"),
    ("dong2014", "vader"),
)
"""Sets and scorers that never saw them; `linear` was fitted on all but the debate."""
SCALE: Final = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))


def population(folder: Path, name: str, scorer: str) -> Population:
    """A labelled set (MOST posts at most) under a scorer; design stratum 1 is the longest tenth of the texts."""
    table = pq.read_table(folder / f"{name}.parquet", columns=["text", "label"])
    if table.num_rows > MOST:
        table = table.take(generator("sample", name).permutation(table.num_rows)[:MOST])
    texts = table["text"].to_pylist()
    if scorer == "vader":
        compound = np.array(vader.figures(texts)["compound"].to_pylist())
        machine = [vader.label(value) for value in compound.tolist()]
        chances = np.stack([np.maximum(-compound, 0), 1 - np.abs(compound), np.maximum(compound, 0)], axis=1)
    else:
        scored = linear.sentiment(texts, None)
        machine = scored["sentiment"].to_pylist()
        chances = np.stack([scored[f"p_{name}"].to_numpy() for name in schema.SENTIMENTS], axis=1)
    length = np.array([len(text) for text in texts])
    return Population(
        design=(length > np.quantile(length, 0.9)).astype(np.int64),
        cell=_numbers(machine),
        distance=SCALE,
        category=_numbers(table["label"].to_pylist()),
        n_categories=3,
        chances=chances,
        fold=stats.folds(["x"] * len(texts), map(str, range(len(texts)))),
    )


def _numbers(labels: list[str]) -> np.ndarray:
    return np.array([schema.SENTIMENTS.index(label) for label in labels], dtype=np.int64)


def ways(posts: Population, size: int, name: str) -> dict[str, Shares]:
    """The shares by each way, every one from the same audits."""

    def audited(population: Population) -> Shares:
        return shares(population, size, AUDITS, generator("audits", name, size))

    def others(estimate: Callable[[Population, np.ndarray], Shares]) -> Shares:
        blocks = [estimate(posts, drawn) for drawn in draws(posts, size, AUDITS, generator("audits", name, size))]
        return Shares(
            *(np.concatenate([getattr(block, part) for block in blocks]) for part in ("value", "low", "high"))
        )

    return {
        "xsentiment (strata and control variate)": audited(posts),
        "strata alone": audited(replace(posts, chances=None)),
        "audit alone (Wilson)": audited(posts.unaided()),
        "prediction-powered, λ = 1": others(prediction_powered),
        "adjusted count (Rogan–Gladen)": others(adjusted_count),
        "classify and count": others(classify_and_count),
    }


def prediction_powered(posts: Population, drawn: np.ndarray) -> Shares:
    """`ppi_mean_ci` of a simple random sample with λ = 1 (Angelopoulos et al. 2023, eq. 3), by its formula."""
    said = (posts.category[drawn][:, :, None] == np.arange(3)).astype(float)
    machine = (posts.cell[:, None] == np.arange(3)).astype(float)
    rest, n = said - machine[drawn], drawn.shape[1]
    value = machine.mean(axis=0) + rest.mean(axis=1)
    error = np.sqrt(rest.var(axis=1, ddof=1) / n + machine.var(axis=0) / len(machine))
    half = float(stdtrit(n - 1, 0.975)) * error
    return Shares(value, value - half, value + half)


def adjusted_count(posts: Population, drawn: np.ndarray) -> Shares:
    """The machine's shares through the inverse of its confusion in the audit (Rogan and Gladen 1978); no interval."""
    counted = np.bincount(posts.cell, minlength=3) / len(posts.cell)
    values = []
    for said, machine in zip(posts.category[drawn], posts.cell[drawn], strict=True):
        confusion = np.bincount(said * 3 + machine, minlength=9).reshape(3, 3).T.astype(float)
        rates = confusion / np.maximum(confusion.sum(axis=0), 1)
        found = np.clip(np.linalg.lstsq(rates, counted, rcond=None)[0], 0, None)
        values.append(found / found.sum() if found.sum() > 0 else counted)
    value = np.array(values)
    return Shares(value, value, value)


def classify_and_count(posts: Population, drawn: np.ndarray) -> Shares:
    """The machine's shares, with the interval that a sample of posts would have: what is most often published."""
    share = np.bincount(posts.cell, minlength=3) / len(posts.cell)
    half = 1.96 * np.sqrt(share * (1 - share) / len(posts.cell))
    every = np.ones((len(drawn), 1))
    return Shares(every * share, every * (share - half), every * (share + half))


def explained(posts: Population) -> float:
    """√(1 − R²), the mean over the labels: the least width, against the audit alone, that these scores allow."""
    features = np.column_stack([np.ones(len(posts.cell)), posts.cell[:, None] == np.arange(3), posts.chances])
    truth = (posts.category[:, None] == np.arange(3)).astype(float)
    rest = truth - features @ np.linalg.lstsq(features, truth, rcond=None)[0]
    return float(np.sqrt(rest.var(axis=0) / truth.var(axis=0)).mean())


def lines(folder: Path) -> list[str]:
    """The table, line by line."""
    out = [
        "| posts | scorer | labels | way | coverage of negative, neutral, positive | width | RMSE |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, scorer in TRIALS:
        posts = population(folder, name, scorer)
        truth: Floats = np.array([posts.truth((i,), (0, 1, 2)) for i in range(3)])
        for size in SIZES:
            found = ways(posts, size, name)
            alone = found["audit alone (Wilson)"].width.mean()
            for way, result in found.items():
                has_interval = bool(result.width.any())
                held = (
                    ", ".join(f"{100 * share:.1f}" for share in result.held(truth)) if has_interval else "no interval"
                )
                width = f"{result.width.mean() / alone:.2f}" if has_interval else "–"
                rmse = 100 * result.rmse(truth).mean()
                out.append(f"| {name} | {scorer} | {size} | {way} | {held} | {width} | {rmse:.1f} |")
        out.append(
            f"| {name} | {scorer} | any | the least that these scores allow, √(1 − R²) | | {explained(posts):.2f} | |"
        )
    return out


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]))))
