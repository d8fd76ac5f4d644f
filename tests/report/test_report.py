"""What people open: CSV that spreadsheets read, and a page that hostile text cannot break."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from markupsafe import escape

from xsentiment import schema, wording
from xsentiment.pipeline import facts, tables
from xsentiment.report import charts, methods, to_csv
from xsentiment.report.facts import Facts
from xsentiment.report.page import render
from xsentiment.report.results import Results

from builders import EVENT, event

FACTS = {
    "n_unscored": {}, "languages": {}, "networks": {}, "kinds": {}, "metrics": (), "n_trending": 0, "n_authors": 1,
    "top10_author_share": None, "copied_share": 0.0, "copied": [], "audit": None, "scorers": {}, "version": "0",
    "packages": {}, "concerns": [],
}  # fmt: skip

SETS = ("sentiment", "reaction")

VOID = {"meta", "br", "link", "img", "input", "hr", "col"}


class Checker(HTMLParser):
    """Tags that do not close, and everything that a browser would load or run."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "iframe", "object", "embed") or any(name.startswith("on") for name, _ in attrs):
            self.faults.append((tag, attrs))
        self.faults += [(tag, name, value) for name, value in attrs if name in ("src", "srcset", "data", "action")]
        self.faults += [
            (tag, value)
            for name, value in attrs
            if name == "href" and not re.match(r"https://|#|[a-z]+\.(csv|json)$", value)
        ]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(("unbalanced", tag))

    def handle_data(self, data):
        self.text.append(data)


def check(page: str) -> str:
    """The text of a page that must be well formed and load nothing."""
    checker = Checker()
    checker.feed(page)
    assert checker.faults == []
    assert checker.open == []
    return " ".join("".join(checker.text).split())


def test_the_page_of_the_sample(sample_run):
    """It loads nothing, says it is a demonstration, holds each claim and every count, and its sums agree."""
    event, paths, _ = sample_run
    text = check((paths.reports / "report.html").read_text("utf-8"))
    assert "Demonstration: composed posts say nothing about the article" in text
    assert "Not a sample of public opinion" in text
    assert all(claim.quote in text for claim in event.claims)
    assert "The sums agree in every file and stage" in text
    assert "703 rows read = 612 posts counted + 91 left out" in text
    assert re.search(r"change at all over these days\? With all labels taken together (none|\d+) of \d+ do", text)
    assert event.collection.query in text
    assert "sentiment by fitted-sentiment" in text
    assert "a model that saw no label of a post with its text" in text
    assert "The words behind the figures" in text
    assert "with the number of different texts that have the label and say it" in text
    assert "the intervals also cover chance in which posts came to be" in text
    assert "intervals are wider" not in text
    assert "by what people filled in, a blank on_event being taken for yes" in text
    assert "Posts behind the figures" in text
    assert "Krippendorff" in text or "One labeller, no agreement known" in text


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "</td></table></main>",
    "\u202eevil\u202c",
    "=HYPERLINK(1)",
    "javascript:alert(1)",
)


def test_hostile_posts_stay_text(house):
    """A post cannot add markup, run a script, or turn the page round."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    path = Path("data/raw/golden/table.csv")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    rows += [
        [f"p77{i}", hostile, "03/09/2025 10.00", f"{hostile} posted {i}", "99999", "9", "post"]
        for i, hostile in enumerate(HOSTILE)
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    result = CliRunner().invoke(main, ["run", "events/golden.toml"])
    assert result.exit_code == 0, result.stderr
    text = check(Path("reports/golden/report.html").read_text("utf-8"))
    assert all(f"posted {i}" in text for i in range(len(HOSTILE)))
    assert "\u202e" not in text


def test_hostile_phrases_stay_text(sample_run):
    """Were a phrase to hold markup or to begin a formula, neither page nor CSV would let it work."""
    event, paths, state = sample_run
    hostile = ["=1+1", "<script>alert(1)</script>", "\u202eevil"]
    row = {"event": event.slug, "label_set": "reaction", "label": "anger", "posts_with": 3, "posts_rest": 0}
    rows = [row | {"phrase": phrase, "log_odds": 1.0, "z": 2.0} for phrase in hostile]
    phrases = schema.from_rows(rows, schema.PHRASES, "PHRASES")
    assert next(csv.reader(io.StringIO(to_csv(phrases, header=False).decode("utf-8"))))[3] == "'=1+1"
    read = {name: tables.read_aggregated(paths, name) for name in tables.AGGREGATED}
    told = facts.of_report(event, state.manifest, tables.read_frame(paths), tables.read_scores(event, paths))
    empty = {"examples": schema.EXAMPLES.empty_table(), "rejects": schema.REJECTS.empty_table()}
    page = render(event, Results(**read, **empty, phrases=phrases, facts=told))
    assert "=1+1 (3) <script>alert(1)</script> (3) evil (3)" in check(page)


def test_a_scorer_without_probabilities_has_no_posts_to_show(house_after_a_run):
    """The page names it, instead of leaving the label set out in silence."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    path = Path("events/golden.toml")
    named = re.sub(r"\n\[scorers\]\n(?:[^\[\n].*\n)*", "\n", path.read_text("utf-8"))
    path.write_text(f'{named}\n[scorers]\nsentiment = "vader"\nreaction = "linear-reaction"\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    text = check(Path("reports/golden/report.html").read_text("utf-8"))
    assert "No post is shown for tone: vader" in text
    assert "No post is shown for reaction" not in text


def test_without_an_audit_the_page_says_so(house_after_a_run):
    """No interval, the banner, and how to get one."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    Path("events/golden.audit.csv").unlink()
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    text = check(Path("reports/golden/report.html").read_text("utf-8"))
    assert "Machine labels, unaudited" in text
    assert "xsentiment audit draw" in text
    assert "labels of this audit" not in text
    assert "people labelled too few posts" not in text  # the banner says it of all
    assert CliRunner().invoke(main, ["audit", "draw", "events/golden.toml", "--size", "40"]).exit_code == 0
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    drawn = Path("reports/golden/report.html").read_text("utf-8")
    assert re.search("4[0-9] posts are drawn and not labelled yet: <code>xsentiment audit import</code> takes", drawn)
    assert "draws the posts to label" not in drawn


def test_marks_over_time_that_are_the_machines_alone_are_told(house_after_a_run):
    """Below each chart: where people labelled too few posts of an hour, and where of none enough."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    event_file = Path("events/golden.toml")
    event_file.write_text(event_file.read_text("utf-8") + '\n[timeline]\ngrain = "hour"\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["run", str(event_file)]).exit_code == 0
    with Path("reports/golden/timeline.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["label_set"], row["label"]) == ("sentiment", "negative")]
    bare = sum(not row["share"] and bool(row["machine_share"]) for row in rows)
    assert 0 < bare < len(rows)
    page = Path("reports/golden/report.html").read_text("utf-8")
    told = f"In {bare} of {len(rows)} hours people labelled too few posts for a share: the mark is machine labels alone"
    assert told in page


def test_no_quotes_no_text(house_after_a_run):
    """Unless the event says `quotes = true`, no text of a post is in any report."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    path = Path("events/golden.toml")
    path.write_text(path.read_text("utf-8").replace("quotes = true", "quotes = false"), encoding="utf-8")
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    for report in Path("reports/golden").iterdir():
        assert "shoulder to shoulder, what a day" not in report.read_text("utf-8"), report.name


def test_csv_for_pandas_and_spreadsheets():
    """Missing is empty, lists are joined, floats have four decimals, and no cell begins a formula."""
    table = pa.table(
        {
            "text": ["=1+1", "+x", "@y", "-z", "\tw", 'plain, "q"\nline', None],
            "share": [0.5, None, 1 / 3, 0.0, 1.0, 0.25, 0.1],
            "count": pa.array([1, None, -3, 4, 5, 6, 7], pa.int64()),
            "flag": [True, False, None, True, True, True, True],
            "tags": [["a", "b"], [], None, ["=c"], [], [], []],
        }
    )
    data = to_csv(table)
    assert b"\r" not in data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert rows[1] == ["'=1+1", "0.5000", "1", "true", "a; b"]
    assert rows[2] == ["'+x", "", "", "false", ""]
    assert rows[3][2] == "-3"  # a number is no formula
    assert all(not cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)
    frame = pd.read_csv(io.BytesIO(data))
    assert frame["share"].tolist()[2] == 0.3333
    assert frame["text"].tolist()[5] == 'plain, "q"\nline'


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        (None, 0, "–"),
        (0.0, 0, "0\u202f%"),
        (0.001, 0, "under 1\u202f%"),
        (0.999, 0, "over 99\u202f%"),
        (0.005, 0, "1\u202f%"),
        (0.0049, 0, "under 1\u202f%"),
        (0.995, 0, "over 99\u202f%"),
        (0.125, 0, "13\u202f%"),
        (0.565, 0, "57\u202f%"),
        (1.0, 0, "100\u202f%"),
        (0.1234, 1, "12.3\u202f%"),
    ],
)
def test_percent(share, digits, expected):
    """Small shares are not rounded to nothing, nor large ones to all."""
    assert wording.percent(share, digits) == expected


@pytest.mark.parametrize(
    ("low", "high", "n_audit", "expected"),
    [
        (0.1, 0.1, 9, "exact"),
        (0.1, 0.1, 8, "10.00–10.00\u202f%"),
        (0.101, 0.199, 8, "10–20\u202f%"),
        (0.004, 0.0049, 8, "0.4–0.5\u202f%"),
        (0.12341, 0.12344, 8, "12.341–12.344\u202f%"),
    ],
)
def test_ends_that_would_read_alike_have_a_digit_more(low, high, n_audit, expected):
    """An interval never reads as a single number, unless it is one; exact is only what people labelled whole."""
    assert wording.interval({"low": low, "high": high, "n_audit": n_audit, "n_posts": 9}) == expected


def test_what_is_claimed_keeps_its_digits():
    """Beside a share that is rounded."""
    assert [wording.claimed(value) for value in (0.6, 0.3001, 1 / 3)] == [
        "60\u202f%",
        "30.01\u202f%",
        "33.3333\u202f%",
    ]


def test_the_methods_paragraph_says_what_the_data_hold(tmp_path):
    """Kinds are those of the files, reposts are spoken of where some were left out; of a codebook nothing is known."""
    audit = {"labelled": 5, "drawn": 6, "labellers": ["one"], "alone": "one", "alpha": {}, "strata": []}
    loaded = event(tmp_path)

    def told(kinds, rejected, audit=None):
        stages = [{"stage": "select", "rows_in": 9, "rows_out": 4, "rejected": rejected}]
        return methods.paragraph(
            loaded, Facts(files=[], stages=stages, n_frame=4, **FACTS | {"kinds": kinds, "audit": audit}), []
        )

    known = told({"post": 2, "quote": 1, "reply": 1}, {"repost": 3, "no_time": 2}, audit)
    assert "the 4 posts, replies and quotes on “A test event”" in known
    assert "were left out by rule, 3 reposts among them; copies" in known
    assert "were labelled by 1 person; the reliability" in known
    unknown = told({"unknown": 4}, {"no_time": 5})
    assert "the 4 posts of which the files do not say whether they are replies on" in unknown
    assert "were left out by rule; copies" in unknown


def test_facts_that_do_not_add_up_are_seen():
    """The page checks the sums itself."""
    file = {"raw_file": "a", "format": "csv", "rows_read": 5, "posts": 4, "rejected": 1}
    stages = [
        {"stage": "ingest", "rows_in": 5, "rows_out": 4, "rejected": {"no_text": 1}},
        {"stage": "select", "rows_in": 4, "rows_out": 3, "rejected": {"repost": 1}},
    ]
    assert Facts(files=[file], stages=stages, n_frame=3, **FACTS).balanced
    assert not Facts(files=[file], stages=stages, n_frame=4, **FACTS).balanced
    assert not Facts(files=[file | {"rejected": 0}], stages=stages, n_frame=3, **FACTS).balanced
    lost = [stages[0], stages[1] | {"rows_in": 3, "rows_out": 2}]
    assert not Facts(files=[file], stages=lost, n_frame=2, **FACTS).balanced


def test_charts_escape_their_names():
    """A topic's title is text, also inside a picture."""
    row = {"share": None, "low": None, "high": None, "machine_share": 0.2}
    chart = charts.shares_chart([charts.Bar("<b>&", row)], 'a "title"')
    assert "&lt;b&gt;&amp;" in chart
    assert "<b>" not in chart


def test_long_names_are_wrapped_and_cut_at_two_lines():
    """No line of a name is longer than its space beside the plot."""
    row = {"share": None, "low": None, "high": None, "machine_share": 0.2}
    name = "The three leaders together, what it signals to the world, and who is afraid of it"
    lines = re.findall(r'class="name"[^>]*>([^<]*)<', charts.shares_chart([charts.Bar(name, row)], "title"))
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(len(line) <= 30 for line in lines)


def test_names_in_capitals_or_wide_letters_get_fewer_of_them():
    """A line takes 30 small letters, fewer capitals, half as many wide ones."""
    row = {"share": None, "low": None, "high": None, "machine_share": 0.2}
    for letter, most in (("n", 30), ("N", 24), ("m", 17), ("三", 16)):
        lines = re.findall(r'class="name"[^>]*>([^<]*)<', charts.shares_chart([charts.Bar(letter * 50, row)], "t"))
        assert len(lines[0]) == most, letter


def test_headlines_of_the_sample_agree_with_shares_csv(sample_run):
    """A headline names figure, interval, base, labels and the machine's figure as shares.csv has them."""
    _, paths, _ = sample_run
    shares = pd.read_csv(paths.reports / "shares.csv")
    plain = shares[(shares.segment == "all") & (shares.estimand == "posts") & (shares.scope == "collected")]
    row = plain[(plain.label == "negative") & plain.among.isna()].iloc[0]
    on_event = plain[plain.label_set == "on_event"].share.iloc[0]
    text = check((paths.reports / "report.html").read_text("utf-8")).replace("\u202f", " ")
    assert on_event < 1
    assert (
        f"{row.share:.0%} ({100 * row.low:.0f}–{row.high:.0%}) of the posts on the event were negative in tone "
        f"({row.n_posts} posts collected, a random sample of {row.n_audit} labelled by people, {on_event:.0%} found to "
        f"be on the event; machine labels alone said {row.machine_share:.0%} ({row.machine_base:.0f} of {row.n_posts} posts "
        "scored))."
    ).replace("%", " %") in text
    assert text.lower().count("demonstration: composed posts") == 1


def test_the_spread_over_definitions_stands_beside_the_interval(sample_run):
    """The least and greatest figure of sensitivity.csv, in the headline of the claim that they are of."""
    _, paths, _ = sample_run
    table = pd.read_csv(paths.reports / "sensitivity.csv")
    mine = table[(table.claim == "axis-excitement") & (table.choice != "bound")]
    others = mine[mine.definition != "as defined"].share.dropna()
    text = check((paths.reports / "report.html").read_text("utf-8")).replace("\u202f", " ")
    figure = mine[mine.definition == "as defined"].share.iloc[0]
    moves = f"{100 * others.min():.0f}–{others.max():.0%} under {len(others)} other definitions"
    assert f"{figure:.0%} ({moves}) of the trending posts".replace("%", " %") in text


def tried(definition, share, choice="posts", machine=0.2):
    """A row of SENSITIVITY for the chart."""
    low, high = (None, None) if share is None else (share - 0.1, share + 0.1)
    return {
        "choice": choice,
        "definition": definition,
        "share": share,
        "low": low,
        "high": high,
        "machine_share": machine,
    }


def test_a_specification_curve_is_in_order():
    """From the least figure to the greatest, then bounds, then what the audit cannot carry; every row has a line."""
    rows = [
        tried("as defined", 0.3, "as defined"),
        tried("<each> text", 0.4),
        tried("top 1% by likes", 0.2, "trending"),
        tried("all counted in", 0.1, "bound"),
        tried("sentiment by vader", None, "scorer"),
        tried("nobody", None, "trending", None),
    ]
    chart = charts.specification_curve(rows, (0.55, 0.65), "t")
    names = re.findall(r'class="name[^>]*>([^<]*)<', chart)
    assert names[:3] == ["trending: top 1% by likes", "as defined", "&lt;each&gt; text"]
    assert names[3:] == ["all counted in", "sentiment by vader", "trending: nobody"]
    assert re.findall(r'class="value"[^>]*>([^<]*)<', chart)[-2:] == ["20\u202f% by machine", "no posts"]
    assert chart.count('class="defined"') == chart.count('class="claimed"') == 1
    assert 'class="claimed"' not in charts.specification_curve(rows, None, "t")


def test_marks_of_a_specification_curve_stand_at_their_shares():
    """The dashed line goes through the figure as defined, and the band of a claim begins and ends at its bounds."""
    rows = [tried("as defined", 0.3, "as defined"), tried("each text once", 0.6)]
    chart = charts.specification_curve(rows, (0.3, 0.6), "t")
    (line,) = re.findall(r'class="defined" x1="([\d.]+)"', chart)
    marks = re.findall(r'class="share" cx="([\d.]+)"', chart)
    ((start, width),) = re.findall(r'class="claimed" x="([\d.]+)" y="4" width="([\d.]+)"', chart)
    assert [line, start] == [marks[0]] * 2
    assert float(start) + float(width) == pytest.approx(float(marks[1]), abs=0.11)


def test_effective_size_is_n_for_a_simple_sample():
    """A Wald interval of n = 400 gives back 400; a census gives none."""
    half = 1.959964 * (0.3 * 0.7 / 400) ** 0.5
    row = {"share": 0.3, "low": 0.3 - half, "high": 0.3 + half, "level": 0.95}
    assert methods.effective_size(row) == pytest.approx(400, abs=0.01)
    assert methods.effective_size(row | {"low": 0.3, "high": 0.3}) is None


def test_marks_of_hours_have_room():
    """Marks below the axis are further apart than they are wide, and none sticks out, however many periods there are."""
    for n in (5, 9, 14, 24, 60, 150):
        periods = [(f"{i}", f"09-{1 + i // 24:02d} {i % 24:02d}h") for i in range(n)]
        chart = charts.timeline_chart(periods, [], "by hour")
        places = [float(x) for x in re.findall(r'class="tick" x="([\d.]+)"', chart)]
        width = 6.2 * len("09-01 00h")
        assert len(places) > 1
        assert all(two - one > width for one, two in pairwise(places))
        assert places[-1] + width / 2 <= 720


def test_only_the_text_of_a_post_has_a_direction_of_its_own(house):
    """The probability beside a text that runs from the right stays "100 %"."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    page = Path("reports/golden/report.html").read_text("utf-8")
    assert '<span dir="auto">' in page
    assert not re.search(r"<td[^>]* dir=", page)
    assert not re.search(r'dir="auto">[^<]*\d\u202f?%', page)


def bare(tmp_path, sample_run, n_frame: int, **columns) -> str:
    """The page of an event without topics, of the sample's figures, of so many posts and nothing left out."""
    _, paths, _ = sample_run
    loaded = event(tmp_path, base=EVENT.partition("[[topics]]")[0])
    read = {name: tables.read_aggregated(paths, name) for name in tables.AGGREGATED}
    read["shares"] = read["shares"].filter(pc.invert(pc.match_substring(read["shares"]["label_set"], "topic")))
    names = ("phrases", "examples", "rejects")
    empty = {name: getattr(schema, name.upper()).empty_table() for name in names}
    stages = [{"stage": "ingest", "rows_in": n_frame, "rows_out": n_frame, "rejected": {}}]
    known = (
        FACTS
        | {"kinds": {"post": n_frame}, "n_unscored": dict.fromkeys(SETS, 0), "scorers": dict.fromkeys(SETS, "none")}
        | columns
    )
    told = Facts(files=[], stages=stages, n_frame=n_frame, **known)
    return render(loaded, Results(**read, **empty, facts=told))


def test_nothing_is_told_of_what_is_not_there(tmp_path, sample_run):
    """No heading for topics without any, no table of what was left out where nothing was; one post is no posts."""
    page = bare(tmp_path, sample_run, 1)
    assert wording.LABEL_SETS["topic"] not in page
    assert "Left out because" not in page
    assert "Population: the one post on “A test event”" in page
    assert "UTC that was collected from" in page
    assert not re.search(r"\b1 (posts|rows)\b", check(page))


def test_posts_with_most_engagement_have_their_topics_by_title(sample_run):
    """Where a topic's id is not its title, readers see the title."""
    event, paths, _ = sample_run
    page = (paths.reports / "report.html").read_text("utf-8")
    table = page[page.index('id="engaging"') :]
    titles = {topic.id: topic.title for topic in event.topics if topic.id != topic.title}
    assert any(str(escape(title)) in table for title in titles.values())
    assert not any(f'<td class="named">{name}' in table for name in titles)


CLAIMED = """
[[claims]]
id = "tiny"
quote = "hardly anybody"
kind = "at_most"
value = 0.004
readings = [{ segment = "day=2025-09-03", label_set = "sentiment", label = "negative" }]

[[claims]]
id = "pairs"
quote = "more excitement than concern about the axis"
kind = "more_than"
than = "axis*concern"
readings = [{ label_set = "topic*reaction", label = "axis*excitement" }]
"""


def test_what_is_claimed_and_of_which_posts_reads_as_in_the_sentences(house):
    """The card of a claim keeps its digits and names pairs in words, and a day is none of the program's names."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    path = Path("events/golden.toml")
    path.write_text(path.read_text("utf-8").partition("[[claims]]")[0] + CLAIMED, encoding="utf-8")
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    page = check(Path("reports/golden/report.html").read_text("utf-8"))
    assert "Claimed: at most 0.4 %." in page
    assert "Claimed: more than The axis and concern." in page
    assert "Shares of posts of 2025-09-03" in page
    assert "day=" not in page


def test_a_figure_of_which_light_posts_are_open_is_not_exact(tmp_path):
    """By engagement, posts without a label may weigh so little that both ends are one number: that is no census."""
    place = {"segment": "all", "label_set": "sentiment", "label": "negative", "among": None, "note": None}
    ends = {"share": 0.46, "low": 0.46, "high": 0.46, "machine_share": 0.4, "machine_base": 37}
    row = place | ends | {"n_posts": 37, "n_audit": 29, "n_base": 29, "n_waiting": 2}
    said = wording.headline(row, event(tmp_path))
    assert "all of them labelled" not in said
    assert "46\u202f% (46.00–46.00\u202f%)" in said
    assert "a random sample of 29 labelled by people; 2 more drawn wait for a label" in said
