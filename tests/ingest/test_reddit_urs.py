"""URS: its files of every kind and age."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment import ingest
from xsentiment.event import Source

from exports import compare, read_back
from networks import COMMENT, SUBMISSION

POST = SUBMISSION | {"author": "u/a", "created_utc": "06-02-2021 07:46:19", "title": "Q &amp; A"}
REPLY = COMMENT | {"author": "u/b", "created_utc": "06-03-2021 07:46:19", "type": "comment", "body": "x &amp; y"}
SETTINGS = {"subreddit": "test", "category": "hot", "n_results_or_keywords": "10", "time_filter": None}


def test_subreddit_has_these_fields(tmp_path: Path) -> None:
    """Month first; text is not escaped; the author's name has no u/; rules are not posts."""
    rules = {"rules": [{"created_utc": "02-23-2017 19:19:24", "description": "be kind", "short_name": "kind"}]}
    export = read_back(tmp_path, {"scrape_settings": SETTINGS, "data": [POST], "subreddit_rules": rules})
    assert (export.format, export.rejects) == ("reddit-urs", [])
    compare(
        export.posts[0],
        source="reddit", post_id="t3_1afwvv8", text="Q &amp; A\n\nA parade\nof both", author_id="a", kind="post",
        created_at=datetime(2021, 6, 2, 7, 46, 19, tzinfo=UTC), replies=7, likes=None,
    )  # fmt: skip


def test_livestream_holds_its_comments_alone(tmp_path: Path) -> None:
    """The submission of a comment accompanies it."""
    data = [REPLY | {"submission": POST}, REPLY | {"id": "kod0bke", "submission": POST}]
    export = read_back(tmp_path, {"livestream_settings": {}, "livestream_metadata": {}, "data": data})
    assert [post["post_id"] for post in export.posts] == ["t1_kod0bkd", "t1_kod0bke"]
    compare(export.posts[0], kind="reply", reply_to_id="t1_kod0bka", conversation_id="t3_1afwvv8", text="x &amp; y")


def test_comments_are_read_with_their_submission_and_replies(tmp_path: Path) -> None:
    """The submission's id is in its link."""
    metadata = {key: value for key, value in POST.items() if key not in ("id", "name")}
    tree = REPLY | {"replies": [REPLY | {"id": "kod0bke", "replies": []}]}
    data = {"submission_metadata": metadata, "comments": [tree, REPLY | {"id": "kod0bkf", "replies": []}]}
    export = read_back(tmp_path, {"scrape_settings": {"style": "structured"}, "data": data})
    assert [post["post_id"] for post in export.posts] == ["t3_1afwvv8", "t1_kod0bkd", "t1_kod0bke", "t1_kod0bkf"]


def test_redditor_holds_posts_of_both_kinds(tmp_path: Path) -> None:
    """What is said about the account is no post; forbidden lists are counted."""
    about = {"name": "a", "created_utc": "06-06-2005 00:00:00", "subreddit": {"title": "a", "description": ""}}
    data = {"information": about, "interactions": {"comments": [REPLY], "hot": [POST, REPLY], "upvoted": ["FORBIDDEN"]}}
    export = read_back(tmp_path, {"scrape_settings": {"redditor": "a", "n_results": "5"}, "data": data})
    assert [post["post_id"] for post in export.posts] == ["t1_kod0bkd", "t3_1afwvv8", "t1_kod0bkd"]
    assert export.reasons == ["not_posts"]


def test_files_of_2020_have_other_names(tmp_path: Path) -> None:
    """Posts by number, comments by id inside each other."""
    old = {
        "Title": "Old", "Date Created": "06-27-2020 18:38:47", "Upvotes": 3, "ID": "hgumyt", "Text": "body",
        "URL": "https://www.reddit.com/r/test/comments/hgumyt/old/", "Comment Count": 4,
    }  # fmt: skip
    (post,) = read_back(tmp_path, {"Post 1": old}).posts
    compare(
        post,
        post_id="t3_hgumyt", text="Old\n\nbody", created_at=datetime(2020, 6, 27, 18, 38, 47, tzinfo=UTC), replies=4,
        url="https://www.reddit.com/r/test/comments/hgumyt/old/", author_id=None,
    )  # fmt: skip

    def said(key: str, parent: str) -> dict[str, Any]:
        return {"Parent ID": parent, "Comment ID": key, "Author": "a", "Date Created": "01-12-2018 02:44:06",
                "Upvotes": 1, "Text": f"I am {key}"}  # fmt: skip

    tree = {"c1": [[said("c1", "t3_p")], {"c2": [said("c2", "t1_c1"), {"c3": [said("c3", "t1_c2")]}]}]}
    posts = read_back(tmp_path, tree).posts
    assert [(post["post_id"], post["text"]) for post in posts] == [(f"t1_c{i}", f"I am c{i}") for i in (1, 2, 3)]
    assert [post["reply_to_id"] for post in posts] == ["t3_p", "t1_c1", "t1_c2"]


def test_files_of_early_2021(tmp_path: Path) -> None:
    """A redditor's comments have no ids: a copy of one has the same, another comment another."""
    post = {"title": "New", "date_created": "02-22-2021 18:10:00", "upvotes": 1, "id": "lpqamu", "comment_count": 5,
            "url": "https://elsewhere.test/", "text": ""}  # fmt: skip
    comment = {"type": "comment", "date_created": "02-19-2021 14:54:08", "score": 2, "text": "I was", "parent_id": "t3_l",
               "link_id": "t3_l", "in_subreddit": "test"}  # fmt: skip
    data = {"interactions": {"comments": [comment], "hot": [comment, comment | {"text": "I will"}], "new": [post]}}
    posts = read_back(tmp_path, {"scrape_settings": {}, "data": data}).posts
    assert [row["text"] for row in posts] == ["I was", "I was", "I will", "New"]
    assert posts[0]["post_id"] == posts[1]["post_id"] != posts[2]["post_id"]
    compare(posts[3], post_id="t3_lpqamu", replies=5, url="https://www.reddit.com/comments/lpqamu/")


def test_the_scrapers_time_zone_can_be_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With time_zone the local times are placed there; without it they are read as UTC, with a warning."""
    export = {"scrape_settings": SETTINGS, "data": [POST]}
    with caplog.at_level(logging.WARNING, "xsentiment"):
        read_back(tmp_path, export)
    assert "time_zone" in caplog.text
    source = Source(path="export", time_zone="America/Chicago")
    (batch,) = ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _, author: author, mapping=source)
    assert batch.posts["created_at"].to_pylist() == [datetime(2021, 6, 2, 12, 46, 19, tzinfo=UTC)]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda page: [page],
        lambda page: {"r/test": page},
        lambda page: {"runs": [{"page": page}]},
        lambda page: page["data"],
        lambda page: {"posts": page["data"]},
    ],
)
def test_pages_in_a_script_s_own_objects_keep_month_first(wrap: Any, tmp_path: Path) -> None:
    """Also where the settings were taken off: 06-02 is the second of June."""
    export = read_back(tmp_path, wrap({"scrape_settings": SETTINGS, "data": [POST, REPLY]}))
    assert (export.format, [post["created_at"].strftime("%m-%d") for post in export.posts]) == (
        "reddit-urs", ["06-02", "06-03"],
    )  # fmt: skip


def test_times_with_the_day_first_are_not_those_of_urs(tmp_path: Path) -> None:
    """A script that calls its own times `created_utc` is read as any other."""
    posts = [POST | {"created_utc": f"{day}-06-2021 07:46:19", "id": f"1afwv{day}"} for day in (11, 12, 13)]
    export = read_back(tmp_path, posts)
    assert export.format != "reddit-urs"
    assert [post["created_at"].strftime("%m-%d") for post in export.posts] == ["06-11", "06-12", "06-13"]
