"""Telegram: Telegram Desktop's result.json and telegram-history-dump's lines."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment import ingest
from xsentiment.event import Source

from exports import compare, read_back
from networks import TELEGRAM, TG_DUMP

SERVICE = {"id": 8, "type": "service", "date": "2023-07-13T10:24:38", "date_unixtime": "1689224078", "actor": "A",
           "action": "pin_message", "text": ""}  # fmt: skip


def chat(*messages: dict[str, Any], kind: str = "public_channel", key: int = 42) -> dict[str, Any]:
    """A chat with messages."""
    return {"name": "A", "type": kind, "id": key, "messages": [*messages]}


def test_message_has_these_fields(tmp_path: Path) -> None:
    """Pieces of text are joined; the chat's id is part of the message's; the epoch is the time."""
    export = read_back(tmp_path, chat(TELEGRAM, SERVICE))
    assert (export.format, export.reasons) == ("telegram-desktop", ["not_posts"])
    compare(
        export.posts[0],
        source="telegram", post_id="42/7", text="see this#now", author_id="channel42", kind="post", likes=4, views=None,
        created_at=datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC), conversation_id="42", hashtags=["now"], lang=None,
    )  # fmt: skip


def test_texts_come_in_several_shapes(tmp_path: Path) -> None:
    """One text, pieces, entities alone, or none: pictures alone have an empty one."""
    entities = {key: value for key, value in TELEGRAM.items() if key != "text"}
    shapes = [TELEGRAM | {"text": "plain &amp;"}, entities, TELEGRAM | {"text": "", "photo": "(File not included.)"}]
    assert [post["text"] for post in read_back(tmp_path, chat(*shapes)).posts] == ["plain &amp;", "see this#now", ""]


def test_replies_and_forwards(tmp_path: Path) -> None:
    """A reply names a message of the same chat; a forward is a repost, also where its author is gone."""
    reply, forward = TELEGRAM | {"reply_to_message_id": 5}, TELEGRAM | {"forwarded_from": None}
    posts = read_back(tmp_path, chat(reply, forward)).posts
    assert [post["kind"] for post in posts] == ["reply", "repost"]
    compare(posts[0], reply_to_id="42/5")
    compare(posts[1], likes=None, text="see this#now")


def test_1970_says_that_a_message_was_never_edited(tmp_path: Path) -> None:
    """Exports of before 2022 write it so, in the time of the computer."""
    stamps = {"date": "2021-01-31T21:02:29", "edited": "1970-01-01T02:00:00"}
    old = {"id": 7, "type": "message", "from": "A", "from_id": 10000000042, "text": "a"} | stamps
    edited = old | {"id": 8, "edited": "2021-02-01T21:02:29"}
    posts = read_back(tmp_path, chat(old, edited)).posts
    assert [post["edited_at"] for post in posts] == [None, datetime(2021, 2, 1, 21, 2, 29, tzinfo=UTC)]


def test_messages_of_two_chats_never_share_an_id(tmp_path: Path) -> None:
    """Numbers begin anew in each chat; a bare list has the channel in its sender."""
    account = {"chats": {"about": "", "list": [chat(TELEGRAM), chat(TELEGRAM, kind="public_supergroup", key=43)]}}
    assert [post["post_id"] for post in read_back(tmp_path, account).posts] == ["42/7", "43/7"]
    bare = read_back(tmp_path, [TELEGRAM, TELEGRAM | {"from_id": "user5", "id": 9}])
    assert [post["post_id"] for post in bare.posts] == ["42/7", "9"]


@pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "saved_messages"])
def test_private_conversations_are_never_read(kind: str, tmp_path: Path) -> None:
    """Not even where one was exported alone."""
    export = read_back(tmp_path, chat(TELEGRAM, TELEGRAM, kind=kind))
    assert (export.posts, export.reasons) == ([], ["not_posts"] * 2)


def test_of_a_whole_account_public_chats_are_read(tmp_path: Path) -> None:
    """A private group counts only where it was exported on its own."""
    group = chat(TELEGRAM, kind="private_supergroup", key=43)
    account = read_back(tmp_path, {"personal_information": {}, "chats": {"list": [chat(TELEGRAM), group]}})
    assert ([post["post_id"] for post in account.posts], account.reasons) == (["42/7"], ["not_posts"])
    assert [post["post_id"] for post in read_back(tmp_path, group).posts] == ["43/7"]


def test_older_exports_have_local_times(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without date_unixtime the time is UTC with one warning, or of the zone that the event names."""
    old = {key: value for key, value in TELEGRAM.items() if key != "date_unixtime"}
    with caplog.at_level(logging.WARNING, "xsentiment"):
        posts = read_back(tmp_path, chat(old, old)).posts
    assert [post["created_at"] for post in posts] == [datetime(2023, 7, 13, 10, 24, 38, tzinfo=UTC)] * 2
    assert caplog.text.count("time_zone") == 1
    source = Source(path="export", time_zone="Asia/Kolkata")
    (batch,) = ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _, author: author, mapping=source)
    assert batch.posts["created_at"][0].as_py() == datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC)


@pytest.mark.parametrize("value", [chat(), {"about": "x", "personal_information": {"user_id": 1}, "contacts": {}}])
def test_files_without_messages_are_named(value: object, tmp_path: Path) -> None:
    """An empty chat and an account without chats hold no posts."""
    export = read_back(tmp_path, value)
    assert (export.format, export.reasons) == ("telegram-desktop", ["not_posts"])


def test_history_dump_has_these_fields(tmp_path: Path) -> None:
    """The chat's id is part of the message's; the epoch is the time; telephone numbers are nowhere."""
    export = read_back(tmp_path, TG_DUMP)
    assert (export.format, export.rejects) == ("telegram-history-dump", [])
    compare(
        export.posts[0],
        source="telegram", post_id="1137794233/0500aa", text="to be", author_id="user5", kind="post",
        created_at=datetime(2017, 5, 30, 11, 43, 6, tzinfo=UTC), conversation_id="1137794233", likes=None,
    )  # fmt: skip
    assert "0123" not in str(export.posts)


def test_history_dump_kinds(tmp_path: Path) -> None:
    """Replies, forwards, captions and files alone; service messages and private conversations are counted."""
    media = {key: value for key, value in TG_DUMP.items() if key != "text"}
    lines = [
        TG_DUMP | {"reply_id": "0500ab"}, TG_DUMP | {"fwd_from": {"peer_id": 9}, "fwd_date": 1},
        media | {"media": {"type": "photo", "caption": "a photo"}}, media | {"media": {"type": "document"}},
        TG_DUMP | {"event": "service", "service": True},
        TG_DUMP | {"to": {"id": "$01", "peer_type": "user", "peer_id": 6}},
    ]  # fmt: skip
    export = read_back(tmp_path, *lines)
    assert [(post["kind"], post["text"]) for post in export.posts] == [
        ("reply", "to be"), ("repost", "to be"), ("post", "a photo"), ("post", "")
    ]  # fmt: skip
    assert export.posts[0]["reply_to_id"] == "1137794233/0500ab"
    assert export.reasons == ["not_posts"] * 2
