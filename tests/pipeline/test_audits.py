"""The audit as a desk works with it: sheets in work are not lost, and a run says what somebody should look at."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment import store
from xsentiment.cli import main

EVENT = "events/golden.toml"


def command(*arguments: str):
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


def edit(sheet: Path, change) -> list[dict[str, str]]:
    """Change the rows of a sheet by a function of place and row; the rows."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row | change(i, row) for i, row in enumerate(rows)]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def in_full(_i, _row):
    """A row labelled in full."""
    return {"on_event": "yes", "topics": "none", "reaction": "neutral", "sentiment": "negative"}


def drawn(*options: str) -> Path:
    """A new audit of the event, and its sheet."""
    Path("events/golden.audit.csv").unlink(missing_ok=True)
    return Path(command("audit", "draw", EVENT, "--size", "30", *options).stdout.strip())


def test_a_sheet_in_work_is_not_overwritten(house_after_a_run):
    """A draw refuses, names the sheet and the cure, and leaves it; imported, it goes on; other formats do not mind."""
    sheet = drawn()
    edit(sheet, lambda i, row: in_full(i, row) if i < 7 else {"sentiment": "good"} if i == 7 else {})
    before = sheet.read_bytes()
    for again in (("--size", "40"), ("--size", "30")):
        refused = command("audit", "draw", EVENT, *again)
        assert refused.exit_code == 1
        assert refused.stderr.splitlines()[-1] == (
            f"Error: {sheet}: holds labels of 8 posts that are not in the audit; "
            "`xsentiment audit import` it, or delete it"
        )
        assert sheet.read_bytes() == before
    Path("events/golden.audit.csv").unlink()
    assert command("audit", "draw", EVENT, "--size", "30").exit_code == 1  # the labels are no less there
    assert sheet.read_bytes() == before
    assert command("audit", "draw", EVENT, "--size", "30", "--format", "xlsx").exit_code == 0
    edit(sheet, lambda i, _row: {"sentiment": ""} if i == 7 else {})
    assert command("audit", "import", EVENT, str(sheet), "--labeller", "ann").exit_code == 0
    assert command("audit", "draw", EVENT, "--size", "40").exit_code == 0
    assert len(edit(sheet, lambda _i, _row: {})) == 33


def test_blank_labels_are_a_warning(house_after_a_run):
    """More than a tenth of a stratum's labelled posts without a tone: import, status and a strict run say so."""
    sheet = drawn()
    edit(sheet, lambda i, row: in_full(i, row) | ({"sentiment": ""} if i % 4 == 0 else {}))
    done = command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    assert f"{sheet}: 8 of 30 rows have no sentiment" in done.stderr
    status = command("audit", "status", EVENT).stdout
    assert "labelled posts that lack a label: 8 sentiment\n" in status
    run = command("run", EVENT, "--strict")
    assert run.exit_code == 4
    assert "have no sentiment, so its shares may be off" in run.stderr
    edit(sheet, lambda i, row: in_full(i, row) | ({"topics": "axis; trump"} if i == 4 else {}))
    again = command("audit", "import", EVENT, str(sheet), "--labeller", "Ann ")
    assert f"{sheet}: labels of 8 posts changed, 0 new, 22 as before" in again.stderr
    assert "lack a label" not in command("audit", "status", EVENT).stdout
    assert command("run", EVENT, "--strict").exit_code == 0


def test_a_topic_that_came_after_the_labels_waits_for_them(house_after_a_run):
    """Nobody could name it: no audited share, a warning, no verdict; the old sheet again gives none, its own one does."""
    sheet = drawn()
    edit(sheet, in_full)
    command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    with Path(EVENT).open("a", encoding="utf-8") as event:
        event.write('\n[[topics]]\nid = "music"\ntitle = "Music"\nany = ["music"]\n')
        event.write('\n[[claims]]\nid = "music"\nquote = "little about the music"\nkind = "at_most"\nvalue = 0.3\n')
        event.write('readings = [{ label_set = "topic", label = "music" }]\n')
    run = command("run", EVENT, "--strict")
    told = "30 posts were labelled before the event had topic music, and wait to be labelled for it"
    assert (run.exit_code, told in run.stderr) == (4, True)
    assert "labelled before the event had the topic: music 30 posts" in command("audit", "status", EVENT).stdout
    assert music() == ("", "0", "30")
    edit(sheet, lambda i, row: in_full(i, row) | ({"topics": "music"} if i == 3 else {}))
    again = command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    assert "a topic that the sheet does not ask about (column 'asked') is not taken, here of 1 post" in again.stderr
    assert told in command("run", EVENT).stderr
    asked = command("audit", "draw", EVENT, "--size", "30")
    assert "30 posts labelled before the event had all its topics, to judge in " in asked.stderr
    topics = Path(asked.stdout.splitlines()[1])
    rows = edit(topics, lambda i, _row: {"topics": "music" if i == 3 else "none"} if i < 20 else {})
    assert {row["asked"] for row in rows} == {"music"}
    refused = command("audit", "draw", EVENT, "--size", "30")
    assert f"{topics}: holds labels of 20 posts that are not in the audit" in refused.stderr
    half = command("audit", "import", EVENT, str(topics), "--labeller", "ann")
    assert "20 posts labelled, 0 still to label" in half.stderr
    assert "10 rows without topics, still to judge: 'none' says that none is there" in half.stderr
    assert "10 posts were labelled before the event had topic music" in command("run", EVENT).stderr
    assert music()[2] == "10"
    command("audit", "draw", EVENT, "--size", "30")
    assert len(edit(topics, lambda _i, _row: {"topics": "none"})) == 10
    command("audit", "import", EVENT, str(topics), "--labeller", "ann")
    assert "music" not in command("run", EVENT).stderr
    assert music()[1:] == ("30", "0")
    command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    command("audit", "draw", EVENT, "--size", "30")
    command("run", EVENT)
    assert music()[1:] == ("30", "0")  # the old sheet takes nothing of it back
    assert not topics.exists()


def test_a_topic_that_nobody_found_is_asked_about(house_after_a_run):
    """The software finds it in several of the posts that people judged: run and page ask whether they could name it."""
    sheet = drawn()
    edit(sheet, in_full)
    command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    told = command("run", EVENT).stderr
    assert "no labeller found topic axis, which the software finds in " in told
    assert "could they name it, and do its phrases mean it?" in Path("reports/golden/report.html").read_text("utf-8")
    edit(sheet, lambda i, row: in_full(i, row) | ({"topics": "axis; trump"} if i == 3 else {}))
    command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    assert "no labeller found" not in command("run", EVENT).stderr


def music() -> tuple[str, ...]:
    """The share of the topic, its labelled posts, and those that wait."""
    with Path("reports/golden/shares.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label_set"] == "topic" and row["label"] == "music"]
    row = next(row for row in rows if (row["segment"], row["estimand"], row["scope"]) == ("all", "posts", "collected"))
    return row["share"], row["n_audit"], row["n_waiting"]


def test_a_plan_that_leaves_something_out_is_not_sure(house_after_a_run):
    """Counted by authors, so many labels decide a claim perhaps; where all posts are labelled nothing is left out."""
    Path("events/golden.audit.csv").unlink()
    event = Path(EVENT)
    reading = '{ label_set = "reaction", label = "anger", estimand = "authors" }'
    plain = '{ label_set = "reaction", label = "anger" }'
    event.write_text(
        event.read_text("utf-8").replace(plain, f"{plain}, {reading}").replace("value = 0.1", "value = 0.9")
    )
    told = command("audit", "plan", EVENT, "--size", "40").stdout.split("hardly-anyone-angry, reading ")[1:]
    first, second = ([line.rsplit("  ", 1)[1] for line in one.splitlines()[3:5]] for one in told[:2])
    assert first == ["yes", "yes"]
    assert second == ["perhaps (that authors have unequal numbers of posts is left out)", "yes"]


def test_a_sheet_imported_twice_is_told_of(house_after_a_run):
    """Under two names it would be perfect agreement: import, run and page ask."""
    sheet = drawn()
    edit(sheet, lambda i, row: in_full(i, row) | ({"reaction": "anger"} if i % 4 else {}))
    told = "ann and ben labelled all 30 posts that both saw alike, notes included: is it one person’s sheet"
    imported = [command("audit", "import", EVENT, str(sheet), "--labeller", who).stderr for who in ("ann", "ben")]
    assert [told in stderr for stderr in imported] == [False, True]
    assert told in command("run", EVENT).stderr
    assert told in Path("reports/golden/report.html").read_text("utf-8")


@pytest.mark.parametrize("settles", [False, True])
def test_open_disagreements_are_a_warning(house_after_a_run, settles):
    """A strict run says on what labellers differ until it is settled; the other labels of those posts count."""
    sheet = drawn()
    for who in ("ann", "ben"):
        edit(
            sheet,
            lambda i, row, who=who: in_full(i, row) | ({"sentiment": "positive"} if i < 2 and who == "ben" else {}),
        )
        assert command("audit", "import", EVENT, str(sheet), "--labeller", who).exit_code == 0
    apart = Path("data/processed/golden/audit/disagreements.csv")
    if settles:
        rows = edit(apart, lambda _i, _row: {"sentiment": "neutral"})
        assert rows[0]["said"].startswith("differ on sentiment | ann: on event")
        held = apart.read_bytes()
        refused = command("audit", "import", EVENT, str(sheet), "--labeller", "ben")
        assert refused.exit_code == 1
        assert f"{apart}: holds labels of {len(rows)} posts that are not in the audit" in refused.stderr
        assert apart.read_bytes() == held
        done = command("audit", "import", EVENT, str(apart), "--labeller", "settled")
        assert done.exit_code == 0
        assert not apart.exists()
    run = command("run", EVENT, "--strict")
    assert run.exit_code == 4
    assert "Warning: labellers agree too little on sentiment" in run.stderr  # settled or not
    assert ("labellers differ, and wait to be settled: sentiment of" in run.stderr) == (not settles)
    told = command("audit", "status", EVENT).stdout
    assert "30 posts drawn: 30 labelled, 0 pending, 0 in dispute" in told
    assert ("labels on which labellers differ" in told) == (not settles)
    page = Path("reports/golden/report.html").read_text("utf-8")
    assert "Not reliable: labellers agree too little on sentiment " in page
    assert "below 0.667; seen on 30 posts that several judged). " in page


def test_an_audit_of_few_posts_goes_on_at_its_rate(tmp_path, monkeypatch):
    """All of 20 posts were drawn, so all 40 that come later are: the size is not kept, and that is said with the cure."""
    monkeypatch.chdir(tmp_path)
    raw = Path("data/raw/small")
    raw.mkdir(parents=True)
    for number, first, last in ((1, 0, 20), (2, 20, 60)):
        lines = "".join(f"{i},text {i},2025-09-03T10:00:00Z\n" for i in range(first, last))
        Path(f"day_{number}.csv").write_text(f"id,text,created_at\n{lines}", encoding="utf-8")
    command("new", "small", "--from", "day_1.csv")
    (raw / "day_1.csv").write_bytes(Path("day_1.csv").read_bytes())
    whole = command("audit", "draw", "events/small.toml", "--size", "20")
    assert "20 posts to label" in whole.stderr
    assert "asked for" not in whole.stderr
    (raw / "day_2.csv").write_bytes(Path("day_2.csv").read_bytes())
    later = command("audit", "draw", "events/small.toml", "--size", "20")
    assert "60 posts to label" in later.stderr
    assert "40 posts more came since the first draw" in later.stderr
    assert "move events/small.audit.csv away" in later.stderr
    fewer = command("audit", "draw", "events/small.toml", "--size", "20")
    assert "20 were asked for, but 60 posts are drawn already, and stay so" in fewer.stderr
    more = command("audit", "draw", "events/small.toml", "--size", "70")
    assert "70 were asked for: all 60 posts that can be drawn are" in more.stderr


def test_two_imports_never_meet(house_after_a_run):
    """What one reads and writes another could have written in between: the second is refused with exit 3."""
    sheet = drawn()
    edit(sheet, in_full)
    before = Path("events/golden.audit.csv").read_bytes()
    with store.lock(Path("data/processed/golden")):
        assert command("audit", "import", EVENT, str(sheet), "--labeller", "ann").exit_code == 3
        assert Path("events/golden.audit.csv").read_bytes() == before
    assert command("audit", "import", EVENT, str(sheet), "--labeller", "ann").exit_code == 0


def test_what_is_drawn_is_labelled_before_more_is_drawn(house_after_a_run):
    """Where posts that are drawn would do, the status says so, and names no size that a draw says is drawn already."""
    sheet = drawn()
    edit(sheet, lambda i, row: in_full(i, row) | ({"sentiment": "positive"} if i % 2 else {}) if i < 14 else {})
    command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    with Path(EVENT).open("a", encoding="utf-8") as event:
        event.write('\n[[claims]]\nid = "many"\nquote = "many"\nkind = "at_least"\nvalue = 0.3\n')
        event.write('readings = [{ label_set = "sentiment", label = "negative" }]\n')
    told = command("audit", "status", EVENT).stdout
    status = json.loads(command("audit", "status", EVENT, "--json").stdout)
    (row,) = [row for row in status["claims"] if row["claim"] == "many"]
    assert (row["labels_needed"] > 0, row["n_waiting"], row["size"]) == (True, 0, None)
    assert f"(of the {status['audit']['pending']} posts drawn and not labelled yet)" in told
