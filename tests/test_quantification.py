"""Measures and methods of quantification, and the benchmark on SemEval-2017 task 4, D and E."""

from __future__ import annotations

import sys
from math import log
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xsentiment.errors import InputError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import quantification
import quantifiers

D, E = quantification.TASKS


def shares(*values):
    """Shares as an array."""
    return np.array(values, dtype=float)


def test_smoothing_adds_half_a_post_to_each_class():
    """Of 10 posts, ε = 1/20: (1 + .05)/(1 + .1) and (0 + .05)/(1 + .1)."""
    assert quantifiers.smoothed(shares(1, 0), 10) == pytest.approx([21 / 22, 1 / 22])


def test_kld_of_ten_posts():
    """True (1, 0), found (.5, .5): 21/22 ln(21/11) + 1/22 ln(1/11); nothing for the truth itself."""
    expected = 21 / 22 * log(21 / 11) + 1 / 22 * log(1 / 11)
    assert quantifiers.kld(shares(1, 0), shares(0.5, 0.5), 10) == pytest.approx(expected)
    assert quantifiers.kld(shares(0.3, 0.7), shares(0.3, 0.7), 10) == 0


def test_absolute_errors():
    """Of |.1| and |.1|: mean .1; relative, smoothed with ε = 1/100: .1/1.02 over .21/1.02 and .81/1.02."""
    true, found = shares(0.2, 0.8), shares(0.3, 0.7)
    assert quantifiers.absolute_error(true, found) == pytest.approx(0.1)
    assert quantifiers.relative_absolute_error(true, found, 50) == pytest.approx((0.1 / 0.21 + 0.1 / 0.81) / 2)


def test_emd_counts_steps():
    """A fifth moved over two steps is .4; all from one end of five classes to the other is 4."""
    assert quantifiers.earth_movers_distance(shares(0.2, 0.3, 0.5), shares(0, 0.3, 0.7)) == pytest.approx(0.4)
    assert quantifiers.earth_movers_distance(shares(1, 0, 0, 0, 0), shares(0, 0, 0, 0, 1)) == 4


def test_adjusted_counts_undo_known_rates():
    """Counted .9·.2 + .3·.8 = .42 of class 0 means .2; what no shares explain goes to the nearest ones."""
    rates = np.array([[0.9, 0.3], [0.1, 0.7]])
    assert quantifiers.adjusted(shares(0.42, 0.58), rates) == pytest.approx([0.2, 0.8], abs=1e-6)
    assert quantifiers.adjusted(shares(0.1, 0.9), rates) == pytest.approx([0, 1], abs=1e-6)


def test_posteriors_move_with_the_shares():
    """Odds of 1 at equal shares are odds of 4 where the class is four times as frequent."""
    moved = quantifiers.at_shares(np.array([[0.5, 0.5]]), shares(0.5, 0.5), shares(0.8, 0.2))
    assert moved[0] == pytest.approx([0.8, 0.2])


def test_likelihood_finds_the_shares_after_a_shift():
    """Posts of two normal classes, learnt at equal shares, seen at one in five: the likeliest shares are near it."""
    rng = np.random.default_rng(0)
    label = rng.random(20_000) < 0.2
    x = rng.normal(np.where(label, 1.0, -1.0))
    positive = 1 / (1 + np.exp(-2 * x))  # the posterior at equal shares
    found = quantifiers.maximum_likelihood(np.column_stack([1 - positive, positive]), shares(0.5, 0.5))
    assert found[1] == pytest.approx(label.mean(), abs=0.01)
    assert positive.mean() > label.mean() + 0.05


def test_likelihood_of_known_labels_is_their_shares():
    """Where each posterior is certain, EM counts."""
    assert quantifiers.maximum_likelihood(np.eye(2)[[0, 1, 1, 1]], shares(0.5, 0.5)) == pytest.approx([0.25, 0.75])


def test_a_tilt_of_two_classes_is_the_likelihood():
    """There the one number says all."""
    rng = np.random.default_rng(1)
    posterior = rng.dirichlet((2, 1), 500)
    before = shares(0.5, 0.5)
    expected = quantifiers.maximum_likelihood(posterior, before)
    assert quantifiers.likeliest_tilt(posterior, before) == pytest.approx(expected, abs=1e-5)


def test_a_tilt_finds_a_move_along_the_scale():
    """Five classes with a reading of .7 right and .3 at each side's: shares tilted by ½ a step are found from even ones."""
    rng = np.random.default_rng(2)
    reading = np.eye(5) * 0.7 + np.eye(5, k=1) * 0.15 + np.eye(5, k=-1) * 0.15
    reading /= reading.sum(axis=1, keepdims=True)  # [class, what is read]
    true = np.exp(0.5 * np.arange(5)) / np.exp(0.5 * np.arange(5)).sum()
    label = rng.choice(5, 40_000, p=true)
    read = (reading[label].cumsum(axis=1) > rng.random((label.size, 1))).argmax(axis=1)
    posterior = (reading / reading.sum(axis=0))[:, read].T  # at even shares
    assert quantifiers.likeliest_tilt(posterior, np.full(5, 0.2)) == pytest.approx(true, abs=0.01)


def official(folder, name, rows):
    """A file as the organisers give it: id, topic, label and text between tabs."""
    path = folder / name
    lines = (f"{i}\t{topic}\t{label}\t{text}" for i, (topic, label, text) in enumerate(rows))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_files_are_told_by_their_names(tmp_path):
    """Files to measure say "test"; an earlier year's test is to learn from; others are of no concern."""
    for name in (
        "SemEval2017-task4-test.subtask-BD.english.txt",
        "semeval2017_CE_test.parquet",
        "twitter-2016test-BD.txt",
        "semeval2017_BD_train.parquet",
        "semeval2017_A_train.parquet",
        "README.md",
    ):
        (tmp_path / name).touch()
    names = [path.name for path in quantification.find(tmp_path, D, test=True)]
    assert names == ["SemEval2017-task4-test.subtask-BD.english.txt"]
    names = [path.name for path in quantification.find(tmp_path, D, test=False)]
    assert names == ["semeval2017_BD_train.parquet", "twitter-2016test-BD.txt"]
    assert [path.name for path in quantification.find(tmp_path, E, test=True)] == ["semeval2017_CE_test.parquet"]


def test_both_layouts_are_read_alike(tmp_path, capsys):
    """Tabs or Parquet; numbers or words as labels; a topic however it is written; other labels counted as left out."""
    rows = [("Axis", -2, "bad \t day"), ("axis ", 2, "good &amp; great"), ("axis", 7, "what"), ("b", 0, "so")]
    text = official(tmp_path, "x-CE.txt", rows)
    table = tmp_path / "x-CE.parquet"
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(("topic", "label", "text"), map(list, columns), strict=True))), table)
    for path in (text, table):
        posts = quantification.read([path], E)
        assert posts.texts == ["bad \t day", "good & great", "so"]
        assert posts.label.tolist() == [0, 4, 2]
        assert posts.topic.tolist() == ["axis", "axis", "b"]
        assert "1 of 4 rows left out" in capsys.readouterr().out


def test_faults_are_named(tmp_path):
    """A line without four fields, a table without a column, labels that are none of the task's, no files at all."""
    broken = tmp_path / "broken-BD.txt"
    broken.write_text("1\taxis\tpositive\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken-BD\.txt:1"):
        quantification.read([broken], D)
    lacking = tmp_path / "lacking-BD.parquet"
    pq.write_table(pa.table({"text": ["a"], "label": ["positive"]}), lacking)
    with pytest.raises(InputError, match="needs the columns topic, label, text"):
        quantification.read([lacking], D)
    with pytest.raises(InputError, match="labels negative, positive"):
        quantification.read([official(tmp_path, "other-BD.txt", [("axis", "UNKNOWN", "a")])], D)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no posts of subtask E to learn from"):
        quantification.run(E, empty, None)
    with pytest.raises(InputError, match="is not a folder"):
        quantification.run(E, empty / "none", None)


def test_one_source_is_measured_by_the_others(tmp_path, capsys):
    """The rows of the source named are those measured; nothing is learnt from them."""
    rows = [(*row, "2016train") for t in range(12) for row in tones(f"topic{t}", 8 + t % 5, 16)]
    rows += [(*row, "2016test") for row in tones("new", 5, 20)]
    names = ("topic", "label", "text", "source")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    pq.write_table(table, tmp_path / "semeval2017_BD_train.parquet")
    quantification.run(D, tmp_path, source="2016test")
    assert "subtask D: 20 posts on 1 topics, those of 2016test" in capsys.readouterr().out


def tones(topic, positive, n):
    """Posts of a topic, so many of them positive, whose words tell."""
    for i in range(n):
        good = i < positive
        words = "lovely great happy win" if good else "awful bad sad loss"
        yield topic, "positive" if good else "negative", f"{words} {topic} number {i}"


def test_the_benchmark_measures_a_test_file(tmp_path, capsys):
    """Where words tell the class, shares are met far better than by those of the posts learnt from."""
    learn = [row for t in range(12) for row in tones(f"topic{t}", 8 + t % 5, 16)]
    official(tmp_path, "twitter-2016train-BD.txt", learn)
    test = [row for t, positive in enumerate((2, 5, 8)) for row in tones(f"new{t}", positive, 20)]
    official(tmp_path, "SemEval2017-task4-test.subtask-BD.english.txt", test)
    quantification.run(D, tmp_path, None)
    lines = capsys.readouterr().out.splitlines()
    assert "subtask D: 60 posts on 3 topics, SemEval2017-task4-test.subtask-BD.english.txt" in lines
    errors = {line[:48].strip(): float(line[56:64]) for line in lines if line[48:].replace(".", "").split()[:1]
              and line[48:].split()[0][0].isdigit()}  # fmt: skip
    assert errors["classify and count"] == 0
    assert errors["shares of the posts learnt from"] == pytest.approx(10 / 16 - 5 / 20, abs=0.02)
    assert errors["probabilities at the stream's shares *"] < 0.1
    assert "linear: classify and count" in errors
