"""An audit by engagement from the export to the report: draw, label, import, run; figures checked with plain pandas."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from xsentiment.cli import main
from xsentiment.event_file import load_event
from xsentiment.stats import uniforms

EVENT = "events/tram.toml"
N = 300
FILE = """
title = "A tram opens"
start = 2025-09-01T00:00:00Z
end = 2025-09-06T00:00:00Z
seed = 12

[collection]
query = "tram"
tool = "composed for tests"
collected = "2025-09-06"

[[topics]]
id = "tickets"
title = "Tickets"
any = ["ticket*"]

[audit]
size = 80
weight = "engagement"

[[claims]]
id = "liked"
quote = "most of the engagement went to happy posts"
kind = "at_least"
value = 0.5
readings = [
    { label_set = "sentiment", label = "positive", estimand = "engagement" },
    { label_set = "sentiment", label = "positive" },
]
"""


def command(*arguments: str):
    """Run a command in this process; it must succeed."""
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A working folder with an export of 300 posts; returns them with engagement (likes + reposts) and what people say.

    The louder a post the happier; a fifth got no likes, and a tenth of the rest says the opposite of what it seems to.
    """
    rng = np.random.default_rng(5)
    spread = rng.standard_normal(N)
    likes = np.where(rng.random(N) < 0.2, 0, np.ceil(np.exp(2 + 1.8 * spread))).astype(int)
    happy = rng.random(N) < 1 / (1 + np.exp(-spread))
    seems = happy ^ (rng.random(N) < 0.1)
    texts = np.where(seems, "I love the tram, a wonderful ride", "The tram is awful, late and crowded")
    posts = pd.DataFrame(
        {
            "id": [f"p{i:03}" for i in range(N)],
            "text": [f"{text}{', and the tickets too' * (i % 3 == 0)} #{i}" for i, text in enumerate(texts)],
            "created_at": [f"2025-09-0{1 + i % 5}T12:{i % 60:02}:00Z" for i in range(N)],
            "username": [f"rider{i % 140}" for i in range(N)],
            "lang": "en",
            "like_count": likes,
            "retweet_count": likes // 4,
        }
    )
    monkeypatch.chdir(tmp_path)
    Path("data/raw/tram").mkdir(parents=True)
    Path("events").mkdir()
    Path(EVENT).write_text(FILE, encoding="utf-8")
    posts.to_csv("data/raw/tram/export.csv", index=False)
    return posts.assign(w=likes + likes // 4, happy=happy, tickets=[i % 3 == 0 for i in range(N)]).set_index("id")


def labelled(town) -> None:
    """Draw, fill in the sheet as the town knows it, import."""
    sheet = Path(command("audit", "draw", EVENT).stdout.strip())
    rows = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    said = town.loc[rows["post_id"]]
    rows["on_event"] = "yes"
    rows["topics"] = np.where(said["tickets"], "tickets", "none")
    rows["sentiment"] = np.where(said["happy"], "positive", "negative")
    rows["reaction"] = np.where(said["happy"], "excitement", "anger")
    rows.to_csv("filled.csv", index=False)
    command("audit", "import", EVENT, "filled.csv", "--labeller", "one")


def published(**wanted: str) -> pd.Series:
    """The row of shares.csv with the values wanted, for all posts in hand."""
    table = pd.read_csv("reports/tram/shares.csv")
    wanted = {"segment": "all", "scope": "collected", "estimand": "engagement"} | wanted
    for name, value in wanted.items():
        table = table[table[name] == value]
    (row,) = (row for _, row in table[table["among"].isna()].iterrows())
    return row


def truth(town, hit) -> float:
    """Σ w y / Σ w over all posts."""
    return float((town["w"] * hit).sum() / town["w"].sum())


def test_from_the_export_to_the_report(town):
    """The shares of engagement lie on the truth, stand in the claim and the methods, and a later draw keeps both."""
    labelled(town)
    command("run", EVENT)
    source = pd.read_csv("events/tram.audit.csv")["source"].iloc[0]
    town["rank"] = uniforms(12, [source] * N, town.index) / town["w"].where(town["w"] > 0)
    drawn = town["rank"].nsmallest(80)
    audit = pd.read_csv("events/tram.audit.csv").set_index("post_id")
    assert set(audit.index) == set(drawn.index)
    assert audit["order_engagement"].to_dict() == pytest.approx(drawn.to_dict())

    certain = town["w"] * drawn.max() >= 1
    rest = town[~certain & (town["w"] > 0)]
    on_event = published(label_set="on_event", label="on_event")
    assert (on_event["n_posts"], on_event["n_audit"], on_event["share"]) == ((town["w"] > 0).sum(), 80, 1.0)
    tickets = published(label_set="topic", label="tickets")
    assert tickets["machine_share"] == round(truth(town, town["tickets"]), 4)
    point = (town["w"] * town["tickets"])[certain].sum()
    for _, cell in rest.groupby("tickets"):  # the machine finds this topic by its words, so strata are the truth
        point += cell["w"].sum() * cell.loc[cell.index.isin(drawn.index), "tickets"].mean()
    assert tickets["share"] == pytest.approx(point / town["w"].sum(), abs=5e-5)

    happy = published(label_set="sentiment", label="positive")
    assert happy["low"] < happy["share"] < happy["high"]
    assert happy["low"] <= truth(town, town["happy"]) <= happy["high"]
    assert happy["high"] - happy["low"] < 0.12
    posts = published(label_set="sentiment", label="positive", estimand="posts")
    assert pd.isna(posts["share"])
    assert '[audit] weight = "posts"' in posts["note"]
    assert (town["w"] == 0).sum() > 0
    assert f"{(town['w'] == 0).sum()} posts without engagement weigh nothing" in happy["note"]

    claims = pd.read_csv("reports/tram/claims.csv")
    assert claims["verdict"].tolist() == ["supported", "not estimable"]
    page = Path("reports/tram/report.html").read_text("utf-8")
    assert "with chances in proportion to engagement (sequential Poisson sampling: 80 of" in page
    status = json.loads(command("audit", "status", EVENT, "--json").stdout)
    assert status["audit"]["strata"] == [
        {
            "design_stratum": "by engagement",
            "n_posts": int((town["w"] > 0).sum()),
            "n_audited": 80,
            "blank": {},
            "n_certain": int(certain.sum()),
        }
    ]
    assert "by engagement: 80 of" in command("audit", "status", EVENT).stdout
    assert "needs an audit with equal chances" in command("audit", "plan", EVENT).stdout

    before = happy.drop("note").to_dict()
    Path(EVENT).write_text(FILE.replace('weight = "engagement"\n', "").replace("size = 80", "size = 100"), "utf-8")
    labelled(town)
    command("run", EVENT)
    assert published(label_set="sentiment", label="positive").drop("note").to_dict() == before
    posts = published(label_set="sentiment", label="positive", estimand="posts")
    assert posts["low"] <= town["happy"].mean() <= posts["high"]
    assert posts["n_audit"] == 100
    assert len(pd.read_csv("events/tram.audit.csv")) < 180


def test_a_census_by_engagement(town):
    """All posts with engagement labelled: the shares are exact, by plain pandas."""
    Path(EVENT).write_text(FILE.replace("size = 80", f"size = {N}"), encoding="utf-8")
    labelled(town)
    command("run", EVENT)
    for label, hit in (("positive", town["happy"]), ("negative", ~town["happy"])):
        row = published(label_set="sentiment", label=label)
        assert row["low"] == row["share"] == row["high"] == round(truth(town, hit), 4)
        assert row["method"] == "census"
    pair = published(label_set="topic*sentiment", label="tickets*positive")
    assert pair["share"] == pair["high"] == round(truth(town, town["happy"] & town["tickets"]), 4)
    assert load_event(EVENT).audit.weight == "engagement"
