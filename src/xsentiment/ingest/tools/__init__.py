"""Tables of known tools, a module each: the header it is known by, and the layout it is read with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from xsentiment.ingest.columns import Layout
from xsentiment.ingest.reader import Reader
from xsentiment.ingest.tools import (
    academictwitter_csv,
    apify_csv,
    brandwatch,
    crowdtangle_csv,
    crowdtangle_links,
    discord_csv,
    exportcomments,
    facepager,
    fourcat_csv,
    getoldtweets,
    hackernews_csv,
    meltwater,
    posts_csv,
    reddit_csv,
    reddit_export,
    redditextractor,
    rtweet_csv,
    sentiment140,
    snscrape_csv,
    talkwalker,
    telethon_csv,
    truthsocial_csv,
    twarc1_csv,
    twarc_csv,
    twint_csv,
    twitterscraper_csv,
    weibo_csv,
    x_analytics,
    youtube_downloader,
    youtube_takeout,
    zeeschuimer_decoder,
)


class Tool(Reader, Protocol):
    """A reader of tables whose columns are known by name."""

    @property
    def LAYOUT(self) -> Layout:  # noqa: N802 - a constant of a module
        """The header that it is known by, and what its columns are."""


TOOLS: Final[dict[str, Tool]] = {
    "posts-csv": posts_csv,
    "twarc-csv": twarc_csv,
    "twarc1-csv": twarc1_csv,
    "academictwitter-csv": academictwitter_csv,
    "twint-csv": twint_csv,
    "getoldtweets": getoldtweets,
    "twitterscraper-csv": twitterscraper_csv,
    "rtweet-csv": rtweet_csv,
    "snscrape-csv": snscrape_csv,
    "x-analytics": x_analytics,
    "sentiment140": sentiment140,
    "4cat-csv": fourcat_csv,
    "zeeschuimer-decoder": zeeschuimer_decoder,
    "apify-csv": apify_csv,
    "weibo-csv": weibo_csv,
    "talkwalker": talkwalker,
    "telethon-csv": telethon_csv,
    "meltwater": meltwater,
    "brandwatch": brandwatch,
    "exportcomments": exportcomments,
    "facepager": facepager,
    "crowdtangle-csv": crowdtangle_csv,
    "crowdtangle-links": crowdtangle_links,
    "truthsocial-csv": truthsocial_csv,
    "youtube-downloader": youtube_downloader,
    "youtube-takeout": youtube_takeout,
    "reddit-csv": reddit_csv,
    "reddit-export": reddit_export,
    "redditextractor": redditextractor,
    "hackernews-csv": hackernews_csv,
    "discord-csv": discord_csv,
}


def known(names: Sequence[Any]) -> Layout | None:
    """The layout of a table with these columns, whatever file it lies in; None if no tool's."""
    return next((tool.LAYOUT for tool in TOOLS.values() if tool.LAYOUT.found([names])), None)
