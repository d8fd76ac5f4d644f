"""Raw exports of an event without what is to be forgotten: what is rewritten, what is left and named."""

from __future__ import annotations

import gzip
import json

import pytest

from xsentiment import ingest, privacy
from xsentiment.pipeline import Paths, exports, tombstones

from builders import event

IDS = [str(1962000000000000000 + i) for i in range(6)]


def post(number: int, author: str = "7", refers: str | None = None, to: int = 0) -> dict[str, object]:
    """A post of X API v2; `refers` says how it refers to another one."""
    row: dict[str, object] = {"id": IDS[number], "text": f"number {number} of these", "author_id": author}
    row |= {"created_at": f"2025-09-02T0{number}:00:00.000Z"}
    return row | ({"referenced_tweets": [{"type": refers, "id": IDS[to]}]} if refers else {})


def lines(*rows: object) -> bytes:
    """JSON Lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def raw(tmp_path):
    """An empty folder of exports."""
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def rewritten(raw, *posts: str, authors: tuple[str, ...] = ()) -> exports.Rewritten:
    """Forget these in the folder's exports."""
    loaded = event(raw.parent)
    paths = Paths.of(loaded, raw=raw, processed=raw.parent / "tables" / "e", reports=raw.parent / "reports")
    paths.key.parent.mkdir(exist_ok=True)
    key = privacy.load_key(paths.key)
    told = tombstones.add(loaded, paths, key, posts, tombstones.author_keys(key, authors))
    return exports.rewrite(loaded, paths, key, told)


def test_an_export_that_is_cut_off_is_left_and_named(raw):
    """The others are rewritten all the same."""
    whole = gzip.compress(lines(*(post(i) for i in range(6))), 1)
    (raw / "cut.jsonl.gz").write_bytes(whole[:-9])
    (raw / "whole.jsonl.gz").write_bytes(whole)
    done = rewritten(raw, IDS[1])
    assert (done.done, done.holding) == (("whole.jsonl.gz",), ("cut.jsonl.gz",))
    assert (raw / "cut.jsonl.gz").read_bytes() == whole[:-9]


@pytest.mark.parametrize("refers", ["replied_to", "quoted"])
def test_exports_with_posts_that_refer_to_such_posts_are_named(raw, refers):
    """They may bring its text along, also where the post itself lies in another file and its author was named."""
    page = {"data": [post(2, refers=refers, to=1)], "includes": {"tweets": [post(1, "99")]}}
    (raw / "beside.jsonl").write_bytes(lines(page))
    (raw / "itself.jsonl").write_bytes(lines(post(0), post(1, "99")))
    (raw / "other.jsonl").write_bytes(lines(post(3), post(4, refers=refers, to=3)))
    done = rewritten(raw, authors=("99",))
    assert done == (("itself.jsonl",), (), ("beside.jsonl",))


def test_what_a_link_leads_to_is_rewritten(raw):
    """The link stays one: a copy in its place would leave the post where the link led."""
    there = raw.parent / "elsewhere.jsonl"
    there.write_bytes(lines(post(0), post(1)))
    (raw / "link.jsonl").symlink_to(there)
    assert rewritten(raw, IDS[1]).done == ("link.jsonl",)
    assert (raw / "link.jsonl").is_symlink()
    assert IDS[1].encode() not in there.read_bytes()


def test_deletions_among_the_posts_do_not_keep_an_export_from_being_rewritten(raw, monkeypatch):
    """Posts and deletions are each compared in their order, however many rows are read at a time."""
    monkeypatch.setattr(ingest, "BATCH_ROWS", 2)
    gone = {"delete": {"tweet": {"id": IDS[5], "author_id": "7"}, "event_at": "2025-09-03T00:00:00.000Z"}}
    (raw / "stream.jsonl").write_bytes(lines(post(0), post(1), gone, post(2), post(3), post(4)))
    assert rewritten(raw, IDS[0]).done == ("stream.jsonl",)


def test_what_a_call_that_was_cut_off_left_goes(raw):
    """It holds all posts but those that were named then."""
    (raw / "a.jsonl").write_bytes(lines(post(0), post(1)))
    (raw / ".a.jsonl.rewritten").write_bytes(lines(post(0)))
    assert rewritten(raw, IDS[2]) == ((), (), ())
    assert [path.name for path in raw.iterdir()] == ["a.jsonl"]
