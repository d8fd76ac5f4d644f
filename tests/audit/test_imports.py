"""Sheets as people hand them back: renamed columns, blank cells, ids that a spreadsheet rounded, the same name again."""

from __future__ import annotations

import csv

import pytest

from xsentiment import audit
from xsentiment.audit.ids import restored
from xsentiment.errors import InputError

from builders import event, frame

IDS = [f"{570009713447825408 + 1_000_000_000_000 * i}" for i in range(19)] + ["007"]
CLAIM = """
[[claims]]
id = "kind"
quote = "kind"
kind = "share"
value = 0.5
readings = [{ segment = "all", label_set = "sentiment", label = "positive" }]
"""


@pytest.fixture
def loaded(tmp_path):
    """The test event with an audit of 20 and a claim on sentiment."""
    return event(tmp_path, f"[audit]\nsize = 20\n{CLAIM}")


@pytest.fixture
def drawn(loaded):
    """Twenty posts drawn, most with ids that no spreadsheet keeps as numbers."""
    return audit.draw(posts(), loaded)


def posts():
    """The twenty posts."""
    return frame(20, post_id=IDS, url=[f"https://x.com/i/status/{post_id}" for post_id in IDS])


def handed_back(folder, loaded, drawn, change, name="label.csv", rename=None):
    """The drawn sheet with each row changed by a function of its place and row, its columns by `rename`."""
    path, _ = audit.write_sheet(folder, posts(), drawn, loaded)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row | change(i, row) for i, row in enumerate(csv.DictReader(file))]
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([(rename or {}).get(column, column) for column in rows[0]])
        writer.writerows(row.values() for row in rows)
    return path


def positive(_i, _row):
    """A row labelled in full."""
    return {"on_event": "yes", "sentiment": "positive"}


def test_blank_labels_are_told(loaded, drawn, tmp_path):
    """A sheet says how many rows on the event lack a label that a claim or another row asks for."""
    odd = {0: {"sentiment": "", "on_event": "no"}} | {place: {"sentiment": ""} for place in (4, 8, 12, 16)}
    change = lambda i, row: positive(i, row) | odd.get(i, {})  # noqa: E731
    taken = audit.import_labels(handed_back(tmp_path, loaded, drawn, change), drawn, loaded, labeller="ann")
    assert taken.posts == 20
    assert taken.told == ["4 of 19 rows have no sentiment"]
    assert not taken.remarks
    nothing = handed_back(tmp_path, loaded, drawn, lambda _i, _row: {"on_event": "yes", "reaction": "anger"})
    taken = audit.import_labels(nothing, drawn, loaded, labeller="ann")
    assert taken.told[:1] == ["20 of 20 rows have no sentiment"]  # the claim asks for it
    settled = audit.import_labels(nothing, drawn, loaded, labeller="Settled ")
    assert settled.told == []  # it need not repeat what nobody disputes
    assert {row["labeller"] for row in settled.audit.to_pylist()} == {"settled"}


def test_what_is_taken_otherwise_than_it_reads_is_told(loaded, drawn, tmp_path):
    """A blank on_event is yes; labels of posts that are off, gone or not to be labelled are no labels."""
    odd = {
        0: {"on_event": "no"},
        1: {"outcome": "gone"},
        2: {"outcome": "cannot_label", "sentiment": ""},
        3: {"on_event": "no", "sentiment": "", "topics": "none"},
        4: {"on_event": ""},
        5: {"on_event": "unclear", "sentiment": ""},
    }
    change = lambda i, row: positive(i, row) | odd.get(i, {})  # noqa: E731
    taken = audit.import_labels(handed_back(tmp_path, loaded, drawn, change), drawn, loaded, labeller="ann")
    assert taken.posts == 17
    assert taken.told == [
        "1 of 17 rows have no on_event, and are taken to be on the event",
        "3 posts gone or not to be labelled",
        "labels of 1 post gone or not to be labelled are not kept",
        "labels of 1 post off the event count for nothing",
    ]


def test_a_sheet_may_lack_the_notes(loaded, drawn, tmp_path):
    """They are no label; of a file without anything it is said that it is empty."""
    path = handed_back(tmp_path, loaded, drawn, positive, rename={"note": "mine"})
    assert audit.import_labels(path, drawn, loaded, labeller="ann").told == ["no notice taken of the columns 'mine'"]
    path.write_text("")
    with pytest.raises(InputError, match="is empty"):
        audit.import_labels(path, drawn, loaded, labeller="ann")


@pytest.mark.parametrize(
    ("rename", "said"),
    [
        ({"sentiment": "tone"}, "no column 'sentiment', only 'source', .*; did you mean 'tone' for 'sentiment'"),
        ({"topics": "Topic", "note": "mine"}, "no column 'topics', only .*; did you mean 'topic' for 'topics'"),
        ({"reaction": "sentiment"}, "has two columns 'sentiment'"),
        ({"post_id": "id"}, "has no column 'post_id', only 'source', 'id'"),
    ],
)
def test_a_column_that_is_missing_is_named(loaded, drawn, tmp_path, rename, said):
    """No label column is dropped in silence because it was renamed; the columns that are there are named."""
    path = handed_back(tmp_path, loaded, drawn, positive, rename=rename)
    with pytest.raises(InputError, match=said):
        audit.import_labels(path, drawn, loaded, labeller="ann")


def test_a_column_left_out_is_wanted_back_empty(loaded, drawn, tmp_path):
    """Without any column that could be it, the error says what to do."""
    path = tmp_path / "sheet.csv"
    path.write_text("source,post_id,outcome,topics,reaction,sentiment,note\n", "utf-8")
    with pytest.raises(InputError, match="no column 'on_event', only .*; leave a column empty, but in place"):
        audit.import_labels(path, drawn, loaded, labeller="ann")


def test_case_and_spaces_of_columns_and_columns_of_ones_own(loaded, drawn, tmp_path):
    """` Sentiment ` is `sentiment`; a column that nothing reads is let through and said."""
    change = lambda i, row: positive(i, row) | {"doubts": "none"}  # noqa: E731
    path = handed_back(tmp_path, loaded, drawn, change, rename={"sentiment": " Sentiment ", "doubts": "Doubts"})
    taken = audit.import_labels(path, drawn, loaded, labeller="ann")
    assert taken.audit["sentiment"].to_pylist() == ["positive"] * 20
    assert taken.told == ["no notice taken of the columns 'doubts'"]


def test_importing_again_says_what_changed(loaded, drawn, tmp_path):
    """Labels of the same person, however the name is written, replace the earlier ones, and it is told how many."""
    first = lambda i, row: positive(i, row) if i < 15 else {}  # noqa: E731
    path = handed_back(tmp_path, loaded, drawn, first)
    once = audit.import_labels(path, drawn, loaded, labeller="Ann Lee")
    assert once.told == []
    again = lambda i, row: positive(i, row) | ({"sentiment": "negative"} if i < 4 else {})  # noqa: E731
    path = handed_back(tmp_path, loaded, drawn, again)
    twice = audit.import_labels(path, once.audit, loaded, labeller=" ann  lee ")
    assert twice.told == ["labels of 4 posts changed, 5 new, 11 as before"]
    assert twice.audit.num_rows == 20
    assert audit.agreement(twice.audit, loaded) == {}
    assert {row["labeller"] for row in twice.audit.to_pylist()} == {"Ann Lee"}


def test_all_wrong_cells_are_told_at_once(loaded, drawn, tmp_path):
    """One error names the first ten, each with its line, and how many more there are."""
    two = lambda i, row: positive(i, row) | ({"sentiment": "good", "reaction": "rage"} if i < 6 else {})  # noqa: E731
    with pytest.raises(InputError) as error:
        audit.import_labels(handed_back(tmp_path, loaded, drawn, two), drawn, loaded, labeller="ann")
    assert error.value.why.startswith("line 2: reaction 'rage' is none of ")
    assert error.value.why.count("line ") == 10
    assert error.value.why.endswith("; and 2 more")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("cell", ["axis; other", "AXIS,other", " axis |Other ", "axis;;other"])
def test_ways_to_write_topics(tmp_path, cell):
    """Topics are parted by semicolon, comma or bar, their ids in any case; yes and no in any case too."""
    loaded = event(tmp_path, '[[topics]]\nid = "other"\ntitle = "Another"\nany = ["x"]\n')
    drawn = audit.draw(posts(), loaded)
    change = lambda i, _row: {"on_event": "Yes", "topics": cell} if i else {"on_event": "NO"}  # noqa: E731
    taken = audit.import_labels(handed_back(tmp_path, loaded, drawn, change), drawn, loaded, labeller="ann")
    assert taken.audit["topics"].to_pylist() == [[], *[["axis", "other"]] * 19]
    assert taken.audit["on_event"].to_pylist() == [False, *[True] * 19]


def exponent(post_id):
    """As a CSV holds it that was opened and saved in Excel."""
    return f"{float(post_id):.5E}".replace("E+0", "E+") if len(post_id) > 15 else post_id.lstrip("0")


@pytest.mark.parametrize(
    "spoil",
    [
        exponent,
        lambda post_id: exponent(post_id).replace(".", ","),
        lambda post_id: f"{float(post_id):.14E}" if len(post_id) > 15 else "7",
        lambda post_id: f"{post_id[:15]:0<{len(post_id)}}",
        lambda post_id: str(int(float(f"{post_id[:15]:0<{len(post_id)}}"))),
    ],
)
@pytest.mark.parametrize("url", [True, False])
def test_ids_that_a_spreadsheet_rounded_are_restored(loaded, drawn, tmp_path, spoil, url):
    """By the link, or because only one post drawn can have been rounded so."""
    change = lambda i, row: (  # noqa: E731
        positive(i, row) | {"post_id": spoil(row["post_id"])} | ({} if url else {"url": ""})
    )
    path = handed_back(tmp_path, loaded, drawn, change)
    taken = audit.import_labels(path, drawn, loaded, labeller="ann")
    assert sorted(taken.audit["post_id"].to_pylist()) == sorted(IDS)
    assert set(taken.audit["sentiment"].to_pylist()) == {"positive"}
    assert taken.told == [f"{taken.restored} ids that a spreadsheet had rounded were restored"]
    assert taken.restored >= 19
    assert audit.not_imported(path, drawn, loaded) == 20
    assert audit.not_imported(path, taken.audit, loaded) == 0


def test_an_id_rounded_beyond_telling_names_the_spreadsheet():
    """Two posts that round to the same number are told apart by the link alone."""
    near = {"570009713447825408", "570009713447825409", "570009713447999999"}
    cells = {"post_id": "5.7001E+17", "url": ""}
    assert restored(cells, near) is None
    assert restored(cells | {"url": "https://x.com/i/status/570009713447825409?s=20"}, near) == "570009713447825409"
    assert restored(cells, {"570009713447825408"}) == "570009713447825408"
    other = {"url": "https://x.com/i/status/570009713447825409"}
    assert restored(cells | other, {"570009713447825408"}) is None  # the link says that it is a post not drawn
    assert restored({"post_id": "570009713447825400"}, {"570009713447825408"}) is None  # nothing rounds so
    assert restored({"post_id": "4e1"}, {"4e1x", "b"}) is None


@pytest.mark.parametrize("cell", ["5.70010E+17", "570009713447825000"])
def test_an_id_that_cannot_be_restored_is_an_error_with_its_cure(loaded, tmp_path, cell):
    """The error names the spreadsheet and the workbook, not a post that was not drawn."""
    near = [f"5700097134478254{i:02}" for i in range(20)]
    drawn = audit.draw(frame(20, post_id=near), loaded)
    path = tmp_path / "sheet.csv"
    path.write_text(f"source,post_id,{','.join(audit.LABEL_COLUMNS)}\nx,{cell},,yes,,,positive,\n", "utf-8")
    with pytest.raises(InputError, match=r"line 2: post_id .* was rounded by a spreadsheet.*--format xlsx"):
        audit.import_labels(path, drawn, loaded, labeller="ann")
    assert audit.not_imported(path, drawn, loaded) == 1
