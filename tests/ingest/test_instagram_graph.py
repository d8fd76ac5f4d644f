"""Instagram's Graph API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment.ingest.items import instagram_number

from exports import compare, read_back
from networks import INSTAGRAM

PAGE = {"data": [INSTAGRAM], "paging": {}}
BARE = {"id": "17895695668004551", "media_type": "CAROUSEL_ALBUM", "timestamp": "2021-07-09T19:09:52+0000"}
COMMENT = {"id": "17870913679156914", "text": "first", "timestamp": "2021-07-09T20:00:00+0000", "username": "b",
           "like_count": 2}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        PAGE,
        INSTAGRAM,
        [INSTAGRAM],
        {"id": "17841400000000000", "username": "a", "media": PAGE},
        {"business_discovery": {"followers_count": 9, "media": PAGE}, "id": "17841400000000000"},
    ],
)
def test_media_have_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """The caption is the text; comments inside only accompany it."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("instagram-graph", 1, [])
    compare(
        export.posts[0],
        source="instagram", post_id="17895695668004550", text="Hello #world & all", author_id="a", kind="post",
        likes=119, replies=13, reposts=None, views=None, created_at=datetime(2021, 7, 9, 19, 9, 52, tzinfo=UTC),
        url="https://www.instagram.com/p/CRabc/", reply_to_id=None,
    )  # fmt: skip


def test_a_picture_may_have_no_caption_and_hidden_likes(tmp_path: Path) -> None:
    """What is absent is an empty text, and null."""
    (post,) = read_back(tmp_path, {"data": [BARE | {"comments_count": 0, "owner": {"id": "7"}}]}).posts
    compare(post, text="", likes=None, replies=0, author_id="7")


def test_comments_are_replies_with_their_answers(tmp_path: Path) -> None:
    """Each answer inside a comment is a row; a comment names the media where that was asked for."""
    answer = COMMENT | {"id": "17870913679156915", "text": "second", "from": {"id": "8", "username": "c"}}
    del answer["username"]
    page = [COMMENT | {"media": {"id": "17895695668004550"}, "replies": {"data": [answer]}}, COMMENT | {"id": "178"}]
    export = read_back(tmp_path, {"data": page})
    assert export.format == "instagram-graph"
    assert [(post["text"], post["kind"], post["reply_to_id"], post["author_id"]) for post in export.posts] == [
        ("first", "reply", "17895695668004550", "b"), ("second", "reply", "17870913679156914", "c"),
        ("first", "reply", None, "b"),
    ]  # fmt: skip
    compare(export.posts[0], likes=2, conversation_id="17895695668004550")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"data": [INSTAGRAM | {"media_product_type": "THREADS", "text": "a"}]}, "threads-api"),
        (
            {"data": [{"id": "1", "text": "a", "timestamp": "2021-07-09T19:09:52+0000", "is_reply": False}]},
            "threads-api",
        ),
        ({"id": "1", "text": "a", "timestamp": "2021-07-09T19:09:52+0000", "like_count": 1}, "jsonl"),
    ],
)
def test_what_is_told_from_other_formats(value: dict[str, Any], found: str, tmp_path: Path) -> None:
    """Threads has the same names; an object alone with a text may be anything."""
    assert read_back(tmp_path, value).format == found


def test_what_is_no_post(tmp_path: Path) -> None:
    """Empty pages, accounts and errors are counted."""
    account, error = {"id": "17841400000000000", "username": "a"}, {"error": {"message": "m", "code": 190}}
    export = read_back(tmp_path, PAGE, {"data": [], "paging": {}}, {"data": [account]}, error, {"data": [7]})
    assert export.reasons == ["not_posts"] * 3 + ["not_a_record"]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("B-fKL9qpeab", "2278584739065882267"),
        ("B-fKL9qpeabc0q001y3F9CHRSoqEljK_dgkJjo0", "2278584739065882267"),
        ("2278584739065882267", None),
        ("2278584739065882267_44", None),
        ("B-fK", None),
        ("B-fKL9qpe.b", None),
        (None, None),
    ],
)
def test_an_address_holds_the_number(code: str | None, number: str | None) -> None:
    """In base 64, with a known pair; a private account's code goes on with a key."""
    assert instagram_number(code) == number


def test_a_post_by_link_by_number_and_from_the_api_is_one(tmp_path: Path) -> None:
    """The rows share the app's number, whatever they are named by."""
    link = "https://www.instagram.com/p/B-fKL9qpeab/"
    (api,) = read_back(tmp_path, {"data": [INSTAGRAM | {"permalink": link}]}).posts
    (linked,) = read_back(tmp_path, f"caption,url,likes\nhello there,{link},3".encode()).posts
    (number,) = read_back(tmp_path, f"id,caption,url,likes\n2278584739065882267,hello there,{link},3".encode()).posts
    shared = [post["edit_of_id"] or post["post_id"] for post in (api, linked, number)]
    assert shared == ["2278584739065882267"] * 3
    assert [post["post_id"] for post in (api, linked)] == ["17895695668004550", "B-fKL9qpeab"]
