"""JSON of unknown tools whose objects are not all alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xsentiment import ingest
from xsentiment.event import Source
from xsentiment.ingest import doubts
from xsentiment.ingest.columns import SAMPLE_ROWS

from exports import compare, read_back

PLAIN = {"id": "p", "text": "the tram is late", "created": "2025-09-03T10:00:00Z"}


def plain(number: int = SAMPLE_ROWS + 1) -> list[dict[str, Any]]:
    """So many posts with few keys."""
    return [PLAIN | {"id": f"p{i}", "text": f"the tram is {i} late"} for i in range(number)]


def test_keys_that_only_later_posts_have(tmp_path: Path) -> None:
    """Authors, counts and kinds that the first posts lack are read."""
    late = PLAIN | {"id": "late", "author": "ann", "likes": 3, "isReply": True, "other": {"x1": 1}}
    *_, before, last = read_back(tmp_path, *plain(), late).posts
    compare(last, post_id="late", author_id="ann", likes=3, kind="reply", text="the tram is late")
    compare(before, author_id=None, likes=None)


def test_posts_of_another_tool_below(tmp_path: Path) -> None:
    """Where they have other keys for the same, these are read; they had no text."""
    other = {"commentid": "c1", "body": "it is late again", "published": "2025-09-03T11:00:00Z", "votes": 4}
    export = read_back(tmp_path, *plain(), other)
    compare(export.posts[-1], post_id="c1", text="it is late again", likes=4)
    assert export.posts[-1]["created_at"].hour == 11
    assert export.reasons == []


def test_a_mapped_key_that_only_later_posts_have(tmp_path: Path) -> None:
    """It is a key of the file, and no mistake of the event file."""
    read_back(tmp_path, *plain(), PLAIN | {"id": "late", "who": "ann"})
    mapping = Source(path="", columns={"author_id": "who"})
    batches = ingest.read_file(tmp_path / "export", "export", pseudonym=lambda _source, author: author, mapping=mapping)
    assert [row["author_id"] for batch in batches for row in batch.posts.to_pylist()][-1] == "ann"


def test_keys_without_end_are_told_of(tmp_path: Path) -> None:
    """Objects whose keys are ids of people are looked at a few times, no more."""
    posts = [post | {f"by{i}": {"text": "x"}} for i, post in enumerate(plain(12 * SAMPLE_ROWS))]
    with doubts.kept() as found:
        export = read_back(tmp_path, *posts)
    assert len(export.posts) == len(posts)
    assert any("has ever new keys" in doubt.why for doubt in found)


def test_posts_that_are_listed_thread_by_thread(tmp_path: Path) -> None:
    """As ntscraper has them beside the others, or alone; of other keys they are told of."""
    one, two, three = plain(3)
    for page in ({"tweets": [one], "threads": [[two], [three]]}, {"tweets": [], "threads": [[one, two], [three]]}):
        assert [post["post_id"] for post in read_back(tmp_path, page).posts] == ["p0", "p1", "p2"]
    with doubts.kept() as found:
        read_back(tmp_path, {"tweets": [one], "threads": [[two | {"depth": 1}]]})
    assert any("other lists (threads)" in doubt.why for doubt in found)


def test_comments_below_their_video(tmp_path: Path) -> None:
    """As yt-dlp writes them: the page tells of which video they are, and so where they are."""
    said = {
        "id": "UgxAbCdEfGhIjKlMnOp",
        "text": "so late",
        "parent": "root",
        "author_is_uploader": False,
        "timestamp": 1756894830,
    }
    page = {"id": "abcdefghi_1", "title": "a tram", "webpage_url": "https://www.youtube.com/watch?v=abcdefghi_1"}
    (post,) = read_back(tmp_path, page | {"comments": [said]}).posts
    link = "https://www.youtube.com/watch?v=abcdefghi_1&lc=UgxAbCdEfGhIjKlMnOp"
    compare(post, source="youtube", kind="reply", conversation_id="abcdefghi_1", url=link)
