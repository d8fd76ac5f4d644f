"""Bluesky's API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xsentiment.ingest.bluesky_post import POST

from exports import compare, read_back
from networks import SKEET

ROOT = "at://did:plc:r/app.bsky.feed.post/3r"


def _with(**record: object) -> dict[str, object]:
    return SKEET | {"record": SKEET["record"] | record}


@pytest.mark.parametrize(
    "page",
    [
        {"posts": [SKEET]},
        {"uri": ROOT, "posts": [SKEET]},
        {"feed": [{"post": SKEET, "reply": {"root": SKEET, "parent": SKEET}}], "cursor": "1"},
        {"feed": [{"post": SKEET, "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}]},
        {"bookmarks": [{"subject": {"uri": SKEET["uri"]}, "item": SKEET, "createdAt": "2026-01-01T00:00:00Z"}]},
        {"thread": {"$type": "app.bsky.feed.defs#threadViewPost", "post": SKEET, "replies": []}},
        {"thread": [{"uri": SKEET["uri"], "depth": 0, "value": {
            "$type": "app.bsky.unspecced.defs#threadItemPost", "post": SKEET}}], "hasOtherReplies": False},
        SKEET,
        [SKEET],
    ],
)  # fmt: skip
def test_post_has_these_fields_in_every_page(page: object, tmp_path: Path) -> None:
    """The server's time limits the client's clock; plain text is not unescaped; the language has no region."""
    export = read_back(tmp_path, page)
    assert (export.format, len(export.posts), export.rejects) == ("bluesky", 1, [])
    compare(
        export.posts[0],
        source="bluesky", post_id=SKEET["uri"], text="R&amp;D", author_id="did:plc:a", lang="en", kind="post",
        created_at=datetime(2025, 5, 5, 1, 30, 18, 253000, tzinfo=UTC), conversation_id=SKEET["uri"], likes=4,
        reposts=0, replies=1, quotes=0, views=None, verified=None, truncated=False,
        url="https://bsky.app/profile/did:plc:a/post/3k",
    )  # fmt: skip


def test_listed_records_have_no_counts(tmp_path: Path) -> None:
    """ListRecords gives address and value alone: the author is in the address."""
    value = SKEET["record"] | {"createdAt": "2025-01-01T00:00:00.1234567Z"}
    export = read_back(tmp_path, {"records": [{"uri": SKEET["uri"], "cid": "c", "value": value}], "cursor": "1"})
    compare(
        export.posts[0],
        author_id="did:plc:a", text="R&amp;D", likes=None,
        created_at=datetime(2025, 1, 1, 0, 0, 0, 123456, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("written", ["1970-01-01T00:00:00Z", "", {}, None, "2031-01-01T00:00:00Z"])
def test_a_wrong_client_clock_gives_way(written: object, tmp_path: Path) -> None:
    """A time of 1970, in the future or of another type does not count."""
    (post,) = read_back(tmp_path, _with(createdAt=written)).posts
    assert post["created_at"] == datetime(2025, 5, 5, 1, 30, 18, 253000, tzinfo=UTC)


def test_an_earlier_client_clock_counts(tmp_path: Path) -> None:
    """The earlier of the two times is the time of writing."""
    (post,) = read_back(tmp_path, _with(createdAt="2025-05-05T01:30:00.5+00:00")).posts
    assert post["created_at"] == datetime(2025, 5, 5, 1, 30, 0, 500000, tzinfo=UTC)


def test_replies_and_quotes_are_told_by_the_record(tmp_path: Path) -> None:
    """A reply names parent and root; a quote may lie beside pictures; a quoted list or feed is no post."""
    reply = _with(reply={"parent": {"uri": "at://did:plc:b/app.bsky.feed.post/3p"}, "root": {"uri": ROOT}})
    quote = _with(embed={"$type": "app.bsky.embed.record", "record": {"uri": ROOT}})
    beside = _with(embed={"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": ROOT}}, "media": {}})
    other = _with(embed={"$type": "app.bsky.embed.record", "record": {"uri": "at://did:plc:b/app.bsky.graph.list/3"}})
    posts = read_back(tmp_path, reply, quote, beside, other).posts
    assert [post["kind"] for post in posts] == ["reply", "quote", "quote", "post"]
    compare(posts[0], reply_to_id="at://did:plc:b/app.bsky.feed.post/3p", conversation_id=ROOT, quote_of_id=None)
    assert [post["quote_of_id"] for post in posts[1:]] == [ROOT, ROOT, None]


def test_repost_in_a_feed_is_a_row_of_its_own(tmp_path: Path) -> None:
    """The reposter is the author, the time is the repost's; without an address of its own it gets an id."""
    by = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": "did:plc:b"}, "indexedAt": "2025-06-01T00:00:00Z"}
    own = "at://did:plc:b/app.bsky.feed.repost/3x"
    named = {"post": SKEET, "reason": by | {"uri": own}}
    posts = read_back(tmp_path, {"feed": [{"post": SKEET}, {"post": SKEET, "reason": by}, named]}).posts
    for post in posts[1:]:
        compare(
            post,
            kind="repost", author_id="did:plc:b", repost_of_id=SKEET["uri"], likes=None, text="R&amp;D",
            created_at=datetime(2025, 6, 1, tzinfo=UTC),
        )  # fmt: skip
    assert posts[2]["post_id"] == own
    assert len({post["post_id"] for post in posts}) == 3


def test_threads_hold_parents_and_replies_of_all_depths(tmp_path: Path) -> None:
    """Each post of a thread is a row; one that was deleted or blocked is a reject."""

    def node(key: str, **more: object) -> dict[str, object]:
        return {"post": SKEET | {"uri": f"at://did:plc:a/app.bsky.feed.post/{key}"}, **more}

    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": ROOT, "notFound": True}
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": ROOT, "blocked": True, "author": {"did": "d"}}
    thread = node("b", parent=node("a", parent=gone), replies=[node("c", replies=[node("d")]), node("e"), blocked])
    export = read_back(tmp_path, {"thread": thread})
    assert [post["post_id"][-1] for post in export.posts] == ["a", "b", "c", "d", "e"]
    assert export.reasons == ["not_posts"] * 2


def test_hashtags_come_from_facets_and_tags(tmp_path: Path) -> None:
    """Each tag once, without #; links and mentions are none."""
    facets = [{"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "one"},
                            {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.test"}]}]  # fmt: skip
    (post,) = read_back(tmp_path, _with(facets=facets, tags=["#two", "one"])).posts
    assert post["hashtags"] == ["two", "one"]


def test_verified_is_what_bluesky_says(tmp_path: Path) -> None:
    """VerifiedStatus is valid, none or absent."""
    views = [SKEET | {"author": {"did": "d", "verification": {"verifiedStatus": v}}} for v in ("valid", "none", None)]
    assert [post["verified"] for post in read_back(tmp_path, *views).posts] == [True, False, None]


@pytest.mark.parametrize(
    "page",
    [
        {"actors": [{"did": "did:plc:a", "handle": "a.test"}]},
        {"did": "did:plc:a", "handle": "a.test", "followersCount": 3},
        {"uri": ROOT, "likes": [{"actor": {"did": "did:plc:a"}, "createdAt": "2025-01-01T00:00:00Z"}]},
        {"uri": ROOT, "repostedBy": [{"did": "did:plc:a", "handle": "a.test"}]},
        {"notifications": [SKEET | {"reason": "reply", "isRead": True}]},
        {"lists": [{"uri": "at://did:plc:a/app.bsky.graph.list/3", "name": "x"}]},
        {"records": [{"uri": "at://did:plc:a/app.bsky.feed.like/3", "value": {"$type": "app.bsky.feed.like"}}]},
        {"posts": [], "cursor": "1"},
        {"error": "InvalidRequest", "message": "no"},
    ],
)
def test_other_pages_are_named_and_hold_no_posts(page: object, tmp_path: Path) -> None:
    """Profiles, likes, reposters, notifications, lists, other records, empty pages and errors are not posts."""
    export = read_back(tmp_path, page)
    assert (export.format, export.posts, export.reasons) == ("bluesky", [], ["not_posts"])


def test_names_of_the_python_library_are_known(tmp_path: Path) -> None:
    """The library writes a view and its record with underscores."""
    record = {"py_type": "app.bsky.feed.post", "text": "words", "created_at": "2025-05-05T01:30:00Z", "langs": ["en"]}
    author = SKEET["author"]
    view = {"uri": SKEET["uri"], "cid": "b", "author": author, "record": record, "like_count": 4, "repost_count": 2}
    export = read_back(tmp_path, view | {"indexed_at": "2025-05-05T01:30:18.253Z"})
    assert (export.format, export.rejects) == ("bluesky", [])
    compare(export.posts[0], text="words", likes=4, reposts=2, created_at=datetime(2025, 5, 5, 1, 30, tzinfo=UTC))


def test_types_of_the_python_library_are_known(tmp_path: Path) -> None:
    """It writes `py_type` for `$type`: a repost is one, and what is no post is none."""
    view = {"uri": SKEET["uri"], "record": {"text": "a", "created_at": "2025-05-05T01:30:18Z", "py_type": POST},
            "indexed_at": "2025-05-05T01:30:19Z"}  # fmt: skip
    reason = {"by": {"did": "did:plc:r"}, "indexed_at": "2025-05-06T00:00:00Z", "py_type": "a#reasonRepost"}
    like = view | {"record": view["record"] | {"py_type": "app.bsky.feed.like"}}
    export = read_back(tmp_path, [{"post": view}, {"post": view, "reason": reason}, like])
    assert (export.format, export.reasons) == ("bluesky", ["not_posts"])
    assert [(post["kind"], post["author_id"]) for post in export.posts] == [
        ("post", "did:plc:a"), ("repost", "did:plc:r"),
    ]  # fmt: skip
    assert export.posts[1]["created_at"] == datetime(2025, 5, 6, tzinfo=UTC)
