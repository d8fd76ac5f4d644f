"""Tables of known tools: each is told by its header, and its posts have the right fields."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xsentiment import ingest, schema
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import tools

X_ID = "1963150000000000001"
X_TIME = datetime(2025, 9, 3, 8, 0, 8, 220000, tzinfo=UTC)
LINK = f"https://twitter.com/ann/status/{X_ID}"


def table(*rows: dict[str, Any], delimiter: str = ",", before: str = "") -> str:
    """CSV of these rows, all of the first one's columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return before + out.getvalue()


def when(*parts: int) -> datetime:
    """A time in UTC."""
    return datetime(*parts, tzinfo=UTC)


TWARC1 = {
    "id": X_ID, "tweet_url": LINK, "created_at": "Wed Sep 03 08:00:08 +0000 2025", "user_screen_name": "ann",
    "parsed_created_at": "2025-09-03 08:00:08+00:00", "text": "RT @b: a &amp; b", "tweet_type": "retweet",
    "hashtags": "x y", "favorite_count": "5", "in_reply_to_status_id": "", "lang": "en", "quote_id": "",
    "retweet_count": "2", "retweet_or_quote_id": "9", "user_id": "77", "user_followers_count": "300",
    "user_verified": "False",
}  # fmt: skip
TWARC = {
    "id": X_ID, "conversation_id": "1", "referenced_tweets.replied_to.id": "1", "referenced_tweets.retweeted.id": "",
    "referenced_tweets.quoted.id": "", "author_id": "77", "created_at": "2025-09-03T08:00:08.000Z", "text": "a &amp; b",
    "lang": "en", "public_metrics.like_count": "5", "public_metrics.retweet_count": "2",
    "public_metrics.reply_count": "1", "public_metrics.quote_count": "0", "public_metrics.impression_count": "90",
    "entities.hashtags": '[{"start": 1, "end": 3, "tag": "x"}]', "author.username": "ann",
    "author.public_metrics.followers_count": "300", "author.verified": "False",
    "__twarc.retrieved_at": "2025-09-04T00:00:00+00:00", "": "",
}  # fmt: skip
TWINT = {
    "id": X_ID, "conversation_id": X_ID, "created_at": "2025-09-03 17:00:08 JST", "date": "2025-09-03",
    "time": "17:00:08", "timezone": "+0900", "user_id": "77", "username": "ann", "name": "Ann", "tweet": "a &amp; b",
    "language": "ja", "replies_count": "1", "retweets_count": "2", "likes_count": "5", "hashtags": "['x']",
    "link": LINK, "retweet": "False", "quote_url": "", "retweet_id": "0", "reply_to": "[]",
}  # fmt: skip
TWINT_PANDAS = {
    "": "0", "id": X_ID, "conversation_id": "1962685656069047000", "created_at": "1756886408000.0",
    "date": "2025-09-03 17:00:08", "timezone": "+0900", "tweet": "@b yes", "language": "ja", "user_id": "77",
    "username": "ann", "day": "3", "hour": "17", "link": LINK, "retweet": "False", "nlikes": "5", "nreplies": "1",
    "nretweets": "2", "quote_url": "", "search": "q", "user_rt_id": "", "user_rt": "", "retweet_id": "",
    "reply_to": "[{'screen_name': 'b', 'id': '5'}]",
}  # fmt: skip
RTWEET = {
    "user_id": "x77", "status_id": f"x{X_ID}", "created_at": "2025-09-03 08:00:08", "screen_name": "ann",
    "text": "a &amp; b", "is_quote": "FALSE", "is_retweet": "FALSE", "favorite_count": "5", "retweet_count": "2",
    "quote_count": "NA", "reply_count": "NA", "hashtags": "x y", "lang": "en", "followers_count": "300",
    "reply_to_status_id": "NA", "retweet_status_id": "NA", "quoted_status_id": "NA", "retweet_text": "NA",
}  # fmt: skip
FOURCAT_TELEGRAM = {
    "id": "7", "thread_id": "aaaaa", "chat": "aaaaa", "author": "42", "author_username": "aaaaa", "author_name": "A",
    "author_is_bot": "", "body": "a & b", "is_reply": "", "reply_to": "5", "views": "90", "timestamp": "2023-07-13 04:54:38",
    "unix_timestamp": "1689224078", "timestamp_edited": "2023-07-13 05:54:38", "unix_timestamp_edited": "1689227678",
    "author_forwarded_from_name": "", "author_forwarded_from_username": "", "author_forwarded_from_id": "",
}  # fmt: skip
FOURCAT_4CHAN = {
    "thread_id": "400", "id": "401", "timestamp": "2025-09-03 08:00:08", "board": "pol", "body": "a & b", "subject": "",
    "author": "Anonymous", "author_trip": "", "image_file": "", "image_md5": "", "country_name": "", "country_code": "",
    "unix_timestamp": "1756886408",
}  # fmt: skip
FOURCAT_TRUTH = {
    "id": "115470116607441456", "created_at": "2025-09-03T08:00:08.500Z", "body": "<p>a &amp; b</p><p>c</p>",
    "url": "https://truthsocial.com/@ann/115470116607441456", "reblogs_count": "2", "replies_count": "1",
    "account_id": "77", "account_username": "ann", "account_verified": "False", "account_followers": "300",
    "account_following": "5", "thread_id": "115470116607441456", "timestamp": "2025-09-03 08:00:08",
}  # fmt: skip
FOURCAT_TIKTOK = {
    "id": "7", "thread_id": "7", "author": "ann", "body": "a & b", "timestamp": "2025-09-03 08:00:08", "likes": "5",
    "comments": "1", "shares": "2", "plays": "90", "tiktok_url": "https://www.tiktok.com/@ann/video/7", "hashtags": "x",
}  # fmt: skip
ACADEMIC = {
    "tweet_id": X_ID, "user_username": "ann", "text": "a &amp; b", "author_id": "77", "conversation_id": X_ID, "lang": "en",
    "created_at": "2025-09-03T08:00:08.000Z", "user_verified": "FALSE", "retweet_count": "2", "like_count": "5",
    "quote_count": "0", "user_followers_count": "300", "sourcetweet_type": "NA", "sourcetweet_id": "NA",
    "sourcetweet_text": "NA", "in_reply_to_user_id": "NA",
}  # fmt: skip
TELETHON = {
    "_": "Message", "id": "7", "peer_id": "{'_': 'PeerChannel', 'channel_id': 42}", "date": "2025-09-03 08:00:08+00:00",
    "message": "a &amp; b", "from_id": "", "fwd_from": "", "reply_to": "", "views": "90.0", "forwards": "2.0", "edit_date": "",
    "replies": "{'_': 'MessageReplies', 'replies': 1, 'replies_pts': 10}",
    "reactions": "{'_': 'MessageReactions', 'results': [{'_': 'ReactionCount', 'count': 3}, {'count': 1}]}",
}  # fmt: skip
USER = (
    "{'username': 'ann', 'id': 77, 'created': datetime.datetime(2021, 1, 1), 'followersCount': 300, 'verified': True}"
)
SNSCRAPE = {
    "url": LINK, "date": "2025-09-03 08:00:08+00:00", "content": "a &amp; b", "renderedContent": "a & b", "id": X_ID,
    "user": USER, "replyCount": "1", "retweetCount": "2", "likeCount": "5", "quoteCount": "0", "conversationId": X_ID,
    "lang": "en", "retweetedTweet": "", "quotedTweet": "", "inReplyToTweetId": "", "hashtags": "['x']",
}  # fmt: skip
FOURCAT = {
    "id": X_ID, "thread_id": "1", "timestamp": "2025-09-03 08:00:08", "unix_timestamp": "1756886408",
    "link": LINK, "body": "a &amp; b", "author": "ann", "author_id": "77", "language_guess": "en", "retweet_count": "2",
    "reply_count": "1", "like_count": "5", "quote_count": "0", "impression_count": "90", "is_retweet": "no",
    "is_quote_tweet": "yes", "quote_tweet_id": "9", "is_reply": "no", "hashtags": "x,y",
}  # fmt: skip
TALKWALKER = {
    "url": LINK.replace("https", "http"), "published": "03/09/25 10:00:08", "content": "RT @b: a & b…", "lang": "fr",
    "sentiment": "-5", "post_type": "TEXT", "tags_internal": "isRepost,isComment",
    "parent_url": "http://twitter.com/b/status/911153194067222528", "extra_author_attributes.id": "tw:77",
    "article_extended_attributes.twitter_likes": "5", "source_extended_attributes.twitter_followers": "300",
}  # fmt: skip
MELTWATER = {
    "Date": "2025-09-03", "Time": "04:00", "Document ID": '"1756886408000_abc"', "URL": "https://bsky.app/profile/a/post/b",
    "Content Type": "Forum Post Reply", "Author Handle": "ann", "Opening Text": "opening", "Hit Sentence": "the whole text",
    "Language": "English", "Sentiment": "negative", "Likes": "5", "Replies": "", "Reposts": "2", "Comments": "1",
    "Views": "", "Quotes": "",
}  # fmt: skip
BRANDWATCH = {
    "Query Id": "1", "Query Name": "parade", "Date": "2025-09-03 08:00:08.0", "Title": "t", "Snippet": "a &amp; b…",
    "Url": "https://www.reddit.com/r/a/comments/b/", "Sentiment": "negative", "Language": "en", "Full Text": "a &amp; b",
    "Author": "ann", "Thread Entry Type": "reply", "Resource Id": "abc", "Reddit Comments": "4",
}  # fmt: skip
CROWDTANGLE = {
    "Page Name": "A page", "Facebook Id": "77", "Post Created": "2025-09-03 04:00:08 EDT", "Total Interactions": "1,234",
    "Likes": "1,000", "Comments": "34", "Shares": "200", "URL": "https://www.facebook.com/77/posts/88", "Message": "a & b",
}  # fmt: skip
REDDIT = {
    "created_utc": "1756886408.0", "score": "93", "id": "vw0fy", "title": "Title", "num_comments": "8",
    "permalink": "/r/a/comments/vw0fy/t/", "selftext": "Body &amp; soul", "name": "t3_vw0fy", "author": "ann",
}  # fmt: skip
REDDIT_MIXED = {
    "title": "Comment", "score": "1", "id": "gg1d8xe", "url": "", "comms_num": "0", "created": "1756886408.0",
    "body": "a &amp; b", "timestamp": "2025-09-03 10:00:08",
}  # fmt: skip
WEIBO = {
    "微博id": "I2dUtq3px", "发布者": "某人", "微博正文": "某人:阅兵 #九三阅兵# 很震撼  [组图共9张] 原图 ", "发布时间": "2025-09-03 16:00",
    "发布工具": "iPhone", "点赞数": "赞[3]", "转发数": "转发", "评论数": "1.2万",
}  # fmt: skip
WEIBO_CRAWLER = {
    "id": "3501756485200075\t", "bid": "z0JH2lOMb", "正文": "我同意", "头条文章url": "", "位置": "", "日期": "2025-09-03",
    "工具": "iPhone", "点赞数": "5", "评论数": "1", "转发数": "2", "话题": "", "@用户": "", "完整日期": "2025-09-03 16:00:08",
    "是否原创": "False", "源用户id": "9\t", "源用户昵称": "某人", "源微博id": "3501703397689247\t", "源微博bid": "z0Ijpwgk7",
    "源微博正文": "很长很长很长的原文", "源微博日期": "2025-09-02", "源微博点赞数": "500", "源微博完整日期": "2025-09-02 16:00:08",
}  # fmt: skip
EXPORT_COMMENTS = {
    "Id": "1", "SubId": "", "Name (click to view profile)": "Ann A.", "Date": "03.09.25 08:00:08", "Likes": "5",
    "Comment": "a & b", "Link": "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgxA1bcdefghijklmnop4AaABAg",
}  # fmt: skip
GOT = {
    "username": "", "date": "2025/09/03", "retweets": "2", "favorites": "5",
    "text": "see this:https://lnkd.in/abc and http:// a.example/long-pa th … pic.twitter.com/x", "geo": "", "mentions": "",
    "hashtags": "#x #y", "id": X_ID, "permalink": LINK,
}  # fmt: skip
OLD_ANALYTICS = [f"c{i}" for i in range(40)]
NEW_ANALYTICS = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
)
COUNTS = {"likes": 5, "reposts": 2, "replies": 1}
ON_X = {"source": "x", "post_id": X_ID, "url": f"https://x.com/i/status/{X_ID}", "id_ok": True}

FACEPAGER = {
    "level": "1", "id": "2", "parent_id": "1", "object_id": "77_88", "object_type": "data", "query_status": "fetched (200)",
    "query_time": "2025-09-04 08:00:08", "query_type": "Facebook:/<page>/posts", "message": "a & b",
    "created_time": "2025-09-03T08:00:08+0000", "from.id": "77", "likes.summary.total_count": "5",
}  # fmt: skip
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "hackernews-csv": (
        "hackernews-csv",
        table({"title": "A", "text": "b &amp; c", "by": "a", "score": "57", "timestamp": "2025-09-03 08:00:08 UTC",
               "type": "story", "id": "41", "parent": "", "descendants": "9", "deleted": ""}),
        {"source": "hackernews", "post_id": "41", "text": "A\n\nb & c", "author_id": "a", "kind": "post", "likes": 57,
         "replies": 9, "created_at": when(2025, 9, 3, 8, 0, 8), "url": "https://news.ycombinator.com/item?id=41"},
    ),
    "discord-csv": (
        "discord-csv",
        table({"AuthorID": "77", "Author": "a", "Date": "2025-09-03T10:00:08.0000000+02:00", "Content": "a & b",
               "Attachments": "", "Reactions": "x (3)"}),
        {"source": "discord", "text": "a & b", "author_id": "77", "likes": 3, "created_at": when(2025, 9, 3, 8, 0, 8)},
    ),
    "twarc-csv": ("twarc-csv", table(TWARC), ON_X | COUNTS | {
        "text": "a & b", "author_id": "77", "kind": "reply", "reply_to_id": "1", "views": 90, "hashtags": ["x"],
        "followers": 300, "verified": False, "collected_at": when(2025, 9, 4), "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "twarc-csv before views were counted": ("twarc-csv", table(
        TWARC | {"public_metrics.impression_count": "0", "created_at": "2022-01-01T00:00:00.000Z"}
    ), {"views": None}),
    "twarc-csv with line breaks": (
        "twarc-csv",
        table(TWARC | {"text": "one\\n\\ntwo… https://t.co/abc"}),
        {"text": "one\n\ntwo… https://t.co/abc", "truncated": False},
    ),
    "twarc-csv of its first versions": ("twarc-csv", table({
        "id": X_ID, "text": '"it\\u2019s\\na &amp; b"', "author_id": "77", "conversation_id": X_ID, "author.id": "77",
        "author.username": "ann", "created_at": "2025-09-03T08:00:08.000Z", "public_metrics.like_count": "5", "type": "",
        "referenced_tweets": '[{"type": "quoted", "id": "9"}]',
    }), {"post_id": X_ID, "text": "it\u2019s\na & b", "author_id": "77", "likes": 5, "kind": "quote", "quote_of_id": "9"}),
    "twint-csv": ("twint-csv", table(TWINT), ON_X | COUNTS | {
        "text": "a & b", "author_id": "77", "kind": "post", "lang": "ja", "created_at": when(2025, 9, 3, 8, 0, 8),
        "hashtags": ["x"], "repost_of_id": None,
    }),
    "twint-csv in milliseconds": ("twint-csv", table(
        {k: v for k, v in TWINT.items() if k not in ("timezone", "language")} | {"created_at": "1756886408000"}
    ), {"created_at": when(2025, 9, 3, 8, 0, 8), "lang": None}),
    "twint-csv quote": ("twint-csv", table(TWINT | {"quote_url": "https://twitter.com/b/status/9"}), {
        "kind": "quote", "quote_of_id": "9",
    }),
    "twint-csv without ids": ("twint-csv", table(
        {k: v for k, v in TWINT.items() if k not in ("id", "conversation_id", "link")}
    ), {"id_ok": False, "kind": "post", "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "twint-csv of a repost": ("twint-csv", table(TWINT | {
        "tweet": "RT @b: it is  https://a.example/ long &amp; …", "retweet": "True", "retweet_id": "1962685656069047000",
        "user_rt_id": "5", "user_rt": "it is\nhttps://a.example/ long &amp; whole",
    }), ON_X | {"kind": "repost", "text": "it is\nhttps://a.example/ long & whole", "truncated": False, "author_id": "77",
                "repost_of_id": "1962685656069047000", "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "twint-csv of a repost of another text": ("twint-csv", table(TWINT | {
        "tweet": "RT @b: it is long …", "retweet": "True", "retweet_id": "1962685656069047000", "user_rt_id": "5",
        "user_rt": "it was",
    }), {"kind": "repost", "text": "RT @b: it is long …", "truncated": True}),
    "twint-csv of a repost before 2021": ("twint-csv", table(TWINT | {
        "id": "1962685656069047000", "conversation_id": "1962685656069047000", "user_id": "5", "username": "b",
        "link": "https://twitter.com/b/status/1962685656069047000", "quote_url": "https://twitter.com/c/status/9",
        "retweet": "True", "retweet_id": X_ID, "user_rt_id": "77", "user_rt": "ann", "date": "2025-09-02",
    }), ON_X | {"kind": "repost", "author_id": "77", "repost_of_id": "1962685656069047000", "quote_of_id": None,
                "created_at": X_TIME, "conversation_id": None}),
    "twint-csv of a repost without an id of its own": ("twint-csv", table(TWINT | {
        "retweet": "True", "retweet_id": "", "user_rt_id": "5", "user_rt": "b",
    }), {"kind": "repost", "id_ok": False, "author_id": "5", "repost_of_id": X_ID, "created_at": None, "url": None}),
    "twint-csv of pandas": ("twint-csv", table(TWINT_PANDAS), ON_X | COUNTS | {
        "text": "@b yes", "author_id": "77", "kind": "reply", "lang": "ja", "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "twint-csv of pandas, a quote": ("twint-csv", table(
        TWINT_PANDAS | {"conversation_id": X_ID, "quote_url": "https://twitter.com/b/status/9", "reply_to": "[]"}
    ), {"kind": "quote", "quote_of_id": "9"}),
    "getoldtweets": ("getoldtweets", table(GOT, delimiter=";"), ON_X | {
        "text": "see this: https://lnkd.in/abc and http://a.example/long-path pic.twitter.com/x", "author_id": "ann",
        "likes": 5, "reposts": 2, "replies": None, "created_at": X_TIME, "hashtags": ["x", "y"], "truncated": False,
    }),
    "getoldtweets of a post": ("getoldtweets", table(GOT | {"to": ""}), {"kind": None}),
    "getoldtweets of a reply": ("getoldtweets", table(GOT | {"to": "b"}), {"kind": "reply"}),
    "twitterscraper-csv": ("twitterscraper-csv", table({
        "screen_name": "ann", "username": "Ann", "user_id": "77", "tweet_id": X_ID, "tweet_url": f"/ann/status/{X_ID}",
        "timestamp": "2025-09-03 08:00:08", "timestamp_epochs": "1756886408", "text": "so #goodhttps://a.example/b\xa0…",
        "text_html": "<p>x</p>", "hashtags": "['goodhttps']", "likes": "5", "retweets": "2", "replies": "1",
        "is_replied": "True", "is_reply_to": "False", "parent_tweet_id": "",
    }, delimiter=";"), ON_X | COUNTS | {
        "text": "so #good https://a.example/b", "kind": "post", "hashtags": ["good"], "truncated": False,
        "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "rtweet-csv": ("rtweet-csv", table(RTWEET), ON_X | {
        "text": "a & b", "author_id": "77", "likes": 5, "replies": None, "kind": "post", "hashtags": ["x", "y"],
        "created_at": X_TIME, "reply_to_id": None,
    }),
    "rtweet-csv repost": ("rtweet-csv", table(RTWEET | {
        "is_retweet": "TRUE", "retweet_text": "the whole", "retweet_status_id": "x9",
    }), {"kind": "repost", "text": "the whole", "repost_of_id": "9", "likes": None}),
    "snscrape-csv": ("snscrape-csv", table(SNSCRAPE), ON_X | COUNTS | {
        "text": "a & b", "author_id": "77", "followers": 300, "verified": True, "kind": "post", "hashtags": ["x"],
        "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "snscrape-csv reply with a rounded id": ("snscrape-csv", table(SNSCRAPE | {"inReplyToTweetId": "1.502697e+18"}), {
        "kind": "reply", "reply_to_id": None,
    }),
    "snscrape-csv repost": ("snscrape-csv", table(
        SNSCRAPE | {"retweetedTweet": "{'id': 9, 'content': \"it's all\", 'user': {'id': 5}}"}
    ), {"kind": "repost", "text": "it's all", "repost_of_id": "9"}),
    "x-analytics": ("x-analytics", NEW_ANALYTICS + f'{X_ID},"Wed, Sep 3, 2025",a &amp; b,{LINK},90,5,0,0,7,0,1,2,0,0,0,0,0\n',
        ON_X | COUNTS | {"text": "a & b", "author_id": "ann", "views": 90, "created_at": X_TIME}),
    "x-analytics of 2015": ("x-analytics", table({
        "Tweet id": X_ID, "Tweet permalink": LINK, "Tweet text": "a &amp; b", "time": "2025-09-03 08:00 +0000",
        "impressions": "90.0", "engagements": "3.0", "engagement rate": "0.1", "retweets": "2.0", "replies": "1.0",
        "favorites": "5.0", "promoted favorites": "-",
    }), ON_X | COUNTS | {"text": "a & b", "views": 90, "author_id": "ann"}),
    "x-analytics in another language": ("x-analytics",
        NEW_ANALYTICS.replace("Post", "Publicação").replace("Date", "Data").replace("Likes", "Curtidas")
        + f'{X_ID},"qua., 3 de set. de 2025",a,{LINK},90,5,0,0,7,0,1,2,0,0,0,0,0\n',
        ON_X | COUNTS | {"text": "a", "views": 90, "created_at": X_TIME}),
    "x-analytics of before 2024, in another language": ("x-analytics",
        ",".join(OLD_ANALYTICS) + "\n" + ",".join(
            [X_ID, LINK, "a", "2025-09-03 08:00 +0000", "90.0", "-", "-", "2.0", "1.0", "5.0", *["-"] * 30]) + "\n",
        ON_X | COUNTS | {"text": "a", "views": 90, "created_at": when(2025, 9, 3, 8)}),
    "sentiment140": ("sentiment140",
        f'"0","{X_ID}","Wed Sep 03 01:00:08 PDT 2025","NO_QUERY","ann","a &amp; b"\n"4","5","","NO_QUERY","bob","c"\n',
        ON_X | {"text": "a & b", "author_id": "ann", "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "sentiment140 under a header": ("sentiment140",
        f"target,ids,date,flag,user,text\n0,{X_ID},Wed Sep 03 01:00:08 PDT 2025,NO_QUERY,ann,a &amp; b\n",
        ON_X | {"text": "a & b", "author_id": "ann", "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "sentiment140 in two columns": ("sentiment140", '4,"a, b"\n0,c\n2,d\n', {"text": "a, b", "id_ok": False}),
    "4cat-csv": ("4cat-csv", table(FOURCAT), ON_X | COUNTS | {
        "text": "a & b", "author_id": "77", "kind": "quote", "quote_of_id": "9", "views": 90, "lang": "en",
        "created_at": when(2025, 9, 3, 8, 0, 8), "hashtags": ["x", "y"], "conversation_id": "1",
    }),
    "4cat-csv of Telegram": ("4cat-csv", table(FOURCAT_TELEGRAM), {
        "source": "telegram", "post_id": "aaaaa/7", "kind": "reply", "reply_to_id": "aaaaa/5", "views": 90,
        "edited_at": when(2023, 7, 13, 5, 54, 38), "conversation_id": "aaaaa", "repost_of_id": None,
    }),
    "4cat-csv of Telegram, newer": ("4cat-csv", table(FOURCAT_TELEGRAM | {
        "id": "aaaaa-7", "reply_to": "", "is_reply": "no", "author_forwarded_from_id": "9",
    }), {"post_id": "aaaaa/7", "kind": "repost", "reply_to_id": None}),
    "4cat-csv of 4chan": ("4cat-csv", table(FOURCAT_4CHAN, FOURCAT_4CHAN | {"board": "lit"}), {
        "source": "4chan", "post_id": "pol/401", "author_id": None, "kind": "reply", "reply_to_id": "pol/400",
        "conversation_id": "pol/400", "created_at": when(2025, 9, 3, 8, 0, 8), "text": "a & b",
    }),
    "4cat-csv of a thread of 4chan": ("4cat-csv", table(FOURCAT_4CHAN | {"id": "400", "author_trip": "!ep8pui8Vw2"}), {
        "post_id": "pol/400", "author_id": "!ep8pui8Vw2", "kind": "post", "reply_to_id": None, "conversation_id": "pol/400",
    }),
    "4cat-csv of 4chan without boards": ("4cat-csv", table(
        {name: cell for name, cell in FOURCAT_4CHAN.items() if name not in ("board", "author_trip", "unix_timestamp")}
    ), {"source": "unknown", "post_id": "401", "author_id": None, "kind": "reply", "reply_to_id": "400"}),
    "4cat-csv of 8kun": ("4cat-csv", table(FOURCAT_4CHAN | {"board": "qresearch", "thread_id": "5f3a"}), {
        "source": "unknown", "post_id": "qresearch/401", "author_id": None, "kind": None, "conversation_id": "qresearch/5f3a",
    }),
    "4cat-csv of Bluesky": ("4cat-csv", table({
        "collected_at": "2025-09-04T00:00:00", "id": "at://did:plc:a/app.bsky.feed.post/3k", "thread_id": "at://x", "author": "a.test",
        "author_id": "did:plc:a", "body": "a", "link": "https://bsky.app/profile/a.test/post/3k", "tags": "x,y",
        "like_count": "5", "repost_count": "2", "reply_count": "1", "quote_count": "0", "quoted_post": "",
        "replied_to_post": "https://bsky.app/profile/b/post/3j", "languages": "de,en", "timestamp": "1756886408.0",
    }), {"source": "bluesky", "kind": "reply", "lang": "de", "hashtags": ["x", "y"], "reposts": 2, "quotes": 0,
         "created_at": when(2025, 9, 3, 8, 0, 8), "collected_at": when(2025, 9, 4)}),
    "4cat-csv of a post of Bluesky": ("4cat-csv", table({
        "id": "at://did:plc:a/app.bsky.feed.post/3k", "thread_id": "at://x", "author": "a.test", "author_id": "did:plc:a",
        "body": "a", "link": "https://bsky.app/profile/a.test/post/3k", "tags": "", "quoted_post": "", "replied_to_post": "",
        "languages": "", "timestamp": "1756886408.0",
    }), {"source": "bluesky", "kind": "post", "reply_to_id": None, "lang": None}),
    "4cat-csv of Reddit": ("4cat-csv", table({
        "id": "kod0bkd", "thread_id": "1afwvv8", "timestamp": "2024-01-01 00:00:00", "body": "a", "subject": "", "author": "b",
        "subreddit": "test", "parent": "t1_kod0bka", "score": "2",
    }), {"source": "reddit", "post_id": "t1_kod0bkd", "kind": "reply", "reply_to_id": "t1_kod0bka", "likes": None}),
    "4cat-csv of a post of Reddit": ("4cat-csv", table({
        "id": "1afwvv8", "thread_id": "1afwvv8", "timestamp": "2024-01-01 00:00:00", "body": "", "subject": "a", "author": "b",
        "subreddit": "test", "parent": "", "score": "2",
    }), {"source": "reddit", "post_id": "t3_1afwvv8", "kind": "post", "text": "a", "reply_to_id": None}),
    "4cat-csv of Threads": ("4cat-csv", table({
        "id": "DABC", "thread_id": "DABC", "url": "https://www.threads.com/@a/post/DABC", "body": "a", "author": "a",
        "timestamp": "2025-09-03 08:00:08", "author_is_verified": "yes", "likes": "5", "reposts": "2", "replies": "1",
        "quotes": "0",
    }), {"source": "threads", "verified": True, "likes": 5, "reposts": 2, "replies": 1, "quotes": 0}),
    "4cat-csv of comments on TikTok": ("4cat-csv", table({
        "id": "7150000000000000001", "thread_id": "7140000000000000001", "author": "a", "body": "a", "likes": "5", "replies": "1",
        "timestamp": "2024-01-01 00:00:00",
        "comment_url": "https://www.tiktok.com/@b/video/7140000000000000001?comment_id=7150000000000000001",
        "post_url": "https://www.tiktok.com/@b/video/7140000000000000001",
    }), {"source": "tiktok", "kind": "reply", "reply_to_id": "7140000000000000001", "replies": 1}),
    "4cat-csv of DMI-TCAT": ("4cat-csv", table(FOURCAT | {
        "author_follower_count": "300", "is_retweet": "yes", "retweet_id": "1962685656069047000", "in_reply_to_status_id": "",
    }), {"source": "x", "kind": "repost", "repost_of_id": "1962685656069047000", "followers": 300, "reply_to_id": None}),
    "academictwitter-csv": ("academictwitter-csv", table(ACADEMIC), ON_X | {
        "text": "a & b", "author_id": "77", "kind": "post", "likes": 5, "reposts": 2, "quotes": 0, "followers": 300, "lang": "en",
        "created_at": when(2025, 9, 3, 8, 0, 8), "verified": False,
    }),
    "academictwitter-csv of a repost": ("academictwitter-csv", table(ACADEMIC | {
        "text": "RT @b: a…", "sourcetweet_type": "retweeted", "sourcetweet_id": "1962685656069047000", "sourcetweet_text": "a &amp; c",
    }), {"kind": "repost", "repost_of_id": "1962685656069047000", "text": "a & c", "truncated": False, "likes": None}),
    "academictwitter-csv of a quote": ("academictwitter-csv", table(ACADEMIC | {
        "sourcetweet_type": "quoted", "sourcetweet_id": "1962685656069047000", "sourcetweet_text": "a &amp; c",
    }), {"kind": "quote", "quote_of_id": "1962685656069047000", "text": "a & b"}),
    "academictwitter-csv of a reply": ("academictwitter-csv", table(ACADEMIC | {"in_reply_to_user_id": "9"}), {"kind": None}),
    "telethon-csv": ("telethon-csv", table(TELETHON), {
        "source": "telegram", "post_id": "42/7", "text": "a &amp; b", "author_id": "channel42", "kind": "post", "likes": 4,
        "replies": 1, "reposts": 2, "views": 90, "conversation_id": "42", "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "telethon-csv of a forward": ("telethon-csv", table(TELETHON | {
        "fwd_from": "{'_': 'MessageFwdHeader', 'date': datetime.datetime(2023, 1, 1, 0, 0), 'from_id': {'_': 'PeerChannel', "
        "'channel_id': 9}, 'channel_post': 3}",
    }), {"kind": "repost", "repost_of_id": "9/3", "author_id": "channel42"}),
    "telethon-csv of objects as calls": ("telethon-csv", table(TELETHON | {
        "peer_id": "PeerChannel(channel_id=42)", "from_id": "PeerUser(user_id=5)",
        "reply_to": "MessageReplyHeader(reply_to_msg_id=5, forum_topic=False)",
    }), {"kind": "reply", "reply_to_id": "42/5", "author_id": "user5"}),
    "4cat-csv of TikTok before 2021": ("4cat-csv", table({
        "id": "7", "thread_id": "7", "author": "ann", "author_followers": "300", "subject": "", "body": "a", "is_duet": "False",
        "timestamp": "1756886408", "tiktok_url": "https://tiktok.com/@ann/video/7", "amount_likes": "5", "amount_comments": "1",
        "amount_shares": "2", "amount_plays": "90", "hashtags": "x",
    }), COUNTS | {"source": "tiktok", "views": 90, "kind": "post", "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "4cat-csv of a duet on TikTok": ("4cat-csv", table(FOURCAT_TIKTOK | {"is_duet": "yes", "is_ad": "no"}), {"kind": "quote"}),
    "4cat-csv of an answer to a comment on TikTok": ("4cat-csv", table({
        "id": "7150000000000000002", "thread_id": "7150000000000000001", "author": "a", "body": "a", "likes": "5",
        "replies": "0", "timestamp": "2024-01-01 00:00:00", "post_id": "7140000000000000001",
        "comment_url": "https://m.tiktok.com/v/7140000000000000001.html?_d=1", "is_comment_on_comment": "yes",
        "post_url": "https://m.tiktok.com/v/7140000000000000001", "language_guess": "un",
    }), {"kind": "reply", "lang": None, "reply_to_id": "7150000000000000001", "conversation_id": "7140000000000000001"}),
    "4cat-csv of a picture on Instagram": ("4cat-csv", table({
        "id": "B-abc123456", "thread_id": "B-abc123456", "body": "", "author": "ann", "timestamp": "2025-09-03 08:00:08",
        "url": "https://www.instagram.com/p/B-abc123456", "num_likes": "5", "num_comments": "-1", "type": "picture",
    }), {"source": "instagram", "text": "", "likes": 5, "replies": None}),
    "4cat-csv of Truth Social": ("4cat-csv", table(FOURCAT_TRUTH), {
        "source": "truthsocial", "post_id": "115470116607441456", "text": "a & b\nc", "author_id": "ann@truthsocial.com",
        "followers": 300, "verified": False, "reposts": 2, "replies": 1, "likes": None, "kind": None,
        "created_at": when(2025, 9, 3, 8, 0, 8, 500000),
    }),
    "4cat-csv of a repost on Truth Social": ("4cat-csv", table(FOURCAT_TRUTH | {"body": "RT @bob a"}), {"kind": "repost"}),
    "4cat-csv of a quote on Truth Social": ("4cat-csv", table(FOURCAT_TRUTH | {
        "body": "RT: https://truthsocial.com/users/b/statuses/115470000000000000", "thread_id": "115470000000000000",
    }), {"kind": "quote", "quote_of_id": "115470000000000000", "text": "", "conversation_id": None}),
    "4cat-csv of an answer on Truth Social": ("4cat-csv", table(FOURCAT_TRUTH | {
        "body": "<p>@bob a</p>", "thread_id": "115470000000000000",
    }), {"kind": "reply", "conversation_id": "115470000000000000", "reply_to_id": None}),
    "4cat-csv of TikTok": ("4cat-csv", table(FOURCAT_TIKTOK), COUNTS | {"source": "tiktok", "post_id": "7", "views": 90, "kind": None, "text": "a & b"}),
    "zeeschuimer-decoder": ("zeeschuimer-decoder", table({
        "index": "0", "id": X_ID, "url": f"https://www.twitter.com/@ann/status/{X_ID}", "tweet": "a &amp; b",
        "is_retweet": "False", "author": "Ann A.", "author_followers": "300", "view_count": "90", "heart_count": "5",
        "retweet_count": "2", "reply_count": "1", "search_url": "https://twitter.com/search?q=a",
    }), ON_X | COUNTS | {"text": "a & b", "author_id": "ann", "created_at": X_TIME, "kind": "post", "followers": 300}),
    "zeeschuimer-decoder of TikTok": ("zeeschuimer-decoder", table({
        "index": "0", "id": "7545731234567800017", "url": "https://www.tiktok.com/@ann/video/7545731234567800017",
        "description": "a & b #x", "author": "Ann A.", "author_followers": "300", "digg_count": "5", "share_count": "2",
        "comment_count": "1", "play_count": "90", "search_url": "https://www.tiktok.com/search/video?q=a",
    }), COUNTS | {
        "source": "tiktok", "post_id": "7545731234567800017", "text": "a & b #x", "author_id": "ann", "views": 90,
        "created_at": when(2025, 9, 3, 5, 31), "followers": 300,
    }),
    "youtube-downloader": ("youtube-downloader", table({
        "cid": "UgxA1.8x", "text": "a & b", "time": "2 years ago (edited)", "author": "@ann", "channel": "UC1", "votes": "1.2K",
        "replies": "", "photo": "https://yt3.test/a", "heart": "False", "reply": "True", "time_parsed": "1756886408.5",
    }), {
        "source": "youtube", "post_id": "UgxA1.8x", "reply_to_id": "UgxA1", "text": "a & b", "author_id": "UC1",
        "kind": "reply", "likes": 1200, "replies": None, "created_at": when(2025, 9, 3, 8, 0, 8, 500000),
    }),
    "youtube-takeout": ("youtube-takeout", table({
        "Comment ID": "UgxA1.8x", "Channel ID": "UC1", "Comment Create Timestamp": "2025-09-03T08:00:08.5+00:00", "Price": "0",
        "Parent Comment ID": "UgxA1", "Post ID": "", "Video ID": "dQw4w9WgXcQ",
        "Comment Text": '{"text":"a "},{"text":"@b","mention":{"externalChannelId":"UC2"}},{"text":" \\"so\\" & <c>"}',
    }), {
        "source": "youtube", "post_id": "UgxA1.8x", "reply_to_id": "UgxA1", "text": 'a @b "so" & <c>', "author_id": "UC1",
        "kind": "reply", "conversation_id": "dQw4w9WgXcQ", "created_at": when(2025, 9, 3, 8, 0, 8, 500000),
    }),
    "youtube-takeout without JSON": ("youtube-takeout", table({
        "Comment ID": "UgxA1", "Channel ID": "UC1", "Comment Create Timestamp": "2025-09-03T08:00:08+00:00", "Price": "0",
        "Parent Comment ID": "", "Video ID": "vid", "Comment Text": "{so} it is",
    }), {"reply_to_id": "vid", "text": "{so} it is"}),
    "reddit-export of comments": ("reddit-export", table({
        "id": "nb1abcd", "permalink": "https://www.reddit.com/r/a/comments/1n6abcd/t/nb1abcd/", "subreddit": "a",
        "date": "2025-09-03 08:00:08 UTC", "ip": "", "gildings": "0", "parent": "nb1aaaa", "body": "a &gt; b",
        "link": "https://www.reddit.com/r/a/comments/1n6abcd/t/", "media": "",
    }), {
        "source": "reddit", "post_id": "t1_nb1abcd", "text": "a > b", "kind": "reply", "reply_to_id": "t1_nb1aaaa",
        "conversation_id": "t3_1n6abcd", "created_at": when(2025, 9, 3, 8, 0, 8), "author_id": None,
        "url": "https://www.reddit.com/r/a/comments/1n6abcd/t/nb1abcd/",
    }),
    "reddit-export of posts": ("reddit-export", table({
        "id": "1n6abcd", "permalink": "https://www.reddit.com/r/a/comments/1n6abcd/t/", "date": "2025-09-03 08:00:08 UTC",
        "ip": "", "subreddit": "a", "gildings": "0", "title": "a title", "url": "https://example.org", "body": "and more",
    }), {"post_id": "t3_1n6abcd", "text": "a title\n\nand more", "kind": "post", "reply_to_id": None}),
    "reddit-export of a title": ("reddit-export", table({
        "id": "1n6abcd", "permalink": "https://www.reddit.com/r/a/comments/1n6abcd/t/", "date": "2025-09-03 08:00:08 UTC",
        "ip": "", "subreddit": "a", "gildings": "0", "title": "a title", "url": "", "body": "",
    }), {"text": "a title", "kind": "post"}),
    "twarc1-csv of a repost": ("twarc1-csv", table(TWARC1), ON_X | {
        "text": "RT @b: a & b", "kind": "repost", "repost_of_id": "9", "author_id": "77", "likes": None, "followers": 300,
        "created_at": when(2025, 9, 3, 8, 0, 8), "hashtags": ["x", "y"], "verified": False,
    }),
    "twarc1-csv of a quote": ("twarc1-csv", table(TWARC1 | {"tweet_type": "quote", "text": "a"}), {
        "kind": "quote", "quote_of_id": "9", "repost_of_id": None, "likes": 5, "reposts": 2,
    }),
    "apify-csv": ("apify-csv", table({
        "author/userName": "ann", "author/id": "77", "author/followers": "300", "createdAt": "Wed Sep 03 08:00:08 +0000 2025",
        "entities/hashtags/0/text": "x", "entities/hashtags/1/text": "y", "fullText": "a &amp; b", "text": "a…", "id": X_ID,
        "isReply": "true", "isRetweet": "false", "isQuote": "false", "likeCount": "5", "replyCount": "1",
        "retweetCount": "2", "viewCount": "90", "inReplyToId": "9", "url": LINK,
    }), ON_X | COUNTS | {
        "text": "a & b", "author_id": "77", "kind": "reply", "reply_to_id": "9", "hashtags": ["x", "y"], "views": 90,
        "created_at": when(2025, 9, 3, 8, 0, 8), "truncated": False,
    }),
    "weibo-csv": ("weibo-csv", table(WEIBO, before="\ufeff"), {
        "source": "weibo", "post_id": "I2dUtq3px", "text": "阅兵 #九三阅兵# 很震撼", "author_id": "某人", "likes": 3,
        "reposts": None, "replies": 12000, "hashtags": ["九三阅兵"], "created_at": when(2025, 9, 3, 8),
    }),
    "weibo-csv of weibo-search": ("weibo-csv", table({
        "id": "5206", "bid": "Pabc", "user_id": "77", "用户昵称": "某人", "微博正文": "很长...展开全文c", "话题": "", "转发数": "2",
        "评论数": "1", "点赞数": "5", "发布时间": "昨天 04:44", "retweet_id": "5200",
    }), {"post_id": "Pabc", "author_id": "77", "kind": "repost", "repost_of_id": "5200", "truncated": True,
         "text": "很长…", "created_at": None}),
    "weibo-csv of weibo-crawler": ("weibo-csv", table(WEIBO_CRAWLER | {"是否原创": "True", "源微博bid": "", "源微博id": ""}), {
        "source": "weibo", "post_id": "z0JH2lOMb", "edit_of_id": "3501756485200075", "text": "我同意", "kind": "post",
        "likes": 5, "reposts": 2, "replies": 1, "author_id": None, "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "weibo-csv of weibo-crawler, a repost": ("weibo-csv", table(WEIBO_CRAWLER), {
        "kind": "repost", "repost_of_id": "z0Ijpwgk7", "text": "我同意", "likes": None, "author_id": None,
    }),
    "weibo-csv of weiboSpider": ("weibo-csv", table(WEIBO | {"是否为原创微博": "True"}), {"kind": "post", "likes": 3}),
    "weibo-csv of weiboSpider, a repost": ("weibo-csv", table(WEIBO | {
        "微博正文": "转发理由:我同意 #九三阅兵#//@甲:好\u200b \n原始用户: 乙\n转发内容: 今天 #天气# 很好", "是否为原创微博": "False",
    }), {"kind": "repost", "text": "我同意 #九三阅兵#//@甲:好", "hashtags": ["九三阅兵"], "likes": None, "reposts": None}),
    "weibo-csv of weiboSpider, a repost of what is gone": ("weibo-csv", table(WEIBO | {
        "微博正文": "转发理由:可惜\n转发内容: 抱歉，此微博已被作者删除。",
    }), {"kind": "repost", "text": "可惜"}),
    "weibo-csv with the original beside": ("weibo-csv", table({
        "id": "5206", "微博正文": "好", "发布时间": "2025-09-03 16:00", "点赞数": "5", "origin_weibo_content": "原文",
    }), {"post_id": "5206", "kind": "repost", "likes": None, "source": "weibo"}),
    "weibo-csv with counts in words": ("weibo-csv", table({
        "用户名": "某人", "微博正文": "很震撼", "发布时间": "09月03日 16:00", "赞": "赞[74065]", "转发": "转发", "评论": "评论[3]",
    }), {"author_id": "某人", "likes": 74065, "reposts": None, "replies": 3, "created_at": None}),
    "talkwalker": ("talkwalker", table(TALKWALKER, TALKWALKER | {"tags_internal": "", "content": "a & b &amp;"}), ON_X | {
        "text": "RT @b: a & b…", "kind": "repost", "repost_of_id": "911153194067222528", "author_id": "77", "lang": "fr",
        "created_at": X_TIME, "followers": 300, "truncated": True,
    }),
    "talkwalker with views": ("talkwalker", table(TALKWALKER | {
        "tags_internal": "", "article_extended_attributes.twitter_impressions": "90",
    }), {"kind": "post", "views": 90}),
    "talkwalker of other counts": ("talkwalker", table(TALKWALKER | {
        "article_extended_attributes.twitter_replies": "2", "article_extended_attributes.twitter_quote_tweets": "1",
        "article_extended_attributes.twitter_retweets": "", "article_extended_attributes.twitter_shares": "3",
        "article_extended_attributes.num_comments": "9", "tags_internal": "",
    }), {"replies": 2, "quotes": 1, "reposts": 3}),
    "talkwalker with years of two digits first": ("talkwalker", table(TALKWALKER | {"published": "25/09/03 08:00:08"}), {
        "created_at": X_TIME,
    }),
    "talkwalker of TikTok": ("talkwalker", table(TALKWALKER | {
        "url": "https://www.tiktok.com/@a/video/7430000000000000001", "tags_internal": "",
        "article_extended_attributes.tiktok_likes": "9", "article_extended_attributes.tiktok_views": "1000",
        "article_extended_attributes.num_comments": "2",
    }), {"source": "tiktok", "likes": 9, "views": 1000, "replies": 2, "followers": None}),
    "meltwater": ("meltwater", table(MELTWATER), {
        "source": "bluesky", "post_id": "1756886408000_abc", "text": "the whole text", "kind": "reply", "lang": "en",
        "created_at": when(2025, 9, 3, 8, 0, 8), "likes": 5, "reposts": 2, "replies": 1, "author_id": "ann",
    }),
    "meltwater of X": ("meltwater", table(MELTWATER | {"URL": LINK, "Content Type": "Repost"}), ON_X | {"kind": "repost"}),
    "meltwater, classic": ("meltwater", table({
        "Date": "03-Sep-2025 08:00AM", "Headline": "", "URL": LINK, "Opening Text": "a", "Hit Sentence": "", "Source": "Twitter",
        "Influencer": "ann", "Language": "English", "Reach": "1", "Sentiment": "Negative", "Tweet Id": f'"{X_ID}"',
        "Twitter Followers": "300", "Time": "08:00 AM",
    }, delimiter="\t"), ON_X | {"text": "a", "author_id": "ann", "followers": 300, "created_at": X_TIME}),
    "brandwatch": ("brandwatch", table(BRANDWATCH, before="Report:,Mentions\nBrand:,Parade\nFrom:,Mon Sep 01\n\n"), {
        "source": "reddit", "post_id": "abc", "text": "a & b", "kind": "reply", "author_id": "ann", "replies": 4,
        "created_at": when(2025, 9, 3, 8, 0, 8), "truncated": False,
    }),
    "apify-csv of chosen fields": ("apify-csv", table({
        "author/userName": "ann", "createdAt": "Wed Sep 03 08:00:08 +0000 2025", "entities/hashtags/0/text": "x",
        "fullText": "RT @b: cut…", "id": X_ID, "isRetweet": "true", "retweet/fullText": "curious &amp; whole",
    }), ON_X | {"text": "curious & whole", "kind": "repost", "hashtags": ["x"], "author_id": "ann"}),
    "brandwatch of another zone": ("brandwatch", table(
        BRANDWATCH, before="From:,Mon Sep 01 00:00:00 EDT 2025\nTo:,Wed Sep 03 23:59:59 EDT 2025\n\n",
    ), {"created_at": when(2025, 9, 3, 12, 0, 8)}),
    "meltwater, classic, a quote": ("meltwater", table({
        "Date": "03-Sep-2025 08:00AM", "URL": LINK.replace("/status/", "/statuses/"), "Opening Text": "",
        "Hit Sentence": "QT @bob: words; so", "Tweet Id": f'"{X_ID}"', "Time": "08:00 AM",
    }), ON_X | {"kind": "quote", "text": "QT @bob: words; so"}),
    "brandwatch of Bluesky beside X": ("brandwatch", table(BRANDWATCH | {
        "Url": "https://bsky.app/profile/a/post/b", "X Likes": "0", "X Reposts": "0", "X Followers": "0", "X Verified": "false",
        "Bluesky Likes": "5", "Bluesky Reposts": "4", "Bluesky Replies": "3", "Bluesky Quotes": "1",
        "Bluesky Followers": "77", "Impressions": "0",
    }), {"source": "bluesky", "likes": 5, "reposts": 4, "replies": 3, "quotes": 1, "followers": 77, "views": None,
         "verified": None}),
    "brandwatch of X beside Bluesky": ("brandwatch", table(BRANDWATCH | {
        "Url": LINK, "Bluesky Likes": "0", "Twitter Likes": "5", "Impressions": "90", "Twitter Retweets": "4",
    }), {"source": "x", "likes": 5, "reposts": 4, "views": 90, "quotes": None}),
    "brandwatch of a comment on Reddit": ("brandwatch", table(BRANDWATCH | {
        "Url": "https://www.reddit.com/r/a/comments/abc12/t/def34/", "Resource Id": "1234567",
    }), {"source": "reddit", "post_id": "t1_def34", "kind": "reply"}),
    "brandwatch of a thread on Reddit": ("brandwatch", table(BRANDWATCH | {"Resource Id": "1234567"}), {"post_id": "1234567"}),
    "brandwatch of 2021": ("brandwatch", table(BRANDWATCH | {
        "Url": LINK.replace("/status/", "/statuses/"), "Original Url": "", "Resource Id": "1234567",
    }), {"source": "x", "post_id": X_ID}),
    "brandwatch of a repost and a reply": ("brandwatch", table(BRANDWATCH | {
        "Url": LINK.replace("/status/", "/statuses/"), "Original Url": "", "Thread Entry Type": "share",
        "Twitter Retweet of": "http://twitter.com/b/statuses/12345678901234567", "Twitter Reply to": "",
    }), {"source": "x", "post_id": X_ID, "kind": "repost", "repost_of_id": "12345678901234567", "reply_to_id": None}),
    "brandwatch with a snippet alone": ("brandwatch", table(BRANDWATCH | {"Full Text": ""}), {
        "text": "a & b…", "truncated": True,
    }),
    "exportcomments of YouTube, older": ("exportcomments", table(EXPORT_COMMENTS), {
        "source": "youtube", "post_id": "UgxA1bcdefghijklmnop4AaABAg", "author_id": "Ann A.", "text": "a & b", "likes": 5,
        "kind": "reply", "reply_to_id": "dQw4w9WgXcQ", "conversation_id": "dQw4w9WgXcQ", "id_ok": True,
    }),
    "exportcomments of an answer on YouTube, older": ("exportcomments", table(EXPORT_COMMENTS | {
        "SubId": "1", "Link": EXPORT_COMMENTS["Link"] + ".8x-1",
    }), {"post_id": "UgxA1bcdefghijklmnop4AaABAg.8x-1", "reply_to_id": "UgxA1bcdefghijklmnop4AaABAg"}),
    "exportcomments of Instagram, older": ("exportcomments", table(EXPORT_COMMENTS | {
        "Link": "https://www.instagram.com/p/B-abc123456/",
    }), {"source": "instagram", "id_ok": False, "url": None, "author_id": "Ann A.", "reply_to_id": None}),
    "exportcomments": ("exportcomments", table(
        {"": "1", "Name": "Ann", "Profile ID": "ID: 77", "Date": "2025-09-03 08:00:08", "Likes": "5", "Comment": "a & b"},
        before="ExportComments.com\nSource URL,https://www.facebook.com/1_2\n\n",
    ), {"source": "facebook", "author_id": "77", "text": "a & b", "kind": "reply", "likes": 5, "id_ok": False,
        "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "exportcomments of 2026": ("exportcomments", table({
        "Name": "Ann", "Username": "anna", "Profile ID": "77", "Date": "2025-09-03 08:00:08", "Likes": "5",
        "Comment": "a & b", "User Verified": "no", "Comment ID": "18067525943382979",
        "Profile URL": "https://www.instagram.com/anna",
        "Comment URL": "https://www.instagram.com/p/DZDH8YstgWl/c/18067525943382979",
    }), {"source": "instagram", "post_id": "18067525943382979", "author_id": "77", "text": "a & b", "kind": "reply",
         "likes": 5, "verified": False, "created_at": when(2025, 9, 3, 8, 0, 8),
         "url": "https://www.instagram.com/p/DZDH8YstgWl/c/18067525943382979"}),
    "crowdtangle-csv of old": ("crowdtangle-csv", table({
        "Page Name": "A page", "User Name": "apage", "Facebook Id": "77", "Likes at Posting": "300",
        "Created": "2025-09-03 04:00:08 EDT", "Likes": "5", "URL": "https://www.facebook.com/apage/posts/88",
        "Message": "a & b", "Total Interactions (weighted  —  Likes 1x Shares 1x )": "1,234",
    }), {"source": "facebook", "post_id": "77_88", "author_id": "77", "followers": 300, "likes": 5,
         "created_at": when(2025, 9, 3, 8, 0, 8)}),
    "crowdtangle-csv of a link": ("crowdtangle-csv", table(CROWDTANGLE | {"Type": "Link", "Post Views": "0"}), {"views": None}),
    "crowdtangle-csv of a video": ("crowdtangle-csv", table(CROWDTANGLE | {"Type": "Native Video", "Post Views": "9"}), {
        "views": 9,
    }),
    "crowdtangle-csv of Instagram": ("crowdtangle-csv", table({
        "Account": "Ann A.", "User Name": "ann", "Followers at Posting": "300", "Created": "2025-09-03 04:00:08 EDT",
        "Likes": "5", "Comments": "1", "URL": "https://www.instagram.com/p/B-abc123456/", "Description": "a & b",
        "Overperforming Score": "-1.5",
    }), {"source": "instagram", "post_id": "B-abc123456", "author_id": "ann", "text": "a & b", "followers": 300}),
    "crowdtangle-csv": ("crowdtangle-csv", table(CROWDTANGLE), {
        "source": "facebook", "post_id": "77_88", "text": "a & b", "likes": 1000, "replies": 34, "reposts": 200,
        "author_id": "77", "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "truthsocial-csv": ("truthsocial-csv", table({
        "id": "115470116607441456", "created_at": "2025-09-03T08:00:08.5Z", "content": "<p>a &amp; b</p><p>c</p>",
        "url": "https://truthsocial.com/@ann/115470116607441456", "media": "", "replies_count": "1", "reblogs_count": "2",
        "favourites_count": "5",
    }), COUNTS | {"source": "truthsocial", "post_id": "115470116607441456", "text": "a & b\nc",
                  "created_at": when(2025, 9, 3, 8, 0, 8, 500000)}),
    "truthsocial-csv of Mastodon": ("truthsocial-csv", table({
        "id": "111222333444555666", "created_at": "2025-09-03 08:00:08+00:00", "content": "<p>a &amp; b</p>",
        "uri": "https://m.test/users/ann/statuses/111222333444555666", "url": "https://m.test/@ann/111222333444555666",
        "account": "{'id': 1, 'acct': 'ann'}", "replies_count": "1", "reblogs_count": "2", "favourites_count": "5",
    }), {"source": "mastodon", "post_id": "https://m.test/users/ann/statuses/111222333444555666", "text": "a & b",
         "author_id": "ann@m.test"}),
    "truthsocial-csv of a quote without HTML": ("truthsocial-csv", table({
        "id": "115470116607441456", "created_at": "2025-09-03T08:00:08.5Z", "url": "https://truthsocial.com/@ann/115470116607441456",
        "content": "RT: https://truthsocial.com/users/b/statuses/115470000000000000 a", "replies_count": "1",
        "reblogs_count": "2", "favourites_count": "5",
    }), {"kind": "quote", "quote_of_id": "115470000000000000", "text": "a"}),
    "facepager": ("facepager", table(FACEPAGER), {
        "source": "facebook", "post_id": "77_88", "text": "a & b", "author_id": "77", "likes": 5, "kind": None,
        "created_at": when(2025, 9, 3, 8, 0, 8), "collected_at": when(2025, 9, 4, 8, 0, 8),
    }),
    "facepager of comments": ("facepager", table(FACEPAGER | {"query_type": "Facebook:/<post>/comments"}), {
        "source": "facebook", "kind": "reply",
    }),
    "reddit-csv of PRAW's attributes": ("reddit-csv", table({
        "author.name": "ann", "body": "words", "created_utc": "1756886408.0", "id": "d687zh5", "link_id": "t3_4wkn7m",
        "name": "t1_d687zh5", "num_comments": "119", "parent_id": "t3_4wkn7m", "permalink": "/r/a/comments/4wkn7m/t/d687zh5/",
    }), {"source": "reddit", "post_id": "t1_d687zh5", "author_id": "ann", "replies": None, "kind": "reply"}),
    "reddit-csv": ("reddit-csv", table(REDDIT), {
        "source": "reddit", "post_id": "t3_vw0fy", "text": "Title\n\nBody & soul", "author_id": "ann", "likes": None,
        "replies": 8, "kind": "post", "created_at": when(2025, 9, 3, 8, 0, 8),
        "url": "https://www.reddit.com/r/a/comments/vw0fy/t/",
    }),
    "reddit-csv of snscrape": ("reddit-csv", table({
        "_type": "snscrape.modules.reddit.Submission", "author": "ann", "date": "2025-09-03 08:00:08+00:00", "id": "t3_vw0fy",
        "selftext": "Body", "subreddit": "a", "title": "Title", "url": "https://old.reddit.com/r/a/comments/vw0fy/t/",
    }), {
        "source": "reddit", "post_id": "t3_vw0fy", "text": "Title\n\nBody", "author_id": "ann", "kind": "post",
        "created_at": when(2025, 9, 3, 8, 0, 8), "url": "https://old.reddit.com/r/a/comments/vw0fy/t/",
    }),
    "reddit-csv of a comment with a title": ("reddit-csv", table(REDDIT_MIXED), {
        "source": "reddit", "post_id": "t1_gg1d8xe", "text": "a & b", "kind": "reply", "replies": None, "reply_to_id": None,
        "created_at": when(2025, 9, 3, 8, 0, 8),
    }),
    "reddit-csv of a post with the title of a comment": ("reddit-csv", table(
        REDDIT_MIXED | {"url": "https://example.org/a", "comms_num": "8"}
    ), {"post_id": "t3_gg1d8xe", "text": "Comment\n\na & b", "kind": "post", "replies": 8}),
    "reddit-csv removed": ("reddit-csv", table(REDDIT | {"selftext": "[removed]", "author": "[deleted]"}), {
        "text": "Title", "author_id": None,
    }),
    "reddit-csv of a title": ("reddit-csv", table(REDDIT | {"selftext": "", "author": "", "num_comments": ""}), {
        "text": "Title", "author_id": None, "replies": None, "kind": "post",
    }),
    "reddit-csv of comments": ("reddit-csv", table({
        "id": "abc", "body": "a", "link_id": "t3_v", "parent_id": "t1_p", "created_utc": "1756886408", "author": "ann",
    }), {"post_id": "t1_abc", "kind": "reply", "reply_to_id": "t1_p", "conversation_id": "t3_v", "text": "a"}),
    "redditextractor": ("redditextractor", table({
        "": "1", "url": "https://www.reddit.com/r/a/comments/vw0fy/t/", "author": "ann", "date": "2025-09-03",
        "timestamp": "1756886408", "score": "3", "upvotes": "3", "downvotes": "0", "golds": "0", "comment": "a &amp; b",
        "comment_id": "1",
    }), {
        "source": "reddit", "id_ok": False, "text": "a & b", "author_id": "ann", "kind": "reply", "reply_to_id": "t3_vw0fy",
        "conversation_id": "t3_vw0fy", "created_at": when(2025, 9, 3, 8, 0, 8), "likes": None,
    }),
    "redditextractor of version 2": ("redditextractor", table({
        "id": "1", "structure": "1_2", "post_date": "01-09-25", "comm_date": "03-09-25", "num_comments": "8", "subreddit": "a",
        "author": "bea", "user": "ann", "comment_score": "3", "comment": "a", "title": "Title", "post_text": "Body",
        "link": "https://example.org", "domain": "self.a", "URL": "http://www.reddit.com/r/a/comments/vw0fy/t/?ref=search_posts",
    }), {
        "text": "a", "author_id": "ann", "kind": "reply", "reply_to_id": None, "conversation_id": "t3_vw0fy",
        "id_ok": False, "created_at": when(2025, 9, 3), "replies": None,
    }),
}  # fmt: skip


def read(folder: Path, data: str, mapping: Source | None = None) -> tuple[str, list[dict[str, Any]], list[str]]:
    """The format, the posts and the reasons of the rejects of a file with this content."""
    path = folder / "export.csv"
    path.write_text(data, encoding="utf-8", newline="")
    batches = list(ingest.read_file(path, path.name, pseudonym=lambda _source, author: author, mapping=mapping))
    posts = [row for batch in batches for row in batch.posts.to_pylist()]
    return batches[0].format, posts, [reason for batch in batches for reason in batch.rejects["reason"].to_pylist()]


@pytest.mark.parametrize("name", CASES)
def test_fields_of_a_tools_table(name: str, tmp_path: Path) -> None:
    """The tool is told by its header, and the post has its fields."""
    format_, data, expected = CASES[name]
    found, posts, rejects = read(tmp_path, data)
    assert (found, rejects) == (format_, [])
    assert {key: posts[0][key] for key in expected} == expected


def test_no_two_tools_claim_one_table(tmp_path: Path) -> None:
    """Each fixture has one layout alone."""
    for name, (format_, data, _) in CASES.items():
        (tmp_path / "export.csv").write_text(data, encoding="utf-8", newline="")
        assert ingest.detect(tmp_path / "export.csv").format == format_, name


def test_every_layout_maps_columns_of_posts() -> None:
    """No layout fills a column that POSTS has not, and each tells where its columns come from."""
    for layout in (tool.LAYOUT for tool in tools.TOOLS.values()):
        assert set(layout.columns) | set(layout.constants) <= set(schema.POSTS.names)
        assert layout.fields()


def test_every_tool_is_registered_and_tested() -> None:
    """Each module's layout is that of a reader and has a fixture here."""
    readers = {name: reader for name, reader in ingest.READERS.items() if hasattr(reader, "LAYOUT")}
    assert readers == tools.TOOLS
    assert set(readers) - {"crowdtangle-links", "posts-csv"} == {format_ for format_, _, _ in CASES.values()}


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (table(MELTWATER | {"Hit Sentence": "", "Opening Text": ""}), "Meltwater may not export the text"),
        (table(BRANDWATCH | {"Full Text": "", "Snippet": ""}), "Brandwatch may not export the text"),
        ("Link: https://a.example,,,,,\n,,,,,\n" + table({
            "Source": "A page", "Followers": "5", "Date": "Thu Jan 14 2021 20:32:05 GMT+0000", "Interactions": "1",
            "Post Type": "Facebook", "Link": "https://www.facebook.com/77/posts/88",
        }), "CrowdTangle's link checker exports who shared a link"),
    ],
)  # fmt: skip
def test_export_whose_texts_are_withheld_says_so(data: str, cause: str, tmp_path: Path) -> None:
    """Rows without text are rejected, never scored, and the error names the licence."""
    with pytest.raises(InputError, match=cause):
        read(tmp_path, data)


def test_rows_without_text_among_others_are_rejected(tmp_path: Path) -> None:
    """A mixed export keeps the rows that have text."""
    rows = [MELTWATER, MELTWATER | {"Hit Sentence": "", "Opening Text": ""}, MELTWATER, MELTWATER]
    _, posts, rejects = read(tmp_path, table(*rows))
    assert (len(posts), rejects) == (3, ["no_text"])


def test_labels_of_tools_never_reach_posts(tmp_path: Path) -> None:
    """The tools' own sentiment is nowhere in the posts."""
    for label, data in (
        ("lbl-neg", table(MELTWATER | {"Sentiment": "lbl-neg", "Brand Sentiment": "lbl-neg"})),
        ("lbl-neg", table(BRANDWATCH | {"Sentiment": "lbl-neg", "Emotion": "lbl-neg"})),
        ("-77", table(TALKWALKER | {"sentiment": "-77"})),
    ):
        _, posts, _ = read(tmp_path, data)
        assert label not in str(posts)


def test_own_table_is_read_back_as_it_was(tmp_path: Path) -> None:
    """What convert writes as CSV is read back: no entity is resolved twice, no formula's apostrophe stays."""
    from xsentiment.convert import convert

    said = ["=1+1 &amp;lt; 2", "plain", "'quoted' at first", "more"]
    (tmp_path / "in.csv").write_text(
        table(*({"tweet_id": str(int(X_ID) + i), "tweet": text, "hashtags": "a,b"} for i, text in enumerate(said)))
    )
    list(convert([tmp_path / "in.csv"], tmp_path / "posts.csv", authors="keep"))
    found, posts, _ = read(tmp_path, (tmp_path / "posts.csv").read_text(encoding="utf-8"))
    assert found == "posts-csv"
    assert [post["text"] for post in posts] == ["=1+1 &lt; 2", *said[1:]]
    assert (posts[0]["post_id"], posts[0]["hashtags"]) == (X_ID, ["a", "b"])


def test_own_table_keeps_what_is_known_of_edits(tmp_path: Path) -> None:
    """The first version's id and the time of an edit come back, so that versions of a post still meet."""
    own = {"source": "x", "post_id": X_ID, "text": "a", "format": "x", "raw_file": "f", "raw_line": "1", "id_ok": "true",
           "edit_of_id": "1962685656069047000", "edited_at": "2025-09-03T08:00:08+00:00"}  # fmt: skip
    _, posts, _ = read(tmp_path, table(own))
    assert (posts[0]["edit_of_id"], posts[0]["edited_at"]) == ("1962685656069047000", when(2025, 9, 3, 8, 0, 8))


@pytest.mark.parametrize("kind", ["seed", "offcut", "empty"])
def test_nodes_of_facepager_that_are_no_posts(kind: str, tmp_path: Path) -> None:
    """What was asked for, and what an answer had beside the posts."""
    other = table(FACEPAGER | {"object_type": kind, "message": ""}).splitlines()[1]
    _, posts, rejects = read(tmp_path, table(FACEPAGER) + other + "\n")
    assert (len(posts), rejects) == (1, ["not_posts"])


def _spoken(rows: list[list[str]]) -> list[list[str]]:
    return [[name.upper() for name in rows[0]], *rows[1:]]


WAYS = {
    "capitals": lambda rows: written(_spoken(rows)),
    "semicolons": lambda rows: written(rows, delimiter=";"),
    "tabs": lambda rows: written(rows, delimiter="\t"),
    "an index before": lambda rows: written([["", *rows[0]], *(["0", *row] for row in rows[1:])]),
    "the last column first": lambda rows: written([[row[-1], *row[:-1]] for row in rows]),
    "JSON": lambda rows: json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]),
    "JSON with null": lambda rows: json.dumps(
        [dict(zip(rows[0], (cell or None for cell in row), strict=True)) for row in rows[1:]]
    ),
}


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    """CSV of these rows."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


BY_PLACE = {"sentiment140", "crowdtangle-links", "exportcomments", "x-analytics", "brandwatch"}
"""Tools whose columns are told by where they stand, or whose header is not the first row."""
NO_JSON = {"apify-csv", "truthsocial-csv"}
"""Tools whose columns, as keys of JSON, are those of another format."""


BY_NAME = [name for name, case in CASES.items() if case[0] not in BY_PLACE]


def rows_of(data: str) -> list[list[str]]:
    """The rows of a fixture, the header first."""
    head = data.partition("\n")[0]
    return list(csv.reader(io.StringIO(data.removeprefix("\ufeff"), newline=""), delimiter=max(",;\t", key=head.count)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_table_saved_in_another_way_has_the_same_posts(name: str, way: str, tmp_path: Path) -> None:
    """Spreadsheets, databases and pandas write a tool's table with other delimiters, names, orders, or as JSON."""
    format_, data, expected = CASES[name]
    if way.startswith("JSON") and format_ in NO_JSON:
        return
    _, posts, rejects = read(tmp_path, WAYS[way](rows_of(data)))
    assert rejects == []
    assert {key: posts[0][key] for key in expected} == expected


@pytest.mark.parametrize("word", ["NA", "nan", "None", "NULL"])
@pytest.mark.parametrize("name", BY_NAME)
def test_a_word_for_nothing_is_an_empty_cell(name: str, word: str, tmp_path: Path) -> None:
    """R, pandas, Python and databases each write one when a table is saved again; the posts stay the same."""
    rows = rows_of(CASES[name][1])
    filled = [rows[0], *([cell or word for cell in row] for row in rows[1:])]
    assert read(tmp_path, written(filled)) == read(tmp_path, written(rows))


@pytest.mark.parametrize("text", ["none", "-"])
def test_a_word_for_nothing_may_be_all_that_a_post_says(text: str, tmp_path: Path) -> None:
    """Where no program writes it in the place of a text."""
    comment = {"id": "abc", "body": text, "link_id": "t3_v", "parent_id": "t1_p", "created_utc": "1756886408"}
    for data in (table(comment), table(GOT | {"text": text}), table(TELETHON | {"message": text})):
        _, (post,), _ = read(tmp_path, data)
        assert post["text"] == text


def test_a_header_that_comes_again_under_a_known_tool(tmp_path: Path) -> None:
    """A header read by position is known again by what it says."""
    data = CASES["x-analytics in another language"][1]
    _, posts, reasons = read(tmp_path, data + data)
    assert ([post["text"] for post in posts], reasons) == (["a", "a"], ["not_posts"])


UNTOLD = {
    "brandwatch": table(BRANDWATCH),
    "brandwatch of an unknown zone": table(BRANDWATCH, before="From:,Mon Sep 01 00:00:00 XYZ 2025\n\n"),
    "brandwatch of two zones": table(
        BRANDWATCH, before="From:,Sat Mar 01 00:00:00 EST 2025\nTo:,Wed Sep 03 23:59:59 EDT 2025\n\n"
    ),
    "exportcomments": CASES["exportcomments"][1],
    "meltwater": table(MELTWATER | {"Time": "08:00:08", "Document ID": "", "URL": "https://news.example/a"}),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_times_of_a_zone_that_nothing_tells(name: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """They are read as UTC, with one warning, until the event file says the zone."""
    _, (post,), _ = read(tmp_path, UNTOLD[name])
    assert post["created_at"] == when(2025, 9, 3, 8, 0, 8)
    assert caplog.messages.count("export.csv: times name no zone and are read as UTC; time_zone sets it") == 1
    caplog.clear()
    _, (post,), _ = read(tmp_path, UNTOLD[name], Source("*", time_zone="America/New_York"))
    assert (post["created_at"], caplog.messages) == (when(2025, 9, 3, 12, 0, 8), [])


def test_a_zone_that_is_not_asked_for_is_no_warning(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Times that ids tell, and those of a zone above the header."""
    read(tmp_path, CASES["brandwatch of another zone"][1])
    read(tmp_path, CASES["brandwatch of 2021"][1])
    assert not caplog.messages


def test_a_network_that_no_table_tells_is_a_doubt(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Boards of 4chan and 8kun have the same columns; the event file may say whose they are, once for all rows."""
    data = table(*[FOURCAT_4CHAN | {"board": "qresearch"}] * 2)
    _, (post, _), _ = read(tmp_path, data)
    told = "export.csv: the network of posts is not told; constants = { source = … } sets it"
    assert (post["source"], caplog.messages.count(told)) == ("unknown", 1)
    caplog.clear()
    pol = FOURCAT_4CHAN | {"board": "pol"}
    _, posts, _ = read(tmp_path, data + table(pol).splitlines()[1], Source("*", constants={"source": "8kun"}))
    assert ([post["source"] for post in posts], caplog.messages) == (["8kun"] * 3, [])


def test_columns_that_the_event_file_names_come_before_the_tools(tmp_path: Path) -> None:
    """What a tool's reader works out of other columns gives way."""
    _, (post,), _ = read(tmp_path, table(FOURCAT_4CHAN), Source("*", columns={"author_id": "author"}))
    assert (post["author_id"], post["post_id"]) == ("Anonymous", "pol/401")


def test_adverts_in_a_table_of_4cat_are_no_posts(tmp_path: Path) -> None:
    """As they are none in the captures that it was made from."""
    rows = [FOURCAT_TIKTOK | {"is_ad": flag} for flag in ("no", "yes")]
    _, posts, rejects = read(tmp_path, table(*rows))
    assert (len(posts), rejects) == (1, ["not_posts"])


def test_a_removed_comment_of_reddit_has_no_text_in_4cats_table(tmp_path: Path) -> None:
    """An empty text is that of pictures alone, elsewhere."""
    row = {"id": "kod0bkd", "thread_id": "1afwvv8", "timestamp": "2024-01-01 00:00:00", "subject": "", "author": "b",
           "subreddit": "test", "parent": "t1_kod0bka"}  # fmt: skip
    _, posts, rejects = read(tmp_path, table(row | {"body": "a"}, row | {"body": "b"}, row | {"body": "[removed]"}))
    assert (len(posts), rejects) == (2, ["no_text"])
