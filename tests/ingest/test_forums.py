"""Hacker News, Stack Exchange, Lemmy, 4chan and Discord: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exports import Export, compare, read_back, read_path
from networks import CHAN_POST, DISCORD, DISCORD_MESSAGE, EXAMPLES, HIT, LEMMY_POST, QUESTION

WHEN = datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC)


def table(folder: Path, *lines: str) -> Export:
    """A CSV file of these lines, read back."""
    path = folder / "posts.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_path(path, "posts.csv")


def test_search_of_hacker_news_has_these_fields(tmp_path: Path) -> None:
    """Title and text from HTML whose paragraphs are not closed; the address is the post's own."""
    export = read_back(tmp_path, EXAMPLES["hackernews"])
    assert (export.format, export.rejects) == ("hackernews", [])
    compare(
        export.posts[0],
        source="hackernews", post_id="41000001", text="Show HN: R&D\n\nFirst 'line'\n\nsecond one", author_id="a",
        created_at=WHEN, kind="post", likes=57, replies=9, conversation_id="41000001",
        url="https://news.ycombinator.com/item?id=41000001",
    )  # fmt: skip


def test_comments_of_hacker_news_are_replies_without_points(tmp_path: Path) -> None:
    """In a search, inside an item of Algolia's, and as Hacker News itself sends them."""
    hit = HIT | {"objectID": "5", "title": None, "story_text": None, "points": None, "num_comments": None,
                 "comment_text": "no", "parent_id": 4, "_tags": ["comment"]}  # fmt: skip
    searched = read_back(tmp_path, {"hits": [hit]}).posts[0]
    compare(searched, text="no", kind="reply", reply_to_id="4", conversation_id="41000001", likes=None, replies=None)
    child = {"id": 5, "created_at_i": 1756886408, "type": "comment", "author": "b", "text": "no", "points": None,
             "parent_id": 4, "story_id": 4, "children": []}  # fmt: skip
    thread = child | {"id": 4, "type": "story", "title": "A", "parent_id": None, "points": 3, "children": [child]}
    export = read_back(tmp_path, thread)
    assert [(post["post_id"], post["kind"], post["likes"]) for post in export.posts] == [
        ("4", "post", 3),
        ("5", "reply", None),
    ]
    item = {"by": "b", "id": 5, "kids": [6], "parent": 4, "text": "no", "time": 1756886408, "type": "comment"}
    gone = {"deleted": True, "id": 7, "parent": 4, "time": 1756886408, "type": "comment"}
    user = {"id": "b", "created": 1, "karma": 5, "submitted": [5]}
    export = read_back(tmp_path, item, gone, user)
    assert (export.format, export.reasons) == ("hackernews", ["deleted", "not_posts"])
    compare(export.posts[0], post_id="5", author_id="b", created_at=WHEN, kind="reply", reply_to_id="4")


def test_children_of_hits_are_ids_and_deleted_comments_are_told(tmp_path: Path) -> None:
    """A search lists the ids of comments; in a thread a comment without author and text was deleted."""
    searched = read_back(tmp_path, {"hits": [HIT | {"children": [5, 6, 7]}, HIT | {"objectID": "9", "children": [10]}]})
    assert ([post["post_id"] for post in searched.posts], searched.reasons) == (["41000001", "9"], [])
    item = {"created_at_i": 1756886408, "points": None, "story_id": 4, "children": []}
    gone = item | {"id": 6, "type": "comment", "author": None, "text": None, "parent_id": 4}
    kept = gone | {"id": 7, "author": "b", "text": "no", "parent_id": 6}
    story = item | {"id": 4, "type": "story", "author": "a", "title": "A", "text": None, "parent_id": None}
    thread = read_back(tmp_path, story | {"children": [gone | {"children": [kept]}]})
    assert ([post["post_id"] for post in thread.posts], thread.reasons) == (["4", "7"], ["deleted"])


def test_tables_of_hacker_news(tmp_path: Path) -> None:
    """BigQuery's, and Kaggle's with the month first."""
    export = table(
        tmp_path, "title,url,text,dead,by,score,time,timestamp,type,id,parent,descendants,ranking,deleted",
        "A title,https://a.example,,,a,57,1756886408,2025-09-03 08:00:08 UTC,story,41,,9,,",
        ",,one<p>two,,b,,1756886408,2025-09-03 08:00:08 UTC,comment,42,41,,3,",
        ",,,,,,1756886408,2025-09-03 08:00:08 UTC,comment,43,41,,4,true",
    )  # fmt: skip
    assert (export.format, export.reasons) == ("hackernews-csv", ["deleted"])
    compare(export.posts[0], text="A title", post_id="41", kind="post", likes=57, replies=9, created_at=WHEN)
    compare(export.posts[1], text="one\n\ntwo", kind="reply", reply_to_id="41", likes=None, author_id="b")
    export = table(
        tmp_path, "id,title,url,num_points,num_comments,author,created_at", "41,A title,,57,9,a,9/3/2025 8:00"
    )
    compare(export.posts[0], likes=57, replies=9, created_at=datetime(2025, 9, 3, 8, tzinfo=UTC), source="hackernews")


def test_question_has_these_fields(tmp_path: Path) -> None:
    """The site is part of ids; votes in favour are likes, the score is not."""
    export = read_back(tmp_path, EXAMPLES["stackexchange"])
    assert (export.format, export.rejects) == ("stackexchange", [])
    compare(
        export.posts[0],
        source="stackexchange", post_id="stackoverflow.com/79000001", text="Why <b>?\n\nIt is & was.\n\nSo?",
        author_id="stackoverflow.com/77", created_at=WHEN, kind="post", likes=5, replies=2, views=90,
        hashtags=["python", "c++"], edited_at=datetime(2025, 9, 3, 8, 1, 40, tzinfo=UTC),
    )  # fmt: skip


def test_answers_and_comments_of_a_question(tmp_path: Path) -> None:
    """Inside it or in pages of their own; without `body` an answer has no text; an empty page has no posts."""
    kept = {name: QUESTION[name] for name in ("owner", "creation_date", "score", "content_license")}
    comment = kept | {"comment_id": 5, "post_id": 79000001, "body": "so it is", "score": 2}
    answer = kept | {
        "answer_id": 6,
        "question_id": 79000001,
        "body": "<p>so</p>",
        "comments": [comment | {"post_id": 6}],
    }
    export = read_back(tmp_path, {"items": [QUESTION | {"comments": [comment], "answers": [answer]}]})
    assert [(post["post_id"], post["kind"], post["reply_to_id"], post["likes"]) for post in export.posts] == [
        ("stackoverflow.com/79000001", "post", None, 5),
        ("stackoverflow.com/6", "reply", "stackoverflow.com/79000001", None),
        ("stackoverflow.com/comments/5", "reply", "stackoverflow.com/6", 2),
        ("stackoverflow.com/comments/5", "reply", "stackoverflow.com/79000001", 2),
    ]
    bare = {name: value for name, value in answer.items() if name not in ("body", "comments")}
    assert read_back(tmp_path, {"items": [QUESTION, bare]}).reasons == ["no_text"]
    assert read_back(tmp_path, {"items": [], "has_more": False, "quota_remaining": 5}).reasons == ["not_posts"]


def test_dump_of_stack_exchange(tmp_path: Path) -> None:
    """Rows of posts and of comments; wikis are no posts; a row that is cut off is broken; entities are not expanded."""
    posts = (
        b'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
        b'  <row Id="1" PostTypeId="1" CreationDate="2025-09-03T08:00:08.000" Score="4" ViewCount="90" OwnerUserId="77" '
        b'Body="&lt;p&gt;a &amp;amp; b&lt;/p&gt;&#xA;" Title="T &amp; U" Tags="&lt;c&#43;&#43;&gt;&lt;d&gt;" AnswerCount="2" />\n'
        b'  <row Id="2" PostTypeId="2" ParentId="1" CreationDate="2025-09-03T08:00:08.000" Score="4" Body="yes" />\n'
        b'  <row Id="3" PostTypeId="5" CreationDate="2025-09-03T08:00:08.000" Body="wiki" />\n'
        b'  <row Id="4" PostTypeId="2" ParentId="1" Body="&lol;" />\n  <row Id="5" PostTypeId="2" Par'
    )
    export = read_back(tmp_path, posts)
    assert (export.format, export.reasons) == ("stackexchange-dump", ["not_posts", "broken_record"])
    compare(
        export.posts[0], post_id="1", text="T & U\n\na & b", author_id="77", created_at=WHEN, kind="post", views=90,
        replies=2, hashtags=["c++", "d"], raw_line=3, likes=None,
    )  # fmt: skip
    compare(export.posts[1], post_id="2", kind="reply", reply_to_id="1", conversation_id="1", text="yes")
    assert export.posts[2]["text"] == "&lol;"
    comments = (
        b'<?xml version="1.0"?>\n<comments>\n  <row Id="9" PostId="1" Score="3" Text="a &lt;b" '
        b'CreationDate="2025-09-03T08:00:08.000" UserId="7" />\n</comments>'
    )
    compare(
        read_back(tmp_path, comments).posts[0], post_id="comments/9", text="a <b", likes=3, kind="reply", author_id="7"
    )


def test_post_of_lemmy_has_these_fields(tmp_path: Path) -> None:
    """Its address on its own server is its id everywhere; points are votes in favour."""
    export = read_back(tmp_path, EXAMPLES["lemmy"])
    assert (export.format, export.rejects) == ("lemmy", [])
    compare(
        export.posts[0],
        source="lemmy", post_id="https://l.test/post/9001", text="A parade\n\nof *drums*", likes=9, replies=4,
        author_id="https://l.test/u/a", created_at=WHEN.replace(microsecond=123456), kind="post",
        url="https://l.test/post/9001",
    )  # fmt: skip


def test_comments_of_lemmy_answer_by_their_path(tmp_path: Path) -> None:
    """The comment above, if the page holds it, or the post; what was removed is gone; old times are UTC without saying so."""
    comment = LEMMY_POST["post"] | {"id": 12, "content": "yes", "post_id": 501, "path": "0.12", "ap_id": "https://l.test/c/12",
                                    "published": "2025-09-03T08:00:08"}  # fmt: skip
    view = LEMMY_POST | {"comment": comment, "counts": {"upvotes": 2, "child_count": 1}}
    below = view | {"comment": comment | {"id": 34, "path": "0.12.34", "ap_id": "https://l.test/c/34"}}
    other = view | {"comment": comment | {"id": 56, "path": "0.11.56", "ap_id": "https://l.test/c/56"}}
    gone = view | {"comment": comment | {"removed": True}}
    export = read_back(tmp_path, {"comments": [view, below, other, gone]})
    assert (export.format, export.reasons) == ("lemmy", ["deleted"])
    assert [(post["post_id"], post["reply_to_id"]) for post in export.posts] == [
        ("https://l.test/c/12", "https://l.test/post/9001"),
        ("https://l.test/c/34", "https://l.test/c/12"),
        ("https://l.test/c/56", None),
    ]
    compare(export.posts[0], kind="reply", text="yes", created_at=WHEN, likes=2, replies=1)
    single = read_back(tmp_path, {"comment_view": view}, {"post_view": LEMMY_POST})
    assert [post["kind"] for post in single.posts] == ["reply", "post"]


def test_version_4_of_lemmy_has_counts_beside_the_text(tmp_path: Path) -> None:
    """And other names for times and accounts."""
    post = {"id": 5, "name": "A", "creator_id": 7, "published_at": "2025-09-03T08:00:08Z", "upvotes": 3, "comments": 2,
            "ap_id": "https://l.test/post/5"}  # fmt: skip
    view = {"post": post, "creator": {"id": 7, "ap_id": "https://l.test/u/a"}, "community": {"id": 3}}
    export = read_back(tmp_path, {"posts": [view]})
    assert (export.format, export.rejects) == ("lemmy", [])
    compare(export.posts[0], created_at=WHEN, likes=3, replies=2, author_id="https://l.test/u/a")


def test_messages_of_discord_s_own_api_keep_their_ids(tmp_path: Path) -> None:
    """What a message answers is another's."""
    message = {"id": "1144000000000000001", "type": 0, "content": "hello there", "channel_id": "6", "pinned": False,
               "tts": False, "author": {"id": "77", "username": "a"}, "timestamp": "2025-09-03T08:00:08+00:00"}  # fmt: skip
    answer = message | {"id": "1144000000000000002", "message_reference": {"message_id": "1144000000000000001"}}
    export = read_back(tmp_path, [message, answer])
    assert [(post["source"], post["post_id"][-19:]) for post in export.posts] == [
        ("discord", "1144000000000000001"), ("discord", "1144000000000000002"),
    ]  # fmt: skip


def test_thread_of_4chan_has_these_fields(tmp_path: Path) -> None:
    """Subject and text from HTML; the time is exact; authors are known within a thread."""
    reply = CHAN_POST | {"no": 51800002, "resto": 51800001, "sub": None, "com": "yes", "id": None, "replies": None}
    export = read_back(tmp_path, {"posts": [CHAN_POST, reply]})
    assert (export.format, export.rejects) == ("4chan", [])
    compare(
        export.posts[0],
        source="4chan", post_id="51800001", text="Axis & allies\n\nseen it?\n>tfw", created_at=WHEN, kind="post",
        author_id="51800001/Ab3dE", conversation_id="51800001", replies=3, likes=None,
    )  # fmt: skip
    compare(export.posts[1], kind="reply", reply_to_id="51800001", conversation_id="51800001", author_id=None)


def test_catalogue_of_4chan_holds_last_replies(tmp_path: Path) -> None:
    """They are rows of their own; a list of threads has no posts; a picture has an empty text."""
    reply = {"no": 3, "resto": 51800001, "time": 1756886408, "tim": 5, "board": "g"}
    export = read_back(tmp_path, [{"page": 1, "threads": [CHAN_POST | {"last_replies": [reply]}]}])
    assert (export.format, [(post["post_id"], post["text"]) for post in export.posts]) == (
        "4chan", [("51800001", "Axis & allies\n\nseen it?\n>tfw"), ("g/3", "")],
    )  # fmt: skip
    damaged = read_back(tmp_path, [{"page": 1, "threads": [CHAN_POST | {"last_replies": [None, reply]}]}])
    assert (len(damaged.posts), damaged.reasons) == (2, ["not_a_record"])
    listed = read_back(tmp_path, [{"page": 1, "threads": [{"no": 1, "last_modified": 1546293948, "replies": 3}]}])
    assert (listed.format, listed.posts, listed.reasons) == ("4chan", [], ["not_posts"])
    pages = read_back(tmp_path, {"threads": [{"posts": [CHAN_POST]}]}, {"page": 1, "threads": [{"no": 1}]})
    assert (pages.format, len(pages.posts), pages.reasons) == ("4chan", 1, ["not_posts"])


def test_channel_of_discord_has_these_fields(tmp_path: Path) -> None:
    """Times name the zone of the machine; reactions of any kind are likes."""
    export = read_back(tmp_path, DISCORD)
    assert (export.format, export.rejects) == ("discord", [])
    compare(
        export.posts[0],
        source="discord", post_id="1144000000000000001", text="a & b", author_id="77", kind="post", likes=4,
        created_at=WHEN.replace(microsecond=123000), conversation_id="6",
        url="https://discord.com/channels/5/6/1144000000000000001",
    )  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), [
    ({"type": "Reply", "reference": {"messageId": "9", "channelId": "6"}}, {"kind": "reply", "reply_to_id": "9"}),
    ({"content": "", "reference": {"messageId": "9"}, "forwardedMessage": {"content": "far"}},
     {"kind": "repost", "repost_of_id": "9", "text": "far", "reply_to_id": None, "likes": None}),
    ({"content": "", "attachments": [{"id": "1"}]}, {"kind": "post", "text": ""}),
    ({"type": "GuildMemberJoin"}, None),
])  # fmt: skip
def test_kinds_of_messages(fields: dict[str, Any], expected: dict[str, Any] | None, tmp_path: Path) -> None:
    """Answers, forwarded messages, pictures alone, and notices, which are no posts."""
    export = read_back(tmp_path, DISCORD | {"messages": [DISCORD_MESSAGE | fields, DISCORD_MESSAGE]})
    if expected is None:
        assert export.reasons == ["not_posts"]
    else:
        compare(export.posts[0], **expected)


def test_direct_messages_are_never_posts(tmp_path: Path) -> None:
    """Nor those of private threads."""
    for kind in ("DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread"):
        export = read_back(tmp_path, DISCORD | {"channel": {"id": "6", "type": kind}})
        assert (export.posts, export.reasons) == ([], ["not_posts"])


def test_table_of_discord(tmp_path: Path) -> None:
    """New and old times; messages without ids get one each."""
    export = table(
        tmp_path, "AuthorID,Author,Date,Content,Attachments,Reactions",
        '"77","a","2025-09-03T08:00:08.0000000+00:00","a & b","","👍 (3),❤ (1)"', '"78","b","09/03/2025 8:00 AM","yes","",""',
    )  # fmt: skip
    assert (export.format, export.rejects) == ("discord-csv", [])
    compare(export.posts[0], source="discord", text="a & b", author_id="77", created_at=WHEN, likes=4, id_ok=False)
    compare(export.posts[1], created_at=datetime(2025, 9, 3, 8, tzinfo=UTC), likes=0)
