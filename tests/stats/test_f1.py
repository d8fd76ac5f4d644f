"""F1 against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment.stats.f1 import f1, macro_f1


def flags(*said: int) -> np.ndarray:
    """Ones and zeros as true and false."""
    return np.array(said, bool)


def test_f1_by_hand():
    """One hit of two said and three true: 2 / 5; nothing said of nothing is 0."""
    assert f1(flags(1, 1, 1, 0), flags(1, 0, 0, 1)) == pytest.approx(2 / 5)
    assert f1(flags(0, 0), flags(0, 0)) == 0


def test_the_mean_is_over_what_people_gave():
    """A label that nobody gave is left out, even one that was said; of none there is no mean."""
    labels = [(flags(1, 0), flags(1, 0)), (flags(0, 0), flags(0, 1)), (flags(1, 1), flags(1, 0))]
    assert macro_f1(labels) == (pytest.approx((1 + 2 / 3) / 2), 2)
    assert macro_f1(labels[1:2]) == (None, 0)
