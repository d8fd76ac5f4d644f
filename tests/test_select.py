"""Which posts are in the frame, each once, and what is trending."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import copies, select, store

from builders import START, event, posts


def kept(table, loaded):
    """The post ids of the frame."""
    return select.select(table, loaded).frame["post_id"].to_pylist()


def test_reasons_by_test(tmp_path):
    """Each post left out has the first reason that applies, in the documented order."""
    loaded = event(tmp_path, "[select]\nlanguages = ['en']\nmatch = ['axis']\n")
    end = datetime(2025, 9, 6, tzinfo=UTC)
    table = posts(
        8,
        text=["the axis"] * 7 + ["the axes"],
        kind=["post", "repost", "post", "post", "post", "post", None, "post"],
        created_at=[START, START, None, START - timedelta(days=9), end, START, START, START],
        lang=["en", "en", "en", "en", "en", "de", None, "en"],
    )
    selection = select.select(table, loaded)
    assert selection.frame["post_id"].to_pylist() == ["1000", "1006"]
    by_line = {row["raw_line"]: row["reason"] for row in selection.rejects.to_pylist()}
    assert by_line == {2: "repost", 3: "no_time", 4: "before_window", 5: "after_window", 6: "language", 8: "no_match"}
    assert sum(selection.reasons.values()) + selection.frame.num_rows == table.num_rows


def test_reposts_can_count(tmp_path):
    """With `reposts = "count"` they are in the frame, without engagement, so never trending."""
    table = posts(3, kind=["post", "repost", "post"], likes=[5, 900, 1])
    frame = select.select(table, event(tmp_path, '[select]\nreposts = "count"\n')).frame
    assert frame["engagement"].to_pylist() == [5, None, 1]
    assert frame["trending"].to_pylist() == [True, False, False]


def test_the_newest_copy_is_kept(tmp_path):
    """By time of collection, then by metrics; the network is part of what a post is."""
    late = datetime(2025, 9, 5, tzinfo=UTC)
    table = posts(
        5,
        post_id=["1", "1", "1", "2", "2"],
        source=["x", "x", "x", "x", "mastodon"],
        collected_at=[late, late, None, None, None],
        likes=[1, 9, 99, 3, 4],
    )
    frame = select.select(table, event(tmp_path)).frame
    assert sorted(zip(frame["source"].to_pylist(), frame["likes"].to_pylist(), strict=True)) == [
        ("mastodon", 4), ("x", 3), ("x", 9),
    ]  # fmt: skip


def test_damaged_ids_are_no_duplicates(tmp_path):
    """Rows whose ids a spreadsheet destroyed are all kept."""
    assert len(kept(posts(3, post_id=["1", "1", "1"], id_ok=False), event(tmp_path))) == 3


@settings(max_examples=20)
@given(order=st.permutations(range(24)))
def test_arrival_plays_no_part(order, tmp_path_factory):
    """Copies, ties and all: the same rows in any order give the same frame and the same counts."""
    loaded = event(tmp_path_factory.mktemp("e"))
    table = posts(24, post_id=[str(i % 9) for i in range(24)], likes=[i % 4 for i in range(24)], author_id=None)
    base, moved = select.select(table, loaded), select.select(table.take(order), loaded)
    assert moved.frame.equals(base.frame)
    assert moved.reasons == base.reasons


@settings(max_examples=20)
@given(
    engagement=st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=80),
    parts=st.integers(1, 5),
)
def test_trending_by_parts_is_trending_at_once(engagement, parts, tmp_path_factory):
    """Tallies of any parts add up to the thresholds of the whole, and those are the definition."""
    loaded = event(tmp_path_factory.mktemp("e"))
    n = len(engagement)
    table = posts(n, likes=engagement, source=["x" if i % 3 else "bluesky" for i in range(n)])
    whole = select.select(table, loaded).frame
    part = np.array([store.part_of("x", str(i), parts) for i in range(n)])
    kept = [select.keep(table.filter(pa.array(part == k)), loaded) for k in range(parts)]
    pieces = [selection.frame for selection in kept]
    near = copies.clusters([selection.texts for selection in kept])
    least = select.thresholds(sum((select.tally(piece) for piece in pieces), select.Tally()))
    again = pa.concat_tables([select.mark(piece, least, near) for piece in pieces])
    order = [("source", "ascending"), ("post_id", "ascending")]
    assert again.sort_by(order).equals(whole.sort_by(order))
    for source in ("x", "bluesky"):
        rows = [row for row in whole.to_pylist() if row["source"] == source]
        known = sorted((row["engagement"] for row in rows if row["engagement"] is not None), reverse=True)
        for row in rows:
            top = bool(known) and row["engagement"] is not None and row["engagement"] >= known[-(-len(known) // 10) - 1]
            assert row["trending"] == (top and row["engagement"] > 0)


@settings(max_examples=20)
@given(likes=st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=60))
def test_other_definitions_of_trending_are_as_named(likes, tmp_path_factory):
    """The top part of each network and day: as many posts as it has, rounded up, and those that tie with the last."""
    n = len(likes)
    times = [START + timedelta(days=i % 4 // 3) for i in range(n)]
    table = posts(n, likes=likes, source=["x" if i % 3 else "bluesky" for i in range(n)], created_at=times)
    frame = select.select(table, event(tmp_path_factory.mktemp("e"))).frame
    found, rows = select.other_trending(frame), frame.to_pylist()
    for name, metric, part, group in (
        ("top 1% by likes", "likes", 0.01, ("source", "day")),
        ("top 25% by likes", "likes", 0.25, ("source", "day")),
        ("top 5% by engagement", "engagement", 0.05, ("source", "day")),
        ("top 10% by engagement, networks together", "engagement", 0.1, ("day",)),
        ("top 10% by engagement, days together", "engagement", 0.1, ("source",)),
        ("top 10% by views", "views", 0.1, ("source", "day")),
    ):
        for row, flag in zip(rows, found[name].tolist(), strict=True):
            peers = [r[metric] for r in rows if r[metric] is not None and all(r[key] == row[key] for key in group)]
            wanted = math.ceil(len(peers) * part)
            top = bool(row[metric]) and row[metric] >= sorted(peers, reverse=True)[wanted - 1]
            assert flag == top, name


def test_days_follow_the_events_zone(tmp_path):
    """23:30 UTC is the next day in Beijing."""
    table = posts(1, created_at=[datetime(2025, 9, 2, 23, 30, tzinfo=UTC)])
    assert (
        select.select(table, event(tmp_path, head='timezone = "Asia/Shanghai"\n')).frame["day"][0].as_py()
        == "2025-09-03"
    )


def test_nothing_known_of_engagement(tmp_path):
    """Posts without any metric have no engagement, and nobody is trending."""
    frame = select.select(posts(3, likes=None), event(tmp_path)).frame
    assert frame["engagement"].null_count == 3
    assert not any(frame["trending"].to_pylist())


def test_an_empty_table(tmp_path):
    """No posts in, an empty frame out, with every column."""
    selection = select.select(posts(0), event(tmp_path))
    assert (selection.frame.num_rows, selection.rejects.num_rows, selection.reasons) == (0, 0, {})


def test_tally_of_nothing_has_no_threshold():
    """A group without posts cannot be asked for."""
    assert select.thresholds(select.Tally()) == {}
    with pytest.raises(ValueError, match="empty tally"):
        select._threshold(select.Tally())
