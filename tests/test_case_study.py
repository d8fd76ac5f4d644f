"""The case study's document against the data, where the data is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO.parent / "shared" / "labelled"
PAGE = (REPO / "docs" / "case-gop-debate.md").read_text("utf-8")

sys.path.insert(0, str(REPO / "benchmarks"))

import case_gop_debate  # noqa: E402


@pytest.fixture(scope="module")
def case():
    """The debate, read and scored; skipped where the set is not."""
    if not (FOLDER / case_gop_debate.FILE).exists():
        pytest.skip(f"needs {case_gop_debate.FILE} in a folder ../shared/labelled beside the repository")
    return case_gop_debate.read(FOLDER)


def test_the_first_two_tables_are_what_the_script_prints(case):
    """Rows, machine shares, the truth and one audit of each size, line by line."""
    lines = [line for line in case_gop_debate.tables(case, 0) if line and not line.startswith("|--")]
    assert len(lines) > 12
    assert [line for line in lines if line not in PAGE] == []


def test_the_quick_route_is_the_published_one(case):
    """The route that the 1,000 audits take gives the figures of `shares.aggregate`, to the last digit."""
    for size, estimates in case.quick(case.event):
        if size == case_gop_debate.SIZES[0]:
            case_gop_debate.check(estimates, case.published(case.event, size))


def test_the_readme_says_what_the_case_shows():
    """The two lines at the top are figures of the case study."""
    top = (REPO / "README.md").read_text("utf-8").split("## Two commands")[0]
    row = re.search(r"\| all posts \| negative \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \(([\d.]+)–([\d.]+)\)", PAGE)
    machine, people, share, low, high = (round(float(value)) for value in row.groups())
    assert f"{machine} % negative" in top
    assert f"{people} %" in top
    assert f"{share} % negative ({low}–{high} %)" in top
    held = re.search(r"\| all posts \| negative \| ([\d.]+) %", PAGE.split("How often")[1])[1]
    assert f"{round(10 * float(held))} of 1,000" in top


def test_an_audit_of_200_holds_the_truth_where_the_machine_is_far_from_it(case):
    """Each sentiment of all posts lies in its interval; none of VADER's shares does."""
    published = case.published(case.event, 200)
    for label in case_gop_debate.LABELS:
        row = published[None, label]
        assert row["low"] <= case.truth[None, label] <= row["high"]
        assert not row["low"] <= row["machine_share"] <= row["high"]
