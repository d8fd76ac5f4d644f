"""Tables as data frames of pandas, and back: the doors of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from xsentiment import schema
from xsentiment.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Hand a table to pandas with Arrow types: counts stay integers, null stays null."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def from_pandas(frame: pd.DataFrame, columns: pa.Schema, name: str) -> pa.Table:
    """Take a data frame in, whatever its dtypes; raises SchemaError as `conform` does, TypeError for anything else."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{name} must be a pandas DataFrame, not {type(frame).__name__}")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise SchemaError(name, str(twice[0]), "the column is there twice")
    return schema.conform(_to_arrow(frame, name).replace_schema_metadata(None), columns, name)


_NOT_ARROW: Final = (pa.ArrowException, UnicodeEncodeError, OverflowError, TypeError, ValueError)


def _to_arrow(frame: pd.DataFrame, name: str) -> pa.Table:
    """The frame as Arrow has it; the column that it cannot have is named, its values are not."""
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except _NOT_ARROW:
        for column in frame.columns:
            try:
                pa.Table.from_pandas(frame[[column]], preserve_index=False)
            except _NOT_ARROW as error:
                kinds = " and ".join(sorted({type(value).__name__ for value in frame[column].dropna()}))
                broken = isinstance(error, UnicodeEncodeError) and "half a sign (a lone surrogate), which is no text"
                raise SchemaError(name, str(column), f"holds {broken or f'{kinds} values'}") from None
        raise
