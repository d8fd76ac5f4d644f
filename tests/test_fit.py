"""Fitting an event's topics and reaction: what it learns, and what it must never let through."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pytest

from xsentiment import audit as auditing
from xsentiment import fit as fitting
from xsentiment import schema, scorers, staleness
from xsentiment.errors import InputError
from xsentiment.explain import explain
from xsentiment.scorers import event_model, vectors
from xsentiment.scorers.event_model import EventModel
from xsentiment.scorers.fitted import fold_of

from builders import event as make_event
from builders import frame, label

TOPICS = """
[[topics]]
id = "weapons"
title = "Weapons"
any = ["missile*"]
"""
ABOUT = {
    "weapons": ["missiles rolled past", "tanks on the square", "rockets and bombers", "drones over the troops"],
    "bread": ["bread from the bakery", "cheese for lunch", "soup and a sandwich", "tea with cake"],
}
FEELING = {"concern": ["this is scary", "so worried now"], "excitement": ["love it", "what a wonderful day"]}
N = 80


def texts() -> list[str]:
    """N texts: every other on weapons, every other pair fearful, no two alike."""
    chosen = []
    for i in range(N):
        about, feeling = ABOUT["weapons" if i % 2 else "bread"], FEELING["concern" if i % 4 < 2 else "excitement"]
        chosen.append(f"{about[i // 4 % 4]}, {feeling[i // 16 % 2]} {i}")
    return chosen


def truth(i: int) -> dict:
    """What a person says of text i: fear of weapons is negative, joy at bread positive, and all else is neutral."""
    weapons, fear = i % 2 == 1, i % 4 < 2
    return {
        "topics": ["weapons"] if weapons else [],
        "reaction": "concern" if fear else "excitement",
        "sentiment": "neutral" if weapons != fear else "negative" if fear else "positive",
    }


@cache
def world():
    """An event, its frame of N posts, and an audit of them all without labels."""
    event = make_event(Path(mkdtemp()), base=make_base())
    table = frame(N, text=texts())
    return event, table, auditing.draw(table, event, size=N)


def make_base() -> str:
    """An event file with one topic, of which the phrases find a quarter."""
    from builders import EVENT

    return EVENT.split("[[topics]]")[0] + TOPICS


def labelled(**changes: dict) -> pa.Table:
    """The audit with everybody's labels, `changes` by post id."""
    said = {str(1000 + i): truth(i) for i in range(N)}
    return label(world()[2], said | {post: said[post] | change for post, change in changes.items()})


@cache
def model() -> EventModel:
    """The model fitted to the true labels."""
    event, table, _ = world()
    return fitting.fit(event, table, labelled(), date="2025-09-06")


@pytest.fixture
def fitted(tmp_path):
    """An event that has the model beside its file."""
    event = make_event(tmp_path, base=make_base())
    event.model_path.write_bytes(model().to_bytes())
    return event


def scored(event, *given: str) -> list[dict]:
    """SCORES of texts, without keys."""
    n = len(given)
    table = scorers.score(frame(n, text=list(given)), event)
    return table.drop_columns(["source", "post_id"]).to_pylist()


def test_a_fitted_topic_is_found_in_other_words(fitted):
    """Posts that use none of the phrases get the topic, posts on other things do not."""
    guns, food = scored(fitted, "tanks and rockets everywhere", "a sandwich with cheese")
    assert guns["topics"] == ["weapons"]
    assert food["topics"] == []
    assert guns["topic_weapons"] > 0.5 > food["topic_weapons"]


def test_what_is_measured_is_what_runs_give(tmp_path):
    """Texts that the vectors cannot read have the topics of their phrases, and count as such."""
    event = make_event(tmp_path, base=make_base())
    table = frame(N, text=[f"парад ракет на площади {'танки' if i % 2 else 'хлеб'} {i}" for i in range(N)])
    drawn = auditing.draw(table, event, size=N)
    found = fitting.fit(event, table, label(drawn, {str(1000 + i): truth(i) for i in range(N)}), date="2025-09-06")
    for target, before in (("topics", "phrases alone"), ("reaction", "before"), ("sentiment", "before")):
        assert found.facts["measured"][f"{target}, fitted"] == found.facts["measured"][f"{target}, {before}"]


def test_a_fitted_reaction_has_probabilities(fitted):
    """The reaction is the likeliest of five probabilities that add up to one."""
    afraid, glad = scored(fitted, "bombers, so scary and worrying", "soup, a wonderful day, love it")
    assert (afraid["reaction"], glad["reaction"]) == ("concern", "excitement")
    shares = [afraid[schema.reaction_probability(name)] for name in schema.REACTIONS]
    assert sum(shares) == pytest.approx(1, abs=1e-5)


def test_a_score_is_the_same_alone_in_a_batch_and_in_any_order(fitted):
    """The model's figures are equal to the last bit however texts are grouped."""
    given = [*texts()[:12], "", "😂", "tanks"]
    batch = scored(fitted, *given)
    assert batch == [scored(fitted, text)[0] for text in given]
    assert scored(fitted, *given[::-1]) == batch[::-1]


def test_a_label_never_reaches_the_score_of_its_own_text():
    """Turning over all labels of one fold leaves that fold's model as it was, to the last bit, and changes others."""
    event, table, _ = world()
    folds = [fold_of(text, fitting.FOLDS) for text in texts()]
    fold = max(set(folds), key=folds.count)
    flipped = {
        str(1000 + i): {
            "topics": [] if truth(i)["topics"] else ["weapons"],
            "reaction": "anger",
            "sentiment": "neutral",
        }
        for i in range(N)
        if folds[i] == fold
    }
    other = fitting.fit(event, table, labelled(**flipped), date="2025-09-06")
    assert np.array_equal(other.weights[fold], model().weights[fold])
    assert np.array_equal(other.offsets[fold], model().offsets[fold])
    others = [number for number in range(fitting.FOLDS) if number != fold]
    for target in ("topics", "reaction", "sentiment"):
        _, places = model().of(target)
        assert not np.array_equal(other.weights[others][:, :, places], model().weights[others][:, :, places])


def test_few_labels_move_the_sentiment_little(tmp_path):
    """From 50 labels that agree with nothing, probabilities stay near to those of the event's own scorer."""
    event, table, _ = world()
    some = {str(1000 + i): {"sentiment": schema.SENTIMENTS[i // 7 % 3] if i < 50 else None} for i in range(N)}
    event = make_event(tmp_path, base=make_base())
    before = scored(event, *texts())
    event.model_path.write_bytes(fitting.fit(event, table, labelled(**some), date="2025-09-06").to_bytes())
    after = scored(event, *texts())
    moved = [
        abs(one[f"p_{name}"] - two[f"p_{name}"])
        for one, two in zip(before, after, strict=True)
        for name in schema.SENTIMENTS
    ]
    assert 0 < np.mean(moved) < 0.15


def test_too_few_labels_leave_the_sentiment_to_its_scorer():
    """Below ENOUGH labelled posts the event's own scorer labels."""
    event, table, _ = world()
    few = {str(1000 + i): {"sentiment": None} for i in range(fitting.ENOUGH - 1, N)}
    assert fitting.fit(event, table, labelled(**few), date="2025-09-06").sentiments == ()


def test_a_scorer_that_the_model_does_not_build_on_labels_alone(fitted):
    """Where the event names another scorer of sentiment than was built on, that one labels; the model is stale."""
    other = replace(fitted, scorers=replace(fitted.scorers, sentiment="vader"))
    assert scorers.describe(other)["sentiment"] == "vader 3.3.2"
    assert staleness.stale(other, model(), labelled())[0] == "the scorer of sentiment"


def test_a_model_is_stale_when_valences_have_changed(tmp_path):
    """An event's lexicon is part of what the model builds on."""
    base = make_base() + '\n[scorers]\nsentiment = "vader"\n'
    plain = make_event(tmp_path, base=base)
    changed = make_event(tmp_path, '\n[lexicon]\n"axis" = -1.0\n', base=base, name="own")
    first, second = staleness.made_of(plain, None), staleness.made_of(changed, None)
    assert {part for part in first if first[part] != second[part]} == {"lexicon"}


def test_a_scorer_without_probabilities_is_built_on_by_its_labels(tmp_path):
    """On top of VADER the sentiment has probabilities, and posts with the people's label of its words are found."""
    _, table, _ = world()
    event = make_event(tmp_path, base=make_base() + '\n[scorers]\nsentiment = "vader"\n')
    event.model_path.write_bytes(fitting.fit(event, table, labelled(), date="2025-09-06").to_bytes())
    guns, food = scored(event, "tanks and rockets everywhere", "a sandwich with cheese")
    assert guns["p_negative"] > food["p_negative"]
    assert food["p_positive"] > guns["p_positive"]


def test_copies_of_a_text_share_its_fold():
    """Case, white space and links do not part copies."""
    assert len({fold_of(text, 10) for text in ("So it goes", "so  it goes https://t.co/x", "SO IT GOES")}) == 1


def test_fitting_twice_gives_the_same_bytes():
    """The model depends on its inputs alone."""
    event, table, _ = world()
    assert fitting.fit(event, table, labelled(), date="2025-09-06").to_bytes() == model().to_bytes()


def test_a_model_says_how_good_it_is_on_posts_that_it_did_not_see():
    """Cross-fitted F1 stands beside that of the phrases, for topics and reaction."""
    found = model().facts["measured"]
    assert found["topics, fitted"] > 0.9 > found["topics, phrases alone"]
    assert found["sentiment, fitted"] > 0.9 > found["sentiment, before"] + 0.4
    targets = {"topics, phrases alone", "topics, fitted"}
    assert set(found) == targets | {f"{target}, {way}" for target in fitting.OWN for way in ("before", "fitted")}


def test_without_labels_phrases_teach():
    """No audit: posts near to those with a phrase are found, and reactions stay with their scorer."""
    event, table, _ = world()
    alone = fitting.fit(event, table, None, date="2025-09-06")
    assert (alone.reactions, alone.sentiments) == ((), ())
    event.model_path.write_bytes(alone.to_bytes())
    try:
        hit, miss = scored(event, "missiles rolled past, this is scary", "cheese for lunch")
        chosen = [scorer.name for scorer in scorers.chosen(event)]
    finally:
        event.model_path.unlink()
    assert hit["topic_weapons"] > miss["topic_weapons"]
    assert chosen == [event.scorers.sentiment, event.scorers.reaction, "fitted-topics"]


def test_a_topic_with_few_labels_stays_with_its_phrases():
    """Below LEAST labelled posts of a topic, the topic is its phrases."""
    event, table, _ = world()
    none = {str(1000 + i): {"topics": []} for i in range(N) if i > 5}
    event.model_path.write_bytes(fitting.fit(event, table, labelled(**none), date="2025-09-06").to_bytes())
    try:
        phrase, other = scored(event, "a missile and a cake", "tanks on the square")
    finally:
        event.model_path.unlink()
    assert (phrase["topics"], other["topics"]) == (["weapons"], [])


def test_labels_teach_no_topic_that_came_after_them():
    """Posts whose labellers could not name it are none that lack it: the topic stays with its phrases."""
    event, table, _ = world()
    rows = [row | {"codebook": ["bread"]} for row in labelled().to_pylist()]
    model = fitting.fit(event, table, schema.from_rows(rows, schema.AUDIT, "AUDIT"), date="2025-09-06")
    assert "topics, fitted" not in model.facts["measured"]
    assert model.facts["measured"].keys() >= {"reaction, fitted"}


def test_a_language_that_the_vectors_do_not_know_keeps_its_phrases(tmp_path):
    """Chinese posts have the topics whose phrases occur."""
    event = make_event(tmp_path, base=make_base().replace('"missile*"', '"missile*", "导弹"'))
    event.model_path.write_bytes(model().to_bytes())
    hit, miss = scored(event, "东风导弹亮相", "今天天气很好")
    assert (hit["topics"], miss["topics"]) == (["weapons"], [])


FOREIGN = ["Das Wetter ist heute schön", "der Hund schläft auf dem Sofa", "in Berlin rollen missiles", "de hond slaapt"]


def test_posts_in_other_languages_have_what_they_had_without_a_model(fitted):
    """Topics by phrases, whatever of their words English has too; reasons and the name of the scorer tell it."""
    of_model = [row["topic_weapons"] for row in scored(fitted, *FOREIGN)]
    table = frame(len(FOREIGN), text=FOREIGN, lang=["de", "de", "de-AT", "nl"])
    rows = scorers.score(table, fitted).to_pylist()
    assert [row["topic_weapons"] for row in rows] == [0.0, 0.0, 1.0, 0.0] != of_model
    assert [row["topics"] for row in rows] == [[], [], ["weapons"], []]
    assert {row["reaction"] for row in rows} == {row["sentiment"] for row in rows} == {None}
    told = explain(FOREIGN[2], fitted, lang="de")[-1]
    assert (told.scorer, [reason.what for reason in told.reasons]) == ("phrases", ["missile*"])
    assert scorers.describe(fitted)["topics"].endswith(" for en and phrases 1 for others")
    assert " for " not in scorers.describe(fitted)["sentiment"]


def test_a_scorer_of_all_languages_labels_those_that_the_model_leaves(fitted, monkeypatch):
    """A classifier that the event names reads posts in German, also where `fit` made reactions of its own."""
    own = replace(scorers.SCORERS["cued-reaction"], languages=())
    monkeypatch.setitem(scorers.SCORERS, "cued-reaction", own)
    (german,) = scorers.score(frame(1, text=["lmao, wow"], lang=["de"]), fitted).to_pylist()
    (alone,) = own.score(["lmao, wow"], fitted).to_pylist()
    assert german["reaction"] == alone["reaction"]
    assert german["p_mockery"] == alone["p_mockery"] > 0


def test_labels_of_posts_in_other_languages_teach_nothing():
    """The model is that of the English posts alone, and tells how many were left out."""
    event, table, _ = world()
    extra = frame(8, text=[f"Hunde und Katzen {i}" for i in range(8)], lang=["de"] * 8, source=["other"] * 8)
    both = pa.concat_tables([table, extra])
    drawn = auditing.draw(both, event, size=N + 8)
    said = {str(1000 + i): truth(i) for i in range(N)}
    labels = label(drawn, said)
    made = fitting.fit(event, both, labels, date="2025-09-06")
    assert (made.facts["labelled"], made.facts["labelled_in_other_languages"]) == (N, 8)
    assert np.array_equal(made.weights, model().weights)
    with pytest.raises(InputError, match=r"no post is in a language that the model would read \(en\)"):
        fitting.fit(event, extra, None, date="2025-09-06")


def test_reactions_that_no_run_would_give_teach_nothing(monkeypatch):
    """A model that reads German builds on an English scorer: German posts have its topics, and no reaction."""
    event, _, _ = world()
    table = frame(N, text=texts(), lang=["de" if i < 8 else "en" for i in range(N)])
    monkeypatch.setattr(vectors, "LANGUAGES", ("en", "de"))
    examples, _ = fitting.gather(event, table, auditing.join(table, labelled(), event))
    assert (examples.labelled, examples.judged.sum()) == (N, N)
    assert [sum(said != None) for said in (examples.reactions, examples.sentiments)] == [N - 8, N - 8]  # noqa: E711
    monkeypatch.setattr(vectors, "LANGUAGES", ("de",))
    german = frame(N, text=texts(), lang=["de"] * N)
    assert fitting.fit(event, german, labelled(), date="2025-09-06").reactions == ()


def test_a_model_is_stale_when_what_it_saw_has_changed(tmp_path):
    """Labels, phrases: each change is named; without one there is none."""
    event, _, _ = world()
    changed = make_event(tmp_path, base=make_base().replace("missile*", "rocket*"))
    assert staleness.stale(event, model(), labelled()) == ()
    assert staleness.stale(event, model(), labelled(**{"1001": {"topics": []}})) == ("the audit's labels",)
    assert staleness.stale(event, model(), labelled(**{"1001": {"sentiment": "neutral"}})) == ("the audit's labels",)
    assert staleness.stale(changed, model(), labelled()) == ("the topics or their phrases",)


def test_a_model_is_stale_when_a_later_topic_was_judged(tmp_path):
    """That a post lacks a topic which its labeller could not name before changes no list of topics, and teaches."""
    event, table, _ = world()
    rows = labelled().to_pylist()
    before, now = (
        schema.from_rows([row | {"codebook": known} for row in rows], schema.AUDIT, "AUDIT")
        for known in (["bread"], ["bread", "weapons"])
    )
    model = fitting.fit(event, table, before, date="2025-09-06")
    assert staleness.stale(event, model, before) == ()
    assert staleness.stale(event, model, now) == ("the audit's labels",)


def test_a_model_for_other_topics_is_refused(fitted, tmp_path):
    """An event whose topics are others than the model's says so and how to go on."""
    other = make_event(tmp_path, base=make_base().replace('id = "weapons"', 'id = "arms"'))
    with pytest.raises(InputError, match=r"other topics; run `xsentiment fit"):
        scored(other, "tanks")


@pytest.mark.parametrize("damage", [b"", b"no archive", None], ids=["empty", "not an archive", "cut off"])
def test_a_damaged_model_is_refused(fitted, damage):
    """A file that is no model is an expected error that names the file."""
    whole = fitted.model_path.read_bytes()
    fitted.model_path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    with pytest.raises(InputError, match="damaged"):
        scored(fitted, "tanks")


@pytest.mark.parametrize("place", [200, -3000])
def test_a_model_of_which_a_byte_changed_is_refused(fitted, place):
    """Wherever it lies: the packing of the file tells."""
    whole = bytearray(fitted.model_path.read_bytes())
    whole[place] ^= 0xFF
    fitted.model_path.write_bytes(bytes(whole))
    with pytest.raises(InputError, match="damaged"):
        scored(fitted, "tanks")


@pytest.mark.parametrize("change", [{"facts": {}}, {"facts": None}, {"reactions": tuple("abcde")}])
def test_a_model_that_lacks_what_runs_read_is_refused(fitted, change):
    """Facts that are not there, reactions that are none."""
    fitted.model_path.write_bytes(replace(model(), **change).to_bytes())
    with pytest.raises(InputError, match="damaged"):
        scored(fitted, "tanks")


def test_an_archive_of_other_things_is_no_model(fitted):
    """A zip file with a member called as one of ours, too."""
    with ZipFile(fitted.model_path, "w") as archive:
        archive.writestr("about.npy", "x")
    with pytest.raises(InputError, match="damaged"):
        scored(fitted, "tanks")


def test_a_model_whose_ngrams_are_out_of_order_is_refused(fitted):
    """They are looked up by their order."""
    fitted.model_path.write_bytes(replace(model(), ngrams=model().ngrams[::-1]).to_bytes())
    with pytest.raises(InputError, match="damaged"):
        scored(fitted, "tanks")


def test_a_model_with_code_in_it_is_refused(tmp_path):
    """Arrays of Python objects, which would have to be unpickled, are not loaded."""
    path = tmp_path / "evil.model.npz"
    np.savez(path, about=np.array([{"format": 1}], object))
    with pytest.raises(InputError, match="damaged"):
        event_model.load(path)


def test_an_event_with_a_model_names_it_in_its_scorers(fitted):
    """What labelled the posts is told by the hash of the model's file, so a new fit is a new scorer."""
    first = scorers.describe(fitted)
    facts = model().facts | {"date": "2025-09-07"}
    fitted.model_path.write_bytes(EventModel(**{**vars(model()), "facts": facts}).to_bytes())
    second = scorers.describe(fitted)
    assert first["topics"].startswith("fitted-topics ")
    assert first["topics"] != second["topics"]
    assert first["sentiment"].startswith("fitted-sentiment ")
    assert first["sentiment"] != second["sentiment"]


def test_fitting_needs_topics_or_labels(tmp_path):
    """An event with neither has nothing to fit, and the error says what would do."""
    bare = make_event(tmp_path, base=make_base().split("[[topics]]")[0])
    with pytest.raises(
        InputError, match=r"no \[\[topics\]\] to fit; reaction and sentiment are fitted from 50 labelled"
    ):
        fitting.fit(bare, frame(3), None, date="2025-09-06")


def test_without_topics_reaction_and_sentiment_are_fitted(tmp_path):
    """The model labels posts by what people said; there are no topics, before and after."""
    bare = make_event(tmp_path, base=make_base().split("[[topics]]")[0])
    table = frame(N, text=texts())
    said = {str(1000 + i): truth(i) | {"topics": None} for i in range(N)}
    audit = label(auditing.draw(table, bare, size=N), said)
    made = fitting.fit(bare, table, audit, date="2025-09-06")
    assert (made.topics, made.reactions, made.sentiments) == ((), schema.REACTIONS, schema.SENTIMENTS)
    assert made.facts["labelled"] == N
    assert made.facts["measured"]["sentiment, fitted"] > made.facts["measured"]["sentiment, before"]
    bare.model_path.write_bytes(made.to_bytes())
    assert [scorer.name for scorer in scorers.chosen(bare)] == ["fitted-sentiment", "fitted-reaction", "phrases"]
    [row] = scored(bare, "bombers, so scary and worrying")
    assert (row["reaction"], row["topics"]) == ("concern", [])
    assert [told.target for told in explain(texts()[0], bare)][:2] == ["sentiment", "reaction"]


def test_what_no_labelled_post_has_is_not_measured():
    """A topic and a sentiment that nobody gave pull no mean down; the model says over how many it is."""
    event, table, _ = world()
    none = {str(1000 + i): {"topics": [], "sentiment": "negative"} for i in range(N)}
    facts = fitting.fit(event, table, labelled(**none), date="2025-09-06").facts
    assert not [name for name in facts["measured"] if name.startswith("topics")]
    assert facts["measured"]["sentiment, fitted"] > 0.9
    assert facts["measured_over"] == {"topics": (0, 1), "reaction": (2, 5), "sentiment": (1, 3)}


def test_the_reasons_of_a_fitted_model_add_up(fitted):
    """Words, pairs, phrases, the reaction and the bias sum to the log-odds of each topic and the softmax of reactions."""
    sentiment, reaction, topics = explain(texts()[0], fitted)
    for topic in fitted.topic_ids:
        odds = sum(reason.effect[topic] for reason in topics.reasons)
        assert topics.scores[f"topic_{topic}"] == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-3)
    for told, labels in ((reaction, schema.REACTIONS), (sentiment, schema.SENTIMENTS)):
        powers = {name: math.exp(sum(reason.effect[name] for reason in told.reasons)) for name in labels}
        for name, power in powers.items():
            column = schema.reaction_probability(name) if told is reaction else f"p_{name}"
            assert told.scores[column] == pytest.approx(power / sum(powers.values()), abs=1e-3)


def test_a_text_that_the_vectors_cannot_read_has_the_reasons_of_its_phrases(fitted):
    """Where the model is not asked, the phrases are what tells."""
    topics = explain("ось ось ось", fitted)[-1]
    assert {reason.rule for reason in topics.reasons} <= {"any", "all", "none"}
