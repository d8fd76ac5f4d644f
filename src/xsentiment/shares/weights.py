"""What each post weighs in an estimand, and the draw whose chances carry it."""

from __future__ import annotations

import numpy as np

from xsentiment.event import weight_of
from xsentiment.shares.posts import Bools, Draw, Floats, Posts
from xsentiment.wording import n_posts


def weights_of(posts: Posts, mask: Bools, estimand: str) -> tuple[Floats, str | None]:
    """The weight of each post in the estimand (0: not in it), with a note on what is out."""
    inside = mask.astype(np.float64)
    if estimand == "posts":
        return inside, None
    if estimand == "authors":
        known = mask & posts.has_author
        counts = np.bincount(posts.author[known], minlength=int(posts.author.max(initial=0)) + 1)
        out = int(mask.sum() - known.sum())
        weight = np.divide(known, np.maximum(counts[posts.author], 1))
        return weight, f"{n_posts(out)} without an author left out" if out else None
    if estimand == "texts":
        counts = np.bincount(posts.copies[mask], minlength=int(posts.copies.max(initial=0)) + 1)
        return np.divide(inside, np.maximum(counts[posts.copies], 1)), None
    unknown, nothing = (int((mask & kind).sum()) for kind in (np.isnan(posts.engagement), posts.engagement == 0))
    told = [
        (unknown, "without metrics left out"),
        (nothing, f"without engagement weigh{'s' if nothing == 1 else ''} nothing"),
    ]
    note = "; ".join(f"{n_posts(n)} {what}" for n, what in told if n)
    return np.where(mask, np.nan_to_num(posts.engagement), 0.0), note or None


def draw_for(posts: Posts, estimand: str) -> Draw | None:
    """The draw whose chances carry an estimand, None if there was none."""
    return None if posts.human is None else posts.human.draws.get(weight_of(estimand))
