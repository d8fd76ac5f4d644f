"""POSTS → FRAME: which posts the shares are about, each once, with the attributes that segments are made of.

`keep` works on one part of the posts, in which all copies of a post meet. What is trending and which texts are alike
depends on all parts: each gives a `tally` and its `texts`, which add up to `thresholds` and `copies.clusters`, and
`mark` applies them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import copies, language, schema
from xsentiment.event import Event, checked
from xsentiment.phrases import one_of, searchable

_FOREVER = 1 << 62

TRENDING_SHARE = 0.1
"""Trending is the top tenth by engagement of each network and day, ties all in."""

ENGAGEMENT = ("likes", "reposts", "quotes", "replies")
"""What engagement is the sum of, as far as it is known."""


@dataclass(frozen=True)
class Selection:
    """The frame (FRAME, ordered by source and post_id), a REJECTS row for every post left out, the frame's texts."""

    frame: pa.Table
    rejects: pa.Table
    texts: copies.Shingled

    @property
    def reasons(self) -> dict[str, int]:
        """How many posts were left out, by reason."""
        return dict(sorted(Counter(self.rejects.column("reason").to_pylist()).items()))


def select(posts: pa.Table, event: Event, deletions: pa.Table | None = None) -> Selection:
    """Select from all posts at once; see `keep` for the order of the tests. Raises TypeError for no event."""
    selection = keep(posts, checked(event), deletions)
    frame = mark(selection.frame, thresholds(tally(selection.frame)), copies.clusters([selection.texts]))
    return replace(selection, frame=frame)


def keep(posts: pa.Table, event: Event, deletions: pa.Table | None = None) -> Selection:
    """Keep the newest version of each post, then those in the event's frame; posts left out carry one reason each.

    Order of the tests: deleted (by DELETIONS, whatever file they came from), duplicate, repost, window, language,
    match. Copies are ordered by (version, when collected or edited, sum of metrics, content), never by arrival, so the
    same files in any order give the same frame. The versions of an edited post share the id of the first
    (`edit_of_id`); the newest has the largest id. Nothing is trending yet, and
    texts are alike only word for word. A post whose network names no language gets that of its text, if it tells.
    """
    table = schema.conform(posts.select(schema.POSTS.names), schema.POSTS, "POSTS")
    table = table.take(_order(table))
    gone = deleted(table, schema.DELETIONS.empty_table() if deletions is None else deletions)
    removed = _rejects(table, np.where(gone, "deleted", "").astype(object))
    table = _with_languages(table.filter(pa.array(~gone)))
    reason = np.full(table.num_rows, "", dtype=object)
    for name, hit in _tests(table, event):
        reason[(reason == "") & hit] = name
    kept = table.filter(pa.array(reason == "")).sort_by([("source", "ascending"), ("post_id", "ascending")])
    identities, texts = copies.shingled(kept["text"].to_pylist())
    frame = _with_attributes(kept, event, [_cluster(identity) for identity in identities])
    return Selection(frame, pa.concat_tables([removed, _rejects(table, reason)]), texts)


def _cluster(identity: int) -> str:
    return f"{identity:016x}"


def _with_languages(table: pa.Table) -> pa.Table:
    """The language of posts whose network names none, where their text tells it."""
    unknown = pc.is_null(table["lang"])
    found = pa.array(language.detected(table.filter(unknown)["text"].to_pylist()), pa.string())
    filled = pc.replace_with_mask(table["lang"].combine_chunks(), unknown.combine_chunks(), found)
    return table.set_column(table.schema.get_field_index("lang"), schema.POSTS.field("lang"), filled)


def _order(table: pa.Table) -> pa.Array:
    """Sort by post, its newest version and copy first; ties by metrics, then by content: arrival plays no part."""
    metrics = pa.array(_row_sum(table, schema.METRICS), pa.float64())
    tags = pc.binary_join(table["hashtags"], " ")
    content = table.drop_columns(["raw_file", "raw_line", "hashtags"]).append_column("hashtags", tags)
    digest = pa.array(pd.util.hash_pandas_object(content.to_pandas(types_mapper=pd.ArrowDtype), index=False).to_numpy())
    keys = pa.table(
        {
            "source": table["source"],
            "first": first_version(table),
            "length": pc.utf8_length(table["post_id"]),
            "post_id": table["post_id"],
            "seen": pc.fill_null(_seen(table), -_FOREVER),
            "metrics": pc.fill_null(metrics, -1.0),
            "digest": digest,
            "file": table["raw_file"],
            "line": table["raw_line"],
        }
    )
    descending = ("length", "post_id", "seen", "metrics", "digest")
    order = [(name, "descending" if name in descending else "ascending") for name in keys.column_names]
    return pc.sort_indices(keys, sort_keys=order)


def _seen(table: pa.Table) -> pa.ChunkedArray:
    """When a post is known to have been as its row has it: when it was collected or edited, in μs; null for neither."""
    times = (table[name].cast(pa.int64()) for name in ("collected_at", "edited_at"))
    return pc.max_element_wise(*times)


def deleted(table: pa.Table, deletions: pa.Table) -> np.ndarray:
    """Which POSTS a later record of DELETIONS deletes: as itself, as another version, or with all of its author's."""
    if deletions.num_rows == 0:
        return np.zeros(table.num_rows, dtype=bool)
    posts, authors = _gone(deletions, "post_id"), _gone(deletions, "author_id")
    seen = pc.fill_null(pc.coalesce(_seen(table), table["created_at"].cast(pa.int64())), -_FOREVER).to_pylist()
    columns = (table["source"], table["post_id"], first_version(table), table["author_id"])
    rows = list(zip(*(column.to_pylist() for column in columns), strict=True))
    until: dict[tuple[str, str], int] = {}
    for source, post_id, first, author in rows:
        times = [posts.get((source, post_id)), posts.get((source, first)), authors.get((source, author))]
        if source == "mastodon":  # a stream names the number on its own server alone
            times.append(posts.get((source, post_id.rpartition("/")[2])))
        for at in filter(None, times):
            until[source, first] = max(at, until.get((source, first), at))
    ends = (until.get((source, first)) for source, _, first, _ in rows)
    return np.array([end is not None and time <= end for time, end in zip(seen, ends, strict=True)], dtype=bool)


def _gone(deletions: pa.Table, name: str) -> dict[tuple[str, str], int]:
    """Until when the posts of an id or of an author are gone, in microseconds, by network and id.

    What came back after the last deletion is not gone.
    """
    named = deletions.filter(deletions[name].is_valid())
    times = pc.fill_null(named["at"].cast(pa.int64()), _FOREVER).to_pylist()
    last: dict[tuple[str, str], tuple[int, bool]] = {}
    for source, key, at, back in zip(
        named["source"].to_pylist(), named[name].to_pylist(), times, named["back"].to_pylist(), strict=True
    ):
        last[source, key] = max((at, not back), last.get((source, key), (at, not back)))
    return {key: at for key, (at, gone) in last.items() if gone}


def first_version(posts: pa.Table) -> pa.ChunkedArray:
    """The id that all versions of a post share: that of the first (`edit_of_id`), which most often is its own."""
    return pc.coalesce(posts["edit_of_id"], posts["post_id"])


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
        unsure = pc.starts_with(table["lang"], language.UNSURE)
        tests.append(("language", ~_mask(pc.or_kleene(pc.is_in(table["lang"], value_set=wanted), unsure))))
    if event.select.match:
        pattern = re.compile(one_of(event.select.match))
        found = [bool(pattern.search(searchable(text))) for text in table["text"].to_pylist()]
        tests.append(("no_match", ~np.array(found, dtype=bool)))
    return tests


def _mask(condition: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(condition, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


def _repeats(table: pa.Table) -> np.ndarray:
    """Rows of a post that a row before has, too; damaged ids are never used to find duplicates."""
    keys = pd.DataFrame({"source": table["source"].to_pandas(), "first": first_version(table).to_pandas()})
    return np.asarray(keys.duplicated(keep="first") & _mask(table["id_ok"]), dtype=bool)


def _with_attributes(posts: pa.Table, event: Event, clusters: list[str]) -> pa.Table:
    engagement = _row_sum(posts, ENGAGEMENT)
    if event.select.reposts == "count":
        known_repost = _mask(pc.equal(posts["kind"], "repost"))
        engagement[known_repost] = np.nan
    local = posts["created_at"].to_pandas().dt.tz_convert(ZoneInfo(event.timezone))
    columns = {
        "engagement": pa.array(engagement, from_pandas=True).cast(pa.int64()),
        "trending": pa.array(np.zeros(posts.num_rows, dtype=bool)),
        "day": pa.array(local.dt.strftime("%Y-%m-%d"), pa.string(), from_pandas=True),
        "text_cluster": pa.array(clusters, pa.string()),
    }
    for name, column in columns.items():
        posts = posts.append_column(name, column)
    return schema.conform(posts, schema.FRAME, "FRAME")


Tally = Counter[tuple[str, str, int]]
"""How many posts there are of each (network, day, engagement); posts without any metric are not in it."""


def tally(frame: pa.Table) -> Tally:
    """Count the engagement of a FRAME; the tallies of parts add up."""
    known = frame.filter(frame["engagement"].is_valid()).select(["source", "day", "engagement"])
    return Counter(zip(*(column.to_pylist() for column in known.columns), strict=True))


def thresholds(counted: Tally) -> dict[tuple[str, str], int]:
    """The least engagement that is trending, by network and day: the top tenth is in, ties all in.

    At least 1: posts that nobody engaged with are never trending.
    """
    by_group: dict[tuple[str, str], Counter[int]] = {}
    for (source, day, engagement), n in counted.items():
        by_group.setdefault((source, day), Counter())[engagement] += n
    return {group: _threshold(counts) for group, counts in by_group.items()}


def _threshold(counts: Counter[int]) -> int:
    wanted = math.ceil(counts.total() * TRENDING_SHARE)
    reached = 0
    for engagement in sorted(counts, reverse=True):
        reached += counts[engagement]
        if reached >= wanted:
            return max(1, engagement)
    raise ValueError("an empty tally has no threshold")


def mark(frame: pa.Table, least: dict[tuple[str, str], int], near: dict[int, int]) -> pa.Table:
    """The FRAME with `trending` set by the thresholds and `text_cluster` by the clusters of near-copies.

    A post without any metric is never trending.
    """
    rows = zip(*(frame[name].to_pylist() for name in ("source", "day", "engagement")), strict=True)
    flags = [engagement is not None and engagement >= least[source, day] for source, day, engagement in rows]
    texts = (int(cluster, 16) for cluster in frame["text_cluster"].to_pylist())
    clusters = [_cluster(near.get(text, text)) for text in texts]
    for name, column in (("trending", pa.array(flags, pa.bool_())), ("text_cluster", pa.array(clusters, pa.string()))):
        frame = frame.set_column(frame.schema.get_field_index(name), schema.FRAME.field(name), column)
    return frame


def other_trending(frame: pa.Table) -> dict[str, np.ndarray]:
    """Where the posts of a FRAME are under other definitions of trending: bool (N,) by what the definition is.

    The top 1, 5, 10 and 25 % by engagement, likes, reposts or views of each network and day, ties all in, among posts
    with that figure; and the top tenth by engagement with the networks, or the days, taken together.
    """
    source, day = (frame[name].combine_chunks().dictionary_encode().indices.to_numpy() for name in ("source", "day"))
    both = source * (day.max(initial=0) + 1) + day
    found = {
        f"top {part:.0%} by {metric}": _top(both, frame[metric], part)
        for metric in ("engagement", "likes", "reposts", "views")
        for part in (0.01, 0.05, TRENDING_SHARE, 0.25)
        if (metric, part) != ("engagement", TRENDING_SHARE)
    }
    found["top 10% by engagement, networks together"] = _top(day, frame["engagement"], TRENDING_SHARE)
    found["top 10% by engagement, days together"] = _top(source, frame["engagement"], TRENDING_SHARE)
    return found


def _top(group: np.ndarray, metric: pa.ChunkedArray, part: float) -> np.ndarray:
    """The top part of each group, ties all in, of posts whose metric is known and not 0."""
    known = np.flatnonzero(_mask(metric.is_valid()))
    values, groups = pc.fill_null(metric, 0).to_numpy()[known], group[known]
    order = np.lexsort((-values, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sizes = np.diff(starts, append=len(known))
    least = np.zeros(group.max(initial=0) + 1, np.int64)
    least[groups[order[starts]]] = np.maximum(1, values[order[starts + np.ceil(sizes * part).astype(int) - 1]])
    found = np.zeros(len(group), dtype=bool)
    found[known] = values >= least[groups]
    return found


def reposted(posts: pa.Table, event: Event, deletions: pa.Table | None = None) -> Counter[tuple[str, str | None]]:
    """How often each post was reposted, by the reposts among POSTS in the event's frame: (network, original's id) → n.

    The id is null where the export does not name the original. Copies of a repost meet in one part, so the counts of
    parts add up.
    """
    reposts = posts.filter(pc.fill_null(pc.equal(posts["kind"], "repost"), fill_value=False))
    counting = replace(event, select=replace(event.select, reposts="count"))
    kept = keep(reposts, counting, deletions).frame
    return Counter(zip(kept["source"].to_pylist(), kept["repost_of_id"].to_pylist(), strict=True))


def _rejects(table: pa.Table, reason: np.ndarray) -> pa.Table:
    out = table.select(["raw_file", "raw_line"]).filter(pa.array(reason != ""))
    reasons = pa.array(reason[reason != ""].tolist(), pa.string())
    stage = pa.array(["select"] * out.num_rows, pa.string())
    out = out.append_column("stage", stage).append_column("reason", reasons)
    return schema.conform(out, schema.REJECTS, "REJECTS")
