"""SHARES: rows, machine shares, corrected shares, and what is said where there is no number."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import t as student

from xsentiment import audit, shares, wording
from xsentiment.stats.wilson import score_reach, wilson

from builders import event, frame, label, scores


def rows_of(table, **wanted):
    """The rows with these values."""
    return [row for row in table.to_pylist() if all(row[key] == value for key, value in wanted.items())]


def row_of(table, label_set, name, segment="all", estimand="posts", scope="collected", among=None):
    """The one row of a figure."""
    wanted = {"label_set": label_set, "label": name, "segment": segment, "estimand": estimand, "scope": scope}
    (row,) = rows_of(table, among=among, **wanted)
    return row


@pytest.fixture
def hundred(tmp_path):
    """100 posts: 60 by the machine negative, 40 positive; 30 of them on the axis; nobody is trending."""
    table = frame(100)
    machine = scores(table, sentiment=["negative"] * 60 + ["positive"] * 40, axis=[i < 30 for i in range(100)])
    return table, machine, event(tmp_path, "[audit]\nsize = 50\n")


def test_without_an_audit_there_are_machine_shares_and_no_interval(hundred):
    """share, low and high are empty and the note says why."""
    table = shares.aggregate(*hundred)
    row = row_of(table, "sentiment", "negative")
    assert (row["machine_count"], row["machine_share"]) == (60, 0.6)
    assert (row["share"], row["low"], row["high"], row["method"]) == (None, None, None, None)
    assert row["note"] == "machine labels, unaudited"
    assert {row["share"] for row in table.to_pylist()} == {None}


def test_posts_that_no_scorer_read_are_no_base_of_a_machine_share(tmp_path):
    """machine_base counts those scored, the note and the headline name them, with an audit and without."""
    loaded, table = event(tmp_path, "[audit]\nsize = 50\n"), frame(100)
    machine = scores(table, sentiment=["negative"] * 20 + ["positive"] * 20 + [None] * 60, axis=[False] * 100)
    row = row_of(shares.aggregate(table, machine, loaded), "sentiment", "negative")
    assert (row["machine_count"], row["machine_base"], row["machine_share"]) == (20, 40, 0.5)
    assert row["note"] == "machine labels, unaudited; 40 of 100 posts scored"
    assert wording.headline(row, loaded).replace(wording.SPACE, " ") == (
        "50 % of the 40 posts that were scored were negative in tone "
        "(of 100 collected, by machine labels alone, unaudited: no interval, not for print)."
    )
    said = {"sentiment": "negative", "reaction": "neutral", "topics": []}
    corrected, _ = audited((table, machine, loaded), lambda _: said)
    row = row_of(corrected, "sentiment", "negative")
    assert row["share"] is not None
    assert "; machine labels alone said 50 % (40 of 100 posts scored))." in wording.headline(row, loaded).replace(
        wording.SPACE, " "
    )


def test_a_share_among_a_topic_names_the_labels_on_it(hundred):
    """n_base is how many labelled posts people found on the topic; the headline prints it."""
    said = {"sentiment": "negative", "reaction": "neutral"}
    table, drawn = audited(hundred, lambda i: said | {"topics": ["axis"] if i % 4 == 0 else []})
    on_topic = sum(i % 4 == 0 for i in drawn)
    row = row_of(table, "sentiment", "negative", among="axis")
    assert (row["n_audit"], row["n_base"], row["machine_base"]) == (50, on_topic, 30)
    assert row_of(table, "sentiment", "negative")["n_base"] == 50
    assert f"a random sample of 50 labelled by people, {on_topic} of these on “The axis”;" in wording.headline(
        row, hundred[2]
    )
    alone = row_of(shares.aggregate(*hundred), "sentiment", "negative", among="axis")
    assert "(100 posts collected, 30 of them on it and scored, by machine labels alone" in wording.headline(
        alone, hundred[2]
    )


def test_default_rows(hundred):
    """All estimands and scopes for all and trending; posts and collected for days, languages and networks."""
    table = shares.aggregate(*hundred)
    kinds = {(row["segment"], row["estimand"], row["scope"]) for row in table.to_pylist()}
    full = {(e, s) for e in ("posts", "authors", "texts", "engagement") for s in ("collected", "event")}
    assert {(e, s) for segment, e, s in kinds if segment == "all"} == full
    assert {(e, s) for segment, e, s in kinds if segment == "trending"} == full
    assert {k for k in kinds if k[0] not in ("all", "trending")} == {
        (segment, "posts", "collected") for segment in ("day=2025-09-03", "lang=en", "source=x")
    }


def audited(hundred, said):
    """Draw the event's audit and label it with said(i) for post number i."""
    table, machine, loaded = hundred
    drawn = audit.draw(table, loaded)
    ids = drawn["post_id"].to_pylist()
    labels = {post: said(int(post) - 1000) for post in ids}
    joined = audit.join(table, label(drawn, labels), loaded)
    return shares.aggregate(table, machine, loaded, joined), [int(post) - 1000 for post in ids]


def test_corrected_share_is_the_stratified_formula(hundred):
    """Share, low and high of a sentiment are those computed here by hand from the sampled posts."""
    truth = np.arange(100) % 3 == 0
    table, drawn = audited(
        hundred, lambda i: {"sentiment": "positive" if truth[i] else "negative", "reaction": "neutral", "topics": []}
    )
    row = row_of(table, "sentiment", "positive")
    strata = []
    for low, high in ((0, 60), (60, 100)):
        inside = [i for i in drawn if low <= i < high]
        strata.append(((high - low) / 100, truth[inside].mean(), len(inside), 1 - len(inside) / (high - low)))
    weight, theta, n, left = np.array(strata).T
    share, open_part = weight @ theta, left / (n - 1)
    variance = weight**2 * open_part * theta * (1 - theta)
    t = float(student.ppf(0.975, variance.sum() ** 2 / (variance**2 / (n - 1)).sum()))
    part = variance / variance.sum()
    slope, bend = part @ (weight * open_part * (1 - 2 * theta)), part @ left / 48
    low, high = (share + side * score_reach(variance.sum(), slope, bend, side * t) for side in (-1, 1))
    assert (theta < 0.5).all()  # one kind of strata
    assert (row["share"], row["low"], row["high"]) == tuple(round(float(v), 4) for v in (share, low, high))
    assert (row["method"], row["n_audit"], row["n_posts"], row["machine_share"]) == ("wilson", 50, 100, 0.4)
    assert "one labeller, no agreement known" in row["note"]


def test_off_event_posts_leave_every_share(hundred):
    """Published shares are p(label and on event) / p(on event), linearised; on_event has a row of its own."""
    table, drawn = audited(
        hundred,
        lambda i: {"sentiment": "positive", "reaction": "neutral", "topics": [], "on_event": i % 2 == 0},
    )
    assert row_of(table, "sentiment", "positive")["share"] == 1.0
    assert row_of(table, "sentiment", "positive")["method"] == "wilson"
    nowhere, among = row_of(table, "topic", "axis"), row_of(table, "sentiment", "positive", among="axis")
    assert nowhere["share"] == 0
    assert nowhere["high"] > wilson(0, len(drawn), 2.0)[1]  # no wider base than that of all posts labelled
    assert among["note"].endswith("no audited post in the base")
    on_event = row_of(table, "on_event", "on_event")
    assert on_event["share"] == pytest.approx(np.mean([i % 2 == 0 for i in drawn]), abs=5e-5)
    assert on_event["machine_share"] is None


def test_everything_audited_is_exact(tmp_path):
    """With every post labelled each figure is its own bounds, whatever the segment and estimand in hand."""
    loaded = event(tmp_path, "[audit]\nsize = 40\n")
    table = frame(40, trending=[i < 4 for i in range(40)])
    machine = scores(table, sentiment=["negative"] * 40, axis=[False] * 40)
    truth = [["negative", "neutral", "positive"][i % 3] for i in range(40)]
    drawn = audit.draw(table, loaded)
    said = {
        str(1000 + i): {"sentiment": truth[i], "reaction": "anger", "topics": ["axis"] * (i % 2)} for i in range(40)
    }
    result = shares.aggregate(table, machine, loaded, audit.join(table, label(drawn, said), loaded))
    exact = [row for row in rows_of(result, scope="collected") if row["share"] is not None]
    assert all(row["low"] == row["share"] == row["high"] for row in exact)
    assert row_of(result, "sentiment", "positive")["share"] == round(13 / 40, 4)
    assert row_of(result, "sentiment", "negative", among="axis")["share"] == round(
        sum(truth[i] == "negative" and i % 2 for i in range(40)) / 20, 4
    )
    weights = [i % 7 for i in range(40)]
    engaged = sum(w for i, w in enumerate(weights) if truth[i] == "positive") / sum(weights)
    assert row_of(result, "sentiment", "positive", estimand="engagement")["share"] == round(engaged, 4)


def test_a_rare_label_in_an_uneven_audit_has_room_where_few_labels_lie(tmp_path):
    """Half of the labels on a tenth of the posts: a label that only these show may still be there among the rest."""
    loaded = event(tmp_path, "[audit]\nsize = 100\ntrending = 0.5\n")
    table = frame(500, trending=[i < 50 for i in range(500)])
    machine = scores(table, sentiment=["neutral"] * 500, axis=[False] * 500)
    drawn = audit.draw(table, loaded)
    said = {str(1000 + i): {"sentiment": "positive" if i < 5 else "negative", "topics": []} for i in range(500)}
    result = shares.aggregate(table, machine, loaded, audit.join(table, label(drawn, said), loaded))
    row = row_of(result, "sentiment", "positive")
    assert (row["share"], row["low"]) == (0.01, 0.01)
    assert row["high"] > 0.01 + 0.9 * 0.03
    assert row_of(result, "sentiment", "positive", segment="trending")["high"] == 0.1


def test_authors_and_texts_weigh_by_author_and_by_text(tmp_path):
    """One vote an author and one a text, machine and corrected alike."""
    loaded = event(tmp_path, "[audit]\nsize = 12\n")
    table = frame(12, author_id=["a"] * 9 + ["b", "c", None], text=["same"] * 6 + [f"text {i}" for i in range(6)])
    said = ["positive"] * 9 + ["negative"] * 3
    machine = scores(table, sentiment=said, axis=[False] * 12)
    drawn = audit.draw(table, loaded)
    labels = {str(1000 + i): {"sentiment": said[i], "reaction": "neutral", "topics": []} for i in range(12)}
    result = shares.aggregate(table, machine, loaded, audit.join(table, label(drawn, labels), loaded))
    authors = row_of(result, "sentiment", "positive", estimand="authors")
    assert (authors["machine_share"], authors["share"], authors["n_posts"], authors["n_authors"]) == (
        0.3333, 0.3333, 11, 3,
    )  # fmt: skip
    assert "1 post without an author left out" in authors["note"]
    texts = row_of(result, "sentiment", "positive", estimand="texts")
    assert (texts["machine_share"], texts["share"]) == (round(4 / 7, 4), round(4 / 7, 4))


def test_shares_among_a_topic_are_alike_where_every_post_has_its_own_author_and_text(tmp_path):
    """By posts, authors and texts; a label that none of 50 shows may still be one of twelve."""
    loaded = event(tmp_path, '[audit]\nsize = 50\n[shares]\nestimands = ["posts", "authors", "texts"]\n')
    table = frame(400)
    machine = scores(table, reaction=["anger", "concern"] * 200, axis=[True] * 400)
    reactions = ("excitement", "concern", "neutral", "neutral")
    said = {
        str(1000 + i): {"reaction": reactions[i % 4], "sentiment": "neutral", "topics": ["axis"]} for i in range(400)
    }
    labels = audit.join(table, label(audit.draw(table, loaded), said), loaded)
    rows = [row for row in shares.aggregate(table, machine, loaded, labels).to_pylist() if row["among"] == "axis"]
    found = {
        (row["estimand"], row["label_set"], row["label"]): (row["share"], row["low"], row["high"])
        for row in rows
        if row["scope"] == "collected" and row["segment"] == "all" and row["estimand"] != "engagement"
    }
    for (_, *figure), interval in found.items():
        assert {found[estimand, *figure] for estimand in ("posts", "authors", "texts")} == {interval}
    assert found["posts", "reaction", "anger"] == (0.0, 0.0, pytest.approx(0.071, abs=0.005))


def test_engagement_needs_an_audit_drawn_by_weight(hundred):
    """An equal-chance audit carries no engagement-weighted share: empty, with a note."""
    table, _ = audited(hundred, lambda _: {"sentiment": "negative", "reaction": "neutral", "topics": []})
    row = row_of(table, "sentiment", "negative", estimand="engagement")
    assert row["share"] is None
    assert '[audit] weight = "engagement"' in row["note"]


def test_a_label_nobody_judged_has_no_share(hundred):
    """Labels for sentiment alone give no reaction and no topic: never zero."""
    table, _ = audited(hundred, lambda _: {"sentiment": "negative"})
    assert row_of(table, "sentiment", "negative")["share"] == 1.0
    for row in (row_of(table, "reaction", "anger"), row_of(table, "topic", "axis")):
        assert (row["share"], row["n_audit"]) == (None, 0)
        assert "no post of this segment was labelled for this" in row["note"]


def test_too_few_audited_posts_are_no_number(tmp_path):
    """Nine labels carry no interval."""
    loaded = event(tmp_path, "[audit]\nsize = 9\n")
    table = frame(100)
    machine = scores(table, axis=[False] * 100)
    drawn = audit.draw(table, loaded)
    said = {
        post: {"sentiment": "neutral", "reaction": "neutral", "topics": []} for post in drawn["post_id"].to_pylist()
    }
    result = shares.aggregate(table, machine, loaded, audit.join(table, label(drawn, said), loaded))
    assert "9 audited posts are too few" in row_of(result, "sentiment", "neutral")["note"]


def test_unscored_posts_are_a_stratum_of_their_own(tmp_path):
    """machine_share is over scored posts; the corrected share is over all."""
    loaded = event(tmp_path, "[audit]\nsize = 80\n")
    table = frame(80)
    machine = scores(table, sentiment=["positive"] * 40 + [None] * 40, axis=[False] * 80)
    drawn = audit.draw(table, loaded)
    said = {
        str(1000 + i): {"sentiment": "positive" if i < 40 else "negative", "reaction": "neutral", "topics": []}
        for i in range(80)
    }
    result = shares.aggregate(table, machine, loaded, audit.join(table, label(drawn, said), loaded))
    row = row_of(result, "sentiment", "positive")
    assert (row["machine_share"], row["share"], row["n_posts"]) == (1.0, 0.5, 80)


def test_merged_strata_are_named(hundred):
    """A class with few audited posts is merged with its neighbour, and the note says so."""
    table, machine, loaded = hundred
    few = scores(table, sentiment=["negative"] * 55 + ["neutral"] * 5 + ["positive"] * 40, axis=[False] * 100)
    result, _ = audited((table, few, loaded), lambda _: {"sentiment": "neutral", "reaction": "neutral", "topics": []})
    assert "taken together: neutral + positive of the other posts" in row_of(result, "sentiment", "neutral")["note"]
    del machine


@pytest.mark.parametrize(
    ("scored", "estimand", "together"),
    [(False, "posts", False), (True, "posts", True), (True, "authors", False)],
)
def test_scores_stand_in_for_strata(tmp_path, scored, estimand, together):
    """Where the control variate uses scores 80 labels carry two strata in place of three, if all posts weigh the same."""
    loaded, table = event(tmp_path, "[audit]\nsize = 80\n"), frame(300)
    machine = scores(table, sentiment=["negative", "neutral", "positive"] * 100, axis=[False] * 300)
    if scored:
        compound = pa.array([-0.8, 0.0, 0.8] * 100, pa.float64())
        machine = machine.set_column(machine.schema.get_field_index("compound"), "compound", compound)
    said = {"sentiment": "neutral", "reaction": "neutral", "topics": []}
    result, _ = audited((table, machine, loaded), lambda _: said)
    note = row_of(result, "sentiment", "neutral", estimand=estimand)["note"]
    assert ("taken together: negative + neutral of" in note) == together
    assert together == ("taken together" in note)


def test_scores_of_other_posts_are_refused(hundred):
    """Scores must be of the frame's posts."""
    table, machine, loaded = hundred
    with pytest.raises(shares.schema.SchemaError, match="have no scores"):
        shares.aggregate(table, machine.slice(1), loaded)


def test_order_of_scores_plays_no_part(hundred):
    """Scores are joined by post, not by place."""
    table, machine, loaded = hundred
    backwards = machine.take(list(range(99, -1, -1)))
    assert shares.aggregate(table, backwards, loaded).equals(shares.aggregate(table, machine, loaded))


def test_concentration_counts_voices_and_copies():
    """The ten largest authors' share and the share of posts whose text occurs twice."""
    table = frame(
        20, author_id=["a"] * 10 + [None] * 10, text=["Copy this!", "copy  THIS!"] + [f"t{i}" for i in range(18)]
    )
    assert shares.concentration(table) == {"n_authors": 1, "top10_author_share": 0.5, "copied_share": 0.1}
