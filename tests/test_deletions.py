"""A deletion found in one file reaches the post that was read from another, in either order of the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import xsentiment as xs
from xsentiment import ingest, pipeline, select
from xsentiment.convert import convert
from xsentiment.deletions import of_all_versions

import builders
from networks import COMMENT, JETSTREAM, NOTE, TOOT

DID, KEY = JETSTREAM["did"], JETSTREAM["commit"]["rkey"]
X_ID = "1963000000000000000"
X_POST = {
    "id": 1, "id_str": X_ID, "text": "hello", "created_at": "Tue Sep 02 22:04:05 +0000 2025", "retweet_count": 0,
    "user": {"id_str": "42", "screen_name": "someone"},
}  # fmt: skip
NOTE_POST = {"type": "Create", "actor": NOTE["actor"], "object": NOTE["object"]} if "object" in NOTE else NOTE
EVENT = builders.EVENT.replace("2025-09-01", "2005-01-01").replace("2025-09-06T", "2030-01-01T")


def jetstream(operation: str, time_us: int, **record: Any) -> dict[str, Any]:
    """A later event on the post of JETSTREAM."""
    inner = JETSTREAM["commit"] | {"operation": operation}
    inner = (
        inner | {"record": inner["record"] | record} if record else {k: v for k, v in inner.items() if k != "record"}
    )
    return JETSTREAM | {"time_us": time_us, "commit": inner}


LATER, EARLIER = JETSTREAM["time_us"] + 5_000_000, JETSTREAM["time_us"] - 5_000_000


def compliance(post_id: str, created_at: str, **more: str) -> dict[str, Any]:
    """A result of a compliance job."""
    return {"id": post_id, "action": "delete", "created_at": created_at, "reason": "deleted"} | more


def streamed(name: str, at: str) -> dict[str, Any]:
    """An event of X's compliance stream of posts on X_POST."""
    return {"data": {name: {"tweet": {"id": X_ID, "author_id": "42"}, "event_at": at}}}


GONE = {
    "jetstream": (JETSTREAM, jetstream("delete", LATER)),
    "jetstream account": (
        JETSTREAM,
        {"did": DID, "time_us": LATER, "kind": "account", "account": {"active": False, "did": DID}},
    ),
    "x notice": (X_POST, {"delete": {"status": {"id_str": X_ID, "user_id_str": "42"}, "timestamp_ms": "1757000000000"}}),
    "x user": (X_POST, {"user_delete": {"id": 42, "timestamp_ms": "1757000000000"}}),
    "x compliance job": (
        X_POST, compliance(X_ID, "2025-09-02T22:04:05.000Z", redacted_at="2025-09-09T00:00:00.000Z")
    ),
    "x compliance of users": (X_POST, compliance("42", "2013-06-04T16:25:04+00:00", reason="protected")),
    "x compliance stream": (X_POST, streamed("delete", "2025-09-09T00:00:00.000Z")),
    "x compliance stream, dropped": (X_POST, streamed("drop", "2025-09-09T00:00:00.000Z")),
    "x compliance stream, without its envelope": (X_POST, streamed("delete", "2025-09-09T00:00:00.000Z")["data"]),
    "x compliance stream, newer names": (
        X_POST,
        {"data": {"post_delete": {"post": {"id": X_ID, "author_id": "42"}, "event_at": "2025-09-09T00:00:00.000Z"}}},
    ),
    "mastodon stream": (
        TOOT | {"uri": "https://s.test/users/a/statuses/77"}, {"event": "delete", "payload": "77", "stream": ["public"]}
    ),
    "mastodon archive": (
        TOOT | {"uri": "https://s.test/users/a/statuses/77"},
        {"type": "Delete", "actor": "https://s.test/users/a",
         "object": {"type": "Tombstone", "id": "https://s.test/users/a/statuses/77"}},
    ),
    "reddit": (COMMENT, COMMENT | {"body": "[deleted]", "author": "[deleted]"}),
}  # fmt: skip


def test_rows_that_say_they_were_deleted(tmp_path: Path) -> None:
    """Whatever the yes is; with a text or without; other files lose the post, too."""
    for name, yes in (("deleted", "True"), ("isDeleted", "t"), ("is_deleted", "1"), ("Deleted", "yes")):
        said = "".join(
            f"{i},{text},{flag}\n"
            for i, text, flag in ((X_ID, "one", yes), (X_ID[:-1] + "1", "", yes), (X_ID[:-1] + "2", "two", "f"))
        )
        table, other = tmp_path / "0.csv", tmp_path / "1.jsonl"
        table.write_text(f"tweet_id,text,{name}\n{said}", encoding="utf-8")
        other.write_text(json.dumps(X_POST), encoding="utf-8")
        found = xs.read_posts([table, other])
        assert found["text"].tolist() == ["two"]
        assert [row["reason"] for row in found.attrs["rejects"]] == ["deleted"] * 3


def selected(folder: Path, *files: list[Any]) -> select.Selection:
    """Files of JSON lines read one after the other, and what is selected of their posts."""
    batches = []
    for number, values in enumerate(files):
        path = folder / f"{number}.jsonl"
        path.write_text("\n".join(map(json.dumps, values)), encoding="utf-8")
        batches += ingest.read_file(path, path.name, pseudonym=lambda _source, author: f"key of {author}")
    event = builders.event(folder, base=EVENT)
    posts, deletions = (
        pa.concat_tables([getattr(batch, name) for batch in batches]) for name in ("posts", "deletions")
    )
    return select.select(posts, event, deletions)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", GONE)
def test_a_deletion_in_another_file_removes_the_post(name: str, order: int, tmp_path: Path) -> None:
    """The post leaves the frame with the reason `deleted`."""
    post, deletion = GONE[name]
    assert selected(tmp_path, [post]).frame.num_rows == 1
    result = selected(tmp_path, *[[post], [deletion]][::order])
    assert (result.frame.num_rows, result.reasons) == (0, {"deleted": 1})


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_written_after_a_deletion_stays(order: int, tmp_path: Path) -> None:
    """A post seen after its key was deleted is another one, and so is one of an author who came back."""
    back = {"did": DID, "time_us": LATER, "kind": "account", "account": {"active": True, "did": DID}}
    left = back | {"time_us": EARLIER, "account": {"active": False, "did": DID}}
    for changes in ([jetstream("delete", EARLIER)], [left], [left | {"time_us": LATER - 1}, back]):
        assert selected(tmp_path, *[[JETSTREAM], changes][::order]).frame.num_rows == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_post_that_was_dropped_and_is_shown_again_stays(order: int, tmp_path: Path) -> None:
    """The last event of a stream on a post counts."""
    drop, back = streamed("drop", "2025-09-09T00:00:00.000Z"), streamed("undrop", "2025-09-10T00:00:00.000Z")
    assert selected(tmp_path, *[[X_POST], [drop, back]][::order]).frame.num_rows == 1
    assert selected(tmp_path, *[[X_POST], [drop, back, streamed("drop", "2025-09-11T00:00:00Z")]]).frame.num_rows == 0


@pytest.mark.parametrize("order", [1, -1])
def test_an_edit_in_another_file_replaces_the_post(order: int, tmp_path: Path) -> None:
    """The version that was written last is kept, whatever its counts and whichever file came first."""
    for old, new in (
        (JETSTREAM, jetstream("update", LATER, text="new")),
        (TOOT | {"favourites_count": 9}, TOOT | {"content": "<p>new</p>", "edited_at": "2026-05-28T09:00:00.000Z"}),
    ):
        result = selected(tmp_path, *[[old], [new]][::order])
        assert (result.frame["text"].to_pylist(), result.reasons) == (["new"], {"duplicate": 1})


def test_a_deletion_reaches_all_versions_of_an_edited_post(tmp_path: Path) -> None:
    """Deleting the last version deletes those before it."""
    posts = builders.posts(2, post_id=["1000", "1001"], edit_of_id=[None, "1000"])
    gone = pa.Table.from_pylist(
        [{"source": "x", "post_id": "1001", "author_id": None, "at": None, "back": False}], ingest.schema.DELETIONS
    )
    assert select.select(posts, builders.event(tmp_path), gone).reasons == {"deleted": 2}


def test_a_run_obeys_a_deletion_that_comes_later(tmp_path: Path) -> None:
    """A new file with deletions takes the post out of the frame, and taking the file away brings it back."""
    raw = tmp_path / "raw"
    raw.mkdir()
    event = builders.event(tmp_path, base=EVENT)
    paths = pipeline.Paths.of(event, raw=raw, processed=tmp_path / "processed", reports=tmp_path / "reports")
    other = JETSTREAM | {"commit": JETSTREAM["commit"] | {"rkey": "other"}}
    (raw / "posts.jsonl").write_text(json.dumps(JETSTREAM) + "\n" + json.dumps(other), encoding="utf-8")

    def frame() -> tuple[int, dict[str, int]]:
        chosen = pipeline.run(event, paths, until="select").manifest["select"]
        return chosen["rows_out"], chosen["rejected"]

    assert frame() == (2, {})
    (raw / "deletions.jsonl").write_text(json.dumps(jetstream("delete", LATER)), encoding="utf-8")
    assert frame() == (1, {"deleted": 1})
    (raw / "deletions.jsonl").unlink()
    assert frame() == (2, {})


def written(folder: Path, *files: list[Any]) -> list[Path]:
    """Files of JSON lines."""
    paths = [folder / f"{number}.jsonl" for number in range(len(files))]
    for path, values in zip(paths, files, strict=True):
        path.write_text("\n".join(map(json.dumps, values)), encoding="utf-8")
    return paths


@pytest.mark.parametrize("authors", ["hash", "keep", "drop"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", GONE)
def test_one_call_obeys_deletions_across_its_files(name: str, order: int, authors: str, tmp_path: Path) -> None:
    """`read_posts` and `convert` leave out what any of their files says is gone, whoever is named how."""
    post, deletion = GONE[name]
    paths = written(tmp_path, *[[post], [deletion]][::order])
    assert len(xs.read_posts(paths[::order][0], authors=authors)) == 1
    posts = xs.read_posts(paths, authors=authors)
    assert (len(posts), [row["reason"] for row in posts.attrs["rejects"]]) == (0, ["not_posts", "deleted"])
    facts = dict(convert(paths, tmp_path / "posts.csv", rejects=tmp_path / "rejects.csv", authors=authors))
    told = [facts[path.name] for path in paths[::order]]
    assert [(one["rows_read"], one["posts"], one["reasons"]) for one in told] == [
        (1, 0, {"deleted": 1}), (1, 0, {"not_posts": 1}),
    ]  # fmt: skip
    assert (tmp_path / "posts.csv").read_text().count("\n") == 1
    assert ",ingest,deleted" in (tmp_path / "rejects.csv").read_text()


def test_one_call_obeys_the_deletions_of_one_file(tmp_path: Path) -> None:
    """Also where the reader itself leaves them to others."""
    (path,) = written(tmp_path, [X_POST, X_POST | {"id_str": "5"}, GONE["x notice"][1]])
    assert xs.read_posts(str(path))["post_id"].tolist() == ["5"]
    ((_, facts),) = convert([path], tmp_path / "posts.parquet")
    assert (facts["posts"], facts["reasons"]) == (1, {"deleted": 1, "not_posts": 1})


def test_versions_in_other_files_are_deleted_too(tmp_path: Path) -> None:
    """A deletion of one version reaches the first, and through it all others, wherever they lie."""
    first = {"id": "1000", "text": "a", "edit_history_tweet_ids": ["1000"]}
    later = [
        {"id": name, "text": name, "edit_history_tweet_ids": ["1000", "1001", "1002"]} for name in ("1001", "1002")
    ]
    gone = {"delete": {"status": {"id_str": "1001"}}}
    paths = written(tmp_path, [first], [later[0]], [later[1]], [gone])
    assert len(xs.read_posts(paths[:3])) == 3
    assert xs.read_posts(paths).empty
    assert [facts["posts"] for _, facts in convert(paths, tmp_path / "posts.jsonl")] == [0] * 4


def test_nothing_is_deleted_of_nothing(tmp_path: Path) -> None:
    """Deletions without edited posts, and a call without files."""
    none = ingest.schema.DELETIONS.empty_table()
    assert of_all_versions(none, builders.posts(1).select(["source", "post_id", "edit_of_id"])).equals(none)
    assert xs.read_posts([]).empty
    assert list(convert([], tmp_path / "posts.csv")) == []
