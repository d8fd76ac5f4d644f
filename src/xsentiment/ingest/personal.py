"""What an account's owner gets of a network on request, where it does not tell public posts from private ones."""

from __future__ import annotations

from typing import Final

from xsentiment.ingest.files import UnknownFormatError
from xsentiment.ingest.items import Row
from xsentiment.ingest.nested import dig, heads, objects
from xsentiment.ingest.sample import Sample

_LISTS: Final = (
    "comments_v2", "group_posts_v2", "group_comments_v2", "comments_media_comments", "comments_reels_comments",
    "ig_stories", "ig_reels_media", "ig_archived_post_media", "text_post_app_text_posts",
)  # fmt: skip
"""Keys under which Meta lists what an account wrote."""


def refuse_personal(sample: Sample, name: str) -> None:
    """Raise UnknownFormatError for an account's own archive from Facebook, Instagram or Threads."""
    if any(map(_is_metas, heads(sample.values))):
        what = "is an account's own archive from Facebook, Instagram or Threads"
        raise UnknownFormatError(name, f"{what}, which does not tell public posts from private ones; it is not read")


def _is_metas(value: Row) -> bool:
    pictures = objects(value.get("media"))
    return (
        any(objects(value.get(name)) for name in _LISTS)
        or ("timestamp" in value and any("post" in item for item in objects(value.get("data"))))
        or any({"uri", "creation_timestamp"} <= item.keys() for item in pictures)
        or dig(value, "string_map_data", "Comment") is not None
    )
