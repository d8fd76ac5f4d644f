"""Tables for tests: valid by construction, with what a test cares about given by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from xsentiment import copies, schema
from xsentiment.event_file import load_event

START = datetime(2025, 9, 3, tzinfo=UTC)

EVENT = """
title = "A test event"
start = 2025-09-01T00:00:00Z
end = 2025-09-06T00:00:00Z
seed = 7

[collection]
query = "parade"
tool = "composed for tests"
collected = "2025-09-06"

[[topics]]
id = "axis"
title = "The axis"
any = ["axis"]
"""


def event(folder: Path, extra: str = "", *, head: str = "", name: str = "test-event", base: str = EVENT):
    """Write an event file and load it; `head` TOML goes before the tables, `extra` after them."""
    path = folder / f"{name}.toml"
    path.write_text(head + base + extra, encoding="utf-8")
    return load_event(path)


def posts(n: int, **columns) -> pa.Table:
    """A POSTS table of n posts, a minute apart; `columns` are lists of n values or one value for all."""
    rows = {
        "source": "x",
        "post_id": [str(1000 + i) for i in range(n)],
        "text": [f"post number {i}" for i in range(n)],
        "format": "test",
        "raw_file": "test.jsonl",
        "raw_line": list(range(1, n + 1)),
        "author_id": [f"author{i}" for i in range(n)],
        "created_at": [START + timedelta(minutes=i) for i in range(n)],
        "lang": "en",
        "kind": "post",
        "likes": [i % 7 for i in range(n)],
        "id_ok": True,
        "truncated": False,
    } | columns
    arrays = {
        name: pa.array(value if isinstance(value, list) else [value] * n, schema.POSTS.field(name).type)
        for name, value in rows.items()
    }
    return schema.conform(pa.table(arrays), schema.POSTS, "POSTS")


def frame(n: int, trending: list[bool] | bool = False, **columns) -> pa.Table:
    """A FRAME of n posts with `trending` as given."""
    table = posts(n, **columns)
    flags = trending if isinstance(trending, list) else [trending] * n
    table = table.append_column("engagement", table["likes"])
    table = table.append_column("trending", pa.array(flags, pa.bool_()))
    table = table.append_column("day", pa.array([str(t)[:10] for t in table["created_at"].to_pylist()], pa.string()))
    clusters = [f"{copies.identity(text):016x}" for text in table["text"].to_pylist()]
    table = table.append_column("text_cluster", pa.array(clusters, pa.string()))
    return schema.conform(table, schema.FRAME, "FRAME")


def scores(table: pa.Table, sentiment=None, reaction=None, **topics) -> pa.Table:
    """SCORES for a frame: machine labels as lists; `topics` are lists of bool by topic id."""
    n = table.num_rows
    on = {name: [float(flag) for flag in flags] for name, flags in topics.items()}
    rows = [
        {
            "source": table["source"][i].as_py(),
            "post_id": table["post_id"][i].as_py(),
            "sentiment": (sentiment or ["neutral"] * n)[i],
            "reaction": (reaction or ["neutral"] * n)[i],
            "topics": [name for name in topics if topics[name][i]],
        }
        | {f"topic_{name}": values[i] for name, values in on.items()}
        for i in range(n)
    ]
    return schema.from_rows(rows, schema.scores(topics), "SCORES")


def label(audit: pa.Table, labels: dict, labeller: str = "one") -> pa.Table:
    """Fill an AUDIT with labels {post_id: {reaction: …, sentiment: …, topics: […], on_event: …}}."""
    rows = [
        row | {"labeller": labeller, "outcome": "labelled", "on_event": True} | labels[row["post_id"]]
        if row["post_id"] in labels
        else row
        for row in audit.to_pylist()
    ]
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")
