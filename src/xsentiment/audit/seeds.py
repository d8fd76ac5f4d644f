"""Whether an audit was drawn with the seed that its event has now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

from xsentiment import stats
from xsentiment.errors import InputError
from xsentiment.event import Event

_NEAR: Final = 1e-6
"""Numbers that a spreadsheet rounded are still the same."""


def refuse_other_seed(path: Path, rows: Iterable[dict[str, Any]], event: Event) -> None:
    """Raise InputError if most ranks of a draw with equal chances (`order`) are not the posts' numbers by the seed."""
    drawn = [row for row in rows if row.get("order") is not None]
    numbers = stats.uniforms(event.seed, [row["source"] for row in drawn], [row["post_id"] for row in drawn])
    others = np.abs(numbers - [row["order"] for row in drawn]) > _NEAR
    if 2 * int(others.sum()) > len(drawn):
        why = (
            f"was drawn with another seed than {event.path} has (seed = {event.seed}): give the event the seed that it "
            "was drawn with, or move this file away to draw anew"
        )
        raise InputError(str(path), why)
