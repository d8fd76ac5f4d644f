"""Cues speak for the post's own reaction: a table of plain cases and of traps."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xsentiment.phrases import alternatives
from xsentiment.scorers.cue_lists import EMOJI, FEELINGS, PHRASES
from xsentiment.scorers.cue_rules import EXPRESSIONS
from xsentiment.scorers.cues import cues, reaction, reactions

CASES = {
    "excitement": [
        '"What a day" I said to my neighbours',
        "What a day! Goosebumps.",
        "those jets were something else 🔥",
        "I'm so excited for this",
        "So proud to have been there",
        "can’t wait for the next one",
        "Worried at first, but what a show! Amazing ❤️",
        "We're thrilled.",
    ],
    "concern": [
        "This should scare every ally",
        "I'm genuinely worried about what comes next",
        "not sure where this ends 😬",
        "Impressive, yes. But it won't end well. God help us",
        "Terrified of this",
        "We were so worried about the children",
        "not exciting, terrifying",
    ],
    "anger": [
        "murderers applauding murderers",
        "Absolutely disgusting. Shame on everyone who clapped",
        "how dare they",
        "I am furious about it",
        "oh go to hell!",
        "funny hats lol but blood on their hands, disgraceful",
        "Furious about this 😡",
    ],
    "mockery": [
        "the slowest getaway car in history 😂",
        "LMAO the clown show",
        "Imagine being that guy",
        "the jokes write themselves",
        "amazing, simply amazing 🤡🤡🤡 lol",
        "somebody check on him",
        "nobody:\n\nhim: a parade",
    ],
    "neutral": [
        "",
        "Trump is furious",
        "Trump is reportedly furious, analysts are worried",
        "Analysts worried that allies feel scared",
        "Worried allies call for talks",
        "Crowds were thrilled to see the jets",
        "Residents were really worried, the mayor said",
        "I'm told the president is furious",
        'Zelensky called it "disgusting and shameful"',
        "The minister said: “We are proud and excited”",
        '"I am furious about it," the senator told reporters',
        "“This is terrifying” says a former general",
        "A man in a “Proud” cap, said to the others, “this is disgusting”",
        "Kim Jong Un crosses into China ahead of parade",
        "Live: parade begins at 9:00 local time",
        "Who is attending today?",
        "not impressive",
        "This isn't amazing",
        "Fears grow over new pact",
        "https://example.org/disgusting-lol was posted @amazing",
        "Axis of evil, the old phrase, explained",
    ],
}


@pytest.mark.parametrize(("expected", "text"), [(label, text) for label, texts in CASES.items() for text in texts])
def test_reaction(expected, text):
    """The post's own reaction is found; feelings of others, quotations and negated cues are not the post's."""
    assert reaction(text) == expected


def test_two_at_once_is_the_one_the_post_ends_on():
    """Between reactions of equal weight the last one is the post's."""
    assert reaction("stunning. ominous.") == "concern"
    assert reaction("ominous. stunning.") == "excitement"


def test_emoji_count_once_in_any_skin_or_form():
    """Repeats, variation selectors and skin tones add nothing."""
    assert reaction("👏🏽👏🏿👏 disgusting") == "anger"
    assert reaction("❤️") == reaction("❤") == "excitement"


def test_cues_can_be_read():
    """What was found is open to reading: the cue as written, its reaction, weight and end."""
    assert cues("Goosebumps 🔥🔥") == {("excitement", "goosebumps"): (3, 10), ("excitement", "🔥"): (3, 13)}
    assert cues("nothing here") == {}


def test_a_cue_as_written_has_the_weight_of_its_last_occurrence():
    """A feeling at the head of a post is a cue of one word too, which the same word later makes light again."""
    assert reactions(["Proud of them: he says he is proud", "Proud of them"]) == ["neutral", "excitement"]


def test_one_weak_cue_is_not_enough():
    """A cue of weight 1 needs company."""
    assert reaction("a great hall") == "neutral"
    assert reaction("great, so happy for you, nice") == "excitement"


@pytest.mark.parametrize(
    "unit", [" ", " \n", "ha", "!", "i'm so ", 'said "', "tell me ", "no amazing ", "🔥😂", "@a.b", "lo"]
)
def test_no_text_is_slow(unit):
    """Long hostile texts are read in time that grows with their length, not its square."""
    started = time.process_time()
    reaction(unit * (20_000 // len(unit)) + "b")
    assert time.process_time() - started < 2


def test_many_cues_of_one_text_are_not_slow():
    """Where tokens tell the cues, each is placed in its text without reading all that stands before it."""
    started = time.process_time()
    reactions(["so great! " * 10_000])
    assert time.process_time() - started < 2


PIECES = """
    great GREAT! not no never love i this so happy lol 😂 ❤️ " said “wow” #Amazing @a the best shame on worried i'm looks
    like a joke https://x.co/a haha! 8/10
"""
PIECE = st.sampled_from([*PIECES.split(), "\u200b"])


@settings(max_examples=100)
@given(st.lists(st.lists(st.tuples(PIECE, st.sampled_from([" ", " ", "\n", "", "\xa0"])), max_size=9), max_size=6))
def test_tokens_tell_what_the_expressions_say(texts):
    """Many texts at once have the reactions that all expressions give to each alone."""
    texts = ["".join(piece + space for piece, space in text) for text in texts]
    assert reactions(texts) == [reaction(text) for text in texts]


PHRASE_LISTS = [line.strip() for of in PHRASES.values() for lines in of.values() for line in lines.strip().splitlines()]
SIGNS = [sign for of in EMOJI.values() for signs in of.values() for sign in signs]
WORDS = sorted({*re.findall(r"[a-z']+", " ".join([*PHRASE_LISTS, *FEELINGS.values()])), *SIGNS})
BETWEEN = ["not", "never", "cannot", "i'm", "so", "said", '"', "a", "the", "@a", "knot"]


@settings(max_examples=100)
@given(st.lists(st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(BETWEEN)), max_size=9), max_size=9), PIECE)
@example([["said", '"', "a", '"', "heartbroken"]], "a")
def test_words_of_all_cues_are_settled_as_the_expressions_settle_them(texts, piece):
    """Any words of any cues side by side, among negations and quotations: the reactions of each text alone."""
    lines = [" ".join(words) for words in texts] + [f"{piece} ".join(words) for words in texts]
    assert reactions(lines) == [reaction(line) for line in lines]


def test_each_cue_is_found_among_others():
    """Each way to begin each longer cue, with the words of another after it, is read as the expressions read it."""
    phrases = [phrase for line in PHRASE_LISTS for phrase in alternatives(line) if " " in phrase]
    ways = [way for phrase in [*phrases, *FEELINGS.values()] for way in re.sub(r"[^a-z' |]+", "", phrase).split("|")]
    texts = [f"{one} {other}" for one, other in zip(ways, ways[7:] + ways[:7], strict=True)]
    assert reactions(texts) == [reaction(text) for text in texts]


def test_expressions_match_what_the_lists_say():
    """They are put together so that they are tried in little time, and match as the lists do as they are written."""
    phrases = [phrase for line in PHRASE_LISTS for phrase in alternatives(line)]
    ways = {way for phrase in phrases for way in re.sub(r"[^a-z' |]+", "", phrase).split("|")}
    text = ", ".join(sorted(ways))
    by_list = {(e.label, e.weight): e.pattern for e in EXPRESSIONS if e.short and e.long}
    assert by_list
    for (label, weight), pattern in by_list.items():
        listed = "|".join(line.strip() for line in PHRASES[label][weight].strip().splitlines())
        matches = [match.span() for match in re.finditer(rf"(?<![\w'])(?:{listed})(?![\w'])", text)]
        assert matches == [match.span() for match in pattern.finditer(text)]
        assert matches


@pytest.mark.parametrize("label", FEELINGS)
def test_feelings_are_found_wherever_they_are_the_writers(label):
    """At the head of a text, a line or a sentence, or in the first person, with adverbs or without; nowhere else."""
    feelings = ["in awe" if "in awe" in FEELINGS[label] else "moved", *re.findall(r"\w+", FEELINGS[label])]
    places = [
        "{}",
        "{} about it",
        "one\n{} to",
        "one. {}",
        "one.{}, two",
        "one two...{} to",
        "i'm so {}",
        "makes me a bit {}",
        "(really {})",
    ]
    texts = [place.format(feeling) for feeling in feelings for place in [*places, "he is {}", "the {} one"]]
    assert reactions(texts) == [reaction(text) for text in texts]
    assert label in reactions(texts)


@pytest.mark.parametrize("text", ["!" * 70_000, "😂" * 9_000, "great " * 5_000, "lol" * 300 + " not good"])
def test_repeated_cues_are_one(text):
    """A cue counts once however often it is repeated, within tokens too."""
    assert reactions([text]) == [reaction(text)]
