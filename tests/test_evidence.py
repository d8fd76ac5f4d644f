"""Phrases and posts behind the figures: what is told of them, and what is not."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment import evidence, schema
from xsentiment.report import to_csv

import builders

COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=12)


def told(table, label: str) -> dict[str, tuple[int, int]]:
    """The phrases of a label with their two counts."""
    rows = [row for row in table.to_pylist() if row["label"] == label]
    return {row["phrase"]: (row["posts_with"], row["posts_rest"]) for row in rows}


def of(folder, texts, on, **columns):
    """PHRASES of posts with these texts, of which `on` are on the axis."""
    frame = builders.frame(len(texts), text=texts, **columns)
    return evidence.phrases(frame, builders.scores(frame, axis=on), builders.event(folder))


def many(said: str, other: str, n: int = 12) -> tuple[list[str], list[bool]]:
    """N texts that say one thing on the axis and 3n that say another, no two of them alike."""
    return [f"{said} {i}x" for i in range(n)] + [f"{other} {i}y" for i in range(3 * n)], [True] * n + [False] * 3 * n


def test_log_odds_by_hand():
    """Two phrases, 6 and 2 against 1 and 3, with 1 and 2 before: 7/4 against 2/5."""
    ratio, z = evidence.log_odds(np.array([6, 2]), np.array([1, 3]), np.array([1.0, 2.0]))
    assert ratio.tolist() == pytest.approx([log(7 / 4) - log(2 / 5), log(4 / 7) - log(5 / 2)])
    assert z.tolist() == pytest.approx(
        [(log(7 / 4) - log(2 / 5)) / sqrt(1 / 7 + 1 / 2), (log(4 / 7) - log(5 / 2)) / sqrt(1 / 4 + 1 / 5)]
    )


@given(COUNTS)
def test_exchanged_groups_turn_the_sign(counts):
    """What marks one group is what the other lacks, as much."""
    one, two = np.array(counts).T
    prior = 0.1 * (one + two) + 0.3
    forward, backward = evidence.log_odds(one, two, prior), evidence.log_odds(two, one, prior)
    for there, back in zip(forward, backward, strict=True):
        np.testing.assert_allclose(there, -back)


@given(COUNTS, st.floats(0.1, 50))
def test_phrases_said_alike_mark_nothing(counts, scale):
    """Groups of one make have ratio 0, whatever the prior, if that is of the same make."""
    one = np.array([sum(pair) + 1 for pair in counts])
    ratio, z = evidence.log_odds(one, one, scale * one)
    np.testing.assert_allclose([ratio, z], 0, atol=1e-9)


def test_the_phrases_of_a_topic(tmp_path):
    """Words and pairs that its posts say, with counts of posts; words that all say are not among them."""
    texts, on = many("the red carpet shines", "the long morning waits")
    found = told(of(tmp_path, texts, on), "axis")
    assert found["red carpet"] == found["carpet"] == (12, 0)
    assert "the red" in found
    assert "the" not in found
    assert not {"long", "0x"} & found.keys()


def test_rows_by_the_formula(tmp_path):
    """Ten posts for each side, nine of which say its word: 10/2 against 2/10, with a tenth of all as the prior."""
    texts = ["alpha"] * 9 + ["beta"] + ["alpha"] + ["beta"] * 9
    frame = builders.frame(20, text=texts)
    place = frame.schema.get_field_index("text_cluster")
    frame = frame.set_column(place, frame.schema.field(place), [[f"{i:016x}" for i in range(20)]])
    table = evidence.phrases(frame, builders.scores(frame, axis=[True] * 10 + [False] * 10), builders.event(tmp_path))
    assert table.schema == schema.PHRASES
    row = {"event": "test-event", "label_set": "topic", "label": "axis", "phrase": "alpha", "posts_with": 9}
    figures = {"posts_rest": 1, "log_odds": pytest.approx(2 * log(5)), "z": pytest.approx(2 * log(5) / sqrt(0.6))}
    assert table.to_pylist() == [row | figures]


def test_a_text_counts_once(tmp_path):
    """Copies add nothing, by however many authors."""
    texts, on = many("the red carpet shines", "the long morning waits")
    copied = [*texts, *["buy the cheap watch now and here"] * 50]
    table = of(tmp_path, copied, [*on, *[True] * 50])
    assert told(table, "axis")["carpet"] == (12, 0)
    assert not any("watch" in phrase for phrase in told(table, "axis"))


def test_few_texts_or_authors_are_not_quoted(tmp_path):
    """A phrase is told from three texts by three known authors on."""
    texts, on = many("the red carpet shines", "the long morning waits", 6)
    one = ["me"] * len(texts)
    assert of(tmp_path, texts, on, author_id=one).num_rows == 0
    assert of(tmp_path, texts, on, author_id=[None] * len(texts)).num_rows == 0
    assert "carpet" in told(of(tmp_path, texts, on, author_id=["me", "you", "she"] * 8), "axis")
    assert of(tmp_path, texts, on, author_id=["me", "you", None] * 8).num_rows == 0
    fewer = [text.replace("red", "blue") if i > 1 else text for i, text in enumerate(texts)]
    assert not any("red" in phrase for phrase in told(of(tmp_path, fewer, on), "axis"))


def test_posts_without_a_label_are_on_neither_side(tmp_path):
    """A language that the scorer is not made for counts for no label and against none."""
    texts, on = many("the red carpet shines", "the long morning waits")
    frame = builders.frame(len(texts), text=texts)
    reaction = ["anger" if flag else "neutral" for flag in on]
    reaction[0] = reaction[-1] = None
    scores = builders.scores(frame, reaction=reaction, axis=on)
    table = evidence.phrases(frame, scores, builders.event(tmp_path))
    assert told(table, "anger")["carpet"] == (11, 0)
    assert told(table, "neutral")["morning"] == (35, 0)


def test_at_most_twenty_and_only_what_marks(tmp_path):
    """Each label has its TOP phrases, the most telling first, none below LEAST_Z."""
    texts, on = many(" ".join(f"word{i}" for i in range(15)), "the long morning waits", 60)
    rows = [row for row in of(tmp_path, texts, on).to_pylist() if row["label"] == "axis"]
    assert len(rows) == evidence.TOP
    assert all(row["z"] >= evidence.LEAST_Z for row in rows)
    assert rows == sorted(rows, key=lambda row: (-round(row["z"], 4), row["phrase"]))


def test_the_order_of_posts_plays_no_role(tmp_path):
    """The same posts in another order give the same table."""
    texts, on = many("the red carpet shines", "the long morning waits")
    frame = builders.frame(len(texts), text=texts)
    scores, event = builders.scores(frame, axis=on), builders.event(tmp_path)
    order = np.random.default_rng(3).permutation(len(texts))
    assert evidence.phrases(frame.take(order), scores.take(order), event) == evidence.phrases(frame, scores, event)


@pytest.mark.parametrize("texts", [[], ["alpha"], ["!!!", ""], ["one two"] * 5])
def test_nothing_to_tell(tmp_path, texts):
    """No posts, no words or no label that only some have: an empty table."""
    assert of(tmp_path, texts, [True] * len(texts)).num_rows == 0


def test_words_of_hostile_and_foreign_texts():
    """No markup, mention, link, control character or endless word comes through; scripts of all kinds do."""
    assert evidence.words("<script>alert(1)</script> =cmd|'/c calc'!A1 \u202eevil\x00") == [
        *("script", "alert", "1", "script", "cmd", "c", "calc", "a1", "evil")
    ]
    assert evidence.words("@someone@host.org u/someone a@b.org https://x.test/you " + "x" * 41) == ["a"]
    assert evidence.words("Don’t #MAGA 80,000 DF-61 😂😂 ❤️ 🇨🇳, 1.5") == [
        *("don't", "#maga", "80,000", "df-61", "😂", "😂", "❤", "🇨🇳", "1.5")
    ]
    assert evidence.words("阅兵 и парад हिन्दी") == ["阅", "兵", "и", "парад", "हिन्दी"]


@given(st.text())
def test_words_begin_no_formula(text):
    """Whatever the text, no word begins a formula or holds a mark that HTML knows."""
    assert not any(word[0] in "=+-@" or set(word) & set('<>&"') for word in evidence.words(text))


PROBABILITIES = [0.9, 0.51, 0.2, 0.97, 0.0, 1.0, 0.45, 0.6, 0.6, 0.1, 0.05, 0.52]


def judged(folder, head: str = "", chances=PROBABILITIES):
    """Posts p0, p1 … whose probability of the axis, and of anger against neutral, is as given."""
    n = len(chances)
    ids = [f"p{i:02}" for i in range(n)]
    urls = [f"https://x.test/{name}" for name in ids]
    frame = builders.frame(n, post_id=ids, text=[f"=post number {i}" for i in range(n)], url=urls)
    rows = [
        {"source": source, "post_id": name}
        | ({} if p is None else {"topic_axis": p, "topics": ["axis"] if p >= 0.5 else []})
        | ({} if p is None else dict.fromkeys((f"p_{x}" for x in ("excitement", "concern", "mockery")), 0.0))
        | ({} if p is None else {"p_anger": p, "p_reaction_neutral": 1 - p})
        | ({} if p is None else {"reaction": "anger" if p >= 0.5 else "neutral"})
        for source, name, p in zip(frame["source"].to_pylist(), ids, chances, strict=True)
    ]
    return frame, schema.from_rows(rows, schema.scores(["axis"]), "SCORES"), builders.event(folder, head=head)


def chosen(table, label: str, role: str) -> list[tuple[str, float]]:
    """Post ids and probabilities of a label's posts in a role."""
    rows = [row for row in table.to_pylist() if (row["label"], row["role"]) == (label, role)]
    return [(row["post_id"], row["probability"]) for row in rows]


def test_phrases_under_a_fitted_model_have_no_borderline_posts(tmp_path):
    """It gives each post without them the same probability, as each with them."""
    table = evidence.examples(*judged(tmp_path, chances=[0.2689] * 9 + [0.7311] * 3))
    assert chosen(table, "axis", "borderline") == []
    assert [name for name, _ in chosen(table, "axis", "typical")] == ["p09", "p10", "p11"]


def test_typical_and_borderline_posts_by_hand(tmp_path):
    """The surest first, but a certain one last; then those on either side of the decision that were not named."""
    table = evidence.examples(*judged(tmp_path))
    typical = [("p03", 0.97), ("p00", 0.9), ("p07", 0.6), ("p08", 0.6), ("p11", 0.52)]
    assert chosen(table, "axis", "typical") == chosen(table, "anger", "typical") == typical
    nearest = [("p01", 0.51), ("p06", 0.45), ("p02", 0.2), ("p09", 0.1), ("p10", 0.05)]
    assert chosen(table, "axis", "borderline") == chosen(table, "anger", "borderline") == nearest
    assert [name for name, _ in chosen(table, "neutral", "typical")] == ["p10", "p09", "p02", "p06", "p04"]
    assert chosen(table, "concern", "typical") == chosen(table, "concern", "borderline") == []
    assert not set(table["label_set"].to_pylist()) & {"sentiment"}
    assert table.schema == schema.EXAMPLES


@pytest.mark.parametrize(("head", "text"), [("", None), ("quotes = false", None), ("quotes = true", "=post number 3")])
def test_no_quotes_no_text(tmp_path, head, text):
    """Text is there where the event allows it; elsewhere no word of it."""
    table = evidence.examples(*judged(tmp_path, head + "\n"))
    first = table.to_pylist()[0]
    assert (first["text"], first["url"]) == (text, "https://x.test/p03")
    assert (b"post number" in to_csv(table)) == (text is not None)
    assert b",=post" not in to_csv(table)


def test_composed_posts_have_no_address(tmp_path):
    """What looks like the address of a composed post may be that of somebody's real one."""
    table = evidence.examples(*judged(tmp_path, "sample = true\n"))
    assert set(table["url"].to_pylist()) == {None}


def test_posts_without_a_probability_are_no_examples(tmp_path):
    """A language that the scorer is not made for, or a scorer without probabilities."""
    table = evidence.examples(*judged(tmp_path, chances=[None, 0.7, None]))
    assert chosen(table, "axis", "typical") == [("p01", 0.7)]
    assert set(table["post_id"].to_pylist()) == {"p01"}
    assert evidence.examples(*judged(tmp_path, chances=[None] * 3)).num_rows == 0
    assert evidence.examples(*judged(tmp_path, chances=[])).num_rows == 0


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=25), st.randoms(use_true_random=False))
def test_examples_whatever_the_order(tmp_path_factory, chances, random):
    """Another order of the posts chooses the same, at most five of a role, no post twice for a label."""
    frame, scores, event = judged(tmp_path_factory.getbasetemp(), chances=chances)
    table = evidence.examples(frame, scores, event)
    order = np.array(random.sample(range(len(chances)), len(chances)), np.int64)
    assert evidence.examples(frame.take(order), scores.take(order), event) == table
    named = [(row["label"], row["post_id"]) for row in table.to_pylist()]
    assert len(named) == len(set(named))
    roles = [(row["label"], row["role"]) for row in table.to_pylist()]
    assert all(roles.count(role) <= evidence.EXAMPLES for role in roles)
