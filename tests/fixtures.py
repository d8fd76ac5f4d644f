"""A small valid file of every format, written by hand in the shape its tool writes; each post has an id of its own."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from html import escape
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from networks import EXAMPLES, TRUTH

N = 6
"""Posts in each file, but for the formats of `POSTLESS`."""
POSTLESS = {"bluesky-firehose", "crowdtangle-links"}
"""Formats whose file here holds no posts: likes alone, links without texts."""
REST = "é🔥, \"quoted\" & 'so'"
X_ID = 1962685656069047340
USER = {"id_str": "7", "screen_name": "a", "followers_count": 5}


def _text(i: int) -> str:
    return f"the parade, seen as number {i} of many {REST}"


def _lines(values: list[Any]) -> bytes:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()


def _numbered(make: Callable[[int], Any]) -> list[Any]:
    return [make(i) for i in range(N)]


# --- JSON ----------------------------------------------------------------------------------------------------------


def _v2(i: int) -> Any:
    return {
        "id": str(X_ID + i), "text": _text(i), "author_id": str(i % 3), "created_at": f"2025-09-02T01:{i:02d}:00.000Z",
        "lang": "en", "public_metrics": {"like_count": i, "retweet_count": 0}, "edit_history_tweet_ids": [str(X_ID + i)],
    }  # fmt: skip


def _v11(i: int) -> Any:
    return {
        "id_str": str(X_ID + i), "id": X_ID + i, "full_text": _text(i), "created_at": "Tue Sep 02 01:00:00 +0000 2025",
        "user": USER, "lang": "en", "retweet_count": 1, "favorite_count": i,
        "entities": {"hashtags": [{"text": "parade"}]},
    }  # fmt: skip


def _archived(i: int) -> Any:
    status = {key: str(value) for key, value in _v11(i).items() if key != "user"}
    return {"tweet": status | {"entities": {"hashtags": [], "urls": []}}}


def _web(i: int) -> Any:
    legacy = {
        "id_str": str(X_ID + i), "full_text": _text(i), "created_at": "Tue Sep 02 01:00:00 +0000 2025", "lang": "en",
        "conversation_id_str": str(X_ID), "favorite_count": i, "user_id_str": "7", "entities": {},
    }  # fmt: skip
    return {
        "__typename": "Tweet", "rest_id": str(X_ID + i), "legacy": legacy, "views": {"count": "9"},
        "core": {"user_results": {"result": {"rest_id": "7", "legacy": {"screen_name": "a", "followers_count": 5}}}},
    }  # fmt: skip


def _web_response() -> Any:
    entries = [
        {"content": {"itemContent": {"itemType": "TimelineTweet", "tweet_results": {"result": _web(i)}}}}
        for i in range(N)
    ]
    timeline = {"timeline": {"instructions": [{"type": "TimelineAddEntries", "entries": entries}]}}
    return {"data": {"search_by_raw_query": {"search_timeline": timeline}}}


def _adaptive() -> Any:
    posts = {status["id_str"]: status | {"user": None, "user_id_str": "7"} for status in _numbered(_v11)}
    return {"globalObjects": {"tweets": posts, "users": {"7": USER}}, "timeline": {"instructions": []}}


def _har() -> Any:
    entries = [
        {"startedDateTime": f"2025-09-03T00:00:{i:02d}.000Z", "request": {"url": "https://x.com/i/api"}, "response": {
            "status": 200, "content": {"mimeType": "application/json", "text": json.dumps({"data": {"tweets": [_web(i)]}})}}}
        for i in range(N)
    ]  # fmt: skip
    return {"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "pages": [], "entries": entries}}


def _gnip(i: int) -> Any:
    return {
        "id": f"tag:search.twitter.com,2005:{X_ID + i}", "objectType": "activity", "verb": "post", "body": _text(i),
        "postedTime": "2025-09-02T01:00:00.000Z", "actor": {"id": "id:twitter.com:7", "preferredUsername": "a"},
        "object": {"objectType": "note"}, "favoritesCount": i, "retweetCount": 0,
    }  # fmt: skip


def _snscrape(i: int) -> Any:
    return {
        "_type": "snscrape.modules.twitter.Tweet", "id": X_ID + i, "date": "2025-09-02T01:00:00+00:00",
        "rawContent": _text(i), "renderedContent": _text(i), "user": {"username": "a", "id": 7}, "likeCount": i,
        "retweetCount": 0, "retweetedTweet": None, "quotedTweet": None, "inReplyToTweetId": None,
    }  # fmt: skip


def _snscrape_of_telegram(i: int) -> Any:
    return {
        "_type": "snscrape.modules.telegram.TelegramPost", "url": f"https://t.me/s/a/{i + 1}",
        "date": "2025-09-02T01:00:00+00:00", "content": _text(i), "outlinks": [], "linkPreview": None,
    }  # fmt: skip


def _apify(i: int) -> Any:
    return {
        "type": "tweet", "id": str(X_ID + i), "url": f"https://x.com/a/status/{X_ID + i}", "text": "the…",
        "fullText": _text(i), "createdAt": "Tue Sep 02 01:00:00 +0000 2025", "likeCount": i, "retweetCount": 0,
        "isReply": False, "isRetweet": False, "isQuote": False, "author": {"userName": "a", "id": "7"},
    }  # fmt: skip


def _truth(i: int) -> Any:
    return TRUTH | {"id": f"10937209119878345{i}", "content": _text(i), "uri": None, "url": None}


def _gab(i: int) -> Any:
    return {"i": f"11593720911987834{i}", "ca": "2025-09-03T08:00:08.220Z", "c": _text(i), "ai": "12", "v": "public"}


def _capture(network: str, data: Any) -> Any:
    return {"data": data} | _capture_meta(network)


def _capture_meta(network: str) -> Any:
    return {
        "nav_index": "1:4:NaN", "item_id": "1", "timestamp_collected": 1756886408000, "source_platform": network,
        "source_platform_url": "https://example.org/search", "source_url": "https://example.org/api", "user_agent": "x",
    }  # fmt: skip


def _video(i: int) -> Any:
    return {
        "id": str(X_ID + i), "desc": _text(i), "createTime": 1756886408, "author": {"id": "7", "uniqueId": "a"},
        "stats": {"diggCount": i, "shareCount": 0, "commentCount": 3, "playCount": 9}, "challenges": [],
    }  # fmt: skip


def _media(i: int) -> Any:
    return {
        "id": f"{X_ID + i}_44", "pk": str(X_ID + i), "code": f"C{i}", "caption": {"text": _text(i)},
        "taken_at": 1756886408, "user": {"pk": "44", "username": "a"}, "like_count": i, "comment_count": 2,
    }  # fmt: skip


def _object(i: int) -> Any:
    return {"post_number": f"p{i}", "text": _text(i), "created_at": "2025-09-02T01:00:00Z", "likes": i}


_IDS = {
    "bluesky": "post/3k", "bluesky-jetstream": '"rkey": "3k', "bluesky-firehose": "post/3k", "mastodon": "statuses/1",
    "mastodon-stream": "statuses/1", "mastodon-archive": "statuses/1", "truthsocial": "109372091198783453",
    "reddit-dump": "1afwvv8", "reddit-listing": "1afwvv8", "reddit-urs": "1afwvv8", "telegram-desktop": '"id": 7',
    "telegram-history-dump": "0500aa", "telegram-telethon": '"id": 7', "telegram-bot": '"id": 7', "youtube": "Ugy", "facebook-graph": "19_101", "instagram-graph": "17895695668004550",
    "threads-api": "18000000000000001",
    "telegram-tdlib": "-10042", "misskey": "9abc", "instagram-web": "3179000000000000001",
    "tiktok-web": "7288995634328177926", "gallery-dl": "196315000000000000",
    "tiktok-research": "702874395068494965", "crowdtangle": "19_101", "weibo": "Q2aBcDeF1",
    "hackernews": '"objectID": "4100000', "stackexchange": '"question_id": 79000001', "lemmy": "l.test/post/9001",
    "4chan": '"no": 51800001', "discord": "1144000000000000001",
}  # fmt: skip
"""What is unique to the one post of each of the other networks' examples."""


def _others(name: str) -> bytes:
    """The example, once for each id."""
    text = json.dumps(EXAMPLES[name], ensure_ascii=False)
    return "".join(text.replace(_IDS[name], f"{_IDS[name]}{i}") + "\n" for i in range(N)).encode()


# --- tables --------------------------------------------------------------------------------------------------------


def _table(row: dict[str, Any], *, delimiter: str = ",", before: str = "", text: str, post_id: str | None) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), delimiter=delimiter)
    writer.writeheader()
    for i in range(N):
        writer.writerow(row | {text: _text(i)} | ({post_id: row[post_id].replace("#", str(i))} if post_id else {}))
    return (before + out.getvalue()).encode()


_ID = f"{X_ID}"[:-1] + "#"
_LINK = "https://twitter.com/a/status/1962685656069047340"
_COLUMNS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "posts-csv": (
        {"source": "x", "post_id": _ID, "text": "", "format": "x-v1.1", "raw_file": "f", "raw_line": "1",
         "created_at": "2025-09-02T01:00:00Z", "id_ok": "true", "truncated": "false"},
        {"text": "text", "post_id": "post_id"},
    ),
    "twarc-csv": (
        {"id": _ID, "conversation_id": "1", "referenced_tweets.replied_to.id": "", "referenced_tweets.retweeted.id": "",
         "referenced_tweets.quoted.id": "", "author_id": "7", "created_at": "2025-09-02T01:00:00.000Z", "text": "",
         "lang": "en", "public_metrics.like_count": "5", "author.username": "a",
         "__twarc.retrieved_at": "2025-09-04T00:00:00+00:00"},
        {"text": "text", "post_id": "id"},
    ),
    "academictwitter-csv": (
        {"tweet_id": _ID, "user_username": "a", "text": "", "author_id": "7", "conversation_id": "1", "lang": "en",
         "created_at": "2025-09-02T01:00:00.000Z", "retweet_count": "0", "like_count": "5", "quote_count": "0",
         "user_followers_count": "5", "sourcetweet_type": "NA", "sourcetweet_id": "NA", "sourcetweet_text": "NA"},
        {"text": "text", "post_id": "tweet_id"},
    ),
    "twint-csv": (
        {"id": _ID, "conversation_id": "1", "created_at": "2025-09-03 17:00:08 JST", "date": "2025-09-03",
         "time": "17:00:08", "timezone": "+0900", "user_id": "77", "username": "a", "name": "A", "tweet": "",
         "language": "ja", "replies_count": "1", "retweets_count": "2", "likes_count": "5", "link": _LINK,
         "retweet": "False", "quote_url": "", "retweet_id": "0", "reply_to": "[]"},
        {"text": "tweet", "post_id": "id"},
    ),
    "getoldtweets": (
        {"username": "a", "date": "2025/09/03", "retweets": "2", "favorites": "5", "text": "", "geo": "",
         "mentions": "", "hashtags": "#x", "id": _ID, "permalink": _LINK},
        {"text": "text", "post_id": "id", "delimiter": ";"},
    ),
    "twitterscraper-csv": (
        {"screen_name": "a", "username": "A", "user_id": "77", "tweet_id": _ID, "tweet_url": "/a/status/1",
         "timestamp": "2025-09-03 08:00:08", "timestamp_epochs": "1756886408", "text": "", "text_html": "<p>x</p>",
         "likes": "5", "retweets": "2", "replies": "1", "is_replied": "True", "is_reply_to": "False",
         "parent_tweet_id": ""},
        {"text": "text", "post_id": "tweet_id", "delimiter": ";"},
    ),
    "rtweet-csv": (
        {"user_id": "x77", "status_id": f"x{_ID}", "created_at": "2025-09-03 08:00:08", "screen_name": "a", "text": "",
         "is_quote": "FALSE", "is_retweet": "FALSE", "favorite_count": "5", "retweet_count": "2", "lang": "en",
         "retweet_status_id": "NA", "quoted_status_id": "NA", "retweet_text": "NA"},
        {"text": "text", "post_id": "status_id"},
    ),
    "snscrape-csv": (
        {"url": _LINK, "date": "2025-09-03 08:00:08+00:00", "content": "", "renderedContent": "a", "id": _ID,
         "user": "{'username': 'a', 'id': 77}", "replyCount": "1", "retweetCount": "2", "likeCount": "5",
         "quoteCount": "0", "conversationId": "1", "lang": "en", "retweetedTweet": "", "quotedTweet": "",
         "inReplyToTweetId": "", "hashtags": "['x']"},
        {"text": "content", "post_id": "id"},
    ),
    "x-analytics": (
        dict.fromkeys(
            ["Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Replies", "Reposts", "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks", "Permalink Clicks"], "3"
        ) | {"Post id": _ID, "Date": "Wed, Sep 3, 2025", "Post Link": _LINK},
        {"text": "Post text", "post_id": "Post id"},
    ),
    "4cat-csv": (
        {"id": _ID, "thread_id": "1", "timestamp": "2025-09-03 08:00:08", "unix_timestamp": "1756886408", "link": _LINK,
         "body": "", "author": "a", "author_id": "77", "language_guess": "en", "retweet_count": "2", "reply_count": "1",
         "like_count": "5", "quote_count": "0", "impression_count": "90", "is_retweet": "no", "is_quote_tweet": "no",
         "is_reply": "no", "hashtags": "x,y"},
        {"text": "body", "post_id": "id"},
    ),
    "zeeschuimer-decoder": (
        {"index": "0", "id": _ID, "url": _LINK, "tweet": "", "is_retweet": "False", "author": "A", "view_count": "90",
         "author_followers": "300", "heart_count": "5", "retweet_count": "2", "reply_count": "1",
         "search_url": "https://twitter.com/search?q=a"},
        {"text": "tweet", "post_id": "id"},
    ),
    "apify-csv": (
        {"author/userName": "a", "author/id": "77", "createdAt": "Wed Sep 03 08:00:08 +0000 2025", "fullText": "",
         "text": "a…", "id": _ID, "isReply": "false", "isRetweet": "false", "likeCount": "5", "retweetCount": "2",
         "url": _LINK},
        {"text": "fullText", "post_id": "id"},
    ),
    "weibo-csv": (
        {"微博id": "I2dUtq3p#", "发布者": "某人", "微博正文": "", "发布时间": "2025-09-03 16:00", "发布工具": "iPhone",
         "点赞数": "3", "转发数": "转发", "评论数": "1.2万"},
        {"text": "微博正文", "post_id": "微博id"},
    ),
    "talkwalker": (
        {"url": _LINK.replace("340", "34#"), "published": "03/09/25 10:00:08", "content": "", "lang": "fr",
         "sentiment": "-5", "post_type": "TEXT", "tags_internal": "", "extra_author_attributes.id": "tw:77",
         "article_extended_attributes.twitter_likes": "5"},
        {"text": "content", "post_id": "url"},
    ),
    "telethon-csv": (
        {"_": "Message", "id": "#", "peer_id": "{'_': 'PeerChannel', 'channel_id': 42}",
         "date": "2025-09-03 08:00:08+00:00", "message": "", "from_id": "", "fwd_from": "", "reply_to": "", "views": "90.0",
         "forwards": "2.0", "edit_date": ""},
        {"text": "message", "post_id": "id"},
    ),
    "meltwater": (
        {"Date": "2025-09-03", "Time": "04:00", "Document ID": '"175688640800#_abc"',
         "URL": "https://bsky.app/profile/a/post/b", "Content Type": "Post", "Author Handle": "a", "Opening Text": "o",
         "Hit Sentence": "", "Language": "English", "Sentiment": "negative", "Likes": "5", "Replies": "",
         "Reposts": "2", "Comments": "1", "Views": "", "Quotes": ""},
        {"text": "Hit Sentence", "post_id": "Document ID"},
    ),
    "brandwatch": (
        {"Query Id": "1", "Query Name": "parade", "Date": "2025-09-03 08:00:08.0", "Title": "t", "Snippet": "a…",
         "Url": "https://www.reddit.com/r/a/comments/b/", "Sentiment": "negative", "Language": "en", "Full Text": "",
         "Author": "a", "Thread Entry Type": "reply", "Resource Id": "abc#"},
        {"text": "Full Text", "post_id": "Resource Id", "before": "Report:,Mentions\nBrand:,Parade\n\n"},
    ),
    "exportcomments": (
        {"": "1", "Name": "A", "Profile ID": "ID: 77", "Date": "2025-09-03 08:00:08", "Likes": "5", "Comment": ""},
        {"text": "Comment", "post_id": None, "before": "ExportComments.com\nURL,https://www.facebook.com/1_2\n\n"},
    ),
    "facepager": (
        {"level": "1", "id": "2", "parent_id": "1", "object_id": "77_8#", "object_type": "data",
         "query_status": "fetched (200)", "query_time": "2025-09-04 08:00:08", "query_type": "Facebook:/<page>/posts",
         "message": "", "created_time": "2025-09-03T08:00:08+0000", "from.id": "77"},
        {"text": "message", "post_id": "object_id"},
    ),
    "crowdtangle-csv": (
        {"Page Name": "A", "Facebook Id": "77", "Post Created": "2025-09-03 04:00:08 EDT", "Total Interactions": "1",
         "Likes": "1,000", "Comments": "34", "Shares": "200", "URL": "https://www.facebook.com/77/posts/8#",
         "Message": ""},
        {"text": "Message", "post_id": "URL"},
    ),
    "crowdtangle-links": (
        {"Source": "A page", "Followers": "5", "Date": "Thu Jan 14 2021 20:32:05 GMT+0000", "Interactions": "1",
         "Post Type": "Facebook", "Link": "https://www.facebook.com/77/posts/88"},
        {"text": "Source", "post_id": None, "before": "Link: https://a.example,,,,,\n,,,,,\n"},
    ),
    "truthsocial-csv": (
        {"id": "11547011660744145#", "created_at": "2025-09-03T08:00:08.5Z", "content": "", "media": "",
         "url": "https://truthsocial.com/@a/115470116607441456", "replies_count": "1", "reblogs_count": "2",
         "favourites_count": "5"},
        {"text": "content", "post_id": "id"},
    ),
    "youtube-downloader": (
        {"cid": "Ugx#", "text": "", "time": "2 years ago", "author": "@a", "channel": "UC1", "votes": "5", "replies": "1"},
        {"text": "text", "post_id": "cid"},
    ),
    "youtube-takeout": (
        {"Comment ID": "Ugx#", "Channel ID": "UC1", "Comment Create Timestamp": "2025-09-03T08:00:08+00:00", "Price": "0",
         "Parent Comment ID": "", "Video ID": "dQw4w9WgXcQ", "Comment Text": ""},
        {"text": "Comment Text", "post_id": "Comment ID"},
    ),
    "redditextractor": (
        {"url": "https://www.reddit.com/r/a/comments/vw0fy/t/", "author": "a", "date": "2025-09-03",
         "timestamp": "1756886408", "score": "3", "golds": "0", "comment": "", "comment_id": ""},
        {"text": "comment", "post_id": None},
    ),
    "reddit-export": (
        {"id": "nb1a#", "permalink": "https://www.reddit.com/r/a/comments/1n6abcd/t/nb1a0/", "date": "2025-09-03 08:00:08 UTC",
         "ip": "", "subreddit": "a", "gildings": "0", "link": "https://www.reddit.com/r/a/comments/1n6abcd/t/",
         "parent": "", "body": "", "media": ""},
        {"text": "body", "post_id": "id"},
    ),
    "twarc1-csv": (
        {"id": _ID, "tweet_url": _LINK, "created_at": "Wed Sep 03 08:00:08 +0000 2025",
         "parsed_created_at": "2025-09-03 08:00:08+00:00", "user_screen_name": "a", "text": "", "tweet_type": "original",
         "favorite_count": "5", "retweet_or_quote_id": "", "user_id": "7"},
        {"text": "text", "post_id": "id"},
    ),
    "reddit-csv": (
        {"created_utc": "1756886408.0", "score": "93", "id": "vw0f#", "title": "Title", "num_comments": "8",
         "permalink": "/r/a/comments/vw0fy/t/", "selftext": "", "author": "a"},
        {"text": "selftext", "post_id": "id"},
    ),
    "hackernews-csv": (
        {"title": "Show HN: R&amp;D", "url": "https://a.example", "text": "", "dead": "", "by": "a", "score": "57",
         "time": "1756886408", "timestamp": "2025-09-03 08:00:08 UTC", "type": "story", "id": "4100000#", "parent": "",
         "descendants": "9", "ranking": "", "deleted": ""},
        {"text": "text", "post_id": "id"},
    ),
    "discord-csv": (
        {"AuthorID": "77", "Author": "a", "Date": "2025-09-03T08:00:08.0000000+00:00", "Content": "", "Attachments": "",
         "Reactions": "👍 (3),❤ (1)"},
        {"text": "Content", "post_id": None},
    ),
    "csv": (
        {"number": "p#", "post text": "", "when written": "2025-09-02T01:00:00Z", "likes": "3"},
        {"text": "post text", "post_id": "number"},
    ),
}  # fmt: skip


def _sentiment140() -> bytes:
    rows = (f'"4","{X_ID + i}","Wed Sep 03 01:00:08 PDT 2025","NO_QUERY","a","{_plain(i)}"\r\n' for i in range(N))
    return "".join(rows).encode()


def _plain(i: int) -> str:
    return _text(i).replace('"', "")


def _dump_of_stack_exchange() -> bytes:
    rows = (
        f'  <row Id="{900 + i}" PostTypeId="1" CreationDate="2025-09-03T08:00:08.123" Score="4" ViewCount="90" '
        f'Body="&lt;p&gt;{escape(_text(i), quote=True)}&lt;/p&gt;" OwnerUserId="77" Title="A title" AnswerCount="2" />\n'
        for i in range(N)
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{"".join(rows)}</posts>'.encode()


def _workbook() -> bytes:
    names = ["number", "post text", "when written", "likes"]
    rows = [names, *([f"p{i}", _plain(i), "2025-09-02T01:00:00Z", str(i)] for i in range(N))]
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell.replace("&", "&amp;")}</t></is></c>' for cell in row)
        + "</row>"
        for row in rows
    )
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    rels = f"{office}/officeDocument/2006/relationships"
    relation = '<Relationships xmlns="{0}/package/2006/relationships"><Relationship Id="r1" Type="{1}/{2}" Target="{3}"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{office}/package/2006/content-types"/>')
        book.writestr("_rels/.rels", relation.format(office, rels, "officeDocument", "xl/workbook.xml"))
        sheet = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{rels}">{sheet}</workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", relation.format(office, rels, "worksheet", "worksheets/s1.xml"))
        book.writestr("xl/worksheets/s1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')
    return out.getvalue()


def _parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([_object(i) for i in range(N)]), sink)
    return sink.getvalue()


FIXTURES: dict[str, bytes] = {
    "x-api-v2": json.dumps({"data": _numbered(_v2), "meta": {}}, ensure_ascii=False, indent=1).encode(),
    "twarc2-flat": _lines(_numbered(lambda i: _v2(i) | {"author": {"id": str(i % 3), "username": "a"}})),
    "x-v1.1": _lines(_numbered(_v11)),
    "x-archive": b"window.YTD.tweets.part0 = "
    + json.dumps(_numbered(_archived), ensure_ascii=False, indent=2).encode(),
    "x-web": json.dumps(_web_response(), ensure_ascii=False).encode(),
    "x-web-adaptive": json.dumps(_adaptive(), ensure_ascii=False).encode(),
    "har": json.dumps(_har(), ensure_ascii=False, indent=1).encode(),
    "gnip": _lines(_numbered(_gnip)),
    "snscrape": _lines(_numbered(_snscrape)),
    "snscrape-networks": _lines(_numbered(_snscrape_of_telegram)),
    "twscrape": _lines(_numbered(lambda i: _snscrape(i) | {"id_str": str(X_ID + i), "bookmarkedCount": 0})),
    "apify-x": json.dumps(_numbered(_apify), ensure_ascii=False).encode(),
    "zeeschuimer-x": _lines(_numbered(lambda i: _capture("twitter.com", _web(i)))),
    "zeeschuimer-tiktok": _lines(_numbered(lambda i: _capture("tiktok.com", _video(i)))),
    "zeeschuimer-instagram": _lines(_numbered(lambda i: _capture("instagram.com", _media(i)))),
    "zeeschuimer-threads": _lines(_numbered(lambda i: _capture("threads.net", _media(i)))),
    "zeeschuimer-truthsocial": _lines(_numbered(lambda i: _capture("truthsocial.com", _truth(i)))),
    "zeeschuimer-gab": _lines(_numbered(lambda i: _capture("gab.com", _gab(i)))),
    "4cat": _lines(_numbered(lambda i: _web(i) | {"__import_meta": _capture_meta("twitter.com")})),
    **{name: _others(name) for name in EXAMPLES},
    "wrapped": _lines([{"asked": "a", "answer": json.loads(page)} for page in _others("bluesky").splitlines()]),
    **{name: _table(row, **how) for name, (row, how) in _COLUMNS.items()},
    "sentiment140": _sentiment140(),
    "stackexchange-dump": _dump_of_stack_exchange(),
    "xlsx": _workbook(),
    "parquet": _parquet(),
    "jsonl": _lines(_numbered(_object)),
}
