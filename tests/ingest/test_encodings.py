"""Encodings of texts that are not UTF-8, told by their letters."""

from __future__ import annotations

import pytest

from xsentiment.ingest import encodings

TEXTS = {
    "cp932": "今日のパレードはとても素晴らしかったです。みんな楽しそうに見ていました。",
    "euc-jp": "今日のパレードはとても素晴らしかったです。みんな楽しそうに見ていました。",
    "cp949": "오늘 퍼레이드는 정말 대단했습니다. 모두가 즐겁게 구경하고 있었어요.",
    "gb18030": "今天的阅兵真的非常好看，大家都很高兴，我们一起看了很久。",
    "cp950": "今天的閱兵真的非常好看，大家都很高興，我們一起看了很久。",
    "cp1251": "Сегодня парад был просто отличный, все смотрели и радовались вместе.",
    "koi8-r": "Сегодня парад был просто отличный, все смотрели и радовались вместе.",
    "cp1256": "كان العرض اليوم رائعا جدا والجميع كانوا سعداء معنا في المدينة",
    "cp1253": "Η παρέλαση σήμερα ήταν πολύ καλή και όλοι ήταν χαρούμενοι μαζί μας",
    "cp1255": "המצעד היום היה נהדר וכולם היו שמחים יחד איתנו ברחובות העיר",
    "cp874": "ขบวนพาเหรดวันนี้สวยงามมากและทุกคนก็มีความสุขกันมาก",
    "cp1254": "Bugünkü geçit töreni çok güzeldi, herkes sevinçle izledi, ışıklar da şahaneydi.",
}
WESTERN = (
    "it’s “quite a show”, isn’t it… they don’t know what they’ve seen – we’d say",
    "Le défilé d’aujourd’hui était très réussi, tout le monde était ravi d’être là",
    "Die Parade heute war schön, alle haben sich gefreut über die Grüße",
    "El desfile de hoy fue increíble, ¡todos estaban contentos! ¿Qué más?",
    "O desfile de hoje não foi só bonito, foi também uma emoção para a nação",
    "Le cœur de ma sœur : une œuvre à 3 m³, peut-être moins, où elle a goûté du thé à 5 £",
    "Kõik olid täna väga rõõmsad ja kuuldavasti läks tore paraad õnneks ka öösel edasi",
    "La città è più bella così, perché c’è il sole: però può piovere già lunedì",
    "¿Quién lo vio? ¡Qué día! 1º de mayo, 5 m² y ½ kilo… ¿y mañana?",
    "Paraden i dag var så fin, og alle så på den med glæde på øen",
)


CENTRAL = (
    "Dzisiaj w Warszawie było bardzo zimno, ale i tak poszliśmy na spacer.",
    "Świetny mecz! Brawo dla całej drużyny, zasłużone zwycięstwo.",
    "Dnes bylo v Praze krásně, šli jsme na procházku podél řeky.",
    "Nemůžu uvěřit, že zase zdražili elektřinu.",
    "Dnešná prehliadka bola naozaj pekná, všetci sa tešili a ďakujeme za ňu.",
    "Današnja parada je bila čudovita, vsi so bili veseli, še posebej žene.",
    "Danas je parada bila sjajna, svi su se radovali i još uvijek pričaju što su vidjeli.",
    "A mai felvonulás nagyon szép volt, mindenki örült, és a nézők sokáig ünnepeltek, amíg az eső el nem űzte őket.",
)


@pytest.mark.parametrize("text", CENTRAL)
def test_letters_of_central_europe_tell_the_encoding(text: str) -> None:
    """Polish, Czech, Slovak, Slovene, Croatian and Hungarian are no Western text with signs in its words."""
    assert encodings.guess(text.encode("cp1250")) == "cp1250"


@pytest.mark.parametrize("name", TEXTS)
def test_scripts_tell_the_encoding(name: str) -> None:
    """Alone, and among the plain columns of a table."""
    text = TEXTS[name]
    table = "id,user,text\n" + "".join(f"{i},ann,{text}\n" for i in range(1_000, 1_010))
    assert encodings.guess(text.encode(name)) == name
    assert encodings.guess(table.encode(name)) == name


@pytest.mark.parametrize("text", WESTERN)
def test_accents_and_quotes_are_western(text: str) -> None:
    """A few letters beyond ASCII among many, in words."""
    assert encodings.guess(text.encode("cp1252")) == encodings.WESTERN


MACINTOSH = (
    "Le défilé d’aujourd’hui était très réussi, tout le monde était ravi d’être là",
    "Die Parade heute war schön, alle haben sich gefreut über die Grüße",
    "El desfile de hoy fue increíble, todos estaban allí en la ciudad según él",
    "O desfile de hoje não foi só bonito, foi também uma emoção para a nação",
    "it’s “quite a show”, isn’t it… they don’t know what they’ve seen – we’d say",
)


@pytest.mark.parametrize("text", MACINTOSH)
def test_spreadsheets_of_a_mac_are_told(text: str) -> None:
    """Excel on a Mac saves CSV so; the letters are signs or Polish and Czech ones elsewhere."""
    assert encodings.guess(text.encode("mac_roman")) == "mac_roman"
