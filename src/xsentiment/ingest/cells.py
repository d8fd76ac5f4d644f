"""Single cells of tables: ids, counts, yes and no, hashtags, networks, values written as JSON or Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final

from xsentiment.ingest import items
from xsentiment.ingest.items import clean

_TRUE: Final = {
    "true", "yes", "y", "1", "t", "1.0", "vrai", "oui", "wahr", "ja", "verdadero", "sí", "si", "verdadeiro", "sim",
    "vero", "sì", "waar", "prawda", "tak", "pravda", "ano", "igaz", "igen", "sand", "sant", "sann", "tosi", "kyllä",
    "doğru", "evet", "истина", "да", "правда", "так", "是", "真", "はい", "예", "참", "صحيح", "نعم",
}  # fmt: skip
_FALSE: Final = {
    "false", "no", "n", "0", "f", "0.0", "faux", "non", "falsch", "nein", "falso", "não", "nao", "onwaar", "nee",
    "fałsz", "nie", "nepravda", "ne", "hamis", "nem", "falsk", "falskt", "usann", "usant", "nej", "nei", "epätosi",
    "ei", "yanlış", "hayır", "ложь", "нет", "хибність", "ні", "否", "假", "いいえ", "아니요", "거짓", "خطأ", "لا",
}  # fmt: skip
"""Yes and no as programs write them, and as spreadsheets do in the languages of their users."""
ERRORS: Final = frozenset((
    "#NAME?", "#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!", "#WERT!",
    "#BEZUG!", "#ZAHL!", "#NOM?", "#VALEUR!", "#NOMBRE!", "#¿NOMBRE?", "#¡VALOR!", "#¡REF!", "#N/D", "#NOME?",
    "#VALORE!", "#RIF!",
))  # fmt: skip
"""What spreadsheets write in the place of a value in English, German, French, Spanish, Italian and Portuguese."""
MISSING: Final = {
    "", "-", "–", "na", "n/a", "nan", "none", "null", "nat", "<na>", "无", "\\n", *map(str.lower, ERRORS),
}  # fmt: skip
NO_TEXT: Final = frozenset((
    "NA", "NaN", "nan", "None", "null", "Null", "NULL", "<NA>", "无", "[deleted]", "[removed]", *ERRORS,
))  # fmt: skip
"""What programs and networks write in the place of a text, in just this writing: `none` may be all that a post says."""
_NAMES: Final = ("id_str", "id", "username", "userName", "screen_name", "name")
"""Keys of an object in a cell that name a person or a post."""
_EXACT_DIGITS: Final = 16
"""Digits that a float holds of any number."""
_SIGNIFICANT: Final = 15
"""Digits that a spreadsheet keeps of a number."""
_LIST_OF_R: Final = re.compile(r"(?:c|list|character)\((.*)\)", re.DOTALL)
"""A list as R writes it into a cell: `c("a", "b")`; without elements `character(0)` or `list(NULL)`."""
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')


_HYPERLINK: Final = re.compile(
    r'=(?:HYPERLINK|HIPERVINCULO|LIEN_HYPERTEXTE|HIPERLINK)\("([^"]*)"(?:[,;]\s*"([^"]*)")?\)', re.IGNORECASE
)
"""A spreadsheet's formula for a link: where it leads, and what is shown."""


def linking(value: Any) -> tuple[str, str] | None:
    """Where a formula for a link in a cell leads, and what it shows; None for any other cell."""
    found = _HYPERLINK.fullmatch(value.strip()) if isinstance(value, str) and value.lstrip()[:1] == "=" else None
    return (found[1], found[2] or found[1]) if found else None


def missing(value: Any) -> bool:
    """Whether a cell holds nothing, or a word for nothing."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return True
    return isinstance(value, str) and (not value or value.isspace() or value.strip().lower() in MISSING)


def is_cut_number(digits: str) -> bool:
    """Whether all digits beyond the fifteenth are zeros, as a spreadsheet leaves them."""
    return len(digits) > _SIGNIFICANT and digits.isdecimal() and not digits[_SIGNIFICANT:].strip("0")


def is_rounded_number(digits: str) -> bool:
    """Whether a long number is what programs write of a float, as R and JavaScript keep it: 650439476628451300."""
    if len(digits) <= _EXACT_DIGITS or not digits.isdecimal():
        return False
    mantissa, _, power = repr(float(digits)).partition("e+")
    return mantissa.replace(".", "").ljust(int(power or 0) + 1, "0") == digits


def known(value: Any) -> str | None:
    """The id of an author or another post, None where it is missing or damaged; `x123…` is rtweet's way to write it.

    Of an object written in the cell it is the id or name inside.
    """
    if isinstance(value, str) and value[:1] == "{" and isinstance(inner := literal(value), dict):
        return next((found for name in _NAMES if (found := known(inner.get(name)))), None)
    found, _ = post_id(value)
    return found


def post_id(value: Any) -> tuple[str | None, bool]:
    """An id and whether it can be trusted. A single id that ends in zeros is trusted: the column is judged as one."""
    if isinstance(value, str):
        if value.isdecimal() and value.isascii():
            return value, True
        text = value.strip().strip("'\"= ")
        if text.isdecimal() and text.isascii():
            return text, True
        if text in ERRORS:
            return None, True
        if text[:1] == "x" and text[1:].isdecimal() and len(text) > 10:
            return text[1:], True
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), True
    return items.identity(value)


def count(value: Any) -> int | None:
    """A count, None where it is missing or no number."""
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 16:
        return int(value)
    if isinstance(value, str) and value[:1] == "{" and isinstance(inner := literal(value), dict):
        return items.count(inner.get("count", inner.get("total")))
    return items.count(value)


def flag(value: Any) -> bool | None:
    """Yes or no, None for anything else."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def plain_text(value: Any) -> str:
    """A cell as text, `""` where it is missing; a number as written, a whole one without a point."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, list | dict) or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def joined(values: Iterable[Any]) -> str:
    """The cells that are not empty, with spaces between; a day and a clock become a time."""
    filled = [
        value.strftime("%Y-%m-%d") if is_day(value) else plain_text(value).strip()
        for value in values if not missing(value)
    ]  # fmt: skip
    return " ".join(filled)


def paragraphs(values: Iterable[Any]) -> str:
    """The cells that hold a text, as one text of paragraphs: a title and what stands below it."""
    texts = (plain_text(value).strip() for value in values)
    return "\n\n".join(text for text in texts if text and text not in NO_TEXT)


def is_day(value: Any) -> bool:
    """Whether a cell is a date without a time of day."""
    return (isinstance(value, datetime) and value.time() == time.min) or type(value) is date


def decoded(text: str) -> str:
    """A text that Python wrote as bytes (`b'…'`), as scripts leave them in tables; any other as it is."""
    if text[:2] not in ("b'", 'b"') or text[-1:] != text[1]:
        return text
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else text


def literal(value: Any) -> Any:
    """A list or object written as JSON or Python in a cell; None if it is neither. Nothing is ever evaluated."""
    if not isinstance(value, str):
        return value
    if value[:1] not in "[{(" or not value:
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        try:
            return ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None


def tags(value: Any) -> list[str] | None:
    """Hashtags from a list, a list written as JSON, Python or R, or words parted by commas, bars or spaces."""
    if not value or missing(value) or value == "[]":
        return None
    if isinstance(value, str) and (found := _LIST_OF_R.fullmatch(value)):
        value = _QUOTED.findall(found[1])
    if isinstance(value, str) and value[0] == value[-1] == '"' and (inner := literal(f"[{value}]")):  # words as JSON
        value = inner[0]
    if isinstance(value, str):
        value = literal(value) if value.lstrip()[:1] == "[" else re.split(r"[,;|\s]+", value)
    if not isinstance(value, Iterable):
        return None
    names = ("tag", "text", "name")
    words = (next(filter(None, map(item.get, names)), None) if isinstance(item, dict) else item for item in value)
    return [clean(tag).strip("# ") for tag in words if isinstance(tag, str) and tag.strip("# ")] or None
