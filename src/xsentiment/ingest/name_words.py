"""Words of which columns' names are made in other languages: `Texto de la publicación` is `posttext` in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, permutations, product
from typing import Final

from xsentiment.ingest.time_words import folded

_WORDS: Final = {
    "text": "text texto texte testo tekst tekstu tresc metin metni текст текста نص 本文 正文 文本 텍스트 teks",
    "content": "content inhalt contenu contenido conteudo contenuto inhoud zawartosc icerik icerigi "
    "содержание محتوى 内容 內容 내용 isi nội_dung зміст",
    "message": "message nachricht mensaje mensagem messaggio wiadomosc mesaj сообщения сообщение رسالة 消息 "
    "메시지 pesan",
    "post": "post posta posts postu beitrag beitrags beiträge publicacion publicacao publication "
    "pubblicazione bericht wpis wpisu gonderi gonderinin пост поста записи публикации منشور 投稿 ポスト 帖子 "
    "帖文 貼文 게시물 postingan bài_viết допису",
    "tweet": "tweet tweets tuit твита تغريدة ツイート 推文 트윗",
    "comment": "comment kommentar kommentars commentaire comentario commento reactie komentarz komentarza "
    "yorum комментария تعليق コメント 评论 留言 댓글 komentar bình_luận",
    "id": "id identifiant identificador kennung kimlik kimligi معرف 编号 編號 식별자 mã",
    "date": "date datum data fecha tarih tarihi дата تاريخ 日時 日付 日期 날짜 일시 tanggal ngày",
    "time": "time zeit uhrzeit heure hora ora godzina czas saat saati время وقت 时间 時間 時刻 시간 waktu jam giờ час",
    "created": "created erstellt créé creado criado creato utworzono создано 创建 創建 作成 dibuat",
    "published": "published veröffentlicht publié publicado pubblicato opublikowano опубликовано "
    "veröffentlichung veröffentlichungs publication publicatie publicacion publicacao pubblicazione "
    "publikacji yayinlanma paylasim публикации نشر 发布 發佈 發布 投稿 게시 작성 posting đăng публікації",
    "user": "user nutzer benutzer utilisateur usuario utente gebruiker gebruikers uzytkownika kullanici "
    "пользователя مستخدم ユーザー 用户 用戶 使用者 사용자 pengguna người_dùng користувача",
    "author": "author autor autors autora auteur autore yazar автор автора كاتب مؤلف 投稿者 作者 작성자 "
    "penulis tác_giả",
    "account": "account konto konta compte cuenta conta hesap аккаунта حساب アカウント 账号 帳號 계정 akun tài_khoản",
    "page": "page seite seiten pagina página strony sayfa страницы صفحة ページ 主页 페이지 halaman trang",
    "name": "name namen naam nom nombre nome nazwa adi имя اسم 名 名称 名稱 이름 nama tên ім'я",
    "likes": "likes like gefällt_mir gefällt_mir_angaben j'aime mentions_j'aime me_gusta curtidas gostos "
    "mi_piace vind_ik_leuks polubienia lubie_to begeni begeniler лайки лайков нравится إعجابات إعجاب いいね "
    "点赞 點讚 讚 좋아요 suka lượt_thích вподобання",
    "reactions": "reactions reaktionen réactions reacciones reações reazioni tepkiler реакции تفاعلات "
    "リアクション 반응 reaksi",
    "shares": "shares share geteilt geteilte_inhalte mal_geteilt partages partage compartido compartidos "
    "veces_compartido compartilhamentos condivisioni gedeeld udostepnienia paylasim paylasimlar поделились "
    "مشاركات シェア 分享 공유 dibagikan lượt_chia_sẻ поширення",
    "reposts": "reposts repost retweets retweet weiterleitungen reposty репосты репостов إعادة_النشر "
    "إعادة_نشر リポスト リツイート 转发 轉發 轉推 재게시 리트윗 diposting_ulang",
    "replies": "replies antworten réponses respuestas respostas risposte antwoorden odpowiedzi yanit "
    "yanitlar ответы ответов ردود 返信 回复 回覆 답글 balasan відповіді",
    "comments": "comments kommentare commentaires comentarios commenti reacties komentarze yorum yorumlar "
    "комментарии комментариев تعليقات コメント 评论 評論 댓글 komentar bình_luận коментарі",
    "views": "views aufrufe vues visualizaciones vistas visualizacoes visualizzazioni weergaven wyswietlenia "
    "goruntulenme izlenme просмотры просмотров مشاهدات 閲覧 再生 浏览 瀏覽 观看 播放 조회 tayangan lượt_xem "
    "перегляди",
    "impressions": "impressions impressionen impresiones impressoes impressioni impressies gosterim показы "
    "ظهور インプレッション 曝光 노출 impresi",
    "followers": "followers abonnenten abonnés seguidores follower volgers obserwujacy takipci подписчики "
    "متابعين フォロワー 粉丝 粉絲 팔로워 pengikut người_theo_dõi",
    "language": "language sprache langue idioma lengua lingua taal jezyk dil язык لغة 言語 语言 語言 언어 "
    "bahasa ngôn_ngữ мова",
    "link": "link links lien enlace vinculo ligação collegamento odnosnik baglanti ссылка رابط リンク 链接 "
    "連結 링크 tautan liên_kết посилання",
    "platform": "plattform plateforme plataforma piattaforma platforma платформа منصة プラットフォーム 平台 플랫폼",
    "type": "typ type art tipo tür тип نوع 种类 類型 유형 jenis",
    "": "anzahl zahl nombre numero número cantidad aantal liczba sayisi количество число عدد 数 數 数量 量 "
    "수 jumlah số of the to zum zur der des die am de du des la le les el los d l del della di da do das dos van het",
}
"""What a word is in English, as names of columns have it; words that say no more are nothing."""
_ARTICLE: Final = "ال"
_PARTED: Final = frozenset(",;|\t")
"""What stands between names, and in none."""
_PARTS: Final = 4
_WAYS: Final = 64


def _spelled(word: str) -> str:
    return re.sub(r"[^\w]", " ", folded(word)).replace("_", " ")


def _meanings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for english, words in _WORDS.items():
        for word in map(_spelled, words.split()):
            found.setdefault(word, []).append(english)
    return found


_MEANINGS: Final = _meanings()
_PHRASES: Final = re.compile("|".join(sorted((word for word in _MEANINGS if " " in word), key=len, reverse=True)))
_LONGEST: Final = max(map(len, _MEANINGS))
_SHORTEST: Final = 2
"""Letters of a word within another, if they are of an alphabet."""


@lru_cache(1 << 12)
def in_english(name: str) -> tuple[str, ...]:
    """What a name of known words can be in English, in plain form; nothing where a word is not known."""
    if not _PARTED.isdisjoint(name):
        return ()
    spoken = " ".join(re.findall(r"[^\W_]+", folded(name)))
    spoken = _PHRASES.sub(lambda found: found[0].replace(" ", "_"), spoken)
    parts = [part for token in spoken.split() for part in _parts(token)]
    if not parts or len(parts) > _PARTS or None in parts:
        return ()
    ways = islice(product(*filter(None, parts)), _WAYS)
    found = ("".join(order) for way in ways for order in permutations(filter(None, way)))
    return tuple(dict.fromkeys(filter(None, found)))


def _parts(token: str) -> Iterator[list[str] | None]:
    """The meanings of a word, or of those that it is put together from; None where one is not known."""
    token = token.replace("_", " ")
    for word in (token, token.removeprefix(_ARTICLE)):
        if word in _MEANINGS:
            yield _MEANINGS[word]
            return
    place = 0
    while place < len(token):
        ends = range(min(len(token), place + _LONGEST), place, -1)
        end = next((end for end in ends if _is_inner(token[place:end])), None)
        if end is None:
            yield None
            return
        yield _MEANINGS[token[place:end]]
        place = end


def _is_inner(word: str) -> bool:
    if word.isascii():
        return len(word) >= _SHORTEST and _MEANINGS.get(word, [""]) != [""]
    return word in _MEANINGS
