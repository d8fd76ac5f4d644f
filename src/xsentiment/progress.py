"""How far reading has come: a bar on a terminal, nothing anywhere else."""

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
    if not sys.stderr.isatty() or not log.isEnabledFor(logging.INFO):
        yield None
        return
    begun = time.monotonic()
    rate = ""
    shown: Any = click.progressbar(
        length=max(size, 1), label=name, file=sys.stderr, item_show_func=lambda _: rate, show_pos=False
    )
    with ExitStack() as stack:

        def tell(behind: int, posts: int) -> None:
            nonlocal rate
            if not rate:
                stack.enter_context(shown)  # not before, as the log has something to say on how a file is read
            rate = f"{behind / 1e6:,.1f} of {size / 1e6:,.1f} MB, {posts / (time.monotonic() - begun):,.0f} posts/s"
            shown.update(behind - shown.pos, current_item=posts)

        yield tell
