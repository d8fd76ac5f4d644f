"""What people label in: a sheet with each post and empty cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from xsentiment import store
from xsentiment.audit import label_studio, workbook
from xsentiment.audit.records import ASKS, LABEL_COLUMNS, by_post
from xsentiment.event import Event

SHOWN: Final = ("source", "post_id", "url", "created_at", "kind", "text", "answers", "quotes_text")
"""What a sheet shows of a post; `answers` and `quotes_text` hold that of the post that is replied to or quoted, where
it was collected too."""

SHEET_COLUMNS: Final = (*SHOWN, *LABEL_COLUMNS, ASKS)

SAID: Final = "said"
"""The column of a sheet of disagreements that holds what each labeller said."""

FORMATS: Final = {"csv": "label.csv", "xlsx": "label.xlsx", "label-studio": "label-studio.json"}
"""What people can label in, and the name of its file."""


def write_sheet(folder: Path, frame: pa.Table, audit: pa.Table, event: Event, form: str = "csv") -> tuple[Path, int]:
    """Write the posts still to label into `folder`, without any machine label; return the file and how many they are.

    `form` is one of FORMATS. No spreadsheet runs a post's text as a formula: in CSV such a text gets a leading
    apostrophe, in a workbook every cell is text. For Label Studio its labelling configuration is written beside.
    """
    pending = [post for post, rows in by_post(audit).items() if all(row["outcome"] is None for row in rows)]
    rows = [row | {ASKS: "; ".join(event.topic_ids)} for row in shown(frame, pending)]
    path = folder / FORMATS[form]
    if form == "label-studio":
        store.write_atomic(path, label_studio.tasks(rows))
        store.write_atomic(path.with_suffix(".xml"), label_studio.configuration(event))
    else:
        write_table(path, SHEET_COLUMNS, rows, event)
    return path, len(rows)


def write_table(path: Path, columns: Sequence[str], rows: list[dict[str, str]], event: Event) -> None:
    """Write rows of text as a workbook or as CSV, by the ending of the path."""
    if path.suffix == ".xlsx":
        store.write_atomic(path, workbook.write(columns, rows, event))
        return
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows({key: defuse(value) for key, value in row.items()} for row in rows)
    store.write_atomic(path, out.getvalue().encode("utf-8-sig"))


def shown(frame: pa.Table, wanted: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """The posts that are `wanted` and in the FRAME, as text by column (SHOWN), in that order."""
    order = {post: i for i, post in enumerate(wanted)}
    posts = frame.to_pylist()
    texts = {(row["source"], row["post_id"]): row["text"] for row in posts}
    rows = [row for row in posts if (row["source"], row["post_id"]) in order]
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
