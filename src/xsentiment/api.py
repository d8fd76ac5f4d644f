"""The library calls: pandas in, pandas out, each the same code that a run uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import data_frames, deletions, ingest, privacy, schema, scorers, shares
from xsentiment import select as selecting
from xsentiment.errors import InputError, NoPostsError, SchemaError
from xsentiment.event import checked

if TYPE_CHECKING:
    import pandas as pd

    from xsentiment.event import Event


def read_posts(
    path: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,  # noqa: A002
    authors: str = "hash",
) -> pd.DataFrame:
    """Read one export or several, of any known format, as POSTS; rejects are in `.attrs["rejects"]`, one dict a row.

    What any of the files says is deleted is left out of all. `authors`: "hash" (a pseudonym that holds within this
    call), "keep" or "drop". Raises InputError for a file that cannot be used.
    """
    paths = [Path(one) for one in ([path] if isinstance(path, str | Path) else path)]
    named = privacy.naming("hash" if authors == "drop" else authors)
    batches = [batch for one in paths for batch in ingest.read_file(one, one.name, pseudonym=named, format=format)]
    posts, gone = ([getattr(batch, name) for batch in batches] for name in ("posts", "deletions"))
    empty = schema.POSTS.empty_table(), schema.DELETIONS.empty_table()
    kept, deleted = deletions.obeyed(pa.concat_tables([empty[0], *posts]), pa.concat_tables([empty[1], *gone]))
    frame = data_frames.to_pandas(schema.nulled(kept, "author_id") if authors == "drop" else kept)
    frame.attrs["rejects"] = pa.concat_tables([*(batch.rejects for batch in batches), deleted]).to_pylist()
    return frame


def score(posts: pd.DataFrame, event: Event) -> pd.DataFrame:
    """Label each post: POSTS → SCORES, in the same order and under the index of `posts`.

    `posts`: what `read_posts` gives, or a DataFrame of your own with source, post_id and text; the other columns of
    POSTS may be absent or empty. Raises SchemaError for a frame that is not POSTS, TypeError for what is no frame and
    for an event that is none (`load_event` reads one).
    """
    frame = data_frames.to_pandas(scorers.score(_posts(posts), checked(event)))
    return frame.set_axis(posts.index)


def aggregate(
    posts: pd.DataFrame, scores: pd.DataFrame, event: Event, audit: pd.DataFrame | str | Path | None = None
) -> pd.DataFrame:
    """Return SHARES of posts that were read and scored; `audit` is an AUDIT frame or the path of an audit file.

    Selecting (window, duplicates, reposts, …) is done here, so `posts` may hold everything that was read; where it
    holds several versions of a post the scores must be in its order. Raises NoPostsError if nothing is left,
    SchemaError for a wrong table, InputError for an audit file that is not there.
    """
    read = _posts(posts)
    selection = selecting.select(read, event)
    if selection.frame.num_rows == 0:
        raise NoPostsError(event.slug, selection.reasons)
    rows = _audit(audit, event)
    labels = None if rows is None else auditing.join(selection.frame, rows, event)
    scored = _of_versions(
        data_frames.from_pandas(scores, schema.scores(event.topic_ids), "SCORES"), read, selection.frame
    )
    return data_frames.to_pandas(shares.aggregate(selection.frame, scored, event, labels))


def _of_versions(scores: pa.Table, posts: pa.Table, frame: pa.Table) -> pa.Table:
    """The scores of the versions of posts that the frame kept, where posts were read in several versions."""
    keys = _keys(scores, "source", "post_id")
    if len(set(keys)) == len(keys):
        return scores
    if keys != _keys(posts, "source", "post_id"):
        raise SchemaError(
            "SCORES", "post_id", "some posts have several scores, which are not in the order of the posts"
        )
    version = ("source", "post_id", "raw_file", "raw_line", "text")
    place = {key: i for i, key in reversed(list(enumerate(_keys(posts, *version))))}
    return scores.take(pa.array([place[key] for key in _keys(frame, *version)], pa.int64()))


def _keys(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def vader(texts: Iterable[str]) -> pd.DataFrame:
    """VADER's figures of each text, equal to those of the package: float64 columns neg, neu, pos, compound.

    `texts`: a list, a column of a data frame, whose index the figures keep, an array of NumPy or of Arrow. Raises
    TypeError for a single string in place of several, a whole data frame or a mapping, and for a text that is not a
    string.
    """
    import pandas as pd

    from xsentiment.scorers.vader import figures

    if isinstance(texts, str):
        raise TypeError("texts must be several strings, such as a list; this is a single one")
    if isinstance(texts, Mapping) or hasattr(texts, "columns"):
        raise TypeError(f"texts must be strings, such as one column; this is a whole {type(texts).__name__}")
    if not isinstance(texts, Iterable):
        raise TypeError(f"texts must be several strings, such as a list, not {type(texts).__name__}")
    listed = texts.to_pylist() if isinstance(texts, pa.Array | pa.ChunkedArray) else texts
    frame: pd.DataFrame = figures(listed).to_pandas()
    return frame.set_axis(texts.index) if isinstance(texts, pd.Series) else frame


_OF_NO_FILE: Final[dict[str, Any]] = {"format": "frame", "raw_file": "", "id_ok": True, "truncated": False}
"""What POSTS says of where a post was read, for posts of a frame that was made otherwise."""


def _posts(posts: pd.DataFrame) -> pa.Table:
    import pandas as pd

    known = [name for name in schema.FRAME.names if name not in schema.POSTS.names]
    if isinstance(posts, pd.DataFrame):
        posts = posts.drop(columns=known, errors="ignore")
        for name, value in (_OF_NO_FILE | {"raw_line": range(1, len(posts) + 1)}).items():
            if name not in posts.columns:
                posts = posts.assign(**{name: value})
    return data_frames.from_pandas(posts, schema.POSTS, "POSTS")


def _audit(audit: pd.DataFrame | str | Path | None, event: Event) -> pa.Table | None:
    if audit is None:
        return None
    if isinstance(audit, str | Path):
        if not Path(audit).exists():
            raise InputError(str(audit), "is not there; leave `audit` out for machine shares alone")
        return auditing.read_audit(Path(audit), event)
    return data_frames.from_pandas(audit, schema.AUDIT, "AUDIT")
