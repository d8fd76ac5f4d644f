"""An event: the whole question, as the frozen values of its file (`event_file` reads it)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Final, Literal, get_args

from xsentiment import schema

_DIGITS: Final = 9
"""Sums of decimal fractions are exact to so many digits."""

LabelSet = Literal["sentiment", "reaction", "topic", "topic*reaction", "topic*sentiment", "on_event"]
Estimand = Literal["posts", "authors", "texts", "engagement"]
Scope = Literal["collected", "event"]
Weight = Literal["posts", "engagement"]
Grain = Literal["hour", "day", "week"]
ClaimKind = Literal["share", "at_least", "at_most", "more_than", "largest"]

SHIPPED_SCORERS: Final = {"sentiment": ("linear", "vader"), "reaction": ("cued-reaction", "cues", "linear-reaction")}
"""Label set → the scorers of the package that an event may name for it."""

LABEL_SETS: Final[tuple[str, ...]] = get_args(LabelSet)
ESTIMANDS: Final[tuple[str, ...]] = get_args(Estimand)
SCOPES: Final[tuple[str, ...]] = get_args(Scope)
WEIGHTS: Final[tuple[Weight, ...]] = get_args(Weight)

CLASSIFIER: Final = "hf:"
ENCODER: Final = "st:"
"""What stands before the id or folder of a sequence classifier, and of a sentence encoder."""
VECTORS: Final = "vectors"
"""The word vectors that come with the program."""

UNFILLED: Final = "fill in: "
"""How a proposed event file marks what only its user can know."""

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class Collection:
    """How the posts were found: stands beside every headline."""

    query: str
    tool: str
    collected: str


@dataclass(frozen=True)
class Source:
    """Files of the raw folder that need more than detection: `path` is a glob relative to that folder.

    `columns` maps our POSTS columns to columns of the file; `constants` gives one value to all its posts;
    `time_format` is a strptime format for `created_at`; `time_zone` holds where the file's times name none.
    """

    path: str
    format: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    time_format: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class Select:
    """Which posts are in the frame. `match`: phrases of which one must occur; empty takes all."""

    reposts: Literal["reject", "count"] = "reject"
    languages: tuple[str, ...] = ()
    match: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scorers:
    """Which scorer gives each label: ours by name, or "hf:" and a classifier's id or folder.

    `sentiment_labels`, `reaction_labels`: the classifier's label → ours; labels that are spelt as ours need no entry.
    """

    sentiment: str = "linear"
    reaction: str = "cued-reaction"
    sentiment_labels: dict[str, str] = field(default_factory=dict)
    reaction_labels: dict[str, str] = field(default_factory=dict)

    def naming(self, target: str, name: str, labels: Mapping[str, str] | None = None) -> Scorers:
        """These, with another scorer of sentiment or of reaction, and what its labels mean."""
        given = dict(labels or {})
        if target == "sentiment":
            return replace(self, sentiment=name, sentiment_labels=given)
        return replace(self, reaction=name, reaction_labels=given)


@dataclass(frozen=True)
class Fit:
    """What `xsentiment fit` sees of a post: "vectors" (of words, shipped), or "st:" and an encoder's id or folder.

    `languages`: those that the encoder reads; none means all.
    """

    features: str = VECTORS
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A topic found by phrases: one of `any`, all of `all`, none of `none` (`*` stands for any ending of a word)."""

    id: str
    title: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditPlan:
    """How many posts people label, and with what chances: the same for all posts, or in proportion to engagement.

    `trending` is that stratum's part of the labels; None is its part of the posts.
    """

    size: int = 200
    trending: float | None = None
    weight: Weight = "posts"


@dataclass(frozen=True)
class Shares:
    """Rows of shares.csv beyond the default ones: every estimand and scope named here for the segments named here."""

    segments: tuple[str, ...] = ()
    estimands: tuple[Estimand, ...] = ()
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The periods of timeline.csv; and moments (UTC), before and after which differences.csv compares the shares."""

    grain: Grain = "day"
    moments: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One way to understand a claim: the row of shares.csv that it is about."""

    label_set: LabelSet
    label: str
    segment: str = "all"
    estimand: Estimand = "posts"
    scope: Scope = "collected"
    among: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it counts each of the posts collected once, as rows of every segment do."""
        return (self.estimand, self.scope) == ("posts", "collected")


@dataclass(frozen=True)
class Claim:
    """Something said in public about the posts. `value` is the share claimed or, for `at_least`, the threshold."""

    id: str
    quote: str
    kind: ClaimKind
    readings: tuple[Reading, ...]
    value: float | None = None
    tolerance: float = 0.05
    than: str | None = None
    source: str = ""
    date: str = ""
    reason: str = ""

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The shares of which the claim would be right, endless where it ends at 0 or 1; None without a number."""
        if self.value is None or self.kind in ("more_than", "largest"):
            return None
        least, most = {
            "share": (round(self.value - self.tolerance, _DIGITS), round(self.value + self.tolerance, _DIGITS)),
            "at_least": (self.value, 1.0),
            "at_most": (0.0, self.value),
        }[self.kind]
        return least if least > 0 else -inf, most if most < 1 else inf

    def compares(self, label: str) -> bool:
        """Whether the claim compares its figure with another `label` of the set: the one of `than`, or any.

        That a post is unclear is no rival: nobody claims anything of it.
        """
        if self.kind == "more_than":
            return label == self.than
        return self.kind == "largest" and label.rpartition("*")[2] != schema.UNCLEAR


@dataclass(frozen=True)
class Event:
    """The whole configuration of a run. `start` is inside the window, `end` is not; both are UTC."""

    slug: str
    path: Path
    title: str
    start: datetime
    end: datetime
    collection: Collection
    timezone: str = "UTC"
    sample: bool = False
    quotes: bool = False
    seed: int = 0
    level: float = 0.95
    parts: int = 16
    sources: tuple[Source, ...] = ()
    select: Select = Select()
    scorers: Scorers = Scorers()
    fit: Fit = Fit()
    lexicon: dict[str, float] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    audit: AuditPlan = AuditPlan()
    shares: Shares = Shares()
    timeline: Timeline = Timeline()
    claims: tuple[Claim, ...] = ()

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The ids of the topics, in the order of the file."""
        return tuple(topic.id for topic in self.topics)

    @property
    def audit_path(self) -> Path:
        """The audit's labels lie beside the event file: ids and labels, no text."""
        return self.path.with_suffix(".audit.csv")

    @property
    def model_path(self) -> Path:
        """The model that `xsentiment fit` makes lies beside the event file: weights and hashes, no text."""
        return self.path.with_suffix(".model.npz")


def checked(event: Event) -> Event:
    """The event. Raises TypeError for anything else, such as the path of its file."""
    if not isinstance(event, Event):
        raise TypeError(f"event must be an Event, as load_event reads it, not {type(event).__name__}")
    return event


def labels_of(event: Event, label_set: str) -> tuple[str, ...]:
    """The labels of a label set for this event, in the order of the reports."""
    singles = {
        "sentiment": schema.SENTIMENTS,
        "reaction": schema.REACTIONS,
        "topic": event.topic_ids,
        "on_event": ("on_event",),
    }
    if label_set in singles:
        return singles[label_set]
    second = label_set.removeprefix("topic*")
    return tuple(f"{topic}*{label}" for topic in event.topic_ids for label in singles[second])


def weight_of(estimand: str) -> Weight:
    """What the chances of a draw must be in proportion to if it is to carry an estimand."""
    return "engagement" if estimand == "engagement" else "posts"


NO_EVENT: Final = Event(
    slug="none",
    path=Path("none.toml"),
    title="No event",
    start=datetime(1970, 1, 1, tzinfo=UTC),
    end=datetime(9999, 1, 1, tzinfo=UTC),
    seed=0,
    collection=Collection("single posts", "none", "unknown"),
)
"""Scorers take an event; this one asks for nothing of its own, for posts that belong to none."""
