"""The encoding of a text that is not UTF-8, by the letters that each gives: for files saved by older spreadsheets."""

from __future__ import annotations

import re
from typing import Final

WESTERN: Final = "cp1252"
"""What a text is taken for that shows no other script."""
_COMMON: Final = {
    "cp1251": "оеаинтсрвл",
    "koi8-r": "оеаинтсрвл",
    "cp1256": "اليمونتربه",
    "cp1253": "αοιετσνηυρ",
    "cp1255": "יוהלאמרתבש",
    "cp874": "านรอกเงมยล",
}  # fmt: skip
"""Encodings of one byte a letter, and the ten letters that are half of any text in their script."""
_RUN: Final = re.compile(rb"[\x80-\xff]{2,}")
_FOREIGN: Final = re.compile(rb"[\x80-\xff]")
_TURKISH: Final = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
"""Bytes that are letters of Turkish in cp1254, and in cp1252 letters of Icelandic."""
_POLISH: Final = re.compile(rb"(?<=[a-z])[\x9f\xb9\xbf]|(?<=[a-ln-z])\xb3|[\xa3\xaf](?=[a-z])")
"""Bytes of Polish letters in cp1250, in cp1252 signs that stand in no word, but in `m³`."""
_HACEKS: Final = re.compile(rb"[\x8a\x8e\x9a\x9d\x9e]|(?<=[a-z])\xbe")
"""Bytes of letters of Czech, Slovak and South Slavic in cp1250, in cp1252 none or hardly used."""
_HUNGARIAN: Final = re.compile(rb"[\xd5\xf5]")
_NOT_HUNGARIAN: Final = re.compile(rb"[\xe3\xe4\xe7\xf1]")
"""Bytes of ő in cp1250, in cp1252 of õ in Portuguese and Estonian, which have these letters, too."""
_MACINTOSH: Final = re.compile(rb"[\x87-\x89\x8b\x8d\x8f\x90\x98\x99\x9c\x9f\xa7\xd2-\xd5]")
"""Bytes of letters and apostrophes of Macs of old, in cp1252 and cp1250 hardly used, or of one language."""
_IN_PLACE: Final = re.compile(r"[áàâäãåçéèêëíìîïñóòôöõúùûüßœæøÄÖÜÉÀ’]|(?<![a-z])[“”‘„«»–—…]|[“”‘„«»–—…](?![a-z])")
"""Letters of Western languages, and signs that do not stand inside a word."""
_KANA: Final = ("\u3040", "\u30ff")
_HANGUL: Final = ("\uac00", "\ud7a3")
_HAN: Final = ("\u4e00", "\u9fff")
_KANA_SHARE: Final = 0.2
_MOST: Final = 0.85
_ENOUGH: Final = 0.4


def guess(data: bytes) -> str:
    """The encoding of bytes that are not UTF-8: another script, East Asian, a Mac's, Turkish, Central European.

    Else it is Western.
    """
    return _other_script(data) or _east_asian(data) or _latin(data) or WESTERN


def _latin(data: bytes) -> str | None:
    """Of a Macintosh, Turkish or Central European, None where nothing shows any."""
    if _mostly(_MACINTOSH, data, 0.1) and _in_place(data, "mac_roman") > _MOST > _in_place(data, WESTERN):
        return "mac_roman"
    if _mostly(_TURKISH, data, 0.2):
        return "cp1254"
    slavic = _mostly(_POLISH, data, 0.3) or _mostly(_HACEKS, data, 0.08)
    hungarian = _mostly(_HUNGARIAN, data, 0.05) and not _mostly(_NOT_HUNGARIAN, data, 0.02)
    return "cp1250" if slavic or hungarian else None


def _in_place(data: bytes, name: str) -> float:
    """The part of the characters beyond ASCII that stand where they may in a Western language."""
    return len(_IN_PLACE.findall(data.decode(name, "replace"))) / max(1, len(_FOREIGN.findall(data)))


def _mostly(pattern: re.Pattern[bytes], data: bytes, share: float) -> bool:
    return len(pattern.findall(data)) >= share * len(_FOREIGN.findall(data))


def _east_asian(data: bytes) -> str | None:
    """Japanese by its kana, Korean by its syllables, Chinese by characters in use, in either of its encodings."""
    for name in ("cp932", "euc-jp"):
        if _share(data, name, _KANA) >= _KANA_SHARE:
            return name
    if _share(data, "euc-kr", _HANGUL) >= _MOST:  # of which cp949 is the larger form
        return "cp949"
    found = {name: _in_use(data, name) for name in ("gb18030", "cp950")}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= _ENOUGH else None


def _in_use(data: bytes, name: str) -> float:
    """The part of the Chinese characters that are in common use; 0 where they are few among the letters.

    Accents in Western words look like a few Chinese characters.
    """
    text = data.decode(name, "replace")
    characters = _of(text, _HAN)
    if _share(data, name, _HAN) < _ENOUGH or len(characters) * 10 < sum(map(str.isalpha, text)):
        return 0.0
    if name == "cp950":
        return sum(b"\xa4" <= char.encode(name)[:1] <= b"\xc6" for char in characters) / len(characters)
    return sum(bool(char.encode("gb2312", "ignore")) for char in characters) / len(characters)


def _share(data: bytes, name: str, script: tuple[str, str]) -> float:
    """The part of the characters beyond ASCII that are of a script; 0 where many bytes make no character."""
    text = data.decode(name, "replace")
    beyond = sum(char > "\x7f" for char in text)
    return len(_of(text, script)) / beyond if beyond and text.count("\ufffd") * 20 < beyond else 0.0


def _of(text: str, script: tuple[str, str]) -> list[str]:
    return [char for char in text if script[0] <= char <= script[1]]


def _other_script(data: bytes) -> str | None:
    """The encoding whose common letters are most of what stands in runs, as words of another script do."""
    foreign, runs = len(_FOREIGN.findall(data)), b"".join(_RUN.findall(data))
    if len(runs) < 0.6 * foreign or not runs:
        return None
    found = {name: sum(map(runs.decode(name, "replace").lower().count, common)) for name, common in _COMMON.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= _ENOUGH * len(runs) else None
