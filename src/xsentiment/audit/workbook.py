"""The sheet as an Excel workbook and back: every cell is text, and the label columns offer the codebook's labels."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from xsentiment import workbooks
from xsentiment.audit.records import Cells, codebook, spelled
from xsentiment.errors import InputError
from xsentiment.event import Event

MAX_CELL: Final = 32_767
"""Most UTF-16 units that a cell of Excel holds; a longer text ends in an ellipsis."""

_XLS: Final = b"\xd0\xcf\x11\xe0"
_WIDTHS: Final = {
    "text": 70,
    "answers": 40,
    "quotes_text": 40,
    "post_id": 22,
    "created_at": 22,
    "topics": 30,
    "note": 30,
}
_LIST: Final = "codebook"


def write(columns: Sequence[str], rows: list[dict[str, str]], event: Event) -> bytes:
    """Rows of text as a workbook: the sheet `label`, and the sheet `codebook` with what each label column may hold.

    Choices outside the codebook are refused by the spreadsheet, but for topics, of which a cell may hold several.
    """
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        head, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet, lists = book.add_worksheet("label"), book.add_worksheet(_LIST)
        choices = codebook(event) | {"topic means": tuple(topic.title for topic in event.topics)}
        for column, (name, values) in enumerate(choices.items()):
            for line, value in enumerate((name, *values)):
                lists.write_string(line, column, _fit(value), plain if line else head)
            lists.set_column(column, column, 20)
        for column, name in enumerate(columns):
            sheet.set_column(column, column, _WIDTHS.get(name, 12), wrapped)
            sheet.write_string(0, column, name, head)
            for line, row in enumerate(rows, start=1):
                if row.get(name):
                    sheet.write_string(line, column, _fit(row[name]), wrapped)
            if rows and name in choices:
                letter = "ABCDEF"[list(choices).index(name)]
                listed = f"={_LIST}!${letter}$2:${letter}${len(choices[name]) + 1}"
                offer = {"validate": "list", "source": listed, "show_error": name != "topics"}
                if name == "topics":
                    offer["input_message"] = "Several are parted by ; as in one; two. A post without any: none."
                sheet.data_validation(1, column, len(rows), column, offer)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _fit(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    return units[: 2 * MAX_CELL - 2].decode("utf-16-le", "ignore") + "…"


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a workbook: a zip archive (XLSX, ODS), or the compound file of XLS."""
    return workbooks.is_zip(head) or head.startswith(_XLS)


def read(path: Path, required: tuple[str, ...]) -> tuple[list[str], list[Cells]]:
    """The header and rows of the first sheet that has the columns `required`, as text; raises InputError if none has.

    Cells that a spreadsheet turned into numbers or truth values are told as a labeller would type them. Of workbooks
    XLSX alone is read, within the bounds of `workbooks`.
    """
    try:
        with path.open("rb") as packed, tempfile.TemporaryFile() as plain:
            if packed.read(len(_XLS)) == _XLS or _is_ods(packed):
                raise InputError(str(path), "is a workbook of another kind; save it as XLSX or CSV")
            workbooks.copy(packed, plain, str(path))
            with CalamineWorkbook.from_filelike(plain) as book:
                sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(str(path), f"is a workbook that cannot be read ({error})") from None
    for rows in sheets:
        header = [spelled(_said(cell)) for cell in rows[0]] if rows else []
        if set(required) <= set(header):
            return header, [
                (f"row {line}", dict(zip(header, map(_said, row), strict=True)))
                for line, row in enumerate(rows[1:], start=2)
                if any(cell != "" for cell in row)
            ]
    raise InputError(str(path), f"has no sheet with the columns {', '.join(map(repr, required))} in its first row")


def _is_ods(packed: IO[bytes]) -> bool:
    """Whether a zip archive says at its beginning that it is an OpenDocument."""
    packed.seek(0)
    return b"mimetypeapplication/vnd.oasis.opendocument" in packed.read(100)


def _said(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
