"""Phrases of the event file as regular expressions over the text as its reader saw it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_LINK: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_HASHTAG: Final = re.compile(r"#(\w+)")
_HUMP: Final = re.compile(
    r"_+|(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])"
)
JOINT: Final = " ¶ "
"""Stands between the post and its hashtags spelt out, so that no phrase reaches across."""
ANYWHERE: Final = r"(?s:.*?)"
_WORD_START: Final = r"(?<!\w)"
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def searchable(text: str) -> str:
    """The form in which phrases are looked for: NFKC, case-folded, straight apostrophes, no links.

    Hashtags in camel case or with underscores are spelt out behind the text: `#AxisOfUpheaval` also reads
    "axis of upheaval".
    """
    text = _straight(_LINK.sub(" ", unicodedata.normalize("NFKC", text)))
    spelt = [" ".join(_HUMP.split(tag)).strip() for tag in _HASHTAG.findall(text)]
    return JOINT.join([text, *(words for words in spelt if " " in words)]).casefold()


def one_of(phrases: Iterable[str]) -> str:
    """An expression for any of the phrases, each also in the form of a hashtag: "new order" finds `#neworder`.

    What phrases have in common at their start is tried once for all of them: many times faster.
    """
    return any_of(phrase_pattern(form) for phrase in phrases for form in _forms(phrase))


def any_of(patterns: Iterable[str]) -> str:
    """An expression for any of the patterns that `phrase_pattern` and `longest_words` give."""
    patterns, groups = list(dict.fromkeys(patterns)), []
    for start in (_WORD_START, re.escape("#"), ""):
        group = [pattern.removeprefix(start) for pattern in patterns if pattern.startswith(start)]
        patterns = [pattern for pattern in patterns if not pattern.startswith(start)]
        if group:
            groups.append(f"{start}(?:{'|'.join(group)})")
    return f"(?:{'|'.join(groups)})"


def words_of(phrases: Iterable[str]) -> Iterator[list[str]]:
    """For each form that `one_of` finds, an expression for each of its words, bounded as in the whole.

    A form of one word occurs in a text if and only if the word occurs in the `searchable` form of a token of the text.
    """
    yield from ([_bound(form)(word) for word in form.split()] for phrase in phrases for form in _forms(phrase))


def pairs_of(phrases: Iterable[str], *, whole: bool) -> Iterator[str]:
    """For each form of several words that `one_of` finds, an expression for the first two; or only for forms of two."""
    for form in (form for phrase in phrases for form in _forms(phrase)):
        words = form.split()
        if len(words) == 2 or (len(words) > 2 and not whole):
            yield _bound(form)(f"{words[0]} {words[1]}")


def may_match(pattern: str, forms: Sequence[str] | pa.StringArray) -> NDArray[np.bool_]:
    """(N,): False where the pattern cannot match; True says only that it may. All texts are tried at once, by RE2.

    RE2 has no look-around and other letters than Python, so the pattern is widened: a bound of words becomes any sign
    but an ASCII letter, and whatever is not ASCII may be a letter, a digit or white space. A pattern too large for RE2
    may match anywhere. A few texts are tried by Python, which need not make the expression ready again each time.
    """
    import pyarrow.compute as pc

    if len(forms) < _FEW:
        listed = forms.to_pylist() if isinstance(forms, pa.StringArray) else forms
        search = re.compile(pattern).search
        return np.array([search(form) is not None for form in listed], bool)
    for narrow, wide in _WIDENED:
        pattern = pattern.replace(narrow, wide)
    try:
        plain = forms if isinstance(forms, pa.StringArray) else pa.array(forms, pa.string())
    except UnicodeEncodeError:  # lone surrogates, which are no letters
        plain = pa.array([form.encode(errors="replace").decode() for form in forms], pa.string())
    try:
        found = pc.match_substring_regex(plain, pattern)
    except pa.ArrowInvalid:
        return np.ones(len(forms), bool)
    return np.asarray(found, dtype=bool)


_FEW: Final = 500
"""To make a large expression ready costs RE2 as much as Python takes to try it on so many words."""
_WIDENED: Final = (
    (r"(?<!\w)", r"(?:^|[^0-9A-Za-z_])"),
    (r"(?<![\w'])", r"(?:^|[^0-9A-Za-z_'])"),
    (r"(?!\w)", r"(?:[^0-9A-Za-z_]|$)"),
    (r"(?![\w'])", r"(?:[^0-9A-Za-z_']|$)"),
    (r"\w", r"[0-9A-Za-z_\x{80}-\x{10FFFF}]"),
    (r"\d", r"[0-9\x{80}-\x{10FFFF}]"),
    (r"\s", r"[\t-\r\x1c-\x20\x{80}-\x{10FFFF}]"),
)


def _forms(phrase: str) -> Iterator[str]:
    plain = _straight(unicodedata.normalize("NFKC", phrase)).strip()
    yield plain
    joined = re.sub(r"[^\w*]", "", plain)
    if joined and " " in plain:
        yield "#" + joined


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")


def phrase_pattern(phrase: str) -> str:
    """A regular expression for a phrase in case-folded text: bounded by words, `*` for any ending, free white space.

    Chinese, Japanese and Korean phrases have no word bounds, since those texts do not part words by spaces.
    """
    body = _body(phrase)
    if not body or _UNSPACED.search(phrase):
        return body
    start = r"(?<!\w)" if re.match(r"[\w*]", phrase.strip()) else ""
    end = r"(?!\w)" if re.search(r"\w$", phrase.strip()) else ""
    return f"{start}{body}{end}"


def _bound(form: str) -> Callable[[str], str]:
    return _body if _UNSPACED.search(form) else phrase_pattern


def _body(phrase: str) -> str:
    return r"\s+".join(re.escape(_straight(word)).replace(r"\*", r"\w*") for word in phrase.casefold().split())
