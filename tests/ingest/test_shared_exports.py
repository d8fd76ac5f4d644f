"""Real exports read with the number of posts that their index states."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from xsentiment import ingest
from xsentiment.errors import InputError

from exports import read_shared

EXPORTS = Path(__file__).resolve().parents[3] / "shared" / "exports"
FOLDERS = (
    "x_api_v2_", "twarc2_", "academictwitter_json", "twitter_v11_", "bluesky_api_json", "mastodon_status_json",
    "truthsocial_", "twarc_csv", "kaggle_tweets_csv", "tweepy_csv", "rtweet_csv", "sentiment140_csv", "twint_csv",
    "twitterscraper_csv", "getoldtweets_csv", "snscrape_csv", "x_analytics_csv", "fourcat_csv",
    "zeeschuimer_decoder_csv", "weibo_csv", "reddit_csv", "exportcomments_xlsx", "talkwalker_xlsx", "meltwater_xlsx",
    "crowdtangle/sample_download",
    "twitterscraper_csv", "x_archive_tweets_js", "x_web_graphql", "gnip_activity_streams", "snscrape_jsonl",
    "twscrape_jsonl", "apify_tweet_scraper_json", "zeeschuimer_x_ndjson", "zeeschuimer_tiktok_ndjson", "fourcat_ndjson",
    "reddit_pushshift_ndjson/test_submissions", "reddit_listing_json", "reddit_urs_json", "telegram_desktop_json",
    "youtube_comments_json", "facebook_graph_json", "threads_api_json", "tiktok_research_json", "crowdtangle/crowdtangle",
)  # fmt: skip
WITHOUT_TEXTS = ("meltwater_xlsx", "crowdtangle/sample_download")
"""Exports that hold rows but no texts: each row is rejected, and the file is an error that says so."""
RECORDS = {
    "bluesky_jetstream_jsonl/golden_v1.jsonl": (1, {"not_posts": 9}),
    "bluesky_firehose/firehose_commit_4621317030.json": (0, {"not_posts": 1}),
    "mastodon_archive_outbox/outbox.json": (1185, {"not_posts": 75, "repost": 326}),
    "reddit_pushshift_ndjson/test_comments.json": (23, {"not_posts": 4}),
    "telegram_history_dump_jsonl/example_supergroup.jsonl": (60, {"not_posts": 3}),
}
"""Exports of which the index counts records: likes and follows, boosts, messages to followers, deletions, notices."""


def test_every_export_gives_the_posts_its_index_states() -> None:
    """Posts read equal the index's number, and every row read is a post or a reject."""
    if not (EXPORTS / "INDEX.tsv").exists():
        pytest.skip("the shared exports are not here")
    with (EXPORTS / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        index = [row for row in csv.DictReader(file, delimiter="\t") if row["path"].startswith(FOLDERS)]
    found, stated = {}, {}
    for row in index:
        path = row["path"]
        if path.startswith(WITHOUT_TEXTS):
            continue
        batches = list(ingest.read_file(EXPORTS / path, path, pseudonym=lambda _source, author: author))
        found[path] = sum(batch.posts.num_rows for batch in batches)
        stated[path] = int(row["n_posts"])
        for batch in batches:
            assert batch.rows_read == batch.posts.num_rows + batch.rejects.num_rows
    assert len(index) > 100
    assert stated == found


def test_records_that_are_no_posts_are_counted_by_reason() -> None:
    """Where the index counts records, posts and rejects are as many, and no record is lost."""
    for path, (posts, reasons) in RECORDS.items():
        export = read_shared(path)
        assert (len(export.posts), Counter(export.reasons)) == (posts, reasons), path


def test_exports_without_texts_say_so() -> None:
    """The rows that the index counts are rejected one by one, and the error names the tool's reason."""
    if not (EXPORTS / "INDEX.tsv").exists():
        pytest.skip("the shared exports are not here")
    for path, count, why in (
        ("meltwater_xlsx/Kaseya_V2_Reddit_Test.xlsx", 48, "Meltwater may not export"),
        ("crowdtangle/sample_download.csv", 10, "CrowdTangle's link checker"),
    ):
        with pytest.raises(InputError, match=f"{count} of {count} rows .*{count} no_text.*{why}"):
            list(ingest.read_file(EXPORTS / path, path, pseudonym=lambda _source, author: author))
