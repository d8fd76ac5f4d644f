"""Map a function over parts through the `concurrent.futures.Executor` interface: in one process, several, or Dask."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from xsentiment.errors import InputError

ENGINES: Final = ("serial", "processes", "dask")

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
    """An executor of the engine named; `workers` processes, by default one a core.

    Dask works on the cluster that its own settings name (`DASK_SCHEDULER_ADDRESS`), else on this machine. Raises
    ValueError for an unknown engine, InputError without the extra, for a cluster that does not answer and for a number
    of workers where the cluster has its own.
    """
    if engine == "serial":
        yield Serial()
    elif engine == "processes":
        with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=get_context("spawn")) as pool:
            yield pool
    elif engine == "dask":
        with _dask(workers) as client:
            yield client.get_executor()
    else:
        raise ValueError(f"unknown engine {engine!r}; known: {', '.join(ENGINES)}")


def _dask(workers: int | None) -> Any:
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise InputError("distributed", "is not installed; pip install 'xsentiment[dask]'") from None
    if address := dask.config.get("scheduler-address", None):
        if workers:
            raise InputError(address, "has workers of its own; leave out --workers")
        try:
            return Client(address)
        except (OSError, ValueError) as error:
            raise InputError(address, f"is no Dask scheduler that answers ({type(error).__name__})") from None
    cores = workers or os.cpu_count()
    return Client(n_workers=cores, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR)


def in_order(pool: Executor, call: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """The results of `call` for each item, in the order of the items, whichever finishes first."""
    return [future.result() for future in [pool.submit(call, item) for item in items]]
