"""X API v2 and twarc2's flattened form: fields written out, one trap a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment import schema

from exports import compare, read_back, read_path

POST = {
    "id": "1373000000000000001", "text": "one &amp; two", "author_id": "7", "created_at": "2021-03-19T19:59:10.000Z",
    "lang": "en", "conversation_id": "1373000000000000001", "entities": {"hashtags": [{"start": 0, "tag": "food"}]},
    "public_metrics": {"like_count": 2, "retweet_count": 1, "reply_count": 0, "quote_count": 4, "impression_count": 0},
}  # fmt: skip
USER = {"id": "7", "name": "A", "username": "a", "verified": True, "public_metrics": {"followers_count": 12}}
LONG = f"RT @b: {'word ' * 25}wor…"


def test_page_of_twarc2_has_these_fields(tmp_path: Path) -> None:
    """Post, user and time of retrieval are joined; views of 0 before December 2022 are unknown."""
    twarc = {"url": "https://api.twitter.com/2/tweets", "version": "2.8", "retrieved_at": "2021-03-20T00:00:00+00:00"}
    export = read_back(tmp_path, {"data": [POST], "includes": {"users": [USER]}, "errors": [{}], "__twarc": twarc})
    assert (export.format, export.rejects) == ("x-api-v2", [])
    compare(
        export.posts[0],
        source="x", post_id="1373000000000000001", text="one & two", author_id="7", kind="post", lang="en",
        created_at=datetime(2021, 3, 19, 19, 59, 10, tzinfo=UTC), collected_at=datetime(2021, 3, 20, tzinfo=UTC),
        likes=2, reposts=1, replies=0, quotes=4, views=None, followers=12, verified=True, hashtags=["food"],
        conversation_id="1373000000000000001", edit_of_id=None, id_ok=True, truncated=False,
        url="https://x.com/i/status/1373000000000000001",
    )  # fmt: skip


def test_views_of_zero_count_since_december_2022(tmp_path: Path) -> None:
    """A 0 from the time when views are counted is a 0."""
    export = read_back(tmp_path, {"data": POST | {"id": "1650000000000000000", "created_at": None}})
    assert export.posts[0]["views"] == 0


def test_id_that_ends_in_zeros_is_trusted(tmp_path: Path) -> None:
    """An id in quotes is exact, whatever its digits."""
    export = read_back(tmp_path, {"data": POST | {"id": "796404364743000000"}})
    compare(export.posts[0], post_id="796404364743000000", id_ok=True)


def test_reply_that_quotes_names_both(tmp_path: Path) -> None:
    """A post can answer one and quote another; its kind is a reply."""
    references = [{"type": "quoted", "id": "5"}, {"type": "replied_to", "id": "6"}]
    export = read_back(tmp_path, {"data": [POST | {"referenced_tweets": references}]})
    compare(export.posts[0], kind="reply", reply_to_id="6", quote_of_id="5", repost_of_id=None)


def test_repost_has_the_whole_text_of_its_original(tmp_path: Path) -> None:
    """The original's long text, from includes, stands in the repost; its counts do not."""
    repost = POST | {"text": LONG, "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    original = {"id": "5", "text": "all of…", "note_tweet": {"text": "all of &lt;it&gt;", "entities": {}}}
    export = read_back(tmp_path, {"data": [repost], "includes": {"tweets": [original]}})
    compare(export.posts[0], kind="repost", text="all of <it>", repost_of_id="5", truncated=False)
    assert [export.posts[0][metric] for metric in schema.METRICS] == [None] * 5


def test_repost_without_its_original_is_marked(tmp_path: Path) -> None:
    """The original was withheld or deleted: the cut text stays, and says so."""
    repost = POST | {"text": LONG, "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    export = read_back(tmp_path, {"data": [repost], "errors": [{"resource_id": "5", "title": "Not Found Error"}]})
    compare(export.posts[0], text=LONG, truncated=True)


def test_long_post_without_its_note_is_marked(tmp_path: Path) -> None:
    """A text cut at 280 that ends in dots and a link is known to be cut."""
    cut = f"{'word ' * 51}wo… https://t.co/abcdefghij"
    export = read_back(tmp_path, {"data": [POST | {"text": cut}, POST | {"text": "I wonder… https://t.co/abcdefghij"}]})
    assert [post["truncated"] for post in export.posts] == [True, False]


def test_edited_version_names_the_first(tmp_path: Path) -> None:
    """The id stays the version's own; `edit_of_id` is the first version's, null for the first itself."""
    history = {"edit_history_tweet_ids": ["1373000000000000001", "1373000000000000009"]}
    export = read_back(tmp_path, {"data": [POST | history, POST | history | {"id": "1373000000000000009"}]})
    assert [(post["post_id"], post["edit_of_id"]) for post in export.posts] == [
        ("1373000000000000001", None),
        ("1373000000000000009", "1373000000000000001"),
    ]


def test_fields_not_asked_for_are_null(tmp_path: Path) -> None:
    """Of a post with id and text alone the kind is unknown, unless its text says that it is a repost."""
    bare = [{"id": "1563880884578963456", "text": "a"}, {"id": "1563880884578963457", "text": "RT @b: a"}]
    export = read_back(tmp_path, {"data": bare, "meta": {"result_count": 2}})
    compare(
        export.posts[0],
        kind=None, author_id=None, lang=None, likes=None, views=None, hashtags=None,
        created_at=datetime(2022, 8, 28, 13, 27, 13, 42000, tzinfo=UTC),
    )  # fmt: skip
    assert export.posts[1]["kind"] == "repost"


def test_kinds_without_references_are_those_that_the_rest_tells(tmp_path: Path) -> None:
    """A repost has its text's beginning and its original's reposts, which are not its own; a reply another's thread."""
    counts = {"retweet_count": 410, "like_count": 0}
    repost = POST | {"id": "1373000000000000005", "text": "RT @b: me too", "public_metrics": counts}
    reply = POST | {"id": "1373000000000000006"}
    plain = POST | {"id": "1373000000000000007", "conversation_id": "1373000000000000007"}
    export = read_back(tmp_path, {"data": [repost, reply, plain]})
    assert [post["kind"] for post in export.posts] == ["repost", "reply", None]
    assert [post["reposts"] for post in export.posts] == [None, 1, 1]


@pytest.mark.parametrize("counts", [{}, {"retweet_count": 0, "like_count": 0}])
def test_text_that_begins_as_a_repost_is_a_post_where_its_counts_are_its_own(
    tmp_path: Path, counts: dict[str, int]
) -> None:
    """A repost has no likes and at least one repost: of others, or none at all, the author typed the text."""
    typed = POST | {"text": "RT @b: me too"} | ({"public_metrics": counts} if counts else {})
    export = read_back(tmp_path, {"data": typed})
    assert export.posts[0]["kind"] == "post"


def test_stream_keeps_what_is_whole(tmp_path: Path) -> None:
    """Objects of a stream are posts; keep-alive lines are none; messages and a cut last line are rejected."""
    line = {"data": POST, "includes": {"users": [USER]}, "matching_rules": [{"id": 1375914560000000001, "tag": ""}]}
    message = {"errors": [{"title": "operational-disconnect", "type": "about:blank"}]}
    export = read_back(tmp_path, line, b"\r", message, b'{"data": {"id": "13')
    assert [post["raw_line"] for post in export.posts] == [1]
    assert [(row["raw_line"], row["reason"]) for row in export.rejects] == [(3, "not_posts"), (4, "broken_record")]


def test_bare_array_of_posts_is_read(tmp_path: Path) -> None:
    """AcademictwitteR saves the posts of a page as an array."""
    export = read_back(tmp_path, [POST, POST | {"id": "1373000000000000002"}])
    assert (export.format, [post["post_id"][-1] for post in export.posts]) == ("x-api-v2", ["1", "2"])


def test_authors_of_academictwitter_lie_beside_the_posts(tmp_path: Path) -> None:
    """Authors and originals come from users_<id>.json of the same page; without it, or damaged, they are not known."""
    repost = POST | {"text": LONG, "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    posts, users = tmp_path / "data_1.json", tmp_path / "users_1.json"
    posts.write_text(json.dumps([repost]), encoding="utf-8")
    (tmp_path / "users_2.json").write_text(json.dumps({"users": [USER | {"verified": False}]}), encoding="utf-8")
    cut = {"author_id": "7", "followers": None, "verified": None, "truncated": True}
    compare(read_path(posts, posts.name).posts[0], **cut)
    users.write_text(json.dumps({"users": [USER], "tweets": [{"id": "5", "text": "whole"}]}), encoding="utf-8")
    joined = {"author_id": "7", "followers": 12, "verified": True, "text": "whole", "truncated": False}
    compare(read_path(posts, posts.name).posts[0], **joined)
    users.write_text("{", encoding="utf-8")
    compare(read_path(posts, posts.name).posts[0], **cut)
    assert read_path(tmp_path / "users_2.json", "users_2.json").reasons == ["not_posts"]


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"start": "a", "end": "b", "tweet_count": 3}], "meta": {"total_tweet_count": 3}},
        {"data": [USER], "meta": {"result_count": 1}},
        {"data": [{"id": "1", "name": "a list", "private": False, "member_count": 3}]},
        {"users": [USER], "tweets": [POST]},
        {"id": "1", "action": "delete", "created_at": "2019-09-06T17:25:54.667Z", "reason": "protected"},
        {"id": "1", "action": "tweet_deletion", "created_at": "2019-09-06T17:25:54.667Z", "redacted_at": "2020"},
        {"errors": [{"code": 88, "message": "Rate limit exceeded"}]},
        {"errors": [], "title": "Invalid Request", "detail": "…", "type": "https://api.twitter.com/2/problems/invalid"},
        {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
        {"meta": {"result_count": 0}},
        {"data": [], "meta": {"result_count": 0}},
        {"data": [{"trend_name": "a trend", "tweet_count": 5}]},
        {"data": {}, "errors": [{"message": "Denied", "code": 37}]},
        {"data": {"post_delete": {"post": {"id": "1", "author_id": "7"}, "event_at": "2025-09-09T00:00:00.000Z"}}},
        {"data": {"delete": {"tweet": {"id": "1", "author_id": "7"}, "event_at": "2025-09-09T00:00:00.000Z"}}},
        {"undrop": {"tweet": {"id": "1", "author_id": "7"}, "event_at": "2025-09-09T00:00:00.000Z"}},
        {
            "data": {
                "withheld": {
                    "tweet": {"id": "1", "author_id": "7"},
                    "withheld_in_countries": ["DE"],
                    "event_at": "2025-09-09T00:00:00Z",
                }
            }
        },
        {
            "data": {
                "user_profile_modification": {
                    "user": {"id": "7"},
                    "profile_field": "profile.name",
                    "new_value": "b",
                    "event_at": "2025-09-09T00:00:00Z",
                }
            }
        },
    ],
)
def test_values_without_posts_are_named(value: dict[str, Any], tmp_path: Path) -> None:
    """Counts, users, lists, companions, compliance, errors and empty pages are told for what they are."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("x-api-v2", [], ["not_posts"])


def test_flattened_post_has_all_inside(tmp_path: Path) -> None:
    """Author and original lie in the post itself."""
    original = POST | {"id": "5", "text": "the whole text", "author": USER | {"id": "8"}}
    flat = POST | {
        "text": LONG, "author": USER, "referenced_tweets": [original | {"type": "retweeted"}],
        "__twarc": {"retrieved_at": "2021-04-08T19:34:32+00:00"},
    }  # fmt: skip
    export = read_back(tmp_path, flat)
    assert export.format == "twarc2-flat"
    compare(
        export.posts[0],
        text="the whole text", kind="repost", author_id="7", followers=12, repost_of_id="5", truncated=False,
        collected_at=datetime(2021, 4, 8, 19, 34, 32, tzinfo=UTC),
    )  # fmt: skip
