"""The one result type of the estimators."""

from __future__ import annotations

from dataclasses import dataclass


class NotEnoughData(ValueError):  # noqa: N818 - a state of the data, told to the user as a note, not a fault
    """The audit cannot carry this figure; the text says why, ready for the `note` column."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval: low <= value <= high within `bounds`, or ValueError.

    `level` is the nominal coverage of [low, high]; `n` the number of audited posts it rests on.
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    method: str
    estimand: str
    bounds: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        least, most = self.bounds
        if not least <= self.low <= self.value <= self.high <= most:  # also refuses NaN
            raise ValueError(f"not an interval within [{least}, {most}]: {self.low} <= {self.value} <= {self.high}")
        if not 0 < self.level < 1:
            raise ValueError(f"level must lie between 0 and 1, not {self.level}")
        if self.n < 0:
            raise ValueError(f"n must not be negative, not {self.n}")
