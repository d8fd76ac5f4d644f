"""What the page tells beside the shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Facts:
    """Facts of a run that do not change when it is repeated.

    files     {raw_file, format, rows_read, posts, rejected} of each input
    stages    {stage, rows_in, rows_out, rejected: {reason: n}} of ingest and select
    copied    {posts, authors, source, post_id, url, text} of the texts that most posts share; text None if not quoted
    kinds     posts of each kind; "unknown" where the files do not tell
    n_trending  posts that are trending
    metrics   what engagement is the sum of, as far as the files hold it
    audit     counts of `audit.join`, None without an audit
    concerns  what somebody should look at in the files and in the event's model, a sentence each
    scorers   {target: name and version}
    """

    files: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    n_frame: int
    n_unscored: dict[str, int]
    languages: dict[str, int]
    networks: dict[str, int]
    kinds: dict[str, int]
    metrics: tuple[str, ...]
    n_trending: int
    n_authors: int
    top10_author_share: float | None
    copied_share: float
    copied: list[dict[str, Any]]
    audit: dict[str, Any] | None
    concerns: list[str]
    scorers: dict[str, str]
    version: str
    packages: dict[str, str]

    @property
    def rows_read(self) -> int:
        """Rows of all files, used or not."""
        return sum(item["rows_read"] for item in self.files)

    @property
    def balanced(self) -> bool:
        """Whether rows read = posts kept + rows rejected, in every file and every stage, and from stage to stage."""
        files = all(item["rows_read"] == item["posts"] + item["rejected"] for item in self.files)
        stages = all(item["rows_in"] == item["rows_out"] + sum(item["rejected"].values()) for item in self.stages)
        chain = [self.rows_read, *(item["rows_out"] for item in self.stages)]
        linked = all(item["rows_in"] == before for item, before in zip(self.stages, chain, strict=False))
        return files and stages and linked and chain[-1] == self.n_frame
