"""Truth Social: statuses and archives, fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import TRUTH

ARCHIVED = {
    "id": "114433942825461076", "created_at": "2025-05-01T18:00:00.000Z", "content": "<p>Big &amp; news</p>",
    "url": "https://truthsocial.com/@a/114433942825461076", "media": [], "replies_count": 1, "reblogs_count": 2,
    "favourites_count": 3,
}  # fmt: skip


def test_status_has_these_fields(tmp_path: Path) -> None:
    """The network's own id is the id; the account is named with the server."""
    export = read_back(tmp_path, TRUTH)
    assert (export.format, export.rejects) == ("truthsocial", [])
    compare(
        export.posts[0],
        source="truthsocial", post_id="109372091198783453", text="a & b\nc", author_id="a@truthsocial.com", lang="en",
        kind="post", likes=3, reposts=1, replies=2, followers=5, verified=True, url=TRUTH["url"],
        created_at=datetime(2022, 11, 21, 13, 10, 48, 151000, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["content", "content_text"])
def test_archives_hold_some_fields_alone(name: str, tmp_path: Path) -> None:
    """Without an account the author is in the address; plain text is taken as it is."""
    text = "<p>Big &amp; news</p>" if name == "content" else "Big & news"
    record = {key: value for key, value in ARCHIVED.items() if key != "content"} | {name: text}
    export = read_back(tmp_path, [record, record])
    assert (export.format, len(export.posts)) == ("truthsocial", 2)
    compare(
        export.posts[0],
        post_id="114433942825461076", text="Big & news", author_id="a@truthsocial.com", likes=3, reposts=2, replies=1,
        created_at=datetime(2025, 5, 1, 18, tzinfo=UTC), kind="post",
    )  # fmt: skip


LINE = "RT: https://truthsocial.com/users/b/statuses/109366289608305434"


@pytest.mark.parametrize(
    "changes",
    [
        {"content": f'<p><span class="quote-inline"><br/>{LINE}</span>mine</p>', "quote_id": "109366289608305434"},
        {"content": f'<p><span class="quote-inline"><br/>{LINE}</span>mine</p>'},
        {"content": f"{LINE} mine"},
        {"content": "mine", "quote": TRUTH | {"id": "109366289608305434"}},
    ],
)
def test_quotes_lose_the_servers_line(changes: dict[str, object], tmp_path: Path) -> None:
    """The line before a quote is no text; it names what is quoted where nothing else does."""
    (post,) = read_back(tmp_path, TRUTH | changes).posts
    compare(post, text="mine", kind="quote", quote_of_id="109366289608305434")


def test_reposts_take_the_originals_text(tmp_path: Path) -> None:
    """The API has the original inside; an archive only the text, which begins with RT."""
    original = TRUTH | {"id": "7", "content": "<p>theirs</p>"}
    whole = TRUTH | {"content": "<p>RT @b theirs</p>", "reblog": original}
    cut = ARCHIVED | {"content": '<p>RT <span class="h-card"><a href="x">@<span>b</span></a></span>theirs</p>'}
    posts = read_back(tmp_path, whole, cut).posts
    compare(posts[0], kind="repost", text="theirs", repost_of_id="7", likes=None)
    compare(posts[1], kind="repost", repost_of_id=None, likes=None)


def test_pictures_alone_and_groups_are_posts(tmp_path: Path) -> None:
    """An empty text is kept; a group's posts are public; a private one is not."""
    export = read_back(
        tmp_path, TRUTH | {"content": "<p></p>"}, TRUTH | {"visibility": "group"}, TRUTH | {"visibility": "private"}
    )
    assert [post["text"] for post in export.posts] == ["", "a & b\nc"]
    assert export.reasons == ["not_posts"]
