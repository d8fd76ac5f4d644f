"""Print the tables of docs/case-gop-debate.md: python benchmarks/case_gop_debate.py FOLDER [--seed N] [--audits 1000].

FOLDER holds gop_debate.parquet, the published data set with people's labels of every post.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment import audit as auditing
from xsentiment import ingest, privacy, schema, scorers, select, shares, stats
from xsentiment.event import Event
from xsentiment.event_file import load_event
from xsentiment.shares.chances import sentiment_chances

from audits import Audit, Population, Tally, draw

EVENT: Final = Path(__file__).resolve().parents[1] / "events" / "gop-debate-2015.toml"
FILE: Final = "gop_debate.parquet"
SIZES: Final = (200, 400, 800)
CHECKED: Final = 2
"""Audits of each size of which the quick route must give the figures of `shares.aggregate`."""

TOPIC: Final = "trump"
TARGET: Final = "Donald Trump"
LABELS: Final = schema.SENTIMENTS
OFF_TOPIC: Final = len(LABELS)

Key = tuple[str | None, str]
"""A figure: among which topic (None: all posts) and which sentiment."""

KEYS: Final[tuple[Key, ...]] = tuple((among, label) for among in (None, TOPIC) for label in LABELS)


@dataclass(frozen=True)
class Case:
    """The debate as the program reads, selects and scores it, with what people said of each post of the frame."""

    event: Event
    rows_read: int
    reasons: dict[str, int]
    frame: pa.Table
    scores: pa.Table
    sentiment: list[str]
    target: list[str | None]

    @cached_property
    def truth(self) -> dict[Key, float]:
        """The shares by the labels of all posts."""
        everyone, about = self.populations
        return {
            (among, label): about.truth((i,), (0, 1, 2)) if among else everyone.truth((i,), (0, 1, 2))
            for (among, label), i in zip(KEYS, (0, 1, 2, 0, 1, 2), strict=True)
        }

    @cached_property
    def populations(self) -> tuple[Population, Population]:
        """The label sets `sentiment` and `trump*sentiment`, with the classes and categories that the program makes."""
        design = (auditing.design_strata(self.frame) == "trending").astype(np.int64)
        machine = _numbers(self.scores["sentiment"].to_pylist())
        said = _numbers(self.sentiment)
        scale = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
        everyone = Population(
            design,
            machine,
            scale,
            said,
            n_categories=len(LABELS) + 1,
            chances=sentiment_chances(self.scores),
            fold=stats.folds(self.frame["source"].to_pylist(), self.frame["post_id"].to_pylist()),
        )
        on_topic = np.array([TOPIC in topics for topics in self.scores["topics"].to_pylist()])
        alike = 1.0 - np.eye(4)
        alike[-1, :-1] = alike[:-1, -1] = 2.0
        about = Population(
            design,
            np.where(on_topic, machine, OFF_TOPIC),
            alike,
            np.where(np.array(self.target, dtype=object) == TARGET, said, OFF_TOPIC),
            n_categories=len(LABELS) + 2,
        )
        return everyone, about

    def audit(self, event: Event, size: int) -> pa.Table:
        """An audit drawn by the program and labelled from the data set; where it names no target, there is no topic."""
        said = dict(zip(self.frame["post_id"].to_pylist(), zip(self.sentiment, self.target, strict=True), strict=True))
        rows = auditing.draw(self.frame, event, size=size).to_pylist()
        for row in rows:
            sentiment, target = said[row["post_id"]]
            topics = [TOPIC] if target == TARGET else []
            row |= {"labeller": "crowd", "outcome": "labelled", "on_event": True}
            row |= {"sentiment": sentiment, "topics": topics}
        return schema.from_rows(rows, schema.AUDIT, "AUDIT")

    def published(self, event: Event, size: int) -> dict[Key, dict[str, Any]]:
        """The rows of SHARES that a run with this audit publishes, by figure."""
        labels = auditing.join(self.frame, self.audit(event, size), event)
        return sentiment_rows(shares.aggregate(self.frame, self.scores, event, labels))

    def quick(self, event: Event) -> Iterator[tuple[int, dict[Key, stats.Estimate]]]:
        """The same shares for audits of each size, with `xsentiment.stats` alone: (size, estimates by figure)."""
        everyone, about = self.populations
        numbers = auditing.permanent_numbers(self.frame, event)
        for size in SIZES:
            drawn = draw(everyone.design, numbers, size)
            plain, pairs = Audit(everyone, drawn), Audit(about, drawn)
            yield (
                size,
                {
                    (among, label): pairs.linear((i,), (0, 1, 2), level=event.level)
                    if among
                    else plain.share((i,), level=event.level)
                    for (among, label), i in zip(KEYS, (0, 1, 2, 0, 1, 2), strict=True)
                },
            )


def _numbers(labels: Iterable[str]) -> np.ndarray:
    return np.array([LABELS.index(label) for label in labels], dtype=np.int64)


def read(folder: Path, seed: int | None = None) -> Case:
    """Read, select and score the debate in `folder`; people's labels are joined to the frame by post id."""
    event = load_event(EVENT)
    event = event if seed is None else replace(event, seed=seed)
    batches = list(
        ingest.read_file(
            folder / FILE, FILE, pseudonym=privacy.pseudonym(privacy.fresh_key()), mapping=event.sources[0]
        )
    )
    selection = select.select(pa.concat_tables([batch.posts for batch in batches]), event)
    rejected = [*(batch.rejects for batch in batches), selection.rejects]
    reasons = pa.concat_tables(rejected)["reason"].value_counts().to_pylist()
    said = {row["id"]: row for row in pq.read_table(folder / FILE, columns=["id", "label", "target"]).to_pylist()}
    ids = selection.frame["post_id"].to_pylist()
    return Case(
        event,
        sum(batch.rows_read for batch in batches),
        {row["values"]: row["counts"] for row in reasons},
        selection.frame,
        scorers.score(selection.frame, event),
        [said[post]["label"] for post in ids],
        [said[post]["target"] for post in ids],
    )


def sentiment_rows(table: pa.Table) -> dict[Key, dict[str, Any]]:
    """The rows of SHARES on sentiment: segment all, estimand posts, scope collected."""
    wanted = ("all", "posts", "collected", "sentiment")
    return {
        (row["among"], row["label"]): row
        for row in table.to_pylist()
        if (row["segment"], row["estimand"], row["scope"], row["label_set"]) == wanted
    }


def tables(case: Case, n_audits: int) -> Iterator[str]:
    """The Markdown tables of the document, one after the other."""
    yield from _rows_table(case)
    yield ""
    yield from _shares_table(case)
    if n_audits:
        yield ""
        yield from _coverage_table(case, n_audits)


def _rows_table(case: Case) -> Iterator[str]:
    kinds = case.frame["kind"].to_pylist()
    yield "| rows | |"
    yield "|---|---:|"
    yield f"| read | {case.rows_read:,} |"
    for reason, n in sorted(case.reasons.items()):
        yield f"| rejected: {reason} | {n:,} |"
    yield f"| rejected in all | {sum(case.reasons.values()):,} |"
    yield f"| in the frame | {case.frame.num_rows:,} |"
    yield f"| of them reposts | {kinds.count('repost'):,} |"
    yield f"| of them trending | {sum(case.frame['trending'].to_pylist()):,} |"
    yield f"| of them on Trump by people's labels | {case.target.count(TARGET):,} |"
    yield f"| of them without a target in the labels | {case.target.count(None):,} |"


def _shares_table(case: Case) -> Iterator[str]:
    machine = sentiment_rows(shares.aggregate(case.frame, case.scores, case.event))
    audited = [case.published(case.event, size) for size in SIZES]
    yield f"| among | sentiment | machine | people | {' | '.join(f'{size} labels' for size in SIZES)} |"
    yield "|---|---|---:|---:|" + "---:|" * len(SIZES)
    for (among, label), share in case.truth.items():
        corrected = [rows[among, label] for rows in audited]
        figures = [f"{_percent(row['share'])} ({_percent(row['low'])}–{_percent(row['high'])})" for row in corrected]
        said = f"{_percent(machine[among, label]['machine_share'])} | {_percent(share)}"
        yield f"| {_among(among)} | {label} | {said} | {' | '.join(figures)} |"


def _coverage_table(case: Case, n_audits: int) -> Iterator[str]:
    aided, alone = coverage(case, n_audits)
    yield f"| among | sentiment | {' | '.join(f'{size}: held, width' for size in SIZES)} |"
    yield "|---|---|" + "---:|" * len(SIZES)
    for among, label in KEYS:
        cells = (aided[size][among, label] for size in SIZES)
        figures = " | ".join(f"{_percent(cell.coverage)} %, {_percent(cell.mean_width)}" for cell in cells)
        yield f"| {_among(among)} | {label} | {figures} |"
    for label in LABELS:
        cells = (alone[size][None, label] for size in SIZES)
        figures = " | ".join(f"{_percent(cell.coverage)} %, {_percent(cell.mean_width)}" for cell in cells)
        yield f"| all posts, audit alone | {label} | {figures} |"


def coverage(case: Case, n_audits: int) -> tuple[dict[int, dict[Key, Tally]], dict[int, dict[Key, Tally]]]:
    """Tallies by size and figure over audits with the seeds seed, seed + 1, …; with and without the machine's classes.

    Raises ValueError if the first audits are not, to the last published digit, those of `shares.aggregate`.
    """
    truth = case.truth
    aided = {size: {key: Tally(share) for key, share in truth.items()} for size in SIZES}
    alone = {size: {key: Tally(share) for key, share in truth.items() if key[0] is None} for size in SIZES}
    everyone = case.populations[0].unaided()
    for number in range(n_audits):
        event = replace(case.event, seed=case.event.seed + number)
        numbers = auditing.permanent_numbers(case.frame, event)
        for size, estimates in case.quick(event):
            if number < CHECKED:
                check(estimates, case.published(event, size))
            for key, estimate in estimates.items():
                aided[size][key].add(estimate)
            unaided = Audit(everyone, draw(everyone.design, numbers, size))
            for i, label in enumerate(LABELS):
                alone[size][None, label].add(unaided.share((i,), level=event.level))
    return aided, alone


def check(estimates: dict[Key, stats.Estimate], published: dict[Key, dict[str, Any]]) -> None:
    """Raise ValueError unless the quick figures are the published ones to the last digit."""
    for key, estimate in estimates.items():
        quick = tuple(round(value, 4) for value in (estimate.value, estimate.low, estimate.high))
        if quick != (given := tuple(published[key][name] for name in ("share", "low", "high"))):
            raise ValueError(f"{key}: the quick route gives {quick}, shares.aggregate {given}")


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _among(topic: str | None) -> str:
    return "posts on Trump" if topic else "all posts"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="The tables of docs/case-gop-debate.md")
    parser.add_argument("folder", type=Path, help=f"folder that holds {FILE}")
    parser.add_argument("--seed", type=int, help="seed of the first audit (default: the event's)")
    parser.add_argument("--audits", type=int, default=1000, help="how many audits of each size (default: 1000)")
    given = parser.parse_args()
    if not (given.folder / FILE).is_file():
        parser.exit(1, f"Error: {given.folder}: holds no {FILE}\n")
    for line in tables(read(given.folder, given.seed), given.audits):
        print(line)


if __name__ == "__main__":
    main()
