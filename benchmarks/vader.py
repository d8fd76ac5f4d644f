"""Posts a second of VADER: ours and the package's on the same posts, in one process, turn by turn.

    python benchmarks/vader.py FOLDER [POSTS]

FOLDER holds Parquet files with a column `text`; of their texts, shuffled, the first POSTS (default 50,000) are scored.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from xsentiment.scorers.vader import FIGURES, figures
from xsentiment.scorers.vader_words import analyser

TURN = 16_384


def main(folder: str, posts: str = "50000") -> None:
    """Print posts a second of both, their ratio, and the number of posts with a figure that differs."""
    texts = [
        text
        for path in sorted(Path(folder).glob("*.parquet"))
        for text in pq.read_table(path, columns=["text"])["text"].to_pylist()
    ]
    random.Random(0).shuffle(texts)  # noqa: S311
    texts = texts[: int(posts)]
    figures(texts[:1])  # loads the lexicon
    seconds = {"xsentiment": 0.0, "vaderSentiment": 0.0}
    different = 0
    for start in range(0, len(texts), TURN):
        some = texts[start : start + TURN]
        begun = time.process_time()
        ours = figures(some)
        between = time.process_time()
        package = [analyser().polarity_scores(text) for text in some]
        seconds["xsentiment"] += between - begun
        seconds["vaderSentiment"] += time.process_time() - between
        different += sum(one != other for one, other in zip(ours.to_pylist(), package, strict=True))
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts):,} posts, {words / len(texts):.1f} words each, {different} with a figure that differs")
    for name, spent in seconds.items():
        print(f"{name:15}{len(texts) / spent:12,.0f} posts a second on one core")
    print(f"{'ratio':15}{seconds['vaderSentiment'] / seconds['xsentiment']:12.1f}  (columns {', '.join(FIGURES)})")


if __name__ == "__main__":
    main(*sys.argv[1:])
