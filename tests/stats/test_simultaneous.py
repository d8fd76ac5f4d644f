"""Several intervals that hold together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from xsentiment.stats import Estimate, Sample, adjusted, no_change, simultaneous_level, stratified_share
from xsentiment.stats.hashing import generator


@given(level=st.floats(0.5, 0.999), n=st.integers(1, 1000))
def test_errors_add_up_to_that_of_the_level(level, n):
    """One interval keeps its level; the errors of n are that of the level at most."""
    each = simultaneous_level(level, n)
    assert n * (1 - each) == pytest.approx(1 - level)
    assert simultaneous_level(level, 1) == pytest.approx(level)


def test_no_interval_has_no_level():
    """None at all is a fault of the caller."""
    with pytest.raises(ValueError, match="at least one"):
        simultaneous_level(0.95, 0)


def test_intervals_of_five_labels_hold_together():
    """Of 400 audits of 120 posts, 95 % hold all five shares (binomial 99.9 % band); at 95 % each, fewer do."""
    rng = generator("simultaneous")
    said = rng.choice(5, 3000, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    truth = np.bincount(said) / said.size
    together = dict.fromkeys((0.95, simultaneous_level(0.95, 5)), 0)
    for _ in range(400):
        audited = np.zeros(said.size, dtype=bool)
        audited[rng.choice(said.size, 120, replace=False)] = True
        sample = Sample(np.zeros(said.size, dtype=np.int64), np.ones(said.size), audited)
        for level in together:
            ends = [
                stratified_share(
                    sample, (said[audited] == k).astype(float), np.ones(120), level=level, estimand="posts"
                )
                for k in range(5)
            ]
            together[level] += all(one.low <= share <= one.high for one, share in zip(ends, truth, strict=True))
    alone, corrected = together.values()
    assert corrected >= 400 * 0.95 - 3.1 * np.sqrt(400 * 0.95 * 0.05)
    assert alone < corrected


def test_tests_together_are_holms():
    """Holm's own rule by hand: .01 of four times 4, .02 times 3, .03 times 2 but no less, .5 once."""
    assert adjusted([0.03, 0.01, 0.5, 0.02]) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert adjusted([0.9, 0.8]) == [1.0, 1.0]
    assert adjusted([]) == []


def estimates(*shares, reach=0.1):
    """Shares whose intervals reach as far on both sides."""
    return [Estimate(p, p - reach, p + reach, 0.95, 50, "wilson", "posts") for p in shares]


def test_no_change_is_cochrans_q():
    """Equal, symmetrical intervals: Σ (p − p̄)²/s² with s = reach/1.96, on T − 1 degrees of freedom."""
    shares = np.array([0.3, 0.4, 0.6])
    q = ((shares - shares.mean()) ** 2).sum() / (0.1 / norm.ppf(0.975)) ** 2
    assert no_change(estimates(*shares)) == pytest.approx(chi2.sf(q, 2))
    assert no_change(estimates(0.4, 0.4, 0.4)) == 1


def test_no_change_takes_the_side_that_matters():
    """Of two shares the upper reaches far down and the lower far up: no change, as one reach fits the other's end."""
    near = [Estimate(0.2, 0.19, 0.4, 0.95, 50, "w", "posts"), Estimate(0.5, 0.3, 0.51, 0.95, 50, "w", "posts")]
    far = [Estimate(0.2, 0.0, 0.21, 0.95, 50, "w", "posts"), Estimate(0.5, 0.49, 0.7, 0.95, 50, "w", "posts")]
    assert no_change(near) == pytest.approx(chi2.sf((0.3 / (0.2 / norm.ppf(0.975))) ** 2 / 2, 1))
    assert no_change(far) < 1e-6


def test_exact_shares_that_differ_have_changed():
    """Periods labelled whole leave nothing to chance."""
    assert no_change(estimates(0.2, 0.3, reach=0.0)) == 0
    assert no_change(estimates(0.3, 0.3, reach=0.0)) == 1


@pytest.mark.parametrize("shares", [estimates(0.3), [*estimates(0.3), Estimate(0.3, 0.2, 0.4, 0.9, 50, "w", "posts")]])
def test_no_change_needs_two_shares_of_one_level(shares):
    """Anything else is a fault of the caller."""
    with pytest.raises(ValueError, match="two shares"):
        no_change(shares)
