"""Charts as inline SVG: a share is a mark with its interval, a day is a mark on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap
from typing import Any, Final
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from xsentiment.schema import BOUND
from xsentiment.wording import interval, n_posts, percent

_WIDTH: Final = 720
_LABELS: Final = 250
_RIGHT: Final = 165
_ROW: Final = 36
_NAME: Final = 30
_MEAN: Final = 1.08
"""The mean `_advance` of a name in English."""
_CURVE_LABELS: Final = 350
_CURVE_RIGHT: Final = 110
_CURVE_NAME: Final = 52
_CURVE_ROW: Final = 20
_SIGN: Final = 6.2
"""How wide a sign of a mark below an axis is; a small Latin letter of 11 px."""
_MARKS: Final = 14


@dataclass(frozen=True)
class Bar:
    """One line of a chart of shares: its name and its row of SHARES."""

    name: str
    row: dict[str, Any]


def shares_chart(bars: Sequence[Bar], title: str) -> Markup:
    """A line for each share: a hollow mark for the machine's, a filled one with whiskers for the corrected one."""
    plot = _WIDTH - _LABELS - _RIGHT
    tops = [value for bar in bars for value in (bar.row["high"], bar.row["machine_share"]) if value is not None]
    most = min(1.0, max([0.1, *tops]) * 1.05)

    def x(share: float) -> str:
        return f"{_LABELS + plot * share / most:.1f}"

    height = _ROW * len(bars) + 34
    parts = [Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(_WIDTH, height, title)]
    parts += _grid(_ticks(most), x, height)
    parts += [_line(bar, _ROW * i + 21, x) for i, bar in enumerate(bars)]
    return Markup("").join([*parts, Markup("</svg>")])


def _grid(ticks: Sequence[float], x: Any, height: int) -> list[Markup]:
    """Upright lines with their shares below."""
    return [
        Markup(
            '<line class="grid" x1="{0}" x2="{0}" y1="6" y2="{1}"/><text class="tick" x="{0}" y="{2}">{3}</text>'
        ).format(x(tick), height - 24, height - 8, percent(tick))
        for tick in ticks
    ]


def _marks(row: dict[str, Any], y: int, x: Any, radius: int) -> list[Markup]:
    """A hollow mark for the machine's share, a filled one with whiskers for the corrected one."""
    parts = []
    circle = Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>')
    if row["machine_share"] is not None:
        parts.append(circle.format("machine", x(row["machine_share"]), y, radius))
    if row["share"] is not None:
        ends = x(row["low"]), x(row["high"])
        parts.append(Markup('<line class="whisker" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(*ends, y=y))
        parts.append(circle.format("share", x(row["share"]), y, radius))
    return parts


def _line(bar: Bar, y: int, x: Any) -> Markup:
    row = bar.row
    lines = _lines(bar.name)
    first = y + 4 - 7.5 * (len(lines) - 1)
    parts = [
        Markup('<text class="name" x="{}" y="{}">{}</text>').format(_LABELS - 12, first + 15 * i, line)
        for i, line in enumerate(lines)
    ]
    parts += _marks(row, y, x, 5)
    if row["share"] is None:
        text = "no interval" if row["machine_share"] is not None else "no figure"
    else:
        text = f"{percent(row['share'])} ({interval(row)})"
    parts.append(Markup('<text class="value" x="{}" y="{}">{}</text>').format(_WIDTH - _RIGHT + 10, y + 4, text))
    return Markup("").join(parts)


def _lines(name: str, letters: int = _NAME, lines: int = 2) -> list[str]:
    """A name on at most so many lines that fit beside the plot; what is longer ends in an ellipsis.

    `letters`: how many small ones a line takes.
    """
    mean = sum(map(_advance, name)) / max(1, len(name))
    return wrap(name, max(1, int(letters / max(1.0, mean / _MEAN))), max_lines=lines, placeholder="…") or [""]


def _advance(letter: str) -> float:
    """About how wide a letter is, most small Latin ones being 1."""
    if east_asian_width(letter) in "WF":
        return 2.0
    if letter in "mwMW@%—":
        return 1.9
    return 1.3 if letter.isupper() else 1.0


def specification_curve(rows: Sequence[dict[str, Any]], claimed: tuple[float, float] | None, title: str) -> Markup:
    """A figure as defined (the line) and under other definitions, the smallest first (Simonsohn et al. 2020).

    `rows` of SENSITIVITY of one claim, the first as defined; `claimed` (shares) is drawn as a band. Marks are as in
    `shares_chart`; bounds come last, apart from the definitions.
    """
    name = "share" if rows[0]["share"] is not None else "machine_share"
    order = sorted(rows, key=lambda row: (row[name] is None, row["choice"] == BOUND, row[name] or 0.0))
    plot, height = _WIDTH - _CURVE_LABELS - _CURVE_RIGHT, _CURVE_ROW * len(rows) + 34
    tops = [value for row in rows for value in (row["high"], row["machine_share"]) if value is not None]
    most = min(1.0, max([0.1, *tops, *(bound for bound in claimed or () if bound < 1)]) * 1.05)

    def x(share: float) -> str:
        return f"{_CURVE_LABELS + plot * min(share, most) / most:.1f}"

    parts = [
        Markup('<svg class="chart curve" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(_WIDTH, height, title)
    ]
    if claimed is not None:
        low, high = max(0.0, claimed[0]), min(most, claimed[1])
        if low < high:
            parts.append(
                Markup('<rect class="claimed" x="{}" y="4" width="{:.1f}" height="{}"/>').format(
                    x(low), plot * (high - low) / most, height - 26
                )
            )
    parts += _grid(_ticks(most), x, height)
    if rows[0][name] is not None:
        at = x(rows[0][name])
        parts.append(Markup('<line class="defined" x1="{0}" x2="{0}" y1="4" y2="{1}"/>').format(at, height - 22))
    for i, row in enumerate(order):
        parts.append(_specification(row, _CURVE_ROW * i + 15, x))
    return Markup("").join([*parts, Markup("</svg>")])


def _specification(row: dict[str, Any], y: int, x: Any) -> Markup:
    kind = "name defined-name" if row["choice"] == row["definition"] else "name"
    parts = [Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _CURVE_LABELS - 12, y + 4, _called(row))]
    parts += _marks(row, y, x, 4)
    figure, by = (row["share"], "") if row["share"] is not None else (row["machine_share"], " by machine")
    text = f"{percent(figure)}{by}" if figure is not None else "no posts"
    parts.append(Markup('<text class="value" x="{}" y="{}">{}</text>').format(_WIDTH - _CURVE_RIGHT + 10, y + 4, text))
    return Markup("").join(parts)


def _called(row: dict[str, Any]) -> str:
    name = f"trending: {row['definition']}" if row["choice"] == "trending" else str(row["definition"])
    return _lines(name, _CURVE_NAME, 1)[0]


def _ticks(most: float) -> list[float]:
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if most / step <= 6 or step == 0.25)
    return [i * step for i in range(int(most / step) + 1)]


def timeline_chart(periods: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]], title: str) -> Markup:
    """Shares by period with their intervals, the number of posts below; periods without a figure leave a gap.

    `periods` are (name, mark on the axis) in order of time.
    """
    left, right, top, plot_height, low_height = 44, 12, 10, 130, 40
    height = top + plot_height + low_height + 34
    plot = _WIDTH - left - right
    step = plot / max(1, len(periods))
    radius = f"{min(4, 0.4 * step):.3g}"
    tops = [value for row in rows for value in (row["high"], row["machine_share"]) if value is not None]
    most = min(1.0, max([0.1, *tops]) * 1.1)
    largest = max([1, *(row["n_posts"] for row in rows)])
    by_period = {row["period"]: row for row in rows}

    def x(i: int) -> float:
        return left + step * (i + 0.5)

    def y(share: float) -> float:
        return float(top + plot_height * (1 - share / most))

    parts = [Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(_WIDTH, height, title)]
    parts += [
        Markup('<line class="grid" x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}"/>').format(left, _WIDTH - right, y=y(tick))
        + Markup('<text class="axis" x="{}" y="{:.1f}">{}</text>').format(left - 6, y(tick) + 4, percent(tick))
        for tick in _ticks(most)
    ]
    base = top + plot_height + low_height + 8
    longest = _SIGN * max([1, *(len(mark) for _, mark in periods)])
    every = ceil(len(periods) / min(_MARKS, int(plot / (longest + 2 * _SIGN))))
    for i, (period, mark) in enumerate(periods):
        row = by_period.get(period)
        if i % every == 0 and x(i) + longest / 2 <= _WIDTH:
            parts.append(Markup('<text class="tick" x="{:.1f}" y="{}">{}</text>').format(x(i), height - 6, mark))
        if row is None:
            continue
        bar = max(1.0, low_height * row["n_posts"] / largest)
        parts.append(
            Markup(
                '<rect class="count" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>'
            ).format(x(i) - step * 0.3, base - bar, step * 0.6, bar, f"{period}: {n_posts(row['n_posts'])}")
        )
        if row["machine_share"] is not None:
            parts.append(
                Markup('<circle class="machine" cx="{:.1f}" cy="{:.1f}" r="{}"><title>{}</title></circle>').format(
                    x(i),
                    y(row["machine_share"]),
                    radius,
                    f"{period}: machine labels alone {percent(row['machine_share'])}",
                )
            )
        if row["share"] is not None:
            parts.append(
                Markup('<line class="whisker" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(
                    x(i), y(row["low"]), y(row["high"])
                )
                + Markup('<circle class="share" cx="{:.1f}" cy="{:.1f}" r="{}"><title>{}</title></circle>').format(
                    x(i), y(row["share"]), radius, f"{period}: {percent(row['share'])} ({interval(row)})"
                )
            )
    return Markup("").join([*parts, Markup("</svg>")])


def safe(text: str) -> Markup:
    """Hostile text as markup: escaped, and without marks that turn the direction of the page."""
    return escape("".join(c for c in text if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
