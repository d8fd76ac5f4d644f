"""snscrape's JSONL of networks other than X: one network a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from exports import compare, read_back

TYPE = "snscrape.modules."
WHEN = datetime(2023, 1, 5, 10, tzinfo=UTC)
DATE = "2023-01-05T10:00:00+00:00"
TOOT = {
    "_type": f"{TYPE}mastodon.Toot", "url": "https://m.test/@ann/109", "id": "109", "date": DATE, "text": "soup",
    "user": {"_type": f"{TYPE}mastodon.User", "account": "@ann@m.test"}, "spoilerText": "with salt", "hashtags": ["#hi"],
}  # fmt: skip
WEIBO = {
    "_type": f"{TYPE}weibo.Post", "url": "https://m.weibo.cn/status/Q2aBcDeF1", "id": "5206000000000017",
    "user": {"screenname": "某人", "uid": 77, "verified": True, "followersCount": 99}, "text": "真好看",
    "createdAt": "Thu Jan 05 18:00:00 +0800 2023", "repostsCount": 1, "commentsCount": "100万+", "likesCount": 3,
    "repostedPost": None,
}  # fmt: skip


def test_messages_of_pictures_alone_are_kept(tmp_path: Path) -> None:
    """Telegram's have `content` null; the id has the channel's name, as in addresses."""
    post = {"_type": f"{TYPE}telegram.TelegramPost", "date": DATE, "content": None, "outlinks": [], "linkPreview": None}
    export = read_back(tmp_path, *[post | {"url": f"https://t.me/s/ann/{i}"} for i in range(1, 4)],
                       post | {"url": "https://t.me/s/ann/9", "content": "words"})  # fmt: skip
    assert (export.format, export.reasons) == ("snscrape-networks", [])
    assert [(row["post_id"], row["text"]) for row in export.posts][2:] == [("ann/3", ""), ("ann/9", "words")]
    compare(export.posts[0], source="telegram", created_at=WHEN, kind=None, url="https://t.me/s/ann/1")


def test_boosts_are_reposts_of_toots(tmp_path: Path) -> None:
    """With the toot's text, and its address, which is its id everywhere; when a boost was made is not told."""
    boost = {"_type": f"{TYPE}mastodon.Boost", "toot": TOOT, "user": {"account": "@bob@n.test"}}
    export = read_back(tmp_path, TOOT, boost, boost | {"user": {"account": "@eve@n.test"}})
    assert (export.format, export.reasons) == ("snscrape-networks", [])
    compare(
        export.posts[0],
        source="mastodon", post_id="https://m.test/@ann/109", text="soup\nwith salt", author_id="ann@m.test",
        created_at=WHEN, kind=None, hashtags=["hi"],
    )  # fmt: skip
    for post, author in zip(export.posts[1:], ("bob@n.test", "eve@n.test"), strict=True):
        compare(
            post, kind="repost", repost_of_id="https://m.test/@ann/109", text="soup\nwith salt", author_id=author,
            created_at=None, id_ok=False,
        )  # fmt: skip
    assert len({post["post_id"] for post in export.posts}) == 3


def test_posts_of_weibo_are_those_of_its_reader(tmp_path: Path) -> None:
    """The id in base 62, with its number beside it, and the author's number; a repost has words of its own."""
    original = WEIBO | {"url": "https://m.weibo.cn/status/Q2aBcDeF2", "id": "5206000000000018", "user": None}
    export = read_back(tmp_path, WEIBO, WEIBO | {"repostedPost": original})
    assert (export.format, export.reasons) == ("snscrape-networks", [])
    compare(
        export.posts[0],
        source="weibo", post_id="Q2aBcDeF1", author_id="77", text="真好看", created_at=WHEN, kind="post", likes=3,
        reposts=1, replies=1_000_000, followers=99, verified=True,
    )  # fmt: skip
    compare(export.posts[1], kind="repost", text="真好看", repost_of_id="Q2aBcDeF2")


def test_posts_of_reddit_have_its_names(tmp_path: Path) -> None:
    """A submission and a comment, whose thread is in its address."""
    of = {"author": "ann", "date": DATE, "subreddit": "test"}
    link = "https://old.reddit.com/r/test/comments/103abc/a_title/"
    post = of | {
        "_type": f"{TYPE}reddit.Submission",
        "id": "t3_103abc",
        "title": "A",
        "selftext": "b &amp; c",
        "url": link,
    }
    comment = of | {"_type": f"{TYPE}reddit.Comment", "id": "t1_j3", "body": "no", "parentId": "t3_103abc",
                    "url": f"{link}j3/"}  # fmt: skip
    export = read_back(tmp_path, post, comment, comment | {"body": "[deleted]", "author": None})
    assert (export.format, export.reasons) == ("snscrape-networks", ["not_posts"])
    compare(export.posts[0], post_id="t3_103abc", text="A\n\nb & c", author_id="ann", created_at=WHEN, kind="post")
    compare(export.posts[1], post_id="t1_j3", kind="reply", reply_to_id="t3_103abc", conversation_id="t3_103abc")


def test_posts_of_instagram_facebook_and_vk(tmp_path: Path) -> None:
    """By what their addresses tell; users are no posts, and an address of no post gives an id of its own."""
    photo = {"_type": f"{TYPE}instagram.InstagramPost", "url": "https://www.instagram.com/p/CJabcdefgh1/", "date": DATE,
             "content": None, "username": "ann", "likes": 5, "comments": 2}  # fmt: skip
    page = {"_type": f"{TYPE}facebook.FacebookPost", "cleanUrl": "https://www.facebook.com/ann/posts/10151123456789012",
            "date": DATE, "content": "a"}  # fmt: skip
    wall = {"_type": f"{TYPE}vkontakte.VKontaktePost", "url": "https://vk.com/wall-1_1", "date": DATE, "content": "b",
            "quotedPost": None}  # fmt: skip
    quoted = wall | {"url": "https://vk.com/wall-2_9", "content": "quoted"}
    bare = page | {"cleanUrl": "https://www.facebook.com/ann/photos"}
    export = read_back(tmp_path, photo, page, wall, wall | {"quotedPost": quoted},
                       wall | {"quotedPost": quoted, "content": None}, bare,
                       {"_type": f"{TYPE}vkontakte.User", "username": "ann"})  # fmt: skip
    assert (export.format, export.reasons) == ("snscrape-networks", ["not_posts"])
    posts = export.posts
    compare(
        posts[0], post_id="CJabcdefgh1", edit_of_id="2475411648244746357", text="", author_id="ann", likes=5, replies=2
    )
    compare(posts[1], source="facebook", post_id="10151123456789012", author_id="ann", id_ok=True)
    compare(posts[2], source="vk", post_id="-1_1", kind="post", quote_of_id=None)
    compare(posts[3], kind="quote", text="b", quote_of_id="-2_9")
    compare(posts[4], kind="repost", text="quoted", repost_of_id="-2_9")
    assert posts[5]["id_ok"] is False
