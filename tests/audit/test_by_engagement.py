"""The audit drawn by engagement: which posts, how it stands beside a draw with equal chances, what it carries."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from xsentiment import audit, data_frames, schema, shares, stats
from xsentiment.errors import ConfigError, InputError

from builders import event, frame, label, scores

N = 400


@pytest.fixture
def loaded(tmp_path):
    """The test event with an audit of 60 by engagement."""
    return event(tmp_path, '[audit]\nsize = 60\nweight = "engagement"\n')


@pytest.fixture
def equal(tmp_path):
    """The same event with an audit of 60 with equal chances."""
    return event(tmp_path, "[audit]\nsize = 60\n")


def likes(seed=1, n=N):
    """Heavy-tailed engagement: a quarter without any, a twentieth unknown."""
    rng = np.random.default_rng(seed)
    many = np.ceil(np.exp(1 + 1.7 * rng.standard_normal(n))).astype(int)
    return [None if u < 0.05 else 0 if u < 0.3 else int(x) for u, x in zip(rng.random(n), many, strict=True)]


def posts(engagement):
    """A frame whose top tenth by engagement is trending."""
    known = sorted((x or 0 for x in engagement), reverse=True)
    return frame(len(engagement), likes=engagement, trending=[(x or 0) >= known[len(known) // 10] for x in engagement])


def ranks(table, loaded):
    """The ranks u / w by post id, of posts with engagement, by plain Python."""
    numbers = audit.permanent_numbers(table, loaded)
    pairs = zip(table["post_id"].to_pylist(), numbers, table["engagement"].to_pylist(), strict=True)
    return {post: u / w for post, u, w in pairs if w}


def by_engagement(drawn):
    """The ids that a draw by engagement took."""
    return {row["post_id"] for row in drawn.to_pylist() if row["order_engagement"] is not None}


def test_the_smallest_ranks_are_drawn(loaded):
    """Those with the smallest u/w in the whole frame, with π = min(1, t w); posts without engagement never."""
    table = posts(likes())
    drawn = audit.draw(table, loaded)
    by_rank = ranks(table, loaded)
    expected = sorted(by_rank, key=by_rank.__getitem__)[:60]
    assert by_engagement(drawn) == set(expected)
    weight = dict(zip(table["post_id"].to_pylist(), table["engagement"].to_pylist(), strict=True))
    for row in drawn.to_pylist():
        assert (row["pi"], row["order"], row["wave"]) == (None, None, 1)
        assert row["order_engagement"] == by_rank[row["post_id"]]
        assert row["pi_engagement"] == min(1, by_rank[expected[-1]] * weight[row["post_id"]])
    assert [row["post_id"] for row in drawn.to_pylist()] == expected


def test_order_and_round_trip(loaded, tmp_path):
    """The order of posts plays no part, and the file gives back what was written; equal draws keep their columns."""
    table = posts(likes())
    drawn = audit.draw(table, loaded)
    assert audit.draw(table.take(np.random.default_rng(0).permutation(N)), loaded).equals(drawn)
    path = tmp_path / "test-event.audit.csv"
    path.write_bytes(audit.write_audit(drawn))
    assert audit.read_audit(path, loaded).equals(drawn)
    plain = audit.write_audit(audit.draw(table, event(tmp_path))).decode()
    assert plain.split("\n", 1)[0].startswith("source,post_id,wave,design_stratum,pi,order,labeller,")


def test_a_file_without_any_rank_is_an_error(loaded, tmp_path):
    """A row that no draw took says nothing of its chance."""
    path = tmp_path / "test-event.audit.csv"
    path.write_text("source,post_id,wave,design_stratum,pi,order\nx,1000,1,other,,\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: pi and order are empty"):
        audit.read_audit(path, loaded)
    path.write_text("source,post_id,wave,design_stratum,pi,order\nx,1000,1,other,0.5,\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2: wave, pi and order must be numbers"):
        audit.read_audit(path, loaded)


def test_a_top_up_raises_the_limit(loaded):
    """More labels are a second wave; together they are the larger draw."""
    table = posts(likes())
    first = audit.draw(table, loaded)
    both = audit.draw(table, loaded, first, size=100)
    assert by_engagement(first) < by_engagement(both) == by_engagement(audit.draw(table, loaded, size=100))
    assert [row["wave"] for row in both.to_pylist()].count(2) == 40
    assert audit.draw(table, loaded, both, size=100).equals(both)


def test_posts_that_gain_engagement_or_come_later_join(loaded):
    """Below the limit as it was drawn they are pending; a label outside of it is not used."""
    engagement = likes()
    table = posts(engagement)
    drawn = audit.draw(table, loaded)
    limit = max(row["order_engagement"] for row in drawn.to_pylist())
    later = posts([None if x is None else 3 * x if i % 2 else x for i, x in enumerate(engagement)] + likes(2, 100))
    sample = audit.sampled(later, drawn, loaded, "engagement")
    expected = {post for post, rank in ranks(later, loaded).items() if rank <= limit}
    assert set(np.array(later["post_id"].to_pylist())[sample.listed]) == expected > by_engagement(drawn)
    assert not sample.drawn.any()
    said = {post: {"sentiment": "neutral"} for post in by_engagement(drawn)}
    joined = audit.join(later, label(drawn, said), loaded)
    assert joined.counts["pending"] == len(expected) - 60
    assert joined.counts["drawn"] == len(expected)
    assert set(np.array(later["post_id"].to_pylist())[joined.waits["sentiment"]]) == expected - by_engagement(drawn)
    shrunk = posts([None if x is None else x // 50 for x in engagement])
    assert audit.join(shrunk, label(drawn, said), loaded).counts["labelled"] < 60


def test_a_limit_once_reached_stays(loaded):
    """Where engagement fell, a top-up reaches its size all the same, and the file tells how far it went."""
    engagement = likes()
    drawn = audit.draw(posts(engagement), loaded)
    fallen = posts([None if x is None else -(-x // 9) for x in engagement])
    again = audit.draw(fallen, loaded, drawn)
    assert audit.sampled(fallen, again, loaded, "engagement").listed.sum() == 60
    risen = posts([None if x is None else 5 * x for x in engagement])
    assert audit.sampled(risen, again, loaded, "engagement").listed.sum() > 60


def test_drawn_whole(loaded):
    """All posts with engagement: each is certain, and so are those that come later."""
    table = posts(likes())
    drawn = audit.draw(table, loaded, size=N)
    engaged = sum(bool(x) for x in table["engagement"].to_pylist())
    assert drawn.num_rows == engaged
    assert set(drawn["pi_engagement"].to_pylist()) == {1.0}
    later = audit.sampled(posts(likes() + likes(2, 50)), drawn, loaded, "engagement")
    assert later.listed.sum() == sum(bool(x) for x in likes() + likes(2, 50))


def test_nobody_engaged(loaded):
    """There is nothing to draw by."""
    with pytest.raises(InputError, match="no post has any engagement to be drawn by"):
        audit.draw(posts([0, None, 0]), loaded)


def test_both_draws_stand_side_by_side(loaded, equal):
    """Whichever comes first, each is what it would be alone; a post in both has one row and one label."""
    table = posts(likes())
    alone = {name: audit.draw(table, one) for name, one in (("equal", equal), ("weighted", loaded))}
    first_equal = audit.draw(table, loaded, alone["equal"])
    first_weighted = audit.draw(table, equal, alone["weighted"])
    for both in (first_equal, first_weighted):
        for weight, name in (("posts", "equal"), ("engagement", "weighted")):
            mine, own = (audit.sampled(table, one, loaded, weight).drawn for one in (both, alone[name]))
            assert (mine == own).all()
        assert len({row["post_id"] for row in both.to_pylist()}) == both.num_rows < 120
    assert [row["post_id"] for row in first_weighted.to_pylist() if row["wave"] == 1] == [
        row["post_id"] for row in alone["weighted"].to_pylist()
    ]
    columns = ["post_id", "design_stratum", "pi", "order", "pi_engagement", "order_engagement"]
    one, other = (table.select(columns).sort_by("post_id") for table in (first_equal, first_weighted))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('weight = "likes"\n', "audit.weight: 'likes' is none of posts, engagement"),
        ('weight = "engagement"\ntrending = 0.5\n', "audit.trending: goes with weight"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, extra, said):
    """Another weight, or a part for trending posts that are drawn by engagement."""
    with pytest.raises(ConfigError, match=said):
        event(tmp_path, f"[audit]\n{extra}")


def truth_of(i):
    """Labels that go with engagement: the most engaged are positive."""
    return {"sentiment": "positive" if (likes()[i] or 0) > 20 else "negative", "reaction": "neutral", "topics": []}


def published(table, loaded, *audits):
    """SHARES from audits drawn one after the other and labelled whole, as a data frame."""
    drawn = None
    for one, size in audits:
        drawn = audit.draw(table, one, drawn, size=size)
    said = {post: truth_of(int(post) - 1000) for post in drawn["post_id"].to_pylist()}
    joined = audit.join(table, label(drawn, said), loaded)
    machine = scores(table, sentiment=["negative", "positive"] * (N // 2), axis=[False] * N)
    return data_frames.to_pandas(shares.aggregate(table, machine, loaded, joined))


def figure(table, estimand, segment="all", scope="collected"):
    """The row of positive sentiment."""
    rows = table[(table["label"] == "positive") & table["among"].isna() & (table["label_set"] == "sentiment")]
    (row,) = rows[(rows["estimand"] == estimand) & (rows["segment"] == segment) & (rows["scope"] == scope)].to_dict(
        "records"
    )
    return row


def test_the_point_by_hand(loaded):
    """Certain posts by their weight; of the rest the plain mean of those drawn, times their weight; by cell if merged."""
    table = posts(likes())
    row = figure(published(table, loaded, (loaded, 60)), "engagement")
    posts_of = pd.DataFrame({"w": table["engagement"].to_pylist(), "id": table["post_id"].to_pylist()})
    posts_of["positive"] = [truth_of(i)["sentiment"] == "positive" for i in range(N)]
    posts_of["cell"] = [i % 2 for i in range(N)]
    posts_of = posts_of[posts_of["w"] > 0]
    posts_of["rank"] = posts_of["id"].map(ranks(table, loaded))
    limit = posts_of["rank"].nsmallest(60).iloc[-1]
    certain = posts_of["w"] * limit >= 1
    total = (posts_of["w"] * posts_of["positive"])[certain].sum()
    for _, cell in posts_of[~certain].groupby("cell"):
        total += cell["w"].sum() * cell.loc[cell["rank"] <= limit, "positive"].mean()
    assert certain.sum() > 5
    assert "certain" not in (row["note"] or "")
    assert row["share"] == pytest.approx(total / posts_of["w"].sum(), abs=5e-5)
    assert row["low"] < row["share"] < row["high"]
    assert (row["n_audit"], row["n_posts"]) == (60, len(posts_of))
    assert "posts without metrics left out" in row["note"]
    assert f"{sum(x == 0 for x in likes())} posts without engagement weigh nothing" in row["note"]


@pytest.mark.parametrize("segment", ["all", "trending", "day=2025-09-03"])
def test_all_labelled_is_a_census(loaded, segment):
    """With every engaged post labelled the share is Σ w y / Σ w, exact."""
    table = posts(likes())
    found = published(table, event(loaded.path.parent, '[shares]\nestimands = ["engagement"]\n'), (loaded, N))
    row = figure(found, "engagement", segment)
    inside = np.array(table["trending"].to_pylist()) if segment == "trending" else np.ones(N, dtype=bool)
    weight = np.array([x or 0 for x in likes()]) * inside
    positive = np.array([truth_of(i)["sentiment"] == "positive" for i in range(N)])
    assert row["low"] == row["share"] == row["high"] == round(weight[positive].sum() / weight.sum(), 4)


def test_a_draw_carries_its_own_estimand_alone(loaded, equal):
    """By engagement alone there is no share of posts, by equal chances none of engagement; by both there are both."""
    table = posts(likes())
    weighted, plain = (published(table, loaded, (one, 60)) for one in (loaded, equal))
    both = published(table, loaded, (equal, 60), (loaded, 60))
    for estimand in ("posts", "authors", "texts"):
        row = figure(weighted, estimand)
        assert pd.isna(row["share"])
        assert 'needs an audit with equal chances ([audit] weight = "posts")' in row["note"]
        assert figure(both, estimand)["share"] == figure(plain, estimand)["share"]
    assert pd.isna(figure(plain, "engagement")["share"])
    assert '[audit] weight = "engagement"' in figure(plain, "engagement")["note"]
    mine, alone = figure(both, "engagement"), figure(weighted, "engagement")
    assert [mine[name] for name in ("share", "low", "high", "n_audit")] == [
        alone[name] for name in ("share", "low", "high", "n_audit")
    ]
    assert not pd.isna(figure(both, "engagement", scope="event")["share"])


def test_labels_that_wait_are_told_where_they_matter(loaded, equal):
    """Posts that one draw waits for do not widen the figures of the other."""
    table = posts(likes())
    drawn = audit.draw(table, loaded, audit.draw(table, equal))
    said = {
        row["post_id"]: truth_of(int(row["post_id"]) - 1000) for row in drawn.to_pylist() if row["order"] is not None
    }
    joined = audit.join(table, label(drawn, said), loaded)
    waits = joined.waits["sentiment"]
    assert not (waits & joined.draws["posts"].drawn).any()
    assert (waits & joined.draws["engagement"].drawn).any()
    told = {row["design_stratum"]: row for row in joined.counts["strata"]}
    assert told["by engagement"]["n_audited"] < 60
    assert told["trending"]["n_audited"] + told["other"]["n_audited"] == 60
    assert told["by engagement"]["n_certain"] > 0


def test_the_machine_class_narrows_and_ratios_work(loaded):
    """Posts off the event leave every share: Σ w label on event / Σ w on event, held by the interval."""
    table = posts(likes())
    drawn = audit.draw(table, loaded, size=150)
    said = {post: truth_of(int(post) - 1000) for post in drawn["post_id"].to_pylist()}
    for post, labels in said.items():
        labels |= {"on_event": int(post) % 3 > 0, "topics": ["axis"] if int(post) % 2 else []}
    joined = audit.join(table, label(drawn, said), loaded)
    machine = scores(table, sentiment=["negative"] * N, axis=[i % 2 == 1 for i in range(N)])
    found = data_frames.to_pandas(shares.aggregate(table, machine, loaded, joined))
    weight = np.array([x or 0 for x in likes()], dtype=float)
    number = np.arange(1000, 1000 + N)
    positive = np.array([truth_of(i)["sentiment"] == "positive" for i in range(N)])
    row = figure(found, "engagement")
    on = number % 3 > 0
    assert row["low"] <= (weight * positive * on).sum() / (weight * on).sum() <= row["high"]
    among = found[(found["among"] == "axis") & (found["label"] == "positive") & (found["estimand"] == "engagement")]
    row = among[(among["segment"] == "all") & (among["scope"] == "collected")].to_dict("records")[0]
    on &= number % 2 == 1
    assert row["low"] <= (weight * positive * on).sum() / (weight * on).sum() <= row["high"]


def test_the_plan_comes_true(loaded):
    """The interval to expect is that of today, and about that which comes; what the draw does not carry has a note."""
    claims = """
[[claims]]
id = "much"
quote = "most of the engagement"
kind = "at_least"
value = 0.5
readings = [
    { label_set = "sentiment", label = "positive", estimand = "engagement" },
    { label_set = "sentiment", label = "positive", estimand = "engagement", segment = "trending" },
    { label_set = "sentiment", label = "positive" },
    { label_set = "sentiment", label = "positive", estimand = "engagement", segment = "day=2025-09-05" },
]
"""
    asked = event(loaded.path.parent, f'[audit]\nsize = 60\nweight = "engagement"\n{claims}')
    table = posts(likes())
    weight = np.array([x or 0 for x in likes()], dtype=float)
    inside = np.array(table["trending"].to_pylist())
    draw = audit.EngagementDraw({"all": weight[weight > 0], "trending": weight[inside]}, 0.95)
    found = published(table, asked, (asked, 60))
    plan = partial(audit.plan, asked, data_frames.from_pandas(found, schema.SHARES, "SHARES"), draw)
    rows = {(row["reading"], row["size"]): row for row in plan((60, 120))}
    mine = figure(found, "engagement")
    assert rows[1, 60]["assumed_by"] == "audit"
    assert rows[1, 60]["half_width"] == pytest.approx((mine["high"] - mine["low"]) / 2, abs=2e-4)
    later = figure(published(table, asked, (asked, 120)), "engagement")
    assert rows[1, 120]["half_width"] == pytest.approx((later["high"] - later["low"]) / 2, rel=0.5)
    assert rows[1, draw.total]["half_width"] == 0
    assert rows[2, 60]["labels"] == round(stats.chances(weight[inside], stats.expected_limit(weight, 60)).sum())
    assert 'weight = "posts"' in rows[3, 60]["note"]
    assert rows[4, 60]["note"] == "no posts"
    assert draw.size_for("all", 60) == 60
    assert draw.labels("trending", draw.size_for("trending", 30)) == pytest.approx(30, abs=1)


def test_the_bounds_of_what_was_not_labelled(loaded):
    """Half of the posts drawn without a label: all of them counted as hits, and none, stand around the figure."""
    claim = """
[[claims]]
id = "much"
quote = "most of the engagement"
kind = "at_least"
value = 0.5
readings = [{ label_set = "sentiment", label = "positive", estimand = "engagement" }]
"""
    asked = event(loaded.path.parent, f'[audit]\nsize = 60\nweight = "engagement"\n{claim}')
    table = posts(likes())
    drawn = audit.draw(table, asked)
    said = {post: truth_of(int(post) - 1000) for post in drawn["post_id"].to_pylist()[::2]}
    joined = audit.join(table, label(drawn, said), asked)
    machine = scores(table, sentiment=["negative"] * N, axis=[False] * N)
    found = shares.sensitivity(table, machine, asked, joined, shares.Choices({}, {}, {})).to_pylist()
    by = {row["definition"]: row for row in found}
    most, least = (by[f"{word} of the 29 unlabelled audit posts counted in"] for word in ("all", "none"))
    assert least["share"] < by["as defined"]["share"] < most["share"]
    assert (most["n_audit"], by["as defined"]["n_audit"]) == (59, 30)
    assert by["as defined"]["low"] <= least["low"] < most["high"] <= by["as defined"]["high"]
    weight = np.array([x or 0 for x in likes()], dtype=float)
    loud = {str(1000 + i) for i in np.flatnonzero(audit.sampled(table, drawn, asked, "engagement").chance >= 1)}
    pending = sum(weight[int(post) - 1000] for post in loud - set(said)) / weight.sum()
    assert most["share"] - least["share"] > pending
    assert "29 of the 59 posts drawn wait for a label" in by["as defined"]["note"]


def test_equal_engagement_is_equal_chances(loaded, equal):
    """Where every post has the same engagement both draws take the same posts and give the same figures."""
    table = frame(N, likes=[3] * N)
    by_weight, plain = (published(table, one, (one, 60)) for one in (loaded, equal))
    for scope in ("collected", "event"):
        mine, other = figure(by_weight, "engagement", scope=scope), figure(plain, "posts", scope=scope)
        told = ("share", "low", "high", "n_audit", "method", "note")
        assert [mine[name] for name in told] == [other[name] for name in told]
