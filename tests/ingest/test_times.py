"""Times as tables write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.ingest.items import moment
from xsentiment.ingest.times import Times, day_first, place, zone_of


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-09-03T10:20:30Z", "2025-09-03T10:20:30"),
        ("2025-09-03 10:20:30", "2025-09-03T10:20:30"),
        ("2025-09-03 10:20:30.123456+08:00", "2025-09-03T02:20:30.123456"),
        ("2021-04-30 09:32 +0000", "2021-04-30T09:32:00"),
        ("2022-08-28 22:27:13 JST", "2022-08-28T13:27:13"),
        ("2022-08-28 22:27:13 +0900", "2022-08-28T13:27:13"),
        ("2023-11-05 22:56:36 EST", "2023-11-06T03:56:36"),
        ("Thu Jan 14 2021 20:32:05 GMT+0100 (Central European Standard Time)", "2021-01-14T19:32:05"),
        ("March 5, 2024 at 1:02:46 PM GMT+2", "2024-03-05T11:02:46"),
        ("March 5, 2024 at 1:02:46 PM GMT\u22125", "2024-03-05T18:02:46"),
        ("3/5/2024, 1:02:46 PM UTC+1", "2024-03-05T12:02:46"),
        ("2024-03-05 13:02:46 +0000 UTC", "2024-03-05T13:02:46"),
        ("2024-03-05 13:02:46.123456789 -0800 PST", "2024-03-05T21:02:46.123456"),
        ("20240305130246", "2024-03-05T13:02:46"),
        ("Wed Aug 29 17:12:58 +0000 2012", "2012-08-29T17:12:58"),
        ("Fri Dec 02 21:57:25 +0800 2022", "2022-12-02T13:57:25"),
        ("Mon Apr 06 22:19:45 PDT 2009", "2009-04-07T05:19:45"),
        ("Fri, Feb 27, 2026", "2026-02-27T00:00:00"),
        ("Thu, 14 Jan 2021 20:32:05 GMT", "2021-01-14T20:32:05"),
        ("Feb 27, 2026 · 3:45 PM UTC", "2026-02-27T15:45:00"),
        ("27 February 2026 14:00", "2026-02-27T14:00:00"),
        ("12-Nov-2019 11:05AM", "2019-11-12T11:05:00"),
        ("September 3rd, 2025 at 08:32PM", "2025-09-03T20:32:00"),
        ("9/3/2025 1:05:09 PM", "2025-09-03T13:05:09"),
        ("09-03-2025 07:46:19", "2025-09-03T07:46:19"),
        ("2025/9/3 7:46", "2025-09-03T07:46:00"),
        ("2025年09月03日 07:46", "2025-09-03T07:46:00"),
        ("1756894830", "2025-09-03T10:20:30"),
        ("1756894830123", "2025-09-03T10:20:30.123"),
        ("1756894830123456", "2025-09-03T10:20:30.123456"),
        ("1756894830123456789", "2025-09-03T10:20:30.123456"),
        ("1.756894830E9", "2025-09-03T10:20:30"),
        ("1756894830,5", "2025-09-03T10:20:30.500000"),
        ("/Date(1756894830123+0200)/", "2025-09-03T10:20:30.123"),
        ("\\/Date(1756894830123)\\/", "2025-09-03T10:20:30.123"),
        ("05MAR2024:13:02:46.5", "2024-03-05T13:02:46.500000"),
        ("05MAR24:13:02:46", "2024-03-05T13:02:46"),
        ("05-MAR-24 01.02.46.000000 PM", "2024-03-05T13:02:46"),
        ("3/Sep/2025:14:05:33 +0200", "2025-09-03T12:05:33"),
        ("2025-09-03T14:05:33.123+02:00[Europe/Berlin]", "2025-09-03T12:05:33.123"),
        ("2025-09-03 14:05:33 Europe/Berlin", "2025-09-03T12:05:33"),
        ("'2025-09-03 14:05:33", "2025-09-03T14:05:33"),
        ("Mi., 09.03.2025 14:05 Uhr", "2025-09-03T14:05:00"),
        ("mer. 09/03/2025 à 14h05", "2025-09-03T14:05:00"),
        ("09/03/2025 às 14:05", "2025-09-03T14:05:00"),
        ("9.3.2025 klo 14.05", "2025-09-03T14:05:00"),
        ("09.03.2025 в 14:05", "2025-09-03T14:05:00"),
        ("14:05 09/03/2025", "2025-09-03T14:05:00"),
        ("9/3/2025 14:05 (UTC)", "2025-09-03T14:05:00"),
        ("3. september 2025 kl. 14.05", "2025-09-03T14:05:00"),
        ("3 Eylül 2025 ÖS 2:05", "2025-09-03T14:05:00"),
        ("3 Eylül 2025 ÖÖ 2:05", "2025-09-03T02:05:00"),
        ("3 سبتمبر، 2025 2:05 م", "2025-09-03T14:05:00"),
        ("3 września 2025 14:05", "2025-09-03T14:05:00"),
        ("3 вересня 2025 о 14:05", "2025-09-03T14:05:00"),
        ("Sze, 5 márc. 2025", "2025-03-05T00:00:00"),
        ("3. září 2025 14:05", "2025-09-03T14:05:00"),
        ("3 Σεπτεμβρίου 2025", "2025-09-03T00:00:00"),
        ("3 tháng 9, 2025 14:05", "2025-09-03T14:05:00"),
        ("2025年9月3日 14时05分33秒", "2025-09-03T14:05:33"),
        ("下午2:05 · 2025年9月3日", "2025-09-03T14:05:00"),
        ("2025년 9월 3일 수요일 오후 2시 5분", "2025-09-03T14:05:00"),
        ("2025/09/03 (水) 14:05", "2025-09-03T14:05:00"),
        ("1341170018.0", "2012-07-01T19:13:38"),
        (1756894830.0, "2025-09-03T10:20:30"),
        ("mardi 2 septembre 2025 à 13h02", "2025-09-02T13:02:00"),
        ("mar. 2 sept. 2025 13:02", "2025-09-02T13:02:00"),
        ("martes 4 de marzo de 2025", "2025-03-04T00:00:00"),
        ("3 août 2025 à 14:02", "2025-08-03T14:02:00"),
        ("3. März 2025, 14:02 Uhr", "2025-03-03T14:02:00"),
        ("03.03.2025, 14:02 Uhr", "2025-03-03T14:02:00"),
        ("2025. 03. 04. 14:02", "2025-03-04T14:02:00"),
        ("3. 3. 2025 14:02", "2025-03-03T14:02:00"),
        ("3/3/2025 2:02 p. m.", "2025-03-03T14:02:00"),
        ("2 сентября 2025 г., 13:02", "2025-09-02T13:02:00"),
        ("12 Ara 2025 09:00", "2025-12-12T09:00:00"),
        ("2025년 9월 2일 화요일 오후 1:02", "2025-09-02T13:02:00"),
        ("2025. 9. 3. 오전 2:02", "2025-09-03T02:02:00"),
        ("2025/9/3 下午 02:02:11", "2025-09-03T14:02:11"),
        ("2025年9月2日(火) 13:02", "2025-09-02T13:02:00"),
        (datetime(2025, 9, 3, 10), "2025-09-03T10:00:00"),  # noqa: DTZ001 - as a sheet has it
    ],
)
def test_time_is_read(cell: Any, expected: str) -> None:
    """Each way to write a time gives it in UTC."""
    assert Times().read(cell) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "昨天 04:44", "03-27", "5分钟前", "刚刚", "", None, "NA", "soon", "2025-13-03 10:00", "1.2", True, float("nan"),
        "2025-09-03 10:00 XYZ", "0000-00-00", "99999999999999999999", "Mayor of May", "x" * 5000,
        "marketing 3 2025", "jui 3 2025",
        10**400, "2025-09-03 10:00:99999999999", "99999999999-09-03",
    ],
)  # fmt: skip
def test_what_is_no_time_is_null(cell: Any) -> None:
    """Relative times, words and impossible dates."""
    assert Times().read(cell) is None


def test_day_may_come_first() -> None:
    """And the year may have two digits."""
    assert Times(day_first=True).read("22/09/17 11:00:24") == datetime(2017, 9, 22, 11, 0, 24, tzinfo=UTC)


def test_zone_holds_where_the_cell_names_none() -> None:
    """An offset in the cell wins."""
    times = Times(zone=place("Asia/Shanghai"))
    assert times.read("2019-08-14 21:25") == datetime(2019, 8, 14, 13, 25, tzinfo=UTC)
    assert times.read("2019-08-14 21:25+00:00") == datetime(2019, 8, 14, 21, 25, tzinfo=UTC)


def test_order_is_decided_by_values_above_twelve() -> None:
    """None where no value decides, or where they contradict each other."""
    assert day_first(["03/04/2025", "13/04/2025"]) is True
    assert day_first(["03/04/2025", "04/13/2025"]) is False
    assert day_first(["03/04/2025", "05/06/2025"]) is None
    assert day_first(["13/04/2025", "04/13/2025"]) is None
    assert day_first(["2025-09-03", "soon", None]) is False


def test_unknown_zone_is_none() -> None:
    """A zone by abbreviation or offset, and nothing else."""
    assert zone_of("NZDT") is not None
    assert zone_of("中国标准时间") is None
    assert zone_of("+9900") is None


@given(st.integers(10**5, 4 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC)), st.sampled_from(["+0000", "-0930"]))
def test_the_old_style_of_x_is_read_as_strptime_reads_it(when, offset):
    """`Wed Sep 03 01:00:00 +0000 2025`, quickly where the zone is UTC."""
    text = when.strftime(f"%a %b %d %H:%M:%S {offset} %Y")
    assert moment(text) == datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")


@pytest.mark.parametrize(
    "text", ["Sun Feb 30 01:00:00 +0000 2025", "Wed Sep 03 01:00:61 +0000 2025", "Wed Sep 03 0l:00:00 +0000 2025"]
)
def test_no_time_is_made_of_what_is_none(text):
    """A day, second or digit that does not exist."""
    assert moment(text) is None


def test_the_order_of_day_and_month_beside_words() -> None:
    """A day of the week and a word before the clock hide no number above twelve."""
    assert day_first(["Mi., 03.04.2025 um 14:05", "Fr., 25.04.2025 um 14:05"]) is True
    assert day_first(["14:05 04/03/2025", "14:05 04/25/2025"]) is False


@pytest.mark.parametrize("cell", ["45903.5868055556", "45903,5868055556", 45903.5868055556])
def test_days_as_spreadsheets_count_them(cell: Any) -> None:
    """Only where the column is known to hold them."""
    assert Times(serial=True).read(cell) == datetime(2025, 9, 3, 14, 5, tzinfo=UTC)
    assert Times().read(cell) is None
    assert [Times(serial=True).read(other) for other in ("2025-09-03", "1.5", True, 99999)] == [None] * 4
