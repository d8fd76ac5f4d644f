"""The tables, declared once. `conform` is the gate in; missing is null, never 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from xsentiment.errors import SchemaError

VERSION: Final = "6"

REACTIONS: Final = ("excitement", "concern", "anger", "mockery", "neutral")
SENTIMENTS: Final = ("negative", "neutral", "positive")
KINDS: Final = ("post", "reply", "repost", "quote")
METRICS: Final = ("likes", "reposts", "replies", "quotes", "views")
OUTCOMES: Final = ("labelled", "cannot_label", "gone")
NO_TOPIC: Final = "none"
"""How a labeller says that a post has no topic; an empty cell of an unlabelled post says nothing."""
UNCLEAR: Final = "unclear"
"""What people say of a post whose tone, reaction or topics nobody can tell: a decision, and in every share a label."""

RENAMED_LANGUAGES: Final = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Codes of ISO 639 that were withdrawn, which X and others write still: today's, which posts have."""

REASONS: Final = {
    "empty_file": "the file holds no bytes, or an empty list",
    "not_posts": "the file or record holds no post (users, counts, errors, deletions, a file of no known format)",
    "deleted": "deleted by its author or the network, as a later record says, in this file or another",
    "broken_record": "the line or record is not valid JSON, CSV or Parquet, or is cut off",
    "not_a_record": "the value is valid but is not a post of this format",
    "no_id": "the record has no post id",
    "no_text": "the record has no text field",
    "bad_value": "a required field has a value that cannot be read",
    "forgotten": "the event was told to forget the post or its author (`xsentiment forget`, `comply`)",
    "duplicate": "the same post was read more than once; the newest version is kept",
    "repost": "a repost: outside the frame of this event, or without its original's text",
    "before_window": "written before the event's start",
    "after_window": "written at or after the event's end",
    "no_time": "no time of writing, so it cannot be placed in the window",
    "language": "a language that the event leaves out",
    "no_match": "none of the event's match phrases occurs",
}
"""Why a row is not used: a closed list. The counts by reason make rows read = posts kept + rows rejected."""


def _field(name: str, kind: pa.DataType, *, required: bool = False) -> pa.Field[Any]:
    return pa.field(name, kind, nullable=not required)


def _fields(kind: pa.DataType, *names: str, required: bool = False) -> list[pa.Field[Any]]:
    return [_field(name, kind, required=required) for name in names]


_TIME = pa.timestamp("us", tz="UTC")

POSTS: Final = pa.schema(
    [
        _field("source", pa.string(), required=True),
        _field("post_id", pa.string(), required=True),
        _field("text", pa.string(), required=True),
        _field("format", pa.string(), required=True),
        _field("raw_file", pa.string(), required=True),
        _field("raw_line", pa.int64(), required=True),
        _field("author_id", pa.string()),
        _field("created_at", _TIME),
        _field("collected_at", _TIME),
        _field("edited_at", _TIME),
        _field("lang", pa.string()),
        _field("kind", pa.string()),
        _field("reply_to_id", pa.string()),
        _field("repost_of_id", pa.string()),
        _field("quote_of_id", pa.string()),
        _field("edit_of_id", pa.string()),
        _field("conversation_id", pa.string()),
        *(_field(metric, pa.int64()) for metric in METRICS),
        _field("followers", pa.int64()),
        _field("verified", pa.bool_()),
        _field("url", pa.string()),
        _field("hashtags", pa.list_(pa.string())),
        _field("id_ok", pa.bool_(), required=True),
        _field("truncated", pa.bool_(), required=True),
    ]
)

FRAME: Final = pa.schema(
    [
        *POSTS,
        _field("engagement", pa.int64()),
        _field("trending", pa.bool_(), required=True),
        _field("day", pa.string()),
        _field("text_cluster", pa.string(), required=True),
    ]
)
"""POSTS of one event after selecting, with the attributes that segments and the audit's strata are made of."""

REJECTS: Final = pa.schema(
    [
        _field("raw_file", pa.string(), required=True),
        _field("raw_line", pa.int64(), required=True),
        _field("stage", pa.string(), required=True),
        _field("reason", pa.string(), required=True),
    ]
)

DELETIONS: Final = pa.schema(
    [
        _field("source", pa.string(), required=True),
        _field("post_id", pa.string()),
        _field("author_id", pa.string()),
        _field("at", _TIME),
        _field("back", pa.bool_(), required=True),
    ]
)
"""What exports say is gone: a post, or all posts of an author; `back` where they say that it is there again."""

ENGAGEMENT_DRAW: Final = ("pi_engagement", "order_engagement")
"""What `pi` and `order` are for the draw with equal chances, for the one by engagement; empty where not drawn by it."""

AUDIT: Final = pa.schema(
    [
        _field("source", pa.string(), required=True),
        _field("post_id", pa.string(), required=True),
        _field("wave", pa.int64(), required=True),
        _field("design_stratum", pa.string(), required=True),
        *_fields(pa.float64(), "pi", "order", *ENGAGEMENT_DRAW),
        _field("labeller", pa.string()),
        _field("outcome", pa.string()),
        _field("on_event", pa.bool_()),
        _field("topics", pa.list_(pa.string())),
        _field("reaction", pa.string()),
        _field("sentiment", pa.string()),
        _field("note", pa.string()),
        _field("codebook", pa.list_(pa.string())),
    ]
)
"""`codebook`: the topics that could be named when the post was labelled; null where that is not known: all of them."""

_PLACE: Final = ("segment", "estimand", "scope", "label_set", "label")
FIGURE: Final = (*_PLACE, "among")
"""The columns that tell which figure of an event a row is about."""

_FIGURES: Final = ("machine_share", "share", "low", "high")

SHARES: Final = pa.schema(
    [
        *_fields(pa.string(), "event", *_PLACE, required=True),
        _field("among", pa.string()),
        *_fields(pa.int64(), "n_posts", "n_authors", required=True),
        *_fields(pa.int64(), "machine_count", "machine_base"),
        *_fields(pa.float64(), *_FIGURES),
        _field("level", pa.float64(), required=True),
        _field("method", pa.string()),
        *_fields(pa.int64(), "n_audit", "n_base", "n_waiting", required=True),
        _field("note", pa.string()),
    ]
)
"""`machine_share` is of `machine_base` posts; `n_base` of the `n_audit` labelled posts are, for people, in the base.

`n_waiting` posts of the draw can still be labelled; the interval is wide enough for whatever they will be.
"""

NET: Final = pa.schema(
    [
        *_fields(pa.string(), "event", *_PLACE, "minus", required=True),
        _field("among", pa.string()),
        _field("n_posts", pa.int64(), required=True),
        *_fields(pa.float64(), "machine_net", "share", "share_minus", "net", "low", "high"),
        _field("level", pa.float64(), required=True),
        _field("method", pa.string()),
        *_fields(pa.int64(), "n_audit", "n_base", "n_waiting", required=True),
        _field("note", pa.string()),
    ]
)
"""What the share of `label` is more than that of `minus`: `net` = `share` - `share_minus`, in [-1, 1]."""

CLAIMS: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "claim", "quote", required=True),
        _field("reading", pa.int64(), required=True),
        _field("primary", pa.bool_(), required=True),
        _field("kind", pa.string(), required=True),
        *_fields(pa.float64(), "value", "tolerance"),
        *_fields(pa.string(), *_PLACE, required=True),
        _field("among", pa.string()),
        *_fields(pa.float64(), *_FIGURES),
        *_fields(pa.int64(), "n_audit", "n_base", "n_waiting"),
        _field("verdict", pa.string(), required=True),
        _field("labels_needed", pa.int64()),
        _field("rival", pa.string()),
        *_fields(pa.float64(), "net", "net_low", "net_high"),
        *_fields(pa.float64(), "spread_low", "spread_high"),
        _field("spread_over", pa.int64()),
        _field("note", pa.string()),
        _field("sentence", pa.string(), required=True),
    ]
)

BOUND: Final = "bound"
"""The `choice` of rows that say what a figure would be at worst; those of the others are choices one can defend."""

SENSITIVITY: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "claim", "choice", "definition", *_PLACE, required=True),
        _field("among", pa.string()),
        _field("n_posts", pa.int64(), required=True),
        *_fields(pa.float64(), *_FIGURES),
        _field("n_audit", pa.int64(), required=True),
        _field("note", pa.string()),
    ]
)

SIDES: Final = ("before", "after")
"""The posts of the earlier of two segments in time, and of the later."""

TIMELINE: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "period", "label_set", "label", required=True),
        _field("n_posts", pa.int64(), required=True),
        _field("machine_count", pa.int64()),
        *_fields(pa.float64(), *_FIGURES),
        _field("n_audit", pa.int64(), required=True),
        _field("note", pa.string()),
        *_fields(pa.float64(), "p_change", "p_change_all"),
        *_fields(pa.string(), "changes", "changes_all"),
    ]
)

PHRASES: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "label_set", "label", "phrase", required=True),
        *_fields(pa.int64(), "posts_with", "posts_rest", required=True),
        *_fields(pa.float64(), "log_odds", "z", required=True),
    ]
)
"""Phrases that mark a label: how many posts with it and without it say them, each text counted once."""

EXAMPLES: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "label_set", "label", "role", "source", "post_id", required=True),
        _field("url", pa.string()),
        _field("probability", pa.float64(), required=True),
        _field("text", pa.string()),
        _field("reasons", pa.string()),
    ]
)
"""Posts to look at: the surest of each label (typical), and those that it nearly was or nearly was not (borderline)."""

DIFFERENCES: Final = pa.schema(
    [
        *_fields(pa.string(), "event", "comparison", "before", "after", "label_set", "label", required=True),
        *_fields(pa.int64(), *(f"{name}_{side}" for name in ("n_posts", "n_audit") for side in SIDES), required=True),
        *_fields(pa.float64(), *(f"{name}_{side}" for side in SIDES for name in _FIGURES)),
        *_fields(pa.float64(), "difference", "low", "high"),
        _field("differs", pa.string()),
        *_fields(pa.float64(), "low_all", "high_all"),
        _field("differs_all", pa.string()),
        _field("comparisons", pa.int64(), required=True),
        _field("level", pa.float64(), required=True),
        _field("note", pa.string()),
    ]
)


def reaction_probability(reaction: str) -> str:
    """The SCORES column of a reaction's probability; `p_neutral` is the sentiment's, hence p_reaction_neutral."""
    return "p_reaction_neutral" if reaction == "neutral" else f"p_{reaction}"


def scores(topics: Iterable[str]) -> pa.Schema:
    """SCORES for an event with these topic ids; a label is null where the scorer is not made for the language."""
    return pa.schema(
        [
            _field("source", pa.string(), required=True),
            _field("post_id", pa.string(), required=True),
            *(_field(name, pa.float64()) for name in ("neg", "neu", "pos", "compound")),
            *(_field(f"p_{label}", pa.float64()) for label in SENTIMENTS),
            _field("sentiment", pa.string()),
            *(_field(reaction_probability(label), pa.float64()) for label in REACTIONS),
            _field("reaction", pa.string()),
            *(_field(f"topic_{topic}", pa.float64()) for topic in topics),
            _field("topics", pa.list_(pa.string())),
        ]
    )


def conform(table: pa.Table, schema: pa.Schema, name: str) -> pa.Table:
    """Return `table` with exactly the columns of `schema`, in order; nullable columns may be absent.

    Raises SchemaError for an unknown or missing column, a null in a required one, or a value that does not fit.
    """
    unknown = set(table.column_names) - set(schema.names)
    if unknown:
        raise SchemaError(name, min(unknown), "unknown column")
    _refuse_lacking(table, schema, name)
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table.column(field.name)
        if pa.types.is_floating(column.type) and pa.types.is_string(field.type) and column.null_count < len(column):
            raise SchemaError(
                name, field.name, f"holds decimal numbers, of which ids lose digits; read it as {field.type}"
            )
        try:
            column = _as(column, field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise SchemaError(name, field.name, f"cannot be read as {field.type}: {_without_values(error)}") from None
        columns.append(_filled(column, field, name))
    return pa.Table.from_arrays(columns, schema=schema)


def _as(column: pa.ChunkedArray[Any], type_: pa.DataType) -> pa.ChunkedArray[Any] | pa.Array[Any]:
    if column.type == type_:
        return column
    return pa.nulls(len(column), type_) if column.null_count == len(column) else column.cast(type_)


def _refuse_lacking(table: pa.Table, schema: pa.Schema, name: str) -> None:
    lacking = [field.name for field in schema if not field.nullable and field.name not in table.column_names]
    if lacking:
        others = f"; so are {', '.join(lacking[1:])}" if lacking[1:] else ""
        raise SchemaError(name, lacking[0], f"required column is missing{others}")


def _without_values(error: Exception) -> str:
    """What Arrow says, up to where it begins to quote: a cell may be the text of a post."""
    return str(error).partition("'")[0].rstrip(" :")


def from_rows(
    rows: Iterable[dict[str, Any]], schema: pa.Schema, name: str, constants: Mapping[str, Any] | None = None
) -> pa.Table:
    """Build a table from dicts; keys that are absent are null, or what `constants` has for all rows.

    Raises SchemaError as `conform` does. Each row is let go of before the next is taken.
    """
    blank = dict.fromkeys(schema.names) | dict(constants or {})
    found, width = [], len(blank)
    for row in rows:
        whole = blank | row
        if len(whole) > width:
            raise SchemaError(name, min(whole.keys() - blank.keys()), "unknown column")
        found.append(tuple(whole.values()))
    if not found:
        return schema.empty_table()
    columns = []
    for field, values in zip(schema, zip(*found, strict=True), strict=True):
        try:
            column = pa.array(values, type=field.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            raise SchemaError(name, field.name, f"cannot be read as {field.type}: {_without_values(error)}") from None
        columns.append(_filled(column, field, name))
    return pa.Table.from_arrays(columns, schema=schema)


def _filled(column: Any, field: pa.Field[Any], name: str) -> Any:
    if column.null_count and not field.nullable:
        raise SchemaError(name, field.name, f"{column.null_count} values are missing")
    return column


def nulled(table: pa.Table, name: str) -> pa.Table:
    """The table with nothing in a column."""
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.nulls(table.num_rows, table.schema.field(place).type))
