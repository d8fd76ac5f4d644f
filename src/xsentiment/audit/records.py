"""The audit file: ids and labels of the posts drawn, no text; and what a cell of it or of a sheet may hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa

from xsentiment import schema
from xsentiment.audit.seeds import refuse_other_seed
from xsentiment.errors import InputError
from xsentiment.event import Event

LABEL_COLUMNS: Final = ("outcome", "on_event", "topics", "reaction", "sentiment", "note")

JUDGED: Final = ("on_event", "topics", "reaction", "sentiment")
"""The labels that labellers may differ on."""

SETTLED: Final = "settled"
"""The labeller whose word ends a disagreement."""

MAX_TOLD: Final = 10
"""So many faults of a file are told one by one."""

ASKED: Final = JUDGED[1:]
"""Those that a post on the event may lack."""

ASKS: Final = "asked"
"""The column of a sheet that holds the topics that it asks about: those that the event had when it was written."""

Cells: TypeAlias = tuple[str, dict[str, str]]
"""One row that people filled in: where it stands in its file ('line 7'), and its cells by column."""

_DRAWS: Final = (("pi", "order"), schema.ENGAGEMENT_DRAW)
_TRUE = {"true", "yes", "y", "1", "1.0"}
_FALSE = {"false", "no", "n", "0", "0.0"}


def codebook(event: Event) -> dict[str, tuple[str, ...]]:
    """What each label column may hold; of the topics any number, of the others one."""
    return {
        "outcome": schema.OUTCOMES,
        "on_event": ("yes", "no", schema.UNCLEAR),
        "topics": (*event.topic_ids, schema.NO_TOPIC, schema.UNCLEAR),
        "reaction": (*schema.REACTIONS, schema.UNCLEAR),
        "sentiment": (*schema.SENTIMENTS, schema.UNCLEAR),
    }


def asked(event: Event, rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The labels that a post on the event should have: those that its claims are about, or that any row holds."""
    readings = [reading for claim in event.claims for reading in claim.readings]
    sets = {part for reading in readings for part in reading.label_set.split("*")}
    claimed = sets | ({"topic"} if any(reading.among for reading in readings) else set())
    held = {name for row in rows if row["on_event"] for name in ASKED if row[name] is not None}
    return tuple(name for name in ASKED if name in held or name.removesuffix("s") in claimed)


def by_post(audit: pa.Table) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rows of AUDIT by post: one for each labeller, or one without labels."""
    posts: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in audit.to_pylist():
        posts.setdefault((row["source"], row["post_id"]), []).append(row)
    return posts


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of AUDIT in the order in which people label: wave by wave, by the ranks of the draw that the wave is of."""
    by_engagement = {row["wave"] for row in rows if row.get("order") is None}

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        rank = row["order_engagement" if row["wave"] in by_engagement else "order"]
        return row["wave"], rank, row["source"], row["post_id"], row.get("labeller") or ""

    return sorted(rows, key=key)


def progress(audit: pa.Table) -> tuple[int, int]:
    """How many posts are drawn, and how many of them nobody has dealt with yet."""
    posts = by_post(audit)
    return len(posts), sum(all(row["outcome"] is None for row in rows) for rows in posts.values())


def write_audit(audit: pa.Table) -> bytes:
    """AUDIT as the CSV that lies beside the event file: ids and labels, no text.

    The columns of a draw by engagement, and the topics that could be named, are left out where there are none.
    """
    for columns in (schema.ENGAGEMENT_DRAW, ("codebook",)):
        if audit[columns[0]].null_count == audit.num_rows:
            audit = audit.drop_columns(list(columns))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(audit.column_names)
    for row in audit.to_pylist():
        topics = row["topics"]
        row["topics"] = None if topics is None else "; ".join(topics) or schema.NO_TOPIC
        if known := row.get("codebook"):
            row["codebook"] = "; ".join(known)
        row["on_event"] = None if row["on_event"] is None else str(row["on_event"]).lower()
        writer.writerow(["" if value is None else value for value in row.values()])
    return out.getvalue().encode("utf-8")


def read_audit(path: Path, event: Event) -> pa.Table | None:
    """Read the AUDIT file of an event; None if there is none.

    Raises InputError naming the line of a bad value, or of a post that a labeller has labelled twice (who would agree
    with himself), and for an audit that was drawn with another seed or is cut off.
    """
    if not path.exists():
        return None
    rows, wrong = [], []
    labelled: dict[tuple[str, ...], str] = {}
    _, filled = read_csv(path, ("source", "post_id", "wave", "design_stratum", "pi", "order"))
    _refuse_cut_off(path)
    for place, cells in filled:
        numbers = _numbers(cells, path, place)
        labels, bad = labels_in(cells, event, partial=True)
        wrong += [f"{place}: {why}" for why in bad]
        who, *post = (cells.get(key, "") for key in ("labeller", "source", "post_id"))
        if labels and (first := labelled.setdefault((who, *post), place)) != place:
            wrong.append(f"{place}: {' '.join(post)} is labelled by {who!r} on {first} too; keep one of the rows")
        rows.append(
            {key: cells[key] for key in ("source", "post_id", "design_stratum")}
            | numbers
            | {"labeller": cells.get("labeller") or None, "codebook": topics_in(cells.get("codebook", "")) or None}
            | (labels or {})
        )
    refuse(path, _topics_lost(rows, event) + wrong)
    refuse_other_seed(path, rows, event)
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")


def _topics_lost(rows: list[dict[str, Any]], event: Event) -> list[str]:
    """What to do about labels of topics that the event does not have."""
    named = {topic for row in rows for topic in row.get("topics") or ()}
    lost = sorted(named - {*event.topic_ids, schema.UNCLEAR})
    cure = "put one that was taken out or renamed back under its id, or change the labels"
    return [f"the event has no topic {', '.join(lost)}: {cure}"] if lost else []


def _refuse_cut_off(path: Path) -> None:
    """Raise InputError for an audit file that ends within a row: labels of its last post, and those below, are gone."""
    data = path.read_bytes()
    header, last = data.split(b"\n", 1)[0], data.rsplit(b"\n", 1)[-1]
    if 0 < last.count(b",") < header.count(b","):
        raise InputError(str(path), "is cut off in its last row, and more may be missing; take it from a copy")


def _numbers(cells: dict[str, str], path: Path, place: str) -> dict[str, Any]:
    """The wave, and the chance and rank of each draw that took the post: one of them at least."""
    try:
        numbers: dict[str, Any] = {"wave": int(cells["wave"])}
        for pair in _DRAWS:
            if any(cells.get(name) for name in pair):
                numbers |= {name: float(cells[name]) for name in pair}
    except (KeyError, ValueError):
        raise InputError(str(path), f"{place}: wave, pi and order must be numbers") from None
    if len(numbers) == 1:
        raise InputError(str(path), f"{place}: pi and order are empty, so no draw took the post")
    return numbers


def read_csv(path: Path, required: tuple[str, ...]) -> tuple[list[str], list[Cells]]:
    """The header, in lower case, and the rows of a CSV file, delimited by comma, semicolon or tab, each with its line.

    Raises InputError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8; save it as 'CSV UTF-8'") from None
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), restval="")
    found = reader.fieldnames = list(map(spelled, reader.fieldnames or []))
    missing = [name for name in required if name not in found]
    if not any(found):
        raise InputError(str(path), "is empty")
    if missing:
        raise InputError(str(path), f"has no column {missing[0]!r}, only {', '.join(map(repr, filter(None, found)))}")
    return found, [
        (f"line {reader.line_num}", {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)})
        for row in reader
    ]


def spelled(column: str) -> str:
    """The name of a column, whatever its case and the spaces around it."""
    return column.strip().lower()


def labels_in(cells: dict[str, str], event: Event, *, partial: bool = False) -> tuple[dict[str, Any] | None, list[str]]:
    """The labels of one row, None if it has none, and what is wrong with its cells.

    A post labelled without a word on `on_event` is on the event, but where the row is `partial` (it settles a
    disagreement, or tells of topics alone): there an empty cell leaves the label to others. One of which it is unclear
    cannot be labelled, since every share is of posts on the event. Beside topics that are named, unclear is said of the
    others.
    """
    given = {key: cells.get(key, "") for key in LABEL_COLUMNS}
    if not any(given[key] for key in LABEL_COLUMNS if key != "note"):
        return None, []
    about = given["on_event"].lower()
    outcome = given["outcome"].lower() or ("cannot_label" if about == schema.UNCLEAR else "labelled")
    labels: dict[str, Any] = {"outcome": outcome, "note": given["note"] or None}
    if outcome not in schema.OUTCOMES:
        return labels, [_wrong(given, "outcome", schema.OUTCOMES)]
    if outcome != "labelled":
        return labels, []
    known, wrong = codebook(event), []
    if about not in _TRUE | _FALSE | {""}:
        wrong.append(_wrong(given, "on_event", known["on_event"]))
    labels["on_event"] = None if partial and not about else about not in _FALSE
    for column in ("reaction", "sentiment"):
        value = given[column].lower()
        if value and value not in known[column]:
            wrong.append(_wrong(given, column, known[column]))
        labels[column] = value or None
    topics = {*topics_in(given["topics"])} - {schema.NO_TOPIC}
    if not topics <= set(known["topics"]):
        wrong.append(f"{_wrong(given, 'topics', known['topics'])} (several are parted by ;)")
    if labels["on_event"] is False:
        labels["topics"] = []
    else:
        labels["topics"] = sorted(topics) if given["topics"] else None
    return labels, wrong


def topics_in(cell: str) -> list[str]:
    """The ids of topics in a cell, in lower case."""
    return [topic for part in re.split("[;,|]", cell) if (topic := part.strip().lower())]


def _wrong(given: dict[str, str], column: str, known: Sequence[str]) -> str:
    return f"{column} {given[column]!r} is none of {', '.join(known)}"


def refuse(path: Path, wrong: list[str]) -> None:
    """Raise InputError if anything is wrong with a file: all of it in one line, of a long list the first ten."""
    if wrong:
        more = f"; and {len(wrong) - MAX_TOLD} more" if len(wrong) > MAX_TOLD else ""
        raise InputError(str(path), "; ".join(wrong[:MAX_TOLD]) + more)
