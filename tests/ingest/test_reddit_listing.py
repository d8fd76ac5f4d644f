"""Reddit's API: listings and threads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back
from networks import COMMENT, SUBMISSION


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    """A listing of things."""
    return {"kind": "Listing", "data": {"children": [*children], "after": None, "before": None}}


def post(**changes: Any) -> dict[str, Any]:
    """A submission as a thing."""
    return {"kind": "t3", "data": SUBMISSION | changes}


def comment(key: str, *replies: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A comment as a thing, with replies."""
    inner: Any = listing(*replies) if replies else ""
    return {"kind": "t1", "data": COMMENT | {"id": key, "name": f"t1_{key}", "replies": inner} | changes}


MORE = {"kind": "more", "data": {"count": 3, "children": ["x"], "id": "x", "parent_id": "t1_a"}}


def test_listing_holds_both_kinds(tmp_path: Path) -> None:
    """created_utc is the time, not created, which is shifted; likes is the reader's vote."""
    export = read_back(tmp_path, listing(post(created=1706774400.0, likes=True), comment("a")))
    assert (export.format, export.rejects) == ("reddit-listing", [])
    compare(
        export.posts[0],
        source="reddit", post_id="t3_1afwvv8", text="Tanks & drums\n\nA parade\nof both", kind="post", replies=7,
        created_at=datetime(2024, 2, 1, tzinfo=UTC), likes=None, author_id="a",
    )  # fmt: skip
    compare(export.posts[1], post_id="t1_a", kind="reply", conversation_id="t3_1afwvv8")


@pytest.mark.parametrize("lines", [True, False])
def test_thread_is_read_with_all_replies(lines: bool, tmp_path: Path) -> None:
    """Each comment comes before the replies to it; places of unseen comments are counted."""
    comments = listing(comment("a", comment("b", comment("c")), MORE), comment("d"), MORE)
    thread = [listing(post()), comments]
    export = read_back(tmp_path, *([thread, thread] if lines else [thread]))
    names = ["t3_1afwvv8", "t1_a", "t1_b", "t1_c", "t1_d"]
    assert [row["post_id"] for row in export.posts] == names * (2 if lines else 1)
    assert export.reasons == ["not_posts"] * (4 if lines else 2)
    assert export.posts[2]["reply_to_id"] == COMMENT["parent_id"]


def test_text_that_is_already_plain_is_not_unescaped(tmp_path: Path) -> None:
    """With raw_json the rendered text begins with a tag, not with an entity."""
    raw = comment("a", body="write &amp;", body_html='<div class="md"><p>write &amp;amp;</p></div>')
    escaped = comment("b", body="write &amp;amp;", body_html="&lt;div&gt;write &amp;amp;amp;&lt;/div&gt;")
    assert [row["text"] for row in read_back(tmp_path, listing(raw, escaped)).posts] == ["write &amp;"] * 2


@pytest.mark.parametrize(
    "value",
    [
        listing(),
        listing({"kind": "t5", "data": {"display_name": "test"}}),
        {"kind": "t2", "data": {"name": "a", "comment_karma": 1}},
        listing(MORE),
    ],
)
def test_other_things_are_named_and_hold_no_posts(value: object, tmp_path: Path) -> None:
    """Empty listings, subreddits, accounts and places of comments are not posts."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("reddit-listing", [], ["not_posts"])


def test_things_alone_and_more_children(tmp_path: Path) -> None:
    """A thing a line, and the answer to a request for more comments."""
    answer = {"json": {"errors": [], "data": {"things": [comment("a"), MORE]}}}
    export = read_back(tmp_path, post(), answer)
    assert [row["post_id"] for row in export.posts] == ["t3_1afwvv8", "t1_a"]
    assert export.reasons == ["not_posts"]
