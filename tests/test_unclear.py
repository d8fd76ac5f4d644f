"""Labels that people could not tell: decided, not pending, and in every share a label of their own."""

from __future__ import annotations

import pytest

from xsentiment import audit, claims, fit, schema, shares, wording
from xsentiment.errors import ConfigError
from xsentiment.report import charts

from builders import event, frame, label, scores

N = 120
CLEAR = {"topics": [], "reaction": "neutral", "sentiment": "negative"}
CLAIM = """
[[claims]]
id = "most"
quote = "mostly negative"
kind = "largest"
readings = [{ label_set = "sentiment", label = "negative" }]
"""


def labelled(loaded, said, n=N, size=60):
    """A frame of n posts and the audit of `size` of them: `said` by rank in the order of the sheet, else CLEAR."""
    made = frame(n)
    drawn = audit.draw(made, loaded, size=size)
    order = drawn["post_id"].to_pylist()
    return made, label(drawn, {post: CLEAR | said.get(i, {}) for i, post in enumerate(order)})


def figures(loaded, made, audited, label_set):
    """The rows of all posts, estimand posts and scope collected, by (label, among)."""
    machine = scores(made, axis=[i % 2 == 0 for i in range(made.num_rows)])
    table = shares.aggregate(made, machine, loaded, audit.join(made, audited, loaded)).to_pylist()
    place = ("all", "posts", "collected", label_set)
    kept = [row for row in table if (row["segment"], row["estimand"], row["scope"], row["label_set"]) == place]
    return {(row["label"], row["among"]): row for row in kept}


@pytest.mark.parametrize("label_set", ["sentiment", "reaction"])
def test_unclear_is_a_label_of_its_own(tmp_path, label_set):
    """12 of 60 are unclear: nothing waits, the shares of all labels and of the unclear sum to 1, and the note says so."""
    loaded = event(tmp_path)
    rows = figures(loaded, *labelled(loaded, {i: {label_set: "unclear"} for i in range(12)}), label_set)
    mine = {name: row for (name, among), row in rows.items() if among is None}
    assert mine["unclear"]["share"] == pytest.approx(12 / 60, abs=1e-4)
    assert mine["unclear"]["low"] < 12 / 60 < mine["unclear"]["high"]
    assert sum(row["share"] for row in mine.values()) == pytest.approx(1, abs=5e-4)
    assert {(row["n_audit"], row["n_waiting"]) for row in mine.values()} == {(60, 0)}
    assert all(
        "unclear: 12 of the 60 labelled posts, which count as none of the labels" in row["note"]
        for row in mine.values()
    )
    assert (mine["unclear"]["machine_count"], mine["unclear"]["machine_share"]) == (None, None)


def test_without_unclear_labels_nothing_changes(tmp_path):
    """No row, no note: an audit in which everything was clear has the labels of the codebook alone."""
    loaded = event(tmp_path)
    rows = figures(loaded, *labelled(loaded, {}), "sentiment")
    assert {name for name, among in rows if among is None} == set(schema.SENTIMENTS)
    assert not any("unclear" in (row["note"] or "") for row in rows.values())


def test_all_labelled_is_exact_with_unclear_ones(tmp_path):
    """Where every post was read the share is what people said, the unclear ones in the base."""
    loaded = event(tmp_path)
    said = {i: {"sentiment": "unclear" if i < 8 else "positive"} for i in range(20)}
    rows = figures(loaded, *labelled(loaded, said, n=40, size=40), "sentiment")
    found = {name: (row["low"], row["share"], row["high"]) for (name, among), row in rows.items() if among is None}
    assert found == {
        "negative": (0.5, 0.5, 0.5),
        "neutral": (0, 0, 0),
        "positive": (0.3, 0.3, 0.3),
        "unclear": (0.2, 0.2, 0.2),
    }


def test_topics_that_nobody_could_tell(tmp_path):
    """Of 40 posts 10 are on the axis, 2 of these on more that is unclear; of 6 others no topic could be told."""
    loaded = event(tmp_path)
    said = {i: {"topics": ["axis", "unclear"] if i < 2 else ["axis"], "reaction": "anger"} for i in range(10)}
    said |= {i: {"topics": ["unclear"]} for i in range(10, 16)} | {2: {"topics": ["axis"], "reaction": "unclear"}}
    made, audited = labelled(loaded, said, n=40, size=40)
    topics = figures(loaded, made, audited, "topic")
    assert {name: row["share"] for (name, _), row in topics.items()} == {"axis": 0.25, "unclear": 0.2}
    assert "unclear: 6 of the 40 labelled posts" in topics["axis", None]["note"]
    reactions = figures(loaded, made, audited, "reaction")
    assert (reactions["anger", "axis"]["share"], reactions["unclear", "axis"]["share"]) == (0.9, 0.1)
    pairs = figures(loaded, made, audited, "topic*reaction")
    assert (pairs["axis*anger", None]["share"], pairs["axis*unclear", None]["share"]) == (9 / 40, 1 / 40)


def test_unclear_posts_are_counted_apart_from_blank_ones(tmp_path):
    """The status tells labels that were decided to be unclear from those that somebody left out."""
    loaded = event(tmp_path)
    said = {0: {"sentiment": "unclear"}, 1: {"sentiment": None}, 2: {"topics": ["unclear"]}, 3: {"on_event": False}}
    said[3] |= {"sentiment": "unclear"}
    made, audited = labelled(loaded, said)
    joined = audit.join(made, audited, loaded)
    assert joined.counts["unclear"] == {"topics": 1, "sentiment": 1}
    assert joined.counts["blank"] == {"sentiment": 1}
    assert int(joined.waits["sentiment"].sum()) == 1
    assert audit.progress(audited) == (60, 0)


def people(loaded, *said):
    """An audit in which each of `said` (labeller → labels by rank) labelled the first posts of the sheet."""
    made = frame(N)
    drawn = audit.draw(made, loaded, size=60)
    order = drawn["post_id"].to_pylist()
    rows = []
    for who, labels in said:
        mine = label(drawn, {order[i]: CLEAR | one for i, one in labels.items()}, who).to_pylist()
        rows += [row for row in mine if row["labeller"] == who]
    return made, schema.from_rows(rows, schema.AUDIT, "AUDIT")


def test_unclear_is_a_value_of_its_own_in_agreement(tmp_path):
    """Two people who find 10 of 20 posts unclear agree as they would on any other label; one who does not differs."""
    loaded = event(tmp_path)
    said = {i: {"reaction": "unclear" if i < 10 else "anger", "topics": ["unclear"] * (i < 10)} for i in range(20)}
    made, same = people(loaded, ("a", said), ("b", said))
    assert (
        audit.agreement(same, loaded)["reaction"]["alpha"],
        audit.agreement(same, loaded)["topic axis"]["alpha"],
    ) == (1, 1)
    assert audit.join(made, same, loaded).counts["unclear"] == {"topics": 10, "reaction": 10}
    apart = said | {0: {"reaction": "anger", "topics": []}}
    made, other = people(loaded, ("a", said), ("b", apart))
    assert audit.agreement(other, loaded)["reaction"]["alpha"] < 1
    assert audit.join(made, other, loaded).counts["disputed"] == {"topics": 1, "reaction": 1}
    made, ended = people(loaded, ("a", said), ("b", apart), ("settled", {0: {"reaction": "unclear", "topics": []}}))
    joined = audit.join(made, ended, loaded)
    assert (joined.counts["disputed"], joined.counts["unclear"]) == ({}, {"topics": 9, "reaction": 10})


def test_settled_may_say_that_a_post_cannot_be_labelled(tmp_path):
    """Two differ on whether the post is about the event, the third cannot tell: it waits no longer."""
    loaded = event(tmp_path)
    nobody = {"outcome": "cannot_label", "on_event": None, "topics": None, "reaction": None, "sentiment": None}
    both = ("a", {0: {}}), ("b", {0: {"on_event": False}})
    assert audit.join(*people(loaded, *both), loaded).counts["disagreement"] == 1
    counts = audit.join(*people(loaded, *both, ("settled", {0: nobody})), loaded).counts
    assert (counts["disagreement"], counts["cannot_label"], counts["disputed"]) == (0, 1, {})


def test_the_figure_without_and_with_the_unclear_posts(tmp_path):
    """Of 40 posts 10 are unclear and 20 negative: 20 of 30 without them, 30 of 40 were they all negative."""
    loaded = event(tmp_path, CLAIM)
    said = {i: {"sentiment": "unclear" if i < 10 else "positive"} for i in range(20)}
    made, audited = labelled(loaded, said, n=40, size=40)
    machine, labels = scores(made, axis=[False] * 40), audit.join(made, audited, loaded)
    table = shares.sensitivity(made, machine, loaded, labels, shares.Choices({}, {}, {})).to_pylist()
    rows = {row["definition"]: row for row in table}
    assert rows["as defined"]["share"] == 0.5
    without, every = rows["without the 10 unclear posts"], rows["all of the 10 unclear posts counted in"]
    assert (without["choice"], without["share"]) == ("labels", pytest.approx(20 / 30, abs=1e-4))
    assert (every["choice"], every["share"]) == ("bound", 0.75)
    assert "unclear" not in (every["note"] or "")


@pytest.mark.parametrize(("unclear", "verdict"), [(3, "supported"), (24, "undecided")])
def test_unclear_posts_are_no_rival_of_a_claim(tmp_path, unclear, verdict):
    """Of 40 posts 4 are positive: the others are negative, or most are unclear and might be positive; the sentence says so."""
    loaded = event(tmp_path, CLAIM)
    said = {i: {"sentiment": "unclear" if i < unclear else "positive"} for i in range(unclear + 4)}
    made, audited = labelled(loaded, said, n=40, size=40)
    given = made, scores(made, axis=[False] * 40), loaded, audit.join(made, audited, loaded)
    net, nothing = shares.net(*given), schema.SENSITIVITY.empty_table()
    assert {row["minus"] for row in net.to_pylist() if row["level"] > 0.95} == {"neutral", "positive"}
    (row,) = claims.claims(shares.aggregate(*given), net, loaded, nothing).to_pylist()
    assert (row["verdict"], row["labels_needed"]) == (verdict, None)
    more = ", more labels alone would hardly decide it" if verdict == "undecided" else ""
    assert row["sentence"].endswith(f"{verdict}{more}; unclear: {unclear} of the 40 labelled posts.")


def test_the_unclear_are_told_in_words_and_drawn(tmp_path):
    """A share that no machine gave has a headline and a mark; the others' headlines count the unclear posts."""
    loaded = event(tmp_path)
    said = {i: {"sentiment": "unclear", "topics": ["unclear"], "reaction": "unclear"} for i in range(12)}
    made, audited = labelled(loaded, said)
    told = {}
    for label_set in ("sentiment", "reaction", "topic"):
        rows = figures(loaded, made, audited, label_set)
        told[label_set] = wording.headline(rows["unclear", None], loaded)
        assert "machine labels" not in told[label_set]
        assert "20\u202f%" in str(charts.shares_chart([charts.Bar("unclear", rows["unclear", None])], label_set))
    assert "of the 120 posts had no tone that people could tell" in told["sentiment"]
    assert "showed a reaction that people could not tell" in told["reaction"]
    assert "were about what people could not tell" in told["topic"]
    negative = figures(loaded, made, audited, "sentiment")["negative", None]
    assert "; unclear: 12 of the 60 labelled posts; machine" in wording.headline(negative, loaded)


def test_nothing_is_learnt_of_unclear_labels(tmp_path):
    """A fitted model has the labels of the codebook alone."""
    loaded = event(tmp_path)
    said = {0: {"reaction": "unclear"}, 1: {"sentiment": "unclear"}, 2: {"topics": ["axis", "unclear"]}}
    made, audited = labelled(loaded, said)
    examples, _ = fit.gather(loaded, made, audit.join(made, audited, loaded))
    assert set(examples.reactions) == {"neutral", None}
    assert set(examples.sentiments) == {"negative", None}
    assert (int(examples.judged.sum()), int(examples.topics.sum())) == (59, 0)


@pytest.mark.parametrize("name", ["none", "unclear"])
def test_no_topic_is_called_as_labellers_say_that_there_is_none(tmp_path, name):
    """Its posts could not be told from those without a topic."""
    topic = f'\n[[topics]]\nid = "{name}"\ntitle = "?"\nany = ["word"]\n'
    with pytest.raises(ConfigError, match=f"'{name}' is what labellers write"):
        event(tmp_path, topic)
