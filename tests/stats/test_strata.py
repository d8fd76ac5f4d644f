"""Merging of strata: what is small joins what is near, by counts alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.stats import merge_strata
from xsentiment.stats.strata import MIN_AUDITED, POSTS_PER_STRATUM

SCALE = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
ALIKE = 1.0 - np.eye(4)


def test_large_strata_stand_alone():
    """Three classes with 60 labels and more each are not merged."""
    assert merge_strata([60, 70, 80], SCALE).tolist() == [0, 1, 2]


def test_a_small_class_joins_its_neighbour_on_the_scale():
    """5 negative posts join the neutral ones, though the positive ones are fewer."""
    assert merge_strata([5, 60, 30], SCALE).tolist() == [0, 0, 1]


def test_few_labels_allow_few_strata():
    """30 labels carry one stratum, 45 two: at most one for each 20."""
    assert merge_strata([10, 10, 10], SCALE).tolist() == [0, 0, 0]
    assert len(set(merge_strata([15, 15, 15], SCALE).tolist())) == 2


def test_cells_of_a_topic_merge_among_themselves_before_joining_the_rest():
    """Rare cells of t become "t, other"; only when that is too small does it join "not t"."""
    distance = ALIKE.copy()
    distance[-1, :-1] = distance[:-1, -1] = 2.0
    assert merge_strata([6, 7, 30, 200], distance).tolist() == [0, 0, 1, 2]
    assert merge_strata([1, 2, 3, 200], distance).tolist() == [0, 0, 0, 0]


@given(counts=st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_merged_strata_keep_the_rules(counts):
    """Every merged stratum is large enough and they are few enough, unless all are one."""
    merged = merge_strata(counts, 1.0 - np.eye(len(counts)))
    sizes = np.bincount(merged, weights=counts)
    assert sorted(set(merged.tolist())) == list(range(sizes.size))
    assert sizes.size == 1 or (sizes.min() >= MIN_AUDITED and sizes.size <= sum(counts) // POSTS_PER_STRATUM)


def test_distance_must_fit():
    """A distance of another size is a fault of the caller."""
    with pytest.raises(ValueError, match="distance"):
        merge_strata([1, 2], SCALE)
