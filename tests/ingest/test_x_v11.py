"""Twitter API v1.1: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xsentiment import ingest

from exports import compare, read_back

STATUS = {
    "id_str": "1169246717864136705", "id": 1169246717864136700, "created_at": "Wed Sep 04 13:51:55 +0000 2019",
    "text": "fish &amp; chips", "truncated": False, "in_reply_to_status_id_str": None, "is_quote_status": False,
    "user": {"id": 12497, "id_str": "12497", "screen_name": "a", "followers_count": 5, "verified": False},
    "lang": "und", "favorite_count": 3, "retweet_count": 0,
    "entities": {"hashtags": [{"text": "food", "indices": [0, 1]}]},
}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        STATUS,
        [STATUS],
        {"statuses": [STATUS]},
        {"results": [STATUS], "next": "x"},
        {STATUS["id_str"]: STATUS},
        {"tweets": [STATUS], "next_cursor": "x"},
    ],
)
def test_status_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """Arrays, searches and premium pages hold the same statuses; the exact id is the text one."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("x-v1.1", 1, [])
    compare(
        export.posts[0],
        post_id="1169246717864136705", text="fish & chips", author_id="12497", lang=None, kind="post", likes=3,
        reposts=0, replies=None, quotes=None, views=None, followers=5, verified=False, hashtags=["food"],
        created_at=datetime(2019, 9, 4, 13, 51, 55, tzinfo=UTC), truncated=False,
    )  # fmt: skip


@pytest.mark.parametrize("gone", ["id", "id_str", "user.id", "user.id_str", "entities", "lang", "favorite_count"])
def test_what_a_script_left_out_does_not_matter(gone: str, tmp_path: Path) -> None:
    """A status is one of API v1.1 without either form of its id, or any count."""
    _, _, inner = gone.partition(".")
    status = {key: value for key, value in STATUS.items() if key != gone}
    if inner:
        status["user"] = {key: value for key, value in STATUS["user"].items() if key != inner}
    export = read_back(tmp_path, status)
    assert (export.format, len(export.posts), export.posts[0]["author_id"]) == ("x-v1.1", 1, "12497")


def test_extended_text_wins(tmp_path: Path) -> None:
    """A stream's long post has its text and entities in `extended_tweet`, also inside a repost."""
    extended = {"full_text": "the whole &lt;text&gt;", "entities": {"hashtags": [{"text": "whole"}]}}
    long = STATUS | {"text": "the wh… https://t.co/a", "truncated": True, "extended_tweet": extended, "quote_count": 2}
    repost = STATUS | {"text": "RT @a: the wh…", "retweeted_status": long}
    export = read_back(tmp_path, long, repost)
    for post in export.posts:
        compare(post, text="the whole <text>", truncated=False, hashtags=["whole"])
    assert [post["quotes"] for post in export.posts] == [2, None]


def test_cut_text_without_the_extended_one_is_marked(tmp_path: Path) -> None:
    """`truncated` without `extended_tweet` means that the text is lost."""
    export = read_back(tmp_path, STATUS | {"text": "the wh… https://t.co/a", "truncated": True})
    assert export.posts[0]["truncated"] is True


def test_kinds_are_told_by_ids(tmp_path: Path) -> None:
    """A mention at the start is no reply; a quote stays one when the quoted post is gone; a repost of a quote both."""
    mention = STATUS | {"in_reply_to_user_id_str": "9", "in_reply_to_screen_name": "b"}
    reply = STATUS | {"in_reply_to_status_id_str": "8"}
    quote = STATUS | {"is_quote_status": True}
    repost = STATUS | {
        "retweeted_status": STATUS | {"id_str": "6"},
        "quoted_status_id_str": "7",
        "is_quote_status": True,
    }
    posts = read_back(tmp_path, mention, reply, quote, repost).posts
    assert [post["kind"] for post in posts] == ["post", "reply", "quote", "repost"]
    compare(posts[3], repost_of_id="6", quote_of_id="7")


def test_notices_of_a_stream_are_not_posts(tmp_path: Path) -> None:
    """Deletions, limits and withheld posts are counted."""
    notices = [{"delete": {"status": {"id": 1}}}, {"limit": {"track": 2}}, {"status_withheld": {"id": 3}}]
    export = read_back(tmp_path, STATUS, *notices)
    assert (len(export.posts), export.reasons) == (1, ["not_posts"] * 3)


def test_a_service_that_sells_posts_adds_views(tmp_path: Path) -> None:
    """Its statuses are X's but for the name of the time."""
    sold = STATUS | {
        "tweet_created_at": "2025-09-02T01:00:00.000000Z",
        "views_count": 9,
        "text": None,
        "full_text": "fish",
    }
    del sold["created_at"]
    (post,) = read_back(tmp_path, {"tweets": [sold], "next_cursor": "x"}).posts
    compare(post, views=9, text="fish", created_at=datetime(2025, 9, 2, 1, tzinfo=UTC))


def test_stamp_of_a_stream_gives_the_time(tmp_path: Path) -> None:
    """`timestamp_ms` stands in for a time that cannot be read."""
    export = read_back(tmp_path, STATUS | {"created_at": None, "timestamp_ms": "1520689000123"})
    assert export.posts[0]["created_at"] == datetime(2018, 3, 10, 13, 36, 40, 123000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ([STATUS["user"] | {"statuses_count": 4, "status": {"text": "my last"}, "description": "about me"}], "users"),
        ({"users": [STATUS["user"] | {"statuses_count": 4}], "next_cursor": 0, "next_cursor_str": "0"}, "users"),
        ({"ids": [1, 2], "next_cursor": 0, "next_cursor_str": "0"}, "ids of users"),
        ({"results": [{"timePeriod": "202509030000", "count": 5}], "totalCount": 5}, "counts"),
        ({"statuses": [], "search_metadata": {"count": 15, "query": "x"}}, "an empty page"),
        ({"delete": {"status": {"id_str": "5", "user_id_str": "3"}}}, "notices"),
        ({"limit": {"track": 5, "timestamp_ms": "1756886400000"}}, "notices"),
    ],
)
def test_files_without_posts_are_named(value: object, what: str, tmp_path: Path) -> None:
    """Users (not their last post), ids, counts, empty pages and notices are told for what they are."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("x-v1.1", [], ["not_posts"])
    assert ingest.detect(tmp_path / "export").reason.startswith(what)


@pytest.mark.parametrize("as_list", [False, True])
def test_errors_among_posts_that_were_looked_up(as_list: bool, tmp_path: Path) -> None:
    """An error in the place of a post that is gone is one reject, first or last; X's newer API has such errors, too."""
    values = [{"errors": [{"code": 144, "message": "No status found with that ID."}]}, STATUS]
    for order in (values, values[::-1]):
        export = read_back(tmp_path, order) if as_list else read_back(tmp_path, *order)
        assert (export.format, len(export.posts), export.reasons) == ("x-v1.1", 1, ["not_posts"])
