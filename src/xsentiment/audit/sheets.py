"""What people label in: a sheet with each post and empty cells."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pyarrow as pa

from xsentiment.audit import label_studio, workbook
from xsentiment.audit.records import LABEL_COLUMNS, by_post
from xsentiment.event import Event

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

SAID: Final = "said"
"""The column of a sheet of disagreements that holds what each labeller said."""

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
