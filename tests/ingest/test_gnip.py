"""Gnip's activity streams: fields written out, one trap a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from xsentiment import ingest

from exports import compare, read_back

ACTIVITY = {
    "id": "tag:search.twitter.com,2005:887453193294282752", "objectType": "activity", "verb": "post",
    "postedTime": "2017-07-18T23:25:04.000Z", "body": "salt &amp; pepper", "twitter_lang": "en",
    "actor": {"objectType": "person", "id": "id:twitter.com:815", "preferredUsername": "a", "followersCount": 1,
              "verified": False},
    "object": {"objectType": "note", "id": "object:search.twitter.com,2005:887453193294282752"},
    "twitter_entities": {"hashtags": [{"text": "food"}]}, "favoritesCount": 4, "retweetCount": 2,
    "gnip": {"matching_rules": [{"tag": None}]},
}  # fmt: skip


def test_activity_has_these_fields(tmp_path: Path) -> None:
    """Ids are taken out of their tags, entities are resolved once."""
    export = read_back(tmp_path, ACTIVITY)
    assert (export.format, export.rejects) == ("gnip", [])
    compare(
        export.posts[0],
        post_id="887453193294282752", text="salt & pepper", author_id="815", lang="en", kind="post", likes=4, reposts=2,
        replies=None, followers=1, verified=False, hashtags=["food"], truncated=False,
        created_at=datetime(2017, 7, 18, 23, 25, 4, tzinfo=UTC),
    )  # fmt: skip


def test_long_text_lies_in_the_long_object(tmp_path: Path) -> None:
    """The whole text wins over the cut one, also that of a repost's original."""
    cut = {"body": f"{'word ' * 27}… https://t.co/a"}
    long = {"long_object": {"body": "the whole text", "twitter_entities": {"hashtags": [{"text": "b"}]}}}
    share = {"verb": "share", "object": ACTIVITY | cut | long | {"id": "tag:search.twitter.com,2005:6"}}
    posts = read_back(tmp_path, ACTIVITY | cut | long, ACTIVITY | cut | share, ACTIVITY | cut).posts
    assert [(post["text"][:9], post["truncated"]) for post in posts] == [
        ("the whole", False), ("the whole", False), ("word word", True),
    ]  # fmt: skip
    compare(posts[1], kind="repost", repost_of_id="6", likes=None, hashtags=["b"])


def test_kinds_have_their_ids(tmp_path: Path) -> None:
    """A reply's id stands in a link, a quote's in a tag."""
    reply = {"inReplyTo": {"link": "http://twitter.com/b/statuses/861645830863822848"}}
    quote = {"twitter_quoted_status": {"id": "tag:search.twitter.com,2005:872836379595620353", "body": "b"}}
    posts = read_back(tmp_path, ACTIVITY | reply, ACTIVITY | quote).posts
    assert [(post["kind"], post["reply_to_id"], post["quote_of_id"]) for post in posts] == [
        ("reply", "861645830863822848", None), ("quote", None, "872836379595620353"),
    ]  # fmt: skip


def test_pages_and_messages_are_told_apart(tmp_path: Path) -> None:
    """A page of search results holds activities; messages of a stream and deletions are not posts."""
    page = {"results": [ACTIVITY], "requestParameters": {}}
    export = read_back(tmp_path, page, {"info": {"message": "Replay Request Completed"}}, ACTIVITY | {"verb": "delete"})
    assert (export.format, len(export.posts), export.reasons) == ("gnip", 1, ["not_posts", "not_posts"])


def test_deletions_name_what_is_gone(tmp_path: Path) -> None:
    """As an activity, whose object is the post, and as X's own notice among activities."""
    gone = {"objectType": "activity", "verb": "delete", "id": "tag:search.twitter.com,2005:9",
            "object": {"id": "object:search.twitter.com,2005:887453193294282752"},
            "timestampMs": "2017-07-19T00:00:00.000Z"}  # fmt: skip
    notice = {"delete": {"status": {"id_str": "5", "user_id_str": "7"}, "timestamp_ms": "1500422400000"}}
    path = tmp_path / "export"
    path.write_text("\n".join(map(json.dumps, (ACTIVITY, gone, notice, {"text": "a", "id_str": "6"}))))
    assert ingest.detect(path).format == "gnip"
    (batch,) = ingest.read_file(path, "export", pseudonym=lambda _source, author: author)
    assert batch.rejects["reason"].to_pylist() == ["not_posts", "not_posts", "not_a_record"]
    when = datetime(2017, 7, 19, tzinfo=UTC)
    told = [(row["source"], row["post_id"], row["at"]) for row in batch.deletions.to_pylist()]
    assert told == [("x", "887453193294282752", when), ("x", "5", when)]
    assert read_back(tmp_path, gone).format == "gnip"
