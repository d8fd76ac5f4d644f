"""Why a post got its labels: what each scorer names, that it adds up, and what a run says of the same post."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner

from xsentiment import evidence, schema, scorers
from xsentiment import explain as explaining
from xsentiment.cli import main
from xsentiment.explain import explain
from xsentiment.scorers import SCORERS

from builders import event, frame

TEXT = "Not good! The axis is a DISASTER 😂"


def by(name, text=TEXT, **options):
    """The explanation of one scorer."""
    (found,) = explain(text, scorers=(SCORERS[name],), **options)
    return found


def test_without_an_event_all_shipped_scorers_explain():
    """Each scorer of sentiment and reaction, with its label and its reasons."""
    found = {item.scorer: item for item in explain(TEXT)}
    assert {"vader", "linear", "cues", "linear-reaction", "cued-reaction"} <= set(found)
    assert all(item.reasons for item in found.values())
    assert all(item.label == item.scores[item.target] for item in found.values())


def test_with_an_event_its_own_scorers_explain(tmp_path):
    """Those of the event file, its topics among them, with the phrase that matched."""
    found = explain(TEXT, event(tmp_path, '[scorers]\nsentiment = "vader"\nreaction = "cues"\n'))
    assert [item.scorer for item in found] == ["vader", "cues", "phrases"]
    assert found[2].label == ["axis"]
    assert explaining.Reason("axis", "any", {"axis": 1.0}) in found[2].reasons


def test_vader_names_every_rule_that_fired():
    """Lexicon, negation, capitals and punctuation; all add up to the sum behind the compound score."""
    found = by("vader")
    assert {reason.rule for reason in found.reasons} == {"lexicon", "negation", "capitals", "punctuation"}
    total = sum(reason.effect["sum"] for reason in found.reasons)
    assert found.scores["compound"] == pytest.approx(total / math.sqrt(total**2 + 15), abs=5.1e-5)


def test_valences_of_an_event_are_heeded(tmp_path):
    """A word that the event gave a valence moves VADER by it."""
    own = event(tmp_path, '[scorers]\nsentiment = "vader"\n[lexicon]\naxis = -2.5\n')
    found = explain("the axis", own)[0]
    assert found.reasons == (explaining.Reason("axis", "lexicon", {"sum": -2.5}),)


@pytest.mark.parametrize(("name", "target"), [("linear", "sentiment"), ("cued-reaction", "reaction")])
def test_the_reasons_of_a_fitted_scorer_add_up_to_its_probabilities(name, target):
    """The softmax of the summed effects is the probability of each label."""
    found = by(name, "I'm so excited, lmao 😂😂😂")
    labels = schema.SENTIMENTS if target == "sentiment" else schema.REACTIONS
    powers = [math.exp(sum(reason.effect.get(label, 0) for reason in found.reasons)) for label in labels]
    column = schema.reaction_probability if target == "reaction" else "p_{}".format
    assert all(reason.what for reason in found.reasons)
    for label, power in zip(labels, powers, strict=True):
        assert found.scores[column(label)] == pytest.approx(power / sum(powers), abs=1e-9)


def test_cues_are_named_as_written():
    """Each cue with its reaction and weight."""
    reasons = by("cues", "lol what a joke 😂").reasons
    assert {(reason.what, *reason.effect) for reason in reasons} >= {("lol", "mockery"), ("😂", "mockery")}


def test_the_language_of_a_bare_text_is_told_from_it():
    """As a run tells it of posts whose network does not."""
    (found,) = {one.label for one in explaining.explain("Das ist ein wunderschöner Tag, und alle freuen sich sehr")}
    assert found is None


@pytest.mark.parametrize("name", [scorer.name for scorer in explaining.shipped() if scorer.languages])
def test_a_language_not_served_has_no_label_and_no_reasons(name):
    """None in every column, never a neutral label."""
    found = by(name, lang="zh")
    assert found.label is None
    assert set(found.scores.values()) == {None}
    assert not found.reasons
    assert "language not served" in explaining.table(found)


@pytest.mark.parametrize("text", ["", "https://t.co/a", "\x1b[31m", "a" * 100_000])
def test_any_text_is_explained(text):
    """Empty and hostile texts have explanations that print, without control characters."""
    for found in explain(text):
        assert "\x1b" not in explaining.table(found)
        json.dumps(explaining.as_dict(found))
    assert explaining.printable("a\x1b[31m\nb\u202e") == "a\ufffd[31m\nb\ufffd"


def test_the_command_explains_a_text():
    """A table for people, JSON for programs."""
    result = CliRunner().invoke(main, ["explain", TEXT])
    assert result.exit_code == 0
    assert "sentiment by vader 3.3.2: " in result.stdout
    assert "'DISASTER'" in result.stdout
    (loaded,) = json.loads(CliRunner().invoke(main, ["explain", TEXT, "--json"]).stdout)
    assert loaded["text"] == TEXT
    assert {item["target"] for item in loaded["explanations"]} == {"sentiment", "reaction"}


def test_the_command_explains_a_post_of_an_event(house):
    """The labels are those of the run; an unknown id and a missing run are errors in one line."""
    from xsentiment.event_file import load_event
    from xsentiment.pipeline import Paths, read_scores

    path = "events/golden.toml"
    missing = CliRunner().invoke(main, ["explain", "--post", "1", path])
    assert missing.exit_code == 1
    assert "is not there yet" in missing.stderr
    assert CliRunner().invoke(main, ["score", path]).exit_code == 0
    loaded = load_event(house / path)
    row = read_scores(loaded, Paths.of(loaded)).to_pylist()[3]
    found = json.loads(CliRunner().invoke(main, ["explain", "--post", row["post_id"], path, "--json"]).stdout)
    (post,) = [item for item in found if item["source"] == row["source"]]
    for item in post["explanations"]:
        assert item["label"] == row[item["target"]]
    unknown = CliRunner().invoke(main, ["explain", "--post", "nobody", path])
    assert unknown.exit_code == 1
    assert "no post with the id 'nobody'" in unknown.stderr


def test_a_post_needs_its_event_as_the_argument():
    """Both ways to name an event at once are a mistake of usage."""
    assert CliRunner().invoke(main, ["explain", "--post", "1", "--event", "a.toml", "b.toml"]).exit_code == 2


@pytest.mark.parametrize("quotes", [True, False])
def test_examples_have_their_reasons(tmp_path, quotes):
    """What spoke for the label of each example, strongest first; words of a post only where its text may be shown."""
    own = event(tmp_path, head=f"quotes = {str(quotes).lower()}\n")
    posts = frame(3, text=["I love this axis, amazing!", "the axis is a disgusting shame", "nothing here"])
    found = explaining.with_reasons(evidence.examples(posts, scorers.score(posts, own), own), posts, own)
    told = {(row["label"], row["text"]): row["reasons"] for row in found.to_pylist()}
    assert found.schema == schema.EXAMPLES
    if quotes:
        assert told["axis", "I love this axis, amazing!"] == "axis +1.00"
        assert "amazing" in told["excitement", "I love this axis, amazing!"]
        assert "disgusting" in told["negative", "the axis is a disgusting shame"]
    else:
        assert set(told.values()) == {None}


def test_what_hardly_mattered_is_counted():
    """The table lists the reasons that moved a label by .05 and more, and says how many others there are."""
    found = by("linear", "Great day for a parade, I love it")
    told = explaining.table(found).splitlines()[1:]
    small = [reason for reason in found.reasons if max(map(abs, reason.effect.values())) < 0.05]
    assert small
    assert told[-1] == f"  ({len(small)} more moved it by less than 0.05 each)"
    assert len(told) == len(found.reasons) - len(small) + 1


def test_what_occurs_often_is_told_once_and_the_rest_in_bounds():
    """With all that it did and how often; of ten thousand words the strongest are listed, the others counted."""
    (often,) = explain("good day " * 1000, scorers=(SCORERS["vader"],), lang="en")
    assert explaining.table(often).splitlines()[1].split() == [
        "'good'",
        "lexicon",
        "sum",
        "+1900.00",
        "(1000",
        "times)",
    ]
    (many,) = explain(" ".join(f"w{i}good" for i in range(10_000)), scorers=(SCORERS["linear"],), lang="en")
    lines = explaining.table(many).splitlines()
    assert len(lines) <= 1 + explaining._LINES + 2
    counted = sum(int(line.split()[0].strip("(")) for line in lines if " more moved it " in line)
    assert counted + len([line for line in lines[1:] if " more moved it " not in line]) > 1000
