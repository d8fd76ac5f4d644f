"""What labellers must settle: the posts on which they differ, as a sheet whose answer is the labeller `settled`."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa

from xsentiment import schema
from xsentiment.audit.join import settle
from xsentiment.audit.records import LABEL_COLUMNS, by_post
from xsentiment.audit.sheets import SAID, SHOWN, defuse


def disagreements(audit: pa.Table, frame: pa.Table) -> tuple[bytes, int]:
    """The posts with a label on which labellers differ, as CSV with empty label columns, and how many there are.

    Filled in where they differ and imported with `--labeller settled`, its labels end the disagreement. Posts that left
    the FRAME have no text.
    """
    texts = {(row["source"], row["post_id"]): row for row in frame.to_pylist()}
    out = io.StringIO()
    writer = csv.DictWriter(out, [*SHOWN, SAID, *LABEL_COLUMNS], restval="", lineterminator="\n")
    writer.writeheader()
    count = 0
    for key, rows in by_post(audit).items():
        disputed = settle(rows)[2]
        if not disputed:
            continue
        post = texts.get(key, {"source": key[0], "post_id": key[1]})
        shown = {name: post.get(name) for name in SHOWN}
        said = " | ".join(f"{row['labeller']}: {_labels(row)}" for row in rows if row["outcome"] == "labelled")
        said = f"differ on {', '.join(sorted(disputed))} | {said}"
        writer.writerow({name: defuse("" if v is None else str(v)) for name, v in (shown | {SAID: said}).items()})
        count += 1
    return out.getvalue().encode("utf-8-sig"), count


def _labels(row: dict[str, Any]) -> str:
    topics = "not judged" if row["topics"] is None else " ".join(row["topics"]) or schema.NO_TOPIC
    on_event = {True: "on event", False: "off event", None: "–"}[row["on_event"]]
    return f"{on_event}, topics {topics}, {row['reaction'] or '–'}, {row['sentiment'] or '–'}"
