"""What a reader passes over in JSON changes no row: parsed in part or whole, a file gives the same items."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from xsentiment import ingest
from xsentiment.ingest import records, x_v11, x_v11_typed
from xsentiment.ingest.files import Member, members

from exports import SHARED
from fixtures import FIXTURES
from fuzz.fuzz_readers import values

IN_PART = ("reddit-dump", "twarc2-flat", "x-api-v2", "x-v1.1")
SHAPE = {
    "id": Any,
    "in": {"id": Any},
    "many": [{"id": Any}],
    "either": ({"id": Any}, [{"id": Any}]),
    "raw": msgspec.Raw,
}


def both(monkeypatch: pytest.MonkeyPatch, name: str, member: Member) -> tuple[list[Any], list[Any]]:
    """The items of a file, read as shipped and with every value parsed whole."""
    shipped, read = list(ingest.READERS[name].read(member, None)), records.read
    with monkeypatch.context() as patch:
        patch.setattr(records, "read", lambda member, rows, _parse=None: read(member, rows))
        return shipped, list(ingest.READERS[name].read(member, None))


def member(data: bytes) -> Member:
    """A stream of these bytes."""
    return Member("export", Path("export"), lambda: BytesIO(data))


@pytest.mark.parametrize("name", IN_PART)
def test_fixtures_damaged_anywhere_give_the_same_items(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Values of any type in any place."""
    in_part, whole = both(monkeypatch, name, member(FIXTURES[name]))
    assert in_part == whole
    for seed in range(200):
        data = values(FIXTURES[name], random.Random(seed))  # noqa: S311
        in_part, whole = both(monkeypatch, name, member(data))
        assert repr(in_part) == repr(whole), seed  # NaN is not equal to itself


@pytest.mark.parametrize("name", IN_PART)
def test_real_exports_give_the_same_items(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """So do the files that the tools wrote."""
    if not SHARED.exists():
        pytest.skip("the shared exports are not here")
    found = 0
    for path in (path for path, told in formats().items() if told == name):
        for opened in members(path, path.name):
            in_part, whole = both(monkeypatch, name, opened)
            assert in_part == whole, path
            found += len(whole)
    assert found


@cache
def formats() -> dict[Path, str]:
    """The format of each shared export that has one."""
    found = {}
    for path in sorted(path for path in SHARED.glob("*/*") if path.is_file()):
        with suppress(ingest.InputError):
            found[path] = ingest.detect(path).format
    return found


@pytest.mark.parametrize("name", IN_PART)
def test_posts_are_parsed_in_part_indeed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Else the reader would fall back on whole values, and be right and slow."""
    whole: list[Any] = []
    loads = records.loads
    monkeypatch.setattr(records, "loads", lambda data: whole.append(data) or loads(data))
    lines = [json.dumps(value).encode() for _, value in records.values(member(FIXTURES[name]))]
    whole.clear()
    items = list(ingest.READERS[name].read(member(b"\n".join(lines[:1] * 5)), None))
    assert len(items) >= 5
    assert len(whole) == 1  # the first line, which tells whether the file is JSONL


STATUS = {
    "id_str": "1169246717864136705", "created_at": "Wed Sep 04 13:51:55 +0000 2019", "full_text": "fish &amp; chips",
    "user": {"id_str": "12497", "followers_count": 5, "verified": False}, "lang": "en", "favorite_count": 3,
    "entities": {"hashtags": [{"text": "food"}]}, "in_reply_to_status_id_str": "7", "in_reply_to_status_id": 7,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "typed"),
    [
        ({}, True),
        ({"retweeted_status": {**STATUS, "full_text": "…"}}, True),
        ({"extended_tweet": {"full_text": "all", "entities": {"hashtags": []}}}, True),
        ({"full_text": None, "text": "", "truncated": True}, True),
        ({"created_at": "yesterday", "timestamp_ms": "1567605115123"}, True),
        ({"id_str": "1e18"}, False),
        ({"id_str": 1169246717864136705}, False),
        ({"full_text": None}, False),
        ({"user": {"id_str": "٣"}}, False),
        ({"user": None, "user_id_str": "12497"}, False),
        ({"in_reply_to_status_id_str": None}, False),
        ({"quoted_status_id_str": ""}, False),
        ({"favorite_count": -1}, False),
        ({"favorite_count": 1 << 63}, False),
        ({"favorite_count": "1.2K"}, False),
        ({"retweeted_status": {**STATUS, "full_text": None}}, False),
        ({"extended_tweet": {"full_text": "all", "entities": {}}}, False),
        ({"entities": {}}, False),
        ({"views_count": 5}, False),
        ({"tweet_created_at": "2019-09-04T13:51:55Z", "created_at": ""}, False),
        ({"full_text": {"0": "a column"}}, False),
    ],
)
def test_statuses_just_as_x_gives_them_are_typed(change: dict[str, Any], *, typed: bool) -> None:
    """Others are read field by field, and the row is the same in both ways."""
    status = STATUS | change
    found = x_v11_typed.parsing(lambda _: None)(json.dumps(status).encode())
    assert (found is not None) == typed
    if found is not None:
        assert x_v11_typed.row(found, 3) == x_v11.post(status, 3)


@pytest.mark.parametrize(
    ("data", "in_part"),
    [
        (b'{"id": 1, "x": [2]}', True),
        (b'{"in": {"id": 1, "x": 2}, "many": [{"id": 1, "x": 3}, null]}', True),
        (b'{"either": {"id": 1, "x": 2}}', True),
        (b'{"either": [{"id": 1, "x": 2}]}', True),
        (b'{"in": null, "many": null, "either": null, "id": null}', True),
        (b'{"in": "text", "x": 1}', False),
        (b'{"many": {"id": 1}}', False),
        (b'{"many": ["text"]}', False),
        (b'{"x": 1}', False),
        (b"[1]", False),
        (b'{"id": "\\ud83d"}', False),
        ('{"id": 1, "x": "é"}'.encode(), True),
    ],
)
def test_what_is_not_of_the_shape_is_parsed_whole(data: bytes, *, in_part: bool) -> None:
    """Null may stand for an object or a list, nothing else may."""
    parsed, whole = records.only(SHAPE, lambda _: True)(data), records.loads(data)
    assert (parsed == _without_x(whole)) if in_part else (parsed == whole)


@pytest.mark.parametrize("data", [b'{"id": "\xff"}', b'{"id": 1, "x": NaN1}', b'{"id": 1, "x": [1,]}', b'{"id": 1'])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    """In what is passed over, too."""
    with pytest.raises(ValueError, match="decode|value|delimiter"):
        records.only(SHAPE, lambda _: True)(data)


def test_damaged_bytes_in_what_is_passed_over_break_nothing() -> None:
    """A post is not lost for a byte of its author's description."""
    assert records.only(SHAPE, lambda _: True)(b'{"id": 1, "x": "\xff"}') == {"id": 1}


def _without_x(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_x(inner) for inner in value]
    return {key: _without_x(inner) for key, inner in value.items() if key != "x"} if isinstance(value, dict) else value
