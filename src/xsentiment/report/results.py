"""All that a report is made of, as one value."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from xsentiment.report.facts import Facts


@dataclass(frozen=True)
class Results:
    """The tables of `schema` by their names, the facts of the run, and posts to show.

    engaging  the posts with most engagement, with their texts; None where the event allows no quotes
    """

    shares: pa.Table
    net: pa.Table
    claims: pa.Table
    sensitivity: pa.Table
    timeline: pa.Table
    differences: pa.Table
    phrases: pa.Table
    examples: pa.Table
    rejects: pa.Table
    facts: Facts
    engaging: pa.Table | None = None
