"""The figures of the audit: estimates by the labels that there are, wide enough for those that there are not."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np

from xsentiment import stats, wording
from xsentiment.event import Event
from xsentiment.shares.families import Family, Figure
from xsentiment.shares.parts import Parts, parts_of
from xsentiment.shares.posts import Bools, Draw, Floats, Ints, Posts
from xsentiment.shares.weights import draw_for

UNAUDITED: Final = "machine labels, unaudited"
MIN_AUDITED: Final = 10
"""Fewest audited posts of a segment that carry an interval, unless all of it is audited."""

MAX_UNLABELLED: Final = 0.1
"""The part of a stratum's drawn posts that may stay without a label before the note says so."""

MIN_CONTROLLED: Final = 50
"""Fewest audited posts that can tell how far to trust the machine's scores."""


class Corrected:
    """The corrected figures of one family in one segment and estimand: sample and notes are made once."""

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
        self._filled: dict[int, Corrected] = {}

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
        """What is to be said of every figure of the family here."""
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
        waits = "waits" if self.n_waiting == 1 else "wait"
        return f"{of} {waits} for a label, and the interval holds whatever it will be"

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

    def estimate(self, figure: Figure, scope: str, less: Figure | None = None) -> stats.Estimate:
        """The figure of the labels that there are, its interval wide enough for those that there are not.

        With `less`, another figure of the same base, it is what the figure is more than that one, in [−1, 1]. Low is
        that of the estimate were no post that waits a hit (but each one of `less`), and none in a part that is too
        thin, high that of the one were each a hit (Cochran 1977, ch. 13.2; Manski 1990). The figure itself is of the
        other parts. Raises NotEnoughData, with the note to publish, where the audit cannot carry it.
        """
        found = self._of_parts_with_labels(figure, scope, less)
        if not self.leaves_open:
            return found
        miss = less.hit[0] if less else next(code for code in figure.base if code not in figure.hit)
        least, most = (self._if_open_were(code).estimate(figure, scope, less) for code in (miss, figure.hit[0]))
        low, high = min(found.value, least.low), max(found.value, most.high)
        return replace(found, low=low, high=high, n=self.n_audit)

    def _of_parts_with_labels(self, figure: Figure, scope: str, less: Figure | None) -> stats.Estimate:
        if not self._leaves_open or self.n_audit < MIN_AUDITED:
            return self._estimate(figure, scope, less)
        kept = self.kept.copy()
        kept[self.kept] = ~self._parts.thin
        try:
            return self._with(kept, self.family, self.draw)._estimate(figure, scope, less)  # noqa: SLF001 - of its own kind
        except stats.NotEnoughData as why:
            raise stats.NotEnoughData(f"{self._parts.few}; of the others {why}") from None

    @property
    def leaves_open(self) -> bool:
        """Whether the interval holds whatever some posts are."""
        return bool(self._open.any())

    @cached_property
    def _open(self) -> Bools:
        """Which of the posts kept have no label that the interval may do without."""
        thin = self._parts.thin & ~self.audited
        return self._waits | thin if self._leaves_open else self._waits

    def _if_open_were(self, code: int) -> Corrected:
        """The same with one category for all these."""
        if code not in self._filled:
            family, opened = self.family, np.zeros_like(self.kept)
            opened[self.kept] = self._open
            family = replace(family, usable=family.usable | opened, category=np.where(opened, code, family.category))
            draw = self.draw and Draw(self.draw.drawn | opened, self.draw.chance)
            self._filled[code] = self._with(self.kept, family, draw)
        return self._filled[code]

    def _with(self, kept: Bools, family: Family, draw: Draw | None) -> Corrected:
        return Corrected(self.posts, self.event, self.segment, kept, self.weight, self.estimand, family, draw)

    def _estimate(self, figure: Figure, scope: str, less: Figure | None = None) -> stats.Estimate:
        """Of the labels that there are."""
        if less is not None:
            return stats.difference_of_shares(self.linearised(less, scope), self.linearised(figure, scope))
        sample = self._sample
        hit, base = self._are(figure.hit), self._are(figure.base)
        level, estimand = self.event.level, self.estimand
        control = self._control_of(figure)
        if scope == "event":
            return stats.clustered_share(
                sample, hit, base, self._author, level=level, estimand=estimand, control=control
            )
        return stats.stratified_share(sample, hit, base, level=level, estimand=estimand, control=control)

    def linearised(self, figure: Figure, scope: str) -> stats.Linearised:
        """A figure of the labels that there are, with what the audited posts, or their authors, move it by."""
        author = self._author if scope == "event" else None
        given = self._sample, self._are(figure.hit), self._are(figure.base)
        return stats.linearised(self._estimate(figure, scope), *given, author=author, control=self._control_of(figure))

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
        self._parts.refuse_thin()
        return stats.Sample(self._strata[0], weight, self.audited, self._parts.rate)

    @property
    def _why_empty(self) -> str:
        """What no post has that would be counted here."""
        if self.segment == "trending" and not self.posts.segments["trending"].any():
            return "no post is trending: none is known to have likes, reposts, quotes or replies"
        return {"authors": "no post has a known author", "engagement": "no post has any engagement"}.get(
            self.estimand, "no posts"
        )

    @cached_property
    def _parts(self) -> Parts:
        weight = self.weight[self.kept]
        return parts_of(self.posts, self.draw, self.estimand, self.kept, self.audited, weight)

    @property
    def _leaves_open(self) -> bool:
        """Whether the interval holds whatever the posts of thin parts are."""
        return self.draw is not None and self.n_audit > 0 and self._parts.left_open

    @property
    def _left_open(self) -> str | None:
        """What the note says then."""
        told = f"{self._parts.few}, and the interval holds whatever the others of them are"
        return told if self._leaves_open else None

    @cached_property
    def _strata(self) -> tuple[Ints, str | None]:
        controlled = self.family.controlled and self.estimand == "posts" and self.n_audit >= MIN_CONTROLLED
        return self._parts.strata(self.family.cell[self.kept], self.family, controlled=controlled)

    def _control_of(self, figure: Figure) -> Floats | None:
        """What the machine's scores predict of the hits, (N,); None if they do not, or too few posts can weigh them."""
        if figure.among is not None or self.n_audit < MIN_CONTROLLED:
            return None
        speaks = max(figure.hit) < self._control.shape[1] and bool(self._control.any())
        return self._control[:, list(figure.hit)].sum(axis=1) if speaks else None

    @cached_property
    def _control(self) -> Floats:
        """What the machine's scores predict of each post beyond its stratum, by category; (N, K)."""
        if self.family.chances is None:
            return np.zeros((int(self.kept.sum()), 0))
        chances = self.family.chances[self.kept]
        outcome = (self._category[:, None] == np.arange(chances.shape[1])).astype(np.float64)
        return stats.control_variate(self._sample, outcome, chances, self.posts.fold[self.kept])
