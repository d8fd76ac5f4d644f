"""The TikTok Research API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import TIKTOK

COMMENT = {
    "id": 7123456163493461341, "text": "wow", "video_id": 7234563451201523412, "create_time": 1671491598,
    "like_count": 50, "reply_count": 10, "parent_comment_id": 7234561201524010000,
}  # fmt: skip


def page(**lists: object) -> dict[str, object]:
    """One answer of the API."""
    return {"data": {**lists, "cursor": 100, "has_more": True}, "error": {"code": "ok", "message": "", "log_id": "1"}}


@pytest.mark.parametrize("value", [page(videos=[TIKTOK]), TIKTOK, [TIKTOK], {"videos": [TIKTOK]}])
def test_video_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """The id is a number that no float holds; the link names no author."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("tiktok-research", 1, [])
    compare(
        export.posts[0],
        source="tiktok", post_id="702874395068494965", text="lol #pov", author_id="a", kind="post", likes=1, reposts=2,
        replies=3, views=1050, quotes=None, created_at=datetime(2021, 10, 9, 23, 59, 59, tzinfo=UTC), lang=None,
        hashtags=["pov"], id_ok=True, url="https://www.tiktok.com/@_/video/702874395068494965",
    )  # fmt: skip


def test_older_pages_name_the_id_otherwise(tmp_path: Path) -> None:
    """video_id stands for id; a number that ends in zeros is exact; one that went through a float is not."""
    old = {key: value for key, value in TIKTOK.items() if key != "id"}
    ids = (7028743950684900000, 7.028743950684949e18, "702874395068494965")
    posts = read_back(tmp_path, page(videos=[old | {"video_id": number} for number in ids])).posts
    assert [post["post_id"] for post in posts[::2]] == ["7028743950684900000", "702874395068494965"]
    assert [post["id_ok"] for post in posts] == [True, False, True]


def test_only_the_fields_that_were_asked_for_are_there(tmp_path: Path) -> None:
    """An id and a description are enough; the time is that in the id."""
    export = read_back(tmp_path, page(videos=[{"id": 7545731234567800017, "video_description": "a parade"}]))
    assert (export.format, export.rejects) == ("tiktok-research", [])
    compare(
        export.posts[0], post_id="7545731234567800017", text="a parade", author_id=None, kind="post", likes=None,
        created_at=datetime(2025, 9, 3, 5, 31, tzinfo=UTC),
    )  # fmt: skip


def test_comments_are_replies(tmp_path: Path) -> None:
    """To a comment, or to the video where no other parent is named."""
    others = [COMMENT | {"parent_comment_id": parent} for parent in (0, None, 7234563451201523412)]
    posts = read_back(tmp_path, page(comments=[COMMENT, *others])).posts
    compare(
        posts[0],
        post_id="7123456163493461341", text="wow", kind="reply", author_id=None, likes=50, replies=10, views=None,
        reply_to_id="7234561201524010000", conversation_id="7234563451201523412", url=None,
    )  # fmt: skip
    assert [post["reply_to_id"] for post in posts[1:]] == ["7234563451201523412"] * 3


def test_videos_without_words_and_pages_without_posts(tmp_path: Path) -> None:
    """An empty description is kept; empty pages, accounts and errors are counted."""
    refused = {"error": {"code": "rate_limit_exceeded", "message": "", "log_id": "2"}}
    account = {"data": {"display_name": "A", "follower_count": 3}, "error": {"code": "ok", "log_id": "3"}}
    export = read_back(tmp_path, page(videos=[TIKTOK | {"video_description": ""}]), page(videos=[]), refused, account)
    assert [post["text"] for post in export.posts] == [""]
    assert export.reasons == ["not_posts"] * 3
    assert read_back(tmp_path, refused).format == "tiktok-research"
