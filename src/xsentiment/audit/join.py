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
from xsentiment.audit.draw import STRATA, Sampled, design_strata, engagement_of, sampled
from xsentiment.audit.records import by_post
from xsentiment.event import WEIGHTS, Event, Weight


@dataclass(frozen=True)
class Labels:
    """The audit joined to a frame: one row a post of the frame.

    `table` (pandas, N rows in the frame's order): labelled (bool), on_event, reaction, sentiment (None where not
    judged), topics (frozenset or None). `draws` has the posts that each kind of draw took, None where there was none;
    what it took carries figures of that weight alone. `counts` as for the report; `notes` belong beside every figure
    that rests on a draw.
    """

    table: pd.DataFrame
    draws: dict[Weight, Sampled | None]
    counts: dict[str, Any] = field(default_factory=dict)
    notes: dict[Weight, tuple[str, ...]] = field(default_factory=dict)


def join(frame: pa.Table, audit: pa.Table, event: Event) -> Labels:
    """Bring the audit's labels to the posts of a FRAME.

    A post counts as sampled when its rank (`draw`) is within the limit of one of the draws; labels of other posts are
    left out, since their chance of being drawn is not known. Disagreements are settled by the labeller 'settled', else
    by majority; without one the post counts as not labelled and is told of.
    """
    draws = {weight: sampled(frame, audit, event, weight) for weight in WEIGHTS}
    drawn = np.zeros(frame.num_rows, dtype=bool)
    for taken in draws.values():
        drawn |= False if taken is None else taken.drawn
    posts = by_post(audit)
    rows, settled = [], []
    keys = zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)
    for key, inside in zip(keys, drawn, strict=True):
        said = posts.get(key, [])
        merged, state = settle(said) if inside else (None, "outside" if said else "")
        settled.append(state)
        rows.append(
            merged or {"labelled": False, "on_event": None, "reaction": None, "sentiment": None, "topics": None}
        )
    table = pd.DataFrame(rows, columns=["labelled", "on_event", "reaction", "sentiment", "topics"], dtype=object)
    table["labelled"] = table["labelled"].astype(bool)
    states, counter = np.array(settled, dtype=object), Counter(settled)
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
        "strata": _strata(frame, draws, table["labelled"].to_numpy()),
    }
    notes = {weight: _notes(counts, states[taken.drawn], frame.num_rows) for weight, taken in draws.items() if taken}
    return Labels(table, draws, counts, notes)


def _strata(frame: pa.Table, draws: dict[Weight, Sampled | None], labelled: np.ndarray) -> list[dict[str, Any]]:
    """The posts and the labelled posts of each stratum of each draw; of a draw by engagement also the certain posts."""
    told = []
    equal, weighted = draws["posts"], draws["engagement"]
    if equal is not None:
        strata = design_strata(frame)
        for name in STRATA:
            audited = labelled & equal.drawn & (strata == name)
            told.append(
                {"design_stratum": name, "n_posts": int((strata == name).sum()), "n_audited": int(audited.sum())}
            )
    if weighted is not None:
        told.append(
            {
                "design_stratum": "by engagement",
                "n_posts": int((engagement_of(frame) > 0).sum()),
                "n_audited": int((labelled & weighted.drawn).sum()),
                "n_certain": int((weighted.chance >= 1).sum()),
            }
        )
    return told


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


def _notes(counts: dict[str, Any], states: np.ndarray, n_posts: int) -> tuple[str, ...]:
    """What belongs beside every figure that rests on a draw; `states` are those of the posts that it took."""
    pending, apart = (int((states == state).sum()) for state in ("pending", "disagreement"))
    notes = []
    if len(counts["labellers"]) == 1:
        notes.append("one labeller, no agreement known")
    weak = sorted(name for name, row in counts["alpha"].items() if row is not None and row["alpha"] < RELIABLE_ALPHA)
    if weak:
        told = ", ".join(f"{name} alpha {wording.agreement(counts['alpha'][name])}" for name in weak)
        notes.append(f"labels not reliable: {told}")
    if pending:
        notes.append(f"{pending} posts drawn and not labelled yet ({pending / n_posts:.1%} of posts)")
    if apart:
        notes.append(f"{apart} posts left out until labellers settle them")
    return tuple(notes)
