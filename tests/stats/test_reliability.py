"""Krippendorff's alpha against the package `krippendorff`, and its interval."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.stats import NotEnoughData, krippendorff_alpha
from xsentiment.stats.hashing import generator


def alpha(counts, level=0.95):
    """Alpha of counts, with the draws of one seed."""
    return krippendorff_alpha(np.array(counts), generator("test"), level=level)


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=40))
def test_the_value_is_that_of_the_package(counts):
    """Any number of labellers a post, also one or none; the interval holds the value."""
    judged = np.array([row for row in counts if sum(row) > 1] or [[0, 0, 0]])
    if np.count_nonzero(judged.sum(axis=0)) < 2:
        with pytest.raises(NotEnoughData):
            alpha(counts)
        return
    found = alpha(counts)
    expected = krippendorff.alpha(value_counts=judged, level_of_measurement="nominal")
    assert found.value == pytest.approx(expected, abs=1e-9)
    assert found.n == len(judged)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_the_interval_narrows_with_posts():
    """Four times the posts, half the width; a lower level is narrower still."""
    few = [[2, 0], [0, 2], [2, 0], [0, 2], [1, 1]] * 10
    some, more, less_sure = alpha(few), alpha(few * 4), alpha(few, level=0.8)
    ratio = (some.high - some.low) / (more.high - more.low)
    assert 1.8 < ratio < 2.2
    assert some.low < less_sure.low < some.value < less_sure.high < some.high


def test_perfect_agreement_is_no_certainty():
    """Thirty posts in agreement leave room for disagreement, the less the more posts there are."""
    found = alpha([[2, 0], [0, 2]] * 15)
    part = 1 - 0.025 ** (1 / 30)
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(1 - part * 59 / 30)
    assert alpha([[2, 0], [0, 2]] * 150).low > found.low


def test_a_handful_of_posts_tells_nothing():
    """Under ten posts judged twice the interval is all that alpha can be."""
    found = alpha([[2, 0], [0, 2], [1, 1]] * 3)
    assert (found.low, found.high, found.n) == (-1, 1, 9)
    assert alpha([[2, 0], [0, 2], [1, 1]] * 4).low > -1


def simulated(rng, size, shares, knowing):
    """Counts of two labellers who know the answer with chance `knowing` and else guess; alpha is knowing squared."""
    kinds = len(shares)
    truth = rng.choice(kinds, size=size, p=shares)
    said = [np.where(rng.random(size) < knowing, truth, rng.choice(kinds, size=size, p=shares)) for _ in range(2)]
    return np.stack([sum(answers == kind for answers in said) for kind in range(kinds)], axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("posts", [50, 200])
@pytest.mark.parametrize("knowing", [0.75, 0.97])
@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.1, 0.9)])
def test_the_interval_covers(posts, knowing, shares):
    """At 95 % it holds the true alpha in 92 of 100 tries or more, less the play of 300 tries (three standard errors)."""
    hits, tries = 0, 0
    for attempt in range(300):
        rng = generator("alpha", posts, knowing, shares, attempt)
        try:
            found = krippendorff_alpha(simulated(rng, posts, shares, knowing), rng, level=0.95)
        except NotEnoughData:
            continue
        tries += 1
        hits += found.low <= knowing**2 <= found.high
    print(f"{posts} posts, {knowing}, {shares}: {hits / tries:.3f} of {tries}")
    assert hits / tries >= 0.92 - 3 * (0.92 * 0.08 / tries) ** 0.5
