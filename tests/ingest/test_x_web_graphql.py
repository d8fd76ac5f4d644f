"""Responses of X's web app: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import compare, read_back

USER = {
    "__typename": "User", "rest_id": "20", "is_blue_verified": True, "core": {"screen_name": "a", "name": "A"},
    "relationship_counts": {"followers": 29, "following": 4}, "verification": {"verified": False},
}  # fmt: skip
LONG = f"RT @b: {'word ' * 26}…"


def tweet(
    post_id: str = "2074976613713031490", *, legacy: dict[str, Any] | None = None, **other: Any
) -> dict[str, Any]:
    """A post as the web app receives it."""
    return {
        "__typename": "Tweet", "rest_id": post_id, "core": {"user_results": {"result": USER}},
        "edit_control": {"edit_tweet_ids": [post_id]}, "views": {"count": "25900", "state": "EnabledWithCount"},
        "legacy": {
            "id_str": post_id, "full_text": "oil &amp; gas", "created_at": "Wed Jul 08 21:59:10 +0000 2026",
            "lang": "en", "conversation_id_str": "2074976613713031000", "favorite_count": 312, "retweet_count": 21,
            "reply_count": 11, "quote_count": 9, "is_quote_status": False, "user_id_str": "20", "entities": {},
        } | (legacy or {}),
    } | other  # fmt: skip


def item(result: Any, **other: Any) -> dict[str, Any]:
    """A place in a timeline."""
    content = {"itemType": "TimelineTweet", "tweet_results": {"result": result}} | other
    return {"entryId": "tweet-1", "content": {"entryType": "TimelineTimelineItem", "itemContent": content}}


def response(*entries: dict[str, Any]) -> dict[str, Any]:
    """A search's response with a cursor at its end."""
    cursor = {"entryId": "cursor-bottom-0", "content": {"entryType": "TimelineTimelineCursor", "value": "x"}}
    instructions = [{"type": "TimelineAddEntries", "entries": [*entries, cursor]}]
    return {"data": {"search_by_raw_query": {"search_timeline": {"timeline": {"instructions": instructions}}}}}


def test_post_has_these_fields(tmp_path: Path) -> None:
    """The user's new places are known, and lists without elements may be left out."""
    export = read_back(tmp_path, response(item(tweet())))
    assert (export.format, len(export.posts), export.rejects) == ("x-web", 1, [])
    compare(
        export.posts[0],
        post_id="2074976613713031490", text="oil & gas", author_id="20", kind="post", lang="en", likes=312, reposts=21,
        replies=11, quotes=9, views=25900, followers=29, verified=True, hashtags=[], edit_of_id=None,
        conversation_id="2074976613713031000", created_at=datetime(2026, 7, 8, 21, 59, 10, tzinfo=UTC), truncated=False,
    )  # fmt: skip


def test_old_places_of_the_user_are_known(tmp_path: Path) -> None:
    """Until 2025 names and counts lay in the user's `legacy`; views may be absent."""
    user = {"rest_id": "20", "legacy": {"screen_name": "a", "followers_count": 7, "verified": False}}
    old = tweet(core={"user_results": {"result": user}}, views={"state": "Enabled"})
    compare(read_back(tmp_path, response(item(old))).posts[0], author_id="20", followers=7, verified=False, views=None)


def test_long_text_lies_in_the_note(tmp_path: Path) -> None:
    """The note's text and hashtags win over the cut ones."""
    note = {"text": "the &lt;whole&gt; text", "entity_set": {"hashtags": [{"text": "all"}]}}
    long = tweet(note_tweet={"note_tweet_results": {"result": note}}, legacy={"full_text": "the wh…"})
    compare(read_back(tmp_path, response(item(long))).posts[0], text="the <whole> text", hashtags=["all"])


def test_each_post_is_one_row_wherever_it_lies(tmp_path: Path) -> None:
    """The quoted post and the original of a repost are rows of their own, once a response."""
    quoted = tweet("11")
    quote = tweet("12", quoted_status_result={"result": quoted}, legacy={"quoted_status_id_str": "11"})
    wrapped = {"__typename": "TweetWithVisibilityResults", "tweet": quote}
    repost = tweet("13", legacy={"full_text": LONG, "retweeted_status_result": {"result": wrapped}})
    posts = read_back(tmp_path, response(item(repost), item(quoted))).posts
    assert [(post["post_id"], post["kind"]) for post in posts] == [("13", "repost"), ("12", "quote"), ("11", "post")]
    compare(posts[0], text="oil & gas", repost_of_id="12", truncated=False, likes=None)
    assert posts[1]["quote_of_id"] == "11"


def test_repost_of_a_post_that_is_gone_is_marked(tmp_path: Path) -> None:
    """Without the original the cut text stays, and says so."""
    gone = {"result": {"__typename": "TweetTombstone", "tombstone": {}}}
    repost = tweet(legacy={"full_text": LONG, "retweeted_status_result": gone})
    compare(read_back(tmp_path, response(item(repost))).posts[0], kind="repost", text=LONG, truncated=True)


def test_adverts_and_tombstones_are_not_posts(tmp_path: Path) -> None:
    """An advert's post is rejected, and so is a place where a post was; users beside them are no rows."""
    tombstone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "gone"}}}
    user = {
        "entryId": "user-1",
        "content": {"itemContent": {"itemType": "TimelineUser", "user_results": {"result": USER}}},
    }
    advert = item(tweet("14"), promotedMetadata={"advertiser_results": {"result": USER}})
    export = read_back(tmp_path, response(item(tweet()), advert, item(tombstone), user))
    assert (len(export.posts), export.reasons) == (1, ["not_posts", "not_posts"])


def test_edited_version_names_the_first(tmp_path: Path) -> None:
    """The control of edits names the first version."""
    control = {"initial_tweet_id": "7", "edit_control_initial": {"edit_tweet_ids": ["7", "8"]}}
    compare(read_back(tmp_path, response(item(tweet("8", edit_control=control)))).posts[0], post_id="8", edit_of_id="7")


def test_modules_of_a_thread_and_bare_posts_are_read(tmp_path: Path) -> None:
    """Replies lie in modules; posts taken out of their response are known, too."""
    reply = tweet("15", legacy={"in_reply_to_status_id_str": "2074976613713031490"})
    module = {"entryId": "conversationthread-1", "content": {"items": [{"item": item(reply)["content"]}]}}
    export = read_back(tmp_path, response(item(tweet()), module), [tweet("16")])
    assert [(post["post_id"], post["kind"]) for post in export.posts][1:] == [("15", "reply"), ("16", "post")]


@pytest.mark.parametrize(
    "value",
    [
        response(),
        {"data": {"user": {"result": USER}}},
        {"data": {"tweetResult": {"result": {"__typename": "TweetTombstone", "tombstone": {}}}}},
    ],
)
def test_response_without_posts_is_named(value: dict[str, Any], tmp_path: Path) -> None:
    """A timeline that holds a cursor alone, a user and a post that is gone are known and hold no posts."""
    export = read_back(tmp_path, value)
    assert (export.format, export.posts, export.reasons) == ("x-web", [], ["not_posts"])
