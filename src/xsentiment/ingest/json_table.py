"""Flat JSON objects with any names, one a line or in an array, by the event's column map or by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, Final, TypeGuard

from xsentiment.event import Source
from xsentiment.ingest import columns, csv_table, foreign, guess, private, records, tables, tools
from xsentiment.ingest.column_times import times_of
from xsentiment.ingest.doubts import doubt
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Item, Reject, Row
from xsentiment.ingest.names import OF_POSTS, has_text, known_names, plain
from xsentiment.ingest.rows import Rows
from xsentiment.ingest.sample import Sample

FIELDS: Final[dict[str, str]] = csv_table.FIELDS

TRAPS: Final[tuple[str, ...]] = (
    "inner objects become columns named `outer.inner`; values about other posts are not taken for the post's own",
    "a table of a known tool's columns is read with that tool's layout",
    "keys that only later objects have are looked at ten times; a warning tells where there are more",
    "values as MongoDB exports them (`$numberLong`, `$date`, `$oid`) are plain ones, here and in every format of JSON",
    "private messages (of X, Meta, Bluesky, Lemmy, Misskey, VK, Slack) and Discord's data package are no posts",
    "changes of a wiki, articles of Wikipedia, `package.json` and annotations of pictures are no posts",
    "events of Nostr are posts if they are notes, comments or articles: no profiles, reactions, reposts or messages",
    "captures of Zeeschuimer from a network without a reader have their `item_id` as id",
)


_LISTS: Final = (
    "tweets",
    "posts",
    "statuses",
    "comments",
    "messages",
    "items",
    "results",
    "records",
    "videos",
    "data",
    "hits",
    "docs",
)
"""Names under which tools list the posts of a page."""
_ANSWERED: Final = ("thread", "post", "tweet", "status", "submission")
"""Names under which a page holds the post that the listed ones answer."""


_CODES: Final = {"code", "status", "status_code", "statusCode", "success", "ok", "error", "errcode", "error_code"}


_ERROR: Final = {
    "status", "code", "error", "errors", "message", "detail", "details", "title", "type", "reason", "status_code",
    "error_description", "documentation_url", "log_id", "request_id",
}  # fmt: skip
"""Keys of an API's error message."""
_COMMENTS: Final = re.compile(r"comment|repl(?:y|ies)|answers")
"""Names under which posts hold what was said to them."""


def sniff(sample: Sample) -> str | None:
    """Say why a file with this beginning is of this format, or None."""
    for value in sample.values:
        if is_error(value):
            return "the error message of an API"
        first = value[0] if isinstance(value, list) and value else value
        if other := foreign.kind_of(first):
            return other
        if isinstance(first, dict) and any(guess.speak_of_text(_flat(item)) for item in _inside(first)[:1]):
            return "objects with a text among their keys"
    return None


def read(member: Member, mapping: Source | None) -> Iterator[Item]:
    """Posts and rejects of flat JSON objects, one a line or in an array; inner objects become `outer.inner`."""
    objects = records.read(member, partial(_one, raw_file=member.name))
    piece = list(islice(objects, columns.SAMPLE_ROWS))
    if not _good(piece):
        yield from chain(piece, objects)
        return
    table = _Objects(member, mapping, _good(piece))
    while piece:
        yield from table.items(piece)
        piece = list(islice(objects, columns.SAMPLE_ROWS))


_WIDENED: Final = 10
"""How often new keys are looked at: objects whose keys are ids have new ones without end."""


def _good(piece: list[Any]) -> list[Row]:
    return [item["record"] for item in piece if not isinstance(item, Reject)]


class _Objects:
    """How objects are read, which widens where later ones have keys that the first had not."""

    def __init__(self, member: Member, mapping: Source | None, first: list[Row]) -> None:
        self._member, self._mapping = member, mapping
        self._names = dict.fromkeys(chain.from_iterable(first))
        if any(columns.lacking(self._names, mapping)):
            self._names |= dict.fromkeys(chain.from_iterable(_all(member)))
        names = list(self._names)
        columns.check_mapping(names, mapping, member.name)
        _tell_of_comments(first, member.name)
        self._known = tools.known(names)
        self._how = tables.plan(self._known, names, first, columns.of_objects, mapping, member.name)
        self._first, self._widened = first, 0
        self._set(first)

    def _set(self, sample: list[Row]) -> None:
        table, name = columns.Table(list(self._names), columns.of_objects), self._member.name
        times = times_of(self._how, table, sample, lambda: _all(self._member), name)
        self._item = Rows(self._how, table, times, sample, name, self._mapping).item

    def items(self, piece: list[Any]) -> Iterator[Item]:
        """Posts and rejects of some objects."""
        records = _good(piece)
        keys = [key for key in dict.fromkeys(chain.from_iterable(records)) if key not in self._names]
        if self._widened < _WIDENED and any(known_names([key, key.rpartition(".")[2]]) for key in keys):
            self._widened += 1
            if self._widened == _WIDENED:
                line = next(item["raw_line"] for item in piece if not isinstance(item, Reject))
                doubt(self._member.name, f"has ever new keys; those that are new from record {line} on are not read")
            self._names |= dict.fromkeys(keys)
            new = [record for record in records if not record.keys().isdisjoint(keys)]
            _tell_of_comments(new, self._member.name)
            if self._known is None:
                self._how = columns.wider(self._how, new, self._mapping)
            self._set([*self._first, *new])
        for item in piece:
            yield item if isinstance(item, Reject) else self._item(item["raw_line"], item["record"])


def _tell_of_comments(records: list[Row], raw_file: str) -> None:
    """Say so where posts hold their comments, which are no rows: a page that lists posts alone has rows of all."""
    for name in dict.fromkeys(name for record in records for name, inner in record.items() if _are_posts(inner)):
        if _COMMENTS.search(plain(name)):
            doubt(raw_file, f"posts hold comments ({name}), which are not read; a file of them alone would be")


def guessed(member: Member) -> dict[str, str]:
    """Our column → the file's, as guessed."""
    first = islice(records.read(member, _one), columns.SAMPLE_ROWS)
    good = [item["record"] for item in first if not isinstance(item, Reject)]
    names = list(dict.fromkeys(chain.from_iterable(good)))
    return dict(tables.plan(None, names, good, columns.of_objects, None, member.name).columns)


def _all(member: Member) -> Iterator[Row]:
    return (item["record"] for item in records.read(member, _one) if not isinstance(item, Reject))


def _one(value: Any, line: int, raw_file: str | None = None) -> Iterator[Item]:
    if is_error(value) or foreign.kind_of(value):
        yield Reject(line, "not_posts")
        return
    found = _inside(value)
    if raw_file and found and found[0] is not value and (others := _passed_over(value, found)):
        doubt(raw_file, f"a page holds other lists ({', '.join(others)}) beside the one that is read")
    about = _about(value)
    for item in found:
        if isinstance(item, dict) and (private.network_of(item) or foreign.kind_of(item)):
            yield Reject(line, "not_posts")
        else:
            yield (
                {"raw_line": line, "record": about | _flat(item)}
                if isinstance(item, dict)
                else Reject(line, "not_a_record")
            )


def is_error(value: Any) -> bool:
    """Whether an object tells of an error in place of posts: a message and a code or a kind, and little else."""
    if not isinstance(value, dict) or not value.keys() <= _ERROR:
        return isinstance(value, dict) and {"error", "errorDescription"} <= value.keys()
    return bool(value.keys() & {"message", "detail", "error"}) and bool(value.keys() & {"status", "code", "error"})


def _inside(value: Any) -> list[Any]:
    """The posts of a page under the key that lists them, else the value itself: a post may list others with texts."""
    if isinstance(value, dict) and not says_something(value):
        for level in _levels(value):
            if found := next(
                ((name, holder) for holder in level for name in _LISTS if _are_posts(holder.get(name))), None
            ):
                name, first = found
                alike = (holder for holder in level if holder.keys() == first.keys() and _are_posts(holder[name]))
                return [
                    post
                    for holder in alike
                    for post in (*_above(holder), *holder[name], *_in_threads(holder, first[name][0]))
                ]
        if threads := _in_threads(value):
            return threads
        if any(map(_are_posts, value.values())) and all(inner == [] or _are_posts(inner) for inner in value.values()):
            return [post for inner in value.values() for post in inner]  # lists by account, by search or by day
        holders = [value, *(inner for name in _LISTS if isinstance(inner := value.get(name), dict))]
        if numbered := next(filter(_are_numbered, holders), None):
            return list(numbered.values())
        if not any(has_text([name]) and " " in str(said) for name, said in value.items()):
            return next(([*_above(value), *inner] for inner in value.values() if _are_posts(inner)), [value])
    return [value]


def _about(value: Any) -> Row:
    """The id of the video whose page this is, as yt-dlp writes it beside the comments."""
    of_video = isinstance(value, dict) and {"id", "webpage_url", "comments"} <= value.keys()
    return {"conversation_id": value["id"]} if of_video else {}


def _in_threads(holder: Row, post: Row | None = None) -> list[Any]:
    """The posts of a page that are listed thread by thread; with a post those of its keys alone."""
    lists = [inner for inner in holder.values() if isinstance(inner, list) and inner and _are_posts(inner[0])]
    alike = (inner for inner in lists if post is None or inner[0][0].keys() == post.keys())
    return [said for inner in alike for thread in inner if isinstance(thread, list) for said in thread]


def _passed_over(value: Any, found: list[Any]) -> list[str]:
    """The names of a page's lists of posts of which none is among those found."""
    listed = ((name, inner) for level in _levels(value) for holder in level for name, inner in holder.items())
    firsts = ((name, inner if _are_posts(inner) else _in_threads({name: inner})) for name, inner in listed)
    return [name for name, inner in firsts if inner and not any(inner[0] is post for post in found)]


def _above(value: Row) -> list[Row]:
    """The post that those listed beside it answer, as an object of its own."""
    return [inner for name in _ANSWERED if isinstance(inner := value.get(name), dict) and says_something(inner)]


def says_something(value: Row) -> bool:
    """Whether an object has a text that only a post has; the message beside a code is the answer's."""
    found = {plain(name) for name in value} & OF_POSTS
    return bool(found - {"message"} if value.keys() & _CODES else found)


def _levels(value: Row, depth: int = 2) -> Iterator[list[Row]]:
    """An object, and those around which a response was put, by how deep they lie: what a page lists may be in them."""
    level = [value]
    for _ in range(depth + 1):
        yield level
        level = [inner for holder in level for inner in holder.values() if isinstance(inner, dict)]


def _are_posts(value: Any) -> TypeGuard[list[Any]]:
    found = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return found and guess.speak_of_text(_flat(value[0]))


def _are_numbered(value: Row) -> bool:
    """Whether an object holds posts of the same keys under names of their own, such as their ids."""
    first = next(iter(value.values()), None)
    if len(value) < 2 or not isinstance(first, dict) or not guess.speak_of_text(_flat(first)):
        return False
    alike = all(isinstance(other, dict) and other.keys() == first.keys() for other in value.values())
    return alike and not any(guess.of_another(name) for name in value)


def _flat(value: Row, prefix: str = "", depth: int = 4) -> Row:
    out: Row = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and depth:
            out |= _flat(inner, f"{prefix}{key}.", depth - 1)
        else:
            out[f"{prefix}{key}"] = inner
    return out
