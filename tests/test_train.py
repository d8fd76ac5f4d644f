"""Training on small sets made here: what is learnt, that it is the same twice, and how labels are read as ours."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xsentiment import calibrate, labelled, train, vectors
from xsentiment.errors import InputError
from xsentiment.scorers.features import features

GOOD, BAD, PLAIN = ["lovely", "superb", "nice"], ["dreadful", "nasty", "grim"], ["tuesday", "table", "station"]
LABELS = ("negative", "neutral", "positive")


def sentences(words, n, start=0):
    """Distinct sentences that each hold one of the words."""
    fillers = ["the", "bus", "was", "there", "today", "with", "some", "people", "again"]
    return [f"{fillers[i % 9]} {words[i % 3]} {fillers[(i * 5 + 1) % 9]} {i + start}" for i in range(n)]


def write_set(folder, name, shift=0):
    """A set of 90 posts under the file name of `name`."""
    texts = [text for words in (BAD, PLAIN, GOOD) for text in sentences(words, 30, shift)]
    labels = [label for label in LABELS for _ in range(30)]
    pq.write_table(pa.table({"text": texts, "label": labels}), folder / labelled.SETS[name].file)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with two small sets, and a recipe for them."""
    write_set(tmp_path, "airline")
    write_set(tmp_path, "dong2014", shift=1)
    recipe = dataclasses.replace(
        train.RECIPES["sentiment"], sets={"airline": 1.0, "dong2014": 1.0}, held_out=("airline", "dong2014"), bits=14
    )
    monkeypatch.setitem(train.RECIPES, "sentiment", recipe)
    return tmp_path


def test_training_learns_and_repeats_itself(folder):
    """The words that tell the labels apart are learnt, and a second training gives the same model."""
    model, examples, outside = train.train(folder, "sentiment")
    guess = model.logits(["a superb table", "a dreadful table", "the station"]).argmax(axis=1)
    assert [LABELS[k] for k in guess] == ["positive", "negative", "neutral"]
    assert train.balanced_accuracy(examples.label, outside.argmax(axis=1)) > 0.9
    again, _, _ = train.train(folder, "sentiment")
    assert np.array_equal(model.table, again.table)
    assert (model.scale, model.bias.tolist()) == (again.scale, again.bias.tolist())


def test_main_writes_the_model_file(folder, tmp_path):
    """One command writes the model, and the same bytes again."""
    train.main(folder, tmp_path / "one", "sentiment")
    train.main(folder, tmp_path / "two", "sentiment")
    assert (tmp_path / "one/sentiment.npz").read_bytes() == (tmp_path / "two/sentiment.npz").read_bytes()


def test_calibration_finds_the_stretch_of_logits():
    """Logits that are three times too large are shrunk by three, with no shift."""
    draw = np.random.default_rng(1)
    true = draw.normal(size=(20_000, 3))
    odds = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    label = (draw.random((20_000, 1)) > odds.cumsum(axis=1)).sum(axis=1)
    stretch, shift = calibrate.calibration(3 * true, label, np.full(20_000, "a"))
    assert stretch == pytest.approx(1 / 3, rel=0.05)
    assert np.abs(shift).max() < 0.06


def test_extremes_get_the_weight_that_they_earn():
    """Extremes that tell of the label beyond the logits get that weight; what sets call neutral has no part in it."""
    draw = np.random.default_rng(3)
    logits, extremes = draw.normal(size=(40_000, 3)), draw.normal(2, 1, size=(40_000, 3))
    weights = np.array([[-0.5, 0, 0.5], [0.3, -0.6, 0.3], [0, 0, 0]])
    of_set = np.repeat(["a", "b"], 20_000)
    neutral = np.where(of_set == "a", 0.8, -0.8)[:, None] * np.array([0, 1, 0])
    true = 0.5 * logits + extremes @ weights + neutral
    odds = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    label = (draw.random((40_000, 1)) > odds.cumsum(axis=1)).sum(axis=1)
    stretch, found, shift = calibrate.fit_extremes(logits, extremes, label, of_set)
    assert stretch == pytest.approx(0.5, abs=0.05)
    assert found == pytest.approx(weights, abs=0.06)
    weight = calibrate.equal_weights(label, of_set)
    assert weight @ extremes @ found + shift == pytest.approx(0, abs=1e-4)


def test_the_cues_get_the_weight_that_they_earn():
    """Cues that are right as often as the model's doubt says get that bonus; cues that say nothing get none."""
    draw = np.random.default_rng(2)
    label = draw.integers(0, 3, 30_000)
    cue = np.where(draw.random(30_000) < 0.6, label, draw.integers(0, 3, 30_000))
    right, idle = np.eye(3)[cue], np.eye(3)[draw.integers(0, 3, 30_000)]
    flat, one_set = np.zeros((30_000, 3)), np.full(30_000, "a")
    odds = (0.6 + 0.4 / 3) / (0.4 / 3)
    assert calibrate.cue_bonus(flat, right, label, one_set) == pytest.approx(np.log(odds), abs=0.1)
    assert calibrate.cue_bonus(flat, idle, label, one_set) < 0.1


def test_the_debate_is_never_learnt_from(tmp_path):
    """Its texts are no part of the corpus."""
    pq.write_table(pa.table({"text": ["a debate post"]}), tmp_path / "gop_debate.parquet")
    pq.write_table(pa.table({"text": ["another post"]}), tmp_path / "other.parquet")
    assert labelled.corpus(tmp_path) == ["another post"]
    assert "gop_debate.parquet" not in {item.file for item in labelled.SETS.values()}


def test_a_set_left_out_hides_its_texts_in_others(folder):
    """A text that stands in the set left out is not read from another set."""
    path = folder / labelled.SETS["dong2014"].file
    theirs = pq.read_table(folder / labelled.SETS["airline"].file).slice(0, 20)
    pq.write_table(pa.concat_tables([pq.read_table(path), theirs]), path)
    found = labelled.read(folder, "sentiment", ("dong2014",), without=("airline",))
    assert len(found) == 90
    assert not set(found["text"].to_pylist()) & set(theirs["text"].to_pylist())


def test_a_text_with_two_labels_is_left_out(tmp_path):
    """Copies with one label count once; copies with different labels not at all."""
    rows = {"text": ["a b", "A  b", "c", "c"], "label": ["positive", "positive", "positive", "negative"]}
    pq.write_table(pa.table(rows), tmp_path / labelled.SETS["airline"].file)
    assert labelled.read(tmp_path, "sentiment", ("airline",)).to_pylist() == [
        {"text": "a b", "label": "positive", "set": "airline"}
    ]


@pytest.mark.parametrize(
    ("emotions", "expected"),
    [
        ({"joy"}, "excitement"),
        ({"joy", "love"}, "excitement"),
        ({"joy", "anger"}, None),
        ({"amusement", "curiosity"}, "mockery"),
        ({"fear"}, "concern"),
        ({"curiosity"}, "neutral"),
        ({"surprise"}, None),
    ],
)
def test_emotions_are_read_as_reactions(emotions, expected):
    """One group of emotions gives its reaction, several give none, and neutral gives way to a feeling."""
    row = {name: int(name in emotions) for name in (*labelled.GOEMOTIONS_REACTIONS, "surprise")}
    assert labelled.SETS["goemotions"].reaction(row) == expected


def test_a_missing_set_is_named(tmp_path):
    """The error says which file is not there."""
    with pytest.raises(InputError, match=r"airline\.parquet"):
        labelled.read(tmp_path, "sentiment", ("airline",))


@pytest.mark.parametrize(("content", "why"), [(b"PAR1", "is Parquet that cannot be read"), (None, "has no column")])
def test_a_set_that_cannot_be_used_is_named(tmp_path, content, why):
    """Damaged, or without texts: also where it is read for its texts alone."""
    path = tmp_path / labelled.SETS["airline"].file
    path.write_bytes(content) if content else pq.write_table(pa.table({"body": ["a"]}), path)
    for read in (lambda: labelled.read(tmp_path, "sentiment", ("airline",)), lambda: labelled.corpus(tmp_path)):
        with pytest.raises(InputError, match=rf"airline\.parquet: {why}"):
            read()


def test_the_command_says_in_one_line_what_it_lacks(folder, tmp_path, capsys, monkeypatch):
    """Before any work: no folder, all sets that lack, those of the second model too, one cut off; where not to write."""
    cut = tmp_path / "cut"
    shutil.copytree(folder, cut, ignore=shutil.ignore_patterns("cut"))
    path = cut / "dong2014.parquet"
    path.write_bytes(path.read_bytes()[:-8])
    monkeypatch.setattr(train, "train", lambda *_: pytest.fail("worked before it looked"))
    for given, why in (
        ([str(cut), "--target", "sentiment"], "dong2014.parquet: is Parquet that cannot be read"),
        ([str(tmp_path / "none")], "none: is no folder; name the one with the labelled sets"),
        ([str(folder)], "lacks labelled sets: semeval2017_A_train.parquet, goemotions_train_val.parquet, "),
        ([str(folder), "--target", "sentiment", "--out", str(folder / "airline.parquet")], "File exists"),
    ):
        with pytest.raises(SystemExit) as stopped:
            train.command(given)
        assert stopped.value.code == 1
        said = capsys.readouterr().err
        assert why in said
        assert said.count("\n") == 1


def test_words_among_the_same_words_get_alike_vectors():
    """Cat and dog stand among the same words, car and bus among others."""
    animals = [
        f"the {a} eats {f} and sleeps" for a in ("cat", "dog") for f in ("fish", "meat", "food") for _ in range(9)
    ]
    wheels = [f"a {w} drives {r} on roads" for w in ("car", "bus") for r in ("fast", "slow", "far") for _ in range(9)]
    learnt = vectors.learn(features(animals + wheels), size=4)
    key = dict(zip(learnt.keys.tolist(), learnt.values, strict=True))
    cat, dog, car = (key[int(features([word]).words[0])] for word in ("cat", "dog", "car"))
    cosine = [a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in ((cat, dog), (cat, car))]
    assert cosine[0] > cosine[1] + 0.3


def test_the_shipped_vectors_are_found_by_the_keys_of_words():
    """Good is nearer to great than to table, and every key is there once."""
    table = vectors.shipped_by_word()
    words = {
        word: table.values[np.searchsorted(table.keys, features([word]).words[0])]
        for word in ("good", "great", "table")
    }
    cosine = [
        words["good"] @ words[other] / np.linalg.norm(words["good"]) / np.linalg.norm(words[other])
        for other in ("great", "table")
    ]
    assert cosine[0] > cosine[1] + 0.2
    assert (np.diff(table.keys.astype(object)) > 0).all()
