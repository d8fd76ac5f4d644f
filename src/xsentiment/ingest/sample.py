"""The beginning of a file, as formats are told by."""

from __future__ import annotations

import json
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xsentiment.ingest import records, tables
from xsentiment.ingest.files import Member

HEAD_BYTES: Final = 1 << 16
LONGER_HEADS: Final = (1 << 20, 1 << 25)
"""What is tried where a first value is so large that its beginning does not tell what it is."""


class Sample:
    """The first bytes of a stream and, if it is JSON, its first values (parsed once, when asked for).

    `is_whole` says that there are no more; `is_last` that no longer sample will be looked at.
    """

    def __init__(self, member: Member, size: int = HEAD_BYTES) -> None:
        self._member = member
        self.head = member.head(size)
        self.is_whole = len(self.head) < size
        self.is_last = self.is_whole or size >= LONGER_HEADS[-1]

    @classmethod
    def of(cls, value: Any) -> Sample:
        """A value inside a file as if it were a file of its own."""
        data = json.dumps(value).encode()
        sample = cls(Member("inside", Path(), lambda: BytesIO(data)), len(data) + 1)
        sample.values = [value]
        return sample

    @cached_property
    def looks_like_json(self) -> bool:
        """Whether the first character opens an object or an array, in any encoding of JSON, or each line but the first.

        The first line may be the rest of one, or a message.
        """
        head = self.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith((b"{", b"[", b'"{\\"')) or self.head[:2] in (b"\xff\xfe", b"\xfe\xff", b"\0{", b"\0["):
            return True
        lines = [line.lstrip() for line in head.split(b"\n", 20)[1:20] if line.strip()]
        return bool(lines) and all(line[:2] == b'{"' for line in lines)

    @cached_property
    def values(self) -> list[Any]:
        """The first values, [] if the stream is not JSON; of one that goes on beyond the head what is whole of it."""
        return records.first_values(self.head) if self.looks_like_json else []

    @cached_property
    def tables(self) -> list[list[list[Any]]]:
        """The first rows of each table, [] if the stream is JSON, no table of text, or no workbook."""
        return [] if self.values else tables.first_rows(self._member, self.head)
