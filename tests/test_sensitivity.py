"""A claim's figure under other definitions."""

from __future__ import annotations

from collections import Counter

import pytest

from xsentiment import audit, scorers, select, shares

from builders import event, frame, label, posts, scores

CLAIM = """
[[claims]]
id = "angry"
quote = "angry"
kind = "share"
readings = [{ segment = "SEGMENT", label_set = "reaction", label = "anger" }]
"""
N = 40


def table(folder, segment="all", labelled=None, reposted=None, by=None, **columns):
    """SENSITIVITY of 40 posts of which the machine calls every fourth angry, by definition."""
    loaded = event(folder, CLAIM.replace("SEGMENT", segment))
    made = frame(N, trending=[i % 2 == 0 for i in range(N)], **columns)
    machine = scores(made, reaction=["anger" if i % 4 == 0 else "neutral" for i in range(N)], axis=[False] * N)
    labels = None
    if labelled is not None:
        said = {"reaction": "anger", "sentiment": "neutral", "topics": []}
        drawn = audit.draw(made, loaded, size=N)
        human = {post: said | {"reaction": value} for post, value in labelled.items()}
        labels = audit.join(made, label(drawn, human), loaded)
    choices = shares.Choices(select.other_trending(made), reposted or {}, by or {})
    rows = shares.sensitivity(made, machine, loaded, labels, choices).to_pylist()
    return {row["definition"]: row for row in rows}


def test_the_figure_as_defined_comes_first(tmp_path):
    """Without an audit each row has the machine's share alone, and says so."""
    rows = table(tmp_path)
    assert next(iter(rows)) == "as defined"
    assert rows["as defined"]["machine_share"] == 0.25
    assert all(row["share"] is None and row["note"] for row in rows.values())


def test_the_other_shipped_scorers_are_asked(tmp_path):
    """Each scorer that an event may name, but its own; a figure by another reads what that one says."""
    loaded = event(tmp_path)
    assert set(scorers.rivals(loaded, "sentiment")) == {"vader"}
    assert set(scorers.rivals(loaded, "reaction")) == {"cues", "linear-reaction"}
    for name, other in scorers.rivals(loaded, "reaction").items():
        assert other.scorers.reaction == name
    furious = scores(frame(N), reaction=["anger"] * N, axis=[False] * N)
    rows = table(tmp_path, by={("reaction", "cues"): furious, ("sentiment", "vader"): furious})
    assert rows["reaction by cues"]["machine_share"] == 1.0
    assert "sentiment by vader" not in rows


def test_trending_by_other_definitions(tmp_path):
    """The top tenth by likes of one day's 40 posts are the four or more with most; unknown metrics give no posts."""
    rows = table(tmp_path, "trending", likes=list(range(N)))
    top = rows["top 10% by likes"]
    assert (top["n_posts"], top["machine_share"]) == (4, 0.25)
    assert rows["top 25% by engagement"]["n_posts"] == 10
    assert rows["top 10% by views"]["note"] == "no posts"
    assert "top 10% by engagement" not in rows


def test_a_definition_that_changes_nothing_is_none(tmp_path):
    """Posts of unknown kind, of authors with a post each, in words of their own: the first row's note says so."""
    rows = table(tmp_path, kind=[None] * N)
    assert list(rows) == ["as defined"]
    assert rows["as defined"]["note"] == (
        "no post counts otherwise: without replies, with reposts, at most 3 posts an author, each text once, each "
        "author once; machine labels, unaudited"
    )
    some = table(tmp_path, kind=["reply"] + [None] * (N - 1), reposted={("x", "1000"): 2})
    assert list(some) == ["as defined", "without replies", "with reposts"]


def test_replies_copies_and_authors(tmp_path):
    """Without replies, each text once, each author once, and at most three posts of an author."""
    rows = table(
        tmp_path,
        kind=["reply" if i % 4 == 0 else "post" for i in range(N)],
        author_id=["one"] * 30 + [f"a{i}" for i in range(10)],
        text=["copy" if i % 4 == 0 else f"text {i}" for i in range(N)],
    )
    assert (rows["without replies"]["n_posts"], rows["without replies"]["machine_share"]) == (30, 0)
    assert rows["each text once"]["machine_share"] == pytest.approx(1 / 31, abs=5e-5)
    assert rows["at most 3 posts an author"]["n_posts"] == 13
    assert rows["each author once"]["machine_share"] == pytest.approx((8 / 30 + 2) / 11, abs=5e-5)


def test_reposts_count_for_their_originals(tmp_path):
    """A post that was reposted ten times counts eleven times; reposts of other posts are told."""
    rows = table(tmp_path, reposted={("x", "1000"): 10, ("x", "7"): 3, ("x", None): 1})
    row = rows["with reposts"]
    assert row["machine_share"] == pytest.approx((10 + 10) / (N + 10), abs=5e-5)
    assert "4 reposts of posts not in the frame left out" in row["note"]


def test_unlabelled_posts_bound_the_figure(tmp_path):
    """All drawn, the first 10 of 40 left open, 10 of the others angry: between 10/40 and 20/40, whatever they are."""
    order = audit.draw(frame(N), event(tmp_path, CLAIM.replace("SEGMENT", "all")), size=N)["post_id"].to_pylist()
    human = {post: "anger" if i < 20 else "neutral" for i, post in enumerate(order) if i >= 10}
    rows = table(tmp_path, labelled=human)
    bounds = [row["share"] for definition, row in rows.items() if "unlabelled" in definition]
    assert bounds == [0.5, 0.25]
    assert "10 of the 40 posts drawn wait for a label" in rows["as defined"]["note"]
    assert (rows["as defined"]["low"], rows["as defined"]["high"]) == (0.25, 0.5)


def test_weighted_posts_have_an_interval_with_some_off_the_event(tmp_path):
    """Where posts are off the event the ratio is linearised for unequal weights: a share, not a fault."""
    human = {str(1000 + i): "anger" if i < 10 else "neutral" for i in range(30)}
    loaded = event(tmp_path, CLAIM.replace("SEGMENT", "all"))
    made = frame(N)
    said = {
        post: {"reaction": value, "sentiment": "neutral", "topics": [], "on_event": post != "1029"}
        for post, value in human.items()
    }
    labels = audit.join(made, label(audit.draw(made, loaded, size=N), said), loaded)
    machine = scores(made, axis=[False] * N)
    choices = shares.Choices({}, {("x", "1000"): 10}, {})
    rows = {row["definition"]: row for row in shares.sensitivity(made, machine, loaded, labels, choices).to_pylist()}
    row = rows["with reposts"]
    assert row["low"] < row["share"] < row["high"]
    assert row["share"] > rows["as defined"]["share"]


def test_reposts_are_counted_in_the_window(tmp_path):
    """Each repost once, by its network and original, those outside the window not at all."""
    loaded = event(tmp_path)
    table = posts(5, kind=["repost"] * 4 + ["post"], repost_of_id=["7", "7", None, "8", None])
    assert select.reposted(table, loaded) == Counter({("x", "7"): 2, ("x", None): 1, ("x", "8"): 1})


def test_a_tenth_unlabelled_is_no_note(tmp_path):
    """Up to a tenth of the posts drawn in a stratum may stay without a label."""
    rows = table(tmp_path, labelled={str(1000 + i): "anger" if i % 2 else "neutral" for i in range(38)})
    assert "not labelled in" not in rows["as defined"]["note"]
    assert "over 10%" not in rows["as defined"]["note"]
