"""The documents against the code: what exists is told, and what is told exists."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from xsentiment import event, schema
from xsentiment.cli import EXIT_ERROR, EXIT_LOCKED, EXIT_WARNING, audit, main
from xsentiment.ingest import READERS, describe
from xsentiment.scorers import SCORERS

REPO = Path(__file__).parents[1]
PAGES = [*REPO.glob("*.md"), *REPO.glob("docs/**/*.md")]
README = (REPO / "README.md").read_text("utf-8")
METHODS = (REPO / "docs" / "methods.md").read_text("utf-8")


def test_formats_are_described_by_their_readers():
    """docs/formats.md is what `make formats` writes."""
    assert (REPO / "docs" / "formats.md").read_text("utf-8") == describe.page()


@pytest.mark.parametrize("name", READERS)
def test_readers_describe_themselves(name):
    """A first line, the fields by their names in POSTS, and each trap as a sentence."""
    reader = READERS[name]
    assert describe.first_line(reader)
    assert set(reader.FIELDS) <= set(schema.POSTS.names)
    assert reader.FIELDS
    assert all(" " in trap for trap in reader.TRAPS)


def test_every_command_is_in_the_readme():
    """Commands and their exit codes."""
    for name in (*main.commands, *(f"audit {name}" for name in audit.commands)):
        assert f"`{name}`" in README or f"xsentiment {name}" in README, name
    jobs = (REPO / "docs" / "jobs.md").read_text("utf-8")
    assert all(f"| {code} |" in jobs for code in (0, EXIT_ERROR, 2, EXIT_LOCKED, EXIT_WARNING))


def test_columns_and_reports_are_in_the_readme():
    """Each column of shares.csv is named there, and each figure is explained in the methods."""
    assert f"`{', '.join(schema.SHARES.names)}`" in README
    for column in ("machine_share", "share", "among", "estimand", "scope", "n_audit", "note", "level"):
        assert f"`{column}`" in METHODS, column


def test_every_key_of_the_event_file_is_documented():
    """Each field of each table of the event file, by its name."""
    page = (REPO / "docs" / "event-file.md").read_text("utf-8")
    kinds = (
        event.Event,
        event.Collection,
        event.Source,
        event.Select,
        event.Scorers,
        event.Fit,
        event.Topic,
        event.AuditPlan,
    )
    for kind in (*kinds, event.Shares, event.Timeline, event.Claim, event.Reading):
        for item in dataclasses.fields(kind):
            tables = (
                "collection",
                "sources",
                "select",
                "scorers",
                "fit",
                "lexicon",
                "topics",
                "audit",
                "shares",
                "timeline",
                "claims",
            )
            if item.name in ("slug", "path") and kind is event.Event:
                continue
            where = f"[{item.name}]" if kind is event.Event and item.name in tables else f"`{item.name}`"
            assert where in page, f"{kind.__name__}.{item.name}"


def test_scorers_are_in_the_documents():
    """Each scorer is named somewhere."""
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert all(f"`{name}`" in text for name in SCORERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPO).as_posix())
def test_links_lead_somewhere(page):
    """Every relative link is a file of the repository."""
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_architecture_is_short():
    """150 lines at most, and every room is in it."""
    text = (REPO / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    rooms = {path.stem for path in (REPO / "src" / "xsentiment").iterdir() if not path.name.startswith("_")}
    for room in rooms - {"models"}:
        assert re.search(rf"\b{room}\b", text), room


def test_nothing_names_this_machine():
    """No lock file names a host, and no document a folder of somebody's machine."""
    for path in [*PAGES, *(REPO / "requirements").iterdir(), REPO / "pyproject.toml", REPO / "Makefile"]:
        text = path.read_text("utf-8")
        assert "index-url" not in text.replace("--no-emit-index-url", ""), path
        assert not re.search(r"https?://(?:files\.)?(?:pypi|pythonhosted)", text), path
        assert "/work/" not in text, path
        assert "/root/" not in text, path
