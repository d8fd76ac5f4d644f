"""Telegram: Telegram Desktop's result.json, telegram-history-dump's lines, and what Telethon, Pyrogram and bots write."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment import ingest
from xsentiment.event import Source

from exports import compare, read_back
from networks import PYROGRAM, TDLIB, TELEGRAM, TELETHON, TG_DUMP

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


def test_the_text_of_a_poll_is_its_question(tmp_path: Path) -> None:
    """In each program's export, where the question is a text or, since 2024, an object with one."""
    for question in ("Which one?", {"text": "Which one?", "entities": []}):
        poll = {"question": question, "answers": [{"text": "A"}], "total_voters": 3}
        no_text = {key: value for key, value in PYROGRAM.items() if key not in ("text", "caption")}
        for export in (
            chat(TELEGRAM | {"text": "", "poll": poll}), no_text | {"poll": poll},
            TELETHON | {"message": "", "media": {"_": "MessageMediaPoll", "poll": poll}},
            TDLIB | {"content": {"@type": "messagePoll", "poll": poll}},
        ):  # fmt: skip
            assert [post["text"] for post in read_back(tmp_path, export).posts] == ["Which one?"]


def test_replies_and_forwards(tmp_path: Path) -> None:
    """A reply names a message of the same chat; a forward is a repost, also where its author is gone."""
    reply, forward = TELEGRAM | {"reply_to_message_id": 5}, TELEGRAM | {"forwarded_from": None}
    posts = read_back(tmp_path, chat(reply, forward)).posts
    assert [post["kind"] for post in posts] == ["reply", "repost"]
    compare(posts[0], reply_to_id="42/5")
    compare(posts[1], likes=None, text="see this#now")
    (elsewhere,) = read_back(tmp_path, chat(reply | {"reply_to_peer_id": "channel77"})).posts
    compare(elsewhere, reply_to_id="77/5")


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


def test_history_dump_with_characters_that_utf_8_cannot_hold(tmp_path: Path) -> None:
    """They are replaced wherever they stand."""
    (post,) = read_back(tmp_path, TG_DUMP | {"from": TG_DUMP["from"] | {"peer_type": "\ud800"}}).posts
    assert post["author_id"] == "\ufffd5"


def test_a_message_is_the_same_in_three_exports(tmp_path: Path) -> None:
    """Telegram Desktop, Telethon and Pyrogram give it one id, one author and one time."""
    exports = [read_back(tmp_path, value) for value in (chat(TELEGRAM), TELETHON, PYROGRAM)]
    assert [export.format for export in exports] == ["telegram-desktop", "telegram-telethon", "telegram-bot"]
    for export in exports:
        compare(
            export.posts[0],
            source="telegram", post_id="42/7", author_id="channel42", kind="post", likes=4, conversation_id="42",
            created_at=datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC), hashtags=["now"], edited_at=None,
        )  # fmt: skip


def test_telethon_has_these_fields(tmp_path: Path) -> None:
    """Counts are Telegram's own; a page holds messages beside chats; offsets count in UTF-16."""
    page = {"_": "messages.ChannelMessages", "messages": [TELETHON], "chats": [{"_": "Channel", "id": 42}], "users": []}
    for value in (page, [TELETHON], TELETHON):
        (post,) = read_back(tmp_path, value).posts
        compare(post, text="😀 see this #now", views=90, reposts=2, replies=1, url=None)


def test_telethon_kinds(tmp_path: Path) -> None:
    """A forward names its original; an answer may lie in another chat; a topic of a forum is no answer."""
    peer = {"_": "PeerChannel", "channel_id": 9}
    header = {"_": "MessageReplyHeader", "reply_to_msg_id": 5, "forum_topic": False, "reply_to_top_id": None}
    lines = [
        TELETHON | {"fwd_from": {"_": "MessageFwdHeader", "from_id": peer, "channel_post": 3}},
        TELETHON
        | {"fwd_from": {"_": "MessageFwdHeader", "from_id": {"_": "PeerUser", "user_id": 8}, "channel_post": None}},
        TELETHON | {"fwd_from": {"_": "MessageFwdHeader", "channel_id": 9, "channel_post": 3}},
        TELETHON | {"reply_to": header, "from_id": {"_": "PeerUser", "user_id": 5}},
        TELETHON | {"reply_to": header | {"reply_to_peer_id": peer}},
        TELETHON | {"reply_to": header | {"forum_topic": True}},
        TELETHON | {"reply_to": header | {"forum_topic": True, "reply_to_top_id": 2}},
    ]
    posts = read_back(tmp_path, *lines).posts
    assert [(post["kind"], post["repost_of_id"], post["reply_to_id"]) for post in posts] == [
        ("repost", "9/3", None), ("repost", None, None), ("repost", "9/3", None), ("reply", None, "42/5"),
        ("reply", None, "9/5"), ("post", None, None), ("reply", None, "42/5"),
    ]  # fmt: skip
    assert [post["author_id"] for post in posts[2:5]] == ["channel42", "user5", "channel42"]


def test_telethon_of_other_versions(tmp_path: Path) -> None:
    """Until 2020 the peer and the sender had other names; 4CAT writes seconds, `_type` and the chat beside."""
    old = {"_": "Message", "id": 7, "to_id": {"_": "PeerChannel", "channel_id": 42}, "from_id": 5, "message": "a",
           "date": "2019-07-13 04:54:38+00:00", "reply_to_msg_id": 5}  # fmt: skip
    fourcat = {key: value for key, value in TELETHON.items() if key != "_"} | {
        "_type": "Message", "peer_id": {"channel_id": 42, "_type": "PeerChannel"}, "date": 1689224078.0,
        "edit_date": 1689224079.0, "_chat": {"username": "aaaaa"},
    }  # fmt: skip
    posts = read_back(tmp_path, old, fourcat, fourcat | {"edit_hide": True}).posts
    compare(posts[0], post_id="42/7", author_id="user5", kind="reply", reply_to_id="42/5",
            created_at=datetime(2019, 7, 13, 4, 54, 38, tzinfo=UTC))  # fmt: skip
    compare(posts[1], created_at=datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC), url="https://t.me/aaaaa/7",
            edited_at=datetime(2023, 7, 13, 4, 54, 39, tzinfo=UTC))  # fmt: skip
    assert posts[2]["edited_at"] is None


def test_telethon_messages_that_are_no_posts(tmp_path: Path) -> None:
    """Joins, gaps and what was said to one person are counted; a page may be empty."""
    service = {
        "_": "MessageService",
        "id": 8,
        "peer_id": TELETHON["peer_id"],
        "action": {"_": "MessageActionPinMessage"},
    }
    private = TELETHON | {"peer_id": {"_": "PeerUser", "user_id": 6}}
    empty = {"_": "MessageEmpty", "id": 9, "peer_id": TELETHON["peer_id"]}
    export = read_back(tmp_path, TELETHON, service, private, empty, {"messages": []}, {"a": 1})
    assert (len(export.posts), export.reasons) == (1, ["not_posts"] * 4 + ["not_a_record"])


def test_pyrogram_has_these_fields(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Captions are texts; times name no zone; the first version wrote plain words and other names."""
    first = {"_": "Message", "message_id": 8, "date": 1689224078, "chat": {"_": "Chat", "id": -10042, "type": "supergroup"},
             "from_user": {"_": "User", "id": 5}, "caption": "#now a", "media": True, "reply_to_message": {"message_id": 5},
             "caption_entities": [{"_": "MessageEntity", "type": "hashtag", "offset": 0, "length": 4}]}  # fmt: skip
    with caplog.at_level(logging.WARNING, "xsentiment"):
        posts = read_back(tmp_path, PYROGRAM, PYROGRAM, first).posts
    assert caplog.text.count("time_zone") == 1
    compare(posts[0], text="😀 see this #now", views=90, reposts=2, url="https://t.me/aaaaa/7")
    compare(posts[2], post_id="42/8", text="#now a", author_id="user5", kind="reply", reply_to_id="42/5", hashtags=["now"],
            created_at=datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC))  # fmt: skip


def test_updates_of_a_bot(tmp_path: Path) -> None:
    """Posts of channels and messages of groups, in a page or one a line; private and service messages are counted."""
    channel, group = {"id": -10042, "type": "channel", "title": "A"}, {"id": -10043, "type": "supergroup", "title": "B"}
    base = {"message_id": 7, "date": 1689224078, "text": "a"}
    updates = [
        {"update_id": 1, "channel_post": base | {"chat": channel, "sender_chat": channel}},
        {"update_id": 2, "message": base | {"chat": group, "from": {"id": 5, "is_bot": False}, "forward_date": 1,
                                            "forward_from_chat": channel, "forward_from_message_id": 3}},
        {"update_id": 3, "message": base | {"chat": group, "from": {"id": 5}, "forward_origin":
                                            {"type": "channel", "chat": channel, "message_id": 4, "date": 1}}},
        {"update_id": 4, "message": base | {"chat": {"id": 5, "type": "private"}, "from": {"id": 5}}},
        {"update_id": 5, "message": {"message_id": 9, "date": 1, "chat": group, "new_chat_members": []}},
        {"update_id": 6, "callback_query": {"id": "1"}},
    ]  # fmt: skip
    page, lines = read_back(tmp_path, {"ok": True, "result": updates}), read_back(tmp_path, *updates)
    assert [post["post_id"] for post in page.posts] == ["42/7", "43/7", "43/7"]
    assert [post["repost_of_id"] for post in lines.posts] == [None, "42/3", "42/4"]
    assert [post["author_id"] for post in lines.posts] == ["channel42", "user5", "user5"]
    assert (page.reasons, lines.reasons) == (["not_posts"] * 2, ["not_posts"] * 3)


def test_tdlib_has_these_fields(tmp_path: Path) -> None:
    """Its ids are the messages' numbers times 2^20, so that a message is the same in all exports."""
    export = read_back(tmp_path, {"@type": "updateNewMessage", "message": TDLIB}, {"@type": "updateOption"})
    assert (export.format, export.reasons) == ("telegram-tdlib", ["not_posts"])
    compare(
        export.posts[0],
        source="telegram", post_id="42/7", text="😀 see this #now", author_id="channel42", kind="post", likes=4, views=90,
        reposts=2, replies=1, created_at=datetime(2023, 7, 13, 4, 54, 38, tzinfo=UTC), conversation_id="42",
        hashtags=["now"], edited_at=None,
    )  # fmt: skip


def test_tdlib_kinds(tmp_path: Path) -> None:
    """A caption is a text; a forward names its original, an answer the message that it answers."""
    origin = {"@type": "messageOriginChannel", "chat_id": -10043, "message_id": 3 << 20}
    photo = {"@type": "messagePhoto", "photo": {}, "caption": {"text": "", "entities": []}}
    export = read_back(
        tmp_path,
        {"messages": [
            TDLIB | {"forward_info": {"origin": origin}}, TDLIB | {"reply_to": {"chat_id": -10042, "message_id": 5 << 20}},
            TDLIB | {"reply_to_message_id": 5 << 20, "sender_id": {"user_id": 9}}, TDLIB | {"content": photo},
        ]},
    )  # fmt: skip
    assert [(post["kind"], post["repost_of_id"] or post["reply_to_id"], post["author_id"]) for post in export.posts] == [
        ("repost", "43/3", "channel42"), ("reply", "42/5", "channel42"), ("reply", "42/5", "user9"),
        ("post", None, "channel42"),
    ]  # fmt: skip
    assert export.posts[3]["text"] == ""


def test_tdlib_until_1_6(tmp_path: Path) -> None:
    """A sender of 0 is none, or the channel; views stand beside the content."""
    old = {
        key: value for key, value in TDLIB.items() if key not in ("sender_id", "interaction_info", "is_channel_post")
    }
    old |= {"sender_user_id": 0, "views": 123}
    posts = read_back(
        tmp_path, {"messages": [old, old | {"is_channel_post": True}, old | {"sender_user_id": 9, "views": 0}]}
    ).posts
    assert [(post["author_id"], post["views"]) for post in posts] == [(None, 123), ("channel42", 123), ("user9", None)]


def test_tdlib_files_without_captions_are_kept(tmp_path: Path) -> None:
    """Stickers and video notes, as pictures are; a large emoji is its text, a place none."""
    contents = [{"@type": "messageSticker", "sticker": {}}, {"@type": "messageVideoNote", "video_note": {}},
                {"@type": "messageAnimatedEmoji", "emoji": "🔥"}, {"@type": "messageLocation", "location": {}}]  # fmt: skip
    export = read_back(tmp_path, *(TDLIB | {"content": content} for content in contents))
    assert ([post["text"] for post in export.posts], export.reasons) == (["", "", "🔥"], ["not_posts"])


def test_tdlib_updates_are_obeyed(tmp_path: Path) -> None:
    """Messages have the content of later updates; what is deleted for good is told, what memory loses is not."""
    edit = {"chat_id": -10042, "message_id": 7 << 20}
    content = {"@type": "messageText", "text": {"text": "new words", "entities": []}}
    gone = {"@type": "updateDeleteMessages", "chat_id": -10042, "message_ids": [8 << 20, 9 << 20], "is_permanent": True}
    updates = [
        edit | {"@type": "updateMessageContent", "new_content": content | {"text": {"text": "of before"}}},
        {"@type": "updateNewMessage", "message": TDLIB},
        {"@type": "updateNewMessage", "message": TDLIB | {"id": 6 << 20}},
        edit | {"@type": "updateMessageContent", "new_content": content},
        edit | {"@type": "updateMessageEdited", "edit_date": 1689224079},
        gone, gone | {"is_permanent": False}, gone | {"chat_id": 9},
    ]  # fmt: skip
    path = tmp_path / "export"
    path.write_text("\n".join(map(json.dumps, updates)))
    (batch,) = ingest.read_file(path, "export", pseudonym=lambda _source, author: author)
    posts = {post["post_id"]: post for post in batch.posts.to_pylist()}
    compare(posts["42/7"], text="new words", edited_at=datetime(2023, 7, 13, 4, 54, 39, tzinfo=UTC))
    compare(posts["42/6"], text="😀 see this #now", edited_at=None)
    assert batch.rejects["reason"].to_pylist() == ["not_posts"] * 9
    assert [(row["source"], row["post_id"]) for row in batch.deletions.to_pylist()] == [
        ("telegram", "42/8"), ("telegram", "42/9"),
    ]  # fmt: skip
    assert read_back(tmp_path, gone).format == "telegram-tdlib"


def test_tdlib_messages_that_are_no_posts(tmp_path: Path) -> None:
    """Service messages, what was said to one person, and what was never sent."""
    others = ({"content": {"@type": "messagePinMessage", "message_id": 1}}, {"chat_id": 9}, {"id": (7 << 20) + 1})
    export = read_back(tmp_path, TDLIB, *(TDLIB | other for other in others))
    assert export.reasons == ["not_posts"] * 3
