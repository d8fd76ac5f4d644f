"""Merging of strata: what is small joins what is near, by what was expected of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.stats import Sample, merge_strata
from xsentiment.stats.strata import MIN_AUDITED, MIN_EXPECTED, POSTS_PER_STRATUM

SCALE = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
ALIKE = 1.0 - np.eye(4)


def test_large_strata_stand_alone():
    """Three classes with 60 labels and more each are not merged."""
    assert merge_strata([60, 70, 80], [600, 700, 800], SCALE).tolist() == [0, 1, 2]


def test_a_small_class_joins_its_neighbour_on_the_scale():
    """4 negative posts join the neutral ones, though the positive ones are fewer."""
    assert merge_strata([4, 60, 30], [40, 600, 300], SCALE).tolist() == [0, 0, 1]


def test_few_labels_allow_few_strata():
    """30 labels carry one stratum, 45 two: at most one for each 20."""
    assert merge_strata([10, 10, 10], [90, 90, 90], SCALE).tolist() == [0, 0, 0]
    assert len(set(merge_strata([15, 15, 15], [90, 90, 90], SCALE).tolist())) == 2


def test_a_control_variate_makes_half_of_the_strata_enough():
    """90 labels carry three strata, two beside a control variate, where the smallest joins its neighbour; 50 two as well."""
    assert merge_strata([30, 40, 20], [300, 400, 200], SCALE).tolist() == [0, 1, 2]
    assert merge_strata([30, 40, 20], [300, 400, 200], SCALE, controlled=True).tolist() == [0, 1, 1]
    for controlled in (False, True):
        assert merge_strata([15, 15, 20], [150, 150, 200], SCALE, controlled=controlled).tolist() == [0, 0, 1]
        assert merge_strata([15, 15, 5], [150, 150, 50], SCALE, controlled=controlled).tolist() == [0, 0, 0]


def test_cells_of_a_topic_merge_among_themselves_before_joining_the_rest():
    """Rare cells of t become "t, other"; only when that is too small does it join "not t"."""
    distance = ALIKE.copy()
    distance[-1, :-1] = distance[:-1, -1] = 2.0
    assert merge_strata([3, 4, 30, 200], [30, 40, 300, 2000], distance).tolist() == [0, 0, 1, 2]
    assert merge_strata([1, 1, 2, 200], [10, 10, 20, 2000], distance).tolist() == [0, 0, 0, 0]


def test_what_was_expected_decides():
    """A twentieth of the posts stands alone at 3 of 100 labels as at 8; one in 25 joins even where it got 10."""
    for got in (3, 8):
        assert merge_strata([100 - got, got], [950, 50], 1.0 - np.eye(2)).tolist() == [0, 1]
    assert merge_strata([90, 10], [960, 40], 1.0 - np.eye(2)).tolist() == [0, 0]
    assert merge_strata([99, 1], [950, 50], 1.0 - np.eye(2)).tolist() == [0, 0]


def test_merging_does_not_lean():
    """Over all samples of 100 the mean of the estimates is the truth, where a rule by the counts drawn is off by .7 points."""
    n, size = 2_000, 100
    cell = np.repeat([0, 1], [1_800, 200])
    hit = (np.arange(n) % 20 < np.where(cell == 0, 4, 16)).astype(float)
    rng = np.random.default_rng(0)
    values = []
    for _ in range(4_000):
        audited = np.zeros(n, dtype=bool)
        audited[rng.choice(n, size, replace=False)] = True
        merged = merge_strata(np.bincount(cell[audited], minlength=2), [1_800, 200], 1.0 - np.eye(2))
        sample = Sample(merged[cell], np.ones(n), audited)
        values.append(sample.total(hit[audited]) / n)
    assert np.mean(values) == pytest.approx(hit.mean(), abs=0.002)


@given(
    cells=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9_000)), min_size=1, max_size=12),
    controlled=st.booleans(),
)
def test_merged_strata_keep_the_rules(cells, controlled):
    """Every merged stratum is large enough and they are few enough, unless all are one."""
    counts, sizes = np.array(cells).T
    merged = merge_strata(counts, sizes, 1.0 - np.eye(len(cells)), controlled=controlled)
    got, due = (np.bincount(merged, weights=values) for values in (counts, counts.sum() * sizes / sizes.sum()))
    assert sorted(set(merged.tolist())) == list(range(got.size))
    if got.size > 1:
        assert got.min() >= MIN_AUDITED
        assert due.min() >= MIN_EXPECTED - 1e-9
        most = counts.sum() // POSTS_PER_STRATUM
        assert got.size <= (max(2, most // 2) if controlled else most)


def test_sizes_and_distances_must_fit():
    """Distances or sizes of other cells are a fault of the caller."""
    with pytest.raises(ValueError, match="distances"):
        merge_strata([1, 2], [10, 20], SCALE)
    with pytest.raises(ValueError, match="sizes"):
        merge_strata([1, 2, 3], [10, 20], SCALE)
