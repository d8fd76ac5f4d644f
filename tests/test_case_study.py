"""The case study: what docs/case-gop-debate.md prints is what the program gives, where the labelled set is there."""

import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "benchmarks"))

from xsentiment import shares  # noqa: E402

import case_gop_debate as study  # noqa: E402

DOCUMENT = REPO / "docs" / "case-gop-debate.md"
LABELLED = REPO.parent / "shared" / "labelled"
AMONG = {"all posts": None, "posts on Trump": study.TOPIC}


@pytest.fixture(scope="module")
def case():
    """The debate, read, selected and scored."""
    if not (LABELLED / study.FILE).exists():
        pytest.skip(f"needs {study.FILE} in a folder ../shared/labelled beside the repository")
    return study.read(LABELLED)


@pytest.fixture(scope="module")
def published(case):
    """The rows that a run with the audit of 200 publishes."""
    return case.published(case.event, 200)


def printed(title):
    """The table of the document whose header row begins with `title`, as lists of cells."""
    _, found, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"\n| {title} |")
    assert found, f"no table {title!r} in {DOCUMENT.name}"
    lines = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def percent(share):
    """A share as the document prints it."""
    return f"{100 * share:.1f}"


def shares_table():
    """The document's shares by figure: machine, people, then by size of audit."""
    return {(AMONG[among], label): figures for among, label, *figures in printed("among | sentiment | machine")}


def test_every_row_is_accounted_for(case):
    """All rows read are in the frame, as the document says."""
    rows = dict(printed("rows"))
    assert case.rows_read == case.frame.num_rows + sum(case.reasons.values())
    assert (rows["read"], rows["in the frame"]) == (f"{case.rows_read:,}", f"{case.frame.num_rows:,}")
    assert rows["of them on Trump by people's labels"] == f"{case.target.count(study.TARGET):,}"


def test_machine_shares_are_those_of_the_document(case):
    """VADER's shares, overall and among the posts it finds on Trump."""
    machine = study.sentiment_rows(shares.aggregate(case.frame, case.scores, case.event))
    assert {key: percent(row["machine_share"]) for key, row in machine.items()} == {
        key: figures[0] for key, figures in shares_table().items()
    }


def test_the_truth_is_that_of_the_document(case):
    """The shares by people's labels of all posts."""
    assert {key: percent(share) for key, share in case.truth.items()} == {
        key: figures[1] for key, figures in shares_table().items()
    }


def test_an_audit_of_200_gives_the_intervals_of_the_document(published):
    """Share and bounds of each figure as printed."""
    given = {
        key: f"{percent(row['share'])} ({percent(row['low'])}–{percent(row['high'])})" for key, row in published.items()
    }
    assert given == {key: figures[2] for key, figures in shares_table().items()}


def test_an_audit_of_200_holds_the_truth_where_the_machine_is_far_from_it(case, published):
    """Each sentiment of all posts lies in its interval; VADER's shares of negative and positive do not."""
    for label in study.LABELS:
        row = published[None, label]
        assert row["low"] <= case.truth[None, label] <= row["high"]
        assert row["n_audit"] == 200
    for label in ("negative", "positive"):
        row = published[None, label]
        assert not row["low"] <= row["machine_share"] <= row["high"]


def test_the_quick_route_gives_the_published_figures(case, published):
    """The estimates that are repeated 1,000 times are those of shares.aggregate, to the last digit."""
    study.check(dict(case.quick(case.event))[200], published)


def test_the_quick_route_is_refused_where_it_differs(case, published):
    """A figure off by one in its last digit stops the study."""
    wrong = {key: row | {"low": row["low"] + 1e-4} for key, row in published.items()}
    with pytest.raises(ValueError, match=r"shares\.aggregate"):
        study.check(dict(case.quick(case.event))[200], wrong)
