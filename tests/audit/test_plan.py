"""What so many labels would buy, against what they then bought."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment import audit, shares

from builders import event, frame, label, scores

CLAIMS = """
[audit]
size = 300
trending = 0.5

[[claims]]
id = "angry"
quote = "half of it anger"
kind = "share"
value = 0.5
readings = [
    { label_set = "reaction", label = "anger" },
    { segment = "trending", label_set = "reaction", label = "anger", among = "axis" },
    { label_set = "reaction", label = "anger", estimand = "engagement" },
    { segment = "day=2025-09-05", label_set = "topic", label = "axis" },
]

[[claims]]
id = "axis"
quote = "much on the axis"
kind = "share"
readings = [{ label_set = "topic", label = "axis", scope = "event" }, { label_set = "topic", label = "axis", estimand = "authors" }]
"""
N = 2000


@pytest.fixture
def world(tmp_path):
    """2,000 posts, a fifth trending, with machine labels that say nothing of what people say."""
    loaded = event(tmp_path, CLAIMS)
    rng = np.random.default_rng(3)
    posts = frame(N, trending=[i % 5 == 0 for i in range(N)])
    machine = scores(posts, reaction=rng.choice(["anger", "neutral"], N).tolist(), axis=(rng.random(N) < 0.4).tolist())
    human = {
        post: {
            "reaction": "anger" if rng.random() < 0.3 else "neutral",
            "sentiment": "neutral",
            "topics": ["axis"] if rng.random() < 0.4 else [],
        }
        for post in posts["post_id"].to_pylist()
    }
    return loaded, posts, machine, human


def equal_draw(posts, loaded):
    """A draw with equal chances from these posts."""
    n = posts.num_rows
    trending = sum(posts["trending"].to_pylist())
    counts = {"all": {"trending": trending, "other": n - trending}, "trending": {"trending": trending, "other": 0}}
    return audit.EqualDraw(counts, loaded.audit.trending, loaded.level)


def planned(world, table, sizes=(300,)):
    """The plan, by claim, reading and size."""
    loaded, posts, *_ = world
    rows = audit.plan(loaded, table, equal_draw(posts, loaded), sizes)
    return {(row["claim"], row["reading"], row["size"]): row for row in rows}


def shares_with(world, size=None):
    """SHARES without an audit, or with one of so many posts."""
    loaded, posts, machine, human = world
    if size is None:
        return shares.aggregate(posts, machine, loaded)
    drawn = label(audit.draw(posts, loaded, size=size), human)
    return shares.aggregate(posts, machine, loaded, audit.join(posts, drawn, loaded))


def figure(table, reading):
    """The row of SHARES that a reading is about."""
    names = ("segment", "estimand", "scope", "label_set", "label", "among")
    return next(row for row in table.to_pylist() if all(row[name] == getattr(reading, name) for name in names))


def test_the_plan_comes_true(world):
    """Were the machine right about the share, the width to expect is the width that comes, within a fifth."""
    loaded = world[0]
    after = shares_with(world, 300)
    for number in (0, 1):
        row = figure(after, loaded.claims[0].readings[number])
        before = [item | {"machine_share": row["share"]} for item in shares_with(world).to_pylist()]
        from xsentiment import schema

        table = schema.from_rows(before, schema.SHARES, "SHARES")
        expected = planned(world, table)["angry", number + 1, 300]
        assert expected["assumed_by"] == "machine"
        assert expected["half_width"] == pytest.approx((row["high"] - row["low"]) / 2, rel=0.2)
        assert expected["half_width"] <= expected["half_width_most"]


def test_an_audit_foretells_the_next(world):
    """From 150 labels, the width of 600 is foretold within 15 %."""
    loaded = world[0]
    expected = planned(world, shares_with(world, 150), (600,))["angry", 1, 600]
    row = figure(shares_with(world, 600), loaded.claims[0].readings[0])
    assert expected["assumed_by"] == "audit"
    assert expected["half_width"] == pytest.approx((row["high"] - row["low"]) / 2, rel=0.15)


def test_today_is_as_it_is(world):
    """For the size that was drawn, the plan gives the width that the audit has."""
    loaded, table = world[0], shares_with(world, 300)
    row = figure(table, loaded.claims[0].readings[0])
    expected = planned(world, table)["angry", 1, 300]
    assert expected["half_width"] == pytest.approx((row["high"] - row["low"]) / 2, abs=2e-4)
    assert (expected["low"], expected["high"]) == pytest.approx((row["low"], row["high"]), abs=4e-3)


def test_sizes_and_what_they_decide(world):
    """Larger audits are narrower, all posts leave no width, and the claim is decided where the interval is clear."""
    rows = planned(world, shares_with(world, 150), ())
    mine = [row for (claim, reading, _), row in rows.items() if (claim, reading) == ("angry", 1)]
    assert [row["size"] for row in mine] == [50, 100, 200, 300, 400, 800, 1600, 2000]
    widths = [row["half_width"] for row in mine]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0
    assert mine[-1]["decides"] is True
    assert rows["axis", 1, 300]["decides"] is None


def test_what_cannot_be_planned_says_why(world):
    """Engagement needs an audit by weight, an empty segment has no posts, for others it says what it leaves out."""
    rows = planned(world, shares_with(world))
    assert '[audit] weight = "engagement"' in rows["angry", 3, 300]["note"]
    assert rows["angry", 3, 2000]["half_width"] == 0
    assert rows["angry", 4, 300]["note"] == "no posts"
    assert rows["axis", 1, 300]["note"] == "chance in which posts came to be is left out"
    assert rows["axis", 2, 300]["note"] == "that authors have unequal numbers of posts is left out"


def test_the_size_that_brings_labels_into_a_segment(world):
    """Half of the labels go to trending: 100 there need 200 in all; what trending cannot use goes to the others."""
    loaded, posts, *_ = world
    draw = equal_draw(posts, loaded)
    assert draw.size_for("trending", 100) == 199
    assert draw.size_for("all", 100) == 100
    assert draw.size_for("trending", 400) == 799
