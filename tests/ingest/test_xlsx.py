"""Workbooks: sheets, preambles, dates, ids, and what is hostile in them."""

from __future__ import annotations

import logging
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from xsentiment import ingest, workbooks
from xsentiment.errors import InputError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
DAY = 2
"""The style of days in the workbooks written here."""


def cell(value: Any) -> str:
    """One cell: text in place, numbers, days since 1900 in the style of dates, formulas with the value saved."""
    if value is None:
        return "<c/>"
    if isinstance(value, datetime):
        serial = (value - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001
        return f'<c s="{DAY}"><v>{serial!r}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    if value.startswith("<f>"):
        return f'<c t="str">{value}</c>'
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet(rows: list[list[Any]]) -> str:
    """The XML of a sheet."""
    inner = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>'


def workbook(path: Path, *sheets: list[list[Any]] | str, hidden: int | None = None) -> Path:
    """Write a workbook of these sheets (rows, or their XML)."""
    names = range(1, len(sheets) + 1)
    state = {hidden: ' state="hidden"'}
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"{state.get(i, "")}/>' for i in names)
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{RELS}/worksheet" Target="worksheets/s{i}.xml"/>' for i in names
    )
    related += f'<Relationship Id="rId99" Type="{RELS}/styles" Target="styles.xml"/>'
    styles = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in (0, 1, 22))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", f'<Types xmlns="{PACK}/content-types"/>')
        root = f'<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/>'
        out.writestr("_rels/.rels", f'<Relationships xmlns="{PACK}/relationships">{root}</Relationships>')
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>'
        out.writestr("xl/workbook.xml", book)
        out.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>')
        out.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACK}/relationships">{related}</Relationships>'
        )
        for i, rows in zip(names, sheets, strict=True):
            out.writestr(f"xl/worksheets/s{i}.xml", rows if isinstance(rows, str) else sheet(rows))
    return path


def read(path: Path) -> tuple[str, list[dict[str, Any]], list[tuple[int, str]]]:
    """The format, the posts, and the lines and reasons of the rejects."""
    batches = list(ingest.read_file(path, path.name, pseudonym=lambda _source, author: author))
    rejects = [(row["raw_line"], row["reason"]) for batch in batches for row in batch.rejects.to_pylist()]
    return batches[0].format, [row for batch in batches for row in batch.posts.to_pylist()], rejects


HEADER = ["Post ID", "Date", "Text", "Likes"]


def test_cells_keep_their_types(tmp_path: Path) -> None:
    """Dates are times, whole numbers are integers, text ids are exact, line breaks stay, rows know their place."""
    rows = [
        ["About this export", None, None, None], HEADER,
        ["m1", datetime(2025, 9, 3, 8, 30), "one\ntwo", 5.0],  # noqa: DTZ001
        [None, None, None, None],
        ["m2", datetime(2025, 9, 4), 2025, 1200],  # noqa: DTZ001
        ["m3", None, "three", None],
    ]  # fmt: skip
    found, posts, rejects = read(workbook(tmp_path / "a.xlsx", rows))
    assert (found, rejects) == ("xlsx", [])
    assert [(post["raw_line"], post["post_id"]) for post in posts] == [
        (3, "m1"), (5, "m2"), (6, "m3"),
    ]  # fmt: skip
    assert [(post["text"], post["likes"]) for post in posts] == [("one\ntwo", 5), ("2025", 1200), ("three", None)]
    assert posts[0]["created_at"] == datetime(2025, 9, 3, 8, 30, tzinfo=UTC)


def test_a_header_that_comes_again_is_no_post(tmp_path: Path) -> None:
    """Sheets that were copied one below the other keep their columns."""
    rows = [HEADER, ["m1", None, "one", 5], ["Post ID", "Date ", "Text", "Likes"], ["m2", None, "two", 1200]]
    _, posts, rejects = read(workbook(tmp_path / "a.xlsx", rows))
    assert [(post["post_id"], post["likes"]) for post in posts] == [("m1", 5), ("m2", 1200)]
    assert rejects == [(3, "not_posts")]


def test_a_day_and_a_clock_in_two_columns_are_one_time(tmp_path: Path) -> None:
    """As cells of dates and times, not as text."""
    day, clock = datetime(2025, 9, 3), datetime(1899, 12, 30, 23, 15)  # noqa: DTZ001
    path = workbook(
        tmp_path / "a.xlsx", [["Date", "Time", "Text"], *([day, clock, f"some words {i}"] for i in range(3))]
    )
    _, posts, _ = read(path)
    assert {post["created_at"] for post in posts} == {datetime(2025, 9, 3, 23, 15, tzinfo=UTC)}


def test_dates_that_a_spreadsheet_swapped_are_swapped_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Days of March in another order than the spreadsheet's: up to the 12th it took them for dates of other months."""
    taken = [[datetime(2025, day, 3, 10), f"some words {day}"] for day in range(1, 13)]  # noqa: DTZ001
    left = [[f"{day}/03/2025 10:00", f"some words {day}"] for day in range(13, 31)]
    taken, left = ([[*row, row[0]] for row in rows] for rows in (taken, left))
    with caplog.at_level(logging.WARNING, logger="xsentiment"):
        _, posts, _ = read(workbook(tmp_path / "a.xlsx", [["Date", "Text", "scraped_at"], *taken, *left]))
    assert [post["created_at"] for post in posts] == [datetime(2025, 3, day, 10, tzinfo=UTC) for day in range(1, 31)]
    assert [post["collected_at"] for post in posts] == [post["created_at"] for post in posts]
    assert "swapped day and month in part of its dates" in caplog.text


def test_dates_beside_texts_are_left_where_nothing_tells(tmp_path: Path) -> None:
    """A date after the 12th is not swapped, and then none is."""
    dates = [[datetime(2025, 3, day, 10), f"some words {day}"] for day in range(1, 14)]  # noqa: DTZ001
    texts = [[f"{day}/03/2025 10:00", f"more words {day}"] for day in range(14, 31)]
    _, posts, _ = read(workbook(tmp_path / "a.xlsx", [["Date", "Text"], *dates, *texts]))
    assert [post["created_at"].day for post in posts] == list(range(1, 31))


def test_ids_kept_as_numbers_are_damaged(tmp_path: Path) -> None:
    """A spreadsheet keeps fifteen digits of a number."""
    rows = [HEADER, *([1.9631500000000000e18 + 1024 * i, None, f"text {i}", 1] for i in range(3))]
    _, posts, _ = read(workbook(tmp_path / "a.xlsx", rows))
    assert [post["id_ok"] for post in posts] == [False] * 3
    assert len({post["post_id"] for post in posts}) == 3


def test_every_visible_sheet_is_read(tmp_path: Path) -> None:
    """Two sheets of posts, one of notes, one hidden: the notes are one reject, rows are numbered on."""
    notes = [["Made by", "a tool"], ["on", "a day"]]
    first, second = (
        [HEADER, ["abc", None, "one", 1]],
        [["Message", "User"], ["two", "ann"], ["", "bob"], ["three", "ann"]],
    )
    path = workbook(tmp_path / "a.xlsx", first, notes, second, [HEADER, ["x", None, "hidden", 1]], hidden=4)
    _, posts, rejects = read(path)
    assert [(post["raw_line"], post["text"]) for post in posts] == [(2, "one"), (6, "two"), (8, "three")]
    assert rejects == [(3, "not_posts"), (7, "no_text")]


def test_formulas_are_not_run(tmp_path: Path) -> None:
    """The value that was saved is read."""
    rows = [
        HEADER,
        ["a1", None, "<f>WEBSERVICE(&quot;http://a.example&quot;)</f><v>saved</v>", 1],
        ["a2", None, "b", 2],
    ]
    _, posts, _ = read(workbook(tmp_path / "a.xlsx", rows))
    assert [post["text"] for post in posts] == ["saved", "b"]


def test_tools_are_told_in_workbooks_too(tmp_path: Path) -> None:
    """A workbook and a CSV of one tool have one reader."""
    header = ["Date", "Time", "Document ID", "URL", "Content Type", "Opening Text", "Hit Sentence", "Language", "Likes"]
    row = [datetime(2025, 9, 3), "04:00", '"1756886408000_a"', "https://a.example", "Post", "", "hi", "English", 5.0]  # noqa: DTZ001
    found, (post,), _ = read(workbook(tmp_path / "a.xlsx", [header, row]))
    assert (found, post["text"], post["likes"], post["lang"]) == ("meltwater", "hi", 5, "en")
    assert post["created_at"] == datetime(2025, 9, 3, 8, 0, 8, tzinfo=UTC)


def test_workbook_within_a_zip_is_read(tmp_path: Path) -> None:
    """A workbook is a zip of its own, and no archive to be refused."""
    inner = workbook(tmp_path / "a.xlsx", [HEADER, ["a", None, "b", 1]])
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as out:
        out.write(inner, "a.xlsx")
    _, (post,), rejects = read(tmp_path / "b.zip")
    assert (post["text"], post["raw_file"], rejects) == ("b", "b.zip/a.xlsx", [])


def test_other_office_documents_are_refused(tmp_path: Path) -> None:
    """A text document is no workbook, and a sheet of LibreOffice is named as what it is."""
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as out:
        for name in ("mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml"):
            out.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(InputError, match="a.ods: is an OpenDocument; save it as CSV UTF-8 or XLSX"):
        read(tmp_path / "a.ods")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="no workbook"):
        read(tmp_path / "a.docx")


def test_sheet_that_spans_the_whole_grid_is_refused(tmp_path: Path) -> None:
    """Two cells in opposite corners would fill the memory."""
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{corners}</sheetData></worksheet>'
    with pytest.raises(InputError, match="spans 1,048,576 rows"):
        read(workbook(tmp_path / "a.xlsx", xml))


def test_workbook_that_unpacks_without_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of its XML is bounded."""
    monkeypatch.setattr(workbooks, "MAX_XML", 100_000)
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{" " * 200_000}</sheetData></worksheet>'
    with pytest.raises(InputError, match="save it as CSV"):
        read(workbook(tmp_path / "a.xlsx", xml))


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_damaged_workbook_is_an_error_in_one_line(part: float, tmp_path: Path) -> None:
    """A file that is cut off is named, without a traceback."""
    data = workbook(tmp_path / "a.xlsx", [HEADER, *([str(i), None, "text", 1] for i in range(500))]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(data[: int(len(data) * part)])
    with pytest.raises(InputError):
        read(tmp_path / "b.xlsx")


def test_workbook_without_posts_says_what_it_lacks(tmp_path: Path) -> None:
    """No header of known names in any sheet."""
    with pytest.raises(InputError, match="no header row"):
        read(workbook(tmp_path / "a.xlsx", [["1", "2"], ["3", "4"]]))
