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


def test_an_id_of_thousands_of_digits_is_compared_like_any_other(tmp_path: Path) -> None:
    """Python turns no text of so many digits into a number."""
    posts = read_back(tmp_path, [[2, DOWNLOAD | {"tweet_id": "9" * 5000, "quote_id": "196314000000000000"}]]).posts
    assert [post["quote_of_id"] for post in posts] == ["196314000000000000"]


def test_quotes_of_x_are_told_by_what_is_older(tmp_path: Path) -> None:
    """`quote_id` is what quotes a post, and `quoted_id` what it quotes; in older files the former may be either."""
    old, new = 196314000000000000, 196316000000000000
    quotes = [DOWNLOAD | {"tweet_id": new, "quote_id": 0, "quoted_id": old},
              DOWNLOAD | {"tweet_id": old, "quote_id": new, "quoted_id": 0},
              DOWNLOAD | {"tweet_id": old + 1, "quote_id": new}, DOWNLOAD | {"tweet_id": new + 1, "quote_id": old}]  # fmt: skip
    posts = read_back(tmp_path, [[2, post] for post in quotes]).posts
    assert [(post["kind"], post["quote_of_id"]) for post in posts] == [
        ("quote", str(old)),
        ("post", None),
        ("post", None),
        ("quote", str(old)),
    ]


def test_reposts_of_x_have_the_originals_text(tmp_path: Path) -> None:
    """Without the mark; outside an account's pages who reposted it is not known, and 0 views are none counted."""
    repost = DOWNLOAD | {"tweet_id": 196315000000000009, "retweet_id": 196315000000000000, "user": DOWNLOAD["author"],
                         "content": "RT @a: RT @b: the whole", "view_count": 0}  # fmt: skip
    own = repost | {"tweet_id": 196315000000000010, "subcategory": "timeline", "content": "RT @a: " + "z" * 140 + "…"}
    posts = read_back(tmp_path, [[2, repost | {"subcategory": "search"}], [2, own]]).posts
    compare(posts[0], text="RT @b: the whole", kind="repost", author_id=None, followers=None, views=None)
    compare(posts[1], text="z" * 140 + "…", author_id="7", truncated=True)


def test_messages_one_a_line(tmp_path: Path) -> None:
    """As the setting `output.jsonl` writes them, each with its line."""
    other = DOWNLOAD | {"tweet_id": 196315000000000009}
    export = read_back(tmp_path, [2, DOWNLOAD], [3, "https://pbs.example/1.jpg", DOWNLOAD], [2, other])
    assert (export.format, export.reasons) == ("gallery-dl", ["not_posts"])
    assert [(post["raw_line"], post["post_id"]) for post in export.posts] == [
        (1, "196315000000000000"),
        (3, "196315000000000009"),
    ]


@pytest.mark.parametrize("site", FROM)
def test_posts_of_other_networks(site: str, tmp_path: Path) -> None:
    """Each by the names that its own network gives, or gallery-dl."""
    fields: dict[str, Any] = FROM[site] | {"category": site, "subcategory": "post"}
    export = read_back(tmp_path, [[2, fields]])
    assert (export.format, export.reasons) == ("gallery-dl", [])
    assert [post["source"] for post in export.posts] == [site]
    assert export.posts[0]["author_id"] is not None
    assert export.posts[0]["created_at"] is not None
