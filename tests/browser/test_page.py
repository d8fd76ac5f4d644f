"""report.html in a real browser: nothing sticks out, nothing is loaded or run, in every width, dark and on paper."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from xsentiment import schema
from xsentiment.pipeline import facts, tables
from xsentiment.report import Results
from xsentiment.report.page import render

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(NAMES)} is on this machine"),
]

# Runs outside the page, whose own policy lets no script run, and looks into it.
PROBE = """<!DOCTYPE html><body style="margin:0"><iframe src="page.html" width="WIDTH" height="900" style="border:0"></iframe>
<pre id="told"></pre><script>
document.querySelector("iframe").onload = ({target}) => {
  const page = target.contentDocument, view = target.contentWindow, width = page.documentElement.clientWidth;
  page.querySelectorAll("details").forEach((item) => { item.open = true; });
  const name = (item) => `${item.tagName} ${item.className.baseVal ?? item.className} ${item.textContent.slice(0, 60)}`;
  const out = [...page.querySelectorAll("body *")].filter(
    (item) => !item.closest(".scroll") && item.getBoundingClientRect().right > width + 1);
  const cut = [...page.querySelectorAll("svg text")].filter((item) => {
    const box = item.getBBox(), room = item.ownerSVGElement.viewBox.baseVal;
    return box.x < 0 || box.x + box.width > room.width || box.y < 0 || box.y + box.height > room.height;
  });
  const clipped = [...page.querySelectorAll(".scroll")].filter(
    (item) => item.firstElementChild && item.firstElementChild.getBoundingClientRect().right > width + 1);
  const style = (item) => view.getComputedStyle(page.querySelector(item));
  document.getElementById("told").textContent = JSON.stringify({
    wide: page.documentElement.scrollWidth - width, out: out.map(name), cut: cut.map(name), clipped: clipped.map((item) => `${name(item)} ${item.firstElementChild.tagName}`),
    scripts: page.scripts.length, loaded: view.performance.getEntriesByType("resource").map((entry) => entry.name),
    ink: style("body").color, back: style("body").backgroundColor, soft: style(".caption").color,
    charts: page.querySelectorAll("svg.chart").length,
    broken: [...page.querySelectorAll("th, td:not(.post)")].filter((item) => {
      const words = page.createTreeWalker(item, NodeFilter.SHOW_TEXT), range = page.createRange();
      for (let node = words.nextNode(); node; node = words.nextNode()) {
        for (const found of node.data.matchAll(/[A-Za-z]{2,12}/g)) {
          range.setStart(node, found.index); range.setEnd(node, found.index + found[0].length);
          if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) return true;
        }
      }
      return false;
    }).map(name),
  });
};
</script>"""


def look(folder: Path, page: str, width: int = 1000, *flags: str) -> dict:
    """What the probe finds in the page as Chromium lays it out at that width."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "probe.html").write_text(PROBE.replace("WIDTH", str(width)), encoding="utf-8")
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}", f"--window-size={width},1000",
        "--virtual-time-budget=5000", *flags, "--dump-dom", (folder / "probe.html").as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    told = re.search(r'<pre id="told">(.+?)</pre>', done.stdout.decode("utf-8"), re.DOTALL)
    assert told, done.stderr.decode("utf-8", errors="replace")[-2000:]
    return json.loads(html.unescape(told[1]))


@pytest.fixture(scope="module")
def page(sample_run):
    """The report of the sample, as a text."""
    return (sample_run[1].reports / "report.html").read_text("utf-8")


@pytest.mark.parametrize("width", [320, 480, 768, 1000, 1600])
def test_nothing_sticks_out_at_any_width(tmp_path, page, width):
    """Only tables and charts scroll, in boxes of their own; the page does not."""
    found = look(tmp_path, page, width)
    assert (found["wide"], found["out"]) == (0, [])
    assert found["charts"] >= 10


@pytest.mark.parametrize("width", [400, 1000])
def test_no_text_of_a_chart_is_cut_off(tmp_path, page, width):
    """Names, marks and figures lie within their picture, and the picture within the page, on a telephone too."""
    found = look(tmp_path, page, width)
    assert found["cut"] == []
    assert [item for item in found["clipped"] if "svg" in item or "claim" in item] == []


def test_nothing_is_run_or_loaded(tmp_path, page):
    """No script, and no request beside the page itself."""
    found = look(tmp_path, page)
    assert (found["scripts"], found["loaded"]) == (0, [])


def test_dark_and_light_can_be_read(tmp_path, page):
    """Text stands out from the ground by 4.5 to 1 at least (WCAG 2.2, 1.4.3), in both colour schemes."""
    grounds = []
    for scheme in ("0", "1"):
        found = look(tmp_path, page, 1000, f"--blink-settings=preferredColorScheme={scheme}")
        assert contrast(found["ink"], found["back"]) > 7
        assert contrast(found["soft"], found["back"]) > 4.5
        grounds.append(luminance(found["back"]))
    assert grounds[0] < 0.1
    assert grounds[1] > 0.9


def luminance(colour: str) -> float:
    """Relative luminance of "rgb(r, g, b)" (WCAG 2.2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_on_paper_nothing_is_lost(tmp_path, page):
    """With the rules for print, on a sheet of A4 less its margins, tables and charts fit: nothing can be scrolled there."""
    printed = page.replace("@media print", "@media all")
    assert printed != page
    found = look(tmp_path, printed, 680)
    assert (found["wide"], found["out"], found["clipped"], found["broken"]) == (0, [], [], [])


def test_it_prints(tmp_path, page):
    """Chromium makes a PDF of several sheets of it."""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    target = tmp_path / "page.pdf"
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={target}", (tmp_path / "page.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    assert len(re.findall(rb"/Type /Page\b", target.read_bytes())) >= 5


def test_long_and_hostile_texts_stay_in_their_place(tmp_path, sample_run):
    """Words of 300 letters, as posts, phrases and titles, neither widen the page nor run."""
    event, paths, state = sample_run
    long = "W" * 300 + "<script>document.title = 1</script>"
    named = {"event": event.slug, "label_set": "reaction", "label": "anger"}
    phrases = [named | {"phrase": long, "posts_with": 3, "posts_rest": 0, "log_odds": 1.0, "z": 2.0}]
    posts = [
        named | {"role": role, "source": "x", "post_id": "1", "probability": 0.5, "text": long}
        for role in ("typical", "borderline")
    ]
    made = Results(
        **{name: tables.read_aggregated(paths, name) for name in tables.AGGREGATED},
        phrases=schema.from_rows(phrases, schema.PHRASES, "PHRASES"),
        examples=schema.from_rows(posts, schema.EXAMPLES, "EXAMPLES"),
        rejects=schema.REJECTS.empty_table(),
        facts=facts.of_report(event, state.manifest, tables.read_frame(paths), tables.read_scores(event, paths)),
    )
    titled = replace(event, title=long, topics=tuple(replace(topic, title=long) for topic in event.topics))
    for width in (360, 1000):
        found = look(tmp_path, render(titled, made), width)
        assert (found["wide"], found["out"], found["cut"], found["scripts"]) == (0, [], [], 0)
