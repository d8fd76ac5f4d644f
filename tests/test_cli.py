"""Every command: what it prints, as text and for programs."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from xsentiment.audit import LABEL_COLUMNS
from xsentiment.cli import main

EVENT = "events/golden.toml"


def command(*arguments: str):
    """Run a command; it must end well."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.stderr
    return result


def test_check_counts_inputs_without_work(house):
    """The formats seen, with the reason for each, and the state of the audit; nothing is written."""
    result = command("check", EVENT)
    assert "events/golden.toml: valid; 2 topics, 5 claims" in result.stdout
    assert "x.jsonl: x-api-v2" in result.stdout
    assert "audit: 40 of 40 posts drawn are labelled" in result.stdout
    assert not Path("data/processed").exists()
    loaded = json.loads(command("check", EVENT, "--json").stdout)
    assert [item["format"] for item in loaded["files"]] == ["mastodon", "csv", "x-api-v2"]
    Path("events/golden.audit.csv").unlink()
    assert "audit: none yet" in command("check", EVENT).stdout


def test_run_as_json(house):
    """For programs: what was done, the warnings, where the reports are."""
    first = json.loads(command("run", EVENT, "--json").stdout)
    assert first["stages_done"] == ["ingest", "select", "score", "aggregate", "report"]
    assert (first["posts"], first["reports"], first["nothing_new"]) == (68, "reports/golden", False)
    assert json.loads(command("run", EVENT, "--json").stdout)["nothing_new"] is True


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_convert(house, ending):
    """Exports of several formats become one tidy table; rejects and counts are told."""
    raw = "data/raw/golden"
    out = f"out/posts.{ending}"
    result = command("convert", f"{raw}/x.jsonl", f"{raw}/mastodon.json", "--out", out, "--rejects", "out/rejects.csv")
    assert result.stdout == f"{out}\n"
    assert "x.jsonl: x-api-v2, 44 rows read = 43 posts + 1 rejected (1 broken_record)" in result.stderr
    read = {
        "parquet": pd.read_parquet,
        "csv": lambda path: pd.read_csv(path, dtype={"post_id": str}),
        "jsonl": lambda path: pd.read_json(path, lines=True, dtype={"post_id": str}),
    }[ending]
    posts = read(out)
    assert len(posts) == 54
    assert posts["post_id"].str.len().min() > 15
    assert not posts["author_id"].isin(["100", "101"]).any()
    with Path("out/rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [row["reason"] for row in csv.DictReader(file)] == ["broken_record", "not_posts"]


@pytest.mark.parametrize(("authors", "expected"), [("keep", "100"), ("drop", None)])
def test_convert_authors(house, authors, expected):
    """Authors are kept or dropped where the user says so."""
    command("convert", "data/raw/golden/x.jsonl", "--out", "posts.parquet", "--authors", authors)
    first = pd.read_parquet("posts.parquet")["author_id"].iloc[0]
    assert (first == expected) if expected else pd.isna(first)


def test_convert_reads_standard_input_and_folders(house):
    """A pipe and a folder give the posts that their files give; what is hidden in a folder is passed over."""
    raw = Path("data/raw/golden")
    (raw / ".cache").mkdir()
    (raw / ".cache/notes.txt").write_text("no export", encoding="utf-8")
    piped = CliRunner().invoke(main, ["convert", "-", "--out", "a.csv"], input=(raw / "x.jsonl").read_bytes())
    assert piped.exit_code == 0, piped.output
    assert "standard input: x-api-v2, 44 rows read = 43 posts + 1 rejected (1 broken_record)" in piped.stderr
    told = command("convert", str(raw), "--out", "b.csv").stderr
    assert [line.split(":")[0] for line in told.splitlines() if " rows read" in line] == sorted(
        path.name for path in raw.iterdir() if path.is_file()
    )
    (raw / "query").write_text("from:ann", encoding="utf-8")
    told = command("convert", str(raw), "--out", "b.csv", "--rejects", "r.csv").stderr
    assert "query: is of no known format" in told
    assert "query: no posts, 1 row read = 0 posts + 1 rejected (1 not_posts)" in told
    Path("notes").mkdir()
    Path("notes/notes.txt").write_text("dear diary", encoding="utf-8")
    refused = CliRunner().invoke(main, ["convert", "notes", "--out", "c.csv"])
    assert (refused.exit_code, "notes.txt: is of no known format" in refused.stderr) == (1, True)
    Path("empty").mkdir()
    refused = CliRunner().invoke(main, ["convert", "empty", "--out", "c.csv"])
    assert refused.exit_code == 1
    assert "holds no files" in refused.stderr
    assert not Path("c.csv").exists()


def test_convert_writes_nothing_if_a_file_cannot_be_read(house):
    """The table is whole or absent, and an older one stays as it was."""
    Path("posts.csv").write_text("older", encoding="utf-8")
    Path("notes.txt").write_text("dear diary", encoding="utf-8")
    assert CliRunner().invoke(main, ["convert", "data/raw/golden/x.jsonl", "notes.txt", "--out", "posts.csv"]).exit_code
    assert Path("posts.csv").read_text(encoding="utf-8") == "older"
    assert sorted(path.name for path in Path().glob("*posts.csv*")) == ["posts.csv"]


def test_convert_refuses_what_it_cannot_write(house):
    """An unknown ending or format is an error in one line."""
    for arguments, said in (
        (("--out", "posts.docx"), "unknown ending"),
        (("--out", "posts.csv", "--format", "magic"), "unknown format 'magic'; known: "),
    ):
        result = CliRunner().invoke(main, ["convert", "data/raw/golden/x.jsonl", *arguments])
        assert result.exit_code == 1
        assert said in result.stderr


def test_audit_from_draw_to_share(house_after_a_run):
    """Draw, fill the sheet, import, run: the shares are corrected."""
    Path("events/golden.audit.csv").unlink()
    sheet = Path(command("audit", "draw", EVENT, "--size", "30").stdout.strip())
    assert sheet == Path("data/processed/golden/audit/label.csv")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    for row in rows:
        row |= {"topics": "none", "reaction": "neutral", "sentiment": "negative"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    result = command("audit", "import", EVENT, str(sheet), "--labeller", "me")
    assert "30 posts labelled, 0 still to label" in result.stderr
    command("run", EVENT)
    shares = pd.read_csv("reports/golden/shares.csv")
    row = shares[(shares.segment == "all") & (shares.label == "negative") & shares.among.isna()].iloc[0]
    assert row.share == 1.0
    assert row.low < 1.0
    assert row.n_audit == 30


@pytest.mark.parametrize(
    ("form", "names"),
    [("xlsx", {"label.xlsx"}), ("label-studio", {"label-studio.json", "label-studio.xml"})],
)
def test_audit_draw_in_other_formats(house_after_a_run, form, names):
    """The file named is there, with what belongs to it, and nothing else."""
    Path("events/golden.audit.csv").unlink()
    sheet = Path(command("audit", "draw", EVENT, "--size", "30", "--format", form).stdout.strip())
    assert sheet.name in names
    assert {path.name for path in sheet.parent.iterdir()} == names


def test_audit_plan(house_after_a_run):
    """What so many labels would buy, for each claim in each reading; sizes may be named; as JSON too."""
    Path("events/golden.audit.csv").unlink()
    result = command("audit", "plan", EVENT, "--size", "20", "--size", "30")
    assert "axis-excitement, reading 1: how many of the trending posts" in result.stdout
    assert "taking the machine's" in result.stdout
    rows = json.loads(command("audit", "plan", EVENT, "--size", "20", "--json").stdout)
    assert {row["size"] for row in rows} == {20, 68}
    assert all((row["half_width"] is None) == (row["note"] is not None and row["low"] is None) for row in rows)


def test_audit_status(house_after_a_run):
    """What is labelled, what is pending, and what would decide each claim."""
    result = command("audit", "status", EVENT)
    assert "40 posts drawn: 39 labelled, 0 pending, 0 in dispute whether on the event, 1 cannot label" in result.stdout
    assert "hardly-anyone-angry, reading 1: " in result.stdout
    assert "not estimable: 26 audited authors are too few for scope event (at least 30)" in result.stdout
    status = json.loads(command("audit", "status", EVENT, "--json").stdout)
    undecided = [row for row in status["claims"] if row["labels_needed"]]
    assert undecided
    assert all(row["size"] >= 40 for row in undecided)
    Path("events/golden.audit.csv").unlink()
    assert "no audit yet" in command("audit", "status", EVENT).stdout


def test_disagreements_are_settled(house_after_a_run):
    """A second labeller who differs leaves a sheet; filled in and imported as `settled`, it is gone."""
    with Path("events/golden.audit.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    twice = {row["post_id"] for row in rows if row["labeller"] != "one"}
    first = next(row for row in rows if row["reaction"] == "anger" and row["post_id"] not in twice)
    row = {name: first[name] for name in ("source", "post_id", *LABEL_COLUMNS)} | {"reaction": "mockery"}

    def sheet(name):
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        return name

    apart = Path("data/processed/golden/audit/disagreements.csv")
    result = command("audit", "import", EVENT, sheet("second.csv"), "--labeller", "second")
    assert f"settle {apart} and import it with --labeller settled" in result.stderr
    assert "agreement: Krippendorff's alpha with its 95 % interval" in result.stderr
    assert re.search(r"  reaction: −?[01]\.\d\d \(−?[01]\.\d\d to −?[01]\.\d\d, \d+ posts\)", result.stderr)
    with apart.open(encoding="utf-8-sig", newline="") as file:
        (asked,) = csv.DictReader(file)
    assert asked["post_id"] == row["post_id"]
    assert "anger" in asked["said"]
    assert "second: on event" in asked["said"]
    assert asked["reaction"] == ""
    assert "differ" not in command("audit", "import", EVENT, sheet("end.csv"), "--labeller", "settled").stderr
    assert not apart.exists()


def test_importing_without_an_audit_says_what_to_do(house):
    """There is no audit to import into before one is drawn."""
    Path("events/golden.audit.csv").unlink()
    Path("sheet.csv").write_text("source,post_id\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["audit", "import", EVENT, "sheet.csv"])
    assert result.exit_code == 1
    assert "audit draw" in result.stderr


@pytest.mark.parametrize(("name", "some"), [("formats", "mastodon"), ("scorers", "vader")])
def test_lists(name, some):
    """What can be read and what can label, with a line on each, as text and as JSON."""
    assert some in command(name).stdout
    assert some in json.loads(command(name, "--json").stdout)


def test_help_and_version():
    """Every command has a help text."""
    assert command("--version").stdout.startswith("xsentiment, version ")
    for name, item in main.commands.items():
        assert item.help, name
        command(name, "--help")


def test_verbose_says_why_a_format_was_chosen(house):
    """-v gives the reason for each format, -q gives nothing but warnings, before the command's name or after it."""
    assert "x.jsonl: x-api-v2: " in command("-v", "ingest", EVENT).stderr
    assert "x.jsonl: x-api-v2: " in command("ingest", EVENT, "--processed", "p/v", "--verbose").stderr
    assert "INFO" not in command("ingest", EVENT, "--processed", "p/w", "-q").stderr
    quiet = command("-q", "run", EVENT, "--processed", "p/t", "--reports", "p/r")
    assert "INFO" not in quiet.stderr
