"""JSON documents of any size, taken apart value by value as their characters come in; cut-off ones too."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final

from xsentiment.ingest import mongo
from xsentiment.ingest.unpack import CutOff

BROKEN: Final = object()
"""Stands for a value that could not be parsed."""

MAX_VALUE: Final = 128 << 20
"""Most characters (or bytes of a line) of one value; a longer one is broken."""
_MAX_SKIPPED: Final = 16 << 20
"""How far the end of a broken element is looked for."""
_BLOCK: Final = 1 << 20
_SLACK: Final = 16
"""A value or an error this near to the end of what was read may change with the next characters."""
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{},]', re.DOTALL)
_UNDECODED: Final = re.compile("(?<![\ud800-\udbff])[\udc80-\udcff]")
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_$][\w$.]*\s*=\s*(?=[{\[])")
"""What a script writes before a value."""
_LONGEST_ASSIGNMENT: Final = 200
_CLOSERS: Final = {"{": "}", "[": "]"}


class DamagedError(ValueError):
    """The text is no valid JSON at this place, or ends."""


class TooLongError(DamagedError):
    """The value at this place is longer than the limit."""


def _undecodable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Keep surrogates that were encoded one by one; mark other bytes that are not of the encoding."""
    try:
        return codecs.lookup_error("surrogatepass")(error)
    except UnicodeError:
        if isinstance(error, UnicodeDecodeError) and error.encoding != "utf-8":
            return "\udcff", error.end
        return codecs.lookup_error("surrogateescape")(error)
    finally:
        error.__traceback__ = None  # it would keep the frames, and the streams in them, until garbage is collected


codecs.register_error("xsentiment-mark", _undecodable)


def decoded(data: bytes) -> str:
    """The first bytes of a JSON text as characters, without a mark of byte order."""
    return _decoder(data).decode(data).removeprefix("\ufeff")


def has_undecoded(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a text holds bytes that were not of its encoding."""
    return not text.isascii() and _UNDECODED.search(text, start, len(text) if end is None else end) is not None


def _decoder(data: bytes) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(json.detect_encoding(data[:4]))("xsentiment-mark")


class JsonText:
    """The characters of a stream, decoded as they are asked for, and the place up to which they were used."""

    def __init__(self, stream: IO[bytes], skip: int = 0) -> None:
        self.text, self.place = "", 0
        self.ended, self.cut_off = False, False
        self.damage = 0
        """How many characters lie before the last damage and the white space before it."""
        self._stream = stream
        self._dropped = 0  # characters used and let go
        self._dropped_lines = 0
        self._parse = json.JSONDecoder().raw_decode
        first = self._block(_BLOCK)
        self._decoder = _decoder(first)
        self.text = self._decoder.decode(first).removeprefix("\ufeff")
        self.skip(skip)

    @property
    def offset(self) -> int:
        """How many characters lie before the place."""
        return self._dropped + self.place

    @property
    def line(self) -> int:
        """The line, from 1, in which the place is."""
        return self._dropped_lines + self.text.count("\n", 0, self.place) + 1

    def skip(self, count: int) -> None:
        """Move the place so many characters on."""
        while count > len(self.text) - self.place and not self.ended:
            count -= len(self.text) - self.place
            self.place = len(self.text)
            self.fill()
        self.place = min(self.place + count, len(self.text))

    def fill(self) -> None:
        """Let go of what was used and read on, as much again as is waiting, or note the end."""
        self._dropped_lines += self.text.count("\n", 0, self.place)
        self._dropped += self.place
        rest = self.text[self.place :]
        block = self._block(max(_BLOCK, len(rest)))
        more = self._decoder.decode(block)
        if self.ended and self._decoder.getstate()[0]:
            more += "\udcff"  # half a character
        self.text, self.place = rest + more, 0

    def _block(self, size: int) -> bytes:
        try:
            block: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        except CutOff:
            block, self.cut_off = b"", True
        self.ended = not block
        return block

    def peek(self) -> str:
        """The next character that is no white space, with the place moved to it; "" at the end."""
        while True:
            self.place = _SPACE.match(self.text, self.place).end()  # type: ignore[union-attr]
            if self.place < len(self.text):
                return self.text[self.place]
            if self.ended:
                return ""
            self.fill()

    def take(self, char: str) -> bool:
        """Step over the next character if it is this one."""
        found = self.peek() == char
        self.place += found
        return found

    def opening(self) -> str:
        """As `peek`, past the name that a script gives to the value there: `window.YTD.tweets.part0 = [`."""
        if self.peek().isalpha():
            while len(self.text) - self.place < _LONGEST_ASSIGNMENT and not self.ended:
                self.fill()
            if found := _ASSIGNMENT.match(self.text, self.place, self.place + _LONGEST_ASSIGNMENT):
                self.place = found.end()
        return self.peek()

    def value(self, limit: int = MAX_VALUE) -> Any:
        """The value at the place, which moves past it; `BROKEN` if it has bytes that are not of the encoding.

        Raises DamagedError if it is not valid or cut off, TooLongError if it has more characters than `limit`.
        """
        self.peek()
        while True:
            try:
                value, end = self._parse(self.text, self.place)
            except RecursionError:
                raise self.damaged("nested too deeply") from None
            except json.JSONDecodeError as error:
                reached, unclosed = error.pos, error.msg.startswith("Unterminated")
            except ValueError:
                raise self.damaged("a number of too many digits") from None
            else:
                if self.ended or end + _SLACK <= len(self.text):
                    place, self.place = self.place, end
                    if has_undecoded(self.text, place, end):
                        return BROKEN
                    return mongo.plain(value, self.text, place, end)
                reached, unclosed = end, True
            if self.ended or not (unclosed or reached + _SLACK > len(self.text)):
                raise self.damaged("no valid JSON", reached)
            if len(self.text) - self.place > limit:
                self.damaged("")
                raise TooLongError(f"longer than {limit:,} characters")
            self.fill()

    def damaged(self, why: str, reached: int | None = None) -> DamagedError:
        """The error to raise for the characters at the place, or at those reached from it."""
        self.damage = self._dropped + len(self.text[: self.place if reached is None else reached].rstrip())
        return DamagedError(why)

    def element(self) -> Any:
        """The value at the place; `BROKEN`, and stepped over, if it is not valid but its brackets and quotes close."""
        try:
            return self.value()
        except TooLongError:
            raise
        except DamagedError:
            while (end := self._balanced()) is None:
                if self.ended or len(self.text) - self.place > _MAX_SKIPPED:
                    raise
                self.fill()
            self.place = end
            return BROKEN

    def _balanced(self) -> int | None:
        """Where the brackets that open at the place are closed again, just before a comma or a closing bracket."""
        depth = 0
        for token in _TOKEN.finditer(self.text, self.place):
            char = token[0]
            if char == '"':
                return None
            if char in "{[":
                depth += 1
            elif depth == 0:
                return token.start() if char in ",]" and token.start() > self.place else None
            elif char in "}]":
                depth -= 1
        return None

    def next_line(self) -> str | None:
        """The rest of the line, without its end, and the place moved past it; None at the end of the text."""
        while (end := self.text.find("\n", self.place)) < 0 and not self.ended:
            if len(self.text) - self.place > MAX_VALUE:
                break
            self.fill()
        if end < 0 and self.place >= len(self.text):
            return None
        end = len(self.text) if end < 0 else end
        line, self.place = self.text[self.place : end], end + 1
        return line


def elements(text: JsonText) -> Iterator[Any]:
    """The elements of the array at the place, `BROKEN` for one that is not valid. Raises DamagedError at its cut."""
    text.take("[")
    if text.take("]"):
        return
    while True:
        yield text.element()
        if text.take("]"):
            return
        if not text.take(","):
            raise text.damaged("no comma between elements")


def keys(text: JsonText) -> Iterator[str]:
    """The keys of the object at the place, which is at each one's value in turn. Raises DamagedError at its cut."""
    text.take("{")
    if text.take("}"):
        return
    while True:
        key = text.value() if text.peek() == '"' else None
        if not isinstance(key, str) or not text.take(":"):
            raise text.damaged("no key")
        text.peek()
        yield key
        if text.take("}"):
            return
        if not text.take(","):
            raise text.damaged("no comma between members")


def repaired(text: str) -> str:
    """The beginning of a JSON value, cut and closed so that it parses.

    Of the outermost array that has whole elements just these are kept, else all that is whole.
    """
    open_: list[tuple[str, int]] = []  # each open bracket, and where its last whole member ends, or 0
    for token in _TOKEN.finditer(text):
        char = token[0]
        if char == '"':
            break
        if char in "{[":
            open_.append((char, 0))
        elif char == "," and open_:
            open_[-1] = (open_[-1][0], token.start())
        elif char in "}]" and open_:
            open_.pop()
            if not open_:
                return text[: token.end()]
            open_[-1] = (open_[-1][0], token.end())
    depth = next((i for i, (char, end) in enumerate(open_) if char == "[" and end), len(open_) - 1)
    while depth >= 0:
        char, end = open_[depth]
        if end:
            return text[:end] + "".join(_CLOSERS[c] for c, _ in reversed(open_[: depth + 1]))
        depth -= 1
    return ""
