"""A file's format, told by its content."""

from __future__ import annotations

import logging
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Final, NamedTuple

from xsentiment.errors import InputError
from xsentiment.ingest import json_table, parquet_table, tables, zeeschuimer
from xsentiment.ingest.files import Member, UnknownFormatError, members, refuse_other
from xsentiment.ingest.personal import refuse_personal
from xsentiment.ingest.private import refuse_private
from xsentiment.ingest.readers import LAST_RESORT, READERS, WRAPPED
from xsentiment.ingest.sample import LONGER_HEADS, Sample

log = logging.getLogger("xsentiment")

_ELEMENT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml[^>]*>\s*(?:<[!?][^>]*>\s*)*<)?([A-Za-z][\w:.-]{0,40})[\s/>]"
)
_EMPTY: Final = (b"", b"[]", b"{}", b"null")


class Detection(NamedTuple):
    """The format of a file and why it was chosen."""

    format: str
    reason: str


def detect(path: Path) -> Detection:
    """Tell a file's format by its content. Raises InputError if several formats fit, or none.

    An empty file is of format "empty"; for an archive it is the format of its first file with content.
    """
    found, unknown = [], None
    for member in members(path, path.name):
        try:
            found.append(detect_member(member))
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
        if guess := guesses.get(detect_member(member).format):
            return guess(member)
    return {}


def detect_member(member: Member) -> Detection:
    """As `detect`, of one file of an archive, or the only one."""
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
    named = {n: reason for n, reader in READERS.items() if n not in LAST_RESORT and (reason := reader.sniff(sample))}
    if named:
        return named, True
    fits = {name: reason for name in LAST_RESORT if (reason := READERS[name].sniff(sample))}
    return {WRAPPED: fits[WRAPPED]} if WRAPPED in fits else fits, False


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
    if found := _ELEMENT.match(sample.head):
        return f"XML with <{found[1].decode()}>; save it as JSON or CSV"
    if b"\0" in sample.head:
        return "binary data, or text in an unusual encoding"
    return "text that is no table"
