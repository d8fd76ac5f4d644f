"""Words around the numbers of a time: months, halves of the day, what stands between a day and a clock."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_YEARS: Final = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner februar mrz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mrt april mei juni juli agustus september oktober november desember",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "január február március április május június július augusztus szeptember október november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    (
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
        "δεκεμβρίου"
    ),
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "يناير شباط آذار نيسان أيار حزيران تموز أغسطس أيلول أكتوبر نوفمبر ديسمبر",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
)
"""The months in English, German, French, Spanish, Italian, Portuguese, Dutch, Indonesian, Swedish, Danish, Turkish,
Russian, Ukrainian, Polish, Czech, Hungarian, Romanian, Greek, Arabic and Hebrew, as dates have them."""
_DAYS: Final = {"sze"}
"""Days of the week that a month might be cut to: Wednesday in Hungarian."""
_TUESDAY: Final = "mar"
"""Short for Tuesday in French, Spanish and Italian, too: beside another month it is the day."""
_WORD: Final = re.compile(r"[^\W\d_]{3,}")

_MORNING: Final = "上午|午前|오전|凌晨|早上|öö|ص|π\\.?\\s?μ\\.?"
_EVENING: Final = "下午|午後|오후|中午|晚上|傍晚|ös|م|μ\\.?\\s?μ\\.?"
_TIME_OF_DAY: Final = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
_BEFORE: Final = re.compile(rf"(?:({_MORNING})|(?:{_EVENING}))\s*({_TIME_OF_DAY})", re.IGNORECASE)
_AFTER: Final = re.compile(rf"({_TIME_OF_DAY})\s*(?:({_MORNING})|(?:{_EVENING}))(?!\w)", re.IGNORECASE)
_EASTERN: Final = re.compile(
    r"(\d{4})(?:\s*[年년]\s*|\.\s)(\d{1,2})(?:\s*[月월]\s*|\.\s)(\d{1,2})(?:\s*[日号號일]|\.)(?:\s*(?:\(.\)|.요일|星期.|.曜日|周.|週.))?\s*"
)
"""A day in Chinese, Japanese or Korean writing: 2025年9月2日, 2025. 9. 2."""
_EASTERN_CLOCK: Final = re.compile(r"(\d{1,2})\s*[時时點点시]\s*(\d{1,2})\s*[分분](?:\s*(\d{1,2})\s*[秒초])?")
_VIETNAMESE: Final = re.compile(r"(\d{1,2}) tháng (\d{1,2}),? (?:năm )?(\d{4})", re.IGNORECASE)
_DAY_OF_WEEK: Final = re.compile(r"[^\W\d_]{2,12}[.,]{0,2} (?=\d)")
_BETWEEN: Final = re.compile(r"(?<=\d),? (?:um|à|a las|às|as|в|о|klo|kl\.?|om|pukul|alle(?: ore)?|at|o|-|·|,) (?=\d)")
"""What stands between a day in numbers and a clock, in the languages of the months and Finnish and Danish."""
_HOURS: Final = re.compile(r"(?<=\d)\s?(?:h|hs|hrs|uur|ч|ч\.)$")
_IN_BRACKETS: Final = re.compile(r"\s*\((?:(UTC|GMT)|[^\W\d_]{1,12}\.?)\)")
_CLOCK_FIRST: Final = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s?m\b\.?)?)[\s,·•|-]+(\d{1,4}([-/.])\d{1,2}\3\d{1,4})", re.IGNORECASE
)


@lru_cache(1 << 12)
def folded(word: str) -> str:
    """A word without case, accents and the dot of the i."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("ı", "i")


def _beginnings() -> dict[str, int]:
    """The months by their names and by what these are cut to, if that is of one month alone."""
    found: dict[str, set[int]] = {}
    for year in _YEARS:
        for number, name in enumerate(map(folded, year.split()), start=1):
            for end in range(3, len(name) + 1):
                found.setdefault(name[:end], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and name not in _DAYS}


MONTHS: Final = _beginnings()


def month_in(text: str) -> re.Match[str] | None:
    """The first word of a text that is a month."""
    found = [word for word in _WORD.finditer(text) if folded(word[0]) in MONTHS]
    return next((word for word in found if len(found) == 1 or folded(word[0]) != _TUESDAY), None)


def western(text: str) -> str:
    """A time with days as in ISO 8601 and clocks as in English, where they are in writings of other languages."""
    if text.isascii():
        return text
    text = _VIETNAMESE.sub(r"\3-\2-\1", _EASTERN.sub(r"\1-\2-\3 ", text))
    text = _EASTERN_CLOCK.sub(lambda found: ":".join(part.zfill(2) for part in found.groups() if part), text)
    text = _BEFORE.sub(lambda found: f"{found[2]} {'AM' if found[1] else 'PM'}", text)
    return _AFTER.sub(lambda found: f"{found[1]} {'AM' if found[2] else 'PM'}", text).strip()


def bare(text: str) -> str:
    """A time in numbers without words about them, the day before the clock."""
    text = _DAY_OF_WEEK.sub("", _IN_BRACKETS.sub(lambda found: f" {found[1]}" if found[1] else "", text), count=1)
    return _CLOCK_FIRST.sub(r"\2 \1", _HOURS.sub("", _BETWEEN.sub(" ", text))).strip()
