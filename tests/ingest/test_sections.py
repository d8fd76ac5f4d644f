"""Tables that follow one another in one file: rows are read by the header above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xsentiment import ingest
from xsentiment.event import Source
from xsentiment.ingest import doubts

FIRST = "id,created_at,user,text,likes\n1,2025-09-03T10:00:00Z,ann,the tram is late,3\n"


def read(folder: Path, data: str, mapping: Source | None = None):
    """What the posts of a file with this content are, its rejects, and what is in doubt."""
    path = folder / "export.csv"
    path.write_text(data, encoding="utf-8")
    with doubts.kept() as found:
        batches = list(ingest.read_file(path, path.name, pseudonym=lambda _source, author: author, mapping=mapping))
    posts = [row for batch in batches for row in batch.posts.to_pylist()]
    rejects = [(row["raw_line"], row["reason"]) for batch in batches for row in batch.rejects.to_pylist()]
    told = [
        (post["post_id"], post["author_id"], post["text"], post["likes"], post["created_at"].hour) for post in posts
    ]
    return told, rejects, [doubt.why for doubt in found if "zone" not in doubt.why]


def test_the_same_columns_in_another_order(tmp_path: Path) -> None:
    """Rows are followed by name, whatever the order of their columns, and back again."""
    other = "likes,text,id,user,created_at\n7,it is late again,2,bob,2025-09-03T11:00:00Z\n"
    posts, rejects, found = read(tmp_path, FIRST + other + FIRST.replace("\n1,", "\n3,"))
    assert posts == [
        ("1", "ann", "the tram is late", 3, 10),
        ("2", "bob", "it is late again", 7, 11),
        ("3", "ann", "the tram is late", 3, 10),
    ]
    assert (rejects, found) == ([(3, "not_posts"), (5, "not_posts")], [])


@pytest.mark.parametrize(
    "other",
    [
        "comment_id,author,full_text,date,favorites\n2,bob,it is late again,2025-09-03 11:00:00,7\n",
        "comment_id,full_text,date,author,favorites,page\n2,it is late again,2025-09-03 11:00:00,bob,7,9\n",
    ],
)
def test_other_columns_are_read_by_their_own_header(other: str, tmp_path: Path) -> None:
    """As wide as the first table or not, and it is told."""
    posts, rejects, (told,) = read(tmp_path, FIRST * 3 + other)
    assert posts[-1] == ("2", "bob", "it is late again", 7, 11)
    assert rejects == [(3, "not_posts"), (5, "not_posts"), (7, "not_posts")]
    assert told.startswith("row 7 names other columns (comment_id, ")


def test_a_table_without_texts_below_is_no_posts(tmp_path: Path) -> None:
    """Each of its rows is a reject, and it is told."""
    posts, rejects, (told,) = read(tmp_path, FIRST + "date,likes,shares,comments\n2025-09-03,1,2,3\n2025-09-04,1,2,3\n")
    assert (len(posts), rejects) == (1, [(3, "not_posts"), (4, "not_posts"), (5, "not_posts")])
    assert told.startswith("row 3 names other columns, and those below are not read: no column holds the text")


def test_a_table_of_sums_above_the_posts(tmp_path: Path) -> None:
    """The posts below are read; the file had no text."""
    posts, rejects, _ = read(tmp_path, "date,likes,shares,comments\n2025-09-03,1,2,3\n\n" + FIRST)
    assert posts == [("1", "ann", "the tram is late", 3, 10)]
    assert rejects == [(2, "not_posts"), (4, "not_posts")]


def test_rows_below_columns_that_the_event_does_not_map(tmp_path: Path) -> None:
    """They are rejects, and it is told."""
    other = "note_id,author,body,date\n2,bob,it is late again,2025-09-03 11:00:00\n"
    posts, rejects, (told,) = read(tmp_path, FIRST * 2 + other, Source(path="", columns={"text": "text"}))
    assert (len(posts), rejects[1:]) == (2, [(5, "not_posts"), (6, "not_posts")])
    assert told.startswith("row 5 names other columns, and those below are not read: ")


def test_posts_that_are_names_of_columns(tmp_path: Path) -> None:
    """A row with a value is no header."""
    posts, rejects, _ = read(tmp_path, FIRST + "2,2025-09-03T11:00:00Z,user,text,likes\n")
    assert (posts[1][:3], rejects) == (("2", "user", "text"), [])
