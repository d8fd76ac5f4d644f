"""Differences of shares of one audit: identities, correlations computed by hand, exact coverage."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multinomial, multivariate_hypergeom

from xsentiment.stats import (
    Estimate,
    Sample,
    clustered_share,
    difference,
    difference_of_shares,
    linearised,
    stratified_share,
    uniforms,
)


def labelled(n, positive, negative):
    """Labels of n posts of which so many are positive and so many negative, (n,) each."""
    place = np.arange(n)
    return (place < positive) * 1.0, ((place >= positive) & (place < positive + negative)) * 1.0


def net(sample, hits, *, author=None, base=None):
    """The first share less the second, as the program has it."""
    more, less = linear(sample, hits, author=author, base=base)
    return difference_of_shares(less, more)


def linear(sample, hits, *, author=None, base=None):
    """Both shares, linearised."""
    base = np.ones(hits[0].size) if base is None else base
    kept = {"level": 0.95, "estimand": "posts"}
    shares = (
        stratified_share(sample, hit, base, **kept)
        if author is None
        else clustered_share(sample, hit, base, author, **kept)
        for hit in hits
    )
    return [linearised(share, sample, hit, base, author=author) for share, hit in zip(shares, hits, strict=True)]


def correlation(found, less, more):
    """The r that the high end of a difference was made with."""
    a, b = more.share.high - more.share.value, less.share.value - less.share.low
    return (a**2 + b**2 - (found.high - found.value) ** 2) / (2 * a * b)


def plain(n, posts):
    """A sample of n of so many posts in one stratum."""
    return Sample(np.zeros(posts, dtype=np.int64), np.ones(posts), np.arange(posts) < n)


def strata():
    """60, 40 and 100 posts with weights of their own, 12, 10 and 20 audited, of which some are off the base."""
    stratum = np.repeat([0, 1, 2], [60, 40, 100])
    audited = np.zeros(200, dtype=bool)
    audited[:12] = audited[60:70] = audited[100:120] = True
    sample = Sample(stratum, 1 + uniforms(1, ["x"] * 200, map(str, range(200))), audited)
    base = np.ones(42)
    base[[0, 13, 30]] = 0.0
    return sample, base


@pytest.mark.parametrize(("positive", "negative"), [(20, 15), (5, 40), (5, 5)])
def test_the_labels_of_a_plain_sample_go_together_as_categories_do(positive, negative):
    """−√(p q / ((1 − p)(1 − q))), whatever part of the posts is audited, by posts and by authors."""
    p, q = positive / 50, negative / 50
    expected = -sqrt(p * q / ((1 - p) * (1 - q)))
    hits = labelled(50, positive, negative)
    for posts, author in ((400, None), (5000, None), (50, np.arange(50))):
        more, less = linear(plain(50, posts), hits, author=author)
        assert correlation(difference_of_shares(less, more), less, more) == pytest.approx(expected, abs=1e-6)


def test_of_two_labels_that_are_all_there_is_the_net_figure_is_twice_the_share_less_one():
    """Share, low and high, in strata, with weights, off the base, of posts collected and by authors."""
    sample, base = strata()
    hit = base * (np.arange(42) % 3 == 0)
    for author in (None, np.arange(200) % 150):
        kept = {"level": 0.95, "estimand": "posts"}
        share = (
            stratified_share(sample, hit, base, **kept)
            if author is None
            else clustered_share(sample, hit, base, author, **kept)
        )
        found = net(sample, (hit, base - hit), author=author, base=base)
        of_share = [2 * end - 1 for end in (share.value, share.low, share.high)]
        assert [found.value, found.low, found.high] == pytest.approx(of_share)


def test_what_an_audit_did_not_show_of_two_topics_that_go_together():
    """All audited posts are on both or on neither: as wide as if they had nothing in common, and never exact."""
    hit = (np.arange(100) < 50) * 1.0
    found = net(plain(100, 2000), (hit, hit))
    share = stratified_share(plain(100, 2000), hit, np.ones(100), level=0.95, estimand="posts")
    assert (found.value, found.high) == (0, pytest.approx(sqrt(2) * (share.high - 0.5)))


def test_two_audits_have_no_difference_of_one():
    """As many moves as audited posts, or it is another audit."""
    one, other = (linear(plain(n, 900), labelled(n, 10, 20))[0] for n in (60, 61))
    with pytest.raises(ValueError, match="two audits: of 60 and of 61"):
        difference_of_shares(one, other)


@pytest.mark.parametrize(
    ("posts", "n", "positive", "negative"), [(100, 90, 97, 1), (100, 90, 90, 5), (100, 80, 95, 3), (300, 200, 6, 6)]
)
def test_where_most_posts_are_labelled_and_a_label_is_rare(posts, n, positive, negative):
    """By the chances of what 90 of 100 posts show: the corner in which no more of it is left is held too."""
    shown = [
        (a, b)
        for a in range(max(0, positive + n - posts), min(n, positive) + 1)
        for b in range(max(0, negative + n - posts), min(n - a, negative) + 1)
    ]
    law = multivariate_hypergeom([positive, negative, posts - positive - negative], n)
    held = 0.0
    for a, b in shown:
        if n - a - b <= posts - positive - negative:
            found = net(plain(n, posts), labelled(n, a, b))
            inside = found.low - 1e-9 <= (positive - negative) / posts <= found.high + 1e-9
            held += float(law.pmf([a, b, n - a - b])) * inside
    assert held > 0.94


def test_all_audited_is_exact():
    """Width 0."""
    found = net(plain(40, 40), labelled(40, 10, 25))
    assert found.value == pytest.approx(-0.375)
    assert (found.low, found.high, found.n) == (found.value, found.value, 40)


def test_the_other_way_round_is_the_same_mirrored():
    """Negative less positive is minus positive less negative."""
    hits = labelled(60, 7, 30)
    found, mirrored = net(plain(60, 900), hits), net(plain(60, 900), hits[::-1])
    assert (found.value, found.low, found.high) == pytest.approx((-mirrored.value, -mirrored.high, -mirrored.low))


def test_where_one_label_alone_was_seen_the_rest_may_be_the_other():
    """Of 60 posts all positive: as far as Wilson's interval leaves room for any other post, twice."""
    sample, hits = plain(60, 5000), labelled(60, 60, 0)
    share = stratified_share(sample, hits[0], np.ones(60), level=0.95, estimand="posts")
    assert net(sample, hits).low == pytest.approx(2 * share.low - 1)


def test_what_is_no_correlation_is_refused():
    """Beyond −1 or 1."""
    one = Estimate(0.5, 0.4, 0.6, 0.95, 100, "wilson", "posts")
    same = difference(one, one, (1.0, 1.0))
    assert same.low == same.high == 0
    with pytest.raises(ValueError, match="not a correlation"):
        difference(one, one, (0.0, -1.5))


@given(st.tuples(*[st.floats(0, 1)] * 3).map(sorted), st.tuples(*[st.floats(0, 1)] * 3).map(sorted), st.floats(-1, 1))
def test_no_interval_is_wider_than_both_together_nor_leaves_its_bounds(one, other, correlation):
    """Within [-1, 1], around the difference, for any two intervals and any correlation."""
    before, after = (Estimate(value, low, high, 0.95, 100, "wilson", "posts") for low, value, high in (one, other))
    found = difference(before, after, (correlation, -correlation))
    assert after.low - before.high - 1e-9 <= found.low <= found.value == after.value - before.value
    assert found.value <= found.high <= after.high - before.low + 1e-9


@pytest.mark.parametrize(("n", "posts"), [(30, 600), (60, 2000)])
def test_the_exact_coverage_of_net_figures(n, posts):
    """Over all that n labels may show: 92.5 of 100 and more hold, 95 on average, and without the correlation far fewer."""
    sample = plain(n, posts)
    shown = [(positive, negative) for positive in range(n + 1) for negative in range(n + 1 - positive)]
    found = [net(sample, labelled(n, *counts)) for counts in shown]
    low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
    counts = np.array([(positive, negative, n - positive - negative) for positive, negative in shown])
    some = (0.01, 0.03, 0.1, 0.3, 0.5, 0.7)
    held = []
    for p, q in ((p, q) for p in some for q in some if p + q <= 1):
        chance = multinomial.pmf(counts, n, [p, q, max(0.0, 1 - p - q)])
        held.append(float(chance[(low - 1e-9 <= p - q) & (p - q <= high + 1e-9)].sum()))
    assert min(held) > 0.925
    assert np.mean(held) > 0.95
