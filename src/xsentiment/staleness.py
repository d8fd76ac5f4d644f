"""What an event's model was made of, and what of it has changed since: whether to fit again."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from xsentiment.event import ENCODER, VECTORS
from xsentiment.scorers import named, transformer
from xsentiment.scorers.event_model import EventModel
from xsentiment.scorers.vectors import shipped

if TYPE_CHECKING:
    from xsentiment.event import Event


def made_of(event: Event, audit: pa.Table | None) -> dict[str, str]:
    """What a model of this event would be made of, each as a hash or version: the parts that `stale` compares."""
    return {
        "labels": _labels(audit),
        "topics": _digest(event.topics),
        "reaction": f"{event.scorers.reaction} {named(event, 'reaction').version}",
        "sentiment": f"{event.scorers.sentiment} {named(event, 'sentiment').version}",
        "lexicon": _digest(event.lexicon),
        "vectors": _vectors(event),
        "languages": " ".join(event.fit.languages),
    }


def _labels(audit: pa.Table | None) -> str:
    """Of what people said, and of which topics (`codebook`) where they could not name all."""
    names = ["source", "post_id", "labeller", "outcome", "on_event", "topics", "reaction", "sentiment"]
    rows = [] if audit is None else audit.select([*names, "codebook"]).to_pylist()
    known = [tuple(row.values()) for row in rows if row["outcome"] == "labelled"]
    return _digest(sorted(str(row if row[-1] is not None else row[:-1]) for row in known))


def _vectors(event: Event) -> str:
    if event.fit.features == VECTORS:
        return blake2b(shipped().table.tobytes(), digest_size=8).hexdigest()
    return f"{event.fit.features} {transformer.revision(event.fit.features.removeprefix(ENCODER))}"


STALE: Final = {
    "labels": "the audit's labels",
    "topics": "the topics or their phrases",
    "reaction": "the scorer of reactions",
    "sentiment": "the scorer of sentiment",
    "lexicon": "the event's own valences",
    "vectors": "the vectors",
    "languages": "the languages that the encoder reads",
}


def stale(event: Event, model: EventModel, audit: pa.Table | None) -> tuple[str, ...]:
    """What has changed since the model was fitted, in words; empty if it is up to date."""
    now = made_of(event, audit)
    return tuple(what for part, what in STALE.items() if model.facts.get(part, "") != now[part])


def _digest(value: Any) -> str:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
