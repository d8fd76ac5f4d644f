"""Properties of SHARES over random frames, scores and audits."""

from __future__ import annotations

import tempfile
from itertools import groupby
from math import isfinite
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xsentiment import audit, schema, shares

from builders import event, frame, label, scores

BY_ENGAGEMENT = 'weight = "engagement"\n'
FIGURES = ("machine_share", "share", "low", "high")


@pytest.fixture(scope="module")
def loaded():
    """An event with an audit of 30 posts, by what else [audit] says."""
    return {
        part: event(Path(tempfile.mkdtemp()), f"[audit]\nsize = {size}\n{part}")
        for part, size in (("", 30), ("trending = 0.5\n", 60), ("trending = 0.9\n", 12), (BY_ENGAGEMENT, 40))
    }


def random_shares(seed, n, loaded, *, labelled, off_event):
    """The rows of SHARES of random posts, labels and people; none where no post can be drawn."""
    made = random_audit(seed, n, loaded, labelled=labelled, off_event=off_event)
    return shares.aggregate(*made).to_pylist() if made else []


def random_audit(seed, n, loaded, *, labelled, off_event):
    """SHARES of n random posts: skewed labels, few authors, zero and missing engagement, cells without a post."""
    rng = np.random.default_rng(seed)
    likes = [None if rng.random() < 0.1 else int(rng.choice([0, 0, 1, 5, 10_000])) for _ in range(n)]
    table = frame(
        n,
        trending=(rng.random(n) < rng.choice([0.0, 0.1, 0.6, 1.0])).tolist(),
        likes=likes,
        author_id=[None if rng.random() < 0.1 else f"a{rng.integers(0, 1 + n // 2)}" for _ in range(n)],
        text=[f"text {rng.integers(0, 1 + n // 2)}" for _ in range(n)],
        source=rng.choice(["x", "bluesky"], n).tolist(),
    )

    def drawn(names, missing):
        chances = rng.dirichlet(np.full(len(names), 0.3))
        said = rng.choice(names, n, p=chances).tolist()
        return [None if missing and rng.random() < 0.1 else one for one in said]

    machine = scores(
        table,
        sentiment=drawn(schema.SENTIMENTS, True),
        reaction=drawn(schema.REACTIONS, True),
        axis=(rng.random(n) < rng.choice([0.0, 0.2, 1.0])).tolist(),
    )
    sentiment, reaction = drawn(schema.SENTIMENTS, False), drawn(schema.REACTIONS, False)
    said = {
        str(1000 + i): {
            "sentiment": sentiment[i],
            "reaction": reaction[i],
            "topics": ["axis"] if rng.random() < 0.3 else [],
            "on_event": bool(rng.random() >= off_event),
        }
        for i in range(n)
        if rng.random() < labelled
    }
    if loaded.audit.weight == "engagement" and not any(likes):
        return None
    return table, machine, loaded, audit.join(table, label(audit.draw(table, loaded), said), loaded)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 120),
    part=st.sampled_from(["", "trending = 0.5\n", "trending = 0.9\n", BY_ENGAGEMENT]),
    labelled=st.sampled_from([0.0, 0.5, 1.0]),
    off_event=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_every_row_is_a_figure_within_its_bounds_or_says_why_not(loaded, seed, n, part, labelled, off_event):
    """Never NaN; 0 <= low <= share <= high <= 1; no share without an interval; an empty share has a note."""
    for row in random_shares(seed, n, loaded[part], labelled=labelled, off_event=off_event):
        assert all(row[name] is None or isfinite(row[name]) for name in FIGURES)
        if row["share"] is None:
            assert row["low"] is row["high"] is row["method"] is None
            assert row["note"]
        else:
            assert 0 <= row["low"] <= row["share"] <= row["high"] <= 1
        if row["machine_share"] is not None:
            assert 0 <= row["machine_share"] <= 1
            assert 0 <= row["machine_count"] <= row["n_posts"]
        assert 0 <= row["n_audit"] <= row["n_posts"] <= n


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 120),
    part=st.sampled_from(["", "trending = 0.5\n", BY_ENGAGEMENT]),
    labelled=st.sampled_from([0.0, 0.5, 1.0]),
    off_event=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_net_sentiment_is_told_where_both_shares_are(loaded, seed, n, part, labelled, off_event):
    """In each place of SHARES: their difference, within [-1, 1] and its interval, which neither share's leaves out."""
    made = random_audit(seed, n, loaded[part], labelled=labelled, off_event=off_event)
    if made is None:
        return
    found = {(*place(row), row["label"]): row for row in shares.aggregate(*made).to_pylist()}
    rows = shares.net(*made).to_pylist()
    assert {place(row) for row in rows} == {of[:-1] for of in found if of[-1] == "negative"}
    for row in rows:
        more, less = (found[*place(row), name] for name in ("positive", "negative"))
        assert (row["share"], row["share_minus"], row["note"]) == (more["share"], less["share"], more["note"])
        if row["net"] is None:
            assert None in (more["share"], less["share"])
            continue
        assert row["net"] == pytest.approx(more["share"] - less["share"], abs=2e-4)
        assert -1 <= row["low"] <= row["net"] <= row["high"] <= 1
        if not row["n_waiting"]:
            assert row["low"] >= more["low"] - less["high"] - 2e-4
            assert row["high"] <= more["high"] - less["low"] + 2e-4


def place(row):
    """Where a figure of sentiment stands."""
    return tuple(row[name] for name in ("segment", "estimand", "scope", "label_set", "among"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(30, 120),
    off_event=st.sampled_from([0.0, 0.3]),
    part=st.sampled_from(["", BY_ENGAGEMENT]),
)
def test_shares_of_one_question_sum_to_one(loaded, seed, n, off_event, part):
    """Sentiments and reactions are exclusive: their shares sum to 1, by the machine and corrected, in every segment.

    Labels alone, as here, leave no room for the control variate to clip; rounding moves the sum by 0.0003.
    """
    rows = random_shares(seed, n, loaded[part], labelled=1.0, off_event=off_event)
    keys = ("segment", "estimand", "scope", "label_set", "among")
    whole = [row for row in rows if row["label_set"] in ("sentiment", "reaction")]
    whole.sort(key=lambda row: tuple(str(row[key]) for key in keys))
    for _, group in groupby(whole, key=lambda row: tuple(str(row[key]) for key in keys)):
        found = list(group)
        for name in ("machine_share", "share"):
            values = [row[name] for row in found if row[name] is not None]
            if values:
                assert len(values) == len(found)
                assert sum(values) == pytest.approx(1, abs=0.0003)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), n=st.integers(1, 25))
def test_a_whole_audit_leaves_no_width(loaded, seed, n):
    """Where every post is labelled, the posts in hand are known: low = share = high for scope collected."""
    for row in random_shares(seed, n, loaded[""], labelled=1.0, off_event=0.2):
        if row["scope"] == "collected" and row["share"] is not None and row["n_audit"] == row["n_posts"]:
            assert row["low"] == row["share"] == row["high"]
