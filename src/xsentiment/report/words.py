"""Figures as words: percentages and sentences ready to print."""

from __future__ import annotations

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


def interval(row: dict[str, Any], digits: int = 0) -> str:
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


def headline(row: dict[str, Any], event: Event) -> str:
    """One row of SHARES as a sentence ready to print, with its interval, its base and where it comes from."""
    what = name_of(event, row["label"])
    base = {"all": "posts", "trending": "trending posts"}.get(row["segment"], f"posts ({row['segment']})")
    among = f" among {base} on “{name_of(event, row['among'])}”" if row["among"] else f" of {row['n_posts']:,} {base}"
    if row["share"] is None:
        if row["machine_share"] is None:
            return f"{what}: no figure{among} ({row['note']})."
        found = percent(row["machine_share"])
        return f"{what}: {found}{among} by machine labels alone, unaudited: no interval, not for print."
    sure = interval(row)
    by = "all of them labelled by people" if sure == "exact" else f"{row['n_audit']:,} labelled by people"
    bounds = "" if sure == "exact" else f" ({sure})"
    machine = "" if row["machine_share"] is None else f"; machine labels alone said {percent(row['machine_share'])}"
    return f"{what}: {percent(row['share'])}{bounds}{among}, {by}{machine}."
