"""Dates whose numbers leave open what is the day: what the rows say besides."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xsentiment.ingest.day_order import day_first, readings, year_first

from exports import read_path

ID = "1963150000000000001"
"""An id of X of 3 September 2025."""


def decided(dates: list[str], post_id: str | None = None, url: str | None = None) -> bool | None:
    """Whether the day comes first in rows of these dates with this id and link."""
    return day_first(readings((date, post_id, url) for date in dates))


@pytest.mark.parametrize(("form", "first"), [("%d/%m/%Y %H:%M", True), ("%m-%d-%Y", False)])
def test_times_inside_ids_decide(form: str, *, first: bool) -> None:
    """In a column of ids or in links; three rows are enough, two are not."""
    dates = [datetime(2025, 9, 3, 8, tzinfo=UTC).strftime(form)] * 3
    assert decided(dates, ID) is first
    assert decided(dates, None, f"https://x.com/a/status/{ID}") is first
    assert decided(dates[:2], ID) is None
    assert decided(dates, "12345") is None


@pytest.mark.parametrize(("form", "first"), [("%d.%m.%Y", True), ("%m/%d/%Y", False)])
@pytest.mark.parametrize("step", [1, -1])
def test_the_reading_decides_that_leaves_rows_in_order(form: str, step: int, *, first: bool) -> None:
    """Rising or falling; rows in no order leave it open."""
    begun = datetime(2025, 6, 1, tzinfo=UTC)
    days = [begun + timedelta(days=30 * month + day) for month in range(4) for day in (0, 2, 5, 8)][::step]
    dates = [day.strftime(form) for day in days]
    assert decided(dates) is first
    assert decided(dates[::2] + dates[1::2] + dates[::3]) is None


def test_posts_of_a_few_days_lie_in_one_month() -> None:
    """The number that varies is the day, where the other does not."""
    assert decided(["03/09/2025", "01/09/2025", "04/09/2025"]) is True
    assert decided(["09/03/2025", "09/01/2025", "09/04/2025"]) is False
    assert decided(["09/03/2025", "09/01/2025"]) is None
    assert decided(["2025-09-03", "soon", "09/09/2025"]) is None


@pytest.mark.parametrize(
    ("dates", "post_id", "first"),
    [
        (["25/09/03 08:30"], ID, True),  # by its id
        (["03/09/25 08:30"], ID, False),
        (["24/12/29", "24/12/30", "25/01/02"], None, True),  # the last number varies
        (["29-12-24", "30-12-24", "02-01-25"], None, False),
        (["24/09/08", "24/09/08"], None, None),  # neither does: rather 2024 than 2008
        (["08/09/24", "08/09/24"], None, False),
        (["24/09/16"], None, False),
        (["2024/09/08"], None, False),
        (["soon", None], None, False),
    ],
)
def test_a_year_of_two_digits_may_come_first(dates: list[str], post_id: str | None, *, first: bool | None) -> None:
    """By times inside ids, years apart from any other reading, else by what varies."""
    assert year_first((date, post_id, None) for date in dates) is first


def test_a_table_with_years_of_two_digits_first(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Its ids decide for all rows; one day alone is told of."""
    path = tmp_path / "posts.csv"
    path.write_text(f"created_at,tweet_id,text\n25/09/03 08:10,{ID},a\n25/09/30 09:00,,b\n", encoding="utf-8")
    posts = read_path(path, "posts.csv").posts
    assert [(post["created_at"].year, post["created_at"].day) for post in posts] == [(2025, 3), (2025, 30)]
    assert "begin with the year" not in caplog.text
    path.write_text("created_at,tweet_id,text\n24/09/08 08:10,,a\n24/09/08 09:00,,b\n", encoding="utf-8")
    assert {post["created_at"].year for post in read_path(path, "posts.csv").posts} == {2024}
    assert "'created_at' seems to begin with the year; set time_format in the event file" in caplog.text


def test_ids_of_x_are_known_beside_dates_with_the_day_first(tmp_path: Path) -> None:
    """In a table that names no network."""
    rows = [f"03/09/2025 08:1{i},{ID[:-1]}{i},hello number {i}" for i in range(5)]
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(["date,id,text", *rows]), encoding="utf-8")
    posts = read_path(path, "posts.csv").posts
    assert {(post["source"], post["created_at"].month) for post in posts} == {("x", 9)}


def test_a_table_is_read_by_its_ids(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Times that no id vouches for, in the other rows, are read in the same way; nothing is left to warn of."""
    rows = [f"03/09/2025 08:1{i},{ID[:-1]}{i},hello number {i}" for i in range(5)]
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(["created_at,tweet_id,text", *rows, "04/09/2025 09:00,,a last one"]), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        posts = read_path(path, "posts.csv").posts
    assert [(post["created_at"].month, post["created_at"].day) for post in posts] == [(9, 3)] * 5 + [(9, 4)]
    assert "day first or month first" not in caplog.text
