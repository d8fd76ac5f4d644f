"""Where an event's files lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import escape
from pathlib import Path
from typing import Final

from xsentiment import ingest as ingestion
from xsentiment.errors import ConfigError, InputError
from xsentiment.event import Event, Source
from xsentiment.ingest import constants
from xsentiment.ingest.files import UnknownFormatError

_IGNORED = (".gitkeep", "README.md", ".DS_Store", "Thumbs.db")

EMBEDDINGS: Final = "embeddings"
"""The folder, among an event's tables, of what networks made of its texts: a cache."""


@dataclass(frozen=True)
class Paths:
    """The folders of an event (exports as they came, tables, reports) and the file of the pseudonyms' key."""

    raw: Path
    processed: Path
    reports: Path
    key: Path

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        raw: str | Path | None = None,
        processed: str | Path | None = None,
        reports: str | Path | None = None,
    ) -> Paths:
        """The folders given, else data/raw/<event>, data/processed/<event>, reports/<event> of the working folder.

        The key lies outside the tables, so that deleting them does not change who is who: data/.xsentiment-key, or
        beside the tables if their folder is given. Raises InputError for folders that cannot go together.
        """
        paths = cls(
            Path(raw or Path("data/raw") / event.slug),
            Path(processed or Path("data/processed") / event.slug),
            Path(reports or Path("reports") / event.slug),
            (Path(processed).parent if processed else Path("data")) / ".xsentiment-key",
        )
        paths._refuse_nested(event)
        return paths

    def _refuse_nested(self, event: Event) -> None:
        """Raise InputError where the program would read what it writes, or replace a folder that it works with."""
        exports, reports = self.raw.resolve(), self.reports.resolve()
        for folder in (self.processed, self.reports):
            if folder.resolve().is_relative_to(exports):
                raise InputError(str(folder), "lies in the folder of exports, which is only read; name another")
        for within, what in (
            (Path.cwd(), "the working folder"),
            (self.processed.resolve(), "that of the tables"),
            (exports, "that of the exports"),
            (event.path.resolve(), "that of the event file"),
        ):
            if within.is_relative_to(reports):
                raise InputError(str(self.reports), f"is, or holds, {what}; name a folder for the reports alone")


def raw_files(event: Event, folder: Path) -> list[tuple[str, Source | None]]:
    """The exports of an event, as paths relative to its raw folder, each with what the event file says of it.

    With [[sources]] the files they name, each a glob; without, every file of the folder. Sorted by name.
    Raises InputError if the folder or a named file is missing, ConfigError for a file of which two globs speak, or a
    constant that its column cannot hold.
    """
    _refuse_constants(event)
    names = _names(folder)
    if not event.sources:
        chosen: list[tuple[str, Source | None]] = [(name, None) for name in names]
    else:
        for source in event.sources:
            if not any(fnmatch(name, source.path) for name in names):
                raise InputError(str(folder / source.path), "named in [[sources]], but no such file")
        pairs = [(name, _source(event, name)) for name in names]
        chosen = [(name, source) for name, source in pairs if source is not None]
    if not chosen:
        raise InputError(str(folder), "holds no exports")
    return chosen


def unread_files(event: Event, folder: Path) -> list[str]:
    """The files of the raw folder that no [[sources]] names, nor are read with one of them, in words; sorted.

    Links that lead nowhere, as to a disk that is not mounted, come last.
    """
    chosen = [name for name, _ in raw_files(event, folder)]
    beside = {ingestion.companion(folder / name) for name in chosen}
    left = sorted(name for name in set(_names(folder)) - set(chosen) if folder / name not in beside)
    broken = sorted(path for path in folder.rglob("*") if path.is_symlink() and not path.exists())
    return [
        *(f"{name}: is not read, since no path of [[sources]] in {event.path} matches it" for name in left),
        *(f"{path.relative_to(folder).as_posix()}: is a link to what is not there, and is not read" for path in broken),
    ]


@contextmanager
def with_cure() -> Iterator[None]:
    """A raw file that is no export is an error that names what to do, since the folder is the user's own."""
    try:
        yield
    except UnknownFormatError as error:
        why = f"{error.why}; move it out of the raw folder, or name the files to read in [[sources]]"
        raise InputError(error.path, why) from None


def refuse_unknown(folder: Path, formats: Mapping[str, str]) -> None:
    """Raise InputError, with what to do, where none of these files of the raw folder is of a known format."""
    if set(formats.values()) == {ingestion.UNKNOWN}:
        with with_cure():
            ingestion.detect(folder / min(formats))


def is_named(name: str, source: Source | None) -> bool:
    """Whether the event file names a file itself, not by a pattern."""
    return source is not None and source.path in (name, escape(name))


def _refuse_constants(event: Event) -> None:
    for i, source in enumerate(event.sources):
        if found := constants.unreadable(source):
            raise ConfigError(str(event.path), f"sources[{i}].constants.{found[0]}", found[1])


def _names(folder: Path) -> list[str]:
    """Every file of the raw folder that may be an export, as a path relative to it."""
    if not folder.is_dir():
        where = "" if folder.is_absolute() else f" in {Path.cwd()}"
        raise InputError(str(folder), f"no such folder{where}; put the event's exports there or name it with --raw")
    next(folder.iterdir(), None)  # raises PermissionError, where rglob would find nothing
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _IGNORED and not path.name.startswith(".")
    )


def _source(event: Event, name: str) -> Source | None:
    """What the event file says of a file: the entry that names it and no other, else the glob that matches it."""
    matching = [source for source in event.sources if fnmatch(name, source.path)]
    named = [source for source in matching if is_named(name, source)] or matching
    if len(named) > 1:
        paths = " and ".join(repr(source.path) for source in named)
        raise ConfigError(str(event.path), "sources", f"{name} matches two of them, {paths}; one has to be narrower")
    return named[0] if named else None
