"""What holds for every scorer, through the door `xsentiment.scorers.score`."""

from __future__ import annotations

import dataclasses
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment import schema, scorers
from xsentiment.event import SHIPPED_SCORERS, Scorers
from xsentiment.event_file import load_event
from xsentiment.scorers import SCORERS

from builders import EVENT, frame, posts
from builders import event as make_event

EVENTS = Path(__file__).parents[2] / "events"
FITTED = load_event(EVENTS / "beijing-parade-2025.toml")
PARADE = dataclasses.replace(FITTED, path=EVENTS / "without-a-model.toml")
RULES = dataclasses.replace(PARADE, scorers=Scorers("vader", "cues"))
ALL = [
    *(
        dataclasses.replace(PARADE, scorers=Scorers(sentiment or "linear", reaction or "cued-reaction"))
        for sentiment, reaction in zip_longest(*SHIPPED_SCORERS.values())
    ),
    FITTED,
]
"""The event under scorers of every name, each at least once, and with its own model."""

every_scorer = pytest.mark.parametrize(
    "event", ALL, ids=lambda event: f"{event.scorers.sentiment}, {event.scorers.reaction}, {event.path.stem}"
)

HARD = [
    "",
    " \n\t ",
    "😂🔥❤️👏🏽🇨🇳",
    "https://example.org/axis https://t.co/abc",
    "هذا العرض رائع جدا 🔥",
    "שלום \u202eעולם\u202c",
    "a" * 100_000,
    "so great! " * 10_000,
    "😂" * 25_000,
    "not so great, furious; 🔥 😂 " * 4_000,
    "#" * 10_000,
    "kim " * 2_500,
    "it said, " * 1_000,
    "\x00\ufeff\u200b",
    "'\"“”’‘",
    "习近平、普京和金正恩一起出现",
    "=HYPERLINK(1)",
]
WORDS = [
    "axis",
    "#AxisOfUpheaval",
    "Trump's",
    "furious",
    "🔥",
    "😂",
    "not",
    "amazing",
    "but",
    "worried",
    "!",
    "❤️",
    "WOW",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(WORDS),
        max_size=12,
    ).map(" ".join),
    st.sampled_from(HARD[:6]),
)
POSTS = st.lists(
    st.tuples(TEXTS, st.sampled_from([None, *schema.KINDS]), st.sampled_from([None, "en", "zh", "und"])), max_size=6
)


def labelled(rows: list[tuple[str, str | None, str | None]], event=RULES) -> list[dict]:
    """The score columns of (text, kind, lang) rows, without the keys of the posts."""
    text, kind, lang = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    table = scorers.score(posts(len(rows), text=text, kind=kind, lang=lang), event)
    return table.drop_columns(["source", "post_id"]).to_pylist()


def test_score_conforms_and_keeps_the_order_of_posts():
    """SCORES has the declared columns and one row a post, in the order of the posts."""
    table = posts(4, text=["d", "b", "d", "a"], post_id=["4", "2", "9", "1"])
    scores = scorers.score(table, PARADE)
    assert scores.schema.equals(schema.scores(PARADE.topic_ids))
    assert scores["post_id"].to_pylist() == ["4", "2", "9", "1"]


def test_score_takes_a_frame_as_well_as_posts():
    """The extra columns of FRAME change nothing."""
    texts = ["wow, amazing", "so sad 😢"]
    assert scorers.score(frame(2, text=texts), PARADE).equals(scorers.score(posts(2, text=texts), PARADE))


def test_no_posts_give_no_scores():
    """An empty table of posts gives an empty table of scores with all columns."""
    assert scorers.score(posts(0), PARADE).equals(schema.scores(PARADE.topic_ids).empty_table())


def test_an_event_without_topics_gives_empty_lists(tmp_path):
    """Without topics every post has the empty list of topics, not null."""
    bare = make_event(tmp_path, base=EVENT.split("[[topics]]")[0])
    assert scorers.score(posts(2), bare)["topics"].to_pylist() == [[], []]


def test_score_takes_chunked_and_sliced_tables():
    """Parts of a table, glued or cut, are scored as the whole is."""
    table = posts(6, text=["wow", "axis", "lol", "wow", "sad", ""])
    whole = scorers.score(table, PARADE)
    assert scorers.score(pa.concat_tables([table.slice(0, 2), table.slice(2)]), PARADE).equals(whole)
    assert scorers.score(table.slice(3, 2), PARADE).equals(whole.slice(3, 2))


@every_scorer
@pytest.mark.parametrize("text", HARD, ids=lambda text: f"{text[:12]!r} {len(text)}")
def test_labels_are_from_the_closed_lists(text, event):
    """Hostile and empty posts get a label of the closed list, figures within bounds, and no exception."""
    (row,) = labelled([(text, "post", "en")], event)
    assert row["sentiment"] in schema.SENTIMENTS
    assert row["reaction"] in schema.REACTIONS
    assert set(row["topics"]) <= set(PARADE.topic_ids)
    bounded = [row[name] for name in row if name in ("neg", "neu", "pos") or name.startswith("p_")]
    assert all(value is None or 0 <= value <= 1 for value in bounded)
    assert row["compound"] is None or -1 <= row["compound"] <= 1
    assert all((row[f"topic_{topic}"] >= 0.5) == (topic in row["topics"]) for topic in PARADE.topic_ids)
    assert all(0 <= row[f"topic_{topic}"] <= 1 for topic in PARADE.topic_ids)


@pytest.mark.parametrize(
    "text", ["", "I arrived at 9 am.", "Live: parade begins at 9:00 local time", "https://t.co/abc"]
)
def test_plain_text_is_neutral(text):
    """A post without tone has compound 0, neutral sentiment and neutral reaction."""
    (row,) = labelled([(text, "post", "en")])
    assert (row["compound"], row["sentiment"], row["reaction"]) == (0.0, "neutral", "neutral")


@every_scorer
@pytest.mark.parametrize("text", ["", " \n ", "https://t.co/abc"])
def test_a_post_without_words_is_neutral(text, event):
    """Under every scorer."""
    (row,) = labelled([(text, "post", "en")], event)
    assert (row["sentiment"], row["reaction"], row["topics"]) == ("neutral", "neutral", [])


@every_scorer
@settings(max_examples=12)
@given(rows=POSTS, seed=st.randoms(use_true_random=False))
def test_a_score_depends_on_its_own_post_alone(event, rows, seed):
    """Alone, in a batch, in another order: the same post gets the same scores."""
    batch = labelled(rows, event)
    assert batch == [labelled([row], event)[0] for row in rows]
    order = list(range(len(rows)))
    seed.shuffle(order)
    assert labelled([rows[i] for i in order], event) == [batch[i] for i in order]


def test_probabilities_stay_null():
    """Neither VADER nor the cues give probabilities, so their columns are null, never 0."""
    scores = scorers.score(posts(2, text=["great!", "sad"]), RULES)
    names = [name for name in scores.column_names if name.startswith("p_")]
    assert len(names) == len(schema.SENTIMENTS) + len(schema.REACTIONS)
    assert all(scores[name].null_count == 2 for name in names)


@every_scorer
@pytest.mark.parametrize("lang", ["zh", "de", "fil", "eng-x"])
def test_a_language_not_made_for_is_null(lang, event):
    """A post in another language has null figures and labels from English scorers, and the topics of its phrases."""
    (row,) = labelled([("I love the axis, amazing! 🔥", "post", lang)], event)
    filled = {name for name, value in row.items() if value is not None}
    assert filled == {"topics", *(f"topic_{topic}" for topic in PARADE.topic_ids)}
    assert row["topics"] == labelled([("I love the axis, amazing! 🔥", "post", "en")], RULES)[0]["topics"] != []


@every_scorer
@pytest.mark.parametrize("lang", ["en", "en-GB", "EN", "en_US", None, "", "und", "zxx", "qme", "qht"])
def test_english_and_unknown_languages_are_scored(lang, event):
    """English in any spelling of its code, and codes that name no language, are scored."""
    (row,) = labelled([("I love this, amazing! 🔥", "post", lang)], event)
    assert (row["sentiment"], row["reaction"]) == ("positive", "excitement")


def test_only_what_the_reader_took_in_is_scored():
    """Trailing links are not scored, nor the mentions at the head of a reply; those of a post are."""
    assert labelled([("Parade at nine https://t.co/love", "post", "en")]) == labelled(
        [("Parade at nine", "post", "en")]
    )
    assert labelled([("@trump @love nine", "reply", "en")]) == labelled([("nine", "reply", "en")])
    assert labelled([("@trump nine", "post", "en")])[0]["topics"] == ["trump_response"]


def test_scorers_are_named_and_resolve():
    """Each scorer is registered under its name, says what it is for in one line, and its function exists."""
    for name, scorer in SCORERS.items():
        assert scorer.name == name
        assert scorer.target in ("sentiment", "reaction", "topics")
        assert scorer.version
        assert "\n" not in str(scorer)
        assert scorer.score([], FITTED).num_rows == 0


def test_describe_names_what_labelled_the_posts():
    """Reports are told each scorer with its version."""
    assert scorers.describe(RULES) == {"sentiment": "vader 3.3.2", "reaction": "cues 2", "topics": "phrases 1"}


def test_the_debate_event_loads_and_finds_its_topic():
    """The second event file is valid, and its topic finds the candidate under his names and hashtags."""
    debate = load_event(EVENTS / "gop-debate-2015.toml")
    texts = ["Trump won", "#DonaldTrump", "@realDonaldTrump yes", "Bush lost", "#TrumpTrain"]
    scores = scorers.score(posts(5, text=texts), debate)
    assert scores["topic_trump"].to_pylist() == [1.0, 1.0, 1.0, 0.0, 1.0]
