"""Randomness as a function of names: the same on every machine, in every order, on every engine."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_SEPARATOR = "\x1f"


def digest(*names: object) -> int:
    """A 64-bit number from the names given, equal wherever the names are equal."""
    data = _SEPARATOR.join(map(str, names)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def uniform(*names: object) -> float:
    """A number in [0, 1), uniform over names; 53 bits, so that it survives a CSV file unchanged."""
    return (digest(*names) >> 11) / float(1 << 53)


def uniforms(seed: int, sources: Iterable[str], post_ids: Iterable[str]) -> NDArray[np.float64]:
    """The permanent random number of each post: u = hash(seed, source, post_id) in [0, 1) (Ohlsson 1995)."""
    return np.array(
        [uniform(seed, source, post) for source, post in zip(sources, post_ids, strict=True)], dtype=np.float64
    )


def folds(sources: Iterable[str], post_ids: Iterable[str], number: int = 5) -> NDArray[np.int64]:
    """The fold of each post for cross-fitting, 0 … number−1, from its name alone; (N,)."""
    return np.array(
        [digest("fold", source, post) % number for source, post in zip(sources, post_ids, strict=True)], dtype=np.int64
    )


def generator(*names: object) -> np.random.Generator:
    """A generator seeded from the name of the figure that it is for."""
    return np.random.Generator(np.random.PCG64(digest(*names)))
