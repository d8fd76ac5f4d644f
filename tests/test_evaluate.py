"""Figures of agreement against values worked out by hand, and files as users have them."""

from __future__ import annotations

import gzip
import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from xlsxwriter import Workbook

from xsentiment import evaluate as evaluation
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
from xsentiment.evaluate import table as table_of

TABLE = "body,mark\nI love it!,positive\nI hate it!,negative\nIt is a table,neutral\nwhat,unsure\nI love you,positive\n"
OBJECTS = [dict(zip(("body", "mark"), line.split(","), strict=True)) for line in TABLE.splitlines()[1:]]


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
            "no row has one of the labels negative, neutral, positive; 'body' holds 'I hate it!'",
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


def written(folder, name, content):
    """A file with these bytes or this text."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.csv", TABLE.replace(",positive", ",Positive").replace(",negative", ", NEGATIVE ")),
        ("p.csv", TABLE.replace(",", ";")),
        ("p.tsv", TABLE.replace(",", "\t")),
        ("p.csv.gz", gzip.compress(TABLE.encode(), mtime=0)),
        ("p.jsonl", "\n".join(map(json.dumps, OBJECTS))),
        ("p.json", json.dumps(OBJECTS)),
    ],
)  # fmt: skip
def test_tables_as_people_have_them(tmp_path, path, name, content):
    """Labels in any case, semicolons, tabs, packed files and JSON give what the plain table gives."""
    whole = evaluate_file(path, "body", "mark", scorer="vader")
    found = evaluate_file(written(tmp_path, name, content), "body", "mark", scorer="vader")
    assert (found.n, found.figures, found.left_out) == (whole.n, whole.figures, whole.left_out)


def test_workbooks_and_parquet(tmp_path, path):
    """A workbook and a Parquet file with categories give what the table gives."""
    rows = [line.split(",") for line in TABLE.splitlines()]
    with Workbook(tmp_path / "p.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    body, mark = zip(*rows[1:], strict=True)
    pq.write_table(pa.table({"body": body, "mark": pa.array(mark).dictionary_encode()}), tmp_path / "p.parquet")
    whole = evaluate_file(path, "body", "mark", scorer="vader")
    for name in ("p.xlsx", "p.parquet"):
        found = evaluate_file(tmp_path / name, "body", "mark", scorer="vader")
        assert (found.n, found.figures, found.left_out) == (whole.n, whole.figures, whole.left_out)


def test_no_sheet_of_a_workbook_is_passed_over(tmp_path, path):
    """The one with the columns is read, wherever it stands; two of them are an error."""
    rows = [line.split(",") for line in TABLE.splitlines()]
    for name, sheets in (("one.xlsx", ([["how to label"]], rows)), ("two.xlsx", (rows, rows))):
        with Workbook(tmp_path / name) as book:
            for table in sheets:
                sheet = book.add_worksheet()
                for i, row in enumerate(table):
                    sheet.write_row(i, 0, row)
    whole = evaluate_file(path, "body", "mark", scorer="vader")
    assert evaluate_file(tmp_path / "one.xlsx", "body", "mark", scorer="vader").figures == whole.figures
    with pytest.raises(InputError, match="has 2 sheets with columns 'body' and 'mark'"):
        evaluate_file(tmp_path / "two.xlsx", "body", "mark", scorer="vader")


def test_texts_that_are_numbers_or_another_encoding_are_texts(tmp_path):
    """A table of numbers alone is scored; what is not UTF-8 is read by its letters."""
    numbers = evaluate_file(written(tmp_path, "n.csv", "body,mark\n123,neutral\n45,neutral\n"), "body", "mark")
    assert numbers.n == 2
    latin = "body,mark\nun café très agréable,positive\n".encode("latin-1")
    assert evaluate_file(written(tmp_path, "l.csv", latin), "body", "mark").n == 1


def test_rows_without_a_text_are_left_out_and_counted(tmp_path):
    """Nothing, and white space, is no text; it was taken for a neutral post."""
    table = "body,mark\nI love it,positive\n,neutral\n  ,neutral\nmeh,\n"
    result = evaluate_file(written(tmp_path, "p.csv", table), "body", "mark", scorer="vader")
    assert (result.n, result.no_text, result.left_out) == (1, 2, {"": 1})
    assert "left out: 1 without a label, 2 without a text" in table_of(result)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("p.csv", "body,mark,body\na,positive,b\n", "has 2 columns 'body'; rename all but one"),
        ("p.csv", "body,mark\n,positive\n", "none of the 1 rows with a label has a text in 'body'"),
        ("p.csv", "", "holds no table; Parquet, CSV"),
        ("p.csv", "body,mark\na,positive\nb,positive,c\n", "line 3 has 3 cells, where the header has 2"),
        ("p.json", "{", "line 1 holds no JSON as it should"),
        ("p.jsonl", '{"body": "a", "mark": "positive"}\n{"body": "b",', "line 2 holds no JSON as it should"),
        ("p.jsonl", b'{"body": "\xff", "mark": "positive"}', "is no JSON Lines, nor a list of objects"),
        ("p.jsonl", '{"body": ["a"], "mark": "positive"}', "column 'body' holds lists or objects"),
        ("p.json", '{"body": {"0": "a"}, "mark": {"0": "positive"}}', "column 'body' holds lists or objects"),
        ("p.jsonl", "[1]", "values that are no objects"),
        ("p.parquet", "PAR1 and nothing more", "is Parquet that cannot be read"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, name, content, why):
    """One line that names the cause."""
    with pytest.raises(InputError, match=re.escape(why)):
        evaluate_file(written(tmp_path, name, content), "body", "mark")


@pytest.mark.parametrize("name", ["p.jsonl", "p.parquet"])
def test_packed_files_that_are_cut_off_say_so(tmp_path, name):
    """It was "Aborted!" and nothing else."""
    rows = [{"body": f"{i} {i * 7919 % 10007}", "mark": "positive"} for i in range(5000)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    whole = (tmp_path / name).read_bytes() if name == "p.parquet" else "\n".join(map(json.dumps, rows)).encode()
    packed = gzip.compress(whole, mtime=0)
    with pytest.raises(InputError, match="is packed data that is cut off or damaged"):
        evaluate_file(written(tmp_path, f"{name}.gz", packed[: len(packed) // 2]), "body", "mark")


@pytest.mark.parametrize(("body", "kind"), [([b"good"], "binary"), ([1], "int64")])
def test_a_column_of_other_than_texts_is_named(tmp_path, body, kind):
    """Bytes and numbers in Parquet are no texts, and the labels are not to blame."""
    pq.write_table(pa.table({"body": body, "mark": ["positive"]}), tmp_path / "p.parquet")
    with pytest.raises(InputError, match=f"column 'body' holds {kind}, no texts"):
        evaluate_file(tmp_path / "p.parquet", "body", "mark")


def test_no_error_seen_is_not_certainty(tmp_path):
    """Of n posts all right the true share is at least (α/2)^(1/n) (Clopper and Pearson); the rarest label is in doubt."""
    rows = "I love it,positive\n" * 30 + "I hate it,negative\n" * 10
    found = evaluate_file(written(tmp_path, "p.csv", f"body,mark\n{rows}"), "body", "mark").figures
    unseen = 1 - 0.025 ** (1 / 40)
    assert (found["accuracy"].value, found["accuracy"].high) == (1, 1)
    assert found["accuracy"].low == pytest.approx(1 - unseen, abs=1e-4)
    assert found["macro_recall"].low == pytest.approx(1 - unseen * 40 / 10 / 2, abs=1e-4)
    assert found["macro_f1"].low < 1
    assert found["calibration_error"].high >= unseen
    wrong = evaluate_file(
        written(tmp_path, "w.csv", "body,mark\n" + "I love it,negative\n" * 40), "body", "mark"
    ).figures
    assert wrong["accuracy"].high == pytest.approx(unseen, abs=1e-4)


def coverage(shares, recalls, n, times=150):
    """How many of 100 intervals of macro recall and accuracy hold the truth, where errors go to both other labels."""
    draw = np.random.default_rng(7)
    chances = [[r if i == k else (1 - r) / 2 for i in range(3)] for k, r in enumerate(recalls)]
    truth = {"macro_recall": np.mean(recalls), "accuracy": np.dot(shares, recalls)}
    held = dict.fromkeys(truth, 0)
    for _ in range(times):
        counts = [draw.multinomial(m, chances[k]) for k, m in enumerate(draw.multinomial(n - 3, shares) + 1)]
        figures = evaluation._of_confusion(np.array(counts), "vader")
        for name, value in truth.items():
            held[name] += figures[name].low - 1e-4 <= value <= figures[name].high + 1e-4
    return {name: 100 * count / times for name, count in held.items()}


@pytest.mark.parametrize(
    ("shares", "recalls", "n"),
    [((0.03, 0.57, 0.4), (0.9, 0.6, 0.7), 200), ((0.1, 0.5, 0.4), (0.97, 0.96, 0.98), 100)],
)
def test_intervals_hold_the_truth_where_few_errors_are_seen(shares, recalls, n):
    """Of a rare label, or a good scorer, resamples show too little doubt: 82 to 89 of 100 intervals held."""
    assert min(coverage(shares, recalls, n).values()) >= 92


def test_intervals_are_those_of_resamples_where_errors_are_many():
    """The score intervals widen nothing by more than a twentieth."""
    counts = np.array([[70, 20, 10], [20, 60, 20], [10, 20, 70]])
    found = evaluation._of_confusion(counts, "vader")["accuracy"]
    assert found.high - found.low == pytest.approx(2 * 1.96 * (2 / 3 * 1 / 3 / 300) ** 0.5, rel=0.05)


def test_json_as_python_writes_it(tmp_path):
    """NaN for no label, and half of a pair of surrogates in a text that was cut."""
    rows = '{"body": "I love it \\ud83d", "mark": "positive"}\n{"body": "meh", "mark": NaN}\n'
    for content in (rows, f"[{rows.strip()}]".replace("}\n{", "},{")):
        result = evaluate_file(written(tmp_path, "p.json", content), "body", "mark")
        assert (result.n, result.left_out) == (1, {"": 1})


def test_labels_that_are_not_known_are_told_in_bounds(tmp_path):
    """The commonest first, and no more than a few, cut short; so it is where none is known."""
    rows = "".join(f"a,{'x' * 99}{i}\n" for i in range(20)) + "b,positive\nc,sure\nd,sure\n"
    path = written(tmp_path, "p.csv", f"body,mark\n{rows}")
    told = table_of(evaluate_file(path, "body", "mark")).splitlines()[-1]
    assert told.startswith("left out: 2 'sure', 1 'xxx")
    assert told.endswith(", 13 with other labels")
    assert len(told) < 500
    with pytest.raises(InputError) as error:
        evaluate_file(path, "body", "mark", "reaction")
    assert len(str(error.value)) < 600


def test_copies_are_told(tmp_path):
    """A text that is there many times teaches once: intervals know nothing of it."""
    rows = "I love it,positive\ni love  it https://example.org/1,positive\nI hate it,negative\n"
    result = evaluate_file(written(tmp_path, "p.csv", f"body,mark\n{rows}"), "body", "mark")
    assert result.copies == 1
    assert "1 of them are copies of others: intervals take each for a post of its own" in table_of(result)


def test_columns_are_told_in_bounds(tmp_path):
    """The first names, each cut short, and nothing that steers a terminal."""
    header = ",".join(["\x1b[31mred", "y" * 999, *(f"c{i}" for i in range(100))])
    with pytest.raises(InputError) as error:
        evaluate_file(written(tmp_path, "p.csv", f"{header}\n"), "body", "mark")
    said = str(error.value)
    assert "it has \\x1b[31mred, yyy" in said
    assert said.endswith("c27, 72 more")
    assert len(said) < 500


def test_labels_that_nobody_gave_are_named(tmp_path):
    """Macro figures over one label of three look like any other."""
    told = table_of(evaluate_file(written(tmp_path, "p.csv", "body,mark\nok,neutral\nbad,negativ\n"), "body", "mark"))
    assert told.startswith(
        "linear on 1 post\n  nobody labelled a post negative, positive: macro figures are over neutral alone\n"
    )


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
