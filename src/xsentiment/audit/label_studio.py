"""The sheet as tasks of Label Studio, the configuration that shows them, and the labels of its export."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

from xsentiment.audit.records import ASKS, LABEL_COLUMNS, Cells, codebook
from xsentiment.errors import InputError
from xsentiment.event import Event


def tasks(rows: list[dict[str, str]]) -> bytes:
    """Rows of text as JSON to import: a task a post, with `data` alone (no annotation, no prediction).

    `context` holds the text of the post that is replied to, then that of the post quoted.
    """
    return msgspec.json.format(msgspec.json.encode([{"data": _data(row)} for row in rows]), indent=2)


def _data(row: dict[str, str]) -> dict[str, str]:
    context = [
        f"{said}:\n{row[column]}"
        for column, said in (("answers", "Replies to"), ("quotes_text", "Quotes"))
        if row[column]
    ]
    shown = ("source", "post_id", "url", "created_at", "kind", "text", ASKS)
    return {name: row[name] for name in shown} | {"context": "\n\n".join(context)}


def configuration(event: Event) -> bytes:
    """The labelling configuration (XML) with the codebook's labels; its controls are named as columns of AUDIT."""
    view = ET.Element("View")
    for name in ("kind", "created_at", "context", "text"):
        ET.SubElement(view, "Header", value=name)
        ET.SubElement(view, "Text", name=name, value=f"${name}", valueType="text")
    titles = {topic.id: topic.title for topic in event.topics}
    for column, labels in codebook(event).items():
        ET.SubElement(view, "Header", value=column)
        choice = "multiple" if column == "topics" else "single"
        group = ET.SubElement(view, "Choices", name=column, toName="text", choice=choice, showInline="true")
        for label in labels:
            shown = ET.SubElement(group, "Choice", value=label)
            if column == "topics" and label in titles:
                shown.set("hint", titles[label])
    ET.SubElement(view, "Header", value="note")
    ET.SubElement(view, "TextArea", name="note", toName="text", maxSubmissions="1")
    ET.indent(view)
    return f"{ET.tostring(view, encoding='unicode')}\n".encode()


def is_export(head: bytes) -> bool:
    """Whether a file that begins so is a list in JSON."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def read(path: Path) -> list[Cells]:
    """The annotations of an export (format JSON), a row each, with who completed it as `labeller`.

    A task without annotations gives no row; annotations that were skipped, drafts and predictions are no labels.
    The labeller is the e-mail address where the export tells it, else the user's number. Raises InputError for a file
    of another shape.
    """
    try:
        exported = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InputError(str(path), f"is not JSON ({error})") from None
    rows: list[Cells] = []
    for number, task in enumerate(exported, start=1):
        try:
            rows += [(f"task {task.get('id', number)}", cells) for cells in _annotations(task)]
        except (KeyError, TypeError, AttributeError):
            raise InputError(
                str(path),
                f"task {number}: has no data.source, data.post_id and annotations with results; "
                "export the project from Label Studio as JSON (not JSON-MIN)",
            ) from None
    return rows


def _annotations(task: dict[str, Any]) -> list[dict[str, str]]:
    data = task["data"]
    asked = {ASKS: data[ASKS]} if ASKS in data else {}
    key = {name: data[name] for name in ("source", "post_id")} | asked | dict.fromkeys(LABEL_COLUMNS, "")
    return [
        key | {"labeller": _labeller(annotation)} | _labels(annotation["result"])
        for annotation in task["annotations"]
        if not annotation.get("was_cancelled")
    ]


def _labeller(annotation: dict[str, Any]) -> str:
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    return "" if who is None else str(who)


def _labels(result: list[dict[str, Any]]) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for item in result:
        values = item["value"].get("choices") or item["value"].get("text") or []
        said.setdefault(item["from_name"], []).extend([values] if isinstance(values, str) else values)
    return {name: "; ".join(values) for name, values in said.items()}
