"""Bluesky's firehose as JSON: commits of repositories, whose records lie in base64 CAR blocks."""

from __future__ import annotations

import binascii
from base64 import b32encode, b64decode
from collections.abc import Iterator
from typing import Any, Final

import cbor2

from xsentiment.event import Source
from xsentiment.ingest import bluesky_jetstream, bluesky_post, changes
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.nested import as_object, dig, heads, objects
from xsentiment.ingest.sample import Sample

FIELDS: Final = bluesky_post.FIELDS | {
    "post_id": "`at://`, `repo` and `ops[].path`",
    "text": "`text` of the record that `ops[].cid` names in `blocks`",
    "author_id": "`repo`",
    "created_at": "`createdAt` of the record, or `time` where that is earlier",
    "collected_at": "`time`",
}
TRAPS: Final = (
    "Records lie in `blocks.$bytes`, a CAR file (version 1) in base64, as CBOR; each is found by its content id.",
    "JavaScript writes these bytes as a list of numbers (`data` of a `Buffer`) or an object of them.",
    "A commit holds several operations: each is a row. Likes, follows and reposts are rejected as not posts.",
    "A record whose block is missing or damaged (a commit that was `tooBig`) is rejected as a broken record.",
    "Deletions, updates and departing accounts are obeyed as in Jetstream.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in heads(sample.values):
        if {"repo", "ops", "blocks"} <= value.keys() and str(value["repo"]).startswith("did:"):
            return "commits with repo, ops and blocks, as Bluesky's firehose sends them"
    return None


def read(member: Member, _mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of a stream."""
    return changes.read(member, _events)


def _events(value: Any, line: int) -> Iterator[changes.Event]:
    if not isinstance(value, dict):
        yield Reject(line, "not_a_record")
    elif isinstance(value.get("did"), str) and "ops" not in value:
        yield bluesky_jetstream.account(value, line)
    elif not isinstance(value.get("repo"), str) or not objects(value.get("ops")):
        yield Reject(line, "not_posts" if "seq" in value else "not_a_record")
    else:
        yield from _commit(value, line)


def _commit(value: Row, line: int) -> Iterator[changes.Event]:
    operations = objects(value["ops"])
    blocks = _blocks(value.get("blocks")) if any(_is_post(operation) for operation in operations) else {}
    for operation in operations:
        action, path = str(operation.get("action")), str(operation.get("path"))
        named = as_object(operation.get("cid"))
        record = blocks.get(str(named.get("$link") or named.get("/") or operation.get("cid")))
        if _is_post(operation) and action != "delete" and record is None:
            yield Reject(line, "broken_record")
        else:
            yield bluesky_jetstream.event(value["repo"], action, path, as_object(record), value.get("time"), line)


def _is_post(operation: Row) -> bool:
    return str(operation.get("path")).startswith(f"{bluesky_post.POST}/")


def _blocks(encoded: Any) -> dict[str, Any]:
    """The blocks of a CAR file by content id; those before the first that cannot be read."""
    found: dict[str, Any] = {}
    try:
        data = _bytes(encoded)
        size, place = _varint(data, 0)
        place += size  # the header
        while place < len(data):
            size, place = _varint(data, place)
            key, start = _content_id(data, place)
            found[key] = cbor2.loads(data[start : place + size])
            place += size
    except (TypeError, ValueError, LookupError, RecursionError, OverflowError, binascii.Error, cbor2.CBORError):
        pass
    return found


def _bytes(value: Any) -> bytes:
    """The bytes that a value stands for: base64 (`$bytes`), numbers (`Buffer`), or numbers by their place."""
    encoded = dig(value, "$bytes")
    if isinstance(encoded, str):
        return b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    numbers = dig(value, "data")
    if not isinstance(numbers, list):
        numbers = [value[str(place)] for place in range(len(value))]
    return bytes(numbers)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and the place after it."""
    number = shift = 0
    while True:
        byte = data[place]
        number |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return number, place
        if shift > 63:
            raise ValueError("number too long")


def _content_id(data: bytes, start: int) -> tuple[str, int]:
    """A CID (version 1) as text in base 32, and the place after it: version, codec, hash, length, digest."""
    place = start
    for _ in range(3):
        _, place = _varint(data, place)
    size, place = _varint(data, place)
    end = place + size
    return "b" + b32encode(data[start:end]).decode("ascii").rstrip("=").lower(), end
