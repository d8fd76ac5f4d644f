"""The sheet as tasks of Label Studio, and the configuration that shows them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import orjson

from xsentiment.audit.records import codebook
from xsentiment.event import Event


def tasks(rows: list[dict[str, str]]) -> bytes:
    """Rows of text as JSON to import: a task a post, with `data` alone (no annotation, no prediction).

    `context` holds the text of the post that is replied to, then that of the post quoted.
    """
    return orjson.dumps([{"data": _data(row)} for row in rows], option=orjson.OPT_INDENT_2)


def _data(row: dict[str, str]) -> dict[str, str]:
    context = [
        f"{said}:\n{row[column]}"
        for column, said in (("answers", "Replies to"), ("quotes_text", "Quotes"))
        if row[column]
    ]
    shown = ("source", "post_id", "url", "created_at", "kind", "text")
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
