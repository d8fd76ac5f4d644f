"""Posts a second of each scorer on one core, beside the package vaderSentiment and, where installed, NLTK and TextBlob.

    python benchmarks/score.py FOLDER [POSTS]

FOLDER holds Parquet files with a column `text`. Of their distinct texts of 15 to 25 words, shuffled, the first POSTS
(default 32,768) are scored, turn by turn, so that a busy machine slows all alike; times are of the processor. Ours
are tried on each turn as posts come, some of their tokens new, and again when all are known, as are those of most
posts of a long run: the fastest of AGAIN times counts. Others are slower and are tried on an eighth of each turn.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from xsentiment.event import Event
from xsentiment.event_file import load_event
from xsentiment.scorers import SCORERS, Scorer, tokens
from xsentiment.scorers.tokens import blocks
from xsentiment.scorers.vader_words import analyser

TURN = 16_384
AGAIN = 3
PARADE = Path(__file__).parents[1] / "events" / "beijing-parade-2025.toml"

Run = Callable[[Sequence[str]], Any]


def texts_of(folder: Path, posts: int) -> list[str]:
    """Distinct texts of about twenty words, in a fixed random order."""
    columns = [pq.read_table(path, columns=["text"])["text"].to_pylist() for path in sorted(folder.glob("*.parquet"))]
    texts = sorted({text for column in columns for text in column if 15 <= len(text.split()) <= 25})
    random.Random(0).shuffle(texts)  # noqa: S311
    return texts[:posts]


def ours() -> dict[str, Run]:
    """Each scorer, and what an event has all its labels from."""
    event = load_event(PARADE)
    sets: list[tuple[Scorer, ...]] = [(scorer,) for scorer in SCORERS.values()]
    pairs = (("linear", "cued-reaction"), ("linear", "linear-reaction"), ("vader", "cues"))
    sets += [(SCORERS[sentiment], SCORERS[reaction], SCORERS["phrases"]) for sentiment, reaction in pairs]
    return {" + ".join(s.name for s in some): lambda texts, some=some: together(some, texts, event) for some in sets}


def together(scorers: Sequence[Scorer], texts: Sequence[str], event: Event) -> None:
    """Label texts by all of the scorers, as a run does: in blocks that they share."""
    for block in blocks(texts):
        for scorer in scorers:
            scorer.score(block, event)


def others() -> dict[str, Run]:
    """The packages at hand, as their documents say to use them: a post at a time."""
    package = analyser()
    runs: dict[str, Run] = {"package vaderSentiment": lambda texts: [package.polarity_scores(text) for text in texts]}
    if find_spec("nltk"):
        from nltk.sentiment.vader import SentimentIntensityAnalyzer

        try:
            nltk = SentimentIntensityAnalyzer()
        except LookupError:
            print("nltk is installed without its vader_lexicon: left out")
        else:
            runs["package nltk (VADER)"] = lambda texts: [nltk.polarity_scores(text) for text in texts]
    if find_spec("textblob"):
        from textblob import TextBlob

        runs["package TextBlob"] = lambda texts: [TextBlob(text).sentiment for text in texts]
    return runs


def _timed(run: Run, texts: Sequence[str]) -> float:
    begun = time.process_time()
    run(texts)
    return time.process_time() - begun


def main() -> None:
    """Print the posts a second of each, as they come and when their tokens are known."""
    parser = argparse.ArgumentParser(description="Posts a second of each scorer on one core")
    parser.add_argument("folder", type=Path, help="folder of Parquet files with a column text")
    parser.add_argument("posts", type=int, nargs="?", default=32_768, help="how many (default: 32768)")
    given = parser.parse_args()
    texts = texts_of(given.folder, given.posts)
    if not texts:
        parser.error(f"{given.folder}: no texts of 15 to 25 words")
    runs = ours() | others()
    memories = {name: tokens.Memory() for name in runs}
    spent: dict[str, list[float]] = {name: [0.0, 0.0] for name in runs}
    done = dict.fromkeys(runs, 0)
    for run in runs.values():
        run(texts[:64])  # loads models and tables
    for start in range(0, len(texts), TURN):
        turn = texts[start : start + TURN]
        for name, run in runs.items():
            some = turn[: max(1, len(turn) // 8)] if name.startswith("package") else turn
            tokens._remembering[0] = memories[name]  # noqa: SLF001
            first, *again = (_timed(run, some) for _ in range(1 + AGAIN))
            spent[name] = [spent[name][0] + first, spent[name][1] + min(again)]
            memories[name] = tokens._remembering[0]  # noqa: SLF001
            done[name] += len(some)
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts):,} distinct posts, {words:.1f} words each; posts a second on one core")
    print(f"{'':44}{'as they come':>14}{'tokens known':>14}")
    for name, (first, again) in spent.items():
        print(f"{name:44}{done[name] / first:14,.0f}{done[name] / again:14,.0f}")


if __name__ == "__main__":
    main()
