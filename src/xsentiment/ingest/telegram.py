"""What messages of Telegram have in common, whichever program wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from xsentiment.event import Source
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.items import clean, count, epoch, local_moment
from xsentiment.ingest.nested import as_object, known_id, objects

_CHANNEL: Final = "-100"
"""What programs for bots write before the number of a channel or a large group."""


def numbered(chat: str | None, number: str) -> str:
    """The id of a message everywhere: messages are numbered by each chat."""
    return f"{chat}/{number}" if chat else number


def chat_number(value: Any) -> str | None:
    """The number of a chat, without the mark of its kind: -1001234 is channel 1234, -12 group 12."""
    number = known_id(value)
    return number.removeprefix(_CHANNEL).removeprefix("-") if number else None


def reactions(value: Any) -> int | None:
    """The sum of reactions of any kind, None for no list of counts."""
    counts = [found for item in objects(value) if (found := count(item.get("count"))) is not None]
    return sum(counts) if counts else None


def hashtags(text: str, entities: Any, *names: str) -> list[str] | None:
    """The hashtags that entities mark by offset and length in UTF-16, the kind under one of these names."""
    if not isinstance(entities, list):
        return None
    units, found = text.encode("utf-16-le", "surrogatepass"), []
    for entity in objects(entities):
        kind = next((str(entity[name]) for name in names if entity.get(name)), "")
        start, length = count(entity.get("offset")), count(entity.get("length"))
        if kind.lower().endswith("hashtag") and start is not None and length:
            found.append(clean(units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")).lstrip("#"))
    return [tag for tag in dict.fromkeys(found) if tag]


def asked(poll: Any) -> str | None:
    """The question of a poll, a text or since 2024 an object with one; None where there is none."""
    question = as_object(poll).get("question")
    text = question.get("text") if isinstance(question, dict) else question
    return clean(text) if isinstance(text, str) and text else None


def link(chat: Any, number: str) -> str | None:
    """The address of a message in a chat that has a name."""
    name = as_object(chat).get("username")
    return f"https://t.me/{clean(name)}/{number}" if isinstance(name, str) and name else None


class Clock:
    """How times are read that may name no zone, with one warning a file where the event names none, either."""

    def __init__(self, name: str, mapping: Source | None) -> None:
        self._name, self._warned = name, False
        self._zone = ZoneInfo(mapping.time_zone) if mapping is not None and mapping.time_zone else None

    def read(self, value: Any) -> datetime | None:
        """A time in UTC from seconds since 1970 or ISO 8601."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return epoch(value)
        found = local_moment(value, self._zone or UTC)
        if found and self._zone is None and not self._warned and datetime.fromisoformat(value.strip()).tzinfo is None:
            self._warned = True
            doubt(self._name, "times name no zone and are read as UTC; time_zone sets it")
        return found
