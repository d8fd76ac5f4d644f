"""How far labellers agree: Krippendorff's alpha of each label."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any, Final

import numpy as np
import pyarrow as pa

from xsentiment import schema, wording
from xsentiment.audit.records import SETTLED
from xsentiment.event import Event
from xsentiment.stats import NotEnoughData, krippendorff_alpha
from xsentiment.stats.hashing import generator

FEWEST_ALIKE: Final = 20
FEWEST_TWICE: Final = 10
"""Of fewer posts that two people judged, no agreement is known."""

RELIABLE_ALPHA: Final = 0.667
"""Krippendorff's least alpha for tentative conclusions (Krippendorff 2004, ch. 11)."""


def twins(audit: pa.Table) -> list[tuple[str, str, int]]:
    """Labellers who wrote the same in every cell of all posts that both labelled, and how many these are.

    Of at least FEWEST_ALIKE such posts, of which not all say the same: two people hardly ever do.
    """
    said: dict[str, dict[tuple[str, str], tuple[Any, ...]]] = {}
    for row in audit.to_pylist():
        if row["outcome"] == "labelled" and row["labeller"] != SETTLED:
            written = (row["on_event"], row["reaction"], row["sentiment"], tuple(row["topics"] or ()), row["note"])
            said.setdefault(row["labeller"], {})[row["source"], row["post_id"]] = written
    found = []
    for one, other in combinations(sorted(said), 2):
        both = said[one].keys() & said[other].keys()
        alike = all(said[one][post] == said[other][post] for post in both)
        if alike and len(both) >= FEWEST_ALIKE and len({said[one][post] for post in both}) > 1:
            found.append((one, other, len(both)))
    return found


def judged_twice(audit: pa.Table) -> int:
    """How many posts two or more people labelled; who judged later topics alone did not."""
    said = [row for row in audit.to_pylist() if row["outcome"] == "labelled" and row["labeller"] != SETTLED]
    rows = [row for row in said if row["on_event"] is not None]
    labellers = Counter((row["source"], row["post_id"]) for row in rows)
    return sum(n > 1 for n in labellers.values())


def unknown(labellers: int, twice: int) -> str:
    """That the agreement of so many labellers is not known, since they judged so few posts `twice`; "" if it is."""
    if labellers < 2:
        return "one labeller, no agreement known" if labellers else ""
    if twice >= FEWEST_TWICE:
        return ""
    return f"{labellers} labellers, {wording.n_posts(twice) if twice else 'no post'} judged by two, no agreement known"


def agreement(audit: pa.Table, event: Event) -> dict[str, dict[str, Any] | None]:
    """Krippendorff's alpha (nominal) over labellers, for sentiment, reaction, on_event and each topic.

    Each with `alpha`, its interval `low` to `high` at the event's level (4 decimals), and `posts`: how many two or more
    people judged; that a label is unclear is a value like any other. None where there is no such post, or only one
    value occurs. Empty with fewer than two labellers.
    """
    rows = [row for row in audit.to_pylist() if row["outcome"] == "labelled" and row["labeller"] != SETTLED]
    if len({row["labeller"] for row in rows}) < 2:
        return {}
    said: dict[str, dict[tuple[str, str], Counter[str]]] = {}
    for row in rows:
        values = {name: row[name] for name in ("sentiment", "reaction", "on_event") if row[name] is not None}
        if row["topics"] is not None:
            rest = schema.UNCLEAR if schema.UNCLEAR in row["topics"] else False
            named = event.topic_ids if row["codebook"] is None else row["codebook"]
            values |= {f"topic {topic}": topic in row["topics"] or rest for topic in event.topic_ids if topic in named}
        for name, value in values.items():
            said.setdefault(name, {}).setdefault((row["source"], row["post_id"]), Counter())[str(value)] += 1
    return {name: _alpha(name, posts, event) for name, posts in said.items()}


def _alpha(name: str, posts: dict[tuple[str, str], Counter[str]], event: Event) -> dict[str, Any] | None:
    values = sorted({value for counts in posts.values() for value in counts})
    counts = np.array([[posts[post][value] for value in values] for post in sorted(posts)])
    try:
        alpha = krippendorff_alpha(counts, generator(event.seed, event.slug, "alpha", name), level=event.level)
    except NotEnoughData:
        return None
    figures = {"alpha": alpha.value, "low": alpha.low, "high": alpha.high}
    return {key: round(figure, 4) for key, figure in figures.items()} | {"posts": alpha.n}
