"""What a stream says about its own posts later on: deletions and newer versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from xsentiment.ingest import records
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Deletion, Item, Reject, Row


class Version(NamedTuple):
    """A record that writes a post; `again` where it says that the post was there before."""

    key: str
    author: str | None
    row: Row
    again: bool = False


class Gone(NamedTuple):
    """A record that deletes a post, or all posts of an author, by its key."""

    line: int
    key: str
    deletion: Deletion


class Back(NamedTuple):
    """A record that says that an author is there (again); without a time it says so of this file alone."""

    line: int
    key: str
    deletion: Deletion | None


Event = Version | Gone | Back | Reject
Events = Callable[[Any, int], Iterator[Event]]
"""How a format turns one JSON value, at a line, into what happened."""


def read(member: Member, events: Events) -> Iterator[Item]:
    """The last version of each post that is not deleted by the end of the stream, and a reject for any other record.

    A post that the stream deletes later is rejected as deleted, the record that deletes it as not_posts, an older
    version as a duplicate. What is gone at the end of the stream is a deletion for other files too. The stream is read
    twice; memory grows with the posts that are deleted or written again.
    """
    end = _End()
    for _ in records.read(member, end.noting(events)):
        pass
    yield from records.read(member, end.keeping(events))


class _End:
    """How a stream leaves its posts: the keys that are gone, and the place of the last version of rewritten ones."""

    def __init__(self) -> None:
        self._gone: set[str] = set()
        self._last: dict[str, int] = {}

    def noting(self, events: Events) -> records.Rows:
        place = 0

        def note(value: Any, line: int) -> Iterator[Item]:
            nonlocal place
            for event in events(value, line):
                place += 1
                self._note(event, place)
            return iter(())

        return note

    def _note(self, event: Event, place: int) -> None:
        match event:
            case Gone(_, key):
                self._gone.add(key)
            case Back(_, key):
                self._gone.discard(key)
            case Version(key, _, _, again):
                if again or key in self._gone or key in self._last:
                    self._last[key] = place
                self._gone.discard(key)

    def keeping(self, events: Events) -> records.Rows:
        place = 0

        def keep(value: Any, line: int) -> Iterator[Item]:
            nonlocal place
            for event in events(value, line):
                place += 1
                yield self._kept(event, place)

        return keep

    def _kept(self, event: Event, place: int) -> Item:
        match event:
            case Version(key, author, row, _):
                if key in self._gone or author in self._gone:
                    return Reject(row["raw_line"], "deleted")
                return row if self._last.get(key, place) == place else Reject(row["raw_line"], "duplicate")
            case Gone(line, key, deletion):
                return Reject(line, "not_posts", deletion if key in self._gone else None)
            case Back(line, _, deletion):
                return Reject(line, "not_posts", deletion)
        return event
