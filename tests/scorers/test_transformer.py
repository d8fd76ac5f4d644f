"""Sentence encoders and classifiers of Hugging Face, on tiny ones that are made here."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner

from xsentiment import fit as fitting
from xsentiment import scorers, staleness
from xsentiment.cli import main
from xsentiment.errors import ConfigError, InputError
from xsentiment.evaluate import evaluate_file
from xsentiment.scorers import kept, transformer
from xsentiment.scorers.vectors import LENGTH

from builders import event as make_event
from builders import frame

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tanks", "bread", "love", "hate", "the", "axis"]
SIZES = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
TEXTS = ["love the tanks", "hate the bread", "", "the axis " * 300, "love the tanks"]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Folders of a tiny sentence encoder and a tiny classifier of three labels, of random weights."""
    reason = "the extra `transformer` is not installed"
    torch, st = pytest.importorskip("torch", reason=reason), pytest.importorskip("sentence_transformers", reason=reason)
    hf = pytest.importorskip("transformers", reason=reason)
    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("models")
    (root / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    labels = {0: "LABEL_0", 1: "neutral", 2: "Positive"}
    config = hf.BertConfig(vocab_size=len(WORDS), max_position_embeddings=32, **SIZES)
    tokeniser = hf.BertTokenizer(str(root / "vocab.txt"), model_max_length=32)
    for name, kind in (("bert", hf.BertModel), ("classifier", hf.BertForSequenceClassification)):
        config.id2label, config.label2id = labels, {label: place for place, label in labels.items()}
        kind(config).save_pretrained(root / name)
        tokeniser.save_pretrained(root / name)
    st.SentenceTransformer(str(root / "bert"), device="cpu").save(str(root / "encoder"))
    return root


def test_an_encoder_gives_each_text_a_direction(models):
    """Whole numbers of one length, the same for copies of a text and in any batch and order."""
    found = transformer.embed(TEXTS, str(models / "encoder"))
    assert found.shape == (5, 8)
    assert np.array_equal(found, np.rint(found))
    assert np.abs(np.sqrt((found**2).sum(axis=1)) - LENGTH).max() < 4
    assert np.array_equal(found[0], found[4])
    assert np.abs(transformer.embed(TEXTS[::-1], str(models / "encoder"))[::-1] - found).max() <= 1


def test_a_kept_direction_needs_no_encoder(models, tmp_path, monkeypatch):
    """Under a folder a later process has the same directions and probabilities without loading a network."""
    encoder, classifier = str(models / "encoder"), str(models / "classifier")
    kept._kept.cache_clear()
    with kept.under(tmp_path):
        directions, (_, chances) = transformer.embed(TEXTS, encoder), transformer.classify(TEXTS, classifier)
        kept._kept.cache_clear()
        for network in ("_encoder", "_classifier"):
            monkeypatch.delattr(transformer, network)
        assert np.array_equal(transformer.embed(TEXTS, encoder), directions)
        assert np.array_equal(transformer.classify(TEXTS, classifier)[1], chances)


def test_no_texts_have_no_directions(models):
    """The width is told all the same."""
    assert transformer.embed([], str(models / "encoder")).shape == (0, 8)


def classified(folder, models, labels):
    """An event whose sentiment is the tiny classifier's."""
    return make_event(folder, f'\n[scorers]\nsentiment = "hf:{models / "classifier"}"\n{labels}\n')


def test_a_classifier_labels_sentiment(models, tmp_path):
    """Its labels are mapped to ours, probabilities add up to one, and the version is a hash of its files."""
    event = classified(tmp_path, models, 'sentiment_labels = { LABEL_0 = "negative" }')
    rows = scorers.score(frame(5, text=TEXTS), event).to_pylist()
    for row in rows:
        chances = {label: row[f"p_{label}"] for label in ("negative", "neutral", "positive")}
        assert sum(chances.values()) == pytest.approx(1, abs=2e-4)
        assert row["sentiment"] == max(chances, key=chances.get)
    said = scorers.describe(event)["sentiment"]
    assert said == f"hf:{models / 'classifier'} {transformer.revision(str(models / 'classifier'))}"


def test_a_label_that_is_not_ours_must_be_mapped(models, tmp_path):
    """The error names the label and where to map it."""
    event = classified(tmp_path, models, "")
    with pytest.raises(InputError, match=r"'LABEL_0' is none of negative, .*sentiment_labels"):
        scorers.score(frame(1), event)


LONG = ["the axis " * 300, "love", "half a pair \ud83d"]


def changed(models, folder, kind, **settings):
    """A copy of the classifier or encoder in which files are replaced (None: left out), or settings of the model."""
    shutil.copytree(models / kind, folder, dirs_exist_ok=True)
    for name, content in settings.items():
        (folder / name.replace("__", ".")).unlink()
        if content is not None:
            (folder / name.replace("__", ".")).write_text(content, "utf-8")
    return str(folder)


def test_a_model_without_a_tokeniser_is_refused(models, tmp_path):
    """It read every word as unknown: all posts had one score, with probabilities."""
    files = {"tokenizer__json": None, "tokenizer_config__json": None}
    for kind, ask in (("classifier", transformer.classify), ("encoder", transformer.embed)):
        folder = changed(models, tmp_path / kind, kind, **files)
        with pytest.raises(InputError, match="holds no tokeniser"):
            ask(["love"], folder)


@pytest.mark.parametrize("kind", ["classifier", "encoder"])
def test_figures_that_are_no_numbers_are_an_error(models, tmp_path, kind):
    """Damaged weights made every post negative, with a probability of NaN."""
    from safetensors.numpy import load_file, save_file

    folder = changed(models, tmp_path / kind, kind)
    weights = {name: values * np.float32("nan") for name, values in load_file(f"{folder}/model.safetensors").items()}
    save_file(weights, f"{folder}/model.safetensors", {"format": "pt"})
    with pytest.raises(InputError, match="gives no finite numbers"):
        (transformer.classify if kind == "classifier" else transformer.embed)(["love"], folder)


def test_an_encoder_is_no_classifier(models):
    """Its labels were drawn at random, otherwise in each process."""
    with pytest.raises(InputError, match="its weights lack classifier.bias: it was not trained to classify"):
        transformer.classify(["love"], str(models / "bert"))


def test_one_number_is_no_label(models, tmp_path):
    """A model of one output gave its one label to every post, with a probability of 1."""
    config = json.loads((models / "classifier" / "config.json").read_text("utf-8"))
    config |= {"id2label": {"0": "positive"}, "label2id": {"positive": 0}}
    folder = changed(models, tmp_path / "one", "classifier", config__json=json.dumps(config))
    with pytest.raises(InputError, match="gives one number and no labels"):
        transformer.classify(["love"], folder)


def test_weights_that_end_too_early_are_an_error(models, tmp_path):
    """One line, whatever the library raises."""
    folder = Path(changed(models, tmp_path / "cut", "classifier"))
    (folder / "model.safetensors").write_bytes((models / "classifier" / "model.safetensors").read_bytes()[:500])
    with pytest.raises(InputError, match="is no model that can be loaded"):
        transformer.classify(["love"], str(folder))


@pytest.mark.parametrize("kind", ["classifier", "encoder"])
def test_long_posts_are_cut_where_the_tokeniser_names_no_length(models, tmp_path, kind):
    """As many tokens are read as the model has places for, of which RoBERTa leaves the first ones free."""
    hf = pytest.importorskip("transformers")
    config = hf.RobertaConfig(vocab_size=len(WORDS), max_position_embeddings=34, pad_token_id=0, num_labels=3, **SIZES)
    network = hf.RobertaForSequenceClassification if kind == "classifier" else hf.RobertaModel
    network(config).save_pretrained(tmp_path)
    hf.BertTokenizer(str(models / "vocab.txt")).save_pretrained(tmp_path)
    if kind == "classifier":
        assert np.isfinite(transformer.classify(LONG, str(tmp_path))[1]).all()
    else:
        assert transformer.embed(LONG, str(tmp_path)).shape == (3, 8)


@pytest.mark.parametrize(("places", "expected"), [(-1, 512), (None, 512), (40, 38)])
def test_a_model_without_places_reads_as_many_tokens_as_is_usual(places, expected):
    """XLNet's configuration says -1, T5's nothing; two places of RoBERTa's stay free."""
    config = SimpleNamespace(max_position_embeddings=places)
    modules = [("encoder.position_embeddings", SimpleNamespace(padding_idx=1))]
    model = SimpleNamespace(config=config, named_modules=lambda: modules)
    assert transformer._longest(SimpleNamespace(model_max_length=10**30), model) == expected


def test_fit_learns_on_an_encoder(models, tmp_path):
    """The model records encoder and revision, is refused on other vectors, and is stale when the encoder changes."""
    extra = f'\n[fit]\nfeatures = "st:{models / "encoder"}"\n'
    event = make_event(tmp_path, extra)
    posts = frame(40, text=[f"{'axis' if i % 2 else 'bread'} the love {i}" for i in range(40)])
    model = fitting.fit(event, posts, None, date="2025-09-06")
    assert model.encoder == f"st:{models / 'encoder'} {transformer.revision(str(models / 'encoder'))}"
    event.model_path.write_bytes(model.to_bytes())
    assert scorers.score(posts, event)["topics"].to_pylist()[1] == ["axis"]
    assert model.encoder in scorers.describe(event)["topics"]
    with pytest.raises(InputError, match="other vectors"):
        scorers.score(posts, make_event(tmp_path))


def test_an_encoder_reads_the_languages_that_the_event_file_names(models, tmp_path):
    """All, if it names none; posts in others keep their phrases and teach nothing; what changes it makes the model stale."""
    said = f'\n[fit]\nfeatures = "st:{models / "encoder"}"\n'
    some = make_event(tmp_path, f'{said}languages = ["en"]\n')
    names = (scorers.FITTED_TOPICS, scorers.FITTED_REACTION)
    assert [scorers.fitted_by(name, some, "").languages for name in names] == [("en",), ("en",)]
    texts = [f"{'axis' if i % 2 else 'bread'} the love {i}" for i in range(40)]
    posts = frame(40, text=texts, lang=["en", "en", "de", "de"] * 10)
    model = fitting.fit(some, posts, None, date="2025-09-06")
    english = fitting.fit(some, posts.filter(pc.equal(posts["lang"], "en")), None, date="2025-09-06")
    assert np.array_equal(model.weights, english.weights)
    every = make_event(tmp_path, said)
    assert [scorers.fitted_by(name, every, "").languages for name in names] == [(), ("en",)]
    assert staleness.stale(every, model, None) == ("the languages that the encoder reads",)
    german = make_event(tmp_path, f'{said}languages = ["de"]\n')
    assert scorers.fitted_by(scorers.FITTED_REACTION, german, "").name == german.scorers.reaction
    with pytest.raises(InputError, match=r"would read \(nl\)"):
        fitting.fit(make_event(tmp_path, f'{said}languages = ["nl"]\n'), posts, None, date="2025-09-06")


def test_a_whole_run_on_an_encoder_and_a_classifier(models, house_after_a_run, capfd):
    """`fit` and `run` go by both, run.json tells revisions and versions, and no bar of the library is printed."""
    text = Path("events/golden.toml").read_text("utf-8")
    sentiment = f'[scorers]\nsentiment = "hf:{models / "classifier"}"\nsentiment_labels = {{ LABEL_0 = "negative" }}'
    changed = re.sub(r'\[scorers\]\nsentiment = "\w+"', sentiment, text)
    Path("events/golden.toml").write_text(f'{changed}\n[fit]\nfeatures = "st:{models / "encoder"}"\n', "utf-8")
    for cache in (transformer._encoder, transformer._classifier):
        cache.cache_clear()
    for arguments in (["fit"], ["run", "--strict"]):
        done = CliRunner().invoke(main, [*arguments, "events/golden.toml"])
        assert done.exit_code == 0, done.output
        assert "Loading" not in done.output
    assert capfd.readouterr() == ("", "")
    facts = json.loads(Path("reports/golden/run.json").read_text("utf-8"))
    assert f"st:{models / 'encoder'} {transformer.revision(str(models / 'encoder'))}" in facts["scorers"]["topics"]
    assert {"torch", "transformers", "sentence-transformers"} <= set(facts["versions"])


def test_a_missing_model_is_named(models, monkeypatch):
    """A name that is no folder and cannot be fetched is one error in one line."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InputError, match=r"^nobody/nothing: is no folder here"):
        transformer.embed(["a"], "nobody/nothing")


def test_pickled_weights_are_refused(tmp_path):
    """A folder without safetensors is not read, whatever else lies in it."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80")
    (tmp_path / "config.json").write_text(json.dumps({}), "utf-8")
    with pytest.raises(InputError, match="no .safetensors file"):
        transformer.revision(str(tmp_path))


def test_without_the_extra_the_error_says_what_to_install(monkeypatch, tmp_path):
    """One line, with the command."""
    (tmp_path / "model.safetensors").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError, match=re.escape("pip install 'xsentiment[transformer]'")):
        transformer.embed(["a"], str(tmp_path))


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('\n[scorers]\nsentiment = "hf:"\n', r"scorers.sentiment: 'hf:' is none of"),
        ('\n[scorers]\nreaction = "roberta"\n', r"scorers.reaction: 'roberta' is none of"),
        ('\n[scorers]\nreaction_labels = { joy = "glee" }\n', r"scorers.reaction_labels: 'glee' is none of"),
        ('\n[fit]\nfeatures = "bert"\n', r"fit.features: 'bert' is neither"),
        ('\n[fit]\nlanguages = ["de"]\n', r"fit.languages: goes with features"),
        ('\n[fit]\nfeatures = "st:x"\nlanguages = ["German"]\n', r"fit.languages\[0\]: 'German' is no code"),
    ],
)
def test_an_event_file_that_names_no_model_is_refused(tmp_path, extra, said):
    """Each mistake is named by its key."""
    with pytest.raises(ConfigError, match=said):
        make_event(tmp_path, extra)


def test_a_classifier_is_measured_on_labelled_posts(models, tmp_path):
    """By its folder, its labels mapped; one of ours that it lacks has probability 0."""
    path = tmp_path / "p.csv"
    path.write_text("body,mark\n" + "".join(f"{text},positive\n" for text in ("love the tanks", "hate the bread")))
    name = f"hf:{models / 'classifier'}"
    with pytest.raises(InputError, match=re.escape("'LABEL_0' is none of negative, neutral, positive; map it")):
        evaluate_file(path, "body", "mark", scorer=name)
    found = evaluate_file(path, "body", "mark", scorer=name, scorer_mapped={"LABEL_0": "positive"})
    assert (found.scorer, found.version) == (name, transformer.revision(str(models / "classifier")))
    said, _ = transformer.classify(["love the tanks", "hate the bread"], str(models / "classifier"))
    assert found.confusion.sum() == 2
    assert "negative" not in said
    assert sum(b.n for b in found.reliability) == 2
