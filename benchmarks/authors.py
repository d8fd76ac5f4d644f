"""How often intervals for posts on the event in general hold the truth, where few authors write most posts.

Each figure rests on SAMPLES simulated collections, each of other authors and with one audit; for `coverage_study`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from xsentiment import stats
from xsentiment.stats.hashing import generator

from audits import Audit, Population, draw

FIGURES: Final = Path(__file__).with_suffix(".json")
SAMPLES: Final = 300
AUTHORS: Final = 600
SHARES: Final = (0.02, 0.1, 0.4)
"""How likely each of three labels is; the rest of the posts has none of them."""

ALIKE: Final = 2.0
"""Each author's own chances are Dirichlet(ALIKE · shares): the smaller, the more alike an author's posts."""

OFF: Final = 0.2
"""The part of posts that turn out to be off the event."""

TAILS: Final = (3.0, 1.5, 1.1)
"""Exponents of the Pareto law of posts an author: 1.1 gives the ten busiest of 600 authors a third of the posts."""

SIZES: Final = (100, 200, 500)


def collection(rng: np.random.Generator, tail: float) -> tuple[Population, np.ndarray]:
    """Posts of AUTHORS authors, Pareto with exponent `tail` many each, with the machine's labels and chances."""
    many = np.minimum(np.ceil(rng.pareto(tail, AUTHORS) + 1e-9), 400).astype(int)
    author = np.repeat(np.arange(AUTHORS), many)
    chances = np.array([*SHARES, 1 - sum(SHARES)])
    own = rng.dirichlet(ALIKE * chances, AUTHORS)[author]
    said = (rng.random(author.size)[:, None] > own.cumsum(axis=1)).sum(axis=1).clip(max=3)
    machine = np.where(rng.random(author.size) < 0.6, said, rng.integers(0, 4, author.size))
    likely = 0.5 * np.eye(4)[machine] + 0.5 * rng.dirichlet(np.ones(4), author.size)
    off = rng.random(author.size) < OFF
    posts = Population(
        design=(rng.random(author.size) < 0.1).astype(np.int64),
        cell=machine,
        distance=1 - np.eye(4),
        category=np.where(off, 4, said),
        n_categories=5,
        chances=likely,
        fold=np.arange(author.size) % 5,
    )
    return posts, author


def measure(samples: int = SAMPLES) -> list[dict[str, Any]]:
    """One row a tail, size, scope and way: the coverage of each label among posts on the event, and mean widths."""
    return [row for tail in TAILS for size in SIZES for row in _rows(tail, size, samples)]


def _rows(tail: float, size: int, samples: int) -> list[dict[str, Any]]:
    rng = generator("authors", tail, size)
    held: dict[tuple[str, bool], list[list[bool]]] = {}
    width: dict[tuple[str, bool], list[list[float]]] = {}
    busiest = []
    for _ in range(samples):
        posts, author = collection(rng, tail)
        busiest.append(np.sort(np.bincount(author))[-10:].sum() / author.size)
        audit = Audit(posts, draw(posts.design, rng.random(author.size), min(size, author.size)))
        for way, found in estimates(audit, author).items():
            truth = SHARES if way[0] == "event" else [posts.truth((k,), (0, 1, 2, 3)) for k in range(3)]
            held.setdefault(way, []).append(
                [one.low <= share <= one.high for one, share in zip(found, truth, strict=True)]
            )
            width.setdefault(way, []).append([one.high - one.low for one in found])
    return [
        {
            "tail": tail,
            "size": size,
            "samples": samples,
            "busiest": round(float(np.mean(busiest)), 3),
            "scope": scope,
            "control": control,
            "coverage": np.mean(held[scope, control], axis=0).round(4).tolist(),
            "width": np.mean(width[scope, control], axis=0).round(4).tolist(),
        }
        for scope, control in held
    ]


def estimates(audit: Audit, author: np.ndarray) -> dict[tuple[str, bool], list[stats.Estimate]]:
    """The share of each label among posts on the event, in both scopes, with the control variate and without."""
    base = (audit.category < 4).astype(np.float64)
    found: dict[tuple[str, bool], list[stats.Estimate]] = {}
    for k in range(len(SHARES)):
        hit = (audit.category == k).astype(np.float64)
        for used in (True, False):
            control = audit.control[:, k] if used and audit.control is not None else None
            given = {"level": 0.95, "estimand": "posts", "control": control}
            collected = stats.stratified_share(audit.sample, hit, base, **given)
            event = stats.clustered_share(audit.sample, hit, base, author, **given)
            found.setdefault(("collected", used), []).append(collected)
            found.setdefault(("event", used), []).append(event)
    return found


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The figures with the control variate, line by line."""
    yield "| ten busiest of 600 authors write | labels | in hand: held, % | width | in general: held, % | width |"
    yield "|---:|---:|---|---|---|---|"
    by = {(row["tail"], row["size"], row["scope"]): row for row in rows if row["control"]}
    for tail, size in ((tail, size) for tail in TAILS for size in SIZES):
        both = [by[tail, size, scope] for scope in ("collected", "event")]
        cells = [
            " · ".join(f"{100 * value:.1f}" for value in row[name]) for row in both for name in ("coverage", "width")
        ]
        yield f"| {100 * both[0]['busiest']:.0f} % | {size} | {' | '.join(cells)} |"
