"""NET: net sentiment and the labels that claims compare, from one audit."""

from __future__ import annotations

import pandas as pd
import pytest

from xsentiment import audit, claims, schema, shares, stats, wording
from xsentiment.shares.timeline import estimate_of

from builders import event, frame, label, scores

N = 200
REACTION = (*("excitement",) * 5, *("anger",) * 11, *("concern",) * 14, *("neutral",) * 20)
"""Of fifty posts eleven are angry and fourteen concerned."""

CLAIM = """
[audit]
size = 100
[[claims]]
id = "c"
quote = "said"
kind = "{kind}"
{more}
readings = [{{ label_set = "{label_set}", label = "{label}" }}]
"""


def made(folder, extra="[audit]\nsize = 100\n", tone=lambda i: schema.SENTIMENTS[i % 7 % 3]):
    """200 posts, on which people agree with the machine but for one in ten; every second is on the axis."""
    loaded, table = event(folder, extra), frame(N)
    seen = [tone(i) if i % 10 else "positive" for i in range(N)]
    machine = scores(table, sentiment=seen, axis=[i % 2 == 0 for i in range(N)])
    drawn = audit.draw(table, loaded)
    said = {
        str(1000 + i): {
            "sentiment": tone(i),
            "reaction": REACTION[i * 37 % 100 // 2],
            "topics": ["axis"] if i % 2 == 0 else [],
        }
        for i in range(N)
        if str(1000 + i) in drawn["post_id"].to_pylist()
    }
    return table, machine, loaded, audit.join(table, label(drawn, said), loaded)


def rows_of(table, **wanted):
    """The rows with these values, of all posts collected."""
    plain = {"segment": "all", "estimand": "posts", "scope": "collected", "among": None} | wanted
    return [row for row in table.to_pylist() if all(row[name] == value for name, value in plain.items())]


def test_without_an_audit_there_is_the_machines_net_figure_alone(tmp_path):
    """Empty otherwise, and the note says why."""
    table, machine, loaded, _ = made(tmp_path)
    (row,) = rows_of(shares.net(table, machine, loaded))
    seen = machine["sentiment"].to_pylist()
    assert row["machine_net"] == pytest.approx((seen.count("positive") - seen.count("negative")) / N)
    assert (row["label"], row["minus"], row["net"], row["low"], row["method"]) == ("positive", "negative", *[None] * 3)
    assert row["note"] == "machine labels, unaudited"


def test_the_net_figure_is_surer_than_both_shares_allow_and_less_sure_than_if_they_had_nothing_in_common(tmp_path):
    """Between the reach of independent shares and the sum of both reaches."""
    tone = dict(enumerate(["negative", "negative", "neutral", "positive"])).__getitem__
    given = made(tmp_path, tone=lambda i: tone(i % 4))
    (row,) = rows_of(shares.net(*given))
    more, less = (rows_of(shares.aggregate(*given), label=name)[0] for name in ("positive", "negative"))
    assert row["net"] == pytest.approx(more["share"] - less["share"], abs=1e-4)
    apart = stats.difference(*(estimate_of(one) for one in (less, more)))
    assert more["low"] - less["high"] < row["low"] < apart.low
    assert apart.high < row["high"] < more["high"] - less["low"]


def test_a_whole_audit_is_exact_among_a_topic_too(tmp_path):
    """Of 200 posts all labelled, as counted here."""
    given = made(tmp_path, "[audit]\nsize = 200\n")
    for topic in (None, "axis"):
        mine = [i for i in range(N) if topic is None or i % 2 == 0]
        negative, positive = (sum(i % 7 % 3 == kind for i in mine) for kind in (0, 2))
        (row,) = rows_of(shares.net(*given), among=topic)
        assert row["net"] == pytest.approx((positive - negative) / len(mine), abs=1e-4)
        assert row["low"] == row["net"] == row["high"]


def test_posts_that_wait_count_as_either_tone(tmp_path):
    """Low is that of an audit in which all that wait are negative, high that of one in which all are positive."""
    tone = lambda i: "negative" if i % 2 else "positive"  # noqa: E731 - a table of tones
    table, machine, loaded, _ = made(tmp_path, tone=tone)
    drawn = audit.draw(table, loaded)
    order = drawn["post_id"].to_pylist()
    skipped = set(order[10:15])
    said = {"reaction": "neutral", "topics": []}

    def found(waiting):
        labels = {post: said | {"sentiment": tone(int(post))} for post in order if post not in skipped}
        if waiting is not None:
            labels |= {post: said | {"sentiment": waiting} for post in skipped}
        joined = audit.join(table, label(drawn, labels), loaded)
        (row,) = rows_of(shares.net(table, machine, loaded, joined))
        return row

    row = found(None)
    assert row["n_waiting"] == 5
    assert (row["low"], row["high"]) == (found("negative")["low"], found("positive")["high"])


@pytest.mark.parametrize(
    ("kind", "more", "rivals"),
    [("more_than", 'than = "anger"', {"anger"}), ("largest", "", set(schema.REACTIONS) - {"excitement"})],
)
def test_what_a_claim_compares_holds_at_once(tmp_path, kind, more, rivals):
    """A row for each rival, at 1 − .05/m for m of them."""
    given = made(tmp_path, CLAIM.format(kind=kind, more=more, label_set="reaction", label="excitement"))
    rows = rows_of(shares.net(*given), label_set="reaction")
    assert {(row["label"], row["minus"]) for row in rows} == {("excitement", rival) for rival in rivals}
    assert {row["level"] for row in rows} == {1 - 0.05 / len(rivals)}


def test_two_topics_are_compared_by_what_posts_say_of_both(tmp_path):
    """Posts that are all on both or on neither: the difference is surer than both intervals, and of the published shares."""
    claim = CLAIM.format(kind="more_than", more='than = "parade"', label_set="topic", label="axis")
    loaded, table = event(tmp_path, '[[topics]]\nid = "parade"\ntitle = "Parade"\nany = ["parade"]\n' + claim), frame(N)
    machine = scores(table, axis=[i % 3 == 0 for i in range(N)], parade=[i % 7 == 0 for i in range(N)])
    drawn = audit.draw(table, loaded)
    kinds = (["axis", "parade"], [], [])
    said = {post: {"topics": kinds[int(post) % 3], "reaction": "neutral"} for post in drawn["post_id"].to_pylist()}
    given = table, machine, loaded, audit.join(table, label(drawn, said), loaded)
    (row,) = rows_of(shares.net(*given), label_set="topic")
    shares_of = [rows_of(shares.aggregate(*given), label_set="topic", label=name)[0] for name in ("axis", "parade")]
    assert (row["share"], row["share_minus"]) == tuple(one["share"] for one in shares_of)
    assert row["low"] <= row["net"] <= row["high"]
    widest = shares_of[0]["high"] - shares_of[1]["low"]
    assert row["high"] < widest


def test_a_claim_is_decided_by_the_difference_and_tells_it(tmp_path):
    """Intervals of both shares overlap, that of their difference leaves out 0: supported, where before it was not."""
    given = made(tmp_path, CLAIM.format(kind="more_than", more='than = "anger"', label_set="reaction", label="concern"))
    table, net = shares.aggregate(*given), shares.net(*given)
    (row,) = rows_of(net, label_set="reaction")
    nothing = schema.SENSITIVITY.empty_table()
    (told,) = claims.claims(table, net, given[2], nothing).to_pylist()
    more, less = (rows_of(table, label=name, label_set="reaction")[0] for name in ("concern", "anger"))
    assert more["low"] < less["high"]
    assert row["low"] > 0
    assert told["verdict"] == "supported"
    points = f"{100 * row['net']:+.1f} points ({100 * row['low']:.1f} to {100 * row['high']:.1f})"
    assert f"; difference {points}): supported." in told["sentence"]


def test_the_run_writes_it_and_the_page_tells_it(house_after_a_run):
    """net.csv has a row for each place of a sentiment; the page has net tone below the chart of tones."""
    folder = house_after_a_run / "reports/golden"
    table, other = (pd.read_csv(folder / name) for name in ("net.csv", "shares.csv"))
    tones = other[(other["label_set"] == "sentiment") & (other["label"] == "negative")]
    assert len(table[(table["label_set"] == "sentiment") & (table["level"] == 0.95)]) == len(tones)
    page = (folder / "report.html").read_text("utf-8")
    assert f"in percentage points, with its 95{wording.SPACE}% interval: " in page
    assert "; machine labels alone: " in page
    assert wording.points(0.2, 0.2, 0.2) == "+20.0 (exact)"
    assert 'href="net.csv"' in page
