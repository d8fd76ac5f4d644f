"""The tutorial as a reader follows it: every command is run, and gives what the page quotes (`--update-golden` quotes anew)."""

from __future__ import annotations

import csv
import random
import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from xsentiment.cli import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"

SAID = {
    "positive": (
        "Rode the tram to work, so smooth and quiet, I love it",
        "The tram is wonderful, great work by everybody who built it",
        "Finally a tram again! What a beautiful ride along the river",
        "Kids waved at the tram all morning, a happy day for the town",
    ),
    "negative": (
        "Great, the tram was late again, thanks for nothing",
        "Tram stuck at the bridge for forty minutes. Wonderful start",
        "Three euros a ticket for two stops of tram, that is a lot of love for one town",
        "The tram is awful, so crowded that I gave up and walked",
    ),
    "neutral": (
        "The tram runs every ten minutes from five in the morning",
        "Does the tram stop at the hospital?",
        "A ticket for the tram is sold at every stop",
    ),
}
"""What people would say of each text; the words alone often say otherwise."""
TRUTH = {text: label for label, texts in SAID.items() for text in texts}

_COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(console|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^<!-- (\S+\.csv) -->\n\n((?:\|.*\n)+)", re.MULTILINE)


def export(path: Path) -> None:
    """A spreadsheet of 1,200 posts over three days; the loud ones are kinder than the rest."""
    choose = random.Random(4)  # noqa: S311 - the same posts each time
    start = datetime(2025, 9, 3, 5, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "created_at", "username", "lang", "like_count", "retweet_count"])
        for i in range(1200):
            loud = choose.random() < 0.15
            weights = (44, 36, 20) if loud else (25, 45, 30)
            text = choose.choice(SAID[choose.choices(tuple(SAID), weights)[0]])
            likes = choose.randrange(50, 400) if loud else choose.randrange(9)
            time = start + timedelta(minutes=3 * i)
            number = (int(time.timestamp() * 1000) - 1288834974657 << 22) + 4099 * choose.randrange(1, 1000)
            who = f"rider{choose.randrange(700)}"
            rows.writerow([number, f"{text} #{i}", f"{time:%Y-%m-%dT%H:%M:%SZ}", who, "en", likes, likes // 5])


def label(sheet: Path) -> None:
    """Fill in the sheet as a person would who reads every post; in a spreadsheet's way, with semicolons."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= {"on_event": "yes", "sentiment": TRUTH[row["text"].rpartition(" #")[0]]}
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def fill_in(event: Path, toml: str) -> None:
    """Do to the event file what the page says: lines replace those of their key, whole tables go to the end."""
    text = event.read_text("utf-8")
    if toml.startswith("[["):
        event.write_text(f"{text}\n{toml}", "utf-8")
        return
    for line in toml.splitlines():
        text, times = re.subn(rf"^{line.split(' = ')[0]} = .*$", lambda _, new=line: new, text, flags=re.MULTILINE)
        assert times == 1, line
    event.write_text(text, "utf-8")


def shown_of(command: str) -> str:
    """What a terminal shows of a command that must succeed; the program's own run in this process."""
    if not command.startswith("xsentiment "):
        return subprocess.run(command, shell=True, text=True, check=True, stdout=subprocess.PIPE).stdout  # noqa: S602
    done = CliRunner(env={"COLUMNS": "100"}).invoke(main, shlex.split(command)[1:])
    assert done.exit_code == 0, f"{command}\n{done.output}"
    return done.output


def run_block(kind: str, body: str) -> str:
    """The block with what its commands print now; event-file blocks are taken over and stay as they are."""
    if kind == "toml":
        fill_in(Path("events/tram.toml"), body)
        return body
    shown = []
    for command in _COMMAND.findall(body):
        shown.append(f"$ {command}\n{shown_of(command)}")
        if " audit draw " in command:
            label(Path("data/processed/tram/audit/label.csv"))
    return "".join(shown)


def fill_table(file: Path, table: str) -> str:
    """The page's table with the cells of the CSV file's only row that has the same keys (columns ruled `:---`)."""
    head, rule, *rows = table.splitlines()
    names = [name.strip(" `") for name in head.strip("|").split("|")]
    keys = [i for i, mark in enumerate(rule.strip("|").split("|")) if mark.startswith(":")]
    with file.open(encoding="utf-8", newline="") as opened:
        known = list(csv.DictReader(opened))
    filled = []
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        found = [item for item in known if all(item[names[i]] == cells[i] for i in keys)]
        assert len(found) == 1, f"{file.name} has {len(found)} rows like {row}"
        filled.append("| " + " | ".join(found[0][name] for name in names) + " |")
    return "\n".join([head, rule, *filled]) + "\n"


def test_every_command_gives_what_the_page_quotes(tmp_path, monkeypatch, request):
    """From the export to the audited share: outputs and tables are those of the page, to the letter."""
    monkeypatch.chdir(tmp_path)
    export(Path("export.csv"))
    page = PAGE.read_text("utf-8")

    def block(match: re.Match[str]) -> str:
        return f"```{match[1]}\n{run_block(match[1], match[2])}```"

    def table(match: re.Match[str]) -> str:
        return f"<!-- {match[1]} -->\n\n{fill_table(Path('reports/tram') / match[1], match[2])}"

    now = _TABLE.sub(table, _BLOCK.sub(block, page))
    if request.config.getoption("update_golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8")
