"""Tables as CSV that pandas and spreadsheets read alike."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

DIGITS: Final = 4
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pa.Table, *, header: bool = True) -> bytes:
    """UTF-8, with a header unless told otherwise, LF line ends, floats with 4 decimals, missing empty, lists by "; ".

    A text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are never changed.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.{DIGITS}f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
