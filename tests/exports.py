"""Exports written for a test and read back, with the accounting checked on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from xsentiment import ingest, schema

SHARED = Path(__file__).resolve().parents[2] / "shared" / "exports"


class Export(NamedTuple):
    """What reading a file gave: the format found, POSTS and REJECTS as dicts."""

    format: str
    posts: list[dict[str, Any]]
    rejects: list[dict[str, Any]]

    @property
    def reasons(self) -> list[str]:
        """The reasons of the rejects, in order."""
        return [row["reason"] for row in self.rejects]


def read_back(folder: Path, *values: Any) -> Export:
    """Write values one a line (bytes as they are, else as JSON) and read them as an export of unknown format."""
    path = folder / "export"
    path.write_bytes(b"\n".join(value if isinstance(value, bytes) else json.dumps(value).encode() for value in values))
    return read_path(path, "export")


def read_shared(name: str) -> Export:
    """Read a real export; skips the test where the shared exports are not there."""
    if not (SHARED / name).exists():
        pytest.skip("the shared exports are not here")
    return read_path(SHARED / name, name)


def read_path(path: Path, raw_file: str) -> Export:
    """Read a file as an export of unknown format; authors keep their ids."""
    batches = list(ingest.read_file(path, raw_file, pseudonym=lambda _source, author: author))
    for batch in batches:
        assert batch.posts.schema.equals(schema.POSTS)
        assert batch.rejects.schema.equals(schema.REJECTS)
        assert batch.rows_read == batch.posts.num_rows + batch.rejects.num_rows
    return Export(
        ingest.detect(path).format,
        [row for batch in batches for row in batch.posts.to_pylist()],
        [row for batch in batches for row in batch.rejects.to_pylist()],
    )


def compare(post: dict[str, Any], **expected: Any) -> None:
    """Compare the named columns of a post with what is expected, all at once."""
    assert {name: post[name] for name in expected} == expected
