"""Posts that people labelled, scored as runs score them → an `Evaluation`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from xsentiment import judged, language, schema
from xsentiment.errors import InputError
from xsentiment.evaluate.figures import (
    Bin,
    Counts,
    Figure,
    Floats,
    Integers,
    calibration_of,
    figures_of,
    reliability,
    row_shares,
)
from xsentiment.event import CLASSIFIER, NO_EVENT, SHIPPED_SCORERS, Event
from xsentiment.ingest.words import language_of
from xsentiment.scorers import FITTED_REACTION, FITTED_SENTIMENT, Scorer, called, named
from xsentiment.text import normalised, scorable, unescape

LABELS: Final = {"sentiment": schema.SENTIMENTS, "reaction": schema.REACTIONS}
SHOWN: Final = 8
"""So many labels that are not known are shown."""
_LONGEST: Final = 40
"""So much of each."""


@dataclass(frozen=True)
class Evaluation:
    """`confusion`: int64 (K, K), rows the people's label, columns the scorer's, in the order of `labels`.

    `row_shares`: each cell as a share of its row, None for a label that nobody gave. `figures`: macro_recall, macro_f1,
    accuracy and, for scorers with probabilities, calibration_error. `left_out`: rows with a label that is none of
    `labels`, by label; `no_text`: rows with one of them and no text; `not_served`: posts in languages that the scorer
    does not serve, by language; `copies`: posts whose text another before them has. `reliability`: empty without
    probabilities.
    """

    scorer: str
    version: str
    labels: tuple[str, ...]
    n: int
    copies: int
    figures: dict[str, Figure]
    confusion: Integers
    row_shares: tuple[tuple[Figure, ...] | None, ...]
    reliability: tuple[Bin, ...]
    left_out: dict[str, int]
    no_text: int = 0
    not_served: dict[str, int] = field(default_factory=dict)


def evaluate_file(
    path: Path,
    text: str,
    label: str,
    target: str = "sentiment",
    scorer: str | None = None,
    *,
    lang: str | None = None,
    mapped: Mapping[str, str] | None = None,
    scorer_mapped: Mapping[str, str] | None = None,
    event: Event | None = None,
) -> Evaluation:
    """Evaluate a scorer on a file that `judged` reads: ours by name, or "hf:" and a classifier's id or folder.

    By default it is the one that `event` names, with the event's valences and labels of classifiers, else the target's
    default one. `text`, `label`, `lang`: names of the columns; without `lang`, or where it names no language, the text
    tells it. `mapped`: what labels of the file mean, `scorer_mapped` those of a classifier; labels that are spelt as
    ours need no entry, and those of the file are taken whatever their case. Raises InputError if the file cannot be
    read, lacks a column or has it twice, or has no row with a text in a language that the scorer serves and one of the
    target's labels; or if the scorer is not known, has another target or cannot be used.
    """
    event = _naming(path, target, scorer, scorer_mapped or {}, event or NO_EVENT)
    chosen = named(event, target)
    meant = {ours: ours for ours in LABELS[target]} | _meant(path, target, mapped or {})
    texts, written, *langs = judged.columns(path, text, label, *([lang] if lang else []))
    labels = [meant.get((value or "").strip().casefold()) for value in written]
    has_text = [bool(post and not post.isspace()) for post in texts]
    rows = [i for i, (known, has) in enumerate(zip(labels, has_text, strict=True)) if known and has]
    if not rows:
        raise InputError(str(path), _why_none(text, label, target, written, labels))
    if lang and not any(map(language_of, langs[0])):
        raise InputError(str(path), f"column {lang!r} names no language, such as 'en' or 'English'")
    posts = {i: unescape(texts[i] or "") for i in rows}
    of_rows = _languages(chosen, [*posts.values()], [langs[0][i] if lang else None for i in rows])
    served = [i for i, code in zip(rows, of_rows, strict=True) if chosen.serves(code)]
    if not served:
        found = ", ".join(sorted({code for code in of_rows if code})[:SHOWN])
        why = f"no post is in a language that {chosen.name} serves ({', '.join(chosen.languages)}); there are {found}"
        raise InputError(str(path), why)
    left_out = Counter(value or "" for value, known in zip(written, labels, strict=True) if not known)
    scored = [scorable(posts[i], None) for i in served]
    result = evaluate(chosen, scored, [labels[i] or "" for i in served], dict(left_out), event)
    return replace(
        result,
        no_text=sum(known is not None for known in labels) - len(rows),
        not_served=dict(Counter(code for code in of_rows if code and not chosen.serves(code))),
    )


def _naming(path: Path, target: str, scorer: str | None, mapped: Mapping[str, str], event: Event) -> Event:
    """The event with this scorer, if one is given; raises InputError for one that cannot be measured."""
    scorers = event.scorers.naming(target, scorer, mapped) if scorer else event.scorers
    name, known = getattr(scorers, target), f"{', '.join(SHIPPED_SCORERS[target])}, hf:MODEL"
    if name in (FITTED_REACTION, FITTED_SENTIMENT):
        why = f"{name!r} is an event's own, which `xsentiment fit` measures; known: {known}"
        raise InputError(str(path), why)
    if name not in SHIPPED_SCORERS[target] and name.removeprefix(CLASSIFIER) in ("", name):
        raise InputError(str(path), f"{name!r} is no scorer of {target}; known: {known}")
    if mapped and not (scorer and name.startswith(CLASSIFIER)):
        raise InputError(str(path), "labels of a scorer hf:MODEL alone can be mapped: the others give ours")
    _check_ours(path, target, mapped)
    return replace(event, scorers=scorers)


def _meant(path: Path, target: str, mapped: Mapping[str, str]) -> dict[str, str]:
    """Labels of the file in lower case → ours."""
    _check_ours(path, target, mapped)
    found: dict[str, str] = {}
    for theirs, ours in mapped.items():
        if found.setdefault(theirs.strip().casefold(), ours) != ours:
            raise InputError(str(path), f"{short(theirs)} is given two meanings: labels are taken whatever their case")
    return found


def _check_ours(path: Path, target: str, mapped: Mapping[str, str]) -> None:
    if unknown := sorted(set(mapped.values()) - set(LABELS[target])):
        raise InputError(str(path), f"{short(unknown[0])} is no label of {target}; known: {', '.join(LABELS[target])}")


def _languages(scorer: Scorer, texts: Sequence[str], written: Sequence[str | None]) -> list[str | None]:
    """The language of each post as a run takes it; not asked for where the scorer serves all."""
    if not scorer.languages:
        return [None] * len(texts)
    codes = [language_of(value) for value in written]
    told = iter(language.detected(text for text, code in zip(texts, codes, strict=True) if code is None))
    return [next(told) if code is None else code for code in codes]


def _why_none(text: str, label: str, target: str, written: Sequence[str | None], labels: Sequence[str | None]) -> str:
    if known := sum(one is not None for one in labels):
        return f"none of the {known} rows with a label has a text in {text!r}"
    found = ", ".join(sorted({short(value or "") for value in written})[:SHOWN]) or "nothing"
    return (
        f"no row has one of the labels {', '.join(LABELS[target])}; {label!r} holds {found} (--map tells their meaning)"
    )


def short(label: str) -> str:
    """A label of a file as it is shown: in quotes, and not too long."""
    return repr(label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…")


def evaluate(
    scorer: Scorer, texts: Sequence[str], truth: Sequence[str], left_out: dict[str, int], event: Event = NO_EVENT
) -> Evaluation:
    """Score the texts and compare with the people's labels; deterministic."""
    labels = LABELS[scorer.target]
    number = {name: k for k, name in enumerate(labels)}
    table = scorer.score(texts, event)
    said: list[Any] = table[scorer.target].to_pylist()
    people, machine = np.array([number[name] for name in truth]), np.array([number[name] for name in said])
    of_text = _numbered(map(normalised, texts))
    counts = Counts.of(people, machine, of_text, len(labels))
    figures = figures_of(counts, scorer.name)
    probabilities = _probabilities(table, scorer.target)
    bins: tuple[Bin, ...] = ()
    if probabilities is not None:
        best = probabilities.max(axis=1)
        right = (machine == people).astype(float)
        figures["calibration_error"] = calibration_of(best, right, of_text, scorer.name)
        bins = reliability(best, right)
    copies = len(people) - int(counts.times.sum())
    told = (figures, counts.confusion, row_shares(counts), bins, left_out)
    return Evaluation(called(scorer, event), scorer.version, labels, len(people), copies, *told)


def _numbered(texts: Iterable[str]) -> Integers:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)


def _probabilities(table: pa.Table, target: str) -> Floats | None:
    """(N, K), 0 for a label that the scorer never gives; None if it has none."""
    name = schema.reaction_probability if target == "reaction" else "p_{}".format
    columns = [name(label) for label in LABELS[target]]
    if not set(columns) & set(table.column_names):
        return None
    never = np.zeros(table.num_rows)
    return np.column_stack([table[name].to_numpy() if name in table.column_names else never for name in columns])
