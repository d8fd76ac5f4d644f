"""Forgetting: posts and authors leave tables, audit and reports, and do not come back."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from xsentiment import ingest, pipeline
from xsentiment.cli import main
from xsentiment.errors import InputError
from xsentiment.event_file import load_event

EVENT = "events/golden.toml"


def command(*arguments: str):
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


def frame() -> list[dict[str, object]]:
    """The posts that the last run counted."""
    return pipeline.read_frame(pipeline.Paths.of(load_event(EVENT))).to_pylist()


def audited() -> set[str]:
    """The ids in the audit file."""
    with Path("events/golden.audit.csv").open(encoding="utf-8", newline="") as file:
        return {row["post_id"] for row in csv.DictReader(file)}


def held(post_id: str) -> list[str]:
    """The tables with posts, and the reports' tables, that have this id."""
    tables = {
        path: pq.read_table(path, partitioning=None).to_pylist() for path in Path("data/processed").rglob("*.parquet")
    }
    for path in Path("reports").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path] = list(csv.DictReader(file))
    return [str(path) for path, rows in tables.items() if any(row.get("post_id") == post_id for row in rows)]


def test_a_forgotten_post_does_not_come_back(house_after_a_run):
    """It leaves frame, audit and reports, and is rejected as `forgotten` whenever its export is read again."""
    before = frame()
    gone = next(str(row["post_id"]) for row in before if row["post_id"] in audited())
    Path("ids.txt").write_text(f"{gone}\n\n", encoding="utf-8")
    done = command("forget", EVENT, "--posts", "ids.txt", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["audit"] >= 1
    assert json.loads(done.stdout)["raw_files"]
    assert gone not in audited()
    assert len(frame()) == len(before) - 1
    assert held(gone) == []
    assert "forgotten" in Path("reports/golden/rejects.csv").read_text(encoding="utf-8")
    assert "nothing new" in command("run", EVENT).stdout
    shutil.rmtree("data/processed/golden")
    assert command("run", EVENT).exit_code == 0
    assert gone not in {row["post_id"] for row in frame()}


def test_what_the_tables_do_not_have_is_told(house_after_a_run):
    """Zero rows may be a name of another kind: how posts and authors are named is said."""
    Path("ids.txt").write_text("no such post\n", encoding="utf-8")
    done = command("forget", EVENT, "--posts", "ids.txt")
    assert (done.exit_code, done.stdout) == (0, "0 rows of posts and 0 of the audit forgotten\n")
    assert "nothing of them is in the tables" in done.stderr


def test_a_forgotten_author_is_known_by_handle_or_id(house_after_a_run):
    """All posts of the author are gone, and nobody else's."""
    event = load_event(EVENT)
    paths = pipeline.Paths.of(event)
    export = next(path for path in sorted(Path("data/raw/golden").iterdir()) if path.suffix == ".jsonl")
    batches = ingest.read_file(export, export.name, pseudonym=lambda _source, author: author)
    authors = [name for batch in batches for name in batch.posts["author_id"].to_pylist() if name]
    before = len(frame())
    Path("authors.txt").write_text(f"@{authors[0]}\n", encoding="utf-8")
    done = pipeline.forget(event, paths, authors=Path("authors.txt"))
    assert done.posts >= authors.count(authors[0])
    assert 0 < before - len(frame()) <= done.posts


def test_an_author_leaves_the_audit_where_the_tables_were_deleted(house_after_a_run):
    """They are made again first: the audit file names posts alone, and the exports that hold them are to be named."""
    event = load_event(EVENT)
    batches = ingest.read_file(Path("data/raw/golden/x.jsonl"), "x.jsonl", pseudonym=lambda _source, author: author)
    rows = [row for batch in batches for row in batch.posts.to_pylist()]
    author = next(row["author_id"] for row in rows if row["post_id"] in audited() and row["author_id"])
    theirs = {row["post_id"] for row in rows if row["author_id"] == author}
    Path("authors.txt").write_text(f"{author}\n", encoding="utf-8")
    shutil.rmtree("data/processed/golden")
    done = pipeline.forget(event, pipeline.Paths.of(event), authors=Path("authors.txt"))
    assert done.audit > 0
    assert "x.jsonl" in done.raw_files
    assert not theirs & audited()


def test_results_of_compliance_jobs_are_obeyed(house_after_a_run):
    """Posts that X names as deleted are forgotten; a file without deletions is an error."""
    gone = next(str(row["post_id"]) for row in frame() if row["source"] == "x")
    Path("none.jsonl").write_text(json.dumps({"data": [], "meta": {"result_count": 0}}), encoding="utf-8")
    refused = command("comply", EVENT, "none.jsonl")
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (1, "Error: none.jsonl: names no deletions")
    notice = {"delete": {"status": {"id_str": gone, "user_id_str": "1"}, "timestamp_ms": "1756980000000"}}
    Path("results.jsonl").write_text(json.dumps(notice), encoding="utf-8")
    assert command("comply", EVENT, "results.jsonl").exit_code == 0
    assert gone not in {row["post_id"] for row in frame()}


def test_tombstones_hold_hashes_alone_and_want_their_key(house_after_a_run):
    """The file names nobody, is for its owner alone, and another key is an error: it would forget nothing."""
    gone = str(frame()[0]["post_id"])
    Path("ids.txt").write_text(gone, encoding="utf-8")
    assert command("forget", EVENT, "--posts", "ids.txt").exit_code == 0
    path = Path("data/.xsentiment-forgotten-golden")
    assert gone not in path.read_text(encoding="ascii")
    assert path.stat().st_mode & 0o777 == 0o600
    Path("data/.xsentiment-key").unlink()
    event = load_event(EVENT)
    with pytest.raises(InputError, match="another key"):
        pipeline.forget(event, pipeline.Paths.of(event), posts=Path("ids.txt"))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_that_names_nothing_is_an_error(content, house_after_a_run):
    """Nothing is forgotten by mistake."""
    Path("ids.txt").write_bytes(content)
    assert command("forget", EVENT, "--posts", "ids.txt").exit_code == 1
    assert command("forget", EVENT).exit_code == 2
    assert not Path("data/.xsentiment-forgotten-golden").exists()


@pytest.mark.parametrize("form", ["csv", "label-studio"])
def test_labels_that_were_not_imported_are_not_lost(house_after_a_run, form):
    """A filled-in sheet stops it, by name, before anything is forgotten; once imported, or untouched, it does not."""
    sheet = Path(command("audit", "draw", EVENT, "--size", "60", "--format", form).stdout.strip())
    gone = str(frame()[0]["post_id"])
    Path("ids.txt").write_text(gone, encoding="utf-8")
    if form != "label-studio":
        before, held = audited(), sheet.read_bytes()
        filled = fill(sheet)
        refused = command("forget", EVENT, "--posts", "ids.txt")
        assert refused.exit_code == 1
        assert refused.stderr.splitlines()[-1] == (
            f"Error: {sheet}: holds labels of {filled} posts that are not in the audit; "
            "`xsentiment audit import` it, or delete it"
        )
        assert audited() == before
        assert sheet.read_bytes() != held
        assert gone in {row["post_id"] for row in frame()}
        assert not Path("data/.xsentiment-forgotten-golden").exists()
        assert command("audit", "import", EVENT, str(sheet), "--labeller", "three").exit_code == 0
    assert command("forget", EVENT, "--posts", "ids.txt").exit_code == 0
    assert not sheet.exists()
    assert gone not in {row["post_id"] for row in frame()}


def fill(sheet: Path) -> int:
    """Label the first posts of a sheet; how many."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"sentiment": "positive", "topics": "none"}
    rows[1] |= {"on_event": "no"}
    rows[2] |= {"outcome": "gone"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return 3


def test_raw_exports_are_rewritten_on_request(house_after_a_run):
    """A post of each export is gone from it, all others stay as they were, and so do the figures of a later run."""
    gone = {str(row["raw_file"]): str(row["post_id"]) for row in frame() if row["quote_of_id"] is None}
    raw = {name: (Path("data/raw/golden") / name).read_bytes() for name in gone}
    Path("ids.txt").write_text("\n".join(gone.values()), encoding="utf-8")
    done = command("forget", EVENT, "--posts", "ids.txt", "--rewrite-exports", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert len(gone) == 3
    assert (sorted(told["rewritten"]), told["raw_files"]) == (sorted(gone), [])
    for name, before in raw.items():
        after = (Path("data/raw/golden") / name).read_bytes()
        assert gone[name].encode() in before
        assert b'"%b"' % gone[name].encode() not in after
        assert len(after) < len(before)
    kept = frame()
    assert "forgotten" not in Path("reports/golden/rejects.csv").read_text(encoding="utf-8")
    assert "nothing new" in command("run", EVENT).stdout
    shutil.rmtree("data/processed/golden")
    assert command("run", EVENT).exit_code == 0
    assert frame() == kept
    again = json.loads(command("forget", EVENT, "--posts", "ids.txt", "--rewrite-exports", "--json").stdout)
    assert (again["posts"], again["rewritten"], again["raw_files"]) == (0, [], [])


def test_exports_can_be_rewritten_later(house_after_a_run):
    """Posts that were forgotten before are still taken out, and are not said to be named wrongly."""
    Path("ids.txt").write_text(str(frame()[0]["post_id"]), encoding="utf-8")
    first = command("forget", EVENT, "--posts", "ids.txt")
    assert "take them out with --rewrite-exports, or delete it" in first.stderr
    done = command("forget", EVENT, "--posts", "ids.txt", "--rewrite-exports")
    assert ": rewritten without them" in done.stdout
    assert "nothing of them is in the tables" not in done.stderr


def test_an_export_that_cannot_be_rewritten_is_left_and_named(house_after_a_run):
    """An archive stays to the byte; those that hold quotes of the post are named."""
    path = Path("data/raw/golden/x.jsonl")
    page = json.loads(path.read_bytes().splitlines()[0])
    gone = page["data"][0]["id"]
    quote = {
        "id": "1962999999999999999",
        "text": "look at this",
        "author_id": "1",
        "created_at": "2025-09-03T00:00:00Z",
    }
    quote["referenced_tweets"] = [{"type": "quoted", "id": gone}]
    Path("data/raw/golden/quotes.jsonl").write_text(json.dumps({"data": [quote]}), encoding="utf-8")
    with zipfile.ZipFile("data/raw/golden/packed.jsonl", "w") as archive:
        archive.write(path, "x.jsonl")
    packed = Path("data/raw/golden/packed.jsonl").read_bytes()
    Path("ids.txt").write_text(gone, encoding="utf-8")
    done = command("forget", EVENT, "--posts", "ids.txt", "--rewrite-exports")
    assert done.exit_code == 0, done.output
    assert "x.jsonl: rewritten without them" in done.stdout
    assert "packed.jsonl: the raw export still holds such posts" in done.stderr
    assert "quotes.jsonl: other posts in it quote or answer such posts" in done.stderr
    assert Path("data/raw/golden/packed.jsonl").read_bytes() == packed
    assert not list(Path("data/raw/golden").glob(".*"))


def test_nothing_is_replaced_that_would_read_otherwise(house_after_a_run, monkeypatch):
    """A rewriting that changed another post is thrown away."""
    from xsentiment.pipeline import exports

    def spoil(path, raw_file, gone, out):
        out.write_bytes(path.read_bytes().replace(b"Goosebumps", b"Nothing"))
        return True

    monkeypatch.setattr(exports, "write_without", spoil)
    raw = {path: path.read_bytes() for path in Path("data/raw/golden").iterdir()}
    Path("ids.txt").write_text(str(frame()[0]["post_id"]), encoding="utf-8")
    done = json.loads(command("forget", EVENT, "--posts", "ids.txt", "--rewrite-exports", "--json").stdout)
    assert done["rewritten"] == []
    assert done["raw_files"]
    assert {path: path.read_bytes() for path in Path("data/raw/golden").iterdir()} == raw
