"""The Threads API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import THREAD


@pytest.mark.parametrize("value", [{"data": [THREAD], "paging": {}}, THREAD, [THREAD]])
def test_post_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """Text is plain; the account is named; counts were not asked for."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("threads-api", 1, [])
    compare(
        export.posts[0],
        source="threads", post_id="18000000000000001", text="Today & now", author_id="a", kind="post", likes=None,
        created_at=datetime(2023, 10, 17, 5, 42, 3, tzinfo=UTC), url="https://www.threads.net/@a/post/x", lang=None,
    )  # fmt: skip


def test_kinds(tmp_path: Path) -> None:
    """Replies name post and thread; a quote may not name what it quotes; a repost has the original's text."""
    reply = THREAD | {"is_reply": True, "replied_to": {"id": "5"}, "root_post": {"id": "4"}}
    quote = THREAD | {"is_quote_post": True, "quoted_post": {"id": "6"}}
    nameless = THREAD | {"is_quote_post": True}
    repost = {key: value for key, value in THREAD.items() if key != "text"} | {"media_type": "REPOST_FACADE"}
    whole = repost | {"reposted_post": {"id": "7", "text": "theirs"}}
    export = read_back(tmp_path, {"data": [reply, quote, nameless, whole, repost]})
    assert [post["kind"] for post in export.posts] == ["reply", "quote", "quote", "repost"]
    compare(export.posts[0], reply_to_id="5", conversation_id="4")
    assert [post["quote_of_id"] for post in export.posts[1:3]] == ["6", None]
    compare(export.posts[3], repost_of_id="7", text="theirs")
    assert export.reasons == ["repost"]


def test_pictures_and_polls_alone_have_an_empty_text(tmp_path: Path) -> None:
    """A post of which no text was asked for has none."""
    picture = {
        "id": "1",
        "media_product_type": "THREADS",
        "media_type": "IMAGE",
        "timestamp": "2023-10-17T05:42:03+0000",
    }
    poll = {"id": "2", "poll_attachment": {"option_a": "yes", "option_b": "no"}}
    export = read_back(tmp_path, {"data": [picture, poll, {"id": "3"}]})
    assert [post["text"] for post in export.posts] == ["", ""]
    assert export.reasons == ["not_posts"]


def test_counts_and_empty_pages(tmp_path: Path) -> None:
    """Keyword search gives counts where they were asked for; an empty page is counted."""
    export = read_back(
        tmp_path, {"data": [THREAD | {"like_count": 4, "view_count": 9, "is_verified": True}]}, {"data": []}
    )
    compare(export.posts[0], likes=4, views=9, replies=None, verified=True)
    assert export.reasons == ["not_posts"]


def test_a_long_text_is_attached(tmp_path: Path) -> None:
    """It follows the short one, and is the text where that was not asked for."""
    attached = {"text_attachment": {"plaintext": "a long text"}}
    export = read_back(tmp_path, {"data": [THREAD | {"text": "short"} | attached, {"id": "2"} | attached]})
    assert (export.format, [post["text"] for post in export.posts]) == (
        "threads-api",
        ["short\na long text", "a long text"],
    )
