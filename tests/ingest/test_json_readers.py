"""The readers of X API v2, Twitter API v1.1, Bluesky and Mastodon: one trap a test, fields written out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xsentiment import ingest, schema
from xsentiment.errors import InputError

STATUS = {
    "id_str": "1169246717864136705", "id": 1169246717864136700,
    "created_at": "Wed Sep 04 13:51:55 +0000 2019",
    "full_text": "fish &amp; chips",
    "user": {"id_str": "12497", "screen_name": "a", "followers_count": 5}, "lang": "und",
    "favorite_count": 3, "retweet_count": 0, "entities": {"hashtags": [{"text": "food"}]},
}  # fmt: skip
TWEET = {
    "id": "1373000000000000001", "text": "one &amp; two", "author_id": "7", "created_at": "2021-03-19T19:59:10.000Z",
    "lang": "en", "public_metrics": {"like_count": 2, "retweet_count": 1, "reply_count": 0, "impression_count": 0},
}  # fmt: skip
SKEET = {
    "uri": "at://did:plc:a/app.bsky.feed.post/3k", "author": {"did": "did:plc:a", "handle": "a.test"},
    "record": {"$type": "app.bsky.feed.post", "text": "R&amp;D",
               "createdAt": "2031-01-01T00:00:00Z", "langs": ["en-US"]},
    "indexedAt": "2025-05-05T01:30:18.253Z", "likeCount": 4, "repostCount": 0, "replyCount": 1, "quoteCount": 0,
}  # fmt: skip
TOOT = {
    "id": "109381959558229264", "uri": "https://m.test/users/a/statuses/1", "url": "https://m.test/@a/1",
    "created_at": "2022-11-21T13:10:48.151Z", "visibility": "public", "spoiler_text": "", "in_reply_to_id": None,
    "language": None, "content": "<p>a &amp; b<br>c</p>", "reblog": None, "favourites_count": 0, "reblogs_count": 1,
    "account": {"id": "9", "acct": "a", "url": "https://m.test/@a", "followers_count": 44},
}  # fmt: skip
EXAMPLES = {"x-api-v2": {"data": TWEET}, "x-v1.1": STATUS, "bluesky": SKEET, "mastodon": TOOT}


def read(folder: Path, *values: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Posts and rejects of a file with these values, one a line."""
    path = folder / "export.json"
    path.write_bytes(b"\n".join(value if isinstance(value, bytes) else json.dumps(value).encode() for value in values))
    batches = list(ingest.read_file(path, "export.json", pseudonym=lambda source, author: f"{source}:{author}"))
    for batch in batches:
        assert batch.posts.schema.equals(schema.POSTS)
        assert batch.rejects.schema.equals(schema.REJECTS)
        assert batch.rows_read == batch.posts.num_rows + batch.rejects.num_rows
    return (
        [row for batch in batches for row in batch.posts.to_pylist()],
        [row for batch in batches for row in batch.rejects.to_pylist()],
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_reader_knows_its_own_alone(name: str, tmp_path: Path) -> None:
    """A post of each format is detected as that format."""
    path = tmp_path / "export"
    path.write_text(json.dumps(EXAMPLES[name]), encoding="utf-8")
    assert ingest.detect(path).format == name


def test_v2_post_has_these_fields(tmp_path: Path) -> None:
    """Entities are resolved once, views of 0 before December 2022 are unknown, the link names no author."""
    (post,), rejects = read(
        tmp_path, {"data": TWEET, "includes": {"users": [{"id": "7", "username": "a", "verified": True}]}}
    )
    assert rejects == []
    assert (post["source"], post["post_id"], post["text"]) == ("x", "1373000000000000001", "one & two")
    assert (post["likes"], post["reposts"], post["replies"], post["quotes"], post["views"]) == (2, 1, 0, None, None)
    assert (post["author_id"], post["kind"], post["verified"]) == ("x:7", "post", True)
    assert post["created_at"] == datetime(2021, 3, 19, 19, 59, 10, tzinfo=UTC)
    assert post["url"] == "https://x.com/i/status/1373000000000000001"


def test_v2_long_post_is_read_in_full(tmp_path: Path) -> None:
    """The note of a long post is its text."""
    (post,), _ = read(tmp_path, {"data": [TWEET | {"text": "cut…", "note_tweet": {"text": "all of &lt;it&gt;"}}]})
    assert (post["text"], post["truncated"]) == ("all of <it>", False)


def test_v2_repost_takes_the_full_text_and_no_counts(tmp_path: Path) -> None:
    """A repost has the original's text from includes; the original's counts are not its own."""
    repost = TWEET | {"text": "RT @b: whole…", "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    (post,), _ = read(tmp_path, {"data": [repost], "includes": {"tweets": [{"id": "5", "text": "whole text"}]}})
    assert (post["kind"], post["text"], post["repost_of_id"], post["truncated"]) == ("repost", "whole text", "5", False)
    assert [post[metric] for metric in schema.METRICS] == [None] * 5


def test_v2_repost_without_its_original_is_marked_as_cut(tmp_path: Path) -> None:
    """The cut text of a repost whose original did not come along is kept and flagged."""
    cut = f"RT @b: {'word ' * 26}end…"
    (post,), _ = read(
        tmp_path, {"data": [TWEET | {"text": cut, "referenced_tweets": [{"type": "retweeted", "id": "5"}]}]}
    )
    assert (post["text"], post["truncated"]) == (cut, True)


def test_v2_time_comes_from_the_id_if_absent(tmp_path: Path) -> None:
    """Without created_at the snowflake gives the time."""
    (post,), _ = read(tmp_path, {"data": {"id": "1563880884578963456", "text": "a"}})
    assert post["created_at"] == datetime(2022, 8, 28, 13, 27, 13, 42000, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        {"data": [{"start": "a", "end": "b", "tweet_count": 3}], "meta": {"total_tweet_count": 3}},
        {"data": [{"id": "1", "name": "A", "username": "a"}]},
        {"id": "1", "action": "delete", "created_at": "2019-09-06T17:25:54.667Z", "reason": "protected"},
        {"errors": [{"code": 88, "message": "Rate limit exceeded"}]},
        {"meta": {"result_count": 0}},
    ],
)
def test_v2_without_posts_is_one_reject(value: dict[str, Any], tmp_path: Path) -> None:
    """Counts, users, compliance, errors and empty pages are told for what they are."""
    posts, rejects = read(tmp_path, value)
    assert (posts, [row["reason"] for row in rejects]) == ([], ["not_posts"])


def test_v11_id_is_the_exact_one(tmp_path: Path) -> None:
    """The text form of the id wins over a number that was rounded; und is no language."""
    (post,), _ = read(tmp_path, [STATUS])
    assert (post["post_id"], post["text"], post["lang"]) == ("1169246717864136705", "fish & chips", None)
    assert (post["likes"], post["reposts"], post["replies"], post["hashtags"]) == (3, 0, None, ["food"])


def test_v11_stream_notices_are_not_posts(tmp_path: Path) -> None:
    """Deletions and limits in a stream are counted, not read."""
    posts, rejects = read(tmp_path, STATUS, {"delete": {"status": {"id": 1}}}, {"limit": {"track": 2}})
    assert [post["raw_line"] for post in posts] == [1]
    assert [(row["raw_line"], row["reason"]) for row in rejects] == [(2, "not_posts"), (3, "not_posts")]


def test_bluesky_time_is_never_after_the_servers(tmp_path: Path) -> None:
    """A client clock in the future gives way; plain text is not unescaped; the language has no region."""
    (post,), _ = read(tmp_path, {"posts": [SKEET]})
    assert post["created_at"] == datetime(2025, 5, 5, 1, 30, 18, 253000, tzinfo=UTC)
    assert (post["text"], post["lang"], post["author_id"]) == ("R&amp;D", "en", "bluesky:did:plc:a")


def test_bluesky_repost_in_a_feed_is_a_row_of_its_own(tmp_path: Path) -> None:
    """The reposter is the author, the time is the repost's, its id differs from the original's."""
    by = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": "did:plc:b"}, "indexedAt": "2025-06-01T00:00:00Z"}
    (plain, repost), _ = read(tmp_path, {"feed": [{"post": SKEET}, {"post": SKEET, "reason": by}]})
    assert (repost["kind"], repost["author_id"], repost["likes"]) == ("repost", "bluesky:did:plc:b", None)
    assert repost["repost_of_id"] == plain["post_id"] != repost["post_id"]


def test_mastodon_content_is_text_and_its_id_is_global(tmp_path: Path) -> None:
    """Breaks become lines, the uri is the id, the author is named with the server."""
    (post,), _ = read(tmp_path, TOOT)
    assert (post["post_id"], post["text"]) == ("https://m.test/users/a/statuses/1", "a & b\nc")
    assert (post["source"], post["author_id"], post["quotes"]) == ("mastodon", "mastodon:a@m.test", None)


def test_mastodon_private_statuses_are_left_out(tmp_path: Path) -> None:
    """Private and direct statuses are rejected."""
    posts, rejects = read(tmp_path, TOOT, TOOT | {"visibility": "direct"}, TOOT | {"visibility": "private"})
    assert (len(posts), [row["reason"] for row in rejects]) == (1, ["not_posts", "not_posts"])


def test_truth_social_is_told_by_its_address(tmp_path: Path) -> None:
    """The fork's network is its own, and the line before a quote is no content."""
    quote = '<p><span class="quote-inline"><br/>RT: https://truthsocial.com/users/b/statuses/2</span>mine</p>'
    (post,), _ = read(tmp_path, TOOT | {"url": "https://truthsocial.com/@a/1", "content": quote, "quote_id": "2"})
    assert (post["source"], post["text"], post["kind"], post["quote_of_id"]) == ("truthsocial", "mine", "quote", "2")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted({"x-api-v2", "bluesky", "mastodon"})), data=st.data())
def test_values_of_any_type_are_never_an_exception(name: str, data: st.DataObject, tmp_path: Path) -> None:
    """Any field may hold anything: rows are kept or rejected, or the file is refused in a sentence."""
    scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
    junk = scalar | st.lists(scalar, max_size=2) | st.dictionaries(st.text(max_size=3), scalar, max_size=2)
    post = EXAMPLES[name]["data"] if name == "x-api-v2" else EXAMPLES[name]
    broken = post | data.draw(st.dictionaries(st.sampled_from(sorted(post)), junk, max_size=3))  # type: ignore[operator]
    wrapped = {"data": [post, broken]} if name == "x-api-v2" else [post, broken]
    try:
        posts, _ = read(tmp_path, wrapped)
    except InputError:
        return
    assert len(posts) in (1, 2)


def test_a_table_as_json_is_no_page(tmp_path: Path) -> None:
    """Rows of twarc-csv with dotted names, and of snscrape's table with objects as Python prints them, keep what they hold."""
    row = {
        "id": "1373000000000000001", "text": "one", "author_id": "7", "conversation_id": "1373000000000000000",
        "referenced_tweets.replied_to.id": "1373000000000000000", "referenced_tweets.retweeted.id": None,
        "referenced_tweets.quoted.id": None, "public_metrics.like_count": "5", "edit_history_tweet_ids": "[]",
        "created_at": "2021-03-19T19:59:10.000Z", "author.username": "a", "__twarc.retrieved_at": "2021-03-20T00:00:00Z",
    }  # fmt: skip
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([row, row | {"id": "1373000000000000002"}]), encoding="utf-8")
    (batch,) = ingest.read_file(path, path.name, pseudonym=lambda _source, author: author)
    first = batch.posts.to_pylist()[0]
    assert (first["kind"], first["likes"], first["author_id"]) == ("reply", 5, "7")
    user = "{'_type': 'snscrape.modules.twitter.User', 'username': 'a', 'id': 7, 'followersCount': 9}"
    tweet = {
        "_type": "snscrape.modules.twitter.Tweet", "url": "https://twitter.com/a/status/1373000000000000001", "user": user,
        "date": "2021-03-19T19:59:10+00:00", "content": "one", "id": 1373000000000000001, "replyCount": 0,
        "retweetCount": 0, "likeCount": 5, "quoteCount": 0, "conversationId": 1373000000000000000, "lang": "en",
        "inReplyToTweetId": 1373000000000000000, "hashtags": None,
    }  # fmt: skip
    path.write_text(json.dumps([tweet]), encoding="utf-8")
    (batch,) = ingest.read_file(path, path.name, pseudonym=lambda _source, author: author)
    first = batch.posts.to_pylist()[0]
    assert (first["kind"], first["likes"], first["author_id"]) == ("reply", 5, "7")
