"""Captures of Zeeschuimer from networks beyond the first five, its comments, and the tables that it writes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back, read_path

DOUYIN = {
    "aweme_id": "7378000000000000001", "desc": "今天的视频", "create_time": 1756886408, "author": {"uid": "55"},
    "statistics": {"digg_count": 5, "comment_count": 2, "share_count": 1, "play_count": 0},
}  # fmt: skip
GAB = {
    "i": "112590000000000001", "id": "112590000000000001", "ca": "2025-09-03T08:00:08.220Z", "c": "a & b", "ai": "12",
    "ul": "https://gab.com/ann/posts/112590000000000001", "fc": 7, "rbc": 2, "rc": 1, "qc": 0, "l": "en", "v": "public",
}  # fmt: skip
OLD_GAB = {
    "id": "112590000000000001", "type": "post", "created_at": "2025-09-03T08:00:08.220Z", "content": "<p>a &amp; b</p>",
    "url": "https://gab.com/ann/posts/112590000000000001", "reaction_count": 7, "reposts_count": 2, "replies_count": 1,
    "account": {"id": "12", "username": "ann", "url": "https://gab.com/ann"},
}  # fmt: skip
IMGUR = {
    "id": "aB1cD", "title": "my cat", "description": "", "favorite_count": 3, "comment_count": 4, "view_count": 55,
    "created_at": "2025-09-03T08:00:08Z", "url": "https://imgur.com/gallery/aB1cD",
}  # fmt: skip
COMMENT = {
    "pk": "180412", "text": "great match", "created_at": 1756886408, "comment_like_count": 12, "child_comment_count": 1,
    "id": "180412", "comment_id": "180412", "user": {"id": "55", "unique_id": "ann"}, "post_id": "33812_44",
    "post_url": "https://www.instagram.com/p/C7abcDEFgh1/", "parent_comment_id": None, "thread_id": "33812_44",
}  # fmt: skip
COLLECTED = datetime(2023, 10, 12, 11, 37, 56, 723000, tzinfo=UTC)
WHEN = datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC)


def capture(platform: str, data: Any) -> dict[str, Any]:
    """A line of Zeeschuimer."""
    return {"data": data, "id": 351} | meta(platform, data)


def imported(platform: str, data: dict[str, Any]) -> dict[str, Any]:
    """The same line as 4CAT keeps it."""
    return data | {"__import_meta": meta(platform, data)}


def meta(platform: str, data: dict[str, Any]) -> dict[str, Any]:
    """What Zeeschuimer knows of a capture."""
    return {"item_id": data.get("id", "1"), "timestamp_collected": 1697110676723, "source_platform": platform}


@pytest.mark.parametrize("wrap", [capture, imported])
def test_video_of_douyin(wrap: Any, tmp_path: Path) -> None:
    """Its network, link and time of capture are its own, though the fields are TikTok's."""
    streamed = {"cell_room": {"rawdata": "{}"}}
    page = {"awemeId": "7378000000000000002", "desc": "b", "createTime": 1756886408, "authorInfo": {"uid": "55"}}
    export = read_back(tmp_path, *(wrap("douyin.com", video) for video in (DOUYIN, page, streamed)))
    assert (export.reasons, [post["author_id"] for post in export.posts]) == (["not_posts"], ["55", "55"])
    compare(
        export.posts[0],
        source="douyin", post_id="7378000000000000001", text="今天的视频", likes=5, replies=2, reposts=1, created_at=WHEN,
        url="https://www.douyin.com/video/7378000000000000001", collected_at=COLLECTED,
    )  # fmt: skip


@pytest.mark.parametrize("data", [GAB, OLD_GAB])
@pytest.mark.parametrize("wrap", [capture, imported])
def test_post_of_gab(wrap: Any, data: dict[str, Any], tmp_path: Path) -> None:
    """Under short names or long ones; what a post answers is not told."""
    export = read_back(tmp_path, wrap("gab.com", data))
    compare(
        export.posts[0],
        source="gab", post_id="112590000000000001", text="a & b", author_id="12", likes=7, reposts=2, replies=1,
        kind=None, url="https://gab.com/ann/posts/112590000000000001", collected_at=COLLECTED,
        created_at=datetime(2025, 9, 3, 8, 0, 8, 220000, tzinfo=UTC),
    )  # fmt: skip


def test_groups_and_accounts_of_gab_are_no_posts(tmp_path: Path) -> None:
    """Nor are posts for followers; none is a notification of Mastodon."""
    group = {"id": "9", "type": "group", "created_at": "2025-09-03T08:00:08.220Z", "account": {"title": "A group"}}
    found = (
        OLD_GAB,
        group,
        group | {"type": "user"},
        GAB | {"v": "private"},
        GAB | {"i": None, "id": None},
        {"i": "1"},
    )
    export = read_back(tmp_path, *(capture("gab.com", data) for data in found))
    assert export.format == "zeeschuimer-gab"
    assert export.reasons == ["not_posts", "not_posts", "not_posts", "no_id", "no_text"]


@pytest.mark.parametrize(
    ("platform", "data", "source", "text"),
    [
        ("imgur.com", IMGUR, "imgur", "my cat"),
        ("imgur.com", IMGUR | {"type": 0, "account": {"username": "ann"}}, "imgur", "my cat"),
        ("9gag.com", {"id": "aLv1", "url": "https://9gag.com/gag/aLv1", "title": "when you", "creationTs": 1756886408},
         "9gag", "when you"),
        ("pinterest.com", {"id": "837", "title": "Cake", "description": "A lovely cake", "pinner": {"username": "meg"}},
         "pinterest", "Cake\n\nA lovely cake"),
        ("rednote", {"id": "66651f01", "title": "我的一天", "desc": "今天很开心", "user": {"userId": "u9"}},
         "xiaohongshu", "我的一天\n\n今天很开心"),
        ("xiaohongshu.com", {"id": "66651f01", "title": "我的一天", "desc": "今天很开心"}, "xiaohongshu", "我的一天\n\n今天很开心"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrap", [capture, imported])
def test_a_capture_names_its_network(
    wrap: Any, platform: str, data: dict[str, Any], source: str, text: str, tmp_path: Path
) -> None:
    """Before any guess, and in the writing of tables; a title stands above the text."""
    (post,) = read_back(tmp_path, wrap(platform, data)).posts
    compare(post, source=source, text=text, post_id=data["id"], collected_at=COLLECTED)


@pytest.mark.parametrize("wrap", [capture, imported])
def test_comment_on_instagram_answers_the_post_or_a_comment(wrap: Any, tmp_path: Path) -> None:
    """The address beside it is the post's, and not its own."""
    answer = COMMENT | {"pk": "180413", "comment_id": "180413", "parent_comment_id": "180412"}
    export = read_back(tmp_path, *(wrap("instagram-comments", found) for found in (COMMENT, answer)))
    assert [post["reply_to_id"] for post in export.posts] == ["33812", "180412"]
    compare(
        export.posts[0],
        source="instagram", post_id="180412", text="great match", author_id="55", kind="reply", likes=12, replies=1,
        conversation_id="33812", url=None, created_at=WHEN, collected_at=COLLECTED,
    )  # fmt: skip


def test_comment_on_x_is_a_post_of_x(tmp_path: Path) -> None:
    """The same object as other captures, with the time of capture."""
    legacy = {"full_text": "I agree", "created_at": "Wed Sep 03 08:00:08 +0000 2025", "in_reply_to_status_id_str": "7"}
    found = {
        "__typename": "Tweet",
        "rest_id": "1963150000000000001",
        "legacy": legacy,
        "post_id": "7",
        "text": "I agree",
    }
    export = read_back(tmp_path, capture("twitter-comments", found))
    assert export.format == "zeeschuimer-x"
    compare(export.posts[0], kind="reply", reply_to_id="7", collected_at=COLLECTED)


def read_table(folder: Path, *rows: dict[str, str]) -> Any:
    """What a CSV of these rows gives."""
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    (folder / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_path(folder / "export.csv", "export.csv")


def test_table_of_imgur(tmp_path: Path) -> None:
    """The title is all that most posts say."""
    row = {
        "collected_from_url": "https://imgur.com/", "id": "aB1cD", "subject": "my cat", "body": "",
        "timestamp": "2025-09-03 08:00:08", "author": "7", "post_url": "https://imgur.com/gallery/aB1cD", "is_ad": "no",
        "views": "55", "upvotes": "12", "comments": "4", "favourites": "3", "virality_score": "10.2",
        "unix_timestamp": "1756886408",
    }  # fmt: skip
    export = read_table(tmp_path, row, row | {"id": "aB2cD", "body": "it sleeps"})
    assert [post["text"] for post in export.posts] == ["my cat", "my cat\n\nit sleeps"]
    compare(export.posts[0], source="imgur", post_id="aB1cD", likes=3, replies=4, views=55, created_at=WHEN)


def test_table_and_captures_of_linkedin_have_the_same_ids(tmp_path: Path) -> None:
    """The number alone; adverts are no posts."""
    row = {
        "collected_from_url": "https://www.linkedin.com/feed", "id": "7205000000000000001",
        "thread_id": "7205000000000000001", "body": "We are hiring", "timestamp": "2025-09-03 08:00:08",
        "is_promoted": "no", "author": "in/ann",
        "post_url": "https://www.linkedin.com/feed/update/urn:li:activity:7205000000000000001", "comments": "4",
        "shares": "2", "reactions": "30", "unix_timestamp": "1756886408",
    }  # fmt: skip
    table = read_table(tmp_path, row, row | {"id": "7205000000000000002", "is_promoted": "yes"})
    assert table.reasons == ["not_posts"]
    compare(table.posts[0], source="linkedin", post_id="7205000000000000001", likes=30, reposts=2, replies=4)
    found = {
        "id": "urn:li:activity:7205000000000000001", "commentary": {"text": {"text": "We are hiring"}},
        "*socialDetail": {"*totalSocialActivityCounts": {"numLikes": 30}},
    }  # fmt: skip
    compare(read_back(tmp_path, capture("linkedin.com", found)).posts[0], post_id="7205000000000000001", likes=30)
