"""Several intervals that hold together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.stats import Sample, simultaneous_level, stratified_share
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
