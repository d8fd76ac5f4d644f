"""What people filled in, back in the audit."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import pyarrow as pa

from xsentiment import schema, wording
from xsentiment.audit import label_studio, later, workbook
from xsentiment.audit.ids import looks_rounded, restored, was_rounded
from xsentiment.audit.records import (
    ASKS,
    JUDGED,
    LABEL_COLUMNS,
    SETTLED,
    Cells,
    asked,
    by_post,
    in_order,
    labels_in,
    read_csv,
    refuse,
    topics_in,
)
from xsentiment.audit.remarks import Remarks
from xsentiment.audit.sheets import SAID, SHEET_COLUMNS
from xsentiment.errors import InputError
from xsentiment.event import Event

KEY: Final = ("source", "post_id")
"""The columns without which a row cannot be told to be a post's."""

_DRAWN: Final = (*KEY, "wave", "design_stratum", "pi", "order", *schema.ENGAGEMENT_DRAW)
_READ: Final = {*SHEET_COLUMNS, *_DRAWN, SAID, "labeller", "codebook", ""}

Key: TypeAlias = tuple[str, str]


class Taken(NamedTuple):
    """What a sheet brought: the new AUDIT, and how many posts got labels.

    `before` counts posts that their labeller had labelled already, `changed` those of them with other labels now, `new`
    the others. Of the rows labelled as `on_event`, `blank` counts those without a label that they should have. `open`
    counts rows of a sheet of later topics that are not filled in. `remarks` are those of `audit.remarks`; `restored`
    counts ids that a spreadsheet had rounded; `own` are columns that nothing reads.
    """

    audit: pa.Table
    posts: int
    before: int
    changed: int
    new: int
    on_event: int
    blank: dict[str, int]
    open: int
    restored: int
    remarks: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def told(self) -> list[str]:
        """What whoever imports it should know, a line each."""
        lines = [*self.remarks]
        lines += [f"{n} of {self.on_event} rows have no {name}" for name, n in self.blank.items() if n]
        if self.open:
            rows = wording.n_of(self.open, "row")
            lines.append(f"{rows} without topics, still to judge: '{schema.NO_TOPIC}' says that none is there")
        if self.before:
            changed, same = wording.n_posts(self.changed), self.before - self.changed
            lines.append(f"labels of {changed} changed, {self.new} new, {same} as before")
        if self.restored:
            were = "was" if self.restored == 1 else "were"
            lines.append(f"{wording.n_of(self.restored, 'id')} that a spreadsheet had rounded {were} restored")
        if self.own:
            lines.append(f"no notice taken of the columns {', '.join(map(repr, self.own))}")
        return lines


def import_labels(path: Path, audit: pa.Table, event: Event, *, labeller: str | None = None) -> Taken:
    """Take what people filled in into AUDIT.

    The file is a CSV, a workbook or an export of Label Studio, told by its content. A row without any label stays
    pending. An empty `topics` cell of a labelled row means no topic if the sheet names topics (or 'none') anywhere,
    else that topics were not judged; what the labeller 'settled' leaves empty stays as the others have it. The
    labeller is the argument or the sheet's column `labeller` (in Label Studio who completed the annotation), whatever
    its case and spaces. Topics that the event gets later, and those that a sheet does not ask about, count as not
    judged (`codebook`). The same labeller's labels of a post from an earlier file are replaced, but what was said of
    topics that this one does not ask about. In a sheet of later topics (`audit.later`) an empty cell says nothing.
    Raises InputError for a sheet without its label columns or without a
    labeller, and, all in one, for posts that were not drawn or are labelled twice by one labeller and for labels that
    are not in the codebook, each with its line.
    """
    posts, sheet = by_post(audit), _read(path)
    names = {name.casefold(): name for name in (SETTLED, *filter(None, audit["labeller"].to_pylist()))}
    judges_topics = any(cells.get("topics") for _, cells in sheet)
    only_topics = any(later.is_later(cells) for _, cells in sheet)
    taken: dict[tuple[Key, str], dict[str, Any]] = {}
    wrong: list[str] = []
    unfilled, mended, remarks = 0, 0, Remarks()
    for place, cells in sheet:
        who = " ".join((labeller or cells.get("labeller", "")).split())
        who = names.setdefault(who.casefold(), who)
        partial = only_topics or who == SETTLED
        labels, bad = labels_in(cells, event, partial=partial)
        if labels is None:
            unfilled += only_topics
            continue
        if not who:
            raise InputError(str(path), f"{place}: no labeller: give --labeller NAME or a column 'labeller'")
        if judges_topics and not partial and labels["outcome"] == "labelled" and labels["topics"] is None:
            labels["topics"] = []
        key = _post(cells, posts)
        if key is None:
            bad.append(_not_drawn(cells, posts))
        elif (key, who) in taken:
            bad.append(f"post {key[1]!r} of {key[0]!r} is labelled twice by {who!r}")
        else:
            asks = later.asks_in(cells, posts[key], who, event)
            bad += later.not_asked(cells, asks) if only_topics and not bad else []
            mine = next(iter(_of(posts[key], who)), None)
            taken[key, who] = labels = later.beside_earlier(labels, asks, mine, event, later=only_topics)
            mended += key[1] != cells["post_id"]
            remarks.see(cells, labels, asks, partial=partial)
        wrong += [f"{place}: {why}" for why in bad]
    refuse(path, wrong)
    before = [_replace(posts[key], who, labels) for (key, who), labels in taken.items()]
    rows = in_order([row for kept in posts.values() for row in kept])
    plain = not only_topics
    said = [labels for (_, who), labels in taken.items() if plain and labels.get("on_event") and who != SETTLED]
    return Taken(
        audit=schema.from_rows(rows, schema.AUDIT, "AUDIT"),
        posts=len({key for (key, _), labels in taken.items() if labels["outcome"] == "labelled"}),
        before=len(before) - before.count(None),
        changed=before.count(False),
        new=before.count(None),
        on_event=len(said),
        blank={name: sum(labels[name] is None for labels in said) for name in asked(event, said)},
        open=unfilled,
        restored=mended,
        remarks=remarks.told,
        own=tuple(sorted({name for _, cells in sheet for name in cells} - _READ)),
    )


def _replace(rows: list[dict[str, Any]], who: str, labels: dict[str, Any]) -> bool | None:
    """Put labels in the place of the labeller's earlier ones; whether they are the same, None if there were none."""
    drawn = {name: rows[0][name] for name in _DRAWN}
    before = _of(rows, who)
    others = [row for row in rows if row["labeller"] and row not in before]
    knew = {topic for row in before for topic in row["codebook"] or labels.get("codebook") or ()}
    rows[:] = [*others, drawn | {"labeller": who} | labels]
    if not before or not {*(labels.get("codebook") or ())} <= knew:
        return None
    return all(before[0][name] == labels.get(name) for name in ("outcome", *JUDGED))


def _of(rows: list[dict[str, Any]], who: str) -> list[dict[str, Any]]:
    """What a labeller said of a post before."""
    return [row for row in rows if (row["labeller"] or "").casefold() == who.casefold()]


def _drawn_of(source: str, posts: dict[Key, list[dict[str, Any]]]) -> set[str]:
    return {post_id for other, post_id in posts if other == source}


def _post(cells: dict[str, str], posts: dict[Key, list[dict[str, Any]]]) -> Key | None:
    """The post drawn that a row is of, None if there is none or a spreadsheet rounded its id beyond telling."""
    key = (cells["source"], cells["post_id"])
    if key in posts:
        return key
    post_id = restored(cells, _drawn_of(cells["source"], posts))
    return None if post_id is None else (cells["source"], post_id)


def _not_drawn(cells: dict[str, str], posts: dict[Key, list[dict[str, Any]]]) -> str:
    if _is_rounded(cells, posts):
        return (
            f"post_id {cells['post_id']!r} was rounded by a spreadsheet, and no post drawn can be told from it "
            "(a workbook keeps ids whole: `audit draw --format xlsx`)"
        )
    return f"post {cells['post_id']!r} of {cells['source']!r} was not drawn for this audit"


def _is_rounded(cells: dict[str, str], posts: dict[Key, list[dict[str, Any]]]) -> bool:
    cell = cells["post_id"]
    return looks_rounded(cell) or any(was_rounded(cell, post_id) for post_id in _drawn_of(cells["source"], posts))


def not_imported(path: Path, audit: pa.Table, event: Event) -> int:
    """How many labelled rows of a sheet AUDIT does not hold, under whatever labeller; posts not drawn do not count.

    Raises InputError for a file that `import_labels` could not read either.
    """
    posts = by_post(audit)
    missing = 0
    for _, cells in _read(path):
        labels, wrong = labels_in(cells, event, partial=later.is_later(cells))
        key = _post(cells, posts)
        if labels is None:
            continue
        if key is None:
            missing += _is_rounded(cells, posts)
        else:
            missing += bool(wrong) or not any(_same(cells, labels, row) for row in posts[key])
    return missing


def _same(cells: dict[str, str], labels: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row of AUDIT holds these labels; that no topic was named may stand there as none or as not judged."""
    named, found = labels.get("topics") or [], row["topics"] or []
    asks = topics_in(cells.get(ASKS, ""))
    if later.is_later(cells):
        knew = row["topics"] is not None and (row["codebook"] is None or {*asks} <= {*row["codebook"]})
        return knew and {*named} == {*found} & {*asks}
    if ASKS in cells:
        named, found = ([topic for topic in said if topic in (*asks, schema.UNCLEAR)] for said in (named, found))
    held = all(row[name] == labels.get(name) for name in ("outcome", "reaction", "sentiment"))
    on_event = labels.get("on_event") if row["on_event"] is not None or labels.get("on_event") is False else None
    return held and row["on_event"] == on_event and found == named


def _read(path: Path) -> list[Cells]:
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from None
    if label_studio.is_export(head):
        return label_studio.read(path)
    header, rows = workbook.read(path, KEY) if workbook.is_workbook(head) else read_csv(path, KEY)
    _check(path, header)
    return rows


def _check(path: Path, header: Sequence[str]) -> None:
    """Raise InputError, naming the columns there are, for a sheet that lost one to fill in or has one twice."""
    twice = [name for name in LABEL_COLUMNS if header.count(name) > 1]
    if twice:
        raise InputError(str(path), f"has two columns {twice[0]!r}")
    wanted = ("topics",) if later.is_later(dict.fromkeys(header, "")) else LABEL_COLUMNS
    missing = [name for name in wanted if name not in (*header, "note")]
    if not missing:
        return
    others = [name for name in header if name and name not in _READ]
    hints = [f"did you mean {near[0]!r} for {name!r}?" for name in missing if (near := _near(name, others))]
    told = f"has no column {', '.join(map(repr, missing))}, only {', '.join(map(repr, filter(None, header)))}"
    raise InputError(str(path), "; ".join([told, *(hints or ["leave a column empty, but in place"])]))


def _near(name: str, others: list[str]) -> list[str]:
    """The one column that may be the missing one under another name: the likest, or the only one there is."""
    return difflib.get_close_matches(name, others, n=1) or (others if len(others) == 1 else [])
