"""Fixtures and paths that all tests share."""

from __future__ import annotations

import contextlib
import logging
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("tests", max_examples=50, deadline=None)  # a busy machine is no fault
settings.load_profile("tests")

sys.path.insert(0, str(Path(__file__).parent))

REPO = Path(__file__).resolve().parents[1]


def pytest_addoption(parser):
    """`--update-golden` writes what the golden run gives now; read the diff before you commit it."""
    parser.addoption("--update-golden", action="store_true", help="write the expected files of the golden run anew")


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch):
    """A key of the developer's own must not change what tests see."""
    monkeypatch.delenv("XSENTIMENT_KEY", raising=False)


@pytest.fixture(autouse=True, scope="module")
def _no_tokens_of_other_files():
    """Scorers begin without the tokens of an earlier file's texts, whichever these were."""
    if tokens := sys.modules.get("xsentiment.scorers.tokens"):
        tokens._remembering[0] = tokens.Memory()


@pytest.fixture(autouse=True)
def _log_as_a_library():
    """A command sets the log up for a terminal; the next test finds it as it was."""
    logger = logging.getLogger("xsentiment")
    before = logger.level, logger.propagate, logger.handlers
    yield
    logger.setLevel(before[0])
    logger.propagate, logger.handlers = before[1:]


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory):
    """The shipped sample, run once: (event, paths, state)."""
    from xsentiment.event_file import load_event
    from xsentiment.pipeline import Paths, run

    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPO / "events", folder / "events")
    event = load_event(folder / "events" / "beijing-parade-2025.toml")
    paths = Paths.of(
        event,
        raw=REPO / "data" / "raw" / "beijing-parade-2025",
        processed=folder / "processed" / "beijing-parade-2025",
        reports=folder / "reports" / "beijing-parade-2025",
    )
    return event, paths, run(event, paths)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A working folder with the golden event: its event file, audit and raw exports; tests may change all of it."""
    golden = REPO / "tests" / "data" / "golden"
    shutil.copytree(golden / "events", tmp_path / "events")
    shutil.copytree(golden / "raw", tmp_path / "data" / "raw" / "golden")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def _run_once(tmp_path_factory):
    """The golden event, run once."""
    from xsentiment.event_file import load_event
    from xsentiment.pipeline import Paths, run

    folder, golden = tmp_path_factory.mktemp("golden"), REPO / "tests" / "data" / "golden"
    shutil.copytree(golden / "events", folder / "events")
    shutil.copytree(golden / "raw", folder / "data" / "raw" / "golden")
    with contextlib.chdir(folder):
        event = load_event("events/golden.toml")
        run(event, Paths.of(event))
    return folder


@pytest.fixture
def house_after_a_run(_run_once, tmp_path, monkeypatch):
    """The house with tables and reports up to date."""
    shutil.copytree(_run_once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path
