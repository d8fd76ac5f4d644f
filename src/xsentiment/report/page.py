"""The HTML page: one file, no network, every figure with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from xsentiment import schema, wording
from xsentiment.event import SCOPES, Claim, Event, Reading
from xsentiment.periods import calendar, short
from xsentiment.report import charts
from xsentiment.report.facts import Facts
from xsentiment.report.methods import kinds_of, paragraph
from xsentiment.report.results import Results
from xsentiment.wording import DEMONSTRATION, SPACE

_MAIN: Final = ("sentiment", "reaction", "topic")
_TIMELINE: Final = (
    ("sentiment", "negative"),
    ("sentiment", "positive"),
    ("reaction", "excitement"),
    ("reaction", "concern"),
)
Row = dict[str, Any]

_NAMES: Final = {"on_event": "on the event", "sentiment": "tone", "reaction": "reaction", "topic": "topics"}
"""Label sets as they stand where posts wait for a label."""

_STANDING: Final = {"no posts": "about no posts", "no number claimed": "without a number to check"}
"""Verdicts as they stand behind “The claim is”."""

_CHART_TOPICS: Final = 12
_PHRASES: Final = 10


def render(event: Event, results: Results) -> str:
    """Return the page as text. The template escapes whatever it is given; only the charts are markup."""
    shown = set(results.examples["label_set"].to_pylist())
    facts, shares, claims = results.facts, results.shares.to_pylist(), results.claims.to_pylist()
    rows = [row for row in shares if (row["estimand"], row["scope"]) == ("posts", "collected")]
    net = {row["segment"]: row for row in results.net.to_pylist() if _is_net_sentiment(row, event)}
    return _template().render(
        event=event,
        facts=facts,
        style=_file("report.css"),
        segments=[_segment(event, rows, claims, name, net.get(name)) for name in _segments(event, rows)],
        claims=[_claim(claim, claims, results.sensitivity.to_pylist(), event) for claim in event.claims],
        timelines=_timelines(results.timeline.to_pylist(), event),
        over_time=_over_time(results.timeline.to_pylist(), event),
        changes=_changes(results.differences.to_pylist(), event),
        phrases=_phrases(event, results.phrases.to_pylist()),
        window=f"{event.start:%Y-%m-%d %H:%M} to {event.end:%Y-%m-%d %H:%M} UTC",
        on_event=next((r for r in rows if r["label_set"] == "on_event" and r["segment"] == "all"), None),
        event_scope=_event_scope(shares),
        methods=paragraph(event, facts, [row for row in rows if row["segment"] == "all"]),
        examples=_examples(event, results.examples.to_pylist()),
        unsure=[name for name in ("sentiment", "reaction") if name not in shown and _scored(facts, name)],
        kinds=kinds_of(facts.kinds),
        engaging=[] if results.engaging is None else [_engaging(row, event) for row in results.engaging.to_pylist()],
        audited=facts.audit is not None and facts.audit["labelled"] > 0,
        cautions=list(_cautions(facts, rows)),
    ) + "\n"  # fmt: skip


@cache
def _template() -> Template:
    """The page's template, compiled once in a process."""
    loader = DictLoader({"report.html": _file("report.html")})
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters |= {"percent": wording.percent, "claimed": wording.claimed, "n_posts": wording.n_posts}
    page.filters |= {"safe_text": charts.safe, "link": _link, "moment": _moment}
    page.globals |= {"interval": wording.interval, "agreement": wording.agreement, "describe_reasons": schema.REASONS}
    page.globals |= {"points": wording.points, "what_decides": wording.what_decides}
    return page.get_template("report.html")


def _file(name: str) -> str:
    return (files("xsentiment.report") / name).read_text(encoding="utf-8")


def _cautions(facts: Facts, rows: list[Row]) -> Iterator[str]:
    """What a reader must know before any figure, a sentence each."""
    if facts.audit is not None and (off := wording.all_off(facts.audit)):
        yield f"{off[0].upper()}{off[1:]}."
    yield from _waiting([row for row in rows if row["segment"] == "all" and row["n_waiting"]])
    if facts.audit is not None and (lost := wording.lost(facts.audit)):
        yield f"{lost}."
    yield from (f"{concern}." for concern in facts.concerns)
    scored = _scored(facts, "sentiment")
    if 2 * scored < facts.n_frame:
        yield (
            f"The software reads the language of {scored:,} of the {wording.n_posts(facts.n_frame)}. Its labels tell "
            "nothing of the others; what people label tells of all."
        )
    if facts.audit is not None and facts.audit["weak"]:
        yield (
            f"Not reliable: labellers agree too little on {', '.join(facts.audit['weak'])} (Krippendorff’s alpha below "
            f"0.667; {_judged_twice(facts.audit)}). Figures that rest on these labels say so; do not print them. "
            "Settled differences do not mend it: let several people label more posts, with a clearer codebook."
        )


def _waiting(rows: list[Row]) -> Iterator[str]:
    """How many posts wait for which labels, those with a figure apart from those without."""
    found: dict[tuple[int, bool], list[str]] = {}
    for row in rows:
        name = _NAMES.get(row["label_set"]) if row["among"] is None else None
        same = found.setdefault((row["n_waiting"], row["share"] is not None), []) if name else []
        if name and name not in same:
            same.append(name)
    for (n, has_share), names in found.items():
        its, it = ("their", "them") if len(names) > 1 else ("its", "it")
        wide = f"{its} intervals are wide enough for whatever it will be"
        until, waits = wide if has_share else f"no figure of {it} rests on people", "waits" if n == 1 else "wait"
        yield f"{wording.n_posts(n)} of the audit {waits} for a label ({', '.join(names)}). Until then {until}."


def _judged_twice(audit: dict[str, Any]) -> str:
    """On how many posts the agreement of these labels was seen."""
    most = max(audit["alpha"][name]["posts"] for name in audit["weak"])
    return f"seen on {wording.n_posts(most)} that several judged"


def _scored(facts: Facts, target: str) -> int:
    """How many posts of the frame the software labelled."""
    return facts.n_frame - facts.n_unscored.get(target, 0)


def _segments(event: Event, rows: list[dict[str, Any]]) -> list[str]:
    """All and trending, first the one that the claims are about, if it has posts."""
    about = [reading.segment for claim in event.claims for reading in claim.readings[:1]]
    filled = {row["segment"] for row in rows if row["n_posts"]}
    return [name for name in dict.fromkeys([*about, "all", "trending"]) if name in filled]


def _segment(event: Event, rows: list[Row], claims: list[Row], name: str, net: Row | None) -> dict[str, Any]:
    """One segment's headline sentences, chart lines and table rows."""
    mine = [row for row in rows if row["segment"] == name]
    groups: list[dict[str, Any]] = []
    for label_set in _MAIN:
        single = [row for row in mine if row["label_set"] == label_set and row["among"] is None]
        if label_set == "topic":
            single = sorted(single, key=_figure, reverse=True)
        if not single:
            continue
        bars = [charts.Bar(wording.name_of(event, row["label"]), row) for row in single[:_CHART_TOPICS]]
        title = wording.LABEL_SETS[label_set]
        chart = charts.shares_chart(bars, title)
        told = _net(net) if net and label_set == "sentiment" else ""
        groups.append({"title": title, "chart": chart, "net": told, "rows": single})
    claimed = [
        _claimed(mine, reading)
        for claim in event.claims
        for reading in claim.readings
        if (reading.segment, reading.estimand, reading.scope) == (name, "posts", "collected")
    ]
    first = [row for row in claimed if row is not None]
    on_event = next((row["share"] for row in mine if row["label_set"] == "on_event"), None)
    leaders = [max(group["rows"], key=_figure) for group in groups]
    about = {_place(row): row for row in claims if row["primary"]}
    sentences = list(
        dict.fromkeys(wording.headline(row, event, on_event, about.get(_place(row))) for row in [*first, *leaders])
    )
    table = [{"name": wording.name_of(event, row["label"]), **row} for group in groups for row in group["rows"]]
    among = [
        {"name": f"{row['label']} among posts on “{wording.name_of(event, row['among'])}”", **row}
        for row in mine
        if row["among"] is not None and row["label_set"] == "reaction"
    ]
    posts = mine[0]["n_posts"]
    title = "all posts" if name == "all" else wording.posts_of(name)
    return {
        "name": name,
        "title": title,
        "posts": posts,
        "groups": groups,
        "sentences": sentences,
        "table": table,
        "among": among,
    }


def _is_net_sentiment(row: Row, event: Event) -> bool:
    """Whether a row of NET is that of a segment's posts, each counted once."""
    names = ("estimand", "scope", "label_set", "label", "minus", "among", "level")
    plain = ("posts", "collected", "sentiment", "positive", "negative", None, event.level)
    return tuple(row[name] for name in names) == plain


def _net(row: Row) -> str:
    """Net sentiment in words, with its interval; by the machine alone without an audit; "" where there is none."""
    told = []
    if row["net"] is not None:
        sure = wording.points(row["net"], row["low"], row["high"])
        told.append(f"with its {100 * row['level']:g}{SPACE}% interval: {sure}")
    if row["machine_net"] is not None:
        by = "machine labels alone" if told else f"by machine labels alone, {wording.unchecked(row)}"
        told.append(f"{by}: {wording.point(row['machine_net'])}")
    if not told:
        return ""
    doubts = [doubt for doubt in (wording.unclear(row["note"]), wording.unreliable(row["note"])) if doubt]
    return f"Net tone, positive less negative, in percentage points, {'; '.join([*told, *doubts])}."


def _figure(row: dict[str, Any]) -> float:
    value = row["share"] if row["share"] is not None else row["machine_share"]
    return -1.0 if value is None else float(value)


def _claim_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of CLAIMS with verdict and sentence apart; that the posts are composed stands at the page's head."""
    verdict = row["verdict"].removeprefix(f"{DEMONSTRATION}; ")
    sentence = re.sub(r"(?<=\d) %", f"{SPACE}%", row["sentence"].rpartition(f": {verdict}")[0] + ".")
    return row | {"verdict": verdict, "sentence": sentence, "doubt": wording.unreliable(row["note"])}


def _place(row: Row) -> tuple[Any, ...]:
    """Which figure a row of SHARES or CLAIMS is about."""
    return tuple(row[name] for name in schema.FIGURE)


def _claim(claim: Claim, claims: list[Row], tried: list[Row], event: Event) -> dict[str, Any]:
    """A claim's card: its readings, which of them hold, and its figure under other definitions."""
    rows = [_claim_row(row) for row in claims if row["claim"] == claim.id]
    mine = [row for row in tried if row["claim"] == claim.id]
    title = f"“{claim.quote}”: the figure under other definitions"
    claimed = claim.bounds and (max(0.0, claim.bounds[0]), min(1.0, claim.bounds[1]))
    return {
        "claim": claim,
        "than": wording.name_of(event, claim.than or ""),
        "rows": rows,
        "standing": _standing(rows),
        "spread": wording.spread(rows[0]),
        "curve": charts.specification_curve(mine, claimed, title) if len(mine) > 1 else "",
    }


def _standing(rows: list[Row]) -> str:
    """Which readings have which verdict: "supported in reading 2; contradicted in readings 1 and 3"."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["verdict"], []).append(str(row["reading"]))
    named = []
    for verdict, numbers in found.items():
        *others, last = numbers
        listed = f"readings {', '.join(others)} and {last}" if others else f"reading {last}"
        named.append(f"{_STANDING.get(verdict, verdict)} in {listed}")
    return "; ".join(named)


def _claimed(rows: list[dict[str, Any]], reading: Reading) -> dict[str, Any] | None:
    key = (reading.label_set, reading.label, reading.among)
    return next((row for row in rows if (row["label_set"], row["label"], row["among"]) == key), None)


def _timelines(rows: list[dict[str, Any]], event: Event) -> list[dict[str, Any]]:
    """The charts over time; every period from the first to the last, so that one without posts is a gap."""
    grain = event.timeline.grain
    periods = calendar((row["period"] for row in rows), grain, ZoneInfo(event.timezone))
    marks = [(period, short(period, grain)) for period in periods]
    found = []
    for label_set, label in _TIMELINE:
        mine = [row for row in rows if (row["label_set"], row["label"]) == (label_set, label)]
        if len(mine) > 1:
            title = f"{label} {'tone' if label_set == 'sentiment' else ''} by {grain}".replace("  ", " ")
            chart = charts.timeline_chart(marks, mine, title)
            found.append({"title": title, "chart": chart, "alone": _alone(mine, grain)})
    return found


def _alone(rows: list[Row], grain: str) -> str:
    """In how many of the periods of a chart the mark is the machine's alone; "" if in none."""
    bare = sum(row["share"] is None and row["machine_share"] is not None for row in rows)
    marks = "machine labels alone, not for print"
    if not bare:
        return ""
    if bare == len(rows):
        return f"No {grain} has labels enough of people for a share: all marks are {marks}."
    return f"In {bare:,} of {len(rows):,} {grain}s people labelled too few posts for a share: the mark is {marks}."


def _over_time(rows: list[Row], event: Event) -> dict[str, Any]:
    """How many labels were tested over all periods, and which of them change: at all, and with all taken together."""
    tested = {_labelled(row, event): row for row in rows if row["p_change"] is not None}
    alone, firm = (
        [name for name, row in tested.items() if row[column] == "yes"] for column in ("changes", "changes_all")
    )
    return {"tested": len(tested), "alone": [name for name in alone if name not in firm], "firm": firm}


def _changes(rows: list[Row], event: Event) -> list[dict[str, Any]]:
    """The differences that the audit can tell: of periods those that differ, of moments all; None were compared: []."""
    found = []
    for kind in (event.timeline.grain, "moment"):
        told = [row for row in rows if row["comparison"] == kind and row["difference"] is not None]
        if not told:
            continue
        differ = [row for row in told if row["differs"] == "yes"]
        shown = [row | {"name": _labelled(row, event)} for row in (told if kind == "moment" else differ)]
        firm = sum(row["differs_all"] == "yes" for row in differ)
        by_chance = (1 - event.level) * len(told)
        found.append(
            {
                "kind": kind,
                "told": len(told),
                "differ": len(differ),
                "firm": firm,
                "by_chance": by_chance,
                "rows": shown,
            }
        )
    return found


def _moment(after: str) -> str:
    """2025-09-03 09:00 +08:00, as it stands in a column of moments, of "from 2025-09-03T09:00:00+08:00"."""
    day, _, time = after.removeprefix("from ").partition("T")
    return f"{day} {time[:5]} {time[-6:]}"


def _labelled(row: Row, event: Event) -> str:
    """A single label in a table where labels of all sets stand together: "negative tone"."""
    if row["label_set"] == "on_event":
        return "on the event at all"
    return wording.name_of(event, row["label"]) + (" tone" if row["label_set"] == "sentiment" else "")


def _phrases(event: Event, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first phrases of each label under its name."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["label_set"], row["label"]), []).append(row)
    return [{"name": wording.name_of(event, label), "phrases": mine[:_PHRASES]} for (_, label), mine in found.items()]


def _examples(event: Event, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first typical and the first borderline post of each label under its name; None where there is none."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        found.setdefault((row["label_set"], row["label"]), {}).setdefault(row["role"], row)
    return [
        {"name": wording.name_of(event, label), "set": label_set, "posts": [by.get("typical"), by.get("borderline")]}
        for (label_set, label), by in found.items()
    ]


def _engaging(row: Row, event: Event) -> Row:
    """A post with much engagement, its topics by their titles."""
    return row | {"topics": [wording.name_of(event, topic) for topic in row["topics"] or ()]}


def _event_scope(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sentiment of all posts, for posts on the event in general; [] where all intervals read as before."""
    collected, general = (
        [
            row
            for row in rows
            if (row["segment"], row["estimand"], row["scope"], row["label_set"]) == ("all", "posts", scope, "sentiment")
            and row["among"] is None
        ]
        for scope in SCOPES
    )
    return [] if [*map(wording.interval, collected)] == [*map(wording.interval, general)] else general


def _link(url: str | None) -> str:
    """A post's address if it is one of the web, else nothing."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
