"""Captures of Zeeschuimer from five networks, and the same imported into 4CAT: fields written out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment.errors import InputError

from exports import compare, read_back
from networks import TRUTH

STATUS = {
    "id_str": "1711652255336743414", "full_text": "zout &amp; peper", "created_at": "Tue Oct 10 07:57:53 +0000 2023",
    "lang": "nl", "conversation_id_str": "1711652255336743414", "favorite_count": 9, "retweet_count": 1,
    "reply_count": 0, "quote_count": 0, "user_id_str": "15", "entities": {"hashtags": [{"text": "fosfor"}]},
}  # fmt: skip
USER = {"rest_id": "15", "legacy": {"screen_name": "a", "followers_count": 66, "verified": False}}
TWEET = {
    "__typename": "Tweet", "rest_id": "1711652255336743414", "id": 1711652255336743400, "legacy": STATUS,
    "core": {"user_results": {"result": USER}}, "views": {"count": "250", "state": "EnabledWithCount"},
}  # fmt: skip
VIDEO = {
    "id": "7288995634328177926", "desc": "#fosfor R&amp;D", "createTime": 1697101549, "isAd": False,
    "author": {"id": "7158", "uniqueId": "a", "verified": True}, "authorStats": {"followerCount": 2774},
    "stats": {"diggCount": 59, "shareCount": 0, "commentCount": 3, "playCount": 3597}, "duetInfo": {"duetFromId": "0"},
    "challenges": [{"title": "fosfor"}],
}  # fmt: skip
MEDIA = {
    "id": "3179000000000000001_44", "pk": "3179000000000000001", "code": "CwAbC", "caption": {"text": "sea & sand"},
    "taken_at": 1697101549, "user": {"pk": "44", "username": "a", "is_verified": False}, "like_count": 5,
    "comment_count": 2, "play_count": None, "media_type": 1,
}  # fmt: skip
COLLECTED = datetime(2023, 10, 12, 11, 37, 56, 723000, tzinfo=UTC)
CASES = {
    "x": ("zeeschuimer-x", "twitter.com", TWEET),
    "tiktok": ("zeeschuimer-tiktok", "tiktok.com", VIDEO),
    "instagram": ("zeeschuimer-instagram", "instagram.com", MEDIA),
    "threads": ("zeeschuimer-threads", "threads.net", MEDIA | {"text_post_app_info": {"direct_reply_count": 2}}),
    "truthsocial": ("zeeschuimer-truthsocial", "truthsocial.com", TRUTH | {"content": "a & b < c"}),
}
COMMENT = {
    "cid": "7292840117604041480", "aweme_id": "7288995634328177926", "id": "7292840117604041480", "text": "a & b",
    "create_time": 1697996669, "digg_count": 5, "reply_comment_total": 3, "reply_id": "0", "comment_language": "en",
    "user": {"uid": "78", "unique_id": "b"},
}  # fmt: skip


def capture(platform: str, data: Any) -> dict[str, Any]:
    """A line of Zeeschuimer."""
    return {"data": data} | meta(platform) | {"id": 351}


def meta(platform: str) -> dict[str, Any]:
    """What Zeeschuimer knows of a capture."""
    return {
        "nav_index": "1:4:NaN", "item_id": "1", "timestamp_collected": 1697110676723, "source_platform": platform,
        "source_platform_url": "https://example.org/search", "source_url": "https://example.org/api", "user_agent": "x",
    }  # fmt: skip


def imported(platform: str, data: dict[str, Any]) -> dict[str, Any]:
    """The same line as 4CAT keeps it."""
    return data | {"__import_meta": meta(platform) | {"id": 351}}


@pytest.mark.parametrize("network", CASES)
def test_4cat_and_zeeschuimer_give_the_same_post(network: str, tmp_path: Path) -> None:
    """The wrapping differs, the row does not."""
    name, platform, data = CASES[network]
    ours, theirs = read_back(tmp_path, capture(platform, data)), read_back(tmp_path, imported(platform, data))
    assert (ours.format, theirs.format) == (name, "4cat")
    assert ours.posts[0] | {"format": ""} == theirs.posts[0] | {"format": ""}
    compare(ours.posts[0], source=network, collected_at=COLLECTED, truncated=False, id_ok=True)


def test_post_of_truth_social_is_plain_text_or_html(tmp_path: Path) -> None:
    """What looks like markup in plain text stays; HTML that was left is resolved."""
    texts = ["I <3 a & b", "<p>a &amp; b</p><p>c</p>", "RT @b@truthsocial.com: words"]
    export = read_back(tmp_path, *(capture("truthsocial.com", TRUTH | {"content": text}) for text in texts))
    assert [post["text"] for post in export.posts] == ["I <3 a & b", "a & b\nc", "RT @b@truthsocial.com: words"]
    compare(export.posts[0], author_id="a@truthsocial.com", likes=3, followers=5, post_id="109372091198783453")


def test_comment_on_tiktok_answers_the_video_or_another_comment(tmp_path: Path) -> None:
    """Zeeschuimer keeps them apart from the videos, under a name of their own."""
    answer = COMMENT | {"cid": "8", "reply_id": COMMENT["cid"]}
    nameless, wordless = COMMENT | {"cid": None}, COMMENT | {"cid": "9", "text": None}
    export = read_back(tmp_path, *(capture("tiktok-comments", c) for c in (COMMENT, answer, nameless, wordless)))
    assert (export.format, export.reasons) == ("zeeschuimer-tiktok", ["no_id", "no_text"])
    assert [post["reply_to_id"] for post in export.posts] == [COMMENT["aweme_id"], COMMENT["cid"]]
    compare(
        export.posts[0],
        source="tiktok", post_id="7292840117604041480", text="a & b", author_id="78", kind="reply", likes=5, replies=3,
        conversation_id=COMMENT["aweme_id"], lang="en", created_at=datetime(2023, 10, 22, 17, 44, 29, tzinfo=UTC),
    )  # fmt: skip


def test_capture_from_a_network_without_a_reader_is_named(tmp_path: Path) -> None:
    """The error says whose capture it is."""
    with pytest.raises(InputError, match=r"a capture of Zeeschuimer from bilibili\.com, for which there is no reader"):
        read_back(tmp_path, capture("bilibili.com", {"i": "1", "c": "words"}))


def test_post_of_x_has_these_fields(tmp_path: Path) -> None:
    """The id is the post's, not the row's nor the rounded one; a new domain is the same network."""
    compare(
        read_back(tmp_path, capture("x.com", TWEET)).posts[0],
        post_id="1711652255336743414", text="zout & peper", author_id="15", kind="post", lang="nl", likes=9, reposts=1,
        replies=0, quotes=0, views=250, followers=66, verified=False, hashtags=["fosfor"],
        created_at=datetime(2023, 10, 10, 7, 57, 53, tzinfo=UTC),
    )  # fmt: skip


def test_captures_of_x_vary(tmp_path: Path) -> None:
    """A wrapped post has no id of its own, an advert is none, an old capture has its user beside it."""
    wrapped = {"__typename": "TweetWithVisibilityResults", "tweet": TWEET, "id": None}
    old = {"id": 1711652255336743400, "type": "adaptive", "legacy": STATUS, "user": {"id_str": "15", "verified": False}}
    gone = {"__typename": "TweetTombstone", "tombstone": {}}
    values = [capture("twitter.com", data) for data in (wrapped, old, TWEET | {"promoted": True}, gone)]
    export = read_back(tmp_path, *values)
    assert export.reasons == ["not_posts", "not_posts"]
    for post in export.posts:
        compare(post, post_id="1711652255336743414", text="zout & peper", author_id="15", likes=9)


def test_video_of_tiktok_has_these_fields(tmp_path: Path) -> None:
    """A description is plain text; the address names no author."""
    compare(
        read_back(tmp_path, capture("tiktok.com", VIDEO)).posts[0],
        post_id="7288995634328177926", text="#fosfor R&amp;D", author_id="7158", kind="post", likes=59, reposts=0,
        replies=3, quotes=None, views=3597, followers=2774, verified=True, hashtags=["fosfor"],
        created_at=datetime(2023, 10, 12, 9, 5, 49, tzinfo=UTC),
        url="https://www.tiktok.com/@_/video/7288995634328177926",
    )  # fmt: skip


def test_videos_of_tiktok_vary(tmp_path: Path) -> None:
    """The author may be a handle, times and counts text, the description empty; adverts are rejected."""
    embedded = {
        "id": "7288995634328177926", "desc": "", "author": "a", "statsV2": {"diggCount": "59"},
        "createTime": "1697101549", "duetInfo": {"duetFromId": "6"},
        "textExtra": [{"hashtagName": "fosfor"}, {"userId": "1"}],
    }  # fmt: skip
    export = read_back(tmp_path, capture("tiktok.com", embedded), capture("tiktok.com", VIDEO | {"isAd": True}))
    assert export.reasons == ["not_posts"]
    compare(
        export.posts[0],
        text="", author_id="a", likes=59, replies=None, kind="quote", quote_of_id="6", hashtags=["fosfor"],
        created_at=datetime(2023, 10, 12, 9, 5, 49, tzinfo=UTC),
    )  # fmt: skip


def test_post_of_instagram_has_these_fields(tmp_path: Path) -> None:
    """The id does not hold the author's."""
    compare(
        read_back(tmp_path, capture("instagram.com", MEDIA)).posts[0],
        post_id="3179000000000000001", text="sea & sand", author_id="44", kind="post", likes=5, replies=2, reposts=None,
        views=None, verified=False, created_at=datetime(2023, 10, 12, 9, 5, 49, tzinfo=UTC),
        url="https://www.instagram.com/p/CwAbC/",
    )  # fmt: skip


def test_posts_of_instagram_vary(tmp_path: Path) -> None:
    """No caption is an empty text, a caption not captured is none; hidden likes are null; old captures are known."""
    partial = {name: value for name, value in MEDIA.items() if name != "caption"}
    old = {
        "id": "3179", "shortcode": "B1", "taken_at_timestamp": 1697101549, "owner": {"id": "44"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "old"}}]}, "edge_media_preview_like": {"count": 3},
        "edge_media_to_comment": {"count": 1},
    }  # fmt: skip
    hidden = MEDIA | {"caption": None, "like_and_view_counts_disabled": True}
    values = [capture("instagram.com", data) for data in (hidden, old, partial, MEDIA | {"product_type": "ad"})]
    export = read_back(tmp_path, *values)
    assert export.reasons == ["no_text", "not_posts"]
    compare(export.posts[0], text="", likes=None, replies=2)
    compare(export.posts[1], post_id="3179", text="old", author_id="44", likes=3, replies=1)


def test_captures_of_networks_without_a_reader_are_rejected(tmp_path: Path) -> None:
    """In a 4CAT file of several networks the unknown one is counted."""
    export = read_back(tmp_path, imported("tiktok.com", VIDEO), imported("linkedin.com", {"id": "1"}))
    assert (len(export.posts), export.reasons) == (1, ["not_a_record"])


def test_post_of_threads_has_these_fields(tmp_path: Path) -> None:
    """Counts and kind lie beside Instagram's fields; a repost has its original's text and no counts."""
    info = {"direct_reply_count": 2, "repost_count": 1, "quote_count": 3, "is_reply": False, "share_info": {}}
    quoting = info | {"share_info": {"quoted_post": {"pk": "7"}}}
    reposting = info | {"share_info": {"reposted_post": {"pk": "9", "caption": {"text": "the original"}}}}
    kinds = (info, info | {"is_reply": True}, quoting, reposting)
    values = [MEDIA | {"pk": f"31{i}", "text_post_app_info": told} for i, told in enumerate(kinds)]
    posts = read_back(tmp_path, *(capture("threads.net", value) for value in values)).posts
    compare(
        posts[0],
        source="threads", post_id="310", text="sea & sand", author_id="44", likes=5, reposts=1, replies=2, quotes=3,
        kind="post", url="https://www.threads.net/@a/post/CwAbC", collected_at=COLLECTED,
    )  # fmt: skip
    assert [post["kind"] for post in posts] == ["post", "reply", "quote", "repost"]
    compare(posts[3], text="the original", repost_of_id="9", likes=None)


def test_quotes_of_threads_by_a_pasted_link(tmp_path: Path) -> None:
    """They stand in a place of their own, in a reply too."""
    info = {"share_info": {"quoted_post": None, "reposted_post": None, "quoted_attachment_post": {"pk": "309"}}}
    values = [MEDIA | {"pk": str(i), "text_post_app_info": info | {"is_reply": i == 2}} for i in (1, 2)]
    posts = read_back(tmp_path, *(capture("threads.net", value) for value in values)).posts
    assert [(post["kind"], post["quote_of_id"]) for post in posts] == [("quote", "309"), ("reply", "309")]


def test_captures_inside_an_object_stay_captures(tmp_path: Path) -> None:
    """Kept under a key of a script's own, a quoted post inside one is no row, as it is in the capture alone."""
    quoted = TWEET | {"rest_id": "1711652255336743000", "legacy": STATUS | {"id_str": "1711652255336743000"}}
    quoting = TWEET | {"quoted_status_result": {"result": quoted}}
    item = {"item_id": "1", "source_platform": "x.com", "timestamp_collected": 1697101549000, "data": quoting}
    export = read_back(tmp_path, {"query": "fosfor", "captures": [item]})
    assert ([post["post_id"] for post in export.posts], export.reasons) == (["1711652255336743414"], [])
