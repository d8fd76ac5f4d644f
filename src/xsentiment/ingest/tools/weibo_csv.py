"""CSV or XLSX of Weibo crawlers with Chinese headers (微博正文 or 正文)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xsentiment.event import Source
from xsentiment.ingest import cells, tables
from xsentiment.ingest.columns import Get, Layout, header_among
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Row
from xsentiment.ingest.sample import Sample
from xsentiment.ingest.times import place
from xsentiment.text import from_html

_LINK_WORDS: Final = re.compile(r"(?:\s*(?:\[组图共\d+张\]|原图|显示地图|收起全文d?|\u200b))+\s*\Z")
_CUT: Final = re.compile(r"(?:\.{3}|…)?\s*(?:展开)?全文c?\s*\Z")
_TAG: Final = re.compile(r"#([^#\n]{1,60})#")
_MARKUP: Final = re.compile(r"<br\s*/?>|</a>|</span>")
_OWN_WORDS: Final = re.compile(r"转发理由[:：](.*?)\n(?:原始用户[:：][^\n]*\n)?转发内容[:：]", re.DOTALL)
"""What weiboSpider writes for a repost: the words of who reposts, the original's author, and its words."""


def _more(get: Get) -> Row:
    text, author = cells.plain_text(get("微博正文") or get("正文")).strip(), cells.plain_text(get("发布者")).strip()
    if _MARKUP.search(text):
        text = from_html(text)
    if author and text.startswith((f"{author}:", f"{author}：")):
        text = text[len(author) + 1 :].lstrip()
    own_words = _OWN_WORDS.match(text)
    text = _LINK_WORDS.sub("", own_words[1].strip() if own_words else text)
    told: Row = {"hashtags": [tag.strip() for tag in _TAG.findall(text)] or None}
    if cut := _CUT.search(text):
        text, told["truncated"] = text[: cut.start()].rstrip() + "…", True
    if own_words or (kind := _kind(get)):
        told["kind"] = "repost" if own_words else kind
    return told | {"text": text}


def _kind(get: Get) -> str | None:
    """Post or repost, as a column says that a post is an original or names its original."""
    original = cells.flag(get("是否原创") or get("是否为原创微博"))
    if original is not None:
        return "post" if original else "repost"
    originals = [get(name) for name in ("retweet_id", "origin_weibo_id", "origin_weibo_content")]
    if all(original is None for original in originals):
        return None
    return "post" if all(map(cells.missing, originals)) else "repost"


LAYOUT: Final = Layout(
    columns={
        "post_id": "bid | 微博id | id",
        "text": "微博正文 | 正文",
        "created_at": "完整日期 | 发布时间 | 时间 | 日期",
        "author_id": "user_id | 用户id | 用户昵称 | 发布者 | 用户名 | 昵称 | 博主 | 作者",
        "likes": "点赞数 | 赞 | 点赞",
        "reposts": "转发数 | 转发",
        "replies": "评论数 | 评论",
        "repost_of_id": "retweet_id | origin_weibo_id | 源微博bid | 源微博id",
        "url": "微博链接",
    },
    network="weibo",
    zone=place("Asia/Shanghai"),
    text="auto",
    locate=header_among({"微博正文"}, {"正文", "工具", "点赞数", "评论数", "转发数"}),
    more=_more,
)

FIELDS: Final = LAYOUT.fields()

TRAPS: Final[tuple[str, ...]] = (
    "`无` is a missing value; counts may be words (`赞[74065]`, `3.4万`), and a word without a number is none",
    "times name no zone and are read as Asia/Shanghai; relative ones (`昨天 04:44`) cannot be placed and are null",
    "the author's name before the text and link words such as `原图` after it are taken away",
    "a text that ends in `全文` was cut",
    "the text of a repost is the words of who reposts (`转发理由`), not those of the original (`转发内容`)",
    "hashtags stand between two #",
    "an id in base 62, as in addresses, also tells the number of the post, which other tools give (`edit_of_id`)",
)


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    return tables.sniff(sample.tables, LAYOUT)


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of the tables in a file."""
    return tables.read(member, mapping, LAYOUT)
