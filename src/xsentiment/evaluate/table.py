"""An evaluation for people, and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from xsentiment import wording
from xsentiment.evaluate.figures import Figure
from xsentiment.evaluate.posts import SHOWN, Evaluation, short

_FEW: Final = 0.05
"""A part of copies from which they are told."""
_WIDE: Final = 18
"""The width of a share with its interval."""


def as_dict(result: Evaluation) -> dict[str, Any]:
    """For programs: plain values all through."""
    return asdict(result) | {"confusion": result.confusion.tolist()}


def table(result: Evaluation) -> str:
    """For people: the figures with their intervals, the confusion matrix, the reliability table."""
    lines = [f"{result.scorer} on {wording.n_posts(result.n)}"]
    given = (result.confusion.sum(axis=1) > 0).tolist()
    if not all(given):
        lacking, over = (
            ", ".join(name for name, has in zip(result.labels, given, strict=True) if has == wanted)
            for wanted in (False, True)
        )
        lines.append(f"  nobody labelled a post {lacking}: macro figures are over {over} alone")
    if result.copies > _FEW * result.n:
        are = "is a copy of another" if result.copies == 1 else "are copies of others"
        lines.append(f"  {result.copies} of them {are}: intervals take the copies of a text together")
    lines += [f"  {name:<18} {f.value:.4f}  ({f.low:.4f} to {f.high:.4f})" for name, f in result.figures.items()]
    width = max(map(len, result.labels)) + 2
    lines += ["", "people \\ scorer".ljust(width + 4) + "".join(label.rjust(width) for label in result.labels)]
    for label, row in zip(result.labels, result.confusion.tolist(), strict=True):
        lines.append(label.ljust(width + 4) + "".join(str(count).rjust(width) for count in row))
    lines += ["", "shares of a row".ljust(width + 4) + "".join(label.rjust(_WIDE) for label in result.labels)]
    for label, shares in zip(result.labels, result.row_shares, strict=True):
        if shares:
            lines.append(label.ljust(width + 4) + "".join(_with_ends(share).rjust(_WIDE) for share in shares))
    if result.reliability:
        lines += ["", "probability        posts    mean   right"]
        lines += [
            f"{b.low:.1f} to {b.high:.1f}  {b.n:>12}   {b.confidence:.3f}   {b.accuracy:.3f}"
            for b in result.reliability
        ]
    if left_out := _left_out(result):
        lines += ["", f"left out: {', '.join(left_out)}"]
    return "\n".join(lines)


def _left_out(result: Evaluation) -> list[str]:
    """What was left out, the commonest labels first."""
    counts = sorted(result.left_out.items(), key=_commonest)
    told = [f"{n} {short(label)}" if label else f"{n} without a label" for label, n in counts[:SHOWN]]
    told += [f"{sum(n for _, n in rest)} with other labels" for rest in [counts[SHOWN:]] if rest]
    told += [f"{result.no_text} without a text"] if result.no_text else []
    if result.not_served:
        codes = [f"{n} {code}" for code, n in sorted(result.not_served.items(), key=_commonest)]
        total = sum(result.not_served.values())
        more = [f"{len(codes) - SHOWN} more languages"] if len(codes) > SHOWN else []
        found = ", ".join(codes[:SHOWN] + more)
        told.append(f"{total} in languages that {result.scorer} does not serve ({found}): runs give them no label")
    return told


def _commonest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _with_ends(share: Figure) -> str:
    return f"{share.value:.2f} ({share.low:.2f}-{share.high:.2f})"
