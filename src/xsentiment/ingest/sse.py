"""Server-sent events as a program recorded them, each `data:` line of JSON, as one JSON object a line."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, cast

from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.json_text import BROKEN, MAX_VALUE

Named = Callable[[str | None, Any], str]
"""What an event is called, by the name that was recorded, if any, and its payload."""

_LINE: Final = re.compile(rb"(?::|(?:event|data|id|retry):|\s*$)")
_MOST: Final = 50


def events(head: bytes) -> list[tuple[str | None, Any]]:
    """The first events of a stream, each with its name and payload; [] if one of its lines is none of such a stream."""
    found, name = list[tuple[str | None, Any]](), None
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    whole = lines if _LINE.match(lines[-1]) else lines[:-1]  # the last may be cut
    for line in whole[:_MOST]:
        if not _LINE.match(line):
            return []
        field, value = _parted(line)
        if field == b"data":
            found.append((name, _payload(value)))
        elif field in (b"event", b""):
            name = value.decode("utf-8", "replace") or None
    return found


def _parted(line: bytes) -> tuple[bytes, bytes]:
    field, _, value = line.partition(b":")
    return field.strip() if not line.startswith(b":") else b":", value.strip()


def _payload(value: bytes) -> Any:
    try:
        return records.loads(value)
    except ValueError:
        return BROKEN


def as_lines(member: Member, named: Named) -> Member:
    """The events of a stream as lines `{"event": …, "payload": …}`, each in its place; other lines are empty."""

    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        with member.open() as stream, io.BufferedReader(_Lines(stream, named)) as lines:
            yield cast("IO[bytes]", lines)

    return Member(member.name, member.path, cast("Callable[[], IO[bytes]]", opened))


class _Lines(io.RawIOBase):
    def __init__(self, stream: IO[bytes], named: Named) -> None:
        self._stream, self._named = stream, named
        self._name: str | None = None
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = memoryview(self._line(self._stream.readline(MAX_VALUE)))
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size

    def _line(self, line: bytes) -> bytes:
        if not line:
            return b""
        field, value = _parted(line)
        if field in (b"event", b""):
            self._name = value.decode("utf-8", "replace") or None
        if field != b"data":
            return b"\n"
        payload = _payload(value)
        if payload is BROKEN:
            return b"{broken\n"
        return json.dumps({"event": self._named(self._name, payload), "payload": payload}).encode() + b"\n"
