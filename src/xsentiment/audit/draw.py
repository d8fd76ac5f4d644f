"""Which posts people label: in each design stratum those with the smallest permanent random numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from xsentiment import schema
from xsentiment.audit.records import by_post
from xsentiment.errors import InputError
from xsentiment.event import Event
from xsentiment.stats import uniforms

STRATA: Final = ("trending", "other")
"""The design strata, fixed at the draw."""


def design_strata(frame: pa.Table) -> np.ndarray:
    """The design stratum of each post of a FRAME: 'trending' or 'other'; object (N,)."""
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return np.where(trending, "trending", "other").astype(object)


def permanent_numbers(frame: pa.Table, event: Event) -> np.ndarray:
    """u_i = hash(seed, source, post_id) of each post of a FRAME, in [0, 1); float64 (N,)."""
    return uniforms(event.seed, frame["source"].to_pylist(), frame["post_id"].to_pylist())


def draw(frame: pa.Table, event: Event, audit: pa.Table | None = None, *, size: int | None = None) -> pa.Table:
    """Draw the posts to label: in each design stratum those with the smallest permanent random numbers.

    `size` (default: the event's) is the number of posts in all waves together. Posts of `audit` stay drawn; new ones
    get the next wave. Returns AUDIT rows of all waves, the new ones without labels. A post drawn has
    pi = n_d / N_d of its design stratum. Raises InputError if the frame is empty.
    """
    if frame.num_rows == 0:
        raise InputError(event.slug, "no posts to draw an audit from")
    strata, numbers = design_strata(frame), permanent_numbers(frame, event)
    counts = {name: int((strata == name).sum()) for name in STRATA}
    quota = allocate(counts, size or event.audit.size, event.audit.trending)
    known = {} if audit is None else by_post(audit)
    wave = 1 if audit is None or audit.num_rows == 0 else max(audit["wave"].to_pylist()) + 1
    limits = {} if audit is None else thresholds(audit)
    rows = [] if audit is None else audit.to_pylist()
    sources, ids = frame["source"].to_pylist(), frame["post_id"].to_pylist()
    for name in STRATA:
        members = np.flatnonzero(strata == name)
        ordered = members[np.argsort(numbers[members], kind="stable")]
        below = int((numbers[members] <= limits.get(name, -1.0)).sum())
        taken = ordered[: max(quota[name], below)]
        for i in taken:
            if (sources[i], ids[i]) not in known:
                rows.append(
                    {
                        "source": sources[i],
                        "post_id": ids[i],
                        "wave": wave,
                        "design_stratum": name,
                        "pi": round(taken.size / members.size, 9),
                        "order": float(numbers[i]),
                    }
                )
    rows.sort(key=lambda row: (row["wave"], row["order"], row["source"], row["post_id"], row.get("labeller") or ""))
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")


def allocate(counts: dict[str, int], size: int, trending: float | None) -> dict[str, int]:
    """Split `size` labels over the strata; what a stratum cannot use goes to the other."""
    total = sum(counts.values())
    size = min(size, total)
    part = counts["trending"] / total if trending is None else trending
    first = min(counts["trending"], round(size * part))
    second = min(counts["other"], size - first)
    return {"trending": min(counts["trending"], size - second), "other": second}


def thresholds(audit: pa.Table) -> dict[str, float]:
    """The permanent random number up to which each design stratum was drawn; 1 where it was drawn whole."""
    limits: dict[str, float] = {}
    for row in audit.select(["design_stratum", "order", "pi"]).to_pylist():
        reached = 1.0 if row["pi"] >= 1 else row["order"]
        limits[row["design_stratum"]] = max(limits.get(row["design_stratum"], 0.0), reached)
    return limits
