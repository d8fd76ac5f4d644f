"""Estimate refuses what is not an interval."""

import pytest

from xsentiment.stats import Estimate


def test_holds_a_share_with_its_interval():
    """A valid estimate keeps what it was given."""
    estimate = Estimate(0.3, 0.2, 0.4, 0.95, 200, "wilson", "posts")
    assert (estimate.value, estimate.low, estimate.high) == (0.3, 0.2, 0.4)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (0.3, 0.31, 0.4),
        (0.3, 0.2, 0.29),
        (1.2, 0.2, 1.3),
        (0.1, -0.1, 0.3),
        (float("nan"), 0, 1),
        (0.5, 0, float("nan")),
    ],
)
def test_refuses_anything_but_low_value_high_within_bounds(value, low, high):
    """Low <= value <= high within [0, 1], and never NaN."""
    with pytest.raises(ValueError, match="not an interval"):
        Estimate(value, low, high, 0.95, 10, "wilson", "posts")


def test_carries_other_bounds_for_net_figures():
    """A difference may be negative within its own bounds."""
    assert Estimate(-0.2, -0.4, 0.1, 0.95, 10, "wilson", "posts", bounds=(-1, 1)).low == -0.4


@pytest.mark.parametrize(("level", "n"), [(0.0, 1), (1.0, 1), (0.95, -1)])
def test_refuses_impossible_level_or_size(level, n):
    """The level lies strictly between 0 and 1, the size is not negative."""
    with pytest.raises(ValueError, match="must"):
        Estimate(0.5, 0.4, 0.6, level, n, "wilson", "posts")
