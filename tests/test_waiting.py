"""Posts that were drawn and wait for a label: the figure holds whatever they will be."""

import pytest

from xsentiment import audit, claims, schema, shares

from builders import event, frame, label, scores

N = 120
SAID = {"topics": [], "reaction": "neutral"}


def said(post, n=N):
    """The label of a post: the first half of all posts is negative, the rest positive."""
    return SAID | {"sentiment": "negative" if int(post) < 1000 + n // 2 else "positive"}


def rows(made, loaded, audited):
    """The figures of all posts by tone; estimand posts, scope collected."""
    machine = scores(made, axis=[False] * made.num_rows)
    table = shares.aggregate(made, machine, loaded, audit.join(made, audited, loaded))
    kept = [row for row in table.to_pylist() if (row["segment"], row["label_set"]) == ("all", "sentiment")]
    return {
        row["label"]: row
        for row in kept
        if (row["estimand"], row["scope"], row["among"]) == ("posts", "collected", None)
    }


@pytest.fixture
def loaded(tmp_path):
    """An audit of 60 posts."""
    return event(tmp_path, "[audit]\nsize = 60\n")


def test_labels_may_stop_anywhere_in_the_order_of_the_sheet(loaded):
    """The first 40 of 60 are an audit of 40, and nothing waits."""
    made = frame(N)
    drawn = audit.draw(made, loaded)
    first = drawn["post_id"].to_pylist()[:40]
    stopped = rows(made, loaded, label(drawn, {post: said(post) for post in first}))
    smaller = audit.draw(made, loaded, size=40)
    assert set(first) == set(smaller["post_id"].to_pylist())
    whole = rows(made, loaded, label(smaller, {post: said(post) for post in first}))
    assert stopped == whole
    assert {row["n_waiting"] for row in stopped.values()} == {0}


def test_a_post_passed_over_counts_either_way(loaded):
    """Of 60 posts 10 were left open: the interval reaches from that of none of them negative to that of all."""
    made = frame(N)
    drawn = audit.draw(made, loaded)
    order = drawn["post_id"].to_pylist()
    labels = {post: said(post) for post in order[10:]}
    waiting = rows(made, loaded, label(drawn, labels))["negative"]
    assert (waiting["n_audit"], waiting["n_waiting"]) == (50, 10)
    assert "10 of the 60 posts drawn wait for a label" in waiting["note"]
    none, every = (
        rows(made, loaded, label(drawn, labels | {post: SAID | {"sentiment": tone} for post in order[:10]}))["negative"]
        for tone in ("positive", "negative")
    )
    assert (waiting["low"], waiting["high"]) == (none["low"], every["high"])
    assert none["share"] < waiting["share"] < every["share"]


def test_posts_that_come_later_count_either_way(loaded):
    """All early posts are negative, all later ones positive and not labelled yet: the interval holds the half."""
    made = frame(2 * N)
    early = made.slice(0, N)
    drawn = audit.draw(early, loaded)
    audited = label(drawn, {post: said(post, 2 * N) for post in drawn["post_id"].to_pylist()})
    row = rows(made, loaded, audited)["negative"]
    assert row["share"] == 1
    assert row["low"] < 0.5 < row["high"]
    assert row["n_waiting"] == audit.join(made, audited, loaded).counts["pending"] > 20


@pytest.mark.parametrize("other", [{"sentiment": "positive"}, {"sentiment": None}])
def test_labels_in_dispute_and_blanks_count_either_way(loaded, other):
    """Where labellers differ, or left the cell empty, the post may be either."""
    made = frame(N)
    drawn = audit.draw(made, loaded)
    order = drawn["post_id"].to_pylist()
    labels = {post: SAID | {"sentiment": "negative"} for post in order}
    if other["sentiment"]:
        twice = label(drawn, dict.fromkeys(order[:6], SAID | other), "two").to_pylist()
        both = label(drawn, labels).to_pylist() + [row for row in twice if row["labeller"] == "two"]
        audited = schema.from_rows(both, schema.AUDIT, "AUDIT")
    else:
        audited = label(drawn, labels | dict.fromkeys(order[:6], SAID | other))
    row = rows(made, loaded, audited)["negative"]
    assert (row["n_audit"], row["n_waiting"]) == (54, 6)
    exact = rows(made, loaded, label(drawn, labels))["negative"]
    assert row["low"] < 54 / 60 < exact["low"]


def test_the_claim_says_that_posts_wait(tmp_path):
    """Undecided, and what would decide it are the labels of the posts that wait."""
    claim = """
[audit]
size = 60
[[claims]]
id = "most"
quote = "most are negative"
kind = "at_least"
value = 0.45
readings = [{ label_set = "sentiment", label = "negative" }]
"""
    asked = event(tmp_path, claim)
    made = frame(N)
    drawn = audit.draw(made, asked)
    labels = {post: SAID | {"sentiment": "negative"} for post in drawn["post_id"].to_pylist()[40:]}
    machine = scores(made, axis=[False] * N)
    table = shares.aggregate(made, machine, asked, audit.join(made, label(drawn, labels), asked))
    (row,) = claims.claims(table, schema.NET.empty_table(), asked, schema.SENSITIVITY.empty_table()).to_pylist()
    assert (row["verdict"], row["labels_needed"], row["n_waiting"]) == ("undecided", 40, 40)
    assert row["sentence"].endswith("undecided, 40 posts drawn for it wait for labels.")


def test_labels_in_doubt_are_told_beside_the_figures_that_rest_on_them(loaded):
    """Two people who differ on the tone of one post in three, and on nothing else: the tone alone is not reliable."""
    made = frame(N)
    drawn = audit.draw(made, loaded)
    order = drawn["post_id"].to_pylist()
    tones = {"one": ("negative", "positive") * 30, "two": ("negative", "positive") * 20 + ("positive", "negative") * 10}
    both = []
    for who, said_by in tones.items():
        kinds = zip(order, said_by, ("anger", "neutral") * 30, (["axis"], []) * 30, strict=True)
        labels = {post: {"sentiment": tone, "reaction": what, "topics": topics} for post, tone, what, topics in kinds}
        both += label(drawn, labels, who).to_pylist()
    joined = audit.join(made, schema.from_rows(both, schema.AUDIT, "AUDIT"), loaded)
    table = shares.aggregate(made, scores(made, axis=[False] * N), loaded, joined).to_pylist()
    doubted = {row["label_set"] for row in table if "labels not reliable: sentiment" in (row["note"] or "")}
    assert doubted == {"sentiment", "topic*sentiment"}
    assert joined.counts["weak"] == ["sentiment"]


@pytest.mark.parametrize(
    ("segment", "estimand", "lacking", "why"),
    [
        ("trending", "posts", {"likes": [None] * N}, "no post is trending: none is known to have likes, reposts"),
        (
            "all",
            "authors",
            {"author_id": [None] * N},
            f"{N} posts without an author left out; no post has a known author",
        ),
        ("all", "engagement", {"likes": [0] * N}, "no post has any engagement"),
    ],
)
def test_what_no_post_has_is_said(loaded, segment, estimand, lacking, why):
    """Before anybody labels, and whatever is labelled: nothing is counted, and the note says what is lacking."""
    made = frame(N, **lacking)
    machine = scores(made, axis=[False] * N)
    drawn = audit.draw(made, loaded)
    labelled = label(drawn, {post: said(post) for post in drawn["post_id"].to_pylist()})
    for labels in (None, audit.join(made, labelled, loaded)):
        table = shares.aggregate(made, machine, loaded, labels).to_pylist()
        found = [row for row in table if (row["segment"], row["estimand"]) == (segment, estimand)]
        assert {row["n_posts"] for row in found} == {0}
        assert all(why in row["note"] for row in found)


def thin(folder, trending, size, part):
    """The row of the negative posts of an audit of `size` that gives the first `trending` posts a `part` of them."""
    made = frame(N, trending=[i < trending for i in range(N)])
    loaded = event(folder, f"[audit]\nsize = {size}\ntrending = {part}\n")
    drawn = audit.draw(made, loaded)
    return rows(made, loaded, label(drawn, {post: said(post) for post in drawn["post_id"].to_pylist()}))["negative"]


def test_a_kind_of_posts_with_too_few_labels_is_left_open(tmp_path):
    """Of 12 trending posts one was drawn: the figure is that of the 108 others, the interval holds whatever the 11 are."""
    row = thin(tmp_path, 12, 40, 0.025)
    few = "1 of 12 trending posts labelled, too few, and the interval holds whatever the others of them are"
    assert few in row["note"]
    assert (row["n_audit"], row["n_waiting"]) == (40, 0)
    made = frame(N - 12, post_id=[str(1012 + i) for i in range(N - 12)])
    loaded = event(tmp_path, "[audit]\nsize = 39\n")
    drawn = audit.draw(made, loaded)
    others = rows(made, loaded, label(drawn, {post: said(post) for post in drawn["post_id"].to_pylist()}))["negative"]
    assert row["share"] == others["share"]
    assert row["low"] == pytest.approx((108 * others["low"] + 1) / N, abs=1e-4)  # the one that was read is negative
    assert row["high"] == pytest.approx((108 * others["high"] + 12) / N, abs=1e-4)


def test_a_part_without_any_label_is_left_open_too(tmp_path):
    """No trending post was drawn: what is known is the others' share."""
    row = thin(tmp_path, 6, 40, 0.0)
    assert "0 of 6 trending posts labelled, too few" in row["note"]
    assert row["low"] < row["share"] < row["high"]
    assert row["high"] - row["low"] > 6 / N


def test_a_large_part_with_too_few_labels_is_named(tmp_path):
    """More than a fifth of the posts is not left open: no figure, and the note says of which posts labels lack."""
    row = thin(tmp_path, 30, 40, 0.025)
    assert (row["share"], row["note"]) == (None, "1 of 30 trending posts labelled: too few (at least 2)")
    few = thin(tmp_path, 12, 10, 0.1)
    assert few["share"] is None
    assert (
        few["note"]
        == "1 of 12 trending posts labelled, too few; of the others 9 audited posts are too few (at least 10)"
    )
