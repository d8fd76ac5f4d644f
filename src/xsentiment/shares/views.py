"""What is told beside the shares: how few voices the posts come from, and topics that people never found."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xsentiment.event import Event
from xsentiment.shares.posts import author_numbers, nobody, posts_of

LARGEST: Final = 5
"""How many copied texts are shown."""

FEWEST_FOUND: Final = 5
_DIGITS: Final = 4


def never_named(frame: pa.Table, scores: pa.Table, event: Event, labels: Any) -> dict[str, int]:
    """Topics that people found on no post, though the machine does on FEWEST_FOUND or more of those they judged.

    Topic → how many these are, given a FRAME, its SCORES and the audit's Labels.
    """
    posts = posts_of(frame, scores, event, labels)
    human = posts.human or nobody(frame.num_rows)
    judged = human.on_event & human.judged_topics
    found = {topic: int((on & judged & ~human.lacks(topic)).sum()) for topic, on in posts.machine_topics.items()}
    return {topic: n for topic, n in found.items() if n >= FEWEST_FOUND and not human.has_topic(topic).any()}


def concentration(frame: pa.Table) -> dict[str, Any]:
    """How few voices the posts come from: `n_authors`, `top10_author_share` of posts, `copied_share` of posts.

    A post is a copy if another post of the frame has the same words or nearly (`text_cluster`).
    """
    author, has_author = author_numbers(frame)
    sizes = np.sort(np.bincount(author[has_author])) if has_author.any() else np.zeros(0, dtype=np.int64)
    texts = Counter(frame["text_cluster"].to_pylist())
    copied = sum(count for count in texts.values() if count > 1)
    return {
        "n_authors": int((sizes > 0).sum()),
        "top10_author_share": round(float(sizes[-10:].sum()) / frame.num_rows, _DIGITS) if has_author.any() else None,
        "copied_share": round(copied / frame.num_rows, _DIGITS),
    }


def largest_copied(frame: pa.Table) -> list[dict[str, Any]]:
    """The texts that most posts share, word for word or nearly, largest first; at most LARGEST, none that stands alone.

    Each as `posts`, `authors` (of those known) and the earliest post's `source`, `post_id`, `url` and `text`.
    """
    counts = Counter(frame["text_cluster"].to_pylist())
    largest = sorted((-n, cluster) for cluster, n in counts.items() if n > 1)[:LARGEST]
    found = []
    for _, cluster in largest:
        posts = frame.filter(pc.equal(frame["text_cluster"], cluster)).sort_by(
            [("created_at", "ascending"), ("source", "ascending"), ("post_id", "ascending")]
        )
        authors = {(row["source"], row["author_id"]) for row in posts.select(["source", "author_id"]).to_pylist()}
        first = posts.slice(0, 1).select(["source", "post_id", "url", "text"]).to_pylist()[0]
        found.append({"posts": posts.num_rows, "authors": sum(author is not None for _, author in authors)} | first)
    return found
