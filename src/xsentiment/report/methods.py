"""The methods paragraph: what the disclosure standards for content analysis ask for (AAPOR Code III.A, 2021)."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

from xsentiment.event import Event
from xsentiment.report.facts import Facts
from xsentiment.wording import agreement, interval, n_of, n_posts, percent

Row = dict[str, Any]


def paragraph(event: Event, facts: Facts, rows: list[Row]) -> str:
    """The paragraph as plain text, to paste. `rows`: SHARES of all posts, estimand posts, scope collected."""
    parts = [
        _frame(event, facts),
        _software(facts, event),
        _audit(facts, event.level) if facts.audit and facts.audit["labelled"] else _UNAUDITED,
        _precision(event, rows) if facts.audit and facts.audit["labelled"] else "",
        _LIMITS,
    ]
    return " ".join(part for part in parts if part)


_UNAUDITED = "No post was labelled by people, so the software’s error is unknown and no interval is given."
_LEARNT = (
    " The scorers called fitted were learnt from labels of this audit, each post being labelled by a model that saw no "
    "label of a post with its text."
)
_KINDS = {
    "post": "posts",
    "reply": "replies",
    "quote": "quotes",
    "repost": "reposts",
    "unknown": "posts of which the files do not say whether they are replies",
}
_ONE = {"reply": "reply", "quote": "quote", "repost": "repost"}
_LIMITS = (
    "Bots and fabricated profiles were not screened. Limitations: the posts are those that this search found, not a "
    "probability sample of the networks or of the public, and the search’s own misses are not known; labels are of "
    "posts, not of their authors; posts deleted before collection are missing."
)


def _frame(event: Event, facts: Facts) -> str:
    n_reposts = sum(stage["rejected"].get("repost", 0) for stage in facts.stages)
    reposts = f", {n_of(n_reposts, 'repost')} among them" if n_reposts else ""
    languages = f", in {', '.join(event.select.languages)} or an unknown language" if event.select.languages else ""
    match = f", with one of the phrases {', '.join(event.select.match)}" if event.select.match else ""
    were, left_out = "was" if facts.n_frame == 1 else "were", facts.rows_read - facts.n_frame
    return (
        f"Unit of analysis: the post. Population: the {_counted(facts)}{languages}{match} on "
        f"“{event.title}” written from {event.start:%Y-%m-%d %H:%M} to {event.end:%Y-%m-%d %H:%M} UTC that {were} "
        f"collected from {_tally(facts.networks)}. Found by: {event.collection.query}. Tool: {event.collection.tool}. "
        f"Collected: {event.collection.collected}. Of {n_of(facts.rows_read, 'row')} read, "
        f"{left_out:,} {'was' if left_out == 1 else 'were'} left out by rule{reposts}; copies of one post were "
        f"counted once. Languages (named by the network, else told from the text): {_tally(facts.languages)}."
    )


def _counted(facts: Facts) -> str:
    if facts.n_frame == 1:
        return f"one {_ONE.get(min(facts.kinds), 'post')}"
    return f"{facts.n_frame:,} {kinds_of(facts.kinds)}"


def kinds_of(kinds: Row) -> str:
    """Which kinds of posts there are: "posts, replies and quotes", as far as the files tell."""
    *others, last = [name for kind, name in _KINDS.items() if kind in kinds]
    return f"{', '.join(others)} and {last}" if others else last


def _software(facts: Facts, event: Event) -> str:
    named = ", ".join(f"{target} by {scorer}" for target, scorer in facts.scorers.items())
    packages = ", ".join(f"{name} {version}" for name, version in facts.packages.items())
    fitted = any(scorer.startswith("fitted-") for scorer in facts.scorers.values())
    toneless = n_posts(facts.n_unscored.get("sentiment", 0))
    learnt = _LEARNT if fitted and facts.audit and facts.audit["labelled"] else ""
    return (
        f"All posts were labelled by software: xsentiment {facts.version} ({named}; seed {event.seed}"
        f"{'; ' + packages if packages else ''}); {toneless} got no label for tone "
        f"and {facts.n_unscored.get('reaction', 0):,} none for reaction.{learnt}"
    )


def _audit(facts: Facts, level: float) -> str:
    audit = facts.audit or {}
    coders = len(audit["labellers"])
    alphas = ", ".join(f"{name} {agreement(row)}" for name, row in audit["alpha"].items())
    known = (
        f"Krippendorff’s alpha ({level * 100:g} % interval, posts judged twice): {alphas}"
        if alphas and not audit["alone"]
        else "the reliability of these labels is not known"
    )
    return (
        f"{audit['labelled']:,} of {audit['drawn']:,} posts drawn at random {_chances(audit['strata'])} were labelled "
        f"by {coders} {'person' if coders == 1 else 'people'}; {known}."
    )


def _chances(strata: list[Row]) -> str:
    """How posts were drawn: with equal chances, by engagement, or both."""
    equal = [s for s in strata if "n_certain" not in s]
    told = [f"{s['n_audited']:,} of {s['n_posts']:,} {s['design_stratum']}" for s in equal]
    ways = [f"within strata of engagement ({' and '.join(told)} posts)"] if equal else []
    for s in strata[len(equal) :]:
        told = [f"{s['n_audited']:,} of {s['n_posts']:,} posts with any", f"{s['n_certain']:,} of them certain"]
        sampling = f"sequential Poisson sampling: {', '.join(told)}; for shares of engagement alone"
        ways.append(f"with chances in proportion to engagement ({sampling})")
    return " and ".join(ways)


def _precision(event: Event, rows: list[Row]) -> str:
    on_event = next((row for row in rows if row["label_set"] == "on_event" and row["share"] is not None), None)
    base = ""
    if on_event is not None and on_event["share"] < 1:
        sure = interval(on_event, 1)
        base = f" among posts on the event ({percent(on_event['share'], 1)} of those collected, {sure}),"
    tones = [row for row in rows if row["label_set"] == "sentiment" and row["among"] is None]
    effective = [f"{row['label']} tone {n:,.0f}" for row in tones if (n := effective_size(row)) is not None]
    size = (
        " Effective sample size (that of a simple random sample from an unlimited population with as wide an "
        f"interval): {', '.join(effective)}."
        if effective
        else ""
    )
    return (
        f"Shares are{base} post-stratified by the software’s labels within the strata of the draw, and not weighted "
        f"to any other population; intervals are {event.level * 100:g}\u202f% (Wilson’s score interval by strata), "
        f"allow for the design and the finite number of posts, and cover the error of "
        f"sampling posts for labelling, not that of the search or of the labellers.{size}"
    )


def effective_size(row: Row) -> float | None:
    """The n with p(1 − p)/n = (half-width/z)², None without an interval (Kish 1965: n over the design effect)."""
    if row["share"] is None or row["high"] <= row["low"]:
        return None
    z = NormalDist().inv_cdf((1 + row["level"]) / 2)
    half = (row["high"] - row["low"]) / 2
    return float(row["share"] * (1 - row["share"]) * (z / half) ** 2)


def _tally(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} ({n:,})" for name, n in counts.items())
