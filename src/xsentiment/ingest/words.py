"""Words of tools in our writing: networks by name and by link, languages, kinds of posts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from xsentiment.ingest.cells import missing
from xsentiment.ingest.items import clean, language

HOSTS: Final = {
    "twitter.com": "x", "x.com": "x", "bsky.app": "bluesky", "truthsocial.com": "truthsocial", "reddit.com": "reddit",
    "redd.it": "reddit",
    "facebook.com": "facebook", "fb.com": "facebook", "weibo.com": "weibo", "weibo.cn": "weibo",
    "threads.net": "threads", "threads.com": "threads", "tiktok.com": "tiktok", "youtube.com": "youtube",
    "youtu.be": "youtube", "t.me": "telegram", "instagram.com": "instagram", "vk.com": "vk", "linkedin.com": "linkedin",
    "gab.com": "gab", "gettr.com": "gettr", "xiaohongshu.com": "xiaohongshu", "rednote.com": "xiaohongshu",
    "douyin.com": "douyin",
    "bilibili.com": "bilibili", "zhihu.com": "zhihu", "news.ycombinator.com": "hackernews",
    "stackoverflow.com": "stackexchange", "stackexchange.com": "stackexchange", "discord.com": "discord",
    "warpcast.com": "farcaster", "farcaster.xyz": "farcaster",
}  # fmt: skip
NETWORKS: Final = {
    "twitter": "x", "twitter.com": "x", "x.com": "x", "x": "x", "x (twitter)": "x", "twitter/x": "x", "x/twitter": "x",
    "socialmedia_twitter": "x", "bsky": "bluesky", "bsky.app": "bluesky", "truth social": "truthsocial",
    "facebook page": "facebook", "facebook public": "facebook", "sina weibo": "weibo", "reddit.com": "reddit",
    "facebook.com": "facebook", "youtube.com": "youtube", "instagram.com": "instagram",
    **HOSTS, **{name: name for name in dict.fromkeys(HOSTS.values())}, "mastodon": "mastodon",
    "parler": "parler", "4chan": "4chan", "hacker news": "hackernews", "hackernews": "hackernews", "lemmy": "lemmy",
    "stack exchange": "stackexchange", "stackexchange": "stackexchange", "stack overflow": "stackexchange",
    "discord": "discord", "rednote": "xiaohongshu", "imgur.com": "imgur", "imgur": "imgur", "9gag.com": "9gag",
    "9gag": "9gag", "pinterest.com": "pinterest", "pinterest": "pinterest",
}  # fmt: skip
"""Networks as tools write them; a link to a picture on Imgur or Pinterest is no post there."""


def host(url: Any) -> str | None:
    """The network that a link leads to, None if it is none of those known."""
    if not isinstance(url, str):
        return None
    if url.startswith("/r/") and "/comments/" in url:  # as Reddit's API writes a permalink
        return "reddit"
    _, mark, rest = url.partition("://")
    return _host(rest.partition("/")[0]) if mark else None


@lru_cache(maxsize=4096)
def _host(name: str) -> str | None:
    name = name.rpartition("@")[2].partition(":")[0].partition("?")[0].lower()
    while name:
        if name in HOSTS:
            return HOSTS[name]
        name = name.partition(".")[2]
    return None


_POSTS: Final = {
    "x": re.compile(r"://(?:\w+\.)*(?:twitter|x)\.com/@?(?P<author>[^/]*)/status(?:es)?/(?P<id>\d+)"),
    "tiktok": re.compile(r"tiktok\.com/@(?P<author>[^/?]+)/(?:video|photo)/(?P<id>\d+)(?!\d|[^#]*comment_id=)"),
    "threads": re.compile(r"threads\.(?:net|com)/@(?P<author>[^/?]+)/post/(?P<id>[\w-]+)"),
    "truthsocial": re.compile(r"truthsocial\.com/(?:users/|@)(?P<author>[^/?]+)/(?:(?:posts|statuses)/)?(?P<id>\d+)"),
    "telegram": re.compile(r"t\.me/(?:s/)?(?P<id>\w+/\d+)"),
    "instagram": re.compile(r"instagram\.com/(?:(?P<author>[\w.]+)/)?(?:p|reels?|tv)/(?P<id>[\w-]{6,})"),
    "facebook": re.compile(
        r"facebook\.com/(?:(?:groups/[\w.-]+|(?P<author>[\w.-]+))/(?:posts|videos|permalink)/(?:[^/?]*/)?|"
        r"[\w./-]*\?(?:[^#]*&)?(?:story_fbid|fbid|v)=)(?P<id>\d{5,}|pfbid\w+)(?!\w)(?![^#]*comment_id=)"
    ),
    "vk": re.compile(r"vk\.com/(?:[\w./-]*\?(?:[^#]*&)?w=)?wall(?P<id>-?\d+_\d+)"),
    "weibo": re.compile(
        r"weibo\.(?:com|cn)/(?:(?:u/)?(?P<author>\d+)|detail|status|comment)/(?P<id>\d{16}|[0-9A-Za-z]{9})(?![\w-])"
    ),
    "linkedin": re.compile(
        r"linkedin\.com/(?:feed/update/urn(?::|%3A)li(?::|%3A)|posts/[^?#]*-)(?:activity|share|ugcPost)(?::|%3A|-)"
        r"(?P<id>\d{15,})"
    ),
    "reddit": re.compile(r"/comments/(?P<id>\w+)(?:/[^/?]*/(?P<comment>\w+))?"),
}


def linked(source: str, url: Any) -> tuple[str, str | None] | None:
    """The id and the author's handle in a link to a post of this network, None where it leads to none."""
    found = _POSTS[source].search(url) if source in _POSTS and isinstance(url, str) else None
    if found is None:
        return None
    parts = found.groupdict()
    if source == "reddit":
        return (f"t1_{parts['comment']}" if parts["comment"] else f"t3_{parts['id']}"), None
    author = None if parts.get("author") in (None, "i", "") else parts["author"]
    return parts["id"], f"{author}@truthsocial.com" if author and source == "truthsocial" else author


def lead_to_posts(links: list[Any]) -> bool:
    """Whether links lead to posts, mostly each to its own: many comments have that of one post, but hardly on X."""
    hosts = [host(link) for link in links]
    led = all(source and linked(source, link) for source, link in zip(hosts, links, strict=True))
    return led and (set(hosts) == {"x"} or len(set(links)) * 2 > len(links))


def network(value: Any) -> str | None:
    """A network in our writing, None where the cell names none."""
    if not isinstance(value, str) or missing(value):
        return None
    name = clean(value).strip().lower().removeprefix("www.").removesuffix("-comments")
    return NETWORKS.get(name, name)


_LANGUAGES: Final = {
    "english": "en", "chinese": "zh", "japanese": "ja", "korean": "ko", "spanish": "es", "french": "fr",
    "german": "de", "portuguese": "pt", "italian": "it", "russian": "ru", "arabic": "ar", "dutch": "nl",
    "turkish": "tr", "indonesian": "id", "malay": "ms", "hindi": "hi", "thai": "th", "vietnamese": "vi",
    "polish": "pl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "greek": "el",
    "hebrew": "he", "persian": "fa", "farsi": "fa", "ukrainian": "uk", "czech": "cs", "hungarian": "hu",
    "romanian": "ro", "bulgarian": "bg", "urdu": "ur", "bengali": "bn", "tamil": "ta", "tagalog": "tl",
    "filipino": "tl", "catalan": "ca", "serbian": "sr", "croatian": "hr", "slovak": "sk", "slovenian": "sl",
    "simplified chinese": "zh", "traditional chinese": "zh", "chinese (simplified)": "zh",
    "chinese (traditional)": "zh", "lithuanian": "lt", "latvian": "lv", "estonian": "et", "swahili": "sw",
    "deutsch": "de", "englisch": "en", "anglais": "en", "inglés": "en", "inglês": "en", "français": "fr",
    "español": "es", "castellano": "es", "português": "pt", "italiano": "it", "nederlands": "nl", "türkçe": "tr",
    "polski": "pl", "русский": "ru", "українська": "uk", "العربية": "ar", "日本語": "ja",
    "中文": "zh", "简体中文": "zh", "繁體中文": "zh", "英语": "en", "英語": "en", "한국어": "ko",
    "svenska": "sv", "dansk": "da", "norsk": "no", "suomi": "fi",
    "čeština": "cs", "magyar": "hu", "ελληνικά": "el",
    "română": "ro", "עברית": "he", "فارسی": "fa", "हिन्दी": "hi", "ไทย": "th",
    "tiếng việt": "vi", "bahasa indonesia": "id",
}  # fmt: skip


def language_of(value: Any) -> str | None:
    """A language tag from a tag, an English name or its own."""
    return _language(value) if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _language(value: str) -> str | None:
    return None if missing(value) else _LANGUAGES.get(value.strip().lower()) or language(value)


_KINDS: Final = {
    "post": "post", "tweet": "post", "original": "post", "original tweet": "post", "status": "post", "text": None,
    "retweet": "repost", "retweeted": "repost", "repost": "repost", "share": "repost", "shared": "repost",
    "reblog": "repost", "reply": "reply", "replied_to": "reply", "replied to": "reply", "comment": "reply",
    "forum post reply": "reply", "forum post": "post", "comment reply": "reply", "answer": "reply",
    "quote": "quote", "quoted": "quote", "quote tweet": "quote", "quote post": "quote", "qt": "quote", "rt": "repost",
    "twitter reply": "reply", "twitter retweet": "repost", "twitter update": "post", "twitter mention": "post",
}  # fmt: skip


def word_of_kind(value: Any) -> str | None:
    """Post, reply, repost or quote, from the words that tools use; None for another word."""
    return _KINDS.get(value.strip().lower()) if isinstance(value, str) else None
