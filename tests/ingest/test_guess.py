"""Columns of unknown tables: which is which, by name and by content."""

from __future__ import annotations

import json
import logging
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xsentiment import ingest
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import doubts
from xsentiment.ingest.columns import SAMPLE_ROWS
from xsentiment.ingest.names import english, plain

from fixtures import FIXTURES
from networks import EXAMPLES

IDS = ("1963150000000000001", "1963153700000000007", "1963157500000000011")
"""Ids of X of 3 September 2025, at 08:00:08.220, 08:14:50.368 and 08:29:56.359 UTC."""


def read(folder: Path, data: str, mapping: Source | None = None, name: str = "export.csv"):
    """The posts of a file with this content."""
    (folder / name).write_text(data, encoding="utf-8", newline="")
    batches = list(ingest.read_file(folder / name, name, pseudonym=lambda _source, author: author, mapping=mapping))
    return [row for batch in batches for row in batch.posts.to_pylist()]


def rows(header: str, *lines: str) -> str:
    """A file of these lines."""
    return "\n".join((header, *lines)) + "\n"


def test_names_of_a_tweepy_script(tmp_path: Path) -> None:
    """Free names, spaces and capitals."""
    data = rows(
        "Datetime,Tweet Id,Text,Username,Like Count,No of Retweets,Reply_Count,User Followers",
        f"2025-09-03 08:18:15,{IDS[0]},hello there,ann,1,2,3,40",
        f"2025-09-03 08:32:57,{IDS[1]},how are you,bob,4,5,6,50",
    )
    first, _ = read(tmp_path, data)
    assert (first["post_id"], first["text"], first["author_id"], first["source"]) == (IDS[0], "hello there", "ann", "x")
    assert (first["likes"], first["reposts"], first["replies"], first["followers"]) == (1, 2, 3, 40)
    assert first["created_at"] == datetime(2025, 9, 3, 8, 0, 8, 220000, tzinfo=UTC)


def test_names_with_paths(tmp_path: Path) -> None:
    """Keys of flattened JSON are read by their last part; those of other posts and of authors are not the post's."""
    data = rows(
        "data.id,data.text,data.created_at,quoted.text,quoted.like_count,author.id,author.name,stats.like_count",
        f"{IDS[0]},mine,2025-09-03T08:18:15Z,theirs,900,77,Ann,3",
        f"{IDS[1]},mine too,2025-09-03T08:32:57Z,theirs too,901,78,Bob,4",
    )
    first, _ = read(tmp_path, data)
    assert (first["post_id"], first["text"], first["author_id"], first["likes"]) == (IDS[0], "mine", "77", 3)


def test_names_in_another_language_and_times_by_content(tmp_path: Path) -> None:
    """The longest texts are the text, and what can be read as a time is the time."""
    data = rows(
        "no,kommentaar,postitamise aeg (date)",
        "1,see on üks üsna pikk kommentaar,03.09.2025 08:18",
        "2,ja siin on veel üks pikem kommentaar,23.09.2025 09:18",
    )
    first, _ = read(tmp_path, data)
    assert first["text"].startswith("see on")
    assert first["created_at"] == datetime(2025, 9, 3, 8, 18, tzinfo=UTC)
    assert first["id_ok"] is False


def test_labels_are_never_the_text_nor_anything_else(tmp_path: Path) -> None:
    """A column named text that holds labels is passed over, and no label reaches a post."""
    data = rows(
        "text,sentiment,tweet,label,id",
        *(f"positive,neg,word {i} and more words,neutral,{int(IDS[0]) + i}" for i in range(9)),
    )
    for post in read(tmp_path, data):
        assert post["text"].startswith("word")
        assert not {"positive", "neg", "neutral"} & {str(value) for value in post.values()}


def test_row_numbers_are_no_ids(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers that go up by one are those of rows: two files must not share posts by them."""
    data = rows("id,text", *(f"{i},text number {i}" for i in range(1, 9)))
    with caplog.at_level(logging.WARNING, logger="xsentiment"):
        assert {post["id_ok"] for post in read(tmp_path, data)} == {False}
    assert "rounded" not in caplog.text


def test_ids_a_spreadsheet_damaged_are_not_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Scientific notation, zeros beyond the fifteenth digit: each row has an untrusted id of its own; a warning says so."""
    scientific = rows("tweet_id,text", "1.96315E+18,one", "1.96315E+18,two", "1.96315E+18,three")
    zeros = rows("tweet_id,text", "1963150000000010000,one", "1963153700000020000,two", "1963157500000030000,three")
    for data in (scientific, zeros):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="xsentiment"):
            posts = read(tmp_path, data)
        assert caplog.text.count("that were rounded are not used") == 1
        assert [post["id_ok"] for post in posts] == [False] * 3
        assert len({post["post_id"] for post in posts}) == 3


def test_ids_of_which_a_spreadsheet_took_the_last_digit_are_not_used(tmp_path: Path) -> None:
    """Ids of Weibo have 16 digits: where all of several end in zero they were cut; a few may do so by chance."""
    damaged = [f"52060000000{i:04d}0,第{i}条微博内容,2025-09-03 16:00,3" for i in range(5)]
    posts = read(tmp_path, rows("mid,微博内容,发布时间,点赞数", *damaged))
    assert [post["id_ok"] for post in posts] == [False] * 5
    assert all(post["id_ok"] for post in read(tmp_path, rows("mid,微博内容,发布时间,点赞数", *damaged[:2])))


def test_ids_that_were_kept_as_floats_are_not_used(tmp_path: Path) -> None:
    """R and JavaScript write the number that a float rounded an id to, which is some other post's."""
    ids = ["650439476628451300", "650446137367789600", "650447945142136800", "650449493125546e3", "65045818712499e4",
           "650448585075507200", "650458905340854300", "650452134484250600"]  # fmt: skip
    posts = read(
        tmp_path, rows("status_id,text,created_at", *(f"{i},words and words,2015-10-03T22:37:10Z" for i in ids))
    )
    assert {post["id_ok"] for post in posts} == {False}
    assert {post["created_at"].isoformat() for post in posts} == {"2015-10-03T22:37:10+00:00"}


def test_links_with_damaged_ids_still_tell_the_kind(tmp_path: Path) -> None:
    """In a column of ids with gaps they became floats: which post is answered is lost, that one is answered is not."""
    posts = read(
        tmp_path,
        rows(
            "id,text,in_reply_to_status_id,quoted_status_id,conversation_id",
            "1962685656069047340,@bob I agree,1.9626844e+18,,1.9626844e+18",
            "1962685660069047341,look at that,,1.9626833e+18,-1", "1962685664069047342,plain words,-1,0,1.0",
        ),
    )  # fmt: skip
    assert [(post["kind"], post["reply_to_id"], post["quote_of_id"]) for post in posts] == [
        ("reply", None, None), ("quote", None, None), ("post", None, None),
    ]  # fmt: skip


def test_single_id_that_ends_in_zeros_is_trusted(tmp_path: Path) -> None:
    """One of many ids ends in zeros by chance; the column as a whole is judged."""
    posts = read(tmp_path, rows("tweet_id,text", *(f"{i},t" for i in (*IDS, "1963150000000010000"))))
    assert [post["id_ok"] for post in posts] == [True] * 4


def test_ids_of_x_tell_the_network(tmp_path: Path) -> None:
    """Ids that hold the time beside them are those of X."""
    data = rows("id,created_at,text", f"{IDS[0]},2025-09-03 08:18:15,a b", f"{IDS[1]},2025-09-03 08:32:57,c d")
    assert {post["source"] for post in read(tmp_path, data)} == {"x"}


def test_time_inside_the_id_wins_over_a_time_without_a_zone(tmp_path: Path) -> None:
    """Local times are off by hours; a time that names its zone is kept."""
    local = rows("tweet_id,date,tweet", f"{IDS[0]},2025-09-03 16:18:15,a", f"{IDS[1]},2025-09-03 16:32:57,b")
    zoned = rows("tweet_id,date,tweet", f"{IDS[0]},2025-09-03 16:18:10+08:00,a", f"{IDS[1]},2025-09-03 08:00:00Z,b")
    assert [post["created_at"].hour for post in read(tmp_path, local)] == [8, 8]
    assert read(tmp_path, zoned)[0]["created_at"] == datetime(2025, 9, 3, 8, 18, 10, tzinfo=UTC)


def test_time_inside_the_id_wins_over_a_zone_that_may_be_another(tmp_path: Path) -> None:
    """CST is a zone of America and of China."""
    told = rows(
        "tweet_id,created_at,text", f"{IDS[0]},2025-09-03 16:00:08 CST,words", f"{IDS[1]},2025-09-03 16:14 CST,more"
    )
    assert read(tmp_path, told)[0]["created_at"] == datetime(2025, 9, 3, 8, 0, 8, 220000, tzinfo=UTC)


def test_networks_of_ids_and_names(tmp_path: Path) -> None:
    """Comments on YouTube by their ids, TikTok and Instagram by names that only they have."""
    data = rows("id,user,commentText,likes", "UgxAbCdEfGhIjKlMnOpQr4AaABAg,ann,so nice,5")
    assert read(tmp_path, data)[0]["source"] == "youtube"
    data = rows(
        "id,text,createTime,diggCount,shareCount,playCount", "6907000000000000001,dance with me,1608214517,9,1,50"
    )
    assert read(tmp_path, data)[0]["source"] == "tiktok"
    data = rows("shortcode,date_utc,owner_username,caption,likes", "C-AbCdEfGhi,2024-09-03 08:00:08,anna,sea & sand,57")
    (post,) = read(tmp_path, data)
    assert (post["source"], post["post_id"]) == ("instagram", "C-AbCdEfGhi")


def test_names_of_more_tools(tmp_path: Path) -> None:
    """When a post was published, not when it was fetched; reactions where no likes are counted; texts by other names."""
    data = rows(
        "postId,description,pubDate,likeCount,timestamp",
        "34401,sea & sand & sun,2024-09-03T08:00:08.000Z,57,2024-09-05T00:00:00.000Z",
    )
    assert read(tmp_path, data)[0]["created_at"] == datetime(2024, 9, 3, 8, 0, 8, tzinfo=UTC)
    data = rows("Post ID,Post Message,Posted,Reactions", "77_88,the parade,2020-09-03 01:05,5")
    assert read(tmp_path, data)[0]["likes"] == 5
    data = rows("Post ID,Post Message,Posted,Reactions,Likes", "77_88,the parade,2020-09-03 01:05,5,4")
    assert read(tmp_path, data)[0]["likes"] == 4
    for name in ("Contents", "raw_text", "Bericht"):
        assert read(tmp_path, rows(f"tweet_id,{name}", f"{IDS[0]},the parade"))[0]["text"] == "the parade"


def test_flags_with_the_name_of_a_count(tmp_path: Path) -> None:
    """1 and 0 in many rows say what is a repost, and are no count; other numbers are."""
    header = "tweet_id,author,content,publish_date,retweet"
    ids = [str(914580356430536707 + i) for i in range(30)]
    flagged = read(
        tmp_path, rows(header, *(f"{t},a,hello number {i},10/1/2017 19:58,{i % 2}" for i, t in enumerate(ids)))
    )
    assert [(post["kind"], post["reposts"]) for post in flagged[:2]] == [("post", None), ("repost", None)]
    counted = read(tmp_path, rows(header, *(f"{t},a,hello number {i},10/1/2017 19:58,{i}" for i, t in enumerate(ids))))
    assert [(post["kind"], post["reposts"]) for post in counted[:3]] == [(None, 0), (None, 1), (None, 2)]


def test_day_and_clock_in_two_columns(tmp_path: Path) -> None:
    """They are read as one time."""
    (post, *_) = read(tmp_path, rows("Date,Time,Message", "2025-09-03,10:30 PM,hello", "2025-09-04,1:05 AM,there"))
    assert post["created_at"] == datetime(2025, 9, 3, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "later", "month"), [("03/04/2025", "25/04/2025", 4), ("03/04/2025", "03/25/2025", 3)]
)
def test_order_of_day_and_month_is_that_of_the_column(first: str, later: str, month: int, tmp_path: Path) -> None:
    """One value above 12 decides for all, also far below the sample."""
    data = rows("date,text", *(f"{first},text number {i}" for i in range(700)), f"{later},the last text")
    posts = read(tmp_path, data)
    assert {post["created_at"].month for post in posts} == {month}


def test_times_of_collecting_have_the_order_of_the_posts(tmp_path: Path) -> None:
    """One tool writes all its times alike."""
    data = rows("date,text,scraped_at", "25/08/2025,some text,03/09/2025", "26/08/2025,more text,03/09/2025")
    assert {post["collected_at"] for post in read(tmp_path, data)} == {datetime(2025, 9, 3, tzinfo=UTC)}


@pytest.mark.parametrize(("delimiter", "first", "months"), [(",", "month", [3, 5]), (";", "day", [4, 6])])
def test_open_order_of_day_and_month_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, delimiter: str, first: str, months: list[int]
) -> None:
    """Where no value decides, the log says how it was taken: as is usual where decimal commas make semicolons."""
    data = rows("date,text", "03/04/2025,some text", "05/06/2025,more text").replace(",", delimiter)
    with caplog.at_level(logging.WARNING, logger="xsentiment"):
        posts = read(tmp_path, data)
    assert f"may be day first or month first; taken as {first} first" in caplog.text
    assert [post["created_at"].month for post in posts] == months


def test_guess_is_logged_as_the_event_file_takes_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The logged columns parse as TOML and, put into the event file, give the same posts."""
    data = rows('When said,"A ""name""",Tweet Id,my tweet', f"2025-09-03,x,{IDS[0]},hello you there out in the wild")
    with caplog.at_level(logging.INFO, logger="xsentiment"):
        posts = read(tmp_path, data)
    block = caplog.text.split("for none): ")[1].split("\n")[0]
    columns = tomllib.loads(block)["columns"]
    assert columns == {"post_id": "Tweet Id", "text": "my tweet"}
    assert read(tmp_path, data, Source("*", columns=columns)) == posts


def test_event_file_overrules_the_guess(tmp_path: Path) -> None:
    """Mapped columns, constants, a zone and a format are taken; an empty name means none."""
    data = rows("text,other,when,author", "wrong one,right one,3.9.25 10h,ann", "no,yes it is,4.9.25 11h,bob")
    mapping = Source(
        "*",
        columns={"text": "other", "author_id": "", "created_at": "when"},
        constants={"source": "vk", "lang": "ru"},
        time_format="%d.%m.%y %Hh",
        time_zone="Europe/Moscow",
    )
    first, _ = read(tmp_path, data, mapping)
    assert (first["text"], first["author_id"], first["source"], first["lang"]) == ("right one", None, "vk", "ru")
    assert first["created_at"] == datetime(2025, 9, 3, 7, tzinfo=UTC)


def test_mapped_columns_may_be_joined_or_take_each_others_place(tmp_path: Path) -> None:
    """`a + b` joins two columns, `a | b` takes the first that is filled."""
    data = rows("title,body,short,full", "T,B,s,", "T2,,s2,f2")
    joined = read(tmp_path, data, Source("*", columns={"text": "title + body"}))
    either = read(tmp_path, data, Source("*", columns={"text": "full | short"}))
    assert [post["text"] for post in joined] == ["T\n\nB", "T2"]
    assert [post["text"] for post in either] == ["s", "f2"]


def test_mapped_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the nearest name that is."""
    with pytest.raises(InputError, match="did you mean 'message_text'"):
        read(
            tmp_path,
            rows("message_text,likes", "a b,1"),
            Source("*", columns={"text": "mesage_text", "likes": "likes"}),
        )


def test_table_without_a_text_says_how_to_map_one(tmp_path: Path) -> None:
    """The error lists the columns."""
    with pytest.raises(InputError, match=r"no column holds the text; its columns are 'id', 'created_at', 'likes'"):
        read(tmp_path, rows("id,created_at,likes", f"{IDS[0]},2025-09-03,3"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,234", 1234), ("1.2K", 1200), ("1,2K", 1200), ("3.4万", 34000), ("赞[74065]", 74065), ("12.0", 12),
        ("1,2 Tsd.", 1200), ("1,5\u00a0Mio.", 1_500_000), ("2,1 тыс.", 2100), ("3 mil", 3000), ("1\u202f234", 1234), ("5 min", None),
        ("1,2 tys.", 1200), ("1,2 mln", 1_200_000), ("12 mill.", 12_000_000), ("1,2 B", 1200), ("5 B", 5000),
        ("1.2B", 1_200_000_000), ("١٬٢٣٤", 1234), ("١٫٢ ألف", 1200), ("2 lakh", 200_000), ("1,2 Md", 1_200_000_000),
        ("1 234", 1234), ("1,234.0", 1234), ("2M", 2_000_000), ("-", None), ("NA", None), ("无", None), ("赞", None),
        ("", None), ("None", None), ("1e+05", 100_000), ("1,5E+06", 1_500_000), ("1e+400", None),
    ],
)  # fmt: skip
def test_counts_as_people_write_them(cell: str, expected: int | None, tmp_path: Path) -> None:
    """Thousands, short forms, words; what is no number is null."""
    data = rows("text,likes", *(['some words,"7"'] * 3), f'more words,"{cell}"')
    assert read(tmp_path, data)[-1]["likes"] == expected


def test_hashtags_written_as_python_json_or_words(tmp_path: Path) -> None:
    """Lists in cells are parsed, never evaluated."""
    cells = [
        "\"['a', 'b']\"",
        '"[{""tag"": ""a""}, {""tag"": ""b""}]"',
        "#a #b",
        '"a,b"',
        "\"__import__('os')\"",
        '"[1"',
    ]
    posts = read(tmp_path, rows("text,hashtags", *(f"some words,{cell}" for cell in cells)))
    assert [post["hashtags"] for post in posts[:4]] == [["a", "b"]] * 4
    assert posts[5]["hashtags"] is None


def test_flags_and_links_tell_the_kind(tmp_path: Path) -> None:
    """A repost is a repost, then a reply, then a quote; without any sign the kind is not known."""
    header = "tweet_id,text,is_retweet,is_quote,in_reply_to_status_id,quoted_status_id"
    data = rows(
        header,
        f"{IDS[0]},plain,False,False,,",
        f"{IDS[1]},answer,False,True,{IDS[0]},{IDS[0]}",
        f"{IDS[2]},quote,False,True,,{IDS[0]}",
        f"{int(IDS[2]) + 5},RT @a: other,True,False,,",
    )
    assert [post["kind"] for post in read(tmp_path, data)] == ["post", "reply", "quote", "repost"]
    assert read(tmp_path, rows("text,likes", "some words,1"))[0]["kind"] is None


@pytest.mark.parametrize(
    ("no", "yes"),
    [("FALSE", "TRUE"), ("FAUX", "VRAI"), ("FALSCH", "WAHR"), ("No", "Sí"), ("FALSO", "VERDADEIRO"), ("0", "1")],
)
def test_yes_and_no_are_read_in_many_languages(tmp_path: Path, no: str, yes: str) -> None:
    """As a spreadsheet of that language saves the table again."""
    data = rows("tweet_id,text,is_retweet", f"{IDS[0]},plain words,{no}", f"{IDS[1]},other words,{yes}")
    assert [post["kind"] for post in read(tmp_path, data)] == ["post", "repost"]


def test_the_kind_is_unknown_where_a_yes_or_no_cannot_be_read(tmp_path: Path) -> None:
    """A word that is neither is no "no": what may be a repost is not called a post."""
    data = rows("tweet_id,text,is_retweet", f"{IDS[0]},plain words,false", f"{IDS[1]},other words,perhaps")
    assert [post["kind"] for post in read(tmp_path, data)] == ["post", None]


@pytest.mark.parametrize("tool", [False, True])
def test_authors_whose_ids_were_rounded_are_known_by_name(tmp_path: Path, tool: bool) -> None:
    """The column beside names them, in tables of known tools as in others."""
    more = ",conversation_id,referenced_tweets.replied_to.id,author.username" if tool else ",username"
    lines = (f"{IDS[n]},some words {n},1.2E+18{',,' if tool else ''},ann" for n in range(3))
    posts = read(tmp_path, rows(f"id,text,author_id{more}", *lines))
    assert [post["author_id"] for post in posts] == ["ann"] * 3


@pytest.mark.parametrize(
    ("written", "told"), [("2025-09-03 10:00", True), ("2025-09-03T10:00:00Z", False), ("1756888000", False)]
)
def test_times_without_a_zone_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, written: str, told: bool
) -> None:
    """They are read as UTC, which may be hours off, unless the event file sets their zone."""
    data = rows("created_at,text", f"{written},some words", f"{written},other words")
    with caplog.at_level(logging.WARNING, logger="xsentiment"):
        read(tmp_path, data)
        assert ("times name no zone and are read as UTC" in caplog.text) == told
        caplog.clear()
        read(tmp_path, data, Source("*", time_zone="Asia/Tokyo"))
    assert "zone" not in caplog.text


@pytest.mark.parametrize(("other", "hour"), [("1756893600", 10), ("2025-09-05 10:00:00", 0), ("2025-09-03", 0)])
def test_a_day_gives_way_to_a_time_of_that_day(tmp_path: Path, other: str, hour: int) -> None:
    """RedditExtractoR writes both; a time of another day is not the post's."""
    (post,) = read(tmp_path, rows("date_utc,timestamp,text", f"2025-09-03,{other},some words of a post"))
    assert (post["created_at"].day, post["created_at"].hour) == (3, hour)


def test_reposts_on_truth_social_have_no_counts_of_their_own(tmp_path: Path) -> None:
    """A flag tells them; the time of collecting is known by its name."""
    header = "id\ttimestamp\ttime_scraped\tis_retruth\tis_reply\tlike_count\tretruth_count\ttext\texternal_id\turl"
    link = "https://truthsocial.com/@a/10783800000000000"
    lines = (
        f"{n}\t2025-09-03 10:00:00+00:00\t2025-09-04 10:00:00+00:00\t{flag}\tf\t10\t3\ta parade\t10783800000000000{n}\t{link}{n}"
        for n, flag in enumerate("ft", start=1)
    )
    post, repost = read(tmp_path, rows(header, *lines))
    assert (post["kind"], post["likes"], post["reposts"], post["collected_at"].day) == ("post", 10, 3, 4)
    assert (repost["kind"], repost["likes"], repost["reposts"]) == ("repost", None, None)


def test_accounts_that_are_gone_are_no_author(tmp_path: Path) -> None:
    """They would all be one."""
    posts = read(tmp_path, rows("id,author,text", *(f"ab{n}cd,[deleted],some words {n}" for n in range(3))))
    assert [post["author_id"] for post in posts] == [None] * 3


def test_the_link_is_the_posts_and_not_what_it_shares(tmp_path: Path) -> None:
    """Where a table has both."""
    link = "https://www.facebook.com/77/posts/88"
    (post,) = read(tmp_path, rows("link,post_url,text", f"https://news.example/a,{link},some words of a post"))
    assert (post["source"], post["url"]) == ("facebook", link)


@pytest.mark.parametrize(("written", "lang"), [("in", "id"), ("iw", "he"), ("un", None), ("pt_BR", "pt"), ("en", "en")])
def test_languages_have_the_codes_of_today(tmp_path: Path, written: str, lang: str | None) -> None:
    """X writes withdrawn ones, TikTok a word for nothing."""
    posts = read(
        tmp_path, rows("lang,text", *(f"{other},some words of a post" for other in ("en", "de", "fr", written)))
    )
    assert posts[-1]["lang"] == lang


def test_long_ids_are_no_times(tmp_path: Path) -> None:
    """An id of 16 digits could be microseconds since 1970, and its name may speak of publishing."""
    data = rows(
        "Identifiant de publication,Heure de publication,Titre",
        *(f"175504700800{n}495,2025-09-03 10:0{n},some words of the post {n}" for n in range(1, 6)),
    )
    assert {post["created_at"].hour for post in read(tmp_path, data)} == {10}


def test_networks_are_told_by_column_or_link(tmp_path: Path) -> None:
    """Names of networks are evened out; the tool that a post was sent with is no network."""
    named = rows("platform,text", "Twitter,a b", "Bluesky,c d", "X.com,e f")
    linked = rows(
        "link,text", "https://www.reddit.com/r/a/1,a b", "https://m.weibo.cn/1,c d", "https://evil.example,e f"
    )
    client = rows("source,tweet", "Twitter for iPhone,a b", "Twitter Web App,c d")
    assert [post["source"] for post in read(tmp_path, named)] == ["x", "bluesky", "x"]
    assert [post["source"] for post in read(tmp_path, linked)] == ["reddit", "weibo", "unknown"]
    assert [post["source"] for post in read(tmp_path, client)] == ["x", "x"]


def test_id_and_author_are_read_from_a_link_to_x(tmp_path: Path) -> None:
    """Where no column holds them."""
    data = rows(
        "tweet,tweet url", f"a b,https://twitter.com/ann/status/{IDS[0]}?s=20", f"c d,https://x.com/bob/status/{IDS[1]}"
    )
    assert [(post["post_id"], post["author_id"], post["id_ok"]) for post in read(tmp_path, data)] == [
        (IDS[0], "ann", True),
        (IDS[1], "bob", True),
    ]


def test_entities_and_html_are_resolved_once(tmp_path: Path) -> None:
    """By the network's habit, and for an unknown one by content."""
    on_x = read(tmp_path, rows("tweet,likes", "a &amp;lt; b &gt; c,1"))
    html = read(tmp_path, rows("content,likes", "<p>a<br/>b &amp; c</p>,1", "<p>d</p>,2"))
    plain = read(tmp_path, rows("content,likes", "a &amp; b < c,1"))
    assert [post["text"] for post in (on_x[0], html[0], plain[0])] == ["a &lt; b > c", "a\nb & c", "a &amp; b < c"]


def test_texts_written_as_python_bytes_are_decoded(tmp_path: Path) -> None:
    """Scripts leave them so in tables; a text that only begins like one stays, and nothing is ever evaluated."""
    bad = ["b'caf\\xc3\\xa9'", "b'not closed", "b'' + open('x')'"]
    found = read(tmp_path, rows("id,date,text", *(f'a{n}x,2025-09-03 08:00:08,"{text}"' for n, text in enumerate(bad))))
    assert [post["text"] for post in found] == ["café", *bad[1:]]


def test_empty_columns_of_links_tell_the_kind(tmp_path: Path) -> None:
    """Where no row answers, reposts or quotes another, all are posts; the column that is filled is read first."""
    header = "id,text,in_reply_to_status_id,in_reply_to_status_id_str,retweeted_id"
    first, second = read(tmp_path, rows(header, "a1x,some words,,,", "a2x,other words,,44,"))
    assert (first["kind"], second["kind"], second["reply_to_id"]) == ("post", "reply", "44")
    assert read(tmp_path, rows("id,text,retweeted_id", "a1x,some words,", "a2x,other,"))[0]["kind"] == "post"


def test_text_that_is_missing_is_rejected(tmp_path: Path) -> None:
    """Words for nothing are nothing."""
    cells = ("fine", "NA", "", "None", "nan", "also fine", "ok then", "and more", "still", "going")
    assert [post["text"] for post in read(tmp_path, rows("text,likes", *(f"{cell},1" for cell in cells)))] == [
        "fine", "also fine", "ok then", "and more", "still", "going",
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["", "rare words"])
def test_texts_that_begin_late(first: str, tmp_path: Path) -> None:
    """A column named as texts alone are is the text, if none or hardly any of the rows looked at have one."""
    lines = [f"{IDS[0]},{first}", *(f"{IDS[1]}," for _ in range(SAMPLE_ROWS)), *(f"{IDS[2]},a b" for _ in range(600))]
    texts = [post["text"] for post in read(tmp_path, rows("id,text", *lines))]
    assert texts == [*filter(None, [first]), *["a b"] * 600]


@pytest.mark.parametrize("cells", [("a b", "a b"), ("a b", "NA"), ("", "a b")])
def test_columns_that_a_merge_doubled(cells: tuple[str, str], tmp_path: Path) -> None:
    """Pandas names both `_x` and `_y`; where they are equal, or one is empty, the post has one text."""
    lines = (f"{identity},{cells[0]},3,{cells[1]},3" for identity in IDS)
    first, *others = read(tmp_path, rows("id,text_x,likes_x,text_y,likes_y", *lines))
    assert (first["text"], first["likes"], len(others)) == ("a b", 3, 2)


def test_texts_that_a_merge_put_beside_each_other(tmp_path: Path) -> None:
    """Of two that differ none is the post's for sure."""
    lines = (f"{identity},a b,of a user" for identity in IDS)
    with pytest.raises(InputError, match="no column holds the text"):
        read(tmp_path, rows("id,text_x,text_y", *lines))


def test_descriptions_of_users_are_no_texts_however_few(tmp_path: Path) -> None:
    """A name that others than posts have is no text of posts unless it is filled."""
    lines = (f"{IDS[0]},ann,,3" for _ in range(9))
    with pytest.raises(InputError, match="no column holds the text"):
        read(tmp_path, rows("id,username,description,followers", *lines))


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "id,timestamp_utc,local_time,user_screen_name,text,retweet_count,like_count,user_id,user_likes,user_followers",
            "{id},1756886408,2025-09-03T10:00:08,ann,some words {n},2,5,77,900,300",
            {"author_id": "77", "likes": 5, "reposts": 2, "followers": 300, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "id,time,created_at,from_user_name,text,retweet_count,favorite_count,source,from_user_id,from_user_description",
            "{id},1756886408,2025-09-03 08:00:08,ann,words {n},2,5,Twitter for iPhone,77,a long story about me and all I do",
            {"author_id": "77", "likes": 5, "reposts": 2, "source": "x", "text": "words 0"},
        ),
        (
            "id,candidate,sentiment,name,retweet_count,text,tweet_created,tweet_id,user_timezone",
            "{n},None,Neutral,ann,0,some words {n},2025-09-03 01:00:08 -0700,{id},Eastern",
            {"author_id": "ann", "post_id": "{id}", "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "link,text,user,date,is-retweet,comments,retweets,quotes,likes",
            '"https://twitter.com/ann/status/{id}#m",words {n},@ann,"Sep 3, 2025 · 8:00 AM UTC",False,1,2,0,5',
            {"post_id": "{id}", "likes": 5, "replies": 1, "kind": "post", "created_at": "2025-09-03T08:00:00"},
        ),
        (
            "uri,cid,author,text,created_at,like_count,repost_count,reply_count",
            "at://did:plc:a/app.bsky.feed.post/3l{n},b,ann.example,words {n},2025-09-03T08:00:08.123Z,5,2,1",
            {"source": "bluesky", "likes": 5, "reposts": 2, "replies": 1, "author_id": "ann.example"},
        ),
        (
            "Tweet Posted Time (UTC),Tweet Content,Tweet Type,Retweets Received,Likes Received,User Id,Followers,Tweet Id",
            '03 Sep 2025 08:00:08,words {n},ReTweet,2,5,77,300,"""{id}"""',
            {"post_id": "{id}", "kind": "repost", "followers": 300, "text": "words 0"},
        ),
        (
            "document_id,content,published_at,media_type,author_name,author_handle,language,sentiment,tw_likes,url",
            "d{n},words {n},2025-09-03T08:00:08Z,social,Ann A.,ann,zh-Hans,negative,5,https://x.com/ann/status/{id}",
            {"post_id": "{id}", "author_id": "ann", "lang": "zh", "likes": 5, "source": "x"},
        ),
        (
            "用户名,微博内容,发布时间,点赞数,转发数,评论数",
            "某人,今天的阅兵真好看{n},2025-09-03 16:00,5,2,1",
            {"source": "weibo", "author_id": "某人", "likes": 5, "replies": 1, "created_at": "2025-09-03T08:00:00"},
        ),
        (
            "Social Network,Sender Screen Name,Message,Created Time,Permalink,Sentiment,Sender Followers Count",
            "TWITTER,ann,words {n},09/13/2025 08:00:08,https://twitter.com/ann/status/{id},NEGATIVE,300",
            {"post_id": "{id}", "source": "x", "author_id": "ann", "created_at": "2025-09-13T08:00:08"},
        ),
        (
            "id_str,from_user,text,created_at,time,in_reply_to_user_id_str,from_user_id_str,user_followers_count,status_url",
            "{id},ann,words {n},Wed Sep 03 08:00:08 +0000 2025,03/09/2025 09:00:08,,77,300,http://twitter.com/ann/statuses/{id}",
            {"post_id": "{id}", "author_id": "77", "followers": 300, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "Social Network,Sender Screen Name,SenderUserId,Sender Followers Count,Message,Created Time,Permalink,Likes And Votes,Retweets,Favorites",
            "TWITTER,@ann,77,300,words {n},2025-09-03 08:00:08,https://twitter.com/ann/status/{id},5,2,5",
            {"post_id": "{id}", "source": "x", "author_id": "77", "followers": 300, "likes": 5, "reposts": 2},
        ),
        (
            "Conversation Stream,Permalink,Created Time,snType column,Sender Screen Name,Sender Follower Count",
            "words {n},https://twitter.com/ann/status/{id},2025-09-03 08:00:08,TWITTER,@ann,300",
            {"post_id": "{id}", "text": "words 0", "author_id": "ann", "followers": 300, "source": "x"},
        ),
        (
            "id,video_description,create_time,like_count,comment_count,share_count,view_count,hashtag_names,username",
            "74{n}0000000000000001,words {n},1756886408,5,1,2,100,\"['a']\",ann",
            {"source": "tiktok", "likes": 5, "replies": 1, "reposts": 2, "views": 100, "hashtags": ["a"]},
        ),
        (
            "video_id,video_timestamp,video_diggcount,video_sharecount,video_playcount,video_description,author_followercount",
            "74{n}0000000000000001,2025-09-03T08:00:08,5,2,100,words {n},300",
            {"source": "tiktok", "likes": 5, "reposts": 2, "views": 100, "followers": 300, "text": "words 0"},
        ),
        (
            "comment_id,body,author,created_utc,score,parent_id",
            "k{n}abc,words {n},ann,1756886408,5,t3_1abc",
            {"source": "reddit", "post_id": "t1_k0abc", "likes": None, "reply_to_id": "t3_1abc", "text": "words 0"},
        ),
        (
            "path,object_id,message,created_time,likes.summary.total_count,shares.count",
            "ann|100_{n},100_{n},words {n},2025-09-03T08:00:08+0000,5,2",
            {"post_id": "100_0", "text": "words 0", "likes": 5, "reposts": 2, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "ユーザー名,日時,ツイート,いいね,リツイート",
            "ann,2025-09-03 17:00:08 +0900,今日はパレードがありました{n},5,2",
            {"author_id": "ann", "likes": 5, "reposts": 2, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "id,text,epoch,id_str,rawContent,likeCount,viewCount,user",
            "1.96e18,short…,1756886408,{id},the whole text {n},5,\"{{'count': '100'}}\",\"{{'id': 77, 'username': 'ann'}}\"",
            {"post_id": "{id}", "text": "the whole text 0", "author_id": "77", "likes": 5, "views": 100},
        ),
        (
            "weibo_id,user_name,weibo_content,weibo_time,like,forward,comment,origin_weibo_id",
            "M_a{n},某人,今天的阅兵真好看{n},Wed Sep 03 16:00:08 +0800 2025,5,2,1,M_z",
            {"post_id": "M_a0", "created_at": "2025-09-03T08:00:08", "kind": "repost", "repost_of_id": "M_z"},
        ),
        (
            "author,title,score,created,link,text,url",
            "u/ann,A title {n},5,2025-09-03 08:00:08,https://www.reddit.com/r/t/comments/a{n}/x/,words {n},https://x.test",
            {"source": "reddit", "author_id": "ann", "text": "A title 0\n\nwords 0", "likes": None},
        ),
        (
            "collected_at,platform,id,text,created_at,author,likes",
            "2025-09-04T00:00:00Z,tiktok.com,74{n}0000000000000001,words {n},1756886408,ann,5",
            {"source": "tiktok", "likes": 5, "collected_at": "2025-09-04T00:00:00"},
        ),
        (
            "评论者主页,评论者昵称,评论内容,点赞数,评论时间",
            "https://weibo.com/77,某人,今天的阅兵真好看{n},5,2025-09-03 16:00:08",
            {"source": "weibo", "author_id": "某人", "likes": 5, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "textID,text,selected_text,sentiment",
            "cb774db0d{n},words and {n},words,neutral",
            {"post_id": "cb774db0d0", "text": "words and 0", "created_at": None},
        ),
        (
            "url,date,content,id,user,likeCount",
            "https://twitter.com/ann/status/{id},2025-09-03 08:00:08+00:00,words {n},{id},https://twitter.com/ann,5",
            {"post_id": "{id}", "author_id": "ann", "likes": 5},
        ),
        (
            "videoId,commentId,author,authorChannelId,textDisplay,likeCount,publishedAt",
            "v,Ug{n},@ann,UC1,words<br>and {n},5,2025-09-03T08:00:08Z",
            {"source": "youtube", "post_id": "Ug0", "author_id": "UC1", "text": "words\nand 0", "likes": 5},
        ),
        (
            "id,user_id,text,created_at,attitudes_count,comments_count,reposts_count",
            "49{n}0000000000017,77,今天的阅兵真好看{n},Wed Sep 03 16:00:08 +0800 2025,5,1,2",
            {"source": "weibo", "likes": 5, "replies": 1, "reposts": 2, "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "created_at,twitter_id,screen_name,retweet_count,in_reply_to_screen_name,twitter_url,text,is_retweet,is_quote",
            "2025-09-03T08:00:08+00:00,{id},ann,2,bob,http://twitter.com/ann/status/{id},@bob words {n},No,No",
            {"post_id": "{id}", "kind": "reply", "reposts": 2, "reply_to_id": None},
        ),
        (
            "text,favorited,favoriteCount,replyToSN,created,truncated,replyToSID,id,replyToUID,screenName,isRetweet,retweeted",
            "@bob words {n},FALSE,5,bob,2025-09-03 08:00:08,FALSE,{id},{id},77,ann,FALSE,FALSE",
            {
                "post_id": "{id}",
                "reply_to_id": "{id}",
                "kind": "reply",
                "likes": 5,
                "author_id": "ann",
                "reposts": None,
            },
        ),
        (
            "id,user_posted,description,date_posted,url,replies,reposts,likes,views,hashtags,user_id,timestamp",
            "{id},ann,words {n},2025-09-03T08:00:08Z,https://x.com/ann/status/{id},1,2,5,100,2,77,2025-09-05T00:00:00Z",
            {"created_at": "2025-09-03T08:00:08", "author_id": "77", "hashtags": None, "views": 100},
        ),
        (
            "title,flair,date_created,upvotes,upvote_ratio,id,url,comment_count,text",
            "A title {n},,09-13-2025 08:00:08,5,0.9,lpqam{n},https://i.redd.it/a.jpg,7,",
            {"source": "reddit", "post_id": "t3_lpqam0", "text": "A title 0", "replies": 7, "likes": None},
        ),
        (
            "Video ID,Title,Comment",
            "FVRxaQrj1U4,A film,words {n}",
            {"source": "youtube", "text": "words 0", "kind": "reply", "conversation_id": "FVRxaQrj1U4", "id_ok": False},
        ),
        (
            "Data,name,mobile,score",
            "some words that say a thing {n},77,2025-09-03 08:00:08+00:00,0.5",
            {"text": "some words that say a thing 0", "author_id": "77", "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "tweet_creation_date,tweet_text,tweet_favourite_count,tweet_hashtags,user_follow_count,user_created_at",
            "2025-09-03 08:00:08,words {n},5,\"['a']\",300,2018-09-17 22:49:14",
            {"created_at": "2025-09-03T08:00:08", "likes": 5, "followers": 300, "hashtags": ["a"]},
        ),
        (
            "authorMeta.name,text,diggCount,shareCount,playCount,commentCount,createTimeISO,webVideoUrl",
            "ann,words {n},5,2,100,1,2025-09-03T08:00:08Z,https://www.tiktok.com/@ann/video/75457312345678{n}0017",
            {"source": "tiktok", "post_id": "7545731234567800017", "author_id": "ann", "likes": 5, "views": 100},
        ),
        (
            "id,title,views,likes,comments,shares,channel.id,channel.followers,uploadedAt,video.url,postPage",
            "75457312345678{n}0017,words {n},100,5,1,2,77,300,1756886408,https://v.test/a,https://www.tiktok.com/@ann/video/1",
            {"created_at": "2025-09-03T08:00:08", "author_id": "77", "url": "https://www.tiktok.com/@ann/video/1"},
        ),
        (
            "videoWebUrl,cid,createTime,text,diggCount,repliesToId,replyCommentTotal,uid,uniqueId",
            "https://www.tiktok.com/@ann/video/7545731234567800017,75{n}6,1756886408,words {n},5,,1,78,bob",
            {"source": "tiktok", "post_id": "7506", "author_id": "78", "likes": 5, "replies": 1, "kind": "reply"},
        ),
        (
            "videoWebUrl,createTime,text,diggCount",
            "https://www.tiktok.com/@ann/video/7545731234567800017,1756886408,words {n},5",
            {"source": "tiktok", "id_ok": False, "created_at": "2025-09-03T08:00:08", "url": None},
        ),
        (
            "Post ID,Comment ID,Comment Text,Comment Level",
            "1777{n},k4r5{n},words {n},0",
            {"post_id": "k4r50", "conversation_id": "17770", "kind": "reply", "text": "words 0"},
        ),
        (
            "Дата,Текст,Просмотры",
            "2025-09-03 08:00:08,слова {n},978",
            {"text": "слова 0", "created_at": "2025-09-03T08:00:08", "views": 978},
        ),
        (
            "channel_id,message_id,date,message,views,forwards,reply_to",
            "42,50{n},2025-09-03T08:00:08+00:00,words {n},978,2,7",
            {"source": "telegram", "post_id": "42/500", "reply_to_id": "42/7", "kind": "reply", "reposts": 2},
        ),
        (
            "포스트 텍스트,날짜,노출수,좋아요,답글,재게시,북마크",
            "한국어 {n},2025-09-03,90,5,7,2,4",
            {"text": "한국어 0", "views": 90, "replies": 7, "reposts": 2},
        ),
        (
            "post_uri,posted_at,text",
            "at://did:plc:ann/app.bsky.feed.post/3mulhck6m4k2{n},2025-09-03T08:00:08.321Z,words {n}",
            {
                "source": "bluesky",
                "post_id": "at://did:plc:ann/app.bsky.feed.post/3mulhck6m4k20",
                "author_id": "did:plc:ann",
            },
        ),
        (
            "id,created_at,location,author,text,original_url",
            "PCrxjiYW{n},2025-09-03 16:00:08,四川,Ann,话 {n},https://weibo.com/42/PCrxjiYW{n}",
            {"source": "weibo", "url": "https://weibo.com/42/PCrxjiYW0", "created_at": "2025-09-03T08:00:08"},
        ),
        (
            "note_id,title,content,like_count,tags",
            '68be91{n},A title {n},words {n},10万+,"""\\u65c5\\u884c,b"""',
            {"post_id": "68be910", "text": "A title 0\n\nwords 0", "likes": 100000, "hashtags": ["旅行", "b"]},
        ),
        (
            "Nom,Date,Reactions Count,Text",
            "Ann A.,2025-09-03,5,words {n}",
            {"author_id": "Ann A.", "text": "words 0"},
        ),
        (
            "user_name,video_id,video_desc,video_time,video_link,n_likes",
            "ann,754573123456780001{n},words {n},1756886408,https://www.tiktok.com/@ann/video/754573123456780001{n},5",
            {"source": "tiktok", "url": "https://www.tiktok.com/@ann/video/7545731234567800010", "text": "words 0"},
        ),
        (
            "resourceId,fullText,url",
            "12345{n},words {n},http://twitter.com/ann/statuses/196315000000000000{n}",
            {"source": "x", "post_id": "1963150000000000000", "author_id": "ann"},
        ),
        (
            "id,score,body,permalink",
            "k0ab{n},1,words {n},/r/test/comments/1abc/a_title/k0ab{n}/",
            {"source": "reddit", "post_id": "t1_k0ab0", "kind": "reply"},
        ),
        (
            ",post_url,comment_num,like_num,post_caption,image_url",
            "{n},https://www.instagram.com/p/B6wpKW5j3{n}z/,7,5,words {n},https://x.test/a.jpg",
            {"source": "instagram", "post_id": "B6wpKW5j30z", "id_ok": True, "replies": 7},
        ),
        (
            "link,caption",
            "https://www.instagram.com/ann.a/reel/B6wpKW5j3{n}z/,words {n}",
            {"post_id": "B6wpKW5j30z", "author_id": "ann.a", "likes": None},
        ),
        (
            "Channel Title,Channel Username,Channel ID,Date,Message,Image Path",
            "A channel,@ann,42,2025-09-03 08:00:08+00:00,words {n},",
            {"source": "telegram", "author_id": "42", "text": "words 0", "id_ok": False},
        ),
        (
            "like_count,origin_user_id,origin_weibo_content,origin_weibo_id,publish_time,repost_count",
            "5,42,话 {n},434521357786921{n},2025-09-03 16:00,2",
            {"source": "weibo", "author_id": "42", "text": "话 0", "repost_of_id": None, "reposts": 2},
        ),
        (
            "id,parent,text,like_count,author_id,author,author_url,timestamp",
            "Ug{n},root,words {n},5,UC1,@ann,https://www.youtube.com/@ann,1756886408",
            {"source": "youtube", "kind": "reply", "reply_to_id": None, "author_id": "UC1"},
        ),
        (
            "facebookUrl,commentUrl,id,date,text,profileId,profileName,likesCount",
            "https://fb.com/p/posts/1,https://fb.com/p/posts/1?comment_id={n},Y{n}9,2025-09-03T08:00:08Z,words {n},77,Ann A.,5",
            {"source": "facebook", "kind": "reply", "author_id": "77", "url": "https://fb.com/p/posts/1?comment_id=0"},
        ),
        (
            "id,text,attitudes,comments,reposts",
            "39785345762039{n}1,今天的阅兵真好看{n},5,1,2",
            {"source": "weibo", "likes": 5, "replies": 1, "reposts": 2},
        ),
        (
            "post_id,id,user_id,text,date,reactions,replies,in_reply_to",
            "10159,abc_{n},55,words {n},2025-09-03T08:00:08,5,1,",
            {"post_id": "abc_0", "conversation_id": "10159", "kind": "reply", "author_id": "55"},
        ),
        (
            "uri,user_did,user_handle,text,like_count,replied_to_post_url",
            "at://did:plc:a/app.bsky.feed.post/{n},did:plc:a,ann.bsky.social,words {n},5,https://bsky.app/profile/b/post/9",
            {"source": "bluesky", "author_id": "did:plc:a", "kind": "reply"},
        ),
        (
            "To,Message ID,Display_name,ID,Message_text,Timestamp,Replies,Forwards,Views,URL",
            "channel,5{n},Chan,-1001,words {n},2025-09-03 08:00:08+00:00,2,3,100,https://t.me/chan/5{n}",
            {"source": "telegram", "post_id": "chan/50", "reposts": 3, "views": 100},
        ),
        (
            "id,owner_id,from_id,date,text,likes.count,reposts.count,views.count,comments.count,post_type",
            "1{n}{n},-1,-1,1756886408,words {n},5,6,1000,7,post",
            {
                "source": "vk",
                "post_id": "-1_100",
                "author_id": "-1",
                "likes": 5,
                "reposts": 6,
                "replies": 7,
                "views": 1000,
            },
        ),
        (
            "Дата публикации,Канал,Ссылка на пост,Текст поста,Просмотры,Репосты",
            '03.09.2025 08:00,Новости,https://t.me/news/5{n},слова {n},"1,2K",3',
            {"source": "telegram", "post_id": "news/50", "text": "слова 0", "views": 1200, "reposts": 3},
        ),
        (
            "post_id,ChannelID,ChannelName,Platform,published_at,post_body_text,url,engagement_data_LikeCount",
            "1{n},5,Ann,TikTok,2025-09-03T08:00:08Z,words {n},https://www.tiktok.com/@ann/video/754500000000000000{n},5",
            {"source": "tiktok", "text": "words 0", "likes": 5},
        ),
        (
            "id,published_at,match_sentence,author_name,tw_likes",
            "a{n}b,2025-09-03T08:00:08Z,some <em>words</em> {n},Ann,5",
            {"text": "some words 0", "likes": 5, "author_id": "Ann"},
        ),
    ],
)
def test_headers_of_tools_that_have_no_layout(
    header: str, row: str, expected: dict[str, object], tmp_path: Path
) -> None:
    """Tables as collectors, sharers of data and listening tools write them are guessed right."""
    ids = [str(int(IDS[0]) + 40_000_000_000_000 * n) for n in range(8)]
    first = read(tmp_path, rows(header, *(row.format(id=i, n=n) for n, i in enumerate(ids))))[0]
    for name, value in expected.items():
        found = first[name]
        if isinstance(found, datetime):
            found = found.replace(microsecond=0, tzinfo=None).isoformat()
        assert found == (value.format(id=ids[0]) if isinstance(value, str) else value), name


def export(folder: Path, *values: object) -> list[dict[str, Any]]:
    """The posts of JSON values, one a line."""
    return read(folder, "\n".join(map(json.dumps, values)))


def test_pages_of_an_unknown_tool_are_opened(tmp_path: Path) -> None:
    """The posts are those under the key that lists them; a post that lists its comments is one post."""
    inner = {"id": "Ug1", "text": "some words", "like_count": 5}
    for page in (
        {"tweets": [inner], "status": "success"},
        {"title": "A film", "description": "d", "comments": [inner]},
    ):
        assert [(post["text"], post["likes"]) for post in export(tmp_path, page)] == [("some words", 5)]
    by_account = {"ann": [inner, inner | {"id": "Ug2"}], "bob": [inner | {"id": "Ug3"}]}
    assert [post["post_id"] for post in export(tmp_path, by_account)] == ["Ug1", "Ug2", "Ug3"]
    assert [post["text"] for post in export(tmp_path, {"caption": "my words", "comments": [inner]})] == ["my words"]


def test_a_post_beside_its_answers_is_read(tmp_path: Path) -> None:
    """Pages of a post and of what answers it hold both, under whatever names."""
    above, answer = {"id": "a", "text": "the parade", "like_count": 5}, {"id": "b", "text": "indeed", "like_count": 1}
    for page in ({"thread": above, "replies": [answer]}, {"post": above, "comments": [answer]}):
        assert [(post["text"], post["likes"]) for post in export(tmp_path, page)] == [("the parade", 5), ("indeed", 1)]


@pytest.mark.parametrize("name", ["text", "Comments", "Tweets"])
def test_a_list_of_texts_is_a_table_of_one_column(name: str, tmp_path: Path) -> None:
    """Whatever delimiters its texts hold, in quotes or not."""
    texts = ["first, with a comma", "second; with another", '"third, in quotes"', 'fourth "is" free']
    assert [post["text"] for post in read(tmp_path, rows(name, *texts))] == [
        "first, with a comma", "second; with another", "third, in quotes", 'fourth "is" free',
    ]  # fmt: skip


def test_titles_of_music_are_no_text(tmp_path: Path) -> None:
    """However long they are: a table of videos without captions holds no texts."""
    titled = rows("id,likes,music_title", f"1,5,{'a long title ' * 3}", f"2,5,{'b title ' * 5}")
    with pytest.raises(InputError, match="no column holds the text"):
        read(tmp_path, titled)


def test_a_text_is_no_header(tmp_path: Path) -> None:
    """A file without a header says so, and does not lose its first row."""
    words = "so many words that no column is ever called like that"
    with pytest.raises(InputError, match="no header row"):
        read(tmp_path, f"{words},a\nshort words,b\nmore words,c\n")


def test_folded_posts_of_weibo_are_cut(tmp_path: Path) -> None:
    """A row of nulls holds no post."""
    nulls = "Null,Null,Null,Null,Null"
    posts = read(
        tmp_path, rows("时间,内容,转发数,评论数,点赞数", "2025-09-03,话 ...全文,1,1,1", nulls, "2025-09-03,话,1,1,1")
    )
    assert [post["truncated"] for post in posts] == [True, False]


def test_entities_show_markup_in_texts_of_any_network(tmp_path: Path) -> None:
    """YouTube's texts as scripts save them hold entities, and tags now and then."""
    escaped = ["it&#39;s &quot;fine&quot;", "a &amp; b &lt;3", "plain words"]
    assert [post["text"] for post in read(tmp_path, rows("comment,likes", *(f"{text},5" for text in escaped)))] == [
        'it\'s "fine"', "a & b <3", "plain words",
    ]  # fmt: skip
    marked = [*escaped, "one<br>two"]
    assert [post["text"] for post in read(tmp_path, rows("comment,likes", *(f"{text},5" for text in marked)))] == [
        'it\'s "fine"', "a & b <3", "plain words", "one\ntwo",
    ]  # fmt: skip


def test_network_of_snscrape_is_told_by_its_module(tmp_path: Path) -> None:
    """A toot's link names its server alone."""
    toot = {"_type": "snscrape.modules.mastodon.Toot", "id": "109381959558229264", "content": "words and words",
            "url": "https://m.test/@ann/109381959558229264", "date": "2022-11-21T13:10:48+00:00"}  # fmt: skip
    (post,) = read(tmp_path, json.dumps([toot]), name="export.json")
    assert (post["source"], post["post_id"]) == ("mastodon", "109381959558229264")


def test_a_users_fields_make_no_user(tmp_path: Path) -> None:
    """Twint's JSON has id, name and username beside its text, and names a post's own author in reply_to."""
    post = {
        "id": 1963143612345678901, "conversation_id": "1963143612345678901", "created_at": "2025-09-03 08:00:00 UTC",
        "date": "2025-09-03", "time": "08:00:00", "timezone": "+0000", "user_id": 77, "username": "ann", "name": "Ann",
        "tweet": "some words", "replies_count": 1, "retweets_count": 2, "likes_count": 5, "retweet": False,
        "reply_to": [{"user_id": "77", "username": "ann"}], "hashtags": ["a"],
    }  # fmt: skip
    found = export(tmp_path, post)[0]
    assert [found[name] for name in ("post_id", "text", "author_id", "likes", "kind")] == [
        "1963143612345678901", "some words", "77", 5, "post"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", [{"status": 401, "message": "invalid token"}, {"code": "x", "message": "m"}, {"error": "e", "detail": "d"}]
)
def test_an_error_message_is_no_post(value: object, tmp_path: Path) -> None:
    """What an API said in place of posts has a text, and no post."""
    assert export(tmp_path, value) == []
    assert ingest.detect(tmp_path / "export.csv").reason == "the error message of an API"


def test_replies_to_a_comment_are_not_the_comments_of_its_video(tmp_path: Path) -> None:
    """Of both counts that of replies is taken; posts of the same table that have none keep their comments."""
    comment = {
        "cid": "Ugx1",
        "comment": "hello there",
        "author": "@ann",
        "voteCount": 3,
        "commentsCount": 900,
        "replyCount": 1,
    }
    (first,) = read(tmp_path, json.dumps([comment | {"videoId": "abcdefghijk"}]))
    assert (first["source"], first["replies"], first["author_id"]) == ("youtube", 1, "@ann")
    data = rows(
        "id,url,title,body,upVotes,upVoteRatio,numberOfComments,numberOfReplies",
        "t3_abcde,https://www.reddit.com/r/a/comments/abcde/t/,Title,text of the post,4,0.9,3,",
        "t1_abcdf,https://www.reddit.com/r/a/comments/abcde/t/abcdf/,,text of the comment,4,,,1",
    )
    assert [post["replies"] for post in read(tmp_path, data)] == [3, 1]


def test_comments_as_yt_dlp_writes_them(tmp_path: Path) -> None:
    """They lie inside the video's object, and answer the video or each other."""
    comment = {"id": "Ugx1", "parent": "root", "text": "hello there", "like_count": 3, "author_id": "UC1", "author": "@ann",
               "author_is_uploader": False, "timestamp": 1704067200}  # fmt: skip
    answer = comment | {"id": "Ugx1.a", "parent": "Ugx1"}
    posts = read(tmp_path, json.dumps({"id": "v", "title": "a video", "comments": [comment, answer]}))
    assert [(post["source"], post["kind"], post["reply_to_id"]) for post in posts] == [
        ("youtube", "reply", None), ("youtube", "reply", "Ugx1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("link", "source", "post_id", "author"),
    [
        ("https://www.facebook.com/a.b/posts/10158123456789012", "facebook", "10158123456789012", "a.b"),
        ("https://www.facebook.com/a/posts/some-words/10158123456789012", "facebook", "10158123456789012", "a"),
        ("https://www.facebook.com/permalink.php?story_fbid=123456&id=42", "facebook", "123456", None),
        ("https://www.facebook.com/groups/12345/permalink/1234567/", "facebook", "1234567", None),
        ("https://www.facebook.com/watch/?v=777777", "facebook", "777777", None),
        ("https://www.facebook.com/a/posts/pfbid02abcDEF", "facebook", "pfbid02abcDEF", "a"),
        ("https://www.facebook.com/a/posts/10158123456789012?comment_id=5", "facebook", None, None),
        ("https://vk.com/feed?w=wall-1_2", "vk", "-1_2", None),
        (
            "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7300000000000000001",
            "linkedin",
            "7300000000000000001",
            None,
        ),
        (
            "https://www.linkedin.com/posts/ann_a-day-activity-7300000000000000001-x",
            "linkedin",
            "7300000000000000001",
            None,
        ),
    ],
)
def test_ids_in_links(link: str, source: str, post_id: str | None, author: str | None, tmp_path: Path) -> None:
    """Where a table has no ids the link to each post tells it, and its author; a link to a comment is not the post's."""
    (post,) = read(tmp_path, rows("content,url,likes", f"hello there,{link},1"))
    assert post["source"] == source
    assert (post["post_id"], post["author_id"]) == (post_id, author) if post_id else not post["id_ok"]


def test_handles_lose_their_mark(tmp_path: Path) -> None:
    """As other exports of the network write them."""
    data = rows("text,account,url", "hello there,@a@m.test,https://www.threads.net/@a/post/DABC")
    assert read(tmp_path, data)[0]["author_id"] == "a@m.test"


def test_what_is_not_for_anyone_to_read_is_no_post(tmp_path: Path) -> None:
    """Whatever tool it comes from: exports of one's own account hold private messages beside the posts."""
    note = {"id": "9abc", "text": "hello there", "createdAt": "2024-01-01T00:00:00.000Z", "visibility": "public"}
    notes = [note, *(note | {"visibility": kind} for kind in ("specified", "followers", "direct", "home"))]
    assert [len(read(tmp_path, json.dumps([one]))) for one in notes] == [1, 0, 0, 0, 1]


def test_names_of_a_crawler_of_chinese_networks(tmp_path: Path) -> None:
    """Shares, likes of comments and comments on comments have names of their own; the network is in the link."""
    note = {"note_id": "66aa", "title": "A title", "desc": "the text", "time": 1756886408000, "user_id": "7", "shared_count": "2",
            "liked_count": "1万", "comments_count": "1", "note_url": "https://www.xiaohongshu.com/explore/66aa"}  # fmt: skip
    (post,) = read(tmp_path, json.dumps([note]))
    assert (post["source"], post["likes"], post["reposts"], post["replies"]) == ("xiaohongshu", 10_000, 2, 1)
    comments = rows(
        "comment_id,content,create_time,comment_like_count,sub_comment_count", "5206,hello there,1756886408,4,1"
    )
    (comment,) = read(tmp_path, comments)
    assert (comment["kind"], comment["likes"], comment["replies"]) == ("reply", 4, 1)


def test_a_link_to_what_is_commented_on_names_no_commenter(tmp_path: Path) -> None:
    """Nor does it tell the comment's id."""
    link = "https://www.tiktok.com/@b/video/7140000000000000001"
    named = rows("comment_id,comment_text,commenter_user_name,post_url", f"7150000000000000001,nice,a,{link}")
    assert read(tmp_path, named)[0]["author_id"] == "a"
    (bare,) = read(
        tmp_path, rows("comment_text,num_likes,comment_url", f"nice,3,{link}?comment_id=7150000000000000001")
    )
    assert (bare["source"], bare["author_id"], bare["id_ok"]) == ("tiktok", None, False)


def test_parents_and_quotes_of_bluesky(tmp_path: Path) -> None:
    """Addresses of other posts tell the kind."""
    own, other = "at://did:plc:a/app.bsky.feed.post/3k", "at://did:plc:b/app.bsky.feed.post/3j"
    header = "uri,text,created_at,reply_parent_uri,reply_root_uri,quote_uri"
    data = rows(
        header, f"{own},hello there,2025-01-01T00:00:00Z,{other},{other},", f"{own}2,hi,2025-01-01T00:00:00Z,,,{other}"
    )
    reply, quote = read(tmp_path, data)
    assert (reply["kind"], reply["reply_to_id"], reply["conversation_id"]) == ("reply", other, other)
    assert (quote["kind"], quote["quote_of_id"]) == ("quote", other)


def test_objects_in_cells_are_opened(tmp_path: Path) -> None:
    """As pandas writes what a client of X API v2 gives: counts, tags and posts referred to lie in objects and lists."""
    counts = "\"{'retweet_count': 2, 'reply_count': 1, 'like_count': 3, 'quote_count': 0}\""
    tags = "\"{'hashtags': [{'start': 0, 'end': 2, 'tag': 'now'}]}\""
    data = rows(
        ",id,text,public_metrics,entities,referenced_tweets",
        f"0,{IDS[0]},hello there,{counts},{tags},",
        f'1,{IDS[1]},@ann how are you,{counts},{tags},"[<ReferencedTweet id={IDS[0]} type=replied_to]"',
        f"2,{IDS[2]},so be it,{counts},{tags},\"[{{'type': 'quoted', 'id': '{IDS[0]}'}}]\"",
    )
    first, second, third = read(tmp_path, data)
    assert [first[name] for name in ("likes", "reposts", "replies", "quotes", "hashtags")] == [3, 2, 1, 0, ["now"]]
    assert [post["kind"] for post in (first, second, third)] == ["post", "reply", "quote"]
    assert (second["reply_to_id"], third["quote_of_id"]) == (IDS[0], IDS[0])


def test_an_account_in_a_cell_is_the_author(tmp_path: Path) -> None:
    """As pandas writes statuses of API v1.1."""
    user = "\"{'id_str': '7', 'screen_name': 'ann', 'followers_count': 40, 'verified': True}\""
    (post,) = read(tmp_path, rows("id_str,full_text,user", f"{IDS[0]},hello there,{user}"))
    assert (post["author_id"], post["followers"], post["verified"]) == ("7", 40, True)


def test_ids_as_text_win_over_numbers(tmp_path: Path) -> None:
    """R and pandas round the numbers beside them."""
    data = rows(
        "id,id_str,full_text,in_reply_to_status_id,in_reply_to_status_id_str",
        f"1.9631500000000000e+18,{IDS[1]},hello there,1.96315e+18,{IDS[0]}",
    )
    (post,) = read(tmp_path, data)
    assert (post["post_id"], post["reply_to_id"], post["kind"]) == (IDS[1], IDS[0], "reply")


def test_what_a_comment_is_about_is_not_its_id(tmp_path: Path) -> None:
    """`postId` beside `id` and `parentId`; rows about groups and accounts are no posts."""
    post = {"id": "t3_1a", "title": "A parade", "body": "loud", "dataType": "post", "url": REDDIT}
    comment = {"id": "t1_2b", "parentId": "t3_1a", "postId": "t3_1a", "body": "so be it", "dataType": "comment",
               "url": REDDIT + "2b/"}  # fmt: skip
    group = {"id": "t5_3c", "title": "News", "description": "all the news", "dataType": "community"}
    data = json.dumps([post, comment, group])
    found = read(tmp_path, data, name="export.json")
    assert [(row["post_id"], row["kind"], row["reply_to_id"]) for row in found] == [
        ("t3_1a", "post", None), ("t1_2b", "reply", "t3_1a"),
    ]  # fmt: skip


REDDIT = "https://www.reddit.com/r/news/comments/1a/a_parade/"


def test_a_video_answers_none(tmp_path: Path) -> None:
    """Comments on YouTube are replies; videos, which are viewed, are posts."""
    video = {"id": "abcdefghijk", "url": "https://www.youtube.com/watch?v=abcdefghijk", "text": "All of the parade",
             "viewCount": 90, "channelId": "UC1"}  # fmt: skip
    (post,) = read(tmp_path, json.dumps(video), name="export.json")
    assert (post["source"], post["kind"], post["views"]) == ("youtube", None, 90)


@pytest.mark.parametrize("page", [
    {"status_code": "0", "status_message": "OK", "result": {"total": 1, "data": [{"data": {"content": "so be it"}}]}},
    {"title": "A search", "answer": {"posts": [{"body": "so be it"}]}},
    {"code": 0, "message": "all is well", "data": [{"text": "so be it"}]},
    [{"id": "1_2", "thread": {"text": "so be it", "username": "ann"}}],
])  # fmt: skip
def test_posts_lie_deep_in_answers_of_unknown_tools(page: Any, tmp_path: Path) -> None:
    """In lists inside objects, and as objects inside records: what the page says of itself is no post."""
    assert [post["text"] for post in read(tmp_path, json.dumps(page), name="export.json")] == ["so be it"]


def test_a_flag_wins_over_a_text_that_was_cut(tmp_path: Path) -> None:
    """Scrapers that use the names of API v1.1 say with flags what is a repost."""
    status = {"id": IDS[0], "user": {"id_str": "7", "screen_name": "ann"}, "full_text": "so be it", "is_retweet": True,
              "is_quote_tweet": False, "retweet_count": 1, "favorite_count": 2, "view_count": 90}  # fmt: skip
    found = read(tmp_path, json.dumps([status, status | {"is_retweet": False}]), name="export.json")
    assert [(row["kind"], row["views"], row["author_id"]) for row in found] == [
        ("repost", None, "7"),
        ("post", 90, "7"),
    ]


def test_lists_inside_a_post_are_not_its_text(tmp_path: Path) -> None:
    """As Apify parts them: what others commented stands in columns of its own."""
    data = rows(
        "caption,id,ownerUsername,url,latestComments/0/text,latestComments/0/ownerUsername",
        "so be it,3179,ann,https://www.instagram.com/p/CwAbC123456/,nice one my friend,bob",
    )
    (post,) = read(tmp_path, data)
    assert (post["text"], post["author_id"]) == ("so be it", "ann")


def test_a_byline_is_no_text(tmp_path: Path) -> None:
    """Scweet wrote the line above a post as `Text` and the post as `Embedded_text`."""
    data = rows(
        "UserScreenName,UserName,Timestamp,Text,Embedded_text,Likes,Tweet URL",
        f'Ann,@ann,2025-09-03T08:00:08.000Z,"Ann\n@ann\n·\nSep 3",so be it,5,https://twitter.com/ann/status/{IDS[0]}',
    )
    (post,) = read(tmp_path, data)
    assert (post["text"], post["author_id"], post["post_id"]) == ("so be it", "ann", IDS[0])


def test_counts_and_times_of_crawlers_of_weibo(tmp_path: Path) -> None:
    """Comments' counts say so; of two times the whole one."""
    data = rows("评论者昵称,评论日期,评论时间,评论内容,评论点赞数,评论回复数", "某人,2025-09-03,16:00:08,真好看啊,3,1")
    (post,) = read(tmp_path, data)
    assert (post["kind"], post["likes"], post["replies"]) == ("reply", 3, 1)
    (post,) = read(
        tmp_path, rows("id,正文,日期,点赞数,转发数,完整日期", "5206,真好看啊,2025-09-03,3,1,2025-09-03 16:00:08")
    )
    assert post["created_at"] == datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC)


@pytest.mark.parametrize(("header", "author"), [
    ("Datum;Benutzername;Beitrag;Gefällt mir;Antworten;Geteilt", "ann"),
    ("Fecha;Usuario;Publicación;Me gusta;Comentarios;Compartidos", "ann"),
    ("Date;Auteur;Texte du tweet;J'aime;Commentaires;Partages", "ann"),
    ("Data;Usuário;Texto do tweet;Curtidas;Respostas;Retweets", "ann"),
    ("Tarih;Kullanıcı;Gönderi;Beğeni;Yorum;RT", "ann"),
    ("التاريخ;المستخدم;نص التغريدة;الإعجابات;Replies;Retweets", "ann"),
])  # fmt: skip
def test_names_of_other_languages(header: str, author: str, tmp_path: Path) -> None:
    """As tools and people write them in six."""
    (post, _) = read(tmp_path, rows(header, "13.09.2025 08:00;ann;so be it;5;1;2", "14.09.2025 08:00;bob;no;0;0;0"))
    found = [post[name] for name in ("text", "author_id", "likes", "replies", "reposts")]
    assert found == ["so be it", author, 5, 1, 2]
    assert post["created_at"] == datetime(2025, 9, 13, 8, 0, tzinfo=UTC)


def test_a_zone_that_changes_nothing_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Times inside ids of X are exact and win over a column's; once a file a line says so, and none where no zone is set."""
    caplog.set_level(logging.INFO)
    data = rows("id,date,text", *(f"{post_id},2025-09-03 10:00,words" for post_id in IDS))
    mapping = Source("*.csv", time_zone="Asia/Tokyo")
    posts = read(tmp_path, data, mapping)
    assert posts[0]["created_at"] == datetime(2025, 9, 3, 8, 0, 8, 220000, tzinfo=UTC)
    assert caplog.text.count("times are those inside the ids, which are exact; time_zone changed none") == 1
    caplog.clear()
    read(tmp_path, data)
    read(tmp_path, data.replace("10:00", "10:00:00+09:00"), mapping)
    assert "inside the ids" not in caplog.text


def test_shares_beside_reposts_are_none_of_them(tmp_path: Path) -> None:
    """X counts both; where a network has shares alone, they are its reposts."""
    (post,) = read(tmp_path, rows("id,text,shares,reposts,likes", "a1,the parade,7,2,5"))
    assert post["reposts"] == 2
    (post,) = read(tmp_path, rows("id,text,shares,likes", "a1,the parade,7,5"))
    assert post["reposts"] == 7


POST = {"id": 1963150000000000001, "text": "the parade", "likes": 5, "created_at": "2025-09-03T08:00:08Z"}


@pytest.mark.parametrize("orient", ["columns", "split"])
@pytest.mark.parametrize(
    "post",
    [POST, json.loads(FIXTURES["x-v1.1"].splitlines()[0]), EXAMPLES["mastodon"]],
    ids=["guessed", "x", "mastodon"],
)
def test_data_frames_as_pandas_writes_them(post: dict[str, Any], orient: str, tmp_path: Path) -> None:
    """Columns by row, which is what `to_json` writes unless told otherwise, or split: of any format's posts."""
    posts = [post, post | {"id": int(str(post["id"])[:-1] + "7")}]
    columns = {key: [row[key] for row in posts] for key in post}
    frame: dict[str, Any] = {key: dict(zip(("0", "4"), cells, strict=True)) for key, cells in columns.items()}
    if orient == "split":
        frame = {"columns": list(post), "index": [0, 4], "data": [list(row.values()) for row in posts]}
    expected = export(tmp_path, *posts)
    found = export(tmp_path, frame)
    assert [row | {"raw_line": None} for row in found] == [row | {"raw_line": None} for row in expected]


def test_rows_that_are_no_lists_stay_beside_columns(tmp_path: Path) -> None:
    """Objects beside a list of `columns` are posts as they are: nothing is lost in silence."""
    found = export(tmp_path, {"columns": list(POST), "data": [POST, POST | {"likes": 6}]})
    assert [post["likes"] for post in found] == [5, 6]


def test_posts_under_their_ids_are_all_read(tmp_path: Path) -> None:
    """An object with the posts' ids as keys, or with pages by search; not one with a post and another beside it."""
    assert [post["likes"] for post in export(tmp_path, {"a": POST, "b": POST | {"likes": 6}})] == [5, 6]
    pages = {"first": {"asked": 1, "data": [POST]}, "second": {"asked": 2, "data": [POST, POST]}}
    assert len(export(tmp_path, pages)) == 3
    assert len(export(tmp_path, {"post": POST, "quoted_post": POST})) == 1


def test_values_of_mongodb(tmp_path: Path) -> None:
    """Large numbers, times and ids of its own as it exports them; its `_id` is no post's where there is an `id`."""
    mongo = POST | {
        "_id": {"$oid": "507f1f77bcf86cd799439011"}, "id": {"$numberLong": str(POST["id"])}, "likes": {"$numberInt": "5"},
        "created_at": {"$date": {"$numberLong": "1756886408000"}},
    }  # fmt: skip
    (post,) = export(tmp_path, dict(sorted(mongo.items())))
    assert (post["post_id"], post["likes"]) == (str(POST["id"]), 5)
    assert post["created_at"] == datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC)


def test_hits_of_a_search_engine(tmp_path: Path) -> None:
    """Of Elasticsearch: pages of hits, and hits a line."""
    hit = {"_index": "a", "_id": "x9", "_source": POST}
    for value in ({"took": 1, "hits": {"total": {"value": 1}, "hits": [hit]}}, hit):
        assert [(post["text"], post["likes"]) for post in export(tmp_path, value)] == [("the parade", 5)]


def test_captures_of_zeeschuimer_from_any_network(tmp_path: Path) -> None:
    """The id of the captured item goes before the number of the capture."""
    captured = {"nav_index": "1:0", "timestamp_collected": 1756900000000, "source_platform": "linkedin.com"}
    lines = [
        json.dumps(
            captured | {"item_id": f"urn:li:activity:74{i}", "data": {"commentary": {"text": f"post {i}"}}, "id": i}
        )
        for i in (1, 3, 5, 7)
    ]
    found = read(tmp_path, "\n".join(lines), name="export.ndjson")
    assert [post["post_id"] for post in found] == [f"urn:li:activity:74{i}" for i in (1, 3, 5, 7)]


def test_a_count_of_zero_in_parquet_is_a_count(tmp_path: Path) -> None:
    """Numbers in Parquet are numbers, and the posts of Reddit without a comment have none: that is not null."""
    names = ("id", "title", "selftext", "created_utc", "num_comments")
    rows = [dict(zip(names, (f"vw0f{i}", "a", "b", 1341170018.0, i), strict=True)) for i in range(2)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    (batch,) = ingest.read_file(tmp_path / "a.parquet", "a.parquet", pseudonym=lambda _source, author: author)
    assert batch.posts["replies"].to_pylist() == [0, 1]


def test_columns_inside_of_others_in_parquet(tmp_path: Path) -> None:
    """Authors, counts and kinds inside of structs and lists, as posts of JSON become tables; null has nothing inside."""
    posts = [
        {"id": IDS[0], "text": "one", "author": {"id": "7", "public_metrics": {"followers_count": 9}},
         "public_metrics": {"like_count": 3}, "referenced_tweets": [{"type": "replied_to", "id": IDS[2]}]},
        {"id": IDS[1], "text": "two", "author": None, "public_metrics": None, "referenced_tweets": None},
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(posts), tmp_path / "a.parquet")
    (batch,) = ingest.read_file(tmp_path / "a.parquet", "a.parquet", pseudonym=lambda _source, author: author)
    names = ("author_id", "followers", "likes", "kind", "reply_to_id")
    assert [tuple(row[name] for name in names) for row in batch.posts.to_pylist()] == [
        ("7", 9, 3, "reply", IDS[2]), (None, None, None, "post", None),
    ]  # fmt: skip
    assert ingest.guessed_columns(tmp_path / "a.parquet")["author_id"] == "author.id"


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ('c("one", "two three")', ["one", "two three"]), ('list("one")', ["one"]), ("character(0)", None),
        ("list(NULL)", None), ("list()", None), ("c(NA, NA)", None), ("one", ["one"]),
    ],
)  # fmt: skip
def test_lists_of_r_in_cells(cell: str, tags: list[str] | None, tmp_path: Path) -> None:
    """R writes a column of lists as code."""
    quoted = cell.replace('"', '""')
    (post,) = read(tmp_path, rows("id,text,hashtags", f'{IDS[0]},words,"{quoted}"'))
    assert post["hashtags"] == tags


def test_of_two_columns_of_one_name_the_empty_one_is_none(tmp_path: Path) -> None:
    """A merged table may have each name twice; where both hold something, the first one counts."""
    found = read(tmp_path, rows("id,text,likes,text,likes", f"{IDS[0]},,3,one,9", f"{IDS[1]},NaN,4,two,9"))
    assert [(post["text"], post["likes"]) for post in found] == [("one", 3), ("two", 4)]


@pytest.mark.parametrize("word", ["nan", "NA", "None"])
def test_a_word_for_nothing_is_no_language(word: str, tmp_path: Path) -> None:
    """Min Nan is `nan`, Nauruan `na`: in a table both say that nothing is there."""
    found = read(tmp_path, rows("id,text,lang", f"{IDS[0]},one,en", f"{IDS[1]},two,{word}"))
    assert [post["lang"] for post in found] == ["en", None]


def test_names_in_traditional_chinese(tmp_path: Path) -> None:
    """Of Taiwan and Hong Kong."""
    (post,) = read(tmp_path, rows("發佈時間,作者,內容", "2025-09-03 16:00,某人,第一則貼文"))
    assert (post["text"], post["author_id"]) == ("第一則貼文", "某人")
    assert post["created_at"] == datetime(2025, 9, 3, 16, tzinfo=UTC)


def test_a_count_of_favourites_alone_is_not_of_x(tmp_path: Path) -> None:
    """Forums and sites of pictures have it, too; beside X's own names it is."""
    header, row = "id,content,favorite_count,created_at,url", "a post of words,3,2025-09-03T08:00:08Z"
    lines = [f"k{i},{row},https://forum.example.org/p/{i}" for i in range(4)]
    assert {post["source"] for post in read(tmp_path, rows(header, *lines))} == {"unknown"}
    assert {post["source"] for post in read(tmp_path, rows(header.replace("id", "tweet_id", 1), *lines))} == {"x"}
    bare = rows("created_at,full_text,favorite_count", "2025-09-03T08:00:08Z,a post of words,3")
    assert {post["source"] for post in read(tmp_path, bare)} == {"x"}


def test_comments_beside_the_post_that_they_are_about(tmp_path: Path) -> None:
    """The text that stands in every row is the post's: the rows are its comments, with authors of their own."""
    data = rows(
        "post_text,author,comment_text,comment_author,comment_time",
        "the tram opens,city,late again,ann,2025-09-03 08:18:15",
        "the tram opens,city,how nice it is,bob,2025-09-03 08:32:57",
    )
    found = [(post["text"], post["author_id"], post["kind"]) for post in read(tmp_path, data)]
    assert found == [("late again", "ann", "reply"), ("how nice it is", "bob", "reply")]
    repeated = rows("text,comment", "same words,noted", "same words,noted")
    assert [post["text"] for post in read(tmp_path, repeated)] == ["same words", "same words"]


def test_quotes_and_reposts_by_the_names_of_archives_and_services(tmp_path: Path) -> None:
    """X's own archive of campaigns, and a service that puts the quoted post inside."""
    header = "tweetid,tweet_text,in_reply_to_tweetid,quoted_tweet_tweetid,retweet_tweetid"
    data = rows(header, f"{IDS[0]},one,,{IDS[2]},", f"{IDS[1]},two,,,{IDS[2]}", f"{IDS[2]},three,,,")
    links = [(post["kind"], post["quote_of_id"], post["repost_of_id"]) for post in read(tmp_path, data)]
    assert links == [("quote", IDS[2], None), ("repost", None, IDS[2]), ("post", None, None)]
    sold = [
        {"id": IDS[i], "description": f"words {i}", "url": f"https://x.com/a/status/{IDS[i]}", "quoted_post": quoted}
        for i, quoted in enumerate(({"post_id": IDS[2], "description": "theirs"}, {"post_id": None}))
    ]
    links = [(post["kind"], post["quote_of_id"]) for post in read(tmp_path, json.dumps(sold), name="export.json")]
    assert links == [("quote", IDS[2]), ("post", None)]


@pytest.mark.parametrize(
    ("column", "network"), [("statistics.share_count", "facebook"), ("statistics.views", "unknown")]
)
def test_the_address_in_the_meta_content_library_names_no_network(column: str, network: str, tmp_path: Path) -> None:
    """Posts of Instagram have one at facebook.com, too; columns that Facebook alone has tell it."""
    data = rows(f"id,text,mcl_url,{column}", "7001,hello there,https://www.facebook.com/transparency/7001,3")
    assert read(tmp_path, data)[0]["source"] == network


@pytest.mark.parametrize(
    ("ids", "network", "first"),
    [
        (("5550296508_10155028615326509", "5550296508_10155028615326510"), "facebook", "5550296508_10155028615326509"),
        (("10155028615326509_26509", "10155028615326509_26510"), "facebook", "10155028615326509_26509"),
        (("3310000000000000001_123", "3310000000000000002_123"), "instagram", "3310000000000000001"),
    ],
)
def test_ids_of_two_numbers_tell_the_network(ids: tuple[str, str], network: str, first: str, tmp_path: Path) -> None:
    """A page's and its post's are Facebook's, though X's are called `status_id`, too; a post's and its author's are not."""
    data = rows("status_id,status_message,status_author", *(f"{one},words to say,City" for one in ids))
    post, _ = read(tmp_path, data)
    assert (post["source"], post["post_id"], post["author_id"]) == (network, first, "City")


@pytest.mark.parametrize("name", ["comments_full", "latestComments", "replies", "media"])
def test_comments_that_posts_hold_are_told_of(name: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """They are no rows of their own, which is said; other lists are nobody's posts."""
    posts = [{"id": IDS[0], "text": "words", name: [{"text": "well said", "id": 1}]}, {"id": IDS[1], "text": "more"}]
    assert len(read(tmp_path, json.dumps(posts), name="export.json")) == 2
    assert (f"posts hold comments ({name})" in caplog.text) is (name != "media")


def test_ids_of_posts_that_a_file_holds_many_times(tmp_path: Path) -> None:
    """Captured again and again, a post is one still; what many comments share is no id of theirs."""
    again = [
        f"{one},{text},{likes}" for likes in range(4) for one, text in zip(IDS, ("one", "two", "three"), strict=False)
    ]
    found = read(tmp_path, rows("id,text,likes", *again))
    assert ({post["post_id"] for post in found}, len(found)) == (set(IDS[:3]), len(again))
    shared = [f"{IDS[i % 2]},words {i},{i}" for i in range(8)]
    assert not any(post["id_ok"] for post in read(tmp_path, rows("id,text,likes", *shared)))


def test_reposts_of_vk(tmp_path: Path) -> None:
    """`copy_history` holds the original: one without words of its own is a repost of it, else it is a quote."""
    post = {"from_id": -7, "owner_id": -7, "date": 1756886408, "post_type": "post", "likes": {"count": 3}}
    original = {"id": 9, "owner_id": -5, "text": "theirs"}
    items = [
        post | {"id": 1, "text": "mine"},
        post | {"id": 2, "text": "", "copy_history": [original]},
        post | {"id": 3, "text": "mine too", "copy_history": [original]},
    ]
    found = read(tmp_path, json.dumps({"response": {"items": items}}), name="export.json")
    told = [(p["post_id"], p["text"], p["kind"], p["repost_of_id"], p["quote_of_id"], p["likes"]) for p in found]
    assert told == [
        ("-7_1", "mine", "post", None, None, 3),
        ("-7_2", "theirs", "repost", "-5_9", None, None),
        ("-7_3", "mine too", "quote", None, "-5_9", 3),
    ]


def test_comments_of_vk_are_of_who_wrote_them(tmp_path: Path) -> None:
    """`owner_id` is the wall on which they stand, which all share."""
    item = {"date": 1756886408, "owner_id": -7, "post_id": 1, "parents_stack": [], "likes": {"count": 3}}
    items = [item | {"id": i, "from_id": 50 + i, "text": f"words {i}"} for i in (1, 2)]
    found = read(tmp_path, json.dumps({"response": {"items": items}}), name="export.json")
    told = [(post["source"], post["post_id"], post["author_id"], post["kind"]) for post in found]
    assert told == [("vk", "-7_1", "51", "reply"), ("vk", "-7_2", "52", "reply")]


@pytest.mark.parametrize(("video", "network"), [("1234567", "unknown"), ("dQw4w9WgXcQ", "youtube")])
def test_comments_on_a_video_are_youtubes_by_its_id(video: str, network: str, tmp_path: Path) -> None:
    """Bilibili, Kuaishou and others number theirs."""
    data = rows(
        "comment_id,video_id,content,user_id", *(f"20{i},{video},words to say {i},6{i}" for i in range(1, 9, 2))
    )
    assert {post["source"] for post in read(tmp_path, data)} == {network}


@pytest.mark.parametrize(
    "page",
    [
        {"2024-03-05": [{"id": "a1", "text": "one"}], "2024-03-06": [], "2024-03-07": [{"id": "a2", "text": "two"}]},
        {"posts": {"-Na1": {"id": "a1", "text": "one"}, "-Na2": {"id": "a2", "text": "two"}}},
        {
            "responseHeader": {"status": 0},
            "response": {"docs": [{"id": "a1", "text": "one"}, {"id": "a2", "text": "two"}]},
        },
    ],
)
def test_all_posts_of_a_page_are_read(page: Any, tmp_path: Path) -> None:
    """By days of which one has none, under their keys inside a page, in a search engine's answer."""
    assert [post["text"] for post in read(tmp_path, json.dumps(page), name="export.json")] == ["one", "two"]


def test_lists_beside_the_posts_are_told_of(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Comments beside posts are not read, which is said."""
    page = {"posts": [{"id": "a1", "text": "one"}], "comments": [{"id": "a2", "text": "two"}]}
    assert len(read(tmp_path, json.dumps(page), name="export.json")) == 1
    assert "other lists (comments)" in caplog.text


@pytest.mark.parametrize(("name", "count", "hour"), [("Datum", "45903,5", 12), ("created", "45903.25", 6)])
def test_times_that_a_spreadsheet_shows_as_numbers(name: str, count: str, hour: int, tmp_path: Path) -> None:
    """Days since the end of 1899 are times in a column of times, where all are, and it is told."""
    data = rows(f"id;{name};text;views", f"11;{count};the tram is late;45903", f"12;{count};how nice it is;45000")
    with doubts.kept() as found:
        first, _ = read(tmp_path, data)
    assert (first["created_at"], first["views"]) == (datetime(2025, 9, 3, hour, tzinfo=UTC), 45903)
    assert any("numbers of days" in doubt.why for doubt in found)
    assert read(tmp_path, data + "13;7;late;3\n")[0]["created_at"] is None


def test_ids_are_no_nanoseconds(tmp_path: Path) -> None:
    """A long number is a time only where the column's name says so."""
    data = rows("post_number,text", *(f"{identity},the tram is late" for identity in IDS))
    assert read(tmp_path, data)[0]["created_at"] is None
    assert read(tmp_path, data.replace("post_number", "created"))[0]["created_at"] is not None


def test_columns_that_are_empty_at_first(tmp_path: Path) -> None:
    """What no row of the sample fills is read where later rows do."""
    first = [f"p{i},the tram is {i} late,,," for i in range(SAMPLE_ROWS + 1)]
    *_, last = read(tmp_path, rows("id,text,author,lang,likes", *first, "late,how nice it is,ann,en,3"))
    assert (last["author_id"], last["lang"], last["likes"]) == ("ann", "en", 3)


INSTAGRAM = "https://www.instagram.com/p/DABCdefghi"


@pytest.mark.parametrize(
    ("ids", "links", "kind"),
    [
        (("18012345678901234", "17912345678901234"), (INSTAGRAM, INSTAGRAM + "1"), "reply"),
        (("1", "2"), (INSTAGRAM, INSTAGRAM), "reply"),
        (("3712345678901234567", "3712345678901234599"), (INSTAGRAM, INSTAGRAM + "1"), None),
    ],
)
def test_comments_with_the_link_of_their_post(
    ids: tuple[str, ...], links: tuple[str, ...], kind: str | None, tmp_path: Path
) -> None:
    """Told by ids that are comments' on Instagram, or by many of one post; a post's own rows are none."""
    lines = [f"{link},{identity},so nice {identity}" for link, identity in zip(links, ids, strict=True)]
    first, _ = read(tmp_path, rows("Post URL,Id,Text", *lines))
    assert (first["source"], first["post_id"], first["kind"]) == ("instagram", ids[0], kind)


def test_casts_of_farcaster(tmp_path: Path) -> None:
    """Their hashes are ids; a hash of the text would be one of all its copies, and is none."""
    casts = [
        f"0x{number:040x},{number},the tram is late,2025-09-03 10:00:00,{above}"
        for number, above in ((7, ""), (8, f"0x{7:040x}"))
    ]
    first, second = read(tmp_path, rows("hash,fid,text,timestamp,parent_hash", *casts))
    assert (first["source"], first["post_id"], first["author_id"], first["kind"]) == (
        "farcaster",
        f"0x{7:040x}",
        "7",
        "post",
    )
    assert (second["kind"], second["reply_to_id"]) == ("reply", first["post_id"])
    (copy, _) = read(tmp_path, rows("hash,text", "d41d8cd98f00,the tram is late", "a3f18cd98f01,how nice it is"))
    assert copy["id_ok"] is False


@pytest.mark.parametrize(
    "header",
    [
        "Beitrags-ID;Veröffentlicht am;Nutzername;Text des Beitrags;Gefällt-mir-Angaben;Kommentare;Aufrufe;Sprache",
        "Identifiant;Date de publication;Nom d'utilisateur;Texte du message;J'aime;Commentaires;Nombre de vues;Langue",
        "ID de publicación;Fecha de publicación;Nombre de usuario;Texto de la publicación;Me gusta;Comentarios;Vistas;Idioma",
        "ID da publicação;Data de publicação;Nome do usuário;Texto da publicação;Curtidas;Comentários;Visualizações;Idioma",
        "ID post;Data di pubblicazione;Nome utente;Testo del post;Mi piace;Commenti;Visualizzazioni;Lingua",
        "Bericht-ID;Publicatiedatum;Gebruikersnaam;Berichttekst;Vind-ik-leuks;Reacties;Weergaven;Taal",
        "ID posta;Data publikacji;Nazwa użytkownika;Treść posta;Polubienia;Komentarze;Wyświetlenia;Język",
        "Gönderi Kimliği;Yayınlanma Tarihi;Kullanıcı Adı;Gönderi Metni;Beğeni Sayısı;Yorum Sayısı;Görüntülenme;Dil",
        "ID поста;Дата публикации;Имя пользователя;Текст поста;Количество лайков;Комментарии;Просмотры;Язык",
        "معرف المنشور;تاريخ النشر;اسم المستخدم;نص المنشور;عدد الإعجابات;عدد التعليقات;المشاهدات;اللغة",
        "投稿ID;投稿日時;ユーザー名;投稿本文;いいね数;コメント数;インプレッション数;言語",
        "帖子编号;发布日期;用户名称;帖子正文;点赞数量;评论数量;浏览量;语言",
        "게시물 ID;게시 날짜;사용자 이름;게시물 내용;좋아요 수;댓글 수;조회수;언어",
    ],
)
def test_names_in_other_languages(header: str, tmp_path: Path) -> None:
    """A name of several words is known by each, in whatever order, also where they are written as one."""
    first, _ = read(
        tmp_path,
        rows(header, "k1;2025-09-03 08:00:00;ann;aha;3;4;5;Deutsch", "k2;2025-09-04 08:00:00;bob;oho;6;7;8;en"),
    )
    found = [first[name] for name in ("post_id", "author_id", "text", "likes", "replies", "views", "lang")]
    assert found == ["k1", "ann", "aha", 3, 4, 5, "de"]
    assert first["created_at"] == datetime(2025, 9, 3, 8, tzinfo=UTC)


def test_names_of_unknown_words_stay_unknown() -> None:
    """One word that is not known, or words that make no name, tell nothing."""
    for name in ("idle", "user type", "link post user", "text,comment", "Text des Vertrags"):
        assert english(name) == plain(name)


def test_formulas_that_are_links(tmp_path: Path) -> None:
    """A cell of a spreadsheet that links shows the id; a column of links has where they lead."""
    links = [f'"=HYPERLINK(""https://x.com/ann/status/{identity}"",""{{}}"")"' for identity in IDS[:2]]
    data = rows("id,text", *(f"{link.format(number)},late" for number, link in zip(IDS, links, strict=False)))
    assert [post["post_id"] for post in read(tmp_path, data)] == list(IDS[:2])
    data = rows("Link zum Beitrag,text", *(f"{link.format('open')},it is late" for link in links))
    assert [(post["source"], post["post_id"]) for post in read(tmp_path, data)] == [("x", IDS[0]), ("x", IDS[1])]


@pytest.mark.parametrize(
    "header",
    [
        "username,name,followers_count,description,created_at",
        "public_metrics.listed_count,name,public_metrics.like_count,description,created_at",
    ],
)
def test_accounts_are_no_posts(header: str, tmp_path: Path) -> None:
    """What they say of themselves is no post, though they have likes; beside posts' counts a description is."""
    data = rows(header, "7,Ann,12,all about trams,2010-01-01", "8,Bob,13,trams and bridges,2011-01-01")
    with pytest.raises(InputError, match="lists accounts"):
        read(tmp_path, data)
    videos = data.replace("username", "views").replace("public_metrics.listed_count", "views")
    assert len(read(tmp_path, videos)) == 2


def test_a_column_of_links_whatever_its_name(tmp_path: Path) -> None:
    """Where each leads to a post, of whatever network, it is the posts' link, and has their ids."""
    links = [f"https://www.linkedin.com/feed/update/urn:li:activity:710000000000000000{i}" for i in range(2)]
    first, _ = read(tmp_path, rows("Post,Post text,Likes", *(f"{link},it is late,3" for link in links)))
    assert (first["source"], first["post_id"], first["url"]) == ("linkedin", "7100000000000000000", links[0])
