"""One hand-written post of each JSON format of the networks other than X, as its tool writes it."""

from __future__ import annotations

SKEET = {
    "uri": "at://did:plc:a/app.bsky.feed.post/3k", "cid": "bafy1", "author": {"did": "did:plc:a", "handle": "a.test"},
    "record": {"$type": "app.bsky.feed.post", "text": "R&amp;D", "createdAt": "2031-01-01T00:00:00Z",
               "langs": ["en-US"]},
    "indexedAt": "2025-05-05T01:30:18.253Z", "likeCount": 4, "repostCount": 0, "replyCount": 1, "quoteCount": 0,
}  # fmt: skip
JETSTREAM = {
    "did": "did:plc:a", "time_us": 1779719009157119, "kind": "commit",
    "commit": {"rev": "3m", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3k", "cid": "bafy1",
               "record": {"$type": "app.bsky.feed.post", "createdAt": "2026-05-25T14:23:28.757Z", "langs": ["de"],
                          "text": "R&amp;D"}},
}  # fmt: skip
FIREHOSE = {
    "repo": "did:plc:a", "seq": 1, "rev": "3m", "time": "2026-05-25T14:23:28.757Z", "blocks": {"$bytes": ""},
    "ops": [{"action": "create", "path": "app.bsky.feed.like/3k", "cid": {"$link": "bafy1"}}],
}  # fmt: skip
TOOT = {
    "id": "109381959558229264", "uri": "https://m.test/users/a/statuses/1", "url": "https://m.test/@a/1",
    "created_at": "2022-11-21T13:10:48.151Z", "visibility": "public", "spoiler_text": "", "in_reply_to_id": None,
    "language": "en", "content": "<p>a &amp; b<br>c</p>", "reblog": None, "favourites_count": 0, "reblogs_count": 1,
    "replies_count": 2, "tags": [{"name": "food", "url": "https://m.test/tags/food"}],
    "account": {"id": "9", "acct": "a", "url": "https://m.test/@a", "followers_count": 44},
}  # fmt: skip
TRUTH = TOOT | {
    "id": "109372091198783453", "uri": "https://truthsocial.com/@a/109372091198783453",
    "url": "https://truthsocial.com/@a/109372091198783453", "quote_id": None, "upvotes_count": 3, "favourites_count": 3,
    "account": {"id": "10", "acct": "a", "url": "https://truthsocial.com/@a", "verified": True, "followers_count": 5},
}  # fmt: skip
NOTE = {
    "id": "https://m.test/users/a/statuses/1/activity", "type": "Create", "actor": "https://m.test/users/a",
    "published": "2022-11-08T03:07:14Z", "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
    "object": {
        "id": "https://m.test/users/a/statuses/1", "type": "Note", "summary": None, "inReplyTo": None,
        "published": "2022-11-08T03:07:14Z", "url": "https://m.test/@a/1", "attributedTo": "https://m.test/users/a",
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": ["https://m.test/users/a/followers"],
        "conversation": "tag:m.test,2022:1", "content": "<p>a &amp; b</p>", "contentMap": {"en": "<p>a &amp; b</p>"},
        "tag": [{"type": "Hashtag", "name": "#food", "href": "https://m.test/tags/food"},
                {"type": "Mention", "name": "@b@n.test", "href": "https://n.test/users/b"}],
    },
}  # fmt: skip
SUBMISSION = {
    "id": "1afwvv8", "name": "t3_1afwvv8", "title": "Tanks &amp; drums", "selftext": "A parade\nof both", "is_self": True,
    "author": "a", "created_utc": 1706745600.0, "retrieved_on": 1706745615, "num_comments": 7, "score": -3, "likes": None,
    "subreddit": "test", "subreddit_id": "t5_1", "over_18": False, "permalink": "/r/test/comments/1afwvv8/tanks/",
}  # fmt: skip
COMMENT = {
    "id": "kod0bkd", "body": "&gt; both\n\nindeed", "author": "b", "created_utc": "1251763200", "parent_id": "t1_kod0bka",
    "link_id": "t3_1afwvv8", "score": 2, "subreddit": "test", "subreddit_id": "t5_1", "controversiality": 0,
}  # fmt: skip
TELEGRAM = {
    "id": 7, "type": "message", "date": "2023-07-13T10:24:38", "date_unixtime": "1689224078", "from": "A",
    "from_id": "channel42", "text": ["see ", {"type": "bold", "text": "this"}, {"type": "hashtag", "text": "#now"}],
    "text_entities": [{"type": "plain", "text": "see "}, {"type": "bold", "text": "this"},
                      {"type": "hashtag", "text": "#now"}],
    "reactions": [{"type": "emoji", "count": 3, "emoji": "👍"}, {"type": "emoji", "count": 1, "emoji": "👎"}],
}  # fmt: skip
TG_DUMP = {
    "event": "message", "id": "0500aa", "flags": 256, "date": 1496144586, "text": "to be", "service": False,
    "from": {"id": "$01", "peer_type": "user", "peer_id": 5, "print_name": "A", "phone": "0123"},
    "to": {"id": "$05", "peer_type": "channel", "peer_id": 1137794233, "print_name": "group"},
}  # fmt: skip
TELETHON = {
    "_": "Message", "id": 7, "peer_id": {"_": "PeerChannel", "channel_id": 42}, "date": "2023-07-13T04:54:38+00:00",
    "message": "😀 see this #now", "post": True, "from_id": None, "fwd_from": None, "reply_to": None, "media": None,
    "entities": [{"_": "MessageEntityBold", "offset": 3, "length": 3},
                 {"_": "MessageEntityHashtag", "offset": 12, "length": 4}],
    "views": 90, "forwards": 2, "replies": {"_": "MessageReplies", "replies": 1, "comments": True},
    "edit_date": None, "edit_hide": False,
    "reactions": {"_": "MessageReactions", "results": [
        {"_": "ReactionCount", "reaction": {"_": "ReactionEmoji", "emoticon": "👍"}, "count": 3},
        {"_": "ReactionCount", "reaction": {"_": "ReactionEmoji", "emoticon": "👎"}, "count": 1}]},
}  # fmt: skip
PYROGRAM = {
    "_": "Message", "id": 7, "sender_chat": {"_": "Chat", "id": -10042, "type": "ChatType.CHANNEL", "title": "A"},
    "date": "2023-07-13 04:54:38", "chat": {"_": "Chat", "id": -10042, "type": "ChatType.CHANNEL", "username": "aaaaa"},
    "text": "😀 see this #now", "views": 90, "forwards": 2, "outgoing": False,
    "entities": [{"_": "MessageEntity", "type": "MessageEntityType.HASHTAG", "offset": 12, "length": 4}],
    "reactions": {"_": "MessageReactions", "reactions": [{"_": "Reaction", "emoji": "👍", "count": 4}]},
}  # fmt: skip
YOUTUBE = {
    "kind": "youtube#commentThread", "id": "Ugy",
    "snippet": {
        "videoId": "vid", "totalReplyCount": 9, "isPublic": True,
        "topLevelComment": {"kind": "youtube#comment", "id": "Ugy", "snippet": {
            "videoId": "vid", "textDisplay": "Rock &amp; roll<br>now", "authorDisplayName": "A", "likeCount": 2,
            "authorChannelId": {"value": "UC1"}, "publishedAt": "2019-11-26T15:51:44Z"}},
    },
    "replies": {"comments": [{"kind": "youtube#comment", "id": "Ugy.1", "snippet": {
        "parentId": "Ugy", "textOriginal": "I <3 it", "textDisplay": "I &lt;3 it", "authorDisplayName": "B",
        "likeCount": 0, "publishedAt": "2019-11-27T15:51:44.000Z"}}]},
}  # fmt: skip
FACEBOOK = {
    "id": "19_101", "message": "Hello #world & all", "created_time": "2021-07-09T19:09:52+0000",
    "updated_time": "2021-07-12T01:03:23+0000", "permalink_url": "https://www.facebook.com/19/posts/101/",
    "message_tags": [{"name": "#world", "type": "", "id": "1"}, {"name": "Some Page", "type": "page", "id": "2"}],
    "shares": {"count": 10}, "likes": {"data": [], "summary": {"total_count": 119}},
    "comments": {"data": [{"id": "101_1", "message": "first", "created_time": "2021-07-09T20:00:00+0000"}],
                 "summary": {"total_count": 13}},
}  # fmt: skip
INSTAGRAM = {
    "id": "17895695668004550", "caption": "Hello #world & all", "media_type": "IMAGE", "media_product_type": "FEED",
    "timestamp": "2021-07-09T19:09:52+0000", "permalink": "https://www.instagram.com/p/CRabc/", "username": "a",
    "like_count": 119, "comments_count": 13,
    "comments": {"data": [{"id": "17870913679156914", "text": "first", "timestamp": "2021-07-09T20:00:00+0000"}]},
}  # fmt: skip
THREAD = {
    "id": "18000000000000001", "media_product_type": "THREADS", "media_type": "TEXT_POST", "username": "a",
    "permalink": "https://www.threads.net/@a/post/x", "text": "Today & now", "timestamp": "2023-10-17T05:42:03+0000",
    "owner": {"id": "7"}, "is_quote_post": False,
}  # fmt: skip
TIKTOK = {
    "id": 702874395068494965, "video_description": "lol #pov", "create_time": 1633823999, "region_code": "CA",
    "username": "a", "like_count": 1, "share_count": 2, "comment_count": 3, "view_count": 1050, "hashtag_names": ["pov"],
}  # fmt: skip
CROWDTANGLE = {
    "platformId": "19_101", "platform": "Facebook", "date": "2020-10-29 14:56:05", "updated": "2020-10-29 19:03:44",
    "type": "photo", "message": "Hello", "postUrl": "https://www.facebook.com/a/posts/101", "subscriberCount": 13,
    "languageCode": "es", "statistics": {"actual": {"likeCount": 5, "shareCount": 6, "commentCount": 7, "loveCount": 8},
                                         "expected": {"likeCount": 50}},
    "account": {"id": 1, "platformId": "19", "handle": "a", "verified": True, "subscriberCount": 14},
}  # fmt: skip

WEIBO = {
    "created_at": "Wed Sep 03 16:00:08 +0800 2025", "id": "5206000000000017", "mid": "5206000000000017", "bid": "Q2aBcDeF1",
    "text": "今天的<a href='x'><span class=\"surl-text\">#阅兵#</span></a>真好看<span class=\"url-icon\"><img alt=[赞] src=\"x\" />"
            "</span>", "user": {"id": 77, "screen_name": "某人", "followers_count": "1.2万", "verified": False},
    "isLongText": False, "reposts_count": 2, "comments_count": 1, "attitudes_count": 5,
}  # fmt: skip
TDLIB = {
    "@type": "message", "id": 7 << 20, "chat_id": -10042, "is_channel_post": True, "date": 1689224078, "edit_date": 0,
    "sender_id": {"@type": "messageSenderChat", "chat_id": -10042}, "forward_info": None, "reply_to": None,
    "interaction_info": {"view_count": 90, "forward_count": 2, "reply_info": {"reply_count": 1}, "reactions": {
        "@type": "messageReactions", "reactions": [{"type": {"emoji": "👍"}, "total_count": 3}, {"total_count": 1}]}},
    "content": {"@type": "messageText", "text": {"@type": "formattedText", "text": "😀 see this #now", "entities": [
        {"@type": "textEntity", "offset": 12, "length": 4, "type": {"@type": "textEntityTypeHashtag"}}]}},
}  # fmt: skip
NOTE_OF_MISSKEY = {
    "id": "9abc", "createdAt": "2022-11-21T13:10:48.151Z", "userId": "u1", "text": "a & b", "cw": "soup",
    "user": {"id": "u1", "username": "a", "host": "m.test", "name": "A"}, "visibility": "public", "localOnly": False,
    "replyId": None, "renoteId": None, "renoteCount": 1, "repliesCount": 2, "reactions": {"👍": 2, ":yes@.:": 1},
    "fileIds": [], "files": [], "tags": ["food"], "uri": "https://m.test/notes/9abc",
}  # fmt: skip
WEB_MEDIA = {
    "id": "3179000000000000001_44", "pk": "3179000000000000001", "code": "CwAbC", "taken_at": 1697101549,
    "caption": {"pk": "1", "text": "sea & sand", "created_at": 1697101549, "user": {"pk": "44", "username": "a"}},
    "user": {"pk": "44", "username": "a", "is_verified": False}, "like_count": 5, "comment_count": 2, "media_type": 8,
    "carousel_media": [{"id": "2_44", "pk": "2", "taken_at": 1697101549}],
}  # fmt: skip
WEB_VIDEO = {
    "id": "7288995634328177926", "desc": "#fosfor R&D", "createTime": 1697101549, "isAd": False,
    "author": {"id": "7158", "uniqueId": "a", "verified": True}, "challenges": [{"title": "fosfor"}],
    "stats": {"diggCount": 59, "shareCount": 0, "commentCount": 3, "playCount": 3597},
}  # fmt: skip
DOWNLOAD = {
    "category": "twitter", "subcategory": "tweet", "tweet_id": 196315000000000000, "conversation_id": 196315000000000000,
    "reply_id": 0, "retweet_id": 0, "quote_id": 0, "date": "2025-09-03 08:00:08", "content": "R&amp;D", "lang": "en",
    "author": {"id": 7, "name": "a", "nick": "A", "followers_count": 9, "verified": False}, "hashtags": ["now"],
    "favorite_count": 5, "retweet_count": 2, "reply_count": 1, "quote_count": 0, "view_count": 90,
}  # fmt: skip
HIT = {
    "created_at": "2025-09-03T08:00:08Z", "created_at_i": 1756886408, "title": "Show HN: R&amp;D", "author": "a",
    "url": "https://a.example", "points": 57, "story_text": "First &#x27;line&#x27;<p>second <i>one</i>", "num_comments": 9,
    "story_id": 41000001, "objectID": "41000001", "_tags": ["story", "author_a", "story_41000001"], "_highlightResult": {},
}  # fmt: skip
QUESTION = {
    "tags": ["python", "c++"], "owner": {"account_id": 5, "reputation": 9, "user_id": 77, "user_type": "registered",
    "display_name": "A", "link": "https://stackoverflow.com/users/77/a"}, "is_answered": True, "view_count": 90,
    "answer_count": 2, "score": 4, "up_vote_count": 5, "down_vote_count": 1, "creation_date": 1756886408,
    "last_edit_date": 1756886500, "question_id": 79000001, "content_license": "CC BY-SA 4.0", "title": "Why &lt;b&gt;?",
    "link": "https://stackoverflow.com/questions/79000001/why-b", "body": "<p>It is &amp; was.</p>\n<p>So?</p>",
}  # fmt: skip
LEMMY_POST = {
    "post": {"id": 501, "name": "A parade", "body": "of *drums*", "url": "https://a.example", "creator_id": 7,
             "community_id": 3, "removed": False, "deleted": False, "locked": False, "local": False, "language_id": 37,
             "published": "2025-09-03T08:00:08.123456Z", "ap_id": "https://l.test/post/9001"},
    "creator": {"id": 7, "name": "a", "actor_id": "https://l.test/u/a"}, "community": {"id": 3, "name": "news"},
    "counts": {"post_id": 501, "comments": 4, "score": 8, "upvotes": 9, "downvotes": 1},
}  # fmt: skip
CHAN_POST = {
    "no": 51800001, "now": "09/03/25(Wed)04:00:08", "name": "Anonymous", "sub": "Axis &amp; allies", "resto": 0,
    "com": 'seen <wbr>it?<br><span class="quote">&gt;tfw</span>', "time": 1756886408, "replies": 3, "images": 1,
    "semantic_url": "axis", "filename": "a", "ext": ".png", "tim": 1756886408123, "id": "Ab3dE",
}  # fmt: skip
DISCORD_MESSAGE = {
    "id": "1144000000000000001", "type": "Default", "timestamp": "2025-09-03T10:00:08.123+02:00", "timestampEdited": None,
    "callEndedTimestamp": None, "isPinned": False, "content": "a & b", "attachments": [], "embeds": [], "mentions": [],
    "author": {"id": "77", "name": "a", "discriminator": "0000", "nickname": "A", "isBot": False, "roles": []},
    "reactions": [{"emoji": {"name": "👍"}, "count": 3}, {"emoji": {"name": "❤"}, "count": 1}],
}  # fmt: skip
DISCORD = {
    "guild": {"id": "5", "name": "G", "iconUrl": "a"}, "channel": {"id": "6", "type": "GuildTextChat", "name": "general"},
    "dateRange": {"after": None, "before": None}, "messages": [DISCORD_MESSAGE], "messageCount": 1,
}  # fmt: skip
EXAMPLES = {
    "hackernews": {"hits": [HIT], "nbHits": 1, "page": 0, "nbPages": 1, "hitsPerPage": 20},
    "stackexchange": {"items": [QUESTION], "has_more": False, "quota_max": 300, "quota_remaining": 290},
    "lemmy": {"posts": [LEMMY_POST]},
    "4chan": {"posts": [CHAN_POST]},
    "discord": DISCORD,
    "bluesky": {"posts": [SKEET], "cursor": "1"},
    "bluesky-jetstream": JETSTREAM,
    "bluesky-firehose": FIREHOSE,
    "mastodon": TOOT,
    "mastodon-stream": {"event": "update", "payload": TOOT},
    "mastodon-archive": {"type": "OrderedCollection", "id": "outbox.json", "totalItems": 1, "orderedItems": [NOTE]},
    "truthsocial": TRUTH,
    "reddit-dump": SUBMISSION,
    "reddit-listing": {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": SUBMISSION}], "after": None}},
    "reddit-urs": {
        "scrape_settings": {"subreddit": "test", "category": "hot", "n_results_or_keywords": "1", "time_filter": None},
        "data": [SUBMISSION | {"author": "u/a", "created_utc": "06-02-2021 07:46:19"}],
    },
    "telegram-desktop": {"name": "A", "type": "public_channel", "id": 42, "messages": [TELEGRAM]},
    "telegram-history-dump": TG_DUMP,
    "telegram-telethon": TELETHON,
    "telegram-tdlib": {"@type": "messages", "total_count": 1, "messages": [TDLIB]},
    "telegram-bot": PYROGRAM,
    "misskey": NOTE_OF_MISSKEY,
    "instagram-web": {"data": {"user_timeline": {"edges": [{"node": WEB_MEDIA}]}}, "status": "ok"},
    "tiktok-web": {"itemList": [WEB_VIDEO], "hasMore": True, "statusCode": 0},
    "gallery-dl": DOWNLOAD,
    "youtube": {"kind": "youtube#commentThreadListResponse", "items": [YOUTUBE]},
    "facebook-graph": {"data": [FACEBOOK], "paging": {"cursors": {"before": "a", "after": "b"}}},
    "instagram-graph": {"data": [INSTAGRAM], "paging": {"cursors": {"before": "a", "after": "b"}}},
    "threads-api": {"data": [THREAD], "paging": {"cursors": {"before": "a", "after": "b"}}},
    "tiktok-research": {"data": {"videos": [TIKTOK], "has_more": True}, "error": {"code": "ok", "log_id": "1"}},
    "crowdtangle": {"status": 200, "result": {"posts": [CROWDTANGLE], "pagination": {}}},
    "weibo": {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": WEIBO}, {"card_type": 11, "card_group": []}]}},
}
"""A page or line of each format, by the format's name."""
