"""Tables of known tools, a module each: the header it is known by, and the layout it is read with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xsentiment.ingest.columns import Layout
from xsentiment.ingest.tools import (
    apify_csv,
    brandwatch,
    crowdtangle_csv,
    crowdtangle_links,
    exportcomments,
    fourcat_csv,
    getoldtweets,
    meltwater,
    posts_csv,
    reddit_csv,
    rtweet_csv,
    sentiment140,
    snscrape_csv,
    talkwalker,
    truthsocial_csv,
    twarc_csv,
    twint_csv,
    twitterscraper_csv,
    weibo_csv,
    x_analytics,
    zeeschuimer_decoder,
)

LAYOUTS: Final[tuple[Layout, ...]] = (
    posts_csv.LAYOUT,
    twarc_csv.LAYOUT,
    twint_csv.LAYOUT,
    getoldtweets.LAYOUT,
    twitterscraper_csv.LAYOUT,
    rtweet_csv.LAYOUT,
    snscrape_csv.LAYOUT,
    x_analytics.LAYOUT,
    sentiment140.LAYOUT,
    fourcat_csv.LAYOUT,
    zeeschuimer_decoder.LAYOUT,
    apify_csv.LAYOUT,
    weibo_csv.LAYOUT,
    talkwalker.LAYOUT,
    meltwater.LAYOUT,
    brandwatch.LAYOUT,
    exportcomments.LAYOUT,
    crowdtangle_csv.LAYOUT,
    crowdtangle_links.LAYOUT,
    truthsocial_csv.LAYOUT,
    reddit_csv.LAYOUT,
)


def known(names: Sequence[Any]) -> Layout | None:
    """The layout of a table with these columns, whatever file it lies in; None if no tool's."""
    return next((layout for layout in LAYOUTS if layout.found([names])), None)
