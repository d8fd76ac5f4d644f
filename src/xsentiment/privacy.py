"""Pseudonyms: authors are known to the tables by a keyed hash alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from xsentiment.errors import InputError

KEY_VARIABLE = "XSENTIMENT_KEY"
_KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """The key of the pseudonyms: from XSENTIMENT_KEY if set, else from `path`, which is made (mode 600) if absent.

    Raises InputError for a key that is empty or shorter than 16 bytes.
    """
    text = os.environ.get(KEY_VARIABLE)
    if text is None:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        text = path.read_text(encoding="utf-8")
    key = text.strip().encode("utf-8")
    if len(key) < _KEY_BYTES // 2:
        raise InputError(KEY_VARIABLE if KEY_VARIABLE in os.environ else str(path), "the key is too short")
    return blake2b(key, digest_size=_KEY_BYTES).digest()


def fresh_key() -> bytes:
    """A key that nobody keeps: pseudonyms that hold within one call."""
    return secrets.token_bytes(_KEY_BYTES)


def fingerprint(key: bytes) -> str:
    """What may be written down about a key: enough to see that it changed."""
    return blake2b(b"fingerprint", key=key, digest_size=8).hexdigest()


def pseudonym(key: bytes) -> Callable[[str, str], str]:
    """A function (network, author id or handle) → 32 hex digits, equal for equal authors under one key."""
    keyed = blake2b(key=key, digest_size=16)

    def name(source: str, author: str) -> str:
        found = keyed.copy()
        found.update(f"{source}\x1f{author}".encode("utf-8", "surrogatepass"))
        return found.hexdigest()

    return name


def naming(authors: str) -> Callable[[str, str], str | None]:
    """What becomes of authors: "hash" (under a fresh key), "keep" or "drop". Raises ValueError for others."""
    if authors == "hash":
        return pseudonym(fresh_key())
    if authors == "keep":
        return lambda _source, author: author
    if authors == "drop":
        return lambda _source, _author: None
    raise ValueError(f"authors must be hash, keep or drop, not {authors!r}")
