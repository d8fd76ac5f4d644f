"""The model that `xsentiment fit` leaves beside an event file: whole numbers and facts in one small file, no code."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import ENCODER

FORMAT: Final = 2
UNIT: Final = 1 << 12
"""A weight of 1 in fixed point."""


@dataclass(frozen=True)
class EventModel:
    """K fold models over F features for O outputs: the topics, then the reactions and sentiments that were fitted.

    `weights`: int16 (K, F, O), in 1 / UNIT; `offsets`: int64 (K, O), in the unit of feature times weight; `ngrams`:
    the CRC-32 of the words and pairs that are features, ascending uint32; `facts`: what it was made of and when.
    """

    topics: tuple[str, ...]
    reactions: tuple[str, ...]
    sentiments: tuple[str, ...]
    weights: NDArray[np.int16]
    offsets: NDArray[np.int64]
    ngrams: NDArray[np.uint32]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def folds(self) -> int:
        """The number of fold models."""
        return len(self.weights)

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return len(self.topics) + len(self.reactions) + len(self.sentiments)

    def of(self, target: str) -> tuple[tuple[str, ...], slice]:
        """The labels of "topics", "reaction" or "sentiment", if it was fitted, and their places among the outputs."""
        ends = {"topics": 0, "reaction": len(self.topics), "sentiment": len(self.topics) + len(self.reactions)}
        names = {"topics": self.topics, "reaction": self.reactions, "sentiment": self.sentiments}[target]
        return names, slice(ends[target], ends[target] + len(names))

    @property
    def encoder(self) -> str:
        """The sentence encoder, with its revision, whose vectors the model needs; empty for the shipped vectors."""
        vectors: str = self.facts.get("vectors", "")
        return vectors if vectors.startswith(ENCODER) else ""

    def to_bytes(self) -> bytes:
        """The file's bytes: equal models, equal bytes."""
        names = {"topics": self.topics, "reactions": self.reactions, "sentiments": self.sentiments}
        about = {"format": FORMAT, **names, "facts": self.facts}
        text = json.dumps(about, sort_keys=True, ensure_ascii=False).encode("utf-8")
        out = io.BytesIO()
        np.savez_compressed(
            out,
            about=np.frombuffer(text, np.uint8),
            weights=self.weights,
            offsets=self.offsets,
            ngrams=self.ngrams,
        )
        return out.getvalue()


def load(path: Path) -> EventModel:
    """Read an event's model; raises InputError for a file that is missing, damaged or of another version."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    return _parsed(str(path), data)


def content(path: Path) -> str | None:
    """SHA-256 of an event's model file, None if there is none: what the scores of a run depend on."""
    return sha256(path.read_bytes()).hexdigest() if path.exists() else None


@lru_cache(maxsize=4)
def _parsed(path: str, data: bytes) -> EventModel:
    try:
        model, version = _read(data)
    except Exception:  # noqa: BLE001 - what damaged bytes make zip, numpy and JSON raise is not known
        raise InputError(path, "is damaged; run `xsentiment fit EVENT.toml` again") from None
    if version != FORMAT:
        raise InputError(path, "is of another version; run `xsentiment fit EVENT.toml` again")
    if not _is_whole(model):
        raise InputError(path, "is damaged; run `xsentiment fit EVENT.toml` again")
    return model


def _read(data: bytes) -> tuple[EventModel, Any]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        model = EventModel(
            tuple(about["topics"]),
            tuple(about["reactions"]),
            tuple(about.get("sentiments", ())),
            arrays["weights"],
            arrays["offsets"],
            arrays["ngrams"],
            about["facts"],
        )
        return model, about["format"]


def _is_whole(model: EventModel) -> bool:
    outputs = model.outputs
    arrays = ((model.weights, np.int16), (model.offsets, np.int64), (model.ngrams, np.uint32))
    return (
        all(array.dtype == kind for array, kind in arrays)
        and model.weights.ndim == 3
        and model.folds > 1
        and model.weights.shape[2] == outputs
        and model.offsets.shape == (model.folds, outputs)
        and model.ngrams.ndim == 1
        and bool((model.ngrams[1:] > model.ngrams[:-1]).all())
        and model.weights.shape[1] > model.ngrams.size
        and set(model.reactions) <= set(schema.REACTIONS)
        and set(model.sentiments) <= set(schema.SENTIMENTS)
        and isinstance(model.facts, dict)
        and model.facts.keys() >= {"date", "labelled", "sentiment"}
    )
