"""docs/formats.md, written from what the readers say of themselves: `python -m xsentiment.ingest.describe`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from xsentiment.ingest import READERS
from xsentiment.ingest.reader import Reader
from xsentiment.schema import POSTS

_HEAD = """# Export formats

What is read from where, what is missing, and known traps. This page is written from the readers (`make formats`).

Formats are told by content, never by a file's name; a tie is an error that asks for `--format`. Any of them may be
packed as `.gz`, `.zst`, `.bz2`, `.xz`, `.zip` or `.tar` (a packed `.tar` is unpacked to a temporary file). Columns that
a format does not list are null: missing is never 0. Every record is a post or a reject with a reason. A repost has the
original's full text where the export holds it, and no engagement of its own.
"""


def page() -> str:
    """The text of docs/formats.md."""
    return "\n".join([_HEAD, *(line for name, reader in READERS.items() for line in _section(name, reader))])


def _section(name: str, reader: Reader) -> Iterator[str]:
    yield f"## {name}\n"
    yield first_line(reader) + "\n"
    yield "| column | from |\n|---|---|"
    fields = sorted(reader.FIELDS.items(), key=lambda field: POSTS.names.index(field[0]))
    yield from (f"| `{column}` | {source.replace('|', chr(92) + '|')} |" for column, source in fields)
    yield ""
    yield from (f"- {trap[:1].upper()}{trap[1:].removesuffix('.')}." for trap in reader.TRAPS)
    yield ""


def first_line(reader: Reader) -> str:
    """What a reader reads, in one line."""
    return (reader.__doc__ or "").strip().split("\n", 1)[0]


if __name__ == "__main__":
    sys.stdout.write(page())
