"""Raw files → POSTS: every format's reader, told apart by content, every row accounted for."""

from __future__ import annotations

import gc
import logging
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import Source
from xsentiment.ingest import (
    apify,
    bluesky,
    bluesky_firehose,
    bluesky_jetstream,
    crowdtangle,
    csv_table,
    discord,
    facebook_graph,
    fourcat,
    fourchan,
    gallery_dl,
    gnip,
    hackernews,
    har,
    instagram_graph,
    instagram_web,
    json_table,
    lemmy,
    mastodon,
    mastodon_archive,
    mastodon_stream,
    misskey,
    parquet_table,
    reddit_dump,
    reddit_listing,
    reddit_urs,
    snscrape,
    snscrape_networks,
    stackexchange,
    stackexchange_dump,
    tables,
    telegram_bot,
    telegram_desktop,
    telegram_history_dump,
    telegram_tdlib,
    telegram_telethon,
    threads_api,
    tiktok_research,
    tiktok_web,
    truthsocial,
    twarc2_flat,
    twscrape,
    weibo,
    wrapped,
    x_api_v2,
    x_archive,
    x_v11,
    x_web_adaptive,
    x_web_graphql,
    xlsx_table,
    youtube,
    zeeschuimer,
    zeeschuimer_gab,
    zeeschuimer_instagram,
    zeeschuimer_threads,
    zeeschuimer_tiktok,
    zeeschuimer_truthsocial,
    zeeschuimer_x,
)
from xsentiment.ingest.files import Member, UnknownFormatError, members, refuse_other
from xsentiment.ingest.items import Deletion, Item, Reject, Row
from xsentiment.ingest.personal import refuse_personal
from xsentiment.ingest.private import refuse_private
from xsentiment.ingest.reader import Reader
from xsentiment.ingest.sample import LONGER_HEADS, Sample
from xsentiment.ingest.tools import TOOLS
from xsentiment.ingest.unpack import CutOff

log = logging.getLogger("xsentiment")

BATCH_ROWS: Final = 20_000
UNKNOWN: Final = "unknown"
FAILURES: Final = ("broken_record", "not_a_record", "no_id", "no_text", "bad_value")

_AUTHORS_HELD: Final = 1 << 16
_NO_METRICS: Final = dict.fromkeys(schema.METRICS)

Progress = Callable[[int, int], None]
"""Told how many bytes of a file, and how many posts, were read so far."""

Pseudonym = Callable[[str, str], str | None]
"""(network, author's id or handle) → the key that stands for the author in the tables, or None for no author."""


READERS: Final[dict[str, Reader]] = {
    "x-api-v2": x_api_v2,
    "twarc2-flat": twarc2_flat,
    "x-v1.1": x_v11,
    "x-archive": x_archive,
    "x-web": x_web_graphql,
    "x-web-adaptive": x_web_adaptive,
    "gnip": gnip,
    "snscrape": snscrape,
    "snscrape-networks": snscrape_networks,
    "twscrape": twscrape,
    "apify-x": apify,
    "zeeschuimer-x": zeeschuimer_x,
    "zeeschuimer-tiktok": zeeschuimer_tiktok,
    "zeeschuimer-instagram": zeeschuimer_instagram,
    "zeeschuimer-threads": zeeschuimer_threads,
    "zeeschuimer-truthsocial": zeeschuimer_truthsocial,
    "zeeschuimer-gab": zeeschuimer_gab,
    "4cat": fourcat,
    "bluesky": bluesky,
    "bluesky-jetstream": bluesky_jetstream,
    "bluesky-firehose": bluesky_firehose,
    "mastodon": mastodon,
    "mastodon-stream": mastodon_stream,
    "mastodon-archive": mastodon_archive,
    "misskey": misskey,
    "truthsocial": truthsocial,
    "reddit-dump": reddit_dump,
    "reddit-listing": reddit_listing,
    "reddit-urs": reddit_urs,
    "telegram-desktop": telegram_desktop,
    "telegram-history-dump": telegram_history_dump,
    "telegram-telethon": telegram_telethon,
    "telegram-tdlib": telegram_tdlib,
    "telegram-bot": telegram_bot,
    "youtube": youtube,
    "facebook-graph": facebook_graph,
    "instagram-graph": instagram_graph,
    "instagram-web": instagram_web,
    "threads-api": threads_api,
    "tiktok-research": tiktok_research,
    "tiktok-web": tiktok_web,
    "crowdtangle": crowdtangle,
    "weibo": weibo,
    "hackernews": hackernews,
    "stackexchange": stackexchange,
    "stackexchange-dump": stackexchange_dump,
    "lemmy": lemmy,
    "4chan": fourchan,
    "discord": discord,
    "gallery-dl": gallery_dl,
    "har": har,
    **TOOLS,
    "wrapped": wrapped,
    "csv": csv_table,
    "xlsx": xlsx_table,
    "parquet": parquet_table,
    "jsonl": json_table,
}


_WRAPPED: Final = "wrapped"
_LAST_RESORT: Final = (_WRAPPED, "csv", "xlsx", "jsonl")
"""Pages inside other objects, then tables and flat JSON of any names are tried only where no named format fits."""
_EMPTY: Final = (b"", b"[]", b"{}", b"null")


def companion(path: Path) -> Path | None:
    """A file beside an export that its posts are read with; None for most exports."""
    return x_api_v2.companion(path)


class Detection(NamedTuple):
    """The format of a file and why it was chosen."""

    format: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """A piece of a file: rows_read = posts + rejects; `deletions` is what the rejected rows say is gone."""

    format: str
    posts: pa.Table
    rejects: pa.Table
    rows_read: int
    deletions: pa.Table


def detect(path: Path) -> Detection:
    """Tell a file's format by its content. Raises InputError if several formats fit, or none.

    An empty file is of format "empty"; for an archive it is the format of its first file with content.
    """
    found, unknown = [], None
    for member in members(path, path.name):
        try:
            found.append(_detect(member))
        except UnknownFormatError as error:
            unknown = error
    if unknown and not found:
        raise unknown
    return next((item for item in found if item.format != "empty"), Detection("empty", "no bytes"))


def guessed_columns(path: Path) -> dict[str, str]:
    """Our column → the file's, for a file whose columns are guessed; {} for a format whose columns are known."""
    guesses = {
        "csv": tables.guessed,
        "xlsx": tables.guessed,
        "jsonl": json_table.guessed,
        "parquet": parquet_table.guessed,
    }
    for member in members(path, path.name):
        if guess := guesses.get(_detect(member).format):
            return guess(member)
    return {}


def _detect(member: Member) -> Detection:
    sample = Sample(member)
    if sample.is_whole and (content := sample.head.removeprefix(BOM_UTF8).strip()) in _EMPTY:
        return Detection("empty", "an empty list" if content else "no bytes")
    refuse_other(sample.head, member.name)
    refuse_personal(sample, member.name)
    refuse_private(sample, member.name)
    fits, is_named = _fits(sample)
    for size in LONGER_HEADS:
        if is_named or sample.is_whole or not sample.looks_like_json:
            break
        sample = Sample(member, size)
        fits, is_named = _fits(sample)
    if len(fits) > 1:
        raise InputError(member.name, f"could be {' or '.join(fits)}; name one with --format")
    if not fits:
        why = f"is of no known format ({_likely(sample)}); `xsentiment formats` lists those that are"
        raise UnknownFormatError(member.name, why)
    (found,) = fits.items()
    log.debug("%s: %s: %s", member.name, *found)
    return Detection(*found)


def _fits(sample: Sample) -> tuple[dict[str, str], bool]:
    """The formats that fit, with their reasons, and whether they are named ones: others count only if none is."""
    named = {n: reason for n, reader in READERS.items() if n not in _LAST_RESORT and (reason := reader.sniff(sample))}
    if named:
        return named, True
    fits = {name: reason for name in _LAST_RESORT if (reason := READERS[name].sniff(sample))}
    return {_WRAPPED: fits[_WRAPPED]} if _WRAPPED in fits else fits, False


def _likely(sample: Sample) -> str:
    if sample.values:
        value = sample.values[0]
        if isinstance(value, dict) and (site := zeeschuimer.platform(value)):
            return f"a capture of Zeeschuimer from {site}, for which there is no reader"
        keys = list(value)[:8] if isinstance(value, dict) else type(value).__name__
        return f"JSON with {keys}"
    if sample.head.lstrip().startswith((b"{'", b"[{'")):
        return "objects as Python prints them, which are no JSON; write them with json.dumps"
    if sample.head.lstrip()[:1] in (b"{", b"["):
        return "JSON that is cut off or not valid"
    if b"\0" in sample.head:
        return "binary data, or text in an unusual encoding"
    return "text that is no table"


def read_file(
    path: Path,
    raw_file: str,
    *,
    pseudonym: Pseudonym,
    mapping: Source | None = None,
    format: str | None = None,  # noqa: A002
    progress: Progress | None = None,
    alone: bool = True,
) -> Iterator[Batch]:
    """Read one export in batches; a zip's files one after the other.

    `progress` is told after each batch how many bytes of the file are behind it, which rise to the file's size, and how
    many posts were in them. A file of no known format that is not `alone`, but found beside others, is one reject.
    Raises InputError for a file of no or several formats, a missing column, or (after the last batch) one of which
    over half the rows failed. A file without posts gives one reject at line 0 that says what it is.
    """
    if format is not None and format not in READERS:
        raise InputError(raw_file, f"unknown format {format!r}; known: {', '.join(READERS)}")
    pseudonym = lru_cache(_AUTHORS_HELD)(pseudonym)
    found, behind, posts = list(members(path, raw_file)), 0, 0
    for member in found:
        try:
            for batch in _read_member(member, pseudonym, mapping, format):
                posts += batch.posts.num_rows
                if progress:
                    progress(behind + member.place, posts)
                yield batch
        except UnknownFormatError as error:
            if alone and len(found) == 1:
                raise
            log.warning("%s", error)  # a notice or a picture that lies beside the posts
            yield _batch(UNKNOWN, member.name, [Reject(0, "not_posts")], pseudonym)
        behind += member.size
    if progress:
        progress(path.stat().st_size, posts)


def _read_member(member: Member, pseudonym: Pseudonym, mapping: Source | None, format_: str | None) -> Iterator[Batch]:
    name = _detect(member).format if format_ is None or not member.head(1) else format_
    if name == "empty":
        log.warning("%s: is empty", member.name)
        yield _batch(name, member.name, [Reject(0, "empty_file")], pseudonym)
        return
    reasons, rows = Counter[str](), 0
    with closing(_until_cut_off(READERS[name].read(member, mapping))) as items:
        while batch := _next_batch(items, name, member.name, pseudonym):
            rows += batch.rows_read
            reasons.update(batch.rejects["reason"].to_pylist())
            yield batch
    if rows == 0 or reasons["not_posts"] == rows:
        log.warning("%s: holds no posts (%s)", member.name, _detect(member).reason if format_ is None else name)
    if rows == 0:
        yield _batch(name, member.name, [Reject(0, "not_posts")], pseudonym)
    _refuse_failures(member.name, name, rows, reasons)


def _next_batch(items: Iterator[Item], name: str, raw_file: str, pseudonym: Pseudonym) -> Batch | None:
    """The next rows of a file. Values of JSON make no cycles, so collecting them waits: it took a fifth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        batch = _batch(name, raw_file, islice(items, BATCH_ROWS), pseudonym)
        return batch if batch.rows_read else None
    finally:
        if collects:
            gc.enable()


def _until_cut_off(items: Iterator[Item]) -> Generator[Item]:
    """Items up to where packed data is cut off, then one broken record: what came before is kept."""
    item: Item = Reject(0, "")
    try:
        for item in items:
            yield item
    except CutOff:
        line = item.line if isinstance(item, Reject) else item["raw_line"]
        yield Reject(line + 1, "broken_record")


def _refuse_failures(raw_file: str, name: str, rows: int, reasons: Counter[str]) -> None:
    failed = sum(reasons[reason] for reason in FAILURES)
    if failed * 2 <= rows:
        return
    worst = max(FAILURES, key=lambda reason: reasons[reason])
    cause = {
        "broken_record": "a wrong encoding, a cut-off file, or another delimiter",
        "not_a_record": "another format, or several in one file",
        "no_id": "records without ids",
        "no_text": "an export without texts (ids only?), or a wrong text column",
        "bad_value": "a wrong column map",
    }[worst]
    layout = TOOLS[name].LAYOUT if name in TOOLS else None
    if worst == "no_text" and layout is not None and layout.no_text:
        cause = f"cause: {layout.no_text}"
    counts = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    raise InputError(raw_file, f"{failed} of {rows} rows read as {name} failed ({counts}); likely {cause}")


def _batch(name: str, raw_file: str, items: Iterable[Item], pseudonym: Pseudonym) -> Batch:
    rejects: list[Row] = []
    deletions: list[Row] = []

    def rows() -> Iterator[Row]:
        for item in items:
            if isinstance(item, Reject):
                rejects.append({"raw_file": raw_file, "raw_line": item.line, "stage": "ingest", "reason": item.reason})
                if item.deletion:
                    deletions.append(_deletion(item.deletion, pseudonym))
                continue
            if item.get("kind") == "repost":  # networks give a repost the original's counts
                item.update(_NO_METRICS)
            author = item.get("author_id")
            item["author_id"] = pseudonym(item["source"], author) if author else None
            yield item

    posts = schema.from_rows(rows(), schema.POSTS, "POSTS", {"format": name, "raw_file": raw_file})
    return Batch(
        name,
        posts,
        schema.from_rows(rejects, schema.REJECTS, "REJECTS"),
        posts.num_rows + len(rejects),
        schema.from_rows(deletions, schema.DELETIONS, "DELETIONS"),
    )


def _deletion(found: Deletion, pseudonym: Pseudonym) -> Row:
    author = found.author_id and pseudonym(found.source, found.author_id)
    return found._asdict() | {"author_id": author}
