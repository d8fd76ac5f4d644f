"""Write docs/validity.md and its figures: python benchmarks/coverage_study.py FOLDER [SET …].

FOLDER holds the labelled sets; where some of SETS are named, the stored figures of the others are kept. For each set,
size and allocation: AUDITS audits drawn and estimated as the program does, and by the audit alone; and at one size, as
peers, classify-and-count, Rogan and Gladen's correction, `ppi_mean_ci` of ppi-python, and PACC and EMQ of QuaPy. Where
these two packages are not installed, their stored figures are kept. For a set left out `linear` is fitted
anew, half a minute each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from xsentiment import labelled, schema, stats, train
from xsentiment.event import NO_EVENT, Topic
from xsentiment.scorers import SCORERS
from xsentiment.shares.chances import reaction_chances, sentiment_chances
from xsentiment.stats.hashing import generator

import authors
import engagement
import fitted_sentiment
import many_audits
from audits import Floats, Ints, Population
from many_audits import Shares

REPO: Final = Path(__file__).resolve().parents[1]
FIGURES: Final = REPO / "benchmarks" / "coverage_study.json"
PAGE: Final = REPO / "docs" / "validity.md"
SIZES: Final = (100, 200, 500)
AUDITS: Final = 5000
AGAIN: Final = 20_000
"""Other audits on which a figure is measured once more that fell below what chance lets one of its kind fall to."""

BELOW: Final = 0.95 + float(norm.ppf(0.0005)) * (0.95 * 0.05 / AUDITS) ** 0.5
HALF: Final = 0.5
"""The part of the labels that an uneven audit gives to the tenth of the posts in design stratum 1."""

PEER_SIZE: Final = 200
PEER_AUDITS: Final = 1000
"""Peers are measured at one size, on as many audits; ppi-python and QuaPy, which take long, on fewer."""

PPI_AUDITS: Final = 100
QUAPY_AUDITS: Final = 40
OTHERS: Final = ("ppi_mean_ci", "QuaPy PACC", "QuaPy EMQ")
PEERS: Final = ("classify and count", "Rogan–Gladen", *OTHERS)
MOST: Final = 14_000
"""Posts of a set: a larger one is sampled, by its name."""

LEFT_OUT: Final = "linear left out"
"""The scorer `linear`, fitted anew on other sets alone, of each at most so many posts as for its calibration."""

PHRASES: Final = "phrases"
"""The scorer of topics; whether a post is on one is all that it says."""

STANCES: Final = {"AGAINST": "negative", "NONE": "neutral", "FAVOR": "positive"}
POINTS: Final = ("-2", "-1", "0", "1", "2")
SETS: Final[dict[str, tuple[str, str, str]]] = {
    "debate": ("gop_debate", "vader", "sentiment of a US debate"),
    "debate, linear": ("gop_debate", "linear", "the same; this scorer never learnt from it"),
    "airlines": ("airline", "vader", "sentiment on US airlines"),
    "SemEval A": ("semeval2017_A_train", "vader", "sentiment of tweets on many topics"),
    "SemEval CE": ("semeval2017_CE_train", "vader", "five points, the two ends rare"),
    "Dong 2014": ("dong2014", "vader", "sentiment to a target in tweets"),
    "news": ("newsmtsc", "vader", "sentiment to persons in news"),
    "war stances": ("ruw_train_val", "vader", "stance to Russia, which is not sentiment"),
    "GoEmotions": ("goemotions_train_val", "cues", "reactions of Reddit comments"),
    "airlines, left out": ("airline", LEFT_OUT, "the same as above"),
    "SemEval A, left out": ("semeval2017_A_train", LEFT_OUT, "the same as above"),
    "Dong 2014, left out": ("dong2014", LEFT_OUT, "the same as above"),
    "news, left out": ("newsmtsc", LEFT_OUT, "the same as above"),
    "GoEmotions, left out": ("goemotions_train_val", LEFT_OUT, "sentiment of Reddit comments"),
    "SemEval 2018, left out": ("semeval2018_Ec", LEFT_OUT, "sentiment of tweets, by the emotions found in them"),
    "on Trump": ("gop_debate", PHRASES, "posts on a candidate, a fifth of the debate"),
    "on Bush": ("gop_debate", PHRASES, "on another, 5 %"),
    "on Cruz": ("gop_debate", PHRASES, "on another, 5 %"),
    "on abortion": ("gop_debate", PHRASES, "on a subject, 2 %"),
    "on late flights": ("airline", PHRASES, "posts that complain of them, a ninth"),
    "on luggage": ("airline", PHRASES, "posts that complain that it is lost, 5 %"),
}
"""Name: (file, scorer, what is labelled). No scorer learnt from the set that it is measured on."""

TOPICS: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "on Trump": ("target", "Donald Trump", ("trump", "realdonaldtrump", "the donald")),
    "on Bush": ("target", "Jeb Bush", ("bush", "jebbush", "jeb")),
    "on Cruz": ("target", "Ted Cruz", ("cruz", "tedcruz")),
    "on abortion": ("topic", "Abortion", ("abort*", "planned parenthood", "pro-life", "prolife", "unborn")),
    "on late flights": ("negative_reason", "Late Flight", ("delay*", "late", "hours", "waiting")),
    "on luggage": ("negative_reason", "Lost Luggage", ("luggage", "bag", "bags", "baggage")),
}
"""Name of a set: the column and the value by which people said that a post is on the topic, and its phrases."""


JOINT: Final = "debate, linear"
"""The set on which it is asked what more scorers would explain."""


def population(folder: Path, name: str) -> Population:
    """A labelled set under its scorer; design stratum 1 is the longest tenth of the texts."""
    file, scorer, _ = SETS[name]
    kept, texts, said, labels = posts_of(folder, name)
    design, fold = _longest(texts), stats.folds([file] * kept.size, map(str, kept))
    if name in TOPICS:
        return Population(design, _off_topic(name, texts), 1 - np.eye(2), said, len(labels), fold=fold)
    target = target_of(scorer)
    scores = left_out(folder, file, texts) if scorer == LEFT_OUT else SCORERS[scorer].score(texts, NO_EVENT)
    classes = schema.SENTIMENTS if target == "sentiment" else schema.REACTIONS
    places = np.arange(len(classes), dtype=np.float64)
    chances = None
    if labels == classes:
        known = _filled(scores)
        chances = sentiment_chances(known) if target == "sentiment" else reaction_chances(known)
    return Population(
        design=design,
        cell=np.array([classes.index(label) for label in scores[target].to_pylist()], dtype=np.int64),
        distance=np.abs(np.subtract.outer(places, places)) if target == "sentiment" else 1 - np.eye(len(classes)),
        category=said,
        n_categories=len(labels),
        chances=chances,
        fold=fold,
    )


def _longest(texts: list[str]) -> Ints:
    """1 for the longest tenth of the texts, else 0."""
    longest = np.argsort([len(text) for text in texts], kind="stable")[-(len(texts) // 10) :]
    return np.isin(np.arange(len(texts)), longest).astype(np.int64)


def _off_topic(name: str, texts: list[str]) -> Ints:
    """0 where the phrases of a topic occur, else 1."""
    event = replace(NO_EVENT, topics=(Topic("it", name, TOPICS[name][2]),))
    return (SCORERS[PHRASES].score(texts, event)["topic_it"].to_numpy() == 0).astype(np.int64)


def posts_of(folder: Path, name: str) -> tuple[Ints, list[str], Ints, tuple[str, ...]]:
    """The posts of a set that people labelled: their rows in the file, texts and labels, and the labels' names."""
    file, scorer, _ = SETS[name]
    rows = pq.read_table(folder / f"{file}.parquet").to_pylist()
    said, labels = _said_of_topic(name, rows) if name in TOPICS else _labels(file, target_of(scorer), rows)
    kept = np.sort(generator("sample", file).permutation(np.flatnonzero(said >= 0))[:MOST])
    return kept, [rows[i]["text"] for i in kept], said[kept], labels


def target_of(scorer: str) -> str:
    """What a scorer of the study labels: sentiment or reaction."""
    return "sentiment" if scorer == LEFT_OUT else SCORERS[scorer].target


def left_out(folder: Path, file: str, texts: list[str]) -> pa.Table:
    """The scores of texts by `linear` fitted and calibrated by other sets alone, on a sample of each."""
    recipe = train.RECIPES["sentiment"]
    (own,) = (name for name, item in labelled.SETS.items() if item.file == f"{file}.parquet")
    others = labelled.read(folder, recipe.target, tuple(name for name in recipe.sets if name != own), without=(own,))
    examples = train.sampled(train.Examples.of(others, recipe.labels), train.SAMPLE)
    model, _ = train.fit_calibrated(folder, examples, recipe)
    chances = model.probabilities(texts)
    columns = {f"p_{label}": chances[:, k] for k, label in enumerate(recipe.labels)}
    return pa.table(columns | {"sentiment": [recipe.labels[k] for k in chances.argmax(axis=1)]})


def _said_of_topic(name: str, rows: list[dict[str, Any]]) -> tuple[Ints, tuple[str, ...]]:
    """As `_labels`, of a topic."""
    column, value, _ = TOPICS[name]
    return np.array([row[column] != value for row in rows], dtype=np.int64), ("on it", "not")


def _labels(file: str, target: str, rows: list[dict[str, Any]]) -> tuple[Ints, tuple[str, ...]]:
    """People's labels as numbers, −1 for none, and their names."""
    if file in ("goemotions_train_val", "semeval2018_Ec"):
        (mapper,) = (getattr(item, target) for item in labelled.SETS.values() if item.file == f"{file}.parquet")
        found, names = [mapper(row) for row in rows], schema.SENTIMENTS if target == "sentiment" else schema.REACTIONS
    elif file == "semeval2017_CE_train":
        found, names = [str(row["label"]) for row in rows], POINTS
    else:
        found, names = [STANCES.get(row["label"], row["label"]) for row in rows], schema.SENTIMENTS
    places = {name: i for i, name in enumerate(names)}
    return np.array([places.get(label, -1) for label in found], dtype=np.int64), tuple(names)


def _filled(scores: pa.Table) -> pa.Table:
    """The scores with every column of SCORES, null where the scorer gives none."""
    for field in schema.scores(()):
        if field.name not in scores.column_names:
            scores = scores.append_column(field, pa.nulls(scores.num_rows, field.type))
    return scores


def truth(posts: Population) -> Floats:
    """The share of each category, (K,)."""
    return np.bincount(posts.category, minlength=posts.n_categories) / posts.category.size


def limit(posts: Population) -> Floats:
    """√(1 − R²) of each label on the machine's classes and, if it has them, its scores: the least ratio of widths.

    R² is that of least squares on all posts.
    """
    classes = (posts.cell[:, None] == np.arange(len(posts.distance))).astype(np.float64)
    known = classes if posts.chances is None else np.concatenate([classes, posts.chances], axis=1)
    ratios = []
    for k in range(posts.n_categories):
        hit = (posts.category == k).astype(np.float64)
        left = hit - known @ np.linalg.lstsq(known, hit, rcond=None)[0]
        ratios.append(float(np.sqrt((left**2).mean() / hit.var())))
    return np.array(ratios)


def joint_limits(folder: Path) -> list[dict[str, Any]]:
    """√(1 − R²) on the debate with ever more scores, mean over labels; rows of method `limit with …`."""
    posts, other = population(folder, JOINT), population(folder, "debate")
    rows = pq.read_table(folder / "gop_debate.parquet", columns=["text"]).to_pylist()
    kept = np.sort(generator("sample", "gop_debate").permutation(len(rows))[:MOST])
    reactions = reaction_chances(_filled(SCORERS["linear-reaction"].score([rows[i]["text"] for i in kept], NO_EVENT)))
    edges = [np.quantile(column, np.linspace(0.1, 0.9, 9)) for column in posts.chances.T]
    deciles = [
        np.digitize(column, cuts)[:, None] == np.arange(10) for column, cuts in zip(posts.chances.T, edges, strict=True)
    ]
    known, found = posts.chances, []
    more = {
        "its own": posts.chances,
        "VADER's": other.chances,
        "reactions'": reactions,
        "deciles of its own": np.hstack(deciles),
    }
    for name, scores in more.items():
        known = np.concatenate([known, scores], axis=1)
        least = round(float(limit(replace(posts, chances=known)).mean()), 3)
        found.append({"set": JOINT, "size": 0, "part": None, "method": f"limit with {name}", "limit": least})
    return found


def audited(name: str, posts: Population, size: int, part: float | None = None, *more: str) -> Shares:
    """The program's shares in audits drawn from the name of the figure, and what `more` it is called."""
    rng = generator("coverage", name, size, *_named(part), *more)
    return many_audits.shares(posts, size, AGAIN if more else AUDITS, rng, part)


def _named(part: float | None) -> tuple[float, ...]:
    return () if part is None else (part,)


def corrected(posts: Population, drawn: Ints) -> Shares:
    """Rogan and Gladen's (q + Sp − 1)/(Se + Sp − 1) of each label, Se and Sp from the audit, by the delta method."""
    values, spreads = [], []
    for k in range(posts.n_categories):
        machine, hit = posts.cell[drawn] == k, posts.category[drawn] == k
        n_hit, n_not = np.maximum(hit.sum(axis=1), 1), np.maximum((~hit).sum(axis=1), 1)
        se, sp = (machine & hit).sum(axis=1) / n_hit, (~machine & ~hit).sum(axis=1) / n_not
        youden = np.where(np.abs(se + sp - 1) < 0.01, 0.01, se + sp - 1)
        p = np.clip(((posts.cell == k).mean() + sp - 1) / youden, 0, 1)
        values.append(p)
        spreads.append(np.sqrt(p**2 * se * (1 - se) / n_hit + (1 - p) ** 2 * sp * (1 - sp) / n_not) / np.abs(youden))
    value, half = np.stack(values, axis=1), norm.ppf(0.975) * np.stack(spreads, axis=1)
    return Shares(value, np.clip(value - half, 0, 1), np.clip(value + half, 0, 1))


def counted(posts: Population) -> Shares:
    """Classify and count: the machine's shares with Wilson's interval on N labels."""
    shares = np.bincount(posts.cell, minlength=posts.n_categories)[None, : posts.n_categories] / posts.cell.size
    size = np.full(1, float(posts.cell.size))
    bounds = [many_audits.wilson(shares[:, k], size, norm.ppf(0.975)) for k in range(posts.n_categories)]
    return Shares(shares, *(np.stack(side, axis=1) for side in zip(*bounds, strict=True)))


def ppi(posts: Population, drawn: Ints) -> Shares:
    """`ppi_mean_ci` at 95 % with its own λ, machine labels as predictions; its posts without labels are the others."""
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    rows = []
    for audit in drawn:
        others = np.ones(posts.cell.size, dtype=bool)
        others[audit] = False
        for k in range(posts.n_categories):
            machine = (posts.cell == k).astype(np.float64)
            given = (posts.category[audit] == k).astype(np.float64), machine[audit], machine[others]
            low, high = ppi_mean_ci(*given, alpha=0.05)
            rows.append((float(np.ravel(ppi_mean_pointestimate(*given))[0]), float(low[0]), float(high[0])))
    figures = np.array(rows).reshape(len(drawn), posts.n_categories, 3)
    return Shares(figures[:, :, 0], figures[:, :, 1], figures[:, :, 2])


def quapy_shares(posts: Population, drawn: Ints) -> dict[str, Shares]:
    """QuaPy's PACC and EMQ, fitted on the audit's labels with the machine's class and scores as features."""
    import quapy
    from quapy.method.aggregative import EMQ, PACC
    from sklearn.linear_model import LogisticRegression

    quapy.environ["SAMPLE_SIZE"] = 500
    classes = (posts.cell[:, None] == np.arange(len(posts.distance))).astype(np.float64)
    known = classes if posts.chances is None else np.concatenate([classes, posts.chances], axis=1)
    found: dict[str, list[Floats]] = {"QuaPy PACC": [], "QuaPy EMQ": []}
    for audit in drawn:
        said = posts.category[audit]
        present = np.flatnonzero(np.bincount(said, minlength=posts.n_categories) >= 5)
        inside = np.isin(said, present)
        for name, method in (("QuaPy PACC", PACC), ("QuaPy EMQ", EMQ)):
            quantifier = method(LogisticRegression(max_iter=500))
            quantifier.fit(known[audit][inside], said[inside])
            shares = np.zeros(posts.n_categories)
            shares[present] = quantifier.predict(known)
            found[name].append(shares)
    return {name: Shares(*([np.array(values)] * 3)) for name, values in found.items()}


def measure(folder: Path, names: tuple[str, ...], stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a set, size, allocation and method; `stored` rows of other sets and of peers not installed are kept."""
    with ProcessPoolExecutor(2, initializer=threadpool_limits, initargs=(1,)) as pool:
        rows = [row for rows in pool.map(partial(_measure, folder), names) for row in rows]
    done = {(row["set"], row["method"]) for row in rows}
    if JOINT in names:
        rows += joint_limits(folder)
    kept = [row for row in stored if row["set"] not in names or row["method"] in OTHERS]
    rows += [row for row in kept if (row["set"], row["method"]) not in done]
    return sorted(rows, key=lambda row: list(SETS).index(row["set"]))


def _measure(folder: Path, name: str) -> list[dict[str, Any]]:
    posts = population(folder, name)
    rows = []
    for size in SIZES:
        methods = {
            ("xsentiment", None): audited(name, posts, size),
            ("xsentiment", HALF): audited(name, posts, size, HALF),
        }
        methods["audit alone", None] = audited(name, posts.unaided(), size)
        if size == PEER_SIZE:
            methods |= {(method, None): shares for method, shares in _peer_shares(name, posts).items()}
        alone = methods["audit alone", None].width
        again = {
            (method, part): audited(name, posts, size, part, "again").held(truth(posts)).round(4).tolist()
            for (method, part), shares in methods.items()
            if method == "xsentiment" and shares.held(truth(posts)).min() < BELOW
        }
        for (method, part), shares in methods.items():
            bounded = bool((shares.high > shares.low).any())
            rows.append(
                {
                    "set": name,
                    "size": size,
                    "part": part,
                    "method": method,
                    "audits": len(shares.value),
                    "coverage": shares.held(truth(posts)).round(4).tolist() if bounded else None,
                    "width": round(float(shares.width.mean()), 4) if bounded else None,
                    "rmse": round(float(shares.rmse(truth(posts)).mean()), 4),
                    "ratio": round(float((shares.width / alone).mean()), 3) if bounded else None,
                    "limit": round(float(limit(posts).mean()), 3),
                    "again": again.get((method, part)),
                }
            )
        print(name, size, file=sys.stderr)
    return rows


def _peer_shares(name: str, posts: Population) -> dict[str, Shares]:
    blocks = many_audits.draws(posts, PEER_SIZE, PEER_AUDITS, generator("peers", name))
    drawn = np.concatenate(list(blocks))
    known = posts.n_categories == len(posts.distance)
    methods = {"classify and count": counted(posts), "Rogan–Gladen": corrected(posts, drawn)} if known else {}
    if known and find_spec("ppi_py"):
        methods["ppi_mean_ci"] = ppi(posts, drawn[:PPI_AUDITS])
    return methods | (quapy_shares(posts, drawn[:QUAPY_AUDITS]) if find_spec("quapy") else {})


def page(rows: list[dict[str, Any]], simulated: list[dict[str, Any]]) -> str:
    """docs/validity.md, from the figures of labelled sets and of simulated authors."""
    own = [row for row in rows if row["method"] == "xsentiment"]
    held = [100 * share for row in own if row["set"] not in TOPICS for share in row["coverage"]]
    of_topics = [100 * share for row in own if row["set"] in TOPICS for share in row["coverage"]]
    narrowest = [row["limit"] for row in rows if row["method"].startswith("limit with")]
    enough = [row for row in own if row["set"] not in TOPICS and row["size"] >= PEER_SIZE]
    told = {
        "least_200": 100 * min(share for row in enough for share in row["coverage"]),
        "least": min(held),
        "most": max(held),
        "mean": sum(held) / len(held),
        "topics_least": min(of_topics),
        "topics_most": max(of_topics),
    }
    bounds = {f"limit_{i}": f"{value:.3f}" for i, value in enumerate(narrowest)}
    bounds |= {f"ours_{size}": f"{ratio:.3f}" for size, ratio in own_ratios(rows).items()}
    introduction = INTRODUCTION.format(
        **{name: f"{value:.1f}" for name, value in told.items()}, **bounds, again="; ".join(_again(rows)) or "nothing"
    )
    loud = engagement.table(json.loads(engagement.FIGURES.read_text("utf-8")))
    learnt = fitted_sentiment.page(json.loads(fitted_sentiment.FIGURES.read_text("utf-8")))
    busy = authors.table(simulated)
    return "\n".join([introduction, *_table(rows), "", *learnt, "", BUSY, *busy, "", LOUD, *loud, "", REPEAT])


def _again(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        if row.get("again"):
            held = " · ".join(f"{100 * share:.1f}" for share in row["again"])
            posts, scorer = row["set"].split(",")[0], SETS[row["set"]][1]
            yield f"{posts}, {scorer}, {row['size']} labels, {'half' if row['part'] else 'even'}: {held}"


def own_ratios(rows: list[dict[str, Any]]) -> dict[int, float]:
    """Size of audit → the mean ratio of widths under `linear`, over the sets that it did not learn from."""
    ours = [row for row in rows if SETS[row["set"]][1] in ("linear", LEFT_OUT) and row["method"] == "xsentiment"]
    return {
        size: float(np.mean([row["ratio"] for row in ours if (row["size"], row["part"]) == (size, None)]))
        for size in SIZES
    }


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    ways = ("xsentiment", "audit alone", *PEERS)
    yield f"| posts, scorer | labels | audit | {' | '.join(ways)} | ratio | limit |"
    yield "|---|---:|---|" + "---|" * len(ways) + "---:|---:|"
    by = {(row["set"], row["size"], row["part"], row["method"]): row for row in rows}
    for name, size, part in ((name, size, part) for name in SETS for part in (None, HALF) for size in SIZES):
        own = by[name, size, part, "xsentiment"]
        cells = [_cell(by.get((name, size, part, way))) for way in ways]
        ends = f"{own['ratio']:.3f}" if part is None else "–", f"{own['limit']:.3f}"
        posts = f"{name.split(',')[0]}, {SETS[name][1]} | {size} | {'half' if part else 'even'}"
        yield f"| {posts} | {' | '.join([*cells, *ends])} |"


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    error = f"{100 * row['rmse']:.1f}"
    if row["coverage"] is None:
        return f"no interval, {error}"
    held = row["coverage"] if row["method"] == "xsentiment" and row["set"] not in TOPICS else [min(row["coverage"])]
    return f"{' · '.join(f'{100 * share:.1f}' for share in held)}, {100 * row['width']:.1f}, {error}"


INTRODUCTION: Final = f"""# Do the intervals hold what they promise?

Written by `benchmarks/coverage_study.py`; do not edit. Nine sets of posts, each labelled whole by people, stand for
events whose truth is known; of two of them also what six topics are said to be about, which phrases look for. From
each, {AUDITS:,} audits of 100, 200 and 500 posts are drawn by chance and estimated as the program estimates them, with
its strata, merging and control variate, and each label's 95 % interval is held against the truth. No scorer learnt from
the set that it is tried on: *linear left out* is the scorer `linear` fitted anew without any text of that set, on at
most {train.SAMPLE:,} posts of each other set (its word vectors were distilled with the texts, not the labels, of
GoEmotions and the news in view). Design strata are the longest tenth of the texts and the rest. An *even* audit is
drawn in proportion; *half* gives half of the labels to that tenth, as `[audit] trending = 0.5` does, so that each label
among the rest stands for many posts.

**What it says.** With a good scorer and with a bad one, at every size, under both audits, labels are held about as
often as promised: {{least}} to {{most}} in 100, {{mean}} on average, where chance alone moves a figure of {AUDITS:,}
tries from 94.0 to 96.0 (99.9 %). Labels of 1 to 7 % are held rather more often than promised, most of all where half of
the labels lie on a tenth of the posts. From 200 labels on every label is held in {{least_200}} and more. Where a label
fell below 94.0, the set was measured once more, on {AGAIN:,} other audits: {{again}}. Posts on a topic, found by its
phrases, are held by {{topics_least}} to {{topics_most}}: more often than promised where phrases are precise and labels
few, since the errors of either kind (found where there is none, missed where there is one) are then a handful, and the
interval leaves room for both. With `linear`, on the debate and on each of its own sets left out in turn, intervals are
on average {{ours_100}}, {{ours_200}} and {{ours_500}} times as wide as those from 100, 200 and 500 labels alone. That
is nearly all that its scores allow: *limit* is √(1 − R²) by least squares on its classes and scores, the least that any
use of them could reach. A scorer that explains more of what people say narrows more; no estimator can do it in its
place. More scorers at once would not do: on the debate the limit is {{limit_0}} with `linear`, {{limit_1}} with VADER's
scores too, {{limit_2}} with those of the reactions and {{limit_3}} with 30 strata by deciles besides, more than an
audit could fit. Where it explains nothing (war stances) it costs 2 % at most, phrases of which half find what is not
there 4 %. Counting machine labels, with an interval as if they were right, holds the truth almost never.

**How to read it.** Each cell: coverage in percent, mean width and root mean squared error of the share in points, means
over the labels. Coverage is that of each label for the program, elsewhere that of the label which is held worst. *Audit
alone* is Wilson's interval of the same audit without the machine, modified for few; *ratio* is the program's mean
width over that. The
peers were measured at {PEER_SIZE} labels: {PEER_AUDITS:,} audits for Rogan–Gladen, {PPI_AUDITS} for ppi-python and
{QUAPY_AUDITS} for QuaPy, so that their figures are rough. *Classify and count* is the machine's share with Wilson's
interval on all its labels. *Rogan–Gladen* corrects it by sensitivity and specificity from the audit. *ppi_mean_ci* is
ppi-python's, with its own λ. QuaPy's PACC and EMQ are fitted on the audit's labels with the machine's class and scores
as features; they come without an interval. A dash: not measured, or the set has labels that the machine does not know.
"""

BUSY: Final = f"""## Where few authors write most posts, and posts are off the event

Simulated: {authors.SAMPLES} collections of posts by 600 authors for each line, the number of posts an author from a
Pareto law, an author's posts alike, a fifth of the posts off the event, a machine
that is right in 7 of 10. Published are three labels of 2, 10 and 40 % among posts on the event, by the linearised
ratio with the control variate: of the posts *in hand* (scope `collected`), and of posts on the event *in general*
(scope `event`, clustered by author). With {authors.SAMPLES} tries, 90.7 % and more are within chance (99.9 %).
Where ten authors write two posts of five, the width in general narrows far less with more labels than that of the
posts in hand: it is the authors that are few.
"""

LOUD: Final = f"""## Shares of engagement

Audits drawn by engagement (`[audit] weight = "engagement"`), {engagement.SAMPLES:,} for each line: of simulated posts
whose engagement is log-normal with σ 1, 2 or 3 and goes with the four labels and with the machine's errors, and of the
debate's posts that were retweeted, by their retweets, with VADER. *Certain* are the posts that had to be drawn. *Equal
chances* is an audit with equal chances weighted afterwards, which the program does not publish. *In general* (scope
`event`): {engagement.EVENTS} collections for each line, each of other authors. Coverage, mean width and root mean
squared error of each label, in points. With {engagement.SAMPLES:,} tries 92.0 % and more are within chance (99.9 % over
all cells), with {engagement.EVENTS} tries 89.3 %.
The louder the few, the narrower the interval for the posts in hand, since the few are all labelled; in general it is
they that are not sure, and at σ 3 no audit says much.
"""

REPEAT: Final = """## To repeat it

    make coverage LABELLED=folder

The folder holds the sets as Parquet files with `text` and `label`: `gop_debate`, `airline`, `semeval2017_A_train`,
`semeval2017_CE_train`, `dong2014`, `newsmtsc`, `ruw_train_val`, `goemotions_train_val`, `semeval2018_Ec`. They are not
part of this project. Peers are measured anew where `ppi-python` and `quapy` are installed (in an environment of their
own: the former installs a package `tests`); else their stored figures stay. Every draw is seeded by the name of its
figure. The figures lie in `benchmarks/coverage_study.json`; a test holds this page to them, and them to the data; `make
test-slow` fails where coverage falls below its band.
"""


def main() -> None:
    """Measure, and write the figures and the page."""
    folder, *names = sys.argv[1:]
    rows = measure(Path(folder), tuple(names) or tuple(SETS), json.loads(FIGURES.read_text("utf-8")))
    FIGURES.write_text(json.dumps(rows, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    simulated = json.loads(authors.FIGURES.read_text("utf-8")) if names else authors.measure()
    authors.FIGURES.write_text(json.dumps(simulated, indent=0) + "\n", encoding="utf-8")
    if not names:
        engagement.write(Path(folder))
        fitted_sentiment.write(Path(folder))
    PAGE.write_text(page(rows, simulated), encoding="utf-8")


if __name__ == "__main__":
    main()
