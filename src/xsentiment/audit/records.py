"""The audit file: ids and labels of the posts drawn, no text; and what a cell of it or of a sheet may hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import Event

NO_TOPIC: Final = "none"
"""How a labeller says that a post has no topic; an empty cell of an unlabelled post says nothing."""

LABEL_COLUMNS: Final = ("outcome", "on_event", "topics", "reaction", "sentiment", "note")

Cells: TypeAlias = tuple[str, dict[str, str]]
"""One row that people filled in: where it stands in its file ('line 7'), and its cells by column."""

_DRAWS: Final = (("pi", "order"), schema.ENGAGEMENT_DRAW)
_TRUE = {"true", "yes", "y", "1", "1.0"}
_FALSE = {"false", "no", "n", "0", "0.0"}


def codebook(event: Event) -> dict[str, tuple[str, ...]]:
    """What each label column may hold; of the topics any number, of the others one."""
    return {
        "outcome": schema.OUTCOMES,
        "on_event": ("yes", "no"),
        "topics": (*event.topic_ids, NO_TOPIC),
        "reaction": schema.REACTIONS,
        "sentiment": schema.SENTIMENTS,
    }


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

    The columns of a draw by engagement are left out where there was none.
    """
    if audit["pi_engagement"].null_count == audit.num_rows:
        audit = audit.drop_columns(list(schema.ENGAGEMENT_DRAW))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(audit.column_names)
    for row in audit.to_pylist():
        topics = row["topics"]
        row["topics"] = None if topics is None else "; ".join(topics) or NO_TOPIC
        row["on_event"] = None if row["on_event"] is None else str(row["on_event"]).lower()
        writer.writerow(["" if value is None else value for value in row.values()])
    return out.getvalue().encode("utf-8")


def read_audit(path: Path, event: Event) -> pa.Table | None:
    """Read the AUDIT file of an event; None if there is none. Raises InputError naming the line of a bad value."""
    if not path.exists():
        return None
    rows = []
    for place, cells in read_csv(path, required=("source", "post_id", "wave", "design_stratum", "pi", "order")):
        numbers = _numbers(cells, path, place)
        labels = labels_in(cells, event, path, place)
        rows.append(
            {key: cells[key] for key in ("source", "post_id", "design_stratum")}
            | numbers
            | {"labeller": cells.get("labeller") or None}
            | (labels or {})
        )
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")


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


def read_csv(path: Path, required: tuple[str, ...]) -> list[Cells]:
    """The rows of a CSV file, delimited by comma, semicolon or tab, each with its line; raises InputError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8; save it as 'CSV UTF-8'") from None
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), restval="")
    missing = [name for name in required if name not in (reader.fieldnames or [])]
    if missing:
        raise InputError(str(path), f"has no column {missing[0]!r}")
    return [
        (f"line {reader.line_num}", {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)})
        for row in reader
    ]


def labels_in(cells: dict[str, str], event: Event, path: Path, place: str) -> dict[str, Any] | None:
    """The labels of one row, None if it has none. A post labelled without a word on `on_event` is on the event."""
    given = {key: cells.get(key, "") for key in LABEL_COLUMNS}
    if not any(given[key] for key in LABEL_COLUMNS if key != "note"):
        return None

    def wrong(column: str, known: str) -> InputError:
        return InputError(str(path), f"{place}: {column} {given[column]!r} is none of {known}")

    outcome = given["outcome"] or "labelled"
    if outcome not in schema.OUTCOMES:
        raise wrong("outcome", ", ".join(schema.OUTCOMES))
    labels: dict[str, Any] = {"outcome": outcome, "note": given["note"] or None}
    if outcome != "labelled":
        return labels
    said = given["on_event"].lower()
    if said not in _TRUE | _FALSE | {""}:
        raise wrong("on_event", "true, false")
    labels["on_event"] = said not in _FALSE
    for column, known in (("reaction", schema.REACTIONS), ("sentiment", schema.SENTIMENTS)):
        value = given[column].lower()
        if value and value not in known:
            raise wrong(column, ", ".join(known))
        labels[column] = value or None
    labels["topics"] = _topics(given["topics"], event, labels["on_event"], wrong)
    return labels


def _topics(cell: str, event: Event, on_event: bool, wrong: Any) -> list[str] | None:  # noqa: FBT001
    if not cell:
        return None if on_event else []
    topics = sorted({part.strip() for part in cell.replace(",", ";").split(";")} - {"", NO_TOPIC})
    if not set(topics) <= set(event.topic_ids):
        raise wrong("topics", f"{', '.join((*event.topic_ids, NO_TOPIC))} (several are parted by ;)")
    return topics if on_event else []
