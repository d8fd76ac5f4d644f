"""JSON values from a stream: one a line, one document, or several documents one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

import orjson

from xsentiment.errors import InputError
from xsentiment.ingest.files import CutOff, Member
from xsentiment.ingest.items import Item, Reject

Rows = Callable[[Any, int], Iterator[Item]]
"""How a format turns one JSON value, at a line, into posts and rejects."""

MAX_LINE: Final = 256 << 20
"""A longer line is broken; a single document may be longer than that."""
SAMPLE_VALUES: Final = 50
BROKEN: Final = object()
"""Stands for a value that could not be parsed."""


def loads(data: bytes | str) -> Any:
    """Parse one JSON value exactly (big integers, lone surrogates); raises ValueError."""
    try:
        return orjson.loads(data)
    except ValueError:
        try:
            return json.loads(data)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def values(member: Member) -> Iterator[tuple[int, Any]]:
    """The JSON values of a stream with their lines (documents: their numbers), `BROKEN` where one is not valid."""
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
        yield number, value
        place = _skip(text, place)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _salvaged(text: str, place: int, number: int) -> Iterator[tuple[int, Any]]:
    """What can be read of a broken document.

    After a first line that is no JSON, the other lines; of an array, its whole elements.
    """
    if text[place] != "[":
        lines = text[place:].split("\n")
        good = [(i, line) for i, line in enumerate(lines, start=number) if line.strip()]
        if len(good) > 1 and any(_parses(line.encode("utf-8", "surrogatepass")) for _, line in good[1:20]):
            for i, line in good:
                try:
                    yield i, loads(line.encode("utf-8", "surrogatepass"))
                except ValueError:
                    yield i, BROKEN
            return
        yield number, BROKEN
        return
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
    if elements:
        yield number, elements
    yield number + len(elements), BROKEN


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
    """Every post and reject of a stream: `rows` turns each value into items, an array's elements one by one."""
    try:
        for line, value in values(member):
            if value is BROKEN:
                yield Reject(line, "broken_record")
            elif isinstance(value, list):
                for i, element in enumerate(value):
                    yield from rows(element, line + i)
            else:
                yield from rows(value, line)
    except UnicodeDecodeError:
        raise InputError(member.name, "is JSON in no known encoding") from None
