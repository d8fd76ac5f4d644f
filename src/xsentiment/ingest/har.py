"""HAR files, as browsers save what they loaded: the posts in each response that another reader knows."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xsentiment.event import Source
from xsentiment.ingest import records, wrapped
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row, moment
from xsentiment.ingest.nested import as_object, dig, heads
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = {
    "source": "as the reader of the response says, like all that is not named here",
    "text": "of the response's content, `log.entries[].response.content.text`, perhaps in base 64",
    "collected_at": "as the reader says, else `startedDateTime` of the request",
}
TRAPS: Final = (
    "A response that no reader knows (pages, pictures, settings) is rejected as not posts, one row each.",
    "Browsers may save a HAR file without contents: then all is rejected as not posts.",
    "A post that several responses hold is a row of each; runs keep one.",
    "HAR files hold cookies and tokens of whoever saved them: they are never read, and should not be passed on.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    logs = (as_object(value.get("log")) for value in heads(sample.values))
    return (
        "a log of responses, as browsers save them"
        if any({"version", "creator"} <= log.keys() for log in logs)
        else None
    )


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return records.read(member, partial(_rows, member.path, mapping))


def _rows(path: Path, mapping: Source | None, value: Any, line: int) -> Iterator[Item]:
    """What the responses of a log hold."""
    entries = dig(value, "log", "entries")
    if not isinstance(entries, list):
        yield Reject(line, "not_posts" if dig(value, "log") is not None else "not_a_record")
        return
    for entry in map(as_object, entries):
        collected = moment(entry.get("startedDateTime"))
        for item in _items(as_object(dig(entry, "response", "content")), path, mapping):
            yield _placed(item, collected, line)


def _items(content: Row, path: Path, mapping: Source | None) -> Iterator[Item]:
    body = _body(content)
    if body is None:
        yield Reject(0, "broken_record")
        return
    if body.lstrip()[:1] not in (b"{", b"["):
        yield Reject(0, "not_posts")
        return
    member = Member("response", path, lambda: BytesIO(body))
    sample = Sample(member, len(body) + 1)
    reader = next((reader for reader in (*wrapped.READERS, wrapped) if reader.sniff(sample)), None)
    if reader is not None:
        yield from reader.read(member, mapping)
    else:
        yield Reject(0, "not_posts" if sample.values else "broken_record")


def _body(content: Row) -> bytes | None:
    """The bytes of a response; empty if it was saved without, None if they cannot be decoded."""
    text = content.get("text")
    if not isinstance(text, str):
        return b""
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return b64decode(text)
    except ValueError:
        return None


def _placed(item: Item, collected: datetime | None, line: int) -> Item:
    if isinstance(item, Reject):
        return item._replace(line=line)
    return item | {"raw_line": line, "collected_at": item.get("collected_at") or collected}
