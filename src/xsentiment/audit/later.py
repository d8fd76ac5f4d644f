"""Topics that an event got after posts were labelled: the sheet that asks about these alone, and its answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema
from xsentiment.audit.join import join
from xsentiment.audit.records import ASKS, LABEL_COLUMNS, SETTLED, asked, by_post, topics_in
from xsentiment.audit.sheets import SHOWN, shown, write_table
from xsentiment.event import Event

SHEETS: Final = {"csv": "topics.csv", "xlsx": "topics.xlsx", "label-studio": "topics.csv"}
"""The name of the sheet by what people label in; for Label Studio, too, it is a table."""

_COLUMNS: Final = (*SHOWN, ASKS, "topics")
_OTHERS: Final = {*LABEL_COLUMNS} - {"topics", "note"}


def write_later(folder: Path, frame: pa.Table, audit: pa.Table, event: Event, form: str) -> tuple[Path | None, int]:
    """Write the labelled posts whose topics nobody has judged, or not all, into `folder`, with those that are `asked`.

    Return the file and how many posts are in it; without any there is none, and an earlier one goes.
    """
    path, asks = folder / SHEETS[form], _unjudged(frame, audit, event)
    rows = [row | {ASKS: "; ".join(asks[row["source"], row["post_id"]])} for row in shown(frame, asks)]
    if not rows:
        path.unlink(missing_ok=True)
        return None, 0
    write_table(path, _COLUMNS, rows, event)
    return path, len(rows)


def _unjudged(frame: pa.Table, audit: pa.Table, event: Event) -> dict[tuple[str, str], tuple[str, ...]]:
    """The topics that nobody has judged of labelled posts on the event, in the order of the draw."""
    joined, posts = join(frame, audit, event), by_post(audit)
    keys = zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)
    on_event = [row["labelled"] and row["on_event"] for row in joined.table.to_dict("records")]
    wanted = "topics" in asked(event, audit.to_pylist())
    found = {}
    for place, key in enumerate(keys):
        if not on_event[place]:
            continue
        if all(row["topics"] is None for row in posts[key]):
            found[key] = event.topic_ids if wanted else ()
        else:
            found[key] = tuple(topic for topic, waits in joined.unasked.items() if waits[place])
    return {key: found[key] for key in posts if found.get(key)}


def asks_in(cells: dict[str, str], rows: Iterable[dict[str, Any]], who: str, event: Event) -> set[str]:
    """The topics that the sheet of a row asks about.

    Where its column is not there, those that its labeller could name before, the labeller 'settled' those that the
    others could (`rows` are what all said of the post), or all of the event.
    """
    if ASKS in cells:
        return {*topics_in(cells[ASKS])} & {*event.topic_ids}
    judged = [row for row in rows if row["topics"] is not None and row["on_event"] is not False]
    mine = [row for row in judged if row["labeller"].casefold() == who.casefold()]
    named = [_known(row, event) for row in mine or (judged if who == SETTLED else [])]
    return set().union(*named) if named else {*event.topic_ids}


def _known(row: dict[str, Any], event: Event) -> set[str]:
    return {*event.topic_ids} if row["codebook"] is None else {*row["codebook"]}


def is_later(cells: dict[str, str]) -> bool:
    """Whether a row is of a sheet that asks about topics alone."""
    return ASKS in cells and not _OTHERS & cells.keys()


def not_asked(cells: dict[str, str], asks: set[str]) -> list[str]:
    """What is wrong with the topics of such a row: one that it does not ask about."""
    if {*topics_in(cells["topics"])} <= asks | {schema.NO_TOPIC}:
        return []
    return [f"topics {cells['topics']!r} is none of what is asked: {', '.join([*sorted(asks), schema.NO_TOPIC])}"]


def beside_earlier(
    labels: dict[str, Any], asks: set[str], before: dict[str, Any] | None, event: Event, *, later: bool
) -> dict[str, Any]:
    """Labels of a row of a sheet that asks about the topics `asks`, with what their labeller said `before` of others.

    A topic that the sheet does not ask about is not judged, also where it is named: of the other posts nothing would be
    known. Of a row of `later` topics all other labels are as before.
    """
    if before is None or before["outcome"] != "labelled":
        before = None
    if later:
        kept = (name for name in LABEL_COLUMNS if name != "topics")
        labels = labels | {name: before[name] for name in kept} if before else labels
    if labels["outcome"] != "labelled":
        return labels
    if labels["on_event"] is False:
        return labels | {"topics": []}
    known, topics = set[str](), set[str]()
    if before and before["topics"] is not None and before["on_event"] is not False:
        known = _known(before, event) - asks
        topics = {topic for topic in before["topics"] if topic in known or (later and topic == schema.UNCLEAR)}
    if labels["topics"] is not None:
        known |= asks
        topics |= {*labels["topics"]} & {*asks, schema.UNCLEAR}
    codebook = [topic for topic in event.topic_ids if topic in known]
    if not codebook:
        return labels | {"topics": None}
    return labels | {"topics": sorted(topics), "codebook": codebook}
