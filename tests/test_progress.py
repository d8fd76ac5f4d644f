"""The bar that a terminal shows while a file is read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from xsentiment import progress


def stderr_of_a_terminal(arguments: list[str], folder) -> str:
    """Run Python with a terminal as its stderr, which is read while it runs: what a terminal holds is bounded."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are there on POSIX alone")
    ours, theirs = pty.openpty()
    said = bytearray()
    with subprocess.Popen([sys.executable, *arguments], cwd=folder, stderr=theirs, stdout=subprocess.DEVNULL) as run:
        os.close(theirs)
        try:
            while block := os.read(ours, 4096):
                said += block
        except OSError:  # Linux, once all is read
            pass
    os.close(ours)
    assert run.returncode == 0
    return said.decode()


@pytest.fixture
def export(tmp_path):
    """A CSV of 30,000 posts."""
    rows = (f"{1962685656069047340 + i},the parade {i}\n" for i in range(30_000))
    (tmp_path / "posts.csv").write_text("id,text\n" + "".join(rows), encoding="utf-8")
    return tmp_path


def test_a_terminal_sees_bytes_and_rate(export):
    """The bar tells megabytes and posts a second, and the summary line follows it."""
    said = stderr_of_a_terminal(["-m", "xsentiment", "convert", "posts.csv", "--out", "posts.parquet"], export)
    assert "1.1 of 1.1 MB" in said
    assert " posts/s" in said
    assert "100%" in said
    assert said.index("columns guessed") < said.index("0%")
    assert said.rstrip().endswith("30000 rows read = 30000 posts + 0 rejected")


def test_quiet_shows_no_bar(export):
    """-q leaves the summary line alone."""
    said = stderr_of_a_terminal(["-m", "xsentiment", "-q", "convert", "posts.csv", "--out", "posts.parquet"], export)
    assert " posts/s" not in said


def test_a_pipe_sees_nothing(capfd):
    """No byte is written where stderr is no terminal."""
    with progress.bar("posts.csv", 100) as tell:
        assert tell is None
    assert capfd.readouterr() == ("", "")


def test_a_terminal_sees_how_many_texts_a_network_has_read(tmp_path):
    """The bar names the model, and tells texts done, of how many, and a second."""
    code = (
        "import logging, numpy; from xsentiment.scorers import kept; logging.basicConfig(level=logging.INFO);"
        "kept.rows([str(i) for i in range(1000)], 'st:small', '1', lambda batch: numpy.zeros((len(batch), 2)))"
    )
    said = stderr_of_a_terminal(["-c", code], tmp_path)
    assert "st:small" in said
    assert "1,000 of 1,000 texts" in said
    assert " texts/s" in said
