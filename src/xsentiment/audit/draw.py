"""Which posts people label: those with the smallest permanent random numbers, or the smallest for their engagement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema, stats
from xsentiment.audit.records import by_post, in_order
from xsentiment.errors import InputError
from xsentiment.event import Event, Weight

STRATA: Final = ("trending", "other")
"""The design strata of a draw with equal chances, fixed at the draw."""

_COLUMNS: Final[dict[Weight, tuple[str, str]]] = {"posts": ("pi", "order"), "engagement": schema.ENGAGEMENT_DRAW}
_WHOLE: Final = "all"
"""The one stratum of a draw by engagement."""


@dataclass(frozen=True)
class Sampled:
    """Which posts of a frame one of the draws took, (N,) each.

    `listed` are those up to its limit, `drawn` those up to where people got to in the order of the sheet, and `chance`
    is that of being among the latter.
    """

    listed: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    chance: NDArray[np.float64]


def design_strata(frame: pa.Table) -> np.ndarray:
    """The design stratum of each post of a FRAME: 'trending' or 'other'; object (N,)."""
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return np.where(trending, "trending", "other").astype(object)


def permanent_numbers(frame: pa.Table, event: Event) -> np.ndarray:
    """u_i = hash(seed, source, post_id) of each post of a FRAME, in [0, 1); float64 (N,)."""
    return stats.uniforms(event.seed, frame["source"].to_pylist(), frame["post_id"].to_pylist())


def engagement_of(frame: pa.Table) -> np.ndarray:
    """The engagement of each post of a FRAME, 0 where none is known; float64 (N,)."""
    return np.asarray(frame["engagement"].fill_null(0).to_numpy().astype(np.float64))


def draw(frame: pa.Table, event: Event, audit: pa.Table | None = None, *, size: int | None = None) -> pa.Table:
    """Draw the posts to label: those whose rank u_i / w_i is smallest, u_i their permanent random numbers.

    With the event's `weight` "posts" w_i is 1, in each design stratum; with "engagement" w_i is the engagement, in the
    whole frame, and posts without any are not drawn. `size` (default: the event's) is the number of posts in all waves
    of this kind of draw. Posts of `audit` stay drawn; new ones get the next wave; a post that both kinds take has the
    chance and rank of each. Returns AUDIT rows of all waves, the new ones without labels, with the chance pi at the
    draw: n_d / N_d, or min(1, t w_i) for the largest rank t drawn. Raises InputError if no post can be drawn.
    """
    weight = event.audit.weight
    sizes, strata, ranks = _design(frame, event, weight)
    if not np.isfinite(ranks).any():
        known = "no posts to draw an audit from" if frame.num_rows == 0 else "no post has any engagement to be drawn by"
        raise InputError(event.slug, known)
    quota = _quota(strata, ranks, event, size or event.audit.size)
    limits = {} if audit is None else _limits(audit, weight)
    posts = {} if audit is None else by_post(audit)
    wave = max((row["wave"] for rows in posts.values() for row in rows), default=0) + 1
    keys = list(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    design = design_strata(frame)
    for name, most in quota.items():
        members = np.flatnonzero((strata == name) & np.isfinite(ranks))
        ordered = members[np.argsort(ranks[members], kind="stable")]
        below = int((ranks[members] <= limits.get(name, -1.0)).sum())
        taken = ordered[: max(most, below)]
        for i, chance in zip(taken, _chances(sizes[members], sizes[taken], ranks[taken], weight), strict=True):
            place = dict(zip(_COLUMNS[weight], (float(chance), float(ranks[i])), strict=True))
            if keys[i] not in posts:
                new = {"source": keys[i][0], "post_id": keys[i][1], "wave": wave}
                posts[keys[i]] = [dict.fromkeys(schema.AUDIT.names) | new | {"design_stratum": design[i]}]
            _place(posts[keys[i]], place, design[i], weight)
    return schema.from_rows(in_order([row for rows in posts.values() for row in rows]), schema.AUDIT, "AUDIT")


def _design(frame: pa.Table, event: Event, weight: Weight) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What chances are proportional to, the stratum, and the rank u_i / w_i of each post; (N,) each."""
    numbers = permanent_numbers(frame, event)
    if weight == "posts":
        return np.ones(frame.num_rows), design_strata(frame), numbers
    engagement = engagement_of(frame)
    return engagement, np.full(frame.num_rows, _WHOLE, dtype=object), stats.orders(numbers, engagement)


def _quota(strata: np.ndarray, ranks: np.ndarray, event: Event, size: int) -> dict[str, int]:
    """How many posts each stratum gives."""
    if event.audit.weight == "engagement":
        return {_WHOLE: min(size, int(np.isfinite(ranks).sum()))}
    return allocate({name: int((strata == name).sum()) for name in STRATA}, size, event.audit.trending)


def _chances(members: np.ndarray, taken: np.ndarray, ranks: np.ndarray, weight: Weight) -> np.ndarray:
    """The chance of each post taken, from the sizes of all members of its stratum and of those taken."""
    if taken.size == members.size:
        return np.ones(taken.size)
    if weight == "posts":
        return np.full(taken.size, round(taken.size / members.size, 9))
    return stats.chances(taken, ranks.max(initial=0.0))


def _place(rows: list[dict[str, Any]], place: dict[str, float], stratum: str, weight: Weight) -> None:
    """Give a post of the audit its chance and rank in this draw; a rank once reached is never taken back."""
    rank = _COLUMNS[weight][1]
    told = place | ({"design_stratum": stratum} if weight == "posts" else {})
    for row in rows:
        if row[rank] is None or row[rank] < place[rank]:
            row.update(told)


def allocate(counts: dict[str, int], size: int, trending: float | None) -> dict[str, int]:
    """Split `size` labels over the strata; what a stratum cannot use goes to the other."""
    total = sum(counts.values())
    size = min(size, total)
    part = counts["trending"] / total if trending is None else trending
    first = min(counts["trending"], round(size * part))
    second = min(counts["other"], size - first)
    return {"trending": min(counts["trending"], size - second), "other": second}


def _limits(audit: pa.Table, weight: Weight) -> dict[str, float]:
    """The rank up to which each stratum was drawn; infinite where it was drawn whole, none where it never was."""
    last = {name: max((rank, chance) for rank, chance, _ in rows) for name, rows in _taken(audit, weight).items()}
    return {name: np.inf if chance >= 1 else rank for name, (rank, chance) in last.items()}


def _reached(audit: pa.Table, weight: Weight) -> dict[str, float]:
    """The rank up to which people got in each stratum: its limit once they dealt with the last, none before the first.

    Ranks tell nothing of a post, so that those before any of them are a draw too.
    """
    reached = {}
    for name, rows in _taken(audit, weight).items():
        ranks = [rank for rank, _, dealt_with in rows if dealt_with]
        if ranks:
            reached[name] = max(ranks)
            if reached[name] == max(rank for rank, _, _ in rows):
                reached[name] = _limits(audit, weight)[name]
    return reached


def _taken(audit: pa.Table, weight: Weight) -> dict[str, list[tuple[float, float, bool]]]:
    """The rank, the chance, and whether somebody dealt with it, of each post that a draw took, by stratum."""
    pi, order = _COLUMNS[weight]
    taken: dict[str, list[tuple[float, float, bool]]] = {}
    for row in audit.select(["design_stratum", pi, order, "outcome"]).to_pylist():
        if row[order] is not None:
            name = row["design_stratum"] if weight == "posts" else _WHOLE
            taken.setdefault(name, []).append((row[order], row[pi], row["outcome"] is not None))
    return taken


def n_drawn(audit: pa.Table, weight: Weight) -> int:
    """How many posts of AUDIT a draw of this kind took."""
    rank = _COLUMNS[weight][1]
    return sum(any(row[rank] is not None for row in rows) for rows in by_post(audit).values())


def sampled(frame: pa.Table, audit: pa.Table, event: Event, weight: Weight) -> Sampled | None:
    """The posts of a FRAME within the limits of a draw, None if AUDIT holds no such draw.

    A post that came or gained engagement after the draw and lies below the limit belongs to the sample too.
    """
    limits = _limits(audit, weight)
    if not limits:
        return None
    sizes, strata, ranks = _design(frame, event, weight)
    limit, reach = (
        np.array([ends.get(name, -1.0) for name in strata], dtype=np.float64)
        for ends in (limits, _reached(audit, weight))
    )
    listed, drawn = (np.isfinite(ranks) & (ranks <= end) for end in (limit, reach))
    return Sampled(listed, drawn, stats.chances(sizes, np.maximum(reach, 0.0)))
