"""What the model card says of the fitted scorers, measured anew.

    python benchmarks/models.py FOLDER [within|peers|outside|whole|shipped|fitted ...]

FOLDER holds the labelled sets. `within`: a fifth of each set (by a hash of the text) and the whole test part of
SemEval-2016 are withheld from one model of sentiment, some five minutes. `peers`: what others make of that test part
from the rest of SemEval-2017 A, two minutes. `outside`: each set by a model that saw nothing of it, calibrated on the
others, some eight minutes; these models learn from 6,000 posts of each other set at most. `whole`: likewise from all
posts of the others, as the shipped model does, fifteen minutes. `shipped`: the shipped scorers on what they never
learnt from. `fitted`: the model of the parade's event on the texts of the sample that were not audited. All by
default. Texts withheld have no part in labels.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment import labelled, pipeline, schema, scorers, train
from xsentiment.audit.records import topics_in
from xsentiment.calibrate import balanced_accuracy, fit_extremes
from xsentiment.errors import InputError
from xsentiment.evaluate import calibration_error, evaluate, evaluate_file, reliability, table
from xsentiment.event import NO_EVENT, Event
from xsentiment.event_file import load_event
from xsentiment.explain import shipped as needing_no_event
from xsentiment.scorers import SCORERS, linear
from xsentiment.scorers.linear import softmax
from xsentiment.stats.f1 import macro_f1
from xsentiment.text import normalised, scorable, unescape

REPO = Path(__file__).parents[1]
SENTIMENT = train.RECIPES["sentiment"]
TEST_PART = "2016test"


def _vader(examples: train.Examples) -> np.ndarray:
    said = SCORERS["vader"].score(examples.texts, NO_EVENT)["sentiment"].to_pylist()
    return np.array([schema.SENTIMENTS.index(label) for label in said])


def _examples(folder: Path) -> train.Examples:
    return train.Examples.of(labelled.read(folder, "sentiment", tuple(SENTIMENT.sets)), SENTIMENT.labels)


def within(folder: Path) -> None:
    """Macro recall on the fifth of each set that was withheld, and on the test part of SemEval-2016."""
    examples = _examples(folder)
    keys = [normalised(text) for text in examples.texts]
    fifth = np.array([blake2b(key.encode(errors="replace"), digest_size=4).digest()[-1] % 5 == 0 for key in keys])
    part = _test_part(folder, examples)
    model = train.fit_calibrated(folder, examples.where(~fifth & ~part), SENTIMENT)[0]
    groups = {"SemEval-2016, test part": part} | {
        name: fifth & ~part & (examples.of_set == name) for name in SENTIMENT.sets
    }
    for name, inside in groups.items():
        some = examples.where(inside)
        ours = balanced_accuracy(some.label, model.logits(some.texts).argmax(axis=1))
        vader = balanced_accuracy(some.label, _vader(some))
        print(f"within   {name:<24}{len(some.texts):>7} posts   linear {ours:.4f}   VADER {vader:.4f}", flush=True)


def peers(folder: Path) -> None:
    """Macro recall of scikit-learn's usual pipelines on the test part of SemEval-2016."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    examples = _examples(folder)
    inside = _test_part(folder, examples)
    test, rest = examples.where(inside), examples.where(~inside & (examples.of_set == "semeval2017_A"))
    words = TfidfVectorizer(min_df=2)
    short = TfidfVectorizer(min_df=2, ngram_range=(1, 3), sublinear_tf=True)
    signs = TfidfVectorizer(min_df=3, ngram_range=(2, 6), sublinear_tf=True, analyzer="char_wb")
    for name, parts, penalty in (("words", (words,), 1.0), ("words 1-3, letters 2-6, VADER", (short, signs), 0.3)):
        blocks = [[part.fit_transform(rest.texts), part.transform(test.texts)] for part in parts]
        if len(parts) > 1:
            blocks.append([linear.figures(some.texts) / linear.FIGURE_UNIT for some in (rest, test)])
        learnt, tried = (hstack(side, format="csr") for side in zip(*blocks, strict=True))
        model = LogisticRegression(C=penalty, class_weight="balanced", max_iter=200).fit(learnt, rest.label)
        recall = balanced_accuracy(test.label, model.predict(tried))
        print(f"peers    {name:<30}{len(test.texts):>7} posts   logistic regression {recall:.4f}", flush=True)


def _test_part(folder: Path, examples: train.Examples) -> np.ndarray:
    """Which of the examples are of the test part of SemEval-2016."""
    rows = pq.read_table(folder / "semeval2017_A_train.parquet", columns=["text", "source"]).to_pylist()
    test = {normalised(scorable(unescape(row["text"]), None)) for row in rows if row["source"] == TEST_PART}
    known = np.array([normalised(text) in test for text in examples.texts])
    return known & (examples.of_set == "semeval2017_A")


def outside(folder: Path) -> None:
    """Macro recall and calibration error of each set by models that saw nothing of it, and the reliability over all."""
    examples = _examples(folder)
    logits, extremes = train.out_of_set(folder, examples, SENTIMENT)
    vader, odds = _vader(examples), np.zeros_like(logits)
    for name in SENTIMENT.held_out:
        inside = examples.of_set == name
        others = (logits[~inside], extremes[~inside], examples.label[~inside], examples.of_set[~inside])
        stretch, added, shift = fit_extremes(*others)
        odds[inside] = softmax(stretch * logits[inside] + extremes[inside] @ added + shift)
        right = (odds[inside].argmax(axis=1) == examples.label[inside]).astype(float)
        ours = balanced_accuracy(examples.label[inside], odds[inside].argmax(axis=1))
        error = calibration_error(odds[inside].max(axis=1), right)
        print(
            f"outside  {name:<24}{inside.sum():>7} posts   linear {ours:.4f}   "
            f"VADER {balanced_accuracy(examples.label[inside], vader[inside]):.4f}   calibration error {error:.4f}",
            flush=True,
        )
    right = (odds.argmax(axis=1) == examples.label).astype(float)
    print(f"outside  all together: calibration error {calibration_error(odds.max(axis=1), right):.4f}")
    for b in reliability(odds.max(axis=1), right):
        print(f"outside  {b.low:.1f} to {b.high:.1f}{b.n:>9} posts   mean {b.confidence:.3f}   right {b.accuracy:.3f}")


def whole(folder: Path) -> None:
    """Macro recall of each set by a model of all posts of the others, calibrated without it."""
    examples = _examples(folder)
    for name in SENTIMENT.held_out:
        inside = examples.of_set == name
        some = examples.where(inside)
        model = train.fit_calibrated(folder, examples.where(~inside), SENTIMENT)[0]
        recall = balanced_accuracy(some.label, model.logits(some.texts).argmax(axis=1))
        print(f"whole    {name:<24}{len(some.texts):>7} posts   linear {recall:.4f}", flush=True)


def shipped(folder: Path) -> None:
    """The shipped scorers on the debate and on the composed posts of the sample, which they never learnt from."""
    for name in ("linear", "vader"):
        print(table(evaluate_file(folder / "gop_debate.parquet", "text", "label", scorer=name)), end="\n\n")
    sample = _sample()
    for target in ("sentiment", "reaction"):
        for name in (scorer.name for scorer in needing_no_event() if scorer.target == target):
            rows = [row for row in sample.to_pylist() if row[target]]
            print("composed posts on the parade:")
            print(table(evaluate(SCORERS[name], [row["text"] for row in rows], [row[target] for row in rows], {})))
            print(flush=True)


def fitted(_folder: Path) -> None:
    """Macro F1 on the sample's texts that were not audited, in any language, with the event's model and without it."""
    event = load_event(REPO / "events" / "beijing-parade-2025.toml")
    posts = _not_audited(event)
    people = _labels()
    truth = [people[key] for key in zip(posts["source"].to_pylist(), posts["post_id"].to_pylist(), strict=True)]
    for name, one in (("without", replace(event, path=event.path.with_name("no-model.toml"))), ("fitted", event)):
        said = scorers.score(posts, one).to_pylist()
        pairs = [
            [
                (topic in topics_in(row["topics"]), topic in found["topics"])
                for row, found in zip(truth, said, strict=True)
            ]
            for topic in event.topic_ids
        ]
        print(f"fitted   {name:<8} topics    {len(truth):>4} posts   macro F1 {_macro_f1(pairs):.3f}")
        for target in ("reaction", "sentiment"):
            both = [(row[target], found[target]) for row, found in zip(truth, said, strict=True)]
            both = [(a, b) for a, b in both if a and a != schema.UNCLEAR and b]
            pairs = [[(a == label, b == label) for a, b in both] for label in {a for a, _ in both}]
            print(f"fitted   {name:<8} {target:<9} {len(both):>4} posts   macro F1 {_macro_f1(pairs):.3f}")


def _macro_f1(pairs: list[list[tuple[bool, bool]]]) -> float:
    value, _ = macro_f1(tuple(np.array(one).T) for one in pairs)
    return value or 0.0


def _not_audited(event: Event) -> pa.Table:
    """The first of the labelled posts of each text that the audit has no label of."""
    audited = {(row["source"], row["post_id"]) for row in _csv(event.audit_path)}
    with TemporaryDirectory() as folder:
        paths = pipeline.Paths(REPO / "data" / "raw" / event.slug, *(Path(folder) / name for name in ("a", "b", "key")))
        pipeline.run(event, paths, until="select")
        frame = pipeline.read_frame(paths)
    keys = list(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    texts, labels = frame["text"].to_pylist(), _labels()
    seen = {text for key, text in zip(keys, texts, strict=True) if key in audited}
    rows = []
    for row, (key, text) in enumerate(zip(keys, texts, strict=True)):
        if key in labels and text not in seen:
            seen.add(text)
            rows.append(row)
    return frame.take(rows)


def _labels() -> dict[tuple[str, str], dict]:
    """People's labels of all posts of the sample, by post."""
    rows = _csv(REPO / "tests" / "data" / "beijing-parade-2025.labels.csv")
    return {(row["source"], row["post_id"]): row for row in rows}


def _sample() -> pa.Table:
    """Text and people's labels of the sample's English posts on the event."""
    from xsentiment import ingest, privacy

    labels = {key: row for key, row in _labels().items() if row["on_event"] in ("true", "True", True)}
    found: dict[tuple[str, str], dict] = {}
    for path in sorted((REPO / "data" / "raw" / "beijing-parade-2025").iterdir()):
        for batch in ingest.read_file(path, path.name, pseudonym=privacy.naming("drop")):
            for post in batch.posts.to_pylist():
                key = (post["source"], post["post_id"])
                if key in labels and (post["lang"] or "en").startswith("en"):
                    label = labels[key]
                    text = scorable(post["text"], post["kind"])
                    found[key] = {"text": text, "sentiment": label["sentiment"], "reaction": label["reaction"]}
    return pa.Table.from_pylist(list(found.values()))


def _csv(path: Path) -> list[dict]:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print the parts named, or all."""
    known = {"within": within, "peers": peers, "outside": outside, "whole": whole, "shipped": shipped}
    known |= {"fitted": fitted}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(known)}; by default all")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(known):
        parser.error(f"{min(unknown)!r} is no part; known: {', '.join(known)}")
    try:
        labelled.check(given.folder, SENTIMENT.sets)
        for part in given.parts or known:
            known[part](given.folder)
    except InputError as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    main()
