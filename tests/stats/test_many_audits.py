"""The vectorised audits of the benchmarks against one audit at a time."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from xsentiment.stats.hashing import generator

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from audits import Audit, Population
from many_audits import draws, estimate


@pytest.mark.parametrize("size", [30, 60, 150])
def test_many_at_once_are_as_one_by_one(size):
    """Value, low and high of every label are equal, with the control variate (from 50 labels on) and without."""
    rng = generator("many", size)
    n = 900
    chances = rng.dirichlet(np.ones(3), n)
    category = np.array([rng.choice(3, p=row) for row in chances])
    posts = Population(
        design=(np.arange(n) % 10 == 0).astype(np.int64),
        cell=chances.argmax(axis=1),
        distance=np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0))),
        category=category,
        n_categories=3,
        chances=chances,
        fold=np.arange(n) % 5,
    )
    (drawn,) = draws(posts, size, 20, rng, 0.5)
    found = estimate(posts, drawn)
    for row in range(20):
        mask = np.zeros(n, dtype=bool)
        mask[drawn[row]] = True
        for label in range(3):
            one = Audit(posts, mask).share((label,))
            many = (found.value[row, label], found.low[row, label], found.high[row, label])
            assert many == pytest.approx((one.value, one.low, one.high), abs=1e-9)
