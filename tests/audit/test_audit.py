"""The audit: which posts are drawn, what people's sheets may hold, and how labels meet the frame."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import audit, schema
from xsentiment.errors import InputError

from builders import EVENT, event, frame, label


@pytest.fixture
def loaded(tmp_path):
    """The test event with an audit of 20."""
    return event(tmp_path, "[audit]\nsize = 20\n")


def sheet(folder, rows, name="sheet.csv", delimiter=",", encoding="utf-8"):
    """A filled-in sheet; with its label columns unless its rows name no post."""
    path = folder / name
    out = io.StringIO()
    columns = dict.fromkeys(key for row in rows for key in row)
    if "post_id" in columns:
        columns |= dict.fromkeys(audit.LABEL_COLUMNS)
    writer = csv.DictWriter(out, list(columns), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def ids(table):
    """The post ids of an AUDIT, in order."""
    return table["post_id"].to_pylist()


def test_the_smallest_numbers_are_drawn(loaded):
    """In each stratum the posts with the smallest permanent random numbers, and pi is their part."""
    posts = frame(100, trending=[i < 10 for i in range(100)])
    drawn = audit.draw(posts, loaded)
    numbers = dict(zip(posts["post_id"].to_pylist(), audit.permanent_numbers(posts, loaded), strict=True))
    for name, inside in (("trending", range(10)), ("other", range(10, 100))):
        rows = [row for row in drawn.to_pylist() if row["design_stratum"] == name]
        expected = sorted((str(1000 + i) for i in inside), key=numbers.__getitem__)[: len(rows)]
        assert {row["post_id"] for row in rows} == set(expected)
        assert {row["pi"] for row in rows} == {round(len(rows) / len(inside), 9)}
    assert drawn.num_rows == 20
    assert set(drawn["wave"].to_pylist()) == {1}


@settings(max_examples=30)
@given(order=st.permutations(range(40)), size=st.integers(1, 60))
def test_the_order_of_posts_plays_no_part(order, size, tmp_path_factory):
    """The same posts in any order give the same draw."""
    loaded = event(tmp_path_factory.mktemp("e"))
    posts = frame(40, trending=[i % 9 == 0 for i in range(40)])
    assert audit.draw(posts.take(order), loaded, size=size).equals(audit.draw(posts, loaded, size=size))


def test_a_top_up_keeps_what_was_drawn(loaded):
    """More labels are a second wave; the first stays as it is, and together they are the larger draw."""
    posts = frame(200, trending=[i < 20 for i in range(200)])
    first = audit.draw(posts, loaded)
    both = audit.draw(posts, loaded, first, size=50)
    assert set(ids(first)) < set(ids(both))
    assert set(ids(both)) == set(ids(audit.draw(posts, loaded, size=50)))
    assert [row["wave"] for row in both.to_pylist()].count(2) == 30


def test_new_posts_below_the_threshold_join(loaded):
    """When posts come in later, those below the threshold are drawn too, and old labels stay valid."""
    posts = frame(400)
    early = posts.slice(0, 200)
    first = audit.draw(early, loaded)
    later = audit.draw(posts, loaded, first)
    limit = max(row["order"] for row in first.to_pylist())
    numbers = dict(zip(posts["post_id"].to_pylist(), audit.permanent_numbers(posts, loaded), strict=True))
    assert set(ids(later)) == {post for post, number in numbers.items() if number <= limit}
    labels = {post: {"sentiment": "neutral", "reaction": "neutral", "topics": []} for post in ids(first)}
    joined = audit.join(posts, label(first, labels), loaded)
    assert joined.counts["labelled"] == 20
    assert joined.counts["pending"] == len(set(ids(later)) - set(ids(first)))
    assert joined.waits["sentiment"].sum() == joined.counts["pending"]


def test_trending_gets_the_part_that_the_event_says(tmp_path):
    """`trending = 0.5` gives trending half of the labels, or all of its posts, and the rest to the others."""
    for trending, expected in ((30, 15), (6, 6)):
        posts = frame(100, trending=[i < trending for i in range(100)])
        loaded = event(tmp_path, "[audit]\nsize = 30\ntrending = 0.5\n")
        strata = audit.draw(posts, loaded)["design_stratum"].to_pylist()
        assert (strata.count("trending"), strata.count("other")) == (expected, 30 - expected)


def test_sheet_shows_text_and_no_machine_label(loaded, tmp_path):
    """People see the post, in random order, and nothing of what the machine thinks; formulas are defused."""
    posts = frame(30, text=["=1+1"] + [f"post {i}" for i in range(1, 30)])
    drawn = audit.draw(posts, loaded, size=30)
    path, count = audit.write_sheet(tmp_path, posts, drawn, loaded)
    assert (path.name, count) == ("label.csv", 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == audit.SHEET_COLUMNS
    assert {row["text"] for row in rows} >= {"'=1+1", "post 5"}
    assert [row["post_id"] for row in rows] == ids(drawn)
    assert all(not row[name] for row in rows for name in audit.LABEL_COLUMNS)


def test_sheet_shows_what_a_post_answers_or_quotes(loaded, tmp_path):
    """The text of the post replied to or quoted stands beside a post, where it was collected too."""
    posts = frame(
        4,
        text=["first", "=second", "third", "fourth"],
        reply_to_id=[None, "1000", "77", None],
        quote_of_id=[None, None, None, "1001"],
    )
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded, size=4), loaded)
    with path.open(encoding="utf-8-sig", newline="") as file:
        shown = {row["post_id"]: (row["answers"], row["quotes_text"]) for row in csv.DictReader(file)}
    assert shown == {"1000": ("", ""), "1001": ("first", ""), "1002": ("", ""), "1003": ("", "'=second")}


def test_audit_file_round_trip(loaded, tmp_path):
    """What is written is read back, whatever the labels; there is no text in it."""
    posts = frame(20)
    drawn = audit.draw(posts, loaded)
    some = ids(drawn)
    filled = label(
        drawn,
        {
            some[0]: {"sentiment": "negative", "reaction": "anger", "topics": ["axis"], "note": 'a, "b"\nc'},
            some[1]: {"sentiment": "neutral", "reaction": "neutral", "topics": []},
            some[2]: {"on_event": False, "topics": []},
            some[3]: {"outcome": "gone", "on_event": None},
        },
    )
    path = tmp_path / "test-event.audit.csv"
    path.write_bytes(audit.write_audit(filled))
    assert audit.read_audit(path, loaded).equals(filled)
    assert "post number" not in path.read_text("utf-8")
    assert audit.read_audit(tmp_path / "absent.csv", loaded) is None
    assert audit.progress(filled) == (20, 16)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")])
def test_sheets_as_spreadsheets_save_them(loaded, tmp_path, delimiter, encoding):
    """Commas, semicolons or tabs; TRUE, yes or 1; topics with ; or ,; with a mark at the beginning or without."""
    drawn = audit.draw(frame(20), loaded)
    post = {"source": "x", "post_id": ids(drawn)[0]}
    rows = [
        post | {"on_event": "TRUE", "topics": "axis", "reaction": "Anger", "sentiment": "negative"},
        {"source": "x", "post_id": ids(drawn)[1], "on_event": "no"},
        {"source": "x", "post_id": ids(drawn)[2], "on_event": "1", "reaction": "neutral", "sentiment": "neutral"},
        {"source": "x", "post_id": ids(drawn)[3]},
    ]
    path = sheet(tmp_path, rows, delimiter=delimiter, encoding=encoding)
    taken = audit.import_labels(path, drawn, loaded, labeller="one")
    said = {row["post_id"]: row for row in taken.audit.to_pylist()}
    assert taken.posts == 3
    assert said[ids(drawn)[0]]["topics"] == ["axis"]
    assert said[ids(drawn)[0]]["reaction"] == "anger"
    assert said[ids(drawn)[1]]["on_event"] is False
    assert said[ids(drawn)[2]]["topics"] == []  # this sheet names topics, so none is an answer
    assert said[ids(drawn)[3]]["outcome"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reaction": "rage"}, "line 2: reaction 'rage' is none of excitement, concern"),
        ({"sentiment": "good"}, "line 2: sentiment 'good' is none of"),
        ({"topics": "axes"}, "line 2: topics 'axes' is none of axis, none"),
        ({"on_event": "perhaps"}, "line 2: on_event 'perhaps' is none of yes, no"),
        ({"outcome": "lost"}, "line 2: outcome 'lost' is none of"),
        ({"post_id": "7", "reaction": "anger"}, "line 2: post '7' of 'x' was not drawn"),
    ],
)
def test_wrong_labels_are_named_with_their_line(loaded, tmp_path, change, said):
    """A label outside the codebook, or a post that was not drawn, is an error and changes nothing."""
    drawn = audit.draw(frame(20), loaded)
    path = sheet(tmp_path, [{"source": "x", "post_id": ids(drawn)[0], "reaction": "anger"} | change])
    with pytest.raises(InputError) as error:
        audit.import_labels(path, drawn, loaded, labeller="one")
    assert said in str(error.value)


def test_sheets_that_cannot_be_used(loaded, tmp_path):
    """No labeller, no key column, another encoding, no file: each says what to do."""
    drawn = audit.draw(frame(20), loaded)
    rows = [{"source": "x", "post_id": ids(drawn)[0], "reaction": "anger", "note": "café"}]
    for path, said in (
        (sheet(tmp_path, rows), "no labeller"),
        (sheet(tmp_path, [{"id": "1"}], "no.csv"), "has no column 'source'"),
        (sheet(tmp_path, rows, "latin.csv", encoding="cp1252"), "not UTF-8"),
        (tmp_path / "absent.csv", "No such file"),
    ):
        with pytest.raises(InputError, match=said):
            audit.import_labels(path, drawn, loaded)


def two(loaded, first, second, settled=None):
    """Counts and table of an audit of one post that two people labelled."""
    posts = frame(20)
    drawn = audit.draw(posts, loaded, size=20)
    post = ids(drawn)[0]
    rows = []
    for who, said in (("a", first), ("b", second), ("settled", settled)):
        if said is not None:
            rows += [row for row in label(drawn, {post: said}, who).to_pylist() if row["labeller"] == who]
    return audit.join(posts, schema.from_rows(rows, schema.AUDIT, "AUDIT"), loaded)


ONE = {"sentiment": "negative", "reaction": "anger", "topics": ["axis"]}


@pytest.mark.parametrize(("column", "other"), [("sentiment", "neutral"), ("reaction", "concern"), ("topics", [])])
def test_only_the_label_in_dispute_waits(loaded, column, other):
    """Two who differ on one label leave that label out, said in a note; the others of the post count."""
    assert two(loaded, ONE, ONE).counts["disputed"] == {}
    apart = two(loaded, ONE, ONE | {column: other})
    assert (apart.counts["labelled"], apart.counts["disagreement"]) == (1, 0)
    assert (apart.counts["disputed"], apart.counts["blank"]) == ({column: 1}, {})
    labelled = apart.table["labelled"].to_numpy()
    assert [name for name, posts in apart.waits.items() if posts[labelled].any()] == [column]
    (row,) = apart.table[apart.table["labelled"]].to_dict("records")
    assert row[column] is None
    agreed = {name: frozenset(value) if name == "topics" else value for name, value in ONE.items() if name != column}
    assert {name: row[name] for name in agreed} == agreed


def test_a_post_waits_whole_where_its_place_in_the_event_is_in_dispute(loaded):
    """Nothing of a post counts before it is known whether it is about the event."""
    apart = two(loaded, ONE, {"on_event": False, "topics": []})
    assert (apart.counts["labelled"], apart.counts["disagreement"]) == (0, 1)
    assert apart.counts["disputed"] == {"on_event": 1}
    assert not apart.table["labelled"].any()


def test_settled_ends_what_it_speaks_of(loaded):
    """The word 'settled' ends a disagreement; what it leaves open stays as the others have it."""
    word = dict.fromkeys(("sentiment", "reaction", "topics", "on_event"))
    settled = two(loaded, ONE, ONE | {"reaction": "concern"}, word | {"reaction": "concern"})
    assert settled.counts["disputed"] == {}
    (row,) = settled.table[settled.table["labelled"]].to_dict("records")
    assert (row["reaction"], row["sentiment"], row["on_event"]) == ("concern", "negative", True)
    assert row["topics"] == {"axis"}
    on = two(loaded, ONE, {"on_event": False, "topics": []}, word | {"on_event": True})
    assert on.counts["disputed"] == {}  # whoever took it for something else judged no topics
    assert on.table.loc[on.table["labelled"], "topics"].tolist() == [{"axis"}]
    off = two(loaded, ONE, {"on_event": False, "topics": []}, word | {"on_event": False})
    assert off.table.loc[off.table["labelled"], "on_event"].tolist() == [False]


def test_labels_that_are_missing_are_counted(loaded):
    """A labelled post on the event without a label that others have is counted, by stratum too, and is a concern."""
    posts = frame(40, trending=[i < 10 for i in range(40)])
    drawn = audit.draw(posts, loaded)
    labels = {post: {"sentiment": None if i % 2 else "neutral", "topics": None} for i, post in enumerate(ids(drawn))}
    labels[ids(drawn)[1]] |= {"on_event": False}
    joined = audit.join(posts, label(drawn, labels), loaded)
    assert joined.counts["blank"] == {"sentiment": 9}  # of ten, one is off the event; nobody judged topics or reactions
    by_stratum = {row["design_stratum"]: row["blank"] for row in joined.counts["strata"]}
    assert sum(row["sentiment"] for row in by_stratum.values()) == 9
    other = next(row for row in joined.counts["strata"] if row["design_stratum"] == "other")
    told = f"{other['blank']['sentiment']} of {other['n_audited']} labelled posts (other) have no sentiment"
    assert any(line.startswith(told) for line in audit.concerns(joined.counts))
    whole = {post: {"sentiment": "neutral"} for post in ids(drawn)} | {ids(drawn)[0]: {"sentiment": None}}
    few = audit.join(posts, label(drawn, whole), loaded).counts
    assert few["blank"] == {"sentiment": 1}
    few["strata"] = [{"design_stratum": "other", "n_audited": 10, "blank": {"sentiment": 1}}]
    assert list(audit.concerns(few)) == []


@pytest.mark.parametrize(
    ("posts", "change", "told"),
    [(20, {}, True), (19, {}, False), (20, {"reaction": "mockery"}, False), (20, {"note": "hm"}, False)],
)
def test_one_sheet_under_two_names_is_told_of(loaded, posts, change, told):
    """The same in every cell of twenty posts is no agreement of two people; a single other cell is."""
    drawn = audit.draw(frame(posts), loaded, size=posts)
    said = {
        post: {"reaction": "anger" if i % 3 else "concern", "topics": ["axis"]} for i, post in enumerate(ids(drawn))
    }
    rows = [
        row | (change if (who, place) == ("ann", 7) else {})
        for who in ("ben", "ann")
        for place, row in enumerate(label(drawn, said, who).to_pylist())
        if row["labeller"] == who
    ]
    table = schema.from_rows(rows, schema.AUDIT, "AUDIT")
    assert audit.twins(table) == ([("ann", "ben", posts)] if told else [])


def test_agreement_is_krippendorffs_alpha(loaded):
    """Alpha of a small table by hand (Krippendorff 2011): nominal, two labellers, one disagreement in ten."""
    posts = frame(20)
    drawn = audit.draw(posts, loaded, size=20)
    first = dict(zip(ids(drawn)[:10], ["anger"] * 5 + ["neutral"] * 5, strict=True))
    second = dict(first) | {ids(drawn)[0]: "neutral"}

    def rows(said, who):
        labels = {post: {"sentiment": "neutral", "reaction": value, "topics": []} for post, value in said.items()}
        return [row for row in label(drawn, labels, who).to_pylist() if row["labeller"] == who]

    table = schema.from_rows(rows(first, "a") + rows(second, "b"), schema.AUDIT, "AUDIT")
    counts = {"anger": 9, "neutral": 11}
    expected_disagreement = 2 * counts["anger"] * counts["neutral"] / (20 * 19)
    alpha = audit.agreement(table, loaded)
    row = alpha["reaction"]
    assert row["alpha"] == pytest.approx(1 - (2 / 20) / expected_disagreement, abs=1e-4)
    assert row["low"] < row["alpha"] < row["high"]
    assert row["posts"] == 10
    assert audit.agreement(table.take(list(range(19, -1, -1))), loaded) == alpha
    assert alpha["sentiment"] is None  # one value alone tells nothing


@pytest.mark.parametrize(
    ("both", "told"),
    [
        (0, ("2 labellers, no post judged by two, no agreement known",)),
        (9, ("2 labellers, 9 posts judged by two, no agreement known",)),
        (10, ()),
    ],
)
def test_two_names_are_no_agreement(loaded, both, told):
    """Two labellers who share fewer than ten posts are told of beside every figure, as one is."""
    posts = frame(20)
    drawn = audit.draw(posts, loaded)
    order = ids(drawn)
    rows = []
    for who, mine in (("ann", order[:10]), ("bob", order[10 - both : 20 - both])):
        said = {post: {"sentiment": "neutral" if i % 2 else "negative"} for i, post in enumerate(order) if post in mine}
        rows += [row for row in label(drawn, said, who).to_pylist() if row["labeller"]]
    joined = audit.join(posts, schema.from_rows(rows, schema.AUDIT, "AUDIT"), loaded)
    assert joined.notes == told
    assert joined.counts["labellers"] == ["ann", "bob"]


def test_unreliable_labels_are_marked(loaded):
    """Below .667 the note beside every figure says so, and a run warns."""
    posts = frame(20)
    drawn = audit.draw(posts, loaded, size=20)
    rows = []
    for who, values in (("a", ["anger", "neutral"] * 10), ("b", ["neutral", "anger"] * 10)):
        said = {
            post: {"sentiment": "neutral", "reaction": value, "topics": []}
            for post, value in zip(ids(drawn), values, strict=True)
        }
        rows += label(drawn, said, who).to_pylist()
    joined = audit.join(posts, schema.from_rows(rows, schema.AUDIT, "AUDIT"), loaded)
    row = joined.counts["alpha"]["reaction"]
    assert row["low"] == row["alpha"] < -0.9
    told = f"reaction alpha −0.95 (−0.95 to {row['high']:.2f}, 20 posts)".replace("to -", "to −")
    assert joined.weak == {"reaction": told}
    assert any(line.startswith("labellers agree too little on reaction") for line in audit.concerns(joined.counts))


def test_labels_of_posts_no_longer_there(loaded):
    """A labelled post that left the frame is counted as gone and plays no part."""
    posts = frame(30)
    drawn = audit.draw(posts, loaded)
    labels = {post: {"sentiment": "neutral", "reaction": "neutral", "topics": []} for post in ids(drawn)}
    left = posts.filter(np.array([post != ids(drawn)[0] for post in posts["post_id"].to_pylist()]))
    joined = audit.join(left, label(drawn, labels), loaded)
    assert (joined.counts["labelled"], joined.counts["gone"]) == (19, 1)


def test_labels_that_count_for_nothing_are_told_where_they_are_many(loaded):
    """Of 20 drawn: 2 gone are a tenth, 3 are more; posts that came to trend since are no part of that draw."""
    posts = frame(30)
    drawn = audit.draw(posts, loaded)
    said = label(drawn, {post: {"sentiment": "neutral", "topics": []} for post in ids(drawn)})
    for n, told in (
        (2, []),
        (3, ["3 of the 20 posts drawn for the audit count for nothing now: 3 are gone or no longer in "]),
    ):
        left = posts.filter(np.array([post not in ids(drawn)[:n] for post in posts["post_id"].to_pylist()]))
        found = list(audit.concerns(audit.join(left, said, loaded).counts))
        assert [one[: len(told[0])] for one in found] == told if told else found == []
    trend = frame(30, trending=[post in ids(drawn)[:4] for post in posts["post_id"].to_pylist()])
    counts = audit.join(trend, said, loaded).counts
    assert (counts["labelled"], counts["gone"], counts["outside"]) == (16, 0, 4)
    assert "4 would not be drawn as they stand now" in next(audit.concerns(counts))


@pytest.mark.parametrize(("changed", "refused"), [(0, True), (9, True), (10, False)])
def test_another_seed_is_an_error(loaded, changed, refused, tmp_path):
    """An audit of which most numbers are not those of the event's seed was drawn with another; it is not posts gone."""
    drawn = audit.draw(frame(30), loaded)
    other = event(tmp_path, "[audit]\nsize = 20\n", base=EVENT.replace("seed = 7", "seed = 8"))
    numbers = dict(zip(ids(frame(30)), audit.permanent_numbers(frame(30), other), strict=True))
    rows = [
        row | ({"order": numbers[row["post_id"]]} if i < changed else {}) for i, row in enumerate(drawn.to_pylist())
    ]
    path = loaded.audit_path
    path.write_bytes(audit.write_audit(schema.from_rows(rows, schema.AUDIT, "AUDIT")))
    if not refused:
        assert audit.read_audit(path, other).num_rows == 20
        return
    with pytest.raises(InputError, match=r"drawn with another seed than .*test-event.toml has \(seed = 8\)"):
        audit.read_audit(path, other)


def test_an_empty_frame_cannot_be_audited(loaded):
    """There is nothing to draw from."""
    with pytest.raises(InputError, match="no posts to draw an audit from"):
        audit.draw(frame(0), loaded)


def test_a_labeller_has_one_row_of_a_post(loaded):
    """A file in which a merge left rows twice is refused by line: a labeller would agree with himself, or differ."""
    drawn = audit.draw(frame(100), loaded)
    first = drawn["post_id"][0].as_py()
    filled = audit.write_audit(label(drawn, {first: {"sentiment": "negative"}}, labeller="ann")).decode()
    header, row, *rest = filled.splitlines(keepends=True)
    loaded.audit_path.write_text("".join([header, row, *rest, row.replace(",ann,", ",bob,")]), encoding="utf-8")
    assert audit.read_audit(loaded.audit_path, loaded).num_rows == drawn.num_rows + 1
    loaded.audit_path.write_text("".join([header, row, *rest, row.replace("negative", "neutral")]), encoding="utf-8")
    with pytest.raises(InputError, match=f"line 22: x {first} is labelled by 'ann' on line 2 too; keep one"):
        audit.read_audit(loaded.audit_path, loaded)


def test_an_audit_file_that_is_cut_off_is_refused(tmp_path):
    """Within a row it would be an audit of fewer labels, the last one without its tone; a last line end may go."""
    loaded = event(tmp_path)
    said = {str(1000 + i): {"sentiment": "negative", "topics": []} for i in range(9)}
    data = audit.write_audit(label(audit.draw(frame(9), loaded), said))
    loaded.audit_path.write_bytes(data.rstrip(b"\n"))
    assert audit.read_audit(loaded.audit_path, loaded).num_rows == 9
    for kept in (-4, -60, -90):
        loaded.audit_path.write_bytes(data[:kept])
        with pytest.raises(InputError, match="is cut off in its last row"):
            audit.read_audit(loaded.audit_path, loaded)
