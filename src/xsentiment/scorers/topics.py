"""Topics by the phrases of the event file."""

from __future__ import annotations

import re
from collections.abc import Callable

from xsentiment.event import Topic
from xsentiment.text import fold, phrase_pattern


def matcher(topics: tuple[Topic, ...]) -> Callable[[str], tuple[str, ...]]:
    """A function from text to the ids of its topics: one phrase of `any`, every one of `all`, none of `none`."""
    tests = [
        (topic.id, _any(topic.any), [_any((phrase,)) for phrase in topic.all], _any(topic.none)) for topic in topics
    ]

    def find(text: str) -> tuple[str, ...]:
        folded = fold(text)
        return tuple(
            name
            for name, some, every, never in tests
            if (some is None or some.search(folded))
            and all(one.search(folded) for one in every if one)
            and not (never and never.search(folded))
        )

    return find


def _any(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(phrase_pattern(phrase) for phrase in phrases)) if phrases else None
