"""A commented event file to start from; an export proposes its window, its languages and its sources."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path

from xsentiment import ingest, privacy
from xsentiment.errors import InputError
from xsentiment.event import SLUG, UNFILLED, Source
from xsentiment.ingest.columns import block, toml_text
from xsentiment.wording import n_of, n_posts

_RARE = 0.01
"""Languages below this share of the posts with a language are left for the user to add."""


@dataclass
class _Seen:
    """What an export holds."""

    format: str = ""
    posts: int = 0
    rejects: int = 0
    first: datetime | None = None
    last: datetime | None = None
    collected: datetime | None = None
    networks: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)


def new_event(name: str, export: Path | None = None, *, folder: Path = Path("events")) -> Path:
    """Write `<folder>/<name>.toml` (or `name` itself, if it is a path that ends in .toml) and return its path.

    With an export its window, languages, networks and columns are proposed. Raises InputError for a name that no
    event can have, a file that is already there, or an export that cannot be read.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    slug = path.name.removesuffix(".toml")
    if not SLUG.fullmatch(slug) or not (name.endswith(".toml") or name == slug):
        raise InputError(name, "an event's name is lower-case letters, digits, '-', '_' and '.'")
    if path.exists():
        raise InputError(str(path), "is already there and is not written over")
    seen = _seen(export) if export else _Seen()
    if export and seen.format == "empty":
        raise InputError(str(export), "holds no rows to make an event of; leave out --from, or give another export")
    text = _text(slug, export, seen)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(str(path), "is already there and is not written over") from None
    return path


def _seen(export: Path) -> _Seen:
    seen = _Seen(columns=ingest.guessed_columns(export))
    mapping = Source(escape(export.name), columns=seen.columns) if seen.columns else None
    for batch in ingest.read_file(export, export.name, pseudonym=privacy.naming("keep"), mapping=mapping):
        seen.format = batch.format
        seen.posts += batch.posts.num_rows
        seen.rejects += batch.rejects.num_rows
        seen.networks.update(batch.posts["source"].to_pylist())
        seen.languages.update(filter(None, batch.posts["lang"].to_pylist()))
        times = list(filter(None, batch.posts["created_at"].to_pylist()))
        seen.first = min([*times, *filter(None, [seen.first])], default=None)
        seen.last = max([*times, *filter(None, [seen.last])], default=None)
        collected = filter(None, [*batch.posts["collected_at"].to_pylist(), seen.collected])
        seen.collected = max(collected, default=None)
    return seen


def _text(slug: str, export: Path | None, seen: _Seen) -> str:
    start = (seen.first or datetime.now(UTC) - timedelta(days=7)).astimezone(UTC)
    end = (seen.last or datetime.now(UTC)).astimezone(UTC) + timedelta(days=1)
    tool = f"{seen.format} export {export.name}" if export else f"{UNFILLED}the tool that exported the posts"
    collected = f"until {seen.collected:%Y-%m-%d}" if seen.collected else f"{UNFILLED}when the posts were collected"
    return _TEMPLATE.format(
        unfilled=UNFILLED,
        slug=slug,
        title=toml_text(slug.replace("-", " ").replace("_", " ").capitalize()),
        seed=int(f"{start:%Y%m%d}"),
        start=f"{start:%Y-%m-%d}",
        end=f"{end:%Y-%m-%d}",
        found=_found(seen),
        tool=toml_text(tool),
        collected=toml_text(collected),
        languages=_languages(seen),
        sources=_sources(export, seen) if export else _NO_SOURCES,
    )


def _found(seen: _Seen) -> str:
    if not seen.posts:
        return ""
    networks = ", ".join(f"{name} ({n})" for name, n in seen.networks.most_common())
    span = f", written {seen.first:%Y-%m-%d} to {seen.last:%Y-%m-%d}" if seen.first and seen.last else ", without times"
    return f"\n# Found in the export: {n_posts(seen.posts)} on {networks}{span}; {n_of(seen.rejects, 'row')} rejected."


def _languages(seen: _Seen) -> str:
    total = seen.languages.total()
    common = [name for name, n in seen.languages.most_common() if n >= _RARE * total]
    told = ", ".join(f"{name} {n}" for name, n in seen.languages.most_common(12)) or "none named"
    listed = ", ".join(map(toml_text, common))
    return f"[{listed}]".ljust(20) + f"# in the export: {told}" if seen.posts else "[]"


def _sources(export: Path, seen: _Seen) -> str:
    lines = ["[[sources]]", f"path = {toml_text(_like(export.name))}"]
    lines += [block(seen.columns)] if seen.columns else [f"format = {toml_text(seen.format)}"]
    if "unknown" in seen.networks:
        lines.append('# constants = { source = "x" }  # the network, which the export does not name')
    if seen.columns.get("created_at"):
        lines.append('# time_zone = "UTC"             # where times name none, and no id tells them')
        lines.append('# time_format = "%d.%m.%Y %H:%M"')
    return "\n".join(lines)


def _like(name: str) -> str:
    """A glob for files that are called alike: any numbers where this one has some, else any ending of its name."""
    parts = re.split(r"\d+", name)
    stem, dot, suffix = parts[0].partition(".")
    return "*".join(map(escape, parts)) if len(parts) > 1 else f"{escape(stem)}*{dot}{escape(suffix)}"


_NO_SOURCES = """# [[sources]]
# path = "export*.csv"
# columns = { post_id = "id", text = "text", created_at = "date", likes = "likes" }
# time_zone = "UTC\""""

_TEMPLATE = """\
# One file an event: the whole question. Exports lie in data/raw/{slug}/, labels in events/{slug}.audit.csv.
# Check it with `xsentiment check`, run it with `xsentiment run`.{found}

title = {title}
start = {start}T00:00:00Z    # inside the window
end = {end}T00:00:00Z      # no longer inside; where posts are still coming in, the day on which that ends
timezone = "UTC"                # where a day begins
seed = {seed}                 # decides which posts are drawn for labelling; never change it once labels exist
quotes = false                  # true shows the text of posts in the report, where the network's terms allow it

# How the posts were found: required, and printed beside every headline.
[collection]
query = "{unfilled}the search that found the posts"
tool = {tool}
collected = {collected}

# Which posts count.
[select]
reposts = "reject"              # "count" takes reposts into the frame
languages = {languages}
match = []                      # phrases of which one must occur; empty takes all that was collected

# Files that need more than detection: `columns` maps our columns to the file's. `a | b` is the first that is filled,
# `a + b` joins both, "" is none. Without [[sources]] every file of the raw folder is read; with it those that a
# path names ("*.csv" names all that end so), and a run warns of the others.
{sources}

# Topics: a post has one if a phrase of `any` occurs (and all of `all`, and none of `none`); `*` stands for any ending.
# [[topics]]
# id = "first_topic"
# title = "What it is about"
# any = ["phrase", "another phrase*"]

# What has been claimed in public about the posts.
# [[claims]]
# id = "a-claim"
# quote = "60% of trending posts are positive"
# source = "where it was said"
# kind = "share"                # or at_least, at_most, more_than, largest
# value = 0.60
# readings = [{{ segment = "trending", label_set = "sentiment", label = "positive" }}]

[audit]
size = 200                      # posts that people label
trending = 0.5                  # the part of them that is trending
"""
