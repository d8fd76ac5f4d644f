"""Wilson's interval against scipy's, and its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from xsentiment.stats import wilson

Z = float(norm.ppf(0.975))


@given(n=st.integers(1, 5000), data=st.data())
def test_equals_scipy_for_a_plain_sample(n, data):
    """With n_eff = n and the normal quantile it is scipy's Wilson interval."""
    k = data.draw(st.integers(0, n))
    low, high = wilson(k / n, n, Z)
    expected = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


@given(share=st.floats(0, 1), n_eff=st.floats(0.01, 1e9), t=st.floats(0.1, 50))
def test_contains_the_share_and_stays_within_bounds(share, n_eff, t):
    """0 <= low <= share <= high <= 1 for any effective size and quantile."""
    low, high = wilson(share, n_eff, t)
    assert 0 <= low <= share <= high <= 1


@pytest.mark.parametrize(("share", "n_eff"), [(-0.1, 10), (1.1, 10), (float("nan"), 10), (0.5, 0), (0.5, float("nan"))])
def test_refuses_what_is_no_share_or_no_size(share, n_eff):
    """A share outside [0, 1] or a size that is not positive is a fault of the caller."""
    with pytest.raises(ValueError, match="must"):
        wilson(share, n_eff, Z)
