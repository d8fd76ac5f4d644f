"""Hostile files through every reader: python tests/fuzz/fuzz_readers.py [--cases N] [--seed S] [--only CASE].

Each case is a small valid file of one format, damaged: values of its JSON replaced by others of any type, or its bytes
changed, cut, doubled and mixed with another file's. What must hold: no error but InputError, no hang, and rows read =
posts + rejects. A case depends on the seed and its number alone, so that `--only` repeats it.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import logging
import random
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from xsentiment import ingest, schema
from xsentiment.errors import InputError

from fixtures import FIXTURES

SECONDS = 10
"""The longest that a case may take."""
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, float("nan"), float("inf"), 1 << 53, 1 << 64, -(1 << 70), 10**400, "", " ",
    "x", "\0", "\ud800", "\ud83d\ude00", "\u2028", "é🔥", "9" * 5000, "1e999", "-0", "0", "NaN", "٣", "²", "\ufeff",
    "2025-09-02T01:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "Wed Sep 99 99:99:99 +0000 2025",
    "<p>a<br>&amp;&#x110000;</p><script>", "RT @a: b…", "at://x", "https://[::1", "https://x.com/a/status/1", "[deleted]",
    [], {}, [None], [{}], [[]], {"a": 1}, {"id": {"id": []}}, [[[[[[]]]]]], "a" * 70_000, ["a"] * 300,
)  # fmt: skip
TOKENS = (
    b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\u", b"\\ud83d", b"\n", b"\r\n", b"\0", b"\xff", b"\xe2\x80\xa8",
    b"\xef\xbb\xbf", b"null", b"NaN", b"-", b"1e999", b"9" * 400, b"<", b"&", b"=cmd()", b"\xed\xa0\x80", b"\x1f\x8b",
    b"{" * 2000, b"[" * 2000, b'"' * 50, b";" * 50, b"\t" * 50,
)  # fmt: skip


class Case(NamedTuple):
    """A file, the format that it is named as (None: told by content), and how it came about."""

    data: bytes
    format: str | None
    how: str


def case(seed: int, number: int) -> Case:
    """The case of this number."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311
    name = chance.choice(sorted(FIXTURES))
    data, ways = FIXTURES[name], []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        way = chance.choice(WAYS)
        data = way(data, chance)
        ways.append(way.__name__)
    other = chance.random()
    format_ = None if other < 0.1 else chance.choice(sorted(FIXTURES)) if other < 0.2 else name
    return Case(data, format_, f"{name}: {', '.join(ways)}")


def values(data: bytes, chance: random.Random) -> bytes:
    """Other values in JSON; other bytes where the file is none."""
    try:
        found = [json.loads(line) for line in data.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        try:
            found = [json.loads(data)]
        except (ValueError, RecursionError):
            return changed(data, chance)
    rate = chance.choice((0.01, 0.05, 0.2))
    lines = (json.dumps(_mixed(value, chance, rate), ensure_ascii=chance.random() < 0.5) for value in found)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _mixed(value: Any, chance: random.Random, rate: float) -> Any:
    if chance.random() < rate:
        return chance.choice(JUNK)
    if isinstance(value, list):
        return [_mixed(part, chance, rate) for part in value]
    if isinstance(value, dict):
        return {key: _mixed(part, chance, rate) for key, part in value.items() if chance.random() >= rate}
    return value


def changed(data: bytes, chance: random.Random) -> bytes:
    """Some bytes, each replaced by another."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 30)) if out else 0):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def inserted(data: bytes, chance: random.Random) -> bytes:
    """What means something to parsers, anywhere."""
    for _ in range(chance.choice((1, 1, 5))):
        place = chance.randrange(len(data) + 1)
        data = data[:place] + chance.choice(TOKENS) + data[place + chance.choice((0, 0, 1, 7)) :]
    return data


def cut(data: bytes, chance: random.Random) -> bytes:
    """A part of the file, from its beginning, its end or within."""
    start, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return chance.choice((data[:start], data[start:], data[:start] + data[end:], data[start:end]))


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A part of the file again, somewhere else."""
    start, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    place = chance.randrange(len(data) + 1)
    return data[:place] + data[start:end] + data[place:]


def mixed(data: bytes, chance: random.Random) -> bytes:
    """The beginning of this file and the end of another."""
    other = FIXTURES[chance.choice(sorted(FIXTURES))]
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


def encoded(data: bytes, chance: random.Random) -> bytes:
    """Another encoding, or other ends of lines."""
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030", "utf-8-sig", "utf-7"))
    return text.replace("\n", chance.choice(("\n", "\r\n", "\r", "\u2028"))).encode(encoding, "replace")


def packed(data: bytes, chance: random.Random) -> bytes:
    """A packed file, itself perhaps damaged."""
    if chance.random() < 0.5:
        out = gzip.compress(data, mtime=0)
    else:
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("a", "../b\n", "c/"):
                archive.writestr(zipfile.ZipInfo(name), data if name == "a" else b"")
        out = sink.getvalue()
    return changed(out, chance) if chance.random() < 0.7 else out


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    values, values, values, changed, inserted, inserted, cut, doubled, mixed, encoded, packed,
)  # fmt: skip


def run(found: Case, path: Path) -> str:
    """What became of a case: "read", "refused", or why it failed."""
    path.write_bytes(found.data)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        for batch in ingest.read_file(path, "fuzz", pseudonym=_named, format=found.format):
            if batch.rows_read != batch.posts.num_rows + batch.rejects.num_rows:
                return "rows are lost"
            if not set(batch.rejects["reason"].to_pylist()) <= schema.REASONS.keys():
                return "a reason that is not known"
            batch.posts.validate(full=True)
    except InputError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - any other is what is looked for
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read"


def _named(source: str, author: str) -> str:
    return f"{source}:{author}"


def _alarm(_number: int, _frame: Any) -> None:
    raise TimeoutError(f"took more than {SECONDS} s")


def fuzz(cases: range, seed: int, say: Callable[[str], None] = print) -> list[str]:
    """Run cases and return the failures, one line each."""
    signal.signal(signal.SIGALRM, _alarm)
    logging.getLogger("xsentiment").setLevel(logging.CRITICAL)
    outcomes, failures, begun = Counter[str](), [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for done, number in enumerate(cases, start=1):
            found = case(seed, number)
            outcome = run(found, Path(folder) / "fuzz")
            outcomes[outcome if outcome in ("read", "refused") else "failed"] += 1
            if outcome not in ("read", "refused"):
                failures.append(f"case {number} ({found.how}, as {found.format}): {outcome}")
                say(failures[-1])
            if done % 5000 == 0 or done == len(cases):
                counts = ", ".join(f"{n:,} {what}" for what, n in sorted(outcomes.items()))
                say(f"{done:,} of {len(cases):,} cases in {time.monotonic() - begun:.0f} s: {counts}")
    return failures


def main() -> int:
    """Run from the command line; 1 if a case fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20250903)
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", type=int, help="number of the one case to repeat")
    given = parser.parse_args()
    numbers = range(given.start, given.start + given.cases) if given.only is None else range(given.only, given.only + 1)
    failures = fuzz(numbers, given.seed)
    print(f"{len(numbers):,} cases, {len(failures):,} failures, seed {given.seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
