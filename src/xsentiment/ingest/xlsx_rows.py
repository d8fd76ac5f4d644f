"""Rows of Excel workbooks (XLSX): values as they were last calculated, dates as times, nothing evaluated."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xsentiment import workbooks
from xsentiment.errors import InputError
from xsentiment.ingest.csv_rows import Record
from xsentiment.ingest.files import Member
from xsentiment.ingest.unpack import CutOff

log = logging.getLogger("xsentiment")

_EXACT: Final = 1 << 53


@contextmanager
def sheets(member: Member) -> Iterator[list[CalamineSheet]]:
    """The visible sheets of a workbook that hold anything. Raises InputError for one that cannot be read."""
    with tempfile.TemporaryFile() as plain:
        _unpack(member, plain)
        try:
            with CalamineWorkbook.from_filelike(plain) as book:
                seen = [
                    sheet.name
                    for sheet in book.sheets_metadata
                    if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
                ]
                if unseen := [name for name in book.sheet_names if name not in seen]:
                    log.info("%s: hidden sheets are not read: %s", member.name, ", ".join(map(repr, unseen)))
                found = (book.get_sheet_by_name(name) for name in seen)
                yield [sheet for sheet in found if sheet.height]
        except (CalamineError, OSError, ValueError) as error:
            raise InputError(member.name, f"is a workbook that cannot be read ({error})") from None


def rows(sheet: CalamineSheet, before: int = 0) -> Iterator[Record]:
    """The rows of a sheet that hold anything, numbered as in the workbook, after `before` rows of other sheets."""
    first = (sheet.start or (0, 0))[0] + 1 + before
    for line, cells in enumerate(sheet.iter_rows(), start=first):
        values = [_plain(cell) for cell in cells]
        if any(value != "" for value in values):
            yield Record(line, values, [])


def _plain(cell: Any) -> Any:
    """Whole numbers as integers where they are exact, days as times, empty text as it is."""
    if isinstance(cell, str):
        return "" if cell.isspace() else cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT else cell
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a sheet knows no zone
    return cell


def _unpack(member: Member, plain: IO[bytes]) -> None:
    """Copy the parts that hold cells, unpacked within bounds."""
    with member.open() as stream, tempfile.TemporaryFile() as packed:
        try:
            while block := stream.read(1 << 20):
                packed.write(block)
        except CutOff as error:
            raise InputError(member.name, f"is a workbook that is cut off or damaged ({error})") from None
        workbooks.copy(packed, plain, member.name)
