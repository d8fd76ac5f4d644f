"""What the reports are told beside the shares: counts of every stage, versions, hashes, posts with most engagement."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa

from xsentiment import audit as auditing
from xsentiment import report, scorers, shares, store
from xsentiment import select as selecting
from xsentiment.event import CLASSIFIER, ENCODER, Event
from xsentiment.ingest import UNKNOWN
from xsentiment.pipeline import fits
from xsentiment.pipeline.run import Run

PACKAGES: Final = ("numpy", "pandas", "pyarrow", "scipy", "scikit-learn", "vaderSentiment", "py3langid")
MODEL_PACKAGES: Final = ("torch", "transformers", "sentence-transformers")
"""Those that run an encoder or a classifier, where one took part."""
ENGAGING: Final = 12
MAX_BROKEN: Final = 0.1
"""The part of an export's rows that may be broken before somebody should look."""
NAMED: Final = 3
"""So many of the files of which the same is said are named."""


def ingest_reasons(inputs: dict[str, Any]) -> Counter[str]:
    """How many rows of all inputs were rejected on reading, by reason."""
    total = Counter[str]()
    for seen in inputs.values():
        total.update(seen["reasons"])
    return total


def input_concerns(inputs: dict[str, Any]) -> Iterator[str]:
    """What somebody should look at in the files that were read: no known format, no posts, many broken rows, doubts."""
    for raw_file, seen in inputs.items():
        if seen["format"] == UNKNOWN:
            yield f"{raw_file}: is of no known format and is not read; move it out of the raw folder"
        elif seen["posts"] == 0:
            yield f"{raw_file}: holds no posts ({', '.join(seen['reasons'])})"
        broken = seen["reasons"].get("broken_record", 0)
        if seen["posts"] and broken > MAX_BROKEN * seen["rows_read"]:
            why = "are broken (broken_record): a cut-off file, an unclosed quotation mark, or damage"
            yield f"{raw_file}: {broken} of {seen['rows_read']} rows {why}"
    yield from in_doubt(inputs)


def in_doubt(inputs: dict[str, Any]) -> Iterator[str]:
    """What the readers of all inputs were not sure of, in words."""
    return doubtful(one for seen in inputs.values() for one in seen["doubts"])


def doubtful(doubts: Iterable[Sequence[str]]) -> Iterator[str]:
    """What the readers were not sure of, given as (file, why): files of which the same is said together."""
    files = defaultdict[str, list[str]](list)
    for name, why in doubts:
        files[why].append(name)
    for why, names in files.items():
        others = f" and {len(names) - NAMED} other files" if len(names) > NAMED else ""
        yield f"{', '.join(names[:NAMED])}{others}: {why}"


def frame_concerns(event: Event, manifest: dict[str, Any]) -> Iterator[str]:
    """What somebody should look at in what was selected: files whose posts have no times, or lie outside the window."""
    for raw_file, seen in manifest["inputs"].items():
        n = _of_file(manifest["select"]["undated"], raw_file)
        if 2 * n > seen["posts"]:
            why = "left out for want of a time (no_time); map created_at in [[sources]], or give its time_format"
            yield f"{raw_file}: {n} of {seen['posts']} posts {why}"
        if 0 < seen["posts"] == _of_file(manifest["select"]["outside"], raw_file):
            window = f"from {event.start:%Y-%m-%d %H:%M} to before {event.end:%Y-%m-%d %H:%M} UTC"
            yield f"{raw_file}: none of its posts was written in the event's window, {window}"


def _of_file(counts: dict[str, int], raw_file: str) -> int:
    """How many posts of a file and of its members there are among these counts by raw_file."""
    return sum(n for name, n in counts.items() if name == raw_file or name.startswith(f"{raw_file}/"))


def _model_concerns(event: Event) -> Iterator[str]:
    if changed := fits.outdated(event, auditing.read_audit(event.audit_path, event)):
        yield f"The event's model is out of date: {', '.join(changed)} changed since it was fitted"


def of_report(event: Event, manifest: dict[str, Any], frame: pa.Table, scores: pa.Table) -> report.Facts:
    """The facts of the page: they do not change when the run is repeated."""
    inputs, audit = manifest["inputs"], manifest["aggregate"]["audit"]
    fields = ("format", "rows_read", "posts", "rejected")
    ingested = {
        "stage": "ingest",
        "rows_in": sum(seen["rows_read"] for seen in inputs.values()),
        "rows_out": sum(seen["posts"] for seen in inputs.values()),
        "rejected": dict(sorted(ingest_reasons(inputs).items())),
    }
    selected = {"stage": "select"} | {key: manifest["select"][key] for key in ("rows_in", "rows_out", "rejected")}
    return report.Facts(
        files=[{"raw_file": name, **{key: seen[key] for key in fields}} for name, seen in inputs.items()],
        stages=[ingested, selected],
        n_frame=frame.num_rows,
        n_unscored={name: scores[name].null_count for name in ("sentiment", "reaction")},
        languages=_tally(frame, "lang"),
        networks=_tally(frame, "source"),
        kinds=_tally(frame, "kind"),
        metrics=tuple(name for name in selecting.ENGAGEMENT if frame[name].null_count < frame.num_rows),
        n_trending=pa.compute.sum(frame["trending"]).as_py() or 0,
        **shares.concentration(frame),
        copied=[item | {"text": item["text"] if event.quotes else None} for item in shares.largest_copied(frame)],
        audit=audit,
        concerns=[
            *input_concerns(inputs),
            *frame_concerns(event, manifest),
            *(auditing.questions(audit) if audit else ()),
            *_model_concerns(event),
        ],
        scorers=scorers.describe(event),
        version=version("xsentiment"),
        packages=_packages(event),
    )


def _packages(event: Event) -> dict[str, str]:
    """The versions of the packages that made the figures."""
    models = any(prefix in said for said in scorers.describe(event).values() for prefix in (ENCODER, CLASSIFIER))
    return {name: version(name) for name in (*PACKAGES, *(MODEL_PACKAGES if models else ()))}


def _tally(frame: pa.Table, column: str) -> dict[str, int]:
    counts = Counter(value or "unknown" for value in frame[column].to_pylist())
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def of_run(state: Run) -> dict[str, Any]:
    """What run.json holds: versions, hashes of the inputs, seed, counts in and out of every stage, durations."""
    event, manifest = state.event, state.manifest
    inputs, fields = manifest["inputs"], ("sha256", "bytes", "format", "rows_read", "posts", "rejected", "reasons")
    return {
        "event": event.slug,
        "event_sha256": store.content_hash(event.path),
        "audit_sha256": manifest["aggregate"]["audit_sha256"],
        "seed": event.seed,
        "level": event.level,
        "engine": state.engine,
        "versions": {"xsentiment": version("xsentiment"), "python": sys.version.split()[0]} | _packages(event),
        "scorers": scorers.describe(event),
        "inputs": {name: {key: seen[key] for key in fields} for name, seen in inputs.items()},
        "stages": {
            "ingest": {
                "rows_in": sum(seen["rows_read"] for seen in inputs.values()),
                "rows_out": sum(seen["posts"] for seen in inputs.values()),
                "rejected": dict(sorted(ingest_reasons(inputs).items())),
            },
            "select": {key: manifest["select"][key] for key in ("rows_in", "rows_out", "rejected")},
            "score": {"rows_in": manifest["select"]["rows_out"], "rows_out": manifest["score"]["rows"]},
            "aggregate": {"rows_in": manifest["score"]["rows"], "rows_out": manifest["aggregate"]["rows"]},
        },
        "audit": manifest["aggregate"]["audit"],
        "tables": {name: manifest[name]["table"] for name in ("select", "score", "aggregate")},
        "warnings": state.warnings,
        "stages_done": state.done,
        "started": state.started.isoformat(timespec="seconds"),
        "seconds": manifest.get("seconds", {}),
    }


def engaging(frame: pa.Table, scores: pa.Table) -> pa.Table:
    """The posts of the frame with the most engagement, with the machine's labels."""
    columns = ("source", "post_id", "url", "text")
    order = pa.compute.sort_indices(
        frame, sort_keys=[("engagement", "descending"), ("source", "ascending"), ("post_id", "ascending")]
    ).slice(0, ENGAGING)
    labels = {name: scores[name].take(order) for name in ("reaction", "sentiment", "topics")}
    return pa.table({name: frame[name].take(order) for name in columns} | labels)
