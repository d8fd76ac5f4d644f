"""How far labellers agree: Krippendorff's alpha."""

from __future__ import annotations

from typing import Final

import krippendorff
import numpy as np
import pyarrow as pa

from xsentiment.event import Event

SETTLED: Final = "settled"
"""The labeller whose word ends a disagreement."""

RELIABLE_ALPHA: Final = 0.667
"""Krippendorff's least alpha for tentative conclusions (Krippendorff 2004, ch. 11)."""


def agreement(audit: pa.Table, event: Event) -> dict[str, float | None]:
    """Krippendorff's alpha (nominal) over labellers, for sentiment, reaction, on_event and each topic.

    None where fewer than two labellers judged the same post, or only one value occurs.
    """
    rows = [row for row in audit.to_pylist() if row["outcome"] == "labelled" and row["labeller"] != SETTLED]
    posts = sorted({(row["source"], row["post_id"]) for row in rows})
    people = sorted({row["labeller"] for row in rows})
    values: dict[str, dict[tuple[str, tuple[str, str]], str]] = {}
    for row in rows:
        cell = (row["labeller"], (row["source"], row["post_id"]))
        for column in ("sentiment", "reaction", "on_event"):
            if row[column] is not None:
                values.setdefault(column, {})[cell] = str(row[column])
        for topic in event.topic_ids if row["topics"] is not None else ():
            values.setdefault(f"topic {topic}", {})[cell] = str(topic in row["topics"])
    return {
        name: _alpha([[seen.get((who, post)) for post in posts] for who in people]) for name, seen in values.items()
    }


def _alpha(ratings: list[list[str | None]]) -> float | None:
    """Alpha of a (labellers × posts) table of nominal values, None where a post was not judged.

    Only posts that two labellers judged can tell of agreement; where those have one value alone, alpha is not defined.
    """
    judged = [unit for unit in zip(*ratings, strict=True) if sum(value is not None for value in unit) > 1]
    names = sorted({value for unit in judged for value in unit if value is not None})
    if len(names) < 2:
        return None
    codes = np.array([[np.nan if value is None else names.index(value) for value in unit] for unit in judged]).T
    return float(krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal"))
