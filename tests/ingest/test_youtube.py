"""YouTube's comments: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import YOUTUBE

PAGE = {"kind": "youtube#commentThreadListResponse", "pageInfo": {"totalResults": 1}, "items": [YOUTUBE]}


@pytest.mark.parametrize("value", [PAGE, YOUTUBE, [YOUTUBE], {"items": [YOUTUBE]}])
def test_thread_is_read_with_its_replies(value: object, tmp_path: Path) -> None:
    """Displayed text is HTML, original text is not; a reply takes the video from its thread, not the thread's count."""
    export = read_back(tmp_path, value)
    assert (export.format, export.rejects) == ("youtube", [])
    top, reply = export.posts
    compare(
        top,
        source="youtube", post_id="Ugy", text="Rock & roll\nnow", author_id="UC1", kind="reply", reply_to_id="vid",
        conversation_id="vid", likes=2, replies=9, created_at=datetime(2019, 11, 26, 15, 51, 44, tzinfo=UTC),
        url="https://www.youtube.com/watch?v=vid&lc=Ugy",
    )  # fmt: skip
    compare(
        reply,
        post_id="Ugy.1", text="I <3 it", author_id="B", reply_to_id="Ugy", conversation_id="vid", likes=0, replies=None,
    )  # fmt: skip


def test_pages_of_bare_comments(tmp_path: Path) -> None:
    """comments.list sends comments without a thread."""
    items = YOUTUBE["replies"]["comments"]
    export = read_back(tmp_path, {"kind": "youtube#commentListResponse", "items": items})
    assert [post["post_id"] for post in export.posts] == ["Ugy.1"]


@pytest.mark.parametrize("kind", ["video", "searchResult", "channel", "caption"])
def test_other_pages_are_named_and_hold_no_posts(kind: str, tmp_path: Path) -> None:
    """Videos, search results, channels and captions are not comments."""
    items = [{"kind": f"youtube#{kind}", "id": "x", "snippet": {"title": "T", "description": "D"}}]
    export = read_back(tmp_path, {"kind": f"youtube#{kind}ListResponse", "items": items})
    assert (export.format, export.posts, export.reasons) == ("youtube", [], ["not_posts"])


def test_empty_pages_and_errors_between_pages(tmp_path: Path) -> None:
    """They are counted."""
    error = {"error": {"code": 403, "errors": [{"reason": "commentsDisabled"}]}}
    assert read_back(tmp_path, PAGE, PAGE | {"items": []}, error).reasons == ["not_posts"] * 2
