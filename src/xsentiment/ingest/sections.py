"""Tables that follow one another in one stream of rows: each begins with a header of other columns than the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, Final

from xsentiment.ingest.columns import header_of
from xsentiment.ingest.csv_rows import Record
from xsentiment.ingest.names import known_names

Again = Callable[[], Iterator[Record]]
"""How to read rows from their beginning."""

_LONGEST_NAME: Final = 80
_KNOWN: Final = 3
"""Known names that make a header of a row without values."""


def names_columns(cells: Sequence[Any] | None, own: Sequence[str] | None = None) -> bool:
    """Whether a row is a header: it has the names of `own` in another order, or three that are known, and no values."""
    if not cells or len(cells) < 2:
        return False
    for cell in cells:
        if type(cell) is not str or len(cell) > _LONGEST_NAME or cell[:1].isdigit():
            return False
    names = header_of(cells)
    if own is not None and (names == own or sorted(names) == sorted(own)):
        return names != own
    return known_names(names) >= _KNOWN


class Section:
    """The rows of a stream up to the next header. `line`: that of the header with which it begins, 0 for the first."""

    def __init__(self, again: Again, begun: Iterator[Record] | None = None, line: int = 0) -> None:
        self._again, self.line = again, line
        self._left = again() if begun is None else begun
        self._next: Record | None = None

    def first(self, number: int) -> list[list[Any]]:
        """Cells of the first rows, before the second that is a header."""
        head = list(islice(self._left, number))
        self._left = chain(head, self._left)
        found = [list(record.cells or ()) for record in head]
        headers = [i for i, cells in enumerate(found) if names_columns(cells)]
        return found[: headers[1]] if len(headers) > 1 else found

    def rows(self, start: int, own: Sequence[str] | None) -> Iterator[Record]:
        """Rows from the number `start` on, up to the next header that is another than `own`; can be taken once."""
        return self._until_next(islice(self._left, start, None), own)

    def rows_again(self, start: int, own: Sequence[str] | None) -> Iterator[Record]:
        """As `rows`, from a stream of their own."""
        return self._until_next(islice(self._again(), start, None), own)

    def afresh(self) -> Section:
        """The section as if none of its rows had been taken."""
        return Section(self._again, None, self.line)

    def _until_next(self, rows: Iterator[Record], own: Sequence[str] | None) -> Iterator[Record]:
        for record in rows:
            if names_columns(record.cells, own):
                self._next = record
                return
            yield record

    def following(self) -> Section | None:
        """The section after this one, once its rows have been taken."""
        if self._next is None:
            return None
        line = self._next.line
        return Section(partial(_from, self._again, line), chain([self._next], self._left), line)


def _from(again: Again, line: int) -> Iterator[Record]:
    return (record for record in again() if record.line >= line)
