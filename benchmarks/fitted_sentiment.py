"""How far a sentiment scorer fitted to the audit's own labels narrows the intervals, and whether they hold the truth.

From each set that `linear` did not learn from, audits are drawn; in each, `fit.tilted` learns from its labels,
cross-fitted as in `xsentiment fit`; the audit is estimated with `linear` and with what was learnt. For
`coverage_study`, which writes docs/validity.md; `python benchmarks/fitted_sentiment.py FOLDER` measures anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from xsentiment import schema
from xsentiment.event import NO_EVENT
from xsentiment.fit import FOLDS, Examples, tilted
from xsentiment.scorers import event_features
from xsentiment.scorers.fitted import fold_of
from xsentiment.scorers.linear import softmax
from xsentiment.scorers.vectors import LENGTH, shipped
from xsentiment.stats.hashing import generator
from xsentiment.text import normalised

import many_audits
from audits import Floats, Ints, Population
from many_audits import Shares

FIGURES: Final = Path(__file__).with_suffix(".json")
SAMPLES: Final = 200
AUDITS: Final = ((100, None), (200, None), (500, None), (200, 0.5))
"""Labels of an audit, and the part of them that the longest tenth of the texts gets: its part of the posts, or half."""
WAYS: Final = ("linear", "fitted")


def examples(posts: Population, texts: list[str]) -> Examples:
    """All posts as examples of sentiment: the texts' vectors and what `linear` says of them."""
    names = [f"p_{label}" for label in schema.SENTIMENTS]
    own = event_features.sentiments(pa.table(dict(zip(names, posts.chances.T, strict=True))))
    directions = shipped().embed(texts)
    nothing = np.zeros((len(texts), 0), bool)
    return Examples(
        np.hstack([directions, own]),
        nothing,
        np.ones(len(texts), bool),
        np.array([fold_of(text, FOLDS) for text in texts]),
        nothing,
        np.zeros(len(texts), bool),
        np.full(len(texts), None, object),
        np.array(schema.SENTIMENTS, object)[posts.category],
        {"vectors": directions.shape[1], "sentiment": own.shape[1]},
    )


def learnt(seen: Examples, audited: Ints) -> Floats:
    """The probabilities of all posts by models fitted to the audited ones, each by that of its own fold; (N, 3)."""
    logits = np.zeros((len(seen.folds), len(schema.SENTIMENTS)))
    for fold in range(FOLDS):
        plans = tilted(seen, audited[seen.folds[audited] != fold], schema.SENTIMENTS)
        rows = seen.folds == fold
        weights, offsets = np.column_stack([w for w, _ in plans]), np.array([b for _, b in plans])
        logits[rows] = seen.matrix[rows] @ (weights / LENGTH) + offsets
    return softmax(logits)


def fitted(posts: Population, texts: list[str], drawn: Ints) -> Shares:
    """The shares of audits `drawn` (a, n), each under the scorer that its labels make; copies teach once."""
    seen, known = examples(posts, texts), event_features.known(texts, NO_EVENT)
    _, number = np.unique([normalised(text) for text in texts], return_inverse=True)
    found = []
    for audit in drawn:
        _, first = np.unique(number[audit], return_index=True)
        chances = np.where(known[:, None], learnt(seen, audit[first]), posts.chances)
        under = replace(posts, chances=chances, cell=np.where(known, chances.argmax(axis=1), posts.cell))
        found.append(many_audits.estimate(under, audit[None]))
    return Shares(*(np.concatenate([getattr(one, name) for one in found]) for name in ("value", "low", "high")))


def measure(name: str, posts: Population, texts: list[str]) -> list[dict[str, Any]]:
    """One row a size, allocation and scorer: coverage by label, and mean width over that of labels alone."""
    truth = np.bincount(posts.category, minlength=posts.n_categories) / posts.category.size
    rows = []
    for size, part in AUDITS:
        rng = generator("fitted sentiment", name, size, *(() if part is None else (part,)))
        drawn = np.concatenate(list(many_audits.draws(posts, size, SAMPLES, rng, part)))
        alone = many_audits.estimate(posts.unaided(), drawn).width
        shares = {"linear": many_audits.estimate(posts, drawn), "fitted": fitted(posts, texts, drawn)}
        rows += [
            {
                "set": name,
                "size": size,
                "part": part,
                "scorer": way,
                "samples": len(drawn),
                "coverage": found.held(truth).round(4).tolist(),
                "ratio": round(float((found.width / alone).mean()), 3),
                "rmse": round(float(found.rmse(truth).mean()), 4),
            }
            for way, found in shares.items()
        ]
        print(name, size, part, file=sys.stderr)
    return rows


def mean(rows: list[dict[str, Any]], size: int, part: float | None, scorer: str, figure: str) -> float:
    """The mean over the sets of a figure (over the labels, too, for coverage)."""
    wanted = (size, part, scorer)
    return float(np.mean([row[figure] for row in rows if (row["size"], row["part"], row["scorer"]) == wanted]))


def page(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The section of docs/validity.md, line by line."""
    told = {f"{way}_{size}": f"{mean(rows, size, None, way, 'ratio'):.3f}" for way in WAYS for size, _ in AUDITS}
    held = [100 * mean(rows, *audit, "fitted", "coverage") for audit in AUDITS]
    every = {(row["set"], row["size"], row["part"], row["scorer"]): row["ratio"] for row in rows}
    gains = [
        every[name, size, part, "linear"] - ratio for (name, size, part, way), ratio in every.items() if way == "fitted"
    ]
    yield INTRODUCTION.format(**told, low=min(held), high=max(held), least=min(gains), most=max(gains))
    yield from table(rows)


INTRODUCTION: Final = f"""## A sentiment scorer fitted to the event

`xsentiment fit` learns the sentiment on top of `linear` from the audit's own labels, cross-fitted by the text. Here it
does so anew in each of {SAMPLES} audits of a line, on the sets that `linear` did not learn from, and the same audit is
estimated with both. Widths are those from labels alone times the figure: on average {{linear_100}}, {{linear_200}} and
{{linear_500}} with `linear` at 100, 200 and 500 labels, {{fitted_100}}, {{fitted_200}} and {{fitted_500}} with what was
learnt. The line that gains most gains {{most:.3f}}, the one that gains least {{least:.3f}}. Over all sets labels are
held {{low:.1f}} to {{high:.1f}} times in 100; chance moves a single figure of {SAMPLES} tries from 89.5 to 99.0
(99.9 %). Errors are root mean squares in points.
"""


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The figures, line by line."""
    yield "| posts | labels | audit | `linear`: width | held, % | error | fitted: width | held, % | error |"
    yield "|---|---:|---|---:|---|---:|---:|---|---:|"
    by = {(row["set"], row["size"], row["part"], row["scorer"]): row for row in rows}
    for name in dict.fromkeys(row["set"] for row in rows):
        for size, part in AUDITS:
            cells = [cell for way in WAYS for cell in _cells(by[name, size, part, way])]
            yield f"| {name} | {size} | {_audit(part)} | {' | '.join(cells)} |"
    for size, part in AUDITS:
        cells = [
            cell
            for way in WAYS
            for cell in (
                f"{mean(rows, size, part, way, 'ratio'):.3f}",
                f"{100 * mean(rows, size, part, way, 'coverage'):.1f}",
                f"{100 * mean(rows, size, part, way, 'rmse'):.2f}",
            )
        ]
        yield f"| mean | {size} | {_audit(part)} | {' | '.join(cells)} |"


def _audit(part: float | None) -> str:
    return "even" if part is None else "half"


def _cells(row: dict[str, Any]) -> list[str]:
    held = " · ".join(f"{100 * share:.1f}" for share in row["coverage"])
    return [f"{row['ratio']:.3f}", held, f"{100 * row['rmse']:.2f}"]


def write(folder: Path) -> None:
    """Measure the sets that `linear` did not learn from, and write the figures."""
    import coverage_study as study

    names = [name for name, (_, scorer, _) in study.SETS.items() if scorer in ("linear", study.LEFT_OUT)]
    with ProcessPoolExecutor(2, initializer=threadpool_limits, initargs=(1,)) as pool:
        rows = [row for rows in pool.map(partial(_measure, folder), names) for row in rows]
    FIGURES.write_text(json.dumps(rows, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def _measure(folder: Path, name: str) -> list[dict[str, Any]]:
    import coverage_study as study

    return measure(name, study.population(folder, name), study.posts_of(folder, name)[1])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
