"""What text means to the program: the part of a post that is scored, and the form in which copies are equal."""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

_LEADING_MENTIONS: Final = re.compile(r"^(?:\s*@[\w.\-]+(?:@[\w.\-]+)?:?(?=\s|$))+\s*")
_TRAILING_LINKS: Final = re.compile(r"(?:\s*https?://\S+)+\s*$")
_LINK: Final = re.compile(r"https?://\S+")
_OF_R: Final = re.compile(r"<U\+((?!0{0,4}D[89A-F][0-9A-F]{2}>)(?:0{0,3}[0-9A-F]{4,5}|0{0,2}10[0-9A-F]{4}))>")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos|#39|#039|#x27|#34);")


def scorable(text: str, kind: str | None) -> str:
    """The post as its reader took it in: without a reply's leading mentions and without trailing links."""
    if kind == "reply":
        text = _LEADING_MENTIONS.sub("", text)
    return _TRAILING_LINKS.sub("", text)


def normalised(text: str) -> str:
    """The form in which two copies of one text are equal: NFKC, case-folded, links and white space evened out."""
    return " ".join(_LINK.sub(" ", unicodedata.normalize("NFKC", text)).casefold().split())


def unescape(text: str) -> str:
    """Resolve once the entities that X and Reddit write into plain text: `&amp;` becomes `&`, `&lt;` becomes `<`."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def from_r(text: str) -> str:
    """Resolve what R writes for a character that its locale lacks: `<U+1F602>` becomes 😂."""
    return _OF_R.sub(lambda found: chr(int(found[1], 16)), text) if "<U+" in text else text


def from_html(content: str) -> str:
    """The plain text of a post's HTML: paragraphs and breaks become lines, link text stays, entities resolved once.

    Scripts, styles and the line that forks of Mastodon put before a quote (class `quote-inline`) are left out.
    """
    parser = _PlainText()
    parser.feed(content)
    parser.close()
    return "".join(parser.parts).strip()


class _PlainText(HTMLParser):
    """Collects text; unknown tags are transparent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden_by: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden_by:
            if tag == self._hidden_by[-1]:
                self._hidden_by.append(tag)
        elif tag in ("script", "style") or "quote-inline" in (dict(attrs).get("class") or "").split():
            self._hidden_by.append(tag)
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_by:
            if tag == self._hidden_by[-1]:
                self._hidden_by.pop()
        elif tag in ("p", "div", "li", "blockquote"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden_by:
            self.parts.append(data)
