"""Shares of posts about an event that say a thing, and how sure they are.

The public calls are loaded when first used, so that `import xsentiment` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xsentiment.api import aggregate, read_posts, score, vader
    from xsentiment.errors import XSentimentError
    from xsentiment.event import Event
    from xsentiment.event_file import load_event
    from xsentiment.stats import Estimate

    __version__: str

__all__ = [
    "Estimate",
    "Event",
    "XSentimentError",
    "__version__",
    "aggregate",
    "load_event",
    "read_posts",
    "score",
    "vader",
]

_HOMES = {
    "Estimate": "xsentiment.stats",
    "Event": "xsentiment.event",
    "XSentimentError": "xsentiment.errors",
    "aggregate": "xsentiment.api",
    "load_event": "xsentiment.event_file",
    "read_posts": "xsentiment.api",
    "score": "xsentiment.api",
    "vader": "xsentiment.api",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("xsentiment")
    raise AttributeError(f"module 'xsentiment' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
