"""Shares in time: by hour, day and week of the event's zone, and before against after a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from xsentiment import audit, periods, shares, stats
from xsentiment.cli import main
from xsentiment.errors import ConfigError

from builders import START, event, frame, label, scores

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("grain", "name", "mark"),
    [("hour", "2025-09-04T01:00+08:00", "09-04 01h"), ("day", "2025-09-04", "09-04"), ("week", "2025-W36", "W36")],
)
def test_periods_are_those_of_the_zone(grain, name, mark):
    """17:40 UTC is the hour from one o'clock of the next day in Shanghai."""
    moment = datetime(2025, 9, 3, 17, 40, tzinfo=UTC)
    assert periods.period_of(moment, grain, ZoneInfo("Asia/Shanghai")) == name
    assert periods.short(name, grain) == mark


def test_weeks_are_iso_weeks():
    """29 December 2025 is in the first week of 2026."""
    assert periods.period_of(datetime(2025, 12, 29, tzinfo=UTC), "week", ZoneInfo("UTC")) == "2026-W01"
    assert periods.calendar(["2026-W02", "2025-W51"], "week", BERLIN) == [
        "2025-W51", "2025-W52", "2026-W01", "2026-W02",
    ]  # fmt: skip


def test_clock_put_back_gives_two_hours_of_one_name_apart():
    """Every hour is in the calendar once, in order of time, over the change to winter time."""
    ends = ["2025-10-26T01:00+02:00", "2025-10-26T03:00+01:00"]
    middle = ["2025-10-26T02:00+02:00", "2025-10-26T02:00+01:00"]
    assert periods.calendar(ends, "hour", BERLIN) == [ends[0], *middle, ends[1]]


@pytest.mark.parametrize(
    ("zone", "ends", "hours"),
    [
        (
            "Australia/Lord_Howe",  # put back by half an hour
            ("2025-04-05T13:00Z", "2025-04-05T16:00Z"),
            ["00:00+11:00", "01:00+11:00", "01:00+10:30", "02:00+10:30"],
        ),
        (
            "America/Caracas",  # put forward by half an hour
            ("2016-05-01T05:30Z", "2016-05-01T08:30Z"),
            ["01:00-04:30", "02:00-04:30", "03:00-04:00", "04:00-04:00"],
        ),
        ("Asia/Kathmandu", ("2025-04-05T13:00Z", "2025-04-05T15:00Z"), ["18:00+05:45", "19:00+05:45", "20:00+05:45"]),
    ],
)
def test_clock_put_on_by_half_an_hour_loses_no_post(zone, ends, hours):
    """Each minute is of one hour of the calendar, and no hour has two names, or one twice."""
    first, last = map(datetime.fromisoformat, ends)
    minutes = [first + timedelta(minutes=i) for i in range((last - first) // timedelta(minutes=1))]
    names = [periods.period_of(minute, "hour", ZoneInfo(zone)) for minute in minutes]
    assert list(dict.fromkeys(names)) == periods.calendar(names, "hour", ZoneInfo(zone))
    assert [name[11:] for name in dict.fromkeys(names)] == hours


def test_clock_put_forward_leaves_an_hour_out():
    """There is no two o'clock on the morning of summer time."""
    ends = ["2025-03-30T01:00+01:00", "2025-03-30T03:00+02:00"]
    assert periods.calendar(ends, "hour", BERLIN) == ends


def test_days_keep_their_length_over_the_change():
    """A day of 25 hours is one day."""
    days = ["2025-10-25", "2025-10-26", "2025-10-27"]
    assert periods.calendar([days[2], days[0]], "day", BERLIN) == days
    assert periods.calendar([], "day", BERLIN) == []


def hundred(folder, extra="", n=100, **columns):
    """100 posts a minute apart, the first 60 of them negative by the machine, and all that figures are made of."""
    table = frame(n, **columns)
    said = ["negative" if i < 60 else "positive" for i in range(n)]
    return table, scores(table, sentiment=said, axis=[i < 30 for i in range(n)]), event(folder, extra)


def test_by_day_it_is_the_shares_by_day(tmp_path):
    """The default: the rows of each day for single labels."""
    given = hundred(tmp_path)
    table = shares.timeline(shares.aggregate(*given), *given).to_pylist()
    assert {row["period"] for row in table} == {"2025-09-03"}
    assert {row["label_set"] for row in table} == {"on_event", "sentiment", "reaction", "topic"}


def test_by_hour_the_posts_of_each_hour_are_counted(tmp_path):
    """Sixty posts of the first hour are negative, forty of the second are not."""
    given = hundred(tmp_path, '[timeline]\ngrain = "hour"\n')
    table = shares.timeline(shares.aggregate(*given), *given).to_pylist()
    counted = [(row["period"], row["n_posts"], row["machine_count"]) for row in table if row["label"] == "negative"]
    assert counted == [("2025-09-03T00:00+00:00", 60, 60), ("2025-09-03T01:00+00:00", 40, 0)]


def test_one_week_is_all_posts(tmp_path):
    """Where all posts are of one week its figures are those of all posts."""
    given = hundred(tmp_path, '[timeline]\ngrain = "week"\n[audit]\nsize = 50\n')
    labels = labelled(given, lambda i: "negative" if i % 3 else "positive")
    table = shares.aggregate(*given, labels)
    weeks = {(row["label_set"], row["label"]): row for row in shares.timeline(table, *given, labels).to_pylist()}
    rows = [r for r in table.to_pylist() if (r["segment"], r["estimand"], r["scope"]) == ("all", "posts", "collected")]
    for row in rows:
        if row["among"] is None and "*" not in row["label_set"]:
            week = weeks.pop((row["label_set"], row["label"]))
            assert week["period"] == "2025-W36"
            assert [week[k] for k in ("share", "low", "high", "n_audit")] == [
                row[k] for k in ("share", "low", "high", "n_audit")
            ]
    assert weeks == {}


def test_whether_a_share_changes_at_all(tmp_path):
    """Sixty of sixty negative in the first hour and none in the second: firm; a label that nobody gave stays as it is."""
    given = hundred(tmp_path, '[timeline]\ngrain = "hour"\n[audit]\nsize = 60\n')
    labels = labelled(given, lambda i: "negative" if i < 60 else "positive")
    table = shares.timeline(shares.aggregate(*given, labels), *given, labels).to_pylist()
    of = {row["label"]: row for row in table if row["label_set"] == "sentiment"}
    assert [of["negative"][name] for name in ("changes", "changes_all")] == ["yes", "yes"]
    assert of["negative"]["p_change"] <= of["negative"]["p_change_all"] < 0.01
    assert (of["neutral"]["p_change"], of["neutral"]["changes"]) == (1.0, "no")
    assert len({(row["p_change"], row["p_change_all"]) for row in table if row["label"] == "negative"}) == 1


def test_a_period_of_few_posts_tells_of_no_change(tmp_path):
    """An hour of three posts, all labelled and none negative, has an exact share and plays no part in the test."""
    times = [START + timedelta(minutes=i if i < 97 else i + 120) for i in range(100)]
    given = hundred(tmp_path, '[timeline]\ngrain = "hour"\n[audit]\nsize = 100\n', created_at=times)
    labels = labelled(given, lambda i: "negative" if i % 2 == 0 and i < 97 and i not in {60, 62, 64} else "positive")
    table = shares.timeline(shares.aggregate(*given, labels), *given, labels).to_pylist()
    first, second, last = (row for row in table if row["label"] == "negative")
    assert (first["n_audit"], second["n_audit"], last["n_audit"], last["share"]) == (60, 37, 3, 0)
    assert {first["p_change"], second["p_change"], last["p_change"]} == {0}
    same = labelled(given, lambda i: "negative" if i < 97 else "positive")
    table = shares.timeline(shares.aggregate(*given, same), *given, same).to_pylist()
    assert {row["p_change"] for row in table if row["label"] == "negative"} == {1}


def test_one_period_or_no_audit_tests_nothing(tmp_path):
    """Nothing can be compared: the columns are empty."""
    given = hundred(tmp_path, '[timeline]\ngrain = "week"\n')
    labels = labelled(given, lambda i: "negative")
    weeks = shares.timeline(shares.aggregate(*given, labels), *given, labels).to_pylist()
    hours = shares.timeline(shares.aggregate(*given), *given).to_pylist()
    assert {(row["p_change"], row["changes"], row["changes_all"]) for row in (*weeks, *hours)} == {(None, None, None)}


def labelled(given, said):
    """The event's audit, drawn and labelled with the sentiment said(i) of post number i."""
    table, _, loaded = given
    drawn = audit.draw(table, loaded)
    labels = {
        post: {"sentiment": said(int(post) - 1000), "reaction": "neutral", "topics": []}
        for post in drawn["post_id"].to_pylist()
    }
    return audit.join(table, label(drawn, labels), loaded)


MOMENT = '[timeline]\nmoments = ["2025-09-03T09:00:00+08:00"]\n'


def negative(given, labels=None):
    """The row of negative posts at the event's only moment."""
    (row,) = [row for row in compared(given, labels, "moment") if row["label"] == "negative"]
    return row


def compared(given, labels, kind):
    """The rows of one kind of comparison."""
    return [row for row in shares.differences(*given, labels).to_pylist() if row["comparison"] == kind]


def test_all_labelled_is_an_exact_difference(tmp_path):
    """Every post judged: no width. A post of the moment itself is after."""
    given = hundred(tmp_path, f"{MOMENT}[audit]\nsize = 100\n")
    row = negative(given, labelled(given, lambda i: "negative" if i < 15 or i >= 60 else "positive"))
    assert (row["n_posts_before"], row["n_posts_after"]) == (60, 40)
    moment = "2025-09-03T01:00:00+00:00"
    assert (row["before"], row["after"]) == (f"before {moment}", f"from {moment}")
    assert (row["share_before"], row["share_after"]) == (0.25, 1.0)
    assert (row["difference"], row["low"], row["high"], row["differs"]) == (0.75, 0.75, 0.75, "yes")


def test_sides_that_are_alike_do_not_differ(tmp_path):
    """An interval that holds 0 says no; it is wider than that of either side."""
    given = hundred(tmp_path, f"{MOMENT}[audit]\nsize = 60\n")
    row = negative(given, labelled(given, lambda i: "negative" if i % 2 else "positive"))
    assert row["low"] < 0 < row["high"]
    assert row["differs"] == "no"
    assert row["difference"] == pytest.approx(row["share_after"] - row["share_before"], abs=1e-9)
    assert row["high"] - row["low"] > max(row[f"high_{side}"] - row[f"low_{side}"] for side in ("before", "after"))


def test_thin_audit_gives_no_difference(tmp_path):
    """A side with fewer than ten labels: empty, and the note names the side."""
    given = hundred(tmp_path, '[timeline]\nmoments = ["2025-09-03T01:35:00Z"]\n[audit]\nsize = 50\n')
    row = negative(given, labelled(given, lambda _: "negative"))
    assert row["share_before"] is not None
    assert (row["difference"], row["low"], row["high"], row["differs"]) == (None, None, None, None)
    assert "after: " in row["note"]
    assert "audited posts are too few" in row["note"] or "no post of this segment" in row["note"]


def test_without_an_audit_machine_shares_alone(tmp_path):
    """What the machine says of both sides, and no difference."""
    row = negative(hundred(tmp_path, MOMENT))
    assert (row["machine_share_before"], row["machine_share_after"]) == (1.0, 0.0)
    assert (row["difference"], row["differs"], row["note"]) == (None, None, "machine labels, unaudited")


HOURS = '[timeline]\ngrain = "hour"\n'


def hours(folder, extra="[audit]\nsize = 150\n", said=lambda i: "negative" if i % 5 == 0 else "positive"):
    """250 posts over five hours, the machine's labels, and people's of 150: of every fifth that it is negative."""
    given = hundred(folder, HOURS + extra, n=250)
    return given, labelled(given, said)


def test_each_period_is_compared_with_the_one_before(tmp_path):
    """Five hours are four comparisons of each label; their shares are those of timeline.csv."""
    given, labels = hours(tmp_path)
    rows = [row for row in compared(given, labels, "hour") if row["label"] == "negative"]
    names = [f"2025-09-03T0{i}:00+00:00" for i in range(5)]
    assert [(row["before"], row["after"]) for row in rows] == list(pairwise(names))
    table = shares.timeline(shares.aggregate(*given, labels), *given, labels).to_pylist()
    told = [(row["share"], row["low"], row["high"]) for row in table if row["label"] == "negative"]
    assert [tuple(row[f"{name}_after"] for name in ("share", "low", "high")) for row in rows] == told[1:]


def test_a_period_without_posts_is_passed_over(tmp_path):
    """The hour after a gap is compared with the last one that has posts."""
    minutes = [i if i < 60 else i + 120 for i in range(100)]
    given = hundred(tmp_path, HOURS, created_at=[START + timedelta(minutes=m) for m in minutes])
    rows = [row for row in compared(given, None, "hour") if row["label"] == "negative"]
    assert [(row["before"][11:13], row["after"][11:13]) for row in rows] == [("00", "03")]


def test_all_at_once_is_wider_by_bonferroni(tmp_path):
    """With m differences carried by the audit, `_all` is the interval at 1 − .05/m, as an event at that level has it."""
    given, labels = hours(tmp_path)
    rows = compared(given, labels, "hour")
    m = sum(row["difference"] is not None for row in rows)
    assert {row["comparisons"] for row in rows} == {m}
    strict = replace(given[2], level=1 - 0.05 / m)
    for row, other in zip(rows, compared((*given[:2], strict), labels, "hour"), strict=True):
        if row["difference"] is not None:
            assert (row["low_all"], row["high_all"]) == (other["low"], other["high"])
            assert row["low_all"] <= row["low"] <= row["difference"] <= row["high"] <= row["high_all"]
            assert not (row["differs_all"] == "yes" and row["differs"] == "no")


def test_without_an_audit_nothing_is_tested(tmp_path):
    """No comparison counts, and none differs."""
    rows = compared(hundred(tmp_path, HOURS, n=250), None, "hour")
    assert {(row["comparisons"], row["difference"], row["low_all"], row["differs_all"]) for row in rows} == {
        (0, None, None, None)
    }


def test_square_and_add_is_newcombes_interval():
    """Method 10 for 56 of 70 against 48 of 80: .0524 to .3339 (Newcombe 1998, table II)."""
    sides = [stats.Estimate(k / n, *_wilson(k / n, n), 0.95, n, "wilson", "posts") for k, n in ((48, 80), (56, 70))]
    found = stats.difference(*sides)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def _wilson(share, n, z=1.959964):
    """Wilson's interval of a simple random sample."""
    centre, half = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def test_two_levels_have_no_difference():
    """Intervals of two levels cannot be added."""
    sides = [stats.Estimate(0.5, 0.4, 0.6, level, 100, "wilson", "posts") for level in (0.9, 0.95)]
    with pytest.raises(ValueError, match="two levels"):
        stats.difference(*sides)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('grain = "month"', "timeline.grain"),
        ('moments = ["yesterday"]', r"timeline.moments\[0\].*with an offset"),
        ('moments = ["2025-09-03T09:00:00"]', r"timeline.moments\[0\].*with an offset"),
        ('moments = ["2026-09-03T09:00:00Z"]', "must lie between start and end"),
        ('moments = "2025-09-03T09:00:00Z"', "must be a list"),
        ("moment = []", "did you mean 'moments'"),
    ],
)
def test_mistakes_are_named(tmp_path, toml, why):
    """An unknown grain or key, a time without an offset, a moment outside the window."""
    with pytest.raises(ConfigError, match=why):
        event(tmp_path, f"[timeline]\n{toml}\n")


def test_moments_are_times_or_texts_in_order(tmp_path):
    """TOML's own times and texts mean the same; a moment given twice counts once."""
    listed = '["2025-09-03T09:00:00+08:00", 2025-09-02T00:00:00Z, 2025-09-03T01:00:00Z]'
    moments = event(tmp_path, f"[timeline]\nmoments = {listed}\n").timeline.moments
    assert moments == (START - timedelta(days=1), START + timedelta(hours=1))


def test_run_writes_differences_and_moments_that_the_event_names(house_after_a_run):
    """By the event's grain, by which the page's charts are too."""
    house = house_after_a_run
    path = house / "events" / "golden.toml"
    assert set(pd.read_csv(house / "reports/golden/differences.csv")["comparison"]) == {"day"}
    path.write_text(path.read_text("utf-8") + '\n[timeline]\ngrain = "hour"\nmoments = ["2025-09-04T00:00:00+08:00"]\n')
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    table = pd.read_csv(house / "reports/golden/differences.csv")
    assert set(table["comparison"]) == {"hour", "moment"}
    table = table[table["comparison"] == "moment"]
    assert set(table["after"]) == {"from 2025-09-04T00:00:00+08:00"}
    assert (table["n_posts_before"] + table["n_posts_after"] == 68).all()
    page = (house / "reports/golden/report.html").read_text("utf-8")
    assert "Hour by hour" in page
    assert "differences.csv" in page
    assert '<td class="whole">2025-09-04 00:00 +08:00</td>' in page
    timeline = pd.read_csv(house / "reports/golden/timeline.csv")
    assert timeline["period"].str.fullmatch(r"2025-09-0\dT\d\d:00\+08:00").all()
    assert (timeline.groupby(["label_set", "label"])["n_posts"].sum() == 68).all()


@pytest.mark.slow
def test_intervals_of_differences_hold_the_truth():
    """Two domains of 2,000 posts with a machine that is right in 7 of 10: 95 of 100 intervals hold the difference."""
    rng = np.random.default_rng(1)
    audits, n = 600, 2000
    held = 0
    truth = [rng.random(n) < share for share in (0.2, 0.35)]
    machine = [np.where(rng.random(n) < 0.7, said, ~said).astype(np.int64) for said in truth]
    for _ in range(audits):
        sides = []
        for said, cell in zip(truth, machine, strict=True):
            audited = np.zeros(n, dtype=bool)
            audited[rng.choice(n, 100, replace=False)] = True
            sample = stats.Sample(cell, np.ones(n), audited)
            hit = said[audited].astype(np.float64)
            sides.append(stats.stratified_share(sample, hit, np.ones(100), level=0.95, estimand="posts"))
        found = stats.difference(*sides)
        held += found.low <= truth[1].mean() - truth[0].mean() <= found.high
    assert 0.92 * audits <= held <= 0.975 * audits


@pytest.mark.slow
def test_where_nothing_changed_nothing_is_firm():
    """Five periods of one share: some difference is beyond chance in over a tenth of the tries alone, not so at once.

    60 labels a period, 400 tries; all four taken at once may do so in a twentieth at most (band of 99.99 %).
    """
    rng = np.random.default_rng(2)
    tries, n, periods = 400, 2000, 5
    alone = together = 0
    for _ in range(tries):
        truth = rng.random((periods, n)) < 0.3
        machine = np.where(rng.random((periods, n)) < 0.7, truth, ~truth).astype(np.int64)
        samples = []
        for said, cell in zip(truth, machine, strict=True):
            audited = np.zeros(n, dtype=bool)
            audited[rng.choice(n, 60, replace=False)] = True
            samples.append((stats.Sample(cell, np.ones(n), audited), said[audited].astype(np.float64)))
        alone += some_differ(samples, 0.95)
        together += some_differ(samples, 1 - 0.05 / (periods - 1))
    assert alone > tries / 10
    assert together < tries * 0.05 + 3.9 * (tries * 0.05 * 0.95) ** 0.5


def some_differ(samples, level):
    """Whether the interval of one of the differences between neighbours leaves out 0."""
    base = np.ones(60)
    found = [stats.stratified_share(sample, hit, base, level=level, estimand="posts") for sample, hit in samples]
    between = [stats.difference(*pair) for pair in pairwise(found)]
    return any(difference.low > 0 or difference.high < 0 for difference in between)
