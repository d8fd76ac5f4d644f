"""The beginning of a file, as formats are told by."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from xsentiment.ingest import records, tables
from xsentiment.ingest.files import Member

HEAD_BYTES: Final = 1 << 16


class Sample:
    """The first bytes of a stream and, if it is JSON, its first values (parsed once, when asked for)."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self.head = member.head(HEAD_BYTES)

    @cached_property
    def values(self) -> list[Any]:
        """The first values, [] if the stream is not JSON."""
        start = self.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start not in (b"{", b"[") and self.head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return []
        return records.sample(self._member)

    @cached_property
    def tables(self) -> list[list[list[Any]]]:
        """The first rows of each table, [] if the stream is JSON, no table of text, or no workbook."""
        return [] if self.values else tables.first_rows(self._member, self.head)


def sample_of(member: Member) -> Sample:
    """The sample of a stream."""
    return Sample(member)
