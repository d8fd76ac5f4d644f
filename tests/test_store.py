"""Atomic writes, parts, hashes, the manifest, the swap of a folder."""

from __future__ import annotations

import pickle
import re
import signal
import sys

import numpy as np
import pyarrow as pa
import pytest

from xsentiment import engine, errors, ingest, schema, store
from xsentiment.errors import InputError

from builders import posts


def test_a_part_depends_on_the_post_alone():
    """Known values: a change of the hash would tear posts from their copies."""
    assert [store.part_of("x", str(i), 16) for i in range(6)] == [store.part_of("x", str(i), 16) for i in range(6)]
    assert len({store.part_of("x", str(i), 16) for i in range(300)}) == 16
    assert store.part_of("x", "\ud800", 16) < 16


def test_parts_appear_whole_or_not_at_all(tmp_path):
    """Rows written in many pieces are one file a part; after a fault there is none."""
    table = posts(30_000)
    part = np.arange(table.num_rows) % 2
    with store.PartWriter(tmp_path / "posts", "a", schema.POSTS) as writer:
        for start in range(0, table.num_rows, 7_000):
            writer.write(table.slice(start, 7_000), part[start : start + 7_000])
    files = sorted((tmp_path / "posts").rglob("*"))
    assert [path.name for path in files if path.is_file()] == ["a.parquet", "a.parquet"]
    for number in (0, 1):
        read = store.read_tables([tmp_path / "posts" / f"part={number:02d}" / "a.parquet"], schema.POSTS, "POSTS")
        assert read.equals(table.filter(pa.array(part == number)))
    with pytest.raises(RuntimeError), store.PartWriter(tmp_path / "posts", "b", schema.POSTS) as writer:
        writer.write(table, part)
        raise RuntimeError
    assert not list((tmp_path / "posts").rglob("b.*"))


def test_a_table_hash_is_of_the_content():
    """Chunks and compression do not change it, values do."""
    table = posts(10)
    assert store.table_hash(pa.concat_tables([table.slice(0, 3), table.slice(3)])) == store.table_hash(table)
    assert store.table_hash(table.slice(1)) != store.table_hash(table)


def test_writes_are_atomic(tmp_path):
    """A failed write leaves the old file and no litter."""
    path = tmp_path / "a" / "file"
    store.write_atomic(path, b"old")
    with pytest.raises(TypeError):
        store.write_atomic(path, "no bytes")
    assert path.read_bytes() == b"old"
    assert [item.name for item in path.parent.iterdir()] == ["file"]


def test_an_interrupted_swap_is_put_right(tmp_path):
    """If a process died between the two renames, the old folder comes back before anything else is done."""
    old = tmp_path / ".reports.old"
    old.mkdir()
    (old / "shares.csv").write_text("old", encoding="utf-8")

    def fails(_folder):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.replace_folder(tmp_path / "reports", fails)
    assert (tmp_path / "reports" / "shares.csv").read_text("utf-8") == "old"


def test_manifests(tmp_path):
    """None yet is empty, that of other tables is not trusted, a damaged one is named."""
    assert store.read_manifest(tmp_path) == {}
    store.write_manifest(tmp_path, {"a": 1})
    assert store.read_manifest(tmp_path)["a"] == 1
    (tmp_path / "manifest.json").write_text('{"schema_version": "0"}', encoding="utf-8")
    assert store.read_manifest(tmp_path) == {}
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is damaged"):
        store.read_manifest(tmp_path)


@pytest.mark.parametrize(
    "error",
    [
        errors.ConfigError("e.toml", "seed", "why"),
        errors.InputError("f.csv", "why"),
        errors.SchemaError("POSTS", "text", "why"),
        errors.LockedError("lock"),
        errors.NoPostsError("e", {"repost": 2}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_cross_processes(error):
    """An expected error of a worker process arrives with its fields and its sentence."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own error
    assert (str(again), vars(again)) == (str(error), vars(error))


@pytest.mark.parametrize("name", engine.ENGINES)
def test_engines_keep_the_order_and_pass_errors(name, tmp_path):
    """Results come in the order of the items; an expected error is raised as it was."""
    if name == "dask":
        pytest.importorskip("distributed", reason="the extra dask is not installed")
    with engine.executor(name, 2) as pool:
        assert engine.in_order(pool, abs, range(-7, 0)) == [7, 6, 5, 4, 3, 2, 1]
        with pytest.raises(InputError, match="absent: No such file"):
            engine.in_order(pool, ingest.detect, [tmp_path / "absent"])


def test_without_the_extra_dask_says_what_to_install(monkeypatch):
    """In one line, before any work."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(errors.InputError, match=r"pip install 'xsentiment\[dask\]'"), engine.executor("dask"):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nobody", "nothing://x:1"])
def test_a_scheduler_that_does_not_answer_is_named(address):
    """The address is the one of Dask's own settings, also where it is none."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    import dask

    nobody = {"scheduler-address": address, "distributed.comm.timeouts.connect": "1s"}
    with (
        dask.config.set(nobody),
        pytest.raises(errors.InputError, match=f"{re.escape(address)}: is no Dask scheduler that answers"),
        engine.executor("dask"),
    ):
        pass


def test_workers_of_a_cluster_are_its_own():
    """A number of them beside the address of a scheduler would be passed over."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    import dask

    with (
        dask.config.set({"scheduler-address": "tcp://127.0.0.1:1"}),
        pytest.raises(errors.InputError, match="has workers of its own; leave out --workers"),
        engine.executor("dask", 2),
    ):
        pass


def test_an_unknown_engine_is_an_error():
    """The known ones are named."""
    with pytest.raises(ValueError, match="known: serial, processes, dask"), engine.executor("spark"):
        pass


def test_what_else_lies_in_a_folder_that_is_replaced_stays(tmp_path):
    """A user's own file beside the reports is there after each swap, and after one that was interrupted."""
    folder, old = tmp_path / "reports", tmp_path / ".reports.old"
    for place, name in ((folder, "shares.csv"), (folder, "mine.xlsx"), (old, "notes.txt"), (old, "shares.csv")):
        place.mkdir(exist_ok=True)
        (place / name).write_text("old", encoding="utf-8")
    store.replace_folder(folder, lambda new: (new / "shares.csv").write_text("new", encoding="utf-8"))
    found = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert found == {"shares.csv": "new", "mine.xlsx": "old", "notes.txt": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]


@pytest.fixture
def no_room():
    """No file may grow beyond 2,000 bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_file_without_room_is_named(tmp_path, no_room):
    """Whether Python or Arrow writes it; nothing of it stays, and nothing is said when memory is tidied up."""
    with pytest.raises(OSError, match="File too large") as error:
        store.write_atomic(tmp_path / "a.csv", bytes(3_000))
    assert error.value.filename == str(tmp_path / "a.csv")
    with pytest.raises(OSError, match="File too large") as error, store.PartWriter(tmp_path, "b", schema.POSTS) as out:
        out.write(posts(200), np.arange(200) % 3)
    assert error.value.filename == str(tmp_path / "part=00" / "b.parquet")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
