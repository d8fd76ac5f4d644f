"""Weibo's JSON: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xsentiment.ingest.items import weibo_number

from exports import compare, read_back
from networks import WEIBO

CRAWLED = {
    "user_id": 77, "id": 5206000000000017, "bid": "Q2aBcDeF1", "screen_name": "某人", "text": "今天的#阅兵#真好看[赞]",
    "created_at": "2025-09-03 16:00", "reposts_count": 2, "comments_count": 1, "attitudes_count": 5, "source": "iPhone",
}  # fmt: skip
COMMENT = {
    "created_at": "Wed Sep 03 17:00:00 +0800 2025", "id": 5206000000000099, "rootid": 5206000000000099, "text": "同意",
    "user": {"id": 78, "screen_name": "他人"}, "like_count": 4, "total_number": 1, "floor_number": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        {"ok": 1, "data": {"cards": [{"card_type": 11, "card_group": [{"card_type": 9, "mblog": WEIBO}]}]}},
        {"ok": 1, "data": {"list": [WEIBO | {"mblogid": "Q2aBcDeF1", "text_raw": "今天的#阅兵#真好看[赞]"}]}},
        {"statuses": [WEIBO], "total_number": 1},
        {"user": {"id": "77", "screen_name": "某人", "followers_count": 9}, "weibo": [CRAWLED]},
        [WEIBO],
    ],
)
def test_post_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """HTML is resolved, an emoticon keeps its name, a time without a zone is China's."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("weibo", 1, [])
    compare(
        export.posts[0],
        source="weibo", post_id="Q2aBcDeF1", text="今天的#阅兵#真好看[赞]", author_id="77", kind="post", hashtags=["阅兵"],
        created_at=export.posts[0]["created_at"].replace(hour=8, minute=0), likes=5, reposts=2, replies=1,
        url="https://weibo.com/77/Q2aBcDeF1", truncated=False, edit_of_id="5205174029351151",
    )  # fmt: skip


def test_post_names_its_author_followers_and_time(tmp_path: Path) -> None:
    """Counts of followers may be words."""
    (post,) = read_back(tmp_path, WEIBO).posts
    compare(post, followers=12_000, verified=False, created_at=datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC))


def test_a_day_gives_way_to_the_time(tmp_path: Path) -> None:
    """Crawlers write the day alone, and the time under a name of its own."""
    (post,) = read_back(
        tmp_path, CRAWLED | {"created_at": "2025-09-03", "full_created_at": "2025-09-03 16:00:08"}
    ).posts
    compare(post, created_at=datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC))


@pytest.mark.parametrize("name", ["retweeted_status", "retweet"])
def test_a_repost_has_its_own_words_and_names_the_original(name: str, tmp_path: Path) -> None:
    """The original is no row."""
    export = read_back(tmp_path, WEIBO | {"text": "转发微博", name: WEIBO | {"bid": "Q2other"}})
    (post,) = export.posts
    compare(post, text="转发微博", kind="repost", repost_of_id="Q2other", likes=None)


@pytest.mark.parametrize("end", ['...<a href="/status/1">全文</a>', '...<span class="expand">展开</span>', "…全文"])
def test_a_long_post_is_cut_unless_its_whole_text_came_along(end: str, tmp_path: Path) -> None:
    """Links to the whole text are no words of it."""
    long = WEIBO | {"text": f"很长的文字 {end}", "isLongText": True}
    cut, whole = read_back(
        tmp_path, long, long | {"bid": "b", "longText": {"longTextContent": "很长的文字<br />完"}}
    ).posts
    compare(cut, text="很长的文字…", truncated=True)
    compare(whole, text="很长的文字\n完", truncated=False)


def test_comments_answer_the_post_or_another_comment(tmp_path: Path) -> None:
    """Answers that lie inside a comment are rows; the post that a comment is about only accompanies it."""
    answer = COMMENT | {"id": 5206000000000100, "text": "不同意"}
    first = COMMENT | {"status": WEIBO, "comments": [answer]}
    export = read_back(
        tmp_path, {"ok": 1, "data": {"data": [first, COMMENT | {"id": 3, "rootid": 3, "comments": False}]}}
    )
    assert [(post["text"], post["kind"], post["reply_to_id"]) for post in export.posts] == [
        ("同意", "reply", "Q2aBcDeF1"), ("不同意", "reply", "5206000000000099"), ("同意", "reply", None),
    ]  # fmt: skip
    compare(export.posts[0], likes=4, replies=1, author_id="78")


@pytest.mark.parametrize("when", ["09-03", "昨天 04:44", "5分钟前", None])
def test_relative_times_are_null(when: str | None, tmp_path: Path) -> None:
    """They cannot be placed."""
    (post,) = read_back(tmp_path, WEIBO | {"created_at": when}).posts
    assert post["created_at"] is None


def test_pages_without_posts(tmp_path: Path) -> None:
    """An empty page, a card without a post and a nameless one are counted."""
    page = {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": WEIBO}]}}
    export = read_back(tmp_path, page, {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}, 7)
    assert export.reasons == ["not_posts", "not_a_record"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("z0JH2lOMb", "3501756485200075"),
        ("z0Ijpwgk7", "3501703397689247"),
        ("z0IgABdSn", "3501701648871479"),
        ("3501756485200075", None),
        ("123456789", None),
        ("zZZZZZZZZ", None),
        ("z0JH2lOM", None),
        (None, None),
    ],
)
def test_an_address_holds_the_number(written: str | None, number: str | None) -> None:
    """Base 62, four characters for seven digits, with known pairs; groups beyond seven digits are no ids."""
    assert weibo_number(written) == number


def test_a_post_by_link_or_by_number_is_one(tmp_path: Path) -> None:
    """Whatever file names it how, the rows share an id; the one that was read stays."""
    header = b"url,content,likes\n"
    links = ("https://weibo.com/77/z0JH2lOMb?from=x", "https://m.weibo.cn/status/z0JH2lOMb",
             "https://m.weibo.cn/detail/3501756485200075")  # fmt: skip
    posts = read_back(tmp_path, header + b"".join(f"{link},words of {link[8:12]},1\n".encode() for link in links)).posts
    assert [post["post_id"] for post in posts] == ["z0JH2lOMb", "z0JH2lOMb", "3501756485200075"]
    assert {post["edit_of_id"] or post["post_id"] for post in posts} == {"3501756485200075"}
    assert [post["author_id"] for post in posts] == ["77", None, None]
    (plain,) = read_back(tmp_path, {key: value for key, value in WEIBO.items() if key != "bid"}).posts
    compare(plain, post_id="5206000000000017", edit_of_id=None)
