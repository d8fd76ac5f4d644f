"""New event files: they load and run, say what an export shows, and write over nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment import ingest, pipeline
from xsentiment.cli import main
from xsentiment.errors import InputError
from xsentiment.event_file import load_event
from xsentiment.new import new_event

IDS = [str(1963150000000000001 + 4_000_000_000_000 * i) for i in range(60)]


def export(folder: Path, name: str = "my [first] export.csv") -> Path:
    """A CSV of an unknown tool: sixty posts of X over some days, one of them in Japanese."""
    lines = [f'{i},"post number {n}, so good",{"ja" if n == 5 else "en"},{n}' for n, i in enumerate(IDS)]
    (folder / name).write_text("tweet no id,what was said,lang,Like Count\n" + "\n".join(lines), encoding="utf-8")
    return folder / name


def test_template_loads(tmp_path: Path) -> None:
    """Without an export the file is a start that can be loaded as it is."""
    path = new_event("my-event", folder=tmp_path / "events")
    event = load_event(path)
    assert (path.name, event.slug, event.title) == ("my-event.toml", "my-event", "My event")
    assert event.sources == ()


def test_export_proposes_window_languages_and_columns(tmp_path: Path) -> None:
    """First to last day, languages by share, networks in words, the guessed columns as a map."""
    path = new_event("e", export(tmp_path), folder=tmp_path)
    event = load_event(path)
    assert (event.start, event.end) == (datetime(2025, 9, 3, tzinfo=UTC), datetime(2025, 9, 4, tzinfo=UTC))
    assert event.select.languages == ("en", "ja")
    assert "60 posts on x (60)" in path.read_text(encoding="utf-8")
    (source,) = event.sources
    assert source.columns == {"post_id": "tweet no id", "text": "what was said", "lang": "lang", "likes": "Like Count"}


def test_proposed_map_reads_the_same_posts(tmp_path: Path) -> None:
    """The guess, written down, changes nothing."""
    data = export(tmp_path)
    (source,) = load_event(new_event("e", data, folder=tmp_path)).sources
    tables = [
        next(ingest.read_file(data, "a", pseudonym=lambda _source, author: author, mapping=mapping)).posts
        for mapping in (None, source)
    ]
    assert tables[0].equals(tables[1])


def test_proposed_file_runs(tmp_path: Path) -> None:
    """From an export to a report without a touch."""
    raw = tmp_path / "raw"
    raw.mkdir()
    event = load_event(new_event("e", export(raw), folder=tmp_path))
    paths = pipeline.Paths.of(event, raw=raw, processed=tmp_path / "processed", reports=tmp_path / "reports")
    pipeline.run(event, paths)
    assert (tmp_path / "reports" / "shares.csv").exists()


def test_known_tool_is_named(tmp_path: Path) -> None:
    """A format whose columns are known is proposed by name."""
    (tmp_path / "a.csv").write_text(
        "微博id,发布者,微博正文,发布时间,点赞数\nI2u,a,阅兵很震撼,2025-09-03 10:00,3\n", encoding="utf-8"
    )
    (source,) = load_event(new_event("e", tmp_path / "a.csv", folder=tmp_path)).sources
    assert (source.format, source.columns) == ("weibo-csv", {})


@pytest.mark.parametrize(
    ("name", "path", "later"),
    [("tweets_1.csv", "tweets_*.csv", "tweets_2.csv"), ("a [x].csv", "a [[]x]*.csv", "a [x] (copy).csv")],
)
def test_exports_of_later_days_are_meant_too(tmp_path: Path, name: str, path: str, later: str) -> None:
    """What is called alike is read alike, so that a job need not name each day's file."""
    (tmp_path / name).write_text("id,text,created_at\n1,so good,2025-09-03T10:00:00Z\n", encoding="utf-8")
    (source,) = load_event(new_event("e", tmp_path / name, folder=tmp_path)).sources
    assert source.path == path
    assert all(fnmatch(file, source.path) for file in (name, later))


def test_an_export_outside_of_the_window_is_told(tmp_path: Path) -> None:
    """A later day's export of which no post lies in the window: somebody forgot to move the end."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for day in (3, 5):
        rows = "".join(f"{i},text {i},2025-09-0{day}T10:00:00Z\n" for i in range(20 * day, 20 * day + 20))
        (raw / f"day_{day}.csv").write_text(f"id,text,created_at\n{rows}", encoding="utf-8")
    event = load_event(new_event("e", raw / "day_3.csv", folder=tmp_path))
    paths = pipeline.Paths.of(event, raw=raw, processed=tmp_path / "processed", reports=tmp_path / "reports")
    told = "none of its posts was written in the event's window, from 2025-09-03 00:00 to before 2025-09-04 00:00 UTC"
    assert [warning for warning in pipeline.run(event, paths).warnings if "window" in warning] == [f"day_5.csv: {told}"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    (tmp_path / "e.toml").write_text("mine")
    with pytest.raises(InputError, match="not written over"):
        new_event("e", folder=tmp_path)
    assert (tmp_path / "e.toml").read_text() == "mine"


@pytest.mark.parametrize("name", ["My Event", "../e", ".hidden", ""])
def test_name_must_be_that_of_an_event(name: str, tmp_path: Path) -> None:
    """Spaces, capitals and paths are refused."""
    with pytest.raises(InputError, match="lower-case letters"):
        new_event(name, folder=tmp_path)


def test_command_prints_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path goes to stdout, what to do next to stderr."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new", "e", "--from", str(export(tmp_path))])
    assert (result.exit_code, result.stdout.strip()) == (0, str(Path("events/e.toml")))
    assert "data/raw/e/" in result.stderr


def test_an_export_without_rows_makes_no_event(tmp_path: Path) -> None:
    """An empty file tells nothing, and no event file is left behind."""
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(InputError, match="holds no rows to make an event of"):
        new_event("one", empty, folder=tmp_path)
    assert not (tmp_path / "one.toml").exists()
