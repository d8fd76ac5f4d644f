"""What the labels say, joined to the posts of a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema, wording
from xsentiment.audit.agreement import RELIABLE_ALPHA, agreement, judged_twice, twins, unknown
from xsentiment.audit.draw import STRATA, Sampled, design_strata, engagement_of, sampled
from xsentiment.audit.records import ASKED, JUDGED, SETTLED, asked, by_post
from xsentiment.event import WEIGHTS, Event, Weight

Bools: TypeAlias = NDArray[np.bool_]

MAX_BLANK: Final = 0.1
"""The part of a stratum's labelled posts that may lack a label before somebody should look."""


@dataclass(frozen=True)
class Labels:
    """The audit joined to a frame: one row a post of the frame.

    `table` (pandas, N rows in the frame's order): labelled (bool), on_event, reaction, sentiment (None where not
    judged), topics (frozenset or None). `waits` tells of each label, `on_event` among them, which posts people can
    still give it: those that they passed over or that came later, that labellers differ on, or that lack it alone;
    bool (N,). `draws` has the posts that each kind of draw took, None where there was none; what it took carries
    figures of that weight alone. `counts` as for the report; `notes` belong beside every figure, `weak` beside those
    that rest on a label on which labellers agree too little, named as `audit.agreement` has it. `unasked` tells of
    topics which posts whose topics were judged before the event had that one; bool (N,).
    """

    table: pd.DataFrame
    waits: dict[str, Bools]
    draws: dict[Weight, Sampled | None]
    counts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    weak: dict[str, str] = field(default_factory=dict)
    unasked: dict[str, Bools] = field(default_factory=dict)


def join(frame: pa.Table, audit: pa.Table, event: Event) -> Labels:
    """Bring the audit's labels to the posts of a FRAME.

    A post counts as sampled when its rank (`draw`) is within the limit of one of the draws; labels of other posts are
    left out, since their chance of being drawn is not known. A label on which labellers differ is settled by the
    labeller 'settled', else by majority; without one that label waits and is told of, and the post's others count. All
    of a post waits where `on_event` is in dispute.
    """
    draws = {weight: sampled(frame, audit, event, weight) for weight in WEIGHTS}
    drawn = np.zeros(frame.num_rows, dtype=bool)
    for taken in draws.values():
        drawn |= False if taken is None else taken.listed
    posts = by_post(audit)
    rows, settled, disputes, lacking = [], [], [], []
    keys = list(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    for key, inside in zip(keys, drawn, strict=True):
        said = posts.get(key, [])
        merged, state, disputed = settle(said) if inside else (None, "outside" if said else "", frozenset())
        settled.append(state)
        disputes.append(disputed)
        lacking.append(_unasked(said, event) if merged and merged["on_event"] else frozenset())
        rows.append(
            merged or {"labelled": False, "on_event": None, "reaction": None, "sentiment": None, "topics": None}
        )
    table = pd.DataFrame(rows, columns=["labelled", "on_event", "reaction", "sentiment", "topics"], dtype=object)
    table["labelled"] = table["labelled"].astype(bool)
    states, counter = np.array(settled, dtype=object), Counter(settled)
    apart = {name: np.array([name in disputed for disputed in disputes], dtype=bool) for name in JUDGED}
    blank = {
        name: np.array([row["on_event"] is True and row[name] is None for row in rows], dtype=bool) & ~apart[name]
        for name in asked(event, rows)
    }
    unclear = {name: np.array([_is_unclear(row, name) for row in rows], dtype=bool) for name in ASKED}
    unasked = {
        topic: np.array([topic in topics for topics in lacking], dtype=bool)
        for topic in event.topic_ids
        if any(topic in topics for topics in lacking)
    }
    pending = states == "pending"
    waits = {name: pending | apart["on_event"] | apart[name] | blank.get(name, False) for name in JUDGED}
    in_frame = set(keys)
    labellers = sorted({row["labeller"] for row in audit.to_pylist() if row["outcome"] == "labelled"} - {None, SETTLED})
    alphas = agreement(audit, event)
    weak = _weak(alphas)
    alone = unknown(len(labellers), judged_twice(audit))
    counts = {
        "drawn": len(posts.keys() | {key for key, waits in zip(keys, pending, strict=True) if waits}),
        "labelled": counter["labelled"],
        "pending": counter["pending"],
        "cannot_label": counter["cannot_label"],
        "gone": counter["gone"] + len(posts.keys() - in_frame),
        "outside": counter["outside"],
        "off_event": sum(row["on_event"] is False for row in rows),
        "disagreement": counter["disagreement"],
        "disputed": _sums(apart),
        "blank": _sums(blank),
        "unclear": _sums(unclear),
        "unasked": _sums(unasked),
        "labellers": labellers,
        "twins": twins(audit),
        "unnamed": {},
        "alone": alone,
        "alpha": alphas,
        "weak": list(weak),
        "strata": _strata(frame, draws, table["labelled"].to_numpy(), blank),
    }
    return Labels(table, waits, draws, counts, (alone,) if alone else (), weak, unasked)


def _unasked(said: list[dict[str, Any]], event: Event) -> frozenset[str]:
    """The topics that the event did not yet have when labellers judged those of a post on it."""
    judged = [row for row in said if row["topics"] is not None and row["on_event"] is not False]
    return frozenset(topic for topic in event.topic_ids if judged and not any(_judges(row, topic) for row in judged))


def _judges(row: dict[str, Any], topic: str) -> bool:
    """Whether somebody who judged topics of a post could name this one; of later ones alone none says 'unclear'."""
    if topic == schema.UNCLEAR:
        return row["on_event"] is not None or row["labeller"] == SETTLED or topic in row["topics"]
    return row["codebook"] is None or topic in row["codebook"]


def _is_unclear(row: dict[str, Any], name: str) -> bool:
    """Whether people found that this label of a post on the event cannot be told."""
    said = row[name] if row["on_event"] else None
    return schema.UNCLEAR in said if name == "topics" and said is not None else said == schema.UNCLEAR


def _sums(where: dict[str, Bools], inside: Bools | None = None) -> dict[str, int]:
    """How many posts each label marks (`inside`, if given); labels that mark none are left out."""
    counts = {name: int((posts if inside is None else posts & inside).sum()) for name, posts in where.items()}
    return {name: n for name, n in counts.items() if n}


def _strata(
    frame: pa.Table, draws: dict[Weight, Sampled | None], labelled: Bools, blank: dict[str, Bools]
) -> list[dict[str, Any]]:
    """The posts, the labelled posts and those without a label (`blank`) of each stratum of each draw.

    Of a draw by engagement also the certain posts.
    """
    told: list[dict[str, Any]] = []
    equal, weighted = draws["posts"], draws["engagement"]

    def add(name: str, posts: Bools, drawn: Bools) -> None:
        audited = labelled & drawn
        counts = {"n_posts": int(posts.sum()), "n_audited": int(audited.sum()), "blank": _sums(blank, audited)}
        told.append({"design_stratum": name} | counts)

    if equal is not None:
        strata = design_strata(frame)
        for name in STRATA:
            add(name, strata == name, equal.drawn & (strata == name))
    if weighted is not None:
        add("by engagement", engagement_of(frame) > 0, weighted.drawn)
        told[-1]["n_certain"] = int((weighted.chance >= 1).sum())
    return told


def settle(said: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, str, frozenset[str]]:
    """One post's labels from all its labellers, its state for the counts, and the labels that are in dispute.

    A post that some can label and others cannot has the labels of the former, unless 'settled' says that it has none.
    """
    labelled = [row for row in said if row["outcome"] == "labelled"]
    last = {row["outcome"] for row in said if row["labeller"] == SETTLED} - {None, "labelled"}
    if last:
        return None, min(last), frozenset()
    if not labelled:
        outcomes = {row["outcome"] for row in said} - {None}
        return None, min(outcomes) if outcomes else "pending", frozenset()
    about, tied = _agreed(labelled, "on_event")
    if tied:
        return None, "disagreement", frozenset(["on_event"])
    merged: dict[str, Any] = {"labelled": True, "on_event": about is not False}
    of_it = [row for row in labelled if row["on_event"] in (None, merged["on_event"])]
    disputed = set()
    for column in ASKED:
        merged[column], tied = _agreed(of_it, column)
        if tied and merged["on_event"]:
            disputed.add(column)
    return merged, "labelled", frozenset(disputed)


def _agreed(rows: list[dict[str, Any]], column: str) -> tuple[Any, bool]:
    """What labellers said, by the last word or the majority; None if nobody did or they differ, which is the second."""
    judged = [row for row in rows if row[column] is not None]
    if not judged:
        return None, False
    value = _common(judged) if column == "topics" else _majority([row[column] for row in _deciding(judged)])
    return value, value is None


def _deciding(judged: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whose word counts: that of 'settled' where it is among them, else everybody's."""
    return [row for row in judged if row["labeller"] == SETTLED] or judged


def _majority(values: list[Any]) -> Any:
    """What most labellers said, None if as many said something else."""
    (value, most), *others = Counter(values).most_common(2)
    return None if others and others[0][1] == most else value


def _common(judged: list[dict[str, Any]]) -> frozenset[str] | None:
    """The topics that more than half of those named who could, None if a half named one."""
    found = set()
    for topic in {topic for row in judged for topic in row["topics"]}:
        named = [topic in row["topics"] for row in _deciding([row for row in judged if _judges(row, topic)])]
        if named and 2 * sum(named) == len(named):
            return None
        if 2 * sum(named) > len(named):
            found.add(topic)
    return frozenset(found)


def _weak(alphas: dict[str, dict[str, Any] | None]) -> dict[str, str]:
    """The labels on which labellers agree too little, each with its alpha in words."""
    return {
        name: f"{name} alpha {wording.agreement(row)}"
        for name, row in sorted(alphas.items())
        if row is not None and row["alpha"] < RELIABLE_ALPHA
    }


def in_dispute(disputed: dict[str, int]) -> str:
    """How many posts wait for which label: 'sentiment of 3 posts, topics of 1 post'."""
    return ", ".join(f"{name} of {n} {'post' if n == 1 else 'posts'}" for name, n in disputed.items())


def concerns(counts: dict[str, Any]) -> Iterator[str]:
    """What somebody should look at before figures from these counts (of `Labels`) are used, a sentence each."""
    if counts["pending"]:
        are = "is" if counts["pending"] == 1 else "are"
        yield f"{wording.n_posts(counts['pending'])} drawn for the audit {are} not labelled yet"
    if told := wording.lost(counts):
        yield told
    for topic, n in counts["unasked"].items():
        were, wait = ("was", "waits") if n == 1 else ("were", "wait")
        yield (
            f"{wording.n_posts(n)} {were} labelled before the event had topic {topic}, and {wait} to be labelled for "
            "it: `xsentiment audit draw` writes a sheet of such posts"
        )
    if told := wording.all_off(counts):
        yield told
    if counts["disputed"]:
        yield f"labellers differ, and wait to be settled: {in_dispute(counts['disputed'])}"
    if counts["weak"]:
        yield (
            f"labellers agree too little on {', '.join(counts['weak'])} (Krippendorff's alpha below {RELIABLE_ALPHA}): "
            "figures that rest on these labels are not fit for print"
        )
    yield from questions(counts)
    yield from _blank(counts)


def questions(counts: dict[str, Any]) -> Iterator[str]:
    """What labellers may have meant otherwise than these counts take it: somebody who knows them can tell."""
    yield from (wording.twins(*pair) for pair in counts["twins"])
    yield from (wording.unnamed(*found) for found in counts["unnamed"].items())


def _blank(counts: dict[str, Any]) -> Iterator[str]:
    """Which labels were left blank, everywhere or too often."""
    on_event = counts["labelled"] - counts["off_event"]
    nowhere = [name for name, n in counts["blank"].items() if n == on_event]
    for name in nowhere:
        yield f"none of the labelled posts has a {name}, so there are no shares of it; fill it in and import again"
    for stratum in counts["strata"]:
        for name, n in stratum["blank"].items():
            if n > MAX_BLANK * stratum["n_audited"] and name not in nowhere:
                audited = f"{stratum['n_audited']} labelled posts ({stratum['design_stratum']})"
                yield f"{n} of {audited} have no {name}, so its shares may be off; fill it in and import again"
