"""The same real posts in several formats: what the readers say of them agrees."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from xsentiment import schema

from exports import SHARED, read_shared

COMMON = (
    "post_id", "text", "author_id", "created_at", "lang", "kind", "reply_to_id", "repost_of_id", "conversation_id",
    "edit_of_id", "followers", "verified", "hashtags", "truncated", *schema.METRICS,
)  # fmt: skip


def by_id(posts: list[dict[str, Any]], columns: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """The named columns of posts, by id."""
    return {post["post_id"]: tuple(post[name] for name in columns) for post in posts}


def table(name: str) -> list[dict[str, str]]:
    """A real CSV export by the standard library, as an independent route."""
    if not (SHARED / name).exists():
        pytest.skip("the shared exports are not here")
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(value: str) -> int | None:
    """A count of a CSV file."""
    return int(float(value)) if value else None


def test_zeeschuimer_and_4cat_hold_the_same_posts() -> None:
    """One capture of 104 posts, before and after its import into 4CAT."""
    ours, theirs = (
        read_shared("zeeschuimer_x_ndjson/twitter-test.ndjson"),
        read_shared("fourcat_ndjson/4cat_twitter-import.ndjson"),
    )
    columns = (*COMMON, "quote_of_id", "collected_at")
    assert by_id(ours.posts, columns) == by_id(theirs.posts, columns)
    assert len(ours.posts) == 104


def test_zeeschuimer_agrees_with_4cats_own_table() -> None:
    """Ids, texts (but for the long one, which 4CAT cuts), times, languages and counts are as 4CAT maps them."""
    rows = table("fourcat_csv/4cat_twitter-import.csv")
    posts = {post["post_id"]: post for post in read_shared("zeeschuimer_x_ndjson/twitter-test.ndjson").posts}
    assert {row["id"] for row in rows} == posts.keys()
    longer = 0
    for row in rows:
        post, body = posts[row["id"]], unescape(row["body"])
        longer += post["text"] != body
        assert post["text"] == body or post["text"].startswith(body.rstrip("…")[:200])
        assert post["created_at"] == datetime.fromtimestamp(int(row["unix_timestamp"]), UTC)
        assert (post["author_id"], post["conversation_id"]) == (row["author_id"], row["thread_id"])
        assert [post[name] for name in ("likes", "reposts", "replies", "quotes", "views")] == [
            number(row[f"{name}_count"]) for name in ("like", "retweet", "reply", "quote", "impression")
        ]
        assert post["hashtags"] == [tag for tag in row["hashtags"].split(",") if tag] or longer
    assert longer == 1


@pytest.mark.parametrize("name", ["raw_search", "raw_tweet_details"])
def test_web_responses_agree_with_what_twscrape_makes_of_them(name: str) -> None:
    """Twscrape read the same responses: the same posts, each column equal."""
    web, scraped = read_shared(f"x_web_graphql/{name}.json"), read_shared(f"twscrape_jsonl/{name}.jsonl")
    ours, theirs = by_id(web.posts, COMMON), by_id(scraped.posts, COMMON)
    assert ours.keys() == theirs.keys()
    differing = {
        (post_id, column)
        for post_id in ours
        for column, one, other in zip(COMMON, ours[post_id], theirs[post_id], strict=True)
        if one != other
    }
    assert differing == set()


def test_twarc2_pages_agree_with_twarcs_own_table() -> None:
    """twarc-csv read the same pages: texts of reposts in full where the original came along, times, authors, counts."""
    rows = {row["id"]: row for row in table("twarc_csv/withheld.csv")}
    export = read_shared("twarc2_jsonl/withheld.jsonl")
    assert {post["post_id"] for post in export.posts} <= rows.keys()
    for post in export.posts:
        row = rows[post["post_id"]]
        text = post["text"].replace("\n", "\\n")  # twarc-csv writes line breaks as two characters
        assert text in (unescape(row["text"]), unescape(row["text"].partition(": ")[2]))
        assert post["created_at"] == datetime.fromisoformat(row["created_at"])
        assert (post["author_id"], post["conversation_id"]) == (row["author_id"], row["conversation_id"])
        references = [row[f"referenced_tweets.{name}.id"] or None for name in ("replied_to", "retweeted", "quoted")]
        assert [post["reply_to_id"], post["repost_of_id"], post["quote_of_id"]] == references
        if post["kind"] != "repost":
            assert [post[name] for name in ("likes", "reposts", "replies", "quotes")] == [
                number(row[f"public_metrics.{name}_count"]) for name in ("like", "retweet", "reply", "quote")
            ]
