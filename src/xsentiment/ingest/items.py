"""What readers yield, and the values that many formats share: ids, times, counts, languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache, reduce
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from xsentiment import schema

Row = dict[str, Any]


class Deletion(NamedTuple):
    """What a record says is gone, in any file: a post by its id, or all posts of an author.

    It reaches what was seen up to the time `at`, and everything where the time is not known; `back` says that it is
    there again.
    """

    source: str
    post_id: str | None = None
    author_id: str | None = None
    at: datetime | None = None
    back: bool = False


class Reject(NamedTuple):
    """A row not used: its line, a reason of schema.REASONS, and what else it says is gone."""

    line: int
    reason: str
    deletion: Deletion | None = None


Item = Row | Reject

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_FIRST_YEAR: Final = _EPOCH.year
_LAST_YEAR: Final = _LATEST.year
_TWITTER_EPOCH_MS: Final = 1288834974657
_FIRST_X_SNOWFLAKE: Final = 29_700_859_247
"""Ids of X grow with time from November 2010 on; older ones hold no time."""
_EXACT: Final = 1 << 53
_TIKTOK_DIGITS: Final = 19
_BID: Final = re.compile(r"(?=[0-9]*[A-Za-z])[0-9A-Za-z]{9}")
_BASE_62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SEVEN_DIGITS: Final = 10**7
_CODE: Final = re.compile(r"(?=[0-9_-]*[A-Za-z])[A-Za-z0-9_-]{10,11}(?:[A-Za-z0-9_-]{28})?")
_BASE_64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_NO_LANGUAGE: Final = {"", "und", "un", "qme", "qht", "qst", "qam", "qct", "zxx", "art", "none", "null", "unknown"}
_MISSING: Final = {"", "-", "–", "na", "n/a", "nan", "none", "null", "nat", "无", "\\n"}
_SCALE: Final = {
    **dict.fromkeys(
        ("k", "tsd", "mil", "mila", "тыс", "тис", "tys", "tis", "rb", "bin", "천", "千", "ألف", "الف", "هزار"), 1_000
    ),
    **dict.fromkeys(("万", "萬", "만"), 10_000),
    **dict.fromkeys(("lakh", "lac"), 100_000),
    **dict.fromkeys(("m", "mio", "mi", "mln", "mill", "млн", "jt", "mn", "tr", "مليون"), 1_000_000),
    **dict.fromkeys(("crore", "cr"), 10_000_000),
    **dict.fromkeys(("亿", "億", "억"), 100_000_000),
    **dict.fromkeys(("b", "bn", "mrd", "md", "mld", "млрд", "مليار"), 1_000_000_000),
}
"""Words for powers of ten in the languages of networks' pages."""
_TURKISH: Final = re.compile(r"\d+(?:,\d+)? B|\d+,\d+B")
"""Thousands, as Turkish writes them; English has a point and no space before its billions."""
_COUNT: Final = re.compile(rf"(?:[^\W\d]{{1,3}}\[)?([+-]?\d[\d,.\s'’]*)({'|'.join(_SCALE)}|)\.?\+?\]?", re.IGNORECASE)
_GAPS: Final = re.compile(r"[\s'’]+")
_POWER: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+|\d{10,}[eE]\+?\d{1,2}")
_TRAILING_ZEROS: Final = re.compile(r"\d{10,}0{5}")
_MONTHS: Final = {name: f"{i:02d}" for i, name in enumerate(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
)}  # fmt: skip
_OLD_LENGTH: Final = len("Mon Jan 01 00:00:00 +0000 2000")
"""X's old style of times, as X writes it; others of its kind are read by strptime, which takes ten times as long."""
LONGEST_TAG: Final = 16
MIN_DAMAGED_DIGITS: Final = 16


def clean(text: str) -> str:
    """Text that UTF-8 can hold: NUL and lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "�")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # pairs of surrogates, as JSON escapes write them, are joined; single ones are replaced
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def identity(value: Any) -> tuple[str | None, bool]:
    """An id as text, and whether it can be trusted; (None, False) for one that a spreadsheet destroyed.

    Numbers are taken only where they are exact: a float of 2**53 and more, 1.34E+18, or a long run of zeros at the
    end of a long number is damaged.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None, True
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= _EXACT:
            return None, value != value  # noqa: PLR0124 - NaN is missing, not damaged
        value = int(value)
    text = clean(str(value)).strip().removeprefix("=").strip("\"' ")
    if text.lower() in _MISSING:
        return None, True
    if _POWER.fullmatch(text):
        return None, False
    whole, dot, fraction = text.partition(".")
    if dot and whole.isdecimal() and not fraction.strip("0"):
        if int(whole) >= _EXACT:
            return None, False
        text = whole
    if len(text) >= MIN_DAMAGED_DIGITS and _TRAILING_ZEROS.fullmatch(text):
        return None, False
    return text, True


def surrogate_id(*facts: object) -> str:
    """An id for a post that came without a usable one: the same for the same row of the same file."""
    data = "\x1f".join(map(str, facts)).encode("utf-8", "surrogatepass")
    return f"row-{blake2b(data, digest_size=8).hexdigest()}"


def count(value: Any) -> int | None:
    """A count, None if it is missing or not a number: 12, "1,234", "1.2K", "3.4万", "赞[5]", 12.0."""
    if type(value) is int:
        return value if 0 <= value < 1 << 63 else None
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value == value and 0 <= value < 1 << 63 else None  # noqa: PLR0124
    return _written_count(str(value).strip())


def _written_count(text: str) -> int | None:
    if not text.isascii():
        text = text.replace("٬", ",").replace("٫", ".")
    if _POWER.fullmatch(text):
        return count(float(text.replace(",", ".")))
    found = _COUNT.fullmatch(text)
    if not found or text.lower() in _MISSING:
        return None
    number, scale = _GAPS.sub("", found.group(1)), found.group(2).lower()
    if scale == "b" and _TURKISH.fullmatch(text):
        scale = "bin"
    if re.fullmatch(r"[+-]?\d{1,3}(?:[,.]\d{3})+", number) and not scale:
        number = number.replace(",", "").replace(".", "")
    elif "," in number and "." in number:  # the last one parts the fraction
        number = number.replace(min(",.", key=number.rfind), "")
    try:
        amount = float(number.replace(",", ".")) * _SCALE.get(scale, 1)
    except ValueError:
        return None
    return round(amount) if 0 <= amount < 1 << 53 else None


def is_less(one: str, other: str) -> bool:
    """Whether both are decimal numbers, of however many digits, and the first is less."""
    if not (one.isdecimal() and other.isdecimal()):
        return False
    one, other = one.lstrip("0"), other.lstrip("0")
    return (len(one), one) < (len(other), other)


def language(value: Any) -> str | None:
    """A language tag in lower case, without region; None for what networks write when they do not know."""
    if not isinstance(value, str):
        return None
    return _known_language(value) if len(value) < LONGEST_TAG else _language(value)


def _language(value: str) -> str | None:
    tag = value.strip().lower().replace("_", "-").split("-", 1)[0]
    tag = schema.RENAMED_LANGUAGES.get(tag, tag)
    return tag if tag not in _NO_LANGUAGE and re.fullmatch(r"[a-z]{2,3}", tag) else None


_known_language = lru_cache(1024)(_language)


def moment(value: Any) -> datetime | None:
    """A time in ISO 8601 or X's old style, in UTC; None if it cannot be read, names no zone, or is out of range."""
    if not isinstance(value, str):
        return within(value) if isinstance(value, datetime) else None
    return _known_moment(value) if len(value) == _OLD_LENGTH else _moment(value)


def _moment(value: str) -> datetime | None:
    text = value.strip()
    if len(text) == _OLD_LENGTH and (month := _MONTHS.get(text[4:7])):
        text = f"{text[26:]}{month}{text[8:19]}{text[20:25]}"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
        except ValueError:
            return None
    return within(found)


_known_moment = lru_cache(1024)(_moment)
"""X's old times are of whole seconds, of which the posts of a stream share each."""


def local_moment(value: Any, zone: tzinfo, form: str | None = None) -> datetime | None:
    """A time that names no zone, as of this zone, in UTC; `form` is a strptime format, ISO 8601 without one.

    A time that names its zone keeps it; what cannot be read is None.
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.strptime(value.strip(), form) if form else datetime.fromisoformat(value.strip())  # noqa: DTZ007 - zone below
    except ValueError:
        return None
    return within(found if found.tzinfo else found.replace(tzinfo=zone))


def within(found: datetime) -> datetime | None:
    """The time in UTC if it has a zone and lies between 1970 and 2100."""
    if found.tzinfo is not UTC:
        if found.tzinfo is None:
            return None
        try:
            found = found.astimezone(UTC)
        except OverflowError:
            return None
    return found if _FIRST_YEAR < found.year < _LAST_YEAR or _EPOCH < found < _LATEST else None


def epoch(number: float) -> datetime | None:
    """A time from seconds, milliseconds, microseconds or nanoseconds since 1970, told by size."""
    for scale in (1, 1_000, 1_000_000):
        if 10**8 * scale <= number < 41 * 10**8 * scale:
            return _EPOCH + timedelta(microseconds=round(number / scale * 1e6))
    if 10**17 <= number < 41 * 10**17:
        return _EPOCH + timedelta(microseconds=int(number // 1000))
    return None


def x_time(post_id: str | None) -> datetime | None:
    """The time inside an id of X: (id >> 22) + 1288834974657 milliseconds; None for ids before November 2010."""
    if post_id is None or not post_id.isdecimal() or len(post_id) > 19 or int(post_id) < _FIRST_X_SNOWFLAKE:
        return None
    found = datetime.fromtimestamp(((int(post_id) >> 22) + _TWITTER_EPOCH_MS) / 1000, UTC)
    return found if found < _LATEST else None


def tiktok_time(post_id: str | None) -> datetime | None:
    """The time inside an id of TikTok: id >> 32 seconds since 1970; None for anything else."""
    if post_id is None or not post_id.isdecimal() or len(post_id) != _TIKTOK_DIGITS:
        return None
    return epoch(int(post_id) >> 32)


def mastodon_time(post_id: str | None) -> datetime | None:
    """The time inside an id of Mastodon and its forks: id >> 16 milliseconds; None for old, small ids."""
    if post_id is None or not post_id.isdecimal() or len(post_id) > 19:
        return None
    return epoch((int(post_id) >> 16) / 1000)


def weibo_number(post_id: str | None) -> str | None:
    """The number of a post of Weibo whose id is written in base 62, as in its address; None for anything else.

    From the right, each four characters are seven digits: z0JH2lOMb is 35|0175648|5200075.
    """
    if post_id is None or not _BID.fullmatch(post_id):
        return None
    groups = [post_id[max(end - 4, 0) : end] for end in range(len(post_id), 0, -4)][::-1]
    numbers = [reduce(lambda number, char: number * 62 + _BASE_62.index(char), group, 0) for group in groups]
    if any(number >= _SEVEN_DIGITS for number in numbers):
        return None
    return "".join(f"{number:07d}" for number in numbers).lstrip("0")


def instagram_number(post_id: str | None) -> str | None:
    """The number of a post of Instagram or Threads whose id is the code in its address: the number in base 64.

    What follows the eleventh character of a code of a private account is a key. None for anything else.
    """
    if post_id is None or not _CODE.fullmatch(post_id):
        return None
    return str(reduce(lambda number, char: number * 64 + _BASE_64.index(char), post_id[:11], 0))


def kind_of(*, repost: Any = None, reply: Any = None, quote: Any = None) -> str:
    """One kind a post: a repost is a repost, then a reply, then a quote."""
    return "repost" if repost else "reply" if reply else "quote" if quote else "post"
