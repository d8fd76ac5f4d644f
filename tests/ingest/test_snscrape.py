"""snscrape's and twscrape's JSONL: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back

TWEET = {
    "_type": "snscrape.modules.twitter.Tweet", "id": 1278115358860173313, "date": "2020-06-30T23:57:02+00:00",
    "url": "https://twitter.com/a/status/1278115358860173313", "content": "tea &amp; cake https://t.co/a",
    "renderedContent": "tea &amp; cake example.org", "lang": "en", "conversationId": 1278115358860173313,
    "user": {"_type": "snscrape.modules.twitter.User", "username": "a", "id": 12, "followersCount": 148,
             "verified": False},
    "replyCount": 0, "retweetCount": 2, "likeCount": 1, "quoteCount": 3, "hashtags": None, "retweetedTweet": None,
    "quotedTweet": None, "inReplyToTweetId": None,
}  # fmt: skip


@pytest.mark.parametrize("name", ["content", "rawContent"])
def test_post_has_these_fields_in_every_version(name: str, tmp_path: Path) -> None:
    """The text's name changed with 0.5; ids are exact though they are numbers."""
    tweet = {key: value for key, value in TWEET.items() if key != "content"} | {name: TWEET["content"]}
    export = read_back(tmp_path, tweet)
    assert (export.format, export.rejects) == ("snscrape", [])
    compare(
        export.posts[0],
        post_id="1278115358860173313", text="tea & cake https://t.co/a", author_id="12", lang="en", kind="post",
        likes=1, reposts=2, replies=0, quotes=3, views=None, followers=148, verified=False, hashtags=[],
        conversation_id="1278115358860173313", created_at=datetime(2020, 6, 30, 23, 57, 2, tzinfo=UTC),
    )  # fmt: skip


def test_nested_posts_tell_the_kind(tmp_path: Path) -> None:
    """A repost has its original's text; a reply and a quote have their ids."""
    other = TWEET | {"id": 1278115358860173399, "content": "the whole text"}
    values = [{"retweetedTweet": other, "content": "RT @b: the wh…"}, {"inReplyToTweetId": 5}, {"quotedTweet": other}]
    posts = read_back(tmp_path, *[TWEET | value for value in values]).posts
    assert [post["kind"] for post in posts] == ["repost", "reply", "quote"]
    compare(posts[0], text="the whole text", repost_of_id="1278115358860173399", likes=None)
    assert (posts[1]["reply_to_id"], posts[2]["quote_of_id"]) == ("5", "1278115358860173399")


def test_objects_of_other_types_are_not_posts(tmp_path: Path) -> None:
    """Users, tombstones and references are named."""
    types = ["User", "Tombstone", "TweetRef"]
    export = read_back(tmp_path, *[{"_type": f"snscrape.modules.twitter.{name}", "id": 1} for name in types])
    assert (export.format, export.reasons) == ("snscrape", ["not_posts"] * 3)


def test_oldest_version_has_no_types(tmp_path: Path) -> None:
    """Without `_type` the names of the texts tell the format."""
    export = read_back(tmp_path, {key: value for key, value in TWEET.items() if key != "_type"})
    assert (export.format, len(export.posts)) == ("snscrape", 1)


def test_twscrape_is_told_by_its_text_ids(tmp_path: Path) -> None:
    """The same type, more names: times with a space, views, edits."""
    tweet = TWEET | {
        "id_str": "1278115358860173313", "conversationIdStr": "1278115358860173313",
        "date": "2023-07-08 21:59:10+00:00", "rawContent": "tea &amp; cake", "viewCount": 0, "isQuoteStatus": True,
        "hashtags": ["cake"],
        "user": {"id": 12, "id_str": "12", "username": "a", "verified": False, "blue": True},
        "editControl": {"initial_tweet_id": "1278115358860173000"},
    }  # fmt: skip
    export = read_back(tmp_path, tweet, tweet | {"viewCount": None})
    assert export.format == "twscrape"
    compare(
        export.posts[0],
        post_id="1278115358860173313", text="tea & cake", kind="quote", quote_of_id=None, views=0, verified=True,
        edit_of_id="1278115358860173000", hashtags=["cake"], created_at=datetime(2023, 7, 8, 21, 59, 10, tzinfo=UTC),
    )  # fmt: skip
    assert export.posts[1]["views"] is None
