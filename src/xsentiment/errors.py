"""Errors that a user can cause, each with its facts as fields and a sentence for the person at the terminal."""

from __future__ import annotations


class XSentimentError(Exception):
    """Base of all expected errors: the command line prints its text on one line and exits 1."""


class ConfigError(XSentimentError):
    """The event file asks for something that cannot be: `path` names the file, `key` the entry."""

    def __init__(self, path: str, key: str, why: str) -> None:
        super().__init__(path, key, why)
        self.path, self.key, self.why = path, key, why

    def __str__(self) -> str:
        return f"{self.path}: {self.key}: {self.why}" if self.key else f"{self.path}: {self.why}"


class InputError(XSentimentError):
    """A file cannot be used as input: `path` names it, `why` says what to do."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


class SchemaError(XSentimentError):
    """A table does not have the declared columns or types: a fault of the caller, not of a single post."""

    def __init__(self, table: str, column: str, why: str) -> None:
        super().__init__(table, column, why)
        self.table, self.column, self.why = table, column, why

    def __str__(self) -> str:
        return f"{self.table}.{self.column}: {self.why}"


class LockedError(XSentimentError):
    """Another run holds the lock of this event."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"another run is working on this event (lock: {self.path})"


class NoPostsError(XSentimentError):
    """Nothing was left to count after selecting; `reasons` counts the rejected rows by reason.

    `doubts`: what the readers were not sure of, which may be why.
    """

    def __init__(self, event: str, reasons: dict[str, int], doubts: tuple[str, ...] = ()) -> None:
        super().__init__(event, reasons, doubts)
        self.event, self.reasons, self.doubts = event, reasons, doubts

    def __str__(self) -> str:
        why = ", ".join(f"{n} {reason}" for reason, n in sorted(self.reasons.items())) or "no rows were read"
        return "; ".join((f"{self.event}: no posts left after selecting ({why})", *self.doubts))
