"""JSON values from a stream: one a line, one document, or several documents one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

import orjson

from xsentiment.ingest.files import CutOff, Member
from xsentiment.ingest.items import Item, Reject

Rows = Callable[[Any, int], Iterator[Item]]
"""How a format turns one JSON value, at a line, into posts and rejects."""

MAX_LINE: Final = 256 << 20
"""A longer line is broken; a single document may be longer than that."""
SAMPLE_VALUES: Final = 50
_LONG_NUMBER: Final = re.compile(rb"[:\[,]\s*-?\d{19}")
_PAGE: Final = re.compile(r'"(data|statuses|results|posts|feed)"\s*:\s*(?=\[)')
BROKEN: Final = object()
"""Stands for a value that could not be parsed."""


def loads(data: bytes | str) -> Any:
    """Parse one JSON value exactly (big integers, lone surrogates); raises ValueError."""
    try:
        if not _LONG_NUMBER.search(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")):
            return orjson.loads(data)
        return json.loads(data)  # orjson makes integers beyond 64 bits floats
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:
        try:
            return json.loads(data)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def values(member: Member) -> Iterator[tuple[int, Any]]:
    """The JSON values of a stream with their lines (0 for documents of many lines), `BROKEN` where one is not valid."""
    with member.open() as stream:
        first = _first_line(stream)
        if first is None:
            return
        number, line = first
        if _parses(line):
            yield from _lines(stream, number, line)
        else:
            try:
                rest = stream.read()
            except CutOff:
                rest = b""
            yield from _documents(line + rest)


def _first_line(stream: IO[bytes]) -> tuple[int, bytes] | None:
    number = 0
    try:
        while line := stream.readline():
            number += 1
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                return number, line
    except CutOff:
        return number + 1, b""
    return None


def _parses(line: bytes) -> bool:
    try:
        loads(line)
    except ValueError:
        return False
    return True


def _lines(stream: IO[bytes], number: int, line: bytes) -> Iterator[tuple[int, Any]]:
    while line:
        if line.strip():
            try:
                yield number, loads(line)
            except ValueError:
                yield number, BROKEN
        number += 1
        try:
            line = stream.readline(MAX_LINE)
        except CutOff:
            yield number, BROKEN
            return


def _documents(data: bytes) -> Iterator[tuple[int, Any]]:
    """One or several documents over many lines. A cut-off array gives its whole elements, then one broken value."""
    text = data.decode(
        json.detect_encoding(data), "surrogatepass" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "replace"
    )
    text = text.removeprefix("\ufeff")
    decoder = json.JSONDecoder()
    place, number = _skip(text, 0), 0
    while place < len(text):
        number += 1
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            yield from _salvaged(text, place, number)
            return
        yield 0, value
        place = _skip(text, place)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _salvaged(text: str, place: int, number: int) -> Iterator[tuple[int, Any]]:
    """What can be read of a broken document, then one broken value.

    After a first line that is no JSON, the other lines; of an array or a page that is cut off, its whole elements.
    """
    lines = [(i, line) for i, line in enumerate(text[place:].split("\n"), start=number) if line.strip()]
    if text[place] != "[" and any(_parses(line.encode("utf-8", "surrogatepass")) for _, line in lines[1:20]):
        for i, line in lines:
            try:
                yield i, loads(line.encode("utf-8", "surrogatepass"))
            except ValueError:
                yield i, BROKEN
        return
    page = None if text[place] == "[" else _PAGE.search(text, place)
    elements = _whole_elements(text, page.end() if page else place) if page or text[place] == "[" else []
    if elements:
        yield 0, {page[1]: elements} if page else elements
    yield 0, BROKEN


def _whole_elements(text: str, place: int) -> list[Any]:
    """The elements of the array that begins at `place`, up to the first that is not whole."""
    decoder, elements = json.JSONDecoder(), []
    place = _skip(text, place + 1)
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        elements.append(value)
        place = _skip(text, place)
        if text[place : place + 1] != ",":
            break
        place = _skip(text, place + 1)
    return elements


def sample(member: Member) -> list[Any]:
    """The first values of a stream, for telling its format; [] if it is not JSON."""
    found = []
    for _, value in values(member):
        if value is not BROKEN:
            found.append(value)
        if len(found) >= SAMPLE_VALUES:
            break
    return found


def read(member: Member, rows: Rows) -> Iterator[Item]:
    """Every post and reject of a stream: `rows` turns each value into items, an array's elements one by one.

    `raw_line` is the line of JSONL; the records of a document are numbered from 1.
    """
    number = 0
    for line, value in values(member):
        if value is BROKEN:
            yield Reject(line or number + 1, "broken_record")
            continue
        whole = isinstance(value, list) or line == 0
        for element in value if isinstance(value, list) else [value]:
            for item in rows(element, line):
                number += 1
                if not whole:
                    yield item
                elif isinstance(item, Reject):
                    yield item._replace(line=number)
                else:
                    yield item | {"raw_line": number}
