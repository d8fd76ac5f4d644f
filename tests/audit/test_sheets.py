"""What people label in: a workbook, or tasks of Label Studio, and their labels back."""

from __future__ import annotations

import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from xsentiment import audit

from builders import event, frame

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org/", "{=A1}", "a\x00\x0b_x0041_", "<b>&", "\tx"]
LONG_ID = "1963001234567890123"


@pytest.fixture
def loaded(tmp_path):
    """The test event with an audit of 20."""
    return event(tmp_path, "[audit]\nsize = 20\n")


@pytest.fixture
def posts():
    """Twenty posts: hostile texts, an id that no float holds, one that answers another."""
    return frame(
        20,
        text=[*HOSTILE, *(f"plain {i}" for i in range(20 - len(HOSTILE)))],
        post_id=[LONG_ID, *(f"00{i}" for i in range(1, 20))],
        reply_to_id=[None, LONG_ID, *[None] * 18],
        quote_of_id=[None, "002", *[None] * 18],
    )


def test_a_workbook_holds_texts_and_no_formula(loaded, posts, tmp_path):
    """Every cell is text as it was written, ids whole; there is no formula, link or machine label in the file."""
    drawn = audit.draw(posts, loaded)
    path, count = audit.write_sheet(tmp_path, posts, drawn, loaded, "xlsx")
    assert (path.name, count) == ("label.xlsx", 20)
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("label").to_python()
    assert tuple(header) == audit.SHEET_COLUMNS
    shown = {row[1]: row for row in rows}
    assert [row[1] for row in rows] == drawn["post_id"].to_pylist()
    assert LONG_ID in shown
    for post, text in zip(posts["post_id"].to_pylist(), posts["text"].to_pylist(), strict=True):
        assert shown[post][5].replace("_x0000_", "\0").replace("_x000B_", "\x0b") == text  # Excel's way to write these
    assert shown["001"][6:8] == [HOSTILE[0], HOSTILE[2]]
    assert all(cell == "" for row in rows for cell in row[8:])
    parts = zipfile.ZipFile(path)
    xml = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


def test_a_workbook_offers_the_labels_of_the_codebook(loaded, posts, tmp_path):
    """Each label column has a list, taken from the second sheet; several topics may be typed."""
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded), loaded, "xlsx")
    codebook = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("codebook").to_python()
    listed = {name: [row[i] for row in codebook[1:] if row[i]] for i, name in enumerate(codebook[0])}
    assert listed["on_event"] == ["yes", "no"]
    assert listed["topics"] == ["axis", "none"]
    assert listed["sentiment"] == ["negative", "neutral", "positive"]
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    sheet = ET.fromstring(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    rules = {rule.get("sqref"): rule for rule in sheet.iter(f"{space}dataValidation")}
    assert {place: rule.findtext(f"{space}formula1") for place, rule in rules.items()} == {
        "I2:I21": "codebook!$A$2:$A$4",
        "J2:J21": "codebook!$B$2:$B$3",
        "K2:K21": "codebook!$C$2:$C$3",
        "L2:L21": "codebook!$D$2:$D$6",
        "M2:M21": "codebook!$E$2:$E$4",
    }
    assert [place for place, rule in rules.items() if rule.get("showErrorMessage") != "1"] == ["K2:K21"]


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis(loaded, tmp_path):
    """Excel holds 32,767 UTF-16 units in a cell; no emoji is cut in half."""
    posts = frame(1, text=["a" + "😂" * 20_000])
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded), loaded, "xlsx")
    text = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("label").to_python()[1][5]
    assert text == "a" + "😂" * 16_382 + "…"


def test_tasks_of_label_studio(loaded, posts, tmp_path):
    """A task a post, in the order of the draw, with data alone: the text as it was, and what it answers and quotes."""
    drawn = audit.draw(posts, loaded)
    path, count = audit.write_sheet(tmp_path, posts, drawn, loaded, "label-studio")
    assert (path.name, count) == ("label-studio.json", 20)
    tasks = json.loads(path.read_text("utf-8"))
    assert {tuple(task) for task in tasks} == {("data",)}
    assert [task["data"]["post_id"] for task in tasks] == drawn["post_id"].to_pylist()
    data = {task["data"]["post_id"]: task["data"] for task in tasks}
    assert data[LONG_ID]["text"] == "=1+1"
    assert data["001"]["context"] == "Replies to:\n=1+1\n\nQuotes:\n-1"
    assert data["002"]["context"] == ""
    shown = {"source", "post_id", "url", "created_at", "kind", "text", "context"}
    assert all(set(task) == shown and all(isinstance(v, str) for v in task.values()) for task in data.values())


def test_the_configuration_of_label_studio_is_the_codebook(loaded, posts, tmp_path):
    """Every control points at the text, every value shown is in the tasks, and the choices are the codebook's."""
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded), loaded, "label-studio")
    view = ET.parse(io.BytesIO(path.with_suffix(".xml").read_bytes())).getroot()  # noqa: S314 - our own file
    groups = {group.get("name"): group for group in view.iter("Choices")}
    assert set(groups) | {"note"} == set(audit.LABEL_COLUMNS)
    assert {group.get("toName") for group in groups.values()} == {"text"}
    assert [name for name, group in groups.items() if group.get("choice") == "multiple"] == ["topics"]
    assert [choice.get("value") for choice in groups["topics"]] == ["axis", "none"]
    assert [choice.get("value") for choice in groups["on_event"]] == ["yes", "no"]
    shown = {text.get("value") for text in view.iter("Text")}
    task = json.loads(path.read_text("utf-8"))[0]["data"]
    assert {name.removeprefix("$") for name in shown} <= set(task)
