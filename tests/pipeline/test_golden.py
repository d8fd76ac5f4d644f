"""One small event from raw exports to reports, through the command, against files that people have read."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from xsentiment.cli import main

EXPECTED = Path(__file__).parents[1] / "data" / "golden" / "expected"
NAMES = tuple(
    f"{name}.csv"
    for name in ("shares", "net", "claims", "sensitivity", "timeline", "differences", "phrases", "examples", "rejects")
)


def command(*arguments: str) -> tuple[int, str, str]:
    """Run a command; its exit code, what it printed and what it logged."""
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def written() -> dict[str, bytes]:
    """Every report but the one with clock times."""
    return {path.name: path.read_bytes() for path in Path("reports/golden").iterdir() if path.name != "run.json"}


def test_reports_are_as_expected(house, request):
    """The CSV reports equal those in the repository, byte for byte."""
    code, stdout, stderr = command("run", "events/golden.toml")
    assert (code, "Traceback" in stderr) == (0, False)
    assert "golden: 77 rows read = 73 posts + 4 rejected, 3 files" in stdout
    if request.config.getoption("update_golden"):
        for name in NAMES:
            (EXPECTED / name).write_bytes(Path("reports/golden", name).read_bytes())
    for name in NAMES:
        assert Path("reports/golden", name).read_bytes() == (EXPECTED / name).read_bytes(), name


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_every_engine_and_order_gives_the_same_bytes(engine, house_after_a_run):
    """Processes in place of one, fewer parts, other file times and another key change no byte of a report."""
    if engine == "dask":
        pytest.importorskip("distributed", reason="the extra dask is not installed")
    first = written()
    for path in Path("data/raw/golden").iterdir():
        path.touch()
    again = ["--processed", "elsewhere/tables", "--reports", "elsewhere/reports"]
    event = Path("events/golden.toml")
    event.write_text(event.read_text(encoding="utf-8").replace("parts = 4", "parts = 3"), encoding="utf-8")
    code, _, stderr = command("run", "events/golden.toml", "--engine", engine, "--workers", "2", *again)
    assert code == 0, stderr
    assert Path("data/.xsentiment-key").read_text("utf-8") != Path("elsewhere/.xsentiment-key").read_text("utf-8")
    assert {name: (Path("elsewhere/reports") / name).read_bytes() for name in first} == first


def test_a_second_run_has_nothing_to_do(house_after_a_run):
    """With nothing new the run says so and writes nothing."""
    before = {path: path.stat().st_mtime_ns for path in Path("reports/golden").iterdir()}
    code, stdout, stderr = command("run", "events/golden.toml")
    assert (code, stdout.splitlines()[0]) == (0, "golden: nothing new, all is up to date")
    assert "ingest" not in stderr
    assert {path: path.stat().st_mtime_ns for path in Path("reports/golden").iterdir()} == before


def test_a_new_export_is_added_and_a_deleted_one_leaves(house_after_a_run):
    """A new file is read alone; without it the reports are again what they were."""
    first = written()
    pieces = {path: path.stat().st_mtime_ns for path in Path("data/processed/golden/posts").rglob("*.parquet")}
    extra = Path("data/raw/golden/extra.json")
    status = json.loads(Path("data/raw/golden/mastodon.json").read_text("utf-8"))[0]
    status |= {"id": "115130000000099999", "uri": "https://m.test/users/u1/statuses/99"}
    extra.write_text(json.dumps([status]), encoding="utf-8")
    _, stdout, stderr = command("run", "events/golden.toml")
    assert "78 rows read = 74 posts + 4 rejected, 4 files" in stdout
    assert "extra.json: mastodon, 1 rows read" in stderr
    assert "x.jsonl" not in stderr
    assert {path: path.stat().st_mtime_ns for path in pieces} == pieces
    extra.unlink()
    command("run", "events/golden.toml")
    assert written() == first


def test_tables_that_were_deleted_are_made_again(house_after_a_run):
    """Any folder of data/processed may go: the next run makes it anew, to the same bytes."""
    import shutil

    first = written()
    for name in ("scores", "frame", "rejects", "shares"):
        shutil.rmtree(Path("data/processed/golden", name))
        code, stdout, stderr = command("run", "events/golden.toml")
        assert (code, "nothing new" in stdout) == (0, False), (name, stderr)
        assert written() == first


def test_run_json_accounts_for_every_stage(house_after_a_run):
    """run.json holds versions, hashes, the seed, counts in and out of every stage, and durations."""
    run = json.loads(Path("reports/golden/run.json").read_text("utf-8"))
    assert run["stages"]["ingest"]["rows_in"] == 77
    for stage in ("ingest", "select"):
        counts = run["stages"][stage]
        assert counts["rows_in"] == counts["rows_out"] + sum(counts["rejected"].values())
    assert run["stages"]["score"] == {"rows_in": 68, "rows_out": 68}
    assert set(run["seconds"]) == {"ingest", "select", "score", "aggregate"}
    assert run["seed"] == 11
    assert {"xsentiment", "python", "pandas", "vaderSentiment"} <= run["versions"].keys()
    assert all(len(facts["sha256"]) == 64 for facts in run["inputs"].values())
    rejects = pd.read_csv("reports/golden/rejects.csv")
    assert len(rejects) == 77 - 68


def test_days_are_days_of_the_events_zone(house_after_a_run):
    """A post of 2 September 17:00 UTC is one of 3 September in Shanghai."""
    days = set(pd.read_csv("reports/golden/timeline.csv")["period"])
    assert days == {"2025-09-02", "2025-09-03", "2025-09-04", "2025-09-05"}


@pytest.mark.parametrize("stages", [("ingest", "aggregate"), ("score", "report")])
def test_one_stage(house, stages):
    """Each stage's command brings the event up to date as far as that stage, whatever was done before."""
    for stage in stages:
        code, stdout, _ = command(stage, "events/golden.toml")
        made = {path.name for path in Path("data/processed/golden").iterdir() if path.is_dir()}
        assert code == 0
        assert ("scores" in made) == (stage != "ingest")
        assert ("shares" in made) == (stage in ("aggregate", "report"))
        assert Path("reports/golden").exists() == (stage == "report")
        assert "77 rows read" in stdout


def test_valences_of_the_event_make_scores_anew(house_after_a_run):
    """A word's own valence in the event file changes the scores, and the report names the scorer for it."""
    first = pd.read_parquet("data/processed/golden/scores")["compound"]
    path = Path("events/golden.toml")
    path.write_text(path.read_text(encoding="utf-8") + "\n[lexicon]\nshoulder = 3.5\n", encoding="utf-8")
    assert command("run", "events/golden.toml")[0] == 0
    assert (pd.read_parquet("data/processed/golden/scores")["compound"] > first).any()
    assert "vader+event" in Path("reports/golden/report.html").read_text("utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("3.5", "-3.5"), encoding="utf-8")
    command("run", "events/golden.toml")
    assert (pd.read_parquet("data/processed/golden/scores")["compound"] < first).any()


def test_the_same_export_in_two_folders_is_read_twice(house):
    """Two files of one name and content are two inputs: every row of both is a post or a reject."""
    import shutil

    for folder in ("monday", "tuesday"):
        Path("data/raw/golden", folder).mkdir()
        shutil.copy("data/raw/golden/mastodon.json", f"data/raw/golden/{folder}/mastodon.json")
    code, stdout, stderr = command("run", "events/golden.toml")
    assert code == 0, stderr
    assert "101 rows read = 95 posts + 6 rejected, 5 files" in stdout
    run = json.loads(Path("reports/golden/run.json").read_text("utf-8"))
    assert run["stages"]["select"]["rows_in"] == run["stages"]["ingest"]["rows_out"] == 95
    assert run["stages"]["select"]["rejected"]["duplicate"] == 1 + 2 * 11


def test_posts_that_left_the_tables_are_missed(house_after_a_run):
    """A piece of the tables that somebody deleted is an error, never a smaller frame."""
    next(Path("data/processed/golden/posts").rglob("*.parquet")).unlink()
    path = Path("events/golden.toml")
    path.write_text(path.read_text("utf-8").replace("2025-09-05T00:00:00Z", "2025-09-04T23:00:00Z"), encoding="utf-8")
    code, _, stderr = command("run", "events/golden.toml")
    assert code == 1
    assert "posts were read, but the tables hold" in stderr
    assert "delete the folder" in stderr
