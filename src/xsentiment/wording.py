"""Figures as words: percentages, and sentences ready to print."""

from __future__ import annotations

import re
from math import floor
from typing import Any, Final

from xsentiment.event import Event
from xsentiment.schema import UNCLEAR

SPACE: Final = "\u202f"
"""Narrow no-break space between a number and its percent sign."""

MAX_LOST: Final = 0.1
"""The part of the posts drawn that may be gone, or drawn no longer, before somebody should look."""

DEMONSTRATION: Final = "demonstration: composed posts say nothing about the article"
UNRELIABLE: Final = "labels not reliable"
_UNCLEAR: Final = "unclear: "
SAMPLE_REMARK: Final = " (A demonstration with composed posts.)"

LABEL_SETS: Final = {
    "sentiment": "Tone of the posts",
    "reaction": "Reaction of the posts",
    "topic": "What they are about",
}
_UNTOLD: Final = {
    "sentiment": "had no tone that people could tell",
    "reaction": "showed a reaction that people could not tell",
    "topic": "were about what people could not tell",
}
_BY: Final = {
    "authors": "each author counted once",
    "texts": "each text counted once",
    "engagement": "weighted by engagement",
}


def needs_draw(estimand: str) -> str:
    """What kind of audit would carry a figure that the one at hand does not."""
    if estimand == "engagement":
        return 'a share of engagement needs an audit drawn by it ([audit] weight = "engagement")'
    return 'this share needs an audit with equal chances ([audit] weight = "posts"), not one by engagement alone'


def percent(share: float | None, digits: int = 0) -> str:
    """A share in percent; an en dash where there is none. Small shares are not rounded to nothing."""
    if share is None:
        return "–"
    value = _rounded(100 * share, digits)
    if digits == 0 and value == 0 < share:
        return f"under 1{SPACE}%"
    if digits == 0 and share < 1 and value == 100:
        return f"over 99{SPACE}%"
    return f"{value:.{digits}f}{SPACE}%"


def claimed(share: float) -> str:
    """A share that somebody claims, in percent, with all the digits that it has."""
    return f"{round(100 * share, 6):g}{SPACE}%"


def _rounded(value: float, digits: int) -> float:
    """Halves go up, as in schools and spreadsheets; a half that a binary number misses by a hair is one."""
    scale = 10.0**digits
    return floor(value * scale + 0.5 + 1e-9) / scale


def interval(row: dict[str, Any], digits: int = 0) -> str:
    """low–high in percent; "" where there is no interval, "exact" where every post was labelled by people.

    Ends that would read alike have a digit more; those alike in the tables have the two of these.
    """
    if row["low"] is None:
        return ""
    if is_exact(row):
        return "exact"
    alike = row["low"] == row["high"]
    digits = 2 if alike else digits
    low, high = (f"{_rounded(100 * row[side], digits):.{digits}f}" for side in ("low", "high"))
    return f"{low}–{high}{SPACE}%" if low != high or alike else interval(row, digits + 1)


def is_exact(row: dict[str, Any]) -> bool:
    """Whether people labelled all posts that a share is of: ends may be alike to all digits without it."""
    return bool(row["low"] == row["high"] and row["n_audit"] >= row["n_posts"])


def points(difference: float, low: float, high: float, unit: str = "") -> str:
    """A difference of shares in points of percent, a `unit` behind it, and its interval: "+12.1 (3.4 to 20.8)"."""
    if low == high:
        return f"{point(difference)}{unit} (exact)"
    least, most = (f"{round(100 * end, 1) + 0.0:.1f}".replace("-", "−") for end in (low, high))
    return f"{point(difference)}{unit} ({least} to {most})"


def point(difference: float) -> str:
    """A difference of shares in points of percent: "+12.1"."""
    return f"{round(100 * difference, 1) + 0.0:+.1f}".replace("-", "−")


def spread(row: dict[str, Any] | None) -> str:
    """How far the figure of a row of CLAIMS moves: "12–34 % under 17 other definitions"; "" where none was tried."""
    if row is None or not row["spread_over"]:
        return ""
    least, most = percent(row["spread_low"]), percent(row["spread_high"])
    between = least if least == most else f"{least.removesuffix(f'{SPACE}%')}–{most}"
    others = f"{row['spread_over']} other definition{'s' if row['spread_over'] > 1 else ''}"
    return f"{between} under {others}"


def what_decides(needed: int | None, waiting: int) -> str:
    """What would decide a claim: labels for the posts that wait for one, else about so many more, or nothing."""
    if needed is None:
        return "more labels alone would hardly decide it"
    if not waiting:
        return f"about {needed:,} more labels would decide"
    return f"{n_posts(waiting)} drawn for it {'waits for a label' if waiting == 1 else 'wait for labels'}"


def agreement(row: dict[str, Any] | None) -> str:
    """Krippendorff's alpha with its interval and the posts it rests on; 'not estimable' where there is none."""
    if row is None:
        return "not estimable"
    alpha, low, high = (f"{round(row[name], 2) + 0.0:.2f}".replace("-", "−") for name in ("alpha", "low", "high"))
    return f"{alpha} ({low} to {high}, {row['posts']} posts)"


def twins(one: str, other: str, posts: int) -> str:
    """What to look at where two labellers wrote the same of so many posts."""
    same = f"{one} and {other} labelled all {posts} posts that both saw alike, notes included"
    return f"{same}: is it one person’s sheet under two names?"


def unnamed(topic: str, posts: int) -> str:
    """What to look at where people found a topic on none of the posts that they judged, the software on so many."""
    return (
        f"no labeller found topic {topic}, which the software finds in {n_posts(posts)} that they judged: could they "
        "name it, and do its phrases mean it?"
    )


def unreliable(note: str | None) -> str:
    """What the note of a figure says of labels on which people agreed too little; "" if nothing."""
    return next((part for part in (note or "").split("; ") if part.startswith(UNRELIABLE)), "")


def lost(counts: dict[str, Any]) -> str:
    """How many posts of the audit (its counts) count for nothing now, where these are over MAX_LOST of it; else ""."""
    n = counts["gone"] + counts["outside"]
    if n <= MAX_LOST * counts["drawn"]:
        return ""
    gone = "gone or no longer in the frame (deleted, forgotten, or outside the window, languages or match)"
    outside = "would not be drawn as they stand now (trending, engagement)"
    why = f"{counts['gone']} are {gone}, {counts['outside']} {outside}"
    return f"{n:,} of the {counts['drawn']:,} posts drawn for the audit count for nothing now: {why}"


def all_off(counts: dict[str, Any]) -> str:
    """That people found every post of the audit (its counts) off the event, so that no share is known; "" if not."""
    n = counts["labelled"]
    if not n or counts["off_event"] < n:
        return ""
    found = "the one labelled post" if n == 1 else f"all {n:,} labelled posts"
    return (
        f"people found {found} to be off the event, so there are no shares of posts on it: look at how the posts were "
        "found, and at what labellers were told"
    )


def are_unclear(n: int, labelled: int) -> str:
    """So many posts of those labelled that count as none of the labels."""
    return f"{_UNCLEAR}{n:,} of the {labelled:,} labelled posts, which count as none of the labels"


def unclear(note: str | None) -> str:
    """How many posts have a label that nobody could tell, as the note of a figure says; "" if none."""
    told = next((part for part in (note or "").split("; ") if part.startswith(_UNCLEAR)), "")
    return told.rpartition(", which")[0]


def n_posts(n: int) -> str:
    """So many posts."""
    return n_of(n, "post")


def n_of(n: int, noun: str) -> str:
    """So many of a thing with a regular plural: "1 claim", "1,200 posts"."""
    return f"1 {noun}" if n == 1 else f"{n:,} {noun}s"


def title_of(topic: str, event: Event) -> str:
    """The title of a topic, between quotation marks."""
    return f"“{next((known.title for known in event.topics if known.id == topic), topic)}”"


def posts_of(segment: str) -> str:
    """The posts of a segment: "trending posts", "posts of 2025-09-03", "posts in en"."""
    kind, _, value = segment.partition("=")
    named = {"all": "posts", "trending": "trending posts", "day": f"posts of {value}", "lang": f"posts in {value}"}
    return named.get(kind, f"posts on {value}" if value else f"{segment} posts")


def base_of(segment: str, among: str | None, on_event: float | None, event: Event) -> str:
    """The posts that a share is among: those on a topic, or on the event where some were found to be off it."""
    if among is not None:
        return f"{posts_of(segment)} on {title_of(among, event)}"
    off = on_event is not None and on_event < 1
    return f"{posts_of(segment)} on the event" if off else posts_of(segment)


def did(label_set: str, label: str, event: Event) -> str:
    """What the posts counted did: "were negative in tone", "were about “Trade” and showed concern"."""
    topic, star, other = label.partition("*")
    if star:
        return f"{did('topic', topic, event)} and {did(label_set.removeprefix('topic*'), other, event)}"
    if label == UNCLEAR:
        return _UNTOLD[label_set]
    if label_set == "sentiment":
        return f"were {label} in tone"
    if label_set == "reaction":
        return "showed no marked reaction" if label == "neutral" else f"showed {label.replace('_', ' ')}"
    return "were on the event at all" if label_set == "on_event" else f"were about {title_of(label, event)}"


def counted(estimand: str, scope: str) -> str:
    """How posts are weighted, and of which population they tell, as a remark in parentheses; "" in the plain case."""
    in_general = "for posts on the event in general" if scope == "event" else ""
    parts = [part for part in (_BY.get(estimand, ""), in_general) if part]
    return f" ({', '.join(parts)})" if parts else ""


def name_of(event: Event, label: str) -> str:
    """A label in words: a topic by its title, a pair as "Trade and concern"."""
    titles = {topic.id: topic.title for topic in event.topics}
    return " and ".join(titles.get(part, part.replace("_", " ")) for part in label.split("*"))


def unchecked(row: dict[str, Any]) -> str:
    """Why a figure is the machine's alone: nobody labelled a post for it, or these labels carry none."""
    if not row["n_audit"]:
        return "unaudited"
    why = [part for part in (row["note"] or "").split("; ") if not part.endswith(" posts scored")]
    return "; ".join(["not estimable from the audit", *why])


def scored(row: dict[str, Any]) -> str:
    """Of how many posts the machine's share of a row of SHARES is, where not all were scored, in parentheses."""
    if row["among"] is not None or row["machine_base"] in (None, row["n_posts"]):
        return ""
    return f" ({row['machine_base']:,} of {row['n_posts']:,} posts scored)"


def headline(
    row: dict[str, Any], event: Event, on_event: float | None = None, claim: dict[str, Any] | None = None
) -> str:
    """One row of SHARES (estimand posts, scope collected) as a sentence ready to print.

    It names the figure, its interval, its base, how many posts people labelled (of a topic's, too), what the machine
    alone said and of how many posts.
    `on_event` is the share of the segment's posts that people found to be on the event, None if nobody judged.
    `claim` is the row of CLAIMS that the figure is the primary one of; its spread stands beside the interval.
    """
    moves = spread(claim)
    what, posts = did(row["label_set"], row["label"], event), posts_of(row["segment"])
    base = base_of(row["segment"], row["among"], on_event, event)
    n = f"{row['n_posts']:,}"
    if row["n_posts"] == 1:
        n, what = "one", re.sub("^were ", "was ", what)
        base, posts = (re.sub(r"\bposts\b", "post", text, count=1) for text in (base, posts))
    narrowed = base != posts
    among = f"the {base}" if narrowed else f"the {n} {base}"
    collected = f"{n} {posts} collected, " if narrowed else ""
    if row["share"] is None and row["machine_share"] is None:
        return f"There is no figure for how many of {among} {what} ({row['note']})."
    if row["share"] is None:
        found, base = percent(row["machine_share"]), f"{row['machine_base']:,}"
        if row["among"] is not None:
            collected += f"{base} of them on it and scored, "
        elif row["machine_base"] < row["n_posts"]:
            among, collected = f"the {base} {posts} that were scored", f"of {n} collected, "
        else:
            among, collected = f"the {n} {posts}", ""
        return (
            f"{found} of {among} {what} ({collected}by machine labels alone, {unchecked(row)}: "
            f"no interval, not for print{'; ' + moves if moves else ''})."
        )
    sure, exact = interval(row), is_exact(row)
    labelled = row["n_audit"]
    whole = "all of them" if row["n_posts"] > 1 else "it was"
    by = f"{whole} labelled by people" if exact else f"a random sample of {labelled:,} labelled by people"
    judged = ""
    if row["among"] is not None:
        judged = f", {row['n_base']:,} of these on {title_of(row['among'], event)}"
    elif narrowed:
        judged = f", {percent(on_event)} found to be on the event"
    if row["n_waiting"]:
        judged += f"; {row['n_waiting']:,} more drawn wait for a label"
    judged += "".join(f"; {told}" for told in (unclear(row["note"]), unreliable(row["note"])) if told)
    said = f"{percent(row['machine_share'])}{scored(row)}"
    machine = "" if row["machine_share"] is None else f"; machine labels alone said {said}"
    bounds = "; ".join(part for part in ("" if exact else sure, moves) if part)
    bounds = f" ({bounds})" if bounds else ""
    return f"{percent(row['share'])}{bounds} of {among} {what} ({collected}{by}{judged}{machine})."
