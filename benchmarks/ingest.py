"""How fast exports are read, and in how much memory, beside bare orjson and pandas on the same files.

Each figure is of a child process of its own: python benchmarks/ingest.py [POSTS] (100,000 unless stated).
Posts have the fields and sizes of real exports. Of TRIES the quickest counts, as other work on a machine only slows.
Beyond MOST_JSON posts one try must do, and pandas.read_json, which holds all of a file, is left out.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

WORDS = "the parade was seen by many people who said it is quite a show of drums and #optics for the axis 🔥 &amp; more"
PER_PAGE = 100
FIRST_SECOND, PER_SECOND = 1_756_684_800, 5
"""When the statuses of API v1.1 begin, and how many come in a second."""
MOST_JSON = 200_000
TRIES = 3
FILES = {
    "twarc2 pages": "pages.jsonl",
    "API v1.1": "statuses.jsonl",
    "CSV": "posts.csv",
    "Parquet": "posts.parquet",
}
COLUMNS = ("id", "created_at", "author_id", "text", "lang", "like_count", "retweet_count", "reply_count")


TOPIC = {"domain": {"id": "45", "name": "Event", "description": "Named events in the world, like a parade or a summit"},
         "entity": {"id": "1962685656069047340", "name": "Parade", "description": "A parade"}}  # fmt: skip


def post(i: int) -> dict:
    """A post of X API v2 as collectors get it that ask for every field: about 1.4 kB."""
    text = f"{WORDS[: 40 + i * 7 % 60]} number {i} https://t.co/{i:010d}"
    return {
        "id": str(1962685656069047340 + i * 4_194_304), "text": text, "author_id": str(i * 7919 % 40_000), "lang": "en",
        "created_at": f"2025-09-{1 + i % 5:02d}T{i % 24:02d}:{i % 60:02d}:{i * 7 % 60:02d}.000Z",
        "conversation_id": str(1962685656069047340 + i), "edit_history_tweet_ids": [str(1962685656069047340 + i)],
        "possibly_sensitive": False, "reply_settings": "everyone", "context_annotations": [TOPIC] * (i % 4),
        "edit_controls": {"edits_remaining": 5, "is_edit_eligible": True, "editable_until": "2025-09-03T02:00:00.000Z"},
        "public_metrics": {"retweet_count": i % 7, "reply_count": i % 3, "like_count": i % 50, "quote_count": 0,
                           "bookmark_count": 0, "impression_count": i % 5000},
        "entities": {"hashtags": [{"start": 5, "end": 12, "tag": "optics"}],
                     "mentions": [{"start": 13, "end": 20, "username": f"user{i % 999}", "id": str(i % 999)}],
                     "annotations": [{"start": 4, "end": 9, "probability": 0.93, "type": "Other",
                                      "normalized_text": "parade"}],
                     "urls": [{"start": 50, "end": 73, "url": f"https://t.co/{i:010d}", "display_url": "example.org/a",
                               "expanded_url": f"https://example.org/a/{i}", "status": 200, "title": "A page",
                               "description": "what the page is about " * 3,
                               "unwound_url": f"https://example.org/a/{i}",
                               "images": [{"url": "https://example.org/i.jpg", "width": 600, "height": 314}]}]},
    }  # fmt: skip


def user(i: int) -> dict:
    """A user that accompanies a page: about 0.7 kB."""
    metrics = {"followers_count": i, "following_count": 2, "tweet_count": 3, "listed_count": 0}
    return {"id": str(i), "username": f"user{i}", "name": f"A name {i}", "verified": False, "public_metrics": metrics,
            "created_at": "2019-01-01T00:00:00.000Z", "description": "about me " * 12, "protected": False,
            "profile_image_url": f"https://example.org/profile_images/{i:020d}/normal.jpg", "location": "a town",
            "url": "https://t.co/0123456789", "pinned_tweet_id": str(1962685656069047340 + i),
            "entities": {"url": {"urls": [{"start": 0, "end": 23, "url": "https://t.co/0123456789",
                                           "expanded_url": "https://example.org", "display_url": "example.org"}]}},
            }  # fmt: skip


def status(i: int) -> dict:
    """The same post in the shape of API v1.1, every third a repost: about 4 kB."""
    shown = _status(i)
    if i % 3:
        return shown
    return shown | {"full_text": f"RT @user: {shown['full_text'][:120]}…", "retweeted_status": _status(i + 1)}


def _status(i: int) -> dict:
    v2 = post(i)
    return {
        "created_at": time.strftime("%a %b %d %H:%M:%S +0000 %Y", time.gmtime(FIRST_SECOND + i // PER_SECOND)),
        "id": int(v2["id"]), "id_str": v2["id"], "full_text": v2["text"], "truncated": False, "lang": "en",
        "display_text_range": [0, 90], "source": '<a href="https://example.org" rel="nofollow">An app</a>',
        "entities": {"hashtags": [{"text": "optics", "indices": [5, 12]}], "urls": v2["entities"]["urls"],
                     "user_mentions": [{"screen_name": "user1", "name": "A name", "id": 1, "id_str": "1",
                                        "indices": [0, 6]}], "symbols": []},
        "user": {"id": int(v2["author_id"]), "id_str": v2["author_id"], "screen_name": f"user{i}", "name": "A name",
                 "description": "about me " * 12, "followers_count": i % 999, "friends_count": 3, "verified": False,
                 "created_at": "Tue Jan 01 00:00:00 +0000 2019", "profile_image_url": "https://example.org/p.jpg",
                 "location": "a town", "url": None, "entities": {"description": {"urls": []}}, "protected": False,
                 "listed_count": 1, "favourites_count": 5, "utc_offset": None, "time_zone": None, "geo_enabled": True,
                 "statuses_count": 7, "lang": None, "contributors_enabled": False, "is_translator": False,
                 "profile_background_color": "C0DEED", "profile_link_color": "1DA1F2", "profile_text_color": "333333",
                 "profile_background_image_url": "https://example.org/images/themes/theme1/bg.png",
                 "profile_background_image_url_https": "https://example.org/images/themes/theme1/bg.png",
                 "profile_banner_url": f"https://example.org/profile_banners/{i}", "default_profile": True,
                 "default_profile_image": False, "following": None, "notifications": None, "translator_type": "none"},
        "in_reply_to_status_id": None, "in_reply_to_status_id_str": None, "in_reply_to_user_id": None,
        "in_reply_to_user_id_str": None, "in_reply_to_screen_name": None, "geo": None, "coordinates": None,
        "place": None, "contributors": None, "is_quote_status": False, "possibly_sensitive": False,
        "retweet_count": i % 7, "favorite_count": i % 50, "favorited": False, "retweeted": False,
    }  # fmt: skip


def write(name: str, path: Path, n: int) -> None:
    """Write n posts in one of the formats."""
    with path.open("wb") as out:
        if name == "twarc2 pages":
            out.writelines(_line(page(start, min(start + PER_PAGE, n))) for start in range(0, n, PER_PAGE))
        elif name == "API v1.1":
            out.writelines(_line(status(i)) for i in range(n))
        elif name == "CSV":
            _write_csv(out, n)
        else:
            _write_parquet(out, n)


def page(start: int, end: int) -> dict:
    """These posts and their authors, as twarc2 keeps a page."""
    posts = [post(i) for i in range(start, end)]
    return {
        "data": posts,
        "includes": {"users": [user(int(author)) for author in {row["author_id"] for row in posts}]},
        "meta": {"result_count": len(posts)},
        "__twarc": {"url": "https://example.org", "version": "2", "retrieved_at": "2025-09-06T00:00:00Z"},
    }


def _line(value: dict) -> bytes:
    """As json.dumps writes it, with its white space, in a tenth of the time."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=0) + b"\n"


def _write_csv(out: IO[bytes], n: int) -> None:
    import csv

    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_row(i) for i in range(n))
    text.detach()


def _write_parquet(out: IO[bytes], n: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    blocks = [range(start, min(start + MOST_JSON, n)) for start in range(0, n, MOST_JSON)]
    columns = [zip(*map(_row, block), strict=True) for block in blocks]
    pq.write_table(pa.concat_tables(pa.table(dict(zip(COLUMNS, map(list, c), strict=True))) for c in columns), out)


def _row(i: int) -> list:
    row = post(i)
    metrics = row["public_metrics"]
    return [row["id"], row["created_at"], row["author_id"], row["text"], "en",
            metrics["like_count"], metrics["retweet_count"], metrics["reply_count"]]  # fmt: skip


def ours(path: Path) -> int:
    """Read by xsentiment, batch by batch."""
    from xsentiment import ingest, privacy

    named = privacy.pseudonym(privacy.fresh_key())
    return sum(batch.posts.num_rows for batch in ingest.read_file(path, path.name, pseudonym=named))


def bare_orjson(path: Path) -> int:
    """Parse each line and look at nothing."""
    import orjson

    with path.open("rb", buffering=1 << 20) as file:
        return sum(len(value["data"]) if "data" in value else 1 for value in map(orjson.loads, file))


def pandas_json(path: Path) -> int:
    """Parse into a data frame; a page a row, for pages."""
    import pandas as pd

    frame = pd.read_json(path, lines=True)
    return int(frame["data"].map(len).sum()) if "data" in frame else len(frame)


def pandas_csv(path: Path) -> int:
    """Parse into a data frame."""
    import pandas as pd

    return len(pd.read_csv(path))


def pandas_parquet(path: Path) -> int:
    """Parse into a data frame."""
    import pandas as pd

    return len(pd.read_parquet(path))


WAYS: dict[str, tuple[Callable[[Path], int], ...]] = {
    "twarc2 pages": (ours, bare_orjson, pandas_json),
    "API v1.1": (ours, bare_orjson, pandas_json),
    "CSV": (ours, pandas_csv),
    "Parquet": (ours, pandas_parquet),
}


def measure(way: str, path: Path) -> None:
    """In the child: seconds of this process's own time, without imports; peak memory in MiB; posts."""
    call = globals()[way]
    import orjson  # noqa: F401
    import pandas as pd  # noqa: F401

    if way == "ours":
        from xsentiment import ingest  # noqa: F401
    begun = time.process_time()
    n = call(path)
    print(json.dumps([time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, n]))


def main(n: int) -> None:
    """Print a table of figures. One file at a time lies on disk: a million posts of API v1.1 are 3.3 GB."""
    print(f"{n:,} posts; posts/s per core (CPU time), peak memory of the process")
    with tempfile.TemporaryDirectory() as folder:
        for name, ways in WAYS.items():
            path = Path(folder, FILES[name])
            begun = time.perf_counter()
            _child("--write", name, str(path), str(n))
            took = time.perf_counter() - begun
            print(f"\n{name}, {path.stat().st_size / 1e6:,.0f} MB, written in {took:,.0f} s", flush=True)
            compare(path, ways, n)
            path.unlink()


def compare(path: Path, ways: tuple[Callable[[Path], int], ...], n: int) -> None:
    """Print the figures of each way to read a file of n posts."""
    seconds = {}
    for way in ways:
        if way is pandas_json and n > MOST_JSON:
            print(f"  {way.__name__:15} left out: it would hold the whole file in memory")
            continue
        tries = [
            json.loads(_child("--measure", way.__name__, str(path))) for _ in range(TRIES if n <= MOST_JSON else 1)
        ]
        seconds[way], memory, found = min(tries)
        assert found == n, (way, found)  # noqa: S101
        times = f"{seconds[way] / seconds[bare_orjson]:6.1f} x orjson" if bare_orjson in seconds else ""
        print(f"  {way.__name__:15} {n / seconds[way]:12,.0f} posts/s {memory:8,.0f} MiB {times}", flush=True)
    if bare_orjson in seconds:
        print(f"  ours takes {seconds[ours] / seconds[bare_orjson]:.1f} x the time of bare orjson")


def _child(*arguments: str) -> str:
    """What a process of its own prints: one starts with the peak of its parent, so this one stays small."""
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--measure", way, path]:
            measure(way, Path(path))
        case ["--write", name, path, n]:
            write(name, Path(path), int(n))
        case given:
            main(int(given[0].replace(",", "")) if given else 100_000)
