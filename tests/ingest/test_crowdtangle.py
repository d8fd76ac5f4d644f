"""CrowdTangle's API: fields written out, one trap a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports import compare, read_back
from networks import CROWDTANGLE


def page(*posts: object) -> dict[str, object]:
    """One answer of the API."""
    return {"status": 200, "result": {"posts": [*posts], "pagination": {"nextPage": "x"}}}


@pytest.mark.parametrize("value", [page(CROWDTANGLE), CROWDTANGLE, [CROWDTANGLE], {"posts": [CROWDTANGLE]}])
def test_post_has_these_fields_in_every_wrapping(value: object, tmp_path: Path) -> None:
    """Times are UTC; actual counts are counts, expected ones are not; followers are those at the time."""
    export = read_back(tmp_path, value)
    assert (export.format, len(export.posts), export.rejects) == ("crowdtangle", 1, [])
    compare(
        export.posts[0],
        source="facebook", post_id="19_101", text="Hello", author_id="19", kind="post", likes=5, reposts=6, replies=7,
        views=None, followers=13, verified=True, lang="es", url="https://www.facebook.com/a/posts/101",
        created_at=datetime(2020, 10, 29, 14, 56, 5, tzinfo=UTC),
        collected_at=datetime(2020, 10, 29, 19, 3, 44, tzinfo=UTC),
    )  # fmt: skip


def test_networks_and_texts(tmp_path: Path) -> None:
    """An Instagram caption is the description, a Reddit post may have a title alone, pictures have no text."""
    silent = {key: value for key, value in CROWDTANGLE.items() if key != "message"}
    counts = {"actual": {"favoriteCount": 4, "commentCount": 1}}
    posts = read_back(
        tmp_path,
        page(silent | {"platform": "Instagram", "description": "caption", "statistics": counts},
             silent | {"platform": "Reddit", "title": "A title"}, silent),
    ).posts  # fmt: skip
    assert [(post["source"], post["text"], post["likes"]) for post in posts] == [
        ("instagram", "caption", 4), ("reddit", "A title", 5), ("facebook", "", 5)
    ]  # fmt: skip


@pytest.mark.parametrize("value", [page(), {"status": 200, "result": {"lists": [{"id": 1, "title": "x"}]}}])
def test_pages_without_posts(value: object, tmp_path: Path) -> None:
    """Empty pages and lists are named."""
    export = read_back(tmp_path, value)
    assert (export.format, export.reasons) == ("crowdtangle", ["not_posts"])
