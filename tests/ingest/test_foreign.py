"""JSON with texts that is of no network: told, and no posts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exports import read_back

CHANGE = {
    "$schema": "/mediawiki/recentchange/1.0.0", "meta": {"id": "a"}, "id": 1, "type": "edit", "namespace": 0,
    "title": "A page", "comment": "fixed a typo in a section", "timestamp": 1756886408, "user": "Bob", "wiki": "enwiki",
}  # fmt: skip
REVISION = {"type": "edit", "title": "A page", "rcid": 1, "revid": 3, "old_revid": 2, "comment": "fixed a typo in it"}
ARTICLE = {"id": "1", "url": "https://en.wikipedia.org/wiki/A", "title": "A", "text": "A is the first of the letters."}
SUMMARY = {"title": "Earth", "extract": "Earth is the third planet from the Sun.", "pageid": 9228, "lang": "en"}
PACKAGE = {"name": "x", "version": "1.0.0", "description": "a package of things", "dependencies": {}}
COCO = {
    "info": {"description": "COCO"}, "images": [{"id": 1, "file_name": "x.jpg"}],
    "annotations": [{"id": 5, "image_id": 1, "caption": "a cat on a mat"}],
}  # fmt: skip
INSIGHT = {"name": "likes", "period": "day", "title": "Likes", "description": "The number of likes.", "id": "1/likes"}


@pytest.mark.parametrize("value", [
    CHANGE, [REVISION], ARTICLE, [ARTICLE], SUMMARY, PACKAGE, COCO,
])  # fmt: skip
def test_what_is_of_no_network_is_no_post(value: Any, tmp_path: Path) -> None:
    """Changes and articles of a wiki, packages, captions of pictures."""
    export = read_back(tmp_path, value, value)
    assert (export.format, export.posts, export.reasons) == ("jsonl", [], ["not_posts"] * 2)


@pytest.mark.parametrize("value", [
    {"data": [INSIGHT | {"values": [{"value": 8}]}]}, {"data": [INSIGHT | {"total_value": {"value": 8}}]},
    [INSIGHT | {"values": [{"value": 8}]}],
])  # fmt: skip
def test_insights_are_no_posts(value: Any, tmp_path: Path) -> None:
    """Of Instagram and Threads, whose pages of them have nothing around them."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("facebook-graph", [], ["not_posts"])


@pytest.mark.parametrize("value", [
    ARTICLE | {"url": "https://example.org/a"}, ARTICLE | {"likes": 3}, {"id": "1", "title": "a", "text": "my own words"},
    {"name": "ann", "version": "2", "text": "my own words"},
])  # fmt: skip
def test_tables_that_may_be_posts_are_read(value: Any, tmp_path: Path) -> None:
    """A link of another site, a count of likes, or a name and a version alone say nothing against it."""
    assert len(read_back(tmp_path, value, value).posts) == 2


def test_events_of_nostr_are_posts_if_they_are_notes(tmp_path: Path) -> None:
    """Reactions, profiles and private messages have a text in the same place."""
    note = {"id": "0a" * 32, "pubkey": "0b" * 32, "created_at": 1756886408, "tags": [], "sig": "0c" * 64}
    texts = (
        (1, "late again"),
        (7, "+"),
        (0, '{"name": "ann"}'),
        (4, "c2VjcmV0?iv=YQ"),
        (1111, "how nice it is"),
        ([], "x"),
    )
    events = [note | {"id": f"{i:064x}", "kind": kind, "content": text} for i, (kind, text) in enumerate(texts)]
    export = read_back(tmp_path, *events)
    assert [post["text"] for post in export.posts] == ["late again", "how nice it is"]
    assert ({post["author_id"] for post in export.posts}, export.reasons) == ({"0b" * 32}, ["not_posts"] * 4)
    assert {post["source"] for post in export.posts} == {"nostr"}
