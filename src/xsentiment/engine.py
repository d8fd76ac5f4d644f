"""Map a function over parts through the `concurrent.futures.Executor` interface, in one process or several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, TypeVar

ENGINES: Final = ("serial", "processes")

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Serial(Executor):
    """Runs each call at once in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` now; its result or exception is in the future returned."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed to the caller by the future, as every executor does
            future.set_exception(error)
        return future


@contextmanager
def executor(engine: str, workers: int | None = None) -> Iterator[Executor]:
    """An executor of the engine named; `workers` processes, by default one a core. Raises ValueError if unknown."""
    if engine == "serial":
        yield Serial()
    elif engine == "processes":
        with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=get_context("spawn")) as pool:
            yield pool
    else:
        raise ValueError(f"unknown engine {engine!r}; known: {', '.join(ENGINES)}")


def in_order(pool: Executor, call: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """The results of `call` for each item, in the order of the items, whichever finishes first."""
    return [future.result() for future in [pool.submit(call, item) for item in items]]
