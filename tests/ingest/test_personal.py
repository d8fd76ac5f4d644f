"""Accounts' own archives that do not tell who may read a post."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xsentiment import ingest
from xsentiment.errors import InputError

TIME = 1756886408
PICTURE = {"uri": "media/posts/1.jpg", "creation_timestamp": TIME, "title": "a day"}
COMMENT = {"timestamp": TIME, "data": [{"comment": {"timestamp": TIME, "comment": "so good", "author": "Ann"}}]}


@pytest.mark.parametrize(
    "value",
    [
        [{"timestamp": TIME, "data": [{"post": "caf\u00c3\u00a9"}], "title": "Ann updated her status."}],
        {"timestamp": TIME, "data": [{"post": "alone"}], "attachments": []},
        {"comments_v2": [COMMENT | {"title": "Ann commented on Bob's post."}]},
        {"group_posts_v2": [{"timestamp": TIME, "data": [{"post": "in a group"}]}]},
        [{"media": [PICTURE]}],
        {"ig_reels_media": [{"media": [PICTURE]}]},
        [
            {
                "media_list_data": [{"uri": ""}],
                "string_map_data": {"Comment": {"value": "a"}, "Time": {"timestamp": TIME}},
            }
        ],
        {"text_post_app_text_posts": [{"media": [PICTURE]}]},
    ],
)
def test_archives_of_meta_are_refused(value: object, tmp_path: Path) -> None:
    """An error says why, in place of texts whose letters Meta wrote byte by byte."""
    path = tmp_path / "posts.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(InputError, match="does not tell public posts from private ones"):
        list(ingest.read_file(path, path.name, pseudonym=lambda _, author: author))


def test_pages_with_the_same_words_are_read(tmp_path: Path) -> None:
    """A page of posts with a time of its own, or posts with pictures of other keys, are no archive."""
    path = tmp_path / "posts.json"
    for value in (
        {"timestamp": TIME, "data": [{"id": "7", "text": "the parade", "likes": 5}]},
        [{"id": "7", "text": "the parade", "media": [{"url": "https://example.org/1.jpg"}]}],
    ):
        path.write_text(json.dumps(value), encoding="utf-8")
        (batch,) = ingest.read_file(path, path.name, pseudonym=lambda _, author: author)
        assert batch.posts["text"].to_pylist() == ["the parade"]
