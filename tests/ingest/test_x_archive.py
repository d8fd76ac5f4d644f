"""X's account archive: fields written out, one trap a test."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back, read_path

STATUS = {
    "id": "705247311538950144", "id_str": "705247311538950144", "created_at": "Thu Mar 03 04:23:56 +0000 2016",
    "full_text": "bread &amp; butter", "lang": "en", "favorite_count": "12", "retweet_count": "3", "retweeted": False,
    "truncated": False, "entities": {"hashtags": [{"text": "food", "indices": ["0", "5"]}], "urls": []},
    "edit_info": {"initial": {"editTweetIds": ["705247311538950144"], "editsRemaining": "5", "isEditEligible": True}},
}  # fmt: skip


def script(name: str, items: list[Any]) -> bytes:
    """A file of the archive as it is delivered."""
    return f"window.YTD.{name}.part0 = {json.dumps(items, indent=2)}".encode()


def wrapped(**changes: Any) -> dict[str, Any]:
    """A post of the archive with some values changed."""
    return {"tweet": STATUS | changes}


@pytest.mark.parametrize(
    "content",
    [
        script("tweets", [wrapped()]),
        script("tweet", [wrapped()]),
        script("tweets", [wrapped()]).replace(b"part0", b"part12"),
        script("tweet", [STATUS]),
        json.dumps([wrapped()]).encode(),
        json.dumps([STATUS]).encode(),
    ],
)
def test_post_has_these_fields_in_every_wrapping(content: bytes, tmp_path: Path) -> None:
    """With or without script and wrapper: numbers are text, no author, views or replies are known."""
    export = read_back(tmp_path, content)
    assert (export.format, len(export.posts), export.rejects) == ("x-archive", 1, [])
    compare(
        export.posts[0],
        post_id="705247311538950144", text="bread & butter", author_id=None, lang="en", kind="post", likes=12,
        reposts=3, replies=None, quotes=None, views=None, hashtags=["food"], edit_of_id=None, truncated=False,
        raw_line=1,
        created_at=datetime(2016, 3, 3, 4, 23, 56, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("between", [b"", b"\n", b";\n"])
@pytest.mark.parametrize("indent", [None, 2])
def test_all_parts_of_one_file_are_read(indent: int | None, between: bytes, tmp_path: Path) -> None:
    """Parts put one after the other; a post that speaks of a part begins none."""
    text = "window.YTD.tweets.part1 = [ is where it starts"
    items = [[wrapped(id_str=str(i), full_text=text)] for i in (611, 612, 613)]
    parts = [f"window.YTD.tweets.part{i} = {json.dumps(part, indent=indent)}" for i, part in enumerate(items)]
    export = read_back(tmp_path, b"".join(part.encode() + between for part in parts))
    assert (export.format, export.reasons) == ("x-archive", [])
    assert [(post["post_id"], post["text"]) for post in export.posts] == [("611", text), ("612", text), ("613", text)]
    assert [post["raw_line"] for post in export.posts] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_script_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    """As editors and shells of Windows save a file again."""
    posts, likes = (
        read_back(tmp_path, script(name, [wrapped(full_text="né")]).decode().encode(encoding))
        for name in ("tweets", "like")
    )
    assert (posts.format, [post["text"] for post in posts.posts], posts.reasons) == ("x-archive", ["né"], [])
    assert (likes.format, likes.posts, likes.reasons) == ("x-archive", [], ["not_posts"])


def test_kinds_are_told_by_text_ids_and_links(tmp_path: Path) -> None:
    """`retweeted` is always false: the text tells a repost, and the link at its end tells a quote."""
    link = {"url": "https://t.co/a", "expanded_url": "https://twitter.com/b/status/611", "indices": ["0", "9"]}
    items = [
        wrapped(full_text=f"RT @b: {'word ' * 26}…"),
        wrapped(in_reply_to_status_id_str="610"),
        wrapped(full_text="look https://t.co/a", entities={"urls": [link]}),
        wrapped(full_text="https://t.co/a is what I mean", entities={"urls": [link]}),
    ]
    posts = read_back(tmp_path, script("tweets", items)).posts
    assert [post["kind"] for post in posts] == ["repost", "reply", "quote", "post"]
    assert [post["quote_of_id"] for post in posts] == [None, None, "611", None]
    assert [post["truncated"] for post in posts] == [True, False, False, False]
    compare(posts[0], likes=None, reposts=None, repost_of_id=None)


def test_edited_version_names_the_first(tmp_path: Path) -> None:
    """The archive keeps an edit's first id beside the version."""
    export = read_back(
        tmp_path, script("tweets", [wrapped(edit_info={"edit": {"initialTweetId": "705247311538950000"}})])
    )
    assert export.posts[0]["edit_of_id"] == "705247311538950000"


def test_archive_from_before_2018_names_the_user(tmp_path: Path) -> None:
    """The old script, its times and its reposts, which come with their original."""
    old = {
        "id": 472366000000000000, "id_str": "472366000000000001", "text": "RT @b: who…",
        "created_at": "2014-05-30 17:37:50 +0000", "user": {"id_str": "1", "screen_name": "a"},
        "retweeted_status": {"id_str": "5", "text": "whole"},
    }  # fmt: skip
    export = read_back(tmp_path, f"Grailbird.data.tweets_2014_05 = \n {json.dumps([old], indent=1)}".encode())
    assert export.format == "x-archive"
    compare(
        export.posts[0],
        post_id="472366000000000001", text="whole", kind="repost", author_id="1",
        created_at=datetime(2014, 5, 30, 17, 37, 50, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (script("deleted_tweets", [wrapped()]), "deleted posts"),
        (script("tweet_headers", [{"tweet": {"tweet_id": "1", "user_id": "2", "created_at": ""}}]), "headers of posts"),
        (script("direct_messages", [{"dmConversation": {"messages": []}}]), "private messages"),
        (script("note_tweet", [{"noteTweet": {"core": {"text": "long"}}}]), "texts of long posts"),
        (script("account", [{"account": {"username": "a"}}]), "account data"),
        (script("ad_engagements", [{"ad": {}}]), "ad engagements"),
        (json.dumps([{"dmConversation": {"messages": []}}]).encode(), "private messages"),
        (json.dumps([{"tweet": {"tweet_id": "1", "user_id": "2"}}]).encode(), "headers of posts"),
    ],
)
def test_other_files_of_the_archive_are_named_and_not_read(
    content: bytes, what: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Deleted posts, messages, headers and account data give no post and a sentence that says what they are."""
    export = read_back(tmp_path, content)
    assert (export.format, export.posts, export.reasons) == ("x-archive", [], ["not_posts"])
    assert what in caplog.text


def test_whole_archive_is_read_as_it_was_delivered(tmp_path: Path) -> None:
    """Of the zip, the posts are read; page, pictures and private files beside them are counted as not posts."""
    path = tmp_path / "twitter-archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Your archive.html", "<!DOCTYPE html><html></html>")
        archive.writestr("data/account.js", script("account", [{"account": {"email": "a@example.org"}}]))
        archive.writestr("data/tweets.js", script("tweets", [wrapped()]))
        archive.writestr("data/tweets-part1.js", script("tweets", [wrapped(id_str="705247311538950145")]))
        archive.writestr("data/tweets_media/1.jpg", b"\xff\xd8\xff\xe0")
    export = read_path(path, path.name)
    assert sorted(post["post_id"] for post in export.posts) == ["705247311538950144", "705247311538950145"]
    assert export.reasons == ["not_posts"] * 3
