"""What holds for every reader: its own files are its alone, damage is told or counted, and no row is lost."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import random
import sqlite3
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import zstandard

from xsentiment import ingest, schema
from xsentiment.errors import InputError
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Reject
from xsentiment.ingest.sample import Sample

from fixtures import FIXTURES, POSTLESS, N

LAST_RESORTS = {"csv", "xlsx", "jsonl", "wrapped"}
BINARY = {"xlsx", "parquet"}
JSON = sorted(name for name, data in FIXTURES.items() if data[:1] in b"{[")
TEXT = sorted(FIXTURES.keys() - BINARY)
WITH_POSTS = sorted(FIXTURES.keys() - POSTLESS)
PACK = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda data: zipped({"posts": data}),
}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(folder: Path, data: bytes, **options: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Posts and reasons of a file with these bytes; rows read are posts and rejects, with reasons of the list."""
    path = folder / "export"
    path.write_bytes(data)
    posts, reasons, rows = [], [], 0
    for batch in ingest.read_file(path, "export", pseudonym=lambda _source, author: author, **options):
        assert batch.posts.schema.equals(schema.POSTS)
        rows += batch.rows_read
        posts += batch.posts.to_pylist()
        reasons += batch.rejects["reason"].to_pylist()
    assert rows == len(posts) + len(reasons)
    assert set(reasons) <= schema.REASONS.keys()
    return posts, reasons


def read_or_refuse(folder: Path, data: bytes, **options: Any) -> tuple[list[dict[str, Any]], list[str]] | None:
    """As `read`, None where the file is refused with a sentence."""
    try:
        return read(folder, data, **options)
    except InputError as error:
        assert len(str(error)) > len("export: ")
        return None


@cache
def whole(name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What the fixture of a format holds, read by its own reader."""
    items = list(ingest.READERS[name].read(member(FIXTURES[name]), None))
    return (
        [item for item in items if not isinstance(item, Reject)],
        [item.reason for item in items if isinstance(item, Reject)],
    )


@cache
def unpacked(name: str) -> list[tuple[Any, ...]]:
    """The facts of the posts of a fixture, read as it is."""
    with TemporaryDirectory() as folder:
        return facts(read(Path(folder), FIXTURES[name])[0])


def member(data: bytes) -> Member:
    """A stream of these bytes."""
    return Member("export", Path("export"), lambda: BytesIO(data))


def facts(posts: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What must be the same however a file is packed or encoded."""
    return [
        (post["post_id"] if post["id_ok"] else "", post["text"], post["created_at"], post["likes"]) for post in posts
    ]


def test_every_reader_has_a_fixture():
    """A new format brings a file to be tested with."""
    assert FIXTURES.keys() == ingest.READERS.keys()


@pytest.mark.parametrize("name", FIXTURES)
def test_no_other_reader_claims_the_file(name, tmp_path):
    """Exactly one reader with a name of its own knows the content, whatever the file is called."""
    sample = Sample(member(FIXTURES[name]))
    claims = {other for other, reader in ingest.READERS.items() if reader.sniff(sample)}
    assert claims - (LAST_RESORTS - {name}) == {name}
    (tmp_path / "posts.pdf").write_bytes(FIXTURES[name])
    assert ingest.detect(tmp_path / "posts.pdf").format == name


@pytest.mark.parametrize("name", WITH_POSTS)
def test_a_valid_file_is_read_in_full(name, tmp_path):
    """Every post is kept, told apart from the others, with text, and nothing is rejected."""
    posts, reasons = read(tmp_path, FIXTURES[name])
    assert reasons == []
    assert len({post["post_id"] for post in posts}) == len(posts) >= N
    assert all(post["text"].strip() for post in posts)
    assert {post["format"] for post in posts} == {name}
    assert facts(posts) == facts([{"likes": None, "created_at": None, **post} for post in whole(name)[0]])


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("name", WITH_POSTS)
def test_packed_files_hold_the_same(name, packing, tmp_path):
    """Packing is told by content and changes nothing."""
    assert facts(read(tmp_path, PACK[packing](FIXTURES[name]))[0]) == unpacked(name)


def test_an_archive_of_folders_holds_all_its_files(tmp_path):
    """Each file of a zip is told by itself, packed ones too; what is no export is counted."""
    files = {f"a/{name}/posts": FIXTURES[name] for name in WITH_POSTS}
    files |= {f"b/{name}.gz": gzip.compress(FIXTURES[name]) for name in WITH_POSTS} | {"b/picture": b"\x89PNG\r\n"}
    posts, reasons = read(tmp_path, zipped(files))
    assert len(posts) == 2 * sum(len(whole(name)[0]) for name in WITH_POSTS)
    assert reasons == ["not_posts"]
    assert {post["raw_file"] for post in posts} == {f"export/{name}" for name in files} - {"export/b/picture"}


@pytest.mark.parametrize("name", WITH_POSTS)
def test_a_file_cut_anywhere_keeps_what_lies_before(name, tmp_path):
    """The posts are those of the whole file as far as it goes, the last one of a table perhaps with a shorter text."""
    data, expected = FIXTURES[name], unpacked(name)
    for cut in range(1, len(data), max(1, len(data) // 7)):
        found = read_or_refuse(tmp_path, data[:cut])
        if found is None:
            continue
        posts, reasons = found
        assert set(reasons) <= {"broken_record", "empty_file", "no_text", "not_posts"}
        # a table in which a quote is never closed may be another one, and its last cell may be cut
        end = len(posts) if name in JSON or name in BINARY else max(len(posts) - 1, 0)
        assert facts(posts)[:end] == expected[:end] or name not in JSON
        if name in JSON and len(posts) < len(expected):
            assert reasons or data[cut - 1 : cut + 1].strip() in (b"}", b"]") or data[cut - 1 : cut] == b"\n"


@pytest.mark.parametrize("packing", ["gz", "zst", "bz2", "xz"])
@pytest.mark.parametrize("name", WITH_POSTS)
def test_a_packed_file_that_is_cut_off_is_noticed(name, packing, tmp_path):
    """It is refused, or its posts come with a reject."""
    packed = PACK[packing](FIXTURES[name])
    for cut in (len(packed) // 2, len(packed) - 3):
        found = read_or_refuse(tmp_path, packed[:cut])
        assert found is None or found[1]


@pytest.mark.parametrize("name", TEXT)
def test_marks_of_encoding_are_obeyed(name, tmp_path):
    """UTF-8 with a mark and UTF-16, as Windows writes them, give the same posts."""
    if name in POSTLESS:
        return
    expected = unpacked(name)
    text = FIXTURES[name].decode()
    assert facts(read(tmp_path, text.encode("utf-8-sig"))[0]) == expected
    if name not in ("x-archive", "stackexchange-dump"):  # which are always UTF-8
        assert facts(read(tmp_path, text.encode("utf-16"))[0]) == expected


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("encoding", ["cp1252", "gb18030"])
def test_another_encoding_is_told_or_counted(name, encoding, tmp_path):
    """JSON that is not UTF-8 is broken where it is not; tables are read by what their bytes look like."""
    foreign = "é, à ü".replace(" ", "") if encoding == "cp1252" else "北京阅兵非常壮观"
    text = FIXTURES[name].decode().replace("é🔥", foreign).replace("某人", "a")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    found = read_or_refuse(tmp_path, data)
    if name in JSON and foreign in text:
        assert found is None or all("�" not in post["text"] for post in found[0])


@pytest.mark.parametrize("name", TEXT)
def test_line_ends_of_windows_change_nothing(name, tmp_path):
    """CR LF ends lines as LF does."""
    if name in POSTLESS:
        return
    data = FIXTURES[name].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert len(read(tmp_path, data)[0]) == len(whole(name)[0])


ODD = {
    "line separators": "a\u2028b\u2029c\x85d",
    "direction marks": "a\u202eb\u2066c",
    "a lone surrogate": "a\ud83db",
    "control characters": "a\x01\x07\x1bb",
    "no character": "a\0b",
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("name", [name for name in JSON if "é🔥".encode() in FIXTURES[name]])
def test_odd_characters_stay_in_their_post(name, what, tmp_path):
    """They end no line and no value; what UTF-8 cannot hold, and NUL, become U+FFFD."""
    odd = json.dumps(ODD[what])[1:-1] if what not in ("line separators", "direction marks") else ODD[what]
    posts, reasons = read(tmp_path, FIXTURES[name].decode().replace("é🔥", odd).encode())
    expected = ODD[what].replace("\0", "�").replace("\ud83d", "�")
    assert (len(posts), reasons) == (N, [])
    assert all(expected in post["text"] for post in posts)


@pytest.mark.parametrize("name", [name for name in JSON if FIXTURES[name].count(b"\n") == N])
def test_a_broken_line_is_one_reject(name, tmp_path):
    """JSONL: the other lines are read, wherever the broken one stands."""
    lines = FIXTURES[name].splitlines(keepends=True)
    usual = whole(name)
    for bad in (b"{broken\n", b'{"a":' * 10_000 + b"\n", b"[" * 10_000 + b"]" * 10_000 + b"\n", b"\xe9 half\n"):
        for place in (0, 2, N):
            found = read_or_refuse(tmp_path, b"".join([*lines[:place], bad, *lines[place:]]))
            assert found is not None
            assert len(found[0]) == len(usual[0])
            assert found[1].count("broken_record") == 1


@pytest.mark.parametrize("name", JSON)
def test_values_nested_deeply_are_rows_or_rejects(name):
    """A value that the parser just takes does not break a reader."""
    deep: Any = "end"
    for key in ("data", "tweet", "legacy", "result", "post", "object", "children", "items") * 12:
        deep = {key: [deep]}
    value = {"id": "1", "text": "a", "user": deep, "data": deep, "__typename": "Tweet", "legacy": deep}
    items = list(ingest.READERS[name].read(member(json.dumps([value, deep]).encode()), None))
    assert items


def _foreign() -> dict[str, bytes]:
    database = sqlite3.connect(":memory:")
    database.execute("create table posts (id text, text text)")
    return {
        "a PDF document": b"%PDF-1.7\n1 0 obj",
        "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "an HTML page": b"<!DOCTYPE html>\n<html><body>log in</body></html>",
        "an SQLite database": database.serialize(),
        "a Python pickle": pickle.dumps({"id": "1", "text": "a"}),
        "noise": random.Random(3).randbytes(5000),  # noqa: S311
        "prose": b"Dear reader,\nthis is a letter, and nothing else.\n",
        "an empty file": b"",
        "one brace": b"{",
        "one bracket": b"[",
        "a number": b"17",
        "an object without anything": b"{}",
        "objects of nothing known": b'{"a": 1}\n{"b": 2}\n',
    }


@pytest.mark.parametrize("name", FIXTURES)
def test_files_of_another_kind_are_refused_or_counted(name, tmp_path):
    """Even where the format is named wrongly: no post comes out of what holds none, and no other error."""
    for what, data in _foreign().items():
        found = read_or_refuse(tmp_path, data, format=name)
        assert found is None or (not found[0] and found[1]) or what in ("prose", "noise")


@pytest.mark.parametrize("name", FIXTURES)
def test_files_of_the_other_formats_are_rows_or_rejects(name):
    """Every reader gets through the files of all others like its own, and one unlike, without an error of another kind."""
    alike = {other for other in FIXTURES if (other in JSON) == (name in JSON)}
    unlike = min(FIXTURES.keys() - alike)
    for data in (FIXTURES[other] for other in FIXTURES if other in {*alike, unlike}):
        try:
            items = list(ingest.READERS[name].read(member(data), None))
        except InputError:
            continue
        assert {item.reason for item in items if isinstance(item, Reject)} <= schema.REASONS.keys()


@pytest.mark.parametrize("name", [name for name in JSON if FIXTURES[name].count(b"\n") == N])
def test_a_file_that_mostly_fails_names_the_likely_cause(name, tmp_path):
    """Over half the rows failing is an error that counts them."""
    with pytest.raises(InputError, match=r"of \d+ rows read as .* failed \(.*broken_record.*\); likely"):
        read(tmp_path, FIXTURES[name] + b"{broken\n" * 3 * N)
