"""Draws in proportion to a size, and shares estimated from them: identities, hand-made cases, coverage."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment import stats
from xsentiment.stats.hashing import generator

WAYS = [(stats.stratified_share, False), (stats.clustered_share, True)]


def share(sample, hit, base=None, *, way=stats.stratified_share, control=None):
    """The share of `hit` among `base` (all, unless given)."""
    base = np.ones_like(hit) if base is None else base
    author = (np.arange(sample.stratum.size),) if way is stats.clustered_share else ()
    return way(sample, hit, base, *author, level=0.95, estimand="engagement", control=control)


def test_orders_and_chances_by_hand():
    """ξ = u/x; posts without size are never drawn; π = min(1, t x)."""
    assert stats.orders([0.5, 0.2, 0.9], [2, 0, 3]).tolist() == [0.25, np.inf, pytest.approx(0.3)]
    assert stats.chances([1, 2, 8, 0], 0.25).tolist() == [0.25, 0.5, 1.0, 0.0]
    assert stats.chances([1, 0], np.inf).tolist() == [1.0, 0.0]
    assert stats.orders([0.5, 0.2], [1, 1]).tolist() == [0.5, 0.2]


def test_the_expected_limit_by_hand():
    """Of sizes 1, 1, 2, 16 three posts: 16 is certain, and 2 of 1 + 1 + 2 are left, so t = .5 and 2 is certain too."""
    assert stats.expected_limit([1, 1, 2, 16], 3) == 0.5
    assert stats.expected_limit([1, 1, 1, 1, 0], 2) == 0.5
    assert stats.expected_limit([3, 0, 5], 2) == np.inf


@given(size=st.lists(st.integers(0, 1000), min_size=1, max_size=60), part=st.floats(0.01, 0.99))
def test_so_many_are_expected_below_the_limit(size, part):
    """Σ min(1, t x) = n for any n below the number of posts with a size, and t grows with n."""
    some = sum(x > 0 for x in size)
    wanted = part * some
    if wanted == 0:
        return
    limit = stats.expected_limit(size, wanted)
    assert stats.chances(size, limit).sum() == pytest.approx(wanted)
    limits = [stats.expected_limit(size, n) for n in np.linspace(0.1, some, 9)]
    assert all(one <= other * (1 + 1e-12) for one, other in pairwise(limits))


def test_chances_are_in_proportion_to_size():
    """Over 4,000 draws of 5 of 40 posts each is drawn as often as its size says."""
    rng = generator("sequential", "chances")
    size = np.r_[np.ones(30), np.full(9, 3.0), 60.0]
    times = np.zeros(40)
    for _ in range(4000):
        times[np.argsort(stats.orders(rng.random(40), size))[:5]] += 1
    expected = stats.chances(size, stats.expected_limit(size, 5))
    assert expected[-1] == 1
    assert times / 4000 == pytest.approx(expected, abs=0.03)


def drawn_by(size, n, seed):
    """A sample of n posts drawn by `size`, in the strata of what was certain and of the rest; and its certain posts."""
    ranks = stats.orders(np.random.default_rng(seed).random(size.size), size)
    audited = ranks <= np.sort(ranks)[n - 1]
    certain = stats.chances(size, ranks[audited].max()) >= 1
    stratum = np.where(certain, 0, int(certain.any()))
    return stats.Sample(stratum, size, audited, np.where(certain, 1.0, size)), certain


@pytest.mark.parametrize(("way", "clustered"), WAYS)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([1.0, 7.0, 0.25]))
def test_equal_sizes_are_equal_chances(way, clustered, seed, factor):
    """Drawn by sizes that are all alike, every figure is that of the plain stratified audit."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat([0, 1], [120, 80])
    audited = np.zeros(200, dtype=bool)
    audited[rng.permutation(120)[:30]] = audited[120 + rng.permutation(80)[:20]] = True
    size = np.full(200, factor)
    hit = rng.integers(0, 2, 50).astype(float)
    base = np.maximum(hit, rng.integers(0, 2, 50)).astype(float)
    base[0] = 1
    score = rng.random((200, 2))
    outcome = np.stack([hit, 1 - hit], axis=1)
    found = []
    for sample in (stats.Sample(stratum, np.ones(200), audited), stats.Sample(stratum, size, audited, size)):
        control = stats.control_variate(sample, outcome, score, np.arange(200) % 5)
        found += [share(sample, hit, base, way=way, control=used) for used in (None, control[:, 0])]
    for plain, weighted in ((found[0], found[2]), (found[1], found[3])):
        assert (plain.value, plain.low, plain.high) == pytest.approx((weighted.value, weighted.low, weighted.high))
    assert clustered == ("clustered" in found[0].method)


@given(seed=st.integers(0, 10_000), n=st.integers(1, 50))
def test_all_drawn_is_exact(seed, n):
    """Where every post was audited, or all that were not certain too, the figure is Σ w y / Σ w without a width."""
    rng = np.random.default_rng(seed)
    size = rng.integers(1, 1000, n).astype(float)
    hit = rng.integers(0, 2, n).astype(float)
    for rate in (size, np.ones(n)):
        sample = stats.Sample(np.arange(n) % 2 % n, size, np.ones(n, dtype=bool), rate)
        found = share(sample, hit)
        assert found.low == found.value == found.high == pytest.approx((size * hit).sum() / size.sum())


def test_certain_posts_add_no_width():
    """Ten certain posts of .9 of the weight leave the interval a tenth as wide as that of the rest alone."""
    size = np.r_[np.full(10, 9000.0), np.full(1000, 10.0)]
    sample, certain = drawn_by(size, 110, 3)
    assert certain.tolist() == [True] * 10 + [False] * 1000
    hit = np.r_[np.ones(4), np.zeros(6), np.tile([1.0, 0.0], 50)]
    found = share(sample, hit)
    rest = share(stats.Sample(np.zeros(1000, dtype=np.int64), np.ones(1000), sample.audited[10:]), hit[10:])
    assert found.value == pytest.approx(0.9 * 0.4 + 0.1 * 0.5)
    assert found.high - found.low == pytest.approx(0.1 * (rest.high - rest.low), rel=0.02)


@given(seed=st.integers(0, 10_000))
def test_a_perfect_machine_points_at_the_truth(seed):
    """If each stratum holds one label, the share by weight is the population's."""
    rng = np.random.default_rng(seed)
    size = np.ceil(rng.pareto(1.2, 300) * 5 + 1)
    truth = rng.random(300) < 0.4
    sample, certain = drawn_by(size, 80, seed)
    by_machine = stats.Sample(
        np.unique(2 * certain + truth, return_inverse=True)[1], size, sample.audited, np.where(certain, 1.0, size)
    )
    assert share(by_machine, truth[sample.audited].astype(float)).value == pytest.approx(size[truth].sum() / size.sum())


def test_the_mean_of_a_stratum_is_hajeks():
    """Two posts of weight 1 and 3, drawn by weight, count alike; drawn with equal chances, as 1 to 3. π̂ = n w / Σ w."""
    weight, audited = np.array([1.0, 3.0, 2.0, 2.0]), np.array([True, True, False, False])
    by_weight = stats.Sample(np.zeros(4, dtype=np.int64), weight, audited, weight)
    equal = stats.Sample(np.zeros(4, dtype=np.int64), weight, audited)
    hit = np.array([0.0, 1.0])
    assert (by_weight.means(hit)[0], equal.means(hit)[0]) == (0.5, 0.75)
    assert (by_weight.total(hit), equal.total(hit)) == (4.0, 6.0)
    assert by_weight.left.tolist() == [0.75, 0.25]
    assert equal.left.tolist() == [0.5, 0.5]


def test_rates_must_be_positive():
    """A post that cannot be drawn cannot be in the population."""
    for rate in (np.array([1.0, 0.0]), np.ones(3)):
        with pytest.raises(ValueError, match="rates must be positive"):
            stats.Sample(np.zeros(2, dtype=np.int64), np.ones(2), np.ones(2, dtype=bool), rate)
