"""Records from a stream of JSON: one a line, one document of any size, or several one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import IO, Any, Final, TypedDict

import msgspec

from xsentiment.ingest import mongo
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.frames import is_frame, may_be_frame, rows_of_frame
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.json_text import (
    BROKEN,
    MAX_VALUE,
    DamagedError,
    JsonText,
    TooLongError,
    decoded,
    elements,
    has_undecoded,
    keys,
    repaired,
)
from xsentiment.ingest.nested import are_records
from xsentiment.ingest.unpack import CutOff

Parse = Callable[[bytes | str], Any]
"""How one JSON value is parsed; raises ValueError."""
Shape = Any
"""What is used of a JSON value: of an object each key with its shape, of a list the shape of its elements.

A tuple is an object or a list, `Any` a value whole, `msgspec.Raw` one of which only matters that it is there.
"""
Rows = Callable[[Any, int], Iterable[Item]]
"""How a format turns one JSON value, at a line, into posts and rejects."""

WHOLE: Final = 16 << 20
"""Documents of up to so many characters are parsed whole; of larger ones the posts are taken in turn."""
PAGES: Final = (
    ("data",), ("statuses",), ("results",), ("posts",), ("feed",), ("messages",), ("orderedItems",), ("items",),
    ("data", "children"), ("data", "videos"), ("data", "comments"), ("chats", "list"), ("log", "entries"),
)  # fmt: skip
"""Where the posts lie in a page: the array under these keys."""
_COMPANY: Final = {"includes"}
"""What is used of a page that is cut off, although it is not whole: the objects that accompany its posts."""
_PIECE: Final = 1_000
"""Posts of a large page that are handed on at a time."""
_SAMPLE_VALUES: Final = 50
_HERE: Final = re.compile(r"\s*(?=[{\[]|\"[{\[])")
_ON_A_LINE: Final = re.compile(r"\n[ \t\r]*(?=[{\[])")
_LINES_TRIED: Final = 20


def loads(data: bytes | str) -> Any:
    """Parse one JSON value, MongoDB's types as plain ones, lone surrogates as they are; raises ValueError."""
    try:
        return mongo.plain(_decoded(data), data)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _decoded(data: bytes | str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        return json.loads(data)


def only(shape: Shape, tells_all: Callable[[Row], bool]) -> Parse:
    """Parse of a JSON object only what `shape` names, all that a reader uses: the rest, mostly more, is passed over.

    An object of another shape is parsed whole, and one for which `tells_all` is false of what was parsed, so that a
    reader can say what it is. As `loads` else, but that bytes which are not of the encoding break a record only in what
    is parsed.
    """
    decode = msgspec.json.Decoder(_typed(shape)).decode

    def parse(data: bytes | str) -> Any:
        try:
            value = decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return loads(data)
        told = value and tells_all(value) and not may_be_frame(value) and not mongo.is_typed(data)
        return value if told else loads(data)

    return parse


def _typed(shape: Shape) -> Any:
    """A shape as a type that msgspec decodes; null may stand in the place of an object or a list."""
    match shape:
        case dict():
            fields = {key: _typed(inner) for key, inner in shape.items()}
            return TypedDict("Shape", fields, total=False) | None  # type: ignore[operator]
        case tuple():
            return reduce(or_, map(_typed, shape))
        case [inner]:
            return list[_typed(inner)] | None  # type: ignore[misc]
        case _:
            return shape


def values(member: Member, parse: Parse = loads) -> Iterator[tuple[int, Any]]:
    """The JSON values of a stream, each with its line; `BROKEN` where one is not valid.

    The elements of arrays come one by one, and they and documents of many lines with line 0. A page that is too large
    to be held comes in pieces, each with all that accompanies its posts.
    """
    with member.open() as stream:
        number, line = _first_line(stream)
        if line is None:
            return
        if len(line) < WHOLE and _parses(line):
            yield from _lines(stream, number, line, parse)
            return
    yield from _documents(member)


def _first_line(stream: IO[bytes]) -> tuple[int, bytes | None]:
    number = 0
    try:
        while line := stream.readline(WHOLE):
            number += 1
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                return number, line
    except CutOff:
        return number + 1, b""
    return number, None


def _parses(line: bytes | str) -> bool:
    with suppress(ValueError):
        loads(line)
        return True
    return False


def _lines(stream: IO[bytes], number: int, line: bytes, parse: Parse) -> Iterator[tuple[int, Any]]:
    """JSONL from the line at hand on."""
    while line:
        if not line.isspace():
            try:
                value = parse(line)
                if isinstance(value, list):
                    yield from _exploded(number, value)
                else:
                    yield number, value
            except ValueError:
                yield number, BROKEN
        number += 1
        try:
            line = stream.readline(MAX_VALUE)
            if len(line) == MAX_VALUE and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = stream.readline(1 << 20)
                line = b"a longer line"
        except CutOff:
            yield number, BROKEN
            return


def _exploded(number: int, value: Any) -> Iterator[tuple[int, Any]]:
    """The elements of an array, and of the arrays in it that hold more than plain values, as lists of pages do."""
    if not isinstance(value, list):
        yield number, value
        return
    waiting = value[::-1]
    while waiting:
        element = waiting.pop()
        if are_records(element):
            waiting += reversed(element)
        else:
            yield 0, element


# --- documents -----------------------------------------------------------------------------------------------------


def _documents(member: Member) -> Iterator[tuple[int, Any]]:
    """One or several documents over many lines; after one that is damaged, the lines that are JSON by themselves."""
    with member.open() as stream:
        text = JsonText(stream)
        while char := text.opening():
            if text.take(",") or text.take(";"):  # lines that were the elements of an array, statements of a script
                continue
            start, salvaged = text.offset, False
            try:
                if char == "[":
                    for element in elements(text):
                        salvaged = True
                        yield from _exploded(0, [element])
                    continue
                value = text.value(WHOLE)
            except DamagedError:
                if char != "{":
                    yield 0, BROKEN
                    yield from _rest_in_lines(member, text.damage if salvaged else start)
                    return
                value = BROKEN
            if value is not BROKEN:
                yield 0, value
                continue
            page = _Page(member, start)
            yield from ((0, piece) for piece in page.pieces())
            if page.damage is not None:
                yield from _rest_in_lines(member, page.damage if page.holds_posts else start)
                return
            text.skip(page.end - text.offset)
        if text.cut_off:
            yield 0, BROKEN


class _Page:
    """An object in a stream that is too large to be parsed whole, or damaged: its posts are taken one after the other.

    `damage` is the place where it is cut off, None if it is not; `end` is where it ends.
    """

    def __init__(self, member: Member, start: int) -> None:
        self._member, self._start = member, start
        self._path: tuple[str, ...] = ()
        self._posts_at = 0
        self._company: Row = {}
        self._all_decoded = True
        self.damage: int | None = None
        self.end = start

    @property
    def holds_posts(self) -> bool:
        """Whether the object has an array of posts."""
        return bool(self._path)

    def pieces(self) -> Iterator[Any]:
        """The page with some of its posts at a time, `BROKEN` for each post and for an end that is not valid."""
        with self._member.open() as stream:
            text = JsonText(stream, self._start)
            try:
                self._gather(text, (), self._company)
            except DamagedError as error:
                self.damage = text.damage
                if isinstance(error, TooLongError):
                    doubt(self._member.name, f"a JSON value is {error}; what follows it is not read")
            self.end = text.offset
        if self._path:
            yield from self._posts()
        elif self.damage is None:
            yield self._company if self._all_decoded else BROKEN
        if self.damage is not None:
            yield BROKEN

    def _gather(self, text: JsonText, path: tuple[str, ...], out: Row) -> None:
        """Find the posts and keep all else; of what is cut off only what is known to be a container."""
        for key in keys(text):
            here, char, at = (*path, key), text.peek(), text.offset
            if char == "[" and here in PAGES and not self._path:
                out[key] = []
                for _ in elements(text):
                    self._path, self._posts_at = here, at
            elif char == "{" and (here[0] in _COMPANY or any(page[: len(here)] == here for page in PAGES)):
                out[key] = {}
                self._gather(text, here, out[key])
            elif char == "[" and here[0] in _COMPANY:
                out[key] = []
                out[key].extend(self._decoded(elements(text)))
            else:
                out.update((key, value) for value in self._decoded([text.value()]))

    def _decoded(self, found: Iterable[Any]) -> Iterator[Any]:
        for value in found:
            if value is BROKEN:
                self._all_decoded = False
            else:
                yield value

    def _posts(self) -> Iterator[Any]:
        with self._member.open() as stream:
            posts = _until_damaged(elements(JsonText(stream, self._posts_at)))
            while piece := list(islice(posts, _PIECE)):
                good = [post for post in piece if post is not BROKEN]
                if good:
                    yield _with(self._company, self._path, good)
                yield from (BROKEN for _ in range(len(piece) - len(good)))


def _until_damaged(found: Iterator[Any]) -> Iterator[Any]:
    try:
        yield from found
    except DamagedError:
        return


def _with(company: Row, path: tuple[str, ...], posts: list[Any]) -> Row:
    """A page with these posts under a path of keys."""
    key, *inner = path
    return company | {key: _with(company[key], tuple(inner), posts) if inner else posts}


def _rest_in_lines(member: Member, place: int) -> Iterator[tuple[int, Any]]:
    """The values on the lines after a place, if most of the next ones are objects by themselves: JSONL, damaged."""
    with member.open() as stream:
        text = JsonText(stream, place)
        text.next_line()
        lines = ((i, line) for i, line in enumerate(iter(text.next_line, None), start=text.line) if line.strip())
        ahead = list(islice(lines, _LINES_TRIED))
        if 2 * sum(_is_object(line) for _, line in ahead) <= len(ahead):
            return
        for number, line in chain(ahead, lines):
            try:
                yield from _exploded(number, BROKEN if has_undecoded(line) else loads(line))
            except ValueError:
                yield number, BROKEN


def _is_object(line: str) -> bool:
    with suppress(ValueError):
        value = loads(line)
        return isinstance(value, dict) and bool(value)
    return False


# --- what readers use ----------------------------------------------------------------------------------------------


def read(member: Member, rows: Rows, parse: Parse = loads) -> Iterator[Item]:
    """Every post and reject of a stream: `rows` turns each value into items, an array's elements one by one.

    `parse` is for the values of JSONL. `raw_line` is the line of JSONL; the records of a document are numbered from 1.
    """
    number = 0
    for line, value in _unframed(values(member, parse)):
        if value is BROKEN:
            number += 1
            yield Reject(line or number, "broken_record")
            continue
        for item in rows(value, line):
            number += 1
            if line:
                yield item
            elif isinstance(item, Reject):
                yield item._replace(line=number)
            else:
                item["raw_line"] = number
                yield item


def _unframed(found: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Values that were written as JSON twice as they are, and a data frame's rows one by one."""
    for line, value in found:
        value = unquoted(value) if type(value) is str else value  # noqa: PLW2901
        if type(value) is dict and is_frame(value):
            yield from ((0, row) for row in rows_of_frame(value))
        else:
            yield line, value


def unquoted(text: str) -> Any:
    """The value in a text that was written as JSON twice, as scripts do that dump what they get; else the text."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    with suppress(ValueError):
        return loads(text)
    return text


def first_values(head: bytes) -> list[Any]:
    """The first values of JSON by its first bytes; of one cut off what is whole, if none before has its keys."""
    text = decoded(head)
    decoder = json.JSONDecoder()
    found, place = list[Any](), 0
    while len(found) < _SAMPLE_VALUES and (start := _HERE.match(text, place) or _ON_A_LINE.search(text, place)):
        try:
            value, place = decoder.raw_decode(text, start.end())
            value = unquoted(value) if isinstance(value, str) else mongo.plain(value, text, start.end(), place)
            found += rows_of_frame(value)[:_SAMPLE_VALUES]
        except json.JSONDecodeError as error:
            part = _part(text[start.end() : error.pos])
            is_less = isinstance(part, dict) and any(isinstance(v, dict) and part.keys() <= v.keys() for v in found)
            found.extend(rows_of_frame(part)[:_SAMPLE_VALUES] if part and not is_less else [])
            place = max(start.end() + 1, text.rfind("\n", 0, error.pos))
        except (RecursionError, ValueError):
            place = text.find("\n", start.end()) % (len(text) + 1)
    return found


def _part(text: str) -> Any:
    with suppress(ValueError):
        return loads(repaired(text))
    return None
