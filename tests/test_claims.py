"""Verdicts: what an interval says of what was claimed."""

from __future__ import annotations

import numpy as np
import pytest

from xsentiment import claims, schema, stats

from builders import event

CLAIM = """
[[claims]]
id = "c"
quote = "said"
kind = "{kind}"
{more}
readings = [{{ {reading} = "sentiment", label = "negative" }}]
"""


def row(label, share, low, high, n_audit=200, machine=0.3, **other):
    """One row of SHARES."""
    return {
        "event": "test-event", "segment": "all", "estimand": "posts", "scope": "collected", "label_set": "sentiment",
        "label": label, "n_posts": 1000, "n_authors": 900, "machine_count": 300, "machine_base": 1000,
        "machine_share": machine, "share": share,
        "low": low, "high": high, "level": 0.95, "method": "wilson", "n_audit": n_audit, "n_base": n_audit,
        "n_waiting": 0,
    } | other  # fmt: skip


def net(*rows):
    """NET of the first row less each of the others, as far as both intervals allow."""
    first, *others = rows or [None]
    told = [
        {name: first[name] for name in schema.NET.names if name in first}
        | {"minus": other["label"], "net": first["share"] - other["share"]}
        | {"level": stats.simultaneous_level(0.95, len(others))}
        | {"low": first["low"] - other["high"], "high": first["high"] - other["low"]}
        for other in others
        if first["share"] is not None and other["share"] is not None
    ]
    return schema.from_rows(told, schema.NET, "NET")


def verdict(folder, kind, more, *rows, sample="", reading="label_set", tried=(), beside=()):
    """The one row of CLAIMS; rows `beside` are not compared."""
    loaded = event(folder, CLAIM.format(kind=kind, more=more, reading=reading), head=sample)
    table = schema.from_rows([dict(item) for item in (*rows, *beside)], schema.SHARES, "SHARES")
    (found,) = claims.claims(
        table, net(*rows), loaded, schema.from_rows(list(tried), schema.SENSITIVITY, "SENSITIVITY")
    ).to_pylist()
    return found


@pytest.mark.parametrize(
    ("kind", "more", "interval", "expected"),
    [
        ("share", "value = 0.6", (0.6, 0.56, 0.64), "supported"),
        ("share", "value = 0.6", (0.6, 0.55, 0.65), "supported"),
        ("share", "value = 0.6", (0.6, 0.54, 0.64), "undecided"),
        ("share", "value = 0.6", (0.4, 0.35, 0.5499), "contradicted"),
        ("share", "value = 0.6\ntolerance = 0.2", (0.6, 0.45, 0.75), "supported"),
        ("share", "value = 0.2", (0.15, 0.15, 0.15), "supported"),
        ("share", "value = 0.1", (0.15, 0.15, 0.15), "supported"),
        ("share", "value = 0.1", (0.1501, 0.1501, 0.1501), "contradicted"),
        ("share", "", (0.6, 0.5, 0.7), "no number claimed"),
        ("at_least", "value = 0.5", (0.6, 0.5, 0.7), "supported"),
        ("at_least", "value = 0.5", (0.6, 0.49, 0.7), "undecided"),
        ("at_least", "value = 0.5", (0.3, 0.2, 0.4), "contradicted"),
        ("at_most", "value = 0.5", (0.3, 0.2, 0.5), "supported"),
        ("at_most", "value = 0.5", (0.6, 0.55, 0.7), "contradicted"),
        ("share", "value = 0.6", (None, None, None), "not estimable"),
    ],
)
def test_verdicts_against_a_number(tmp_path, kind, more, interval, expected):
    """Supported within, contradicted outside, undecided where the interval overlaps both."""
    found = verdict(tmp_path, kind, more, row("negative", *interval))
    assert found["verdict"] == expected
    assert (found["labels_needed"] is not None) == (expected == "undecided")


def test_labels_still_needed(tmp_path):
    """Half-width .08, .04 from the bound, 200 labels of 1,000 posts: 1/(.25(1/200 − 1/1000) + 1/1000) = 500, 300 more."""
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", 0.61, 0.53, 0.69))
    assert found["labels_needed"] == 300
    assert "about 300 more labels" in found["sentence"]


@pytest.mark.parametrize(
    ("kind", "more", "rival", "expected"),
    [
        ("more_than", 'than = "positive"', (0.2, 0.1, 0.29), "supported"),
        ("more_than", 'than = "positive"', (0.3, 0.25, 0.35), "undecided"),
        ("more_than", 'than = "positive"', (0.6, 0.55, 0.7), "contradicted"),
        ("more_than", 'than = "positive"', (None, None, None), "not estimable"),
        ("largest", "", (0.2, 0.1, 0.29), "supported"),
        ("largest", "", (0.6, 0.55, 0.7), "contradicted"),
    ],
)
def test_verdicts_against_other_labels(tmp_path, kind, more, rival, expected):
    """More than another label, or the largest of its set."""
    found = verdict(tmp_path, kind, more, row("negative", 0.4, 0.3, 0.5), row("positive", *rival))
    assert found["verdict"] == expected


def test_the_other_figure_of_a_comparison_is_told(tmp_path):
    """A claim of more than another label gives that label's share; one of the largest share, the largest other's."""
    rows = row("negative", 0.4, 0.3, 0.5), row("positive", 0.3, 0.25, 0.35), row("neutral", 0.32, 0.27, 0.36)
    found = verdict(tmp_path, "more_than", 'than = "positive"', *rows[:2])["sentence"]
    assert (
        "; the claim was more than positive (30 %, 25–35 %; difference +10.0 points (−5.0 to 25.0)): undecided" in found
    )
    found = verdict(tmp_path, "largest", "", *rows)["sentence"]
    assert (
        "; the claim was the largest share (neutral, the largest other: 32 %, 27–36 %; difference +8.0 points (−6.0 to 23.0)): undecided"
        in found
    )
    alone = [one | {"share": None, "low": None, "high": None, "n_audit": 0, "note": "unaudited"} for one in rows]
    found = verdict(tmp_path, "more_than", 'than = "positive"', *alone)["sentence"]
    assert "; the claim was more than positive (30 % by machine labels): unaudited." in found


def test_labels_still_needed_by_engagement(tmp_path):
    """Half-width .08, .04 from the bound: as many as narrow a draw by engagement to a half, far fewer than of equal posts."""
    other = 'readings = [{ label_set = "sentiment", label = "negative", estimand = "engagement" }]'
    claim = CLAIM.format(kind="share", more="value = 0.6", reading="label_set")
    loaded = event(tmp_path, "\n".join([*claim.splitlines()[:-1], other]))
    table = schema.from_rows([row("negative", 0.61, 0.53, 0.69, estimand="engagement")], schema.SHARES, "SHARES")
    weight = np.exp(2 * np.sin(np.arange(1.0, 1001.0)))
    nothing = schema.SENSITIVITY.empty_table()
    (found,) = claims.claims(table, schema.NET.empty_table(), loaded, nothing, {"all": weight}).to_pylist()
    assert found["verdict"] == "undecided"
    assert found["labels_needed"] == stats.labels_to_narrow_by_chance(200, weight, 0.5) < 300


def test_labels_needed_against_another_label(tmp_path):
    """Half-widths .1 and .05 together are to shrink to the distance .1: 1/((2/3)²(1/200 − 1/1000) + 1/1000) = 360."""
    rows = row("negative", 0.4, 0.3, 0.5), row("positive", 0.3, 0.25, 0.35)
    found = verdict(tmp_path, "more_than", 'than = "positive"', *rows)
    assert (found["verdict"], found["labels_needed"]) == ("undecided", 160)


def test_the_end_towards_the_bound_counts(tmp_path):
    """A lopsided interval: from .1 up to .3 it reaches .2, the bound lies .1 away, so twice as narrow; down it is .05."""
    found = verdict(tmp_path, "at_most", "value = 0.2", row("negative", 0.1, 0.05, 0.3))
    assert found["labels_needed"] == stats.labels_to_narrow(200, 1000, 0.5) == 300
    found = verdict(tmp_path, "share", "value = 0.12", row("negative", 0.1, 0.05, 0.3))
    nearer = (0.1 - 0.07) / 0.05, (0.17 - 0.1) / 0.2
    assert found["labels_needed"] == stats.labels_to_narrow(200, 1000, min(nearer))


def test_fewer_than_ten_labels_are_not_said_to_decide(tmp_path):
    """The interval reaches hardly beyond the bound; where fewer posts are left it is these."""
    hardly = row("negative", 0.6, 0.4999, 0.7)
    assert verdict(tmp_path, "at_least", "value = 0.5", hardly)["labels_needed"] == claims.LEAST_MORE
    left = verdict(tmp_path, "at_least", "value = 0.5", hardly | {"n_audit": 996, "n_base": 996})
    assert left["labels_needed"] == 4


def test_an_exact_tie_is_not_more(tmp_path):
    """All labelled, and both shares the same: neither is more, nor the largest."""
    for kind, more in (("more_than", 'than = "positive"'), ("largest", "")):
        rows = tuple(row(name, 0.4, 0.4, 0.4, n_audit=1000) for name in ("negative", "positive"))
        assert verdict(tmp_path, kind, more, *rows)["verdict"] == "contradicted"


def test_another_claim_of_the_same_labels_changes_nothing(tmp_path):
    """Each comparison has the level of its own claim; CLAIMS has the rival and the difference."""
    rows = row("negative", 0.4, 0.3, 0.5), row("positive", 0.3, 0.25, 0.35)
    loaded = event(tmp_path, CLAIM.format(kind="more_than", more='than = "positive"', reading="label_set"))
    own = net(*rows).to_pylist()
    wider = [own[0] | {"level": 0.975, "low": -0.2, "high": 0.4}]
    tables = schema.from_rows([*rows], schema.SHARES, "SHARES"), schema.from_rows(own + wider, schema.NET, "NET")
    (found,) = claims.claims(*tables, loaded, schema.SENSITIVITY.empty_table()).to_pylist()
    assert [found[name] for name in ("rival", "net", "net_low", "net_high")] == [
        "positive", *(pytest.approx(value) for value in (0.1, -0.05, 0.25)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "unclear", "expected", "needed"),
    [
        ((0.1, 0.05, 0.15), 0.05, "contradicted", False),
        ((0.1, 0.05, 0.15), 0.4, "undecided", False),
        ((0.1, 0.05, 0.15), 0.25, "undecided", True),
        ((0.1, 0.05, 0.15), 0.15, "contradicted", False),
        ((0.68, 0.6, 0.75), 0.32, "supported", False),
        ((0.38, 0.31, 0.47), 0.4, "undecided", False),
        ((0.48, 0.39, 0.57), 0.4, "undecided", True),
    ],
)
def test_many_unclear_posts_might_decide(tmp_path, figure, unclear, expected, needed):
    """At least 40 %: it must hold whatever they are, their own interval too; labels of others tell where they cannot."""
    others = row("unclear", unclear, unclear - 0.06, unclear + 0.06)
    found = verdict(tmp_path, "at_least", "value = 0.4", row("negative", *figure), others)
    assert (found["verdict"], found["labels_needed"] is not None) == (expected, needed)


def test_many_unclear_posts_might_be_the_rivals(tmp_path):
    """12 points ahead, a fifth of the posts unclear: undecided for good, since any of them may be the rival's."""
    rows = row("negative", 0.4, 0.36, 0.44), row("positive", 0.28, 0.25, 0.31)
    unclear = row("unclear", 0.2, 0.18, 0.22)
    found = verdict(tmp_path, "more_than", 'than = "positive"', *rows, beside=[unclear])
    assert (found["verdict"], found["labels_needed"]) == ("undecided", None)
    assert verdict(tmp_path, "more_than", 'than = "positive"', *rows)["verdict"] == "supported"


def test_labels_needed_beside_unclear_posts_reach_beyond_them(tmp_path):
    """At most 50 %: 30 % (18 to 52) and 15 % unclear (9 to 21) are to be .05 apart from it, and are .28 so far."""
    other = row("unclear", 0.15, 0.09, 0.21)
    found = verdict(tmp_path, "at_most", "value = 0.5", row("negative", 0.3, 0.18, 0.52), beside=[other])
    assert found["labels_needed"] == stats.labels_to_narrow(200, 1000, 0.05 / 0.28)
    waits = row("negative", 0.3, 0.18, 0.52, n_waiting=34)
    assert verdict(tmp_path, "at_most", "value = 0.4", waits, beside=[other])["labels_needed"] == 34


@pytest.mark.parametrize(("kind", "more"), [("at_most", "value = 0.3"), ("more_than", 'than = "axis*negative"')])
def test_posts_whose_topics_are_unclear_might_be_on_it(tmp_path, kind, more):
    """20 % on the axis and positive, none negative, all labelled, but of 60 % nobody could tell what they are about."""
    claim = CLAIM.format(kind=kind, more=more, reading="label_set").replace('"sentiment"', '"topic*sentiment"')
    loaded = event(tmp_path, claim.replace('label = "negative"', 'label = "axis*positive"'))
    exact = {"n_audit": 1000, "label_set": "topic*sentiment"}
    rows = [row(name, share, share, share, **exact) for name, share in (("axis*positive", 0.2), ("axis*negative", 0.0))]
    for unclear, expected in ((0.6, "undecided"), (0.05, "supported")):
        told = [*rows, row("unclear", unclear, unclear, unclear, n_audit=1000, label_set="topic")]
        table = schema.from_rows(told, schema.SHARES, "SHARES")
        (found,) = claims.claims(table, net(*rows), loaded, schema.SENSITIVITY.empty_table()).to_pylist()
        assert found["verdict"] == expected


def test_a_figure_of_none_or_all_needs_as_many_labels_as_its_other_end(tmp_path):
    """0 (0 to 1.9 %) for at most 1 %, and 1 (98.1 to 100 %) for at least 99 %: not all posts that are left."""
    expected = stats.labels_to_narrow(200, 1000, 0.01 / 0.019)
    found = verdict(tmp_path, "at_most", "value = 0.01", row("negative", 0.0, 0.0, 0.019))
    assert found["labels_needed"] == expected < 800
    found = verdict(tmp_path, "at_least", "value = 0.99", row("negative", 1.0, 0.981, 1.0))
    assert found["labels_needed"] == expected


def test_nobody_labelled_or_too_few(tmp_path):
    """Without a label the reading is unaudited; with some that carry no figure it is not estimable, and says why."""
    none = row("negative", None, None, None, n_audit=0, note="machine labels, unaudited")
    found = verdict(tmp_path, "share", "value = 0.6", none)
    assert found["verdict"] == "unaudited"
    assert "30 % of the posts were negative in tone, by machine labels that nobody checked;" in found["sentence"]
    part = verdict(tmp_path, "at_least", "value = 0.5", none | {"machine_base": 850})
    assert "by machine labels that nobody checked (850 of 1,000 posts scored);" in part["sentence"]
    few = row("negative", None, None, None, n_audit=6, note="6 audited posts are too few (at least 10)")
    found = verdict(tmp_path, "share", "value = 0.6", few)
    assert (found["verdict"], found["note"]) == ("not estimable", "6 audited posts are too few (at least 10)")
    assert "by machine labels alone, since the audit cannot carry a figure (6 audited posts are" in found["sentence"]
    rivals = row("negative", 0.4, 0.3, 0.5), row("positive", None, None, None, n_audit=0)
    assert verdict(tmp_path, "more_than", 'than = "positive"', *rivals)["verdict"] == "unaudited"


def test_labels_needed_for_posts_in_general(tmp_path):
    """Of a half-width of .08 what is not labelling's stays: with .07 of it √(.05² − .08² + .07²) is left, a .45 of it.

    Where labelling has .04 of it, the authors alone reach the bound, and no number of labels decides.
    """
    reading = 'scope = "event", label_set'
    folder = tmp_path / "event"
    folder.mkdir()
    some = stats.labels_to_narrow(100, 1000, (0.05**2 - 0.08**2 + 0.07**2) ** 0.5 / 0.07)
    for half, expected in ((0.07, some), (0.04, None)):
        in_hand = row("negative", 0.45, 0.45 - half, 0.45 + half, n_audit=100)
        general = row("negative", 0.45, 0.37, 0.53, n_audit=100, scope="event")
        found = verdict(folder, "at_least", "value = 0.5", general, reading=reading, beside=[in_hand])
        assert ("more labels alone would hardly decide it" in found["sentence"]) == (expected is None)
        assert (found["verdict"], found["labels_needed"]) == ("undecided", expected)


def test_a_figure_on_the_bound_takes_all_labels(tmp_path):
    """Where the figure is what was claimed at least, nothing short of all posts decides."""
    found = verdict(tmp_path, "at_least", "value = 0.6", row("negative", 0.6, 0.5, 0.7))
    assert found["labels_needed"] == 800


def tried(choice, share, machine=0.3):
    """One row of SENSITIVITY."""
    return {
        "event": "test-event", "claim": "c", "choice": choice, "definition": choice, "segment": "all",
        "estimand": "posts", "scope": "collected", "label_set": "sentiment", "label": "negative", "n_posts": 1000,
        "machine_share": machine, "share": share, "n_audit": 200,
    }  # fmt: skip


def test_the_spread_stands_beside_the_interval(tmp_path):
    """From the least to the greatest figure under other definitions; neither bounds nor rows without a figure count."""
    others = [tried("as defined", 0.6), tried("posts", 0.45), tried("weight", 0.7), tried("scorer", None)]
    others.append(tried("bound", 0.99))
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", 0.6, 0.58, 0.62), tried=others)
    assert (found["spread_low"], found["spread_high"], found["spread_over"]) == (0.45, 0.7, 2)
    assert found["sentence"].startswith("60 % (58–62 %; 45–70 % under 2 other definitions) of the posts were negative")


def test_the_spread_of_machine_labels(tmp_path):
    """Without an audit it is that of the machine's figures; where there is none, nothing is said."""
    others = [tried("as defined", None), tried("posts", None, 0.2), tried("weight", None, None)]
    none = row("negative", None, None, None, n_audit=0)
    found = verdict(tmp_path, "share", "value = 0.6", none, tried=others)
    assert "labels that nobody checked; 20 % under 1 other definition; the claim" in found["sentence"]
    found = verdict(tmp_path, "share", "value = 0.6", none)
    assert (found["spread_over"], "other definition" in found["sentence"]) == (None, False)


def test_no_posts(tmp_path):
    """A reading of an empty segment has a verdict of its own, and a sentence."""
    found = verdict(tmp_path, "share", "value = 0.6")
    assert found["verdict"] == "no posts"
    assert found["share"] is None


@pytest.mark.parametrize(("n", "told"), [(1, " (1 post collected)"), (29, " (29 posts collected)"), (30, "")])
def test_a_figure_of_few_posts_says_how_few(tmp_path, n, told):
    """That all of a day's posts were negative may be said of one post."""
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", None, None, None, n_audit=0, n_posts=n))
    assert found["sentence"].startswith(f"30 % of the posts were negative in tone{told}, by machine labels that nobody")


def test_nobody_is_counted(tmp_path):
    """No post of the segment counts in the estimand: no posts, and the sentence says what they lack."""
    nobody = row("negative", None, None, None, 0, None, n_posts=0, note="9 posts without an author left out; no author")
    found = verdict(tmp_path, "share", "value = 0.6", nobody)
    assert found["verdict"] == "no posts"
    assert found["sentence"] == (
        "There is no figure for how many of the posts were negative in tone, since no author; the claim was 60 % ± 5 points: no posts."
    )


def test_labels_that_are_not_reliable_are_told_in_the_sentence(tmp_path):
    """The sentence is what is printed, so the doubt stands in it."""
    doubt = "labels not reliable: sentiment alpha 0.50 (0.40 to 0.60, 80 posts)"
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", 0.6, 0.58, 0.62, note=f"a; {doubt}; b"))
    assert found["sentence"].endswith(f"the claim was 60 % ± 5 points: supported; {doubt}.")


def test_a_sample_demonstrates(tmp_path):
    """Composed posts say nothing about the article: every verdict begins so."""
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", 0.6, 0.58, 0.62), sample="sample = true\n")
    assert found["verdict"].startswith(claims.DEMONSTRATION)
    assert found["verdict"].endswith("supported")


def test_exact_figures_are_said_to_be(tmp_path):
    """Where every post was labelled there is no interval to speak of."""
    found = verdict(tmp_path, "share", "value = 0.6", row("negative", 0.6, 0.6, 0.6, n_audit=1000))
    assert "exact" in found["sentence"]
