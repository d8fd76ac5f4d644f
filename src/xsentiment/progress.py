"""How far work has come: a bar on a terminal, nothing anywhere else."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

log = logging.getLogger("xsentiment")


@contextmanager
def bar(name: str, size: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show a file's bytes, posts/s and time left on stderr, if that is a terminal and the log is not quiet.

    Yields what is to be told how many of the file's `size` bytes and how many posts are behind; None where no bar is
    shown.
    """
    with _shown(name, size) as show:

        def tell(behind: int, posts: int) -> None:
            if show:
                show(behind, f"{behind / 1e6:,.1f} of {size / 1e6:,.1f} MB", posts, "posts/s")

        yield tell if show else None


@contextmanager
def counted(name: str, size: int) -> Iterator[Callable[[int], None] | None]:
    """Show how many of `size` texts are done, as `bar` does for a file. Yields what is to be told their number."""
    with _shown(name, size) as show:

        def tell(done: int) -> None:
            if show:
                show(done, f"{done:,} of {size:,} texts", done, "texts/s")

        yield tell if show else None


@contextmanager
def _shown(name: str, size: int) -> Iterator[Callable[[int, str, int, str], None] | None]:
    """Yields what moves the bar to a place, with words on it and the rate so far; None without a terminal."""
    if not sys.stderr.isatty() or not log.isEnabledFor(logging.INFO):
        yield None
        return
    begun = time.monotonic()
    said = ""
    shown: Any = click.progressbar(
        length=max(size, 1), label=name, file=sys.stderr, item_show_func=lambda _: said, show_pos=False
    )
    with ExitStack() as stack:

        def show(place: int, words: str, done: int, unit: str) -> None:
            nonlocal said
            if not said:
                stack.enter_context(shown)  # not before, as the log has something to say on how a file is read
            said = f"{words}, {done / (time.monotonic() - begun):,.0f} {unit}"
            shown.update(place - shown.pos, current_item=done)

        yield show
