"""The sheet as an Excel workbook: every cell is text, and the label columns offer the codebook's labels."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from xlsxwriter import Workbook

from xsentiment.audit.records import codebook
from xsentiment.event import Event

MAX_CELL: Final = 32_767
"""Most UTF-16 units that a cell of Excel holds; a longer text ends in an ellipsis."""

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
                sheet.data_validation(1, column, len(rows), column, offer)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _fit(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    return units[: 2 * MAX_CELL - 2].decode("utf-16-le", "ignore") + "…"
