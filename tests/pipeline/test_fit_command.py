"""`xsentiment fit` and what runs and checks say of the model that it leaves."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment.cli import main

EVENT = Path("events/golden.toml")
MODEL = Path("events/golden.model.npz")


def command(*arguments: str):
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module")
def _fitted_once(_run_once, tmp_path_factory):
    """The golden event after a run, with a model: its folder, and what the command printed."""
    folder = tmp_path_factory.mktemp("fitted")
    shutil.copytree(_run_once, folder, dirs_exist_ok=True)
    with contextlib.chdir(folder):
        return folder, command("fit", str(EVENT))


@pytest.fixture
def fitted(_fitted_once, tmp_path, monkeypatch):
    """The golden event with a model that was just made; what the command printed."""
    folder, printed = _fitted_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return printed


def test_fit_leaves_a_model_that_the_next_run_uses(fitted):
    """The path is on stdout, what was measured on stderr; run.json names the model as the scorer, with no warning."""
    assert (fitted.exit_code, fitted.stdout) == (0, f"{MODEL}\n")
    assert "topics, fitted: macro F1" in fitted.stderr
    assert command("run", str(EVENT), "--strict").exit_code == 0
    facts = json.loads(Path("reports/golden/run.json").read_text("utf-8"))
    assert facts["scorers"]["topics"].startswith("fitted-topics ")


def test_fit_says_over_how_many_labels_its_figures_are(house_after_a_run):
    """What no labelled post has is left out of the mean; where none has a topic there is nothing to measure."""
    path = EVENT.with_suffix(".audit.csv")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"topics": row["topics"] and "none"} for row in rows)
    told = command("fit", str(EVENT)).stderr
    assert "topics: no labelled post has one, so there is nothing to measure" in told
    assert "topics, fitted" not in told


def test_fit_says_how_many_labels_taught_nothing(house_after_a_run):
    """Labelled posts in languages that the model is not for are counted, in words too."""
    facts = json.loads(command("fit", str(EVENT), "--json").stdout)
    assert facts["labelled_in_other_languages"] == 1
    told = "1 labelled post taught nothing, in a language that the model is not for"
    assert told in command("fit", str(EVENT)).stderr


def test_fit_says_what_it_did_not_fit(house_after_a_run):
    """Copies of a text count once: too few of them teach topics alone, which the command says."""
    path = EVENT.with_suffix(".audit.csv")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[:20])
    told = command("fit", str(EVENT)).stderr
    assert re.search(r"fitted to \d+ different labelled texts", told)
    for target in ("reaction", "sentiment"):
        assert f"{target}: not fitted, too few different texts or labels" in told


def test_fit_tells_programs_what_it_made(house_after_a_run):
    """--json gives the model's facts."""
    facts = json.loads(command("fit", str(EVENT), "--json").stdout)
    assert {"date", "labelled", "measured", "labels", "topics", "reaction", "vectors"} <= set(facts)


def test_a_run_and_a_check_say_when_the_model_is_stale(fitted):
    """A phrase more: check says what changed, run and page warn and --strict exits 4; a new fit ends it."""
    page = Path("reports") / EVENT.stem / "report.html"
    assert "up to date" in command("check", str(EVENT)).stdout
    text = EVENT.read_text("utf-8")
    EVENT.write_text(text.replace('any = ["trump"]', 'any = ["trump", "donald"]'), "utf-8")
    assert "stale: the topics or their phrases changed since" in command("check", str(EVENT)).stdout
    again = command("run", str(EVENT), "--strict")
    assert again.exit_code == 4
    assert (
        f"{MODEL}: the topics or their phrases changed since it was fitted; run `xsentiment fit {EVENT}`"
        in again.stderr
    )
    assert "out of date: the topics or their phrases changed since it was fitted." in page.read_text("utf-8")
    command("fit", str(EVENT))
    assert command("run", str(EVENT), "--strict").exit_code == 0
    assert "out of date" not in page.read_text("utf-8")


def test_without_a_model_check_says_what_labels_topics(house_after_a_run):
    """No model is no fault."""
    assert "model: none; topics are found by their phrases" in command("check", str(EVENT)).stdout
    assert command("run", str(EVENT), "--strict").exit_code == 0


def test_a_damaged_model_is_an_error_of_one_line(fitted):
    """A run with a damaged model says so and how to go on."""
    MODEL.write_bytes(b"PK")
    result = command("run", str(EVENT))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"Error: {MODEL}: is damaged; run `xsentiment fit EVENT.toml` again"
