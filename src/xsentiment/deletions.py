"""What the files of one call say is gone, in all of them."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from xsentiment import schema, select

VERSIONS: Final = ["source", "post_id", "edit_of_id"]
_WORDS: Final = {"stage": "ingest", "reason": "deleted"}


def obeyed(posts: pa.Table, gone: pa.Table) -> tuple[pa.Table, pa.Table]:
    """POSTS without those that DELETIONS name, in their order, and these as REJECTS."""
    if gone.num_rows == 0:
        return posts, schema.REJECTS.empty_table()
    out = pa.array(select.deleted(posts, gone))
    removed = posts.filter(out).select(["raw_file", "raw_line"])
    for name, word in _WORDS.items():
        removed = removed.append_column(name, pa.array([word] * removed.num_rows, pa.string()))
    return posts.filter(pc.invert(out)), schema.conform(removed, schema.REJECTS, "REJECTS")


def of_all_versions(gone: pa.Table, edited: pa.Table) -> pa.Table:
    """DELETIONS, and for each version of an edited post that they name the first one, by which the others are known.

    `edited` has the columns VERSIONS of the posts that are versions of another.
    """
    named = gone.filter(gone["post_id"].is_valid()).join(edited, ["source", "post_id"], join_type="inner")
    firsts = named.drop_columns("post_id").rename_columns({"edit_of_id": "post_id"}).select(gone.column_names)
    return pa.concat_tables([gone, firsts.cast(gone.schema)])
