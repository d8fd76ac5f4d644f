"""CSV as it comes: encodings, delimiters, quotes, rows that are not as wide as the header."""

from __future__ import annotations

from pathlib import Path

import pytest

from xsentiment import ingest
from xsentiment.errors import InputError

from exports import read_back

HEADER = "id,created_at,text,likes\n"
ROW = "{},2025-09-03T10:00:00Z,{},3\n"


def read(folder: Path, data: str | bytes, name: str = "export.csv", **options):
    """The posts and rejects of a file with this content."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    batches = list(ingest.read_file(path, name, pseudonym=lambda _source, author: author, **options))
    rejects = [(row["raw_line"], row["reason"]) for batch in batches for row in batch.rejects.to_pylist()]
    return [row for batch in batches for row in batch.posts.to_pylist()], rejects


def texts(folder: Path, data: str | bytes) -> list[str]:
    """The texts of a file with this content."""
    return [post["text"] for post in read(folder, data)[0]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_that_of_the_header(delimiter: str, tmp_path: Path) -> None:
    """Text that holds the other delimiters does not mislead."""
    text = "a, b; c" if delimiter not in ",;" else "a b c d"
    lines = [["id", "text", "likes"], ["11", f'"{text}"', "3"], ["12", '"x; y, z"', "4"]]
    data = "\n".join(delimiter.join(line) for line in lines)
    assert texts(tmp_path, data) == [text, "x; y, z"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_told_by_its_mark_or_its_zeros(encoding: str, tmp_path: Path) -> None:
    """UTF-8 and UTF-16, with and without a mark."""
    data = "id\ttext\tlikes\n11\tgrüße 你好\t3\n".encode(encoding)
    assert texts(tmp_path, data) == ["grüße 你好"]


def test_chinese_is_read_as_gb18030(tmp_path: Path) -> None:
    """What is not UTF-8 and gives Han characters is GB18030."""
    data = "微博id,微博正文,点赞数\nI2u6Fz4N7,今天的阅兵很震撼,5\n".encode("gb18030")
    (post,), _ = read(tmp_path, data)
    assert (post["text"], post["source"], post["likes"]) == ("今天的阅兵很震撼", "weibo", 5)


def test_western_bytes_are_read_as_cp1252(tmp_path: Path) -> None:
    """What is neither UTF-8 nor Chinese is Windows-1252."""
    assert texts(tmp_path, (HEADER + ROW.format(11, "it’s déjà vu")).encode("cp1252")) == ["it’s déjà vu"]


def test_line_breaks_within_quotes_belong_to_the_text(tmp_path: Path) -> None:
    """A row may span lines; it is known by the line that it begins on."""
    posts, _ = read(
        tmp_path, HEADER.replace("\n", "\r\n") + '11,2025-09-03,"one\r\ntwo",3\r\n12,2025-09-03,three,4\r\n'
    )
    assert [(post["raw_line"], post["text"]) for post in posts] == [(2, "one\r\ntwo"), (4, "three")]


def test_empty_rows_are_padding_and_nothing_else_is(tmp_path: Path) -> None:
    """Rows of empty cells are left out; short rows, long rows and rows without text are rejected by name."""
    data = (
        HEADER
        + ROW.format(11, "kept")
        + ",,,\n\n , ,,\n"
        + "12,2025-09-03\n"
        + ROW.format(13, "")
        + ROW.format(14, "a,b")
    )
    posts, rejects = read(tmp_path, data + ROW.format(15, "also") + ROW.format(16, "kept too"))
    assert [post["post_id"] for post in posts] == ["11", "15", "16"]
    assert rejects == [(6, "broken_record"), (7, "no_text"), (8, "broken_record")]


def test_unnamed_columns_are_no_columns(tmp_path: Path) -> None:
    """A pandas index before and a comma after do no harm."""
    assert texts(tmp_path, ",id,text,\n0,11,one,\n1,12,two,\n2,13,three\n") == ["one", "two", "three"]


def test_quotes_that_were_not_escaped(tmp_path: Path) -> None:
    """A quoted text with bare quotes, and delimiters after them, is split from both ends."""
    header = "username;date;retweets;favorites;text;geo;mentions;hashtags;id;permalink\n"
    row = '{};2019-01-13 00:20;1;2;"{}";;;#a;"{}";https://twitter.com/ann/status/{}\n'
    said = ['say "hi"; then "bye"', '"all" of it', "plain; simple", 'ends with "this"']
    ids = [str(1084319142763622401 + i) for i in range(4)]
    data = header + "".join(row.format("ann", text, i, i) for text, i in zip(said, ids, strict=True))
    posts, rejects = read(tmp_path, data)
    assert ([post["text"] for post in posts], rejects) == (said, [])
    assert [(post["post_id"], post["likes"], post["hashtags"]) for post in posts] == [(i, 2, ["a"]) for i in ids]


def test_tabs_without_quoting(tmp_path: Path) -> None:
    """Quotes of the text itself, one of them never closed; a text with a line break was quoted, and stays whole."""
    said = ['"Great" day for all', "plain", '"he began', "and so on", 'it ends "so']
    rows = "".join(f"{i}\t{text}\t{i}\n" for i, text in enumerate(said, start=11))
    assert texts(tmp_path, f"id\ttext\tlikes\n{rows}") == said
    assert texts(tmp_path, 'id\ttext\tlikes\n11\t"one\n2\ttwo"\t3\n12\tthree\t4\n') == ["one\n2\ttwo", "three"]


def test_quotes_escaped_by_a_backslash(tmp_path: Path) -> None:
    """Databases write a quote inside quotes with a backslash before it."""
    data = 'id,text,likes\n11,"he said \\"no, never\\", twice",3\n12,"a, b",4\n'
    assert texts(tmp_path, data) == ['he said "no, never", twice', "a, b"]


def test_rows_that_were_saved_as_one_quoted_cell(tmp_path: Path) -> None:
    """A spreadsheet of another country wraps each row; the header is unwrapped with them."""
    data = 'id,text,likes;\n"11,""one, two"",3";\n"12,three,4";\n"13,""says """"x"""""",5";\n'
    assert texts(tmp_path, data) == ["one, two", "three", 'says "x"']


def test_names_in_quotes_within_quotes(tmp_path: Path) -> None:
    """A header that was quoted twice is read."""
    (post,), _ = read(tmp_path, '"""id""","""text""","""likes"""\n11,one,3\n')
    assert (post["post_id"], post["text"], post["likes"]) == ("11", "one", 3)


def test_preamble_is_passed_over(tmp_path: Path) -> None:
    """The header is the first row of known names."""
    data = "Report:,Parade\nFrom:,2025-09-01\n\n" + HEADER + ROW.format(11, "one")
    (post,), rejects = read(tmp_path, data)
    assert (post["text"], post["raw_line"], rejects) == ("one", 5, [])


def test_file_cut_within_quotes_keeps_what_came_before(tmp_path: Path) -> None:
    """The row whose quotes are never closed is broken."""
    posts, rejects = read(tmp_path, HEADER + ROW.format(11, "one") + ROW.format(12, "two") + '13,2025-09-03,"thr')
    assert ([post["text"] for post in posts], rejects) == (["one", "two"], [(4, "broken_record")])


def test_one_broken_quote_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    """Rows after a quote that is never closed are read."""
    data = HEADER + '11,2025-09-03,"open,3\n' + "".join(ROW.format(i * i, f'"row {i}"') for i in range(12, 18))
    posts, rejects = read(tmp_path, data)
    assert [post["text"] for post in posts] == [f"row {i}" for i in range(12, 18)]
    assert rejects == [(2, "broken_record")]


def test_text_that_is_no_table_is_refused(tmp_path: Path) -> None:
    """Prose is of no known format."""
    with pytest.raises(InputError, match="no known format"):
        read(tmp_path, "just a note to self\nand another line\n")


def test_other_encodings_are_read_as_what_they_are(tmp_path):
    """Also where the first lines are plain; a NUL here and there makes no binary file of a text."""
    plain = "".join(f"{i},so be it with number {i}\n" for i in range(9_000))
    for name, text in (("cp1251", "Сегодня парад был отличный"), ("cp932", "今日のパレードはすごかったです")):
        export = read_back(tmp_path, f"id,text\n{plain}a1,{text}\n".encode(name))
        assert export.posts[-1]["text"] == text
    export = read_back(tmp_path, b"id,text\na1,so \0be it\n" + b"a2,so it is and so it was at all times\n" * 3)
    assert export.posts[0]["text"] == "so \ufffdbe it"


@pytest.mark.parametrize("again", ["Datetime,Tweet Id,Text,Username\n", '\ufeffDatetime, Tweet Id,"Text",Username \n'])
def test_a_header_that_comes_again_is_no_post(again: str, tmp_path: Path) -> None:
    """Files put one after the other keep their columns, and each further header is counted."""
    row = "2025-09-03 08:00:0{0}+00:00,196315000000000000{0},text {0},ann\n"
    posts, rejects = read(tmp_path, "Datetime,Tweet Id,Text,Username\n" + row.format(1) + again + row.format(3))
    assert [(post["post_id"], post["text"]) for post in posts] == [
        ("1963150000000000001", "text 1"), ("1963150000000000003", "text 3"),
    ]  # fmt: skip
    assert rejects == [(3, "not_posts")]


def test_errors_of_a_spreadsheet_are_no_values(tmp_path: Path) -> None:
    """A text that was taken for a formula is gone, as in a workbook; a hashtag with a mark behind it is a text."""
    data = (
        "id,text,username,in_reply_to_id,likes\n"
        "11,#NAME?,ann,,1\n12,#WERT! ,bob,,1\n13,#WOW!,#NAME?,#N/A,#VALUE!\n14,words,cat,11,1\n"
    )
    posts, rejects = read(tmp_path, data)
    assert rejects == [(2, "no_text"), (3, "no_text")]
    assert [(post["text"], post["author_id"], post["kind"], post["likes"]) for post in posts] == [
        ("#WOW!", None, "post", None), ("words", "cat", "reply", 1),
    ]  # fmt: skip
