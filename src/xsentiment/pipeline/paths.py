"""Where an event's files lie."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from xsentiment.errors import InputError
from xsentiment.event import Event, Source

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
        beside the tables if their folder is given.
        """
        return cls(
            Path(raw or Path("data/raw") / event.slug),
            Path(processed or Path("data/processed") / event.slug),
            Path(reports or Path("reports") / event.slug),
            (Path(processed).parent if processed else Path("data")) / ".xsentiment-key",
        )


def raw_files(event: Event, folder: Path) -> list[tuple[str, Source | None]]:
    """The exports of an event, as paths relative to its raw folder, each with what the event file says of it.

    With [[sources]] the files they name, each a glob; without, every file of the folder. Sorted by name.
    Raises InputError if the folder or a named file is missing.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "no such folder; put the event's exports there or name it with --raw")
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _IGNORED and not path.name.startswith(".")
    )
    if not event.sources:
        chosen: list[tuple[str, Source | None]] = [(name, None) for name in names]
    else:
        for source in event.sources:
            if not any(fnmatch(name, source.path) for name in names):
                raise InputError(str(folder / source.path), "named in [[sources]], but no such file")
        pairs = [(name, next((s for s in event.sources if fnmatch(name, s.path)), None)) for name in names]
        chosen = [(name, source) for name, source in pairs if source is not None]
    if not chosen:
        raise InputError(str(folder), "holds no exports")
    return chosen
