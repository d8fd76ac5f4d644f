"""Instagram's and TikTok's web apps: responses as browsers and tools keep them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back
from networks import WEB_MEDIA, WEB_VIDEO

WHEN = datetime(2023, 10, 12, 9, 5, 49, tzinfo=UTC)
COMMENT = {
    "pk": "1801", "text": "a & b", "created_at": 1697101549, "user": {"pk": "5", "username": "b"}, "media_id": "31790",
    "comment_like_count": 2, "child_comment_count": 1, "parent_comment_id": None,
}  # fmt: skip
ON_TIKTOK = {
    "cid": "7292", "aweme_id": "7288", "text": "a & b", "create_time": 1697101549, "digg_count": 5, "reply_id": "0",
    "reply_comment": None, "reply_comment_total": 1, "user": {"uid": "78", "unique_id": "b"},
}  # fmt: skip


def test_instagram_post_has_these_fields(tmp_path: Path) -> None:
    """The pictures of a post of several are no posts."""
    export = read_back(tmp_path, {"items": [WEB_MEDIA], "status": "ok"})
    assert (export.format, export.reasons) == ("instagram-web", [])
    compare(
        export.posts[0],
        source="instagram", post_id="3179000000000000001", text="sea & sand", author_id="44", kind="post", likes=5,
        replies=2, created_at=WHEN, url="https://www.instagram.com/p/CwAbC/",
    )  # fmt: skip
    assert len(export.posts) == 1


def test_instagram_comments_are_rows_with_what_they_answer(tmp_path: Path) -> None:
    """Answers inside a comment too; the caption that accompanies them is no comment."""
    answer = COMMENT | {"pk": "1802", "parent_comment_id": "1801"}
    page = {"comments": [COMMENT | {"preview_child_comments": [answer]}], "caption": WEB_MEDIA["caption"]}
    export = read_back(tmp_path, page)
    assert (export.format, export.reasons) == ("instagram-web", [])
    compare(
        export.posts[0],
        source="instagram", post_id="1801", text="a & b", author_id="5", kind="reply", reply_to_id="31790", likes=2,
        replies=1, conversation_id="31790", created_at=WHEN,
    )  # fmt: skip
    assert [(post["post_id"], post["reply_to_id"]) for post in export.posts] == [("1801", "31790"), ("1802", "1801")]


def test_instagram_of_older_shapes(tmp_path: Path) -> None:
    """The names before 2021, as instaloader keeps them, with the comments that lie inside a post."""
    reply = {"id": "2", "text": "no", "created_at": 1697101549, "owner": {"id": "6", "username": "c"}, "likes_count": 0}
    node = {
        "id": "3179", "shortcode": "CwAbC", "taken_at_timestamp": 1697101549, "owner": {"id": "44", "username": "a"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "sea"}}]}, "edge_liked_by": {"count": 7},
        "edge_media_to_parent_comment": {"count": 1, "edges": [{"node": reply | {"answers": [reply | {"id": "3"}]}}]},
    }  # fmt: skip
    export = read_back(tmp_path, {"node": node, "instaloader": {"version": "4", "node_type": "Post"}})
    found = [(post["post_id"], post["text"], post["reply_to_id"], post["likes"]) for post in export.posts]
    assert found == [("3179", "sea", None, 7), ("2", "no", "3179", 0), ("3", "no", "2", 0)]


def test_threads_in_the_same_shape(tmp_path: Path) -> None:
    """A post with what only Threads tells of one."""
    info = {"direct_reply_count": 3, "repost_count": 1, "is_reply": True}
    item = {"thread_items": [{"post": WEB_MEDIA | {"text_post_app_info": info}}]}
    post = read_back(tmp_path, {"data": {"edges": [{"node": item}]}}).posts[0]
    compare(post, source="threads", kind="reply", replies=3, url="https://www.threads.net/@a/post/CwAbC")


def test_tiktok_video_has_these_fields(tmp_path: Path) -> None:
    """In a list, as a single video, and by the names of the mobile app."""
    mobile = {
        "aweme_id": WEB_VIDEO["id"], "desc": WEB_VIDEO["desc"], "create_time": 1697101549, "is_ads": False,
        "author": {"uid": "7158", "unique_id": "a"}, "text_extra": [{"hashtag_name": "fosfor"}],
        "statistics": {"digg_count": 59, "share_count": 0, "comment_count": 3, "play_count": 3597},
    }  # fmt: skip
    pages = ({"itemList": [WEB_VIDEO]}, {"itemInfo": {"itemStruct": WEB_VIDEO}}, {"aweme_list": [mobile]})
    export = read_back(tmp_path, *pages)
    assert (export.format, export.reasons) == ("tiktok-web", [])
    for post in export.posts:
        compare(
            post,
            source="tiktok", post_id="7288995634328177926", text="#fosfor R&D", author_id="7158", kind="post", likes=59,
            reposts=0, replies=3, views=3597, created_at=WHEN, hashtags=["fosfor"],
        )  # fmt: skip
    assert len(export.posts) == 3


def test_tiktok_comments_and_the_replies_inside_them(tmp_path: Path) -> None:
    """A reply answers the comment, a comment the video."""
    reply = ON_TIKTOK | {"cid": "7293", "reply_id": "7292"}
    export = read_back(tmp_path, {"comments": [ON_TIKTOK | {"reply_comment": [reply]}], "has_more": 0})
    assert (export.format, export.reasons) == ("tiktok-web", [])
    assert [(post["post_id"], post["reply_to_id"], post["kind"]) for post in export.posts] == [
        ("7292", "7288", "reply"), ("7293", "7292", "reply"),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "format_"), [(WEB_MEDIA, "instagram-web"), (WEB_VIDEO, "tiktok-web")])
def test_a_response_without_posts_is_counted(first: Any, format_: str, tmp_path: Path) -> None:
    """Settings among responses, one a line."""
    export = read_back(tmp_path, {"items": [first]}, {"config": {"theme": "dark"}})
    assert (export.format, export.reasons) == (format_, ["not_posts"])
