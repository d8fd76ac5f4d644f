"""Rows of SHARES: a figure in a segment, estimand and scope, by the machine and corrected by the audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from xsentiment import stats, wording
from xsentiment.event import ESTIMANDS, SCOPES, Event, weight_of
from xsentiment.shares.families import Family, Figure
from xsentiment.shares.posts import Bools, Draw, Floats, Ints, Posts
from xsentiment.stats.hashing import generator

UNAUDITED: Final = "machine labels, unaudited"
MIN_AUDITED: Final = 10
"""Fewest audited posts of a segment that carry an interval, unless all of it is audited."""

MAX_UNLABELLED: Final = 0.1
"""The part of a stratum's drawn posts that may stay without a label before the note says so."""

MIN_CONTROLLED: Final = 50
"""Fewest audited posts that can tell how far to trust the machine's scores."""

_FEWEST: Final = 2
"""Fewest audited posts of each part of a draw, unless it has no more posts."""

_MOST_OPEN: Final = 0.2
"""How much of what is counted may lie in a part with fewer labels, of which the interval then leaves all open."""

_DIGITS: Final = 4
_TOGETHER: Final = "too few labels to correct each class of the machine alone, taken together"
_PARTS: Final = {
    "trending": "trending posts",
    "other": "other posts",
    "by chance": "posts drawn by chance",
    "certain": "posts drawn for certain",
}


def rows_of(posts: Posts, event: Event, segment: str, mask: Bools, family: Family) -> Iterator[dict[str, Any]]:
    """The rows of a family in a segment: in every estimand and scope that the event asks for."""
    everything = segment in ("all", "trending", *event.shares.segments)
    estimands = ESTIMANDS if everything else ("posts", *event.shares.estimands)
    scopes = SCOPES if everything else ("collected", *event.shares.scopes)
    for estimand in dict.fromkeys(estimands):
        weight, note = weights_of(posts, mask, estimand)
        kept = mask & (weight > 0)
        corrected = _Corrected(posts, event, segment, kept, weight, estimand, family)
        for scope in dict.fromkeys(scopes):
            for figure in family.figures:
                yield _row(corrected, scope, figure, note)


def row_of(
    posts: Posts, event: Event, segment: str, weight: Floats, place: tuple[str, str], family: Family, figure: Figure
) -> dict[str, Any]:
    """One row of SHARES with a weight (N,) for each post, 0 where it is out; `place` is (estimand, scope)."""
    estimand, scope = place
    corrected = _Corrected(posts, event, segment, weight > 0, weight, estimand, family)
    return _row(corrected, scope, figure, None)


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
        return weight, f"{out} posts without an author left out" if out else None
    if estimand == "texts":
        counts = np.bincount(posts.copies[mask], minlength=int(posts.copies.max(initial=0)) + 1)
        return np.divide(inside, np.maximum(counts[posts.copies], 1)), None
    unknown, nothing = (int((mask & kind).sum()) for kind in (np.isnan(posts.engagement), posts.engagement == 0))
    told = [(unknown, "posts without metrics left out"), (nothing, "posts without engagement weigh nothing")]
    note = "; ".join(f"{n} {what}" for n, what in told if n)
    return np.where(mask, np.nan_to_num(posts.engagement), 0.0), note or None


def draw_for(posts: Posts, estimand: str) -> Draw | None:
    """The draw whose chances carry an estimand, None if there was none."""
    return None if posts.human is None else posts.human.draws.get(weight_of(estimand))


def _row(corrected: _Corrected, scope: str, figure: Figure, note: str | None) -> dict[str, Any]:
    kept, weight, event = corrected.kept, corrected.weight, corrected.event
    row: dict[str, Any] = {
        "event": event.slug,
        "segment": corrected.segment,
        "estimand": corrected.estimand,
        "scope": scope,
        "label_set": figure.label_set,
        "label": figure.label,
        "among": figure.among,
        "n_posts": corrected.n_posts,
        "n_authors": corrected.n_authors,
        "level": event.level,
        "n_audit": corrected.n_audit,
        "n_base": corrected.n_base(figure),
        "n_waiting": corrected.n_waiting,
    }
    scored = None
    if figure.machine_hit is not None and figure.machine_base is not None:
        row["machine_count"] = int((figure.machine_hit & kept).sum())
        row["machine_base"] = int((figure.machine_base & kept).sum())
        if figure.among is None and row["machine_base"] < row["n_posts"]:
            scored = f"{row['machine_base']} of {row['n_posts']} posts scored"
        base = float(weight[figure.machine_base & kept].sum())
        if base > 0:
            row["machine_share"] = round(float(weight[figure.machine_hit & kept].sum()) / base, _DIGITS)
    notes = [note, *corrected.notes]
    try:
        estimate = corrected.estimate(figure, scope)
    except stats.NotEnoughData as why:
        notes = [note, str(why)]
    else:
        values = {"share": estimate.value, "low": estimate.low, "high": estimate.high}
        row |= {name: round(value, _DIGITS) for name, value in values.items()} | {"method": estimate.method}
    row["note"] = "; ".join(part for part in (*notes, scored) if part) or None
    return row


class _Corrected:
    """The corrected figures of one family in one segment and estimand: sample, notes and draws are made once."""

    def __init__(
        self,
        posts: Posts,
        event: Event,
        segment: str,
        kept: Bools,
        weight: Floats,
        estimand: str,
        family: Family,
        draw: Draw | None = None,
    ) -> None:
        self.posts, self.event, self.segment, self.kept = posts, event, segment, kept
        self.weight, self.estimand, self.family = weight, estimand, family
        self.draw = draw or draw_for(posts, estimand)
        labelled = family.usable[kept]
        self.complete = bool(labelled.all())
        self.audited = labelled if self.complete or self.draw is None else labelled & self.draw.drawn[kept]
        self.n_audit, self.n_posts = int(self.audited.sum()), labelled.size
        self._filled: dict[int, _Corrected] = {}

    @cached_property
    def n_waiting(self) -> int:
        """How many posts of the draw people can still label for this."""
        return int(np.count_nonzero(self._waits))

    @cached_property
    def _waits(self) -> Bools:
        """Which of the posts kept these are."""
        drawn = np.zeros_like(self.audited) if self.draw is None else self.draw.drawn[self.kept]
        return self.family.waits[self.kept] & drawn & ~self.audited

    @cached_property
    def n_authors(self) -> int:
        """How many known authors wrote the posts."""
        return int(np.count_nonzero(np.bincount(self.posts.author[self.kept & self.posts.has_author])))

    def n_base(self, figure: Figure) -> int:
        """How many of the audited posts are, by what people said, among those that the figure is a share of."""
        return int(self._are(figure.base).sum())

    @cached_property
    def _author(self) -> Ints:
        """The authors of the posts, numbered from 0 without a gap."""
        author = self.posts.author[self.kept]
        return (np.cumsum(np.bincount(author) > 0) - 1)[author]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        human = self.posts.human
        if human is None:
            return ()
        weak = [human.weak[name] for name in self.family.rests_on if name in human.weak]
        unreliable = f"{wording.UNRELIABLE}: {', '.join(weak)}" if weak else None
        merged = self._strata[1] if self.n_audit else None
        told = (*human.notes, unreliable, self._unclear, self._waiting, self._left_open, merged, self._unlabelled)
        return tuple(note for note in told if note)

    @property
    def _unclear(self) -> str | None:
        """How many of the posts labelled have no label that people could tell."""
        n = int(np.count_nonzero(self.family.unclear[self.kept] & self.audited))
        return wording.are_unclear(n, self.n_audit) if n else None

    @property
    def _waiting(self) -> str | None:
        """How many posts wait for a label."""
        if not self.n_waiting or not self.n_audit:
            return None
        of = f"{self.n_waiting} of the {self.n_audit + self.n_waiting} posts drawn"
        return f"{of} wait for a label, and the interval holds whatever it will be"

    @property
    def _unlabelled(self) -> str | None:
        """Whether over a tenth of the posts drawn in a stratum can have no label, and may be unlike the rest."""
        if self.draw is None or not self.n_audit:
            return None
        stratum = self._strata[0]
        lost = self.draw.drawn[self.kept] & ~self.audited & ~self._waits
        drawn, unknown = (np.bincount(stratum, weights=posts) for posts in (lost | self.audited, lost))
        if not (unknown > MAX_UNLABELLED * drawn + 1e-9).any():
            return None
        n = int(lost.sum())
        return (
            f"{n} of the {self.n_audit + n} posts drawn could not be labelled, over {MAX_UNLABELLED:.0%} of some kind"
        )

    def estimate(self, figure: Figure, scope: str) -> stats.Estimate:
        """The figure of the labels that there are, its interval wide enough for those that there are not.

        Low is that of the estimate were no post that waits a hit, and none in a part that is too thin, high that of the
        one were each a hit (Cochran 1977, ch. 13.2; Manski 1990). The figure itself is of the other parts. Raises
        NotEnoughData, with the note to publish, where the audit cannot carry it.
        """
        found = self._of_parts_with_labels(figure, scope)
        if not self._open.any():
            return found
        miss = next(code for code in figure.base if code not in figure.hit)
        least, most = (self._if_open_were(code).estimate(figure, scope) for code in (miss, figure.hit[0]))
        low, high = min(found.value, least.low), max(found.value, most.high)
        return replace(found, low=low, high=high, n=self.n_audit)

    def _of_parts_with_labels(self, figure: Figure, scope: str) -> stats.Estimate:
        if self._left_open is None or self.n_audit < MIN_AUDITED:
            return self._estimate(figure, scope)
        kept = self.kept.copy()
        kept[self.kept] = ~self._inside(*self._thin)
        try:
            return self._with(kept, self.family, self.draw)._estimate(figure, scope)  # noqa: SLF001 - of its own kind
        except stats.NotEnoughData as why:
            raise stats.NotEnoughData(f"{self._few} labelled, too few; of the others {why}") from None

    @cached_property
    def _open(self) -> Bools:
        """Which of the posts kept have no label that the interval may do without."""
        thin = np.zeros(self.n_posts, dtype=bool) if self._left_open is None else self._inside(*self._thin)
        return self._waits | thin & ~self.audited

    def _if_open_were(self, code: int) -> _Corrected:
        """The same with one category for all these."""
        if code not in self._filled:
            family, opened = self.family, np.zeros_like(self.kept)
            opened[self.kept] = self._open
            family = replace(family, usable=family.usable | opened, category=np.where(opened, code, family.category))
            draw = self.draw and Draw(self.draw.drawn | opened, self.draw.chance)
            self._filled[code] = self._with(self.kept, family, draw)
        return self._filled[code]

    def _with(self, kept: Bools, family: Family, draw: Draw | None) -> _Corrected:
        return _Corrected(self.posts, self.event, self.segment, kept, self.weight, self.estimand, family, draw)

    def _estimate(self, figure: Figure, scope: str) -> stats.Estimate:
        """Of the labels that there are."""
        sample = self._sample
        hit, base = self._are(figure.hit), self._are(figure.base)
        level, estimand = self.event.level, self.estimand
        control = self._control[:, list(figure.hit)].sum(axis=1) if self._controls(figure) else None
        if scope == "event":
            return stats.clustered_share(
                sample, hit, base, self._author, level=level, estimand=estimand, control=control
            )
        if estimand != "posts" or base.all() or control is not None or np.ptp(sample.weight) > 0:
            return stats.stratified_share(sample, hit, base, level=level, estimand=estimand, control=control)
        drawn = (self._draws[:, figure.hit].sum(axis=1), self._draws[:, figure.base].sum(axis=1))
        return stats.ratio_from_draws(sample, hit, base, drawn, level=level, estimand=estimand)

    @cached_property
    def _category(self) -> Ints:
        """What people said of each audited post, (n,)."""
        return self.family.category[self.kept][self.audited]

    def _are(self, categories: tuple[int, ...]) -> Floats:
        """1 for each audited post of these categories, 0 for the others; (n,)."""
        among = np.zeros(self.family.n_categories)
        among[list(categories)] = 1.0
        return among[self._category]

    @cached_property
    def _sample(self) -> stats.Sample:
        if not self.kept.any():
            raise stats.NotEnoughData(self._why_empty)
        if self.posts.human is None:
            raise stats.NotEnoughData(UNAUDITED)
        if self.n_audit == 0:
            raise stats.NotEnoughData(f"{UNAUDITED}: no post of this segment was labelled for this")
        weight = self.weight[self.kept]
        if self.complete:
            return stats.Sample(self._strata[0], weight, self.audited)
        if self.draw is None:
            raise stats.NotEnoughData(wording.needs_draw(self.estimand))
        if self.n_audit < MIN_AUDITED:
            raise stats.NotEnoughData(f"{self.n_audit} audited posts are too few (at least {MIN_AUDITED})")
        self._refuse_thin_parts()
        return stats.Sample(self._strata[0], weight, self.audited, self._rate)

    @property
    def _why_empty(self) -> str:
        """What no post has that would be counted here."""
        if self.segment == "trending" and not self.posts.segments["trending"].any():
            return "no post is trending: none is known to have likes, reposts, quotes or replies"
        return {"authors": "no post has a known author", "engagement": "no post has any engagement"}.get(
            self.estimand, "no posts"
        )

    @cached_property
    def _rate(self) -> Floats | None:
        """What chances of being drawn are proportional to, among those kept; None where they are alike."""
        return np.where(self._certain, 1.0, self.weight[self.kept]) if self.estimand == "engagement" else None

    @cached_property
    def _certain(self) -> Bools:
        """Posts that weigh so much that the draw by engagement had to take them, among those kept."""
        return (self.draw.chance if self.draw else np.ones(self.kept.size))[self.kept] >= 1

    @cached_property
    def _parts(self) -> dict[str, Bools]:
        """The parts of the draw by name, each with where its posts are among those kept.

        Of a draw with equal chances the design strata; of one by engagement what was certain, and the rest.
        """
        if self.estimand == "engagement":
            return {"by chance": ~self._certain, "certain": self._certain}
        return {name: inside[self.kept] for name, inside in self.posts.design.items()}

    def _inside(self, *names: str) -> Bools:
        """Where the posts of these parts are among those kept."""
        return np.asarray(np.any([self._parts[name] for name in names], axis=0))

    @cached_property
    def _thin(self) -> dict[str, tuple[int, int]]:
        """The parts with too few labels to show how their posts differ: how many of how many posts these are."""
        counts = {name: (int((mine & self.audited).sum()), int(mine.sum())) for name, mine in self._parts.items()}
        return {name: (labelled, posts) for name, (labelled, posts) in counts.items() if labelled < min(posts, _FEWEST)}

    @cached_property
    def _left_open(self) -> str | None:
        """What the note says where a part is too thin and small enough to be left open; None elsewhere."""
        if not self._thin or not self.n_audit or self.draw is None:
            return None
        weight = self.weight[self.kept]
        if weight[self._inside(*self._thin)].sum() > _MOST_OPEN * weight.sum():
            return None
        return f"{self._few} labelled, too few, and the interval holds whatever the others of them are"

    @property
    def _few(self) -> str:
        return ", ".join(f"{labelled} of {posts} {_PARTS[name]}" for name, (labelled, posts) in self._thin.items())

    def _refuse_thin_parts(self) -> None:
        """Raise NotEnoughData where a part has too few labels and holds too many posts to be left open."""
        for name, (labelled, posts) in self._thin.items():
            few = f"{labelled} of {posts} {_PARTS[name]} labelled"
            raise stats.NotEnoughData(f"{few}: too few (at least {min(posts, _FEWEST)})")

    @cached_property
    def _strata(self) -> tuple[Ints, str | None]:
        """Estimation strata: within each part of the draw the machine's cells, the small ones merged; and the note."""
        cell, cells = self.family.cell[self.kept], self.family.cells
        stratum = np.zeros(cell.size, dtype=np.int64)
        used, merges = 0, []
        controlled = self.family.controlled and self.estimand == "posts" and self.n_audit >= MIN_CONTROLLED
        for name, inside in self._parts.items():
            present = np.flatnonzero(np.bincount(cell[inside], minlength=len(cells)))
            if present.size == 0:
                continue
            if self.audited[inside].all():
                merged = np.zeros(present.size, dtype=np.int64)
            else:
                audited = np.bincount(cell[inside & self.audited], minlength=len(cells))[present]
                rate = None if self._rate is None else self._rate[inside]
                size = np.bincount(cell[inside], weights=rate, minlength=len(cells))[present]
                distance = self.family.distance[np.ix_(present, present)]
                merged = stats.merge_strata(audited, size, distance, controlled=controlled)
                merges.extend(_merged_names(name, [cells[c] for c in present], merged))
            number = np.zeros(len(cells), dtype=np.int64)
            number[present] = used + merged
            stratum[inside] = number[cell[inside]]
            used += int(merged.max()) + 1
        return stratum, f"{_TOGETHER}: {', '.join(merges)}" if merges else None

    def _controls(self, figure: Figure) -> bool:
        """Whether the machine's scores speak to this figure, and enough was audited to weigh them."""
        if figure.among is not None or self.n_audit < MIN_CONTROLLED:
            return False
        return max(figure.hit) < self._control.shape[1] and bool(self._control.any())

    @cached_property
    def _control(self) -> Floats:
        """What the machine's scores predict of each post beyond its stratum, by category; (N, K)."""
        if self.family.chances is None:
            return np.zeros((int(self.kept.sum()), 0))
        chances = self.family.chances[self.kept]
        outcome = (self._category[:, None] == np.arange(chances.shape[1])).astype(np.float64)
        return stats.control_variate(self._sample, outcome, chances, self.posts.fold[self.kept])

    @cached_property
    def _draws(self) -> Floats:
        """Totals by human category, drawn once for all figures of the family, from a seed that is its name."""
        rng = generator(self.event.seed, self.event.slug, self.segment, self.estimand, self.family.name)
        return stats.category_draws(self._sample, self._category, self.family.n_categories, rng)


def _merged_names(design: str, cells: list[str], merged: Ints) -> list[str]:
    groups: dict[int, list[str]] = {}
    for cell, number in zip(cells, merged, strict=True):
        groups.setdefault(int(number), []).append(cell.strip() or "all")
    of = f"of the {_PARTS[design]}"
    return [f"{' + '.join(group)} {of}" for group in groups.values() if len(group) > 1]
