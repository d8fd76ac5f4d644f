"""Topics by phrases: each topic of the event file becomes one regular expression over the text as its reader saw it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from xsentiment.phrases import ANYWHERE, may_match, one_of, searchable

if TYPE_CHECKING:
    from xsentiment.event import Event, Topic


def score(texts: Sequence[str], event: Event) -> pa.Table:
    """For each text `topic_<id>`, 1.0 where the topic's phrases occur, 0.0 elsewhere; `topics`, the ids found."""
    forms = [searchable(text) for text in texts]
    found = {topic.id: _hits(topic, forms) for topic in event.topics}
    columns = {f"topic_{name}": pa.array(map(float, hits), pa.float64()) for name, hits in found.items()}
    lists = [[name for name, hits in found.items() if hits[row]] for row in range(len(texts))]
    return pa.table(columns | {"topics": pa.array(lists, pa.list_(pa.string()))})


def _hits(topic: Topic, forms: Sequence[str]) -> list[bool]:
    hits = [False] * len(forms)
    required = one_of(topic.any or topic.all[:1])
    for row in np.flatnonzero(may_match(required, forms)).tolist():
        hits[row] = pattern(topic).search(forms[row]) is not None
    return hits


@cache
def pattern(topic: Topic) -> re.Pattern[str]:
    """A topic as one expression, to be searched in `searchable` text: any of `any`, all of `all`, none of `none`."""
    parts = [f"(?={ANYWHERE}{one_of([phrase])})" for phrase in topic.all]
    if topic.none:
        parts.insert(0, f"(?!{ANYWHERE}{one_of(topic.none)})")
    if not parts:
        return re.compile(one_of(topic.any))
    if topic.any:
        parts.append(f"{ANYWHERE}{one_of(topic.any)}")
    return re.compile(r"\A" + "".join(parts))
