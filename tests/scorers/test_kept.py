"""What networks made of texts, kept by the text's hash."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment.errors import InputError
from xsentiment.scorers import kept

TEXTS = ["tanks", "bread", "tanks", "", "\ud83d"]


class Network:
    """Gives each text its length and remembers what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, batch):
        """One row of two numbers a text."""
        self.read += batch
        return np.array([[len(text), 7] for text in batch], np.int16)


@pytest.fixture(autouse=True)
def _another_process():
    """Memory is empty before and after each test."""
    kept._kept.cache_clear()
    yield
    kept._kept.cache_clear()


def test_each_distinct_text_is_read_once():
    """Copies share a row, and later calls read only what is new."""
    network = Network()
    assert kept.rows(TEXTS, "a", "1", network)[:, 0].tolist() == [5, 5, 5, 0, 1]
    kept.rows([*TEXTS, "axis"], "a", "1", network)
    assert sorted(network.read) == sorted({*TEXTS, "axis"})


def test_a_later_process_reads_from_disk(tmp_path):
    """What one process kept under a folder, another has with the same bits and without the network."""
    texts = [f"post {i} {'x' * (i % 7)}" for i in range(3 * kept.BATCH)]
    with kept.under(tmp_path):
        first = kept.rows(texts, "a", "1", Network())
        kept._kept.cache_clear()
        second = kept.rows(texts[::-1], "a", "1", network := Network())
    assert network.read == []
    assert np.array_equal(first, second[::-1])
    assert first.dtype == second.dtype == np.int16


def test_another_revision_reads_anew(tmp_path):
    """Rows of one state of a model are never those of another, nor of another model."""
    with kept.under(tmp_path):
        for name, revision in (("a", "1"), ("a", "2"), ("b", "1")):
            kept.rows(["tanks"], name, revision, network := Network())
            assert network.read == ["tanks"]


def test_the_folder_may_be_deleted(tmp_path):
    """A later process then reads the texts again."""
    with kept.under(tmp_path):
        kept.rows(["tanks"], "a", "1", Network())
        for path in tmp_path.glob("*/*"):
            path.unlink()
        kept._kept.cache_clear()
        kept.rows(["tanks"], "a", "1", network := Network())
    assert network.read == ["tanks"]


def test_what_another_process_wrote_meanwhile_is_found(tmp_path):
    """Each call looks for new files."""
    with kept.under(tmp_path):
        kept.rows(["tanks"], "a", "1", Network())
        here = kept._kept("a", "1", tmp_path)
        kept._kept.cache_clear()
        kept.rows(["bread"], "a", "1", Network())
        here.look()
    assert len(here.places) == 2


def test_a_run_cut_off_keeps_what_it_finished(tmp_path, monkeypatch):
    """Rows are written as they come; only the rest is read later, and nothing half-written lies about."""
    monkeypatch.setattr(kept, "PIECE", 2 * kept.BATCH)
    texts = [f"{i:04d}" for i in range(4 * kept.BATCH)]
    network = Network()

    def fails(batch):
        if len(network.read) >= 3 * kept.BATCH:
            raise KeyboardInterrupt
        return network(batch)

    with kept.under(tmp_path):
        with pytest.raises(KeyboardInterrupt):
            kept.rows(texts, "a", "1", fails)
        kept._kept.cache_clear()
        kept.rows(texts, "a", "1", later := Network())
    assert len(later.read) == 2 * kept.BATCH
    assert [path.suffix for path in tmp_path.glob("*/*")] == [".npy", ".npy"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-9],
        lambda data: b"",
        lambda data: b"\x80\x04N.",
        lambda data: data.replace(b"{'descr'", b"{(descr'"),
        lambda data: data.replace(b"(1,)", b"(  )"),
        lambda data: data[:-1] + b"\x01",
    ],
)
def test_a_damaged_file_is_named(tmp_path, damage):
    """Cut short, empty, a pickle or a row of other numbers: one error that says what to do; nothing of it is loaded."""
    with kept.under(tmp_path):
        kept.rows(["tanks"], "a", "1", Network())
        (path,) = tmp_path.glob("*/*.npy")
        path.write_bytes(damage(path.read_bytes()))
        kept._kept.cache_clear()
        with pytest.raises(InputError, match="npy: is damaged; delete it, and its texts are read again$"):
            kept.rows(["tanks"], "a", "1", Network())


def test_rows_of_two_kinds_are_not_mixed(tmp_path):
    """A file whose rows have another width than the network's is an error that says what to do."""
    with kept.under(tmp_path):
        kept.rows(["tanks"], "a", "1", Network())
        kept._kept.cache_clear()
        with pytest.raises(InputError, match="holds rows of two kinds; delete the folder"):
            kept.rows(["tanks", "bread"], "a", "1", lambda batch: np.zeros((len(batch), 3), np.int16))


def test_no_texts_have_rows_of_the_right_width():
    """With nothing kept yet, too."""
    assert kept.rows([], "a", "1", Network()).shape == (0, 2)
