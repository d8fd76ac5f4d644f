"""gallery-dl: what it tells of posts beside the files that it loads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back
from networks import DOWNLOAD, SUBMISSION, TOOT, WEB_VIDEO

FROM = {
    "bluesky": {"uri": "at://did:plc:a/app.bsky.feed.post/3k", "author": {"did": "did:plc:a"}, "text": "a & b",
                "createdAt": "2025-09-03T08:00:08Z", "likeCount": 4, "hashtags": ["now"]},
    "instagram": {"post_id": "3179", "post_url": "https://www.instagram.com/p/CwAbC/", "description": "a & b",
                  "owner_id": "44", "likes": 4, "date": "2025-09-03 08:00:08", "tags": ["#now"]},
    "reddit": SUBMISSION, "tiktok": WEB_VIDEO, "mastodon": TOOT,
}  # fmt: skip


def test_post_of_x_has_these_fields(tmp_path: Path) -> None:
    """0 stands for no other post."""
    export = read_back(tmp_path, DOWNLOAD)
    assert (export.format, export.reasons) == ("gallery-dl", [])
    compare(
        export.posts[0],
        source="x", post_id="196315000000000000", text="R&D", author_id="7", kind="post", likes=5, reposts=2, replies=1,
        quotes=0, views=90, lang="en", followers=9, verified=False, hashtags=["now"], reply_to_id=None,
        created_at=datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC),
    )  # fmt: skip


def test_a_post_with_its_files_is_one(tmp_path: Path) -> None:
    """The messages of `gallery-dl -j`: a post's own, then one for each of its files; a repost is its reposter's."""
    repost = DOWNLOAD | {"tweet_id": 196315000000000009, "retweet_id": 196315000000000000, "user": {"id": 8}}
    files = [[3, f"https://pbs.example/{i}.jpg", DOWNLOAD | {"num": i}] for i in (1, 2)]
    export = read_back(tmp_path, [[2, DOWNLOAD], *files, [2, repost]])
    assert (export.format, export.reasons) == ("gallery-dl", ["not_posts"] * 2)
    assert [(post["kind"], post["author_id"]) for post in export.posts] == [("post", "7"), ("repost", "8")]


@pytest.mark.parametrize("site", FROM)
def test_posts_of_other_networks(site: str, tmp_path: Path) -> None:
    """Each by the names that its own network gives, or gallery-dl."""
    fields: dict[str, Any] = FROM[site] | {"category": site, "subcategory": "post"}
    export = read_back(tmp_path, [[2, fields]])
    assert (export.format, export.reasons) == ("gallery-dl", [])
    assert [post["source"] for post in export.posts] == [site]
    assert export.posts[0]["author_id"] is not None
    assert export.posts[0]["created_at"] is not None
