"""Errors that a user can cause, each with its facts as fields and a sentence for the person at the terminal."""

from __future__ import annotations


class XSentimentError(Exception):
    """Base of all expected errors: the command line prints its text on one line and exits 1."""


class ConfigError(XSentimentError):
    """The event file asks for something that cannot be: `path` names the file, `key` the entry."""

    def __init__(self, path: str, key: str, why: str) -> None:
        self.path, self.key, self.why = path, key, why
        super().__init__(f"{path}: {key}: {why}" if key else f"{path}: {why}")


class InputError(XSentimentError):
    """A file cannot be used as input: `path` names it, `why` says what to do."""

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}")


class SchemaError(XSentimentError):
    """A table does not have the declared columns or types: a fault of the caller, not of a single post."""

    def __init__(self, table: str, column: str, why: str) -> None:
        self.table, self.column, self.why = table, column, why
        super().__init__(f"{table}.{column}: {why}")


class LockedError(XSentimentError):
    """Another run holds the lock of this event."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"another run is working on this event (lock: {path})")


class NoPostsError(XSentimentError):
    """Nothing was left to count after selecting; `reasons` counts the rejected rows by reason."""

    def __init__(self, event: str, reasons: dict[str, int]) -> None:
        self.event, self.reasons = event, reasons
        why = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items())) or "no rows were read"
        super().__init__(f"{event}: no posts left after selecting ({why})")
