"""Mastodon's API, its forks and its streams: fields written out, one trap a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment.errors import InputError

from exports import compare, read_back
from networks import TOOT


@pytest.mark.parametrize(
    "page",
    [
        TOOT,
        [TOOT],
        {"accounts": [], "statuses": [TOOT], "hashtags": []},
        {"ancestors": [], "descendants": [TOOT]},
    ],
)
def test_status_has_these_fields_in_every_page(page: object, tmp_path: Path) -> None:
    """HTML becomes text; the address is the id, user@server the author."""
    export = read_back(tmp_path, page)
    assert (export.format, len(export.posts), export.rejects) == ("mastodon", 1, [])
    compare(
        export.posts[0],
        source="mastodon", post_id="https://m.test/users/a/statuses/1", text="a & b\nc", author_id="a@m.test",
        created_at=datetime(2022, 11, 21, 13, 10, 48, 151000, tzinfo=UTC), lang="en", kind="post", likes=0, reposts=1,
        replies=2, quotes=None, views=None, followers=44, url="https://m.test/@a/1", hashtags=["food"],
    )  # fmt: skip


def test_statuses_of_a_context_are_rows(tmp_path: Path) -> None:
    """Ancestors come before descendants; an empty context holds no posts."""
    before, after = (TOOT | {"uri": f"https://m.test/{n}"} for n in (1, 2))
    export = read_back(tmp_path, {"ancestors": [before], "descendants": [after]}, {"ancestors": [], "descendants": []})
    assert [post["post_id"][-1] for post in export.posts] == ["1", "2"]
    assert export.reasons == ["not_posts"]


def test_repost_takes_the_originals_text(tmp_path: Path) -> None:
    """A boost has no content; its own counts are null, its original is named by address."""
    original = TOOT | {"uri": "https://n.test/2", "content": "<p>theirs</p>", "language": "de"}
    (post,) = read_back(tmp_path, TOOT | {"content": "", "language": None, "reblog": original}).posts
    compare(
        post,
        kind="repost", text="theirs", lang="de", repost_of_id="https://n.test/2", author_id="a@m.test", likes=None,
        post_id=TOOT["uri"],
    )  # fmt: skip


QUOTED = TOOT | {"uri": "https://n.test/3"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quote", {"state": "accepted", "quoted_status": QUOTED}),
        ("quote", QUOTED),
        ("pleroma", {"quote": QUOTED, "quote_url": "https://n.test/other"}),
        ("quote_url", "https://n.test/3"),
        ("quote", {"state": "accepted", "quoted_status_id": "https://n.test/3"}),
    ],
)
def test_quotes_are_told_in_each_forks_way(key: str, value: object, tmp_path: Path) -> None:
    """Mastodon since 4.4 wraps the quoted status; forks have it bare, or as an address."""
    content = '<p class="quote-inline">RE: <a href="https://n.test/3">https://n.test/3</a></p><p>mine</p>'
    (post,) = read_back(tmp_path, TOOT | {key: value, "content": content}).posts
    compare(post, kind="quote", quote_of_id="https://n.test/3", text="mine")


def test_a_reply_that_quotes_is_a_reply(tmp_path: Path) -> None:
    """Both ids are kept."""
    (post,) = read_back(tmp_path, TOOT | {"in_reply_to_id": "108", "quote_id": "109"}).posts
    compare(post, kind="reply", reply_to_id="108", quote_of_id="109")


def test_content_warning_is_part_of_the_text(tmp_path: Path) -> None:
    """It stands above the content, as people see it."""
    (post,) = read_back(tmp_path, TOOT | {"spoiler_text": "politics"}).posts
    assert post["text"] == "politics\na & b\nc"


@pytest.mark.parametrize("visibility", ["private", "direct", "limited", "mutuals_only", 3])
def test_statuses_that_are_not_public_are_rejected(visibility: object, tmp_path: Path) -> None:
    """They and boosts of them were not written for everybody."""
    hidden = TOOT | {"visibility": visibility}
    export = read_back(tmp_path, TOOT, TOOT | {"visibility": "unlisted"}, hidden, TOOT | {"reblog": hidden})
    assert (len(export.posts), export.reasons) == (2, ["not_posts"] * 2)


def test_forks_may_leave_fields_null(tmp_path: Path) -> None:
    """GoToSocial and Pixelfed write null; pictures alone have an empty text; ids may be no numbers."""
    bare = TOOT | {
        "id": "01FBVD42CQ3ZEEVMW180SBX03B", "uri": None, "language": None, "spoiler_text": None, "tags": None,
        "content": None, "media_attachments": [{"type": "image"}], "replies_count": None, "created_at": None,
        "account": {"acct": "b@n.test"},
    }  # fmt: skip
    (post,) = read_back(tmp_path, bare).posts
    compare(
        post,
        post_id="https://m.test/@a/1", text="", lang=None, hashtags=None, replies=None, created_at=None,
        author_id="b@n.test", followers=None,
    )  # fmt: skip


def test_time_comes_from_the_id_if_absent(tmp_path: Path) -> None:
    """Ids hold milliseconds: 109381959558229264 >> 16 is 1669036248141."""
    (post,) = read_back(tmp_path, TOOT | {"created_at": None}).posts
    assert post["created_at"] == datetime(2022, 11, 21, 13, 10, 48, 141000, tzinfo=UTC)


def test_line_separators_inside_text_end_no_line(tmp_path: Path) -> None:
    """U+2028 within a string of JSONL is text."""
    line = json.dumps(TOOT | {"content": "one\u2028two"}, ensure_ascii=False).encode()
    export = read_back(tmp_path, line, line)
    assert [post["text"] for post in export.posts] == ["one\u2028two"] * 2


@pytest.mark.parametrize(
    "value",
    [
        {"id": "9", "acct": "a", "display_name": "A", "url": "https://m.test/@a", "followers_count": 3},
        {"id": "1", "type": "mention", "created_at": "2022-11-21T13:10:48.151Z", "account": {}, "status": TOOT},
        {"id": "1", "unread": True, "accounts": [], "last_status": TOOT},
        {"name": "food", "url": "https://m.test/tags/food", "history": []},
        {"error": "Record not found"},
        {key: TOOT[key] for key in ("content", "spoiler_text", "created_at", "account")} | {"sensitive": False},
        {"accounts": [], "statuses": [], "hashtags": []},
    ],
)
def test_other_objects_are_named_and_hold_no_posts(value: object, tmp_path: Path) -> None:
    """Accounts, notifications, conversations, trends, errors, edits and empty searches are not posts."""
    export = read_back(tmp_path, [value])
    assert (export.format, export.posts, export.reasons) == ("mastodon", [], ["not_posts"])


def event(name: str, payload: Any) -> dict[str, Any]:
    """One event of the streaming API."""
    return {"stream": ["public"], "event": name, "payload": payload}


def test_stream_events_hold_statuses_as_text(tmp_path: Path) -> None:
    """The payload is JSON in a string, or the object; other events are counted, broken payloads are broken."""
    other = TOOT | {"id": "2", "uri": "https://m.test/2"}
    export = read_back(
        tmp_path,
        event("update", json.dumps(TOOT)), event("update", other), event("notification", "{}"), event("update", "{"),
    )  # fmt: skip
    assert export.format == "mastodon-stream"
    assert [post["post_id"] for post in export.posts] == [TOOT["uri"], "https://m.test/2"]
    compare(export.posts[0], text="a & b\nc", likes=0, reposts=1, author_id="a@m.test", raw_line=1)
    assert export.reasons == ["not_posts", "broken_record"]


def test_stream_deletions_and_edits_are_obeyed(tmp_path: Path) -> None:
    """A deleted status is no post, an edited one is its last version."""
    first, second = (TOOT | {"id": n, "uri": f"https://m.test/{n}"} for n in ("1", "2"))
    edited = second | {"content": "<p>edited</p>"}
    export = read_back(
        tmp_path,
        event("update", first), event("update", second), event("delete", "1"),
        event("status.update", json.dumps(edited)),
    )  # fmt: skip
    assert [post["text"] for post in export.posts] == ["edited"]
    assert [(row["raw_line"], row["reason"]) for row in export.rejects] == [
        (1, "deleted"), (2, "duplicate"), (3, "not_posts")
    ]  # fmt: skip


def test_streams_as_they_were_sent(tmp_path: Path) -> None:
    """Lines `event:` and `data:`, with their numbers; comments keep the connection."""
    other = TOOT | {"id": "109381959558229265", "uri": "https://m.test/users/a/statuses/2"}
    sent = ":)\n:thump\n" + "".join(
        f"event: {name}\ndata: {payload if isinstance(payload, str) else json.dumps(payload)}\n\n:thump\n"
        for name, payload in [
            ("update", TOOT), ("update", other), ("delete", TOOT["id"]), ("filters_changed", "null"),
            ("notification", {"id": "1", "type": "mention", "status": TOOT}), ("update", "{cut"),
            ("status.update", other | {"content": "<p>edited</p>", "edited_at": "2022-11-21T14:10:48.151Z"}),
        ]
    )  # fmt: skip
    export = read_back(tmp_path, sent.encode())
    assert export.format == "mastodon-stream"
    assert [(post["text"], post["raw_line"]) for post in export.posts] == [("edited", 28)]
    assert sorted(export.reasons) == ["broken_record", "deleted", "duplicate", "not_posts", "not_posts", "not_posts"]
    alone = "".join(f"data: {json.dumps(payload)}\n\n" for payload in (TOOT, other, int(TOOT["id"]), {"id": "1"}))
    export = read_back(tmp_path, alone.encode())
    assert (export.format, [post["post_id"] for post in export.posts]) == ("mastodon-stream", [other["uri"]])
    assert sorted(export.reasons) == ["deleted", "not_posts", "not_posts"]
    assert read_back(tmp_path, f"event: update\ndata: {json.dumps(TOOT)}".encode()).format == "mastodon-stream"


def test_streams_of_other_services_are_not_mastodons(tmp_path: Path) -> None:
    """Their events may have the same names; a status is what tells."""
    with pytest.raises(InputError):
        read_back(tmp_path, b'event: update\ndata: {"title": "a page"}\n\nevent: delete\ndata: 5\n\n')
