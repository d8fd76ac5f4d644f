"""The estimators: cases computed by hand, identities, exactness when all is audited."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, hypergeom
from scipy.stats import t as student

from xsentiment.stats import (
    NotEnoughData,
    Sample,
    clustered_share,
    stratified_share,
    uniform,
    uniforms,
    wilson,
)
from xsentiment.stats.spread import FEW, deviations, reach_of_few, shortfall
from xsentiment.stats.wilson import score_reach


def two_strata():
    """60 posts and 40 posts, of which 12 and 10 are audited, with 9 and 2 hits."""
    stratum = np.repeat([0, 1], [60, 40])
    audited = np.zeros(100, dtype=bool)
    audited[:12] = audited[60:70] = True
    hit = np.array([1] * 9 + [0] * 3 + [1] * 2 + [0] * 8, dtype=float)
    return Sample(stratum, np.ones(100), audited), hit


def test_stratified_share_by_hand():
    """P = .6 · 9/12 + .4 · 2/10 = .53, and each stratum's own interval reaches as far as Wilson's; squares are added.

    The two hits of the second and the three misses of the first are few: they reach as far as their Poisson means, or
    to what was found.
    """
    sample, hit = two_strata()
    estimate = stratified_share(sample, hit, np.ones(22), level=0.95, estimand="posts")
    assert estimate.value == pytest.approx(0.53)
    part, left, n, share = np.array([0.6, 0.4]), np.array([0.8, 0.75]), np.array([12, 10]), np.array([0.75, 0.2])
    variance = part**2 * left * share * (1 - share) / (n - 1)
    slope, bend = part * left * (1 - 2 * share) / (n - 1), left / (n - 1)
    t = float(student.ppf(0.975, variance.sum() ** 2 / (variance**2 / (n - 1)).sum()))
    few = {-1: [0, 0.04 * min(by_chance(2), 2 * 0.75)], 1: [0.05 * min(by_chance(3), 3 * 0.8), 0]}
    for end, side in ((estimate.low, -1), (estimate.high, 1)):
        reach = score_reach(variance, slope, bend, side * t)
        assert reach**2 == pytest.approx(t**2 * (variance + side * slope * reach - bend * reach**2))
        reach = np.maximum(reach, few[side])
        assert end == pytest.approx(0.53 + side * np.sqrt((reach**2).sum()))
    assert (estimate.n, estimate.method) == (22, "wilson")


def by_chance(seen):
    """How many of `seen` hits there would not be at the mean of which as many and more are seen once in 20 times."""
    return seen - chi2.ppf(0.05, 2 * seen) / 2


def test_no_hit_has_the_width_of_the_audit():
    """Where no variance shows (0 of 22), n_eff is the number of audited posts."""
    sample, _ = two_strata()
    estimate = stratified_share(sample, np.zeros(22), np.ones(22), level=0.95, estimand="posts")
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    whole = wilson(0.0, 22, float(student.ppf(0.975, 20)))[1]
    assert 0.9 * whole < estimate.high < whole
    every = stratified_share(sample, np.ones(22), np.ones(22), level=0.95, estimand="posts")
    assert (1 - every.high, 1 - every.low) == (pytest.approx(estimate.low), pytest.approx(estimate.high))


def test_few_labels_that_the_machine_got_right_do_not_prove_it_right():
    """10 of 10 found, 2 of 90 missed: both ends leave room for errors of the kind that was not seen."""
    stratum = np.repeat([0, 1], [1_000, 9_000])
    audited = np.zeros(10_000, dtype=bool)
    audited[:10] = audited[1_000:1_090] = True
    hit = np.repeat([1.0, 1.0, 0.0], [10, 2, 88])
    estimate = stratified_share(Sample(stratum, np.ones(10_000), audited), hit, np.ones(100), level=0.95, estimand="p")
    assert estimate.value == pytest.approx(0.1 + 0.9 * 2 / 90)
    assert estimate.low < estimate.value - 0.1 * (1 - wilson(1.0, 10, 1.96)[0])
    assert estimate.high > 0.1 + 0.9 * wilson(2 / 90, 90, 1.96)[1] - 0.002


@given(seed=st.integers(0, 10_000), n=st.integers(1, 60))
def test_everything_audited_is_exact_with_width_zero(seed, n):
    """A census has no interval to speak of, by every method for the posts in hand."""
    rng = np.random.default_rng(seed)
    sample = Sample(rng.permutation(np.arange(n) % 3 % n), rng.integers(1, 9, n).astype(float), np.ones(n, dtype=bool))
    base = np.ones(n)
    hit = rng.integers(0, 2, n).astype(float)
    estimate = stratified_share(sample, hit, base, level=0.95, estimand="posts")
    exact = float((sample.weight * hit).sum() / sample.weight.sum())
    assert estimate.low == estimate.value == estimate.high == pytest.approx(exact)


@given(seed=st.integers(0, 10_000), factor=st.floats(0.1, 50))
def test_equal_weights_are_no_weights(seed, factor):
    """Multiplying all weights by one number changes nothing."""
    rng = np.random.default_rng(seed)
    stratum, audited = _random_audit(rng)
    hit = rng.integers(0, 2, audited.sum()).astype(float)
    base = np.maximum(hit, rng.integers(0, 2, hit.size)).astype(float)
    base[0] = 1.0
    author = rng.integers(0, 70, stratum.size)
    plain, weighted = (Sample(stratum, np.full(stratum.size, w), audited) for w in (1.0, factor))
    for share, extra in ((stratified_share, ()), (clustered_share, (author,))):
        one, other = (share(s, hit, base, *extra, level=0.95, estimand="posts") for s in (plain, weighted))
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=1e-9)


def _random_audit(rng):
    stratum = np.repeat([0, 1, 2], [90, 60, 50])
    audited = np.zeros(200, dtype=bool)
    for start, stop, n in ((0, 90, 30), (90, 150, 25), (150, 200, 20)):
        audited[start + rng.permutation(stop - start)[:n]] = True
    return stratum, audited


def test_a_perfect_machine_points_at_the_truth():
    """If each stratum holds one label, the share is the population's."""
    stratum = np.repeat([0, 1], [130, 70])
    audited = np.zeros(200, dtype=bool)
    audited[:20] = audited[130:150] = True
    hit = (stratum[audited] == 1).astype(float)
    sample = Sample(stratum, np.ones(200), audited)
    assert stratified_share(sample, hit, np.ones(40), level=0.95, estimand="posts").value == pytest.approx(0.35)


def test_one_stratum_is_the_audit_alone():
    """A machine with one class changes nothing: Wilson on the audit with the finite population's factor."""
    audited = np.arange(1000) < 100
    hit = (np.arange(100) < 30).astype(float)
    estimate = stratified_share(
        Sample(np.zeros(1000, dtype=np.int64), np.ones(1000), audited), hit, np.ones(100), level=0.95, estimand="posts"
    )
    n_eff = 99 / (1 - 100 / 1000)
    assert estimate.low == pytest.approx(wilson(0.3, n_eff, float(student.ppf(0.975, 99)))[0])


def test_one_post_an_author_is_the_sum_of_squared_pseudo_outcomes():
    """With one post an author, V = N/(N−1) Σ(ỹ − p)²/N², and df of m = 1 + R (N_c/n_c)², at most n − 1."""
    rng = np.random.default_rng(1)
    stratum, audited = _random_audit(rng)
    hit = rng.integers(0, 2, audited.sum()).astype(float)
    sample = Sample(stratum, np.ones(200), audited)
    estimate = clustered_share(sample, hit, np.ones(hit.size), np.arange(200), level=0.95, estimand="posts")
    outcome = np.empty(200)
    for c in range(3):
        inside = stratum == c
        n_c, size = (inside & audited).sum(), inside.sum()
        share = hit[stratum[audited] == c].mean()
        outcome[inside] = share
        outcome[inside & audited] += size / n_c * (hit[stratum[audited] == c] - share)
    assert estimate.value == pytest.approx(outcome.mean())
    squares = (outcome - outcome.mean()) ** 2
    variance = 200 / 199 * squares.sum() / 200**2
    mass = np.ones(200)
    mass[audited] += np.array([(stratum == c).sum() / (audited & (stratum == c)).sum() for c in stratum[audited]]) ** 2
    freedom = min(hit.size - 1, mass.sum() ** 2 / (mass**2).sum())
    p = estimate.value
    low, high = wilson(p, p * (1 - p) / variance, float(student.ppf(0.975, freedom)))
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_everything_audited_of_one_post_an_author_is_wilson():
    """The posts are then a plain sample of those on the event: Wilson's interval with n − 1."""
    hit = (np.arange(80) < 12).astype(float)
    sample = Sample(np.zeros(80, dtype=np.int64), np.ones(80), np.ones(80, dtype=bool))
    estimate = clustered_share(sample, hit, np.ones(80), np.arange(80), level=0.95, estimand="posts")
    low, high = wilson(0.15, 79, float(student.ppf(0.975, 79)))
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_a_stratum_without_hits_is_not_taken_for_one_that_can_have_none():
    """0 of 50 in nine tenths of the posts and 10 of 50 in the rest: the upper end leaves room in the nine tenths."""
    stratum = np.repeat([0, 1], [9000, 1000])
    audited = np.zeros(10_000, dtype=bool)
    audited[:50] = audited[9000:9050] = True
    hit = np.repeat([0.0, 1.0, 0.0], [50, 10, 40])
    estimate = stratified_share(Sample(stratum, np.ones(10_000), audited), hit, np.ones(100), level=0.95, estimand="p")
    alone = wilson(0.2, 50, 2.0)[0] * 0.1
    assert estimate.value == pytest.approx(0.02)
    assert estimate.low == pytest.approx(alone, abs=0.002)
    assert 0.02 + 0.9 * 0.05 < estimate.high < 0.02 + 0.9 * wilson(0.0, 50, 2.0)[1]


def test_a_label_that_one_author_has_is_no_sample_of_one_author():
    """1 hit among 100 posts of as many authors: in general about as far as Wilson's of 100, not t of one degree."""
    audited, hit = np.arange(1000) < 100, (np.arange(100) < 1).astype(float)
    sample = Sample(np.zeros(1000, dtype=np.int64), np.ones(1000), audited)
    estimate = clustered_share(sample, hit, np.ones(100), np.arange(1000), level=0.95, estimand="posts")
    assert estimate.high < 1.5 * wilson(0.01, 100, 1.96)[1]
    heavy = np.where(np.arange(1000) < 500, 0, np.arange(1000))
    heavy[:100] = np.arange(100)
    few = clustered_share(sample, hit, np.ones(100), heavy, level=0.95, estimand="posts")
    assert few.high > 2 * estimate.high  # an author with two posts of five is much like one author


def test_few_authors_carry_no_event_interval():
    """Fewer than 30 audited authors: no interval for posts on the event in general."""
    rng = np.random.default_rng(2)
    stratum, audited = _random_audit(rng)
    hit = np.ones(audited.sum())
    with pytest.raises(NotEnoughData, match="20 audited authors are too few"):
        clustered_share(Sample(stratum, np.ones(200), audited), hit, hit, np.arange(200) % 20, level=0.95, estimand="p")
    with pytest.raises(NotEnoughData, match="1 audited author is too few"):
        clustered_share(Sample(stratum, np.ones(200), audited), hit, hit, np.zeros(200, int), level=0.95, estimand="p")


@pytest.mark.parametrize("hits", [2, 5, 9])
def test_a_share_of_a_part_is_wilson_of_the_labels_in_it(hits):
    """Of 100 labels 12 lie in the base: the interval is about Wilson's of 12, in its bend and in its t, not of 100.

    Two hits are few, and so are three misses.
    """
    audited = np.arange(100_000) < 100
    hit, base = (np.arange(100) < hits).astype(float), (np.arange(100) < 12).astype(float)
    sample = Sample(np.zeros(100_000, dtype=np.int64), np.ones(100_000), audited)
    estimate = stratified_share(sample, hit, base, level=0.95, estimand="authors")
    low, high = wilson(hits / 12, 12, float(student.ppf(0.975, 99 * 12 / 100)))
    low = min(low, (hits - by_chance(hits)) / 12) if hits < 4 else low
    high = max(high, 1 - (12 - hits - by_chance(12 - hits)) / 12) if hits > 8 else high
    assert (estimate.low, estimate.high) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


@pytest.mark.parametrize(("posts", "labels"), [(5_000, 200), (2_000, 60), (1_000, 100)])
def test_however_rare_a_label_its_share_is_held(posts, labels):
    """Of every number of hits among all posts, by the exact chances of what an audit finds; Wilson alone: .85."""
    audited = np.arange(posts) < labels
    sample = Sample(np.zeros(posts, dtype=np.int64), np.ones(posts), audited)
    found = [
        stratified_share(sample, (np.arange(labels) < hits) * 1.0, np.ones(labels), level=0.95, estimand="posts")
        for hits in range(labels + 1)
    ]
    low, high = np.array([(one.low, one.high) for one in found]).T
    hits = np.arange(posts + 1)[:, None]
    held = (low <= hits / posts + 1e-12) & (hits / posts - 1e-12 <= high)
    coverage = (hypergeom.pmf(np.arange(labels + 1), posts, hits, labels) * held).sum(axis=1)
    assert coverage.min() > 0.929
    assert 0.95 < coverage.mean() < 0.96


@given(stands=st.lists(st.floats(0.1, 10), min_size=1, max_size=6))
def test_few_hits_reach_no_further_than_they_weigh(stands):
    """Never more than their weight, and for equal ones the mean of Poisson of which as many are seen once in 20."""
    values = np.array(stands)
    assert 0 <= reach_of_few(values, 0.95) < values.sum()
    equal = np.full(values.size, values[0])
    expected = values[0] * by_chance(values.size) if values.size < FEW else 0.0
    assert reach_of_few(equal, 0.95) == pytest.approx(expected)
    assert reach_of_few(np.append(equal, 0.0), 0.95) == pytest.approx(expected)
    assert reach_of_few(np.zeros(3), 0.95) == 0


def test_what_was_found_stays_where_little_was():
    """One hit among half of the posts: that it was found is sure, and that there is no other is not unlikely."""
    sample = Sample(np.zeros(200, dtype=np.int64), np.ones(200), np.arange(200) < 100)
    estimate = stratified_share(sample, (np.arange(100) < 1) * 1.0, np.ones(100), level=0.95, estimand="posts")
    assert (estimate.low, estimate.value) == (pytest.approx(1 / 200), pytest.approx(2 / 200))


def test_the_event_in_general_is_no_surer_of_few_hits_than_the_posts_in_hand():
    """Scope `event`: the lower end of one hit lies where that of the posts collected would, were they endless."""
    sample = Sample(np.zeros(100_000, dtype=np.int64), np.ones(100_000), np.arange(100_000) < 100)
    hit, base = (np.arange(100) < 1) * 1.0, np.ones(100)
    event = clustered_share(sample, hit, base, np.arange(100_000), level=0.95, estimand="posts")
    assert event.low == pytest.approx(0.01 * (1 - by_chance(1)))
    assert event.low == pytest.approx(stratified_share(sample, hit, base, level=0.95, estimand="posts").low)


def test_a_part_with_no_label_in_the_base_keeps_the_room_of_all_its_labels():
    """10 of 10 in the base among the tenth, none among 90 of the rest: the lower end leaves room for misses there."""
    stratum = np.repeat([0, 1], [1_000, 9_000])
    audited = np.zeros(10_000, dtype=bool)
    audited[:10] = audited[1_000:1_090] = True
    found = np.repeat([1.0, 0.0], [10, 90])
    estimate = stratified_share(Sample(stratum, np.ones(10_000), audited), found, found, level=0.95, estimand="p")
    assert estimate.high == 1
    assert estimate.low < wilson(1.0, 10, 1.96)[0] - 0.1


def test_room_for_the_unseen_is_no_estimate_of_few_labels():
    """No hit among 4 and 90 labels: nothing was estimated, so that t has the 92 degrees of freedom of all of them."""
    stratum = np.repeat([0, 1], [1_000_000, 9_000_000])
    audited = np.zeros(10_000_000, dtype=bool)
    audited[:4] = audited[1_000_000:1_000_090] = True
    sample = Sample(stratum, np.ones(10_000_000), audited)
    estimate = stratified_share(sample, np.zeros(94), np.ones(94), level=0.95, estimand="posts")
    n, part_of_posts = np.array([4, 90]), np.array([0.1, 0.9])
    chance, factor, each = 0.5 / (n + 1), n / (n - 1), part_of_posts / n
    variance = each**2 * factor * n * chance * (1 - chance)
    slope = float((variance * each * factor * (1 - 2 * chance)).sum() / variance.sum())
    t = float(student.ppf(0.975, 92))
    assert estimate.high == pytest.approx(t**2 * slope / (1 + t**2 / 92), rel=1e-3)


@pytest.mark.parametrize(
    ("stratum", "audited", "why"),
    [([], [], "no posts"), ([0, 1], [True, False], "no audited"), ([0, 0], [True, False], "single")],
)
def test_an_audit_that_cannot_carry_a_figure_says_why(stratum, audited, why):
    """No posts, a stratum without audited posts, or with one of several: told, never a number."""
    with pytest.raises(NotEnoughData, match=why):
        Sample(np.array(stratum, dtype=np.int64), np.ones(len(stratum)), np.array(audited, dtype=bool))


def test_an_empty_base_is_no_share():
    """A ratio whose base nobody audited is not a number."""
    sample, _ = two_strata()
    whole = Sample(np.zeros(100, dtype=np.int64), np.ones(100), np.ones(100, dtype=bool))
    nothing = np.zeros(22)
    with pytest.raises(NotEnoughData, match="base"):
        stratified_share(sample, nothing, nothing, level=0.95, estimand="posts")
    with pytest.raises(NotEnoughData, match="base"):
        clustered_share(whole, np.zeros(100), np.zeros(100), np.arange(100), level=0.95, estimand="posts")


@pytest.mark.parametrize(("weight", "shape"), [([1.0, 0.0], "positive"), ([1.0], "one length")])
def test_a_sample_refuses_what_does_not_fit(weight, shape):
    """Weights are positive and one for each post."""
    with pytest.raises(ValueError, match=shape):
        Sample(np.array([0, 0]), np.array(weight), np.array([True, True]))


def test_permanent_random_numbers_belong_to_the_post():
    """The same seed, network and id give the same number on every machine; order plays no part."""
    assert uniform(1, "x", "42") == 0.19739658220218959
    numbers = uniforms(7, ["x", "x", "bluesky"], ["1", "2", "1"])
    assert uniforms(7, ["bluesky", "x"], ["1", "2"]).tolist() == [numbers[2], numbers[1]]
    assert len(set(numbers.tolist())) == 3


def test_permanent_random_numbers_are_uniform():
    """Their mean and quarters are those of the uniform distribution (5,000 numbers, seed fixed)."""
    numbers = uniforms(3, ["x"] * 5000, [str(i) for i in range(5000)])
    assert numbers.mean() == pytest.approx(0.5, abs=0.015)
    assert np.histogram(numbers, bins=4, range=(0, 1))[0] == pytest.approx([1250] * 4, rel=0.1)


def test_unequal_weights_are_unbiased():
    """Over all outcomes of posts that are hits with chance 0.3, the corrected squares come to Σw² p(1 − p)."""
    weights, p = np.array([1.0, 0.5, 0.25, 0.75]), 0.3
    sample = Sample(np.zeros(8, int), np.tile(weights, 2), np.arange(8) < 4)
    mean = 0.0
    for hits in product((0.0, 1.0), repeat=4):
        y = np.array(hits)
        chance = np.prod(np.where(y == 1, p, 1 - p))
        mean += chance * float((weights**2 * (y - np.average(y, weights=weights)) ** 2).sum())
    assert mean * sample.unbias[0] == pytest.approx((weights**2).sum() * p * (1 - p))


@pytest.mark.parametrize("n", [2, 5, 40])
def test_equal_weights_have_the_usual_correction(n):
    """n/(n − 1), whatever the weight."""
    sample = Sample(np.zeros(2 * n, int), np.full(2 * n, 0.2), np.arange(2 * n) < n)
    assert sample.unbias[0] == pytest.approx(n / (n - 1))


def test_what_was_found_is_never_left_out():
    """Of 12 posts 10 are audited, 5 hits, 3 misses and 2 off the base: between 5 and 7 of 10 whatever the others are."""
    sample = Sample(np.zeros(12, int), np.ones(12), np.arange(12) < 10)
    hit = np.repeat([1.0, 0.0], 5)
    base = np.where(np.arange(10) < 8, 1.0, 0.0)
    given = stratified_share(sample, hit, base, level=0.999, estimand="posts")
    assert (given.low, given.high) == (5 / 10, 1 - 3 / 10)


def test_equal_weights_fall_short_of_nothing():
    """Whatever the labels and the strata, where each stratum has one weight."""
    sample = Sample(np.repeat([0, 1], 20), np.repeat([1.0, 0.25], 20), np.arange(40) % 2 == 0)
    apart = deviations(sample, np.where(np.arange(20) % 3 == 0, 1.0, 0.0))
    assert shortfall(sample, apart, np.ones(2)) == 1.0


def test_misses_among_light_posts_alone_show_too_little():
    """Ten heavy hits, ten light posts of which two are misses: as many squares as misses of any weight would show."""
    weight, y = np.repeat([1.0, 0.1], 10), np.array([1.0] * 18 + [0.0] * 2)
    sample = Sample(np.zeros(40, int), np.tile(weight, 2), np.arange(40) < 20)
    apart = deviations(sample, y)
    mean = np.average(y, weights=weight)
    squares = (weight**2 * (y - mean) ** 2).sum() * sample.unbias[0]
    even = (weight**2).sum() * ((y - mean) ** 2).sum() / (20 - 2 + 20 / (weight.sum() ** 2 / (weight**2).sum()))
    assert shortfall(sample, apart, np.ones(1)) == pytest.approx(even / squares)
    assert even > 5 * squares
    heavy = deviations(sample, y[::-1])  # the misses are heavy: squares enough
    assert shortfall(sample, heavy, np.ones(1)) == 1.0


def test_labels_that_do_not_go_with_weights_have_the_squares_on_average():
    """Over all outcomes of posts that are hits with chance 0.3, σ² Σw² comes to Σw² p(1 − p)."""
    weights, p = np.array([1.0, 0.5, 0.25, 0.75]), 0.3
    kish = weights.sum() ** 2 / (weights**2).sum()
    mean = 0.0
    for hits in product((0.0, 1.0), repeat=4):
        y = np.array(hits)
        chance = np.prod(np.where(y == 1, p, 1 - p))
        mean += chance * float(((y - np.average(y, weights=weights)) ** 2).sum()) / (4 - 2 + 4 / kish)
    assert mean == pytest.approx(p * (1 - p))


def test_one_post_that_outweighs_the_rest_is_bounded():
    """Two posts of which one hardly counts: twice the squares, not thousands of times."""
    sample = Sample(np.zeros(4, int), np.array([1.0, 0.01, 1.0, 1.0]), np.array([True, True, False, False]))
    assert sample.unbias[0] == 2


def test_a_number_that_no_stratum_has_is_passed_over():
    """There is nothing to correct, and nothing is divided by nothing."""
    sample = Sample(np.array([0, 0, 0, 2, 2]), np.ones(5), np.array([True, True, False, True, True]))
    assert sample.unbias == pytest.approx([2, 1, 2])
