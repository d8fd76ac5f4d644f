"""Apify's scrapers of X: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from exports import compare, read_back

ITEM = {
    "type": "tweet", "id": "1992375762402279500", "url": "https://x.com/a/status/1992375762402279500",
    "text": "the wh…", "fullText": "the whole &amp; more", "createdAt": "Sat Nov 22 23:32:52 +0000 2025", "lang": "en",
    "conversationId": "1992375762402279500", "isReply": False, "isRetweet": False, "isQuote": False, "viewCount": 518,
    "retweetCount": 8, "replyCount": 1, "likeCount": 12, "quoteCount": 5, "bookmarkCount": 4,
    "entities": {"hashtags": [{"text": "all"}]},
    "author": {"userName": "a", "id": "52", "followers": 120, "isVerified": False, "isBlueVerified": True},
}  # fmt: skip


def test_item_has_these_fields(tmp_path: Path) -> None:
    """The full text is taken, its entities resolved once."""
    export = read_back(tmp_path, [ITEM])
    assert (export.format, export.rejects) == ("apify-x", [])
    compare(
        export.posts[0],
        post_id="1992375762402279500", text="the whole & more", author_id="52", lang="en", kind="post", likes=12,
        reposts=8, replies=1, quotes=5, views=518, followers=120, verified=True, hashtags=["all"], truncated=False,
        conversation_id="1992375762402279500", created_at=datetime(2025, 11, 22, 23, 32, 52, tzinfo=UTC),
    )  # fmt: skip


def test_pages_of_a_service_are_opened(tmp_path: Path) -> None:
    """Each post under `tweets` is a row; an empty page is none."""
    export = read_back(tmp_path, {"tweets": [ITEM, ITEM], "has_next_page": True, "next_cursor": "x"})
    assert (export.format, len(export.posts), export.rejects) == ("apify-x", 2, [])


def test_kinds_are_told_by_flags_ids_and_inner_posts(tmp_path: Path) -> None:
    """Both actors' names for the original and the quoted post are known."""
    changes = [
        {"isReply": True, "inReplyToId": "5"},
        {"isQuote": True, "quoteId": "6", "quote": {"type": "tweet", "id": "6", "text": "b"}},
        {"quoted_tweet": {"id": "6", "text": "b"}},
        {"isRetweet": True, "retweet": {"type": "tweet", "id": "7", "fullText": "original"}},
        {"retweeted_tweet": {"id": "7", "text": "original"}},
    ]
    posts = read_back(tmp_path, [ITEM | change for change in changes]).posts
    assert [post["kind"] for post in posts] == ["reply", "quote", "quote", "repost", "repost"]
    assert [post["quote_of_id"] for post in posts[1:3]] == ["6", "6"]
    for post in posts[3:]:
        compare(post, text="original", repost_of_id="7", likes=None)


def test_flattened_names_are_known(tmp_path: Path) -> None:
    """Exports of chosen fields write inner names with dots; a handle may be left in the address alone."""
    flat = {
        "url": "https://x.com/a/status/1992375762402279500", "text": "short", "createdAt": "2025-11-22T23:32:52.000Z",
        "likeCount": 2, "retweetCount": 0,
    }  # fmt: skip
    posts = read_back(tmp_path, [flat | {"author.followers": 3, "author.id": "52"}, flat]).posts
    compare(posts[0], post_id="1992375762402279500", author_id="52", followers=3, likes=2, views=None, kind="post")
    compare(posts[1], author_id="a", followers=None, hashtags=None)


def test_search_without_results_is_named(tmp_path: Path) -> None:
    """Both actors say in an object of their own that nothing was found."""
    mock = {"type": "mock_tweet", "id": -1, "text": "nothing found", "createdAt": "2025-11-22T23:32:52.000Z"}
    for value in ({"noResults": True}, mock):
        export = read_back(tmp_path, [value])
        assert (export.format, export.posts, export.reasons) == ("apify-x", [], ["not_posts"])


def test_rettiwt_names_the_same_parts_otherwise(tmp_path: Path) -> None:
    """Pages under `list`, authors under `tweetBy`, tags as texts."""
    post = {
        "id": "1962685656069047341", "createdAt": "2025-09-02T01:15:00.000Z", "fullText": "a &amp; b", "lang": "en",
        "conversationId": "1962685656069047000", "likeCount": 3, "quoteCount": 4, "replyCount": 2, "retweetCount": 1,
        "viewCount": 500, "replyTo": "1962685656069047000", "tweetBy": {"id": "77", "userName": "a", "followersCount": 9},
        "entities": {"hashtags": ["optics"]}, "url": "https://x.com/a/status/1962685656069047341",
    }  # fmt: skip
    repost = post | {
        "id": "1962685656069047342",
        "fullText": "RT @b: cut…",
        "retweetedTweet": post | {"id": "19", "fullText": "whole"},
    }
    export = read_back(tmp_path, {"list": [post, repost], "next": "x"})
    assert (export.format, len(export.posts), export.rejects) == ("apify-x", 2, [])
    compare(
        export.posts[0], text="a & b", author_id="77", kind="reply", reply_to_id="1962685656069047000", followers=9,
        likes=3, reposts=1, replies=2, quotes=4, views=500, hashtags=["optics"],
    )  # fmt: skip
    compare(export.posts[1], text="whole", kind="repost", repost_of_id="19", likes=None, truncated=False)


def test_cards_inside_posts_are_no_responses_of_x(tmp_path: Path) -> None:
    """A page kept under `data` holds posts still, though a link's card names accounts as X's web app does."""
    card = {
        "rest_id": "card://1",
        "legacy": {"user_refs_results": [{"result": {"rest_id": "7", "__typename": "User"}}]},
    }
    post = {
        "type": "tweet", "id": "1962685656069047341", "url": "https://x.com/a/status/1962685656069047341", "text": "a b",
        "fullText": "a b", "createdAt": "Tue Sep 02 01:15:00 +0000 2025", "likeCount": 3, "retweetCount": 1,
        "replyCount": 0, "quoteCount": 0, "author": {"userName": "a", "id": "77"}, "card": card,
    }  # fmt: skip
    export = read_back(tmp_path, {"fetched": "2025-09-03", "data": [post]})
    assert ([post["text"] for post in export.posts], export.reasons) == (["a b"], [])
