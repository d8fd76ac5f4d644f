"""How often intervals of shares of engagement hold the truth, where a few posts have most of it.

Each figure rests on SAMPLES audits of the same posts, drawn by engagement and estimated as the program does, and as
many drawn with equal chances and weighted afterwards; in general (scope `event`) on EVENTS collections, each of other
authors. For `coverage_study`; `python benchmarks/engagement.py FOLDER` measures anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from xsentiment import stats
from xsentiment.audit import engagement_of
from xsentiment.stats.hashing import generator

import case_gop_debate
from audits import Bools, Floats, Ints, Population

FIGURES: Final = Path(__file__).with_suffix(".json")
SAMPLES: Final = 1000
EVENTS: Final = 300
SIZES: Final = (100, 200, 500)
POSTS: Final = 5000
AUTHORS: Final = 2000
TAILS: Final = (1.0, 2.0, 3.0)
"""Standard deviations of the logarithm of engagement: the larger, the more of it lies on a few posts."""

SILENT: Final = 0.3
"""The part of simulated posts that nobody engaged with."""

LIKELY: Final = (0.05, 0.25, 0.5, 0.2)
LEAN: Final = (-1.2, 0.3, 0.0, 0.0)
"""How likely each of four labels is, and how its log-odds move with a standard deviation of log engagement."""

DEBATE: Final = "debate, retweets"
IN_GENERAL: Final = "in general"


@dataclass(frozen=True)
class Engaged:
    """Posts with engagement > 0 of which people labelled all; `author` (N,) numbers the authors."""

    posts: Population
    weight: Floats
    author: Ints

    @property
    def truth(self) -> Floats:
        """The share of engagement of each label, (K,)."""
        return np.bincount(self.posts.category, weights=self.weight) / self.weight.sum()


def simulated(tail: float, rng: np.random.Generator) -> Engaged:
    """Posts with log-normal engagement, half of its spread their author's; labels and machine errors go with it."""
    author = rng.integers(0, AUTHORS, POSTS)
    spread = np.sqrt(0.5) * (rng.standard_normal(AUTHORS)[author] + rng.standard_normal(POSTS))
    engagement = np.where(rng.random(POSTS) < SILENT, 0.0, np.ceil(np.exp(2 + tail * spread)))
    odds = np.log(LIKELY) + spread[:, None] * np.array(LEAN)
    likely = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    said = (rng.random(POSTS)[:, None] > likely.cumsum(axis=1)).sum(axis=1).clip(max=len(LIKELY) - 1)
    right = rng.random(POSTS) < 1 / (1 + np.exp(spread - 1))
    machine = np.where(right, said, rng.integers(0, len(LIKELY), POSTS))
    kept = engagement > 0
    posts = Population(
        design=np.zeros(int(kept.sum()), dtype=np.int64),
        cell=machine[kept],
        distance=1 - np.eye(len(LIKELY)),
        category=said[kept],
        n_categories=len(LIKELY),
        chances=(0.5 * np.eye(len(LIKELY))[machine] + 0.5 * rng.dirichlet(np.ones(len(LIKELY)), POSTS))[kept],
        fold=(np.arange(POSTS) % 5)[kept],
    )
    return Engaged(posts, engagement[kept], author[kept])


@cache
def debate(folder: Path) -> Engaged:
    """The debate's posts that were retweeted, with VADER's labels, as its event file reads and selects them."""
    case = case_gop_debate.read(folder)
    weight = engagement_of(case.frame)
    kept = weight > 0
    every = case.populations[0]
    posts = Population(
        design=np.zeros(int(kept.sum()), dtype=np.int64),
        cell=every.cell[kept],
        distance=every.distance,
        category=every.category[kept],
        n_categories=3,
        chances=every.chances[kept],
        fold=every.fold[kept],
    )
    return Engaged(posts, weight[kept], np.arange(int(kept.sum())))


@dataclass(frozen=True)
class Audit:
    """An audit by engagement of `size` posts with permanent random numbers (N,), in the strata of the program."""

    engaged: Engaged
    numbers: Floats
    size: int

    @property
    def certain(self) -> Bools:
        """Posts that had to be drawn, (N,)."""
        ranks = stats.orders(self.numbers, self.engaged.weight)
        return stats.chances(self.engaged.weight, np.partition(ranks, self.size - 1)[self.size - 1]) >= 1

    def sample(self) -> stats.Sample:
        """What was certain, and within the rest the machine's classes, merged as the program merges them."""
        ranks, certain = stats.orders(self.numbers, self.engaged.weight), self.certain
        audited = ranks <= np.partition(ranks, self.size - 1)[self.size - 1]
        cell, distance = self.engaged.posts.cell, self.engaged.posts.distance
        rates = np.where(certain, 1.0, self.engaged.weight)
        stratum, used = np.zeros(cell.size, dtype=np.int64), 0
        for part in (~certain, certain):
            sizes = np.bincount(cell[part], weights=rates[part], minlength=len(distance))
            counts = np.bincount(cell[part & audited], minlength=len(distance))
            present = np.flatnonzero(sizes)
            merged = np.zeros(len(distance), dtype=np.int64)
            if not audited[part].all():
                apart = distance[np.ix_(present, present)]
                merged[present] = stats.merge_strata(counts[present], sizes[present], apart)
            stratum[part] = used + merged[cell[part]]
            used += int(merged.max()) + 1 if part.any() else 0
        return stats.Sample(stratum, self.engaged.weight, audited, rates)


def estimates(sample: stats.Sample, engaged: Engaged, scope: str = "collected") -> list[stats.Estimate]:
    """The share of engagement of each label, with the control variate."""
    posts = engaged.posts
    category = posts.category[sample.audited]
    hits = (category[:, None] == np.arange(posts.n_categories)).astype(np.float64)
    predicted = stats.control_variate(sample, hits[:, : posts.chances.shape[1]], posts.chances, posts.fold)
    found = []
    for k in range(engaged.truth.size):
        given = {"level": 0.95, "estimand": "engagement", "control": predicted[:, k]}
        hit, base = hits[:, k], np.ones(category.size)
        if scope == "event":
            found.append(stats.clustered_share(sample, hit, base, engaged.author, **given))
        else:
            found.append(stats.stratified_share(sample, hit, base, **given))
    return found


def _equal(engaged: Engaged, size: int, rng: np.random.Generator) -> stats.Sample:
    """An audit with equal chances, weighted afterwards: what the program does not publish."""
    audited = np.zeros(engaged.weight.size, dtype=bool)
    audited[rng.choice(audited.size, size, replace=False)] = True
    return stats.Sample(np.zeros(audited.size, dtype=np.int64), engaged.weight, audited)


def measure(folder: Path, samples: int = SAMPLES, events: int = EVENTS) -> list[dict[str, Any]]:
    """One row a set of posts, size and way: the coverage of each label, mean width and error, certain posts."""
    sets = {f"σ {tail:g}": simulated(tail, generator("engagement", tail)) for tail in TAILS}
    sets[DEBATE] = debate(folder)
    rows = [row_of(name, engaged, size, samples) for name, engaged in sets.items() for size in SIZES]
    return rows + [in_general(tail, size, events) for tail in TAILS for size in SIZES]


def row_of(name: str, engaged: Engaged, size: int, samples: int) -> dict[str, Any]:
    """The figures of one set and size."""
    rng = generator("engagement", name, size)
    found, equal, certain = [], [], []
    for _ in range(samples):
        audit = Audit(engaged, rng.random(engaged.weight.size), size)
        certain.append(int(audit.certain.sum()))
        found.append(estimates(audit.sample(), engaged))
        equal.append(estimates(_equal(engaged, size, rng), engaged))
    told = _told(found, np.broadcast_to(engaged.truth, (samples, engaged.truth.size)))
    plain = _told(equal, np.broadcast_to(engaged.truth, (samples, engaged.truth.size)))
    return {
        "set": name,
        "size": size,
        "samples": samples,
        "posts": int(engaged.weight.size),
        "loudest": round(float(np.sort(engaged.weight)[-10:].sum() / engaged.weight.sum()), 3),
        "truth": engaged.truth.round(4).tolist(),
        "certain": round(float(np.mean(certain)), 1),
        **told,
        **{f"equal_{key}": value for key, value in plain.items()},
    }


def in_general(tail: float, size: int, events: int) -> dict[str, Any]:
    """Scope `event`: collections of other authors each time, against the shares of all that there could be."""
    rng = generator("engagement", IN_GENERAL, tail, size)
    truth = np.array(expected(tail))
    found = []
    for _ in range(events):
        engaged = simulated(tail, rng)
        found.append(estimates(Audit(engaged, rng.random(engaged.weight.size), size).sample(), engaged, "event"))
    row = {"set": f"σ {tail:g}, {IN_GENERAL}", "size": size, "samples": events, "truth": truth.round(4).tolist()}
    return row | _told(found, np.broadcast_to(truth, (events, truth.size)))


@cache
def expected(tail: float) -> tuple[float, ...]:
    """The shares of engagement of all posts that `simulated` could make: Σ_z w(z) p(z) φ(z), on a fine grid of z."""
    spread = np.linspace(-9, 12, 400_001)
    density = np.exp(-(spread**2) / 2)
    weight = np.ceil(np.exp(2 + tail * spread)) * density
    odds = np.exp(np.log(LIKELY) + spread[:, None] * np.array(LEAN))
    shares = (weight[:, None] * odds / odds.sum(axis=1, keepdims=True)).sum(axis=0) / weight.sum()
    return tuple(shares.tolist())


def _told(found: list[list[stats.Estimate]], truth: Floats) -> dict[str, Any]:
    low, value, high = (
        np.array([[getattr(one, name) for one in row] for row in found]) for name in ("low", "value", "high")
    )
    return {
        "coverage": ((low <= truth) & (truth <= high)).mean(axis=0).round(4).tolist(),
        "width": (high - low).mean(axis=0).round(4).tolist(),
        "rmse": np.sqrt(((value - truth) ** 2).mean(axis=0)).round(4).tolist(),
    }


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The figures, line by line."""
    yield "| posts | ten loudest hold | labels | certain | held, % | width | error | equal chances: held, % | error |"
    yield "|---|---:|---:|---:|---|---|---|---|---|"
    for row in rows:
        own = [_points(row[name]) for name in ("coverage", "width", "rmse")]
        equal = [_points(row[f"equal_{name}"]) if f"equal_{name}" in row else "–" for name in ("coverage", "rmse")]
        loudest = f"{100 * row['loudest']:.0f} %" if "loudest" in row else "–"
        certain = f"{row['certain']:.0f}" if "certain" in row else "–"
        yield f"| {row['set']} | {loudest} | {row['size']} | {certain} | {' | '.join([*own, *equal])} |"


def _points(values: list[float]) -> str:
    return " · ".join(f"{100 * value:.1f}" for value in values)


def write(folder: Path) -> None:
    """Measure, and write the figures."""
    FIGURES.write_text(json.dumps(measure(folder), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
