"""Responses of X's web app before GraphQL: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exports import compare, read_back

LONG = f"RT @b: {'word ' * 26}…"
STATUS = {
    "id_str": "1602000000000000000", "full_text": "oil &amp; gas #now", "created_at": "Sun Dec 11 17:38:49 +0000 2022",
    "user_id_str": "20", "conversation_id_str": "1602000000000000000", "favorite_count": 312, "retweet_count": 21,
    "reply_count": 11, "quote_count": 9, "lang": "en", "entities": {"hashtags": [{"text": "now"}]},
    "ext_views": {"state": "Enabled"},
}  # fmt: skip
USER = {"id_str": "20", "screen_name": "a", "followers_count": 29, "verified": False, "ext_is_blue_verified": True}


def response(*statuses: dict[str, Any], adverts: tuple[str, ...] = ()) -> dict[str, Any]:
    """A search's response; adverts are told in the timeline."""
    entries = [
        {"entryId": f"promotedTweet-{post_id}", "content": {"item": {"content": {"tweet": {
            "id": post_id, "promotedMetadata": {"advertiserId": "9"}}}}}}
        for post_id in adverts
    ]  # fmt: skip
    return {
        "globalObjects": {"tweets": {status["id_str"]: status for status in statuses}, "users": {"20": USER}},
        "timeline": {"id": "search-1", "instructions": [{"addEntries": {"entries": entries}}]},
    }


def test_post_has_these_fields(tmp_path: Path) -> None:
    """The user lies beside the posts."""
    export = read_back(tmp_path, response(STATUS))
    assert (export.format, len(export.posts), export.rejects) == ("x-web-adaptive", 1, [])
    compare(
        export.posts[0],
        source="x", post_id="1602000000000000000", text="oil & gas #now", author_id="20", kind="post", lang="en", likes=312,
        reposts=21, replies=11, quotes=9, views=None, followers=29, verified=True, hashtags=["now"], truncated=False,
        conversation_id="1602000000000000000", created_at=datetime(2022, 12, 11, 17, 38, 49, tzinfo=UTC),
    )  # fmt: skip


def test_a_repost_has_its_originals_text_where_it_lies_beside(tmp_path: Path) -> None:
    """Its own is cut; without the original it stays so, and says so."""
    repost = STATUS | {
        "id_str": "1602000000000000002",
        "full_text": LONG,
        "retweeted_status_id_str": "1602000000000000000",
    }
    lost = repost | {"id_str": "1602000000000000003", "retweeted_status_id_str": "1601000000000000000"}
    views = STATUS | {
        "id_str": "1702000000000000000",
        "ext_views": {"count": "7"},
        "created_at": None,
        "user_id_str": "21",
    }
    _, first, second, third = read_back(tmp_path, response(STATUS, repost, lost, views)).posts
    compare(
        first, kind="repost", text="oil & gas #now", repost_of_id="1602000000000000000", truncated=False, likes=None
    )
    compare(second, kind="repost", text=LONG, repost_of_id="1601000000000000000", truncated=True)
    compare(third, views=7, author_id="21", followers=None, verified=None)


def test_kinds(tmp_path: Path) -> None:
    """Replies and quotes name other posts."""
    reply = STATUS | {"in_reply_to_status_id_str": "5"}
    quote = STATUS | {"id_str": "1602000000000000002", "is_quote_status": True, "quoted_status_id_str": "6"}
    posts = read_back(tmp_path, response(reply, quote)).posts
    assert [(post["kind"], post["reply_to_id"], post["quote_of_id"]) for post in posts] == [
        ("reply", "5", None), ("quote", None, "6"),
    ]  # fmt: skip


def test_adverts_and_empty_pages_are_no_posts(tmp_path: Path) -> None:
    """Which posts are adverts stands in the timeline alone."""
    advert = STATUS | {"id_str": "1602000000000000009"}
    export = read_back(tmp_path, response(STATUS, advert, adverts=("1602000000000000009",)), response(), {"a": 1})
    assert (len(export.posts), export.reasons) == (1, ["not_posts", "not_posts", "not_a_record"])
