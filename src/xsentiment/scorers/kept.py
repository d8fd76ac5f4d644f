"""What a network made of each text, kept by the text's hash: each distinct text passes through it once.

Rows lie in memory and, `under` a folder, in files of it too: `<model and revision>/<content>.npy`, both hashes, each
file an array of records, a key and its row. Files are whole or absent, only ever added, and may be deleted at any time.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import lru_cache, partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xsentiment import progress, store
from xsentiment.errors import InputError

BATCH: Final = 64
"""So many texts go through a network at a time."""
PIECE: Final = 64 * BATCH
"""After so many a file is written, so that a run that is cut off goes on from there."""
FORMAT: Final = 2
"""To be raised when rows of the same model, or the names of files, come to mean something else."""

_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def under(folder: Path) -> Iterator[None]:
    """Within the block, rows are kept in files of this folder too."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)


def rows(texts: Sequence[str], name: str, revision: str, work: Callable[[list[str]], NDArray[Any]]) -> NDArray[Any]:
    """The row of each text, (N, d), of the kind of numbers that `work` gives for a batch of texts.

    `name` and `revision` say which model works; a terminal sees how far it has come. Raises InputError for a file that
    is damaged.
    """
    kept = _kept(name, revision, _folder.get())
    kept.look()
    keys = [_key(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept.places}
    if new:
        kept.add(new, work)
    return kept.taken(keys) if kept.pieces else work([""])[:0]


@lru_cache(maxsize=4)
def _kept(name: str, revision: str, folder: Path | None) -> _Kept:
    model = blake2b(f"{FORMAT} {name} {revision}".encode(), digest_size=16).hexdigest()
    return _Kept(name, folder and folder / model)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class _Kept:
    """The rows of one model: `places` says in which of `pieces`, and where in it, the row of a key is."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self.name, self.folder = name, folder
        self.pieces: list[NDArray[Any]] = []
        self.places: dict[bytes, tuple[int, int]] = {}
        self.seen: set[Path] = set()

    def look(self) -> None:
        """Take in the files that are new since the last look: other processes write, too."""
        for path in sorted(set(self.folder.glob("*.npy")) - self.seen) if self.folder else ():
            self._take(_read(path), path)
            self.seen.add(path)

    def add(self, texts: dict[bytes, str], work: Callable[[list[str]], NDArray[Any]]) -> None:
        """Work out and keep the rows of texts by their keys, those of like length together."""
        ordered = sorted(texts.items(), key=lambda item: len(item[1]))
        shown = progress.counted(self.name, len(ordered)) if len(ordered) > BATCH else nullcontext()
        with shown as tell:
            for start in range(0, len(ordered), PIECE):
                piece = ordered[start : start + PIECE]
                parts = []
                for place in range(0, len(piece), BATCH):
                    parts.append(work([text for _, text in piece[place : place + BATCH]]))
                    if tell:
                        tell(start + min(place + BATCH, len(piece)))
                self._write([key for key, _ in piece], np.concatenate(parts))

    def taken(self, keys: Sequence[bytes]) -> NDArray[Any]:
        """The rows of these keys, in their order."""
        found = np.empty((len(keys), *self.pieces[0]["row"].shape[1:]), self.pieces[0]["row"].dtype)
        for row, key in enumerate(keys):
            piece, place = self.places[key]
            found[row] = self.pieces[piece]["row"][place]
        return found

    def _write(self, keys: list[bytes], numbers: NDArray[Any]) -> None:
        piece = np.empty(len(keys), [("key", "V16"), ("row", numbers.dtype, numbers.shape[1:])])
        piece["key"], piece["row"] = np.frombuffer(b"".join(keys), "V16"), numbers
        if self.folder:
            out = io.BytesIO()
            np.save(out, piece, allow_pickle=False)
            path = self.folder / f"{blake2b(out.getvalue(), digest_size=16).hexdigest()}.npy"
            store.write_atomic(path, out.getvalue())
            self.seen.add(path)
        self._take(piece, self.folder)

    def _take(self, piece: NDArray[Any], place: Path | None) -> None:
        if self.pieces and piece.dtype != self.pieces[0].dtype:
            raise InputError(str(place), "holds rows of two kinds; delete the folder, and its texts are read again")
        self.places |= {key.tobytes(): (len(self.pieces), row) for row, key in enumerate(piece["key"])}
        self.pieces.append(piece)


def _read(path: Path) -> NDArray[Any]:
    with path.open("rb") as file:
        content = file_digest(file, partial(blake2b, digest_size=16)).hexdigest()
    if content != path.stem:
        raise InputError(str(path), "is damaged; delete it, and its texts are read again")
    piece: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return piece
