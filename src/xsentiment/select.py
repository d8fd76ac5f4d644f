"""POSTS → FRAME: which posts the shares are about, each once, with the attributes that segments are made of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import schema
from xsentiment.event import Event
from xsentiment.phrases import one_of, searchable

TRENDING_SHARE = 0.1
"""Trending is the top tenth by engagement of each network and day, ties all in."""

_ENGAGEMENT = ("likes", "reposts", "quotes", "replies")


@dataclass(frozen=True)
class Selection:
    """The frame (schema FRAME, ordered by source and post_id) and one REJECTS row for every post left out."""

    frame: pa.Table
    rejects: pa.Table

    @property
    def reasons(self) -> dict[str, int]:
        """How many posts were left out, by reason."""
        return dict(sorted(Counter(self.rejects.column("reason").to_pylist()).items()))


def select(posts: pa.Table, event: Event) -> Selection:
    """Keep the newest version of each post, then those in the event's frame; posts left out carry one reason each.

    Order of the tests: duplicate, repost, window, language, match. Copies are ordered by (collected_at, sum of
    metrics, content), never by arrival, so the same files in any order give the same frame.
    """
    table = schema.conform(posts.select(schema.POSTS.names), schema.POSTS, "POSTS")
    table = table.take(_order(table))
    reason = np.full(table.num_rows, "", dtype=object)
    for name, hit in _tests(table, event):
        reason[(reason == "") & hit] = name
    kept = table.filter(pa.array(reason == ""))
    frame = _with_attributes(kept, event)
    return Selection(frame, _rejects(table, reason))


def _order(table: pa.Table) -> pa.Array:
    """Sort by post, its newest version first; ties by metrics, then by content, so that arrival plays no part."""
    metrics = pa.array(_row_sum(table, schema.METRICS), pa.float64())
    content = table.drop_columns(["raw_file", "raw_line"]).to_pandas(types_mapper=pd.ArrowDtype)
    content["hashtags"] = content["hashtags"].astype(str)
    digest = pa.array(pd.util.hash_pandas_object(content, index=False).to_numpy())
    keys = pa.table(
        {
            "source": table["source"],
            "post_id": table["post_id"],
            "collected": pc.fill_null(table["collected_at"].cast(pa.int64()), -(1 << 62)),
            "metrics": pc.fill_null(metrics, -1.0),
            "digest": digest,
            "file": table["raw_file"],
            "line": table["raw_line"],
        }
    )
    descending = ("collected", "metrics", "digest")
    order = [(name, "descending" if name in descending else "ascending") for name in keys.column_names]
    return pc.sort_indices(keys, sort_keys=order)


def _row_sum(table: pa.Table, columns: tuple[str, ...]) -> np.ndarray:
    """The sum of the non-null values of each row as float64, NaN where all are null."""
    values = np.stack([table[name].to_pandas().to_numpy(dtype=np.float64, na_value=np.nan) for name in columns])
    return np.where(np.isnan(values).all(axis=0), np.nan, np.nansum(values, axis=0))


def _tests(table: pa.Table, event: Event) -> list[tuple[str, np.ndarray]]:
    created = table["created_at"]
    start, end = (pa.scalar(moment, created.type) for moment in (event.start, event.end))
    tests = [
        ("duplicate", _repeats(table)),
        ("repost", _mask(pc.equal(table["kind"], "repost")) & (event.select.reposts == "reject")),
        ("no_time", _mask(pc.is_null(created))),
        ("before_window", _mask(pc.less(created, start))),
        ("after_window", _mask(pc.greater_equal(created, end))),
    ]
    if event.select.languages:
        wanted = pa.array([*event.select.languages, None], pa.string())
        tests.append(("language", ~_mask(pc.is_in(table["lang"], value_set=wanted))))
    if event.select.match:
        pattern = re.compile(one_of(event.select.match))
        found = [bool(pattern.search(searchable(text))) for text in table["text"].to_pylist()]
        tests.append(("no_match", ~np.array(found, dtype=bool)))
    return tests


def _mask(condition: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(condition, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


def _repeats(table: pa.Table) -> np.ndarray:
    """Rows whose (source, post_id) equals that of the row before; damaged ids are never used to find duplicates."""
    keys = table.select(["source", "post_id"]).to_pandas()
    return np.asarray(keys.duplicated(keep="first") & _mask(table["id_ok"]), dtype=bool)


def _with_attributes(posts: pa.Table, event: Event) -> pa.Table:
    engagement = _row_sum(posts, _ENGAGEMENT)
    if event.select.reposts == "count":
        known_repost = _mask(pc.equal(posts["kind"], "repost"))
        engagement[known_repost] = np.nan
    local = posts["created_at"].to_pandas().dt.tz_convert(ZoneInfo(event.timezone))
    day = local.dt.strftime("%Y-%m-%d")
    source = posts["source"].to_pandas()
    columns = {
        "engagement": pa.array(engagement, from_pandas=True).cast(pa.int64()),
        "trending": pa.array(trending(engagement, source.to_numpy(dtype=object), day.to_numpy(dtype=object))),
        "day": pa.array(day, pa.string(), from_pandas=True),
    }
    for name, column in columns.items():
        posts = posts.append_column(name, column)
    return schema.conform(posts, schema.FRAME, "FRAME")


def trending(engagement: np.ndarray, source: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Mark the top tenth by engagement of each (network, day) among posts with any metric, ties all in; bool (N,).

    Posts that nobody engaged with (0) or whose metrics are missing (NaN) are never trending.
    """
    marked = np.zeros(engagement.size, dtype=bool)
    groups = pd.DataFrame({"source": source, "day": day}).groupby(["source", "day"], sort=True).indices
    for rows in groups.values():
        known = rows[~np.isnan(engagement[rows])]
        if known.size == 0:
            continue
        top = int(np.ceil(known.size * TRENDING_SHARE))
        threshold = np.sort(engagement[known])[-top]
        marked[known] = (engagement[known] >= threshold) & (engagement[known] > 0)
    return marked


def _rejects(table: pa.Table, reason: np.ndarray) -> pa.Table:
    out = table.select(["raw_file", "raw_line"]).filter(pa.array(reason != ""))
    reasons = pa.array(reason[reason != ""].tolist(), pa.string())
    stage = pa.array(["select"] * out.num_rows, pa.string())
    out = out.append_column("stage", stage).append_column("reason", reasons)
    return schema.conform(out, schema.REJECTS, "REJECTS")
