"""What the labels say, joined to the posts of a frame."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from xsentiment import wording
from xsentiment.audit.agreement import RELIABLE_ALPHA, SETTLED, agreement
from xsentiment.audit.draw import STRATA, design_strata, permanent_numbers, thresholds
from xsentiment.audit.records import by_post
from xsentiment.event import Event


@dataclass(frozen=True)
class Labels:
    """The audit joined to a frame: one row a post of the frame.

    `table` (pandas, N rows in the frame's order): drawn and labelled (bool), on_event, reaction, sentiment
    (None where not judged), topics (frozenset or None). `counts` as for the report; `notes` belong beside every figure.
    """

    table: pd.DataFrame
    counts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def join(frame: pa.Table, audit: pa.Table, event: Event) -> Labels:
    """Bring the audit's labels to the posts of a FRAME.

    A post counts as sampled when its permanent random number is within the threshold of its design stratum; labels
    of other posts are left out, since their chance of being drawn is not known. Disagreements are settled by the
    labeller 'settled', else by majority; without one the post counts as not labelled and is told of.
    """
    strata, numbers = design_strata(frame), permanent_numbers(frame, event)
    limits = thresholds(audit)
    posts = by_post(audit)
    rows, drawn, counter = [], [], Counter[str]()
    for i, key in enumerate(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)):
        sampled = numbers[i] <= limits.get(strata[i], -1.0)
        drawn.append(bool(sampled))
        said = posts.get(key, [])
        merged, state = settle(said) if sampled else (None, "outside" if said else "")
        counter[state or ("pending" if sampled else "")] += 1
        rows.append(
            merged or {"labelled": False, "on_event": None, "reaction": None, "sentiment": None, "topics": None}
        )
    table = pd.DataFrame(rows, columns=["labelled", "on_event", "reaction", "sentiment", "topics"], dtype=object)
    table["labelled"] = table["labelled"].astype(bool)
    table["drawn"] = np.array(drawn, dtype=bool)
    in_frame = set(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    labellers = sorted({row["labeller"] for row in audit.to_pylist() if row["outcome"] == "labelled"} - {None, SETTLED})
    counts = {
        "drawn": len(posts),
        "labelled": counter["labelled"],
        "pending": counter["pending"],
        "cannot_label": counter["cannot_label"],
        "gone": counter["gone"] + sum(key not in in_frame for key in posts),
        "disagreement": counter["disagreement"],
        "labellers": labellers,
        "alpha": agreement(audit, event),
        "strata": [
            {
                "design_stratum": name,
                "n_posts": int((strata == name).sum()),
                "n_audited": int((table["labelled"].to_numpy() & (strata == name)).sum()),
            }
            for name in STRATA
        ],
    }
    return Labels(table, counts, _notes(counts, frame.num_rows))


def settle(said: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, str]:
    """One post's labels from all its labellers, and its state for the counts."""
    labelled = [row for row in said if row["outcome"] == "labelled"]
    if not labelled:
        outcomes = {row["outcome"] for row in said} - {None}
        return None, min(outcomes) if outcomes else "pending"
    final = [row for row in labelled if row["labeller"] == SETTLED] or labelled
    merged: dict[str, Any] = {"labelled": True}
    for column in ("on_event", "reaction", "sentiment"):
        votes = Counter(row[column] for row in final if row[column] is not None).most_common(2)
        if len(votes) == 2 and votes[0][1] == votes[1][1]:
            return None, "disagreement"
        merged[column] = votes[0][0] if votes else None
    judged = [row["topics"] for row in final if row["topics"] is not None]
    counts = Counter(topic for topics in judged for topic in topics)
    if any(2 * n == len(judged) for n in counts.values()):
        return None, "disagreement"
    merged["topics"] = frozenset(t for t, n in counts.items() if 2 * n > len(judged)) if judged else None
    return merged, "labelled"


def _notes(counts: dict[str, Any], n_posts: int) -> tuple[str, ...]:
    notes = []
    if len(counts["labellers"]) == 1:
        notes.append("one labeller, no agreement known")
    weak = sorted(name for name, row in counts["alpha"].items() if row is not None and row["alpha"] < RELIABLE_ALPHA)
    if weak:
        told = ", ".join(f"{name} alpha {wording.agreement(counts['alpha'][name])}" for name in weak)
        notes.append(f"labels not reliable: {told}")
    if counts["pending"]:
        notes.append(
            f"{counts['pending']} posts drawn and not labelled yet ({counts['pending'] / n_posts:.1%} of posts)"
        )
    if counts["disagreement"]:
        notes.append(f"{counts['disagreement']} posts left out until labellers settle them")
    return tuple(notes)
