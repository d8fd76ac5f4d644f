"""Misskey: notes, renotes and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back
from networks import NOTE_OF_MISSKEY as NOTE

HERE = NOTE | {"id": "9abd", "uri": None, "cw": None, "user": {"id": "u2", "username": "b", "host": None}}


def test_note_has_these_fields(tmp_path: Path) -> None:
    """The warning stands above the text, reactions of any kind are likes."""
    export = read_back(tmp_path, [NOTE])
    assert (export.format, export.reasons) == ("misskey", [])
    compare(
        export.posts[0],
        source="mastodon", post_id="https://m.test/notes/9abc", text="soup\na & b", author_id="a@m.test", kind="post",
        likes=3, reposts=1, replies=2, hashtags=["food"], created_at=datetime(2022, 11, 21, 13, 10, 48, 151000, UTC),
    )  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), [
    ({"text": None, "renoteId": "9abc", "renote": NOTE},
     {"kind": "repost", "text": "soup\na & b", "repost_of_id": "https://m.test/notes/9abc", "likes": None}),
    ({"text": "look", "renoteId": "9abc", "renote": NOTE},
     {"kind": "quote", "text": "look", "quote_of_id": "https://m.test/notes/9abc", "repost_of_id": None}),
    ({"replyId": "9abc"}, {"kind": "reply", "reply_to_id": "9abc", "post_id": "9abd", "author_id": "u2"}),
    ({"text": None, "files": [{"id": "f"}], "fileIds": ["f"]}, {"kind": "post", "text": ""}),
])  # fmt: skip
def test_kinds_of_notes(fields: dict[str, Any], expected: dict[str, Any], tmp_path: Path) -> None:
    """A renote with words is a quote; a note of pictures alone has an empty text."""
    compare(read_back(tmp_path, HERE | fields).posts[0], **expected)


@pytest.mark.parametrize(("fields", "reason"), [
    ({"visibility": "specified"}, "not_posts"), ({"visibility": "followers"}, "not_posts"),
    ({"text": None, "cw": None, "renoteId": "9zzz"}, "repost"),
])  # fmt: skip
def test_notes_that_are_not_read(fields: dict[str, Any], reason: str, tmp_path: Path) -> None:
    """What is not for anyone to read, and a renote of what the file does not hold."""
    assert read_back(tmp_path, NOTE, NOTE | fields).reasons == [reason]
