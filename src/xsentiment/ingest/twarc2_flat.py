"""twarc2 flattened JSONL: one post a line, with its author and the posts it refers to inside."""

from __future__ import annotations

from typing import Final

from xsentiment.ingest import x_api_v2
from xsentiment.ingest.nested import heads
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.x_api_v2 import read

__all__ = ["FIELDS", "TRAPS", "read", "sniff"]

FIELDS: Final = x_api_v2.FIELDS | {
    "text": "the original's for a repost (`referenced_tweets[].text`); `note_tweet.text`, else `text`",
    "followers": "`author.public_metrics.followers_count`",
    "verified": "`author.verified`",
}

TRAPS: Final = (
    "A repost's own text is cut at 140 characters; the original's is taken, which lies inside `referenced_tweets`.",
    "`impression_count` 0 before December 2022 means that nobody counted.",
    "Posts that lie inside another are not rows.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = any(x_api_v2.is_post(value) and x_api_v2.is_flat(value) for value in heads(sample.values))
    return "posts flattened by twarc2, with their author inside" if found else None
