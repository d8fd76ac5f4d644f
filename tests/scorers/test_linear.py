"""The shipped linear scorers: reasons that add up, the same bits in any block, hostile texts, what they must know."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import schema
from xsentiment.scorers import linear, tokens
from xsentiment.scorers.features import features, ngrams

LABELS = {"sentiment": schema.SENTIMENTS, "reaction": schema.REACTIONS}
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["I'm", "Trump", "is", "not", "furious", "great!", "🔥", "😂", "#Axis", "but", "WOW"]),
        max_size=9,
    ).map(" ".join),
)


@pytest.mark.parametrize("name", LABELS)
def test_labels_are_those_of_the_tables(name):
    """A model's labels are the closed list, in its order."""
    assert linear.shipped(name).labels == LABELS[name]


@pytest.mark.parametrize("name", LABELS)
@settings(max_examples=40)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_a_text_has_the_same_bits_alone_and_in_any_block(name, texts):
    """Probabilities are equal to the last bit alone, together and reversed."""
    model = linear.shipped(name)
    together = model.probabilities(texts)
    assert np.array_equal(together, np.concatenate([model.probabilities([text]) for text in texts]))
    assert np.array_equal(together[::-1], model.probabilities(texts[::-1]))


@pytest.mark.parametrize("name", LABELS)
@settings(max_examples=40)
@given(text=TEXTS)
def test_reasons_add_up_to_the_logits(name, text):
    """What `explain` names is all there is: its parts sum to the logits."""
    model = linear.shipped(name)
    parts = model.explain(text)
    assert parts[0][:2] == ("bias", "bias")
    assert np.sum([part for *_, part in parts], axis=0) == pytest.approx(model.logits([text])[0], abs=1e-9)


def said_at_each_place(model, text):
    """What each token of a text says for positive over negative, by its own features looked up one kind at a time."""
    found = features([text])

    def add(total, where, keys):
        known, weights = model.weights(keys)
        np.add.at(total, where[known], weights[:, 2].astype(int) - weights[:, 0])

    of_tokens = np.zeros(len(found.words), int)
    for where, keys in [(np.arange(len(found.words)), found.words), *ngrams(found.tokens.vocabulary)]:
        add(of_tokens, where, keys)
    said = of_tokens[found.tokens.ids]
    for where, keys in (found.pairs, found.negated):
        add(said, where, keys)
    return said * model.scale


@settings(max_examples=40)
@given(text=TEXTS)
def test_extremes_are_the_words_that_say_most(text):
    """The greatest and the least over the places of a text, 0 if none is above or below, and log(1 + tokens)."""
    model = linear.shipped("sentiment")
    said = said_at_each_place(model, text)
    greatest, least, length = model.extremes([text])[0]
    assert (greatest, least) == pytest.approx((max(0, *said, 0), min(0, *said, 0)))
    assert length == pytest.approx(np.log(1 + len(said)))


def test_extremes_of_many_texts_are_those_of_each():
    """Texts without words between others take nothing from their neighbours; a long text counts as one of 64 tokens."""
    model = linear.shipped("sentiment")
    texts = ["", "great", "", "", "awful day", "so what " * 500, ""]
    extremes = model.extremes(texts)
    assert np.array_equal(extremes, np.concatenate([model.extremes([text]) for text in texts]))
    assert not extremes[[0, 2, 3, 6]].any()
    assert extremes[5, 2] == np.log(65)
    assert model.extremes([]).shape == (0, 3)


def test_the_strongest_words_are_named():
    """Beside the sum, the word that speaks most each way counts, and `explain` names it."""
    parts = linear.shipped("sentiment").explain("a great day, a horrible night")
    assert [what for what, rule, _ in parts if rule == "most"] == ["great", "horrible"]


def test_blocks_change_nothing(monkeypatch):
    """More texts than a block holds are scored as one block would be."""
    texts = [f"great day number {i} 🔥" for i in range(7)] + ["awful"]
    model = linear.shipped("sentiment")
    whole = model.logits(texts)
    monkeypatch.setattr(tokens, "BLOCK", 3)
    assert np.array_equal(model.logits(texts), whole)


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize(
    "text", ["", " ", "https://example.org/a", "🔥😂❤️", "a" * 100_000, "so bad " * 1_400, "\x00\ufeff", "习近平"]
)
def test_any_text_has_probabilities(name, text):
    """Empty, link-only, emoji-only and very long posts have probabilities that add up to 1."""
    (row,) = linear.shipped(name).probabilities([text])
    assert np.isfinite(row).all()
    assert row.sum() == pytest.approx(1)


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("text", ["", "Live: parade begins at 9:00 local time"])
def test_plain_posts_are_neutral(name, text):
    """A post without tone is neutral under both."""
    model = linear.shipped(name)
    assert model.labels[model.logits([text])[0].argmax()] == "neutral"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I love this, amazing day!", "positive"),
        ("this is awful, I hate it", "negative"),
        ("The summit takes place on Wednesday in Beijing", "neutral"),
        ("not good at all", "negative"),
    ],
)
def test_sentiment_of_plain_cases(text, expected):
    """Plain cases get the plain label."""
    model = linear.shipped("sentiment")
    assert model.labels[model.logits([text])[0].argmax()] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Trump is furious",
        "Trump is furious about the parade",
        "Analysts are worried about the new pact",
        "Officials in Seoul are concerned, reports say",
        "Beijing residents are excited about the parade, state media said",
        "The White House was angry",
    ],
)
def test_feelings_of_others_are_not_the_posts(text):
    """A feeling that a post reports is not its own reaction."""
    model = linear.shipped("reaction")
    assert model.labels[model.logits([text])[0].argmax()] == "neutral"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm so excited, what an amazing day", "excitement"),
        ("I'm worried, this is scary", "concern"),
        ("disgusting, shame on all of them", "anger"),
        ("lmao the clown show 😂😂", "mockery"),
    ],
)
def test_reaction_of_plain_cases(text, expected):
    """Plain cases of each reaction are found."""
    model = linear.shipped("reaction")
    assert model.labels[model.logits([text])[0].argmax()] == expected


def test_models_are_small_and_hold_no_code():
    """Both files together stay under 8 MB and load without pickle."""
    folder = files("xsentiment") / "models"
    sizes = [len((folder / f"{name}.npz").read_bytes()) for name in LABELS]
    assert sum(sizes) <= 8_000_000
    with (folder / "sentiment.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        assert held["table"].dtype == np.uint8


def test_a_model_comes_back_as_it_was_saved(tmp_path):
    """Saving and loading changes no bit of a score."""
    model = linear.shipped("reaction")
    with (tmp_path / "m.npz").open("wb") as file:
        model.save(file)
    with (tmp_path / "m.npz").open("rb") as file:
        again = linear.load(file)
    assert np.array_equal(again.logits(["what a day"]), model.logits(["what a day"]))


def test_cues_add_their_bonus_where_they_speak():
    """With the cues a post gets the bonus on the reaction that they name; where they are silent, nothing changes."""
    model = linear.shipped("reaction")
    bonus = model.cue_logits(["goosebumps, what a day", "Parade begins at nine"])
    assert bonus[0].tolist() == [model.cue_bonus, 0, 0, 0, 0]
    assert not bonus[1].any()
    assert 0 < model.cue_bonus < 5
