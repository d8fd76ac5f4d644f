"""Exports without some of their posts: the others stay, to the byte where the format is of lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.test_reader_contract import PACK, WITH_POSTS, zipped
from xsentiment import ingest
from xsentiment.ingest.redaction import Gone, write_without

from fixtures import FIXTURES

OUT_OF_REACH = {"har", "xlsx", "parquet"}
"""JSON inside JSON; workbooks; and, in the fixture, rows whose ids are made of their number."""


def posts_of(path: Path) -> list[dict[str, Any]]:
    """The posts of a file, without their lines."""
    batches = ingest.read_file(path, "export", pseudonym=lambda _source, author: author)
    return [row for batch in batches for row in batch.posts.to_pylist()]


def without(folder: Path, data: bytes, place: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]] | None]:
    """The other posts as they were, and the posts of the file without the one at this place; None if it stayed."""
    path, out = folder / "export", folder / "out"
    path.write_bytes(data)
    before = posts_of(path)
    gone, others = before[place], before[:place] + before[place + 1 :]
    line = frozenset({gone["raw_line"]})
    shared = line & {row["raw_line"] for row in others}
    if not write_without(path, "export", Gone(frozenset({gone["post_id"]}), line - shared, shared), out):
        return plain(others), None
    return plain(others), plain(posts_of(out))


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the place in the file, which may change in JSON documents."""
    return [{key: value for key, value in row.items() if key != "raw_line"} for row in rows]


@pytest.mark.parametrize(
    ("name", "place"),
    sorted(
        {(name, place) for name in {*WITH_POSTS} - OUT_OF_REACH for place in (0, 2, -1)}
        - {("youtube", 0), ("youtube", 2)}  # threads, which hold the replies of others
    ),
)
def test_one_post_is_taken_out_of_any_format(name, place, tmp_path):
    """All others read as before, whatever surrounds them."""
    others, found = without(tmp_path, FIXTURES[name], place % len(posts_of_fixture(tmp_path, name)))
    assert found == others


def posts_of_fixture(folder: Path, name: str) -> list[dict[str, Any]]:
    """The posts of a format's file."""
    (folder / "whole").write_bytes(FIXTURES[name])
    return posts_of(folder / "whole")


@pytest.mark.parametrize("name", sorted(OUT_OF_REACH))
def test_what_is_out_of_reach_is_told_by_what_then_reads(name, tmp_path):
    """Nothing is written, or what is written does not read as the others did: the caller compares."""
    others, found = without(tmp_path, FIXTURES[name], 1)
    assert found != others


@pytest.mark.parametrize("packing", sorted(PACK))
def test_a_packed_file_is_packed_again(packing, tmp_path):
    """As it was; but for archives, which are left."""
    others, found = without(tmp_path, PACK[packing](FIXTURES["x-api-v2"]), 1)
    assert found == (None if packing == "zip" else others)


def test_an_archive_of_one_file_is_left(tmp_path):
    """Its other files may be anything."""
    assert without(tmp_path, zipped({"export": FIXTURES["csv"]}), 1)[1] is None


def test_the_lines_of_others_stay_to_the_byte(tmp_path):
    """A row on several lines leaves as many empty ones, so that rows without ids keep their numbers."""
    data = b'text;when\r\n"one\r\nand more";2025-09-01\r\n"two";2025-09-02\r\n"three\r\n\r\n";2025-09-03\r\n'
    others, found = without(tmp_path, data, 0)
    assert found == others
    assert (tmp_path / "out").read_bytes() == data.replace(b'"one\r\nand more";2025-09-01', b"\r\n")


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_lines_end_as_readers_take_them_to(end, tmp_path):
    """A carriage return alone ends a line, too: between rows, and within a text."""
    data = end.join([b"text,when", b'"one\rand more",2025-09-01', b"two,2025-09-02", b'"three\r",2025-09-03', b""])
    others, found = without(tmp_path, data, 1)
    assert found == others
    assert (tmp_path / "out").read_bytes() == data.replace(b"two,2025-09-02", b"")


def test_parquet_without_compression_stays_so(tmp_path):
    """All other rows and columns are kept."""
    ids, texts = [str(1962000000000000000 + i) for i in range(3)], ["one", "two", "three"]
    table = pa.table({"id": ids, "text": texts, "own": [1.5, None, 2.5]})
    pq.write_table(table, tmp_path / "whole", compression="none")
    others, found = without(tmp_path, (tmp_path / "whole").read_bytes(), 1)
    assert found == others
    assert pq.read_table(tmp_path / "out").equals(table.take([0, 2]))
    assert pq.ParquetFile(tmp_path / "out").metadata.row_group(0).column(0).compression == "UNCOMPRESSED"


def test_what_names_another_post_is_no_such_post(tmp_path):
    """A reply to the post, and a quote of it, are other posts."""
    posts = [
        {"id": "1", "text": "first of all", "author_id": "7", "created_at": "2025-09-02T01:00:00.000Z"},
        {"id": "2", "text": "a reply", "referenced_tweets": [{"type": "replied_to", "id": "1"}], "author_id": "8",
         "created_at": "2025-09-02T02:00:00.000Z"},
    ]  # fmt: skip
    others, found = without(tmp_path, json.dumps({"data": posts, "meta": {"result_count": 2}}).encode(), 0)
    assert found is not None
    assert [row["post_id"] for row in found] == [row["post_id"] for row in others] == ["2"]
