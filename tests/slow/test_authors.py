"""Coverage of shares by author: a few heavy posts, of authors who wrote one, decide them."""

import numpy as np
import pytest
from scipy.stats import binom

from xsentiment import stats
from xsentiment.stats.hashing import generator

pytestmark = pytest.mark.slow

POSTS, AUTHORS, OFF = 3000, 900, 0.1
POPULATIONS, AUDITS = 60, 40
CELLS = ((100, 0.1), (200, 0.1), (200, 0.5), (500, 0.5))


def collection(rng):
    """The weight of each post, 1 over the posts of its author, whose number follows a Pareto law; and who is on event."""
    posts = np.floor(rng.pareto(1.2, AUTHORS) + 1)
    author = rng.choice(AUTHORS, POSTS, p=posts / posts.sum())
    return 1 / np.bincount(author, minlength=AUTHORS)[author], rng.random(POSTS) >= OFF


@pytest.mark.parametrize(("size", "part"), CELLS)
def test_shares_by_author_of_posts_on_the_event_are_held(size, part):
    """A tenth is off the event, whoever wrote it; held by 95 in 100, within the binomial band (99.9 % over all cells).

    By the squares of heavy posts alone 500 labels hold 92.
    """
    rng = generator("coverage", "authors", size, part)
    held = 0
    for _ in range(POPULATIONS):
        weight, on_event = collection(rng)
        truth = float((weight * on_event).sum() / weight.sum())
        trending = rng.permutation(POSTS) < POSTS // 10
        for _ in range(AUDITS):
            drawn = np.zeros(POSTS, dtype=bool)
            for inside, quota in ((trending, round(part * size)), (~trending, size - round(part * size))):
                drawn[rng.choice(np.flatnonzero(inside), quota, replace=False)] = True
            sample = stats.Sample(trending.astype(np.int64), weight, drawn)
            hit = on_event[drawn].astype(np.float64)
            found = stats.stratified_share(sample, hit, np.ones(size), level=0.95, estimand="authors")
            held += found.low <= truth <= found.high
    print(f"{size} labels, {part:.0%} on trending: held {held / POPULATIONS / AUDITS:.1%}")
    n = POPULATIONS * AUDITS
    assert held >= binom.ppf(0.001 / len(CELLS), n, 0.95)
