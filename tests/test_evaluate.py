"""Figures of agreement against values worked out by hand, and files as users have them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from xsentiment.cli import main
from xsentiment.errors import InputError
from xsentiment.evaluate import (
    accuracy,
    calibration_error,
    confusions,
    evaluate_file,
    macro_f1,
    macro_recall,
    reliability,
)

TABLE = "body,mark\nI love it!,positive\nI hate it!,negative\nIt is a table,neutral\nwhat,unsure\nI love you,positive\n"


@pytest.fixture
def path(tmp_path):
    """A small CSV file of labelled posts."""
    path = tmp_path / "posts.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_figures_of_a_confusion_matrix():
    """Recall (2/3 + 1/2) / 2, F1 (4/6 + 2/4) / 2, accuracy 3/5; a label that nobody gave is left out."""
    confusion = confusions(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 0]), 3)
    assert confusion.tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert macro_recall(confusion) == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert macro_f1(confusion) == pytest.approx((4 / 6 + 2 / 4) / 2)
    assert accuracy(confusion) == pytest.approx(3 / 5)


def test_calibration_error_by_hand():
    """Two bins: .9 said, 1 of 2 right; .6 said, right: (2·.4 + 1·.4) / 3."""
    confidence, right = np.array([0.9, 0.9, 0.6]), np.array([1.0, 0.0, 1.0])
    assert calibration_error(confidence, right) == pytest.approx((2 * 0.4 + 0.4) / 3)
    assert [(b.n, b.accuracy) for b in reliability(confidence, right)] == [(1, 1.0), (2, 0.5)]


def test_a_file_is_evaluated(path):
    """Rows with unknown labels are counted, figures lie within their intervals, and twice gives the same."""
    result = evaluate_file(path, "body", "mark", scorer="vader")
    assert result.n == 4
    assert result.left_out == {"unsure": 1}
    assert result.figures["accuracy"].value == 1
    assert result.confusion.trace() == 4
    assert "calibration_error" not in result.figures
    assert all(f.low <= f.value <= f.high for f in result.figures.values())
    again = evaluate_file(path, "body", "mark", scorer="vader")
    assert again.figures == result.figures


def test_a_scorer_with_probabilities_gets_a_reliability_table(path):
    """The posts of its bins add up to all posts."""
    result = evaluate_file(path, "body", "mark", scorer="linear")
    assert sum(b.n for b in result.reliability) == result.n
    assert 0 <= result.figures["calibration_error"].value <= 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("text", "mark"), "no column 'text'"),
        (
            ("body", "body"),
            "no row has a text and one of the labels negative, neutral, positive; 'body' holds 'I hate it!'",
        ),
        (("body", "mark", "sentiment", "cues"), "no scorer of sentiment"),
        (
            ("body", "mark", "sentiment", "fitted-sentiment"),
            "is an event's own, which `xsentiment fit` measures; known: ",
        ),
    ],
)
def test_what_cannot_be_evaluated_is_an_error(path, arguments, why):
    """A missing column, no known label, a scorer of another target: the error says which."""
    with pytest.raises(InputError, match=why):
        evaluate_file(path, *arguments)


def test_a_missing_file_is_an_error(tmp_path):
    """A file that is not there is named."""
    with pytest.raises(InputError, match=r"none\.csv"):
        evaluate_file(tmp_path / "none.csv", "text", "label")


def test_the_command_prints_both_ways(path):
    """`xsentiment evaluate` prints a table, or JSON for programs."""
    plain = CliRunner().invoke(main, ["evaluate", str(path), "--text", "body", "--label", "mark"])
    assert plain.exit_code == 0
    assert "macro_recall" in plain.output
    machine = CliRunner().invoke(main, ["evaluate", str(path), "--text", "body", "--label", "mark", "--json"])
    assert json.loads(machine.output)["n"] == 4
