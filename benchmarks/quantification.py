"""SemEval-2017 task 4, subtasks D and E: the shares of two or five classes of tone among the posts on each topic.

    python benchmarks/quantification.py FOLDER [--train FOLDER] [--source 2016test]

FOLDER holds the posts: `semeval2017_BD_test.parquet` and `semeval2017_CE_test.parquet` (columns topic, label, text), or
the organisers' files, such as `SemEval2017-task4-test.subtask-BD.english.txt` (id, topic, label and text between tabs).
Files that say "test" are measured, the others learnt from; so are those of the folder `--train`, by default
`../shared/labelled` beside the repository, if there is one. Where no file says "test", the topics learnt from are
measured, each by a model that saw none of it, and once more with most positive posts left out, since a topic's shares
are seldom those of the past. `--source 2016test` measures the test set of SemEval-2016, which the next year's contest
gave out to learn from, by a model of all that was given out before. Each takes some four minutes.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment import train, vectors
from xsentiment.calibrate import calibration
from xsentiment.errors import InputError
from xsentiment.event import NO_EVENT
from xsentiment.scorers import SCORERS
from xsentiment.scorers.features import features
from xsentiment.scorers.linear import softmax
from xsentiment.text import normalised, scorable, unescape

import quantifiers
from quantifiers import Floats, Ints

LABELLED: Final = Path(__file__).resolve().parents[2] / "shared" / "labelled"
FOLDS: Final = 5
COLUMNS: Final = ("topic", "label", "text")
MEASURES: Final = ("KLD", "AE", "RAE", "EMD")
THINNED: Final = 0.8
"""The part of the positive posts that is left out to see what a shift of the shares does."""
SUFFIXES: Final = (".parquet", ".txt", ".tsv")


@dataclass(frozen=True)
class Task:
    """A subtask: how its files are called, its classes in order, the measure that ranked the systems and its best."""

    name: str
    files: tuple[str, ...]
    labels: tuple[str, ...]
    ranked_by: str
    best: float


IN_THE_STREAM: Final = "probabilities at the stream's shares"
"""What is offered: the shares of all topics' posts together are estimated first, and move each post's probabilities."""
PROBABILITIES: Final = "probabilities counted (PCC)"
TASKS: Final = (
    Task("D", ("BD", "D"), ("negative", "positive"), "KLD", 0.036),
    Task("E", ("CE", "E"), ("-2", "-1", "0", "1", "2"), "EMD", 0.245),
)


@dataclass(frozen=True)
class Posts:
    """Posts as scorers see them, with the class and the topic of each."""

    texts: list[str]
    label: Ints
    topic: np.ndarray

    def where(self, chosen: np.ndarray) -> Posts:
        """The posts chosen."""
        texts = [text for text, keep in zip(self.texts, chosen.tolist(), strict=True) if keep]
        return Posts(texts, self.label[chosen], self.topic[chosen])

    def without(self, other: Posts) -> Posts:
        """The posts whose text is none of the others'."""
        hidden = {normalised(text) for text in other.texts}
        return self.where(np.array([normalised(text) not in hidden for text in self.texts], dtype=bool))


@dataclass(frozen=True)
class Classifier:
    """What is known of a classifier beside its posteriors: the shares they are right for, and how it errs."""

    shares: Floats
    hits: Floats
    means: Floats

    @classmethod
    def of(cls, posterior: Floats, label: Ints) -> Classifier:
        """From posteriors (N, K) of posts that it did not learn from."""
        k = posterior.shape[1]
        hits = [quantifiers.counts(posterior[label == c].argmax(axis=1), k) for c in range(k)]
        means = [posterior[label == c].mean(axis=0) for c in range(k)]
        return cls(quantifiers.counts(label, k), np.column_stack(hits), np.column_stack(means))


def find(folder: Path, task: Task, *, test: bool) -> list[Path]:
    """The task's files in a folder: those that say "test", or the others ("2016test" was given out to learn from)."""
    if not folder.is_dir():
        raise InputError(str(folder), "is not a folder")
    found = []
    for path in sorted(folder.iterdir()):
        words = re.split(r"[^A-Za-z0-9]+", path.stem)
        if path.suffix in SUFFIXES and set(words) & set(task.files) and ("test" in words) == test:
            found.append(path)
    return found


def read(paths: list[Path], task: Task, source: str | None = None, *, inside: bool = True) -> Posts:
    """The posts of the files; those with another label (neutral, off topic) are left out, and counted.

    `source`: only the rows with this value in the column of that name or, with `inside` false, all but these.
    """
    rows = [row for path in paths for row in _rows(path, COLUMNS if source is None else (*COLUMNS, "source"))]
    if source is not None:
        rows = [row for row in rows if (row.get("source") == source) == inside]
    number = {label: k for k, label in enumerate(task.labels)}
    kept = [row for row in rows if row["text"] and row["topic"] and str(row["label"]) in number]
    if not kept:
        named = ", ".join(path.name for path in paths)
        raise InputError(named, f"no row has a topic, a text and one of the labels {', '.join(task.labels)}")
    if len(kept) < len(rows):
        print(f"{task.name}: {len(rows) - len(kept)} of {len(rows)} rows left out: another label, or no text or topic")
    return Posts(
        [scorable(unescape(row["text"]), None) for row in kept],
        np.array([number[str(row["label"])] for row in kept], dtype=np.int64),
        np.array([row["topic"].strip().casefold() for row in kept], dtype=object),
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict]:
    if path.suffix != ".parquet":
        return list(_tabbed(path))
    try:
        return pq.read_table(path, columns=list(columns)).to_pylist()
    except (pa.ArrowInvalid, KeyError) as error:
        raise InputError(str(path), f"needs the columns {', '.join(columns)}: {error}") from None


def _tabbed(path: Path) -> Iterator[dict]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            fields = line.split("\t", 3)
            if len(fields) < 4:
                raise InputError(f"{path}:{number}", "is not id, topic, label and text between tabs")
            yield dict(zip(COLUMNS, fields[1:], strict=True))


def model(posts: Posts, task: Task, learnt: vectors.Vectors):  # noqa: ANN201
    """A linear scorer, as the shipped ones are, of the task's classes."""
    recipe = train.Recipe(
        task.name, task.labels, {task.name: 1.0}, penalty=0.12, with_figures=True,
        skips_reported=False, set_intercepts=False, shipped_vectors=False, vector_strength=0.1,
    )  # fmt: skip
    return train.fit(train.Examples(posts.texts, posts.label, np.full(posts.label.size, task.name)), recipe, learnt)


def folds(posts: Posts) -> Ints:
    """The fold of each post: all of a topic in one, by a hash of its name."""
    return np.array([blake2b(topic.encode(), digest_size=4).digest()[-1] % FOLDS for topic in posts.topic])


def logits_of_others(posts: Posts, fold: Ints, task: Task, learnt: vectors.Vectors) -> Floats:
    """(N, K): each post's logits by a model of the posts of the other folds."""
    logits = np.zeros((posts.label.size, len(task.labels)))
    for k in np.unique(fold):
        inside = posts.where(fold == k)
        logits[fold == k] = model(posts.where(fold != k).without(inside), task, learnt).logits(inside.texts)
    return logits


def posteriors(logits: Floats, label: Ints, wanted: Floats) -> tuple[Classifier, Floats]:
    """What posts with labels tell of the classifier, and the posteriors of the logits wanted at those posts' shares."""
    k = logits.shape[1]
    stretch, shift = calibration(logits, label, np.zeros(label.size, dtype=str))
    shares = quantifiers.counts(label, k)
    known, other = (
        quantifiers.at_shares(softmax(stretch * z + shift), np.full(k, 1 / k), shares) for z in (logits, wanted)
    )
    return Classifier.of(known, label), other


def estimates(posterior: Floats, topic: np.ndarray, of: Classifier) -> dict[str, dict[str, Floats]]:
    """The shares of each topic by each method."""
    k = posterior.shape[1]
    stream = quantifiers.likeliest_tilt(posterior, of.shares)
    shifted = quantifiers.at_shares(posterior, of.shares, stream)
    found: dict[str, dict[str, Floats]] = {}
    for name in np.unique(topic):
        mine = posterior[topic == name]
        counted, mean = quantifiers.counts(mine.argmax(axis=1), k), mine.mean(axis=0)
        by = {
            "all in the largest class": np.eye(k)[of.shares.argmax()],
            "shares of the posts learnt from": of.shares,
            "classify and count": counted,
            PROBABILITIES: mean,
            "adjusted count (ACC)": quantifiers.adjusted(counted, of.hits),
            "probabilistic adjusted count (PACC)": quantifiers.adjusted(mean, of.means),
            "maximum likelihood by topic (EMQ)": quantifiers.maximum_likelihood(mine, of.shares),
            IN_THE_STREAM: shifted[topic == name].mean(axis=0),
        }
        for method, shares in by.items():
            found.setdefault(method, {})[name] = shares
    return found


def shipped(posts: Posts) -> Floats:
    """Negative and positive by the shipped scorer `linear`, as of posts that are one of both; (N, 2)."""
    table = SCORERS["linear"].score(posts.texts, NO_EVENT)
    both = np.column_stack([table["p_negative"].to_numpy(), table["p_positive"].to_numpy()])
    return both / both.sum(axis=1, keepdims=True)


def by_shipped(posts: Posts) -> dict[str, dict[str, Floats]]:
    """The shares of each topic by the shipped scorer, which was calibrated for labels that are equally frequent."""
    posterior = shipped(posts)
    half = np.full(2, 0.5)
    known = Classifier(half, np.eye(2), np.eye(2))
    found = estimates(posterior, posts.topic, known)
    return {f"linear: {name}": found[name] for name in ("classify and count", PROBABILITIES, IN_THE_STREAM)}


def scored(found: dict[str, Floats], posts: Posts, k: int) -> dict[str, float]:
    """KLD, AE, RAE and EMD: means over the topics."""
    rows = []
    for name, shares in found.items():
        label = posts.label[posts.topic == name]
        true = quantifiers.counts(label, k)
        rows.append(
            (
                quantifiers.kld(true, shares, label.size),
                quantifiers.absolute_error(true, shares),
                quantifiers.relative_absolute_error(true, shares, label.size),
                quantifiers.earth_movers_distance(true, shares),
            )
        )
    return dict(zip(MEASURES, np.mean(rows, axis=0).tolist(), strict=True))


def on_others(task: Task, known: Posts, posts: Posts) -> dict[str, dict[str, float]]:
    """Every method's measures on posts of other topics, or on the same topics as were learnt from, if it comes so."""
    known = known.without(posts)
    learnt = vectors.learn(features(sorted(set(known.texts))))
    logits = logits_of_others(known, folds(known), task, learnt)
    classifier, posterior = posteriors(logits, known.label, model(known, task, learnt).logits(posts.texts))
    return _scored(task, posts, estimates(posterior, posts.topic, classifier))


def on_topics_left_out(task: Task, posts: Posts) -> Iterator[dict[str, dict[str, float]]]:
    """Every method's measures, each fold of topics by models of the others; then again on the thinned posts."""
    learnt = vectors.learn(features(sorted(set(posts.texts))))
    fold = folds(posts)
    logits = logits_of_others(posts, fold, task, learnt)
    for kept in (np.ones(fold.size, dtype=bool), thin(posts, task)):
        found: dict[str, dict[str, Floats]] = {}
        for f in np.unique(fold):
            mine, rest = (fold == f) & kept, fold != f
            classifier, posterior = posteriors(logits[rest], posts.label[rest], logits[mine])
            for method, shares in estimates(posterior, posts.topic[mine], classifier).items():
                found.setdefault(method, {}).update(shares)
        yield _scored(task, posts.where(kept), found)


def thin(posts: Posts, task: Task) -> np.ndarray:
    """All posts but THINNED of those with a class above the middle one, by a hash of the text."""
    drawn = [blake2b(text.encode(errors="replace"), digest_size=4).digest()[0] / 256 < THINNED for text in posts.texts]
    return ~(np.array(drawn) & (posts.label > (len(task.labels) - 1) / 2))


def _scored(task: Task, posts: Posts, found: dict[str, dict[str, Floats]]) -> dict[str, dict[str, float]]:
    if task.name == "D":
        found = by_shipped(posts) | found
    return {method: scored(shares, posts, len(task.labels)) for method, shares in found.items()}


def run(task: Task, folder: Path, other: Path | None = None, source: str | None = None) -> None:
    """Measure a task and print it. Raises InputError where files are missing."""
    to_learn = [path for place in (folder, other) if place for path in find(place, task, test=False)]
    to_measure = find(folder, task, test=True)
    if not to_learn:
        example = f"semeval2017_{task.files[0]}_train.parquet"
        raise InputError(
            str(folder), f"has no posts of subtask {task.name} to learn from, such as {example}; name them by --train"
        )
    if source is not None:
        posts = read(to_learn, task, source)
        others = read(to_learn, task, source, inside=False)
        tell(task, posts, f"those of {source} (linear learnt from them)", on_others(task, others, posts))
        return
    known = read(to_learn, task)
    if to_measure:
        posts = read(to_measure, task)
        tell(task, posts, ", ".join(path.name for path in to_measure), on_others(task, known, posts))
        return
    by = "each topic by a model of others"
    whole, part = on_topics_left_out(task, known)
    tell(task, known, f"{by}; linear learnt from most of these texts, so that its figures flatter", whole)
    tell(task, known.where(thin(known, task)), f"{by}; {THINNED:.0%} of the posts with a positive class left out", part)


def tell(task: Task, posts: Posts, of: str, found: dict[str, dict[str, float]]) -> None:
    """Print a table of methods and measures."""
    print(f"\nsubtask {task.name}: {posts.label.size} posts on {np.unique(posts.topic).size} topics, {of}")
    print(f"{'':<48}" + "".join(f"{name:>8}" for name in MEASURES))
    for method, figures in found.items():
        mark = " *" if method == IN_THE_STREAM else ""
        print(f"{method + mark:<48}" + "".join(f"{figures[name]:8.4f}" for name in MEASURES), flush=True)
    print(f"*: offered. The best of the shared task, on its test set: {task.ranked_by} {task.best:.3f}", flush=True)


def main() -> None:
    """Print both subtasks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", type=Path, help="a folder with (more) posts to learn from")
    parser.add_argument("--source", help="measure the rows learnt from that have this in the column `source`")
    given = parser.parse_args()
    learn = given.train or (LABELLED if LABELLED.is_dir() and given.folder.resolve() != LABELLED else None)
    try:
        for task in TASKS:
            run(task, given.folder, learn, given.source)
    except InputError as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    main()
