"""The page of exports that hold little: what is not known is said, and nothing is said of what is not there."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from xsentiment.cli import main

CLAIM = """
[[claims]]
id = "most"
quote = "most trending posts are negative"
kind = "at_least"
value = 0.5
readings = [
    { segment = "trending", label_set = "sentiment", label = "negative" },
    { label_set = "sentiment", label = "negative", estimand = "authors" },
]
"""


def page_of(rows: list[str], header: str, claims: str = "") -> str:
    """The text of the page of an export with these rows, in the current folder."""
    raw = Path("data/raw/plain")
    raw.mkdir(parents=True)
    (raw / "export.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    run = CliRunner()
    assert run.invoke(main, ["new", "plain", "--from", str(raw / "export.csv")]).exit_code == 0
    event = Path("events/plain.toml")
    event.write_text(event.read_text("utf-8") + claims, encoding="utf-8")
    assert run.invoke(main, ["run", str(event)]).exit_code == 0
    page = re.sub(r"<style>.*?</style>", "", Path("reports/plain/report.html").read_text("utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_texts_and_times_alone():
    """No authors, no metrics, no kinds: neither the busiest of 0 authors nor trending posts nor replies are told of."""
    text = page_of([f"{i},I like number {i},2025-09-03T10:00:00Z" for i in range(30)], "id,text,created_at", CLAIM)
    assert "The files name no authors, so that it is not known how few wrote the posts" in text
    assert "Trending: none, since the files hold no likes, reposts, quotes or replies." in text
    assert "Frame: posts of which the files do not say whether they are replies; reposts are left out" in text
    assert "The claim is about no posts in readings 1 and 2." in text
    assert "since no post is trending: none is known to have likes, reposts, quotes or replies" in text
    assert "since no post has a known author" in text
    plan = CliRunner().invoke(main, ["audit", "plan", "events/plain.toml"]).stdout
    assert plan.count("no posts: no audit tells anything of it") == 2
    assert "interval to expect" not in plan


def test_a_language_that_the_software_does_not_read():
    """No figure, and why, at the head of the page; no scorer is blamed for lacking probabilities."""
    rows = [f"{i},Numéro {i} est très bien,2025-09-03T10:00:00Z,fr" for i in range(30)]
    text = page_of(rows, "id,text,created_at,lang")
    assert "The software reads the language of 0 of the 30 posts." in text
    assert "There is no figure for how many of the 30 posts were negative in tone" in text
    assert "gives labels without probabilities" not in text


def test_trending_of_slow_days_is_no_tenth():
    """One post a day: each with a like is the top of its day, and the page says what part that is."""
    rows = [f"{i},I like number {i},2025-09-{i + 1:02}T10:00:00Z,one,{i % 2}" for i in range(20)]
    text = page_of(rows, "id,text,created_at,author,likes")
    assert "These are 50 % of the posts, not a tenth" in text.replace("\u202f", " ")
    assert "here 10 of 20 posts" in text
    assert "One author wrote 100 % of the posts" in text.replace("\u202f", " ")


def test_a_single_post():
    """One post is one post, on the page and on the terminal."""
    text = page_of(["1,I like this,2025-09-03T10:00:00Z"], "id,text,created_at")
    assert "100 % of the one post was positive in tone (by machine labels alone" in text.replace("\u202f", " ")
    assert "Of 1 row read, 0 were left out by rule" in text
    assert not re.search(r"\b1 (posts|rows|files|claims)\b", text)
    run = CliRunner()
    done = run.invoke(main, ["run", "events/plain.toml"]).stdout
    assert "plain: 1 row read = 1 post + 0 rejected, 1 file\nplain: 1 post in the frame" in done
    assert "valid; 0 topics, 0 claims" in run.invoke(main, ["check", "events/plain.toml"]).stdout
    drawn = run.invoke(main, ["audit", "draw", "events/plain.toml", "--size", "2"])
    assert "2 were asked for: the one post that can be drawn is" in drawn.stderr
    sheet = Path(drawn.stdout.strip())
    header, row = sheet.read_text("utf-8-sig").splitlines()
    sheet.write_text(f"{header}\n{row.rstrip(',')},,,,yes,,,positive,,\n", encoding="utf-8")
    again = run.invoke(main, ["audit", "draw", "events/plain.toml"]).stderr
    assert "holds labels of 1 post that is not in the audit" in again
    assert run.invoke(main, ["audit", "import", "events/plain.toml", str(sheet), "--labeller", "ann"]).exit_code == 0
    assert run.invoke(main, ["run", "events/plain.toml"]).exit_code == 0
    text = html.unescape(Path("reports/plain/report.html").read_text("utf-8")).replace("\u202f", " ")
    assert "100 % of the one post was positive in tone (it was labelled by people" in text
