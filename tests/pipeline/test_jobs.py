"""What a scheduled job relies on: exit codes, the lock, reports that are whole or untouched, quiet logs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment import report, store
from xsentiment.cli import main

EVENT = "events/golden.toml"


def command(*arguments: str):
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


def edit(old: str, new: str, path: str = EVENT) -> None:
    """Replace a text in a file."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def test_two_runs_never_meet(house_after_a_run):
    """While one run holds the lock another exits 3 at once, and works when it is free."""
    with store.lock(Path("data/processed/golden")):
        held = command("run", EVENT)
        assert held.exit_code == 3
        assert held.stderr.startswith("Error: another run is working on this event")
        assert held.stderr.count("\n") == 1
    assert command("run", EVENT).exit_code == 0


def test_the_lock_of_a_dead_run_is_free(house_after_a_run):
    """A process that is killed leaves no lock behind."""
    code = (
        "import time; from pathlib import Path; from xsentiment import store\n"
        "with store.lock(Path('data/processed/golden')): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert command("run", EVENT).exit_code == 3
        holder.kill()
    assert command("run", EVENT).exit_code == 0


def test_reports_are_replaced_whole_or_not_at_all(house_after_a_run, monkeypatch):
    """A fault while a report is written leaves the old folder as it was, and no litter beside it."""
    before = {path.name: path.read_bytes() for path in Path("reports/golden").iterdir()}
    edit("A parade in miniature", "Another title")

    def fails(*_args, **_kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(report.page.Template, "render", fails)
        assert command("run", EVENT).exit_code == 1
    assert {path.name: path.read_bytes() for path in Path("reports/golden").iterdir()} == before
    assert [path.name for path in Path("reports").iterdir()] == ["golden"]
    assert command("run", EVENT).exit_code == 0
    assert "Another title" in Path("reports/golden/report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 11", "sead = 11", "sead: unknown key; did you mean 'seed'?"),
        ('text = "what"', 'text = "waht"', "has no column 'waht', which the event file maps to text; did you mean 'what'?"),
        ("2025-09-05T00:00:00Z", "2025-09-02T00:00:01Z", "no posts left after selecting (68 after_window, 1 before_window"),
        ('path = "table.csv"', 'path = "tabel.csv"', "named in [[sources]], but no such file"),
        ("title =", "title", "is not valid TOML"),
    ],
)  # fmt: skip
def test_expected_errors_are_one_line_and_exit_1(house, old, new, said):
    """A mistake in the event file is told in one line that names the key, without a traceback."""
    edit(old, new)
    result = command("run", EVENT)
    assert result.exit_code == 1
    error = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(error) == 1
    assert said in error[0]
    assert "Traceback" not in result.stderr
    assert not Path("reports/golden").exists()


def test_what_a_run_would_warn_of_check_warns_of(house):
    """A file of the raw folder that no source names, and what a new event file lacks; --strict tells the job."""
    assert command("check", EVENT, "--strict").exit_code == 0
    edit('collected = "', 'collected = "fill in: ')
    Path("data/raw/golden/late.csv").write_text("id,what\n1,late\n", encoding="utf-8")
    for name in ("check", "run"):
        result = command(name, EVENT, "--strict")
        assert result.exit_code == 4, name
        assert f"Warning: late.csv: is not read, since no path of [[sources]] in {EVENT} matches it" in result.stderr
        assert "collection.collected is not filled in" in result.stderr
    assert "late.csv" in "".join(json.loads(command("check", EVENT, "--json").stdout)["warnings"])


def test_a_link_to_nothing_is_a_warning(house):
    """An export on a disk that is not mounted is missed, not passed over."""
    Path("data/raw/golden/june.json").symlink_to("/nowhere/june.json")
    for name in ("check", "run"):
        result = command(name, EVENT, "--strict")
        assert result.exit_code == 4, name
        assert "Warning: june.json: is a link to what is not there, and is not read\n" in result.stderr


def test_a_file_goes_with_one_source(house):
    """The entry that names a file goes before a pattern that matches it, too; two patterns are an error."""
    before = command("run", EVENT, "--json")
    edit('path = "*.json*"', 'path = "*"')
    assert json.loads(command("run", EVENT, "--json").stdout)["posts"] == json.loads(before.stdout)["posts"]
    edit('path = "table.csv"', 'path = "tab*.csv"')
    for name in ("check", "run"):
        result = command(name, EVENT)
        assert result.exit_code == 1
        assert f"{EVENT}: sources: table.csv matches two of them, 'tab*.csv' and '*'" in result.stderr


def test_a_file_without_times_is_a_warning(house):
    """Most posts of a file left out for one reason that can be mended is told, in every run and on the page."""
    edit('created_at = "when", ', 'created_at = "", ')
    for _ in range(2):
        result = command("run", EVENT, "--strict")
        assert result.exit_code == 4
        told = "table.csv: 18 of 19 posts left out for want of a time (no_time); map"
        assert f"Warning: {told}" in result.stderr
        assert told in Path("reports/golden/report.html").read_text("utf-8")


def test_what_a_reader_is_not_sure_of_is_told_by_every_run(house):
    """Times without a zone are a warning when read, when nothing is new, on the page and by `check`; alike together."""
    for day in range(1, 6):
        path = Path(f"data/raw/golden/night_{day}.csv")
        path.write_text(f"Post ID,Date,Message\n9{day},2025-09-03 1{day}:00,a parade number {day}\n", encoding="utf-8")
    with Path(EVENT).open("a", encoding="utf-8") as event:
        event.write('\n[[sources]]\npath = "night_*.csv"\n')
    said = (
        "night_1.csv, night_2.csv, night_3.csv and 2 other files: "
        "times name no zone and are read as UTC; time_zone sets it"
    )
    assert said in command("check", EVENT).stderr
    for engine in ("serial", "processes"):
        result = command("run", EVENT, "--strict", "--engine", engine)
        assert (result.exit_code, result.stderr.count("name no zone"), said in result.stderr) == (4, 1, True)
    assert said in Path("reports/golden/report.html").read_text(encoding="utf-8")
    edit('"night_*.csv"', '"night_*.csv"\ntime_zone = "Asia/Tokyo"')
    assert "zone" not in command("run", EVENT).stderr


def test_check_finds_a_table_without_texts(house):
    """What a run could not read is an error before a run, also where nothing is mapped."""
    edit('path = "*.json*"', 'path = "*"')
    Path("data/raw/golden/notes.csv").write_text("a;b;c\n1;2;3\n4;5;6\n", encoding="utf-8")
    told = {name: command(name, EVENT) for name in ("check", "run")}
    assert {result.exit_code for result in told.values()} == {1}
    assert len({result.stderr.splitlines()[-1] for result in told.values()}) == 1


def test_check_reads_what_is_mapped(house):
    """A column that a file lacks is an error before a run."""
    edit('text = "what"', 'text = "waht"')
    result = command("check", EVENT)
    assert result.exit_code == 1
    assert "table.csv: has no column 'waht', which the event file maps to text; did you mean 'what'?" in result.stderr


def test_without_a_raw_folder_nothing_is_made(house):
    """The error says where the folder was looked for; no key, no lock, no tables are left behind."""
    shutil.rmtree("data")
    result = command("run", EVENT)
    assert f"Error: data/raw/golden: no such folder in {Path.cwd()};" in result.stderr
    assert not Path("data").exists()


@pytest.mark.parametrize("named", [True, False])
def test_a_file_that_is_no_export_is_an_error_with_a_cure(house, named):
    """Named in the event file, or with others like it alone, it is told with what to do, and not with all formats."""
    raw = Path("data/raw/golden")
    if not named:
        shutil.rmtree(raw)
        raw.mkdir()
        edit('path = "table.csv"', 'path = "*.log"')
    for name in ("notes.txt", "other.log"):
        (raw / name).write_text("call them about the export\nand again\n", encoding="utf-8")
    edit('path = "*.json*"', 'path = "notes.txt"' if named else 'path = "*.txt"')
    for name in ("check", "run"):
        result = command(name, EVENT)
        assert result.exit_code == 1
        (error,) = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
        assert error == (
            "Error: notes.txt: is of no known format (text that is no table); `xsentiment formats` lists those that "
            "are; move it out of the raw folder, or name the files to read in [[sources]]"
        )


def test_a_file_that_is_no_export_beside_others_is_passed_over(house):
    """As in an archive: a warning and one reject, also where nothing is new."""
    edit('path = "*.json*"', 'path = "*"')
    Path("data/raw/golden/notes.txt").write_text("call them about the export\nand again\n", encoding="utf-8")
    for name in ("check", "run", "run"):
        result = command(name, EVENT, "--strict")
        assert result.exit_code == 4
        assert "Warning: notes.txt: is of no known format" in result.stderr
    rejects = Path("reports/golden/rejects.csv").read_text("utf-8").splitlines()
    assert [line for line in rejects if "notes.txt" in line] == ["notes.txt,0,ingest,not_posts"]


@pytest.mark.parametrize("folder", ["reports", "data/processed"])
def test_what_cannot_be_written_is_one_line(house, folder):
    """A folder that cannot be made is an expected error: its path and why, exit 1."""
    Path(folder).write_text("a file in its place", encoding="utf-8")
    result = command("run", EVENT)
    assert result.exit_code == 1
    (error,) = [line for line in result.stderr.splitlines() if not line.startswith("20")]
    assert error.startswith(f"Error: {folder}")
    assert "Traceback" in command("-v", "run", EVENT).stderr


@pytest.mark.parametrize("path", ["data/raw/golden", "data/raw/golden/table.csv", "data/processed"])
def test_what_may_not_be_read_or_written_is_one_line(house, path):
    """The same for want of permission, asked of a process that has no rights over all files."""
    if (drop := shutil.which("setpriv")) is None:
        pytest.skip("no setpriv to give up root's rights with")
    Path("data/processed").mkdir(exist_ok=True)
    Path(path).chmod(0o555 if path == "data/processed" else 0)
    rights = "-dac_override,-dac_read_search"
    as_user = [drop, "--bounding-set", rights, "--inh-caps", rights] if os.geteuid() == 0 else []
    run = [*as_user, sys.executable, "-m", "xsentiment", "-q", "run", EVENT]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False)
    Path(path).chmod(0o755)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith(f"Error: {path}")
    assert done.stderr.endswith(": Permission denied\n")


def test_usage_is_exit_2(house):
    """A wrong option is a mistake of usage."""
    assert command("run", EVENT, "--engine", "spark").exit_code == 2
    assert command("frobnicate").exit_code == 2


def test_strict_is_exit_4_on_a_warning(house_after_a_run):
    """Without an audit the run is done, but --strict tells the job to look."""
    assert command("run", EVENT, "--strict").exit_code == 0
    Path("events/golden.audit.csv").unlink()
    result = command("run", EVENT, "--strict")
    assert result.exit_code == 4
    assert "Warning: no audit: machine shares only" in result.stderr
    assert command("run", EVENT).exit_code == 0


def test_a_log_has_no_progress_bar(house):
    """Away from a terminal every line of stderr is a dated log line; results alone are on stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "xsentiment", "run", EVENT], capture_output=True, text=True, check=True, timeout=120
    )
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stderr
    assert all(line[:2] == "20" or line.startswith("Warning: ") for line in done.stderr.splitlines())
    assert done.stdout.splitlines()[-1] == "reports/golden/timeline.csv"


def test_a_run_that_was_killed_is_done_again(house):
    """A run ended in the middle leaves tables that the next run does not trust."""
    with subprocess.Popen(
        [sys.executable, "-m", "xsentiment", "run", EVENT], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        for line in run.stderr:
            if "select: …" in line:
                break
        time.sleep(0.05)
        run.kill()
    result = command("run", EVENT)
    assert result.exit_code == 0
    assert "68 posts in the frame" in result.stdout


def test_a_wrong_key_is_an_error(house_after_a_run, monkeypatch):
    """Authors named with one key are not mixed with those of another."""
    monkeypatch.setenv("XSENTIMENT_KEY", "another key, long enough")
    result = command("run", EVENT)
    assert result.exit_code == 1
    assert "another key" in result.stderr


def test_a_damaged_table_is_named(house_after_a_run):
    """A table that cannot be read is named, with what to do."""
    path = next(Path("data/processed/golden/scores").iterdir())
    path.write_bytes(b"not parquet")
    Path("data/processed/golden/shares/shares.parquet").unlink()
    result = command("run", EVENT)
    assert result.exit_code == 1
    assert "is damaged" in result.stderr
    assert "delete the folder to rebuild it from raw" in result.stderr


def test_what_a_proposed_event_file_leaves_open_is_a_warning(house_after_a_run):
    """A query that nobody filled in would stand beside every headline, so a job is told to look."""
    edit('query = "parade OR axis"', 'query = "fill in: the search that found the posts"')
    result = command("run", EVENT, "--strict")
    assert result.exit_code == 4
    assert "collection.query is not filled in" in result.stderr


@pytest.mark.parametrize(("broken", "many"), [(2, False), (3, True)])
def test_a_file_with_many_broken_rows_is_a_warning(tmp_path, monkeypatch, broken, many):
    """Of 20 lines two are a tenth and pass; three are more, and are told, on the page too."""
    monkeypatch.chdir(tmp_path)
    Path("data/raw/cut").mkdir(parents=True)
    lines = [f"{i},text {i},2025-09-03T10:00:00Z" if i >= broken else f"{i},text {i}" for i in range(20)]
    Path("data/raw/cut/cut.csv").write_text("\n".join(["id,text,created_at", *lines, ""]), encoding="utf-8")
    command("new", "cut", "--from", "data/raw/cut/cut.csv")
    done = command("run", "events/cut.toml")
    assert done.exit_code == 0
    told = f"cut.csv: {broken} of 20 rows are broken (broken_record)"
    page = Path("reports/cut/report.html").read_text("utf-8")
    assert (told in done.stderr, told in page) == (many, many)


@pytest.mark.parametrize(
    ("value", "tolerance", "told"),
    [
        (0.02, None, "value 0.02 with tolerance 0.05 would be supported by 0 % too"),
        (0.96, 0.04, "value 0.96 with tolerance 0.04 would be supported by 100 % too"),
        (0.02, 0.01, ""),
        (1.0, None, ""),
    ],
)
def test_a_tolerance_as_large_as_its_claim_is_a_warning(value, tolerance, told, house_after_a_run):
    """Run and check say so, and the claim's sentence names the points."""
    path = Path("events/golden.toml")
    given = "" if tolerance is None else f"\ntolerance = {tolerance}"
    path.write_text(path.read_text("utf-8").replace("value = 0.6\n", f"value = {value}{given}\n"), encoding="utf-8")
    for name in ("check", "run"):
        result = CliRunner().invoke(main, [name, "events/golden.toml", "--strict"])
        assert (told in result.stderr) if told else ("tolerance" not in result.stderr)
        assert result.exit_code == (4 if told else 0)
    claims = Path("reports/golden/claims.csv").read_text("utf-8")
    assert f"the claim was {round(100 * value)} % ± {100 * (tolerance or 0.05):g} points" in claims


def a_table(monkeypatch, folder: Path, sources: str) -> None:
    """A house with a table of three posts and an event that reads it with these keys of [[sources]]."""
    monkeypatch.chdir(folder)
    Path("data/raw/t").mkdir(parents=True)
    Path("events").mkdir()
    rows = "".join(f"{i},a post {i},0{i}/01/2025 10:30\n" for i in (1, 2, 3))
    Path("data/raw/t/t.csv").write_text(f"id,text,when\n{rows}", encoding="utf-8")
    Path("events/t.toml").write_text(
        'title = "t"\nstart = 2025-01-01T00:00:00Z\nend = 2025-02-01T00:00:00Z\n'
        '[collection]\nquery = "q"\ntool = "t"\ncollected = "c"\n[[sources]]\npath = "t.csv"\n'
        f'columns = {{ post_id = "id", text = "text", created_at = "when" }}\n{sources}\n',
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("constants", "told"),
    [
        ('views = "x"', "sources[0].constants.views: 'x' is no count"),
        ('created_at = "yesterday"', "sources[0].constants.created_at: 'yesterday' is no time that can be read"),
        ('lang = "the queen\'s"', "sources[0].constants.lang: "),
        ('kind = "hello"', "sources[0].constants.kind: 'hello' is none of post, reply, repost, quote"),
        ('views = "12", lang = "English", kind = "tweet", verified = "no", author_id = "", source = "forum"', None),
    ],
)
def test_a_constant_that_its_column_cannot_hold_is_an_error(tmp_path, monkeypatch, constants, told):
    """Check and run name the key; what cells of the column may hold is taken."""
    a_table(monkeypatch, tmp_path, f'constants = {{ {constants} }}\ntime_format = "%d/%m/%Y %H:%M"')
    for name in ("check", "run"):
        result = command(name, "events/t.toml")
        assert result.exit_code == (1 if told else 0), result.stderr
        assert told is None or told in result.stderr


def test_a_time_format_that_fits_no_row_is_named(tmp_path, monkeypatch):
    """Check is in doubt about it, and a run that has no post left for it names it."""
    a_table(monkeypatch, tmp_path, 'time_format = "%Y-%m-%d"')
    told = "t.csv: time_format '%Y-%m-%d' fits none of the first 3 cells of 'when'"
    checked = command("check", "events/t.toml", "--strict")
    assert (checked.exit_code, told in checked.stderr) == (4, True)
    done = command("run", "events/t.toml")
    assert done.exit_code == 1
    assert f"no posts left after selecting (3 no_time); {told}" in done.stderr


def test_a_file_of_reposts_alone_moves_the_figures_that_count_them(house_after_a_run):
    """Reposts are not in the frame, yet `sensitivity.csv` counts them: the reports are those of tables made anew."""
    post = {"author_id": "7", "created_at": "2025-09-03T05:00:00.000Z", "lang": "en", "text": "RT @a: Goosebumps"}
    of = {"referenced_tweets": [{"type": "retweeted", "id": "1962715603399606379"}]}
    reposts = [post | of | {"id": f"196310489376666{n}000"} for n in range(5)]
    Path("data/raw/golden/reposts.json").write_text(json.dumps({"data": reposts}), encoding="utf-8")
    assert command("run", EVENT).exit_code == 0
    beside = Path("reports/golden/sensitivity.csv").read_bytes()
    assert b"with reposts" in beside
    shutil.rmtree("data/processed")
    assert command("run", EVENT).exit_code == 0
    assert Path("reports/golden/sensitivity.csv").read_bytes() == beside


@pytest.mark.parametrize(
    ("option", "folder", "why"),
    [
        ("--reports", ".", "the working folder"),
        ("--reports", "data", "that of the tables"),
        ("--reports", "data/raw", "that of the exports"),
        ("--reports", "events", "that of the event file"),
        ("--reports", "data/raw/golden/out", "which is only read"),
        ("--processed", "data/raw/golden", "which is only read"),
    ],
)
def test_folders_that_cannot_go_together_are_one_line(house, option, folder, why):
    """No folder is replaced in which the program works, and none of exports is written to."""
    before = sorted(house.rglob("*"))
    refused = command("run", EVENT, option, folder)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert why in refused.stderr
    assert sorted(house.rglob("*")) == before


def test_a_users_file_beside_the_reports_stays(house_after_a_run):
    """A run that replaces the reports, and `forget`, leave what else lies in their folder."""
    mine = Path("reports/golden/shares.xlsx")
    mine.write_text("mine", encoding="utf-8")
    edit("A parade in miniature", "Another title")
    assert command("run", EVENT).exit_code == 0
    assert mine.read_text("utf-8") == "mine"
    Path("ids.txt").write_text("p3\n", encoding="utf-8")
    assert command("forget", EVENT, "--posts", "ids.txt").exit_code == 0
    assert mine.read_text("utf-8") == "mine"


def test_reports_of_another_folder_are_not_taken_for_these(house_after_a_run):
    """A run that wrote its reports elsewhere leaves older ones here: the next run here makes them anew, and what lacks."""
    edit("A parade in miniature", "Another title")
    assert command("run", EVENT, "--reports", "elsewhere").exit_code == 0
    assert command("run", EVENT).exit_code == 0
    assert "Another title" in Path("reports/golden/report.html").read_text("utf-8")
    Path("reports/golden/shares.csv").unlink()
    assert command("run", EVENT).exit_code == 0
    assert Path("reports/golden/shares.csv").exists()
