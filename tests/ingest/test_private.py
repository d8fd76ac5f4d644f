"""Private messages: refused as a file, rejected among posts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xsentiment import ingest
from xsentiment.errors import InputError

from exports import read_back, read_path
from networks import TDLIB

WHEN = "2025-09-03T08:00:08+0000"
TO = {"data": [{"id": "100", "name": "A page"}]}
LETTER = {"id": "m_Ab1", "created_time": WHEN, "from": {"id": "5"}, "to": TO, "message": "where is my order"}
DIRECT = {"id": "1963150000000000001", "event_type": "MessageCreate", "text": "only for you", "sender_id": "7"}
DATA = {"text": "only for you", "sender_id": "7", "recipient_id": "8"}
CHAT = {"id": "3l", "rev": "2", "text": "only for you", "sender": {"did": "did:plc:a"}, "sentAt": WHEN}
MISSKEY = {"id": "9a", "createdAt": WHEN, "text": "only for you", "fromUserId": "u1"}
VK = {"id": 1, "date": 1756886408, "from_id": 5, "peer_id": 6, "text": "only for you", "random_id": 0}
LEMMY = {"id": 1, "creator_id": 5, "recipient_id": 6, "content": "only for you", "published": WHEN}
SLACK = {"type": "message", "text": "the numbers are bad", "user": "U1", "ts": "1756886408.000100"}
MESSENGER = {"sender_name": "Ann", "timestamp_ms": 1756886408000, "content": "only for you"}
PACKAGE = {"ID": 1249000000000000001, "Timestamp": WHEN, "Contents": "see you tonight", "Attachments": ""}
INSTAGRAM = {"item_id": "9", "user_id": 5, "timestamp": 1756886408000000, "item_type": "text", "text": "only for you"}
FILES = {
    "graph": {"data": [LETTER, LETTER | {"id": "m_Ab2"}], "paging": {}},
    "graph, Instagram": {"data": [LETTER | {"id": "aWdfZA"}]},
    "graph, conversations": {"data": [{"id": "t_1", "messages": {"data": [LETTER]}}]},
    "graph, conversation": {"id": "aWdf", "messages": {"data": [{"id": "aWdf2", "created_time": WHEN, "message": "a b"}]}},
    "graph, snippets": {"data": [{"id": "t_1", "snippet": "where is my order", "updated_time": WHEN, "senders": TO}]},
    "x v2": {"data": [DIRECT], "meta": {"result_count": 1}},
    "x v1.1": {"events": [{"type": "message_create", "id": "1", "message_create": {"message_data": DATA}}]},
    "x, older": [{"id_str": "1", "text": "only for you", "sender": {"id": 7}, "recipient": {"id": 8}}],
    "x web": {"conversation_timeline": {"status": "HAS_MORE", "entries": [
        {"message": {"id": "1", "conversation_id": "7-8", "message_data": DATA}}]}},
    "bluesky": {"messages": [CHAT], "cursor": "x"},
    "bluesky, typed": {"messages": [{"$type": "chat.bsky.convo.defs#messageView", "id": "3l", "text": "only for you"}]},
    "lemmy": {"private_messages": [{"private_message": LEMMY, "creator": {"id": 5, "name": "a"}}]},
    "misskey": [MISSKEY | {"toUserId": "u2"}],
    "misskey, room": [MISSKEY | {"toRoomId": "r2"}],
    "vk": {"response": {"count": 1, "items": [VK | {"conversation_message_id": 1}]}},
    "instagram": {"thread": {"thread_id": "1", "items": [INSTAGRAM]}, "status": "ok"},
    "messenger": {"participants": [{"name": "Ann"}], "messages": [MESSENGER], "thread_path": "inbox/ann_1"},
    "discord": [PACKAGE, PACKAGE | {"ID": 1249000000000000002}],
    "slack": [SLACK, SLACK | {"ts": "1756886409.000100"}],
}  # fmt: skip
TABLES = {
    "discord": "ID,Timestamp,Contents,Attachments\n1249000000000000001,2025-09-03 08:00:08,see you tonight,\n",
    "linkedin": "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,CONTENT,FOLDER\n"
    "1,Ann,https://www.linkedin.com/in/ann,Bob,2025-09-03 08:00:08 UTC,only for you,INBOX\n",
}


def refused(path: Path) -> None:
    """Say that a file is refused for what it is."""
    with pytest.raises(InputError, match="are private, or are not told from private ones"):
        list(ingest.read_file(path, path.name, pseudonym=lambda _, author: author))


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_private_messages_is_refused(name: str, tmp_path: Path) -> None:
    """As the networks' interfaces and their users' archives have them."""
    path = tmp_path / "file.json"
    path.write_text(json.dumps(FILES[name]), encoding="utf-8")
    refused(path)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_private_messages_is_refused(name: str, tmp_path: Path) -> None:
    """By its header."""
    path = tmp_path / "messages.csv"
    path.write_text(TABLES[name], encoding="utf-8")
    refused(path)


def test_a_parquet_file_of_private_messages_is_refused(tmp_path: Path) -> None:
    """By its columns, as a table of text."""
    pq.write_table(pa.Table.from_pylist([VK | {"conversation_message_id": 1}]), tmp_path / "messages.parquet")
    refused(tmp_path / "messages.parquet")


POST = {"id": "100_2", "created_time": WHEN, "message": "we are open", "permalink_url": "https://facebook.com/100/2"}
PLAIN = {"id": "1", "text": "a plain post of words", "created_at": "2025-09-03T08:00:08Z"}
TWEET = {
    "id": "1963150000000000002",
    "text": "a & b",
    "author_id": "7",
    "edit_history_tweet_ids": ["1963150000000000002"],
}


@pytest.mark.parametrize(
    ("post", "message"),
    [
        ({"data": [POST]}, FILES["graph"]),
        ({"data": [POST]}, LETTER),
        ({"data": [TWEET]}, FILES["x v2"]),
        (PLAIN, SLACK),
        (PLAIN, FILES["x web"]),
        ({"feed": {"data": [POST]}, "conversations": FILES["graph, conversations"]}, FILES["graph, conversation"]),
    ],
)
def test_among_posts_they_are_rejected(post: Any, message: Any, tmp_path: Path) -> None:
    """The posts of the file are read."""
    export = read_back(tmp_path, post, message)
    assert len(export.posts) == 1
    assert set(export.reasons) == {"not_posts"}


def test_what_resembles_them_is_read(tmp_path: Path) -> None:
    """A post on a page's wall names whom it is to; a message of a public channel has an id, a time and a sender."""
    wall = read_back(tmp_path, {"data": [POST | {"to": TO}]})
    assert [post["text"] for post in wall.posts] == ["we are open"]
    settings = {"did": "did:plc:a", "record": {"$type": "chat.bsky.actor.declaration", "text": "my own words"}}
    assert len(read_back(tmp_path, settings).posts) == 1
    public = read_back(tmp_path, PLAIN | {"sender": "ann", "timestamp": WHEN, "type": "message"})
    assert [post["text"] for post in public.posts] == ["a plain post of words"]


def test_a_table_of_items_is_read(tmp_path: Path) -> None:
    """Forums call posts items, too, with the names of Instagram's messages."""
    path = tmp_path / "forum.csv"
    path.write_text(
        "item_id,item_type,user_id,timestamp,text\n1,post,5,1756886408,a post that all may read\n", encoding="utf-8"
    )
    assert len(read_path(path, "forum.csv").posts) == 1


def test_secret_chats_of_tdlib_are_no_posts(tmp_path: Path) -> None:
    """Their numbers lie around -2,000,000,000,000, between those of channels."""
    chats = (-1001234567890, -1997852516352, -1997852516353 - 10, -2002147483648, -2002147483658)
    export = read_back(tmp_path, *(TDLIB | {"chat_id": chat} for chat in chats))
    assert [post["conversation_id"] for post in export.posts] == ["1234567890", "1997852516352", "2002147483658"]
