"""The tables of an event as the last run left them: one folder a stage, one file a part."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import audit as auditing
from xsentiment import schema, shares, store
from xsentiment.errors import InputError
from xsentiment.event import Event
from xsentiment.pipeline.paths import Paths

AGGREGATED: Final = {
    "shares": schema.SHARES,
    "net": schema.NET,
    "claims": schema.CLAIMS,
    "sensitivity": schema.SENSITIVITY,
    "timeline": schema.TIMELINE,
    "differences": schema.DIFFERENCES,
}
"""The tables that the stage aggregate makes."""

_POST: list[tuple[str, str]] = [("source", "ascending"), ("post_id", "ascending")]


def part_numbers(folder: Path) -> list[int]:
    """The parts that hold posts, in order."""
    return sorted(int(path.name.removeprefix("part=")) for path in folder.glob("posts/part=*") if path.is_dir())


def posts_of(folder: Path, part: int) -> pa.Table:
    """The POSTS of one part, from all inputs."""
    return store.read_tables(sorted((folder / "posts" / f"part={part:02d}").glob("*.parquet")), schema.POSTS, "POSTS")


def deletions_of(folder: Path) -> pa.Table:
    """What the inputs say is gone: DELETIONS."""
    return store.read_tables(sorted((folder / "deletions").glob("*.parquet")), schema.DELETIONS, "DELETIONS")


def part_file(folder: Path, stage: str, part: int) -> Path:
    """The file of a stage that holds one part."""
    return folder / stage / f"part={part:02d}.parquet"


def read_frame(paths: Paths) -> pa.Table:
    """The FRAME of the last run, ordered by source and post id; raises InputError if there is none."""
    return _stage(paths.processed / "frame", schema.FRAME, "FRAME").sort_by(_POST)


def read_scores(event: Event, paths: Paths) -> pa.Table:
    """The SCORES of the last run, in the order of the frame; raises InputError if there are none."""
    return _stage(paths.processed / "scores", schema.scores(event.topic_ids), "SCORES").sort_by(_POST)


def read_aggregated(paths: Paths, name: str) -> pa.Table:
    """A table of AGGREGATED as the last run left it; raises InputError if there is none."""
    path = _there(paths.processed / "shares" / f"{name}.parquet")
    return store.read_tables([path], AGGREGATED[name], name.upper())


def read_shares(paths: Paths) -> tuple[pa.Table, pa.Table]:
    """SHARES and CLAIMS of the last run; raises InputError if there are none."""
    return read_aggregated(paths, "shares"), read_aggregated(paths, "claims")


def read_rejects(paths: Paths) -> pa.Table:
    """REJECTS of all stages, ordered by file, line and stage."""
    found = sorted((paths.processed / "rejects").glob("*/*.parquet"))
    table = store.read_tables(found, schema.REJECTS, "REJECTS")
    return table.sort_by([(name, "ascending") for name in ("raw_file", "raw_line", "stage", "reason")])


def _stage(folder: Path, table_schema: pa.Schema, name: str) -> pa.Table:
    _there(folder)
    return store.read_tables(sorted(folder.glob("part=*.parquet")), table_schema, name)


def _there(path: Path) -> Path:
    if not path.exists():
        raise InputError(str(path), "is not there yet; run `xsentiment run EVENT.toml` first")
    return path


def engagement_by_segment(frame: pa.Table) -> dict[str, NDArray[np.float64]]:
    """The engagement of the posts of each segment of a FRAME that have any."""
    engagement, trending = auditing.engagement_of(frame), auditing.design_strata(frame) == "trending"
    return {name: engagement[mask & (engagement > 0)] for name, mask in shares.segments_of(frame, trending)}
