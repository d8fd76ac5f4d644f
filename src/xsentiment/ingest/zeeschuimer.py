"""What Zeeschuimer, a browser extension, wraps around what it captures, for the readers of each network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from xsentiment.ingest.items import Item, Reject, Row, count, epoch
from xsentiment.ingest.nested import heads
from xsentiment.ingest.sample import Sample

Post = Callable[[Any, int, datetime | None], Item]
"""How a network's captured object, at a line, collected at a time, becomes a row or a reject."""


def platform(value: Row) -> str | None:
    """The network's domain in an object's wrapping, None for anything else."""
    name = value.get("source_platform")
    return name.lower().removeprefix("www.") if isinstance(name, str) else None


def captures(sample: Sample, *platforms: str) -> bool:
    """Whether a file begins with captures from one of these networks."""
    return any(is_capture(value) and platform(value) in platforms for value in heads(sample.values))


def is_capture(value: Row) -> bool:
    """Whether an object is what Zeeschuimer writes of one capture."""
    return {"data", "item_id", "source_platform"} <= value.keys()


def collected(value: Row) -> datetime | None:
    """The time of capture, written in milliseconds."""
    stamp = count(value.get("timestamp_collected"))
    return epoch(stamp) if stamp else None


def rows(value: Any, line: int, post: Post) -> Iterator[Item]:
    """The row of one capture, or a reject."""
    if not isinstance(value, dict) or not is_capture(value):
        yield Reject(line, "not_a_record")
    else:
        yield post(value["data"], line, collected(value))
