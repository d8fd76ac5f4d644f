"""twscrape's JSONL (`twscrape search …`): snscrape's names, with more of them."""

from __future__ import annotations

from typing import Final

from xsentiment.ingest import snscrape
from xsentiment.ingest.nested import heads
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.snscrape import read

__all__ = ["FIELDS", "TRAPS", "read", "sniff"]

FIELDS: Final = snscrape.FIELDS | {
    "post_id": "`id_str`, else `id`",
    "text": "`rawContent`; that of `retweetedTweet` for a repost",
    "kind": "`retweetedTweet`, `inReplyToTweetId`, `quotedTweet` or `isQuoteStatus`",
    "edit_of_id": "`editControl.initial_tweet_id`, else `editControl.edit_tweet_ids[0]`",
    "views": "`viewCount`",
}

TRAPS: Final = (
    "It calls its objects snscrape's (`_type`) and is told by `id_str`.",
    "A repost's own text begins `RT @`; the original's in `retweetedTweet` is taken.",
    "Times have a space in place of the T.",
    "`viewCount` may be null.",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    found = any(
        snscrape.is_twscrape(value) and str(value.get("_type")).startswith("snscrape.modules.twitter.")
        for value in heads(sample.values)
    )
    return "posts with the keys of twscrape" if found else None
