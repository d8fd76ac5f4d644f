"""Damaged, hostile and foreign files of a few formats; what holds of every reader is in test_reader_contract."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from xsentiment import ingest, schema
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import unpack

N = 12


def _x(i):
    return {
        "id": str(1962685656069047340 + i), "text": f"the axis &amp; more {i} é🔥", "author_id": str(i % 3), "lang": "en",
        "created_at": f"2025-09-02T01:{i:02d}:00.000Z", "public_metrics": {"like_count": i, "retweet_count": 0},
    }  # fmt: skip


def _v11(i):
    return {
        "id_str": str(1962685656069047340 + i), "id": 1962685656069047340 + i, "full_text": f"the axis &amp; more {i} é🔥",
        "created_at": "Tue Sep 02 01:00:00 +0000 2025", "user": {"id_str": "7", "screen_name": "a"}, "lang": "en",
        "retweet_count": 1, "favorite_count": i,
    }  # fmt: skip


def _skeet(i):
    return {
        "uri": f"at://did:plc:a/app.bsky.feed.post/3k{i}", "author": {"did": "did:plc:a", "handle": "a.test"},
        "record": {"text": f"the axis & more {i} é🔥", "createdAt": "2025-09-02T01:00:00Z"}, "likeCount": i,
    }  # fmt: skip


def _toot(i):
    return {
        "id": str(115130000000000000 + i), "uri": f"https://m.test/users/a/statuses/{i}", "visibility": "public",
        "created_at": "2025-09-02T01:00:00.000Z", "content": f"<p>the axis &amp; more {i} é🔥</p>", "reblog": None,
        "account": {"id": "1", "acct": "a", "url": "https://m.test/@a"}, "favourites_count": i,
    }  # fmt: skip


def _flat(i):
    return {
        "post_number": f"p{i}",
        "text": f"the axis & more {i} é🔥",
        "created_at": "2025-09-02T01:00:00Z",
        "likes": i,
    }


def _lines(make):
    return "".join(json.dumps(make(i), ensure_ascii=False) + "\n" for i in range(N)).encode()


def _csv():
    rows = "".join(f'p{i},"the axis & more {i} é🔥, with a\nline",2025-09-02T01:00:00Z,{i}\n' for i in range(N))
    return ("id,text,created_at,likes\n" + rows).encode()


def _parquet():
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([_flat(i) for i in range(N)]), sink)
    return sink.getvalue()


WHOLE = {
    "x-api-v2": json.dumps({"data": [_x(i) for i in range(N)], "meta": {}}, ensure_ascii=False, indent=1).encode(),
    "x-v1.1": _lines(_v11),
    "bluesky": json.dumps({"posts": [_skeet(i) for i in range(N)]}).encode(),
    "mastodon": json.dumps([_toot(i) for i in range(N)], indent=2, ensure_ascii=False).encode(),
    "csv": _csv(),
    "jsonl": _lines(_flat),
    "parquet": _parquet(),
}
"""A file of N posts in each format."""

PACK = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "zip": lambda data: _zip({"posts": data}),
}


def _zip(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(folder: Path, data: bytes, **options):
    """Posts and reasons of a file with these bytes; the rows must add up."""
    path = folder / "export"
    path.write_bytes(data)
    posts, reasons, rows = [], [], 0
    for batch in ingest.read_file(path, "export", pseudonym=lambda _source, author: author, **options):
        assert batch.rows_read == batch.posts.num_rows + batch.rejects.num_rows
        assert set(batch.rejects["reason"].to_pylist()) <= set(schema.REASONS)
        rows += batch.rows_read
        posts += batch.posts.to_pylist()
        reasons += batch.rejects["reason"].to_pylist()
    assert rows == len(posts) + len(reasons)
    return posts, reasons


@pytest.mark.parametrize("name", WHOLE)
def test_whole_files(name, tmp_path):
    """Each format is told by its content, and all of its posts are read in full."""
    posts, reasons = read(tmp_path, WHOLE[name])
    assert (len(posts), reasons) == (N, [])
    assert {row["format"] for row in posts} == {name}
    assert all("the axis & more" in row["text"] and "é🔥" in row["text"] for row in posts)
    assert ingest.detect(tmp_path / "export").format == name


@pytest.mark.parametrize("name", ["x-v1.1", "jsonl"])
@pytest.mark.parametrize(
    "line", [b"{broken", b"\xff\xfe\x00", b"null", b'"text"', b"[" * 10_000, b'{"id": NaN}', b"17"]
)
def test_a_broken_line(name, line, tmp_path):
    """One bad line among good ones is one reject, and the rest is read."""
    lines = WHOLE[name].splitlines(keepends=True)
    posts, reasons = read(tmp_path, b"".join([*lines[:5], line + b"\n", *lines[5:]]))
    assert len(posts) == N
    assert len(reasons) == 1


def test_ragged_csv_rows(tmp_path):
    """Rows that are too short or too long are broken; empty ones are padding."""
    posts, reasons = read(tmp_path, WHOLE["csv"] + b"p99,short\n,,,\n\np100,a,2025-09-02T01:00:00Z,1,too,long\n")
    assert len(posts) == N
    assert reasons == ["broken_record", "broken_record"]


@pytest.mark.parametrize(("encoding", "word"), [("cp1252", "café à côté"), ("gb18030", "北京阅兵今天非常壮观令人难忘")])
def test_csv_without_a_mark(encoding, word, tmp_path, caplog):
    """Windows-1252 and GB18030 are told by content, and a warning says which was taken."""
    rows = "".join(f"p{i},{word} {i},2025-09-02T01:00:00Z\n" for i in range(N))
    posts, _ = read(tmp_path, ("id,text,created_at\n" + rows).encode(encoding))
    assert [row["text"] for row in posts] == [f"{word} {i}" for i in range(N)]
    assert f"read as {encoding}" in caplog.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"<!DOCTYPE html><html>log in</html>", "is an HTML page"),
        (b'<!DOCTYPE html>\n<html>\n <body onload="CheckLocation();">', "export the channel as machine-readable JSON"),
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"\x80\x04\x95\x10", "is a Python pickle, which is never loaded"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "is a pointer of Git LFS"),
        (b"7z\xbc\xaf\x27\x1c", "unpack it first"),
        (b"RDX3\nX\n\0\0\0\3", r"is data of R \(save\); write the table with write.csv"),
        (gzip.compress(b"X\n\0\0\0\3\0\4", mtime=0), r"is data of R \(saveRDS\)"),
        (b"$FL2@(#) IBM SPSS STATISTICS", "is data of SPSS; save it as CSV"),
        (b"<stata_dta><header>", "is data of Stata"),
        (b"\x73\x02\x01\0\0", "is data of Stata"),
        (b"\x89HDF\r\n\x1a\n\0", "is HDF5"),
        (b"FEA1\0\0\0\0", "is a Feather file; save it as Parquet"),
        (bytes(8) + b"DUCK" + bytes(8), "is a DuckDB database"),
        (b"{\\rtf1 id,text", "is a document in RTF"),
        (b'<?xml version="1.0"?>\n<!-- a, b -->\n<rss version="2.0"><item>a, b</item></rss>', "XML with <rss>"),
        (b"hello there, this is a letter\n", "no known format"),
        (b'{"a": 1}\n{"b": 2}\n', "no known format"),
        (b"[[1, 2], [3]]", "no known format"),
        (bytes(range(256)) * 9, "no known format"),
        (b"\x1f\x8b\x08\x00rubbish", "cut off or damaged"),
        (b"PK\x03\x04rubbish", "zip archive that is cut off or damaged"),
        (b"PAR1rubbish", "Parquet file that is cut off or damaged"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "no column holds the text"),
    ],
)
def test_files_of_another_kind(data, said, tmp_path):
    """What is no export is named for what it is."""
    with pytest.raises(InputError, match=said):
        read(tmp_path, data)


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_counted_reject(data, tmp_path):
    """It holds no posts, and says so."""
    assert read(tmp_path, data) == ([], ["empty_file"])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"data": [{"id": "1", "username": "a", "name": "A"}]}', "users"),
        (b'{"data": [{"start": "2025", "end": "2026", "tweet_count": 3}]}', "count"),
        (b'{"errors": [{"title": "Not Found"}]}', "errors"),
        (b'{"meta": {"result_count": 0}}', "empty page"),
    ],
)
def test_files_without_posts_are_named(data, what, tmp_path, caplog):
    """Users, counts and errors are no posts; the file is named as what it is."""
    posts, reasons = read(tmp_path, data)
    assert (posts, reasons) == ([], ["not_posts"])
    assert what in caplog.text


def test_a_file_that_mostly_fails_is_an_error(tmp_path):
    """Over half the rows failing is told with the likely cause."""
    with pytest.raises(
        InputError, match=r"13 of 25 rows read as x-v1.1 failed \(13 broken_record\); likely a wrong encoding"
    ):
        read(tmp_path, WHOLE["x-v1.1"] + b"{broken\n" * 13)
    with pytest.raises(InputError, match="no_text.*an export without texts"):
        read(tmp_path, b"id,text,created_at\n1,good,2025-09-02\n2,,2025-09-02\n3,,2025-09-02\n")


def test_columns_of_the_event_file(tmp_path):
    """A mapped column that is not there is named with the nearest that is."""
    with pytest.raises(InputError, match="has no column 'txt', which the event file maps to text; did you mean 'text'"):
        read(tmp_path, WHOLE["csv"], mapping=Source("export", columns={"text": "txt"}))


@pytest.mark.parametrize(("before", "name"), [({"includes": {"users": []}}, "x-api-v2"), ({"cursor": "x"}, "bluesky")])
def test_a_page_whose_posts_come_late_is_known(before, name, tmp_path):
    """What stands before them may be larger than the part of a file by which its format is first guessed."""
    key, make = {"x-api-v2": ("data", _x), "bluesky": ("posts", _skeet)}[name]
    page = {"meta": {"words": ["word " * 20] * 2_000}} | before | {key: [make(i) for i in range(N)]}
    posts, reasons = read(tmp_path, json.dumps(page).encode())
    assert (len(posts), reasons, ingest.detect(tmp_path / "export").format) == (N, [], name)


def test_two_formats_at_once_ask_for_a_name(tmp_path):
    """A tie is an error that asks for --format, and naming one reads it."""
    both = json.dumps({**_v11(1), **_toot(1)}).encode()
    with pytest.raises(InputError, match=r"could be .* or .*; name one with --format"):
        read(tmp_path, both)
    posts, _ = read(tmp_path, both, format="mastodon")
    assert len(posts) == 1


@pytest.mark.parametrize(
    "text", ["a\u2028b\u2029c\x85d", "nul\\u0000here", "lone \\ud83d end", "x" * 100_000, "\\u202e"]
)
def test_odd_characters(text, tmp_path):
    """Line separators do not split lines; NUL and lone surrogates are replaced; nothing is cut."""
    line = json.dumps(_v11(1)).replace("the axis &amp; more 1", text)
    posts, reasons = read(tmp_path, (line + "\n").encode("utf-8") + WHOLE["x-v1.1"])
    assert (len(posts), reasons) == (N + 1, [])
    found = posts[0]["text"]
    assert "\0" not in found
    found.encode("utf-8")
    assert len(found) >= min(len(text) - 5, 100_000)


def test_crlf_and_blank_lines(tmp_path):
    """Windows line ends and keep-alive lines are no rows."""
    posts, reasons = read(tmp_path, b"\r\n".join(WHOLE["x-v1.1"].splitlines()) + b"\r\n\r\n\r\n")
    assert (len(posts), reasons) == (N, [])


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz", "zst", "zip"])
def test_a_decompression_bomb_is_refused(packing, tmp_path, monkeypatch):
    """A small file that unpacks to far more is stopped at the bound."""
    monkeypatch.setattr(unpack, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(unpack, "MAX_RATIO", 50)
    bomb = PACK[packing](WHOLE["x-v1.1"] + b" " * (32 << 20))
    with pytest.raises(InputError, match="decompression bomb"):
        read(tmp_path, bomb)


def test_names_in_archives_are_only_names(tmp_path):
    """A path that climbs out of its archive is never opened on disk."""
    posts, _ = read(tmp_path, _zip({"../../etc/passwd.jsonl": WHOLE["jsonl"]}))
    assert len(posts) == N
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_an_archive_in_an_archive_and_a_locked_one(tmp_path):
    """Both are told what to do about."""
    with pytest.raises(InputError, match="archive inside an archive"):
        read(tmp_path, _zip({"inner.zip": _zip({"a": WHOLE["csv"]})}))
    locked = bytearray(_zip({"a": WHOLE["csv"]}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="is encrypted"):
        read(tmp_path, bytes(locked))


def test_an_unknown_file_or_format(tmp_path):
    """A missing file and a format that is not known are errors, with the names of those that are."""
    with pytest.raises(InputError, match="No such file"):
        list(ingest.read_file(tmp_path / "absent", "absent", pseudonym=str))
    with pytest.raises(InputError, match="unknown format 'magic'; known: x-api-v2"):
        read(tmp_path, WHOLE["csv"], format="magic")


LINES = b"".join(b'{"id": "%d", "text": "words to say %d"}\n' % (i, i * 7919) for i in range(500))
ROWS = b"id,text\n" + b"".join(b"%d,words to say %d\n" % (i, i * 7919) for i in range(500))


@pytest.mark.parametrize(
    ("data", "is_cut"),
    [
        (LINES, False), (LINES[:-9], False), (gzip.compress(LINES), False), (gzip.compress(LINES)[:-99], True),
        (b"[" + LINES.strip().replace(b"\n", b",")[:-9], True), (gzip.compress(ROWS)[:-99], True), (ROWS, False),
        (b"broken\n" + LINES, False),
    ],
)  # fmt: skip
def test_a_file_that_ends_within_a_record_is_told_of(data, is_cut, caplog, tmp_path):
    """One broken record at the end may stand for most of the posts: half a download is no small damage.

    A line that is cut off at the end of lines is the record that is counted.
    """
    (tmp_path / "export").write_bytes(data)
    list(ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _source, author: author))
    assert ("ends within a record" in caplog.text) is is_cut


def test_xml_without_an_element_is_told_at_once(tmp_path):
    """Thousands of comments before nothing take no time that grows with their square."""
    started = time.process_time()
    with pytest.raises(InputError, match="no known format"):
        read(tmp_path, b"<?xml ?>" + b"<!a>" * 16_000)
    assert time.process_time() - started < 5
