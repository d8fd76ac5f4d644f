"""HAR files: responses that other readers know, and all that else lies in one."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment.ingest import records

from exports import compare, read_back
from fixtures import FIXTURES, N
from networks import EXAMPLES

SKEETS = json.dumps(EXAMPLES["bluesky"])


def entry(text: Any, mime: str = "application/json", **content: Any) -> dict[str, Any]:
    """A response with a body."""
    return {
        "startedDateTime": "2025-09-03T10:00:08.123+02:00",
        "request": {"method": "GET", "url": "https://x.com/i/api", "headers": [{"name": "cookie", "value": "secret"}]},
        "response": {"status": 200, "content": {"size": 1, "mimeType": mime, "text": text} | content},
    }


def har(*entries: Any) -> dict[str, Any]:
    """A log of responses."""
    return {"log": {"version": "1.2", "creator": {"name": "Firefox", "version": "1"}, "entries": [*entries]}}


@pytest.mark.parametrize("name", ["x-web", "x-web-adaptive", "x-v1.1", "x-api-v2", *sorted(set(EXAMPLES) & {
    "bluesky", "mastodon", "truthsocial", "reddit-listing", "youtube", "weibo", "threads-api", "instagram-graph",
    "facebook-graph"})])  # fmt: skip
def test_responses_are_read_by_the_reader_that_knows_them(name: str, tmp_path: Path) -> None:
    """In base 64, too."""
    data = FIXTURES[name]
    packed = entry(b64encode(data).decode(), encoding="base64")
    export = read_back(tmp_path, har(entry(data.decode()), packed))
    assert (export.format, export.reasons) == ("har", [])
    assert len(export.posts) >= 2 * N


def test_all_else_is_counted_as_what_it_is(tmp_path: Path) -> None:
    """Pages, pictures, settings and missing bodies are no posts; a body that is cut off is broken.

    When the request began is when a post was collected.
    """
    others = [
        entry("<html>", "text/html"), entry("iVBORw0KGgo=", "image/png", encoding="base64"), entry('{"theme": "dark"}'),
        entry("{"), entry(None), entry("%", encoding="base64"), {"response": None},
        entry(SKEETS), entry(SKEETS), entry(SKEETS),
    ]  # fmt: skip
    export = read_back(tmp_path, har(*others))
    assert export.reasons == ["not_posts"] * 3 + ["broken_record"] + ["not_posts"] * 3
    assert [post["raw_line"] for post in export.posts] == [1, 1, 1]
    compare(export.posts[0], source="bluesky", post_id="at://did:plc:a/app.bsky.feed.post/3k", text="R&amp;D",
            collected_at=datetime(2025, 9, 3, 8, 0, 8, 123000, tzinfo=UTC))  # fmt: skip
    assert "secret" not in str(export)


def test_a_log_without_responses(tmp_path: Path) -> None:
    """It holds no posts."""
    assert read_back(tmp_path, har()).reasons == ["not_posts"]


def test_a_large_log_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers save hundreds of megabytes: no more than some responses are held at a time."""
    monkeypatch.setattr(records, "WHOLE", 5_000)
    monkeypatch.setattr(records, "_PIECE", 2)
    path = json.dumps(har(*[entry(SKEETS)] * 30), indent=1).encode()
    export = read_back(tmp_path, path)
    assert ([post["raw_line"] for post in export.posts], export.rejects) == (list(range(1, 31)), [])


def test_nothing_is_passed_over(tmp_path: Path) -> None:
    """What is no entry at all is counted, and a response in base 64 that was cut off is broken."""
    export = read_back(tmp_path, har("no entry", entry("iVBOR", encoding="base64"), entry(SKEETS)))
    assert export.reasons == ["not_posts", "broken_record"]
    assert len(export.posts) == 1
