"""Labels that carry no figure: people found no post on the event, there are too few, or one column is blank."""

from __future__ import annotations

import csv
import html
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment.cli import main

EVENT = "events/golden.toml"
WHOLE = {"on_event": "yes", "topics": "none", "reaction": "neutral", "sentiment": "negative"}


def command(*arguments: str):
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


def labelled(change):
    """What a strict run says, and the text of its page, of an audit of 30 with the labels change(place)."""
    Path("events/golden.audit.csv").unlink()
    sheet = Path(command("audit", "draw", EVENT, "--size", "30").stdout.strip())
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = [row | change(place) for place, row in enumerate(csv.DictReader(file))]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = command("audit", "import", EVENT, str(sheet), "--labeller", "ann")
    assert done.exit_code == 0, done.stderr
    run = command("run", EVENT, "--strict")
    page = html.unescape(Path("reports/golden/report.html").read_text("utf-8")).replace("\u202f", " ")
    return run, page


def test_no_post_on_the_event_is_told(house_after_a_run):
    """It is a warning, a banner, and no figure of posts on the event, not even the machine's."""
    run, page = labelled(lambda _: {"on_event": "no"})
    assert run.exit_code == 4
    told = "eople found all 30 labelled posts to be off the event, so there are no shares of posts on it"
    assert f"Warning: p{told}" in run.stderr
    assert f'<p class="banner">P{told}' in page
    assert "by machine labels alone, not estimable from the audit; no audited post in the base: no interval" in page
    assert "unaudited" not in page
    assert "of the posts on the event" not in page


def test_too_few_labels_are_not_none(house_after_a_run):
    """A headline says how few there are, instead of that there are none."""
    _, page = labelled(lambda place: WHOLE if place < 3 else {})
    told = (
        "by machine labels alone, not estimable from the audit; 3 audited posts are too few (at least 10): no interval"
    )
    assert told in page


@pytest.mark.parametrize(("column", "name"), [("reaction", "reaction"), ("sentiment", "tone")])
def test_a_column_that_is_blank_has_no_shares(column, name, house_after_a_run):
    """Neither the warning nor the banner speaks of shares and intervals that there are not."""
    run, page = labelled(lambda _: WHOLE | {column: ""})
    assert f"Warning: none of the labelled posts has a {column}, so there are no shares of it" in run.stderr
    assert "may be off" not in run.stderr
    assert f"30 posts of the audit wait for a label ({name}). Until then no figure of it rests on people." in page
    assert "wide enough" not in page.split("<h2")[0]


def test_a_banner_names_what_waits(house_after_a_run):
    """Where some posts lack a tone, it is the intervals of tone that are wide; that a topic has no post is no matter."""
    _, page = labelled(lambda place: WHOLE | ({"sentiment": ""} if place % 4 == 0 else {}))
    wide = "Until then its intervals are wide enough for whatever it will be."
    assert f'<p class="banner">8 posts of the audit wait for a label (tone). {wide}</p>' in page
    assert page.count("of the audit wait for a label") == 1
