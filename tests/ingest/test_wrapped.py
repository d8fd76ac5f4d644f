"""Pages of other formats inside objects of a script's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exports import read_back
from networks import EXAMPLES, SUBMISSION, TOOT

PAGE = EXAMPLES["bluesky"]
TWEET = {
    "id": 1963150000000000001, "id_str": "1963150000000000001", "full_text": "a & b", "lang": "en",
    "created_at": "Wed Sep 03 08:00:08 +0000 2025", "user": {"id_str": "7", "screen_name": "a"},
}  # fmt: skip


@pytest.mark.parametrize("value", [
    {"success": True, "data": PAGE},
    {"code": 200, "message": "all is well", "data": PAGE},
    {"results": [{"query": "a", "response": PAGE}]},
    {"interactions": [{"response": {"body": {"string": json.dumps(PAGE)}}}]},
    {"a.test": PAGE, "b.test": None},
])  # fmt: skip
def test_a_page_is_found_inside(value: Any, tmp_path: Path) -> None:
    """In the answer of a client, under a query or an account, and as the text of a recorded response."""
    export = read_back(tmp_path, value)
    assert (export.format, export.reasons) == ("wrapped", [])
    assert [(post["source"], post["post_id"]) for post in export.posts] == [
        ("bluesky", "at://did:plc:a/app.bsky.feed.post/3k")
    ]


def test_what_is_no_page_is_counted(tmp_path: Path) -> None:
    """A line without any, and an object among posts by id; what accompanies a page is not."""
    export = read_back(tmp_path, {"headers": {"date": "today"}, "data": PAGE}, {"headers": {"date": "today"}})
    assert [(reject["raw_line"], reject["reason"]) for reject in export.rejects] == [(2, "not_posts")]
    assert len(export.posts) == 1
    by_id = read_back(tmp_path, {"a": SUBMISSION, "b": SUBMISSION, "c": {"gone": True}})
    assert (len(by_id.posts), by_id.reasons) == (2, ["not_posts"])


def test_posts_under_their_ids_or_accounts(tmp_path: Path) -> None:
    """The reader is that of what lies inside, with all its fields."""
    by_id = read_back(
        tmp_path, {"1afwvv8": SUBMISSION, "1afwvv9": SUBMISSION | {"id": "1afwvv9", "name": "t3_1afwvv9"}}
    )
    assert [post["post_id"] for post in by_id.posts] == ["t3_1afwvv8", "t3_1afwvv9"]
    by_account = read_back(tmp_path, {"user": {"name": "A"}, "timeline": {"tweets": [TWEET]}})
    assert [(post["text"], post["author_id"]) for post in by_account.posts] == [("a & b", "7")]
    assert by_account.reasons == []


def test_a_post_inside_a_post_is_not_taken_for_it(tmp_path: Path) -> None:
    """What an object with a text of its own quotes is another's."""
    export = read_back(tmp_path, {"id": "5", "text": "my own words", "quoting": TOOT})
    assert (export.format, [post["text"] for post in export.posts]) == ("jsonl", ["my own words"])


@pytest.mark.parametrize("name", ["mastodon", "truthsocial", "reddit-dump", "misskey", "telegram-telethon"])
def test_lists_of_pages_that_are_lists(name: str, tmp_path: Path) -> None:
    """As a script keeps them that adds each page to a list; whole and one page a line."""
    page = [EXAMPLES[name], EXAMPLES[name]]
    for export in (read_back(tmp_path, [page, [], page]), read_back(tmp_path, [page], [page])):
        assert (export.format, export.reasons, len(export.posts)) == (name, [], 4)
