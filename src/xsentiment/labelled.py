"""Public sets of posts that people labelled, and how each set's labels are read as ours.

A set is a Parquet file in a folder that the user names; none is part of the package. Where a set's labels say less than
ours, or something else, the example is left out rather than guessed at: every mapping is written here, and
`docs/models.md` gives the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from xsentiment.errors import InputError
from xsentiment.text import normalised, scorable, unescape

Row = Mapping[str, Any]
Mapper = Callable[[Row], str | None]

GOEMOTIONS_REACTIONS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("admiration", "excitement", "gratitude", "joy", "love", "optimism", "pride", "relief"), "excitement"
    ),
    **dict.fromkeys(("disappointment", "fear", "grief", "nervousness", "sadness"), "concern"),
    **dict.fromkeys(("anger", "annoyance", "disapproval", "disgust"), "anger"),
    "amusement": "mockery",
    **dict.fromkeys(("confusion", "curiosity", "realization", "neutral"), "neutral"),
}
"""Left out: approval, caring, desire, embarrassment, remorse, surprise."""

GOEMOTIONS_SENTIMENTS: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            *("admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love"),
            *("optimism", "pride", "relief"),
        ),
        "positive",
    ),
    **dict.fromkeys(
        (
            *("anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief"),
            *("nervousness", "remorse", "sadness"),
        ),
        "negative",
    ),
    **dict.fromkeys(("confusion", "curiosity", "realization", "surprise", "neutral"), "neutral"),
}
"""The grouping of the set's authors (Demszky et al. 2020, figure 2), with their "ambiguous" group as neutral."""

EC_REACTIONS: Final[dict[str, str]] = {
    **dict.fromkeys(("joy", "love", "optimism"), "excitement"),
    **dict.fromkeys(("fear", "pessimism", "sadness"), "concern"),
    **dict.fromkeys(("anger", "disgust"), "anger"),
}
EC_SENTIMENTS: Final[dict[str, str]] = {
    **dict.fromkeys(("joy", "love", "optimism", "trust"), "positive"),
    **dict.fromkeys(("anger", "disgust", "fear", "pessimism", "sadness"), "negative"),
}


def _one_of_many(groups: Mapping[str, str], none: str | None = None) -> Mapper:
    """The group of all emotions that are set to 1; left out where they are of several groups, `none` where none is."""

    def mapper(row: Row) -> str | None:
        found = {group for emotion, group in groups.items() if row[emotion] == 1}
        if len(found) > 1:
            # The neutral group is what remains where nothing is felt.
            found.discard("neutral")
        return found.pop() if len(found) == 1 else none if not found else None

    return mapper


def _label(groups: Mapping[str, str]) -> Mapper:
    return lambda row: groups.get(row["label"])


_SAME: Final = _label({name: name for name in ("negative", "neutral", "positive")})


@dataclass(frozen=True)
class LabelledSet:
    """One set: its file, its stated licence, and how a row is read as a sentiment and as a reaction (None: not)."""

    file: str
    licence: str
    sentiment: Mapper | None = None
    reaction: Mapper | None = None


SETS: Final[dict[str, LabelledSet]] = {
    "semeval2017_A": LabelledSet(
        "semeval2017_A_train.parquet",
        "repository MIT; no data licence stated",
        _SAME,
        _label({"positive": "excitement", "neutral": "neutral"}),
    ),
    "goemotions": LabelledSet(
        "goemotions_train_val.parquet",
        "Apache-2.0",
        _one_of_many(GOEMOTIONS_SENTIMENTS),
        _one_of_many(GOEMOTIONS_REACTIONS),
    ),
    "semeval2018_Ec": LabelledSet(
        "semeval2018_Ec.parquet",
        "none stated",
        _one_of_many(EC_SENTIMENTS, none="neutral"),
        _one_of_many(EC_REACTIONS),
    ),
    "airline": LabelledSet("airline.parquet", "none stated", _SAME, _label({"negative": "anger"})),
    "dong2014": LabelledSet("dong2014.parquet", "none stated", _SAME),
    "newsmtsc": LabelledSet(
        "newsmtsc.parquet", "MIT", _SAME, _label(dict.fromkeys(("negative", "neutral", "positive"), "neutral"))
    ),
    "tweeteval_emotion": LabelledSet(
        "tweeteval_emotion_train_val.parquet",
        "no restrictions stated",
        reaction=_label({"anger": "anger", "joy": "excitement", "optimism": "excitement", "sadness": "concern"}),
    ),
    "tweeteval_irony": LabelledSet(
        "tweeteval_irony_train_val.parquet", "no restrictions stated", reaction=_label({"irony": "mockery"})
    ),
}


CUES: Final = "cues"
"""The name of the set that is labelled by `scorers/cues.py`, not by people."""
CUE_TEXTS: Final = 90_000

NEVER: Final = ("gop_debate.parquet",)
"""Files whose texts nothing is learnt from: the showcase of the estimator."""


def read(folder: Path, target: str, names: tuple[str, ...] | None = None, without: tuple[str, ...] = ()) -> pa.Table:
    """The labelled texts of a target: columns `text`, `label`, `set`, ordered by set and row.

    Texts are as a scorer sees them. A text that occurs twice in a set counts once, and not at all where its labels
    differ; one that an earlier set had is not repeated, nor is any that a set named in `without` has. Raises InputError
    if a file is missing or lacks a column.
    """
    seen = _hidden(folder, without)
    chosen = names or _with(target)
    parts = [_read_set(folder, name, target, seen) for name in chosen if name != CUES]
    if CUES in chosen:
        parts.append(_by_cues(folder, seen))
    return pa.concat_tables(parts)


def check(folder: Path, names: Iterable[str]) -> None:
    """Raise InputError unless the folder holds the files of these sets, each of them whole Parquet by its end."""
    if not folder.is_dir():
        raise InputError(str(folder), "is no folder; name the one with the labelled sets")
    files = dict.fromkeys(SETS[name].file for name in names if name != CUES)
    if lacking := [file for file in files if not (folder / file).is_file()]:
        raise InputError(str(folder), f"lacks labelled sets: {', '.join(lacking)}")
    for file in files:
        _rows(folder / file, [])


def _by_cues(folder: Path, seen: set[str]) -> pa.Table:
    """Unlabelled texts with the reaction that the cues speak for, half as many neutral ones as others."""
    from hashlib import blake2b

    from xsentiment.scorers.cues import reaction

    texts = [text for text in corpus(folder) if normalised(text) not in seen]
    texts.sort(key=lambda text: blake2b(text.encode(), digest_size=8).digest())
    labels = [reaction(text) for text in texts[:CUE_TEXTS]]
    loud = [i for i, label in enumerate(labels) if label != "neutral"]
    quiet = [i for i, label in enumerate(labels) if label == "neutral"][: len(loud) // 2]
    kept = sorted(loud + quiet)
    return pa.table(
        {"text": [texts[i] for i in kept], "label": [labels[i] for i in kept], "set": [CUES] * len(kept)},
        pa.schema([("text", pa.string()), ("label", pa.string()), ("set", pa.string())]),
    )


def corpus(folder: Path, without: tuple[str, ...] = ()) -> list[str]:
    """The distinct texts of every Parquet file in the folder, for what needs no labels, sorted.

    The debate (`NEVER`) is left out, and so is every text of the sets named in `without`.
    """
    files = {path.name: path for path in sorted(folder.glob("*.parquet")) if path.name not in NEVER}
    hidden = _hidden(folder, without)
    texts = {normalised(text): text for path in files.values() for text in _texts(path)}
    return sorted(text for key, text in texts.items() if key not in hidden)


def _hidden(folder: Path, without: tuple[str, ...]) -> set[str]:
    """The normalised texts of these sets."""
    return {normalised(text) for name in without for text in _texts(folder / SETS[name].file)}


def _texts(path: Path) -> list[str]:
    return [scorable(unescape(row["text"]), None) for row in _rows(path, ["text"])]


def _rows(path: Path, columns: list[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a set; raises InputError where the file is not there, is damaged or lacks a column."""
    try:
        with pq.ParquetFile(path) as file:
            if lacking := set(columns or ()) - set(file.schema_arrow.names):
                raise InputError(str(path), f"has no column {min(lacking)!r}")
            rows: list[dict[str, Any]] = file.read(columns).to_pylist()
    except FileNotFoundError:
        raise InputError(str(path), "the labelled set is not there") from None
    except (pa.ArrowException, OSError) as error:
        raise InputError(str(path), f"is Parquet that cannot be read: {error}") from None
    return rows


def _with(target: str) -> tuple[str, ...]:
    return tuple(name for name, item in SETS.items() if getattr(item, target) is not None)


def _read_set(folder: Path, name: str, target: str, seen: set[str]) -> pa.Table:
    path = folder / SETS[name].file
    mapper: Mapper = getattr(SETS[name], target)
    rows = _rows(path)
    try:
        labelled = [(scorable(unescape(row["text"]), None), mapper(row)) for row in rows]
    except KeyError as error:
        raise InputError(str(path), f"has no column {error}") from None
    labels: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    for text, label in labelled:
        key = normalised(text)
        if label is not None and key not in seen:
            labels.setdefault(key, set()).add(label)
            texts.setdefault(key, text)
    kept = {key: text for key, text in texts.items() if len(labels[key]) == 1}
    seen.update(labels)
    return pa.table(
        {
            "text": pa.array(list(kept.values()), pa.string()),
            "label": pa.array([min(labels[key]) for key in kept], pa.string()),
            "set": pa.array([name] * len(kept), pa.string()),
        }
    )
