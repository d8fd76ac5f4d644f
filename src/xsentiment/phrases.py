"""Phrases of the event file as regular expressions over the text as its reader saw it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

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


def having(strings: pa.StringArray, signs: bytes) -> NDArray[np.bool_]:
    """(N,): the strings in which one of these bytes occurs."""
    ends, data = (
        np.frombuffer(buffer or b"", kind) for buffer, kind in zip(strings.buffers()[1:], ("i4", "u1"), strict=True)
    )
    ends = ends[strings.offset : strings.offset + len(strings) + 1]
    one_of = np.zeros(256, bool)
    one_of[[*signs]] = True
    found = np.zeros(len(strings), bool)
    if len(ends):
        places = np.flatnonzero(one_of[data[ends[0] : ends[-1]]]) + ends[0]
        found[np.searchsorted(ends[1:], places, side="right")] = True
    return found


def replaced(strings: pa.StringArray, signs: bytes, *patterns: tuple[str, str]) -> pa.StringArray:
    """The strings with what RE2 finds of each pattern replaced in turn, in those where one of these bytes occurs."""
    import pyarrow.compute as pc

    mask = pa.array(having(strings, signs))
    some = strings.filter(mask)
    for pattern, by in patterns:
        some = pc.replace_substring_regex(some, pattern, by)
    return pc.replace_with_mask(strings, mask, some)


BEYOND_ASCII: Final = bytes(range(0x80, 0x100))
_FEW: Final = 500
"""To make a large expression ready costs RE2 as much as Python takes to try it on so many words."""
_SIGNS: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~"
_WIDENED: Final = (
    (r"(?<!\w)", r"(?:^|[^0-9A-Za-z_])"),
    (r"(?<![\w'])", r"(?:^|[^0-9A-Za-z_'])"),
    (r"(?!\w)", r"(?:[^0-9A-Za-z_]|$)"),
    (r"(?![\w'])", r"(?:[^0-9A-Za-z_']|$)"),
    (r"\w", r"[0-9A-Za-z_\x{80}-\x{10FFFF}]"),
    (r"\d", r"[0-9\x{80}-\x{10FFFF}]"),
    (r"\s", r"[\t-\r\x1c-\x20\x{80}-\x{10FFFF}]"),
)


class Words:
    """Expressions, each with a column of a table and the bits that it sets there: which may match in many tokens.

    What is bounded by words and has but few spellings is in a token only if one of these is among the words of the
    token, which a table tells at once. The expressions are tried for what has more spellings and, in tokens with other
    signs within, for what is not of ASCII letters alone.
    """

    def __init__(self, expressions: Iterable[tuple[str, int, int]], columns: int, dtype: DTypeLike) -> None:
        none = np.zeros(columns, dtype)
        spelt, signed, endless = (defaultdict[str, NDArray[Any]](none.copy) for _ in range(3))
        for pattern, column, bits in expressions:
            for found, some in zip((spelt, signed, endless), _spelt(pattern), strict=True):
                for one in some:
                    found[one][column] |= bits
        self._words = pa.array(spelt, pa.string())
        self._rows = np.stack([*spelt.values(), none])
        self._signed, self._endless = _Tried(signed, none), _Tried(endless, none)

    def may_be_in(self, tokens: pa.StringArray) -> NDArray[Any]:
        """(V, columns): the bits of all expressions that may match in each token, which is in lower case."""
        import pyarrow.compute as pc

        bare = pc.ascii_trim(tokens, _SIGNS)
        bits: NDArray[Any] = self._of_words(bare) | self._endless.bits(tokens)
        odd = np.flatnonzero(having(bare, _NO_LETTERS))
        if odd.size:
            strings = tokens.take(pa.array(odd))
            words = pc.split_pattern_regex(strings, f"[^{_LETTERS}]+")
            of_words = np.bitwise_or.reduceat(self._of_words(words.flatten()), words.offsets[:-1].to_numpy())
            bits[odd] |= of_words | self._signed.bits(strings)
        return bits

    def _of_words(self, words: pa.StringArray) -> NDArray[Any]:
        import pyarrow.compute as pc

        rows: NDArray[Any] = self._rows[np.asarray(pc.fill_null(pc.index_in(words, self._words), len(self._words)))]
        return rows


class _Tried:
    """Expressions, each with a row of bits, tried in strings: those of the same row at once."""

    def __init__(self, rows: Mapping[str, NDArray[Any]], none: NDArray[Any]) -> None:
        alike: dict[bytes, list[str]] = defaultdict(list)
        for pattern, row in rows.items():
            alike[row.tobytes()].append(pattern)
        self._rows = [(any_of(some), rows[some[0]]) for some in alike.values()]
        self._any, self._none = any_of(rows), none

    def bits(self, strings: pa.StringArray) -> NDArray[Any]:
        """For each string the bits of all expressions that may match in it."""
        bits = np.tile(self._none, (len(strings), 1))
        if self._rows:
            likely = np.flatnonzero(may_match(self._any, strings))
            some = strings.take(pa.array(likely))
            for pattern, row in self._rows:
                bits[likely[may_match(pattern, some)]] |= row
        return bits


def _spelt(pattern: str) -> tuple[Collection[str], ...]:
    """A pattern as words of ASCII letters, patterns for words with signs within, and patterns for all others."""
    bounded = _BOUNDED.fullmatch(pattern)
    if not bounded:
        return set(), [], [pattern]
    start, inner, end = bounded.groups()
    whole = inner.startswith("(?:") and _closing(inner) == len(inner) - 1
    ways = [*alternatives(inner[3:-1])] if whole else [inner]
    spellings = {way: _spellings(way) for way in ways}
    words = {word for some in spellings.values() for word in some if _WORD.fullmatch(word)}
    signed = [way for way, some in spellings.items() if not all(map(_WORD.fullmatch, some))]
    endless = [way for way, some in spellings.items() if not some or any(word.strip(_SIGNS) != word for word in some)]
    others = ([f"{start}(?:{'|'.join(some)}){end}"] if some else [] for some in (signed, endless))
    return words, *others


_LETTERS: Final = "0-9a-z_"
_NO_LETTERS: Final = re.sub(f"[{_LETTERS}]", "", bytes(range(256)).decode("latin1")).encode("latin1")
_WORD: Final = re.compile(f"[{_LETTERS}]+")
_BOUNDED: Final = re.compile(r"(\(\?<!(?:\\w|\[\\w'\])\)|\\#)(.*)(\(\?!(?:\\w|\[\\w'\])\))")
"""What begins at the start of a word or after "#", and ends with a word."""


def alternatives(pattern: str) -> Iterator[str]:
    """The expression cut at each `|` outside brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(pattern):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            yield pattern[start:place]
            start = place + 1
    yield pattern[start:]


def _spellings(pattern: str) -> set[str]:
    """All that a pattern of letters, "(?:…|…)", "[…]" and "?" matches; nothing if it is of anything else."""
    if re.search(r"[^\w()\[\]?:|' -]|\(\?[^:]|\[\^", pattern):
        return set()
    if len(ways := [*alternatives(pattern)]) > 1:
        return {word for way in ways for word in _spellings(way)}
    if not pattern:
        return {""}
    end = _closing(pattern)
    unit = {*pattern[1:end]} if pattern[0] == "[" else _spellings(pattern[3:end]) if end else {pattern[0]}
    rest = pattern[end + 1 :]
    unit |= {""} if rest.startswith("?") else set()
    return {one + other for one in unit for other in _spellings(rest.removeprefix("?"))}


def _closing(pattern: str) -> int:
    """Where the bracket closes that a pattern begins with; 0 if it begins with none."""
    depth = 0
    for place, sign in enumerate(pattern):
        depth += (sign in "([") - (sign in ")]")
        if not depth:
            return place
    return 0


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
