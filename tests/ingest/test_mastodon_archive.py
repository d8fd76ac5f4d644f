"""Mastodon archives and other ActivityPub: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back
from networks import NOTE

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = "https://m.test/users/a/followers"


def _outbox(*items: Any) -> dict[str, Any]:
    return {"@context": [], "id": "outbox.json", "type": "OrderedCollection", "totalItems": 9, "orderedItems": [*items]}


def _note(**changes: Any) -> dict[str, Any]:
    return NOTE | {"object": NOTE["object"] | changes}


@pytest.mark.parametrize("value", [_outbox(NOTE), NOTE, [NOTE], NOTE["object"]])
def test_note_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """The address is the id, as in the API; hashtags are told from mentions; there are no counts."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("mastodon-archive", 1, [])
    compare(
        export.posts[0],
        source="mastodon", post_id="https://m.test/users/a/statuses/1", text="a & b", author_id="a@m.test", lang="en",
        created_at=datetime(2022, 11, 8, 3, 7, 14, tzinfo=UTC), kind="post", conversation_id="tag:m.test,2022:1",
        url="https://m.test/@a/1", hashtags=["food"], likes=None, reposts=None, replies=None,
    )  # fmt: skip


def test_only_public_notes_are_posts(tmp_path: Path) -> None:
    """Notes to followers or one person are rejected, unlisted ones (public in cc) are kept."""
    unlisted = _note(to=[FOLLOWERS], cc=[PUBLIC])
    short = _note(to="as:Public", cc=None)
    direct = _note(to=["https://n.test/users/b"], cc=[])
    followers = _note(to=[FOLLOWERS], cc=[]) | {"to": [PUBLIC]}
    export = read_back(tmp_path, _outbox(NOTE, unlisted, short, direct, followers))
    assert (len(export.posts), export.reasons) == (3, ["not_posts"] * 2)


def test_reposts_without_text_are_counted_as_reposts(tmp_path: Path) -> None:
    """An Announce names an address alone; a file of many is no failure."""
    announce = NOTE | {"type": "Announce", "object": "https://n.test/users/b/statuses/7"}
    export = read_back(tmp_path, _outbox(NOTE, announce, announce, announce))
    assert (len(export.posts), export.reasons) == (1, ["repost"] * 3)


def test_repost_with_its_original_is_a_row(tmp_path: Path) -> None:
    """Other servers put the note inside: the reposter is the author."""
    inner = NOTE["object"] | {"attributedTo": "https://n.test/@b", "id": "https://n.test/7"}
    announce = NOTE | {
        "type": "Announce",
        "id": "https://m.test/8",
        "object": inner,
        "published": "2022-12-01T00:00:00Z",
    }
    (post,) = read_back(tmp_path, _outbox(announce)).posts
    compare(
        post,
        kind="repost", post_id="https://m.test/8", repost_of_id="https://n.test/7", author_id="a@m.test", text="a & b",
        created_at=datetime(2022, 12, 1, tzinfo=UTC),
    )  # fmt: skip


def test_replies_quotes_and_warnings(tmp_path: Path) -> None:
    """Addresses may be texts or objects; the content warning stands above the text."""
    reply = _note(inReplyTo="https://n.test/7", summary="politics")
    by_object = _note(inReplyTo={"id": "https://n.test/7"})
    quote = _note(quoteUri="https://n.test/8")
    posts = read_back(tmp_path, _outbox(reply, by_object, quote)).posts
    assert [post["kind"] for post in posts] == ["reply", "reply", "quote"]
    assert [post["reply_to_id"] for post in posts] == ["https://n.test/7"] * 2 + [None]
    compare(posts[0], text="politics\na & b")
    compare(posts[2], quote_of_id="https://n.test/8")


def test_language_is_the_one_of_the_content(tmp_path: Path) -> None:
    """Of several translations the one that is the content; a post of pictures alone has an empty text."""
    both = _note(contentMap={"de": "<p>x</p>", "en": NOTE["object"]["content"]})
    pictures = _note(content=None, contentMap=None, attachment=[{"type": "Document"}])
    posts = read_back(tmp_path, _outbox(both, pictures)).posts
    assert [(post["lang"], post["text"]) for post in posts] == [("en", "a & b"), (None, "")]


def test_counts_of_newer_archives(tmp_path: Path) -> None:
    """Likes and shares are collections with totals, where they are there."""
    (post,) = read_back(tmp_path, _outbox(_note(likes={"totalItems": 3}, shares={"totalItems": 0}))).posts
    compare(post, likes=3, reposts=0)


@pytest.mark.parametrize(
    ("value", "n"),
    [
        ({"type": "Person", "id": "actor.json", "inbox": "i", "outbox": "outbox.json", "preferredUsername": "a"}, 1),
        (
            {"type": "OrderedCollection", "id": "likes.json", "orderedItems": ["https://n.test/1", "https://n.test/2"]},
            2,
        ),
        ({"type": "OrderedCollection", "id": "bookmarks.json", "totalItems": 0, "orderedItems": []}, 1),
        ({"type": "Like", "actor": "https://m.test/users/a", "object": "https://n.test/1"}, 1),
    ],
)
def test_other_files_of_an_archive_hold_no_posts(value: object, n: int, tmp_path: Path) -> None:
    """The account, likes and bookmarks are told for what they are."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("mastodon-archive", [], ["not_posts"] * n)


def test_a_numbered_account_is_named_by_its_page(tmp_path: Path) -> None:
    """Newer servers address accounts by number; the same author has a name in the API."""
    number = "https://m.test/ap/users/116024"
    numbered = {"attributedTo": number, "id": f"{number}/statuses/1"}
    delete = {"type": "Delete", "id": "d", "actor": number, "object": number}
    export = read_back(tmp_path, _note(**numbered), _note(**numbered, url=None), _note(attributedTo=[number]), delete)
    assert [post["author_id"] for post in export.posts] == ["a@m.test", number, "a@m.test"]
    assert export.posts[0]["post_id"] == f"{number}/statuses/1"
    named = _note(attributedTo="https://m.test/ap/users/b", url=None)
    assert read_back(tmp_path, named).posts[0]["author_id"] == "b@m.test"


def test_a_group_announces_what_its_members_do(tmp_path: Path) -> None:
    """Lemmy wraps each activity: the member is the author; a vote is no post."""
    group = {"type": "Announce", "id": "https://l.test/1", "actor": "https://l.test/c/g", "to": [PUBLIC]}
    page = NOTE["object"] | {"type": "Page", "name": "Title"}
    like = {"type": "Like", "actor": "https://m.test/users/a", "object": "https://m.test/1"}
    export = read_back(tmp_path, _outbox(group | {"object": NOTE | {"object": page}}, group | {"object": like}))
    compare(export.posts[0], kind="post", author_id="a@m.test", text="Title\na & b", repost_of_id=None)
    assert (len(export.posts), export.reasons) == (1, ["not_posts"])


def test_a_collection_may_hold_its_first_page(tmp_path: Path) -> None:
    """Some servers put the page inside the collection."""
    page = {"type": "OrderedCollectionPage", "id": "https://m.test/1", "orderedItems": [NOTE]}
    export = read_back(
        tmp_path, {"type": "OrderedCollection", "id": "https://m.test/0", "totalItems": 1, "first": page}
    )
    assert (export.format, len(export.posts)) == ("mastodon-archive", 1)
