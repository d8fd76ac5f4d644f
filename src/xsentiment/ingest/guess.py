"""Which column is which in a table of an unknown tool: by name, and by whether the content can be what the name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from xsentiment.ingest import cells
from xsentiment.ingest.items import language, x_time
from xsentiment.ingest.times import Times

Column = Callable[[str], list[Any]]
"""A column's name → its cells in the sample."""

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "post_id": (
        "postid", "tweetid", "statusid", "idstr", "tweetidstr", "id", "messageid", "msgid", "commentid", "uri",
        "documentid", "mentionid", "resourceid", "articleid", "videoid", "itemid", "objectid", "restid", "twitterid",
        "uniqueid", "guid", "微博id", "微博编号", "bid", "mid", "评论id", "idtweet", "idpost", "postidstr",
    ),
    "text": (
        "fulltext", "text", "tweet", "tweettext", "tweetcontent", "tweetfulltext", "posttext", "postcontent",
        "postmessage", "contenttext", "contentplain", "rawcontent", "content", "message", "messagetext", "messagebody",
        "body", "bodytext", "textbody", "comment", "commenttext", "commentcontent", "commentbody", "textoriginal",
        "textdisplay", "caption", "captiontext", "videodescription", "truth", "status", "statustext", "statusmessage",
        "post", "desc", "selftext", "hitsentence", "openingtext", "snippet", "textcontent", "fullcontent",
        "origtweet", "originaltext", "originaltweet", "tweets", "微博正文", "微博内容", "正文", "内容", "文本", "博文",
        "评论内容", "本文", "ツイート", "текст", "texto", "texte", "contenu", "contenido", "conteudo", "conteúdo",
        "mensaje", "mensagem", "nachricht", "inhalt", "testo", "tekst", "teks", "metin", "description", "title",
    ),
    "created_at": (
        "createdat", "createdutc", "createdatutc", "timestamputc", "datetimeutc", "dateutc", "publishedat",
        "postedat", "createtime", "createdtime", "creationtime", "timestampms", "created", "published", "publishdate",
        "publisheddate", "publishtime", "publishedtime", "posted", "postedtime", "datetime", "timestamp", "date",
        "tweetcreated", "tweetcreatedat", "tweetdate", "tweettime", "tweettimestamp", "tweetedat", "posttime",
        "postdate", "postcreated", "postcreatedat", "posttimestamp", "postpublishedat", "dateposted", "datepublished",
        "datecreated", "creationdate", "createddate", "messagedate", "commentdate", "commentedat", "commenttime",
        "takenat", "indexedat", "unixtimestamp", "epoch", "localtime", "time", "发布时间", "时间", "日期", "发表时间",
        "创建时间", "评论时间", "fecha", "fechahora", "data", "datum", "datahora", "tanggal", "tarih", "дата", "日時",
    ),
    "author_id": (
        "authorid", "userid", "useridstr", "fromuserid", "accountid", "fromid", "channelid", "authorchannelid",
        "senderid", "did", "authordid", "authorusername", "username", "userscreenname", "screenname", "fromusername",
        "authorhandle", "handle", "userhandle", "twitterhandle", "tweetauthor", "authorname", "author", "tweetby",
        "useraccount", "account", "accountname", "sender", "senderscreenname", "from", "user", "ownerusername",
        "authordisplayname", "displayname", "profilename", "pagename", "channelname", "nickname", "name", "用户id",
        "用户名", "用户昵称", "昵称", "发布者", "博主", "作者", "usuario", "usuário", "utilisateur", "autor", "auteur", "benutzer",
    ),
    "lang": ("lang", "language", "tweetlang", "languagecode", "tweetlanguage", "langcode", "idioma", "语言", "langue"),
    "followers": (
        "authorpublicmetricsfollowerscount", "followerscount", "followercount", "followers", "userfollowers",
        "userfollowerscount", "authorfollowers", "authorfollowerscount", "fromuserfollowercount", "userfollowercount",
        "nfollowers", "subscribercount", "粉丝数",
    ),
    "url": (
        "url", "link", "permalink", "permalinkurl", "tweeturl", "tweetlink", "tweetpermalink", "postlink", "posturl",
        "statusurl", "messageurl", "weburl", "urltweet", "微博链接", "链接", "网址",
    ),
    "hashtags": ("hashtags", "hashtag", "tags", "entitieshashtags", "hashtagnames", "话题", "tweethashtags"),
    "conversation_id": ("conversationid", "conversationidstr", "threadid", "submissionid", "linkid"),
    "reply_to_id": (
        "referencedtweetsrepliedtoid", "inreplytostatusid", "inreplytostatusidstr", "inreplytotweetid", "inreplytoid",
        "inreplyto", "replytoid", "replytotweetid", "totweetid", "replytostatusid", "replytostatusstatusid",
        "repliedtotweetid", "parentid", "parentcommentid", "replytomessageid", "repliedtoid", "replytouri",
    ),
    "repost_of_id": (
        "referencedtweetsretweetedid", "retweetedstatusid", "retweetedid", "retweetid", "retweetstatusid",
        "retweetedtweetid", "repostofid", "retweetedstatusidstr", "reblogid", "reblogofid",
    ),
    "quote_of_id": (
        "referencedtweetsquotedid", "quotedstatusid", "quotedstatusidstr", "quotetweetid", "quotedtweetid", "quoteid",
        "quotedid", "quoteofid",
    ),
    "kind": ("kind", "posttype", "tweettype", "contenttype", "messagetype", "threadentrytype", "engagementtype"),
    "collected_at": ("twarcretrievedat", "collectedat", "retrievedat", "timestampcollected", "scrapedat", "crawledat",
                     "collectiontime", "fetchedat", "retrievedutc", "crawltime", "scrapedate", "抓取时间", "爬取时间"),
    "source": ("platform", "network", "sourceplatform", "socialnetwork", "socialplatform", "socialmedia", "mediatype",
               "sourcetype", "source", "site", "channel", "平台"),
    "verified": ("verified", "userverified", "authorverified", "isverified", "userisverified", "authorisverified"),
}  # fmt: skip
"""Column names as tools and people write them, without case and punctuation, the best first."""

_COUNTED: Final = {
    "likes": ("like", "likes", "favorite", "favorites", "favourite", "favourites", "fav", "favs", "heart", "hearts",
              "favorited", "liked", "digg", "点赞", "赞", "curtidas", "megusta", "jaime"),
    "reposts": ("retweet", "retweets", "repost", "reposts", "reblog", "reblogs", "share", "shares", "rt", "rts",
                "forward", "forwards", "boost", "boosts", "retweeted", "转发"),
    "replies": ("reply", "replies", "comment", "comments", "response", "responses", "评论", "回复", "respuestas"),
    "quotes": ("quote", "quotes", "quotetweet", "quotetweets", "quoted"),
    "views": ("view", "views", "impression", "impressions", "play", "plays", "viewed", "阅读", "浏览"),
}  # fmt: skip
_PREFIX: Final = r"(?:publicmetrics|metrics|stats|statistics|engagement|social|tweet|tweets|post|status|tw|twitter|num|number|numof|numberof|noof|nbr|nb|n|total|count|countof)*"
_SUFFIX: Final = r"(?:count|counts|num|number|total|cnt|数|数量|量)?"
_COUNTS: Final = {
    target: re.compile(f"{_PREFIX}(?:{'|'.join(words)}){_SUFFIX}", re.IGNORECASE) for target, words in _COUNTED.items()
}
_OTHERS: Final = re.compile(
    r"quot|retweeted|reposted|repost\b|reblog|parent|original|origin|inreply|replied|replyto|place|media|entit|mention|"
    r"context|attach|geo|poll|root|raw_?value"
)
"""Outer names of values that are about another post or a part of this one."""
_PEOPLE: Final = re.compile(r"user|author|account|from|owner|creator|actor|profile|channel|sender")
_NOT_THE_POST: Final = re.compile(
    r"user|author|account|profile|join|updat|edit|retriev|collect|scrap|crawl|birth|fetch|import|download|modif|index"
)
_TIME_NAME: Final = re.compile(r"date|time|creat|post|publi|fecha|datum|data|tanggal|tarih|时间|日期")
_ID_NAME: Final = re.compile(r"id|编号|identifier")
_NOT_THE_ID: Final = re.compile(r"user|author|conver|reply|quot|media|channel|account|parent|page|thread|from|retweet")
_LABELS: Final = {
    "positive", "negative", "neutral", "pos", "neg", "neu", "mixed", "irrelevant", "true", "false", "yes", "no",
}  # fmt: skip
_X_NAME: Final = re.compile(r"tweet|twarc|twitter|favoritecount|screenname|statusid")
_X_TEXT: Final = re.compile(r"https?://t\.co/\w+|^RT @\w+:")
_SNOWFLAKE: Final = re.compile(r"\d{15,19}")
_STATUS: Final = re.compile(r"://(?:\w+\.)*(?:twitter|x)\.com/[^/]*/status(?:es)?/\d+")
_TAG: Final = re.compile(r"<br\s*/?>|</p>|</a>|</span>", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?")
_PROSE: Final = 20
"""Shortest mean length of a column that is taken for the text without a known name."""


def plain(name: Any) -> str:
    """A column name without case, spaces and punctuation."""
    return "".join(c for c in str(name).casefold() if c.isalnum())


def known_names(header: Iterable[Any]) -> int:
    """How many of our columns these names speak of: a header row speaks of several."""
    found = set()
    for name in {plain(name) for name in header if isinstance(name, str) and len(name) < 80}:
        found.add(_TARGETS.get(name) or next((t for t, known in _COUNTS.items() if known.fullmatch(name)), None))
    return len(found - {None})


def has_text(header: Iterable[Any]) -> bool:
    """Whether one of these names is that of a text column."""
    return any(_TARGETS.get(plain(name)) == "text" for name in header if isinstance(name, str))


_TARGETS: Final = {alias: target for target, aliases in reversed(ALIASES.items()) for alias in aliases}


def columns(header: Sequence[str], column: Column, given: Iterable[str] = ()) -> dict[str, str]:
    """Our column → the file's, for those not `given`; a day and a clock in two columns are `day + clock`."""
    names, tails = _names(header)
    chosen: dict[str, str] = {}
    order = ["text", "created_at", *(name for name in ALIASES if name not in ("text", "created_at"))]
    for target in order:
        if target in given:
            continue
        for alias in ALIASES[target]:
            name = names.get(alias) or tails.get((target == "author_id" or target == "followers", alias))
            if name and name not in chosen.values() and _fits(target, column(name), name):
                chosen[target] = name
                break
    for target in _COUNTED:
        if target not in given and (name := _counted(target, names, tails, column, chosen)):
            chosen[target] = name
    _by_content(header, column, given, chosen)
    return {target: chosen[target] for target in (*ALIASES, *_COUNTED) if target in chosen}


def _names(header: Sequence[str]) -> tuple[dict[str, str], dict[tuple[bool, str], str]]:
    """Columns by plain name, and by (is about a person, last part of a name such as `author/userName`)."""
    names: dict[str, str] = {}
    tails: dict[tuple[bool, str], str] = {}
    for name in header:
        names.setdefault(plain(name), name)
        *outer, last = re.split(r"[./:]|__", name)
        if outer and last and not any(_OTHERS.search(part.casefold()) for part in outer):
            person = any(_PEOPLE.search(part.casefold()) for part in outer)
            tails.setdefault((person, plain(last)), name)
            if person:
                tails.setdefault((True, "author" + plain(last)), name)
    return names, tails


def _counted(
    target: str, names: dict[str, str], tails: dict[tuple[bool, str], str], column: Column, chosen: dict[str, str]
) -> str | None:
    of_people = {"friendscount", "statusescount", "userfriends", "listedcount"} & set(names)
    found = [name for plain_name, name in names.items() if _COUNTS[target].fullmatch(plain_name)]
    found += [name for (person, tail), name in tails.items() if not person and _COUNTS[target].fullmatch(tail)]
    for name in sorted(dict.fromkeys(found), key=lambda name: ("count" not in plain(name), found.index(name))):
        if plain(name) == "favouritescount" and of_people:
            continue  # X's word for how many posts an account liked
        if name not in chosen.values() and _counts(column(name)):
            return name
    return None


def _fits(target: str, values: list[Any], name: str) -> bool:
    """Whether a column's content can be what its name says; an empty column can be nothing."""
    filled = [value for value in values if not cells.missing(value)]
    if not filled:
        return False
    if target == "text":
        words = [value for value in filled if isinstance(value, str) and re.search(r"[^\W\d]", value)]
        return len(words) * 2 >= len(filled) and not are_labels(words) and len(filled) * 4 >= len(values)
    if target == "followers":
        return _counts(values)
    if target == "post_id":
        return _identifies(filled)
    if target == "lang":
        return sum(bool(language_of(value)) for value in filled) * 2 >= len(filled)
    if target in ("created_at", "collected_at"):
        return any(Times().read(value) or Times(day_first=True).read(value) for value in filled)
    if target == "source":
        return sum(cells.network(value) in _NETWORKS for value in filled) * 10 >= len(filled) * 8
    if target == "verified":
        return all(cells.flag(value) is not None for value in filled)
    if target == "kind":
        return any(word_of_kind(value) for value in filled)
    if target == "url":
        return any(isinstance(value, str) and "://" in value for value in filled)
    if target == "author_id" and plain(name) in ("from", "user", "name", "account"):
        return not all(isinstance(value, str) and len(value) > 60 and value[:1] != "{" for value in filled)
    if target.endswith("_to_id") or target.endswith("_of_id") or target == "conversation_id":
        return any(cells.known(value) and not cells.known(value).isalpha() for value in filled)  # type: ignore[union-attr]
    return True


_NETWORKS: Final = frozenset(cells.NETWORKS.values())


def _counts(values: list[Any]) -> bool:
    filled = [value for value in values if not cells.missing(value) and not isinstance(value, bool)]
    return bool(filled) and sum(cells.count(value) is not None for value in filled) * 2 >= len(filled)


def _identifies(filled: list[Any]) -> bool:
    """Whether values can be ids: mostly distinct, no prose, and not the numbers of the rows."""
    texts = [str(value).strip() for value in filled]
    if any(" " in text for text in texts):
        return False
    if len(texts) > 3 and all(text.isdigit() and len(text) < 9 for text in texts[:50]):
        numbers = [int(text) for text in texts[:50] if text.isdigit()]
        if all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)):
            return False
    damaged = sum(cells.post_id(value) == (None, False) for value in filled)
    return len(set(texts)) * 2 > len(texts) or damaged * 2 > len(texts)


def are_labels(words: list[str]) -> bool:
    """Whether a column holds labels (positive, negative, …) whatever its name: a few short words again and again."""
    distinct = {word.strip().casefold() for word in words}
    return distinct <= _LABELS or (len(words) >= 50 and len(distinct) <= 10 and all(len(w) <= 20 for w in distinct))


def _by_content(header: Sequence[str], column: Column, given: Iterable[str], chosen: dict[str, str]) -> None:
    """Fill in the text, the id and the time where no name told them."""
    def free() -> list[str]:
        return [name for name in header if name and name not in chosen.values()]

    if "text" not in chosen and "text" not in given:
        lengths = {name: _mean_length(column(name)) for name in free()}
        longest = max(lengths, key=lambda name: lengths[name], default=None)
        if longest is not None and lengths[longest] >= _PROSE:
            chosen["text"] = longest
    if "post_id" not in chosen and "post_id" not in given:
        for name in free():
            filled = [str(value).strip() for value in column(name) if not cells.missing(value)]
            if _ID_NAME.search(plain(name)) and not _NOT_THE_ID.search(plain(name)) and _identifies(filled) and filled:
                if all(_SNOWFLAKE.fullmatch(value) for value in filled):
                    chosen["post_id"] = name
                    break
    if "url" not in chosen and "url" not in given:
        for name in free():
            filled = [value for value in column(name) if not cells.missing(value)]
            if filled and all(isinstance(value, str) and _STATUS.search(value) for value in filled):
                chosen["url"] = name
                break
    if "created_at" not in given:
        _time_by_content(header, column, chosen)


def _time_by_content(header: Sequence[str], column: Column, chosen: dict[str, str]) -> None:
    if "created_at" not in chosen:
        for name in header:
            low = plain(name)
            if name in chosen.values() or not _TIME_NAME.search(low) or _NOT_THE_POST.search(low):
                continue
            filled = [value for value in column(name) if not cells.missing(value)]
            times = [value for value in filled if Times().read(value) or Times(day_first=True).read(value)]
            if filled and len(times) * 10 >= len(filled) * 9:
                chosen["created_at"] = name
                break
    day = chosen.get("created_at")
    if day is None or any(":" in str(value) for value in column(day)[:50] if not cells.is_day(value)):
        return
    if any(len(str(value)) >= 9 and str(value).isdigit() for value in column(day)[:50]):
        return
    for name in header:
        filled = [value for value in column(name)[:50] if not cells.missing(value)]
        clocks = all(isinstance(value, str) and _CLOCK.fullmatch(value.strip()) for value in filled)
        if name != day and filled and clocks and name not in chosen.values():
            chosen["created_at"] = f"{day} + {name}"
            return


def _mean_length(values: list[Any]) -> float:
    texts = [value for value in values if isinstance(value, str) and "://" not in value[:8] and value[:1] not in "{["]
    texts = [text for text in texts if " " in text or not text.isascii()]
    return sum(map(len, texts)) / len(values) if values and not are_labels(texts) else 0.0


def network(header: Sequence[str], column: Column, chosen: dict[str, str]) -> str:
    """The network of a table that names none: by names of columns, ids that hold their time, marks in texts."""
    names = [plain(name) for name in header]
    joined = " ".join(names)
    if "微博" in joined or {"点赞数", "转发数"} <= set(names):
        return "weibo"
    if {"subreddit", "selftext"} & set(names):
        return "reddit"
    ids = column(chosen["post_id"]) if "post_id" in chosen else []
    if any(isinstance(value, str) and value.startswith("at://") for value in ids):
        return "bluesky"
    if any(_X_NAME.search(name) for name in names) or _ids_of_x(ids, column, chosen):
        return "x"
    texts = [value for value in (column(chosen["text"]) if "text" in chosen else []) if isinstance(value, str)]
    return "x" if texts and sum(bool(_X_TEXT.search(text)) for text in texts) * 10 >= len(texts) else "unknown"


def _ids_of_x(ids: list[Any], column: Column, chosen: dict[str, str]) -> bool:
    if "created_at" not in chosen or " + " in chosen["created_at"]:
        return False
    pairs = [
        (inside, written)
        for value, cell in zip(ids, column(chosen["created_at"]), strict=True)
        if (inside := x_time(cells.known(value))) and (written := Times().read(cell))
    ]
    near = sum(abs(inside - written) < timedelta(hours=36) for inside, written in pairs)
    return len(pairs) * 2 > len(ids) and near * 10 >= len(pairs) * 9


def is_html(texts: Sequence[Any]) -> bool:
    """Whether a column of texts holds HTML."""
    marked = sum(isinstance(text, str) and bool(_TAG.search(text)) for text in texts)
    return marked * 3 >= len(texts) > 0


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
}  # fmt: skip


def language_of(value: Any) -> str | None:
    """A language tag from a tag or an English name."""
    if isinstance(value, str) and len(value) > 3 and (found := _LANGUAGES.get(value.strip().lower())):
        return found
    return language(value)


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
