"""Versions of one edited post: the newest is kept, whatever was collected last."""

from __future__ import annotations

from datetime import UTC, datetime

from xsentiment.select import first_version, select

import builders

EARLY, LATE = datetime(2025, 9, 6, tzinfo=UTC), datetime(2025, 9, 7, tzinfo=UTC)


def test_newest_version_of_an_edited_post_is_kept(tmp_path) -> None:
    """The version with the largest id stays, even if an older one was collected later; the other is a duplicate."""
    posts = builders.posts(
        3, post_id=["999", "1001", "5"], edit_of_id=[None, "999", None], collected_at=[LATE, EARLY, EARLY]
    )
    selection = select(posts, builders.event(tmp_path))
    assert selection.frame["post_id"].to_pylist() == ["1001", "5"]
    assert selection.reasons == {"duplicate": 1}


def test_versions_share_the_id_of_the_first() -> None:
    """What decides the part is the first version's id, or the post's own."""
    posts = builders.posts(2, post_id=["1001", "5"], edit_of_id=["999", None])
    assert first_version(posts).to_pylist() == ["999", "5"]
