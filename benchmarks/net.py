"""Print how often the intervals of net sentiment hold: python benchmarks/net.py FOLDER [--audits 400].

FOLDER holds the sets of docs/validity.md. Audits are drawn as the program draws them; `h` marks those of which half
are trending posts.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from xsentiment.stats.hashing import generator

import coverage_study as study
from audits import Audit, Population, Tally, draw

SETS: Final = ("debate", "debate, linear", "airlines", "SemEval A", "Dong 2014", "news")


def tally(name: str, posts: Population, labels: tuple[str, ...], size: int, part: float | None, audits: int) -> Tally:
    """How often so many audits of `size` held the net sentiment of all posts."""
    positive, negative, base = labels.index("positive"), labels.index("negative"), tuple(range(posts.n_categories))
    found = Tally(posts.truth((positive,), base) - posts.truth((negative,), base))
    rng = generator("net", name, str(size), str(part))
    for _ in range(audits):
        drawn = draw(posts.design, rng.random(posts.design.size), size, part)
        found.add(Audit(posts, drawn).net(positive, negative, base))
    return found


def main() -> None:
    """Print a Markdown table: held of 100, mean width in points."""
    parser = argparse.ArgumentParser(description="How often the intervals of net sentiment hold")
    parser.add_argument("folder", type=Path, help="folder of the labelled sets")
    parser.add_argument("--audits", type=int, default=400, help="audits of each size and set (default: 400)")
    given = parser.parse_args()
    plans = [(size, part) for size in study.SIZES for part in (None, study.HALF)]
    held = []
    print("| posts | net | " + " | ".join(f"{size}{'h' if part else ''}" for size, part in plans) + " |")
    print("|---|---:|" + "---:|" * len(plans))
    for name in SETS:
        posts, labels = study.population(given.folder, name), study.posts_of(given.folder, name)[3]
        cells = [tally(name, posts, labels, size, part, given.audits) for size, part in plans]
        held += [cell.coverage for cell in cells]
        told = " | ".join(f"{100 * cell.coverage:.1f}, {100 * cell.mean_width:.1f}" for cell in cells)
        print(f"| {name} | {100 * cells[0].truth:+.1f} | {told} |", flush=True)
    print(f"\nMean {100 * np.mean(held):.1f}, least {100 * min(held):.1f} of 100.")


if __name__ == "__main__":
    main()
