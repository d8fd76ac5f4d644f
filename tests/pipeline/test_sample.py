"""The shipped sample: its size, and its headline figures recomputed with plain pandas from the tables on disk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from xsentiment import schema

CORE = ("all", "posts", "collected")


@pytest.fixture(scope="module")
def tables(sample_run):
    """(shares, frame joined to scores, audit) as pandas reads them, without a line of ours."""
    event, paths, _ = sample_run
    shares = pd.read_csv(paths.reports / "shares.csv", keep_default_na=False, na_values=[""])
    frame = pd.read_parquet(paths.processed / "frame")
    scores = pd.read_parquet(paths.processed / "scores")
    joined = frame.merge(scores, on=["source", "post_id"], validate="one_to_one")
    return shares, joined, pd.read_csv(event.audit_path, dtype={"post_id": str})


def test_the_sample_is_what_the_readme_says(tables):
    """At least 400 different texts, five languages, three networks, six days, and metrics missing from some."""
    _, joined, _ = tables
    assert joined["text"].nunique() >= 400
    assert set(joined["source"]) == {"x", "bluesky", "mastodon"}
    assert {"en", "zh", "ko", "ru", "es"} <= set(joined["lang"])
    assert joined["day"].min() == "2025-08-31"
    assert joined["day"].max() == "2025-09-05"
    assert joined["engagement"].isna().any()
    assert {"reply", "quote", "post"} <= set(joined["kind"])


def test_machine_shares_equal_pandas(tables):
    """machine_count and machine_share of every label by sentiment, reaction and topic in every segment."""
    shares, joined, _ = tables
    machine = [name for name in joined.columns if name.startswith("topic_")]
    joined = joined[["day", "lang", "source", "trending", "sentiment", "reaction", *machine]]
    checked = 0
    segments = {"all": joined, "trending": joined[joined.trending]}
    for row in shares[(shares.estimand == "posts") & (shares.scope == "collected") & shares.among.isna()].itertuples():
        column, _, value = row.segment.partition("=")
        if row.segment not in segments:
            segments[row.segment] = joined[joined[column].fillna("unknown") == value]
        posts = segments[row.segment]
        assert row.n_posts == len(posts)
        if row.label_set in ("sentiment", "reaction"):
            scored = posts[row.label_set].notna()
            hit = posts[row.label_set] == row.label
        elif row.label_set == "topic":
            hit, scored = posts[f"topic_{row.label}"] >= 0.5, pd.Series(data=True, index=posts.index)
        elif "*" in row.label_set:
            topic, label = row.label.split("*")
            other = row.label_set.partition("*")[2]
            scored = posts[other].notna()
            hit = (posts[f"topic_{topic}"] >= 0.5) & (posts[other] == label)
        else:
            continue
        assert row.machine_count == hit.sum()
        if scored.any():
            assert row.machine_share == pytest.approx(hit.sum() / scored.sum(), abs=5.1e-5)
        else:
            assert np.isnan(row.machine_share)
        checked += 1
    assert checked > 500


def test_all_of_trending_is_labelled_so_its_shares_are_exact(tables):
    """Shares of trending posts are plain means of the labels over posts on the event, with width 0."""
    shares, joined, audit = tables
    labelled = joined[joined.trending].merge(audit, on=["source", "post_id"], suffixes=("_machine", ""))
    assert len(labelled) == joined.trending.sum()
    on_event = labelled[labelled.on_event]
    rows = shares[(shares.segment == "trending") & (shares.estimand == "posts") & (shares.scope == "collected")]
    for label in schema.REACTIONS:
        row = rows[(rows.label_set == "reaction") & (rows.label == label) & rows.among.isna()].squeeze()
        assert row.share == row.low == row.high == pytest.approx((on_event.reaction == label).mean(), abs=5.1e-5)
    axis = on_event[on_event.topics.str.split("; ").map(lambda topics: "axis_optics" in topics)]
    row = rows[(rows.label == "excitement") & (rows.among == "axis_optics") & (rows.label_set == "reaction")].squeeze()
    assert row.share == row.low == row.high == pytest.approx((axis.reaction == "excitement").mean(), abs=5.1e-5)


def test_corrected_shares_equal_pandas(tables):
    """The on-event share of all posts is Σ W_d n_d1/n_d over the design strata."""
    shares, joined, audit = tables
    labelled = joined.merge(audit, on=["source", "post_id"])
    stratum = np.where(labelled.trending, "trending", "other")
    weights = pd.Series(np.where(joined.trending, "trending", "other")).value_counts(normalize=True)
    expected = (labelled.groupby(stratum)["on_event"].mean() * weights).sum()
    rows = shares[(shares.segment == "all") & (shares.estimand == "posts") & (shares.scope == "collected")]
    row = rows[rows.label_set == "on_event"].squeeze()
    assert row.share == pytest.approx(expected, abs=5.1e-5)
    assert row.low < row.share < row.high


def test_no_figure_is_silent(tables):
    """Every row has a share with low <= share <= high, or a note that says why not; nothing is NaN in the text."""
    shares, _, _ = tables
    without = shares[shares.share.isna()]
    assert without.note.notna().all()
    figures = shares.dropna(subset=["share"])
    assert ((figures.low <= figures.share) & (figures.share <= figures.high)).all()
    assert (figures[["low", "high"]] >= 0).all().all()
    assert (figures[["low", "high"]] <= 1).all().all()


def test_every_verdict_says_that_it_is_a_demonstration(sample_run):
    """Composed posts say nothing about the article, and each verdict begins by saying so."""
    _, paths, _ = sample_run
    claims = pd.read_csv(paths.reports / "claims.csv")
    assert len(claims) == 6
    start = "demonstration: composed posts say nothing about the article"
    assert claims.verdict.str.startswith(start).all()
    assert claims.groupby("claim").primary.sum().tolist() == [1, 1]


def test_labels_of_all_of_the_sample_agree_with_its_audit(sample_run):
    """The labels kept for tests and the audit file say the same of the posts in both."""
    from pathlib import Path

    event, _, _ = sample_run
    labels = pd.read_csv(Path(__file__).parents[1] / "data" / "beijing-parade-2025.labels.csv", dtype=str)
    audit = pd.read_csv(event.audit_path, dtype=str)
    both = audit.merge(labels, on=["source", "post_id"], suffixes=("", "_all"))
    assert len(both) == len(audit) >= 190
    for column in ("on_event", "topics", "reaction", "sentiment"):
        assert (both[column] == both[f"{column}_all"]).all(), column
    assert set(audit["labeller"]) == {"composer"}


def test_nothing_is_to_be_warned_of(sample_run):
    """The shipped model is fitted to the shipped labels, phrases and valences, and no source is missing."""
    _, _, state = sample_run
    assert state.warnings == []
