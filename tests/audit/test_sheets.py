"""What people label in: a workbook, or tasks of Label Studio, and their labels back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from xsentiment import audit, workbooks
from xsentiment.errors import InputError

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
    assert all(cell == "" for row in rows for cell in row[8:-1])
    assert {row[-1] for row in rows} == {"axis"}  # the topics that the event has
    parts = zipfile.ZipFile(path)
    xml = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


def test_a_workbook_offers_the_labels_of_the_codebook(loaded, posts, tmp_path):
    """Each label column has a list, taken from the second sheet; several topics may be typed."""
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded), loaded, "xlsx")
    codebook = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("codebook").to_python()
    listed = {name: [row[i] for row in codebook[1:] if row[i]] for i, name in enumerate(codebook[0])}
    assert listed["on_event"] == ["yes", "no", "unclear"]
    assert listed["topics"] == ["axis", "none", "unclear"]
    assert listed["sentiment"] == ["negative", "neutral", "positive", "unclear"]
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    sheet = ET.fromstring(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    rules = {rule.get("sqref"): rule for rule in sheet.iter(f"{space}dataValidation")}
    assert {place: rule.findtext(f"{space}formula1") for place, rule in rules.items()} == {
        "I2:I21": "codebook!$A$2:$A$4",
        "J2:J21": "codebook!$B$2:$B$4",
        "K2:K21": "codebook!$C$2:$C$4",
        "L2:L21": "codebook!$D$2:$D$7",
        "M2:M21": "codebook!$E$2:$E$5",
    }
    assert [place for place, rule in rules.items() if rule.get("showErrorMessage") != "1"] == ["K2:K21"]
    prompts = {place: rule.get("prompt") for place, rule in rules.items() if rule.get("prompt")}
    assert prompts == {"K2:K21": "Several are parted by ; as in one; two. A post without any: none."}


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
    shown = {"source", "post_id", "url", "created_at", "kind", "text", "context", "asked"}
    assert all(set(task) == shown and all(isinstance(v, str) for v in task.values()) for task in data.values())


def test_the_configuration_of_label_studio_is_the_codebook(loaded, posts, tmp_path):
    """Every control points at the text, every value shown is in the tasks, and the choices are the codebook's."""
    path, _ = audit.write_sheet(tmp_path, posts, audit.draw(posts, loaded), loaded, "label-studio")
    view = ET.parse(io.BytesIO(path.with_suffix(".xml").read_bytes())).getroot()  # noqa: S314 - our own file
    groups = {group.get("name"): group for group in view.iter("Choices")}
    assert set(groups) | {"note"} == set(audit.LABEL_COLUMNS)
    assert {group.get("toName") for group in groups.values()} == {"text"}
    assert [name for name, group in groups.items() if group.get("choice") == "multiple"] == ["topics"]
    assert [choice.get("value") for choice in groups["topics"]] == ["axis", "none", "unclear"]
    assert [choice.get("value") for choice in groups["on_event"]] == ["yes", "no", "unclear"]
    shown = {text.get("value") for text in view.iter("Text")}
    task = json.loads(path.read_text("utf-8"))[0]["data"]
    assert {name.removeprefix("$") for name in shown} <= set(task)


SAID = [
    {"on_event": "yes", "topics": "axis", "reaction": "mockery", "sentiment": "negative", "note": "=odd, 😂"},
    {"on_event": "yes", "topics": "none", "reaction": "neutral", "sentiment": "neutral"},
    {"on_event": "no"},
    {"outcome": "gone"},
    {"on_event": "yes", "topics": "axis; unclear", "reaction": "unclear", "sentiment": "Unclear"},
    {"on_event": "unclear"},
    {},
]


def fill_csv(path):
    """The CSV with the labels SAID of its first rows typed in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | said for row, said in zip(rows, SAID, strict=False))


def fill_workbook(path):
    """The workbook saved anew with SAID, its yes and no as the truth values that spreadsheets make of them."""
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("label").to_python()
    truth = {"yes": True, "no": False}
    with Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.add_worksheet("instructions").write(0, 0, "source")
        sheet = book.add_worksheet("label")
        sheet.write_row(0, 0, header)
        for line, (row, said) in enumerate(zip(rows, SAID, strict=False), start=1):
            cells = dict(zip(header, row, strict=True)) | said
            for column, name in enumerate(header):
                if cells[name] != "":
                    sheet.write(line, column, truth.get(cells[name], cells[name]))


def result(said):
    """What Label Studio makes of labels: an item a control, `text` for the note, `choices` for the others."""
    return [
        {
            "from_name": name,
            "to_name": "text",
            "type": "textarea" if name == "note" else "choices",
            "value": {"text": [value]} if name == "note" else {"choices": value.split("; ")},
        }
        for name, value in said.items()
    ]


def exported(path, *people):
    """The tasks as Label Studio exports them, each annotated by `people` ([completed_by, labels by task])."""
    tasks = json.loads(path.read_text("utf-8"))
    for number, task in enumerate(tasks, start=1):
        task["id"] = number
        task["annotations"] = [
            {"id": 7, "completed_by": who, "was_cancelled": False, "result": result(said[number - 1])}
            for who, said in people
            if number <= len(said)
        ]
        task["predictions"] = [{"result": result({"reaction": "anger"})}]
    path.write_text(json.dumps(tasks), "utf-8")


def fill_label_studio(path):
    """SAID by one user whom the export tells by number."""
    exported(path, (4, SAID))


FILL = {"csv": fill_csv, "xlsx": fill_workbook, "label-studio": fill_label_studio}


@pytest.mark.parametrize("form", audit.FORMATS)
def test_the_same_labels_come_back_from_every_format(loaded, posts, tmp_path, form):
    """Posts, ids, labels and notes typed into each format give the same AUDIT; rows without labels stay pending."""
    drawn = audit.draw(posts, loaded)
    path, _ = audit.write_sheet(tmp_path, posts, drawn, loaded, form)
    FILL[form](path)
    taken = audit.import_labels(path.rename(tmp_path / "no-ending"), drawn, loaded, labeller="ann")
    labels = [
        {"outcome": "labelled", "on_event": True, "topics": ["axis"], "reaction": "mockery", "sentiment": "negative"},
        {"outcome": "labelled", "on_event": True, "topics": [], "reaction": "neutral", "sentiment": "neutral"},
        {"outcome": "labelled", "on_event": False, "topics": [], "reaction": None, "sentiment": None},
        {"outcome": "gone", "on_event": None, "topics": None, "reaction": None, "sentiment": None},
        {
            "outcome": "labelled",
            "on_event": True,
            "topics": ["axis", "unclear"],
            "reaction": "unclear",
            "sentiment": "unclear",
        },
        {"outcome": "cannot_label", "on_event": None, "topics": None, "reaction": None, "sentiment": None},
    ]
    expected = drawn.to_pylist()
    for row, said in zip(expected, labels, strict=False):
        asked = ["axis"] if said["on_event"] and said["topics"] is not None else None
        row.update(said | {"labeller": "ann", "note": None, "codebook": asked})
    expected[0]["note"] = "=odd, 😂"
    assert taken.audit.to_pylist() == expected
    assert taken.posts == 4


def test_labellers_of_label_studio(loaded, posts, tmp_path):
    """Each annotation is a row of whoever completed it: by e-mail address, or by number; skipped ones are no labels."""
    drawn = audit.draw(posts, loaded)
    path, _ = audit.write_sheet(tmp_path, posts, drawn, loaded, "label-studio")
    exported(path, ({"id": 3, "email": "ann@example.org"}, SAID[:2]), (9, SAID[:1]))
    tasks = json.loads(path.read_text("utf-8"))
    tasks[1]["annotations"][0]["was_cancelled"] = True
    path.write_text(json.dumps(tasks), "utf-8")
    taken = audit.import_labels(path, drawn, loaded)
    said = [(row["post_id"], row["labeller"]) for row in taken.audit.to_pylist() if row["outcome"]]
    first = drawn["post_id"].to_pylist()[0]
    assert said == [(first, "9"), (first, "ann@example.org")]
    assert taken.posts == 1


def test_one_labeller_labels_a_post_once(loaded, posts, tmp_path):
    """Two people's labels under one name are refused: one of them would be lost."""
    drawn = audit.draw(posts, loaded)
    path, _ = audit.write_sheet(tmp_path, posts, drawn, loaded, "label-studio")
    exported(path, (3, SAID[:1]), (9, SAID[:1]))
    with pytest.raises(InputError, match="task 1: post .* is labelled twice by 'me'"):
        audit.import_labels(path, drawn, loaded, labeller="me")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and no more", "is a workbook that is cut off or damaged"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "of another kind; save it as XLSX or CSV"),
        (b"[{", "is not JSON"),
        (b"[1]", "task 1: has no data.source"),
        (b'[{"id": 5, "reaction": "anger", "annotator": 1}]', "not JSON-MIN"),
        (
            b'[{"data": {"source": "x", "post_id": "1"}, "annotations": [{"result": null}]}]',
            "task 1: has no data.source",
        ),
    ],
)
def test_files_that_are_no_sheet(loaded, posts, tmp_path, content, said):
    """A damaged file, or an export of another kind, is an error that says what is wrong."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        audit.import_labels(path, audit.draw(posts, loaded), loaded, labeller="me")


def test_a_workbook_without_the_columns(loaded, posts, tmp_path):
    """A workbook of something else names the columns that it lacks."""
    path = tmp_path / "other.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["source", "id"])
        book.add_worksheet()
    with pytest.raises(InputError, match="no sheet with the columns 'source', 'post_id'"):
        audit.import_labels(path, audit.draw(posts, loaded), loaded, labeller="me")


def test_a_workbook_that_spans_too_much(loaded, posts, tmp_path):
    """A cell in the last corner of a sheet would make a rectangle of 17 thousand million cells: it is not read."""
    path = tmp_path / "wide.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["source", "post_id", "reaction"])
        sheet.write(1_048_575, 16_383, "far out")
    with pytest.raises(InputError, match="spans 1,048,576 rows and 16,384 columns"):
        audit.import_labels(path, audit.draw(posts, loaded), loaded, labeller="me")


def test_a_workbook_of_too_much_xml(loaded, posts, tmp_path, monkeypatch):
    """What unpacks beyond the bound is refused before it is unpacked."""
    path = tmp_path / "much.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["source", "post_id", "x" * 5_000])
    monkeypatch.setattr(workbooks, "MAX_XML", 4_000)
    with pytest.raises(InputError, match="is a workbook of more than"):
        audit.import_labels(path, audit.draw(posts, loaded), loaded, labeller="me")


def test_an_open_document_is_not_read(loaded, posts, tmp_path):
    """One row of it may say that it stands for a thousand million; the error says what to do."""
    path = tmp_path / "sheet.ods"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", "<office:document-content/>")
    with pytest.raises(InputError, match="of another kind; save it as XLSX or CSV"):
        audit.import_labels(path, audit.draw(posts, loaded), loaded, labeller="me")


def test_wrong_labels_are_named_with_their_place(loaded, posts, tmp_path):
    """A label outside the codebook is named with the row of the workbook, or the task."""
    drawn = audit.draw(posts, loaded)
    path, _ = audit.write_sheet(tmp_path, posts, drawn, loaded, "label-studio")
    exported(path, (1, [{}, {"reaction": "rage"}]))
    with pytest.raises(InputError, match="task 2: reaction 'rage' is none of"):
        audit.import_labels(path, drawn, loaded)
    path = tmp_path / "wrong.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["x", drawn["post_id"].to_pylist()[0], "", "", "", "rage"])
        sheet.write_row(0, 0, ["source", "post_id", *audit.LABEL_COLUMNS])
    with pytest.raises(InputError, match="row 2: reaction 'rage' is none of"):
        audit.import_labels(path, drawn, loaded, labeller="me")
