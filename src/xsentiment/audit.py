"""The audit: which posts people label, and what they said, joined back to the frame."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import krippendorff
import numpy as np
import pandas as pd
import pyarrow as pa

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import Event
from xsentiment.stats import uniforms

NO_TOPIC: Final = "none"
"""How a labeller says that a post has no topic; an empty cell of an unlabelled post says nothing."""

SETTLED: Final = "settled"
"""The labeller whose word ends a disagreement."""

LABEL_COLUMNS: Final = ("outcome", "on_event", "topics", "reaction", "sentiment", "note")
SHEET_COLUMNS: Final = ("source", "post_id", "url", "created_at", "kind", "text", *LABEL_COLUMNS)
RELIABLE_ALPHA: Final = 0.667
"""Krippendorff's least alpha for tentative conclusions (Krippendorff 2004, ch. 11)."""

_TRUE = {"true", "yes", "y", "1", "1.0"}
_FALSE = {"false", "no", "n", "0", "0.0"}
_BATCHES = {"trending": True, "other": False}


def design_strata(frame: pa.Table) -> np.ndarray:
    """The design stratum of each post of a FRAME: 'trending' or 'other'; object (N,)."""
    trending = frame["trending"].to_numpy(zero_copy_only=False).astype(bool)
    return np.where(trending, "trending", "other").astype(object)


def permanent_numbers(frame: pa.Table, event: Event) -> np.ndarray:
    """u_i = hash(seed, source, post_id) of each post of a FRAME, in [0, 1); float64 (N,)."""
    return uniforms(event.seed, frame["source"].to_pylist(), frame["post_id"].to_pylist())


def draw(frame: pa.Table, event: Event, audit: pa.Table | None = None, *, size: int | None = None) -> pa.Table:
    """Draw the posts to label: in each design stratum those with the smallest permanent random numbers.

    `size` (default: the event's) is the number of posts in all waves together. Posts of `audit` stay drawn; new ones
    get the next wave. Returns AUDIT rows of all waves, the new ones without labels. A post drawn has
    pi = n_d / N_d of its design stratum. Raises InputError if the frame is empty.
    """
    if frame.num_rows == 0:
        raise InputError(event.slug, "no posts to draw an audit from")
    strata, numbers = design_strata(frame), permanent_numbers(frame, event)
    counts = {name: int((strata == name).sum()) for name in _BATCHES}
    quota = _allocate(counts, size or event.audit.size, event.audit.trending)
    known = {} if audit is None else _by_post(audit)
    wave = 1 if audit is None or audit.num_rows == 0 else max(audit["wave"].to_pylist()) + 1
    limits = {} if audit is None else thresholds(audit)
    rows = [] if audit is None else audit.to_pylist()
    sources, ids = frame["source"].to_pylist(), frame["post_id"].to_pylist()
    for name in _BATCHES:
        members = np.flatnonzero(strata == name)
        ordered = members[np.argsort(numbers[members], kind="stable")]
        below = int((numbers[members] <= limits.get(name, -1.0)).sum())
        taken = ordered[: max(quota[name], below)]
        for i in taken:
            if (sources[i], ids[i]) not in known:
                rows.append(
                    {
                        "source": sources[i],
                        "post_id": ids[i],
                        "wave": wave,
                        "design_stratum": name,
                        "pi": round(taken.size / members.size, 9),
                        "order": float(numbers[i]),
                    }
                )
    rows.sort(key=lambda row: (row["wave"], row["order"], row["source"], row["post_id"], row.get("labeller") or ""))
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")


def _allocate(counts: dict[str, int], size: int, trending: float | None) -> dict[str, int]:
    """Split `size` labels over the strata; what a stratum cannot use goes to the other."""
    total = sum(counts.values())
    size = min(size, total)
    part = counts["trending"] / total if trending is None else trending
    first = min(counts["trending"], round(size * part))
    second = min(counts["other"], size - first)
    return {"trending": min(counts["trending"], size - second), "other": second}


def thresholds(audit: pa.Table) -> dict[str, float]:
    """The permanent random number up to which each design stratum was drawn; 1 where it was drawn whole."""
    limits: dict[str, float] = {}
    for row in audit.select(["design_stratum", "order", "pi"]).to_pylist():
        reached = 1.0 if row["pi"] >= 1 else row["order"]
        limits[row["design_stratum"]] = max(limits.get(row["design_stratum"], 0.0), reached)
    return limits


def progress(audit: pa.Table) -> tuple[int, int]:
    """How many posts are drawn, and how many of them nobody has dealt with yet."""
    posts = _by_post(audit)
    return len(posts), sum(all(row["outcome"] is None for row in rows) for rows in posts.values())


def _by_post(audit: pa.Table) -> dict[tuple[str, str], list[dict[str, Any]]]:
    posts: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in audit.to_pylist():
        posts.setdefault((row["source"], row["post_id"]), []).append(row)
    return posts


# --- files ---------------------------------------------------------------------------------------------------------


def write_sheet(path: Path, frame: pa.Table, audit: pa.Table) -> int:
    """Write the posts still to label as CSV for people, without any machine label; return how many.

    Spreadsheet formulas in post text are defused with a leading apostrophe.
    """
    pending = {post for post, rows in _by_post(audit).items() if all(row["outcome"] is None for row in rows)}
    order = {(row["source"], row["post_id"]): i for i, row in enumerate(audit.to_pylist())}
    rows = [row for row in frame.to_pylist() if (row["source"], row["post_id"]) in pending]
    rows.sort(key=lambda row: order[row["source"], row["post_id"]])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, SHEET_COLUMNS, extrasaction="ignore", restval="")
        writer.writeheader()
        for row in rows:
            created = row["created_at"].isoformat() if row["created_at"] else ""
            writer.writerow({key: _defuse(value) for key, value in (row | {"created_at": created}).items()})
    return len(rows)


def _defuse(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def write_audit(audit: pa.Table) -> bytes:
    """AUDIT as the CSV that lies beside the event file: ids and labels, no text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(schema.AUDIT.names)
    for row in audit.to_pylist():
        topics = row["topics"]
        row["topics"] = None if topics is None else "; ".join(topics) or NO_TOPIC
        row["on_event"] = None if row["on_event"] is None else str(row["on_event"]).lower()
        writer.writerow(["" if value is None else value for value in row.values()])
    return out.getvalue().encode("utf-8")


def read_audit(path: Path, event: Event) -> pa.Table | None:
    """Read the AUDIT file of an event; None if there is none. Raises InputError naming the line of a bad value."""
    if not path.exists():
        return None
    rows = []
    for line, cells in _read_csv(path, required=("source", "post_id", "wave", "design_stratum", "pi", "order")):
        try:
            numbers = {"wave": int(cells["wave"]), "pi": float(cells["pi"]), "order": float(cells["order"])}
        except ValueError:
            raise InputError(str(path), f"line {line}: wave, pi and order must be numbers") from None
        labels = _labels(cells, event, path, line)
        rows.append(
            {key: cells[key] for key in ("source", "post_id", "design_stratum")}
            | numbers
            | {"labeller": cells.get("labeller") or None}
            | (labels or {})
        )
    return schema.from_rows(rows, schema.AUDIT, "AUDIT")


def import_labels(path: Path, audit: pa.Table, event: Event, *, labeller: str | None = None) -> tuple[pa.Table, int]:
    """Take a filled-in sheet into AUDIT; returns the new AUDIT and the number of posts that got labels.

    A row without any label stays pending. An empty `topics` cell of a labelled row means no topic if the sheet names
    topics (or 'none') anywhere, else that topics were not judged. The labeller is the argument or the sheet's column
    `labeller`; the same labeller's earlier labels of a post are replaced. Raises InputError for a post that was not
    drawn, a label that is not in the codebook, or a missing labeller, naming the line.
    """
    posts = _by_post(audit)
    taken = 0
    sheet = _read_csv(path, required=("source", "post_id"))
    judges_topics = any(cells.get("topics") for _, cells in sheet)
    for line, cells in sheet:
        labels = _labels(cells, event, path, line)
        if labels is None:
            continue
        if judges_topics and labels["outcome"] == "labelled" and labels["topics"] is None:
            labels["topics"] = []
        who = labeller or cells.get("labeller", "")
        if not who:
            raise InputError(str(path), f"line {line}: no labeller: give --labeller NAME or a column 'labeller'")
        key = (cells["source"], cells["post_id"])
        if key not in posts:
            raise InputError(str(path), f"line {line}: post {key[1]!r} of {key[0]!r} was not drawn for this audit")
        drawn = {name: posts[key][0][name] for name in ("source", "post_id", "wave", "design_stratum", "pi", "order")}
        others = [row for row in posts[key] if row["labeller"] not in (None, who)]
        posts[key] = [*others, drawn | {"labeller": who} | labels]
        taken += 1
    rows = [row for kept in posts.values() for row in kept]
    rows.sort(key=lambda row: (row["wave"], row["order"], row["source"], row["post_id"], row["labeller"] or ""))
    return schema.from_rows(rows, schema.AUDIT, "AUDIT"), taken


def _read_csv(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8; save it as 'CSV UTF-8'") from None
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), restval="")
    missing = [name for name in required if name not in (reader.fieldnames or [])]
    if missing:
        raise InputError(str(path), f"has no column {missing[0]!r}")
    return [
        (reader.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)})
        for row in reader
    ]


def _labels(cells: dict[str, str], event: Event, path: Path, line: int) -> dict[str, Any] | None:
    """The labels of one row, None if it has none. A post labelled without a word on `on_event` is on the event."""
    given = {key: cells.get(key, "") for key in LABEL_COLUMNS}
    if not any(given[key] for key in LABEL_COLUMNS if key != "note"):
        return None

    def wrong(column: str, known: str) -> InputError:
        return InputError(str(path), f"line {line}: {column} {given[column]!r} is none of {known}")

    outcome = given["outcome"] or "labelled"
    if outcome not in schema.OUTCOMES:
        raise wrong("outcome", ", ".join(schema.OUTCOMES))
    labels: dict[str, Any] = {"outcome": outcome, "note": given["note"] or None}
    if outcome != "labelled":
        return labels
    said = given["on_event"].lower()
    if said not in _TRUE | _FALSE | {""}:
        raise wrong("on_event", "true, false")
    labels["on_event"] = said not in _FALSE
    for column, known in (("reaction", schema.REACTIONS), ("sentiment", schema.SENTIMENTS)):
        value = given[column].lower()
        if value and value not in known:
            raise wrong(column, ", ".join(known))
        labels[column] = value or None
    labels["topics"] = _topics(given["topics"], event, labels["on_event"], wrong)
    return labels


def _topics(cell: str, event: Event, on_event: bool, wrong: Any) -> list[str] | None:  # noqa: FBT001
    if not cell:
        return None if on_event else []
    topics = sorted({part.strip() for part in cell.replace(",", ";").split(";")} - {"", NO_TOPIC})
    if not set(topics) <= set(event.topic_ids):
        raise wrong("topics", ", ".join((*event.topic_ids, NO_TOPIC)))
    return topics if on_event else []


# --- what the labels say -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Labels:
    """The audit joined to a frame: one row a post of the frame.

    `table` (pandas, N rows in the frame's order): labelled (bool), on_event, reaction, sentiment (None where not
    judged), topics (frozenset or None). `counts` as for the report; `notes` belong beside every figure.
    """

    table: pd.DataFrame
    counts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def join(frame: pa.Table, audit: pa.Table, event: Event) -> Labels:
    """Bring the audit's labels to the posts of a FRAME.

    A post counts as sampled when its permanent random number is within the threshold of its design stratum; labels
    of other posts are left out, since their chance of being drawn is not known. Disagreements are settled by the
    labeller 'settled', else by majority; without one the post counts as not labelled and is told of.
    """
    strata, numbers = design_strata(frame), permanent_numbers(frame, event)
    limits = thresholds(audit)
    by_post = _by_post(audit)
    rows, counter = [], Counter[str]()
    for i, key in enumerate(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True)):
        sampled = numbers[i] <= limits.get(strata[i], -1.0)
        said = by_post.get(key, [])
        merged, state = _settle(said) if sampled else (None, "outside" if said else "")
        counter[state or ("pending" if sampled else "")] += 1
        rows.append(
            merged or {"labelled": False, "on_event": None, "reaction": None, "sentiment": None, "topics": None}
        )
    table = pd.DataFrame(rows, columns=["labelled", "on_event", "reaction", "sentiment", "topics"], dtype=object)
    table["labelled"] = table["labelled"].astype(bool)
    in_frame = set(zip(frame["source"].to_pylist(), frame["post_id"].to_pylist(), strict=True))
    labellers = sorted({row["labeller"] for row in audit.to_pylist() if row["outcome"] == "labelled"} - {None, SETTLED})
    alpha = agreement(audit, event) if len(labellers) > 1 else {}
    counts = {
        "drawn": len(by_post),
        "labelled": counter["labelled"],
        "pending": counter["pending"],
        "cannot_label": counter["cannot_label"],
        "gone": counter["gone"] + sum(key not in in_frame for key in by_post),
        "disagreement": counter["disagreement"],
        "labellers": labellers,
        "alpha": alpha,
        "strata": [
            {
                "design_stratum": name,
                "n_posts": int((strata == name).sum()),
                "n_audited": int((table["labelled"].to_numpy() & (strata == name)).sum()),
            }
            for name in _BATCHES
        ],
    }
    return Labels(table, counts, _notes(counts, frame.num_rows))


def _settle(said: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, str]:
    """One post's labels from all its labellers, and its state for the counts."""
    labelled = [row for row in said if row["outcome"] == "labelled"]
    if not labelled:
        outcomes = {row["outcome"] for row in said} - {None}
        return None, min(outcomes) if outcomes else "pending"
    final = [row for row in labelled if row["labeller"] == SETTLED] or labelled
    merged: dict[str, Any] = {"labelled": True}
    for column in ("on_event", "reaction", "sentiment"):
        votes = Counter(row[column] for row in final if row[column] is not None).most_common(2)
        if len(votes) == 2 and votes[0][1] == votes[1][1]:
            return None, "disagreement"
        merged[column] = votes[0][0] if votes else None
    judged = [row["topics"] for row in final if row["topics"] is not None]
    counts = Counter(topic for topics in judged for topic in topics)
    if any(2 * n == len(judged) for n in counts.values()):
        return None, "disagreement"
    merged["topics"] = frozenset(t for t, n in counts.items() if 2 * n > len(judged)) if judged else None
    return merged, "labelled"


def _notes(counts: dict[str, Any], n_posts: int) -> tuple[str, ...]:
    notes = []
    if len(counts["labellers"]) == 1:
        notes.append("one labeller, no agreement known")
    weak = sorted(name for name, alpha in counts["alpha"].items() if alpha is not None and alpha < RELIABLE_ALPHA)
    if weak:
        notes.append(f"labels not reliable: {', '.join(weak)}")
    if counts["pending"]:
        notes.append(
            f"{counts['pending']} posts drawn and not labelled yet ({counts['pending'] / n_posts:.1%} of posts)"
        )
    if counts["disagreement"]:
        notes.append(f"{counts['disagreement']} posts left out until labellers settle them")
    return tuple(notes)


def agreement(audit: pa.Table, event: Event) -> dict[str, float | None]:
    """Krippendorff's alpha (nominal) over labellers, for sentiment, reaction, on_event and each topic.

    None where fewer than two labellers judged the same post, or only one value occurs.
    """
    rows = [row for row in audit.to_pylist() if row["outcome"] == "labelled" and row["labeller"] != SETTLED]
    posts = sorted({(row["source"], row["post_id"]) for row in rows})
    people = sorted({row["labeller"] for row in rows})
    values: dict[str, dict[tuple[str, tuple[str, str]], str]] = {}
    for row in rows:
        cell = (row["labeller"], (row["source"], row["post_id"]))
        for column in ("sentiment", "reaction", "on_event"):
            if row[column] is not None:
                values.setdefault(column, {})[cell] = str(row[column])
        for topic in event.topic_ids if row["topics"] is not None else ():
            values.setdefault(f"topic {topic}", {})[cell] = str(topic in row["topics"])
    return {
        name: _alpha([[seen.get((who, post)) for post in posts] for who in people]) for name, seen in values.items()
    }


def _alpha(ratings: list[list[str | None]]) -> float | None:
    """Alpha of a (labellers × posts) table of nominal values, None where a post was not judged.

    Only posts that two labellers judged can tell of agreement; where those have one value alone, alpha is not defined.
    """
    judged = [unit for unit in zip(*ratings, strict=True) if sum(value is not None for value in unit) > 1]
    names = sorted({value for unit in judged for value in unit if value is not None})
    if len(names) < 2:
        return None
    codes = np.array([[np.nan if value is None else names.index(value) for value in unit] for unit in judged]).T
    return float(krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal"))
