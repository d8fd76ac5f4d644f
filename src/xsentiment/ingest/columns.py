"""From rows to posts: a layout says which columns a table has, and is compiled to a function from a row to an item."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, Final, Literal

from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import cells, guess, guess_network
from xsentiment.ingest.items import Row
from xsentiment.ingest.names import plain
from xsentiment.ingest.times import place

Get = Callable[[str], Any]
"""The name of a column → the row's cell, None where the table has no such column.

An empty one, or a word for nothing (`NA`, `nan`, `NULL`), is "", but in the columns of the text, where it may be all
that a post says.
"""
Getter = Callable[[Any], Any]
"""A row → one of its cells."""

Access = Callable[[str], Getter]
"""The name of a column → how to take its cell from a row."""

SAMPLE_ROWS: Final = 500
"""Rows from which columns are guessed."""


@dataclass(frozen=True)
class Layout:
    """A table as a tool writes it, as plain data.

    `signature`: names of columns that together only this tool writes. `columns`: our column → the tool's; `a | b` is
    the first that is filled, `a + b` both joined; names that a version of the tool lacks are passed over. `network`:
    where no column and no link says it. `flags`: kind of post → its yes-or-no column. `zone`: where times name none.
    `zone_untold`: times are local, and a warning says that they are read as UTC where neither rows above the header nor
    the event file tell the zone. `day_first`: the order of a time's numbers where no value decides. `text`: what the
    text needs; "auto" goes by the network. `cut`: of which posts `…` at the end of the text says that it was cut.
    `more`: what the columns cannot say, as cells to use in their place, and `empty` where a post may have no text.
    `locate`: finds the header where names cannot. `no_text`: why texts may be missing. `within`: names the channel of a
    post, where ids count within one.
    """

    signature: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    network: str | None = None
    flags: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    zone_untold: bool = False
    time_format: str | None = None
    day_first: bool | None = None
    text: Literal["auto", "plain", "entities", "html"] = "auto"
    cut: Literal["any", "reposts", "never"] = "any"
    more: Callable[[Get], Row] | None = None
    locate: Callable[[Sequence[Sequence[Any]]], tuple[list[str], int] | None] | None = None
    no_text: str | None = None
    within: str | None = None

    def found(self, rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
        """The header of a table with these first rows and the number of its first row of data, None if another's."""
        if self.locate is not None:
            return self.locate(rows)
        wanted = {plain(name) for name in self.signature}
        for i, row in enumerate(rows):
            if wanted <= {plain(cell) for cell in row}:
                return header_of(row), i + 1
        return None

    def fields(self) -> dict[str, str]:
        """Where each POSTS column comes from, for the documents."""
        told = {target: f"`{column}`" for target, column in self.columns.items()}
        told |= {target: f"always `{value}`" for target, value in self.constants.items()}
        if self.flags:
            told.setdefault("kind", ", ".join(f"{kind} if `{column}`" for kind, column in self.flags.items()))
        return told


def header_among(*known: Iterable[str]) -> Callable[[Sequence[Sequence[Any]]], tuple[list[str], int] | None]:
    """How to find the header that has all of one of these sets of names, in whatever writing: for `Layout.locate`."""
    wanted = [set(map(plain, names)) for names in known]

    def locate(rows: Sequence[Sequence[Any]]) -> tuple[list[str], int] | None:
        for i, row in enumerate(rows):
            names = set(map(plain, row))
            if any(names >= each for each in wanted):
                return header_of(row), i + 1
        return None

    return locate


def header_of(row: Iterable[Any]) -> list[str]:
    """Names of columns: without the quotes, marks and spaces that saving again left around them."""
    return [cells.plain_text(cell).strip().strip("\ufeff\"' ") for cell in row]


def once(header: Sequence[str], sample: Sequence[Any]) -> list[str]:
    """The names of columns, each once: of columns of one name the first that holds anything has it."""
    first: dict[str, int] = {}
    for i, name in enumerate(header):
        if name not in first or all(cells.missing(row[first[name]]) for row in sample):
            first[name] = i
    return [name if first[name] == i else "" for i, name in enumerate(header)]


def guessed(header: Sequence[str], sample: Sequence[Any], at: Access, given: Mapping[str, str]) -> Layout:
    """A layout for an unknown table, by names and content; columns that are `given` are not guessed but looked at."""
    values: dict[str, list[Any]] = {}

    def column(name: str) -> list[Any]:
        if name not in values:
            get = at(name)
            values[name] = [get(record) for record in sample]
        return values[name]

    chosen = guess.columns([name for name in header if name], column, given)
    seen = chosen | {target: name for target, name in given.items() if name in header}
    network = guess_network.network(header, column, seen)
    names = {plain(name): name for name in header}
    flags = {kind: names[flag] for flag, kind in _FLAGS.items() if flag in names}
    flags |= {
        kind: own for flag, kind in _OR_COUNTS.items() if (own := names.get(flag)) and guess.are_flags(column(own))
    }
    texts = column(seen["text"]) if "text" in seen else []
    referring = next(
        (name for name in header if plain(name) in _REFERRING and not seen.keys() & set(guess.LINKED)), None
    )
    answered = next((names[name] for name in _ANSWERED if name in names and "reply_to_id" not in seen), None)
    comments = "kind" not in seen and guess.are_comments(seen, network, column)
    if (network in _TITLED or "noteid" in names) and not comments and (both := guess.titled(header, column, chosen)):
        chosen["text"] = both
    return Layout(
        columns=chosen,
        constants={"kind": "reply"} if comments else {},
        within=guess.place_of_ids(header, column, chosen),
        more=_more(referring, answered, names.get("copyhistory"), seen.get("text")),
        network=network,
        flags=flags,
        zone=place("Asia/Shanghai") if network == "weibo" else None,
        zone_untold=True,
        text="auto" if network in ("x", "reddit") else markup(texts),
    )


_TITLED: Final = {"reddit", "xiaohongshu", "pinterest", "imgur", "9gag"}
"""Networks whose posts have a title of their own."""
_TAG: Final = re.compile(r"<br\s*/?>|</(?:p|a|span|em)>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#39|quot|amp|lt|gt);")


def markup(texts: Sequence[Any]) -> Literal["html", "entities", "auto"]:
    """What a column of texts holds beside words: HTML, entities alone, or nothing that shows it."""
    marked = sum(isinstance(text, str) and bool(_TAG.search(text)) for text in texts)
    escaped = any(isinstance(text, str) and _ENTITY.search(text) for text in texts)
    if marked * 3 >= len(texts) > 0 or (marked and escaped):
        return "html"
    bare = any(isinstance(text, str) and "<" in text for text in texts)  # which escaping would have left nowhere
    return "entities" if escaped and not bare else "auto"


_FLAGS: Final = {
    "isretweet": "repost", "isrepost": "repost", "isreblog": "repost", "isretruth": "repost", "isforwarded": "repost",
    "isreply": "reply", "isquote": "quote", "isquotetweet": "quote", "isquotestatus": "quote",
}  # fmt: skip


_OR_COUNTS: Final = {"retweet": "repost", "repost": "repost", "reply": "reply", "quote": "quote"}
"""Names of flags that are those of counts, too: the cells tell which."""


_ANSWERED: Final = ("inreplytoscreenname", "replytosn", "inreplytousername", "inreplytouserid", "inreplytouseridstr")


_REFERRING: Final = {"referencedtweets", "referencedtweet"}
_REFERRED: Final = re.compile(r"replied_to|retweeted|quoted|\d{5,}")
_LINKS: Final = {"replied_to": "reply_to_id", "retweeted": "repost_of_id", "quoted": "quote_of_id"}


def _more(
    referring: str | None, answered: str | None, copied: str | None, text: str | None
) -> Callable[[Get], Row] | None:
    """What columns of unknown tables say of other posts, where none holds their ids alone."""
    if referring:
        return partial(_references, referring)
    if copied and text:
        return partial(_copied, copied, text)
    return partial(_reply, answered, text) if answered and text else None


def _references(referring: str, get: Get) -> Row:
    """The posts that X API v2 says one refers to, a list or as Python writes one: `type` and `id` in either order."""
    words = _REFERRED.findall(str(get(referring)))
    pairs = (sorted(words[i : i + 2], key=str.isdecimal) for i in range(0, len(words) - 1, 2))
    found = {_LINKS[kind]: post_id for kind, post_id in pairs if kind in _LINKS}
    return found or {"kind": "post"}


def _copied(copied: str, text: str, get: Get) -> Row:
    """What VK's `copy_history` says: a repost, with the original's text, or a quote where words were added to it."""
    found = cells.literal(get(copied))
    original = found[0] if isinstance(found, list) and found else None
    if not isinstance(original, dict):
        return {}
    other = f"{original.get('owner_id')}_{original.get('id')}"
    if cells.plain_text(get(text)).strip():
        return {"kind": "quote", "quote_of_id": other}
    return {"kind": "repost", "repost_of_id": other, "text": original.get("text"), "empty": True}


def _reply(answered: str, text: str, get: Get) -> Row:
    """A reply, where an account is answered and the text begins with a name, in a table without the answered post."""
    begins = cells.plain_text(get(text)).lstrip().startswith("@")
    return {"kind": "reply"} if begins and not cells.missing(get(answered)) else {}


def mapped(layout: Layout, mapping: Source | None) -> Layout:
    """The layout with what the event file says in place of its own; an empty name takes a column away."""
    if mapping is None:
        return layout
    given = set(mapping.columns) | set(mapping.constants)
    columns = {target: column for target, column in layout.columns.items() if target not in given}
    return replace(
        layout,
        columns=columns | {target: column for target, column in mapping.columns.items() if column},
        constants={**layout.constants, **mapping.constants},
        zone=place(mapping.time_zone) if mapping.time_zone else layout.zone,
        time_format=mapping.time_format or layout.time_format,
    )


def wider(how: Layout, records: Sequence[Row], mapping: Source | None) -> Layout:
    """A guessed layout with what objects have besides that have other keys than those by which it was guessed."""
    names = list(dict.fromkeys(chain.from_iterable(records)))
    found = guessed(names, records, of_objects, {**mapping.constants, **mapping.columns} if mapping else {})
    columns = dict(how.columns)
    for target, column in found.columns.items():
        own = columns.setdefault(target, column)
        get = Table(names, of_objects).getter(own)
        if own != column and (get is None or all(cells.missing(get(record)) for record in records)):
            columns[target] = f"{own} | {column}"
    return replace(how, columns=columns, flags={**found.flags, **how.flags})


def lacking(header: Container[str], mapping: Source | None) -> Iterator[tuple[str, str]]:
    """Columns that the event file names and the table has not, each with what it is mapped to."""
    for target, column in (mapping.columns if mapping else {}).items():
        parts = [] if not column or column in header else re.split(r" [|+] ", column)
        yield from ((target, part) for part in parts if part not in header)


def check_mapping(header: Sequence[str], mapping: Source | None, name: str) -> None:
    """Raise InputError for a column that the event file names and the file does not have."""
    for target, part in lacking(header, mapping):
        near = difflib.get_close_matches(part, header, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; its columns are {', '.join(header[:60])}"
        raise InputError(name, f"has no column {part!r}, which the event file maps to {target}{hint}")


def block(columns: Mapping[str, str]) -> str:
    """A column map as the event file takes it."""
    pairs = (f"{target} = {toml_text(column)}" for target, column in columns.items())
    return f"columns = {{ {', '.join(pairs)} }}"


def toml_text(text: str) -> str:
    """A text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


class Table:
    """One table's columns: what a name, `a | b` or `a + b` means for its rows."""

    def __init__(self, header: Sequence[str], at: Access) -> None:
        self._at = at
        self._names: dict[str, str] = {}
        for name in header:
            if name:
                self._names.setdefault(name, name)
        for name in header:
            if name:
                self._names.setdefault(plain(name), name)

    def named(self, name: str) -> str | None:
        """The table's own writing of a column's name."""
        return self._names.get(name) or self._names.get(plain(name))

    def getter(
        self,
        expression: str,
        join: Callable[[Iterable[Any]], str] = cells.joined,
        absent: Callable[[Any], bool] = cells.missing,
    ) -> Getter | None:
        """How to take a cell from a row, None if the table has none of these columns.

        `join` says what `a + b` is, `absent` of which cells of `a | b` the next one is taken.
        """
        if own := self._names.get(expression):
            return self._at(own)
        found = [get for part in expression.split(" | ") if (get := self._joined(part, join))]
        if len(found) < 2:
            return found[0] if found else None
        return lambda row: next((value for get in found if not absent(value := get(row))), None)

    def _joined(self, expression: str, join: Callable[[Iterable[Any]], str]) -> Getter | None:
        names = [own for part in expression.split(" + ") if (own := self.named(part))]
        if len(names) < 2:
            return self._at(names[0]) if names else None
        found = [self._at(name) for name in names]
        return lambda row: join(get(row) for get in found)

    def columns_of(self, expression: str) -> list[str]:
        """The table's columns that an expression speaks of."""
        if expression in self._names:
            return [self._names[expression]]
        return [own for part in re.split(r" [|+] ", expression) if (own := self.named(part))]


def of_lists(header: Sequence[str]) -> Access:
    """Cells of rows that are lists."""
    index: dict[str, int] = {}
    for i, name in enumerate(header):
        index.setdefault(name, i)
    return lambda name: itemgetter(index[name])


def opened(header: Sequence[str], sample: Sequence[Any]) -> tuple[list[str], Access]:
    """The columns of rows that are lists, and those inside cells that hold objects: `outer.inner`; how to take each."""
    at, inner = of_lists(header), dict[str, Getter]()
    for name in filter(None, header):
        get = at(name)
        filled = [value for row in sample[:_OPENED] if not cells.missing(value := get(row))]
        found = [value for text in filled if isinstance(value := _object(text), dict)]
        if len(found) * 2 > len(filled):
            keys = dict.fromkeys(key for value in found for key in value if isinstance(key, str))
            inner |= {f"{name}.{key}": partial(_inside, get, key) for key in keys}
    return [*header, *inner], lambda name: inner.get(name) or at(name)


_OPENED: Final = 50


def _inside(get: Getter, key: str, row: Any) -> Any:
    value = _object(get(row))
    return value.get(key) if isinstance(value, dict) else None


@lru_cache(maxsize=2 * SAMPLE_ROWS)
def _object(cell: Any) -> Any:
    """The object in a cell, for all the columns that are taken from it."""
    return cells.literal(cell) if isinstance(cell, str) and cell[:1] == "{" else None


def of_objects(name: str) -> Getter:
    """Cells of rows that are objects."""
    return lambda row: row.get(name)
