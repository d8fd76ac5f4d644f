"""Expected intervals: special cases are known cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from xsentiment.stats import (
    NotEnoughData,
    chances,
    expected_interval,
    expected_limit,
    labels_to_narrow,
    labels_to_narrow_by_chance,
    wilson,
)


def test_a_vast_population_in_one_stratum_is_a_simple_sample():
    """With N without bound it is Wilson's interval on the labels themselves."""
    expected = wilson(0.3, 200, float(stdtrit(199, 0.975)))
    assert expected_interval(0.3, [10**12], [200]) == pytest.approx(expected)


def test_proportional_strata_are_as_one():
    """Strata that get labels in proportion tell as much as one stratum, but for the degrees of freedom."""
    one = expected_interval(0.3, [10_000], [500])
    two = expected_interval(0.3, [8_000, 2_000], [400, 100])
    assert two == pytest.approx(one, abs=2e-4)


def test_a_part_of_the_posts_is_as_few_labels():
    """Among a quarter of the posts, 400 labels are worth 100."""
    narrow = expected_interval(0.3, [10**9], [400], base=0.25)
    assert narrow == pytest.approx(expected_interval(0.3, [10**9], [100]), abs=2e-3)


def test_all_labelled_leaves_no_width():
    """What is known is known; a stratum that is labelled whole adds nothing."""
    assert expected_interval(0.3, [50, 20], [50, 20]) == (0.3, 0.3)
    whole = expected_interval(0.3, [50, 0], [20, 0])
    assert whole == expected_interval(0.3, [50], [20])


def test_a_stratum_without_labels_tells_nothing():
    """Posts that nobody looks at leave the figure open."""
    with pytest.raises(NotEnoughData, match="gets no labels"):
        expected_interval(0.3, [50, 20], [50, 0])
    with pytest.raises(NotEnoughData, match="no posts"):
        expected_interval(0.3, [0], [0])


@pytest.mark.parametrize(
    ("labels", "posts", "factor", "more"),
    [
        (200, 10**9, 0.5, 600),
        (200, 1000, 0.5, 300),
        (200, 1000, 0.0, 800),
        (200, 1000, 1.0, 0),
        (200, 200, 0.5, 0),
        (200, None, 0.5, 600),
    ],
)
def test_labels_to_narrow(labels, posts, factor, more):
    """n((h/d)² − 1) among many posts; among few never more than are left."""
    assert labels_to_narrow(labels, posts, factor) == more


def test_labels_cannot_exceed_the_posts():
    """A mistake of the caller."""
    with pytest.raises(ValueError, match="labels must be 1 to 10"):
        labels_to_narrow(11, 10, 0.5)


@pytest.mark.parametrize("factor", [0.3, 0.5, 0.9])
def test_with_equal_weights_labels_by_chance_are_those_of_equal_chances(factor):
    """Order sampling of posts that weigh the same is simple random sampling."""
    assert labels_to_narrow_by_chance(100, np.full(2000, 3.0), factor) == labels_to_narrow(100, 2000, factor)


def test_labels_by_chance_are_the_fewest_that_narrow_enough():
    """The sum of w² (1 − π)/π falls to a quarter with them and not with one less; loud posts make it fewer labels."""
    weight = np.exp(2 * np.sin(np.arange(1.0, 1001.0)))

    def spread(n):
        pi = chances(weight, expected_limit(weight, n))
        return (weight**2 * (1 - pi) / pi).sum()

    more = labels_to_narrow_by_chance(100, weight, 0.5)
    assert spread(100 + more) <= spread(100) / 4 < spread(99 + more)
    assert more < labels_to_narrow(100, 1000, 0.5)
    assert labels_to_narrow_by_chance(100, weight, 1.0) == 0
    assert labels_to_narrow_by_chance(100, weight, 0.0) == 900
    with pytest.raises(ValueError, match="labels must be 1 to 1000"):
        labels_to_narrow_by_chance(1001, weight, 0.5)
