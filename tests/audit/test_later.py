"""Topics that came after the labels: a sheet that asks about these alone, in which an empty cell says nothing."""

from __future__ import annotations

import csv

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from xsentiment import audit
from xsentiment.errors import InputError

from builders import event, frame

MUSIC = '[[topics]]\nid = "music"\ntitle = "Music"\nany = ["music"]\n'


@pytest.fixture
def before(tmp_path):
    """The test event with an audit of 20, as it was when posts were labelled."""
    return event(tmp_path, "[audit]\nsize = 20\n")


@pytest.fixture
def now(tmp_path, before):
    """The event with one topic more."""
    return event(tmp_path, f"[audit]\nsize = 20\n{MUSIC}")


def rows_of(path):
    """The rows of a sheet, CSV or workbook."""
    if path.suffix == ".xlsx":
        header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("label").to_python()
        return [dict(zip(header, row, strict=True)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path, change):
    """Change the rows of a sheet by a function of place and row."""
    rows = [row | change(i, row) for i, row in enumerate(rows_of(path))]
    if path.suffix == ".xlsx":
        with Workbook(str(path)) as book:
            sheet = book.add_worksheet("label")
            for line, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
                sheet.write_row(line, 0, cells)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def labelled(folder, before, change, *names):
    """The audit of twenty posts with labels by these people, and the sheet that they filled in."""
    table = audit.draw(frame(20), before)
    path = fill(audit.write_sheet(folder, frame(20), table, before)[0], change)
    for name in names:
        table = audit.import_labels(path, table, before, labeller=name).audit
    return table, path


def plain(i, _row):
    """A row labelled in full: every fourth post is on the axis, the last one off the event."""
    return {"on_event": "no" if i == 19 else "yes", "topics": "" if i % 4 else "axis", "sentiment": "negative"}


def of(table, labeller, *columns):
    """What a labeller said, by post."""
    mine = [row for row in table.to_pylist() if row["labeller"] == labeller]
    return {row["post_id"]: tuple(row[column] for column in columns) for row in mine}


def asked_for(folder, table, now, form="csv"):
    """The sheet of later topics."""
    return audit.write_later(folder, frame(20), table, now, form)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_of_later_topics(before, now, tmp_path, form):
    """It asks about the new topic alone, of posts on the event; the labels given before stay, also when it comes twice."""
    table, _ = labelled(tmp_path, before, plain, "ann")
    path, count = asked_for(tmp_path, table, now, form)
    rows = rows_of(path)
    assert (path.name, count, len(rows)) == (f"topics.{form}", 19, 19)
    assert list(rows[0])[-2:] == ["asked", "topics"]
    assert {(row["asked"], row["topics"]) for row in rows} == {("music", "")}
    fill(path, lambda i, _row: {"topics": "Music" if i < 5 else "none"} if i < 15 else {})
    taken = audit.import_labels(path, table, now, labeller="Ann")
    assert (taken.posts, taken.before, taken.open) == (15, 0, 4)
    assert taken.told == ["4 rows without topics, still to judge: 'none' says that none is there"]
    same = ("on_event", "reaction", "sentiment", "outcome", "note")
    assert of(taken.audit, "ann", *same) == of(table, "ann", *same)
    said = of(taken.audit, "ann", "topics", "codebook")
    order = [row["post_id"] for row in rows]
    assert said[order[0]] == (["axis", "music"], ["axis", "music"])
    assert said[order[1]] == (["music"], ["axis", "music"])
    assert said[order[8]] == (["axis"], ["axis", "music"])
    assert said[order[9]] == ([], ["axis", "music"])
    assert [said[post] for post in order[15:]] == [([], ["axis"]), (["axis"], ["axis"]), ([], ["axis"]), ([], ["axis"])]
    joined = audit.join(frame(20), taken.audit, now)
    assert joined.counts["unasked"] == {"music": 4}
    again = audit.import_labels(path, taken.audit, now, labeller="ann")
    assert again.audit.equals(taken.audit)
    assert again.told[1:] == ["labels of 0 posts changed, 0 new, 15 as before"]
    assert audit.not_imported(path, table, now) == 15
    assert audit.not_imported(path, taken.audit, now) == 0
    assert [row["post_id"] for row in rows_of(asked_for(tmp_path, taken.audit, now, form)[0])] == order[15:]


def test_an_old_sheet_judges_no_later_topic(before, now, tmp_path):
    """Imported again it changes nothing: neither 'no' for the new topic, nor what was said of that since."""
    table, old = labelled(tmp_path, before, plain, "ann")
    assert audit.import_labels(old, table, now, labeller="ann").audit.equals(table)
    path = fill(asked_for(tmp_path, table, now)[0], lambda i, _row: {"topics": "none" if i else "music"})
    judged = audit.import_labels(path, table, now, labeller="ann").audit
    assert audit.import_labels(old, judged, now, labeller="ann").audit.equals(judged)
    assert audit.not_imported(old, judged, now) == 0
    assert asked_for(tmp_path, judged, now) == (None, 0)
    assert not path.exists()
    ben = audit.import_labels(old, judged, now, labeller="ben").audit
    assert audit.join(frame(20), ben, now).counts["disputed"] == {}  # nobody asked him about the music
    named = fill(old, lambda i, _row: {"topics": "axis; music"} if i == 1 else {})
    later = audit.import_labels(named, table, now, labeller="ann")
    assert audit.join(frame(20), later.audit, now).counts["unasked"] == {"music": 19}
    assert any(line.startswith("a topic that the sheet does not ask about (column 'asked')") for line in later.told)


def test_a_sheet_without_the_column_asks_as_before(before, now, tmp_path):
    """One of somebody's own: of posts that its labeller judged, what could be named then; of others all topics."""
    table, old = labelled(tmp_path, before, plain, "ann")
    rows = [{name: cell for name, cell in row.items() if name != "asked"} for row in rows_of(old)]
    with old.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert audit.import_labels(old, table, now, labeller="ann").audit.equals(table)
    ben = audit.import_labels(old, table, now, labeller="ben").audit
    assert {tuple(known) for (known,) in of(ben, "ben", "codebook").values() if known} == {("axis", "music")}


def test_one_of_two_labellers_judges_a_later_topic(before, now, tmp_path):
    """Her word counts, the other's silence does not; a second word that differs is a dispute about the topics."""
    table, _ = labelled(tmp_path, before, plain, "ann", "ben")
    path = fill(asked_for(tmp_path, table, now)[0], lambda i, _row: {"topics": "none" if i > 3 else "music"})
    ann = audit.import_labels(path, table, now, labeller="ann").audit
    joined = audit.join(frame(20), ann, now)
    assert (joined.counts["unasked"], joined.counts["disputed"], joined.counts["pending"]) == ({}, {}, 0)
    assert sum("music" in (topics or ()) for topics in joined.table["topics"]) == 4
    assert sum("axis" in (topics or ()) for topics in joined.table["topics"]) == 5
    assert audit.agreement(ann, now)["topic axis"]["posts"] == 20
    assert audit.agreement(ann, now)["topic music"] is None
    fill(path, lambda i, _row: {"topics": "none" if i > 2 else "music"})
    both = audit.import_labels(path, ann, now, labeller="ben").audit
    assert audit.join(frame(20), both, now).counts["disputed"] == {"topics": 1}
    assert audit.agreement(both, now)["topic music"]["posts"] == 20  # the one off the event among them


def test_somebody_else_judges_a_later_topic(before, now, tmp_path):
    """Who never labelled these posts tells of the new topic alone, and agrees with nobody on the rest; as in the file."""
    table, _ = labelled(tmp_path, before, plain, "ann")
    path = fill(asked_for(tmp_path, table, now)[0], lambda i, _row: {"topics": "none" if i > 3 else "music"})
    taken = audit.import_labels(path, table, now, labeller="cem")
    assert taken.told == []
    assert of(taken.audit, "ann", "topics", "codebook") == of(table, "ann", "topics", "codebook")
    kept = tmp_path / "test-event.audit.csv"
    kept.write_bytes(audit.write_audit(taken.audit))
    read = audit.read_audit(kept, now)
    assert of(read, "cem", "on_event", "sentiment", "outcome") == of(
        taken.audit, "cem", "on_event", "sentiment", "outcome"
    )
    joined = audit.join(frame(20), read, now)
    assert sum("music" in (topics or ()) for topics in joined.table["topics"]) == 4
    assert sum("axis" in (topics or ()) for topics in joined.table["topics"]) == 5
    assert (joined.counts["unasked"], joined.counts["disputed"]) == ({}, {})
    assert joined.counts["alone"] == "2 labellers, no post judged by two, no agreement known"
    assert set(audit.agreement(read, now)) == {"sentiment", "on_event", "topic axis", "topic music"}
    assert audit.agreement(read, now)["on_event"] is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"topics": "axis"}, "line 3: topics 'axis' is none of what is asked: music, none"),
        ({"topics": "unclear"}, "topics 'unclear' is none of what is asked: music, none"),
        ({"topics": "musik"}, "topics 'musik' is none of"),
        ({"asked": "", "topics": "music"}, "topics 'music' is none of what is asked: none"),
    ],
)
def test_what_a_sheet_of_later_topics_does_not_ask(before, now, tmp_path, cells, said):
    """A topic of before, what it cannot hold, and a row of which nothing is asked are errors with their line."""
    table, _ = labelled(tmp_path, before, plain, "ann")
    path = fill(asked_for(tmp_path, table, now)[0], lambda i, _row: cells if i == 1 else {})
    with pytest.raises(InputError, match=said):
        audit.import_labels(path, table, now, labeller="ann")


def test_topics_that_nobody_judged_are_asked_about(now, tmp_path):
    """Posts labelled for their tone alone, where another post has topics: all topics of the event are asked."""
    change = lambda i, row: plain(i, row) | {"topics": ""}  # noqa: E731
    table, _ = labelled(tmp_path, now, change, "ann")
    assert asked_for(tmp_path, table, now) == (None, 0)  # no claim and no row asks for topics
    claim = '[[claims]]\nid = "a"\nquote = "a"\nkind = "at_most"\nvalue = 0.5\nreadings = [{ label_set = "topic", label = "axis" }]\n'
    claiming = event(tmp_path, f"[audit]\nsize = 20\n{MUSIC}{claim}")
    path, count = asked_for(tmp_path, table, claiming)
    assert count == 19
    assert {row["asked"] for row in rows_of(path)} == {"axis; music"}
    judged = audit.import_labels(fill(path, lambda _i, _row: {"topics": "axis"}), table, claiming, labeller="ann").audit
    assert audit.join(frame(20), judged, claiming).counts["blank"] == {}


def test_who_found_a_post_off_the_event_judged_no_topic_of_it(before, now, tmp_path):
    """Where others found it on the event, it waits to be labelled for a later topic like all others."""
    table, path = labelled(tmp_path, before, plain, "ann", "cem")
    off = fill(path, lambda i, _row: {"on_event": "no", "topics": "", "sentiment": ""} if i == 1 else {})
    table = audit.import_labels(off, table, before, labeller="ben").audit
    asked, count = asked_for(tmp_path, table, now)
    assert count == 19
    assert audit.join(frame(20), table, now).counts["unasked"] == {"music": 19}
    fill(asked, lambda _i, _row: {"topics": "music"})
    judged = audit.import_labels(asked, table, now, labeller="ann").audit
    assert sum("music" in (topics or ()) for topics in audit.join(frame(20), judged, now).table["topics"]) == 19


def test_labels_of_a_topic_that_was_taken_out_again_are_told_with_what_to_do(before, now, tmp_path):
    """They are not dropped: the topic may come back under its id."""
    table, _ = labelled(tmp_path, now, lambda i, _row: {"topics": "axis; music" if i < 3 else "axis"}, "ann")
    kept = tmp_path / "test-event.audit.csv"
    kept.write_bytes(audit.write_audit(table))
    without = event(tmp_path, "[audit]\nsize = 20\n")
    with pytest.raises(InputError, match="the event has no topic music: put one that was taken out or renamed back"):
        audit.read_audit(kept, without)
    assert audit.read_audit(kept, now).equals(table)
