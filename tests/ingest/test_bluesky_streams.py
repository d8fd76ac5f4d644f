"""Bluesky's Jetstream and firehose: posts among other events, deletions and updates obeyed, CAR blocks read."""

from __future__ import annotations

from base64 import b32encode, b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2
import pytest

from exports import compare, read_back
from networks import FIREHOSE, JETSTREAM

POST = "app.bsky.feed.post"
RECORD = JETSTREAM["commit"]["record"]


def commit(key: str, operation: str = "create", text: str = "hello", *, collection: str = POST, did: str = "did:plc:a"):
    """One Jetstream event on a record."""
    record = {} if operation == "delete" else {"record": RECORD | {"text": text, "$type": collection}}
    inner = {"rev": "3m", "operation": operation, "collection": collection, "rkey": key} | record
    return {"did": did, "time_us": 1779719009157119, "kind": "commit", "commit": inner}


def test_jetstream_post_has_these_fields(tmp_path: Path) -> None:
    """The address is put together, the time is in microseconds and limits the client's clock."""
    late = JETSTREAM | {"commit": JETSTREAM["commit"] | {"record": RECORD | {"createdAt": "2031-01-01T00:00:00Z"}}}
    export = read_back(tmp_path, JETSTREAM, late)
    assert (export.format, export.rejects) == ("bluesky-jetstream", [])
    compare(
        export.posts[0],
        source="bluesky", post_id="at://did:plc:a/app.bsky.feed.post/3k", text="R&amp;D", author_id="did:plc:a",
        lang="de", kind="post", likes=None, raw_line=1, url="https://bsky.app/profile/did:plc:a/post/3k",
        created_at=datetime(2026, 5, 25, 14, 23, 28, 757000, tzinfo=UTC),
    )  # fmt: skip
    assert export.posts[1]["created_at"] == datetime(2026, 5, 25, 14, 23, 29, 157119, tzinfo=UTC)


def test_other_events_are_not_posts(tmp_path: Path) -> None:
    """Likes, follows, records of other applications with odd fields, and events of accounts are counted."""
    other = [
        commit("3l", collection="app.bsky.feed.like"),
        commit("3f", collection="app.bsky.feed.postgate"),
        commit("3d", "delete", collection="org.test.claim"),
        {"did": "did:plc:a", "time_us": 1, "kind": "identity", "identity": {"did": "did:plc:a"}},
        {"did": "did:plc:z", "time_us": 1, "kind": "account", "account": {"active": True, "did": "did:plc:z"}},
    ]
    export = read_back(tmp_path, commit("3k"), *other)
    assert (len(export.posts), export.reasons) == (1, ["not_posts"] * 5)


@pytest.mark.parametrize("operation", ["create", "delete"])
def test_an_event_on_a_post_without_its_key_has_no_id(operation: str, tmp_path: Path) -> None:
    """Events of posts without keys are not all about one post."""
    keyless = commit("", operation)
    del keyless["commit"]["rkey"]
    export = read_back(tmp_path, commit("3k"), commit("3l"), commit("3m"), keyless, commit("", operation))
    assert (len(export.posts), export.reasons) == (3, ["no_id", "no_id"])


def test_a_later_deletion_removes_the_post(tmp_path: Path) -> None:
    """The deleted post and the deletion are rejected; the same key of another author, or deleted before, is not."""
    export = read_back(
        tmp_path, commit("3k"), commit("3k", did="did:plc:b"), commit("3k", "delete"), commit("3x", "delete")
    )
    assert [post["author_id"] for post in export.posts] == ["did:plc:b"]
    assert [(row["raw_line"], row["reason"]) for row in export.rejects] == [
        (1, "deleted"), (3, "not_posts"), (4, "not_posts")
    ]  # fmt: skip


def test_an_update_replaces_the_post(tmp_path: Path) -> None:
    """The newest version is kept, older ones are duplicates, also where a post is deleted and written again."""
    export = read_back(
        tmp_path,
        commit("3k", text="old"), commit("3k", "update", text="new"),
        commit("3m", text="first"), commit("3m", "delete"), commit("3m", text="second"),
    )  # fmt: skip
    assert [post["text"] for post in export.posts] == ["new", "second"]
    assert [(row["raw_line"], row["reason"]) for row in export.rejects] == [
        (1, "duplicate"), (3, "duplicate"), (4, "not_posts")
    ]  # fmt: skip


def test_posts_of_an_account_that_leaves_are_rejected(tmp_path: Path) -> None:
    """An account that is no longer active at the end of the file has no posts in it."""

    def account(*, active: bool) -> dict[str, Any]:
        return {"did": "did:plc:a", "time_us": 1, "kind": "account", "account": {"active": active, "did": "did:plc:a"}}

    left = read_back(tmp_path, commit("3k"), commit("3k", did="did:plc:b"), account(active=False))
    assert [post["author_id"] for post in left.posts] == ["did:plc:b"]
    back = read_back(tmp_path, commit("3k"), account(active=False), account(active=True))
    assert (len(back.posts), back.reasons) == (1, ["not_posts"] * 2)


def _cid(data: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + sha256(data).digest()


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _car(*records: dict[str, Any]) -> tuple[str, list[str]]:
    """Records as a CAR file in base64 without padding, with their content ids."""
    blocks = [cbor2.dumps(record) for record in records]
    header = cbor2.dumps({"roots": [cbor2.CBORTag(42, b"\0" + _cid(blocks[0]))], "version": 1})
    parts = [header, *(_cid(block) + block for block in blocks)]
    data = b"".join(_varint(len(part)) + part for part in parts)
    links = ["b" + b32encode(_cid(block)).decode().rstrip("=").lower() for block in blocks]
    return b64encode(data).decode().rstrip("="), links


def frame(**changes: Any) -> dict[str, Any]:
    """One commit with two posts and a like."""
    texts = ["one é🔥", "two" * 100]
    encoded, links = _car(*({"$type": POST, "text": text, "createdAt": "2026-05-25T14:00:00Z"} for text in texts))
    ops = [
        {"action": "create", "path": f"{POST}/3k{i}", "cid": {"$link": link}} for i, link in enumerate(links)
    ] + [{"action": "create", "path": "app.bsky.feed.like/3l", "cid": {"$link": "bafy"}}]  # fmt: skip
    return FIREHOSE | {"ops": ops, "blocks": {"$bytes": encoded}} | changes


def test_firehose_records_are_read_from_their_blocks(tmp_path: Path) -> None:
    """Each operation of a commit is a row; its record is found by its content id."""
    export = read_back(tmp_path, frame())
    assert (export.format, export.reasons) == ("bluesky-firehose", ["not_posts"])
    compare(
        export.posts[0],
        post_id="at://did:plc:a/app.bsky.feed.post/3k0", text="one é🔥", author_id="did:plc:a",
        created_at=datetime(2026, 5, 25, 14, tzinfo=UTC),
    )  # fmt: skip
    assert export.posts[1]["text"] == "two" * 100


@pytest.mark.parametrize("encoded", ["", "%%%", "AAAA", None, 5, frame()["blocks"]["$bytes"][:200]])
def test_firehose_records_without_a_whole_block_are_broken(encoded: object, tmp_path: Path) -> None:
    """A post of which the block is missing or damaged is a broken record, the others are read."""
    export = read_back(tmp_path, frame(), frame(blocks={"$bytes": encoded}, repo="did:plc:b"))
    assert len(export.posts) == 2
    broken = [row["raw_line"] for row in export.rejects if row["reason"] == "broken_record"]
    assert broken == [2] * len(broken)
    assert len(broken) >= 1


def test_firehose_deletions_are_obeyed(tmp_path: Path) -> None:
    """A later commit that deletes a post removes it; other messages are counted."""
    deletion = FIREHOSE | {"ops": [{"action": "delete", "path": f"{POST}/3k0", "cid": None}]}
    account = {"did": "did:plc:z", "seq": 3, "time": "2026-05-25T14:00:00Z", "active": False, "status": "deleted"}
    empty = FIREHOSE | {"ops": [], "tooBig": True}
    export = read_back(tmp_path, frame(), deletion, account, empty)
    assert [post["post_id"][-3:] for post in export.posts] == ["3k1"]
    assert export.reasons == ["deleted"] + ["not_posts"] * 4


def tap(number: int, key: str, action: str = "create", **more: Any) -> dict[str, Any]:
    """One event of tap on a record."""
    inner = {"live": True, "rev": "3m", "did": "did:plc:a", "collection": POST, "rkey": key, "action": action} | more
    return {"id": number, "type": "record", "record": inner}


def test_events_of_tap_are_obeyed(tmp_path: Path) -> None:
    """Records lie in records; accounts that leave and stay away take their posts along."""
    said = {"cid": "bafy", "record": RECORD}
    export = read_back(
        tmp_path,
        tap(1, "3k", **said), tap(2, "3l", **said), tap(3, "3k", "delete"), tap(4, "3l", collection=f"{POST}gate"),
        tap(5, "3z", **said, did="did:plc:b"), tap(6, "3z", **said, did="did:plc:c"),
        *({"id": 7, "type": "user", "user": {"did": did, "handle": "b.test", "isActive": active}}
          for did, active in (("did:plc:b", False), ("did:plc:c", False), ("did:plc:c", True))),
    )  # fmt: skip
    assert export.format == "bluesky-jetstream"
    assert [post["post_id"] for post in export.posts] == [f"at://did:plc:a/{POST}/3l", f"at://did:plc:c/{POST}/3z"]
    compare(export.posts[0], source="bluesky", text="R&amp;D", author_id="did:plc:a", collected_at=None, lang="de")
    assert export.reasons == ["deleted", "not_posts", "not_posts", "deleted", *["not_posts"] * 3]


def test_events_of_atproto_sync_are_obeyed(tmp_path: Path) -> None:
    """Their addresses are texts or the parts of one; `commit` is a content id."""
    about = {"seq": 1, "time": "2026-05-25T14:23:29.000Z", "commit": {"/": "bafy"}, "did": "did:plc:a"}
    post = about | {"event": "create", "collection": POST, "rkey": "3k", "uri": f"at://did:plc:a/{POST}/3k",
                    "cid": {"/": "bafy"}, "record": RECORD}  # fmt: skip
    other = post | {"rkey": "3l", "uri": {"hash": "", "host": "did:plc:a", "pathname": f"/{POST}/3l"}}
    gone = {key: value for key, value in post.items() if key not in ("cid", "record")} | {"event": "delete"}
    like = post | {"collection": "app.bsky.feed.like"}
    identity = {"event": "identity", "seq": 3, "time": about["time"], "did": "did:plc:a", "handle": "a.test"}
    export = read_back(tmp_path, post, other, gone, like, identity)
    assert (export.format, export.reasons) == ("bluesky-jetstream", ["deleted", *["not_posts"] * 3])
    compare(
        export.posts[0],
        post_id=f"at://did:plc:a/{POST}/3l", collected_at=datetime(2026, 5, 25, 14, 23, 29, tzinfo=UTC),
    )  # fmt: skip


def test_firehose_as_javascript_writes_it(tmp_path: Path) -> None:
    """The bytes of blocks as numbers, content ids under `/`."""
    whole = frame()
    encoded = whole["blocks"]["$bytes"]
    data = b64decode(encoded + "=" * (-len(encoded) % 4))
    ops = [op | {"cid": {"/": op["cid"]["$link"]}} for op in whole["ops"]]
    for blocks in ({"type": "Buffer", "data": list(data)}, {str(i): byte for i, byte in enumerate(data)}):
        export = read_back(tmp_path, whole | {"ops": ops, "blocks": blocks})
        assert (export.format, export.reasons) == ("bluesky-firehose", ["not_posts"])
        assert [post["text"] for post in export.posts] == ["one é🔥", "two" * 100]
    damaged = read_back(tmp_path, whole, whole | {"blocks": {"type": "Buffer", "data": [1, 999]}})
    assert damaged.reasons == ["not_posts", "broken_record", "broken_record", "not_posts"]
