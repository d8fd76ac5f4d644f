"""Hours, days and ISO weeks of an event's time zone: their names, which is first, and all from first to last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from xsentiment.event import Grain

_STEP = {"hour": timedelta(minutes=15), "day": timedelta(days=1), "week": timedelta(weeks=1)}
"""An hour in which the clock is put on or back may be a half."""
_STEPS_OF_AN_HOUR = 4
"""An hour of a half begins so much later, at most, than its name says: so far the calendar looks beyond the last."""


def period_of(moment: datetime, grain: Grain, zone: ZoneInfo) -> str:
    """The name of the period of an aware time: 2025-09-03T09:00+08:00, 2025-09-03 or 2025-W36 (ISO 8601).

    An hour carries the offset of the moment, so that what a clock shows twice has two names.
    """
    local = moment.astimezone(zone)
    if grain == "hour":
        local = moment.astimezone(timezone(local.utcoffset() or timedelta()))
        return local.replace(minute=0, second=0, microsecond=0).isoformat(timespec="minutes")
    if grain == "week":
        year, week, _ = local.isocalendar()
        return f"{year}-W{week:02d}"
    return local.date().isoformat()


def start_of(period: str, grain: Grain) -> datetime:
    """The first moment of a period by its name; days and weeks, which name no zone, as if in UTC."""
    if grain == "hour":
        return datetime.fromisoformat(period)
    day = date.fromisoformat(f"{period}-1" if grain == "week" else period)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def calendar(periods: Iterable[str], grain: Grain, zone: ZoneInfo) -> list[str]:
    """Every period from the first to the last of those given, in order, so that one without posts is a gap."""
    given = sorted(set(periods), key=lambda period: start_of(period, grain))
    if not given:
        return []
    first, last = (start_of(period, grain).astimezone(UTC) for period in (given[0], given[-1]))
    count = (last - first) // _STEP[grain] + _STEPS_OF_AN_HOUR
    where = zone if grain == "hour" else ZoneInfo("UTC")
    found = list(dict.fromkeys(period_of(first + i * _STEP[grain], grain, where) for i in range(count)))
    return found[found.index(given[0]) : found.index(given[-1]) + 1]


def short(period: str, grain: Grain) -> str:
    """A period as a mark on an axis: 09-03 09h, 09-03 or W36."""
    return f"{period[5:10]} {period[11:13]}h" if grain == "hour" else period[5:]
