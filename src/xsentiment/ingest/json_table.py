"""Flat JSON objects with any names, one a line or in an array, by the event's column map or by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from xsentiment.event import Source
from xsentiment.ingest import columns, records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.sample import Sample


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict) and columns.has_text(_flat(first)):
            return "objects with a text among their keys"
    return None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of flat JSON objects, one a line or in an array; inner objects become `outer.inner`."""
    objects = records.read(member, _one)
    sample = list(islice(objects, columns.SAMPLE_ROWS))
    good = [item["record"] for item in sample if not isinstance(item, Reject)]
    how = columns.plan(list(dict.fromkeys(chain.from_iterable(good))), good, member.name, mapping) if good else None
    for item in chain(sample, objects):
        if isinstance(item, Reject) or how is None:
            yield item
        else:
            yield from columns.rows([(item["line"], item["record"])], how, member.name)


def _one(value: Any, line: int) -> Iterator[Item]:
    yield {"line": line, "record": _flat(value)} if isinstance(value, dict) else Reject(line, "not_a_record")


def _flat(value: Row, prefix: str = "", depth: int = 4) -> Row:
    out: Row = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and depth:
            out |= _flat(inner, f"{prefix}{key}.", depth - 1)
        else:
            out[f"{prefix}{key}"] = inner
    return out
