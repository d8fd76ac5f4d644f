"""How well labels match people's: the F1 of one label, and its mean over those that people gave."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def f1(truth: Flags, said: Flags) -> float:
    """2·hits / (people's + said), the harmonic mean of precision and recall; 0 where nobody says anything."""
    both = int((truth & said).sum())
    return 2 * both / max(int(truth.sum() + said.sum()), 1)


def macro_f1(labels: Iterable[tuple[Flags, Flags]]) -> tuple[float | None, int]:
    """The mean F1 over the labels, each (truth, said), that occur in the truth, and how many do; None of none."""
    found = [f1(truth, said) for truth, said in labels if truth.any()]
    return (float(np.mean(found)) if found else None), len(found)
