"""Names of columns as tools and people write them, and what they are to us."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from xsentiment.ingest.name_words import in_english

OF_POSTS: Final = {"text", "fulltext", "content", "body", "tweet", "caption", "message", "rawcontent", "selftext"}
"""Names of texts that only a post has, in plain form: a page may have a title, a description, a status."""
ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "post_id": (
        "commentid", "postid", "tweetid", "statusid", "idstr", "tweetidstr", "messageid", "msgid", "id", "uri",
        "documentid", "mentionid", "resourceid", "articleid", "cid", "videoid", "itemid", "objectid", "restid",
        "textid", "twitterid", "uniqueid", "guid", "weiboid", "微博id", "微博编号", "bid", "mid", "评论id", "idtweet",
        "idpost", "postidstr", "posturi", "noteid", "shortcode", "ids", "contentid", "reviewid", "casthash", "hash",
    ),
    "text": (
        "fulltext", "rawcontent", "text", "tweet", "tweettext", "tweetcontent", "tweetfulltext", "posttext",
        "postcontent", "postmessage", "contenttext", "contentplain", "content", "message", "messagetext", "messagebody",
        "body", "bodytext", "textbody", "comment", "commenttext", "commentcontent", "commentbody", "textoriginal",
        "textdisplay", "caption", "captiontext", "postcaption", "videodescription", "videodesc", "truth",
        "status", "statustext", "statusmessage", "post", "desc", "selftext", "hitsentence", "openingtext", "snippet",
        "textcontent", "fullcontent", "bericht", "contents", "rawtext",
        "conversationstream", "origtweet", "originaltext", "originaltweet", "tweets", "weibocontent", "微博正文",
        "微博内容", "正文", "内容", "文本", "博文", "评论内容", "本文", "ツイート", "текст", "texto", "texte",
        "contenu", "contenido", "conteudo", "conteúdo", "mensaje", "mensagem", "nachricht", "inhalt", "testo", "tekst",
        "teks", "metin", "сообщение", "комментарий", "comentario", "comentário", "commentaire", "kommentar", "komentar",
        "cuitan", "내용", "텍스트", "포스트텍스트", "게시물텍스트", "ポスト本文", "投稿内容", "댓글",
        "النص", "نصالتغريدة", "التغريدة", "beitrag", "publicación", "publicacion", "publicação", "publicacao",
        "textodotweet", "textodeltweet", "textedutweet", "gönderi", "description", "title",
        "originweibocontent", "embeddedtext", "postbodytext", "sharecommentary", "txt", "текстпоста", "текстсообщения",
        "текстпубликации", "內容", "內文", "貼文內容", "留言內容",
    ),
    "created_at": (
        "createdat", "createdutc", "createdatutc", "timestamputc", "datetimeutc", "dateutc", "publishedat", "postedat",
        "pubdate", "pubtime", "createtime", "createdtime", "creationtime", "timestampms", "created", "published",
        "publishdate", "publisheddate", "publishtime", "publishedtime", "posted", "postedtime", "tweetcreated",
        "tweetcreatedat", "tweetdate", "tweetat", "tweettime", "tweettimestamp", "tweetedat", "posttime", "postdate",
        "postcreated", "postcreatedat", "posttimestamp", "postpublishedat", "dateposted", "datepublished",
        "datecreated", "creationdate", "createddate",
        "messagedate", "commentdate", "commentedat", "commenttime", "uploadedat", "uploaddate", "uploadedatformatted",
        "uploadtime", "datetime", "timestamp", "date", "takenat", "indexedat", "unixtimestamp", "epoch", "localtime",
        "weibotime", "time", "完整日期", "发布时间", "时间", "日期", "发表时间", "创建时间", "评论时间", "fecha",
        "fechahora", "data", "datum", "datahora", "tanggal", "tarih", "дата", "датапубликации", "датаивремя",
        "날짜", "작성일", "日時", "التاريخ", "發佈時間", "發布時間", "時間",
    ),
    "author_id": (
        "authorid", "commenterid", "userid", "useridstr", "fromuserid", "fromuseridstr", "fromid", "ownerid",
        "accountid", "channelid", "authorchannelid", "senderuserid", "senderid", "did", "authordid", "userdid",
        "profileid", "pubkey", "authorfid", "fid",
        "authorusername", "commenterusername", "commentauthor", "commentername", "statusauthor",
        "commenter", "username", "userscreenname", "screenname", "fromusername",
        "authorhandle", "userposted", "handle", "userhandle", "twitterhandle",
        "tweetauthor", "authorname", "author", "tweetby", "useraccount", "account", "accountname", "sender",
        "senderscreenname", "fromuser", "from", "user", "ownerusername", "authordisplayname", "displayname",
        "profilename", "pagename", "channelname", "nickname", "name", "用户id", "用户名", "用户昵称", "昵称", "发布者",
        "博主", "作者",
        "pageid", "uid", "uniqueid", "评论者id", "评论者昵称", "автор", "пользователь", "канал", "작성자", "nama",
        "pengguna", "ユーザー名", "usuario", "usuário", "utilisateur", "autor", "auteur", "benutzer", "nom", "nome",
        "nombre", "kullanıcı", "kullanıcıadı", "المستخدم", "اسمالمستخدم",
        "benutzername", "verfasser", "originuserid",
    ),
    "lang": ("lang", "language", "tweetlang", "languagecode", "tweetlanguage", "langcode", "textlanguage", "idioma",
             "语言", "langue"),
    "followers": (
        "authorpublicmetricsfollowerscount", "followerscount", "followercount", "followers", "userfollowers",
        "userfollowerscount", "authorfollowers", "authorfollowerscount", "fromuserfollowercount", "userfollowercount",
        "userfollowcount", "fans", "authorfollowercount", "senderfollowerscount", "senderfollowercount", "nfollowers",
        "subscribercount", "粉丝数",
    ),
    "url": (
        "commenturl", "permalink", "permalinkurl", "tweeturl", "tweetlink", "tweetpermalink", "postlink", "posturl",
        "statusurl", "messageurl", "url", "link", "weburl", "urltweet", "webvideourl", "postpage", "videourl",
        "cleanurl", "pageurl", "originalurl", "videolink", "itemurl", "微博链接", "链接", "网址", "ссылка",
        "ссылканапост", "enlace", "lien", "tautan", "sharelink", "postpermalink",
    ),
    "hashtags": ("hashtags", "hashtag", "tags", "entitieshashtags", "hashtagnames", "话题", "tweethashtags"),
    "conversation_id": ("conversationid", "conversationidstr", "threadid", "submissionid", "linkid", "postid",
                        "videoid", "replyrooturi", "replyroot", "rooturi", "threadhash", "rootparenthash"),
    "reply_to_id": (
        "referencedtweetsrepliedtoid", "inreplytostatusidstr", "inreplytostatusid", "inreplytotweetid", "inreplytoid",
        "inreplyto", "replytoid", "replytotweetid", "totweetid", "replytostatusid", "replytostatusstatusid",
        "repliedtotweetid", "replytosid", "parentid", "parentcommentid", "parent", "replyto", "replytomsgid",
        "replytocommentid", "repliestoid", "isreplyto", "replytomessageid", "repliedtoid", "replytouri",
        "replyparenturi", "replyparent", "parenturi", "repliedtoposturl",
        "parenthash", "parentcasthash",
    ),
    "repost_of_id": (
        "referencedtweetsretweetedid", "retweetedstatusidstr", "retweetedstatusid", "retweetedid", "retweetid",
        "retweetstatusid", "retweetedtweetid", "repostofid", "originweiboid", "reblogid", "reblogofid",
        "retweetedoriginaltweetid", "retweettweetid",
    ),
    "quote_of_id": (
        "referencedtweetsquotedid", "quotedstatusid", "quotedstatusidstr", "quotetweetid", "quotedtweetid", "quoteid",
        "quotedid", "quoteofid", "quoteuri", "quotedposturi", "quoteduri", "quotedtweettweetid", "quotedpostpostid",
    ),
    "kind": ("kind", "posttype", "tweettype", "contenttype", "messagetype", "threadentrytype", "engagementtype",
             "datatype"),
    "collected_at": ("twarcretrievedat", "collectedat", "retrievedat", "timestampcollected", "scrapedat", "crawledat",
                     "collectiontime", "timescraped", "fetchedat", "retrievedutc", "crawltime", "scrapedate",
                     "scrapingdate", "抓取时间", "爬取时间"),
    "source": ("platform", "network", "sourceplatform", "socialnetwork", "socialplatform", "socialmedia", "mediatype",
               "sourcetype", "source", "site", "channel", "平台"),
    "verified": ("verified", "userverified", "fromuserverified", "authorverified", "isverified", "userisverified",
                 "authorisverified"),
}  # fmt: skip
"""Column names as tools and people write them, without case and punctuation, the best first."""

COUNTED: Final = {
    "likes": ("like", "likes", "favorite", "favorites", "favourite", "favourites", "fav", "favs", "heart", "hearts",
              "favorited", "liked", "digg", "vote", "votes", "attitudes", "点赞", "赞", "curtidas", "лайки", "лайков",
              "suka", "reaction", "reactions", "좋아요", "마음", "megusta", "jaime", "gefälltmir", "いいね", "beğeni",
              "gefällt", "الإعجابات"),
    "reposts": ("retweet", "retweets", "repost", "reposts", "reblog", "reblogs", "share", "shares", "shared", "rt",
                "rts", "forward", "forwards", "boost", "boosts", "retruth", "retruths", "retweeted", "转发",
                "リツイート", "リポスト", "재게시", "리트윗", "репосты", "репостов", "partages", "compartidos",
                "geteilt", "recast", "recasts"),
    "replies": ("reply", "replies", "replycomment", "comment", "comments", "response", "responses", "评论", "回复",
                "respuestas", "kommentare", "返信", "답글", "댓글", "комментарии", "комментариев", "ответы",
                "commentaires", "comentarios", "comentários", "réponses", "respostas", "antworten", "yorum"),
    "quotes": ("quote", "quotes", "quotetweet", "quotetweets", "quoted"),
    "views": ("view", "views", "impression", "impressions", "play", "plays", "viewed", "阅读", "浏览", "просмотры",
              "просмотров", "vistas", "visualizações", "조회", "노출", "インプレッション", "表示"),
}  # fmt: skip
_PREFIX: Final = (
    r"(?:publicmetrics|metrics|stats|statistics|engagement|engagementdata|social|tweets?|post|status|tw|twitter|num|number|numof|"
    r"numberof|noof|nbr|nb|n|total|count|countof|video|comment|sub|评论)*"
)
_SUFFIX: Final = r"(?:summarytotalcount|count|counts|num|number|total|cnt|received|数|数量|量|수)?"
_LONGEST_NAME: Final = 80
COUNTS: Final = {
    target: re.compile(f"{_PREFIX}(?:{'|'.join(words)}){_SUFFIX}", re.IGNORECASE) for target, words in COUNTED.items()
}


def plain(name: Any) -> str:
    """A column name without case, spaces and punctuation."""
    text = str(name)
    return _known_plain(text) if len(text) < _LONGEST_NAME else _plain(text)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


_known_plain = lru_cache(1 << 12)(_plain)


def known_names(header: Iterable[Any]) -> int:
    """How many of our columns these names speak of: a header row speaks of several."""
    found = set()
    for name in {english(name) for name in header if isinstance(name, str) and len(name) < _LONGEST_NAME}:
        found.add(_target(name))
    return len(found - {None})


def _target(name: str) -> str | None:
    """The column of ours that a name in plain form speaks of."""
    return _TARGETS.get(name) or next((t for t, known in COUNTS.items() if known.fullmatch(name)), None)


@lru_cache(1 << 12)
def english(name: str) -> str:
    """A column name in plain form; one that is not known, but of known words of other languages, in English."""
    own = plain(name)
    if len(name) >= _LONGEST_NAME or _target(own):
        return own
    return next(filter(_target, in_english(name)), own)


def is_list(header: Sequence[Any]) -> bool:
    """Whether these are the names of a table of texts alone."""
    return len(header) == 1 and (has_text(header) or plain(header[0]) in ("comments", "tweets", "posts", "texts"))


def has_text(header: Iterable[Any]) -> bool:
    """Whether one of these names is that of a text column."""
    names = (name for name in header if isinstance(name, str) and len(name) < _LONGEST_NAME)
    return any(_TARGETS.get(english(name)) == "text" for name in names)


_TARGETS: Final = {alias: target for target, aliases in reversed(ALIASES.items()) for alias in aliases}
