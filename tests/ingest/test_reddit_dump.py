"""Reddit's dumps: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import COMMENT, SUBMISSION


def test_submission_has_these_fields(tmp_path: Path) -> None:
    """Title and text are joined; entities are resolved; a score is no number of likes."""
    export = read_back(tmp_path, SUBMISSION)
    assert (export.format, export.rejects) == ("reddit-dump", [])
    compare(
        export.posts[0],
        source="reddit", post_id="t3_1afwvv8", text="Tanks & drums\n\nA parade\nof both", author_id="a", kind="post",
        created_at=datetime(2024, 2, 1, tzinfo=UTC), collected_at=datetime(2024, 2, 1, 0, 0, 15, tzinfo=UTC), lang=None,
        conversation_id="t3_1afwvv8", likes=None, reposts=None, replies=7, views=None, truncated=False,
        url="https://www.reddit.com/r/test/comments/1afwvv8/tanks/",
    )  # fmt: skip


def test_comment_has_these_fields(tmp_path: Path) -> None:
    """A comment is a reply; in old dumps its time is text, and it has neither name nor link."""
    (post,) = read_back(tmp_path, COMMENT).posts
    compare(
        post,
        post_id="t1_kod0bkd", text="> both\n\nindeed", author_id="b", kind="reply", reply_to_id="t1_kod0bka",
        conversation_id="t3_1afwvv8", created_at=datetime(2009, 9, 1, tzinfo=UTC), likes=None, replies=None,
        url="https://www.reddit.com/comments/1afwvv8/_/kod0bkd/",
    )  # fmt: skip


@pytest.mark.parametrize("created", [1251763200, 1251763200.0, "1251763200", "1251763200.0"])
def test_times_are_read_in_every_type(created: object, tmp_path: Path) -> None:
    """Years differ in how they write seconds."""
    (post, _) = read_back(tmp_path, COMMENT | {"created_utc": created}, COMMENT).posts
    assert post["created_at"] == datetime(2009, 9, 1, tzinfo=UTC)


def test_mixed_files_and_pages_of_pushshift(tmp_path: Path) -> None:
    """Submissions and comments may share a file, and a number; the API wraps them in data."""
    same = COMMENT | {"id": "1afwvv8"}
    lines = read_back(tmp_path, SUBMISSION, same)
    page = read_back(tmp_path, {"data": [SUBMISSION, same], "metadata": {"total_results": 2}})
    for export in (lines, page):
        assert export.format == "reddit-dump"
        assert [post["post_id"] for post in export.posts] == ["t3_1afwvv8", "t1_1afwvv8"]
    assert read_back(tmp_path, {"data": [SUBMISSION]}, {"data": []}).reasons == ["not_posts"]


@pytest.mark.parametrize("gone", ["[deleted]", "[removed]", "[ Removed by Reddit ]", "[removed by reddit]"])
def test_what_was_removed_is_no_text(gone: str, tmp_path: Path) -> None:
    """A comment is rejected, a submission is its title; a thread of many removals is no failure."""
    export = read_back(
        tmp_path, SUBMISSION | {"selftext": gone}, *[COMMENT | {"body": gone, "author": "[deleted]"}] * 3
    )
    assert [(post["text"], post["truncated"]) for post in export.posts] == [("Tanks & drums", True)]
    assert export.reasons == ["not_posts"] * 3


def test_a_removed_title_leaves_nothing(tmp_path: Path) -> None:
    """Nor does a deleted author leave a name."""
    gone = SUBMISSION | {"title": "[deleted by user]", "selftext": "[removed]"}
    export = read_back(tmp_path, SUBMISSION | {"author": "[deleted]"}, gone)
    assert [post["author_id"] for post in export.posts] == [None]
    assert export.reasons == ["not_posts"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a &amp; b &lt;3 &#39;", "a & b <3 '"),
        ("&amp;amp; stands for &amp;", "&amp; stands for &"),
        ("Q & A on &amp;", "Q & A on &amp;"),
        ("a > b &lt;", "a > b &lt;"),
    ],
)
def test_entities_are_resolved_at_most_once(body: str, text: str, tmp_path: Path) -> None:
    """Newer dumps hold text that is not escaped, which a bare sign gives away."""
    (post,) = read_back(tmp_path, COMMENT | {"body": body}).posts
    assert post["text"] == text


def test_crossposts_are_quotes(tmp_path: Path) -> None:
    """They have a title of their own; the newest time of collection counts."""
    crosspost = SUBMISSION | {"crosspost_parent": "t3_1abw4nj", "_meta": {"retrieved_2nd_on": 1706875209}}
    (post,) = read_back(tmp_path, crosspost).posts
    compare(post, kind="quote", quote_of_id="t3_1abw4nj", collected_at=datetime(2024, 2, 2, 12, 0, 9, tzinfo=UTC))


def test_adverts_subreddits_and_accounts_are_not_posts(tmp_path: Path) -> None:
    """They lie in files of the same names."""
    advert = SUBMISSION | {"promoted": True}
    subreddit = {"id": "1", "display_name": "test", "subscribers": 3, "created_utc": 1}
    account = {"id": "1", "name": "a", "comment_karma": 3, "link_karma": 1, "created_utc": 1}
    assert read_back(tmp_path, SUBMISSION, advert, subreddit, account).reasons == ["not_posts"] * 3


def test_records_without_id_or_text_are_rejected(tmp_path: Path) -> None:
    """Each with its reason."""
    without = [{key: value for key, value in COMMENT.items() if key != name} for name in ("id", "body")]
    assert read_back(tmp_path, COMMENT, COMMENT, *without).reasons == ["no_id", "no_text"]


def test_comments_inside_a_submission_are_rows(tmp_path: Path) -> None:
    """As bdfr writes them: each before the replies to it, under the submission that it names; one is gone."""
    names = ("link_id", "subreddit_id", "parent_id", "id")
    inner = {name: value for name, value in COMMENT.items() if name not in names} | {"submission": "1afwvv8"}
    reply = inner | {"id": "kod2", "parent_id": "t1_kod1", "replies": []}
    gone = inner | {"id": "kod3", "parent_id": "t3_1afwvv8", "body": "[deleted]", "replies": []}
    first = inner | {"id": "kod1", "parent_id": "t3_1afwvv8", "replies": [reply]}
    export = read_back(tmp_path, SUBMISSION | {"comments": [first, gone]})
    assert (export.format, export.reasons) == ("reddit-dump", ["not_posts"])
    assert [(post["post_id"], post["reply_to_id"], post["conversation_id"]) for post in export.posts[1:]] == [
        ("t1_kod1", "t3_1afwvv8", "t3_1afwvv8"), ("t1_kod2", "t1_kod1", "t3_1afwvv8"),
    ]  # fmt: skip
