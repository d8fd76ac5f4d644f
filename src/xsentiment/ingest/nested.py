"""Values deep inside JSON of unknown shape: what is not there, or is of another type, is None or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

from xsentiment.ingest.items import Item, Reject, Row, clean, identity


def dig(value: Any, *keys: str) -> Any:
    """The value under a path of keys, or None where the path ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def as_object(value: Any) -> Row:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Row]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def exact_identity(value: Any) -> tuple[str | None, bool]:
    """An id as text, and whether it can be trusted.

    In JSON, digits in quotes and whole numbers are exact, also those that end in zeros, as every 3,000th id of X before
    2016 does; anything else is judged as `items.identity` judges the cells of a spreadsheet.
    """
    if (isinstance(value, str) and value.isascii() and value.isdigit()) or type(value) is int:
        return str(value), True
    return identity(value)


def known_id(value: Any) -> str | None:
    """The id of another post or of an author, if it can be read exactly."""
    if value is None or (type(value) is str and value.isdecimal() and value.isascii()):
        return value  # the common cases, at once
    return exact_identity(value)[0]


def yes_no(value: Any) -> bool | None:
    """A truth value, None for anything else."""
    return value if isinstance(value, bool) else None


def heads(values: list[Any]) -> Iterator[Row]:
    """The objects among the first values of a file, of its arrays, and of arrays in these."""
    for value in values:
        for item in value[:50] if isinstance(value, list) else [value]:
            yield from objects(item[:50] if are_records(item) else [item])


def are_records(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a list of objects or of lists, as a page of posts is."""
    return isinstance(value, list) and (not value or isinstance(value[0], dict | list))


def each(found: list[Any], line: int, row: Callable[[Row, int], Item]) -> Iterator[Item]:
    """The row of each object that a page lists, a reject for what is none; a page without any is one reject."""
    if not found:
        yield Reject(line, "not_posts")
    for item in found:
        yield row(item, line) if isinstance(item, dict) else Reject(line, "not_a_record")


def tree(found: list[Any], *names: str) -> list[Any]:
    """The values of a list, each before what its objects list under these names, at any depth, but ids (numbers)."""
    waiting, out = found[::-1], []
    while waiting:
        value = waiting.pop()
        out.append(value)
        inside = [as_object(value).get(name) for name in reversed(names)]
        listed = [inner for values in inside if isinstance(values, list) for inner in reversed(values)]
        waiting += [inner for inner in listed if type(inner) is not int]
    return out


def outermost(
    value: Any, wanted: Callable[[Row], bool], inside: Callable[[Row], Any] = lambda _: None
) -> Iterator[Row]:
    """The objects anywhere in a value that are wanted, in order; of these only what is `inside` is looked at."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, list):
            waiting += reversed(inner)
        elif isinstance(inner, dict):
            if wanted(inner):
                yield inner
                waiting.append(inside(inner))
            else:
                waiting += reversed(inner.values())


def texts(values: Any) -> list[str]:
    """The texts of a list that are not empty, each once and clean; nothing for anything else."""
    found = [value for value in values if isinstance(value, str) and value] if isinstance(values, list) else []
    return list(dict.fromkeys(map(clean, found)))


def below(value: Row, *names: str, treat: Callable[[str], str] = str) -> str:
    """The texts under these keys that are not empty, one below the other, as a title and a body are; "" for none."""
    said = (treat(part) for name in names if isinstance(part := value.get(name), str))
    return clean("\n\n".join(filter(None, said)))


def hashtags(values: Any, *names: str) -> list[str] | None:
    """The tags of a list, as texts or under one of these keys of its objects, without `#`; None for no list."""
    if not isinstance(values, list):
        return None
    found = [next((v[n] for n in names if n in v), None) if isinstance(v, dict) else v for v in values]
    return [tag for tag in dict.fromkeys(text.lstrip("#＃") for text in texts(found)) if tag]
