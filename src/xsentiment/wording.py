"""Figures as words: percentages, and sentences ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xsentiment.event import Event

LABEL_SETS: Final = {
    "sentiment": "Tone of the posts",
    "reaction": "Reaction of the posts",
    "topic": "What they are about",
    "topic*reaction": "Topic and reaction together",
    "topic*sentiment": "Topic and tone together",
    "on_event": "On the event at all",
}
_SEGMENTS: Final = {"day": "posts of {}", "lang": "posts in the language {}", "source": "posts on the network {}"}
_ESTIMANDS: Final = {
    "posts": "",
    "authors": ", one vote an author",
    "texts": ", each text once",
    "engagement": ", by engagement",
}


def percent(share: float | None, digits: int = 0) -> str:
    """A share in percent; an en dash where there is none. Small shares are not rounded to nothing."""
    if share is None:
        return "–"
    value = round(100 * share, digits) + 0.0
    if digits == 0 and 0 < share < 0.005:
        return "under 1 %"
    if digits == 0 and 0.995 < share < 1:
        return "over 99 %"
    return f"{value:.{digits}f} %"


def interval(row: Mapping[str, Any], digits: int = 0) -> str:
    """low–high in percent; "" where there is no interval, "exact" where every post was labelled by people."""
    if row["low"] is None:
        return ""
    if row["low"] == row["high"]:
        return "exact"
    low, high = (f"{100 * row[side] + 0.0:.{digits}f}" for side in ("low", "high"))
    return f"{low}–{high} %"


def name_of(event: Event, label: str) -> str:
    """A label in words: topics by their titles, pairs with both parts."""
    titles = {topic.id: topic.title for topic in event.topics}
    topic, star, other = label.partition("*")
    if star:
        return f"{titles.get(topic, topic)}, {other}"
    return titles.get(label, label.replace("_", " "))


def statement(row: Mapping[str, Any], event: Event) -> tuple[str, str]:
    """Of whom a row of SHARES or CLAIMS speaks, and what it says of them: "the posts on the event", "showed anger"."""
    kind, _, value = row["segment"].partition("=")
    posts = _SEGMENTS[kind].format(value) if value else {"all": "posts"}.get(kind, f"{kind} posts")
    about = f"on “{name_of(event, row['among'])}”" if row["among"] else "on the event"
    if row["label_set"] == "on_event":
        return f"the {posts}", "were on the event at all"
    topic, _, label = row["label"].rpartition("*")
    said = {
        "topic": f"spoke of “{name_of(event, row['label'])}”",
        "sentiment": f"were {label} in tone",
        "reaction": f"showed {label}" if label != "neutral" else "showed no reaction of their own",
    }[row["label_set"].rpartition("*")[2]]
    if topic:
        said = f"spoke of “{name_of(event, topic)}” and {said}"
    return f"the {posts} {about}", said + _ESTIMANDS[row["estimand"]]


def headline(row: Mapping[str, Any], event: Event) -> str:
    """One row of SHARES as a sentence ready to print: figure, interval, base, labels, and the machine's figure."""
    whom, said = statement(row, event)
    if row["share"] is None and row["machine_share"] is None:
        return f"No figure for how many of {whom} {said}: {row['note']}."
    if row["share"] is None:
        found = percent(row["machine_share"])
        return f"{found} of {whom} {said} by machine labels alone: unaudited, without an interval, not for print."
    machine = "" if row["machine_share"] is None else f" Machine labels alone said {percent(row['machine_share'])}."
    n_posts, n_audit = f"{row['n_posts']:,}", f"{row['n_audit']:,}"
    if row["low"] == row["high"]:
        return f"{percent(row['share'])} of {whom} {said}; all {n_posts} posts were labelled by people.{machine}"
    by = f"estimated from {n_audit} of {n_posts} posts, labelled by people"
    return f"{percent(row['share'])} ({interval(row)}) of {whom} {said}, {by}.{machine}"
