"""What people label in: a sheet with each post and empty cells, and its labels back in the audit."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from xsentiment import schema
from xsentiment.audit import label_studio, workbook
from xsentiment.audit.records import LABEL_COLUMNS, Cells, by_post, in_order, labels_in, read_csv
from xsentiment.errors import InputError
from xsentiment.event import Event

KEY: Final = ("source", "post_id")
"""The columns without which a row cannot be told to be a post's."""

_DRAWN: Final = (*KEY, "wave", "design_stratum", "pi", "order", *schema.ENGAGEMENT_DRAW)

SHEET_COLUMNS: Final = (
    "source",
    "post_id",
    "url",
    "created_at",
    "kind",
    "text",
    "answers",
    "quotes_text",
    *LABEL_COLUMNS,
)
"""`answers` and `quotes_text` hold the text of the post that is replied to or quoted, where it was collected too."""


FORMATS: Final = {"csv": "label.csv", "xlsx": "label.xlsx", "label-studio": "label-studio.json"}
"""What people can label in, and the name of its file."""


def write_sheet(folder: Path, frame: pa.Table, audit: pa.Table, event: Event, form: str = "csv") -> tuple[Path, int]:
    """Write the posts still to label into `folder`, without any machine label; return the file and how many they are.

    `form` is one of FORMATS. No spreadsheet runs a post's text as a formula: in CSV such a text gets a leading
    apostrophe, in a workbook every cell is text. For Label Studio its labelling configuration is written beside.
    """
    rows = _to_label(frame, audit)
    path = folder / FORMATS[form]
    if form == "xlsx":
        path.write_bytes(workbook.write(SHEET_COLUMNS, rows, event))
    elif form == "label-studio":
        path.write_bytes(label_studio.tasks(rows))
        path.with_suffix(".xml").write_bytes(label_studio.configuration(event))
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, SHEET_COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({key: defuse(value) for key, value in row.items()} for row in rows)
    return path, len(rows)


def _to_label(frame: pa.Table, audit: pa.Table) -> list[dict[str, str]]:
    """The posts that nobody has dealt with yet, as text by column, in the order of the draw."""
    pending = {post for post, rows in by_post(audit).items() if all(row["outcome"] is None for row in rows)}
    order = {(row["source"], row["post_id"]): i for i, row in enumerate(audit.to_pylist())}
    posts = frame.to_pylist()
    texts = {(row["source"], row["post_id"]): row["text"] for row in posts}
    rows = [row for row in posts if (row["source"], row["post_id"]) in pending]
    rows.sort(key=lambda row: order[row["source"], row["post_id"]])
    return [
        {
            "source": row["source"],
            "post_id": row["post_id"],
            "url": row["url"] or "",
            "created_at": row["created_at"].isoformat() if row["created_at"] else "",
            "kind": row["kind"] or "",
            "text": row["text"],
            "answers": texts.get((row["source"], row["reply_to_id"]), ""),
            "quotes_text": texts.get((row["source"], row["quote_of_id"]), ""),
        }
        for row in rows
    ]


def defuse(value: str) -> str:
    """A text that no spreadsheet runs as a formula: one that begins like a formula gets a leading apostrophe."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def import_labels(path: Path, audit: pa.Table, event: Event, *, labeller: str | None = None) -> tuple[pa.Table, int]:
    """Take what people filled in into AUDIT; returns the new AUDIT and the number of posts that got labels.

    The file is a CSV, a workbook or an export of Label Studio, told by its content. A row without any label stays
    pending. An empty `topics` cell of a labelled row means no topic if the sheet names
    topics (or 'none') anywhere, else that topics were not judged. The labeller is the argument or the sheet's column
    `labeller` (in Label Studio who completed the annotation); the same labeller's labels of a post from an earlier file
    are replaced. Raises InputError for a post that was not drawn or is labelled twice by one labeller, a label that is
    not in the codebook, or a missing labeller, naming the line.
    """
    posts = by_post(audit)
    seen: set[tuple[str, str, str]] = set()
    sheet = _read(path)
    judges_topics = any(cells.get("topics") for _, cells in sheet)
    for place, cells in sheet:
        labels = labels_in(cells, event, path, place)
        if labels is None:
            continue
        if judges_topics and labels["outcome"] == "labelled" and labels["topics"] is None:
            labels["topics"] = []
        who = labeller or cells.get("labeller", "")
        if not who:
            raise InputError(str(path), f"{place}: no labeller: give --labeller NAME or a column 'labeller'")
        key = (cells["source"], cells["post_id"])
        if key not in posts:
            raise InputError(str(path), f"{place}: post {key[1]!r} of {key[0]!r} was not drawn for this audit")
        drawn = {name: posts[key][0][name] for name in _DRAWN}
        if (*key, who) in seen:
            raise InputError(str(path), f"{place}: post {key[1]!r} of {key[0]!r} is labelled twice by {who!r}")
        seen.add((*key, who))
        others = [row for row in posts[key] if row["labeller"] not in (None, who)]
        posts[key] = [*others, drawn | {"labeller": who} | labels]
    rows = in_order([row for kept in posts.values() for row in kept])
    return schema.from_rows(rows, schema.AUDIT, "AUDIT"), len({key[:2] for key in seen})


def not_imported(path: Path, audit: pa.Table, event: Event) -> int:
    """How many labelled rows of a sheet AUDIT does not hold, under whatever labeller; posts not drawn do not count.

    Raises InputError for a file that `import_labels` could not read either.
    """
    posts = by_post(audit)
    missing = 0
    for place, cells in _read(path):
        labels = labels_in(cells, event, path, place)
        known = posts.get((cells["source"], cells["post_id"]), [])
        missing += labels is not None and bool(known) and not any(_same(labels, row) for row in known)
    return missing


def _same(labels: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row of AUDIT holds these labels; that no topic was named may stand there as none or as not judged."""
    held = all(row[name] == labels.get(name) for name in ("outcome", "on_event", "reaction", "sentiment"))
    return held and (row["topics"] or []) == (labels.get("topics") or [])


def _read(path: Path) -> list[Cells]:
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    if workbook.is_workbook(head):
        return workbook.read(path, required=KEY)
    if label_studio.is_export(head):
        return label_studio.read(path)
    return read_csv(path, required=KEY)
