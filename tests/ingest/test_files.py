"""Packed files: bounds, damage, names, progress; and what large files cost."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import subprocess
import sys
import tarfile
import time
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from xsentiment import ingest
from xsentiment.errors import InputError
from xsentiment.ingest import unpack

LINE = b'{"id_str": "%d", "id": %d, "text": "the parade", "user": {"id_str": "7"}, "retweet_count": 0}\n'


def lines(n: int) -> bytes:
    """Posts of API v1.1, one a line."""
    return b"".join(LINE % (i, i) for i in range(n))


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def counts(folder, data: bytes, **options) -> tuple[int, int]:
    """Posts and rejects of a file with these bytes."""
    (folder / "export").write_bytes(data)
    batches = list(ingest.read_file(folder / "export", "export", pseudonym=lambda _, author: author, **options))
    return sum(batch.posts.num_rows for batch in batches), sum(batch.rejects.num_rows for batch in batches)


def test_every_line_before_the_damage_is_kept(tmp_path):
    """What can be unpacked of a file that is cut off or overwritten is read, to the last whole line."""
    data = b"".join(LINE % (i, random.Random(i).getrandbits(60)) for i in range(20_000))  # noqa: S311
    packed = gzip.compress(data)
    for end in (len(packed) // 3, len(packed) - 5):
        recoverable = _unpacked(packed[:end]).count(b"\n")
        assert counts(tmp_path, packed[:end]) == (recoverable, 1)
    packed = zstandard.ZstdCompressor().compress(data)
    posts, rejects = counts(tmp_path, packed[: len(packed) // 2])
    assert posts > 9_000
    assert rejects == 1


def _unpacked(data: bytes) -> bytes:
    import zlib

    return zlib.decompressobj(31).decompress(data)


def test_rows_of_parquet_before_a_damaged_page_are_kept(tmp_path):
    """Groups of rows before the damage are read; a text that is not UTF-8 has U+FFFD where it is not."""
    table = pa.table({"id": [f"p{i}" for i in range(30_000)], "text": [f"the parade {i}" for i in range(30_000)]})
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=10_000, compression="none", use_dictionary=False)
    data = sink.getvalue()
    assert counts(tmp_path, data.replace(b"parade 5", b"par\xffde 5")) == (30_000, 0)
    place = data.index(b"the parade 25000") - 200_000
    damaged = data[:place] + b"\xff" * 100_000 + data[place + 100_000 :]
    posts, rejects = counts(tmp_path, damaged)
    assert posts >= 10_000
    assert rejects == 1


def test_frames_follow_each_other(tmp_path):
    """Packed files that were joined are read to the end, as gzip and zstd themselves read them."""
    for compress in (gzip.compress, zstandard.ZstdCompressor().compress):
        assert counts(tmp_path, compress(lines(3)) + compress(lines(4))) == (7, 0)


@pytest.mark.parametrize("inner", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_bombs_in_archives_share_one_bound(inner, tmp_path, monkeypatch):
    """Many files that each stay below the bound do not pass it together."""
    monkeypatch.setattr(unpack, "FREE_BYTES", 8 << 20)
    monkeypatch.setattr(unpack, "MAX_RATIO", 20)
    bomb = inner(lines(2) + b" " * (3 << 20))
    assert counts(tmp_path, zipped({"a": bomb})) == (2, 0)
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, zipped({str(i): bomb for i in range(9)}))
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, zipped({str(i): lines(2) + b" " * (3 << 20) for i in range(9)}))


def test_a_bomb_of_zstandard_is_stopped_while_it_unpacks(tmp_path, monkeypatch):
    """Memory stays bounded although a few bytes hold a gigabyte."""
    monkeypatch.setattr(unpack, "FREE_BYTES", 64 << 20)
    unpacker = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = unpacker.compress(lines(2)) + b"".join(unpacker.compress(b" " * (1 << 24)) for _ in range(24))
    bomb += unpacker.flush()
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, bomb)


@pytest.mark.parametrize("data", ["[]", "{}", " [ ]\n".replace(" ]", "]"), "\ufeff[]", "null"])
def test_an_empty_list_is_an_empty_file(data, tmp_path):
    """What a tool writes where it found nothing is a file without posts, not one of an unknown format."""
    path = tmp_path / "export"
    path.write_text(data, encoding="utf-8")
    batch = next(ingest.read_file(path, "export", pseudonym=lambda _source, author: author))
    assert (batch.posts.num_rows, batch.rejects["reason"].to_pylist()) == (0, ["empty_file"])


def test_a_file_that_begins_with_much_space_is_not_called_empty(tmp_path):
    """It is read, or refused if nothing can be told of it."""
    assert counts(tmp_path, b"\n" * 10_000 + lines(2)) == (2, 0)
    with pytest.raises(InputError, match="no known format"):
        counts(tmp_path, b" " * 100_000 + lines(2))


def test_names_in_archives_are_shown_harmlessly(tmp_path):
    """Control characters in a name reach no table; of two files of one name both are read."""
    data = zipped({"../a\x1b[2J\n.jsonl": lines(2), "one": lines(3), "two": lines(4)}).replace(b"two", b"one")
    (tmp_path / "export").write_bytes(data)
    batches = list(ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _, author: author))
    assert [batch.posts.num_rows for batch in batches] == [2, 3, 4]
    assert batches[0].posts["raw_file"][0].as_py() == "export/../a\ufffd[2J\ufffd.jsonl"


def test_a_packing_that_is_not_known_is_told(tmp_path):
    """A zip by a method that Python has not is an error that says what to do."""
    data = bytearray(zipped({"a": lines(2)}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(mark) + place, 97)
    with pytest.raises(InputError, match=r"not supported .*unpack it first"):
        counts(tmp_path, bytes(data))


def test_a_file_without_a_name_in_an_archive_is_read(tmp_path):
    """An archive may name nothing."""
    assert counts(tmp_path, zipped({"qq": lines(3)}).replace(b"qq", b"\0q")) == (3, 0)


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar archive of these files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            item = tarfile.TarInfo(name)
            item.size = len(data)
            archive.addfile(item, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress]
)
def test_files_in_a_tar_archive_are_read(pack, tmp_path):
    """In order of their names, packed themselves or not; what a system put there and links are passed over."""
    data = tarred({"./b/two.jsonl": lines(2), "a.jsonl.gz": gzip.compress(lines(3)), "b/._two.jsonl": b"\0\5\26\7"})
    linked = tarfile.TarInfo("link")
    linked.type, linked.linkname = tarfile.SYMTYPE, "/etc/passwd"
    (tmp_path / "export").write_bytes(pack(linked.tobuf() + data))
    batches = list(ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _, author: author))
    assert [batch.posts.num_rows for batch in batches] == [2, 3]
    assert [batch.posts["raw_file"][0].as_py() for batch in batches] == ["export/b/two.jsonl", "export/a.jsonl.gz"][::1]


def test_a_tar_archive_that_is_cut_off_is_read_up_to_there(tmp_path, caplog):
    """Whole lines are kept, and the archive is named; one without a whole header is an error."""
    data = tarred({"a": lines(50), "b": lines(50)})
    assert counts(tmp_path, data[: data.rindex(b'"id_str": "20"')]) == (50 + 20, 1)
    assert "cut off or damaged" in caplog.text
    packed = gzip.compress(data)
    assert counts(tmp_path, packed[:-5])[0] == 100
    damaged = bytearray(data)
    second = data.index(b"b\0\0\0")
    damaged[second + 100 : second + 160] = b"\xff" * 60
    assert counts(tmp_path, bytes(damaged)) == (50, 0)
    with pytest.raises(InputError, match="is a tar archive that is cut off or damaged"):
        counts(tmp_path, data[:300])


def test_bombs_in_tar_archives_are_refused(tmp_path, monkeypatch):
    """The files of one archive share its bound, packed outside or inside; a header that leads back is damage."""
    monkeypatch.setattr(unpack, "FREE_BYTES", 8 << 20)
    monkeypatch.setattr(unpack, "MAX_RATIO", 20)
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, gzip.compress(tarred({"a": lines(2) + b" " * (9 << 20)})))
    inner = gzip.compress(lines(2) + b" " * (3 << 20))
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, tarred({str(i): inner for i in range(9)}))
    item = tarfile.TarInfo("a")
    item.size = 1 << 40
    with pytest.raises(InputError, match="decompression bomb"):
        counts(tmp_path, item.tobuf(tarfile.GNU_FORMAT) + lines(9))
    item.size = -512
    with pytest.raises(InputError, match="cut off or damaged"):
        counts(tmp_path, item.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)


@pytest.mark.parametrize("inner", [tarred, zipped])
@pytest.mark.parametrize("outer", [tarred, zipped])
def test_an_archive_in_an_archive_is_told(inner, outer, tmp_path):
    """It is named for what it is."""
    with pytest.raises(InputError, match="is an archive inside an archive; unpack it first"):
        counts(tmp_path, outer({"inner": inner({"a": lines(2)})}))


@pytest.mark.parametrize("packing", ["none", "gz", "zip", "tar"])
def test_progress_rises_to_the_size_of_the_file(packing, tmp_path, monkeypatch):
    """It is told after each batch how much of the file on disk is behind it."""
    monkeypatch.setattr(ingest, "BATCH_ROWS", 5_000)
    data = lines(15_000)
    pack = {
        "none": bytes,
        "gz": gzip.compress,
        "zip": lambda data: zipped({"b": data, "a": data}),
        "tar": lambda data: tarred({"b": data, "a": data}),
    }[packing]
    said: list[int] = []
    assert counts(tmp_path, pack(data), progress=lambda behind, _posts: said.append(behind))[1] == 0
    assert said == sorted(said)
    assert 0 < said[0] < said[-1] == (tmp_path / "export").stat().st_size
    assert len(said) > 3


def test_a_format_is_told_without_reading_the_file(tmp_path):
    """Of a large page only the beginning is looked at, also where its first line is all of it."""
    post = {"id": "1" * 18, "text": "the parade " * 20, "edit_history_tweet_ids": ["1" * 18], "public_metrics": {}}
    page = json.dumps({"data": [post] * 60_000})
    for name, text in (("one line", page), ("pretty", page.replace("}, {", "},\n {"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        begun = time.process_time()
        assert ingest.detect(tmp_path / name).format == "x-api-v2"
        assert time.process_time() - begun < 0.5


def _cost(path, want: int) -> int:
    """Peak memory in MiB of a process that reads this file, on top of an empty one; its posts are counted."""
    code = (
        "import resource, sys; from pathlib import Path; from xsentiment import ingest\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "got = list((b.posts.num_rows, b.rejects.num_rows)\n"
        "    for b in ingest.read_file(Path(sys.argv[1]), 'f', pseudonym=lambda s, a: a))\n"
        "print(sum(n for n, _ in got), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    posts, kilobytes = map(int, done.stdout.split())
    assert posts == want
    return kilobytes // 1024


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["array", "page", "lines", "pretty"])
def test_memory_does_not_grow_with_the_file(shape, tmp_path):
    """A document four times as large is read in the same memory, well below one GiB."""
    post = {"id": "1", "text": "the parade " * 20, "edit_history_tweet_ids": ["1"], "lang": "en", "public_metrics": {}}
    costs = []
    for n in (100_000, 400_000):
        path = tmp_path / f"{n}.json"
        with path.open("w", encoding="utf-8") as out:
            out.write({"array": "[", "page": '{"data": [', "lines": "", "pretty": "[\n"}[shape])
            for i in range(n):
                text = json.dumps(post | {"id": str(i)}, indent=2 if shape == "pretty" else None)
                out.write(text + ("\n" if shape == "lines" else ", " if i < n - 1 else ""))
            out.write({"array": "]", "page": '], "meta": {"result_count": 1}}', "lines": "", "pretty": "]"}[shape])
        costs.append(_cost(path, n))
        path.unlink()
    assert costs[1] < 600
    assert costs[1] < 1.3 * costs[0] + 50


@pytest.mark.slow
def test_a_line_of_100_megabytes_is_one_post(tmp_path):
    """It is read, and the lines around it too."""
    path = tmp_path / "long.jsonl"
    with path.open("wb") as out:
        out.write(lines(3))
        out.write(lines(1).replace(b"the parade", b"x" * (100 << 20)))
        out.write(lines(3))
    assert _cost(path, 7) < 1024
