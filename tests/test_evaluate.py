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

from xsentiment.cli import main
from xsentiment.errors import InputError
from xsentiment.evaluate import (
    Counts,
    accuracy,
    as_dict,
    calibration_error,
    evaluate_file,
    macro_f1,
    macro_recall,
    reliability,
)
from xsentiment.evaluate import table as table_of
from xsentiment.evaluate.figures import figures_of

from builders import event as make_event

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
    confusion = Counts.of(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 0]), np.arange(5), 3).confusion
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


def test_tabs_without_quoting(tmp_path, path):
    """As many sets are given out: quotes are the text's own, also where they are never closed."""
    table = TABLE.replace(",", "\t").replace("I love it!", '"I love" it!').replace("I hate it!", '"I hate it!')
    found = evaluate_file(written(tmp_path, "q.tsv", table), "body", "mark", scorer="vader")
    assert (found.n, found.left_out, found.confusion.trace()) == (4, {"unsure": 1}, 4)
    with pytest.raises(InputError, match="line 2 has cells that cannot be told apart"):
        evaluate_file(written(tmp_path, "q.csv", TABLE.replace("I love it!", '"I love" it, now')), "body", "mark")


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


@pytest.mark.parametrize("name", ["p.jsonl", "p.parquet", "p.csv"])
def test_packed_files_that_are_cut_off_say_so(tmp_path, name):
    """It was "Aborted!" and nothing else, or the row that the end fell into was blamed."""
    rows = [{"body": f"{i} {i * 7919 % 10007}", "mark": "positive"} for i in range(5000)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    lines = [f"{row['body']},positive" for row in rows]
    contents = {
        "p.jsonl": "\n".join(map(json.dumps, rows)).encode(),
        "p.parquet": (tmp_path / "p.parquet").read_bytes(),
        "p.csv": "\n".join(["body,mark", *lines]).encode(),
    }
    whole = contents[name]
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
    rows = [f"I love it {i},positive\n" for i in range(30)] + [f"I hate it {i},negative\n" for i in range(10)]
    found = evaluate_file(written(tmp_path, "p.csv", f"body,mark\n{''.join(rows)}"), "body", "mark").figures
    unseen = 1 - 0.025 ** (1 / 40)
    assert (found["accuracy"].value, found["accuracy"].high) == (1, 1)
    assert found["accuracy"].low == pytest.approx(1 - unseen, abs=1e-4)
    assert found["macro_recall"].low == pytest.approx(1 - unseen * 40 / 10 / 2, abs=1e-4)
    assert found["macro_f1"].low < 1
    assert found["calibration_error"].high >= unseen
    rows = "".join(f"I love it {i},negative\n" for i in range(40))
    wrong = evaluate_file(written(tmp_path, "w.csv", f"body,mark\n{rows}"), "body", "mark").figures
    assert wrong["accuracy"].high == pytest.approx(unseen, abs=1e-4)


def without_copies(confusion):
    """So many posts of different texts."""
    people, machine = np.nonzero(confusion)
    times = np.asarray(confusion)[people, machine]
    posts = np.repeat(np.stack([people, machine]), times, axis=1)
    return Counts.of(*posts, np.arange(posts.shape[1]), len(confusion))


def coverage(shares, recalls, n, times=150):
    """How many of 100 intervals of macro recall and accuracy hold the truth, where errors go to both other labels."""
    draw = np.random.default_rng(7)
    chances = [[r if i == k else (1 - r) / 2 for i in range(3)] for k, r in enumerate(recalls)]
    truth = {"macro_recall": np.mean(recalls), "accuracy": np.dot(shares, recalls)}
    held = dict.fromkeys(truth, 0)
    for _ in range(times):
        counts = [draw.multinomial(m, chances[k]) for k, m in enumerate(draw.multinomial(n - 3, shares) + 1)]
        figures = figures_of(without_copies(counts), "vader")
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
    found = figures_of(without_copies(counts), "vader")["accuracy"]
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
    """A text that is there many times counts as often; the line says how the intervals take it."""
    rows = "I love it,positive\ni love  it https://example.org/1,positive\nI hate it,negative\n"
    result = evaluate_file(written(tmp_path, "p.csv", f"body,mark\n{rows}"), "body", "mark")
    assert (result.n, result.copies) == (3, 1)
    assert "1 of them is a copy of another: intervals take the copies of a text together" in table_of(result)


def test_copies_make_no_interval_narrower(tmp_path):
    """Each post three times: the same figures, with the same intervals."""
    rows = [f"I love it {i},{mark}\n" for i, mark in enumerate(["positive", "negative", "positive", "neutral"] * 5)]
    once, thrice = (
        evaluate_file(written(tmp_path, f"{times}.csv", f"body,mark\n{''.join(rows * times)}"), "body", "mark")
        for times in (1, 3)
    )
    assert (thrice.n, thrice.copies) == (60, 40)
    assert thrice.confusion.tolist() == (3 * once.confusion).tolist()
    assert thrice.figures == once.figures
    assert thrice.row_shares == once.row_shares


def test_intervals_hold_the_truth_where_a_few_texts_have_many_copies():
    """One text in ten has thirty copies; each is right with a chance of .7, with all its copies."""
    draw = np.random.default_rng(3)
    times, held = np.where(np.arange(300) % 10 == 0, 30, 1), 0
    texts = np.repeat(np.arange(300), times)
    for _ in range(100):
        people, right = draw.integers(0, 3, 300), draw.random(300) < 0.7
        machine = np.where(right, people, (people + 1) % 3)
        found = figures_of(Counts.of(people[texts], machine[texts], texts, 3), "vader")["accuracy"]
        held += found.low <= 0.7 <= found.high
    assert held >= 90


def test_each_cell_has_its_share_of_the_row_with_the_score_interval(path):
    """Wilson (1927) by hand: 2 of 2 posts, from 2 / (2 + 1.96²) on; a label that nobody gave has none."""
    result = evaluate_file(path, "body", "mark", scorer="vader")
    positive = result.row_shares[2]
    assert [share.value for share in positive] == [0, 0, 1]
    assert positive[2].low == pytest.approx(2 / (2 + 1.959964**2), abs=1e-4)
    assert positive[2].high == 1
    assert "1.00 (0.34-1.00)" in table_of(result)
    alone = as_dict(evaluate_file(path, "body", "mark", scorer="vader", mapped={"neutral": "positive"}))
    assert alone["row_shares"][1] is None
    assert alone["row_shares"][0][0] == {"value": 1, "low": pytest.approx(0.2065, abs=1e-4), "high": 1}


@pytest.mark.parametrize("labels", [("4", "0", "2"), ("4.0", "0.0", "2.0"), ("Pos", "NEG", "no = neither")])
def test_labels_of_other_names_are_mapped(tmp_path, path, labels):
    """What a label of the file means, numbers and words, whatever their case."""
    ours = ("positive", "negative", "neutral")
    table = TABLE
    for theirs, our in zip(labels, ours, strict=True):
        table = table.replace(f",{our}\n", f",{theirs}\n")
    mapped = {theirs.lower(): our for theirs, our in zip(labels, ours, strict=True)}
    found = evaluate_file(written(tmp_path, "m.csv", table), "body", "mark", scorer="vader", mapped=mapped)
    assert found.figures == evaluate_file(path, "body", "mark", scorer="vader").figures
    assert found.left_out == {"unsure": 1}
    assert found.confusion.trace() == 4


def test_labels_that_are_numbers_are_read_as_they_are_written(tmp_path):
    """4 in a column with an empty cell, which makes the column one of fractions, is 4."""
    pq.write_table(
        pa.table({"body": ["I love it", "I hate it", "so"], "mark": [4.0, 0.0, None]}), tmp_path / "p.parquet"
    )
    mapped = {"4": "positive", "0": "negative"}
    result = evaluate_file(tmp_path / "p.parquet", "body", "mark", mapped=mapped)
    assert (result.n, result.confusion.trace(), result.left_out) == (2, 2, {"": 1})


def test_what_cannot_be_mapped_is_an_error(path):
    """A label that is not ours, one of two meanings, and labels of a scorer whose labels are ours."""
    with pytest.raises(InputError, match="'UNSURE' is given two meanings: labels are taken whatever their case"):
        evaluate_file(path, "body", "mark", mapped={"unsure": "neutral", "UNSURE": "positive"})
    with pytest.raises(InputError, match="'good' is no label of sentiment; known: negative, neutral, positive"):
        evaluate_file(path, "body", "mark", mapped={"unsure": "good"})
    with pytest.raises(InputError, match="labels of a scorer hf:MODEL alone can be mapped"):
        evaluate_file(path, "body", "mark", scorer="vader", scorer_mapped={"LABEL_0": "negative"})
    with pytest.raises(InputError, match="'hf:' is no scorer of sentiment; known: linear, vader, hf:MODEL"):
        evaluate_file(path, "body", "mark", scorer="hf:")


def test_entities_are_resolved_as_readers_do(tmp_path):
    """X writes `<3` as `&lt;3`: what a run scores, and tells a language from, is the former."""
    path = written(tmp_path, "p.csv", "body,mark\nyou &lt;3,positive\n")
    assert evaluate_file(path, "body", "mark", scorer="vader").confusion.trace() == 1
    path = written(tmp_path, "r.csv", "body,mark\nУжас &amp; &lt;3,negative\nI love it,positive\n")
    assert evaluate_file(path, "body", "mark").not_served == {"und-Cyrl": 1}


GERMAN = "Das ist wirklich eine ganz wunderbare Parade gewesen und alle waren froh"


def test_posts_in_languages_that_the_scorer_does_not_serve_are_left_out(tmp_path):
    """A run gives them no label; the text tells the language, or a column does."""
    table = f"body,mark,tongue\nI love it,positive,en\n{GERMAN},positive,\nI hate it,negative,French\n"
    path = written(tmp_path, "p.csv", table)
    by_text, by_column = (evaluate_file(path, "body", "mark", lang=lang) for lang in (None, "tongue"))
    assert (by_text.n, by_text.not_served) == (2, {"de": 1})
    assert (by_column.n, by_column.not_served) == (1, {"de": 1, "fr": 1})
    assert "left out: 2 in languages that linear does not serve (1 de, 1 fr): runs give them no label" in table_of(
        by_column
    )
    with pytest.raises(InputError, match="column 'mark' names no language, such as 'en' or 'English'"):
        evaluate_file(path, "body", "mark", lang="mark")
    only = written(tmp_path, "d.csv", f"body,mark\n{GERMAN},positive\n")
    with pytest.raises(InputError, match=re.escape("no post is in a language that linear serves (en); there are de")):
        evaluate_file(only, "body", "mark")


def test_the_scorer_of_an_event_is_measured_as_it_has_it(tmp_path):
    """With its valences, and by the command too; the scorer is then named once."""
    path = written(tmp_path, "p.csv", "body,mark\na zorgly day,positive\n")
    event = make_event(tmp_path, '[scorers]\nsentiment = "vader"\n[lexicon]\nzorgly = 3.0\n')
    found = evaluate_file(path, "body", "mark", event=event)
    assert (found.scorer, found.confusion.trace()) == ("vader+event", 1)
    assert evaluate_file(path, "body", "mark", scorer="vader").confusion.trace() == 0
    command = ["evaluate", str(path), "--text", "body", "--label", "mark", "--json", "--event", str(event.path)]
    assert json.loads(CliRunner().invoke(main, command).output)["figures"]["accuracy"]["value"] == 1


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


def test_the_command_maps_labels(path):
    """Pairs as often as needed, also of labels that begin with a minus; what is no pair is told."""
    command = ["evaluate", str(path), "--text", "body", "--label", "mark", "--json"]
    found = CliRunner().invoke(main, [*command, "--map", "unsure=neutral", "--map", "-1=negative"])
    assert json.loads(found.output)["n"] == 5
    for given, why in (
        (["--map", "unsure"], "'unsure' is not THEIRS=OURS"),
        (["--map", "a=neutral", "--map", "a=positive"], "'a' is given two meanings"),
        (["--event", "e.toml", "--scorer", "vader"], "--event names the scorer and its labels"),
    ):
        refused = CliRunner().invoke(main, [*command, *given])
        assert refused.exit_code == 2
        assert why in refused.output
