"""Facebook's Graph API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import FACEBOOK

BARE = {"id": "19_102", "created_time": "2014-09-20T12:59:48+0000"}
SAID = {"id": "101_7", "created_time": "2021-07-09T20:00:00+0000", "message": "first", "from": {"id": "5", "name": "N"},
        "can_remove": False, "like_count": 2, "comment_count": 1}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        {"data": [FACEBOOK], "paging": {}},
        {"19_101": FACEBOOK},
        FACEBOOK,
        [FACEBOOK],
        {"id": "19", "name": "Page", "posts": {"data": [FACEBOOK]}},
    ],
)
def test_post_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """Text is plain; the page is the author; comments inside a post only accompany it."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("facebook-graph", 1, [])
    compare(
        export.posts[0],
        source="facebook", post_id="19_101", text="Hello #world & all", author_id="19", kind="post", likes=119,
        reposts=10, replies=13, views=None, created_at=datetime(2021, 7, 9, 19, 9, 52, tzinfo=UTC), hashtags=["world"],
        url="https://www.facebook.com/19/posts/101/",
    )  # fmt: skip


def test_story_stands_in_for_the_message(tmp_path: Path) -> None:
    """A post of pictures alone has an empty text; a post of which no text was asked for has none."""
    export = read_back(
        tmp_path,
        {"data": [BARE | {"story": "A shared a link."}, BARE | {"story": "A was live.", "message": "Hi"},
                  BARE | {"full_picture": "https://a.test/1.jpg"}, BARE]},
    )  # fmt: skip
    assert [post["text"] for post in export.posts] == ["A shared a link.", "Hi", ""]
    assert export.reasons == ["no_text"]


def test_counts_are_those_that_were_asked_for(tmp_path: Path) -> None:
    """Likes may be a summary of likes, of an alias, or of all reactions; a list alone is no count."""
    kinds = [
        {"like": {"summary": {"total_count": 3}}, "reactions": {"summary": {"total_count": 4}}},
        {"reactions": {"summary": {"total_count": 4}}},
        {"likes": {"data": [{"id": "1"}]}, "comments": {"count": 2, "data": []}},
        {"likes": {"summary": {"total_count": 0}}},
    ]
    posts = read_back(tmp_path, {"data": [BARE | {"message": "m"} | kind for kind in kinds]}).posts
    assert [post["likes"] for post in posts] == [3, 4, None, 0]
    assert posts[2]["replies"] == 2


def test_comments_are_replies(tmp_path: Path) -> None:
    """A file of comments: each answers a post, or a comment."""
    inner = SAID | {"id": "101_8", "parent": {"id": "101_7"}}
    posts = read_back(tmp_path, {"data": [SAID, inner], "paging": {}}).posts
    compare(posts[0], kind="reply", post_id="101_7", reply_to_id="101", author_id="5", likes=2, replies=1, text="first")
    compare(posts[1], kind="reply", reply_to_id="101_7")


def test_replies_inside_comments_are_rows(tmp_path: Path) -> None:
    """At any depth, and without fields that tell what they are; each answers what it is inside."""
    made = {"created_time": "2021-07-09T20:30:00+0000", "message": "so be it"}
    deepest = made | {"id": "101_10"}
    reply = made | {"id": "101_9", "from": {"id": "6", "name": "M"}, "comments": {"data": [deepest], "paging": {}}}
    named = made | {"id": "101_8", "parent": {"id": "101_7"}}
    nested = {"data": [SAID | {"comments": {"data": [named, reply], "paging": {}}}, SAID | {"id": "101_11"}]}
    plain = {"data": [made | {"id": "101_7", "from": {"id": "5"}, "comments": {"data": [reply]}}]}
    found = [("101_7", "101"), ("101_8", "101_7"), ("101_9", "101_7"), ("101_10", "101_9"), ("101_11", "101")]
    for value, expected in (
        (nested, found),
        ({"id": "101", "comments": nested}, found),
        (plain, found[:1] + found[2:4]),
    ):
        export = read_back(tmp_path, value)
        assert ({post["kind"] for post in export.posts}, export.rejects) == ({"reply"}, [])
        assert [(post["post_id"], post["reply_to_id"]) for post in export.posts] == expected
    group = made | {"id": "19_101", "from": {"id": "5"}, "comments": {"data": [made | {"id": "101_7"}]}}
    assert [post["kind"] for post in read_back(tmp_path, {"data": [group]}).posts] == ["post"]


def test_shared_posts(tmp_path: Path) -> None:
    """With words of its own a share is a quote, without any a repost."""
    shares = [
        BARE | {"parent_id": "20_1", "message": "look"},
        BARE | {"parent_id": "20_1", "story": "A shared a post."},
    ]
    posts = read_back(tmp_path, {"data": shares}).posts
    assert [(post["kind"], post["quote_of_id"], post["repost_of_id"]) for post in posts] == [
        ("quote", "20_1", None), ("repost", None, "20_1")
    ]  # fmt: skip


def test_errors_insights_and_pages_hold_no_posts(tmp_path: Path) -> None:
    """They are counted or named."""
    error = {"error": {"message": "expired", "type": "OAuthException", "code": 190, "fbtrace_id": "x"}}
    page = {"id": "19", "name": "Page"}
    assert read_back(tmp_path, {"data": [FACEBOOK]}, error, page, {"data": []}).reasons == ["not_posts"] * 3
    insights = {"data": [{"name": "views", "period": "day", "values": [], "id": "1"}], "paging": {}}
    for value in (error, insights):
        assert read_back(tmp_path, value).reasons == ["not_posts"]


def test_comments_without_ids_are_told_by_their_address(tmp_path: Path) -> None:
    """Where `id` was not asked for, the address has the numbers of post, comment and answer, which answers the comment."""
    link = "https://www.facebook.com/19/posts/101/?comment_id=7"
    comment = {key: value for key, value in SAID.items() if key != "id"} | {"permalink_url": link}
    answer = comment | {"permalink_url": f"{link}&reply_comment_id=8"}
    export = read_back(tmp_path, {"data": [comment, answer], "paging": {}})
    assert (export.format, export.rejects) == ("facebook-graph", [])
    assert [(post["post_id"], post["kind"], post["reply_to_id"]) for post in export.posts] == [
        ("101_7", "reply", "101"), ("101_8", "reply", "101_7")
    ]  # fmt: skip


def test_lists_of_pages_and_people_are_named(tmp_path: Path) -> None:
    """Names with ids, such as those who liked a post, are no posts."""
    export = read_back(tmp_path, {"data": [{"id": "1", "name": "A page"}, {"id": "2", "name": "B"}], "paging": {}})
    assert (export.format, export.posts, export.reasons) == ("facebook-graph", [], ["not_posts"] * 2)


def test_comments_with_the_fields_that_come_unasked(tmp_path: Path) -> None:
    """They name their sender, as posts do not; what a page itself wrote is a post."""
    made = {"created_time": "2021-07-09T19:09:52+0000", "message": "so be it"}
    page = [made | {"id": "101_1", "from": {"id": "7", "name": "A"}}, made | {"id": "101_2"}]
    export = read_back(tmp_path, {"data": page})
    assert [(post["kind"], post["reply_to_id"], post["author_id"]) for post in export.posts] == [
        ("reply", "101", "7"), ("reply", "101", None),
    ]  # fmt: skip
    own = [made | {"id": "19_101", "from": {"id": "19", "name": "A page"}}, made | {"id": "19_102"}]
    for posts in (own, [made | {"id": "19_101"}]):
        assert {(post["kind"], post["author_id"]) for post in read_back(tmp_path, {"data": posts}).posts} == {
            ("post", "19")
        }
